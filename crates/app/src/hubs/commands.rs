//! Keeping the directory of hubs.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::store;
use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal};

/// A hub to be added.
#[derive(Clone, Debug)]
pub struct NewHub {
    /// Three letters, the head of its reference numbers.
    pub code: String,
    /// Name.
    pub name: String,
    /// Industry in words.
    pub industry: String,
    /// GB/T 4754-2017 prefixes, comma separated.
    pub industry_codes: String,
    /// GB/T 2260.
    pub division: String,
    /// city, province.
    pub level: String,
    /// cultivating, creating, recognised, removed.
    pub stage: String,
    /// Who runs it.
    pub operator: String,
    /// Address.
    pub address: String,
    /// Opening hours in words.
    pub hours: String,
    /// Where to call.
    pub phone: String,
    /// Where notices go.
    pub email: String,
    /// What it is.
    pub introduction: String,
}

/// A center to be added.
#[derive(Clone, Debug)]
pub struct NewCenter {
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// What it does.
    pub introduction: String,
    /// Place in the stack, from 1.
    pub position: i64,
}

/// Adds a hub.
///
/// # Errors
/// `Invalid` when the code is not three letters or is taken.
pub fn create(tx: &mut Tx, c: &mut Command, new: &NewHub) -> Result<Uuid, Error> {
    if new.code.len() != 3 || !new.code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(FormErrors::one("code", Refusal::new("hubs-code-wrong")).into());
    }
    let id = c.new_id();
    match store::insert(tx, id, new) {
        Err(db::Error::Unique { .. }) => return Err(FormErrors::one("code", Refusal::new("hubs-code-taken")).into()),
        other => other?,
    }
    record(tx, c, id, "hub.created", json!({ "code": new.code, "level": new.level, "stage": new.stage }))?;
    Ok(id)
}

/// Adds a center.
///
/// # Errors
/// Of the database.
pub fn add_center(tx: &mut Tx, c: &mut Command, hub: Uuid, new: &NewCenter) -> Result<Uuid, Error> {
    let id = c.new_id();
    store::insert_center(tx, hub, id, new)?;
    record(tx, c, hub, "hub.center-added", json!({ "center": id, "kind": new.kind }))?;
    Ok(id)
}

/// A provider moves in for a term; `ends_on` `None`: open-ended.
///
/// # Errors
/// `Invalid` when the term ends before it starts.
pub fn add_residency(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    organization: Uuid,
    center: Uuid,
    starts_on: &str,
    ends_on: Option<&str>,
) -> Result<Uuid, Error> {
    if ends_on.is_some_and(|end| end < starts_on) {
        return Err(FormErrors::one("ends_on", Refusal::new("hubs-term-wrong")).into());
    }
    let id = c.new_id();
    store::insert_residency(tx, hub, id, organization, center, starts_on, ends_on)?;
    record(
        tx,
        c,
        hub,
        "hub.residency-added",
        json!({ "organization": organization, "starts_on": starts_on, "ends_on": ends_on }),
    )?;
    Ok(id)
}

fn record(tx: &mut Tx, c: &mut Command, hub: Uuid, action: &'static str, data: serde_json::Value) -> Result<(), Error> {
    c.record(tx, Event { hub, action, object: "hub", id: hub, reference: "" }, data)?;
    Ok(())
}
