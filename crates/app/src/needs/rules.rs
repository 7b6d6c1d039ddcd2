//! How a hub's people deal with what comes in: dated data, `schemes/triage.toml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

/// The rules of an edition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// First day in force, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Needs of the same firm in so many days are compared.
    pub duplicate_days: i64,
    /// From so many percent on, two are shown as alike.
    pub duplicate_alike: u32,
    /// Days in which a merge of two needs can be undone.
    pub unmerge_days: i64,
    /// Longest agreed testing time, in days.
    pub testing_most: i64,
    /// Views that a person may keep.
    pub views: usize,
    /// Ready answers that a hub may keep.
    pub answers: usize,
    /// Working days on which a time at a window can be booked.
    pub book_days: usize,
    /// Numbers that a hall gives on a day.
    pub tickets_most: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Editions {
    edition: Vec<Rules>,
}

static EDITIONS: LazyLock<Vec<Rules>> = LazyLock::new(|| {
    let file: Editions = toml::from_str(include_str!("../../../../schemes/triage.toml"))
        .unwrap_or_else(|error| panic!("schemes/triage.toml: {error}"));
    let mut editions = file.edition;
    editions.sort_by(|a, b| a.valid_from.cmp(&b.valid_from));
    assert!(!editions.is_empty(), "schemes/triage.toml: no edition");
    editions
});

/// The rules in force on a day; before the first edition, the first.
pub fn on(day: Date) -> &'static Rules {
    let day = day.to_string();
    EDITIONS.iter().rev().find(|edition| edition.valid_from <= day).unwrap_or(&EDITIONS[0])
}
