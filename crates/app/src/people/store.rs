//! Every statement about people and their memberships.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::commands::{Grant, NewPerson};
use super::memberships::{Member, Place};
use crate::access::{Membership, Role};
use crate::web::Error;
use crate::web::languages::{self, FIRST};

/// What is kept of a person's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The person.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// E-mail address, lower case.
    pub email: Option<String>,
    /// Phone number, digits.
    pub phone: Option<String>,
    /// PHC string.
    pub password: Option<String>,
    /// Secret of the second factor, also before it is proven.
    pub totp_secret: Option<Vec<u8>>,
    /// When it was proven, milliseconds UTC.
    pub totp_since: Option<i64>,
    /// Last time step used.
    pub totp_step: Option<i64>,
    /// When it was reset, until a new one is proven; milliseconds UTC.
    pub factor_reset_at: Option<i64>,
    /// Membership last acted for.
    pub acted_as: Option<Uuid>,
    /// The language they chose, as its tag; empty until they choose.
    pub language: String,
    /// Counts changes of name and addresses.
    pub version: i64,
}

impl Account {
    /// What a password must not be made of.
    pub fn own_words(&self) -> Vec<&str> {
        let given = [Some(&self.name), self.email.as_ref(), self.phone.as_ref()];
        given.into_iter().flatten().map(String::as_str).collect()
    }
}

pub(super) fn insert(tx: &mut Tx, id: Uuid, new: &NewPerson, now: i64) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO people (id, name, email, phone, password, created_at, language)
             VALUES ($1, $2, $3, $4, $5, $6, '')"
        ),
        &params![id, &new.name, new.email.clone(), new.phone.clone(), new.password.clone(), now],
    )?;
    Ok(())
}

fn account(row: &Row) -> Account {
    Account {
        id: row.get("id"),
        name: row.get("name"),
        email: row.get("email"),
        phone: row.get("phone"),
        password: row.get("password"),
        totp_secret: row.get("totp_secret"),
        totp_since: row.get("totp_since"),
        totp_step: row.get("totp_step"),
        factor_reset_at: row.get("factor_reset_at"),
        acted_as: row.get("acted_as"),
        language: row.get("language"),
        version: row.get("version"),
    }
}

/// The account that signs in with this e-mail address or phone number.
pub(super) fn by_login(tx: &mut Tx, login: &str) -> Result<Option<Account>, Error> {
    let row = tx.maybe(sql!("SELECT * FROM people WHERE email = $1 OR phone = $1"), &params![login])?;
    Ok(row.as_ref().map(account))
}

/// The account of a person.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Account, Error> {
    let row = tx.maybe(sql!("SELECT * FROM people WHERE id = $1"), &params![id])?;
    row.as_ref().map(account).ok_or(Error::NotFound)
}

/// Name and addresses; `false` when they were changed since `version`.
pub(super) fn update_contact(tx: &mut Tx, id: Uuid, new: &NewPerson, version: i64) -> Result<bool, db::Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE people SET name = $3, email = $4, phone = $5, version = version + 1 WHERE id = $1 AND version = $2"
        ),
        &params![id, version, &new.name, new.email.clone(), new.phone.clone()],
    )?;
    Ok(changed == 1)
}

pub(super) fn set_email(tx: &mut Tx, id: Uuid, email: &str) -> Result<(), db::Error> {
    tx.execute(sql!("UPDATE people SET email = $2, version = version + 1 WHERE id = $1"), &params![id, email])?;
    Ok(())
}

pub(super) fn set_password(tx: &mut Tx, id: Uuid, password: &str) -> Result<(), Error> {
    tx.execute(sql!("UPDATE people SET password = $2 WHERE id = $1"), &params![id, password])?;
    Ok(())
}

pub(super) fn set_acted_as(tx: &mut Tx, id: Uuid, membership: Uuid) -> Result<(), Error> {
    tx.execute(sql!("UPDATE people SET acted_as = $2 WHERE id = $1"), &params![id, membership])?;
    Ok(())
}

pub(super) fn set_keys(tx: &mut Tx, id: Uuid, on: bool) -> Result<(), Error> {
    tx.execute(sql!("UPDATE people SET keys = $2 WHERE id = $1"), &params![id, on])?;
    Ok(())
}

