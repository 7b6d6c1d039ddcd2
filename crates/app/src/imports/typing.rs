//! What a row of a file gives for which field: cells as they are typed in a form.

use codes::divisions;
use codes::text::{tidy, to_half_width};
use jiff::civil::{Date, date};
use tables::Mark;

use super::model::{Content, Matched, Said};
use super::scheme::Edition;
use crate::web::Refusal;

/// What a row gives. A blank cell gives nothing: it changes nothing.
#[derive(Debug, Default)]
pub(super) struct Given(Vec<(String, String)>);

/// Fields that hold a day.
const DAYS: [&str; 2] = ["starts_on", "ends_on"];
/// Fields that hold codes of 18 characters.
const CODES: [&str; 3] = ["uscc", "provider", "providers"];

impl Given {
    /// What stands in the field, if something does; empty when it is to be emptied.
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    /// The same, nothing for what is to be emptied.
    pub(super) fn filled(&self, field: &str) -> Option<&str> {
        self.get(field).filter(|text| !text.is_empty())
    }
}

/// Reads a row. What cannot be trusted as it stands is refused, cell by cell.
///
/// # Errors
/// Every cell that is wrong.
pub(super) fn read(edition: &Edition, columns: &[Matched], content: &Content) -> Result<Given, Vec<Said>> {
    let mut given = Given::default();
    let mut wrong = Vec::new();
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| !column.field.is_empty()) {
        let (field, text) = (column.field.as_str(), content.cell(at));
        match untrusted(field, text, content.mark(at)) {
            Some(refusal) => wrong.push(Said::of(field, &refusal)),
            None if text.is_empty() => {}
            None => given.0.push((field.to_owned(), typed(edition, field, text))),
        }
    }
    if wrong.is_empty() { Ok(given) } else { Err(wrong) }
}

/// Why the text of a cell is not what was meant.
fn untrusted(field: &str, text: &str, mark: Option<Mark>) -> Option<Refusal> {
    match mark {
        Some(Mark::Lossy) => Some(Refusal::new("imports-lossy").with("text", text)),
        Some(Mark::Error) => Some(Refusal::new("imports-cell-error").with("text", text)),
        Some(Mark::Uncalculated) => Some(Refusal::new("imports-uncalculated")),
        None if CODES.contains(&field) && is_scientific(text) => Some(Refusal::new("imports-lossy").with("text", text)),
        None => None,
    }
}

/// `9.13E+17`: a code that Excel took for a number, copied as text.
fn is_scientific(text: &str) -> bool {
    let text = tidy(text);
    let Some((number, power)) = text.split_once("E+") else { return false };
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    digits(number) && digits(power)
}

fn typed(edition: &Edition, field: &str, text: &str) -> String {
    if edition.means("clear", text) || field == "ends_on" && edition.means("open", text) {
        return String::new();
    }
    if DAYS.contains(&field) {
        return read_day(text).map_or_else(|| text.to_owned(), |day| day.to_string());
    }
    text.to_owned()
}

/// The days that Excel's numbers are taken for: 1954 to 2119. Others are numbers.
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;

