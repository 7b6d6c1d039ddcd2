//! What an entry of the catalogue must keep to. The limits stand on the form.

use db::Tx;
use uuid::Uuid;

use super::functions::function;
use super::model::{NewService, PRICE_KINDS};
use crate::command::Command;
use crate::hubs;
use crate::web::{Error, FormErrors, Refusal};

/// Longest time that may be promised, in working days: about a year.
pub const MOST_DAYS: i64 = 250;
/// Most that a service may cost: 100 million yuan, in fen.
pub const MOST_FEN: i64 = 10_000_000_000;
/// Most materials of a service.
pub const MATERIALS: usize = 30;
/// Most providers of a service.
pub const PROVIDERS: usize = 20;
/// Longest name of a service or a material, in characters.
pub const NAME: usize = 60;
/// Longest outcome and audience.
pub const WORDS: usize = 1000;
/// Longest unit of a price.
pub const UNIT: usize = 12;
/// Longest formats of a material, longest accreditation.
pub const SCOPE: usize = 120;
/// Longest reason of a return.
pub const REASON: usize = 500;

/// Checks every rule of an entry, and says all that is wrong at once.
///
/// # Errors
/// `Invalid`; or of the database.
pub(super) fn check(tx: &mut Tx, c: &Command, hub: Uuid, new: &NewService) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    if !hubs::centers(tx, hub)?.iter().any(|center| center.id == new.center_id) {
        errors.add("center", Refusal::new("catalogue-choose-center"));
    }
    if function(&new.function).is_none() {
        errors.add("function", Refusal::new("catalogue-choose-function"));
    }
    needed(&mut errors, "name", "catalogue-fill-in-name", &new.name, NAME);
    needed(&mut errors, "outcome", "catalogue-fill-in-outcome", &new.outcome, WORDS);
    needed(&mut errors, "audience", "catalogue-fill-in-audience", &new.audience, WORDS);
    check_price(&mut errors, new);
    check_days(&mut errors, new);
    if !(0..=1).contains(&new.trips) {
        errors.add("trips", Refusal::new("catalogue-trips-wrong"));
    }
    check_materials(&mut errors, new);
    check_providers(tx, c, hub, new, &mut errors)?;
    errors.finish()
}

fn needed(errors: &mut FormErrors, field: &str, missing: &'static str, value: &str, most: usize) {
    if value.is_empty() {
        errors.add(field, Refusal::new(missing));
    }
    short(errors, field, value, most);
}

fn short(errors: &mut FormErrors, field: &str, value: &str, most: usize) {
    if value.chars().count() > most {
        errors.add(field, Refusal::new("catalogue-too-long").with("most", most));
    }
}

fn check_price(errors: &mut FormErrors, new: &NewService) {
    let (from, to) = (new.price_from_fen.unwrap_or(0), new.price_to_fen.unwrap_or(0));
    let amount = 1..=MOST_FEN;
    match new.price_kind.as_str() {
        "fixed" | "range" if !amount.contains(&from) => errors.add("price_from", Refusal::new("catalogue-amount")),
        "range" if !amount.contains(&to) => errors.add("price_to", Refusal::new("catalogue-amount")),
        "range" if to <= from => errors.add("price_to", Refusal::new("catalogue-range")),
        kind if !PRICE_KINDS.contains(&kind) => errors.add("price_kind", Refusal::new("catalogue-choose-price")),
        _ => {}
    }
    short(errors, "price_unit", &new.price_unit, UNIT);
}

fn check_days(errors: &mut FormErrors, new: &NewService) {
    let days = 1..=MOST_DAYS;
    if !days.contains(&new.promised_days) {
        errors.add("promised_days", Refusal::new("catalogue-days").with("most", MOST_DAYS));
    }
    match new.statutory_days {
        Some(statutory) if !days.contains(&statutory) => {
            errors.add("statutory_days", Refusal::new("catalogue-days").with("most", MOST_DAYS));
        }
        Some(statutory) if statutory < new.promised_days => {
            errors.add("promised_days", Refusal::new("catalogue-slower"));
        }
        _ => {}
    }
}

fn check_materials(errors: &mut FormErrors, new: &NewService) {
    if new.materials.len() > MATERIALS {
        errors.add("material_name_1", Refusal::new("catalogue-too-many").with("most", MATERIALS));
    }
    for (number, material) in (1..).zip(&new.materials) {
        needed(errors, &format!("material_name_{number}"), "catalogue-fill-in-material", &material.name, NAME);
        short(errors, &format!("material_formats_{number}"), &material.formats, SCOPE);
    }
}

/// A service has providers, each once, and they are resident today. What the system enters (a demonstration's past)
/// may lie before or after their terms.
fn check_providers(
    tx: &mut Tx,
    c: &Command,
    hub: Uuid,
    new: &NewService,
    errors: &mut FormErrors,
) -> Result<(), Error> {
    if new.providers.is_empty() {
        errors.add("provider_1", Refusal::new("catalogue-no-provider"));
    }
    if new.providers.len() > PROVIDERS {
        errors.add("provider_1", Refusal::new("catalogue-too-many").with("most", PROVIDERS));
    }
    let residents = match c.actor.person() {
        Some(_) => Some(hubs::residents(tx, hub, &c.today().to_string())?),
        None => None,
    };
    for (at, provider) in new.providers.iter().enumerate() {
        let number = at + 1;
        let id = provider.organization_id;
        if id.is_nil() {
            errors.add(&format!("provider_{number}"), Refusal::new("catalogue-choose-provider"));
        } else if residents.as_ref().is_some_and(|all| !all.iter().any(|resident| resident.organization_id == id)) {
            errors.add(&format!("provider_{number}"), Refusal::new("catalogue-not-resident"));
        } else if new.providers[..at].iter().any(|other| other.organization_id == id) {
            errors.add(&format!("provider_{number}"), Refusal::new("catalogue-twice"));
        }
        if let Some(fen) = provider.price_fen {
            check_own_price(errors, &format!("provider_price_{number}"), new, fen);
        }
        short(errors, &format!("provider_accreditation_{number}"), &provider.accreditation, SCOPE);
    }
    Ok(())
}

/// A provider's own price fits how the service's price is set.
fn check_own_price(errors: &mut FormErrors, field: &str, new: &NewService, fen: i64) {
    let range = new.price_from_fen.unwrap_or(0)..=new.price_to_fen.unwrap_or(0);
    match new.price_kind.as_str() {
        "free" | "quote" => errors.add(field, Refusal::new("catalogue-own-price-idle")),
        _ if !(1..=MOST_FEN).contains(&fen) => errors.add(field, Refusal::new("catalogue-amount")),
        "range" if !range.contains(&fen) => errors.add(field, Refusal::new("catalogue-own-price-outside")),
        _ => {}
    }
}
