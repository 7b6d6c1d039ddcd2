//! The analysis as the index's tokenizer.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::analysis::Analysis;

/// The name under which the index knows it.
pub(super) const NAME: &str = "yizhan";

/// Takes texts apart for the index; keeps its room from text to text.
#[derive(Clone)]
pub(super) struct Tokens {
    analysis: Analysis,
    words: String,
    ends: Vec<u32>,
}

impl Tokens {
    pub(super) fn of(analysis: Analysis) -> Tokens {
        Tokens { analysis, words: String::new(), ends: Vec::new() }
    }
}

/// The tokens of one text.
pub(super) struct Stream<'a> {
    words: &'a str,
    ends: &'a [u32],
    next: usize,
    token: Token,
}

impl Tokenizer for Tokens {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.words.clear();
        self.ends.clear();
        let (words, ends) = (&mut self.words, &mut self.ends);
        self.analysis.each(text, |token, _, _, _| {
            words.push_str(token);
            ends.push(u32::try_from(words.len()).unwrap_or(u32::MAX));
        });
        Stream { words: &self.words, ends: &self.ends, next: 0, token: Token::default() }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(end) = self.ends.get(self.next) else { return false };
        let from = self.next.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.token.text.clear();
        self.token.text.push_str(&self.words[from..*end as usize]);
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
