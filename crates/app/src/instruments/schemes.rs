//! How instruments are booked everywhere: dated data, `schemes/instruments.toml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::editions::{Dated, Editions};

/// An edition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// First day in force, `YYYY-MM-DD`.
    pub valid_from: String,
    /// So long a chosen slot is kept, in minutes.
    pub hold_minutes: i64,
    /// Slots that one firm may keep at the same time.
    pub holds_most: i64,
    /// Next free slots shown at once.
    pub slots_shown: usize,
    /// Days ahead that they are looked for.
    pub slots_days: i64,
    /// Instruments whose free slots are looked for at once, and slots then shown.
    pub slots_instruments: i64,
    /// See above.
    pub slots_found: usize,
    /// So long a slot that became free is kept for the first who waits for it, in minutes.
    pub wait_offer_minutes: i64,
    /// Places in the wait lists that one firm may have at the same time.
    pub waits_most: i64,
    /// Uses that may be booked together or as a series.
    pub together_most: usize,
    /// Rows of the week grid.
    pub grid_rows: i64,
    /// So long before the use one may check in, in minutes.
    pub early_minutes: i64,
    /// So long after its begin nobody has come, in minutes.
    pub missed_minutes: i64,
    /// So long after the booking a use that nobody ended is ended, in hours.
    pub forgotten_hours: i64,
    /// Days that a missed use counts.
    pub strike_days: i64,
    /// Days to appeal.
    pub appeal_days: i64,
    /// Days after the booking in which its owner may state the use.
    pub stated_days: i64,
    /// So far the clock of a device may be from ours, in minutes.
    pub skew_minutes: i64,
    /// So many days back a device may send hours.
    pub sensor_days: i64,
    /// Minutes of a day that booked, stated and sent hours may differ without being marked.
    pub difference_minutes: i64,
}

impl Dated for Scheme {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Scheme>> =
    LazyLock::new(|| Editions::read("instruments.toml", include_str!("../../../../schemes/instruments.toml")));

/// The edition in force on a day; before the first, the first.
pub fn on(day: Date) -> &'static Scheme {
    EDITIONS.on(day)
}
