//! What a formula gives: a number in a unit, or a condition. Found when it is read.

use super::{FormulaProblem, Function, Operator, Part, Sort, What};
use crate::scheme::{Measure, MeasureKind};
use crate::unit::Dimension;

/// The sort of a measure alone.
pub(super) fn of_measure(measure: &Measure) -> Sort {
    match measure.kind {
        MeasureKind::YesNo => Sort::Truth,
        MeasureKind::Number | MeasureKind::Scores => Sort::Number(Dimension::read(&measure.unit)),
    }
}

/// The sort of a formula, or nothing when it has none; then there is at least one problem.
pub(super) fn of(part: &Part, measures: &[Measure], problems: &mut Vec<FormulaProblem>) -> Option<Sort> {
    Sorter { measures, problems }.sort(part)
}

struct Sorter<'s> {
    measures: &'s [Measure],
    problems: &'s mut Vec<FormulaProblem>,
}

impl Sorter<'_> {
    fn wrong<T>(&mut self, part: &Part, what: String, hint: &str) -> Option<T> {
        self.problems.push(FormulaProblem { at: part.at, what, hint: hint.to_owned() });
        None
    }

    fn sort(&mut self, part: &Part) -> Option<Sort> {
        match &part.what {
            What::Number(_) => Some(Sort::Number(Dimension::Any)),
            What::Measure(None) => None,
            What::Measure(Some(at)) => {
                let measure = self.measures.get(*at)?;
                if measure.kind == MeasureKind::Scores {
                    let what = format!("`{}` holds scores of experts", measure.key);
                    return self.wrong(part, what, "they are combined by an indicator of kind \"judged\" only");
                }
                Some(of_measure(measure))
            }
            What::Negated(inner) => self.number(inner).map(Sort::Number),
            What::Not(inner) => self.truth(inner).map(|()| Sort::Truth),
            What::Prior(inner, _) => self.sort(inner),
            What::Two(operator, one, other) => self.two(part, *operator, one, other),
            What::Call(function, inner) => self.call(part, *function, inner),
        }
    }

    fn number(&mut self, part: &Part) -> Option<Dimension> {
        match self.sort(part)? {
            Sort::Number(dimension) => Some(dimension),
            Sort::Truth => {
                self.wrong(part, "a number is needed here, this is a condition".to_owned(), "use if(condition, 1, 0)")
            }
        }
    }

    fn truth(&mut self, part: &Part) -> Option<()> {
        match self.sort(part)? {
            Sort::Truth => Some(()),
            Sort::Number(_) => {
                self.wrong(part, "a condition is needed here, this is a number".to_owned(), "compare it: x > 0")
            }
        }
    }

    /// Both sides are looked at even when the first is wrong, so that all is told at once.
    fn numbers(&mut self, at: &Part, parts: &[&Part]) -> Option<Dimension> {
        let found: Vec<Option<Dimension>> = parts.iter().map(|part| self.number(part)).collect();
        let mut common = Dimension::Any;
        for dimension in found {
            let dimension = dimension?;
            if !common.agrees(&dimension) {
                let named = |dimension: &Dimension| match dimension.to_string() {
                    unit if unit.is_empty() => "a ratio".to_owned(),
                    unit => format!("`{unit}`"),
                };
                let what = format!("{} and {} do not go together", named(&common), named(&dimension));
                return self.wrong(at, what, "only equal units are added or compared; divide to get a ratio first");
            }
            common = common.or(dimension);
        }
        Some(common)
    }

    fn two(&mut self, part: &Part, operator: Operator, one: &Part, other: &Part) -> Option<Sort> {
        match operator {
            Operator::Add | Operator::Subtract => self.numbers(part, &[one, other]).map(Sort::Number),
            Operator::Multiply | Operator::Divide => {
                let (left, right) = (self.number(one), self.number(other));
                let sign = if operator == Operator::Divide { -1 } else { 1 };
                Some(Sort::Number(left?.times(&right?, sign)))
            }
            Operator::And | Operator::Or => {
                let (left, right) = (self.truth(one), self.truth(other));
                left.and(right).map(|()| Sort::Truth)
            }
            _ => self.numbers(part, &[one, other]).map(|_| Sort::Truth),
        }
    }

    fn call(&mut self, part: &Part, function: Function, inner: &[Part]) -> Option<Sort> {
        let all: Vec<&Part> = inner.iter().collect();
        match (function, all.as_slice()) {
            (Function::If, [condition, yes, no]) => {
                let condition = self.truth(condition);
                let value = self.alike(part, yes, no);
                condition.and(value)
            }
            (Function::Default, [value, otherwise]) => self.alike(part, value, otherwise),
            (Function::Has, [value]) => self.sort(value).map(|_| Sort::Truth),
            (Function::Growth, parts) => self.numbers(part, parts).map(|_| Sort::Number(Dimension::plain())),
            (_, parts) => self.numbers(part, parts).map(Sort::Number),
        }
    }

    fn alike(&mut self, part: &Part, one: &Part, other: &Part) -> Option<Sort> {
        match (self.sort(one)?, self.sort(other)?) {
            (Sort::Truth, Sort::Truth) => Some(Sort::Truth),
            (Sort::Number(_), Sort::Number(_)) => self.numbers(part, &[one, other]).map(Sort::Number),
            _ => self.wrong(
                part,
                "one side is a number, the other a condition".to_owned(),
                "make both numbers with if(condition, 1, 0)",
            ),
        }
    }
}
