//! Services of a hub, known by their code, or by their name among those that are not retired.

use db::Tx;
use uuid::Uuid;

use super::super::store_uses;
use super::super::typing::{self, Given};
use super::{Carried, Place, center, differences, kept, provider, read_kept, renamed, wrong};
use crate::catalogue::{self, NewMaterial, NewProvider, NewService, PRICE_KINDS, Service};
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal, words};
use crate::{hubs, organizations};

pub(super) fn carry(tx: &mut Tx, c: &mut Command, place: &Place, given: &Given) -> Result<Carried, Error> {
    let old = known(tx, place, given)?;
    let was = old.as_ref().map(|old| catalogue::entry_of(tx, old)).transpose()?;
    let new = entry(tx, place, given, was.as_ref())?;
    let (Some(old), Some(was)) = (old, was) else {
        let object = catalogue::create(tx, c, place.hub, &new).map_err(in_columns)?;
        return Ok(Carried::New { object });
    };
    let differences = differences(&described(tx, place, &was)?, &described(tx, place, &new)?);
    if differences.is_empty() {
        return Ok(Carried::Unchanged { object: old.id });
    }
    catalogue::edit(tx, c, &old, &new).map_err(in_columns)?;
    Ok(Carried::Changed { object: old.id, seen: old.version, differences, before: kept(&was)? })
}

/// The entry that the row is about.
fn known(tx: &mut Tx, place: &Place, given: &Given) -> Result<Option<Service>, Error> {
    if let Some(code) = given.filled("code") {
        let found = catalogue::by_code(tx, &codes::text::to_half_width(code).trim().to_uppercase());
        let here = found.ok().filter(|service| service.hub_id == place.hub);
        return here.map(Some).ok_or_else(|| wrong("code", Refusal::new("imports-code-unknown")));
    }
    let name = given.filled("name").ok_or_else(|| wrong("name", Refusal::new("imports-fill-in")))?;
    let mut found = catalogue::called(tx, place.hub, name)?;
    match found.len() {
        0 | 1 => Ok(found.pop()),
        n => Err(Refusal::new("imports-several").with("n", n).into()),
    }
}

/// The entry as it is known, with what the row gives over it.
fn entry(tx: &mut Tx, place: &Place, given: &Given, was: Option<&NewService>) -> Result<NewService, Error> {
    let mut errors = FormErrors::none();
    let text = |field: &str, known: Option<&String>| {
        given.get(field).map_or_else(|| known.cloned().unwrap_or_default(), str::to_owned)
    };
    let amount = |field: &str, known: Option<i64>| match given.get(field) {
        None => known,
        Some("") => None,
        // What is no amount is out of bounds, and refused as such.
        Some(text) => Some(words::parse_money(text).unwrap_or(-1)),
    };
    let price_kind = match given.filled("price_kind") {
        None => was.map(|was| was.price_kind.clone()).unwrap_or_default(),
        Some(text) => place.edition.which(&PRICE_KINDS, text).unwrap_or_default().to_owned(),
    };
    let priced = price_kind == "fixed" || price_kind == "range";
    let new = NewService {
        center_id: told_center(tx, place, given, was, &mut errors)?,
        function: told_function(given, was),
        name: text("name", was.map(|was| &was.name)),
        outcome: text("outcome", was.map(|was| &was.outcome)),
        audience: text("audience", was.map(|was| &was.audience)),
        price_from_fen: amount("price_from", was.and_then(|was| was.price_from_fen)).filter(|_| priced),
        price_to_fen: amount("price_to", was.and_then(|was| was.price_to_fen)).filter(|_| price_kind == "range"),
        price_unit: if priced { text("price_unit", was.map(|was| &was.price_unit)) } else { String::new() },
        price_kind,
        promised_days: days(given, "promised_days", was.map(|was| was.promised_days)).unwrap_or(0),
        statutory_days: days(given, "statutory_days", was.and_then(|was| was.statutory_days)),
        trips: days(given, "trips", was.map(|was| was.trips)).unwrap_or(-1),
        materials: materials(place, given, was),
        providers: providers(tx, given, was, &mut errors)?,
    };
    errors.finish()?;
    Ok(new)
}

fn told_center(
    tx: &mut Tx,
    place: &Place,
    given: &Given,
    was: Option<&NewService>,
    errors: &mut FormErrors,
) -> Result<Uuid, Error> {
    let Some(name) = given.filled("center") else { return Ok(was.map(|was| was.center_id).unwrap_or_default()) };
    let found = center(tx, place.hub, name)?;
    if found.is_none() {
        errors.add("center", Refusal::new("imports-center-unknown"));
    }
    Ok(found.unwrap_or_default())
}

fn told_function(given: &Given, was: Option<&NewService>) -> String {
    let Some(told) = given.filled("function") else { return was.map(|was| was.function.clone()).unwrap_or_default() };
    let mut functions = catalogue::functions().iter();
    functions
        .find(|function| function.name == told || function.code == told)
        .map(|f| f.code.clone())
        .unwrap_or_default()
}

/// A number of days or trips: what is none is out of bounds, and refused as such.
fn days(given: &Given, field: &str, known: Option<i64>) -> Option<i64> {
    match given.get(field) {
        None => known,
        Some("") => None,
        Some(text) => {
            let text = codes::text::to_half_width(text);
            let number = text.trim().trim_end_matches(['次', '天', '日']).trim_end_matches("个工作").trim();
            Some(number.parse().unwrap_or(-1))
        }
    }
}

/// `营业执照(PDF)、样品照片(选填,容缺)`: what stands in brackets are the formats and whether it is needed.
fn materials(place: &Place, given: &Given, was: Option<&NewService>) -> Vec<NewMaterial> {
    let Some(text) = given.get("materials") else { return was.map(|was| was.materials.clone()).unwrap_or_default() };
    outside_brackets(&codes::text::to_half_width(text)).iter().map(|part| material(place, part)).collect()
}

