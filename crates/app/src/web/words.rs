//! Days, times and money as people read them.

use jiff::civil::{Date, Weekday};

use crate::app::civil;

/// `2026年9月3日(周四)`; a text that is no day stands as it is.
pub fn day(day: &str) -> String {
    day.parse::<Date>().map_or_else(|_| day.to_owned(), date)
}

/// `2026年9月3日(周四)`
pub fn date(day: Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    };
    format!("{}年{}月{}日(周{weekday})", day.year(), day.month(), day.day())
}

/// `2026年9月3日(周四) 09:30`, in China.
pub fn time(millis: i64) -> String {
    let at = civil(millis);
    format!("{} {:02}:{:02}", date(at.date()), at.hour(), at.minute())
}

/// `2026-09-03 09:30`, in China: as it stands in a file, where it has to sort.
pub fn minute(millis: i64) -> String {
    let at = civil(millis);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// `1,280.50 元`, without fen when there are none.
pub fn money(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let (yuan, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    let digits = yuan.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rest == 0 { format!("{sign}{grouped} 元") } else { format!("{sign}{grouped}.{rest:02} 元") }
}

/// Digits of the largest amount taken, in yuan: ten thousand million, so that the sum of 100,000 of them is a number.
const MOST_DIGITS: usize = 10;

/// Reads an amount in yuan (`1280.5`, full width, with commas) as fen.
pub fn parse_money(text: &str) -> Option<i64> {
    let text: String = codes::text::to_half_width(text).chars().filter(|c| !matches!(c, ',' | ' ' | '元')).collect();
    let (yuan, fen) = text.split_once('.').unwrap_or((&text, ""));
    if yuan.is_empty()
        || yuan.len() > MOST_DIGITS
        || fen.len() > 2
        || !(yuan.to_owned() + fen).bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    Some(yuan.parse::<i64>().ok()? * 100 + fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_words() {
        assert_eq!(day("2026-09-03"), "2026年9月3日(周四)");
        assert_eq!(time(1_788_399_000_000), "2026年9月3日(周四) 09:30");
        assert_eq!(money(128_050), "1,280.50 元");
        assert_eq!(money(100_000_000), "1,000,000 元");
        assert_eq!(money(-5), "-0.05 元");
    }

    #[test]
    fn money_is_read() {
        assert_eq!(parse_money("1,280.5"), Some(128_050));
        assert_eq!(parse_money("１２８０ 元"), Some(128_000));
        for wrong in ["", "abc", "1.234", "-5", "1e9", "."] {
            assert_eq!(parse_money(wrong), None, "{wrong}");
        }
    }
}
