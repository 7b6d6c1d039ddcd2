-- The language a person chose, as a BCP 47 tag; empty until they choose: then their browser's, and letters in the first.
ALTER TABLE people ADD COLUMN language TEXT NOT NULL DEFAULT '';
