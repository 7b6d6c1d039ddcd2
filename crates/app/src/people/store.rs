//! Every statement about people.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::commands::{Grant, NewPerson};
use crate::access::{Hubs, Membership, Person, Role};
use crate::web::Error;

pub(super) fn insert(tx: &mut Tx, id: Uuid, new: &NewPerson, now: i64) -> Result<(), db::Error> {
    tx.execute(
        sql!("INSERT INTO people (id, name, email, phone, password, created_at) VALUES ($1, $2, $3, $4, $5, $6)"),
        &params![id, &new.name, new.email.clone(), new.phone.clone(), new.password.clone(), now],
    )?;
    Ok(())
}

pub(super) fn insert_membership(
    tx: &mut Tx,
    id: Uuid,
    person: Uuid,
    grant: &Grant,
    now: i64,
    by: Option<Uuid>,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO memberships (id, person_id, role, organization_id, hub_id, division, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &params![id, person, grant.role.code(), grant.organization, grant.hub, grant.division.clone(), now, by],
    )?;
    Ok(())
}

pub(super) fn insert_link(tx: &mut Tx, hash: &[u8; 32], person: Uuid, now: i64, until: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO links (token_hash, kind, person_id, created_at, expires_at) VALUES ($1, 'sign_in', $2, $3, $4)"
        ),
        &params![hash, person, now, until],
    )?;
    Ok(())
}

/// Whether there is anybody at all.
///
/// # Errors
/// Of the database.
pub fn anybody(tx: &mut Tx) -> Result<bool, Error> {
    Ok(tx.maybe(sql!("SELECT 1 AS one FROM people LIMIT 1"), &params![])?.is_some())
}

/// The name of a person.
///
/// # Errors
/// `NotFound`.
pub fn name_of(tx: &mut Tx, id: Uuid) -> Result<String, Error> {
    let row = tx.maybe(sql!("SELECT name FROM people WHERE id = $1"), &params![id])?;
    Ok(row.ok_or(Error::NotFound)?.get("name"))
}

/// The first person of an organization.
///
/// # Errors
/// `NotFound`.
pub fn first_of(tx: &mut Tx, organization: Uuid) -> Result<Uuid, Error> {
    let row = tx.maybe(
        sql!("SELECT person_id FROM memberships WHERE organization_id = $1 AND ended_at IS NULL ORDER BY id LIMIT 1"),
        &params![organization],
    )?;
    Ok(row.ok_or(Error::NotFound)?.get("person_id"))
}

/// The person of a session that has not ended.
///
/// # Errors
/// Of the database.
pub fn find_by_session(tx: &mut Tx, hash: &[u8; 32], now: i64) -> Result<Option<Person>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT s.id, s.person_id, s.membership_id, s.strong, p.name FROM sessions s
             JOIN people p ON p.id = s.person_id WHERE s.token_hash = $1 AND s.expires_at > $2"
        ),
        &params![hash, now],
    )?;
    let Some(row) = row else { return Ok(None) };
    let memberships = memberships(tx, row.get("person_id"))?;
    let acting: Option<Uuid> = row.get("membership_id");
    let membership = memberships.iter().find(|m| Some(m.id) == acting).cloned();
    let hubs = reach(tx, membership.as_ref())?;
    Ok(Some(Person {
        id: row.get("person_id"),
        name: row.get("name"),
        session: row.get("id"),
        strong: row.get("strong"),
        membership,
        memberships,
        hubs,
    }))
}

fn memberships(tx: &mut Tx, person: Uuid) -> Result<Vec<Membership>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id, m.role, m.organization_id, m.hub_id, m.division, COALESCE(o.name, h.name, '') AS name
             FROM memberships m LEFT JOIN organizations o ON o.id = m.organization_id LEFT JOIN hubs h ON h.id = m.hub_id
             WHERE m.person_id = $1 AND m.ended_at IS NULL ORDER BY m.id"
        ),
        &params![person],
    )?;
    rows.iter().map(membership).collect()
}

fn membership(row: &Row) -> Result<Membership, Error> {
    let role: String = row.get("role");
    let division: Option<String> = row.get("division");
    let mut name: String = row.get("name");
    if name.is_empty() {
        name = division.as_deref().and_then(codes::divisions::full_name).unwrap_or_default();
    }
    Ok(Membership {
        id: row.get("id"),
        role: Role::parse(&role).ok_or_else(|| Error::internal(format!("role {role}")))?,
        organization: row.get("organization_id"),
        hub: row.get("hub_id"),
        division,
        name,
    })
}

/// The hubs a membership reaches.
fn reach(tx: &mut Tx, membership: Option<&Membership>) -> Result<Hubs, Error> {
    let Some(membership) = membership else { return Ok(Hubs::These(Vec::new())) };
    match (membership.role, membership.hub, &membership.division) {
        (Role::Auditor | Role::Administrator, ..) => Ok(Hubs::All),
        (Role::HubManager | Role::HubClerk, Some(hub), _) => Ok(Hubs::These(vec![hub])),
        (Role::Official, _, Some(division)) => {
            let rows =
                tx.query(sql!("SELECT id FROM hubs WHERE division LIKE $1"), &params![format!("{division}%")])?;
            Ok(Hubs::These(rows.iter().map(|row| row.get("id")).collect()))
        }
        _ => Ok(Hubs::These(Vec::new())),
    }
}
