//! What can only be checked when the whole scheme is there.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::fields::{Fields, File};
use super::{Aggregate, Condition, Indicator, Known, Leaf, Method, Node, Origin, Rule, Scheme, Scoring};
use crate::problem::{Problems, nearest};
use crate::unit::Dimension;

/// Points add up, grades are there, and every measure is used.
pub(super) fn whole(root: &Fields<'_>, scheme: &Scheme) {
    if scheme.grades.is_empty() && scheme.not_published().is_empty() {
        root.wrong("grades", "there are no grades", "add [[grades]], the best one first, the last without condition");
    }
    let roots: Vec<&Indicator> = scheme.roots().map(|at| &scheme.indicators[at]).collect();
    if scheme.total.aggregate != Aggregate::Sum && !scheme.stages.is_empty() {
        root.wrong("total", "stages weigh sums of points", "write aggregate = \"sum\", or take the stages away");
    }
    if scheme.total.aggregate == Aggregate::Sum && scheme.stages.is_empty() && !roots.is_empty() {
        let sum: Decimal = roots.iter().filter(|top| !top.is_extra()).map(|top| top.full).sum();
        if sum != scheme.total.points {
            let what = format!("the indicators have {sum} points together, not {}", scheme.total.points);
            root.wrong("total", what, "mend the points of the indicators, or those of the total");
        }
    }
    let used: BTreeSet<usize> = columns(scheme).iter().map(|(measure, _)| *measure).collect();
    for (at, measure) in scheme.measures.iter().enumerate() {
        // Where formulas are wrong, what they name is not known.
        if !used.contains(&at) && root.file().is_fine() {
            let what = format!("nothing uses the measure `{}`", measure.key);
            root.file().wrong(&measure.place, what, "name it in an indicator or a gate, or take it away");
        }
    }
}

/// All columns that formulas need, with those of the years before.
pub(super) fn columns(scheme: &Scheme) -> BTreeSet<(usize, u32)> {
    let mut columns = BTreeSet::new();
    for indicator in &scheme.indicators {
        if let Node::Leaf(leaf) = &indicator.node {
            columns.extend(of_leaf(leaf));
        }
    }
    for gate in &scheme.gates {
        if let Condition::Formula(formula) = &gate.condition {
            columns.extend(formula.columns());
        }
    }
    columns
}

/// The columns that a leaf needs.
pub(crate) fn of_leaf(leaf: &Leaf) -> BTreeSet<(usize, u32)> {
    match &leaf.rule {
        Rule::Value { formula, scoring } => with(formula.columns(), scoring),
        Rule::Growth { formula, growth, scoring } => {
            let years = 0..=growth.years;
            let all = years.flat_map(|years| formula.columns().into_iter().map(move |(at, back)| (at, back + years)));
            with(all.collect(), scoring)
        }
        Rule::Change { formula, scoring } => {
            let before = formula.columns().into_iter().map(|(at, back)| (at, back + 1));
            with(formula.columns().into_iter().chain(before).collect(), scoring)
        }
        Rule::Checklist(items) => items.iter().map(|item| (item.measure, 0)).collect(),
        Rule::Judged { measure, .. } => BTreeSet::from([(*measure, 0)]),
        Rule::Each { formula, .. } => formula.columns(),
        Rule::Veto { condition, .. } => condition.columns(),
    }
}

fn with(mut columns: BTreeSet<(usize, u32)>, scoring: &Scoring) -> BTreeSet<(usize, u32)> {
    match &scoring.by {
        Method::Target(target) => columns.extend(target.columns()),
        Method::MinMax { min, max } | Method::Efficacy { min, max, .. } => {
            columns.extend([min, max].into_iter().flatten().flat_map(|bound| bound.columns()));
        }
        _ => {}
    }
    columns
}

/// Whether what is said to come from records is what a program can compute.
pub(super) fn against(scheme: &Scheme, text: &str, known: &[Known<'_>]) -> Result<(), Problems> {
    let file = File::new(text);
    for measure in scheme.measures.iter().filter(|measure| measure.origin == Origin::Records) {
        let Some(same) = known.iter().find(|known| known.key == measure.key) else {
            let hint = match nearest(&measure.key, known.iter().map(|known| known.key)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write from = \"report\" if people hand it in".to_owned(),
            };
            file.wrong(&measure.place, format!("no records give `{}`", measure.key), hint);
            continue;
        };
        if Dimension::read(same.unit) != Dimension::read(&measure.unit) {
            let what = format!("`{}` is counted in `{}`, not in `{}`", measure.key, same.unit, measure.unit);
            file.wrong(&measure.place, what, format!("write unit = \"{}\"", same.unit));
        }
        if same.kind != measure.kind {
            let what = format!("`{}` is of another kind", measure.key);
            file.wrong(&measure.place, what, "write the kind that the catalogue of measures gives it");
        }
    }
    let problems = file.into_problems();
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
}
