//! Every statement about who is resident in a hub.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Residency, Resident};
use crate::web::lists::containing;
use crate::web::{Error, one_row};

/// Who is where, and from when to when.
pub(super) struct Term {
    pub(super) organization: Uuid,
    pub(super) center: Uuid,
    pub(super) starts_on: String,
    pub(super) ends_on: Option<String>,
}

/// The providers whose term runs on a day, by name; each once.
///
/// # Errors
/// Of the database.
pub fn residents(tx: &mut Tx, hub: Uuid, day: &str) -> Result<Vec<Resident>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT o.name, r.organization_id, o.uscc FROM residencies r
             JOIN organizations o ON o.id = r.organization_id
             WHERE r.hub_id = $1 AND r.starts_on <= $2 AND (r.ends_on IS NULL OR r.ends_on >= $2)
             ORDER BY o.name, o.uscc"
        ),
        &params![hub, day],
    )?;
    let resident = |row: &Row| Resident {
        organization_id: row.get("organization_id"),
        name: row.get("name"),
        uscc: row.get("uscc"),
    };
    Ok(rows.iter().map(resident).collect())
}

/// How many providers' terms run on a day.
///
/// # Errors
/// Of the database.
pub fn residents_count(tx: &mut Tx, hub: Uuid, day: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(DISTINCT organization_id) AS n FROM residencies
             WHERE hub_id = $1 AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2)"
        ),
        &params![hub, day],
    )?;
    Ok(row.get("n"))
}

/// Whether a provider's term runs on a day.
///
/// # Errors
/// Of the database.
pub fn is_resident(tx: &mut Tx, hub: Uuid, organization: Uuid, day: &str) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT 1 AS one FROM residencies WHERE hub_id = $1 AND organization_id = $2 AND starts_on <= $3
             AND (ends_on IS NULL OR ends_on >= $3) LIMIT 1"
        ),
        &params![hub, organization, day],
    )?;
    Ok(row.is_some())
}

fn residency(row: &Row) -> Residency {
    Residency {
        id: row.get("id"),
        organization_id: row.get("organization_id"),
        name: row.get("name"),
        uscc: row.get("uscc"),
        center_id: row.get("center_id"),
        center_kind: row.get("center_kind"),
        center_name: row.get("center_name"),
        starts_on: row.get("starts_on"),
        ends_on: row.get("ends_on"),
        version: row.get("version"),
    }
}

/// Which terms of a hub.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The hub.
    pub hub: Uuid,
    /// Words of the provider's name; empty: all.
    pub words: String,
    /// Those that run on this day; empty: all.
    pub day: String,
}

/// A page of the terms of a hub, by the provider's name, the newest first.
///
/// # Errors
/// Of the database.
pub fn residencies(tx: &mut Tx, terms: &Terms, offset: i64, rows: i64) -> Result<Vec<Residency>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.*, o.name AS name, o.uscc AS uscc, c.kind AS center_kind, c.name AS center_name FROM residencies r
             JOIN organizations o ON o.id = r.organization_id
             JOIN centers c ON c.hub_id = r.hub_id AND c.id = r.center_id
             WHERE r.hub_id = $1 AND ($2 = '' OR o.name LIKE $3 ESCAPE '!')
               AND ($4 = '' OR (r.starts_on <= $4 AND (r.ends_on IS NULL OR r.ends_on >= $4)))
             ORDER BY o.name, r.starts_on DESC, r.id LIMIT $6 OFFSET $5"
        ),
        &params![terms.hub, &terms.words, containing(&terms.words), &terms.day, offset, rows],
    )?;
    Ok(rows.iter().map(residency).collect())
}

/// How many terms.
///
/// # Errors
/// Of the database.
pub fn residencies_count(tx: &mut Tx, terms: &Terms) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM residencies r JOIN organizations o ON o.id = r.organization_id
             WHERE r.hub_id = $1 AND ($2 = '' OR o.name LIKE $3 ESCAPE '!')
               AND ($4 = '' OR (r.starts_on <= $4 AND (r.ends_on IS NULL OR r.ends_on >= $4)))"
        ),
        &params![terms.hub, &terms.words, containing(&terms.words), &terms.day],
    )?;
    Ok(row.get("n"))
}

