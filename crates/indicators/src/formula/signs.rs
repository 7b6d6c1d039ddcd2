//! A formula's text in words and signs.

use rust_decimal::Decimal;

use super::{FormulaProblem, LONGEST};
use crate::number::narrow;

/// A word or sign of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    Number(Decimal),
    Name(String),
    /// An operator, bracket or comma.
    Mark(&'static str),
    End,
}

const MARKS: &[(&str, &str)] = &[
    ("<=", "<="),
    (">=", ">="),
    ("!=", "!="),
    ("<>", "!="),
    ("==", "="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("×", "*"),
    ("÷", "/"),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("%", "%"),
];

/// Cuts a formula into its signs, with the byte where each begins; the last one is [`Sign::End`].
pub(super) fn cut(text: &str) -> Result<Vec<(usize, Sign)>, FormulaProblem> {
    if text.chars().count() > LONGEST {
        let what = format!("the formula has more than {LONGEST} characters");
        let hint = "compute parts of it as measures of their own".to_owned();
        return Err(FormulaProblem { at: 0, what, hint });
    }
    let letters: Vec<(usize, char)> = text.char_indices().map(|(at, sign)| (at, narrow(sign))).collect();
    let mut signs = Vec::new();
    let mut rest = letters.as_slice();
    while let Some(&(at, first)) = rest.first() {
        let long = if first.is_whitespace() {
            1
        } else if first.is_ascii_digit() || first == '.' {
            let long = length(rest, |sign| sign.is_ascii_digit() || sign == '.');
            signs.push((at, number(at, &word(rest, long))?));
            long
        } else if first.is_alphabetic() || first == '_' {
            let long = length(rest, |sign| sign.is_alphanumeric() || sign == '_');
            signs.push((at, Sign::Name(word(rest, long))));
            long
        } else {
            let (mark, long) = mark(rest).ok_or_else(|| stranger(at, first))?;
            signs.push((at, Sign::Mark(mark)));
            long
        };
        rest = &rest[long..];
    }
    signs.push((text.len(), Sign::End));
    Ok(signs)
}

fn length(rest: &[(usize, char)], belongs: impl Fn(char) -> bool) -> usize {
    rest.iter().take_while(|(_, sign)| belongs(*sign)).count()
}

fn word(rest: &[(usize, char)], long: usize) -> String {
    rest[..long].iter().map(|(_, sign)| sign).collect()
}

fn number(at: usize, word: &str) -> Result<Sign, FormulaProblem> {
    let whole = word.starts_with(|sign: char| sign.is_ascii_digit()) && !word.ends_with('.');
    match Decimal::from_str_exact(word) {
        Ok(number) if whole => Ok(Sign::Number(number.normalize())),
        _ => Err(FormulaProblem {
            at,
            what: format!("`{word}` is no number"),
            hint: "write it as 0.5 or 12, with at most 28 digits".to_owned(),
        }),
    }
}

fn mark(rest: &[(usize, char)]) -> Option<(&'static str, usize)> {
    let fits = |written: &str| written.chars().zip(rest).all(|(sign, (_, other))| sign == *other);
    let found = MARKS.iter().find(|(written, _)| written.chars().count() <= rest.len() && fits(written));
    found.map(|(written, mark)| (*mark, written.chars().count()))
}

fn stranger(at: usize, sign: char) -> FormulaProblem {
    let hint = match sign {
        '^' => "there are no powers; multiply",
        '"' | '\'' | '“' | '”' => "there is no text in formulas; write the name of a measure without quotes",
        '[' | ']' | '{' | '}' => "use round brackets; last year's value is prior(name)",
        '&' | '|' | '!' => "write and, or, not",
        _ => "formulas have numbers, names, + - * / ( ) , and comparisons",
    };
    FormulaProblem { at, what: format!("`{sign}` has no meaning in a formula"), hint: hint.to_owned() }
}
