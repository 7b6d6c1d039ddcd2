//! Every statement about trainings.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Instrument;
use crate::web::Error;

/// A training, asked for or given.
#[derive(Clone, Debug)]
pub struct Training {
    /// Who is trained.
    pub person_id: Uuid,
    /// What they are called.
    pub person_name: String,
    /// Of which firm.
    pub firm_id: Uuid,
    /// What that is called.
    pub firm_name: String,
    /// When it was asked for.
    pub asked_at: i64,
    /// Until when it holds; `None` until it was given.
    pub expires_on: Option<String>,
}

fn training(row: &Row) -> Training {
    Training {
        person_id: row.get("person_id"),
        person_name: row.get("person_name"),
        firm_id: row.get("firm_id"),
        firm_name: row.get("firm_name"),
        asked_at: row.get("asked_at"),
        expires_on: row.get("expires_on"),
    }
}

/// A person's training. Whether it holds is asked for whoever books on behalf, so as the system.
pub(super) fn of_person(tx: &mut Tx, of: &Instrument, person: Uuid) -> Result<Option<Training>, Error> {
    let statement = sql!(
        "SELECT t.person_id, p.name AS person_name, t.firm_id, o.name AS firm_name, t.asked_at, t.expires_on
         FROM instrument_trainings t JOIN people p ON p.id = t.person_id JOIN organizations o ON o.id = t.firm_id
         WHERE t.hub_id = $1 AND t.instrument_id = $2 AND t.person_id = $3"
    );
    let row = tx.as_system(|tx| tx.maybe(statement, &params![of.hub_id, of.id, person]))?;
    Ok(row.as_ref().map(training))
}

/// The trainings of an instrument, those that were asked for first; at most so many.
pub(super) fn of(tx: &mut Tx, of: &Instrument, most: i64) -> Result<Vec<Training>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT t.person_id, p.name AS person_name, t.firm_id, o.name AS firm_name, t.asked_at, t.expires_on
             FROM instrument_trainings t JOIN people p ON p.id = t.person_id JOIN organizations o ON o.id = t.firm_id
             WHERE t.hub_id = $1 AND t.instrument_id = $2
             ORDER BY CASE WHEN t.given_at IS NULL THEN 0 ELSE 1 END, t.asked_at DESC LIMIT $3"
        ),
        &params![of.hub_id, of.id, most],
    )?;
    Ok(rows.iter().map(training).collect())
}

pub(super) fn ask(tx: &mut Tx, of: &Instrument, person: Uuid, firm: Uuid, now: i64) -> Result<(), Error> {
    let statement = sql!(
        "INSERT INTO instrument_trainings (hub_id, instrument_id, person_id, firm_id, provider_id, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (hub_id, instrument_id, person_id) DO UPDATE SET firm_id = $4,
         asked_at = $6, given_by = NULL, given_at = NULL, version = instrument_trainings.version + 1"
    );
    // The row may be of the firm the person worked for before, which this one does not see.
    tx.as_system(|tx| tx.execute(statement, &params![of.hub_id, of.id, person, firm, of.provider_id, now]))?;
    Ok(())
}

pub(super) fn give(
    tx: &mut Tx,
    of: &Instrument,
    person: Uuid,
    by: Option<Uuid>,
    until: &str,
    now: i64,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE instrument_trainings SET given_by = $4, given_at = $5, expires_on = $6, version = version + 1
             WHERE hub_id = $1 AND instrument_id = $2 AND person_id = $3"
        ),
        &params![of.hub_id, of.id, person, by, now, until],
    )?;
    if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
}
