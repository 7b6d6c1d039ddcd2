//! Residencies, known by provider, center and first day.

use db::Tx;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::store_uses;
use super::super::typing::Given;
use super::{Carried, Place, center, differences, kept, needed, provider, read_kept, wrong};
use crate::command::Command;
use crate::hubs::{self, Residency};
use crate::organizations;
use crate::web::{Error, FormErrors, Refusal};

/// What is kept for undoing.
#[derive(Serialize, Deserialize)]
struct Before {
    ends_on: Option<String>,
}

pub(super) fn carry(tx: &mut Tx, c: &mut Command, place: &Place, given: &Given) -> Result<Carried, Error> {
    let mut errors = FormErrors::none();
    let starts_on = needed(given, "starts_on", &mut errors);
    let told = given.filled("provider").or(given.filled("provider_name")).unwrap_or_default();
    let organization = if told.is_empty() { None } else { provider(tx, told)? };
    if organization.is_none() {
        errors.add("provider", Refusal::new("hubs-provider-unknown"));
    }
    let named = center(tx, place.hub, needed(given, "center", &mut errors))?;
    if named.is_none() && given.filled("center").is_some() {
        errors.add("center", Refusal::new("imports-center-unknown"));
    }
    let (Some(organization), Some(center)) = (organization, named) else { return Err(errors.into()) };
    errors.finish()?;
    refuse_other_name(tx, organization, given)?;
    let Some(old) = hubs::begun_on(tx, place.hub, organization, center, starts_on)? else {
        let ends_on = given.filled("ends_on");
        let object = hubs::add_residency(tx, c, place.hub, organization, center, starts_on, ends_on)?;
        return Ok(Carried::New { object });
    };
    let known = old.ends_on.clone().unwrap_or_default();
    let ends_on = given.get("ends_on").unwrap_or(&known);
    let differences = differences(&[("ends_on", known.clone())], &[("ends_on", ends_on.to_owned())]);
    if differences.is_empty() {
        return Ok(Carried::Unchanged { object: old.id });
    }
    let before = kept(&Before { ends_on: old.ends_on.clone() })?;
    let ends_on = Some(ends_on).filter(|day| !day.is_empty());
    hubs::change_residency(tx, c, place.hub, &old, center, starts_on, ends_on)?;
    Ok(Carried::Changed { object: old.id, seen: old.version, differences, before })
}

/// A row with the code of one provider and the name of another means either: nobody guesses which.
fn refuse_other_name(tx: &mut Tx, organization: Uuid, given: &Given) -> Result<(), Error> {
    let (Some(_), Some(name)) = (given.filled("provider"), given.filled("provider_name")) else { return Ok(()) };
    let registered = organizations::by_id(tx, organization)?.name;
    if codes::text::to_half_width(name) == registered {
        return Ok(());
    }
    Err(wrong("provider_name", Refusal::new("imports-other-name").with("name", registered)))
}

pub(super) fn restore(
    tx: &mut Tx,
    c: &mut Command,
    place: &Place,
    object: Uuid,
    version: i64,
    before: &str,
) -> Result<(), Error> {
    let old = hubs::residency_by_id(tx, place.hub, object)?;
    let before: Before = read_kept(before)?;
    let (center, starts_on) = (old.center_id, old.starts_on.clone());
    let old = Residency { version, ..old };
    hubs::change_residency(tx, c, place.hub, &old, center, &starts_on, before.ends_on.as_deref())
}

pub(super) fn remove(tx: &mut Tx, c: &mut Command, place: &Place, object: Uuid, version: i64) -> Result<(), Error> {
    let old = hubs::residency_by_id(tx, place.hub, object)?;
    store_uses::refuse_used_residency(tx, place.hub, &old)?;
    hubs::remove_residency(tx, c, place.hub, &Residency { version, ..old })
}
