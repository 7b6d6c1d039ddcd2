//! Every statement about a hub's carriers and grades.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Carrier, Graded, HubGrade, NewCarrier};
use crate::web::{Error, one_row};

fn carrier(row: &Row) -> Carrier {
    let said = NewCarrier {
        name: row.get("name"),
        partner: row.get("partner"),
        field: row.get("field"),
        founded_on: row.get("founded_on"),
    };
    Carrier { id: row.get("id"), said, version: row.get("version") }
}

/// A page of the carriers of a hub, the newest first.
///
/// # Errors
/// Of the database.
pub fn carriers(tx: &mut Tx, hub: Uuid, offset: i64, rows: i64) -> Result<Vec<Carrier>, Error> {
    let rows = tx.query(
        sql!("SELECT * FROM carriers WHERE hub_id = $1 ORDER BY founded_on DESC, id LIMIT $3 OFFSET $2"),
        &params![hub, offset, rows],
    )?;
    Ok(rows.iter().map(carrier).collect())
}

/// How many carriers a hub has.
///
/// # Errors
/// Of the database.
pub fn carriers_count(tx: &mut Tx, hub: Uuid) -> Result<i64, Error> {
    Ok(tx.one(sql!("SELECT COUNT(*) AS n FROM carriers WHERE hub_id = $1"), &params![hub])?.get("n"))
}

pub(super) fn carrier_by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Carrier, Error> {
    let row = tx.maybe(sql!("SELECT * FROM carriers WHERE hub_id = $1 AND id = $2"), &params![hub, id])?;
    row.as_ref().map(carrier).ok_or(Error::NotFound)
}

pub(super) fn insert_carrier(tx: &mut Tx, hub: Uuid, id: Uuid, new: &NewCarrier) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO carriers (hub_id, id, name, partner, field, founded_on) VALUES ($1, $2, $3, $4, $5, $6)"),
        &params![hub, id, &new.name, &new.partner, &new.field, &new.founded_on],
    )?;
    Ok(())
}

pub(super) fn update_carrier(tx: &mut Tx, hub: Uuid, old: &Carrier, new: &NewCarrier) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE carriers SET name = $4, partner = $5, field = $6, founded_on = $7, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, old.id, old.version, &new.name, &new.partner, &new.field, &new.founded_on],
    )?;
    one_row(changed)
}

pub(super) fn delete_carrier(tx: &mut Tx, hub: Uuid, old: &Carrier) -> Result<(), Error> {
    let statement = sql!("DELETE FROM carriers WHERE hub_id = $1 AND id = $2 AND version = $3");
    one_row(tx.execute(statement, &params![hub, old.id, old.version])?)
}

/// The grades of a hub, the newest first.
///
/// # Errors
/// Of the database.
pub fn grades(tx: &mut Tx, hub: Uuid) -> Result<Vec<Graded>, Error> {
    let rows = tx.query(sql!("SELECT * FROM hub_grades WHERE hub_id = $1 ORDER BY year DESC"), &params![hub])?;
    let graded = |row: &Row| Graded {
        said: HubGrade { year: row.get("year"), grade: row.get("grade"), source: row.get("source") },
        version: row.get("version"),
    };
    Ok(rows.iter().map(graded).collect())
}

pub(super) fn insert_grade(tx: &mut Tx, hub: Uuid, new: &HubGrade) -> Result<(), db::Error> {
    tx.execute(
        sql!("INSERT INTO hub_grades (hub_id, year, grade, source) VALUES ($1, $2, $3, $4)"),
        &params![hub, new.year, &new.grade, &new.source],
    )?;
    Ok(())
}

pub(super) fn update_grade(tx: &mut Tx, hub: Uuid, old: &Graded, new: &HubGrade) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE hub_grades SET grade = $4, source = $5, version = version + 1
             WHERE hub_id = $1 AND year = $2 AND version = $3"
        ),
        &params![hub, old.said.year, old.version, &new.grade, &new.source],
    )?;
    one_row(changed)
}

pub(super) fn delete_grade(tx: &mut Tx, hub: Uuid, old: &Graded) -> Result<(), Error> {
    let statement = sql!("DELETE FROM hub_grades WHERE hub_id = $1 AND year = $2 AND version = $3");
    one_row(tx.execute(statement, &params![hub, old.said.year, old.version])?)
}
