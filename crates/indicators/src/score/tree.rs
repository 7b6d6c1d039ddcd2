//! Points up the tree.

use rust_decimal::Decimal;

use crate::number::geometric;
use crate::scheme::{Aggregate, Node, Scheme};

/// The points of each indicator, by its place.
pub(super) type Points<'p> = &'p dyn Fn(usize) -> Decimal;

/// What is below a group together, before its cap.
pub(super) fn below(scheme: &Scheme, at: usize, points: Points<'_>) -> Decimal {
    let indicator = &scheme.indicators[at];
    let Node::Group { aggregate, .. } = &indicator.node else { return points(at) };
    together(scheme, &indicator.children, *aggregate, indicator.full, points)
}

/// The points of a group of which that much is below it.
pub(super) fn group(scheme: &Scheme, at: usize, below: Decimal) -> Decimal {
    let Node::Group { aggregate, cap } = &scheme.indicators[at].node else { return below };
    let points = if *aggregate == Aggregate::Sum { below } else { scheme.rounding.round(below) };
    cap.map_or(points, |cap| points.min(cap))
}

/// The points of a stage.
pub(super) fn stage(scheme: &Scheme, stage: usize, points: Points<'_>) -> Decimal {
    scheme.roots().filter(|at| scheme.indicators[*at].stage == Some(stage)).map(points).sum()
}

/// All that is at the top together, before floor, ceiling and rounding.
pub(super) fn whole(scheme: &Scheme, points: Points<'_>) -> Decimal {
    let total = &scheme.total;
    if scheme.stages.is_empty() {
        let roots: Vec<usize> = scheme.roots().collect();
        return together(scheme, &roots, total.aggregate, total.points, points);
    }
    let weighted = scheme.stages.iter().enumerate().map(|(at, one)| {
        let share = stage(scheme, at, points).checked_div(one.full).unwrap_or_default();
        share * one.weight * total.points
    });
    weighted.sum()
}

/// The total, rounded.
pub(super) fn total(scheme: &Scheme, whole: Decimal) -> Decimal {
    let total = &scheme.total;
    let sum = total.rounding.round(whole.max(total.floor));
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

/// What was reckoned up the tree for one unit.
pub(super) struct Sums {
    /// By the place of the indicator.
    pub(super) points: Vec<Decimal>,
    /// Of groups before their cap.
    below: Vec<Decimal>,
    whole: Decimal,
    /// Rounded.
    pub(super) total: Decimal,
}

impl Sums {
    /// From the points of the leaves up; those of groups are not looked at.
    pub(super) fn of(scheme: &Scheme, mut points: Vec<Decimal>) -> Sums {
        let mut sums = vec![Decimal::ZERO; points.len()];
        for at in (0..points.len()).rev() {
            if let Node::Group { .. } = scheme.indicators[at].node {
                sums[at] = below(scheme, at, &|child| points[child]);
                points[at] = group(scheme, at, sums[at]);
            }
        }
        let whole = whole(scheme, &|at| points[at]);
        Sums { points, below: sums, whole, total: total(scheme, whole) }
    }

    /// What the total would be if one indicator had other points, everything else unchanged. Sums are corrected, means
    /// reckoned anew.
    pub(super) fn total_with(&self, scheme: &Scheme, at: usize, changed: Decimal) -> Decimal {
        let (mut at, mut changed) = (at, changed);
        while let Some(parent) = scheme.indicators[at].parent {
            let sum = if let Node::Group { aggregate: Aggregate::Sum, .. } = scheme.indicators[parent].node {
                self.below[parent] - self.points[at] + changed
            } else {
                below(scheme, parent, &|child| if child == at { changed } else { self.points[child] })
            };
            changed = group(scheme, parent, sum);
            at = parent;
        }
        let sum = if scheme.stages.is_empty() && scheme.total.aggregate == Aggregate::Sum {
            self.whole - self.points[at] + changed
        } else {
            whole(scheme, &|top| if top == at { changed } else { self.points[top] })
        };
        total(scheme, sum)
    }
}
