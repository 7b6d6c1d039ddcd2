//! Quotes for the same work side by side: finish, price, rating and distance. No SQL, no HTTP, no clock.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::model::states;

use crate::editions::{Dated, Editions};

/// How quotes are compared: dated data, `schemes/comparison.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// First day in force, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Ratings of the last months count.
    pub rating_months: u32,
    /// With fewer ratings a provider stands after those with enough.
    pub rating_least: i64,
}

impl Dated for Rules {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Rules>> =
    LazyLock::new(|| Editions::read("comparison.toml", include_str!("../../../../schemes/comparison.toml")));

/// The rules in force on a day; before the first edition, the first.
pub fn rules(day: Date) -> &'static Rules {
    EDITIONS.on(day)
}

/// The first month whose ratings count, `YYYY-MM`.
pub fn rated_since(day: Date, rules: &Rules) -> String {
    let months = jiff::Span::new().months(i64::from(rules.rating_months));
    let since = day.first_of_month().checked_sub(months).unwrap_or(day);
    format!("{:04}-{:02}", since.year(), since.month())
}

states! {
    /// How far the provider is, by the divisions (GB/T 2260) that both are registered in. Nothing finer is known of them, so
    /// nothing finer is told.
    Near {
        /// The same county.
        County = "county",
        /// The same city.
        City = "city",
        /// The same province.
        Province = "province",
        /// Another province.
        Elsewhere = "elsewhere",
        /// A division is not in force any more.
        Unknown = "unknown",
    }
}

/// How far two divisions are apart.
pub fn near(firm: &str, provider: &str) -> Near {
    let (firm, provider) = (codes::divisions::path(firm), codes::divisions::path(provider));
    if firm.is_empty() || provider.is_empty() {
        return Near::Unknown;
    }
    match firm.iter().zip(&provider).take_while(|(a, b)| a.code == b.code).count() {
        0 => Near::Elsewhere,
        1 => Near::Province,
        2 => Near::City,
        _ => Near::County,
    }
}

/// Ratings of confirmed services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratings {
    /// How many.
    pub count: i64,
    /// Their sum; each is 1 to 5.
    pub sum: i64,
}

impl Ratings {
    /// The mean in tenths, rounded; `None` without any.
    pub fn tenths(self) -> Option<i64> {
        (self.count > 0).then(|| (self.sum * 20 + self.count) / (self.count * 2))
    }

    /// `4.8`
    pub fn words(self) -> Option<String> {
        self.tenths().map(|tenths| format!("{}.{}", tenths / 10, tenths % 10))
    }
}

/// A quote with what it is compared by.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The item.
    pub item: Uuid,
    /// Who quotes.
    pub provider_id: Uuid,
    /// Its name.
    pub provider_name: String,
    /// Its USCC.
    pub provider_uscc: String,
    /// Accreditation for this service.
    pub accreditation: String,
    /// Price in fen.
    pub price_fen: i64,
    /// Working days.
    pub days: i64,
    /// The last day, if the firm agreed today; `None` while the calendar is not announced.
    pub finish: Option<Date>,
    /// Its ratings.
    pub ratings: Ratings,
    /// How far it is.
    pub near: Near,
    /// Words of the quote.
    pub words: String,
    /// Whether it came after the day set.
    pub late: bool,
    /// Whether the firm took it.
    pub taken: bool,
    /// The order.
    pub order_reference: String,
}

states! {
    /// What quotes are sorted by.
    By {
        /// The earliest finish first.
        Finish = "finish",
        /// The lowest price first.
        Price = "price",
        /// The best rated first.
        Rating = "rating",
        /// The nearest first.
        Distance = "distance",
    }
}

/// Puts the quotes in order; those alike by price, then by days, then by name.
pub fn sort(quotes: &mut [Quote], by: By, rules: &Rules) {
    let rated = |quote: &Quote| {
        let few = quote.ratings.count < rules.rating_least;
        (few, -quote.ratings.tenths().unwrap_or(0), -quote.ratings.count)
    };
    quotes.sort_by(|a, b| {
        let first = match by {
            By::Finish => a.days.cmp(&b.days),
            By::Price => a.price_fen.cmp(&b.price_fen),
            By::Rating => rated(a).cmp(&rated(b)),
            By::Distance => (a.near as u8).cmp(&(b.near as u8)),
        };
        let alike = |quote: &Quote| (quote.price_fen, quote.days);
        first.then_with(|| alike(a).cmp(&alike(b))).then_with(|| a.provider_name.cmp(&b.provider_name))
    });
}

