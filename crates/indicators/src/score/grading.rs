//! Ranks, grades, and what happens besides.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::row::Row;
use crate::data::Unit;
use crate::explained::{Happened, NextGrade, Scored};
use crate::scheme::{Condition, Node, Rule, Scheme, Share, Ties, When};

/// Vetoes that apply, gates that do not hold, and what follows from facts.
pub(super) fn happened(scheme: &Scheme, unit: &Unit, row: &Row<'_>, points: &[Decimal]) -> Vec<Happened> {
    let mut happened = Vec::new();
    for indicator in &scheme.indicators {
        if let Node::Leaf(leaf) = &indicator.node
            && let Rule::Veto { condition, outcome } = &leaf.rule
            && condition.holds(row) == Ok(true)
        {
            happened.push(Happened { what: "veto", name: indicator.name.clone(), outcome: outcome.clone() });
        }
    }
    for gate in &scheme.gates {
        let holds = match &gate.condition {
            Condition::Formula(formula) => formula.holds(row) == Ok(true),
            Condition::AtLeast(at, least) => points[*at] >= *least,
            Condition::MoreThan(at, least) => points[*at] > *least,
        };
        if !holds {
            happened.push(Happened { what: "gate", name: gate.name.clone(), outcome: gate.outcome.clone() });
        }
    }
    for consequence in &scheme.consequences {
        let (is, what) = match consequence.when {
            When::NoReport => (unit.facts.no_report, "no-report"),
            When::Fraud => (unit.facts.fraud, "fraud"),
            When::BadYears { .. } => continue,
        };
        if is {
            let name = consequence.note.clone().unwrap_or_default();
            happened.push(Happened { what, name, outcome: consequence.outcome.clone() });
        }
    }
    happened
}

/// Ranks the units and grades them. `breaks` are the points that break ties, in the order of `units` and `scored`.
pub(super) fn grade(scheme: &Scheme, units: &[Unit], scored: &mut [Scored], breaks: &[Vec<Decimal>], grading: bool) {
    let last = scheme.grades.len().saturating_sub(1);
    let limit = |unit: &Scored| unit.happened.iter().filter_map(|happened| happened.outcome.best_grade).max();
    let ungraded = |unit: &Scored| {
        let no_grade = |happened: &Happened| happened.outcome.no_grade || happened.outcome.removed;
        unit.happened.iter().any(no_grade) || !unit.incomplete.is_empty()
    };
    let zero = |unit: &Scored| unit.happened.iter().any(|happened| happened.outcome.zero);
    let out = |unit: &Scored| ungraded(unit) || zero(unit) || limit(unit).is_some_and(|grade| grade == last);
    let mut order: Vec<usize> = (0..scored.len()).filter(|at| !out(&scored[*at])).collect();
    let better = |one: usize, other: usize| {
        scored[other].score.cmp(&scored[one].score).then_with(|| breaks[other].cmp(&breaks[one]))
    };
    order.sort_by(|one, other| better(*one, *other));
    let groups: Vec<Vec<usize>> =
        order.chunk_by(|one, other| better(*one, *other) == Ordering::Equal).map(<[usize]>::to_vec).collect();
    let mut places = Places::new(scheme, scored.len());
    let mut rank = 1;
    for group in groups {
        for at in &group {
            scored[*at].rank = u32::try_from(rank).ok();
        }
        if grading && !scheme.grades.is_empty() {
            // Equal units may have different limits: those that may not have a grade leave its place to the others.
            let mut rest = group.clone();
            for grade in 0..=last {
                let (able, unable): (Vec<usize>, Vec<usize>) =
                    rest.into_iter().partition(|at| limit(&scored[*at]).is_none_or(|limit| limit <= grade));
                rest = unable;
                let Some(first) = able.first() else { continue };
                if places.take(grade, able.len(), rank, scored[*first].score) {
                    able.iter().for_each(|at| scored[*at].grade = Some(grade));
                } else {
                    rest.extend(able);
                }
            }
        }
        rank += group.len();
    }
    for unit in scored.iter_mut().filter(|unit| unit.rank.is_none()) {
        unit.grade = (grading && !ungraded(unit) && !scheme.grades.is_empty()).then_some(last);
    }
    bad_years(scheme, units, scored);
    next_grades(scheme, scored, &places);
}

