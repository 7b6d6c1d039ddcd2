//! Decimal numbers: how they are read, rounded and, where a rule needs it, drawn a root of.
//!
//! Numbers have up to 28 significant digits (96 bits). Sums, differences and products are exact within them; a division
//! keeps 28 digits; what becomes larger has no value ([`NoValue::TooLarge`]). There is no binary fraction anywhere, so
//! that `0.1 + 0.2` is `0.3` and a half is rounded as a person rounds it.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

/// Why a number is not there. Nothing is ever taken for zero in silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum NoValue {
    /// The unit has no value for this column.
    #[error("{column} is missing")]
    Missing {
        /// The column as a table names it, see [`crate::column`].
        column: String,
    },
    /// Divided by zero.
    #[error("divided by zero")]
    DividedByZero,
    /// More than 28 digits.
    #[error("the number is too large")]
    TooLarge,
    /// Growth from a base that is zero or negative.
    #[error("the base of the growth is zero or negative")]
    NoBase,
    /// A target that is zero or negative, or bounds whose upper one is below the lower one.
    #[error("the target is not above zero, or the bounds are turned round")]
    NoTarget,
    /// Fewer scores of experts than the scheme asks for.
    #[error("{given} scores of experts, {needed} are needed")]
    TooFewScores {
        /// How many there are.
        given: usize,
        /// How many are needed.
        needed: usize,
    },
    /// The rule has not been published, so that there is nothing to compute.
    #[error("the rule is not published")]
    NotPublished,
}

/// How the digit after the last kept one decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// 四舍五入: five goes away from zero.
    HalfUp,
    /// A five goes to the even neighbour (GB/T 8170-2008, 数值修约规则).
    HalfEven,
    /// What is behind is cut off.
    Down,
    /// Any rest goes away from zero (进一).
    Up,
}

/// To how many digits after the point, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rounding {
    /// Digits after the point, 0 to 10.
    pub digits: u32,
    /// What happens to the rest.
    pub mode: Mode,
}

impl Mode {
    fn strategy(self) -> RoundingStrategy {
        match self {
            Mode::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Mode::HalfEven => RoundingStrategy::MidpointNearestEven,
            Mode::Down => RoundingStrategy::ToZero,
            Mode::Up => RoundingStrategy::AwayFromZero,
        }
    }

    /// Rounds to `digits` after the point.
    pub fn round(self, number: Decimal, digits: u32) -> Decimal {
        number.round_dp_with_strategy(digits, self.strategy()).normalize()
    }
}

impl Rounding {
    /// Rounds a number. It is first rounded half up to 20 digits, so that the 28th digit of a division never decides:
    /// a third of 15 is 5, also where the rest is cut off.
    pub fn round(self, number: Decimal) -> Decimal {
        self.mode.round(Mode::HalfUp.round(number, 20), self.digits)
    }
}

/// Reads `12`, `-0.5`, `1,234.5`, `12.5%` (which is 0.125), with full-width digits and signs too.
pub fn read_number(text: &str) -> Option<Decimal> {
    let plain: String = text.trim().chars().map(narrow).collect();
    let (digits, percent) = match plain.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (plain.as_str(), false),
    };
    let number = Decimal::from_str_exact(&without_thousands(digits)?).ok()?;
    if percent { number.checked_div(Decimal::ONE_HUNDRED) } else { Some(number) }.map(|number| number.normalize())
}

/// The ASCII form of a full-width digit, sign or bracket.
pub(crate) fn narrow(sign: char) -> char {
    match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        '\u{3000}' => ' ',
        '−' => '-',
        other => other,
    }
}

