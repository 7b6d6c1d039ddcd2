//! Every statement about organizations.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::admitting::JoinRequest;
use super::model::{NewOrganization, Organization};
use crate::access::Role;
use crate::people::{Place, owners};
use crate::web::Error;

pub(super) fn insert(tx: &mut Tx, id: Uuid, uscc: &str, new: &NewOrganization, now: i64) -> Result<(), db::Error> {
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
            new.size_class(),
            &new.address,
            &new.contact_name,
            &new.contact_phone,
            &new.introduction,
            now
        ],
    )?;
    Ok(())
}

/// Everything but the USCC; `false` when the version is not the one given.
pub(super) fn update(tx: &mut Tx, id: Uuid, new: &NewOrganization, version: i64) -> Result<bool, Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE organizations SET name = $3, is_firm = $4, is_provider = $5, division = $6, industry = $7, staff = $8,
             revenue_fen = $9, assets_fen = $10, size_class = $11, address = $12, contact_name = $13, contact_phone = $14,
             introduction = $15, version = version + 1 WHERE id = $1 AND version = $2"
        ),
        &params![
            id, version, &new.name, new.is_firm, new.is_provider, &new.division, &new.industry, new.staff,
            new.revenue_fen, new.assets_fen, new.size_class(), &new.address, &new.contact_name, &new.contact_phone,
            &new.introduction
        ],
    )?;
    Ok(changed == 1)
}

/// `false` when the version is not the one given.
pub(super) fn delete(tx: &mut Tx, id: Uuid, version: i64) -> Result<bool, db::Error> {
    let gone = tx.execute(sql!("DELETE FROM organizations WHERE id = $1 AND version = $2"), &params![id, version])?;
    Ok(gone == 1)
}

fn organization(row: &Row) -> Organization {
    Organization {
        id: row.get("id"),
        uscc: row.get("uscc"),
        name: row.get("name"),
        is_firm: row.get("is_firm"),
        is_provider: row.get("is_provider"),
        division: row.get("division"),
        industry: row.get("industry"),
        staff: row.get("staff"),
        revenue_fen: row.get("revenue_fen"),
        assets_fen: row.get("assets_fen"),
        size_class: row.get("size_class"),
        address: row.get("address"),
        contact_name: row.get("contact_name"),
        contact_phone: row.get("contact_phone"),
        introduction: row.get("introduction"),
        version: row.get("version"),
    }
}

/// The organization with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Organization, Error> {
    let row = tx.maybe(sql!("SELECT * FROM organizations WHERE id = $1"), &params![id])?;
    row.as_ref().map(organization).ok_or(Error::NotFound)
}

/// The organization with this code, if it is registered.
///
/// # Errors
/// Of the database.
pub fn by_uscc(tx: &mut Tx, uscc: &str) -> Result<Option<Organization>, Error> {
    let row = tx.maybe(sql!("SELECT * FROM organizations WHERE uscc = $1"), &params![uscc])?;
    Ok(row.as_ref().map(organization))
}

/// Whether either side has declared that the two belong together.
///
/// # Errors
/// Of the database.
pub fn affiliated(tx: &mut Tx, a: Uuid, b: Uuid) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT declared_at FROM affiliations WHERE (organization_id = $1 AND other_id = $2)
             OR (organization_id = $2 AND other_id = $1)"
        ),
        &params![a, b],
    )?;
    Ok(row.is_some())
}

/// A declared affiliation, seen from one side.
#[derive(Clone, Debug)]
pub(super) struct Affiliation {
    pub(super) name: String,
    pub(super) words: String,
    pub(super) declared_at: i64,
}

pub(super) fn affiliations(tx: &mut Tx, organization: Uuid) -> Result<Vec<Affiliation>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.name, a.words, a.declared_at FROM affiliations a JOIN organizations o ON o.id =
             CASE WHEN a.organization_id = $1 THEN a.other_id ELSE a.organization_id END
             WHERE a.organization_id = $1 OR a.other_id = $1 ORDER BY a.declared_at DESC, o.name LIMIT 200"
        ),
        &params![organization],
    )?;
    let affiliation =
        |row: &Row| Affiliation { name: row.get("name"), words: row.get("words"), declared_at: row.get("declared_at") };
    Ok(rows.iter().map(affiliation).collect())
}

pub(super) fn upsert_affiliation(tx: &mut Tx, own: Uuid, other: Uuid, words: &str, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO affiliations (organization_id, other_id, words, declared_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (organization_id, other_id) DO UPDATE SET words = $3"
        ),
        &params![own, other, words, now],
    )?;
    Ok(())
}

