//! Who is resident in a hub's centers, and for which term.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::checking::Checking;
use super::commands::record;
use super::model::Residency;
use super::store::hold_center;
use super::store_residing::{self as store, Term};
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// A provider moves into a center for a term; `ends_on` `None`: open-ended.
///
/// # Errors
/// `Invalid` when a day is none, the term ends before it starts, it overlaps another of the same provider in the same
/// center, or the organization is no provider; `NotFound` when the center is not this hub's.
pub fn add_residency(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    organization: Uuid,
    center: Uuid,
    starts_on: &str,
    ends_on: Option<&str>,
) -> Result<Uuid, Error> {
    let term = term(organization, center, starts_on, ends_on)?;
    if !crate::organizations::by_id(tx, organization)?.is_provider {
        return Err(FormErrors::one("provider", Refusal::new("hubs-no-provider")).into());
    }
    let id = c.new_id();
    refuse_overlap(tx, hub, id, &term)?;
    store::insert_residency(tx, hub, id, &term)?;
    record(tx, c, hub, "hub.residency-added", data(id, &term))?;
    Ok(id)
}

/// Moves a provider to another center, or changes its term: to end it, give its last day.
///
/// # Errors
/// As [`add_residency`]; `Conflict` when `old.version` is not the newest.
pub fn change_residency(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    old: &Residency,
    center: Uuid,
    starts_on: &str,
    ends_on: Option<&str>,
) -> Result<(), Error> {
    let term = term(old.organization_id, center, starts_on, ends_on)?;
    refuse_overlap(tx, hub, old.id, &term)?;
    store::update_residency(tx, hub, old, &term)?;
    record(tx, c, hub, "hub.residency-changed", data(old.id, &term))
}

/// Takes out a term that was entered by mistake. One that was real is ended by its last day.
///
/// # Errors
/// `Conflict` when `old.version` is not the newest.
pub fn remove_residency(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Residency) -> Result<(), Error> {
    store::delete_residency(tx, hub, old)?;
    let data = json!({ "residency": old.id, "organization": old.organization_id, "center": old.center_id });
    record(tx, c, hub, "hub.residency-removed", data)
}

fn term(organization: Uuid, center: Uuid, starts_on: &str, ends_on: Option<&str>) -> Result<Term, Error> {
    let mut check = Checking::default();
    let starts_on = check.day("starts_on", starts_on);
    let ends_on = ends_on.map(|day| check.day("ends_on", day));
    if ends_on.as_ref().is_some_and(|end| !end.is_empty() && *end < starts_on) {
        check.wrong("ends_on", "hubs-term-wrong");
    }
    check.finish()?;
    Ok(Term { organization, center, starts_on, ends_on })
}

fn refuse_overlap(tx: &mut Tx, hub: Uuid, id: Uuid, term: &Term) -> Result<(), Error> {
    // Two who enter the same provider at once must see each other, so the center's row is held first.
    hold_center(tx, hub, term.center)?;
    if store::overlaps(tx, hub, id, term)? {
        return Err(FormErrors::one("starts_on", Refusal::new("hubs-term-overlaps")).into());
    }
    Ok(())
}

fn data(id: Uuid, term: &Term) -> serde_json::Value {
    json!({ "residency": id, "organization": term.organization, "center": term.center, "starts_on": term.starts_on,
        "ends_on": term.ends_on })
}
