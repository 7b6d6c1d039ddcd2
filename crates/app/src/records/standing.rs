//! What the ratings of a provider come to, for its public page: how many of each level, the plain mean, and the
//! Bayesian average that draws a provider with few ratings to the mean of all (formula and source:
//! `schemes/rating.toml`). Only ratings of services that count are in it, each as the firm gave it.

use std::sync::LazyLock;

use db::Tx;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::store_standing as store;
use crate::editions::{Dated, Editions};
use crate::web::Error;

/// An edition of the formula's numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Shown with the figure.
    pub code: String,
    /// First day in force, `YYYY-MM-DD`.
    pub valid_from: String,
    /// As many ratings as the common mean is worth.
    pub weight: i64,
    /// Newest ratings of all providers that give the common mean.
    pub sample: i64,
}

impl Dated for Edition {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Edition>> = LazyLock::new(|| {
    let editions: Editions<Edition> = Editions::read("rating.toml", include_str!("../../../../schemes/rating.toml"));
    assert!(editions.iter().all(|edition| edition.weight > 0), "schemes/rating.toml");
    editions
});

/// The edition in force on a day; before the first, the first.
pub fn edition(day: Date) -> &'static Edition {
    EDITIONS.on(day)
}

/// The ratings of a provider.
#[derive(Clone, Debug)]
pub struct Standing {
    /// How many of each level, 1 非常不满意 first.
    pub levels: [i64; 5],
    /// Mean of the newest ratings of all providers.
    pub prior: f64,
    /// Poor ratings put right to the firm's content.
    pub put_right: i64,
    /// The numbers of the formula.
    pub edition: &'static Edition,
}

impl Standing {
    /// How many ratings there are.
    pub fn rated(&self) -> i64 {
        self.levels.iter().sum()
    }

    fn sum(&self) -> i64 {
        (1..).zip(self.levels).map(|(level, count)| level * count).sum()
    }

    /// How many are poor.
    pub fn poor(&self) -> i64 {
        self.levels[0] + self.levels[1]
    }

    /// Whether there are fewer than the common mean is worth.
    pub fn is_small(&self) -> bool {
        self.rated() < self.edition.weight
    }

    /// The plain mean, with two decimals.
    pub fn mean(&self) -> String {
        format!("{:.2}", self.sum() as f64 / self.rated().max(1) as f64)
    }

    /// The Bayesian average, with two decimals.
    pub fn shrunk(&self) -> String {
        format!("{:.2}", shrunk(self.edition.weight, self.prior, self.rated(), self.sum()))
    }

    /// The common mean, with two decimals.
    pub fn common(&self) -> String {
        format!("{:.2}", self.prior)
    }
}

/// (weight × prior + sum) ÷ (weight + count)
fn shrunk(weight: i64, prior: f64, count: i64, sum: i64) -> f64 {
    (weight as f64 * prior + sum as f64) / (weight + count) as f64
}

/// The standing of a provider; `None` without a rating.
///
/// # Errors
/// Of the database.
pub fn of_provider(tx: &mut Tx, provider: Uuid, today: Date) -> Result<Option<Standing>, Error> {
    let edition = edition(today);
    // Reckoned over rows that a visitor may not see; only sums leave.
    tx.as_system(|tx| {
        let levels = store::levels(tx, provider)?;
        if levels == [0; 5] {
            return Ok(None);
        }
        let (sum, count) = store::newest(tx, edition.sample)?;
        let prior = sum as f64 / count.max(1) as f64;
        Ok(Some(Standing { levels, prior, put_right: store::put_right(tx, provider)?, edition }))
    })
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    fn standing(levels: [i64; 5]) -> Standing {
        Standing { levels, prior: 4.5, put_right: 0, edition: edition(date(2026, 3, 4)) }
    }

    #[test]
    fn few_ratings_stay_near_the_mean_of_all() {
        // One 非常满意 does not beat forty of which two are only 满意.
        let (one, many) = (standing([0, 0, 0, 0, 1]), standing([0, 0, 0, 2, 38]));
        assert_eq!((one.mean().as_str(), one.shrunk().as_str()), ("5.00", "4.55"));
        assert_eq!((many.mean().as_str(), many.shrunk().as_str()), ("4.95", "4.86"));
        assert!(one.is_small() && !many.is_small());
        // Nor does one 非常不满意 ruin anybody: (10 × 4.5 + 1) ÷ 11.
        assert_eq!(standing([1, 0, 0, 0, 0]).shrunk(), "4.18");
    }
}
