//! What is decided by points, ranks and facts: gates, grades and what follows.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::formula::Formula;
use crate::number::Mode;

/// A condition that has to hold.
#[derive(Debug, Clone)]
pub struct Gate {
    /// What it is called.
    pub name: String,
    /// The condition.
    pub condition: Condition,
    /// What follows when it does not hold, or when it cannot be told.
    pub outcome: Outcome,
}

/// What a gate asks.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Of the measures.
    Formula(Formula),
    /// At least so many points in an indicator.
    AtLeast(usize, Decimal),
    /// More than so many points in an indicator.
    MoreThan(usize, Decimal),
}

/// What a veto, a gate or a fact leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// No grade better than this, by its place in [`Scheme::grades`].
    pub best_grade: Option<usize>,
    /// The score is zero.
    pub zero: bool,
    /// There is no grade.
    pub no_grade: bool,
    /// The unit is removed from the list.
    pub removed: bool,
    /// So many years without another application.
    pub barred_years: Option<u32>,
}

/// A grade.
#[derive(Debug, Clone)]
pub struct Grade {
    /// Its name, such as 优.
    pub name: String,
    /// The score that it needs at least.
    pub floor: Option<Decimal>,
    /// The last rank that may have it.
    pub rank: Option<u32>,
    /// The share of all units that may have it.
    pub share: Option<Share>,
}

/// A share of all units, as a number of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The share, 0 to 1.
    pub of: Decimal,
    /// How a fraction of a place is rounded: down, up or half-up.
    pub rounds: Mode,
}

/// A cap on several grades together, such as 优良率不超过 40%.
#[derive(Debug, Clone)]
pub struct Cap {
    /// The grades, by their places in [`Scheme::grades`].
    pub grades: Vec<usize>,
    /// The share.
    pub share: Share,
}

/// How units are ranked.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// Among equal scores the one with more points in these indicators stands first, one after the other.
    pub tie_break: Vec<usize>,
    /// What units that stay equal get where only some of them find a place.
    pub ties: Ties,
}

/// Equal units at the edge of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ties {
    /// None of them gets a place, so that a quota is never exceeded.
    #[default]
    Out,
    /// All of them get a place, so that the quota may be exceeded.
    In,
}

/// What follows from a fact that is no figure.
#[derive(Debug, Clone)]
pub struct Consequence {
    /// The fact.
    pub when: When,
    /// What follows.
    pub outcome: Outcome,
    /// The rule in words.
    pub note: Option<String>,
}

/// A fact that is no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// The unit handed nothing in.
    NoReport,
    /// What it handed in was false.
    Fraud,
    /// This and the years before it, `years` in all, have one of the grades, or there was no report.
    BadYears {
        /// How many years in a row.
        years: usize,
        /// The grades, by their places in [`Scheme::grades`].
        grades: Vec<usize>,
    },
}
