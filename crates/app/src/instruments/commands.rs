//! Keeping instruments: their owner enters, changes and offers them, hubs approve.

use db::Tx;
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::{Entry, Instrument, Offer};
use super::{entry, store, store_lists};
use crate::command::{Command, Event};
use crate::hubs;
use crate::web::{Error, FormErrors, Refusal};

/// Longest reason.
const REASON: usize = 500;

/// Enters an instrument at the hub that keeps it; a draft until it is offered.
///
/// # Errors
/// `Invalid` when a field is wrong, `Refused` where the provider is not resident, `Conflict` when another was entered at
/// the same moment.
pub fn create(tx: &mut Tx, c: &mut Command, hub: Uuid, provider: Uuid, new: &Entry) -> Result<Uuid, Error> {
    demand_residency(tx, c, hub, provider)?;
    entry::check(new, c.today())?;
    let id = c.new_id();
    // Instruments are retired, never deleted, so the count gives the next number that was never used.
    let code = format!("{}-I{:04}", hubs::by_id(tx, hub)?.code, store::entered(tx, hub)? + 1);
    match store::insert(tx, (hub, id), &code, provider, new) {
        Err(db::Error::Unique { .. }) => return Err(Error::Conflict),
        other => other?,
    }
    store::put_terms(tx, (hub, id), new)?;
    let event = Event { hub, action: "instrument.entered", object: "instrument", id, reference: &code };
    c.record(tx, event, json!({ "category": new.category }))?;
    Ok(id)
}

/// Where a provider's term does not run it enters and offers nothing. The system's own (a demonstration's past) may.
fn demand_residency(tx: &mut Tx, c: &Command, hub: Uuid, provider: Uuid) -> Result<(), Error> {
    if c.actor.person().is_none() || hubs::is_resident(tx, hub, provider, &c.today().to_string())? {
        return Ok(());
    }
    Err(Refusal::new("instruments-not-resident").into())
}

/// Changes the record.
///
/// # Errors
/// `Invalid` when a field is wrong, `Conflict` when somebody else changed it meanwhile.
pub fn change(tx: &mut Tx, c: &mut Command, instrument: &Instrument, new: &Entry) -> Result<(), Error> {
    entry::check(new, c.today())?;
    if instrument.shown && new.sharing != "external" {
        return Err(FormErrors::one("sharing", Refusal::new("instruments-not-external")).into());
    }
    store::update(tx, instrument, new)?;
    store::put_terms(tx, (instrument.hub_id, instrument.id), new)?;
    record(tx, c, instrument, "instrument.changed", json!({ "fields": instrument.entry.differs(new) }))
}

/// Offers it, takes it out of service, or retires it.
///
/// # Errors
/// `Refused` from a state that does not lead there, without rules, or to retire it while it is booked; `Invalid` to take
/// it out of service without saying why; `Conflict` when it was changed meanwhile.
pub fn set_state(
    tx: &mut Tx,
    c: &mut Command,
    instrument: &Instrument,
    state: &'static str,
    words: &str,
) -> Result<(), Error> {
    let from: &[&str] = match state {
        "offered" => &["draft", "out"],
        "out" => &["offered"],
        "retired" => &["draft", "offered", "out"],
        _ => &["retired"],
    };
    if !from.contains(&instrument.state.as_str()) {
        return Err(Refusal::new("instruments-wrong-state").into());
    }
    if state == "offered" {
        if instrument.rules_number == 0 {
            return Err(Refusal::new("instruments-no-rules").into());
        }
        if instrument.entry.sharing != "external" {
            return Err(Refusal::new("instruments-not-external").into());
        }
        ask(tx, c, instrument, instrument.hub_id)?;
    }
    if state == "retired" && store::uses_ahead(tx, instrument, c.now)? > 0 {
        return Err(Refusal::new("instruments-still-booked").into());
    }
    if state == "out" {
        demand_reason(words)?;
    }
    let words = if state == "out" { words } else { "" };
    store::update_state(tx, instrument, state, words)?;
    store::show(tx, (instrument.hub_id, instrument.id))?;
    let action = match state {
        "offered" => "instrument.offered",
        "out" => "instrument.out",
        "retired" => "instrument.retired",
        _ => "instrument.again",
    };
    record(tx, c, instrument, action, json!({ "reason": words }))
}

