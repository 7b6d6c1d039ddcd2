//! A need goes to another hub, with a reason, under the same reference number: docs/decisions/0034.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::commands::record;
use super::drafts::removed;
use super::model::{Need, Step};
use super::reading::REASON;
use super::{store, store_passing, store_reading, watching};
use crate::attachments;
use crate::command::Command;
use crate::deadlines;
use crate::hubs::{self, Hub};
use crate::web::{Error, FormErrors, Refusal};

/// That a need was passed on: what the hub that passed it keeps.
#[derive(Clone, Debug)]
pub struct Forward {
    /// Who passed it.
    pub hub_id: Uuid,
    /// Its name.
    pub hub_name: String,
    /// Who received it.
    pub to_hub_id: Uuid,
    /// Its name.
    pub to_hub_name: String,
    /// Number to call there.
    pub to_hub_phone: String,
    /// The need.
    pub need_id: Uuid,
    /// Why.
    pub reason: String,
    /// Who did it.
    pub passed_by: String,
    /// When; milliseconds UTC.
    pub passed_at: i64,
}

/// Passes a need to another hub. The row of this hub stays as it was, ended; a row of the other hub goes on with the number,
/// the files and what was asked back. The other hub answers within its own days from today.
///
/// # Errors
/// `Invalid` without a reason or for a hub that cannot take it; `Refused` once there is a plan or something is to follow.
pub fn pass(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &workdays::Calendar,
    need: &Need,
    code: &str,
    reason: &str,
) -> Result<(), Error> {
    let state = need.step(Step::Pass)?;
    let to = check(tx, need, code, reason)?;
    if store_passing::is_under_way(tx, need)? {
        return Err(Refusal::new("needs-pass-late").into());
    }
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let due_on = deadlines::due(calendar, c.today(), deadlines::on(c.today()).triage);
    let gone = Need { state, closed_at: Some(c.now), triage_due_on: None, due_on: None, ..need.clone() };
    store::update(tx, &Need { clerk_id: need.clerk_id.or(Some(person)), ..gone })?;
    // The providers that the firm named are of this hub: nobody else learns of it there.
    let visibility = if need.visibility == "named" { "hub" } else { need.visibility.as_str() };
    store_passing::give_number_away(tx, need)?;
    let moved =
        Need { hub_id: to.id, visibility: visibility.to_owned(), triage_due_on: due_on.clone(), ..need.clone() };
    // What the other hub gets is written where this hub cannot.
    tx.as_system(|tx| {
        store_passing::insert(tx, &moved)?;
        store_passing::insert_forward(tx, need, (to.id, reason), (person, c.now))?;
        store_passing::copy_askback(tx, need, to.id)?;
        attachments::hand_over(tx, need.id, (to.id, "need", need.id))
    })?;
    let told = json!({ "to": to.code, "to_name": to.name, "reason": reason });
    record(tx, c, need, "need.passed", told)?;
    let told = json!({ "from": need.hub_code, "from_name": need.hub_name, "reason": reason, "due_on": due_on });
    record(tx, c, &moved, "need.received", told)?;
    watching::watch(tx, c, to.id)
}

fn check(tx: &mut Tx, need: &Need, code: &str, reason: &str) -> Result<Hub, Error> {
    let mut errors = FormErrors::none();
    let to = hubs::by_code(tx, code).ok();
    match &to {
        None => errors.add("to", Refusal::new("needs-choose-hub")),
        Some(hub) if hub.id == need.hub_id => errors.add("to", Refusal::new("needs-pass-here")),
        Some(hub) if hub.is_removed() => errors.add("to", removed(hub)),
        // Between two hubs a need would go to and fro, and the firm would wait.
        Some(hub) if store_passing::was_at(tx, need.id, hub.id)? => {
            errors.add("to", Refusal::new("needs-pass-back").with("hub", &hub.name));
        }
        Some(_) => {}
    }
    let given = reason.chars().count();
    if reason.is_empty() {
        errors.add("pass_reason", Refusal::new("needs-pass-say-why"));
    } else if given > REASON {
        errors.add("pass_reason", Refusal::new("needs-too-long").with("most", REASON).with("given", given));
    }
    errors.finish()?;
    to.ok_or(Error::Conflict)
}

/// The hubs that a need can be passed to: code and name.
///
/// # Errors
/// Of the database.
pub fn choices(tx: &mut Tx, need: &Need) -> Result<Vec<(String, String)>, Error> {
    let all = store_reading::candidates(tx)?;
    Ok(all.into_iter().filter(|hub| hub.id != need.hub_id).map(|hub| (hub.code, hub.name)).collect())
}
