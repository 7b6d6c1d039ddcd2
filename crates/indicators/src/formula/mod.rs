//! The small language of formulas: numbers, names of measures, arithmetic, comparisons and a dozen functions.
//!
//! It is total: every formula that is accepted ends, in time that its length bounds, with a number or with the reason
//! why there is none ([`NoValue`]). There are no loops, no variables and no text. Names, kinds and units are checked
//! when a formula is read, so that at run time only a missing value, a division by zero and too large a number are
//! left, and these are values.
//!
//! | written | meaning |
//! |---|---|
//! | `12`, `0.5`, `15%` | numbers; `15%` is 0.15 |
//! | `carriers`, `引进载体数` | a measure by its key or its name |
//! | `+ - * /` (also `− × ÷`) | arithmetic; a division by zero has no value |
//! | `< <= > >= = !=` (also `≤ ≥ ≠ ==`) | comparisons |
//! | `and or not` | of conditions; a missing side counts only where it decides |
//! | `if(condition, a, b)` | only the chosen side is reckoned |
//! | `min max mean` | of two or more |
//! | `abs floor ceil` | of one |
//! | `round(a)`, `round(a, 2)` | half away from zero |
//! | `clamp(a, low, high)` | not below `low`, not above `high` |
//! | `growth(now, base)` | (now − base) ÷ base; no value from a base that is not above zero |
//! | `prior(a)`, `prior(a, 2)` | `a` of the year before, or of two years before |
//! | `default(a, b)` | `b` where `a` has no value |
//! | `has(a)` | whether `a` has a value |

mod parsing;
mod running;
mod signs;
mod sorts;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::number::NoValue;
use crate::scheme::Measure;
use crate::unit::Dimension;

pub(crate) use running::mean;

/// How many characters a formula may have.
const LONGEST: usize = 1_000;
/// How many numbers, names and operations a formula may have.
const MOST_PARTS: usize = 200;
/// How deep brackets may be nested.
const DEEPEST: usize = 50;
/// How many years back a formula may look.
pub(crate) const YEARS: u32 = 9;

/// A formula that was checked against the measures of its scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    text: String,
    root: Part,
    sort: Sort,
}

/// One thing that is wrong in a formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} ({hint})")]
pub struct FormulaProblem {
    /// The byte of the formula where it stands.
    pub at: usize,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub hint: String,
}

/// What a formula gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A number in a unit.
    Number(Dimension),
    /// Yes (1) or no (0).
    Truth,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    at: usize,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Number(Decimal),
    /// The place of a measure in its scheme; none where the name is unknown, which was reported.
    Measure(Option<usize>),
    Negated(Box<Part>),
    Not(Box<Part>),
    Two(Operator, Box<Part>, Box<Part>),
    Call(Function, Vec<Part>),
    /// The same, so many years before.
    Prior(Box<Part>, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Unequal,
    And,
    Or,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    If,
    Min,
    Max,
    Mean,
    Abs,
    Floor,
    Ceil,
    /// To so many digits.
    Round(u32),
    Clamp,
    Growth,
    Default,
    Has,
}

/// Where a formula takes its values from.
pub trait Values {
    /// The value of the measure at that place of [`crate::Scheme::measures`], so many years before. Yes is 1, no is 0.
    fn value(&self, measure: usize, years_before: u32) -> Option<Decimal>;
    /// What the column is called when it is missing.
    fn column(&self, measure: usize, years_before: u32) -> String;
}

impl Formula {
    /// Reads and checks a formula.
    ///
    /// # Errors
    /// All that is wrong with it: of mistakes of writing the first, and every unknown name or wrong unit.
    pub fn read(text: &str, measures: &[Measure]) -> Result<Formula, Vec<FormulaProblem>> {
        let mut problems = Vec::new();
        let root = parsing::parse(text, measures, &mut problems).ok_or_else(|| std::mem::take(&mut problems))?;
        let sort = sorts::of(&root, measures, &mut problems);
        let mut columns = BTreeSet::new();
        root.collect(0, &mut columns);
        if columns.iter().any(|(_, before)| *before > YEARS) {
            let what = format!("the formula looks back more than {YEARS} years");
            problems.push(FormulaProblem { at: 0, what, hint: "take a prior( ) away".to_owned() });
        }
        match sort {
            Some(sort) if problems.is_empty() => Ok(Formula { text: text.trim().to_owned(), root, sort }),
            _ => Err(problems),
        }
    }

    /// A formula that is one measure.
    pub(crate) fn measure(at: usize, measure: &Measure) -> Formula {
        let root = Part { at: 0, what: What::Measure(Some(at)) };
        Formula { text: measure.key.clone(), root, sort: sorts::of_measure(measure) }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number when the formula is nothing else.
    pub(crate) fn constant(&self) -> Option<Decimal> {
        match self.root.what {
            What::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The measure when the formula is nothing else.
    pub(crate) fn only_measure(&self) -> Option<usize> {
        match self.root.what {
            What::Measure(at) => at,
            _ => None,
        }
    }

    /// Of a measure divided by something without it: the measure, and what it would have to be for the quotient to be
    /// `quotient`, everything else unchanged.
    pub(crate) fn numerator(&self, values: &impl Values, quotient: Decimal) -> Option<(usize, Decimal)> {
        let What::Two(Operator::Divide, above, below) = &self.root.what else { return None };
        let What::Measure(Some(measure)) = above.what else { return None };
        let mut columns = BTreeSet::new();
        below.collect(0, &mut columns);
        if columns.contains(&(measure, 0)) {
            return None;
        }
        let divisor = running::value(below, values, 0).ok().filter(|divisor| *divisor > Decimal::ZERO)?;
        Some((measure, quotient.checked_mul(divisor)?))
    }

    pub(crate) fn sort(&self) -> &Sort {
        &self.sort
    }

    /// The unit of its value, as `万元/家`; empty for ratios, conditions and bare numbers.
    pub fn unit(&self) -> String {
        match &self.sort {
            Sort::Number(dimension) => dimension.to_string(),
            Sort::Truth => String::new(),
        }
    }

    /// The measures it needs, with how many years before.
    pub fn columns(&self) -> BTreeSet<(usize, u32)> {
        let mut columns = BTreeSet::new();
        self.root.collect(0, &mut columns);
        columns
    }

    /// The value, so many years before the year that `values` are of. Conditions give 1 or 0.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn value(&self, values: &impl Values, years_before: u32) -> Result<Decimal, NoValue> {
        running::value(&self.root, values, years_before)
    }

    /// Whether the condition holds.
    ///
    /// # Errors
    /// The reason why it cannot be told.
    pub(crate) fn holds(&self, values: &impl Values) -> Result<bool, NoValue> {
        self.value(values, 0).map(|value| !value.is_zero())
    }
}

impl Part {
    fn collect(&self, before: u32, columns: &mut BTreeSet<(usize, u32)>) {
        match &self.what {
            What::Number(_) | What::Measure(None) => {}
            What::Measure(Some(at)) => {
                columns.insert((*at, before));
            }
            What::Negated(part) | What::Not(part) => part.collect(before, columns),
            What::Prior(part, years) => part.collect(before.saturating_add(*years), columns),
            What::Two(_, one, other) => {
                one.collect(before, columns);
                other.collect(before, columns);
            }
            What::Call(_, parts) => parts.iter().for_each(|part| part.collect(before, columns)),
        }
    }
}