/// Takes out commas that stand between groups of three digits; other commas are refused.
fn without_thousands(digits: &str) -> Option<String> {
    let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    if !unsigned.starts_with(|sign: char| sign.is_ascii_digit()) || digits.contains('_') {
        return None;
    }
    let (whole, _) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = groups.clone().next().is_some();
    if grouped && (first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    Some(digits.trim_start_matches('+').replace(',', ""))
}

/// How close an approximation comes: beyond what any scheme rounds to.
const CLOSE: Decimal = Decimal::from_parts(1, 0, 0, false, 26);
/// More rounds than a series of this precision needs.
const ROUNDS: i64 = 200;
const LN_2: Decimal = Decimal::from_parts(0xaa7a_65bf, 0x81f5_2f01, 0x1665_943f, false, 28);

/// The square root to at least 20 digits, or nothing below zero.
pub(crate) fn square_root(number: Decimal) -> Option<Decimal> {
    if number.is_sign_negative() && !number.is_zero() {
        return None;
    }
    if number.is_zero() {
        return Some(Decimal::ZERO);
    }
    let mut root = if number > Decimal::ONE { number } else { Decimal::ONE };
    for _ in 0..ROUNDS {
        let better = number.checked_div(root)?.checked_add(root)?.checked_div(Decimal::TWO)?;
        let step = (better - root).abs();
        root = better;
        if step <= CLOSE {
            break;
        }
    }
    Some(root)
}

/// The natural logarithm of a number above 0 and at most 1, to about 24 digits.
fn logarithm(share: Decimal) -> Option<Decimal> {
    let mut rest = share;
    let mut halvings = Decimal::ZERO;
    // Into (3/4, 3/2], where the series is short.
    while rest <= Decimal::from_parts(75, 0, 0, false, 2) {
        rest = rest.checked_mul(Decimal::TWO)?;
        halvings += Decimal::ONE;
    }
    // ln r = 2 artanh((r − 1) ÷ (r + 1))
    let part = rest.checked_sub(Decimal::ONE)?.checked_div(rest.checked_add(Decimal::ONE)?)?;
    let square = part.checked_mul(part)?;
    let mut power = part;
    let mut sum = Decimal::ZERO;
    for round in 0..ROUNDS {
        let term = power.checked_div(Decimal::from(2 * round + 1))?;
        sum += term;
        if term.abs() <= CLOSE {
            break;
        }
        power = power.checked_mul(square)?;
    }
    sum.checked_mul(Decimal::TWO)?.checked_sub(halvings.checked_mul(LN_2)?)
}

/// e to the power of a number that is not above 0, to about 24 digits.
fn exponential(number: Decimal) -> Option<Decimal> {
    let mut halvings = 0;
    let mut rest = number;
    while rest < Decimal::NEGATIVE_ONE {
        rest = rest.checked_div(Decimal::TWO)?;
        halvings += 1;
    }
    let (mut term, mut sum) = (Decimal::ONE, Decimal::ONE);
    for round in 1..ROUNDS {
        term = term.checked_mul(rest)?.checked_div(Decimal::from(round))?;
        sum = sum.checked_add(term)?;
        if term.abs() <= CLOSE {
            break;
        }
    }
    for _ in 0..halvings {
        sum = sum.checked_mul(sum)?;
    }
    Some(sum)
}

/// The weighted geometric mean of shares between 0 and 1 whose weights add up to 1; zero when one of them is zero.
pub(crate) fn geometric(shares: &[(Decimal, Decimal)]) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    for (share, weight) in shares.iter().filter(|(_, weight)| !weight.is_zero()) {
        if share.is_zero() {
            return Some(Decimal::ZERO);
        }
        sum = sum.checked_add(logarithm(*share)?.checked_mul(*weight)?)?;
    }
    // 22 digits of what was reckoned with 24 to 28, so that the mean of equal shares is that share.
    exponential(sum.min(Decimal::ZERO)).map(|mean| Mode::HalfUp.round(mean, 22))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value) in [
            ("12", "12"),
            (" 1,234.50 ", "1234.5"),
            ("12.5%", "0.125"),
            ("１２．５％", "0.125"),
            ("-3", "-3"),
            ("−3", "-3"),
            ("+7", "7"),
            ("0.000", "0"),
        ] {
            assert_eq!(read_number(text), Some(number(value)), "{text}");
        }
        for text in ["", "%", "约 12", "1,23", "12,34,567", "1_000", "1e5", "NaN", "∞", "--1", "1.2.3", &"9".repeat(40)]
        {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    #[test]
    fn halves_are_rounded_as_the_mode_says() {
        let cases = [
            (Mode::HalfUp, ["0.5833", "2.5", "-2.5"], ["0.583", "3", "-3"]),
            (Mode::HalfEven, ["0.5835", "2.5", "-3.5"], ["0.584", "2", "-4"]),
            (Mode::Down, ["0.5839", "2.9", "-2.9"], ["0.583", "2", "-2"]),
            (Mode::Up, ["0.5831", "2.1", "-2.1"], ["0.584", "3", "-3"]),
        ];
        for (mode, from, to) in cases {
            assert_eq!(mode.round(number(from[0]), 3), number(to[0]), "{mode:?}");
            assert_eq!(mode.round(number(from[1]), 0), number(to[1]), "{mode:?}");
            assert_eq!(mode.round(number(from[2]), 0), number(to[2]), "{mode:?}");
        }
    }

    #[test]
    fn roots_and_means_have_twenty_digits() {
        let near =
            |found: Decimal, text: &str| assert!((found - number(text)).abs() < number("0.00000000000000000001"));
        near(square_root(Decimal::TWO).unwrap(), "1.4142135623730950488016887242");
        near(square_root(number("0.0001")).unwrap(), "0.01");
        near(square_root(number("123456789")).unwrap(), "11111.11106055555544054166614335");
        assert_eq!(square_root(number("-1")), None);
        let half = number("0.5");
        near(geometric(&[(number("0.4"), half), (number("0.9"), half)]).unwrap(), "0.6");
        near(
            geometric(&[(number("0.3"), number("0.2")), (number("0.7"), number("0.8"))]).unwrap(),
            "0.5908846158908770513240545315",
        );
        assert_eq!(geometric(&[(number("0.37"), half), (number("0.37"), half)]), Some(number("0.37")));
        assert_eq!(geometric(&[(Decimal::ONE, half), (Decimal::ONE, half)]), Some(Decimal::ONE));
        assert_eq!(geometric(&[(Decimal::ZERO, half), (Decimal::ONE, half)]), Some(Decimal::ZERO));
    }
}
