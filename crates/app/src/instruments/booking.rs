//! Booking: a slot is kept for ten minutes, filled in, and then booked or asked for; approved or declined; moved, handed
//! over, cancelled. Whether two overlap is decided by the database.

use db::Tx;
use serde_json::{Value, json};
use slots::{Ask, Interval, MINUTE, Problem};
use uuid::Uuid;
use workdays::Calendar;

use super::booking_model::{Booking, Wanted};
use super::model::Instrument;
use super::ruling::{Rules, china};
use super::store_bookings::{self, NewBooking, Said};
use super::{schemes, store, store_lists, striking, trainings};
use crate::app::{civil, day_of, millis_of};
use crate::command::{Command, Event};
use crate::organizations::{self, Organization};
use crate::web::{Error, FormErrors, Refusal};
use crate::{hubs, people};

/// Longest purpose, answer or reason, in characters.
const WORDS: usize = 500;
/// Most samples.
const SAMPLES: i64 = 10_000;
/// States of a booking that may have a strike: it was missed, or stated after all.
pub(super) const MISSABLE: [&str; 2] = ["missed", "used"];
/// What the database says when two would overlap.
const TWICE: &str = "bookings_never_twice";

/// Who books, for whom, through which hub.
#[derive(Clone, Copy, Debug)]
pub struct For {
    /// The firm.
    pub firm: Uuid,
    /// Whose use it is.
    pub person: Uuid,
    /// The hub.
    pub through: Uuid,
}

/// The rules in force.
///
/// # Errors
/// `Refused` while there are none.
pub fn rules_of(tx: &mut Tx, instrument: &Instrument) -> Result<Rules, Error> {
    let rules = store::rules(tx, instrument.hub_id, instrument.id, instrument.rules_number)?;
    rules.ok_or_else(|| Refusal::new("instruments-no-rules").into())
}

/// The rules that a booking was made under.
///
/// # Errors
/// When they are not there.
pub fn rules_under(tx: &mut Tx, booking: &Booking) -> Result<Rules, Error> {
    let rules = store::rules(tx, booking.hub_id, booking.instrument_id, booking.rules_number)?;
    rules.ok_or_else(|| Error::internal("a booking without its rules"))
}

/// The next free slots from a moment on.
///
/// # Errors
/// Of the database.
pub fn next_free(
    tx: &mut Tx,
    calendar: &Calendar,
    instrument: &Instrument,
    rules: &Rules,
    ask: &Ask,
    besides: Uuid,
) -> Result<Vec<Interval>, Error> {
    let within = Interval { from: ask.from, until: ask.until }.widened(rules.before, rules.after + rules.most);
    let blocked = store_bookings::blocked(tx, (instrument.hub_id, instrument.id), within, ask.now, besides)?;
    let works = |day| calendar.is_workday(day).ok();
    Ok(slots::next_free(&rules.slots(), &china(), &works, ask, &slots::merged(blocked)))
}

/// What a wish is measured against.
struct Tried<'a> {
    calendar: &'a Calendar,
    instrument: &'a Instrument,
    rules: &'a Rules,
    used: Interval,
    firm: Uuid,
    person: Uuid,
    /// The booking that is moved or filled in itself.
    besides: Uuid,
}

