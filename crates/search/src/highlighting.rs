//! The words of a found document with what was sought marked.

use foldhash::{HashSet, HashSetExt};

use crate::analysis::{Analysis, Kind};

/// Characters that are shown of a long text, and how many of them stand before the first mark.
const SHOWN: usize = 120;
const BEFORE: usize = 20;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words as they were given.
    pub text: String,
    /// Whether they were sought.
    pub marked: bool,
}

/// The tokens that are marked.
pub(crate) struct Sought {
    tokens: HashSet<String>,
    /// Only when no pair, word or run is found in a text.
    singles: HashSet<String>,
}

impl Sought {
    pub(crate) fn of(query: &str, analysis: &Analysis) -> Sought {
        let mut sought = Sought { tokens: HashSet::new(), singles: HashSet::new() };
        for token in analysis.tokens(query) {
            sought.tokens.extend(analysis.words().alike(&token.text).map(str::to_owned));
            if token.kind == Kind::Single {
                sought.singles.insert(token.text)
            } else {
                sought.tokens.insert(token.text)
            };
        }
        sought
    }
}

/// The part of a text that has the most of what was sought, in pieces; nothing of an empty text.
pub(crate) fn marked(text: &str, sought: &Sought, analysis: &Analysis) -> Vec<Piece> {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut weak: Vec<(usize, usize)> = Vec::new();
    analysis.each(text, |token, _, from, to| {
        if sought.tokens.contains(token) {
            marks.push((from, to));
        } else if sought.singles.contains(token) {
            weak.push((from, to));
        }
    });
    let marks = joined(if marks.is_empty() { weak } else { marks });
    let (from, to) = shown(text, &marks);
    let mut pieces = Vec::new();
    let mut at = from;
    let mut add = |text: &str, marked| {
        if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), marked });
        }
    };
    for &(begin, end) in marks.iter().filter(|(begin, end)| *begin >= from && *end <= to) {
        add(&text[at..begin], false);
        add(&text[begin..end], true);
        at = end;
    }
    add(&text[at..to], false);
    pieces
}

fn joined(mut marks: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    marks.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (from, to) in marks {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// The bytes of the text that are shown: a stretch with as many marked bytes as possible.
fn shown(text: &str, marks: &[(usize, usize)]) -> (usize, usize) {
    // Three bytes are a Chinese character; a stretch is cut at whole characters.
    let room = SHOWN * 3;
    if text.len() <= room {
        return (0, text.len());
    }
    let marked_in = |from: usize| -> usize {
        let within = marks.iter().filter(|(begin, end)| *begin >= from && *end <= from + room);
        within.map(|(begin, end)| end - begin).sum()
    };
    let best =
        marks.iter().take(200).map(|(begin, _)| *begin).max_by_key(|begin| (marked_in(*begin), usize::MAX - begin));
    let mut from = best.unwrap_or(0).saturating_sub(BEFORE * 3);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (from + room).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    (from, to)
}
