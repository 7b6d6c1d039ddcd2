//! Every statement about hubs and their centers.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Center, Filter, Hub, Listed, NewCenter, NewHub, Standing};
use crate::web::lists::containing;
use crate::web::{Error, one_row};

fn hub(row: &Row) -> Hub {
    Hub {
        id: row.get("id"),
        code: row.get("code"),
        name: row.get("name"),
        industry: row.get("industry"),
        industry_codes: row.get("industry_codes"),
        division: row.get("division"),
        level: row.get("level"),
        stage: row.get("stage"),
        operator: row.get("operator"),
        address: row.get("address"),
        hours: row.get("hours"),
        phone: row.get("phone"),
        email: row.get("email"),
        introduction: row.get("introduction"),
        named_publicly: row.get::<i64>("named_publicly") != 0,
        version: row.get("version"),
    }
}

/// The hub with this code, in any letter case.
///
/// # Errors
/// `NotFound`.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Hub, Error> {
    let row = tx.maybe(sql!("SELECT * FROM hubs WHERE code = $1"), &params![code.to_ascii_uppercase()])?;
    row.as_ref().map(hub).ok_or(Error::NotFound)
}

/// The hub with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Hub, Error> {
    let row = tx.maybe(sql!("SELECT * FROM hubs WHERE id = $1"), &params![id])?;
    row.as_ref().map(hub).ok_or(Error::NotFound)
}

/// Every hub that is not removed, by code.
///
/// # Errors
/// Of the database.
pub fn all(tx: &mut Tx) -> Result<Vec<Hub>, Error> {
    let rows = tx.query(sql!("SELECT * FROM hubs WHERE stage <> 'removed' ORDER BY code"), &params![])?;
    Ok(rows.iter().map(hub).collect())
}

/// The hubs that a filter leaves, the provincial ones first, each with its newest grade.
///
/// # Errors
/// Of the database.
pub fn list(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Listed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT h.*, g.year AS grade_year, g.grade AS grade FROM hubs h
             LEFT JOIN hub_grades g ON g.hub_id = h.id
               AND g.year = (SELECT MAX(year) FROM hub_grades WHERE hub_id = h.id)
             WHERE ($1 = '' OR h.division LIKE $1 || '%') AND ($2 = '' OR h.industry LIKE $3 ESCAPE '!' OR h.name LIKE $3 ESCAPE '!')
               AND ($4 = '' OR h.level = $4) AND (CAST($5 AS BIGINT) = 1 OR h.stage <> 'removed')
             ORDER BY h.level DESC, h.code LIMIT $7 OFFSET $6"
        ),
        &params![
            &filter.division,
            &filter.words,
            containing(&filter.words),
            &filter.level,
            filter.with_removed,
            offset,
            rows
        ],
    )?;
    let grade = |row: &Row| Some((row.get::<Option<i64>>("grade_year")?, row.get::<Option<String>>("grade")?));
    Ok(rows.iter().map(|row| Listed { hub: hub(row), grade: grade(row) }).collect())
}

/// How many hubs a filter leaves.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, filter: &Filter) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM hubs h
             WHERE ($1 = '' OR h.division LIKE $1 || '%') AND ($2 = '' OR h.industry LIKE $3 ESCAPE '!' OR h.name LIKE $3 ESCAPE '!')
               AND ($4 = '' OR h.level = $4) AND (CAST($5 AS BIGINT) = 1 OR h.stage <> 'removed')"
        ),
        &params![&filter.division, &filter.words, containing(&filter.words), &filter.level, filter.with_removed],
    )?;
    Ok(row.get("n"))
}

/// How many hubs there are in each division, removed ones not counted.
///
/// # Errors
/// Of the database.
pub fn count_by_division(tx: &mut Tx) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.query(
        sql!("SELECT division, COUNT(*) AS n FROM hubs WHERE stage <> 'removed' GROUP BY division"),
        &params![],
    )?;
    Ok(rows.iter().map(|row| (row.get("division"), row.get("n"))).collect())
}

pub(super) fn insert(tx: &mut Tx, id: Uuid, new: &NewHub) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO hubs (id, code, name, industry, industry_codes, division, level, stage, operator, address, hours,
             phone, email, introduction) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &params![
            id,
            &new.code,
            &new.name,
            &new.industry,
            &new.industry_codes,
            &new.division,
            &new.level,
            &new.stage,
            &new.operator,
            &new.address,
            &new.hours,
            &new.phone,
            &new.email,
            &new.introduction
        ],
    )?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, old: &Hub, new: &NewHub) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE hubs SET name = $3, industry = $4, industry_codes = $5, operator = $6, address = $7, hours = $8,
             phone = $9, email = $10, introduction = $11, version = version + 1
             WHERE id = $1 AND version = $2"
        ),
        &params![
            old.id,
            old.version,
            &new.name,
            &new.industry,
            &new.industry_codes,
            &new.operator,
            &new.address,
            &new.hours,
            &new.phone,
            &new.email,
            &new.introduction
        ],
    )?;
    one_row(changed)
}

pub(super) fn update_standing(tx: &mut Tx, old: &Hub, new: &Standing) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE hubs SET level = $3, stage = $4, division = $5, version = version + 1 WHERE id = $1 AND version = $2"
        ),
        &params![old.id, old.version, &new.level, &new.stage, &new.division],
    )?;
    one_row(changed)
}

pub(super) fn mark_named(tx: &mut Tx, hub: Uuid) -> Result<(), Error> {
    let changed = tx.execute(sql!("UPDATE hubs SET named_publicly = 1 WHERE id = $1"), &params![hub])?;
    one_row(changed)
}

/// The centers of a hub in their order.
///
/// # Errors
/// Of the database.
pub fn centers(tx: &mut Tx, hub: Uuid) -> Result<Vec<Center>, Error> {
    let rows = tx.query(sql!("SELECT * FROM centers WHERE hub_id = $1 ORDER BY position, id"), &params![hub])?;
    let center = |row: &Row| Center {
        id: row.get("id"),
        kind: row.get("kind"),
        name: row.get("name"),
        introduction: row.get("introduction"),
        position: row.get("position"),
        version: row.get("version"),
    };
    Ok(rows.iter().map(center).collect())
}

pub(super) fn insert_center(tx: &mut Tx, hub: Uuid, id: Uuid, new: &NewCenter) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO centers (hub_id, id, kind, name, introduction, position) VALUES ($1, $2, $3, $4, $5, $6)"),
        &params![hub, id, &new.kind, &new.name, &new.introduction, new.position],
    )?;
    Ok(())
}

pub(super) fn update_center(tx: &mut Tx, hub: Uuid, old: &Center, new: &NewCenter) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE centers SET kind = $4, name = $5, introduction = $6, position = $7, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, old.id, old.version, &new.kind, &new.name, &new.introduction, new.position],
    )?;
    one_row(changed)
}

/// Locks a center's row until the transaction ends, without changing it.
pub(super) fn hold_center(tx: &mut Tx, hub: Uuid, center: Uuid) -> Result<(), Error> {
    let held =
        tx.execute(sql!("UPDATE centers SET version = version WHERE hub_id = $1 AND id = $2"), &params![hub, center])?;
    if held == 1 { Ok(()) } else { Err(Error::NotFound) }
}