/// The parts of a text, where a comma inside brackets parts nothing.
fn outside_brackets(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut depth) = (Vec::new(), String::new(), 0_u32);
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '、' | ';' | '\n' | ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(letter);
    }
    parts.push(part);
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn material(place: &Place, text: &str) -> NewMaterial {
    let (name, inner) = text.split_once('(').unwrap_or((text, ""));
    let inner = inner.trim_end().trim_end_matches(')');
    let mut material =
        NewMaterial { name: name.trim().into(), needed: true, formats: String::new(), may_follow: false };
    let mut formats = Vec::new();
    for word in typing::parts(inner) {
        match place.edition.which(&["optional", "follow", "needed"], &word) {
            Some("optional") => material.needed = false,
            Some("follow") => material.may_follow = true,
            Some(_) => {}
            None => formats.push(word),
        }
    }
    material.formats = formats.join("、");
    material
}

/// Who gives it. A provider that did already keeps its own price and, unless the row says another, its accreditation.
fn providers(
    tx: &mut Tx,
    given: &Given,
    was: Option<&NewService>,
    errors: &mut FormErrors,
) -> Result<Vec<NewProvider>, Error> {
    let mut providers = match given.get("providers") {
        None => was.map(|was| was.providers.clone()).unwrap_or_default(),
        Some(text) => {
            let mut told = Vec::new();
            for part in typing::parts(text) {
                match provider(tx, &part)? {
                    None => errors.add("providers", Refusal::new("imports-provider-unknown").with("told", part)),
                    Some(id) => told.push(known_provider(was, id)),
                }
            }
            told
        }
    };
    if let Some(accreditation) = given.get("accreditation") {
        for provider in &mut providers {
            provider.accreditation = accreditation.to_owned();
        }
    }
    Ok(providers)
}

fn known_provider(was: Option<&NewService>, id: Uuid) -> NewProvider {
    let known = was.and_then(|was| was.providers.iter().find(|provider| provider.organization_id == id));
    let new = || NewProvider { organization_id: id, price_fen: None, accreditation: String::new() };
    known.cloned().unwrap_or_else(new)
}

/// The fields of the form by the names of the columns.
fn in_columns(error: Error) -> Error {
    renamed(error, |field| {
        let column = match field {
            field if field.starts_with("material_") => "materials",
            field if field.starts_with("provider_accreditation_") => "accreditation",
            field if field.starts_with("provider_") => "providers",
            field => field,
        };
        column.to_owned()
    })
}

/// In words, as the columns of the list show it.
fn described(tx: &mut Tx, place: &Place, entry: &NewService) -> Result<Vec<(&'static str, String)>, Error> {
    let centers = hubs::centers(tx, place.hub)?;
    let center = centers.into_iter().find(|center| center.id == entry.center_id).map(|center| center.name);
    let yuan = |fen: Option<i64>| fen.map(words::amount).unwrap_or_default();
    let mut names = Vec::new();
    for provider in &entry.providers {
        names.push(organizations::by_id(tx, provider.organization_id)?.name);
    }
    // They stand in no order.
    names.sort_unstable();
    let mut accredited: Vec<&str> = entry.providers.iter().map(|provider| provider.accreditation.as_str()).collect();
    accredited.sort_unstable();
    accredited.dedup();
    let material = |material: &NewMaterial| described_material(place, material);
    Ok(vec![
        ("name", entry.name.clone()),
        ("center", center.unwrap_or_default()),
        ("function", catalogue::function(&entry.function).map(|function| function.name.clone()).unwrap_or_default()),
        ("outcome", entry.outcome.clone()),
        ("audience", entry.audience.clone()),
        ("price_kind", place.edition.word(&entry.price_kind).to_owned()),
        ("price_from", yuan(entry.price_from_fen)),
        ("price_to", yuan(entry.price_to_fen)),
        ("price_unit", entry.price_unit.clone()),
        ("promised_days", entry.promised_days.to_string()),
        ("statutory_days", entry.statutory_days.map(|days| days.to_string()).unwrap_or_default()),
        ("trips", entry.trips.to_string()),
        ("materials", entry.materials.iter().map(material).collect::<Vec<_>>().join("、")),
        ("providers", names.join("、")),
        ("accreditation", accredited.join("、")),
    ])
}

fn described_material(place: &Place, material: &NewMaterial) -> String {
    let word = |is: bool, value: &str| if is { place.edition.word(value) } else { "" };
    let inner = [material.formats.as_str(), word(!material.needed, "optional"), word(material.may_follow, "follow")];
    let inner: Vec<&str> = inner.into_iter().filter(|part| !part.is_empty()).collect();
    if inner.is_empty() { material.name.clone() } else { format!("{}({})", material.name, inner.join("、")) }
}

pub(super) fn restore(
    tx: &mut Tx,
    c: &mut Command,
    place: &Place,
    object: Uuid,
    version: i64,
    before: &str,
) -> Result<(), Error> {
    let old = catalogue::by_id(tx, place.hub, object)?;
    let before: NewService = read_kept(before)?;
    catalogue::edit(tx, c, &Service { version, ..old }, &before)
}

/// A service's code is never used again, so that what was added is retired and not deleted.
pub(super) fn remove(tx: &mut Tx, c: &mut Command, place: &Place, object: Uuid, version: i64) -> Result<(), Error> {
    let old = catalogue::by_id(tx, place.hub, object)?;
    store_uses::refuse_used_service(tx, place.hub, object)?;
    catalogue::retire(tx, c, &Service { version, ..old })
}
