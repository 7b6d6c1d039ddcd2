//! Experts of a hub, known by name and employer.

use db::Tx;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::typing::Given;
use super::{Carried, Place, differences, kept, needed, read_kept};
use crate::command::Command;
use crate::hubs::{self, Expert, Profile};
use crate::web::{Error, FormErrors, Refusal};

/// What is kept for undoing.
#[derive(Serialize, Deserialize)]
struct Before {
    title: String,
    fields: String,
}

pub(super) fn carry(tx: &mut Tx, c: &mut Command, place: &Place, given: &Given) -> Result<Carried, Error> {
    let mut errors = FormErrors::none();
    let (name, employer) = (needed(given, "name", &mut errors), needed(given, "employer", &mut errors));
    errors.finish()?;
    let found = hubs::experts_called(tx, place.hub, name, employer)?;
    let over = |field: &str, known: &str| given.get(field).unwrap_or(known).to_owned();
    let read = |known: Option<&Profile>| Profile {
        name: name.to_owned(),
        employer: employer.to_owned(),
        title: over("title", known.map_or("", |known| &known.title)),
        fields: over("fields", known.map_or("", |known| &known.fields)),
        ..known.cloned().unwrap_or_default()
    };
    let old = match found.as_slice() {
        [] => return Ok(Carried::New { object: hubs::add_expert(tx, c, place.hub, None, &read(None))? }),
        [one] => one,
        several => return Err(Refusal::new("imports-several").with("n", several.len()).into()),
    };
    let new = read(Some(&old.said));
    let differences = differences(&described(&old.said), &described(&new));
    if differences.is_empty() {
        return Ok(Carried::Unchanged { object: old.id });
    }
    let before = kept(&Before { title: old.said.title.clone(), fields: old.said.fields.clone() })?;
    hubs::change_expert(tx, c, place.hub, old, old.person_id, &new)?;
    Ok(Carried::Changed { object: old.id, seen: old.version, differences, before })
}

fn described(said: &Profile) -> Vec<(&'static str, String)> {
    vec![("title", said.title.clone()), ("fields", said.fields.clone())]
}

pub(super) fn restore(
    tx: &mut Tx,
    c: &mut Command,
    place: &Place,
    object: Uuid,
    version: i64,
    before: &str,
) -> Result<(), Error> {
    let old = hubs::expert_by_id(tx, place.hub, object)?;
    let Before { title, fields } = read_kept(before)?;
    let new = Profile { title, fields, ..old.said.clone() };
    let person = old.person_id;
    hubs::change_expert(tx, c, place.hub, &Expert { version, ..old }, person, &new)
}

pub(super) fn remove(tx: &mut Tx, c: &mut Command, place: &Place, object: Uuid, version: i64) -> Result<(), Error> {
    let old = hubs::expert_by_id(tx, place.hub, object)?;
    hubs::remove_expert(tx, c, place.hub, &Expert { version, ..old })
}
