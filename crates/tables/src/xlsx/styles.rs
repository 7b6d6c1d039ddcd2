//! How the numbers of cells are shown.

use super::days::Moment;
use super::parts::Parts;
use super::xml::{Node, attribute};
use crate::Refused;

/// Excel holds 65,490 styles.
const STYLES: usize = 65_536;
const MOST_DECIMALS: usize = 15;
const MOST_ZEROS: usize = 32;

/// How a number is shown, as far as it changes its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// As it is.
    General,
    /// With so many decimals.
    Decimals(u8),
    /// In hundredths, with so many decimals.
    Percent(u8),
    /// With zeros in front up to so many digits.
    Zeros(u8),
    /// As a day or a time.
    Moment(Moment),
}

/// The formats by the number that cells refer to.
pub(super) fn read(parts: &mut Parts<'_>, path: Option<&str>) -> Result<Vec<Format>, Refused> {
    let mut own: Vec<(u32, Format)> = Vec::new();
    let mut cells: Vec<u32> = Vec::new();
    let Some(path) = path else { return Ok(Vec::new()) };
    let Some(mut xml) = parts.description(path)? else { return Ok(Vec::new()) };
    let mut of_cells = false;
    loop {
        match xml.next()? {
            Node::Open(tag) => {
                let number = || attribute(&tag, b"numFmtId").and_then(|id| id.parse().ok());
                match tag.local_name().as_ref() {
                    b"numFmt" => {
                        let format = attribute(&tag, b"formatCode").map(|code| of_code(&code));
                        own.extend(number().zip(format));
                    }
                    b"cellXfs" => of_cells = true,
                    b"xf" if of_cells => cells.push(number().unwrap_or_default()),
                    _ => {}
                }
            }
            Node::Close(tag) if tag.local_name().as_ref() == b"cellXfs" => of_cells = false,
            Node::Close(tag) if tag.local_name().as_ref() == b"styleSheet" => break,
            Node::End => return Err(xml.damaged("it ends too early")),
            _ => {}
        }
        if own.len() > STYLES || cells.len() > STYLES {
            return Err(xml.damaged("more styles than Excel holds"));
        }
    }
    xml.finish()?;
    own.sort_by_key(|(id, _)| *id);
    let format = |id: u32| match own.binary_search_by_key(&id, |(id, _)| *id) {
        Ok(at) => own[at].1,
        Err(_) => built_in(id),
    };
    Ok(cells.into_iter().map(format).collect())
}

/// The formats that have a number and stand in no file: ECMA-376 part 1, 18.8.30, those for Chinese included.
fn built_in(id: u32) -> Format {
    match id {
        2 | 4 | 39 | 40 | 43 | 44 => Format::Decimals(2),
        9 => Format::Percent(0),
        10 => Format::Percent(2),
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Format::Moment(Moment::Day),
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Format::Moment(Moment::Time),
        22 => Format::Moment(Moment::DayTime),
        46 => Format::Moment(Moment::Duration),
        _ => Format::General,
    }
}

/// What a format says in its first section, the one for positive numbers.
pub(super) fn of_code(code: &str) -> Format {
    let Some(bare) = bare(code) else { return Format::Moment(Moment::Duration) };
    if bare.contains("general") || bare.contains("通用格式") {
        return Format::General;
    }
    let digits = bare.contains(['0', '#', '?']);
    let day = bare.contains(['y', 'd']) || !digits && bare.contains('e');
    let time = bare.contains(['h', 's']) || bare.contains("am/pm") || bare.contains("上午/下午");
    match (day, time) {
        (true, true) => return Format::Moment(Moment::DayTime),
        (true, false) => return Format::Moment(Moment::Day),
        (false, true) => return Format::Moment(Moment::Time),
        // Months alone; with hours or seconds beside it the letter means minutes.
        (false, false) if !digits && bare.contains('m') => return Format::Moment(Moment::Day),
        (false, false) => {}
    }
    // A fraction or an exponent has no fixed decimals.
    if bare.contains(['/', 'e']) {
        return Format::General;
    }
    let decimals = bare.split_once('.').map_or(0, |(_, rest)| rest.chars().take_while(|c| *c == '0').count());
    let decimals = decimals.min(MOST_DECIMALS) as u8;
    if bare.contains('%') {
        Format::Percent(decimals)
    } else if decimals > 0 {
        Format::Decimals(decimals)
    } else if bare.len() > 1 && bare.bytes().all(|byte| byte == b'0') {
        Format::Zeros(bare.len().min(MOST_ZEROS) as u8)
    } else {
        Format::General
    }
}

/// The first section in lower case, without what is quoted, escaped, filled, skipped or in brackets; none when brackets
/// hold hours, minutes or seconds, which makes it a duration.
fn bare(code: &str) -> Option<String> {
    let mut bare = String::new();
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            ';' => break,
            '"' => while characters.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let unit = |unit: char| inside.chars().all(|c| c.eq_ignore_ascii_case(&unit));
                if !inside.is_empty() && ['h', 'm', 's'].into_iter().any(unit) {
                    return None;
                }
            }
            c => bare.extend(c.to_lowercase()),
        }
    }
    Some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_days_and_times_are_told_from_those_of_numbers() {
        let day = Format::Moment(Moment::Day);
        let cases = [
            ("General", Format::General),
            ("G/通用格式", Format::General),
            ("@", Format::General),
            ("0", Format::General),
            ("000000", Format::Zeros(6)),
            ("0.00_ ", Format::Decimals(2)),
            ("#,##0.00;[Red]-#,##0.00", Format::Decimals(2)),
            ("0.00E+00", Format::General),
            ("# ?/?", Format::General),
            ("0.0%", Format::Percent(1)),
            ("0\"天\"", Format::General),
            ("\"d\"0", Format::General),
            ("[Red]0.000", Format::Decimals(3)),
            ("yyyy-mm-dd", day),
            ("yyyy\"年\"m\"月\"d\"日\"", day),
            ("[$-804]yyyy\\年m\\月;@", day),
            ("m/d", day),
            ("mmm", day),
            ("[$-411]ge.m.d", day),
            ("yyyy/m/d\\ h:mm", Format::Moment(Moment::DayTime)),
            ("上午/下午h:mm", Format::Moment(Moment::Time)),
            ("mm:ss.0", Format::Moment(Moment::Time)),
            ("[h]:mm", Format::Moment(Moment::Duration)),
        ];
        for (code, format) in cases {
            assert_eq!(of_code(code), format, "{code}");
        }
    }
}
