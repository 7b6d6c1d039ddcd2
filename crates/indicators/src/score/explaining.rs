//! From what was reckoned to what is told.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Reckoned;
use super::leaf;
use super::method::Scale;
use super::peers::Peers;
use crate::explained::{Explained, Input, Raise};
use crate::formula::{Formula, Values};
use crate::number::{Mode, NoValue};
use crate::scheme::{Aggregate, Growth, Indicator, Kind, Leaf, Node, Rule, Scheme, columns_of};

/// Explains the node at that place and all below it.
pub(super) fn explain(scheme: &Scheme, at: usize, unit: &Reckoned<'_>, peers: &BTreeMap<usize, Peers>) -> Explained {
    let indicator = &scheme.indicators[at];
    let mut told = Explained {
        code: indicator.code.clone(),
        name: indicator.name.clone(),
        kind: "group",
        aggregate: None,
        points: unit.sums.points[at],
        full: indicator.full,
        weight: indicator.weight,
        formula: None,
        value: None,
        unit: String::new(),
        no_value: None,
        basis: None,
        inputs: Vec::new(),
        raise: Vec::new(),
        not_published: indicator.not_published.clone(),
        children: indicator.children.iter().map(|child| explain(scheme, *child, unit, peers)).collect(),
    };
    match &indicator.node {
        Node::Group { aggregate, .. } => told.aggregate = Some(aggregate_name(*aggregate)),
        Node::NotPublished => {
            told.kind = "not-published";
            told.no_value = Some(NoValue::NotPublished);
        }
        Node::Leaf(leaf) => {
            told.kind = kind_name(leaf.kind);
            let (formula, counted) = written(scheme, &leaf.rule);
            told.formula = formula;
            told.unit = counted;
            told.inputs = inputs(scheme, leaf, unit);
            if let Some(measured) = &unit.measured[at] {
                told.value = measured.number.map(|number| Mode::HalfUp.round(number, 20));
                told.no_value.clone_from(&measured.why);
                told.basis.clone_from(&measured.basis);
            }
            told.raise = raise(scheme, at, leaf, unit, peers.get(&at));
        }
    }
    told
}

fn aggregate_name(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Sum => "sum",
        Aggregate::Mean => "mean",
        Aggregate::Geometric => "geometric",
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Level => "level",
        Kind::New => "new",
        Kind::Growth => "growth",
        Kind::Ratio => "ratio",
        Kind::RatioChange => "ratio-change",
        Kind::Checklist => "checklist",
        Kind::Judged => "judged",
        Kind::Bonus => "bonus",
        Kind::Deduction => "deduction",
        Kind::Veto => "veto",
    }
}

/// The formula of a rule and the unit of its value.
fn written(scheme: &Scheme, rule: &Rule) -> (Option<String>, String) {
    match rule {
        Rule::Value { formula, .. } | Rule::Each { formula, .. } | Rule::Veto { condition: formula, .. } => {
            (Some(formula.text().to_owned()), formula.unit())
        }
        Rule::Change { formula, .. } => (Some(format!("({0}) - prior({0})", formula.text())), formula.unit()),
        Rule::Growth { formula, growth, .. } => {
            let years = (0..growth.years).map(|years| {
                let earlier = |years: u32| match years {
                    0 => formula.text().to_owned(),
                    1 => format!("prior({})", formula.text()),
                    more => format!("prior({}, {more})", formula.text()),
                };
                format!("growth({}, {})", earlier(years), earlier(years + 1))
            });
            let years: Vec<String> = years.collect();
            let text = if let [only] = years.as_slice() { only.clone() } else { format!("mean({})", years.join(", ")) };
            (Some(text), String::new())
        }
        Rule::Checklist(_) => (None, String::new()),
        Rule::Judged { measure, .. } => (Some(scheme.measures[*measure].key.clone()), String::new()),
    }
}

fn inputs(scheme: &Scheme, leaf: &Leaf, unit: &Reckoned<'_>) -> Vec<Input> {
    let told = |(measure, years): (usize, u32)| Input {
        column: unit.row.column(measure, years),
        name: scheme.measures[measure].name.clone(),
        years_before: years,
        value: unit.row.value(measure, years),
        scores: unit.row.scores(measure).to_vec(),
        unit: scheme.measures[measure].unit.clone(),
    };
    columns_of(leaf).into_iter().map(told).collect()
}

