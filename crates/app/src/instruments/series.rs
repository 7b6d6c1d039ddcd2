//! A series: the same use every day or week, with a report of what stands in its way before anything is taken.

use db::Tx;
use jiff::civil::Date;
use slots::{Ask, Interval, MINUTE, Problem};
use uuid::Uuid;
use workdays::Calendar;

use super::booking;
use super::booking_model::Wanted;
use super::model::Instrument;
use super::ruling::Rules;
use super::store_bookings;
use crate::app::{china, day_of, millis_of};
use crate::web::Error;

/// Days before and after in which an alternative is looked for.
const AROUND: i64 = 3 * 86_400_000;

/// How a use comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repeat {
    /// The first day.
    pub(super) first: Date,
    /// When it begins, in minutes of the day.
    pub(super) minute: i64,
    /// Every so many days: 1 or 7.
    pub(super) every: i64,
    /// The last day, if it ends by one.
    pub(super) until: Option<Date>,
    /// How many there are at most.
    pub(super) most: usize,
}

impl Repeat {
    /// When each use begins.
    pub(super) fn starts(&self) -> Vec<i64> {
        let first = millis_of(self.first, 0, 0);
        let starts = (0..self.most as i64).map(|n| first + n * self.every * 86_400_000 + self.minute * MINUTE);
        starts.take_while(|start| self.until.is_none_or(|until| day_of(*start) <= until)).collect()
    }
}

/// One use of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    pub(super) used: Interval,
    /// What stands in its way: free, taken, holiday, closed, other; the end of `instruments-series-…`.
    // keys: instruments-series-*
    pub(super) state: &'static str,
    /// The nearest that is free, where it is not.
    pub(super) instead: Option<Interval>,
}

/// What of a series is free.
///
/// # Errors
/// Of the database.
pub(super) fn report(
    tx: &mut Tx,
    calendar: &Calendar,
    (instrument, rules): (&Instrument, &Rules),
    (repeat, minutes): (&Repeat, i64),
    now: i64,
) -> Result<Vec<Occurrence>, Error> {
    let works = |day| calendar.is_workday(day).ok();
    let mut all = Vec::new();
    for from in repeat.starts() {
        let used = Wanted { from, minutes }.used();
        let within = used.widened(rules.before, rules.after);
        let place = (instrument.hub_id, instrument.id);
        let blocked = slots::merged(store_bookings::blocked(tx, place, within, now, Uuid::nil())?);
        let problems = slots::problems(&rules.slots(), &china(), &works, &used, now, &blocked);
        let state = state_of(&problems, works(day_of(from)));
        let instead = if state == "free" { None } else { nearest(tx, calendar, (instrument, rules), &used, now)? };
        all.push(Occurrence { used, state, instead });
    }
    Ok(all)
}

fn state_of(problems: &[Problem], works: Option<bool>) -> &'static str {
    let is = |wanted: fn(&Problem) -> bool| problems.iter().any(wanted);
    if problems.is_empty() {
        "free"
    } else if is(|problem| matches!(problem, Problem::Closed)) {
        if works == Some(true) { "closed" } else { "holiday" }
    } else if problems == [Problem::Taken] {
        "taken"
    } else {
        "other"
    }
}

/// The free slot of the same length that begins nearest to a wish.
fn nearest(
    tx: &mut Tx,
    calendar: &Calendar,
    (instrument, rules): (&Instrument, &Rules),
    used: &Interval,
    now: i64,
) -> Result<Option<Interval>, Error> {
    let from = (used.from - AROUND).max(now);
    let ask = Ask { now, from, until: used.from + AROUND, minutes: used.minutes(), most: 500 };
    let free = booking::next_free(tx, calendar, instrument, rules, &ask, Uuid::nil())?;
    Ok(free.into_iter().min_by_key(|slot| ((slot.from - used.from).abs(), slot.from)))
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_series_ends_by_its_last_day_or_its_number() {
        let repeat = Repeat { first: date(2026, 3, 6), minute: 540, every: 7, until: None, most: 3 };
        let at = |day| millis_of(date(2026, 3, day), 9, 0);
        assert_eq!(repeat.starts(), [at(6), at(13), at(20)]);
        let until = Repeat { until: Some(date(2026, 3, 13)), ..repeat };
        assert_eq!(until.starts(), [at(6), at(13)]);
        assert_eq!(Repeat { every: 1, most: 2, ..repeat }.starts(), [at(6), at(7)]);
        assert!(Repeat { until: Some(date(2026, 3, 5)), ..repeat }.starts().is_empty());
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        for (problems, works, state) in [
            (vec![], Some(true), "free"),
            (vec![Problem::Taken], Some(true), "taken"),
            (vec![Problem::Closed], Some(true), "closed"),
            (vec![Problem::Closed, Problem::Taken], Some(false), "holiday"),
            (vec![Problem::TooSoon(1)], Some(true), "other"),
            (vec![Problem::OffGrid(60)], Some(true), "other"),
        ] {
            assert_eq!(state_of(&problems, works), state, "{problems:?}");
        }
    }
}
