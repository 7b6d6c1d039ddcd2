//! Strikes: for each booking nobody came to. More than the rules allow within their span pause the firm; a granted appeal
//! takes one back.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::booking::record;
use super::booking_model::Booking;
use super::changing::demand_reason;
use super::model::Instrument;
use super::ruling::Rules;
use super::store_uses::{self, Strike};
use super::{booking, schemes};
use crate::app::civil;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

const DAY: i64 = 86_400_000;

/// Until when strikes at these moments pause a firm; `None` when they do not. One counts for `span` days, more than `most`
/// pause for `paused` days from the last one on.
pub(super) fn paused_until(struck: &[i64], now: i64, span: i64, most: i64, paused: i64) -> Option<i64> {
    let counted = struck.iter().filter(|at| **at > now - span * DAY && **at <= now);
    let last = counted.clone().max()?;
    let until = last + paused * DAY;
    (most > 0 && counted.count() as i64 > most && now < until).then_some(until)
}

/// Adds the refusal of a firm that is paused, with the day from which it books again.
pub(super) fn paused(
    tx: &mut Tx,
    c: &Command,
    instrument: &Instrument,
    rules: &Rules,
    firm: Uuid,
    errors: &mut FormErrors,
) -> Result<(), Error> {
    if rules.missed_most == 0 {
        return Ok(());
    }
    let span = schemes::on(c.today()).strike_days;
    let struck = store_uses::struck(tx, instrument, firm, c.now - span * DAY)?;
    if let Some(until) = paused_until(&struck, c.now, span, rules.missed_most, rules.paused_days) {
        let refusal = Refusal::new("instruments-paused").with("count", struck.len()).date("until", civil(until).date());
        errors.add("start", refusal);
    }
    Ok(())
}

pub(super) fn strike(tx: &mut Tx, c: &Command, booking: &Booking) -> Result<(), Error> {
    store_uses::insert_strike(tx, booking, c.now)
}

/// The firm says why it was not to blame.
///
/// # Errors
/// `Invalid` without a reason; `Refused` twice, or after the term.
pub fn appeal(tx: &mut Tx, c: &mut Command, booking: &Booking, words: &str) -> Result<(), Error> {
    let strike = store_uses::strike(tx, booking)?.ok_or(Error::NotFound)?;
    if strike.state != "stands" {
        return Err(Refusal::new("instruments-appeal-once").into());
    }
    let days = schemes::on(c.today()).appeal_days;
    if c.now > strike.struck_at + days * DAY {
        return Err(Refusal::new("instruments-appeal-late").with("days", days).into());
    }
    demand_reason(words)?;
    let person = c.actor.person().map(|person| person.id);
    let appealed = Strike { state: "appealed".into(), appeal: words.into(), ..strike };
    store_uses::put_appeal(tx, booking, &appealed, person, c.now)?;
    record(tx, c, booking, "booking.appealed", json!({ "reason": words }))
}

/// Its owner, or the hub, grants the appeal: the strike counts no more. Or upholds the strike and says why.
///
/// # Errors
/// `Refused` when nothing waits, `Invalid` to uphold it without a reason.
pub fn decide(tx: &mut Tx, c: &mut Command, booking: &Booking, grants: bool, words: &str) -> Result<(), Error> {
    let strike = store_uses::strike(tx, booking)?.ok_or(Error::NotFound)?;
    if strike.state != "appealed" {
        return Err(Refusal::new("instruments-no-appeal").into());
    }
    if !grants {
        demand_reason(words)?;
    }
    let (state, action) =
        if grants { ("taken-back", "booking.appeal-granted") } else { ("upheld", "booking.appeal-upheld") };
    let decided = Strike { state: state.into(), decision: words.into(), ..strike };
    store_uses::put_decision(tx, booking, &decided, c.actor.person().map(|person| person.id), c.now)?;
    record(tx, c, booking, action, json!({ "reason": words }))
}

/// Its owner states a use after all: so it was not missed.
pub(super) fn take_back(tx: &mut Tx, c: &Command, booking: &Booking, words: &str) -> Result<(), Error> {
    let Some(strike) = store_uses::strike(tx, booking)?.filter(|strike| strike.state != "taken-back") else {
        return Ok(());
    };
    let decided = Strike { state: "taken-back".into(), decision: words.into(), ..strike };
    store_uses::put_decision(tx, booking, &decided, c.actor.person().map(|person| person.id), c.now)
}

/// What the page of a booking shows of its strike.
///
/// # Errors
/// Of the database.
pub(super) fn of(tx: &mut Tx, booking: &Booking) -> Result<Option<Strike>, Error> {
    if booking::MISSABLE.contains(&booking.state.as_str()) { store_uses::strike(tx, booking) } else { Ok(None) }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn more_than_allowed_within_the_span_pause_from_the_last_one_on() {
        let now = 1_000 * DAY;
        let ago = |days: &[i64]| days.iter().map(|day| now - day * DAY).collect::<Vec<_>>();
        for (days, until) in [
            (&[][..], None),
            (&[1, 2], None),
            (&[1, 2, 3], Some(now + 29 * DAY)),
            // The oldest does not count any more.
            (&[1, 2, 180], None),
            (&[1, 2, 179], Some(now + 29 * DAY)),
            (&[30, 31, 32], None),
            (&[29, 31, 32], Some(now + DAY)),
        ] {
            assert_eq!(paused_until(&ago(days), now, 180, 2, 30), until, "{days:?}");
            assert_eq!(paused_until(&ago(days), now, 180, 0, 30), None);
        }
    }
}
