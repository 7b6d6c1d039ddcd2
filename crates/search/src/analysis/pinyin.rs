//! How names are read, so that `yqdq` and `yueqingdianqi` find 乐清电气.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};

use super::folding::{fold, is_han};
use super::words::entries;

/// The most characters of a name that are read.
const MOST: usize = 24;

static READINGS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let mut readings = HashMap::with_capacity(8_000);
    for line in entries(include_str!("../../data/pinyin.txt")) {
        if let Some((syllable, characters)) = line.split_once(' ') {
            readings.extend(characters.chars().map(|character| (character, syllable)));
        }
    }
    readings
});

/// A word and the syllables of its characters.
type Special = (Vec<char>, Vec<&'static str>);

/// Words in which a character is not read as usual: 乐清 is yue qing.
static WORDS: LazyLock<HashMap<char, Vec<Special>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<Special>> = HashMap::new();
    for line in entries(include_str!("../../data/readings.txt")) {
        let mut parts = line.split_whitespace();
        let word: Vec<char> = parts.next().unwrap_or_default().chars().collect();
        let syllables: Vec<&str> = parts.collect();
        if let Some(first) = word.first().filter(|_| word.len() == syllables.len()) {
            words.entry(*first).or_default().push((word, syllables));
        }
    }
    words
});

/// How a name is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// First letters: `yqdq`.
    pub initials: String,
    /// Whole syllables: `yueqingdianqi`.
    pub syllables: String,
}

/// Reads a name; Latin letters and digits stand for themselves, what has no reading is left out.
#[must_use]
pub fn readings(name: &str) -> Reading {
    let characters: Vec<char> = name.chars().map(fold).filter(|c| c.is_alphanumeric()).take(MOST).collect();
    let mut reading = Reading { initials: String::new(), syllables: String::new() };
    let mut at = 0;
    while at < characters.len() {
        let special = WORDS.get(&characters[at]).into_iter().flatten();
        let special = special.filter(|(word, _)| characters[at..].starts_with(word)).max_by_key(|(word, _)| word.len());
        if let Some((word, syllables)) = special {
            syllables.iter().for_each(|syllable| add(&mut reading, syllable));
            at += word.len();
        } else {
            let character = characters[at];
            if !is_han(character) {
                reading.initials.push(character);
                reading.syllables.push(character);
            } else if let Some(syllable) = READINGS.get(&character) {
                add(&mut reading, syllable);
            }
            at += 1;
        }
    }
    reading
}

fn add(reading: &mut Reading, syllable: &str) {
    reading.initials.extend(syllable.chars().next());
    reading.syllables.push_str(syllable);
}

/// The reading of one character, for comparing what sounds alike.
pub(crate) fn syllable(character: char) -> Option<&'static str> {
    READINGS.get(&character).copied()
}
