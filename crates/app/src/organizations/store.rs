//! Every statement about organizations.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::{NewOrganization, Organization};
use crate::web::Error;

pub(super) fn insert(
    tx: &mut Tx,
    id: Uuid,
    uscc: &str,
    size: Option<&str>,
    new: &NewOrganization,
    now: i64,
) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO organizations (id, uscc, name, is_firm, is_provider, division, industry, staff, revenue_fen,
             assets_fen, size_class, address, contact_name, contact_phone, introduction, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        ),
        &params![
            id,
            uscc,
            &new.name,
            new.is_firm,
            new.is_provider,
            &new.division,
            &new.industry,
            new.staff,
            new.revenue_fen,
            new.assets_fen,
            size,
            &new.address,
            &new.contact_name,
            &new.contact_phone,
            &new.introduction,
            now
        ],
    )?;
    Ok(())
}

/// The organization with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Organization, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT id, uscc, name, is_firm, is_provider, division, industry, size_class, introduction
             FROM organizations WHERE id = $1"
        ),
        &params![id],
    )?;
    let row = row.ok_or(Error::NotFound)?;
    Ok(Organization {
        id: row.get("id"),
        uscc: row.get("uscc"),
        name: row.get("name"),
        is_firm: row.get("is_firm"),
        is_provider: row.get("is_provider"),
        division: row.get("division"),
        industry: row.get("industry"),
        size_class: row.get("size_class"),
        introduction: row.get("introduction"),
    })
}

/// Whether either side has declared that the two belong together.
///
/// # Errors
/// Of the database.
pub fn affiliated(tx: &mut Tx, a: Uuid, b: Uuid) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT 1 AS one FROM affiliations WHERE (organization_id = $1 AND other_id = $2)
             OR (organization_id = $2 AND other_id = $1)"
        ),
        &params![a, b],
    )?;
    Ok(row.is_some())
}
