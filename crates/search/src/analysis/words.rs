//! Words that are known: found wherever they stand in a text, and the synonyms among them.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::folding::folded;

/// The longest word, in characters; a longer line of a word list is not used.
const LONGEST: usize = 24;

/// A list of words and groups of synonyms.
#[derive(Clone, Debug, Default)]
pub struct Words {
    all: HashSet<String>,
    /// For each first character the lengths that words with it have, a bit each.
    lengths: HashMap<char, u32>,
    groups: Vec<Vec<String>>,
    member_of: HashMap<String, Vec<usize>>,
}

impl Words {
    /// The words that come with the crate: trades, tests, machines and what firms call them.
    #[must_use]
    pub fn of_the_trade() -> Words {
        let mut words =
            Words { all: HashSet::new(), lengths: HashMap::new(), groups: Vec::new(), member_of: HashMap::new() };
        words.add_words(include_str!("../../data/words.txt"));
        words.add_synonyms(include_str!("../../data/synonyms.txt"));
        words
    }

    /// Adds words, several in a line with spaces between, or a line each.
    pub fn add_words(&mut self, list: &str) {
        for word in entries(list).flat_map(str::split_whitespace) {
            self.add(word);
        }
    }

    /// Adds groups of words that mean the same to a firm, a line each: `打样 ~ 样品试制 ~ 样件制作`.
    pub fn add_synonyms(&mut self, list: &str) {
        for line in entries(list) {
            let members: Vec<String> = line.split('~').filter_map(|word| self.add(word.trim())).collect();
            if members.len() < 2 {
                continue;
            }
            for member in &members {
                self.member_of.entry(member.clone()).or_default().push(self.groups.len());
            }
            self.groups.push(members);
        }
    }

    fn add(&mut self, word: &str) -> Option<String> {
        let word: String = folded(word).split_whitespace().collect();
        let length = word.chars().count();
        let first = word.chars().next()?;
        if length > LONGEST {
            return None;
        }
        *self.lengths.entry(first).or_default() |= 1 << length;
        self.all.insert(word.clone());
        Some(word)
    }

    /// Whether this is a known word; it must be folded.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.all.contains(word)
    }

    /// All words, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }

    /// What means the same as a word, itself not among it.
    pub fn alike(&self, word: &str) -> impl Iterator<Item = &str> {
        let groups = self.member_of.get(word).into_iter().flatten();
        let word = word.to_owned();
        groups.flat_map(|group| &self.groups[*group]).map(String::as_str).filter(move |other| **other != *word)
    }

    /// The ends (exclusive, in characters) of the words that begin at a place of a folded text, the shortest first. A
    /// word with Latin letters or digits at an edge does not begin or end within others.
    pub(crate) fn ends_at(&self, text: &Text, at: usize, mut each: impl FnMut(usize)) {
        let Some(lengths) = self.lengths.get(&text.characters[at]) else { return };
        let inside = |index: usize| {
            index > 0
                && index < text.characters.len()
                && text.characters[index].is_ascii_alphanumeric()
                && text.characters[index - 1].is_ascii_alphanumeric()
        };
        if inside(at) {
            return;
        }
        let mut left = *lengths;
        while left != 0 {
            let length = left.trailing_zeros() as usize;
            left &= left - 1;
            let end = at + length;
            if end <= text.characters.len() && !inside(end) && self.all.contains(text.slice(at, end)) {
                each(end);
            }
        }
    }
}

/// The lines of a list that are no comments.
pub(crate) fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A folded text with the places of its characters.
pub(crate) struct Text {
    pub(crate) characters: Vec<char>,
    folded: String,
    /// Byte places in the folded text, one more than characters.
    places: Vec<u32>,
    /// Byte places in the text as it was given, likewise.
    pub(crate) given: Vec<u32>,
}

impl Text {
    /// Folds a text; what stands after the 4 GB that places can tell is left out.
    pub(crate) fn of(text: &str) -> Text {
        let mut folded = Text {
            characters: Vec::with_capacity(text.len() / 3 + 1),
            folded: String::with_capacity(text.len()),
            places: Vec::with_capacity(text.len() / 3 + 2),
            given: Vec::with_capacity(text.len() / 3 + 2),
        };
        let mut end = 0;
        for (at, character) in text.char_indices().take_while(|(at, _)| *at < u32::MAX as usize / 2) {
            folded.push(super::folding::fold(character), at);
            end = at + character.len_utf8();
        }
        folded.places.push(u32::try_from(folded.folded.len()).unwrap_or(u32::MAX));
        folded.given.push(u32::try_from(end).unwrap_or(u32::MAX));
        folded
    }

    fn push(&mut self, character: char, at: usize) {
        self.characters.push(character);
        self.places.push(u32::try_from(self.folded.len()).unwrap_or(u32::MAX));
        self.given.push(u32::try_from(at).unwrap_or(u32::MAX));
        self.folded.push(character);
    }

    /// A piece of the folded text, from and to in characters.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &str {
        &self.folded[self.places[from] as usize..self.places[to] as usize]
    }
}
