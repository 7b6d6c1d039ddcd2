//! A hub's experts: entered by its staff, or proposed by themselves, and then published by the hub or sent back.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::commands::record;
use super::model::{Expert, Profile};
use super::{checking, store_experts as store};
use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal, one_row};

/// Longest words with which the hub sends a profile back.
const WORDS: usize = 500;

/// Adds an expert, whose profile is public at once.
///
/// # Errors
/// `Invalid` with every field that is wrong, or when the account is not that of an expert admitted by this hub, or has a
/// profile already.
pub fn add_expert(tx: &mut Tx, c: &mut Command, hub: Uuid, person: Option<Uuid>, new: &Profile) -> Result<Uuid, Error> {
    checking::expert(person, new, &store::accounts(tx, hub)?)?;
    let id = c.new_id();
    one_profile(store::insert(tx, hub, id, person, new))?;
    record(tx, c, hub, "hub.expert-added", json!({ "expert": id, "account": person.is_some() }))?;
    Ok(id)
}

/// Changes what is said of an expert; what the expert proposes stays as it is.
///
/// # Errors
/// As [`add_expert`]; `Conflict` when `old.version` is not the newest.
pub fn change_expert(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    old: &Expert,
    person: Option<Uuid>,
    new: &Profile,
) -> Result<(), Error> {
    checking::expert(person, new, &store::accounts(tx, hub)?)?;
    one_profile(store::update(tx, hub, old, person, new))?;
    record(tx, c, hub, "hub.expert-changed", json!({ "expert": old.id, "account": person.is_some() }))
}

/// One row was meant; an account has one profile at a hub.
fn one_profile(written: Result<u64, db::Error>) -> Result<(), Error> {
    match written {
        Err(db::Error::Unique { .. }) => Err(FormErrors::one("person", Refusal::new("hubs-account-taken")).into()),
        other => one_row(other?),
    }
}

/// Takes an expert out of the directory.
///
/// # Errors
/// `Conflict` when `old.version` is not the newest.
pub fn remove_expert(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Expert) -> Result<(), Error> {
    store::delete(tx, hub, old)?;
    record(tx, c, hub, "hub.expert-removed", json!({ "expert": old.id }))
}

/// An expert says what the hub shall say of them: it waits until the hub publishes it. `old` is the profile as the expert
/// saw it.
///
/// # Errors
/// `Invalid` with every field that is wrong, or when it is just what is published; `Conflict` when the profile was changed
/// meanwhile.
pub fn propose(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    person: Uuid,
    old: Option<&Expert>,
    new: &Profile,
) -> Result<(), Error> {
    checking::profile(new).finish()?;
    let id = match old {
        None => {
            let id = c.new_id();
            match store::insert_proposed(tx, hub, id, person, new, c.now) {
                // Proposed a moment ago in another window.
                Err(db::Error::Unique { .. }) => return Err(Error::Conflict),
                other => one_row(other?)?,
            }
            id
        }
        Some(old) if old.published && old.said == *new => {
            return Err(FormErrors::one("fields", Refusal::new("hubs-profile-same")).into());
        }
        Some(old) => {
            store::set_proposal(tx, hub, old, new, c.now)?;
            old.id
        }
    };
    of_expert(tx, c, hub, "expert.proposed", id, json!({ "first": old.is_none() }))
}

/// The hub publishes what an expert proposed.
///
/// # Errors
/// `Conflict` when nothing waits, or `old.version` is not the newest.
pub fn publish(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Expert) -> Result<(), Error> {
    let Some(said) = old.proposal.as_ref().filter(|_| old.state() == "waiting") else { return Err(Error::Conflict) };
    store::publish(tx, hub, old, said)?;
    of_expert(tx, c, hub, "expert.published", old.id, json!({}))
}

/// The hub sends it back to the expert; what was published before stays.
///
/// # Errors
/// `Invalid` without words; `Conflict` when nothing waits, or `old.version` is not the newest.
pub fn send_back(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Expert, words: &str) -> Result<(), Error> {
    if words.is_empty() {
        return Err(FormErrors::one("words", Refusal::new("hubs-say-why")).into());
    }
    if old.state() != "waiting" {
        return Err(Error::Conflict);
    }
    let words: String = words.chars().take(WORDS).collect();
    store::send_back(tx, hub, old, &words)?;
    of_expert(tx, c, hub, "expert.returned", old.id, json!({ "words": words }))
}

fn of_expert(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    action: &'static str,
    id: Uuid,
    data: serde_json::Value,
) -> Result<(), Error> {
    c.record(tx, Event { hub, action, object: "expert", id, reference: "" }, data)?;
    Ok(())
}