fn demand_reason(words: &str) -> Result<(), Error> {
    if words.is_empty() || words.chars().count() > REASON {
        return Err(FormErrors::one("words", Refusal::new("instruments-say-why").with("most", REASON)).into());
    }
    Ok(())
}

/// Asks a hub to offer it, unless it was asked or has approved.
///
/// # Errors
/// `Refused` where the provider is not resident.
pub fn ask(tx: &mut Tx, c: &mut Command, instrument: &Instrument, hub: Uuid) -> Result<(), Error> {
    demand_residency(tx, c, hub, instrument.provider_id)?;
    if store_lists::offer(tx, instrument, hub)?
        .is_some_and(|offer| ["asked", "approved"].contains(&offer.state.as_str()))
    {
        return Ok(());
    }
    store::put_asked(tx, instrument, hub, c.now)?;
    let (id, reference) = (instrument.id, instrument.code.as_str());
    let event = Event { hub, action: "instrument.asked", object: "instrument", id, reference };
    c.record(tx, event, json!({ "home": instrument.hub_id }))?;
    Ok(())
}

/// The owner offers it through a hub no longer.
///
/// # Errors
/// `Refused` when it is not offered there, `Conflict` when it was decided meanwhile.
pub fn end_offer(tx: &mut Tx, c: &mut Command, instrument: &Instrument, offer: &Offer) -> Result<(), Error> {
    if !["asked", "approved"].contains(&offer.state.as_str()) {
        return Err(Refusal::new("instruments-wrong-state").into());
    }
    decided(tx, c, instrument, offer, ("ended", "instrument.offer-ended"), "")
}

/// The hub approves, or declines with a reason; also later what it had approved.
///
/// # Errors
/// `Refused` in another state, `Invalid` to decline without a reason, `Conflict` when it was decided meanwhile.
pub fn decide(
    tx: &mut Tx,
    c: &mut Command,
    instrument: &Instrument,
    offer: &Offer,
    approves: bool,
    words: &str,
) -> Result<(), Error> {
    let from: &[&str] = if approves { &["asked", "declined"] } else { &["asked", "approved"] };
    if !from.contains(&offer.state.as_str()) {
        return Err(Refusal::new("instruments-wrong-state").into());
    }
    if approves {
        return decided(tx, c, instrument, offer, ("approved", "instrument.approved"), "");
    }
    demand_reason(words)?;
    decided(tx, c, instrument, offer, ("declined", "instrument.declined"), words)
}

fn decided(
    tx: &mut Tx,
    c: &mut Command,
    instrument: &Instrument,
    offer: &Offer,
    (state, action): (&str, &'static str),
    words: &str,
) -> Result<(), Error> {
    let person = c.actor.person().map(|person| person.id);
    store::decide(tx, instrument, offer, state, words, person, c.now)?;
    store::show(tx, (instrument.hub_id, instrument.id))?;
    let (id, reference) = (instrument.id, instrument.code.as_str());
    let event = Event { hub: offer.hub_id, action, object: "instrument", id, reference };
    c.record(tx, event, json!({ "home": instrument.hub_id, "reason": words }))?;
    Ok(())
}

pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    instrument: &Instrument,
    action: &'static str,
    data: Value,
) -> Result<(), Error> {
    let (hub, id, reference) = (instrument.hub_id, instrument.id, instrument.code.as_str());
    c.record(tx, Event { hub, action, object: "instrument", id, reference }, data)?;
    Ok(())
}
