//! Scoring: from values to points, and up the tree.

mod explaining;
mod grading;
mod leaf;
mod method;
mod peers;
mod row;
mod tree;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::data::Unit;
use crate::explained::{Evaluation, Scored, StagePoints};
use crate::scheme::{Missing, Node, Scheme};
use leaf::Measured;
use peers::Peers;
use row::Row;
use tree::Sums;

/// What was reckoned for one unit.
struct Reckoned<'s> {
    row: Row<'s>,
    /// By the place of the indicator; nothing for groups.
    measured: Vec<Option<Measured>>,
    sums: Sums,
}

/// Scores, ranks and grades all units of one evaluation and explains every figure.
///
/// The order of `units` changes nothing. Units are compared with those given here only; values that are missing take no
/// part in comparisons.
pub fn score(scheme: &Scheme, units: &[Unit]) -> Evaluation {
    let rows: Vec<Row<'_>> = units.iter().map(|unit| Row::new(scheme, unit)).collect();
    let peers = peers::of_all(scheme, &rows);
    let reckoned: Vec<Reckoned<'_>> = rows.into_iter().map(|row| reckon(scheme, row, &peers)).collect();
    let mut scored: Vec<Scored> =
        units.iter().zip(&reckoned).map(|(unit, one)| told(scheme, unit, one, &peers)).collect();
    let not_published = scheme.not_published();
    let breaks: Vec<Vec<Decimal>> =
        reckoned.iter().map(|one| scheme.ranking.tie_break.iter().map(|at| one.sums.points[*at]).collect()).collect();
    grading::grade(scheme, units, &mut scored, &breaks, not_published.is_empty());
    scored.sort_by(|one, other| {
        let key = |unit: &Scored| unit.rank.unwrap_or(u32::MAX);
        key(one).cmp(&key(other)).then_with(|| other.score.cmp(&one.score)).then_with(|| one.id.cmp(&other.id))
    });
    Evaluation {
        scheme: scheme.code.clone(),
        title: scheme.title.clone(),
        grading: not_published.is_empty(),
        not_published,
        full: scheme.total.points,
        published: scheme.published_points(),
        grades: scheme.grades.iter().map(|grade| grade.name.clone()).collect(),
        units: scored,
    }
}

fn reckon<'s>(scheme: &'s Scheme, row: Row<'s>, peers: &BTreeMap<usize, Peers>) -> Reckoned<'s> {
    let mut measured: Vec<Option<Measured>> = Vec::with_capacity(scheme.indicators.len());
    for (at, indicator) in scheme.indicators.iter().enumerate() {
        measured.push(match &indicator.node {
            Node::Leaf(leaf) => Some(leaf::measure(scheme, indicator, leaf, &row, peers.get(&at))),
            Node::Group { .. } | Node::NotPublished => None,
        });
    }
    let points = measured.iter().map(|one| one.as_ref().map_or(Decimal::ZERO, |one| one.points));
    let sums = Sums::of(scheme, points.collect());
    Reckoned { row, measured, sums }
}

fn told(scheme: &Scheme, unit: &Unit, one: &Reckoned<'_>, peers: &BTreeMap<usize, Peers>) -> Scored {
    let happened = grading::happened(scheme, unit, &one.row, &one.sums.points);
    let zero = happened.iter().any(|happened| happened.outcome.zero);
    let lacking = |at: &usize| match &scheme.indicators[*at].node {
        Node::Leaf(leaf) if leaf.missing == Missing::Incomplete => {
            one.measured[*at].as_ref().is_some_and(|measured| measured.lacking)
        }
        _ => false,
    };
    let incomplete = (0..scheme.indicators.len()).filter(lacking).map(|at| scheme.indicators[at].code.clone());
    let stages = scheme.stages.iter().enumerate().map(|(at, stage)| StagePoints {
        code: stage.code.clone(),
        name: stage.name.clone(),
        weight: stage.weight,
        points: tree::stage(scheme, at, &|at| one.sums.points[at]),
        full: stage.full,
    });
    Scored {
        id: unit.id.clone(),
        name: unit.name.clone(),
        points: one.sums.total,
        score: if zero { Decimal::ZERO } else { one.sums.total },
        rank: None,
        grade: None,
        next: None,
        happened,
        incomplete: incomplete.collect(),
        stages: stages.collect(),
        tree: scheme.roots().map(|at| explaining::explain(scheme, at, one, peers)).collect(),
    }
}
