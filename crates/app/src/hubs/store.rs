//! Every statement about hubs.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::{Center, Hub, NewCenter, NewHub, Resident};
use crate::web::Error;

fn hub(row: &Row) -> Hub {
    Hub {
        id: row.get("id"),
        code: row.get("code"),
        name: row.get("name"),
        industry: row.get("industry"),
        division: row.get("division"),
        level: row.get("level"),
        phone: row.get("phone"),
        email: row.get("email"),
    }
}

/// The hub with this code.
///
/// # Errors
/// `NotFound`.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Hub, Error> {
    let row = tx.maybe(sql!("SELECT * FROM hubs WHERE code = $1"), &params![code])?;
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

/// Every hub, by name.
///
/// # Errors
/// Of the database.
pub fn all(tx: &mut Tx) -> Result<Vec<Hub>, Error> {
    Ok(tx
        .query(sql!("SELECT * FROM hubs WHERE stage <> 'removed' ORDER BY code"), &params![])?
        .iter()
        .map(hub)
        .collect())
}

/// The centers of a hub in their order.
///
/// # Errors
/// Of the database.
pub fn centers(tx: &mut Tx, hub: Uuid) -> Result<Vec<Center>, Error> {
    let rows =
        tx.query(sql!("SELECT id, kind, name FROM centers WHERE hub_id = $1 ORDER BY position"), &params![hub])?;
    Ok(rows.iter().map(|row| Center { id: row.get("id"), kind: row.get("kind"), name: row.get("name") }).collect())
}

/// Providers whose term runs on a day.
///
/// # Errors
/// Of the database.
pub fn residents(tx: &mut Tx, hub: Uuid, day: &str) -> Result<Vec<Resident>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT r.organization_id, o.name FROM residencies r JOIN organizations o ON o.id = r.organization_id
             WHERE r.hub_id = $1 AND r.starts_on <= $2 AND (r.ends_on IS NULL OR r.ends_on >= $2) ORDER BY o.name"
        ),
        &params![hub, day],
    )?;
    Ok(rows.iter().map(|row| Resident { organization_id: row.get("organization_id"), name: row.get("name") }).collect())
}

/// Whether a provider's term runs on a day.
///
/// # Errors
/// Of the database.
pub fn is_resident(tx: &mut Tx, hub: Uuid, organization: Uuid, day: &str) -> Result<bool, Error> {
    Ok(residents(tx, hub, day)?.iter().any(|resident| resident.organization_id == organization))
}

pub(super) fn insert(tx: &mut Tx, id: Uuid, new: &NewHub) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO hubs (id, code, name, industry, industry_codes, division, level, stage, operator, address, hours,
             phone, email, introduction) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &params![
            id, &new.code, &new.name, &new.industry, &new.industry_codes, &new.division, &new.level, &new.stage,
            &new.operator, &new.address, &new.hours, &new.phone, &new.email, &new.introduction
        ],
    )?;
    Ok(())
}

pub(super) fn insert_center(tx: &mut Tx, hub: Uuid, id: Uuid, new: &NewCenter) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO centers (hub_id, id, kind, name, introduction, position) VALUES ($1, $2, $3, $4, $5, $6)"),
        &params![hub, id, &new.kind, &new.name, &new.introduction, new.position],
    )?;
    Ok(())
}

pub(super) fn insert_residency(
    tx: &mut Tx,
    hub: Uuid,
    id: Uuid,
    organization: Uuid,
    center: Uuid,
    starts_on: &str,
    ends_on: Option<&str>,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO residencies (hub_id, id, organization_id, center_id, starts_on, ends_on)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &params![hub, id, organization, center, starts_on, ends_on],
    )?;
    Ok(())
}
