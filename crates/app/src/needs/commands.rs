//! Saying a need, and what the plan and its orders tell of it. Triage is in `triage.rs`.

use db::Tx;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::drafts::removed;
use super::model::{CHANNELS, Need, State, Step, VISIBILITIES};
use super::reading::WORDS;
use super::{gaps, releasing, store, watching};
use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal};
use crate::{deadlines, hubs};

/// What a firm says.
#[derive(Clone, Debug)]
pub struct NewNeed {
    /// To which hub.
    pub hub_id: Uuid,
    /// Which firm.
    pub firm_id: Uuid,
    /// Who says it, or takes it in.
    pub said_by: Uuid,
    /// online, phone, counter.
    pub channel: String,
    /// Purpose.
    pub function: String,
    /// What it wants to get done.
    pub words: String,
    /// About what product or material.
    pub product: String,
    /// By when.
    pub wanted_on: Option<String>,
    /// In fen.
    pub budget_fen: Option<i64>,
    /// providers, named, hub.
    pub visibility: String,
    /// Named providers.
    pub named: Vec<Uuid>,
    /// Whom to call.
    pub contact_name: String,
    /// Number to call.
    pub contact_phone: String,
}

/// A need that was taken in.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// Id.
    pub id: Uuid,
    /// Reference number.
    pub reference: String,
}

/// Takes a need in.
///
/// # Errors
/// `Invalid` without words, for a channel or visibility that there is not, or when the hub was removed.
pub fn submit(tx: &mut Tx, c: &mut Command, calendar: &Calendar, new: &NewNeed) -> Result<Submitted, Error> {
    check(new)?;
    let sides = store::sides(tx, new.hub_id, new.firm_id)?;
    if sides.hub_removed {
        return Err(FormErrors::one("hub", removed(&hubs::by_id(tx, new.hub_id)?)).into());
    }
    let submitted = Submitted { id: c.new_id(), reference: c.new_reference(tx, &sides.hub_code)? };
    let due_on = deadlines::due(calendar, c.today(), deadlines::on(c.today()).triage);
    store::insert(tx, &submitted, &sides.firm_name, new, c.now, due_on.clone())?;
    for provider in &new.named {
        store::insert_named(tx, new.hub_id, submitted.id, *provider)?;
    }
    let event = Event {
        hub: new.hub_id,
        action: "need.sent",
        object: "need",
        id: submitted.id,
        reference: &submitted.reference,
    };
    c.record(tx, event, json!({ "function": new.function, "channel": new.channel, "due_on": due_on }))?;
    watching::watch(tx, c, new.hub_id)?;
    Ok(submitted)
}

/// What was booked straight away is said and answered at once: a need whose plan is accepted.
///
/// # Errors
/// As [`submit`].
pub fn booked(tx: &mut Tx, c: &mut Command, new: &NewNeed, booking: &str) -> Result<Need, Error> {
    check(new)?;
    let sides = store::sides(tx, new.hub_id, new.firm_id)?;
    let made = Submitted { id: c.new_id(), reference: c.new_reference(tx, &sides.hub_code)? };
    store::insert(tx, &made, &sides.firm_name, new, c.now, None)?;
    let need = store::by_id(tx, new.hub_id, made.id)?;
    store::update(tx, &Need { state: State::Planned, accepted_at: Some(c.now), ..need.clone() })?;
    record(tx, c, &need, "need.booked", json!({ "function": new.function, "booking": booking }))?;
    store::by_id(tx, new.hub_id, made.id)
}

fn check(new: &NewNeed) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    if new.words.is_empty() {
        errors.add("words", Refusal::new("needs-say-what"));
    }
    let given = new.words.chars().count();
    if given > WORDS {
        errors.add("words", Refusal::new("needs-too-long").with("most", WORDS).with("given", given));
    }
    if !CHANNELS.contains(&new.channel.as_str()) {
        errors.add("channel", Refusal::new("needs-choose-channel"));
    }
    if !VISIBILITIES.contains(&new.visibility.as_str()) {
        errors.add("visibility", Refusal::new("needs-choose-visibility"));
    }
    errors.finish()
}

/// The hub accepts: the clock for the plan starts.
///
/// # Errors
/// `Refused` when it was answered already.
pub fn accept(tx: &mut Tx, c: &mut Command, calendar: &Calendar, need: &Need) -> Result<(), Error> {
    let due_on = deadlines::due(calendar, c.today(), deadlines::on(c.today()).plan);
    let accepted = Need {
        state: need.step(Step::Accept)?,
        accepted_at: Some(c.now),
        due_on: due_on.clone(),
        clerk_id: need.clerk_id.or(c.actor.person().map(|person| person.id)),
        ..need.clone()
    };
    store::update(tx, &accepted)?;
    record(tx, c, need, "need.accepted", json!({ "due_on": due_on }))?;
    watching::watch(tx, c, need.hub_id)
}

/// The plan goes to the firm.
///
/// # Errors
/// `Conflict` when the need was changed meanwhile.
pub fn planned(tx: &mut Tx, c: &mut Command, need: &Need) -> Result<(), Error> {
    if need.state == State::Accepted {
        store::update(tx, &Need { state: need.step(Step::Plan)?, ..need.clone() })?;
        record(tx, c, need, "need.planned", json!({}))?;
    }
    Ok(())
}

/// Every order of the need has ended.
///
/// # Errors
/// `Conflict` when the need was changed meanwhile.
pub fn close(tx: &mut Tx, c: &mut Command, need: &Need) -> Result<(), Error> {
    if need.state == State::Planned {
        gaps::end_all(tx, need)?;
        releasing::release(tx, c, need)?;
        store::update(tx, &Need { state: need.step(Step::Close)?, closed_at: Some(c.now), ..need.clone() })?;
        record(tx, c, need, "need.closed", json!({}))?;
    }
    Ok(())
}

/// Records what happened to a need.
pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    need: &Need,
    action: &'static str,
    data: serde_json::Value,
) -> Result<(), Error> {
    let event = Event { hub: need.hub_id, action, object: "need", id: need.id, reference: &need.reference };
    c.record(tx, event, data)?;
    Ok(())
}
