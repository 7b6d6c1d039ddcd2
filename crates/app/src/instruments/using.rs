//! The use: who is at the instrument checks in, begins, ends. Its owner's staff do it for whom they work with, or state
//! afterwards from when until when it was.

use db::Tx;
use serde_json::json;
use slots::{Interval, MINUTE};

use super::booking::{self, record, side};
use super::booking_model::Booking;
use super::changing::demand_reason;
use super::ruling::Rules;
use super::store_uses::{self, Use};
use super::{refusing, schemes, striking};
use crate::command::Command;
use crate::organizations;
use crate::web::{Error, FormErrors, Refusal};

const DAY: i64 = 86_400_000;

/// What a use costs: by its own minutes where the rules say so, else as it was booked.
pub(super) fn final_price(rules: &Rules, booking: &Booking, used: &Interval, size: Option<&str>) -> i64 {
    if rules.charged != "used" {
        return booking.price_fen;
    }
    let minutes = (used.until - used.from + MINUTE - 1) / MINUTE;
    rules.price(minutes, booking.samples, size)
}

/// Whether one may check in or begin now.
fn demand_at_hand(c: &Command, booking: &Booking) -> Result<(), Error> {
    if booking.state != "booked" {
        return Err(Refusal::new("instruments-not-booked").into());
    }
    let opens = booking.used.from - schemes::on(c.today()).early_minutes * MINUTE;
    if c.now < opens {
        return Err(refusing::at(Refusal::new("instruments-use-early"), ("from", "clock"), opens).into());
    }
    if c.now >= booking.used.until {
        return Err(Refusal::new("instruments-use-over").into());
    }
    Ok(())
}

/// Checks in.
///
/// # Errors
/// `Refused` too early, too late, or twice.
pub fn arrive(tx: &mut Tx, c: &mut Command, booking: &Booking) -> Result<(), Error> {
    demand_at_hand(c, booking)?;
    if booking.came_at.is_some() {
        return Err(Refusal::new("instruments-use-came").into());
    }
    store_uses::put_came(tx, booking, c.now)?;
    record(tx, c, booking, "booking.came", json!({}))
}

/// Begins; checks in where that was forgotten.
///
/// # Errors
/// As [`arrive`]; `Refused` while another is at it.
pub fn begin(tx: &mut Tx, c: &mut Command, booking: &Booking) -> Result<(), Error> {
    demand_at_hand(c, booking)?;
    if store_uses::of(tx, booking)?.is_some() {
        return Err(Refusal::new("instruments-use-began").into());
    }
    if let Some(firm) = store_uses::running(tx, booking)? {
        let own = firm == booking.firm_id;
        let key = if own { "instruments-use-own-runs" } else { "instruments-use-other-runs" };
        return Err(Refusal::new(key).into());
    }
    if booking.came_at.is_none() {
        store_uses::put_came(tx, booking, c.now)?;
    }
    let of = Use { began_at: Some(c.now), until_at: None, side: side(c, booking).into(), words: String::new() };
    store_uses::put(tx, booking, &of, c.actor.person().map(|person| person.id))?;
    record(tx, c, booking, "booking.begun", json!({ "from": c.now }))
}

/// Ends: the price is final.
///
/// # Errors
/// `Refused` unless it was begun.
pub fn end(tx: &mut Tx, c: &mut Command, booking: &Booking) -> Result<(), Error> {
    let began = store_uses::of(tx, booking)?.filter(|of| of.until_at.is_none()).and_then(|of| of.began_at);
    let Some(began) = began.filter(|_| booking.state == "booked") else {
        return Err(Refusal::new("instruments-use-not-begun").into());
    };
    let used = Interval { from: began, until: c.now.max(began + MINUTE) };
    finish(tx, c, booking, &used, "", "booking.used")
}

/// A use that nobody ended is ended with its booking; by the system.
pub(super) fn end_forgotten(tx: &mut Tx, c: &mut Command, booking: &Booking) -> Result<(), Error> {
    let Some(began) = store_uses::of(tx, booking)?.and_then(|of| of.began_at) else {
        // Somebody came and never began: what was used is for the owner to state.
        return Ok(());
    };
    let used = Interval { from: began, until: booking.used.until.max(began + MINUTE) };
    finish(tx, c, booking, &used, "", "booking.used")
}

