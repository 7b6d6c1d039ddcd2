//! What is wrong with a scheme or a table, where, and how to mend it.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// One thing that is wrong in a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The key, such as `indicators[2.1].scoring.target`; empty where the text is no TOML.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: ", self.line, self.column)?;
        if !self.path.is_empty() {
            write!(out, "{}: ", self.path)?;
        }
        write!(out, "{} ({})", self.what, self.hint)
    }
}

/// All that is wrong with a scheme, in the order of its lines; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            problem.fmt(out)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Line and column, counted from 1, of a place in a text.
pub(crate) fn place(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// Where in a file a value stands, with the key that leads to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    /// Bytes of the file.
    pub(crate) span: Range<usize>,
    /// The key.
    pub(crate) path: String,
}

/// The name among `known` that is nearest to what was written, when it is near enough to be meant.
pub(crate) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let length = written.chars().count();
    let near = known.into_iter().map(|name| (distance(written, name), name)).min_by_key(|(distance, _)| *distance)?;
    (length < 100 && near.0 <= length.max(2) / 2).then_some(near.1)
}

/// `name it a, b or c`: what may stand in a place.
pub(crate) fn one_of<'k>(known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match known.split_last() {
        None => "nothing may stand here".to_owned(),
        Some((only, [])) => format!("it may be {only}"),
        Some((last, rest)) => format!("it may be {} or {last}", rest.join(", ")),
    }
}

/// How many characters have to be changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(100).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, sign) in one.chars().take(100).enumerate() {
        let mut before = row[0];
        row[0] = line + 1;
        for (at, same) in other.iter().enumerate() {
            let changed = before + usize::from(sign != *same);
            before = row[at + 1];
            row[at + 1] = changed.min(before + 1).min(row[at] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_characters() {
        let text = "甲 = 1\n乙丙 = x";
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, text.find('x').unwrap()), (2, 6));
        assert_eq!(place(text, 4), (1, 3));
        assert_eq!(place(text, 1), (1, 1));
        assert_eq!(place(text, 999), (2, 7));
    }

    #[test]
    fn the_name_that_was_meant_is_found_and_a_far_one_is_not() {
        let known = ["carriers", "carriers_new", "服务企业数"];
        assert_eq!(nearest("carrier", known), Some("carriers"));
        assert_eq!(nearest("服务企业家数", known), Some("服务企业数"));
        assert_eq!(nearest("weather", known), None);
    }
}
