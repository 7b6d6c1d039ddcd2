//! Whether a record counts: rules chosen by dated data, `schemes/service-record.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::editions::{Dated, Editions};

/// An edition of the rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Kept with each record.
    pub code: String,
    /// First day in force, `YYYY-MM-DD`.
    pub valid_from: String,
    /// In words.
    pub title: String,
    /// The rules asked.
    pub rules: Vec<Rule>,
}

/// A check of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The provider is not the firm.
    DistinctParties,
    /// No declared affiliation.
    NoAffiliation,
    /// A person of the firm alone confirmed.
    ConfirmedByFirm,
    /// There is a delivery.
    Delivered,
}

impl Rule {
    /// As stored, and as the end of its message key `uncounted-…`.
    // keys: uncounted-*
    pub fn code(self) -> &'static str {
        match self {
            Rule::DistinctParties => "distinct-parties",
            Rule::NoAffiliation => "no-affiliation",
            Rule::ConfirmedByFirm => "confirmed-by-firm",
            Rule::Delivered => "delivered",
        }
    }
}

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Provider and firm are one.
    pub same_party: bool,
    /// An affiliation is declared.
    pub affiliated: bool,
    /// The firm alone confirmed.
    pub by_firm: bool,
    /// Something was delivered.
    pub delivered: bool,
}

impl Dated for Edition {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Edition>> =
    LazyLock::new(|| Editions::read("service-record.toml", include_str!("../../../../schemes/service-record.toml")));

/// The edition in force on a day; the first one for days before all.
pub fn edition(day: &str) -> &'static Edition {
    EDITIONS.on_text(day)
}

/// The rules of an edition that say no.
pub fn refusing(edition: &Edition, facts: Facts) -> Vec<Rule> {
    let holds = |rule: &Rule| match rule {
        Rule::DistinctParties => !facts.same_party,
        Rule::NoAffiliation => !facts.affiliated,
        Rule::ConfirmedByFirm => facts.by_firm,
        Rule::Delivered => facts.delivered,
    };
    edition.rules.iter().copied().filter(|rule| !holds(rule)).collect()
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_does_not_count_says_why() {
        let edition = edition("2026-09-03");
        let good = Facts { same_party: false, affiliated: false, by_firm: true, delivered: true };
        assert_eq!(refusing(edition, good), []);
        assert_eq!(refusing(edition, Facts { affiliated: true, ..good }), [Rule::NoAffiliation]);
        let bad = Facts { same_party: true, by_firm: false, ..good };
        assert_eq!(refusing(edition, bad), [Rule::DistinctParties, Rule::ConfirmedByFirm]);
    }
}