/// Its owner states the use, also instead of what was stated before, or of a strike.
///
/// # Errors
/// `Invalid` for times that cannot be, or to correct without a reason; `Refused` once it was handed over.
pub fn state(tx: &mut Tx, c: &mut Command, booking: &Booking, used: &Interval, words: &str) -> Result<(), Error> {
    if !["booked", "used", "missed"].contains(&booking.state.as_str()) || store_uses::is_delivered(tx, booking)? {
        return Err(Refusal::new("instruments-use-closed").into());
    }
    let mut errors = FormErrors::none();
    if used.from >= used.until {
        errors.add("until_clock", Refusal::new("instruments-use-backwards"));
    }
    if used.until > c.now {
        errors.add("until_clock", Refusal::new("instruments-use-to-come"));
    }
    if used.from < booking.used.from - DAY || used.until > booking.used.until + DAY {
        errors.add("from_clock", Refusal::new("instruments-use-elsewhere"));
    }
    let scheme = schemes::on(c.today());
    if c.now > booking.used.until + scheme.stated_days * DAY {
        errors.add("from_clock", Refusal::new("instruments-use-too-late").with("days", scheme.stated_days));
    }
    errors.finish()?;
    let before = store_uses::of(tx, booking)?.is_some_and(|of| of.until_at.is_some());
    if before || booking.state == "missed" {
        demand_reason(words)?;
    }
    if booking.state == "missed" {
        striking::take_back(tx, c, booking, words)?;
    }
    finish(tx, c, booking, used, words, "booking.stated")
}

fn finish(
    tx: &mut Tx,
    c: &mut Command,
    booking: &Booking,
    used: &Interval,
    words: &str,
    action: &'static str,
) -> Result<(), Error> {
    let rules = booking::rules_under(tx, booking)?;
    let firm = organizations::by_id(tx, booking.firm_id)?;
    let price_fen = final_price(&rules, booking, used, firm.size_class.as_deref());
    let side = side(c, booking).to_owned();
    let of = Use { began_at: Some(used.from), until_at: Some(used.until), side, words: words.to_owned() };
    store_uses::put(tx, booking, &of, c.actor.person().map(|person| person.id))?;
    store_uses::put_used(tx, booking, price_fen, used.until)?;
    let told = json!({ "from": used.from, "until": used.until, "price_fen": price_fen, "reason": words });
    record(tx, c, booking, action, told)
}

/// Nobody came: a strike. Said by the owner, or by the hour's job where users work on it themselves.
///
/// # Errors
/// `Refused` before the term has passed, or where somebody came.
pub fn miss(tx: &mut Tx, c: &mut Command, booking: &Booking) -> Result<(), Error> {
    if booking.state != "booked" || booking.came_at.is_some() {
        return Err(Refusal::new("instruments-not-missed").into());
    }
    let term = schemes::on(c.today()).missed_minutes;
    if c.now < booking.used.from + term * MINUTE {
        return Err(Refusal::new("instruments-not-missed-yet").with("minutes", term).into());
    }
    store_uses::put_missed(tx, booking, c.now)?;
    striking::strike(tx, c, booking)?;
    record(tx, c, booking, "booking.missed", json!({}))
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn used_time_is_charged_by_begun_minutes() {
        let rules = Rules { hour_fen: 12_000, least_fen: 5_000, charged: "used".into(), ..Rules::default() };
        let booked = Rules { charged: "booked".into(), ..rules.clone() };
        let booking = Booking::at_noon();
        for (millis, fen) in [(60 * MINUTE, 12_000), (90 * MINUTE, 18_000), (59 * MINUTE + 1, 12_000), (MINUTE, 5_000)]
        {
            let used = Interval { from: 0, until: millis };
            assert_eq!(final_price(&rules, &booking, &used, None), fen, "{millis}");
            assert_eq!(final_price(&booked, &booking, &used, None), booking.price_fen);
        }
    }
}
