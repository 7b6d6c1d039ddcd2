//! Days and times, which Excel keeps as numbers: days since the end of 1899, or since the start of 1904.

/// The last second of 9999-12-31 is below this day.
const END: f64 = 2_958_466.0;
/// 1904-01-01 in days of the other system.
const FROM_1904: f64 = 1_462.0;
const DAY: i64 = 86_400;

/// What of a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// `2026-03-01`.
    Day,
    /// `2026-03-01 08:30`.
    DayTime,
    /// `08:30`, `08:30:15`.
    Time,
    /// Hours that may be more than a day's: `30:15`.
    Duration,
}

/// The text of a moment; none where Excel shows only `####`.
pub(super) fn text(number: f64, moment: Moment, from_1904: bool) -> Option<String> {
    let shift = if from_1904 && matches!(moment, Moment::Day | Moment::DayTime) { FROM_1904 } else { 0.0 };
    if !(0.0..END - shift).contains(&number) {
        return None;
    }
    let number = number + shift;
    let seconds = (number * DAY as f64).round() as i64;
    match moment {
        Moment::Day => Some(day(number.floor() as i64)),
        Moment::DayTime => Some(format!("{} {}", day(seconds / DAY), time(seconds % DAY))),
        Moment::Time => Some(time(seconds % DAY)),
        Moment::Duration => Some(time(seconds)),
    }
}

fn time(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") }
}

/// Day 1 is 1900-01-01. Excel believes that 1900 was a leap year, so that day 60 is one that never was and every later
/// one is a day behind; day 0 it calls the noughth of January. Both are given as Excel shows them: they are no dates,
/// and whoever reads them as dates finds out.
fn day(number: i64) -> String {
    match number {
        0 => "1900-01-00".to_owned(),
        60 => "1900-02-29".to_owned(),
        number => {
            let since_1970 = number - if number < 60 { 25_568 } else { 25_569 };
            let (year, month, day) = civil(since_1970);
            format!("{year:04}-{month:02}-{day:02}")
        }
    }
}

/// The date of a day counted from 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{Moment, text};

    #[test]
    fn days_are_counted_as_excel_counts_them() {
        let cases = [
            (0.0, "1900-01-00"),
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (60.0, "1900-02-29"),
            (61.0, "1900-03-01"),
            (36_526.0, "2000-01-01"),
            (36_585.99, "2000-02-29"),
            (46_082.0, "2026-03-01"),
            (73_109.0, "2100-02-28"),
            (73_110.0, "2100-03-01"),
            (2_958_465.0, "9999-12-31"),
        ];
        for (number, day) in cases {
            assert_eq!(text(number, Moment::Day, false).as_deref(), Some(day), "{number}");
        }
        assert_eq!(text(0.0, Moment::Day, true).as_deref(), Some("1904-01-01"));
        assert_eq!(text(44_620.0, Moment::Day, true).as_deref(), Some("2026-03-01"));
    }

    #[test]
    fn what_excel_cannot_show_has_no_text() {
        for number in [-1.0, -0.5, 2_958_466.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(text(number, Moment::Day, false), None, "{number}");
        }
    }

    #[test]
    fn times_are_rounded_to_seconds_and_carry_over() {
        let shown = |number, moment| text(number, moment, false).unwrap();
        assert_eq!(shown(46_082.354_166_666_7, Moment::DayTime), "2026-03-01 08:30");
        assert_eq!(shown(46_082.999_999_999, Moment::DayTime), "2026-03-02 00:00");
        assert_eq!(shown(0.354_340_277_8, Moment::Time), "08:30:15");
        assert_eq!(shown(1.25, Moment::Duration), "30:00");
    }
}
