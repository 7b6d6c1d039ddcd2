//! All that a result follows from, as plain data: the scheme's text, how the round went, what was frozen of each hub, the
//! call-backs, the experts' scores and what objections corrected. The same dossier always gives the same result; it is
//! what the archive holds and what `yizhan evaluate verify` reckons with.

use std::collections::{BTreeMap, BTreeSet};

use indicators::{Decimal, Evaluation, Given, Measure, MeasureKind, Mode, Origin, Scheme, Unit, score};
use serde::{Deserialize, Serialize};

use super::rules::Rules;
use super::sampling::Called;
use super::shipped;
use crate::web::Error;

/// A round, as far as its result follows from it.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The scheme's text.
    pub scheme: String,
    /// How the round goes.
    pub rules: Rules,
    /// Those evaluated, by code.
    pub hubs: Vec<HubData>,
    /// The sample.
    pub sample: Vec<Sampled>,
    /// Scores of experts.
    pub scores: Vec<Scored>,
    /// What objections corrected, in the order they were answered.
    pub corrections: Vec<Correction>,
}

/// What was frozen of a hub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubData {
    /// Three letters.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its values by column, as text; what is not there has no value.
    pub values: BTreeMap<String, String>,
    /// Nothing was handed in.
    pub no_report: bool,
    /// What was handed in was false.
    pub fraud: bool,
    /// Earlier grades, the newest first.
    pub earlier: Vec<String>,
}

/// A record that was called back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    /// The hub's code.
    pub hub: String,
    /// Its place in the sample, from 1.
    pub position: i64,
    /// Reference number.
    pub reference: String,
    /// `held`, `wrong`, `unreachable`; empty until it was called.
    pub outcome: String,
}

/// A score of an expert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// The hub's code.
    pub hub: String,
    /// The measure.
    pub measure: String,
    /// The expert, without a name.
    pub expert: String,
    /// 0 to the scale.
    pub score: Decimal,
    /// Why.
    pub reason: String,
}

/// A value that an objection put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The hub's code.
    pub hub: String,
    /// The column.
    pub column: String,
    /// As it was frozen; empty for no value.
    pub from: String,
    /// As it should be.
    pub to: String,
    /// Number of the objection.
    pub objection: i64,
}

/// What experts said of a measure of a hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Their scores, the lowest first.
    pub scores: Vec<Decimal>,
    /// Mean without the highest and lowest, where there are enough; no value without scores.
    pub mean: Option<Decimal>,
    /// The highest less the lowest.
    pub spread: Decimal,
}

/// The mean without the `trim` highest and lowest where more than twice as many are there.
pub fn opinion(mut scores: Vec<Decimal>, trim: usize) -> Opinion {
    scores.sort_unstable();
    let kept = if scores.len() > 2 * trim { &scores[trim..scores.len() - trim] } else { &scores[..] };
    let mean = kept.iter().sum::<Decimal>().checked_div(Decimal::from(kept.len() as u64));
    let spread = scores.last().zip(scores.first()).map_or(Decimal::ZERO, |(last, first)| last - first);
    Opinion { mean, spread, scores }
}

/// Whether experts look at it: it takes their scores, or a hub says of itself that it is there.
pub fn is_judged(measure: &Measure) -> bool {
    measure.kind == MeasureKind::Scores || (measure.kind == MeasureKind::YesNo && measure.origin == Origin::Report)
}

/// Whether a hub's value of it needs experts: what it does not claim needs none.
pub fn needs_experts(measure: &Measure, hub: &HubData) -> bool {
    let claimed = || hub.values.get(&measure.key).and_then(|text| text.parse::<Decimal>().ok());
    !hub.no_report
        && match measure.kind {
            MeasureKind::Scores => true,
            _ => is_judged(measure) && claimed().is_some_and(|value| value > Decimal::ZERO),
        }
}

impl Dossier {
    /// What the calls to a hub's firms came to.
    pub fn called(&self, hub: &str) -> Called {
        let mut called = Called::default();
        for one in self.sample.iter().filter(|one| one.hub == hub) {
            called.count(&one.outcome);
        }
        called
    }

    /// What experts said of a hub's measure.
    pub fn opinion(&self, hub: &str, measure: &str) -> Opinion {
        let own = self.scores.iter().filter(|one| one.hub == hub && one.measure == measure);
        opinion(own.map(|one| one.score).collect(), self.rules.trim)
    }

    /// The units as they are scored: frozen values, corrected, with what experts and call-backs found.
    ///
    /// # Errors
    /// When the scheme or a value is not readable.
    pub fn units(&self) -> Result<(Scheme, Vec<Unit>), Error> {
        let scheme = shipped::read(&self.scheme)?;
        let scored: BTreeSet<&str> = self.scores.iter().map(|one| one.hub.as_str()).collect();
        let units = self.hubs.iter().map(|hub| self.unit(&scheme, hub, scored.contains(hub.code.as_str())));
        let units = units.collect::<Result<_, Error>>()?;
        Ok((scheme, units))
    }

