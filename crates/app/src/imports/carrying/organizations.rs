//! Organizations; for a hub's manager only providers.

use codes::{divisions, industries};
use db::Tx;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::store_uses;
use super::super::typing::{self, Given};
use super::{Carried, Place, differences, kept, read_kept, wrong};
use crate::access::may_import_over;
use crate::command::Command;
use crate::organizations::model::{read_uscc, ten_thousands};
use crate::organizations::{self, NewOrganization, Organization};
use crate::web::{Error, Form, Refusal};
use crate::{hubs, people};

/// The fields of the form that a list fills, but for the code and the kinds.
const FIELDS: [&str; 10] = [
    "organization",
    "division",
    "industry",
    "staff",
    "revenue",
    "assets",
    "address",
    "contact_name",
    "contact_phone",
    "introduction",
];

/// What is kept for undoing: the form as it was filled.
#[derive(Serialize, Deserialize)]
struct Before {
    fields: Vec<(String, String)>,
}

pub(super) fn carry(tx: &mut Tx, c: &mut Command, place: &Place, given: &Given) -> Result<Carried, Error> {
    let code = given.filled("uscc").ok_or_else(|| wrong("uscc", Refusal::new("imports-fill-in")))?;
    let uscc = read_uscc(code).map_err(|refusal| wrong("uscc", refusal))?;
    let old = organizations::by_uscc(tx, uscc.as_str())?;
    let form = filled(place, old.as_ref(), given)?;
    let new = NewOrganization::read(&form, Some(uscc.as_str()))?;
    let Some(old) = old else {
        return Ok(Carried::New { object: organizations::register(tx, c, &new)? });
    };
    let differences = differences(&described(place, &as_new(&old)), &described(place, &new));
    if differences.is_empty() {
        return Ok(Carried::Unchanged { object: old.id });
    }
    let owners = people::owners(tx, old.id)?.len();
    let elsewhere = tx.as_system(|tx| hubs::resident_elsewhere(tx, place.hub, old.id))?;
    if !may_import_over(&c.actor, owners, elsewhere) {
        return Err(Refusal::new("imports-not-yours").into());
    }
    let before = kept(&Before { fields: as_fields(&old.as_typed()) })?;
    organizations::correct(tx, c, &old, &new, old.version)?;
    Ok(Carried::Changed { object: old.id, seen: old.version, differences, before })
}

fn as_fields(form: &Form) -> Vec<(String, String)> {
    form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The form as it is known, with what the row gives over it.
fn filled(place: &Place, old: Option<&Organization>, given: &Given) -> Result<Form, Error> {
    let known = old.map(Organization::as_typed).unwrap_or_default();
    let mut fields: Vec<(String, String)> = FIELDS
        .iter()
        .map(|field| {
            let text = given.get(field).unwrap_or_else(|| known.value(field));
            let text = if *field == "division" { typing::division(text) } else { text.to_owned() };
            ((*field).to_owned(), text)
        })
        .collect();
    let mut kinds: Vec<&str> = known.values("kinds");
    kinds.extend(told_kinds(place, given)?);
    fields.extend(kinds.into_iter().map(|kind| ("kinds".to_owned(), kind.to_owned())));
    Ok(Form::filled(fields))
}

/// What the organization comes for: what the row says; a manager's list is one of providers.
fn told_kinds(place: &Place, given: &Given) -> Result<Vec<&'static str>, Error> {
    if place.kind == "providers" {
        return Ok(vec!["provider"]);
    }
    let parts = typing::parts(&given.filled("kinds").unwrap_or_default().replace(['/', '和', '及', '+'], ";"));
    let kind = |part: &String| place.edition.which(&["firm", "provider"], part);
    let kinds: Option<Vec<&'static str>> = parts.iter().map(kind).collect();
    kinds.ok_or_else(|| wrong("kinds", Refusal::new("imports-kinds-wrong")))
}

/// What an organization would be registered as.
fn as_new(old: &Organization) -> NewOrganization {
    NewOrganization {
        uscc: old.uscc.clone(),
        name: old.name.clone(),
        is_firm: old.is_firm,
        is_provider: old.is_provider,
        division: old.division.clone(),
        industry: old.industry.clone(),
        staff: old.staff,
        revenue_fen: old.revenue_fen,
        assets_fen: old.assets_fen,
        address: old.address.clone(),
        contact_name: old.contact_name.clone(),
        contact_phone: old.contact_phone.clone(),
        introduction: old.introduction.clone(),
    }
}

/// In words, as the columns of the list show it.
fn described(place: &Place, new: &NewOrganization) -> Vec<(&'static str, String)> {
    let amount = |fen: Option<i64>| fen.map(ten_thousands).unwrap_or_default();
    let kinds = [(new.is_firm, "firm"), (new.is_provider, "provider")];
    let kinds: Vec<&str> = kinds.into_iter().filter(|(is, _)| *is).map(|(_, kind)| place.edition.word(kind)).collect();
    let industry = industries::lookup(&new.industry).map_or("", |industry| industry.name);
    vec![
        ("organization", new.name.clone()),
        ("kinds", kinds.join("、")),
        ("division", divisions::full_name(&new.division).unwrap_or_else(|| new.division.clone())),
        ("industry", format!("{} {industry}", new.industry)),
        ("staff", new.staff.map(|staff| staff.to_string()).unwrap_or_default()),
        ("revenue", amount(new.revenue_fen)),
        ("assets", amount(new.assets_fen)),
        ("address", new.address.clone()),
        ("contact_name", new.contact_name.clone()),
        ("contact_phone", new.contact_phone.clone()),
        ("introduction", new.introduction.clone()),
    ]
}

pub(super) fn restore(tx: &mut Tx, c: &mut Command, object: Uuid, version: i64, before: &str) -> Result<(), Error> {
    let old = organizations::by_id(tx, object)?;
    let before: Before = read_kept(before)?;
    let new = NewOrganization::read(&Form::filled(before.fields), Some(&old.uscc))?;
    // What it became by the list it may have been since: then it stays.
    let ceases = (old.is_firm && !new.is_firm) || (old.is_provider && !new.is_provider);
    if old.version == version && ceases {
        store_uses::refuse_used_organization(tx, object)?;
    }
    organizations::correct(tx, c, &old, &new, version)
}

pub(super) fn remove(tx: &mut Tx, c: &mut Command, object: Uuid, version: i64) -> Result<(), Error> {
    let old = organizations::by_id(tx, object)?;
    store_uses::refuse_used_organization(tx, object)?;
    organizations::remove(tx, c, &Organization { version, ..old })
}
