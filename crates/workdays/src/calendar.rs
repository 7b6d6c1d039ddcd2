//! Which days are working days.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday, date};

static OFFICIAL: LazyLock<Calendar> = LazyLock::new(|| Calendar::read(include_str!("../data/holidays.csv")));

/// The working days of the years whose notices have come.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The days of the notices: `true` for a make-up working day, `false` for a day off.
    exceptions: HashMap<Date, bool>,
    /// The years announced; never empty.
    years: BTreeSet<i16>,
}

/// A date or a deadline lies in a year whose working days have not been announced, or lie before the first notice
/// known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the working days of {year} are not announced")]
pub struct NotAnnounced {
    /// The year.
    pub year: i16,
}

impl Calendar {
    /// The calendar of the State Council's notices, 2018 on.
    pub fn official() -> &'static Calendar {
        &OFFICIAL
    }

    /// Reads an embedded file of `date,kind,name` lines under one line of headings.
    ///
    /// # Panics
    /// On a malformed line. The file is part of the program, so that is a mistake in the program, which the first
    /// test that touches the calendar shows.
    fn read(csv: &str) -> Calendar {
        let exceptions: HashMap<_, _> = csv
            .lines()
            .skip(1)
            .map(|line| exception(line).unwrap_or_else(|| panic!("malformed line: {line}")))
            .collect();
        let years = exceptions.keys().map(|day| day.year()).collect();
        Calendar { exceptions, years }
    }

    /// Whether people work on a day.
    ///
    /// # Errors
    /// [`NotAnnounced`] if the year of the day is not announced.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use workdays::{Calendar, NotAnnounced};
    /// let calendar = Calendar::official();
    /// assert_eq!(calendar.is_workday(date(2026, 2, 14)), Ok(true)); // a Saturday worked for Spring Festival
    /// assert_eq!(calendar.is_workday(date(2026, 2, 16)), Ok(false)); // a Monday off
    /// assert_eq!(calendar.is_workday(date(2027, 3, 1)), Err(NotAnnounced { year: 2027 }));
    /// ```
    pub fn is_workday(&self, day: Date) -> Result<bool, NotAnnounced> {
        if !self.years.contains(&day.year()) {
            return Err(NotAnnounced { year: day.year() });
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(self.exceptions.get(&day).copied().unwrap_or(!weekend))
    }

    /// The last day of the last announced year.
    pub fn announced_through(&self) -> Date {
        self.years.last().map_or(Date::MIN, |&year| date(year, 12, 31))
    }
}

fn exception(line: &str) -> Option<(Date, bool)> {
    let (day, rest) = line.split_once(',')?;
    let works = match rest.split_once(',')?.0 {
        "work" => true,
        "off" => false,
        _ => return None,
    };
    Some((day.parse().ok()?, works))
}
