//! Normalisation: how a value becomes points.

use rust_decimal::Decimal;

use super::peers::Peers;
use super::row::Row;
use crate::explained::Basis;
use crate::formula::Formula;
use crate::number::{Mode, NoValue};
use crate::scheme::{Better, Method, Scoring};

/// A scoring with the figures of one unit in it.
pub(super) struct Scale<'s> {
    scoring: &'s Scoring,
    full: Decimal,
    peers: Option<&'s Peers>,
    target: Option<Decimal>,
    min: Option<Decimal>,
    max: Option<Decimal>,
}

type Result<T = Decimal> = std::result::Result<T, NoValue>;

impl<'s> Scale<'s> {
    /// Reckons targets and bounds for the unit of that row.
    pub(super) fn new(scoring: &'s Scoring, full: Decimal, row: &Row<'_>, peers: Option<&'s Peers>) -> Result<Self> {
        let mut scale = Scale { scoring, full, peers, target: None, min: None, max: None };
        match &scoring.by {
            Method::Target(formula) => {
                let target = formula.value(row, 0)?;
                if target <= Decimal::ZERO {
                    return Err(NoValue::NoTarget);
                }
                scale.target = Some(target);
            }
            Method::MinMax { min, max } | Method::Efficacy { min, max, .. } => {
                let bound = |formula: &Option<Formula>, peer: Option<Decimal>| match formula {
                    Some(formula) => formula.value(row, 0).map(Some),
                    None => Ok(peer),
                };
                scale.min = bound(min, peers.and_then(Peers::least))?;
                scale.max = bound(max, peers.and_then(Peers::greatest))?;
                if scale.min.zip(scale.max).is_some_and(|(min, max)| max < min) {
                    return Err(NoValue::NoTarget);
                }
            }
            _ => {}
        }
        Ok(scale)
    }

    /// The points of a value, not rounded, and how they came about.
    pub(super) fn points(&self, value: Decimal) -> Result<(Decimal, Basis)> {
        let mut basis = self.basis(value);
        if let Method::Steps { steps, below } = &self.scoring.by {
            let reached = |bound: Decimal| self.at_least_as_good(value, bound);
            let step = steps.iter().rev().find(|(bound, _)| reached(*bound));
            return Ok((step.map_or(*below, |(_, points)| *points).min(self.full), basis));
        }
        if let Method::Points = self.scoring.by {
            return Ok((value.clamp(Decimal::ZERO, self.full), basis));
        }
        let share = self.share(value)?.clamp(Decimal::ZERO, Decimal::ONE);
        basis.share = Some(Mode::HalfUp.round(share, 20));
        Ok((share.checked_mul(self.full).ok_or(NoValue::TooLarge)?, basis))
    }

    fn at_least_as_good(&self, value: Decimal, bound: Decimal) -> bool {
        match self.scoring.better {
            Better::More => value >= bound,
            Better::Less => value <= bound,
        }
    }

    fn share(&self, value: Decimal) -> Result {
        let share = match &self.scoring.by {
            Method::Target(_) => self.of_target(value),
            Method::MinMax { .. } => self.between(value),
            Method::Efficacy { base, span, .. } => self.between(value).and_then(|part| {
                // Below the lower bound the line goes on, down to nothing.
                span.checked_mul(part)?.checked_add(*base)?.checked_div(Decimal::ONE_HUNDRED)
            }),
            Method::ZScore { centre, spread } => self.peers.and_then(|peers| {
                if peers.deviation.is_zero() {
                    return Some(*centre);
                }
                let far = value.checked_sub(peers.mean)?.checked_div(peers.deviation)?.checked_mul(*spread)?;
                let far = if self.scoring.better == Better::Less { -far } else { far };
                far.checked_add(*centre).map(|share| Mode::HalfUp.round(share, 18))
            }),
            Method::Rank { last } => self.peers.and_then(|peers| {
                let better = Decimal::from(peers.better_than(value, self.scoring.better));
                let others = Decimal::from(peers.len().saturating_sub(1).max(1));
                let lost = better.checked_div(others)?.checked_mul(Decimal::ONE - *last)?;
                Decimal::ONE.checked_sub(lost)
            }),
            Method::Percentile => self.peers.and_then(|peers| {
                let better = peers.better_than(value, self.scoring.better);
                Decimal::from(peers.len().checked_sub(better)?).checked_div(Decimal::from(peers.len()))
            }),
            Method::YesNo => Some(value),
            Method::Steps { .. } | Method::Points => None,
        };
        share.ok_or(NoValue::TooLarge)
    }

