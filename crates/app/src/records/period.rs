//! A span of months, both inclusive: what figures are asked for.

use jiff::civil::Date;

use crate::web::messages::Language;

/// Months to choose from, before this one.
const CHOICES: i32 = 120;
/// Longest span: five years.
const MOST_MONTHS: i32 = 60;

/// From a month to a month, `YYYY-MM`, both inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// First month.
    pub from: String,
    /// Last month.
    pub to: String,
}

impl Period {
    /// Reads two months as asked for. What is missing or no month is that of the year so far; a span is at most five
    /// years long, and one that ends before it begins is its first month.
    pub fn read(from: &str, to: &str, today: Date) -> Period {
        let this = number(today.year().into(), today.month().into());
        let first = parse(from).unwrap_or_else(|| parse(to).map_or(this, |to| to.min(this)) / 12 * 12);
        let last = parse(to).unwrap_or(this).clamp(first, first + MOST_MONTHS - 1);
        Period { from: text(first), to: text(last) }
    }

    /// The year so far.
    pub fn year(today: Date) -> Period {
        Period::read("", "", today)
    }

    /// Every month there can be.
    pub fn ever() -> Period {
        Period { from: "0000-01".into(), to: "9999-12".into() }
    }

    /// As many months right before it.
    pub fn before(&self) -> Period {
        let (first, last) = self.numbers();
        Period { from: text(first - (last - first) - 1), to: text(first - 1) }
    }

    /// The same months a year before.
    pub fn year_before(&self) -> Period {
        let (first, last) = self.numbers();
        Period { from: text(first - 12), to: text(last - 12) }
    }

    /// A calendar year, of the current one what has passed; `None` for what is no year of the last ten.
    pub fn of_year(year: &str, today: Date) -> Option<Period> {
        let year: i32 = year.parse().ok()?;
        let this = i32::from(today.year());
        let last = if year == this { i32::from(today.month()) } else { 12 };
        let span = Period { from: text(number(year, 1)), to: text(number(year, last)) };
        (this - 10..=this).contains(&year).then_some(span)
    }

    /// Its months.
    pub fn months(&self) -> Vec<String> {
        let (first, last) = self.numbers();
        (first..=last).map(text).collect()
    }

    /// The spans that are often asked for: this month, this quarter, this year, the year before; with the ends of
    /// their message keys.
    pub fn usual(today: Date) -> [(&'static str, Period); 4] {
        let this = number(today.year().into(), today.month().into());
        let span = |first: i32, last: i32| Period { from: text(first), to: text(last) };
        let year = this / 12 * 12;
        [
            ("month", span(this, this)),
            ("quarter", span(this / 3 * 3, this)),
            ("year", span(year, this)),
            ("last-year", span(year - 12, year - 1)),
        ]
    }

    /// The months to choose from, in words, the newest first: those of ten years, and its own.
    pub fn choices(&self, today: Date, language: &Language) -> Vec<(String, String)> {
        let this = number(today.year().into(), today.month().into());
        let mut months: Vec<String> = (this - CHOICES..=this).rev().map(text).collect();
        for own in [&self.to, &self.from] {
            if !months.contains(own) {
                months.push(own.clone());
            }
        }
        months.sort_unstable_by(|a, b| b.cmp(a));
        let words = |month: String| {
            let (year, number) = month.split_once('-').unwrap_or((&month, ""));
            let number = number.trim_start_matches('0');
            let words = language.with("records-month", &[("year", &year), ("month", &number)]);
            (month, words)
        };
        months.into_iter().map(words).collect()
    }

    fn numbers(&self) -> (i32, i32) {
        (parse(&self.from).unwrap_or(0), parse(&self.to).unwrap_or(0))
    }
}

/// Months since the year 0.
fn number(year: i32, month: i32) -> i32 {
    year * 12 + month - 1
}

fn parse(text: &str) -> Option<i32> {
    let (year, month) = text.split_once('-')?;
    let digits = year.len() == 4 && month.len() == 2 && text.bytes().all(|b| b == b'-' || b.is_ascii_digit());
    let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
    (digits && (1..=12).contains(&month)).then(|| number(year, month))
}

fn text(number: i32) -> String {
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(from: &str, to: &str) -> (String, String) {
        let period = Period::read(from, to, date(2026, 3, 4));
        (period.from, period.to)
    }

    #[test]
    fn what_is_asked_for() {
        for (from, to, first, last) in [
            ("", "", "2026-01", "2026-03"),
            ("2025-11", "2026-02", "2025-11", "2026-02"),
            ("2025-11", "", "2025-11", "2026-03"),
            ("", "2025-06", "2025-01", "2025-06"),
            ("2026-05", "2026-02", "2026-05", "2026-05"),
            ("2026-13", "三月", "2026-01", "2026-03"),
            ("0001-01", "9999-12", "0001-01", "0005-12"),
        ] {
            assert_eq!(read(from, to), (first.to_owned(), last.to_owned()), "{from} {to}");
        }
    }

    #[test]
    fn the_span_before_is_as_long_and_ends_where_it_begins() {
        let period = Period::read("2026-01", "2026-03", date(2026, 3, 4));
        assert_eq!(period.before(), Period { from: "2025-10".into(), to: "2025-12".into() });
        assert_eq!(period.before().months(), ["2025-10", "2025-11", "2025-12"]);
        let year = Period { from: "2025-01".into(), to: "2025-03".into() };
        assert_eq!(period.year_before(), year);
        let today = date(2026, 3, 4);
        assert_eq!(Period::of_year("2026", today), Some(period));
        assert_eq!(Period::of_year("2025", today).map(|year| year.to), Some("2025-12".into()));
        for none in ["2027", "2015", "", "去年"] {
            assert_eq!(Period::of_year(none, today), None, "{none}");
        }
        let quarter = &Period::usual(date(2026, 8, 9))[1].1;
        assert_eq!((quarter.from.as_str(), quarter.to.as_str()), ("2026-07", "2026-08"));
    }
}
