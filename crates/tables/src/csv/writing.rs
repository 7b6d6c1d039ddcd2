//! From a list to a CSV that Excel opens.

use std::fmt::Write;

use super::looks_like_a_formula;
use crate::writing::{Column, Value};

/// Writes a CSV: UTF-8 with its mark (without it Excel takes Chinese for GBK), commas, CRLF.
///
/// A text that Excel would take for a formula gets an apostrophe in front, unless it is a plain number; [`read`](crate::read) takes
/// it away again. U+0000 becomes U+FFFD.
pub fn write_csv<'v, R>(columns: &[Column<'_>], rows: impl IntoIterator<Item = R>) -> Vec<u8>
where
    R: AsRef<[Value<'v>]>,
{
    let mut csv = String::from("\u{FEFF}");
    let mut cell = String::new();
    for (at, column) in columns.iter().enumerate() {
        field(&mut csv, at, column.name);
    }
    csv.push_str("\r\n");
    for row in rows {
        for (at, value) in row.as_ref().iter().enumerate() {
            if let Value::Text(text) = value {
                field(&mut csv, at, text);
            } else {
                cell.clear();
                // Writing to a string does not fail.
                let _ = write!(cell, "{value}");
                field(&mut csv, at, &cell);
            }
        }
        csv.push_str("\r\n");
    }
    csv.into_bytes()
}

fn field(csv: &mut String, at: usize, text: &str) {
    if at > 0 {
        csv.push(',');
    }
    let guarded = looks_like_a_formula(text) && !is_plain_number(text);
    // The first line of a file may not begin with `sep=`, nor may a space at an end be lost.
    let quoted = guarded
        || text.contains([',', ';', '\t', '"', '\r', '\n', '='])
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace);
    if quoted {
        csv.push('"');
    }
    if guarded {
        csv.push('\'');
    }
    for c in text.chars() {
        match c {
            '"' => csv.push_str("\"\""),
            '\0' => csv.push(char::REPLACEMENT_CHARACTER),
            c => csv.push(c),
        }
    }
    if quoted {
        csv.push('"');
    }
}

/// `-12`, `+3.50`: a sign, digits, perhaps a point and digits. Anything else with a sign may be calculated.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, rest].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
