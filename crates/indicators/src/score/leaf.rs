//! The value and the points of a leaf.

use rust_decimal::Decimal;

use super::method::Scale;
use super::peers::Peers;
use super::row::Row;
use crate::explained::Basis;
use crate::formula::{Formula, Values, mean};
use crate::number::NoValue;
use crate::scheme::{Base, Growth, Indicator, Item, Kind, Leaf, Missing, Rule, Scheme};

type Result<T = Decimal> = std::result::Result<T, NoValue>;

/// The value of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// A number.
    Number(Decimal),
    /// Growth from nothing, which the scheme counts as full points.
    Full,
}

/// What was reckoned for a leaf.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) number: Option<Decimal>,
    /// Why there is no number.
    pub(super) why: Option<NoValue>,
    /// Whether a value is missing without which the indicator cannot be judged.
    pub(super) lacking: bool,
    /// Rounded; negative for a deduction.
    pub(super) points: Decimal,
    pub(super) basis: Option<Basis>,
}

impl Raw {
    pub(super) fn number(self) -> Option<Decimal> {
        match self {
            Raw::Number(number) => Some(number),
            Raw::Full => None,
        }
    }
}

/// The value that a rule reckons from a row.
pub(super) fn value(rule: &Rule, row: &Row<'_>) -> Result<Raw> {
    match rule {
        Rule::Value { formula, .. } | Rule::Each { formula, .. } => formula.value(row, 0).map(Raw::Number),
        Rule::Veto { condition, .. } => condition.value(row, 0).map(Raw::Number),
        Rule::Change { formula, .. } => {
            let (now, before) = (formula.value(row, 0)?, formula.value(row, 1)?);
            now.checked_sub(before).map(Raw::Number).ok_or(NoValue::TooLarge)
        }
        Rule::Growth { formula, growth, .. } => grown(formula, growth, row),
        Rule::Checklist(items) => checked(items, row).map(Raw::Number),
        Rule::Judged { measure, trim, at_least, .. } => judged(row, *measure, *trim, *at_least).map(Raw::Number),
    }
}

/// The mean of the quotients of following years, less 1.
fn grown(formula: &Formula, rule: &Growth, row: &Row<'_>) -> Result<Raw> {
    let now = formula.value(row, 0)?;
    let mut quotients = Vec::new();
    for years in 0..rule.years {
        let pair = formula.value(row, years).and_then(|later| Ok((later, formula.value(row, years + 1)?)));
        let (otherwise, why) = match pair {
            Ok((later, base)) if base > Decimal::ZERO => {
                quotients.push(later.checked_div(base).ok_or(NoValue::TooLarge)?);
                continue;
            }
            Ok(_) => (rule.zero_base, NoValue::NoBase),
            Err(why) => (rule.missing_base, why),
        };
        match otherwise {
            Base::NoValue => return Err(why),
            Base::Full if now > Decimal::ZERO => return Ok(Raw::Full),
            Base::Full | Base::Zero => quotients.push(Decimal::ONE),
            Base::Skip => {}
        }
    }
    let growth = match quotients.is_empty() {
        true => Some(Decimal::ZERO),
        false => mean(&quotients).and_then(|mean| mean.checked_sub(Decimal::ONE)),
    };
    let growth = growth.ok_or(NoValue::TooLarge)?;
    Ok(Raw::Number(if rule.fall_is_zero { growth.max(Decimal::ZERO) } else { growth }))
}

/// The points of the items that are there; none when nothing is known of any of them.
fn checked(items: &[Item], row: &Row<'_>) -> Result {
    let mut sum = None;
    for item in items {
        if let Some(there) = row.value(item.measure, 0) {
            let share = there.clamp(Decimal::ZERO, Decimal::ONE);
            sum = Some(sum.unwrap_or(Decimal::ZERO) + share.checked_mul(item.points).ok_or(NoValue::TooLarge)?);
        }
    }
    let first = items.first().map_or(usize::MAX, |item| item.measure);
    sum.ok_or_else(|| NoValue::Missing { column: row.column(first, 0) })
}