    fn unit(&self, scheme: &Scheme, hub: &HubData, scored: bool) -> Result<Unit, Error> {
        let mut unit = Unit::new(&hub.code, &hub.name);
        unit.facts = indicators::Facts { no_report: hub.no_report, fraud: hub.fraud, earlier: hub.earlier.clone() };
        for (column, text) in &hub.values {
            unit.values.insert(column.clone(), Given::Number(number(text)?));
        }
        for correction in self.corrections.iter().filter(|one| one.hub == hub.code) {
            unit.values.insert(correction.column.clone(), Given::Number(number(&correction.to)?));
        }
        for measure in scheme.measures.iter().filter(|measure| scored && is_judged(measure)) {
            let said = self.opinion(&hub.code, &measure.key);
            let Some(mean) = said.mean else { continue };
            let given = if measure.kind == MeasureKind::Scores {
                Given::Scores(said.scores)
            } else {
                let Some(Given::Number(claimed)) = unit.values.get(&measure.key).cloned() else { continue };
                Given::Number(Mode::HalfUp.round(claimed * mean / Decimal::from(self.rules.scale), PROVEN_DIGITS))
            };
            unit.values.insert(measure.key.clone(), given);
        }
        if let Some(share) = self.called(&hub.code).share(self.rules.sample_digits) {
            unit.values.insert(self.rules.sample_measure.clone(), Given::Number(share));
        }
        Ok(unit)
    }

    /// The result.
    ///
    /// # Errors
    /// As [`Dossier::units`].
    pub fn evaluate(&self) -> Result<Evaluation, Error> {
        let (scheme, units) = self.units()?;
        Ok(score(&scheme, &units))
    }
}

/// Digits of the share in which experts find something proven.
const PROVEN_DIGITS: u32 = 6;

fn number(text: &str) -> Result<Decimal, Error> {
    text.parse().map_err(|_| Error::internal(format!("the kept value {text} is no number")))
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::rules;
    use super::*;

    pub(in crate::evaluations) fn sample_dossier(hubs: usize) -> Dossier {
        let scheme = shipped::by_code("yizhan-2026").unwrap();
        let columns: Vec<(String, bool)> = scheme
            .scheme
            .columns()
            .iter()
            .map(|(at, years)| {
                let measure = &scheme.scheme.measures[*at];
                (indicators::column(&measure.key, *years), measure.kind == MeasureKind::YesNo)
            })
            .collect();
        let hub = |n: usize| {
            let value = |(at, (column, yes)): (usize, &(String, bool))| {
                let number = if *yes { (n + at) % 2 } else { 3 + (n * 37 + at * 11) % 90 };
                (column.clone(), number.to_string())
            };
            HubData {
                code: format!("H{n:02}"),
                name: format!("综合体 {n}"),
                values: columns.iter().enumerate().map(value).filter(|(column, _)| column != "sample_errors").collect(),
                no_report: n % 17 == 16,
                fraud: false,
                earlier: if n.is_multiple_of(5) { vec!["良".into(), "差".into()] } else { Vec::new() },
            }
        };
        let hubs: Vec<HubData> = (0..hubs).map(hub).collect();
        let mut sample = Vec::new();
        let mut scores = Vec::new();
        for hub in &hubs {
            for position in 1..=7 {
                let outcome = if position == 3 && hub.code.ends_with('3') { "wrong" } else { "held" };
                let reference = format!("{}26-{position}", hub.code);
                sample.push(Sampled { hub: hub.code.clone(), position, reference, outcome: outcome.into() });
            }
            for (expert, score) in [("E1", 80), ("E2", 95), ("E3", 60)] {
                let score = Decimal::from(score);
                let (measure, reason) = ("charter".to_owned(), "章程齐全".to_owned());
                scores.push(Scored { hub: hub.code.clone(), measure, expert: expert.into(), score, reason });
            }
        }
        let rules = rules::on(jiff::civil::date(2026, 3, 4)).clone();
        Dossier { scheme: scheme.text.to_owned(), rules, hubs, sample, scores, corrections: Vec::new() }
    }

    #[test]
    fn the_highest_and_lowest_score_are_left_out() {
        let of = |scores: &[i64]| opinion(scores.iter().copied().map(Decimal::from).collect(), 1);
        assert_eq!(of(&[80, 95, 60]).mean, Some(Decimal::from(80)));
        assert_eq!(of(&[80, 95, 60]).spread, Decimal::from(35));
        assert_eq!(of(&[80, 90]).mean, Some(Decimal::from(85)), "two are too few to leave any out");
        assert_eq!(of(&[]).mean, None);
    }

    #[test]
    fn experts_calls_and_corrections_are_in_the_values() {
        let mut dossier = sample_dossier(5);
        dossier.hubs[3].values.insert("charter".into(), "1".into());
        let (correction, hub) = ("9".to_owned(), dossier.hubs[3].code.clone());
        dossier.corrections.push(Correction {
            hub,
            column: "carriers".into(),
            from: "8".into(),
            to: correction,
            objection: 1,
        });
        let (_, units) = dossier.units().unwrap();
        let value = |column: &str| units[3].values.get(column).cloned();
        assert_eq!(value("charter"), Some(Given::Number("0.8".parse().unwrap())));
        assert_eq!(value("sample_errors"), Some(Given::Number("0.142857".parse().unwrap())));
        assert_eq!(value("carriers"), Some(Given::Number(Decimal::from(9))));
    }

    proptest! {
        #[test]
        fn permuting_hubs_changes_nothing_and_explanations_sum_to_the_score(hubs in 2_usize..24, turn in 0_usize..24) {
            let dossier = sample_dossier(hubs);
            let mut turned = dossier.clone();
            turned.hubs.rotate_left(turn % hubs);
            turned.scores.reverse();
            turned.sample.reverse();
            let (one, other) = (dossier.evaluate().unwrap(), turned.evaluate().unwrap());
            prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&other).unwrap());
            for unit in &one.units {
                let sum: Decimal = unit.tree.iter().map(|node| node.points).sum();
                let bounded = Mode::HalfUp.round(sum, 2).clamp(Decimal::ZERO, Decimal::from(105));
                prop_assert_eq!(unit.points, bounded);
            }
        }
    }
}
