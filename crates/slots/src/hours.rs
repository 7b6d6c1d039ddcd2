//! Opening hours by weekday, on a calendar of working days.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::interval::{Interval, MINUTE, merged};

/// Minutes of a day by the clock on the wall.
const DAY: i64 = 24 * 60;
/// No clock has been put forward or back by more, nor lies farther from UTC.
const SLACK: i64 = 26 * 60 * MINUTE;

/// Whether people work on a day; `None` while its year is not announced.
pub type Works<'a> = &'a dyn Fn(Date) -> Option<bool>;

/// From a minute of the day until just before another; `until` may be 1440, the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first minute.
    pub from: i64,
    /// The first minute behind it.
    pub until: i64,
}

impl Span {
    /// From a full hour to another.
    pub fn of(from: i64, until: i64) -> Span {
        Span { from: from * 60, until: until * 60 }
    }

    /// Whether it lies within a day and is not empty.
    pub fn is_sound(&self) -> bool {
        0 <= self.from && self.from < self.until && self.until <= DAY
    }
}

/// Opening hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// Monday first. The spans of a day are sorted and do not overlap.
    pub by_weekday: [Vec<Span>; 7],
    /// Whether it is open on its weekdays only, whatever the calendar says: otherwise a Monday to Friday that is declared
    /// off is closed, and a weekend day that is worked instead has the hours of a Monday, unless it has its own.
    pub whatever_calendar: bool,
}

impl Hours {
    /// The same hours from Monday to Friday.
    pub fn weekdays(spans: &[Span]) -> Hours {
        let day = |at| if at < 5 { spans.to_vec() } else { Vec::new() };
        Hours { by_weekday: std::array::from_fn(day), whatever_calendar: false }
    }

    /// Day and night, every day.
    pub fn always() -> Hours {
        Hours { by_weekday: std::array::from_fn(|_| vec![Span { from: 0, until: DAY }]), whatever_calendar: true }
    }

    /// The hours of one day.
    pub fn on(&self, day: Date, works: Works) -> &[Span] {
        let own = &self.by_weekday[day.weekday().to_monday_zero_offset() as usize];
        if self.whatever_calendar {
            return own;
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        match works(day) {
            None => &[],
            Some(false) if !weekend => &[],
            Some(true) if weekend && own.is_empty() => &self.by_weekday[0],
            _ => own,
        }
    }

    /// Whether every span is sound and those of a day are sorted and apart.
    pub fn is_sound(&self) -> bool {
        let apart = |spans: &Vec<Span>| spans.windows(2).all(|two| two[0].until <= two[1].from);
        self.by_weekday.iter().all(|spans| spans.iter().all(Span::is_sound) && apart(spans))
    }
}

/// When it is open on one day of the zone: one interval for each span, more where the clock is put forward or back within
/// it. Slots are counted from the beginning of each.
pub fn open_pieces(hours: &Hours, zone: &TimeZone, works: Works, day: Date) -> Vec<Interval> {
    let spans = hours.on(day, works);
    if spans.is_empty() {
        return Vec::new();
    }
    // Midnight as if the zone were UTC; each stretch of one offset moves it by that.
    let Ok(midnight) = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)) else { return Vec::new() };
    let midnight = midnight.as_millisecond();
    let around = Interval { from: midnight - SLACK, until: midnight + DAY * MINUTE + SLACK };
    let stretches = stretches(zone, around);
    // A span that goes on through a change of the clock without a break is one piece.
    let piece = |span: &Span| {
        let open = |(stretch, offset): &(Interval, i64)| {
            let start = midnight - offset;
            let shown = Interval { from: start + span.from * MINUTE, until: start + span.until * MINUTE };
            shown.common(stretch)
        };
        merged(stretches.iter().filter_map(open).collect())
    };
    let mut pieces: Vec<Interval> = spans.iter().flat_map(piece).collect();
    pieces.sort_unstable();
    pieces
}

/// The stretches of a constant offset within an interval, with that offset in milliseconds.
fn stretches(zone: &TimeZone, around: Interval) -> Vec<(Interval, i64)> {
    let stamp = |millis| Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    let offset = |millis| i64::from(zone.to_offset(stamp(millis)).seconds()) * 1000;
    let mut out = Vec::new();
    let mut from = around.from;
    for change in zone.following(stamp(around.from)) {
        let at = change.timestamp().as_millisecond();
        if at >= around.until {
            break;
        }
        out.extend(Interval::new(from, at).map(|stretch| (stretch, offset(from))));
        from = at;
    }
    out.extend(Interval::new(from, around.until).map(|stretch| (stretch, offset(from))));
    out
}

/// The days of a zone that have a moment in an interval.
pub(crate) fn days(zone: &TimeZone, within: Interval) -> impl Iterator<Item = Date> {
    let day = |millis| zone.to_datetime(Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)).date();
    let (first, last) = (day(within.from), day(within.until - 1));
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
}

/// When it is open within an interval, merged: day and night without a break is one.
pub fn opened(hours: &Hours, zone: &TimeZone, works: Works, within: Interval) -> Vec<Interval> {
    let pieces = days(zone, within).flat_map(|day| open_pieces(hours, zone, works, day));
    merged(pieces.filter_map(|piece| piece.common(&within)).collect())
}
