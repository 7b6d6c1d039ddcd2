//! Points up the tree.

use rust_decimal::Decimal;

use crate::number::geometric;
use crate::scheme::{Aggregate, Node, Scheme};

/// The points of each indicator, by its place.
pub(super) type Points<'p> = &'p dyn Fn(usize) -> Decimal;

/// The points of a group.
pub(super) fn group(scheme: &Scheme, at: usize, points: Points<'_>) -> Decimal {
    let indicator = &scheme.indicators[at];
    let Node::Group { aggregate, cap } = &indicator.node else { return points(at) };
    let sum = together(scheme, &indicator.children, *aggregate, indicator.full, points);
    let sum = if *aggregate == Aggregate::Sum { sum } else { scheme.rounding.round(sum) };
    cap.map_or(sum, |cap| sum.min(cap))
}

/// The points of a stage.
pub(super) fn stage(scheme: &Scheme, stage: usize, points: Points<'_>) -> Decimal {
    scheme.roots().filter(|at| scheme.indicators[*at].stage == Some(stage)).map(points).sum()
}

/// The total, rounded.
pub(super) fn total(scheme: &Scheme, points: Points<'_>) -> Decimal {
    let total = &scheme.total;
    let sum = if scheme.stages.is_empty() {
        let roots: Vec<usize> = scheme.roots().collect();
        together(scheme, &roots, total.aggregate, total.points, points)
    } else {
        let weighted = scheme.stages.iter().enumerate().map(|(at, one)| {
            let share = stage(scheme, at, points).checked_div(one.full).unwrap_or_default();
            share * one.weight * total.points
        });
        weighted.sum()
    };
    let sum = total.rounding.round(sum.max(total.floor));
    total.ceiling.map_or(sum, |ceiling| sum.min(ceiling))
}

fn together(scheme: &Scheme, parts: &[usize], aggregate: Aggregate, full: Decimal, points: Points<'_>) -> Decimal {
    let share = |at: &usize| {
        let weight = scheme.indicators[*at].weight?;
        let share = points(*at).checked_div(scheme.indicators[*at].full).unwrap_or_default();
        Some((share.clamp(Decimal::ZERO, Decimal::ONE), weight))
    };
    match aggregate {
        Aggregate::Sum => parts.iter().map(|at| points(*at)).sum(),
        Aggregate::Mean => parts.iter().filter_map(share).map(|(share, weight)| share * weight).sum::<Decimal>() * full,
        Aggregate::Geometric => {
            let shares: Vec<(Decimal, Decimal)> = parts.iter().filter_map(share).collect();
            geometric(&shares).unwrap_or_default() * full
        }
    }
}

/// What the total would be if one indicator had other points, everything else unchanged.
pub(super) fn total_with(scheme: &Scheme, at: usize, changed: Decimal, points: &[Decimal]) -> Decimal {
    let (mut at, mut changed) = (at, changed);
    while let Some(parent) = scheme.indicators[at].parent {
        changed = group(scheme, parent, &|child| if child == at { changed } else { points[child] });
        at = parent;
    }
    total(scheme, &|top| if top == at { changed } else { points[top] })
}
