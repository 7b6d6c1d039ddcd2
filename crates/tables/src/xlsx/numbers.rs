//! Numbers as Excel shows them.

use super::styles::Format;
use crate::Mark;

/// From here on a number has 16 digits before the point, one more than Excel keeps.
const TOO_LONG: f64 = 1e15;
/// The digits that Excel keeps.
const DIGITS: usize = 15;

/// Whether a text is a number in the way that Excel shows one of 16 digits or more: `9.13301E+17`. So such numbers look
/// when a workbook was saved as CSV.
pub(crate) fn lost_digits(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some((number, exponent)) = text.split_once(['E', 'e']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let number = whole.len() == 1 && digits(whole) && digits(rest);
    number && digits(exponent) && exponent.parse::<u32>().is_ok_and(|exponent| exponent >= 15)
}

/// The text of a number under a format that shows a number, and whether it lost digits.
pub(super) fn text(number: f64, format: Format) -> (String, Option<Mark>) {
    if number.abs() >= TOO_LONG {
        return (scientific(number, 5), Some(Mark::Lossy));
    }
    let text = match format {
        Format::Percent(decimals) => format!("{}%", padded(plain(number * 100.0), decimals)),
        Format::Decimals(decimals) => padded(plain(number), decimals),
        Format::Zeros(width) if number >= 0.0 && number.fract() == 0.0 => {
            format!("{number:0>width$.0}", width = usize::from(width))
        }
        _ => plain(number),
    };
    (text, None)
}

/// All 15 digits, with a point where it belongs.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < TOO_LONG {
        return format!("{}", number as i64);
    }
    let text = format!("{number:.precision$e}", precision = DIGITS - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-10..15).contains(&exponent) {
        return scientific(number, DIGITS - 1);
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = if exponent < 0 { "0".repeat(exponent.unsigned_abs() as usize) + &digits } else { digits };
    let (whole, rest) = digits.split_at(exponent.max(0) as usize + 1);
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// `9.13301E+17`.
fn scientific(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}E{sign}{:02}", exponent.unsigned_abs())
}

/// With zeros up to so many decimals: none is taken away.
fn padded(mut text: String, decimals: u8) -> String {
    if decimals == 0 || text.contains('E') {
        return text;
    }
    let has = text.split_once('.').map_or(0, |(_, rest)| rest.len());
    if has == 0 {
        text.push('.');
    }
    text.extend(std::iter::repeat_n('0', usize::from(decimals).saturating_sub(has)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_fifteen_digits_and_no_needless_ones() {
        let cases = [
            (12.0, "12"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (1234.5, "1234.5"),
            (-0.05, "-0.05"),
            (0.000_012_5, "0.0000125"),
            (1.5e-12, "1.5E-12"),
            (123_456_789.123_456, "123456789.123456"),
            (330_302_199_001_011.0, "330302199001011"),
            (999_999_999_999_999.0, "999999999999999"),
            (999_999_999_999_999.9, "1E+15"),
        ];
        for (number, shown) in cases {
            assert_eq!(text(number, Format::General), (shown.to_owned(), None), "{number}");
        }
    }

    #[test]
    fn sixteen_digits_are_too_many() {
        let lossy = |shown: &str| (shown.to_owned(), Some(Mark::Lossy));
        assert_eq!(text(1e15, Format::General), lossy("1E+15"));
        assert_eq!(text(913_301_081_234_567_000.0, Format::Zeros(18)), lossy("9.13301E+17"));
        assert_eq!(text(-6.222_021_234e18, Format::Decimals(2)), lossy("-6.22202E+18"));
    }

    #[test]
    fn formats_add_zeros_and_percent_signs_and_take_no_digit() {
        assert_eq!(text(7.0, Format::Zeros(3)).0, "007");
        assert_eq!(text(325_000.0, Format::Zeros(6)).0, "325000");
        assert_eq!(text(7.5, Format::Zeros(3)).0, "7.5");
        assert_eq!(text(0.07, Format::Percent(0)).0, "7%");
        assert_eq!(text(0.125, Format::Percent(2)).0, "12.50%");
        assert_eq!(text(100.0, Format::Decimals(2)).0, "100.00");
        assert_eq!(text(0.125, Format::Decimals(2)).0, "0.125");
    }

    #[test]
    fn what_excel_leaves_of_a_long_number_in_a_csv_is_known() {
        for text in ["9.13E+17", "9.13301E+17", "-1E+15", "9e+17"] {
            assert!(lost_digits(text), "{text}");
        }
        for text in ["9.13E+14", "9.13E17", "A-1.2E+17", "E+17", "91E+17", "9.13E+", "91330108MA2AXXXX0X", ""] {
            assert!(!lost_digits(text), "{text}");
        }
    }
}
