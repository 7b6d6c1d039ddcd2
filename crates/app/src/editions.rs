//! Rules of the world as dated data: a file of `schemes/` holds editions, each with the first day it is in force.

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// One edition of a file of rules.
pub trait Dated {
    /// First day in force, `YYYY-MM-DD`.
    fn valid_from(&self) -> &str;
}

/// The editions of a file, the oldest first.
pub struct Editions<T>(Vec<T>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    edition: Vec<T>,
}

impl<T: Dated + DeserializeOwned> Editions<T> {
    /// Reads a file that is part of the program; `name` is told when it is wrong.
    ///
    /// # Panics
    /// When the file cannot be read or has no edition: tests read every file, so it cannot be shipped.
    pub fn read(name: &str, text: &str) -> Editions<T> {
        let file: File<T> = toml::from_str(text).unwrap_or_else(|error| panic!("schemes/{name}: {error}"));
        let mut editions = file.edition;
        editions.sort_by(|a, b| a.valid_from().cmp(b.valid_from()));
        assert!(!editions.is_empty(), "schemes/{name}: no edition");
        Editions(editions)
    }
}

impl<T: Dated> Editions<T> {
    /// The edition in force on a day; before the first, the first.
    pub fn on(&self, day: Date) -> &T {
        self.on_text(&day.to_string())
    }

    /// The same of a day as it is kept, `YYYY-MM-DD`.
    pub fn on_text(&self, day: &str) -> &T {
        self.0.iter().rev().find(|edition| edition.valid_from() <= day).unwrap_or(&self.0[0])
    }

    /// Every edition, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}
