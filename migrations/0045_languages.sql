-- Until now nobody could choose a language, so nobody has: empty until they do, and then a BCP 47 tag. Who has chosen none
-- reads the language of their browser, and has letters in the first one.
UPDATE people SET language = '';
