//! The units that a value is compared with.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::leaf;
use super::row::Row;
use crate::formula::mean;
use crate::number::square_root;
use crate::scheme::{Better, Method, Node, Rule, Scheme};

/// All values of one indicator that are there, and what follows from them.
pub(super) struct Peers {
    /// From the least to the greatest.
    sorted: Vec<Decimal>,
    pub(super) mean: Decimal,
    /// Of the whole population: the units compared are all there are.
    pub(super) deviation: Decimal,
}

/// The peers of every indicator that compares units, by its place.
pub(super) fn of_all(scheme: &Scheme, rows: &[Row<'_>]) -> BTreeMap<usize, Peers> {
    let mut all = BTreeMap::new();
    for (at, indicator) in scheme.indicators.iter().enumerate() {
        let Node::Leaf(leaf) = &indicator.node else { continue };
        let (Rule::Value { scoring, .. } | Rule::Growth { scoring, .. } | Rule::Change { scoring, .. }) = &leaf.rule
        else {
            continue;
        };
        let compares = match &scoring.by {
            Method::MinMax { min, max } | Method::Efficacy { min, max, .. } => min.is_none() || max.is_none(),
            Method::ZScore { .. } | Method::Rank { .. } | Method::Percentile => true,
            _ => false,
        };
        if compares {
            let values = rows.iter().filter_map(|row| leaf::value(&leaf.rule, row).ok()?.number());
            all.insert(at, Peers::of(values.collect()));
        }
    }
    all
}

impl Peers {
    fn of(mut values: Vec<Decimal>) -> Peers {
        values.sort_unstable();
        let centre = mean(&values).unwrap_or_default();
        let squares: Option<Vec<Decimal>> =
            values.iter().map(|value| value.checked_sub(centre).and_then(|far| far.checked_mul(far))).collect();
        let variance = squares.and_then(|squares| mean(&squares));
        let deviation = variance.and_then(square_root).unwrap_or_default();
        Peers { sorted: values, mean: centre, deviation }
    }

    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    pub(super) fn least(&self) -> Option<Decimal> {
        self.sorted.first().copied()
    }

    pub(super) fn greatest(&self) -> Option<Decimal> {
        self.sorted.last().copied()
    }

    /// How many are better than that value.
    pub(super) fn better_than(&self, value: Decimal, better: Better) -> usize {
        match better {
            Better::More => self.sorted.len() - self.sorted.partition_point(|other| *other <= value),
            Better::Less => self.sorted.partition_point(|other| *other < value),
        }
    }

    /// The nearest value that is better.
    pub(super) fn next_better(&self, value: Decimal, better: Better) -> Option<Decimal> {
        match better {
            Better::More => self.sorted.get(self.sorted.partition_point(|other| *other <= value)).copied(),
            Better::Less => {
                let worse = self.sorted.partition_point(|other| *other < value);
                worse.checked_sub(1).and_then(|at| self.sorted.get(at)).copied()
            }
        }
    }
}
