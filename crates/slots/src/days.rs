//! Time by days of a zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::hours::days;
use crate::interval::Interval;

/// How many milliseconds of merged intervals lie on each day of a zone, within an interval; days without any are left out.
///
/// ```
/// use jiff::civil::date;
/// use jiff::tz::TimeZone;
/// use slots::{Interval, by_day};
/// let hour = 3_600_000;
/// let night = Interval { from: 22 * hour, until: 25 * hour };
/// let days = by_day(&TimeZone::UTC, Interval { from: 0, until: 48 * hour }, &[night]);
/// assert_eq!(days, [(date(1970, 1, 1), 2 * hour), (date(1970, 1, 2), hour)]);
/// ```
pub fn by_day(zone: &TimeZone, within: Interval, merged: &[Interval]) -> Vec<(Date, i64)> {
    if within.from >= within.until {
        return Vec::new();
    }
    let begins = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).map_or(within.until, |at| at.as_millisecond());
    let of_day = |day: Date| {
        let until = day.tomorrow().map_or(within.until, begins);
        let whole = Interval { from: begins(day), until }.common(&within)?;
        let first = merged.partition_point(|each| each.until <= whole.from);
        let parts = merged[first..].iter().take_while(|each| each.from < whole.until);
        let sum: i64 = parts.filter_map(|each| each.common(&whole)).map(|part| part.until - part.from).sum();
        (sum > 0).then_some((day, sum))
    };
    days(zone, within).filter_map(of_day).collect()
}
