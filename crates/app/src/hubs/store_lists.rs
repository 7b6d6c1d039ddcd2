//! Every statement about a hub's carriers, experts and grades.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Carrier, Expert, Graded, HubGrade, NewCarrier, NewExpert};
use super::store::one;
use crate::web::Error;
use crate::web::lists::containing;

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
    one(changed)
}

pub(super) fn delete_carrier(tx: &mut Tx, hub: Uuid, old: &Carrier) -> Result<(), Error> {
    let statement = sql!("DELETE FROM carriers WHERE hub_id = $1 AND id = $2 AND version = $3");
    one(tx.execute(statement, &params![hub, old.id, old.version])?)
}

fn expert(row: &Row) -> Expert {
    let said = NewExpert {
        person_id: row.get("person_id"),
        name: row.get("name"),
        title: row.get("title"),
        employer: row.get("employer"),
        fields: row.get("fields"),
    };
    Expert { id: row.get("id"), said, version: row.get("version") }
}

/// A page of the experts of a hub whose name, employer or fields contain these words, by name.
///
/// # Errors
/// Of the database.
pub fn experts(tx: &mut Tx, hub: Uuid, words: &str, offset: i64, rows: i64) -> Result<Vec<Expert>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT * FROM experts
             WHERE hub_id = $1 AND ($2 = '' OR name LIKE $3 ESCAPE '!' OR employer LIKE $3 ESCAPE '!' OR fields LIKE $3 ESCAPE '!')
             ORDER BY name, id LIMIT $5 OFFSET $4"
        ),
        &params![hub, words, containing(words), offset, rows],
    )?;
    Ok(rows.iter().map(expert).collect())
}

/// How many experts of a hub contain these words.
///
/// # Errors
/// Of the database.
pub fn experts_count(tx: &mut Tx, hub: Uuid, words: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM experts
             WHERE hub_id = $1 AND ($2 = '' OR name LIKE $3 ESCAPE '!' OR employer LIKE $3 ESCAPE '!' OR fields LIKE $3 ESCAPE '!')"
        ),
        &params![hub, words, containing(words)],
    )?;
    Ok(row.get("n"))
}

/// The experts of a hub of exactly this name and employer.
///
/// # Errors
/// Of the database.
pub fn experts_called(tx: &mut Tx, hub: Uuid, name: &str, employer: &str) -> Result<Vec<Expert>, Error> {
    let rows = tx.query(
        sql!("SELECT * FROM experts WHERE hub_id = $1 AND name = $2 AND employer = $3 ORDER BY id LIMIT 10"),
        &params![hub, name, employer],
    )?;
    Ok(rows.iter().map(expert).collect())
}

/// The expert of a hub with this id.
///
/// # Errors
/// `NotFound`.
pub fn expert_by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Expert, Error> {
    let row = tx.maybe(sql!("SELECT * FROM experts WHERE hub_id = $1 AND id = $2"), &params![hub, id])?;
    row.as_ref().map(expert).ok_or(Error::NotFound)
}

/// The people whom this hub has admitted as experts: id and name.
pub(super) fn accounts(tx: &mut Tx, hub: Uuid) -> Result<Vec<(Uuid, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.id, p.name FROM memberships m JOIN people p ON p.id = m.person_id
             WHERE m.hub_id = $1 AND m.role = 'expert' AND m.ended_at IS NULL ORDER BY p.name, p.id"
        ),
        &params![hub],
    )?;
    Ok(rows.iter().map(|row| (row.get("id"), row.get("name"))).collect())
}

pub(super) fn insert_expert(tx: &mut Tx, hub: Uuid, id: Uuid, new: &NewExpert) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO experts (hub_id, id, person_id, name, title, employer, fields)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![hub, id, new.person_id, &new.name, &new.title, &new.employer, &new.fields],
    )?;
    Ok(())
}

pub(super) fn update_expert(tx: &mut Tx, hub: Uuid, old: &Expert, new: &NewExpert) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE experts SET person_id = $4, name = $5, title = $6, employer = $7, fields = $8, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, old.id, old.version, new.person_id, &new.name, &new.title, &new.employer, &new.fields],
    )?;
    one(changed)
}

pub(super) fn delete_expert(tx: &mut Tx, hub: Uuid, old: &Expert) -> Result<(), Error> {
    let statement = sql!("DELETE FROM experts WHERE hub_id = $1 AND id = $2 AND version = $3");
    one(tx.execute(statement, &params![hub, old.id, old.version])?)
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
    one(changed)
}

pub(super) fn delete_grade(tx: &mut Tx, hub: Uuid, old: &Graded) -> Result<(), Error> {
    let statement = sql!("DELETE FROM hub_grades WHERE hub_id = $1 AND year = $2 AND version = $3");
    one(tx.execute(statement, &params![hub, old.said.year, old.version])?)
}
