//! What becomes of a booking: approved or declined, moved, handed over, cancelled.

use db::Tx;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::booking::{WORDS, record, rules_of, rules_under};
use super::booking_model::{Booking, Wanted};
use super::refusing::{Tried, refusals, unless_taken};
use super::{store, store_bookings, trainings, waits};
use crate::command::Command;
use crate::organizations::{self, Organization};
use crate::people;
use crate::web::{Error, FormErrors, Refusal};

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
    waits::look(tx, c, (booking.hub_id, booking.instrument_id), 0)?;
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
    waits::look(tx, c, (booking.hub_id, booking.instrument_id), 0)?;
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
    waits::look(tx, c, (booking.hub_id, booking.instrument_id), 0)?;
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