    fn of_target(&self, value: Decimal) -> Option<Decimal> {
        let target = self.target?;
        match self.scoring.better {
            _ if self.at_least_as_good(value, target) => Some(Decimal::ONE),
            Better::More => value.checked_div(target),
            Better::Less => target.checked_div(value),
        }
    }

    /// (value − min) ÷ (max − min), turned round where less is better; at the better bound 1, at the worse 0.
    fn between(&self, value: Decimal) -> Option<Decimal> {
        let (worst, best) = self.ends()?;
        if self.at_least_as_good(value, best) {
            return Some(Decimal::ONE);
        }
        let wide = best.checked_sub(worst)?;
        if wide.is_zero() {
            return Some(Decimal::ZERO);
        }
        value.checked_sub(worst)?.checked_div(wide)
    }

    fn ends(&self) -> Option<(Decimal, Decimal)> {
        let (min, max) = (self.min?, self.max?);
        Some(if self.scoring.better == Better::More { (min, max) } else { (max, min) })
    }

    fn basis(&self, value: Decimal) -> Basis {
        let compared = self.peers.filter(|_| matches!(self.scoring.by, Method::Rank { .. } | Method::Percentile));
        let count = |number: usize| u32::try_from(number).ok();
        let spread = self.peers.filter(|_| matches!(self.scoring.by, Method::ZScore { .. }));
        Basis {
            by: name(&self.scoring.by),
            better: self.scoring.better,
            share: None,
            target: self.target,
            min: self.min,
            max: self.max,
            mean: spread.map(|peers| Mode::HalfUp.round(peers.mean, 18)),
            deviation: spread.map(|peers| Mode::HalfUp.round(peers.deviation, 18)),
            place: compared.and_then(|peers| count(peers.better_than(value, self.scoring.better) + 1)),
            of: compared.and_then(|peers| count(peers.len())),
        }
    }

    /// The values that would give more points than `value` does, the nearest first. Without a value everything is more.
    pub(super) fn better(&self, value: Option<Decimal>) -> Vec<Decimal> {
        let beyond = |bound: Decimal| value.is_none_or(|value| !self.at_least_as_good(value, bound));
        match &self.scoring.by {
            Method::Target(_) => self.target.into_iter().filter(|target| beyond(*target)).collect(),
            Method::MinMax { .. } | Method::Efficacy { .. } => {
                self.ends().map(|(_, best)| best).into_iter().filter(|best| beyond(*best)).collect()
            }
            Method::Steps { steps, .. } => {
                steps.iter().map(|(bound, _)| *bound).filter(|bound| beyond(*bound)).collect()
            }
            Method::ZScore { centre, spread } => {
                let to = self.peers.and_then(|peers| {
                    let far = (Decimal::ONE - *centre).checked_div(*spread)?.checked_mul(peers.deviation)?;
                    let far = if self.scoring.better == Better::Less { -far } else { far };
                    peers.mean.checked_add(far)
                });
                to.into_iter().filter(|to| beyond(*to)).collect()
            }
            Method::Rank { .. } | Method::Percentile => {
                let next = value.and_then(|value| self.peers?.next_better(value, self.scoring.better));
                next.into_iter().collect()
            }
            Method::YesNo => value.is_none_or(|value| value.is_zero()).then_some(Decimal::ONE).into_iter().collect(),
            Method::Points => Some(self.full).into_iter().filter(|full| beyond(*full)).collect(),
        }
    }
}

fn name(method: &Method) -> &'static str {
    match method {
        Method::Target(_) => "target",
        Method::Steps { .. } => "steps",
        Method::MinMax { .. } => "min-max",
        Method::Efficacy { .. } => "efficacy",
        Method::ZScore { .. } => "z-score",
        Method::Rank { .. } => "rank",
        Method::Percentile => "percentile",
        Method::YesNo => "yes-no",
        Method::Points => "points",
    }
}
