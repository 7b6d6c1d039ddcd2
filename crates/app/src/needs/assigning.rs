//! Who of the hub deals with a need: one takes it, or is given it by a colleague.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::commands::record;
use super::model::Need;
use super::{store, store_triage};
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// From now on this person deals with the need; `None`: nobody in particular.
///
/// # Errors
/// `Invalid` for somebody who does not work for the hub; `Refused` once the need has ended or when nothing changes.
pub fn assign(tx: &mut Tx, c: &mut Command, need: &Need, person: Option<Uuid>) -> Result<(), Error> {
    if need.state.is_end() {
        return Err(Refusal::new("needs-ended").into());
    }
    if need.clerk_id == person {
        return Err(Refusal::new("needs-assigned-already").into());
    }
    if let Some(person) = person
        && !store_triage::staff(tx, need.hub_id)?.iter().any(|(id, _)| *id == person)
    {
        return Err(FormErrors::one("clerk", Refusal::new("needs-assign-staff")).into());
    }
    store::update(tx, &Need { clerk_id: person, ..need.clone() })?;
    record(tx, c, need, "need.assigned", json!({ "person": person, "before": need.clerk_id }))
}