/// The term of a provider in a center that begins on this day.
///
/// # Errors
/// Of the database.
pub fn begun_on(
    tx: &mut Tx,
    hub: Uuid,
    organization: Uuid,
    center: Uuid,
    starts_on: &str,
) -> Result<Option<Residency>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT r.*, o.name AS name, o.uscc AS uscc, c.kind AS center_kind, c.name AS center_name FROM residencies r
             JOIN organizations o ON o.id = r.organization_id
             JOIN centers c ON c.hub_id = r.hub_id AND c.id = r.center_id
             WHERE r.hub_id = $1 AND r.organization_id = $2 AND r.center_id = $3 AND r.starts_on = $4
             ORDER BY r.id LIMIT 1"
        ),
        &params![hub, organization, center, starts_on],
    )?;
    Ok(row.as_ref().map(residency))
}

/// Whether an organization is, was or will be resident at another hub.
///
/// # Errors
/// Of the database.
pub fn resident_elsewhere(tx: &mut Tx, hub: Uuid, organization: Uuid) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!("SELECT 1 AS one FROM residencies WHERE organization_id = $1 AND hub_id <> $2 LIMIT 1"),
        &params![organization, hub],
    )?;
    Ok(row.is_some())
}

/// The term at this hub with this id.
///
/// # Errors
/// `NotFound`.
pub fn residency_by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Residency, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT r.*, o.name AS name, o.uscc AS uscc, c.kind AS center_kind, c.name AS center_name FROM residencies r
             JOIN organizations o ON o.id = r.organization_id
             JOIN centers c ON c.hub_id = r.hub_id AND c.id = r.center_id
             WHERE r.hub_id = $1 AND r.id = $2"
        ),
        &params![hub, id],
    )?;
    row.as_ref().map(residency).ok_or(Error::NotFound)
}

/// Whether another term of the same provider in the same center shares a day with this one.
pub(super) fn overlaps(tx: &mut Tx, hub: Uuid, id: Uuid, term: &Term) -> Result<bool, Error> {
    let end = term.ends_on.as_deref().unwrap_or("9999-12-31");
    let row = tx.maybe(
        sql!(
            "SELECT 1 AS one FROM residencies WHERE hub_id = $1 AND organization_id = $2 AND center_id = $3 AND id <> $4
             AND starts_on <= $6 AND (ends_on IS NULL OR ends_on >= $5) LIMIT 1"
        ),
        &params![hub, term.organization, term.center, id, &term.starts_on, end],
    )?;
    Ok(row.is_some())
}

pub(super) fn insert_residency(tx: &mut Tx, hub: Uuid, id: Uuid, term: &Term) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO residencies (hub_id, id, organization_id, center_id, starts_on, ends_on)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &params![hub, id, term.organization, term.center, &term.starts_on, term.ends_on.clone()],
    )?;
    Ok(())
}

pub(super) fn update_residency(tx: &mut Tx, hub: Uuid, old: &Residency, term: &Term) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE residencies SET center_id = $4, starts_on = $5, ends_on = $6, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, old.id, old.version, term.center, &term.starts_on, term.ends_on.clone()],
    )?;
    one_row(changed)
}

pub(super) fn delete_residency(tx: &mut Tx, hub: Uuid, old: &Residency) -> Result<(), Error> {
    let statement = sql!("DELETE FROM residencies WHERE hub_id = $1 AND id = $2 AND version = $3");
    one_row(tx.execute(statement, &params![hub, old.id, old.version])?)
}

/// The provider of exactly this name or USCC; the oldest where a name is not unique.
///
/// # Errors
/// Of the database.
pub fn provider_called(tx: &mut Tx, name: &str, uscc: &str) -> Result<Option<Uuid>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT id FROM organizations WHERE (uscc = $2 OR name = $1) AND is_provider = 1
             ORDER BY created_at, id LIMIT 1"
        ),
        &params![name, uscc],
    )?;
    Ok(row.map(|row| row.get("id")))
}
