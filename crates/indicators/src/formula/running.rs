//! What a formula is worth. Nothing here can fail but by having no value.

use rust_decimal::Decimal;

use super::{Function, Operator, Part, Values, What};
use crate::number::{Mode, NoValue};

type Result<T = Decimal> = std::result::Result<T, NoValue>;

pub(super) fn value(part: &Part, values: &impl Values, before: u32) -> Result {
    match &part.what {
        What::Number(number) => Ok(*number),
        What::Measure(at) => {
            let at = at.unwrap_or(usize::MAX);
            values.value(at, before).ok_or_else(|| NoValue::Missing { column: values.column(at, before) })
        }
        What::Negated(inner) => value(inner, values, before).map(|number| -number),
        What::Not(inner) => value(inner, values, before).map(|number| truth(number.is_zero())),
        What::Prior(inner, years) => value(inner, values, before.saturating_add(*years)),
        What::Two(operator @ (Operator::And | Operator::Or), one, other) => {
            // One side may decide alone: false and anything is false.
            let deciding = *operator == Operator::Or;
            let decides = |side: &Result| side.as_ref().is_ok_and(|number| number.is_zero() != deciding);
            let (one, other) = (value(one, values, before), value(other, values, before));
            if decides(&one) || decides(&other) { Ok(truth(deciding)) } else { one.and(other) }
        }
        What::Two(operator, one, other) => two(*operator, value(one, values, before)?, value(other, values, before)?),
        What::Call(function, inner) => call(*function, inner, values, before),
    }
}

fn truth(holds: bool) -> Decimal {
    if holds { Decimal::ONE } else { Decimal::ZERO }
}

fn two(operator: Operator, one: Decimal, other: Decimal) -> Result {
    let sum = match operator {
        Operator::Add => one.checked_add(other),
        Operator::Subtract => one.checked_sub(other),
        Operator::Multiply => one.checked_mul(other),
        Operator::Divide if other.is_zero() => return Err(NoValue::DividedByZero),
        Operator::Divide => one.checked_div(other),
        Operator::Less => Some(truth(one < other)),
        Operator::AtMost => Some(truth(one <= other)),
        Operator::More => Some(truth(one > other)),
        Operator::AtLeast => Some(truth(one >= other)),
        Operator::Equal => Some(truth(one == other)),
        Operator::Unequal => Some(truth(one != other)),
        Operator::And => Some(truth(!one.is_zero() && !other.is_zero())),
        Operator::Or => Some(truth(!one.is_zero() || !other.is_zero())),
    };
    sum.ok_or(NoValue::TooLarge)
}

/// (now − base) ÷ base; none from a base that is not above zero.
fn growth(now: Decimal, base: Decimal) -> Result {
    if base <= Decimal::ZERO {
        return Err(NoValue::NoBase);
    }
    now.checked_sub(base).and_then(|more| more.checked_div(base)).ok_or(NoValue::TooLarge)
}

fn call(function: Function, inner: &[Part], values: &impl Values, before: u32) -> Result {
    let of = |part: &Part| value(part, values, before);
    match (function, inner) {
        (Function::If, [condition, yes, no]) => of(if of(condition)?.is_zero() { no } else { yes }),
        (Function::Default, [one, otherwise]) => of(one).or_else(|_| of(otherwise)),
        (Function::Has, [one]) => Ok(truth(of(one).is_ok())),
        (function, inner) => {
            let numbers = inner.iter().map(of).collect::<Result<Vec<Decimal>>>()?;
            numeric(function, &numbers)
        }
    }
}

fn numeric(function: Function, numbers: &[Decimal]) -> Result {
    let first = numbers.first().copied().unwrap_or_default();
    match (function, numbers) {
        (Function::Min, _) => Ok(numbers.iter().copied().min().unwrap_or_default()),
        (Function::Max, _) => Ok(numbers.iter().copied().max().unwrap_or_default()),
        (Function::Mean, _) => mean(numbers).ok_or(NoValue::TooLarge),
        (Function::Abs, _) => Ok(first.abs()),
        (Function::Floor, _) => Ok(first.floor()),
        (Function::Ceil, _) => Ok(first.ceil()),
        (Function::Round(digits), _) => Ok(Mode::HalfUp.round(first, digits)),
        (Function::Clamp, [number, low, high]) => Ok((*number).max(*low).min(*high)),
        (Function::Growth, [now, base]) => growth(*now, *base),
        _ => Err(NoValue::TooLarge),
    }
}

/// The arithmetic mean; none of nothing.
pub(crate) fn mean(numbers: &[Decimal]) -> Option<Decimal> {
    let sum = numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number))?;
    sum.checked_div(Decimal::from(numbers.len()))
}
