//! From a text to what is kept of it: single characters, pairs, words, and Latin names, numbers and standards.
//!
//! Every two characters that stand beside each other are kept, so no word of two characters is lost; known words of
//! three and more are kept beside them, and each single character, which only ranks what pairs have found.

pub mod folding;
mod latin;
pub(crate) mod pinyin;
pub(crate) mod words;

use std::sync::{Arc, LazyLock};

use words::Text;

pub use pinyin::{Reading, readings};
pub use words::Words;

/// What a token is; each is weighed in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One Chinese character.
    Single,
    /// Two that stand beside each other.
    Pair,
    /// A known word of three characters and more, or with Latin letters.
    Word,
    /// A run of letters and digits, whole or between its joints.
    Latin,
    /// A standard's number.
    Standard,
    /// A part of a run: its letters, its number, its measure.
    Part,
}

/// One token: its folded words and the bytes of the given text that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The folded words.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// First byte in the given text.
    pub from: usize,
    /// The byte after its last one.
    pub to: usize,
}

/// Takes tokens one after the other.
pub(crate) struct Sink<'a> {
    each: &'a mut dyn FnMut(&str, Kind, usize, usize),
}

impl Sink<'_> {
    fn tell(&mut self, token: &str, kind: Kind, text: &Text, from: usize, to: usize) {
        (self.each)(token, kind, text.given[from] as usize, text.given[to] as usize);
    }
}

static OF_THE_TRADE: LazyLock<Arc<Words>> = LazyLock::new(|| Arc::new(Words::of_the_trade()));

/// Takes texts apart; cheap to clone.
#[derive(Clone)]
pub struct Analysis {
    words: Arc<Words>,
}

impl Default for Analysis {
    fn default() -> Analysis {
        Analysis { words: OF_THE_TRADE.clone() }
    }
}

impl Analysis {
    /// The analysis with an installation's own words and synonyms beside those of the crate; lists as in
    /// [`Words::add_words`] and [`Words::add_synonyms`].
    #[must_use]
    pub fn with(words: &str, synonyms: &str) -> Analysis {
        let mut all = Words::clone(&OF_THE_TRADE);
        all.add_words(words);
        all.add_synonyms(synonyms);
        Analysis { words: Arc::new(all) }
    }

    /// The words that it knows.
    #[must_use]
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Tells all tokens of a text.
    pub fn each(&self, given: &str, mut each: impl FnMut(&str, Kind, usize, usize)) {
        let text = Text::of(given);
        let mut sink = Sink { each: &mut each };
        let mut at = 0;
        while at < text.characters.len() {
            let character = text.characters[at];
            let known = folding::is_han(character) || character.is_ascii_alphanumeric();
            if known {
                self.words_at(&text, at, &mut sink);
            }
            if folding::is_han(character) {
                sink.tell(text.slice(at, at + 1), Kind::Single, &text, at, at + 1);
                if text.characters.get(at + 1).is_some_and(|next| folding::is_han(*next)) {
                    sink.tell(text.slice(at, at + 2), Kind::Pair, &text, at, at + 2);
                }
                at += 1;
            } else if character.is_alphanumeric() {
                let end = latin::run(&text, at, &mut sink);
                for inside in at + 1..end {
                    self.words_at(&text, inside, &mut sink);
                }
                at = end;
            } else {
                at += 1;
            }
        }
    }

    fn words_at(&self, text: &Text, at: usize, sink: &mut Sink<'_>) {
        self.words.ends_at(text, at, |end| {
            let characters = &text.characters[at..end];
            let han = characters.iter().filter(|character| folding::is_han(**character)).count();
            // A pair is kept as a pair already, and letters alone as a run.
            if han > 0 && (end - at > 2 || han < end - at) {
                sink.tell(text.slice(at, end), Kind::Word, text, at, end);
            }
        });
    }

    /// The tokens of a text.
    #[must_use]
    pub fn tokens(&self, given: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.each(given, |text, kind, from, to| tokens.push(Token { text: text.to_owned(), kind, from, to }));
        tokens
    }

    /// The text cut into known words, and what stands between them; as few pieces as there can be.
    #[must_use]
    pub fn segments(&self, given: &str) -> Vec<String> {
        let text = Text::of(given);
        let length = text.characters.len();
        // The least pieces from each place to the end, and where the first of them ends.
        let mut best = vec![(usize::MAX, length); length + 1];
        best[length].0 = 0;
        for at in (0..length).rev() {
            let latin = latin_end(&text, at);
            best[at] = (best[latin].0 + usize::from(folding::is_han(text.characters[at])) + 1, latin);
            let mut longer = best[at];
            self.words.ends_at(&text, at, |end| {
                if best[end].0 < longer.0 {
                    longer = (best[end].0 + 1, end);
                }
            });
            best[at] = longer;
        }
        let mut segments = Vec::new();
        let mut at = 0;
        while at < length {
            let piece = text.slice(at, best[at].1);
            if piece.chars().any(char::is_alphanumeric) {
                segments.push(piece.to_owned());
            }
            at = best[at].1;
        }
        segments
    }
}

fn latin_end(text: &Text, at: usize) -> usize {
    let latin = |index: usize| {
        text.characters.get(index).is_some_and(|character| character.is_alphanumeric() && !folding::is_han(*character))
    };
    let joint = |index: usize| matches!(text.characters.get(index), Some('.' | '/' | '-')) && latin(index + 1);
    let mut end = at;
    while latin(end) || end > at && joint(end) {
        end += 1;
    }
    end.max(at + 1)
}