/// What would give more points.
fn raise(scheme: &Scheme, at: usize, leaf: &Leaf, unit: &Reckoned<'_>, peers: Option<&Peers>) -> Vec<Raise> {
    let indicator = &scheme.indicators[at];
    let number = unit.measured[at].as_ref().and_then(|measured| measured.number);
    let mut raise = Vec::new();
    let mut add = |to: Decimal, points: Decimal, column: Option<(String, Decimal)>| {
        let points = scheme.rounding.round(points);
        let gain = (points - unit.sums.points[at]).normalize();
        if gain > Decimal::ZERO {
            let total = (unit.sums.total_with(scheme, at, points) - unit.sums.total).normalize();
            let (column, column_to) = column.unzip();
            raise.push(Raise { to: Mode::HalfUp.round(to, 10), column, column_to, points: gain, total });
        }
    };
    match &leaf.rule {
        Rule::Value { formula, scoring }
        | Rule::Growth { formula, scoring, .. }
        | Rule::Change { formula, scoring } => {
            let Ok(scale) = Scale::new(scoring, indicator.full, &unit.row, peers) else { return raise };
            for to in scale.better(number) {
                let growth = match &leaf.rule {
                    Rule::Growth { growth, .. } => Some(growth),
                    _ => None,
                };
                let alone =
                    if matches!(leaf.rule, Rule::Change { .. }) { None } else { single(formula, growth, unit, to) };
                if let Ok((points, _)) = scale.points(to) {
                    add(to, points, alone);
                }
            }
        }
        Rule::Checklist(items) => {
            for item in items {
                let there = unit.row.value(item.measure, 0).unwrap_or_default().clamp(Decimal::ZERO, Decimal::ONE);
                let more = item.points.checked_mul(Decimal::ONE - there).unwrap_or_default();
                let column = (unit.row.column(item.measure, 0), Decimal::ONE);
                add(Decimal::ONE, unit.sums.points[at] + more, Some(column));
            }
        }
        Rule::Judged { scale, .. } => add(*scale, indicator.full, None),
        Rule::Each { formula, per, whole, .. } => {
            each(indicator, leaf, formula, (*per, *whole), number, unit, &mut add)
        }
        Rule::Veto { .. } => {}
    }
    raise
}

/// The next multiple of what a bonus counts; nothing of what a deduction counts.
fn each(
    indicator: &Indicator,
    leaf: &Leaf,
    formula: &Formula,
    (per, whole): (Decimal, bool),
    number: Option<Decimal>,
    unit: &Reckoned<'_>,
    add: &mut impl FnMut(Decimal, Decimal, Option<(String, Decimal)>),
) {
    let to = if leaf.kind == Kind::Deduction {
        Some(Decimal::ZERO)
    } else {
        let now = number.unwrap_or_default().max(Decimal::ZERO);
        let times = now.checked_div(per).map(|times| if whole { times.floor() } else { times });
        times.and_then(|times| times.checked_add(Decimal::ONE)?.checked_mul(per))
    };
    let Some(to) = to else { return };
    if let Ok((points, _)) = leaf::points(indicator, &leaf.rule, leaf.kind, &unit.row, None, to) {
        add(to, points, single(formula, None, unit, to));
    }
}

/// The column that would have to change and to what, when the formula is one measure alone or one divided by others.
fn single(formula: &Formula, growth: Option<&Growth>, unit: &Reckoned<'_>, to: Decimal) -> Option<(String, Decimal)> {
    let Some(measure) = formula.only_measure() else {
        let (measure, needed) = formula.numerator(&unit.row, to).filter(|_| growth.is_none())?;
        return Some((unit.row.column(measure, 0), Mode::HalfUp.round(needed, 10)));
    };
    let column = unit.row.column(measure, 0);
    let needed = match growth {
        None => to,
        Some(growth) if growth.years == 1 => {
            let base = unit.row.value(measure, 1).filter(|base| *base > Decimal::ZERO)?;
            base.checked_mul(to.checked_add(Decimal::ONE)?)?
        }
        Some(_) => return None,
    };
    Some((column, Mode::HalfUp.round(needed, 10)))
}
