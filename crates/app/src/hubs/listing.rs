//! Keeping a hub's carriers and the grades that were published for it.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::checking::{self, Checking};
use super::commands::record;
use super::model::{Carrier, Graded, HubGrade, NewCarrier};
use super::store_lists as store;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// The first year that hubs were evaluated for.
const FIRST_YEAR: i64 = 2018;

/// Adds a carrier.
///
/// # Errors
/// `Invalid` with every field that is wrong.
pub fn add_carrier(tx: &mut Tx, c: &mut Command, hub: Uuid, new: &NewCarrier) -> Result<Uuid, Error> {
    let new = checking::carrier(new, &c.today().to_string())?;
    let id = c.new_id();
    store::insert_carrier(tx, hub, id, &new)?;
    record(tx, c, hub, "hub.carrier-added", json!({ "carrier": id, "name": new.name, "partner": new.partner }))?;
    Ok(id)
}

/// Changes a carrier.
///
/// # Errors
/// `Invalid` with every field that is wrong; `Conflict` when `old.version` is not the newest.
pub fn change_carrier(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Carrier, new: &NewCarrier) -> Result<(), Error> {
    let new = checking::carrier(new, &c.today().to_string())?;
    store::update_carrier(tx, hub, old, &new)?;
    let data = json!({ "carrier": old.id, "name": new.name, "partner": new.partner });
    record(tx, c, hub, "hub.carrier-changed", data)
}

/// Takes a carrier out of the directory.
///
/// # Errors
/// `Conflict` when `old.version` is not the newest.
pub fn remove_carrier(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Carrier) -> Result<(), Error> {
    store::delete_carrier(tx, hub, old)?;
    let data = json!({ "carrier": old.id, "name": old.said.name, "partner": old.said.partner });
    record(tx, c, hub, "hub.carrier-removed", data)
}

/// Enters a grade that was published.
///
/// # Errors
/// `Invalid` with every field that is wrong, or when the year has a grade.
pub fn add_grade(tx: &mut Tx, c: &mut Command, hub: Uuid, new: &HubGrade) -> Result<(), Error> {
    check_grade(new, c.today().year().into())?;
    match store::insert_grade(tx, hub, new) {
        Err(db::Error::Unique { .. }) => return Err(FormErrors::one("year", Refusal::new("hubs-year-taken")).into()),
        other => other?,
    }
    record(tx, c, hub, "hub.grade-added", grade_data(new))
}

/// Corrects how a published grade was entered; the year stays.
///
/// # Errors
/// `Invalid` with every field that is wrong; `Conflict` when `old.version` is not the newest.
pub fn change_grade(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Graded, new: &HubGrade) -> Result<(), Error> {
    let new = HubGrade { year: old.said.year, ..new.clone() };
    check_grade(&new, c.today().year().into())?;
    store::update_grade(tx, hub, old, &new)?;
    record(tx, c, hub, "hub.grade-changed", grade_data(&new))
}

/// Takes out a grade that was entered by mistake.
///
/// # Errors
/// `Conflict` when `old.version` is not the newest.
pub fn remove_grade(tx: &mut Tx, c: &mut Command, hub: Uuid, old: &Graded) -> Result<(), Error> {
    store::delete_grade(tx, hub, old)?;
    record(tx, c, hub, "hub.grade-removed", grade_data(&old.said))
}

/// A year is graded after it has ended.
fn check_grade(new: &HubGrade, this_year: i64) -> Result<(), Error> {
    let mut check = Checking::default();
    if !(FIRST_YEAR..this_year).contains(&new.year) {
        check.wrong("year", "hubs-year-wrong");
    }
    check.words("grade", &new.grade, 20);
    check.words("source", &new.source, 200);
    check.finish()
}

fn grade_data(grade: &HubGrade) -> serde_json::Value {
    json!({ "year": grade.year, "grade": grade.grade, "source": grade.source })
}