pub(super) fn set_language(tx: &mut Tx, id: Uuid, language: &str) -> Result<(), Error> {
    tx.execute(sql!("UPDATE people SET language = $2 WHERE id = $1"), &params![id, language])?;
    Ok(())
}

/// The language that a person chose, as its tag; `None` until they choose.
///
/// # Errors
/// Of the database.
pub fn language_of(tx: &mut Tx, id: Uuid) -> Result<Option<&'static str>, Error> {
    let row = tx.maybe(sql!("SELECT language FROM people WHERE id = $1"), &params![id])?;
    Ok(row.and_then(|row| languages::installed(&row.get::<String>("language"))))
}

/// The language for a letter to this address: of the account that has it, else of who asked for the letter.
///
/// # Errors
/// Of the database.
pub fn language_for(tx: &mut Tx, email: &str, asked_in: &'static str) -> Result<&'static str, Error> {
    let row = tx.maybe(sql!("SELECT language FROM people WHERE email = $1"), &params![email])?;
    Ok(row.map_or(asked_in, |row| languages::installed(&row.get::<String>("language")).unwrap_or(FIRST)))
}

/// Whether there is anybody at all.
///
/// # Errors
/// Of the database.
pub fn anybody(tx: &mut Tx) -> Result<bool, Error> {
    Ok(tx.maybe(sql!("SELECT 1 AS one FROM people LIMIT 1"), &params![])?.is_some())
}

/// Name and phone number of a person, for the organization that they register; the number is empty when there is none.
///
/// # Errors
/// `NotFound`.
pub fn contact_of(tx: &mut Tx, id: Uuid) -> Result<(String, String), Error> {
    let account = by_id(tx, id)?;
    Ok((account.name, account.phone.unwrap_or_default()))
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

/// The memberships of a person that have not ended, the oldest first.
pub(super) fn memberships(tx: &mut Tx, person: Uuid) -> Result<Vec<Membership>, Error> {
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

fn role(row: &Row) -> Result<Role, Error> {
    let role: String = row.get("role");
    Role::parse(&role).ok_or_else(|| Error::internal(format!("role {role}")))
}

fn membership(row: &Row) -> Result<Membership, Error> {
    let division: Option<String> = row.get("division");
    let mut name: String = row.get("name");
    if name.is_empty() {
        name = division.as_deref().and_then(codes::divisions::full_name).unwrap_or_default();
    }
    Ok(Membership {
        id: row.get("id"),
        role: role(row)?,
        organization: row.get("organization_id"),
        hub: row.get("hub_id"),
        division,
        name,
    })
}

/// The hubs of a division and of the divisions in it.
pub(super) fn hubs_in(tx: &mut Tx, division: &str) -> Result<Vec<Uuid>, Error> {
    let rows = tx.query(sql!("SELECT id FROM hubs WHERE division LIKE $1"), &params![format!("{division}%")])?;
    Ok(rows.iter().map(|row| row.get("id")).collect())
}

/// A page of who belongs to a place.
pub(super) fn members(tx: &mut Tx, place: Place, offset: i64, limit: i64) -> Result<Vec<Member>, Error> {
    let rows = match place {
        Place::Organization(id) => tx.query(
            sql!(
                "SELECT m.id, m.person_id, m.role, m.created_at, p.name, p.totp_since, COALESCE(p.email, p.phone, '') AS contact,
                 '' AS place FROM memberships m JOIN people p ON p.id = m.person_id
                 WHERE m.organization_id = $1 AND m.ended_at IS NULL ORDER BY m.id LIMIT $2 OFFSET $3"
            ),
            &params![id, limit, offset],
        )?,
        Place::Hub(id) => tx.query(
            sql!(
                "SELECT m.id, m.person_id, m.role, m.created_at, p.name, p.totp_since, COALESCE(p.email, p.phone, '') AS contact,
                 '' AS place FROM memberships m JOIN people p ON p.id = m.person_id
                 WHERE m.hub_id = $1 AND m.ended_at IS NULL ORDER BY m.id LIMIT $2 OFFSET $3"
            ),
            &params![id, limit, offset],
        )?,
        Place::Everywhere => tx.query(
            sql!(
                "SELECT m.id, m.person_id, m.role, m.created_at, p.name, p.totp_since, COALESCE(p.email, p.phone, '') AS contact,
                 COALESCE(h.name, m.division, '') AS place
                 FROM memberships m JOIN people p ON p.id = m.person_id LEFT JOIN hubs h ON h.id = m.hub_id
                 WHERE m.role IN ('administrator', 'auditor', 'official', 'hub-manager') AND m.ended_at IS NULL
                 ORDER BY m.role, m.id LIMIT $1 OFFSET $2"
            ),
            &params![limit, offset],
        )?,
    };
    rows.iter().map(member).collect()
}

fn member(row: &Row) -> Result<Member, Error> {
    let place: String = row.get("place");
    Ok(Member {
        membership: row.get("id"),
        person: row.get("person_id"),
        role: role(row)?,
        name: row.get("name"),
        contact: row.get("contact"),
        place: codes::divisions::full_name(&place).unwrap_or(place),
        since: row.get("created_at"),
        has_factor: row.get::<Option<i64>>("totp_since").is_some(),
    })
}

/// How many belong to a place.
pub(super) fn count_members(tx: &mut Tx, place: Place) -> Result<i64, Error> {
    let row = match place {
        Place::Organization(id) => tx.one(
            sql!("SELECT count(*) AS n FROM memberships WHERE organization_id = $1 AND ended_at IS NULL"),
            &params![id],
        )?,
        Place::Hub(id) => {
            tx.one(sql!("SELECT count(*) AS n FROM memberships WHERE hub_id = $1 AND ended_at IS NULL"), &params![id])?
        }
        Place::Everywhere => tx.one(
            sql!(
                "SELECT count(*) AS n FROM memberships
                 WHERE role IN ('administrator', 'auditor', 'official', 'hub-manager') AND ended_at IS NULL"
            ),
            &params![],
        )?,
    };
    Ok(row.get("n"))
}

/// One membership that has not ended, with its person.
pub(super) fn membership_of(tx: &mut Tx, id: Uuid) -> Result<Option<(Uuid, Membership)>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT id, person_id, role, organization_id, hub_id, division, '' AS name FROM memberships
             WHERE id = $1 AND ended_at IS NULL"
        ),
        &params![id],
    )?;
    row.map(|row| Ok((row.get("person_id"), membership(&row)?))).transpose()
}

