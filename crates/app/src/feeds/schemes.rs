//! What a calendar holds: dated data, `schemes/feeds.toml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::editions::{Dated, Editions};

/// An edition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scheme {
    valid_from: String,
    /// Days back.
    pub(super) days_back: i64,
    /// Days ahead.
    pub(super) days_ahead: i64,
    /// Bookings at most.
    pub(super) most: i64,
    /// So many days one that does not take place is told.
    pub(super) cancelled_days: i64,
    /// How often it should be read, in hours.
    pub(super) refresh_hours: i64,
}

impl Dated for Scheme {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Scheme>> =
    LazyLock::new(|| Editions::read("feeds.toml", include_str!("../../../../schemes/feeds.toml")));

/// The edition in force on a day; before the first, the first.
pub(super) fn on(day: Date) -> &'static Scheme {
    EDITIONS.on(day)
}
