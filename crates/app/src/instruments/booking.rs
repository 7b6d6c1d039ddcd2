//! Booking: a slot is kept for ten minutes, filled in, and then booked or asked for. Whether two overlap is decided by the
//! database.

use db::Tx;
use serde_json::{Value, json};
use slots::{Ask, Interval, MINUTE};
use uuid::Uuid;
use workdays::Calendar;

use super::booking_model::{Booking, Wanted};
use super::model::Instrument;
use super::refusing::{Tried, refusals, unless_taken};
use super::ruling::Rules;
use super::store_bookings::{self, NewBooking, Said};
use super::{schemes, store, store_lists, store_waits, waits};
use crate::app::china;
use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal};
use crate::{hubs, organizations};

/// Longest purpose, answer or reason, in characters.
pub(super) const WORDS: usize = 500;
/// Most samples.
const SAMPLES: i64 = 10_000;
/// States of a booking that may have a strike: it was missed, or stated after all.
pub(super) const MISSABLE: [&str; 2] = ["missed", "used"];

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

/// Whether a booking is made alone or with others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Joined<'a> {
    /// Alone.
    Alone,
    /// The first of several: they all bear its number.
    First,
    /// Another one of those that bear this number.
    With(&'a str),
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
    give_back(tx, c, instrument, whose)?;
    let scheme = schemes::on(c.today());
    let mut errors = try_on(tx, c, calendar, instrument, whose, wanted)?;
    if store_bookings::held_by(tx, whose.firm, c.now)? >= scheme.holds_most {
        errors.add("start", Refusal::new("instruments-holds-most").with("most", scheme.holds_most));
    }
    errors.finish()?;
    let until = c.now + scheme.hold_minutes * MINUTE;
    let (id, reference) = keep(tx, c, calendar, instrument, whose, wanted, (until, Joined::Alone))?;
    tell_held(tx, c, instrument, whose, wanted, (id, &reference))?;
    Ok(reference)
}

/// Ends what is kept of an instrument no longer, and what this person kept of it before.
pub(super) fn give_back(tx: &mut Tx, c: &mut Command, instrument: &Instrument, whose: For) -> Result<(), Error> {
    let offered = store_lists::offer(tx, instrument, whose.through)?.is_some_and(|offer| offer.state == "approved");
    if !offered {
        return Err(Error::NotFound);
    }
    store_bookings::expire(tx, instrument, c.now)?;
    let by = c.actor.person().map_or(whose.person, |person| person.id);
    store_bookings::release_own(tx, instrument, whose.firm, by, c.now)?;
    waits::look(tx, c, (instrument.hub_id, instrument.id), 0)
}

/// Everything that is wrong with a wish for another than what is booked.
pub(super) fn try_on(
    tx: &mut Tx,
    c: &Command,
    calendar: &Calendar,
    instrument: &Instrument,
    whose: For,
    wanted: &Wanted,
) -> Result<FormErrors, Error> {
    let rules = rules_of(tx, instrument)?;
    let (firm, person) = (whose.firm, whose.person);
    let tried = Tried { calendar, instrument, rules: &rules, used: wanted.used(), firm, person, besides: Uuid::nil() };
    refusals(tx, c, &tried)
}

/// Writes the row that keeps a slot until a moment; gives its id and reference number.
///
/// # Errors
/// `Invalid` when somebody was faster.
pub(super) fn keep(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    instrument: &Instrument,
    whose: For,
    wanted: &Wanted,
    (held_until, joined): (i64, Joined),
) -> Result<(Uuid, String), Error> {
    let rules = rules_of(tx, instrument)?;
    let firm = organizations::by_id(tx, whose.firm)?;
    let (used, person) = (wanted.used(), whose.person);
    let id = c.new_id();
    let hub_code = hubs::by_id(tx, whose.through)?.code;
    let reference = c.new_reference(tx, &hub_code)?;
    let row = NewBooking {
        id,
        reference: &reference,
        through: whose.through,
        firm: firm.id,
        firm_name: &firm.name,
        person,
        booked_by: c.actor.person().map_or(person, |person| person.id),
        used,
        blocked: rules.slots().blocked(&used),
        held_until,
        price_fen: rules.price(used.minutes(), 0, firm.size_class.as_deref()),
        bundle: match joined {
            Joined::Alone => None,
            Joined::First => Some(&reference),
            Joined::With(first) => Some(first),
        },
        now: c.now,
    };
    let written = tx.savepoint(|tx| store_bookings::insert(tx, instrument, &row));
    let tried = Tried { calendar, instrument, rules: &rules, used, firm: firm.id, person, besides: Uuid::nil() };
    unless_taken(tx, c, &tried, written)?;
    waits::look(tx, c, (instrument.hub_id, instrument.id), held_until - c.now)?;
    Ok((id, reference))
}

/// Records that a slot is kept.
pub(super) fn tell_held(
    tx: &mut Tx,
    c: &mut Command,
    instrument: &Instrument,
    whose: For,
    wanted: &Wanted,
    (id, reference): (Uuid, &str),
) -> Result<(), Error> {
    let used = wanted.used();
    let event = Event { hub: whose.through, action: "booking.held", object: "booking", id, reference };
    let told =
        json!({ "home": instrument.hub_id, "instrument": instrument.code, "from": used.from, "until": used.until });
    c.record(tx, event, told)?;
    Ok(())
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
    let by_owner = c.actor.provider() == Some(booking.provider_id);
    let (state, action) =
        if rules.approval && !by_owner { ("asked", "booking.asked") } else { ("booked", "booking.made") };
    let price_fen = rules.price(used.minutes(), samples, firm.size_class.as_deref());
    let said = Said { state, samples, purpose: &filled.purpose, answers: &answers, price_fen };
    store_bookings::book(tx, booking, &said)?;
    store_waits::taken(tx, booking, c.now)?;
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
    waits::look(tx, c, (booking.hub_id, booking.instrument_id), 0)?;
    record(tx, c, booking, "booking.released", json!({}))
}