/// In what a quote is the best of all, where they differ.
pub fn best(quotes: &[Quote], quote: &Quote, rules: &Rules) -> Vec<By> {
    let differ = |key: &dyn Fn(&Quote) -> i64| {
        let least = quotes.iter().map(key).min().unwrap_or(0);
        key(quote) == least && quotes.iter().any(|other| key(other) != least)
    };
    let rating = |q: &Quote| if q.ratings.count < rules.rating_least { 0 } else { -q.ratings.tenths().unwrap_or(0) };
    let mut best = Vec::new();
    for by in By::ALL.iter().copied() {
        let is = match by {
            By::Finish => differ(&|q| q.days),
            By::Price => differ(&|q| q.price_fen),
            By::Rating => differ(&rating),
            By::Distance => differ(&|q| q.near as i64),
        };
        if is {
            best.push(by);
        }
    }
    best
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn quote(n: u8, price_fen: i64, days: i64, ratings: (i64, i64), near: Near) -> Quote {
        Quote {
            item: Uuid::from_bytes([n; 16]),
            provider_id: Uuid::from_bytes([n; 16]),
            provider_name: format!("机构{n}"),
            provider_uscc: String::new(),
            accreditation: String::new(),
            price_fen,
            days,
            finish: None,
            ratings: Ratings { count: ratings.0, sum: ratings.1 },
            near,
            words: String::new(),
            late: false,
            taken: false,
            order_reference: String::new(),
        }
    }

    #[test]
    fn near_by_division() {
        assert_eq!(near("330302", "330302"), Near::County);
        assert_eq!(near("330302", "330382"), Near::City);
        assert_eq!(near("330302", "330106"), Near::Province);
        assert_eq!(near("330302", "310104"), Near::Elsewhere);
        assert_eq!(near("330302", "339999"), Near::Unknown);
    }

    #[test]
    fn ratings_are_told_with_one_decimal() {
        let words = |count, sum| Ratings { count, sum }.words();
        assert_eq!(words(0, 0), None);
        assert_eq!(words(3, 14).as_deref(), Some("4.7"));
        assert_eq!(words(20, 99).as_deref(), Some("5.0"));
        assert_eq!(words(40, 197).as_deref(), Some("4.9"));
    }

    #[test]
    fn few_ratings_stand_after_many_and_none_last() {
        let rules = rules(date(2026, 3, 4));
        assert_eq!((rules.rating_months, rules.rating_least), (12, 5));
        assert_eq!(rated_since(date(2026, 3, 31), rules), "2025-03");
        let mut quotes = [
            quote(1, 900, 5, (0, 0), Near::City),
            quote(2, 800, 7, (1, 5), Near::County),
            quote(3, 700, 9, (30, 141), Near::City),
            quote(4, 950, 4, (12, 57), Near::City),
        ];
        sort(&mut quotes, By::Rating, rules);
        assert_eq!(quotes.iter().map(|q| q.price_fen).collect::<Vec<_>>(), [950, 700, 800, 900]);
        assert_eq!(best(&quotes, &quotes[0], rules), [By::Finish, By::Rating]);
        assert_eq!(best(&quotes, &quotes[1], rules), [By::Price]);
        assert_eq!(best(&quotes, &quotes[2], rules), [By::Distance]);
        // Where all are alike nobody is the best.
        let alike = [quote(1, 900, 5, (0, 0), Near::City), quote(2, 900, 5, (0, 0), Near::City)];
        assert_eq!(best(&alike, &alike[0], rules), []);
    }

    proptest! {
        /// Whatever they are sorted by, none is lost and neighbours stand in that order.
        #[test]
        fn sorted_by_what_was_asked(
            rows in prop::collection::vec((0i64..100_000, 1i64..60, 0i64..40, 0usize..5), 0..8), by in 0usize..4
        ) {
            let rules = rules(date(2026, 3, 4));
            let mut quotes: Vec<Quote> = rows.iter().enumerate()
                .map(|(n, (price, days, count, near))| quote(n as u8, *price, *days, (*count, count * 4), Near::ALL[*near]))
                .collect();
            sort(&mut quotes, By::ALL[by], rules);
            prop_assert_eq!(quotes.len(), rows.len());
            for pair in quotes.windows(2) {
                match By::ALL[by] {
                    By::Price => prop_assert!(pair[0].price_fen <= pair[1].price_fen),
                    By::Finish => prop_assert!(pair[0].days <= pair[1].days),
                    By::Rating => prop_assert!(
                        (pair[0].ratings.count < rules.rating_least) <= (pair[1].ratings.count < rules.rating_least)
                    ),
                    By::Distance => prop_assert!((pair[0].near as u8) <= (pair[1].near as u8)),
                }
            }
        }
    }
}
