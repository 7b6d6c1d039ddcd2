//! Every statement that finds who may be told.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::preferences::Choice;
use super::store::choice_of;
use super::store_facts::Facts;
use crate::web::Error;

/// Somebody who may be told.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The person.
    pub person: Uuid,
    /// Through which membership; `None` while they have none.
    pub membership: Option<Uuid>,
    role: String,
    /// Whether there is an e-mail address.
    pub has_address: bool,
    /// What they want.
    pub choice: Choice,
}

impl Reader {
    /// Whether they run the hub.
    pub fn is_manager(&self) -> bool {
        self.role == "hub-manager"
    }

    /// Whether they answer for the organization.
    pub fn is_owner(&self) -> bool {
        self.role.ends_with("-owner")
    }
}

fn reader(row: &Row) -> Reader {
    Reader {
        person: row.get("person_id"),
        membership: row.get("membership_id"),
        role: row.get("role"),
        has_address: row.get::<Option<String>>("email").is_some_and(|email| email.contains('@')),
        choice: choice_of(row),
    }
}

/// Who acts for an organization in roles like this, e.g. `firm-%`.
pub(super) fn people_of(tx: &mut Tx, organization: Uuid, roles: &str) -> Result<Vec<Reader>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.person_id, m.id AS membership_id, m.role, p.email, c.app, c.mail, c.quiet_from, c.quiet_until
             FROM memberships m JOIN people p ON p.id = m.person_id
             LEFT JOIN notice_preferences c ON c.person_id = m.person_id
             WHERE m.organization_id = $1 AND m.ended_at IS NULL AND m.role LIKE $2 ORDER BY m.id"
        ),
        &params![organization, roles],
    )?;
    Ok(rows.iter().map(reader).collect())
}

/// A hub's managers and clerks.
pub(super) fn staff_of(tx: &mut Tx, hub: Uuid) -> Result<Vec<Reader>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.person_id, m.id AS membership_id, m.role, p.email, c.app, c.mail, c.quiet_from, c.quiet_until
             FROM memberships m JOIN people p ON p.id = m.person_id
             LEFT JOIN notice_preferences c ON c.person_id = m.person_id
             WHERE m.hub_id = $1 AND m.ended_at IS NULL AND m.role IN ('hub-manager', 'hub-clerk') ORDER BY m.id"
        ),
        &params![hub],
    )?;
    Ok(rows.iter().map(reader).collect())
}

/// The officials of the divisions that a hub lies in.
pub(super) fn officials_of(tx: &mut Tx, hub: Uuid) -> Result<Vec<Reader>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.person_id, m.id AS membership_id, m.role, p.email, c.app, c.mail, c.quiet_from, c.quiet_until
             FROM hubs h JOIN memberships m ON h.division LIKE m.division || '%' JOIN people p ON p.id = m.person_id
             LEFT JOIN notice_preferences c ON c.person_id = m.person_id
             WHERE h.id = $1 AND m.ended_at IS NULL AND m.role = 'official' ORDER BY m.id"
        ),
        &params![hub],
    )?;
    Ok(rows.iter().map(reader).collect())
}

/// Whose account it is, through the first of their memberships.
pub(super) fn holder(tx: &mut Tx, facts: &Facts) -> Result<Vec<Reader>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.id AS person_id, m.id AS membership_id, COALESCE(m.role, '') AS role, p.email, c.app, c.mail,
             c.quiet_from, c.quiet_until FROM people p
             LEFT JOIN memberships m ON m.person_id = p.id AND m.ended_at IS NULL
             LEFT JOIN notice_preferences c ON c.person_id = p.id WHERE p.id = $1 ORDER BY m.id"
        ),
        &params![facts.holder],
    )?;
    Ok(rows.iter().map(reader).collect())
}

/// The managers of the hub; where it is of none, the administrators; the holder is told otherwise.
pub(super) fn keepers(tx: &mut Tx, facts: &Facts) -> Result<Vec<Reader>, Error> {
    let mut found = match facts.kept_by {
        Some(hub) => staff_of(tx, hub)?,
        None => administrators(tx)?,
    };
    found.retain(|reader| reader.role != "hub-clerk" && Some(reader.person) != facts.holder);
    Ok(found)
}

fn administrators(tx: &mut Tx) -> Result<Vec<Reader>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.person_id, m.id AS membership_id, m.role, p.email, c.app, c.mail, c.quiet_from, c.quiet_until
             FROM memberships m JOIN people p ON p.id = m.person_id
             LEFT JOIN notice_preferences c ON c.person_id = m.person_id
             WHERE m.role = 'administrator' AND m.ended_at IS NULL ORDER BY m.id"
        ),
        &params![],
    )?;
    Ok(rows.iter().map(reader).collect())
}

/// The expert, while the hub has them as one.
pub(super) fn expert_of(tx: &mut Tx, facts: &Facts) -> Result<Vec<Reader>, Error> {
    let Some(person) = facts.asker else { return Ok(Vec::new()) };
    let rows = tx.query(
        sql!(
            "SELECT m.person_id, m.id AS membership_id, m.role, p.email, c.app, c.mail, c.quiet_from, c.quiet_until
             FROM memberships m JOIN people p ON p.id = m.person_id
             LEFT JOIN notice_preferences c ON c.person_id = m.person_id
             WHERE m.person_id = $1 AND m.hub_id = $2 AND m.ended_at IS NULL AND m.role = 'expert' ORDER BY m.id"
        ),
        &params![person, facts.hub],
    )?;
    Ok(rows.iter().map(reader).collect())
}

/// Who asked to join, through the membership they got, if any.
pub(super) fn asker(tx: &mut Tx, facts: &Facts) -> Result<Vec<Reader>, Error> {
    let (Some(person), Some(organization)) = (facts.asker, facts.firm) else { return Ok(Vec::new()) };
    let rows = tx.query(
        sql!(
            "SELECT p.id AS person_id, m.id AS membership_id, COALESCE(m.role, '') AS role, p.email, c.app, c.mail,
             c.quiet_from, c.quiet_until FROM people p
             LEFT JOIN memberships m ON m.person_id = p.id AND m.organization_id = $2 AND m.ended_at IS NULL
             LEFT JOIN notice_preferences c ON c.person_id = p.id WHERE p.id = $1 ORDER BY m.id"
        ),
        &params![person, organization],
    )?;
    Ok(rows.iter().map(reader).collect())
}

/// Who began an import and who decided last of it, through the memberships that they did it with, while these run.
pub(super) fn starters(tx: &mut Tx, facts: &Facts) -> Result<Vec<Reader>, Error> {
    let mut found = Vec::new();
    for membership in &facts.starters {
        let row = tx.maybe(
            sql!(
                "SELECT m.person_id, m.id AS membership_id, m.role, p.email, c.app, c.mail, c.quiet_from, c.quiet_until
                 FROM memberships m JOIN people p ON p.id = m.person_id
                 LEFT JOIN notice_preferences c ON c.person_id = m.person_id
                 WHERE m.id = $1 AND m.ended_at IS NULL"
            ),
            &params![*membership],
        )?;
        found.extend(row.as_ref().map(reader));
    }
    Ok(found)
}
