//! How a round goes: dated data, `schemes/rounds.toml`. A round keeps the edition that it was opened under.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::editions::{Dated, Editions};

/// An edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// First day in force, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Working days in which hubs hand in.
    pub report_days: u32,
    /// Working days in which the city checks.
    pub check_days: u32,
    /// Working days for experts and call-backs.
    pub review_days: u32,
    /// Working days for the draft.
    pub draft_days: u32,
    /// Working days of the public notice.
    pub notice_days: u32,
    /// Working days in which an objection is answered.
    pub answer_days: u32,
    /// Share of the records that is called back, in percent.
    pub sample_percent: u32,
    /// The least that may be set.
    pub sample_least: u32,
    /// The measure that takes the share of errors.
    pub sample_measure: String,
    /// Its digits after the point.
    pub sample_digits: u32,
    /// Experts of each hub, at least.
    pub experts: usize,
    /// Highest and lowest scores that are left out of the mean.
    pub trim: usize,
    /// The highest score.
    pub scale: u32,
    /// A larger spread of scores is marked.
    pub spread_most: u32,
    /// Years of earlier grades that are looked at.
    pub earlier_years: i64,
    /// What is pointed out to people.
    pub signals: Signals,
}

/// From when on something is pointed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signals {
    /// Last days of the year.
    pub burst_days: i64,
    /// Times the usual number of records a day.
    pub burst_times: i64,
    /// Records in those days, at least.
    pub burst_least: i64,
    /// Records in each direction, at least.
    pub mutual_least: i64,
    /// Repetitions of one small service, at least.
    pub repeat_least: i64,
    /// Small: below so many fen.
    pub repeat_fen: i64,
    /// Confirmed within so many seconds after delivery.
    pub seconds: i64,
    /// Firms that share a phone number or an address, at least.
    pub shared_least: i64,
    /// Firms for which one person rates, at least.
    pub rater_firms: i64,
    /// Lines of each list, at most.
    pub lines: i64,
}

impl Dated for Rules {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Rules>> =
    LazyLock::new(|| Editions::read("rounds.toml", include_str!("../../../../schemes/rounds.toml")));

/// The edition in force on a day; before the first, the first.
pub fn on(day: Date) -> &'static Rules {
    EDITIONS.on(day)
}