/// Reads a day as people write it: `2026-03-01`, `2026/3/1`, `2026.3.1`, `2026年3月1日`, `20260301`, with a time
/// behind it or without, or the number that Excel keeps for it.
fn read_day(text: &str) -> Option<Date> {
    let text = to_half_width(text);
    let text = text.trim().split([' ', 'T']).next()?;
    let numbers: Vec<&str> =
        text.trim_end_matches('日').split(['-', '/', '.', '年', '月', '\u{2013}', '\u{2014}']).map(str::trim).collect();
    let day = |year: &str, month: &str, day: &str| {
        if year.len() != 4 {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    match numbers.as_slice() {
        [y, m, d] => day(y, m, d),
        [one] if one.len() == 8 && one.is_ascii() => day(&one[..4], &one[4..6], &one[6..]),
        [one] => {
            let serial: i32 = one.parse().ok().filter(|serial| SERIALS.contains(serial))?;
            date(1899, 12, 30).checked_add(jiff::Span::new().days(serial)).ok()
        }
        _ => None,
    }
}

/// The code of a division told by its code or its name, as it is stored: six digits. The name of a county of the home city
/// is enough; another must be the only one of its name, or stand with what it lies in. The text itself where none is found:
/// the rule of the form says what is wrong.
pub(super) fn division(text: &str) -> String {
    let plain: String = to_half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    if plain.len() >= 2 && plain.len() <= 6 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return format!("{plain:0<6}");
    }
    let near = crate::organizations::model::division_options();
    if let Some((code, _)) = near.iter().find(|(_, name)| *name == plain) {
        return format!("{code:0<6}");
    }
    let counties = divisions::provinces().flat_map(|province| divisions::children(province.code));
    let all: Vec<_> = counties.flat_map(|city| std::iter::once(city).chain(divisions::children(city.code))).collect();
    let full = |code: &str| divisions::full_name(code).unwrap_or_default();
    let exact: Vec<_> = all.iter().filter(|division| full(division.code) == plain).collect();
    let ending: Vec<_> = all.iter().filter(|division| full(division.code).ends_with(&plain)).collect();
    match (exact.as_slice(), ending.as_slice()) {
        ([one], _) | ([], [one]) => format!("{:0<6}", one.code),
        _ => text.to_owned(),
    }
}

/// The parts of a cell that holds several.
pub(super) fn parts(text: &str) -> Vec<String> {
    let text = to_half_width(text);
    let parts = text.split(['、', ';', '\n', ',']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::scheme;
    use super::*;

    #[test]
    fn days_as_people_write_them() {
        let same = [
            "2026-03-01",
            "2026/3/1",
            "2026.3.1",
            "2026年3月1日",
            "２０２６年３月１日",
            "20260301",
            "46082",
            "2026-03-01 00:00",
            " 2026 ",
        ];
        for text in &same[..8] {
            assert_eq!(read_day(text), Some(date(2026, 3, 1)), "{text}");
        }
        for wrong in
            [same[8], "3月1日", "26.3.1", "2026-13-01", "2026-02-30", "1900-02-29x", "19999", "80001", "", "长期"]
        {
            assert_eq!(read_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn divisions_by_code_and_by_name() {
        for same in ["330302", "鹿城区", "浙江省温州市鹿城区", " 温州市鹿城区"] {
            assert_eq!(division(same), "330302", "{same}");
        }
        assert_eq!((division("3303").as_str(), division("温州市").as_str()), ("330300", "330300"));
        // There are several of this name.
        assert_eq!((division("鼓楼区").as_str(), division("火星").as_str()), ("鼓楼区", "火星"));
        assert_eq!(division("福建省福州市鼓楼区"), "350102");
    }

    #[test]
    fn cells_that_are_not_what_was_meant_are_refused_and_blank_ones_give_nothing() {
        let edition = scheme::on(date(2026, 3, 4));
        let columns: Vec<Matched> = ["provider", "starts_on", "ends_on", "center", ""]
            .map(|field| Matched { name: field.into(), field: field.into() })
            .to_vec();
        let content = |cells: [&str; 5], marks| Content { cells: cells.map(str::to_owned).to_vec(), marks };
        let given = read(edition, &columns, &content(["9133", "46082", "长期", " ", "x"], Vec::new())).unwrap();
        assert_eq!((given.get("starts_on"), given.get("ends_on")), (Some("2026-03-01"), Some("")));
        assert_eq!((given.get("center"), given.filled("ends_on"), given.0.len()), (None, None, 3));
        let marks = vec![(1, Mark::Error), (3, Mark::Uncalculated)];
        let wrong = read(edition, &columns, &content(["9.13E+17", "#N/A", "", "", ""], marks)).unwrap_err();
        let keys: Vec<_> = wrong.iter().map(|said| (said.field.as_str(), said.key.as_str())).collect();
        assert_eq!(
            keys,
            [("provider", "imports-lossy"), ("starts_on", "imports-cell-error"), ("center", "imports-uncalculated")]
        );
    }

    #[test]
    fn several_in_one_cell() {
        assert_eq!(parts("甲、乙; 丙\n丁,"), ["甲", "乙", "丙", "丁"]);
    }
}