pub(super) fn has_asked(tx: &mut Tx, organization: Uuid, person: Uuid) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!("SELECT id FROM join_requests WHERE organization_id = $1 AND person_id = $2 AND decided_at IS NULL"),
        &params![organization, person],
    )?;
    Ok(row.is_some())
}

pub(super) fn insert_request(
    tx: &mut Tx,
    id: Uuid,
    organization: Uuid,
    person: Uuid,
    role: Role,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO join_requests (id, organization_id, person_id, role, created_at) VALUES ($1, $2, $3, $4, $5)"
        ),
        &params![id, organization, person, role.code(), now],
    )?;
    Ok(())
}

/// Requests shown at most, the oldest first: as they are decided, others follow.
const SHOWN: i64 = 50;

/// Requests for the owner of an organization to decide; for the administrator those to organizations without one.
pub(super) fn open_requests(tx: &mut Tx, place: Place) -> Result<Vec<JoinRequest>, Error> {
    let rows = match place {
        Place::Organization(id) => tx.query(
            sql!(
                "SELECT j.id, j.organization_id, j.person_id, j.role, j.created_at, p.name,
                 COALESCE(p.email, p.phone, '') AS contact, o.name AS organization_name
                 FROM join_requests j JOIN people p ON p.id = j.person_id JOIN organizations o ON o.id = j.organization_id
                 WHERE j.organization_id = $1 AND j.decided_at IS NULL ORDER BY j.created_at, j.id LIMIT $2"
            ),
            &params![id, SHOWN],
        )?,
        Place::Everywhere => tx.query(
            sql!(
                "SELECT j.id, j.organization_id, j.person_id, j.role, j.created_at, p.name,
                 COALESCE(p.email, p.phone, '') AS contact, o.name AS organization_name
                 FROM join_requests j JOIN people p ON p.id = j.person_id JOIN organizations o ON o.id = j.organization_id
                 WHERE j.decided_at IS NULL AND NOT EXISTS (
                 SELECT 1 FROM memberships m WHERE m.organization_id = j.organization_id AND m.ended_at IS NULL
                 AND m.role IN ('firm-owner', 'provider-owner')) ORDER BY j.created_at, j.id LIMIT $1"
            ),
            &params![SHOWN],
        )?,
        Place::Hub(_) => return Ok(Vec::new()),
    };
    rows.iter().map(request).collect()
}

/// One of them.
pub(super) fn open_request(tx: &mut Tx, place: Place, id: Uuid) -> Result<Option<JoinRequest>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT j.id, j.organization_id, j.person_id, j.role, j.created_at, p.name,
             COALESCE(p.email, p.phone, '') AS contact, o.name AS organization_name
             FROM join_requests j JOIN people p ON p.id = j.person_id JOIN organizations o ON o.id = j.organization_id
             WHERE j.id = $1 AND j.decided_at IS NULL"
        ),
        &params![id],
    )?;
    let Some(found) = row.as_ref().map(request).transpose()? else { return Ok(None) };
    let here = match place {
        Place::Organization(id) => found.organization == id,
        Place::Everywhere => owners(tx, found.organization)?.is_empty(),
        Place::Hub(_) => false,
    };
    Ok(here.then_some(found))
}

fn request(row: &Row) -> Result<JoinRequest, Error> {
    let role: String = row.get("role");
    Ok(JoinRequest {
        id: row.get("id"),
        organization: row.get("organization_id"),
        organization_name: row.get("organization_name"),
        person: row.get("person_id"),
        name: row.get("name"),
        contact: row.get("contact"),
        role: Role::parse(&role).ok_or_else(|| Error::internal(format!("role {role}")))?,
        created_at: row.get("created_at"),
    })
}

pub(super) fn decide(tx: &mut Tx, id: Uuid, accepted: bool, by: Option<Uuid>, now: i64) -> Result<bool, Error> {
    let changed = tx.execute(
        sql!("UPDATE join_requests SET decided_at = $2, decided_by = $3, accepted = $4 WHERE id = $1 AND decided_at IS NULL"),
        &params![id, now, by, accepted],
    )?;
    Ok(changed == 1)
}

/// The hubs by name, from which an administrator chooses the one whose manager is invited.
pub(super) fn hubs(tx: &mut Tx) -> Result<Vec<(Uuid, String)>, Error> {
    let rows = tx.query(sql!("SELECT id, name FROM hubs ORDER BY name LIMIT 1000"), &params![])?;
    Ok(rows.iter().map(|row| (row.get("id"), row.get("name"))).collect())
}

/// Whether this is a hub.
pub(super) fn is_hub(tx: &mut Tx, id: Option<Uuid>) -> Result<bool, Error> {
    let Some(id) = id else { return Ok(false) };
    Ok(tx.maybe(sql!("SELECT code FROM hubs WHERE id = $1"), &params![id])?.is_some())
}
