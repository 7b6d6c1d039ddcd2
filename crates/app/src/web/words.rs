//! Days, times and money as people read them.

use jiff::civil::Date;

use super::messages::Language;
use crate::app::civil;

// keys: web-month-* web-weekday-*
impl Language {
    /// `2026年9月3日(周四)`, `Thu 3 Sep 2026`; a text that is no day stands as it is.
    pub fn day(&self, day: &str) -> String {
        day.parse::<Date>().map_or_else(|_| day.to_owned(), |day| self.date(day))
    }

    /// `2026年9月3日(周四)`, `Thu 3 Sep 2026`
    pub fn date(&self, day: Date) -> String {
        self.dated("web-date", day)
    }

    /// `9月3日(周四)`, `Thu 3 Sep`: where the year is known.
    pub fn weekday(&self, day: Date) -> String {
        self.dated("web-date-of-week", day)
    }

    /// `9月3日`, `3 Sep`: where the year is known and room is scarce.
    pub fn short_date(&self, day: Date) -> String {
        self.dated("web-date-short", day)
    }

    /// `2026年9月3日`, `3 Sep 2026`: as it stands in the name of a file.
    pub fn plain_date(&self, day: Date) -> String {
        self.dated("web-date-plain", day)
    }

    /// `2026年9月`, `Sep 2026`
    pub fn month_of(&self, day: Date) -> String {
        self.dated("web-month-of-year", day)
    }

    /// `9月`, `Sep`
    pub fn month(&self, month: i8) -> String {
        self.t(MONTHS[usize::from(month.clamp(1, 12).unsigned_abs()) - 1]).into_owned()
    }

    fn dated(&self, key: &str, day: Date) -> String {
        let weekday = self.t(WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())]);
        let month = self.month(day.month());
        let (year, day) = (i32::from(day.year()), i32::from(day.day()));
        self.with(key, &[("year", &year), ("month", &month), ("day", &day), ("weekday", &weekday)])
    }

    /// `2026年9月3日(周四) 09:30`, in China.
    pub fn time(&self, millis: i64) -> String {
        let at = civil(millis);
        format!("{} {:02}:{:02}", self.date(at.date()), at.hour(), at.minute())
    }

    /// `1,280.50 元`, `¥1,280.50`; without fen when there are none.
    pub fn money(&self, fen: i64) -> String {
        let sign = if fen < 0 { "-" } else { "" };
        self.with("web-money", &[("sign", &sign), ("amount", &amount(fen).trim_start_matches('-'))])
    }

    /// `800–1,200 元`, `¥800–1,200`; an amount alone when both are the same.
    pub fn money_range(&self, from: i64, to: i64) -> String {
        if from == to {
            return self.money(from);
        }
        self.with("web-money", &[("sign", &""), ("amount", &format!("{}–{}", amount(from), amount(to)))])
    }

    /// `状态:待受理`, `Status: new`
    pub fn labelled(&self, label: impl AsRef<str>, text: impl AsRef<str>) -> String {
        self.with("web-labelled", &[("label", &label.as_ref()), ("text", &text.as_ref())])
    }

    /// `康捷鞋业(企业负责人)`, `Kangjie Shoes (Firm owner)`
    pub fn bracketed(&self, text: impl AsRef<str>, inside: impl AsRef<str>) -> String {
        self.with("web-bracketed", &[("text", &text.as_ref()), ("inside", &inside.as_ref())])
    }

    /// Names in a row: `甲、乙`, `A, B`.
    pub fn list<N: AsRef<str>>(&self, names: impl AsRef<[N]>) -> String {
        let mut list = String::new();
        for (at, name) in names.as_ref().iter().enumerate() {
            if at > 0 {
                list.push_str(&self.t("web-list-comma"));
            }
            list.push_str(name.as_ref());
        }
        list
    }
}

const MONTHS: [&str; 12] = [
    "web-month-1",
    "web-month-2",
    "web-month-3",
    "web-month-4",
    "web-month-5",
    "web-month-6",
    "web-month-7",
    "web-month-8",
    "web-month-9",
    "web-month-10",
    "web-month-11",
    "web-month-12",
];
const WEEKDAYS: [&str; 7] = [
    "web-weekday-1",
    "web-weekday-2",
    "web-weekday-3",
    "web-weekday-4",
    "web-weekday-5",
    "web-weekday-6",
    "web-weekday-7",
];

/// `2026-09-03 09:30`, in China: as it stands in a file, where it has to sort.
pub fn minute(millis: i64) -> String {
    let at = civil(millis);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// `1,280.50`, in yuan, without fen when there are none: where the unit stands beside it.
pub fn amount(fen: i64) -> String {
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
    if rest == 0 { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest:02}") }
}

/// Digits of the largest amount taken, in yuan: ten thousand million, so that the sum of 100,000 of them is a number.
const MOST_DIGITS: usize = 10;

/// Reads an amount in yuan (`1280.5`, full width, with commas) as fen.
pub fn parse_money(text: &str) -> Option<i64> {
    let text: String =
        codes::text::to_half_width(text).chars().filter(|c| !matches!(c, ',' | ' ' | '元' | '¥')).collect();
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
    use crate::web::languages::{ENGLISH, FIRST, TRADITIONAL};
    use crate::web::messages::Messages;

    #[test]
    fn in_words() {
        let messages = Messages::load();
        let said = |tag: &str| {
            let language = messages.language(tag);
            let day = jiff::civil::date(2026, 9, 3);
            let amounts = [128_050, 100_000_000, -5].map(|fen| language.money(fen)).join(" · ");
            [
                language.day("2026-09-03"),
                language.time(1_788_399_000_000),
                language.weekday(day),
                language.short_date(day),
                language.plain_date(day),
                language.month_of(day),
                amounts,
                language.money_range(80_000, 120_050),
                language.list(["A", "B"]),
            ]
        };
        assert_eq!(
            said(FIRST),
            [
                "2026年9月3日(周四)",
                "2026年9月3日(周四) 09:30",
                "9月3日(周四)",
                "9月3日",
                "2026年9月3日",
                "2026年9月",
                "1,280.50 元 · 1,000,000 元 · -0.05 元",
                "800–1,200.50 元",
                "A、B"
            ]
        );
        assert_eq!(said(TRADITIONAL)[..2], ["2026年9月3日(週四)", "2026年9月3日(週四) 09:30"]);
        assert_eq!(
            said(ENGLISH),
            [
                "Thu 3 Sep 2026",
                "Thu 3 Sep 2026 09:30",
                "Thu 3 Sep",
                "3 Sep",
                "3 Sep 2026",
                "Sep 2026",
                "¥1,280.50 · ¥1,000,000 · -¥0.05",
                "¥800–1,200.50",
                "A, B"
            ]
        );
        assert_eq!(messages.language(ENGLISH).day("soon"), "soon");
    }

    #[test]
    fn money_is_read() {
        assert_eq!(parse_money("1,280.5"), Some(128_050));
        assert_eq!(parse_money("１２８０ 元"), Some(128_000));
        assert_eq!(parse_money("¥1,280.50"), Some(128_050));
        for wrong in ["", "abc", "1.234", "-5", "1e9", "."] {
            assert_eq!(parse_money(wrong), None, "{wrong}");
        }
    }
}
