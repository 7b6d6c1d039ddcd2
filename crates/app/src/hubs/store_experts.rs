//! Every statement about a hub's experts.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Expert, Experts, Profile};
use crate::web::lists::containing;
use crate::web::{Error, one_row};

fn expert(row: &Row) -> Result<Expert, Error> {
    let proposal: String = row.get("proposal");
    Ok(Expert {
        id: row.get("id"),
        person_id: row.get("person_id"),
        said: Profile {
            name: row.get("name"),
            title: row.get("title"),
            employer: row.get("employer"),
            fields: row.get("fields"),
            asks: row.get("asks"),
            industry_codes: row.get("industry_codes"),
        },
        published: row.get::<String>("state") == "published",
        proposal: if proposal.is_empty() {
            None
        } else {
            Some(serde_json::from_str(&proposal).map_err(Error::internal)?)
        },
        proposed_at: row.get("proposed_at"),
        returned_words: row.get("returned_words"),
        version: row.get("version"),
    })
}

macro_rules! matching {
    () => {
        " FROM experts WHERE hub_id = $1
          AND ($2 = '' OR name LIKE $3 ESCAPE '!' OR employer LIKE $3 ESCAPE '!' OR fields LIKE $3 ESCAPE '!'
               OR asks LIKE $3 ESCAPE '!')
          AND ($4 = '' OR ($4 = 'published' AND state = 'published')
               OR ($4 = 'waiting' AND proposal <> '' AND returned_words = ''))"
    };
}

/// A page of the experts of a hub, by name.
///
/// # Errors
/// Of the database.
pub fn experts(tx: &mut Tx, of: &Experts, offset: i64, rows: i64) -> Result<Vec<Expert>, Error> {
    let rows = tx.query(
        sql!(concat!("SELECT *", matching!(), " ORDER BY name, id LIMIT $6 OFFSET $5")),
        &params![of.hub, &of.words, containing(&of.words), of.state, offset, rows],
    )?;
    rows.iter().map(expert).collect()
}

/// How many experts of a hub match.
///
/// # Errors
/// Of the database.
pub fn experts_count(tx: &mut Tx, of: &Experts) -> Result<i64, Error> {
    let row = tx.one(
        sql!(concat!("SELECT COUNT(*) AS n", matching!())),
        &params![of.hub, &of.words, containing(&of.words), of.state],
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
    rows.iter().map(expert).collect()
}

/// The expert of a hub with this id.
///
/// # Errors
/// `NotFound`.
pub fn expert_by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Expert, Error> {
    let row = tx.maybe(sql!("SELECT * FROM experts WHERE hub_id = $1 AND id = $2"), &params![hub, id])?;
    expert(&row.ok_or(Error::NotFound)?)
}

/// The profile of a person at a hub, if there is one.
///
/// # Errors
/// Of the database.
pub fn expert_of(tx: &mut Tx, hub: Uuid, person: Uuid) -> Result<Option<Expert>, Error> {
    let row = tx.maybe(sql!("SELECT * FROM experts WHERE hub_id = $1 AND person_id = $2"), &params![hub, person])?;
    row.as_ref().map(expert).transpose()
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

pub(super) fn insert(tx: &mut Tx, hub: Uuid, id: Uuid, person: Option<Uuid>, new: &Profile) -> Result<u64, db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO experts (hub_id, id, person_id, name, title, employer, fields, asks, industry_codes)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![hub, id, person, &new.name, &new.title, &new.employer, &new.fields, &new.asks, &new.industry_codes],
    )
}

/// A profile that the hub has not published yet: what is said of the expert stands in both places, so that staff find it.
pub(super) fn insert_proposed(
    tx: &mut Tx,
    hub: Uuid,
    id: Uuid,
    person: Uuid,
    new: &Profile,
    now: i64,
) -> Result<u64, db::Error> {
    let proposal = serde_json::to_string(new).unwrap_or_default();
    tx.execute(
        sql!(
            "INSERT INTO experts (hub_id, id, person_id, name, title, employer, fields, asks, industry_codes, state,
             proposal, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'new', $10, $11)"
        ),
        &params![
            hub,
            id,
            person,
            &new.name,
            &new.title,
            &new.employer,
            &new.fields,
            &new.asks,
            &new.industry_codes,
            proposal,
            now
        ],
    )
}

pub(super) fn update(
    tx: &mut Tx,
    hub: Uuid,
    old: &Expert,
    person: Option<Uuid>,
    new: &Profile,
) -> Result<u64, db::Error> {
    tx.execute(
        sql!(
            "UPDATE experts SET person_id = $4, name = $5, title = $6, employer = $7, fields = $8, asks = $9,
             industry_codes = $10, version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![
            hub,
            old.id,
            old.version,
            person,
            &new.name,
            &new.title,
            &new.employer,
            &new.fields,
            &new.asks,
            &new.industry_codes
        ],
    )
}

/// What the expert proposes, also once more; what a new one is called follows it.
pub(super) fn set_proposal(tx: &mut Tx, hub: Uuid, old: &Expert, new: &Profile, now: i64) -> Result<(), Error> {
    let proposal = serde_json::to_string(new).map_err(Error::internal)?;
    let changed = tx.execute(
        sql!(
            "UPDATE experts SET proposal = $4, proposed_at = $5, returned_words = '',
             name = CASE WHEN state = 'new' THEN $6 ELSE name END, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, old.id, old.version, proposal, now, &new.name],
    )?;
    one_row(changed)
}

pub(super) fn publish(tx: &mut Tx, hub: Uuid, old: &Expert, said: &Profile) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE experts SET name = $4, title = $5, employer = $6, fields = $7, asks = $8, industry_codes = $9,
             state = 'published', proposal = '', version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![
            hub,
            old.id,
            old.version,
            &said.name,
            &said.title,
            &said.employer,
            &said.fields,
            &said.asks,
            &said.industry_codes
        ],
    )?;
    one_row(changed)
}

pub(super) fn send_back(tx: &mut Tx, hub: Uuid, old: &Expert, words: &str) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE experts SET returned_words = $4, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, old.id, old.version, words],
    )?;
    one_row(changed)
}

pub(super) fn delete(tx: &mut Tx, hub: Uuid, old: &Expert) -> Result<(), Error> {
    let statement = sql!("DELETE FROM experts WHERE hub_id = $1 AND id = $2 AND version = $3");
    one_row(tx.execute(statement, &params![hub, old.id, old.version])?)
}
