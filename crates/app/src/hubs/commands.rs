//! Keeping hubs and their centers.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::model::{Center, Hub, NewCenter, NewHub, Standing};
use super::{checking, store};
use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal};

/// Adds a hub.
///
/// # Errors
/// `Invalid` with every field that is wrong; when the code is not three letters or is taken.
pub fn create(tx: &mut Tx, c: &mut Command, new: &NewHub) -> Result<Uuid, Error> {
    let mut check = checking::hub(new);
    if new.code.len() != 3 || !new.code.bytes().all(|b| b.is_ascii_uppercase()) {
        check.wrong("code", "hubs-code-wrong");
    }
    check.finish()?;
    let id = c.new_id();
    match store::insert(tx, id, new) {
        Err(db::Error::Unique { .. }) => return Err(FormErrors::one("code", Refusal::new("hubs-code-taken")).into()),
        other => other?,
    }
    record(tx, c, id, "hub.created", json!({ "code": new.code, "level": new.level, "stage": new.stage }))?;
    Ok(id)
}

/// Changes what a hub says of itself; its code, level and stage stay, and its division, which decides whose official
/// sees it.
///
/// # Errors
/// `Invalid` with every field that is wrong; `Conflict` when `hub.version` is not the newest.
pub fn change(tx: &mut Tx, c: &mut Command, hub: &Hub, new: &NewHub) -> Result<(), Error> {
    let (level, stage, division) = (hub.level.clone(), hub.stage.clone(), hub.division.clone());
    let new = NewHub { level, stage, division, ..new.clone() };
    checking::hub(&new).finish()?;
    store::update(tx, hub, &new)?;
    let data = json!({ "name": new.name, "industry": new.industry_codes, "operator": new.operator,
        "phone": new.phone });
    record(tx, c, hub.id, "hub.changed", data)
}

/// Changes a hub's level, stage and division, as a decision of the bureau says.
///
/// # Errors
/// `Invalid` for an unknown level, stage or division; `Conflict` when `hub.version` is not the newest.
pub fn change_standing(tx: &mut Tx, c: &mut Command, hub: &Hub, new: &Standing) -> Result<(), Error> {
    checking::standing(new)?;
    store::update_standing(tx, hub, new)?;
    let data = json!({ "level": new.level, "stage": new.stage, "division": new.division, "level_before": hub.level,
        "stage_before": hub.stage, "division_before": hub.division });
    record(tx, c, hub.id, "hub.standing-changed", data)
}

/// Notes in a demonstration that a hub is named in public news: its page says what of it is not invented.
///
/// # Errors
/// `Conflict` when there is no such hub.
pub fn name_publicly(tx: &mut Tx, c: &mut Command, hub: Uuid) -> Result<(), Error> {
    store::mark_named(tx, hub)?;
    record(tx, c, hub, "hub.named-publicly", json!({}))
}

/// Adds a center.
///
/// # Errors
/// `Invalid` with every field that is wrong.
pub fn add_center(tx: &mut Tx, c: &mut Command, hub: Uuid, new: &NewCenter) -> Result<Uuid, Error> {
    checking::center(new)?;
    let id = c.new_id();
    store::insert_center(tx, hub, id, new)?;
    record(tx, c, hub, "hub.center-added", json!({ "center": id, "kind": new.kind, "name": new.name }))?;
    Ok(id)
}

/// Changes a center, also its place among the others.
///
/// # Errors
/// `Invalid` with every field that is wrong; `Conflict` when `old.version` is not the newest.
pub fn change_center(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Center, new: &NewCenter) -> Result<(), Error> {
    checking::center(new)?;
    store::update_center(tx, hub, old, new)?;
    let data = json!({ "center": old.id, "kind": new.kind, "name": new.name, "position": new.position });
    record(tx, c, hub, "hub.center-changed", data)
}

/// Records what happened to a hub.
pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    action: &'static str,
    data: serde_json::Value,
) -> Result<(), Error> {
    c.record(tx, Event { hub, action, object: "hub", id: hub, reference: "" }, data)?;
    Ok(())
}