/// Who answers for an organization, the first first.
pub(super) fn owners(tx: &mut Tx, organization: Uuid) -> Result<Vec<Uuid>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT person_id, min(created_at) AS since FROM memberships WHERE organization_id = $1
             AND ended_at IS NULL AND role IN ('firm-owner', 'provider-owner') GROUP BY person_id ORDER BY since"
        ),
        &params![organization],
    )?;
    Ok(rows.iter().map(|row| row.get("person_id")).collect())
}

/// Whether the person has a membership of the organization.
///
/// # Errors
/// Of the database.
pub(super) fn is_member(tx: &mut Tx, organization: Uuid, person: Uuid) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!("SELECT id FROM memberships WHERE person_id = $1 AND organization_id = $2 AND ended_at IS NULL LIMIT 1"),
        &params![person, organization],
    )?;
    Ok(row.is_some())
}

/// How many have this role at this place. Writes the rows it counts, so that of two who leave at the same time on
/// PostgreSQL the second waits for the first and counts without it.
pub(super) fn count_and_lock(tx: &mut Tx, own: &Membership) -> Result<u64, Error> {
    let code = own.role.code();
    let counted = match (own.organization, own.hub) {
        (Some(organization), _) => tx.execute(
            sql!(
                "UPDATE memberships SET ended_at = NULL WHERE organization_id = $1 AND role = $2 AND ended_at IS NULL"
            ),
            &params![organization, code],
        ),
        (None, Some(hub)) => tx.execute(
            sql!("UPDATE memberships SET ended_at = NULL WHERE hub_id = $1 AND role = $2 AND ended_at IS NULL"),
            &params![hub, code],
        ),
        (None, None) => tx.execute(
            sql!("UPDATE memberships SET ended_at = NULL WHERE role = $1 AND ended_at IS NULL"),
            &params![code],
        ),
    };
    Ok(counted?)
}

pub(super) fn end_membership(tx: &mut Tx, id: Uuid, now: i64) -> Result<bool, Error> {
    let ended =
        tx.execute(sql!("UPDATE memberships SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"), &params![id, now])?;
    Ok(ended == 1)
}
