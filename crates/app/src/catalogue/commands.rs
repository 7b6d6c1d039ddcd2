//! Keeping the catalogue: entering, proposing, publishing, sending back, changing, retiring.

use db::Tx;
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::{NewService, Service};
use super::{rules, store, store_writes};
use crate::command::{Command, Event};
use crate::hubs;
use crate::web::{Error, FormErrors, Refusal};

/// Enters a service. A provider's own is proposed, and published by the hub.
///
/// # Errors
/// `Invalid` when a field is wrong, `Conflict` when another was entered at the same moment.
pub fn create(tx: &mut Tx, c: &mut Command, hub: Uuid, new: &NewService) -> Result<Uuid, Error> {
    rules::check(tx, c, hub, new)?;
    let id = c.new_id();
    // Services are retired, never deleted, so the count gives the next number that was never used.
    let code = format!("{}-{:03}", hubs::by_id(tx, hub)?.code, store::entered(tx, hub)? + 1);
    let proposed_by = c.actor.provider();
    let (state, action) =
        if proposed_by.is_some() { ("proposed", "service.proposed") } else { ("published", "service.published") };
    let place = store_writes::Place { hub, id, code: &code, state, proposed_by, now: c.now };
    match store_writes::insert(tx, &place, new) {
        Err(db::Error::Unique { .. }) => return Err(Error::Conflict),
        other => other?,
    }
    store_writes::insert_parts(tx, hub, id, new)?;
    c.record(tx, Event { hub, action, object: "service", id, reference: &code }, json!({ "function": new.function }))?;
    Ok(id)
}

/// Changes an entry; it stays in its state.
///
/// # Errors
/// `Refused` while it lies with its provider, `Invalid` when a field is wrong, `Conflict` when somebody else changed it
/// meanwhile.
pub fn edit(tx: &mut Tx, c: &mut Command, service: &Service, new: &NewService) -> Result<(), Error> {
    demand_state(service, &["proposed", "published", "retired"])?;
    replace(tx, c, service, new, &service.state, "service.changed")
}

/// A provider proposes again what waits, or what was sent back.
///
/// # Errors
/// `Refused` in another state, `Invalid` when a field is wrong, `Conflict` when it was changed meanwhile.
pub fn propose_again(tx: &mut Tx, c: &mut Command, service: &Service, new: &NewService) -> Result<(), Error> {
    demand_state(service, &["draft", "proposed"])?;
    replace(tx, c, service, new, "proposed", "service.proposed")
}

fn replace(
    tx: &mut Tx,
    c: &mut Command,
    service: &Service,
    new: &NewService,
    state: &str,
    action: &'static str,
) -> Result<(), Error> {
    rules::check(tx, c, service.hub_id, new)?;
    let fields = store::entry_of(tx, service)?.differs(new);
    store_writes::update(tx, service, new, state)?;
    record(tx, c, service, action, json!({ "fields": fields }))
}

/// Publishes a proposal, or again what was retired.
///
/// # Errors
/// `Refused` in another state, `Invalid` when it breaks a rule by now, `Conflict` when it was changed meanwhile.
pub fn publish(tx: &mut Tx, c: &mut Command, service: &Service) -> Result<(), Error> {
    demand_state(service, &["proposed", "retired"])?;
    let entry = store::entry_of(tx, service)?;
    rules::check(tx, c, service.hub_id, &entry)?;
    store_writes::update_state(tx, service, "published", "")?;
    record(tx, c, service, "service.published", json!({ "function": service.function }))
}

/// Sends a proposal back to its provider.
///
/// # Errors
/// `Refused` in another state, `Invalid` without a reason, `Conflict` when it was changed meanwhile.
pub fn send_back(tx: &mut Tx, c: &mut Command, service: &Service, words: &str) -> Result<(), Error> {
    demand_state(service, &["proposed"])?;
    demand_reason(words)?;
    store_writes::update_state(tx, service, "draft", words)?;
    record(tx, c, service, "service.returned", json!({ "reason": words }))
}

/// Takes a service out of the catalogue; what was ordered goes on.
///
/// # Errors
/// `Refused` in another state, `Conflict` when it was changed meanwhile.
pub fn retire(tx: &mut Tx, c: &mut Command, service: &Service) -> Result<(), Error> {
    demand_state(service, &["published"])?;
    store_writes::update_state(tx, service, "retired", "")?;
    record(tx, c, service, "service.retired", json!({}))
}

pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    service: &Service,
    action: &'static str,
    data: Value,
) -> Result<(), Error> {
    let event = Event { hub: service.hub_id, action, object: "service", id: service.id, reference: &service.code };
    c.record(tx, event, data)?;
    Ok(())
}

pub(super) fn demand_state(service: &Service, states: &[&str]) -> Result<(), Error> {
    if states.contains(&service.state.as_str()) { Ok(()) } else { Err(Refusal::new("catalogue-wrong-state").into()) }
}

pub(super) fn demand_reason(words: &str) -> Result<(), Error> {
    if words.is_empty() {
        return Err(FormErrors::one("words", Refusal::new("catalogue-say-why")).into());
    }
    if words.chars().count() > rules::REASON {
        return Err(FormErrors::one("words", Refusal::new("catalogue-too-long").with("most", rules::REASON)).into());
    }
    Ok(())
}