/// How many places of each grade are taken.
struct Places<'s> {
    scheme: &'s Scheme,
    units: usize,
    taken: Vec<usize>,
    /// A grade is closed once somebody found no place in it: nobody worse takes what was too small for a tie.
    closed: Vec<bool>,
}

impl<'s> Places<'s> {
    fn new(scheme: &'s Scheme, units: usize) -> Places<'s> {
        let grades = scheme.grades.len();
        Places { scheme, units, taken: vec![0; grades], closed: vec![false; grades] }
    }

    fn of(&self, share: Share) -> usize {
        places(share, self.units)
    }

    /// Takes places for equal units when all conditions of the grade hold.
    fn take(&mut self, grade: usize, count: usize, rank: usize, score: Decimal) -> bool {
        let asked = &self.scheme.grades[grade];
        let too_low = asked.floor.is_some_and(|floor| score < floor);
        let too_far = asked.rank.is_some_and(|last| rank > last as usize);
        if too_low || too_far || self.closed[grade] {
            return false;
        }
        let fits = |taken: usize, share: Share| match self.scheme.ranking.ties {
            Ties::Out => taken + count <= self.of(share),
            Ties::In => taken < self.of(share),
        };
        let quota = asked.share.is_none_or(|share| fits(self.taken[grade], share));
        let capped = self.scheme.caps.iter().filter(|cap| cap.grades.contains(&grade));
        let caps = capped.into_iter().all(|cap| {
            let taken = cap.grades.iter().map(|grade| self.taken[*grade]).sum();
            fits(taken, cap.share)
        });
        if !(quota && caps) {
            self.closed[grade] = true;
            return false;
        }
        self.taken[grade] += count;
        true
    }
}

/// A share of that many units, as places.
pub(super) fn places(share: Share, units: usize) -> usize {
    let exact = share.of.checked_mul(Decimal::from(units)).unwrap_or_default();
    usize::try_from(share.rounds.round(exact, 0)).unwrap_or(0)
}

/// Several bad years in a row, this one among them.
fn bad_years(scheme: &Scheme, units: &[Unit], scored: &mut [Scored]) {
    for consequence in &scheme.consequences {
        let When::BadYears { years, grades } = &consequence.when else { continue };
        let bad = |name: &str| name == "-" || grades.iter().any(|grade| scheme.grades[*grade].name == name);
        for (unit, scored) in units.iter().zip(scored.iter_mut()) {
            let now = scored.grade.is_some_and(|grade| grades.contains(&grade)) || unit.facts.no_report;
            let before = unit.facts.earlier.iter().take(years - 1).filter(|name| bad(name)).count();
            if now && before == years - 1 {
                let name = consequence.note.clone().unwrap_or_default();
                scored.happened.push(Happened { what: "bad-years", name, outcome: consequence.outcome.clone() });
            }
        }
    }
}

fn next_grades(scheme: &Scheme, scored: &mut [Scored], places: &Places<'_>) {
    let graded: Vec<(usize, Decimal)> =
        scored.iter().filter_map(|unit| Some((unit.grade.filter(|_| unit.rank.is_some())?, unit.score))).collect();
    for unit in scored.iter_mut().filter(|unit| unit.rank.is_some()) {
        let Some(better) = unit.grade.and_then(|grade| grade.checked_sub(1)) else { continue };
        let grade = &scheme.grades[better];
        let lowest = graded.iter().filter(|(other, _)| *other <= better).map(|(_, score)| *score).min();
        unit.next = Some(NextGrade {
            grade: better,
            points: grade.floor.map_or(Decimal::ZERO, |floor| (floor - unit.score).max(Decimal::ZERO)),
            rank: grade.rank,
            places: grade.share.and_then(|share| u32::try_from(places.of(share)).ok()),
            lowest,
        });
    }
}
