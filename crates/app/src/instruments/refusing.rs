//! Everything that is wrong with a wish, each with the way out.

use db::Tx;
use slots::{Ask, Interval, MINUTE, Problem};
use uuid::Uuid;
use workdays::Calendar;

use super::booking::next_free;
use super::model::Instrument;
use super::ruling::Rules;
use super::{schemes, store_bookings, striking, trainings};
use crate::app::{china, civil, day_of, millis_of};
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// What the database says when two would overlap.
const TWICE: &str = "bookings_never_twice";

/// What a wish is measured against.
pub(super) struct Tried<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) instrument: &'a Instrument,
    pub(super) rules: &'a Rules,
    pub(super) used: Interval,
    pub(super) firm: Uuid,
    pub(super) person: Uuid,
    /// The booking that is moved or filled in itself.
    pub(super) besides: Uuid,
}

/// Everything that is wrong, each with the way out.
pub(super) fn refusals(tx: &mut Tx, c: &Command, tried: &Tried) -> Result<FormErrors, Error> {
    let Tried { instrument, rules, used, .. } = tried;
    let mut errors = FormErrors::none();
    if !instrument.takes_bookings() {
        errors.add("start", Refusal::new("instruments-not-bookable").with("phone", &instrument.entry.contact_phone));
    }
    let within = used.widened(rules.before, rules.after);
    let blocked = store_bookings::blocked(tx, (instrument.hub_id, instrument.id), within, c.now, tried.besides)?;
    let works = |day| tried.calendar.is_workday(day).ok();
    let found = slots::problems(&rules.slots(), &china(), &works, used, c.now, &slots::merged(blocked));
    let next = if found.is_empty() { None } else { next_after(tx, c, tried)? };
    for problem in found {
        let (field, refusal) = refusal(problem);
        // Where it can be had instead, for what is wrong with the time.
        errors.add(
            field,
            match (&next, field) {
                (Some(next), "start") => at(refusal, ("next", "clock"), next.from),
                (None, "start") => refusal.with("next", "-").with("clock", ""),
                _ => refusal,
            },
        );
    }
    over_quota(tx, c, tried, &mut errors)?;
    if tried.besides.is_nil() {
        // What was booked before is still moved and filled in.
        striking::paused(tx, c, instrument, rules, tried.firm, &mut errors)?;
    }
    if rules.training && !trainings::holds(tx, instrument, tried.person, used.until)? {
        errors.add("training", Refusal::new("instruments-untrained").with("when", &rules.training_words));
    }
    Ok(errors)
}

/// With a moment as two arguments: its day, said in the words of who reads it, and what the clock shows.
pub(super) fn at(refusal: Refusal, (day, clock): (&'static str, &'static str), millis: i64) -> Refusal {
    let moment = civil(millis);
    refusal.date(day, moment.date()).with(clock, format!("{:02}:{:02}", moment.hour(), moment.minute()))
}

fn refusal(problem: Problem) -> (&'static str, Refusal) {
    match problem {
        Problem::TooShort(least) => ("minutes", Refusal::new("instruments-too-short").with("least", least)),
        Problem::TooLong(most) => ("minutes", Refusal::new("instruments-too-long-use").with("most", most)),
        Problem::NotWhole(slot) => ("minutes", Refusal::new("instruments-not-whole").with("slot", slot)),
        Problem::OffGrid(slot) => ("start", Refusal::new("instruments-off-grid").with("slot", slot)),
        Problem::Closed => ("start", Refusal::new("instruments-closed")),
        Problem::TooSoon(from) => ("start", at(Refusal::new("instruments-too-soon"), ("from", "from_clock"), from)),
        Problem::TooFar(until) => ("start", at(Refusal::new("instruments-too-far"), ("until", "until_clock"), until)),
        Problem::Taken => ("start", Refusal::new("instruments-taken")),
    }
}

/// The next free slot of the same length, else of the shortest.
fn next_after(tx: &mut Tx, c: &Command, tried: &Tried) -> Result<Option<Interval>, Error> {
    let rules = tried.rules;
    let minutes = tried.used.minutes().clamp(rules.least, rules.most);
    let minutes = (minutes - minutes % rules.slot.max(1)).max(rules.least);
    let from = tried.used.from.max(c.now);
    let until = from + schemes::on(c.today()).slots_days * 24 * 60 * MINUTE;
    let ask = Ask { now: c.now, from, until, minutes, most: 1 };
    let found = next_free(tx, tried.calendar, tried.instrument, rules, &ask, tried.besides)?;
    if !found.is_empty() || from == c.now {
        return Ok(found.into_iter().next());
    }
    // Too far ahead: then the first from now on.
    let ask = Ask { from: c.now, until: c.now + (until - from), ..ask };
    Ok(next_free(tx, tried.calendar, tried.instrument, rules, &ask, tried.besides)?.into_iter().next())
}

fn over_quota(tx: &mut Tx, c: &Command, tried: &Tried, errors: &mut FormErrors) -> Result<(), Error> {
    let rules = tried.rules;
    if rules.quota_hours == 0 {
        return Ok(());
    }
    let period = period_of(&rules.quota_period, tried.used.from);
    let before = store_bookings::minutes_of(tx, tried.instrument, tried.firm, period, c.now, tried.besides)?;
    if before + tried.used.minutes() > rules.quota_hours * 60 {
        let left = (rules.quota_hours * 60 - before).max(0);
        let refusal = Refusal::new("instruments-over-quota").with("hours", rules.quota_hours).with("left", left);
        errors.add("minutes", refusal.with("period", &rules.quota_period).date("next", day_of(period.until)));
    }
    Ok(())
}

/// The week from Monday on, or the month, in which a moment lies.
fn period_of(period: &str, moment: i64) -> Interval {
    let day = day_of(moment);
    let (first, days) = if period == "month" {
        (day.first_of_month(), i64::from(day.days_in_month()))
    } else {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        (day_of(moment - back * 86_400_000), 7)
    };
    let from = millis_of(first, 0, 0);
    Interval { from, until: from + days * 86_400_000 }
}

/// Somebody was faster: the database has seen it.
pub(super) fn unless_taken<T>(
    tx: &mut Tx,
    c: &Command,
    tried: &Tried,
    written: Result<T, db::Error>,
) -> Result<T, Error> {
    match written {
        Err(db::Error::Check(said)) if said.contains(TWICE) => {
            let refusal = Refusal::new("instruments-taken");
            let refusal = match next_after(tx, c, tried)? {
                Some(next) => at(refusal, ("next", "clock"), next.from),
                None => refusal.with("next", "-").with("clock", ""),
            };
            Err(FormErrors::one("start", refusal).into())
        }
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => Ok(other?),
    }
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_begins_on_monday_and_a_month_on_the_first() {
        let at = |month, day, hour| millis_of(date(2026, month, day), hour, 0);
        let days = |from, until| Interval { from, until };
        assert_eq!(period_of("week", at(3, 4, 9)), days(at(3, 2, 0), at(3, 9, 0)));
        assert_eq!(period_of("week", at(3, 8, 23)), days(at(3, 2, 0), at(3, 9, 0)));
        assert_eq!(period_of("month", at(2, 28, 23)), days(at(2, 1, 0), at(3, 1, 0)));
    }
}