/// The first item of which nothing is known.
fn unknown(items: &[Item], row: &Row<'_>) -> Option<NoValue> {
    let item = items.iter().find(|item| row.value(item.measure, 0).is_none())?;
    Some(NoValue::Missing { column: row.column(item.measure, 0) })
}

/// The mean without the `trim` highest and lowest scores.
fn judged(row: &Row<'_>, measure: usize, trim: usize, at_least: usize) -> Result {
    let mut scores = row.scores(measure).to_vec();
    if scores.is_empty() {
        return Err(NoValue::Missing { column: row.column(measure, 0) });
    }
    if scores.len() < at_least {
        return Err(NoValue::TooFewScores { given: scores.len(), needed: at_least });
    }
    scores.sort_unstable();
    let kept = scores.get(trim..scores.len().saturating_sub(trim)).unwrap_or_default();
    mean(kept).ok_or(NoValue::TooLarge)
}

/// Reckons value and points of a leaf.
pub(super) fn measure(
    scheme: &Scheme,
    indicator: &Indicator,
    leaf: &Leaf,
    row: &Row<'_>,
    peers: Option<&Peers>,
) -> Measured {
    let nothing = |why: NoValue, number| Measured {
        number,
        why: Some(why),
        lacking: leaf.kind != Kind::Veto,
        points: Decimal::ZERO,
        basis: None,
    };
    let raw = match value(&leaf.rule, row) {
        Ok(raw) => raw,
        Err(why) => return nothing(why, None),
    };
    let Raw::Number(number) = raw else {
        let points = scheme.rounding.round(indicator.full);
        return Measured { number: None, why: Some(NoValue::NoBase), lacking: false, points, basis: None };
    };
    match points(indicator, &leaf.rule, leaf.kind, row, peers, number) {
        Err(why) => nothing(why, Some(number)),
        Ok((points, basis)) => {
            let why = match &leaf.rule {
                Rule::Checklist(items) if leaf.missing == Missing::Incomplete => unknown(items, row),
                _ => None,
            };
            let (points, lacking) = (scheme.rounding.round(points), why.is_some());
            Measured { number: Some(number), why, lacking, points, basis }
        }
    }
}

/// The points of a value of a leaf, not rounded.
pub(super) fn points(
    indicator: &Indicator,
    rule: &Rule,
    kind: Kind,
    row: &Row<'_>,
    peers: Option<&Peers>,
    number: Decimal,
) -> Result<(Decimal, Option<Basis>)> {
    match rule {
        Rule::Value { scoring, .. } | Rule::Growth { scoring, .. } | Rule::Change { scoring, .. } => {
            let scale = Scale::new(scoring, indicator.full, row, peers)?;
            scale.points(number).map(|(points, basis)| (points, Some(basis)))
        }
        Rule::Checklist(_) => Ok((number.min(indicator.full), None)),
        Rule::Judged { scale, .. } => {
            let share = number.checked_div(*scale).ok_or(NoValue::TooLarge)?.clamp(Decimal::ZERO, Decimal::ONE);
            Ok((share.checked_mul(indicator.full).ok_or(NoValue::TooLarge)?, None))
        }
        Rule::Each { per, points, cap, whole, .. } => {
            let given = each(number, *per, *points, *cap, *whole);
            Ok((if kind == Kind::Deduction { -given } else { given }, None))
        }
        Rule::Veto { .. } => Ok((Decimal::ZERO, None)),
    }
}

/// `points` for every `per` of the number, at most `cap`.
fn each(number: Decimal, per: Decimal, points: Decimal, cap: Decimal, whole: bool) -> Decimal {
    if number <= Decimal::ZERO {
        return Decimal::ZERO;
    }
    let times = number.checked_div(per).map(|times| if whole { times.floor() } else { times });
    // What is too large to be counted is beyond the cap.
    times.and_then(|times| times.checked_mul(points)).map_or(cap, |given| given.min(cap))
}
