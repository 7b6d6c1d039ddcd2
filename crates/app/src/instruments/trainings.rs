//! Who may work on an instrument that demands a training: a person of a firm asks for one, its owner gives it until a day.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::model::Instrument;
use super::{booking, commands, store_trainings};
use crate::app::day_of;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// Whether a person's training still holds at a moment.
///
/// # Errors
/// Of the database.
pub fn holds(tx: &mut Tx, instrument: &Instrument, person: Uuid, at: i64) -> Result<bool, Error> {
    let training = store_trainings::of_person(tx, instrument, person)?;
    let day = day_of(at - 1).to_string();
    Ok(training.and_then(|training| training.expires_on).is_some_and(|until| day <= until))
}

/// Asks to be trained.
///
/// # Errors
/// `Refused` where no training is needed.
pub fn ask(tx: &mut Tx, c: &mut Command, instrument: &Instrument) -> Result<(), Error> {
    let (person, firm) = (c.actor.person().map(|person| person.id), c.actor.firm());
    let (Some(person), Some(firm)) = (person, firm) else { return Err(Error::NotFound) };
    if !booking::rules_of(tx, instrument)?.training {
        return Err(Refusal::new("instruments-no-training").into());
    }
    store_trainings::ask(tx, instrument, person, firm, c.now)?;
    commands::record(tx, c, instrument, "instrument.training-asked", json!({ "person": person }))
}

/// Its owner has trained somebody who asked; it holds until a day.
///
/// # Errors
/// `Invalid` for a day that has passed, `NotFound` for somebody who did not ask.
pub fn give(tx: &mut Tx, c: &mut Command, instrument: &Instrument, person: Uuid, until: &str) -> Result<(), Error> {
    let day = until.parse::<Date>().ok().filter(|day| *day >= c.today());
    let Some(day) = day else {
        return Err(FormErrors::one("until", Refusal::new("instruments-until-wrong")).into());
    };
    let by = c.actor.person().map(|person| person.id);
    store_trainings::give(tx, instrument, person, by, &day.to_string(), c.now)?;
    let firm = store_trainings::of_person(tx, instrument, person)?.map(|training| training.firm_id);
    let told = json!({ "mentioned": [person], "firm": firm, "until": day.to_string() });
    commands::record(tx, c, instrument, "instrument.trained", told)
}