/// Everything that is wrong, each with the way out.
fn refusals(tx: &mut Tx, c: &Command, tried: &Tried) -> Result<FormErrors, Error> {
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

/// Keeps a slot while the booking is filled in; what the same person kept of the instrument before is given back.
///
/// # Errors
/// `Invalid` with everything that is wrong with the wish; `NotFound` where the hub does not offer the instrument.
pub fn hold(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    instrument: &Instrument,
    whose: For,
    wanted: &Wanted,
) -> Result<String, Error> {
    let firm = organizations::by_id(tx, whose.firm)?;
    let by = c.actor.person().map_or(whose.person, |person| person.id);
    let offered = store_lists::offer(tx, instrument, whose.through)?.is_some_and(|offer| offer.state == "approved");
    if !offered {
        return Err(Error::NotFound);
    }
    let rules = rules_of(tx, instrument)?;
    store_bookings::expire(tx, instrument, c.now)?;
    store_bookings::release_own(tx, instrument, firm.id, by, c.now)?;
    let scheme = schemes::on(c.today());
    let used = wanted.used();
    let person = whose.person;
    let tried = Tried { calendar, instrument, rules: &rules, used, firm: firm.id, person, besides: Uuid::nil() };
    let mut errors = refusals(tx, c, &tried)?;
    if store_bookings::held_by(tx, firm.id, c.now)? >= scheme.holds_most {
        errors.add("start", Refusal::new("instruments-holds-most").with("most", scheme.holds_most));
    }
    errors.finish()?;
    let id = c.new_id();
    let hub_code = hubs::by_id(tx, whose.through)?.code;
    let reference = c.new_reference(tx, &hub_code)?;
    let row = NewBooking {
        id,
        reference: &reference,
        through: whose.through,
        firm: firm.id,
        firm_name: &firm.name,
        person: whose.person,
        booked_by: by,
        used,
        blocked: rules.slots().blocked(&used),
        held_until: c.now + scheme.hold_minutes * MINUTE,
        price_fen: rules.price(used.minutes(), 0, firm.size_class.as_deref()),
        now: c.now,
    };
    let written = tx.savepoint(|tx| store_bookings::insert(tx, instrument, &row));
    unless_taken(tx, c, &tried, written)?;
    let event = Event { hub: whose.through, action: "booking.held", object: "booking", id, reference: &reference };
    let told =
        json!({ "home": instrument.hub_id, "instrument": instrument.code, "from": used.from, "until": used.until });
    c.record(tx, event, told)?;
    Ok(reference)
}

/// Somebody was faster: the database has seen it.
fn unless_taken<T>(tx: &mut Tx, c: &Command, tried: &Tried, written: Result<T, db::Error>) -> Result<T, Error> {
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

/// What is said when a booking is filled in.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// Samples as typed.
    pub samples: String,
    /// What for.
    pub purpose: String,
    /// The answers, in the order of the questions.
    pub answers: Vec<String>,
}

/// Books a kept slot, or asks for it where its owner approves each booking.
///
/// # Errors
/// `Invalid` when something is missing, or the slot was lost meanwhile; `Refused` when it is kept no longer.
pub fn book(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    booking: &Booking,
    filled: &Filled,
) -> Result<(), Error> {
    if !booking.is_held() {
        return Err(Refusal::new("instruments-hold-over").into());
    }
    let instrument = store::by_id(tx, booking.hub_id, booking.instrument_id)?;
    let rules = rules_under(tx, booking)?;
    let firm = organizations::by_id(tx, booking.firm_id)?;
    let (person, used) = (booking.person_id, booking.used);
    let tried =
        Tried { calendar, instrument: &instrument, rules: &rules, used, firm: firm.id, person, besides: booking.id };
    // A slot that was kept in time is not lost to the notice that ran out while it was filled in.
    let mut errors = refusals(tx, c, &tried)?;
    errors.0.retain(|error| error.refusal.key != "instruments-too-soon");
    if used.from <= c.now {
        errors.add("start", Refusal::new("instruments-begun"));
    }
    let samples = codes::text::to_half_width(&filled.samples);
    let samples = if samples.is_empty() { Some(0) } else { samples.parse::<i64>().ok() };
    let samples = samples.filter(|samples| (0..=SAMPLES).contains(samples));
    if samples.is_none() {
        errors.add("samples", Refusal::new("instruments-samples-wrong").with("most", SAMPLES));
    }
    if filled.purpose.is_empty() || filled.purpose.chars().count() > WORDS {
        errors.add("purpose", Refusal::new("instruments-purpose-wrong").with("most", WORDS));
    }
    let mut answers = Vec::new();
    for (at, question) in rules.questions.iter().enumerate() {
        let answer = filled.answers.get(at).cloned().unwrap_or_default();
        if answer.is_empty() || answer.chars().count() > WORDS {
            errors.add(&format!("answer_{at}"), Refusal::new("instruments-answer-wrong").with("most", WORDS));
        }
        answers.push((question.clone(), answer));
    }
    errors.finish()?;
    let samples = samples.unwrap_or(0);
    let (state, action) = if rules.approval { ("asked", "booking.asked") } else { ("booked", "booking.made") };
    let price_fen = rules.price(used.minutes(), samples, firm.size_class.as_deref());
    let said = Said { state, samples, purpose: &filled.purpose, answers: &answers, price_fen };
    store_bookings::book(tx, booking, &said)?;
    record(tx, c, booking, action, json!({ "price_fen": price_fen }))
}

/// Who does it, as the events tell it.
pub(super) fn side(c: &Command, booking: &Booking) -> &'static str {
    if c.actor.person().is_none() {
        "system"
    } else if c.actor.provider() == Some(booking.provider_id) {
        "provider"
    } else if c.actor.hub() == Some(booking.through_id) {
        "hub"
    } else {
        "firm"
    }
}

pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    of: &Booking,
    action: &'static str,
    mut data: Value,
) -> Result<(), Error> {
    data["home"] = json!(of.hub_id);
    data["by"] = json!(side(c, of));
    let event = Event { hub: of.through_id, action, object: "booking", id: of.id, reference: &of.reference };
    c.record(tx, event, data)?;
    Ok(())
}

/// Gives a kept slot back.
///
/// # Errors
/// `Refused` when it is not kept any more.
pub fn release(tx: &mut Tx, c: &mut Command, booking: &Booking) -> Result<(), Error> {
    if !booking.is_held() {
        return Err(Refusal::new("instruments-hold-over").into());
    }
    store_bookings::put_state(tx, booking, "released", "", 0, Some(c.now))?;
    record(tx, c, booking, "booking.released", json!({}))
}

