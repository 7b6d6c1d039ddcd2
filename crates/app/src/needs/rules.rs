//! How a hub's people deal with what comes in: dated data, `schemes/triage.toml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::editions::{Dated, Editions};

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

impl Dated for Rules {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Rules>> =
    LazyLock::new(|| Editions::read("triage.toml", include_str!("../../../../schemes/triage.toml")));

/// The rules in force on a day; before the first edition, the first.
pub fn on(day: Date) -> &'static Rules {
    EDITIONS.on(day)
}
