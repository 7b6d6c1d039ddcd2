//! How instruments are booked everywhere: dated data, `schemes/instruments.toml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

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
    /// Rows of the week grid.
    pub grid_rows: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Editions {
    edition: Vec<Scheme>,
}

static EDITIONS: LazyLock<Vec<Scheme>> = LazyLock::new(|| {
    let file: Editions = toml::from_str(include_str!("../../../../schemes/instruments.toml"))
        .unwrap_or_else(|error| panic!("schemes/instruments.toml: {error}"));
    let mut editions = file.edition;
    editions.sort_by(|a, b| a.valid_from.cmp(&b.valid_from));
    assert!(!editions.is_empty(), "schemes/instruments.toml: no edition");
    editions
});

/// The edition in force on a day; before the first, the first.
pub fn on(day: Date) -> &'static Scheme {
    let day = day.to_string();
    EDITIONS.iter().rev().find(|edition| edition.valid_from <= day).unwrap_or(&EDITIONS[0])
}