/// The owner approves, or declines with a reason.
///
/// # Errors
/// `Refused` when it does not wait for that, `Invalid` without a reason, `Conflict` when it was changed meanwhile.
pub fn decide(tx: &mut Tx, c: &mut Command, booking: &Booking, approves: bool, words: &str) -> Result<(), Error> {
    if booking.state != "asked" {
        return Err(Refusal::new("instruments-not-asked").into());
    }
    if approves {
        store_bookings::put_state(tx, booking, "booked", "", 0, None)?;
        return record(tx, c, booking, "booking.approved", json!({}));
    }
    demand_reason(words)?;
    store_bookings::put_state(tx, booking, "declined", words, 0, Some(c.now))?;
    record(tx, c, booking, "booking.declined", json!({ "reason": words }))
}

pub(super) fn demand_reason(words: &str) -> Result<(), Error> {
    if words.is_empty() || words.chars().count() > WORDS {
        return Err(FormErrors::one("words", Refusal::new("instruments-say-why").with("most", WORDS)).into());
    }
    Ok(())
}

/// Moves a booking to another time of the same length or another; it must be approved anew where bookings are.
///
/// # Errors
/// `Invalid` with everything that is wrong with the new time; `Refused` when it has begun or ended.
pub fn move_to(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    booking: &Booking,
    wanted: &Wanted,
) -> Result<(), Error> {
    demand_ahead(booking, c.now)?;
    let instrument = store::by_id(tx, booking.hub_id, booking.instrument_id)?;
    let rules = rules_of(tx, &instrument)?;
    let firm: Organization = organizations::by_id(tx, booking.firm_id)?;
    store_bookings::expire(tx, &instrument, c.now)?;
    let (person, used) = (booking.person_id, wanted.used());
    let tried =
        Tried { calendar, instrument: &instrument, rules: &rules, used, firm: firm.id, person, besides: booking.id };
    refusals(tx, c, &tried)?.finish()?;
    let by_owner = c.actor.provider() == Some(booking.provider_id);
    let state = if rules.approval && !by_owner { "asked" } else { "booked" };
    let price_fen = rules.price(used.minutes(), booking.samples, firm.size_class.as_deref());
    let blocked = rules.slots().blocked(&used);
    let values = (state, instrument.rules_number, price_fen);
    let written = tx.savepoint(|tx| store_bookings::put_time(tx, booking, &used, &blocked, values));
    if unless_taken(tx, c, &tried, written)? != 1 {
        return Err(Error::Conflict);
    }
    let told = json!({ "from": used.from, "until": used.until, "was": booking.used.from, "state": state });
    record(tx, c, booking, "booking.moved", told)
}

fn demand_ahead(booking: &Booking, now: i64) -> Result<(), Error> {
    if !booking.is_open() {
        return Err(Refusal::new("instruments-booking-ended").into());
    }
    if booking.used.from <= now || booking.came_at.is_some() {
        return Err(Refusal::new("instruments-begun").into());
    }
    Ok(())
}

/// Cancels a booking. The firm pays what the rules it was made under say; its owner gives a reason and the firm pays
/// nothing.
///
/// # Errors
/// `Refused` when it has begun or ended, `Invalid` for the owner without a reason, `Conflict` when it was changed.
pub fn cancel(tx: &mut Tx, c: &mut Command, booking: &Booking, words: &str) -> Result<(), Error> {
    demand_ahead(booking, c.now)?;
    let by_owner = c.actor.provider() == Some(booking.provider_id);
    if by_owner {
        demand_reason(words)?;
    }
    // What its owner has not approved costs nothing to give up.
    let free = by_owner || booking.state == "asked";
    let rules = rules_under(tx, booking)?;
    let fee = if free { 0 } else { rules.fee(booking.price_fen, booking.used.from, c.now) };
    store_bookings::put_state(tx, booking, "cancelled", words, fee, Some(c.now))?;
    record(tx, c, booking, "booking.cancelled", json!({ "fee_fen": fee, "reason": words }))
}

/// Another of the firm uses it.
///
/// # Errors
/// `Invalid` for somebody who is not of the firm or was not trained, `Refused` when it has begun or ended.
pub fn hand_over(tx: &mut Tx, c: &mut Command, booking: &Booking, person: Uuid) -> Result<(), Error> {
    demand_ahead(booking, c.now)?;
    if person == booking.person_id || !people::is_member(tx, booking.firm_id, person)? {
        return Err(FormErrors::one("person", Refusal::new("instruments-choose-colleague")).into());
    }
    let instrument = store::by_id(tx, booking.hub_id, booking.instrument_id)?;
    let rules = rules_of(tx, &instrument)?;
    if rules.training && !trainings::holds(tx, &instrument, person, booking.used.until)? {
        let refusal = Refusal::new("instruments-untrained").with("when", &rules.training_words);
        return Err(FormErrors::one("person", refusal).into());
    }
    store_bookings::put_person(tx, booking, person)?;
    record(tx, c, booking, "booking.handed", json!({ "mentioned": [person] }))
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
