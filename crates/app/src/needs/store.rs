//! Every statement that finds, writes and lists needs. Drafts are in `store_drafts.rs`, what else a page shows in
//! `store_reading.rs`.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::commands::{NewNeed, Submitted};
use super::model::{Askback, Need, State};
use crate::web::lists::containing;
use crate::web::{Error, one_row};

/// The reference number as people know it. The row of a hub that passed a need on has given the number itself to the row of
/// the hub that received it, and is kept under the number with a mark.
pub fn reference_of(stored: &str) -> &str {
    stored.split('/').next().unwrap_or(stored)
}

pub(super) fn need(row: &Row) -> Result<Need, Error> {
    Ok(Need {
        hub_id: row.get("hub_id"),
        hub_code: row.get("hub_code"),
        hub_name: row.get("hub_name"),
        id: row.get("id"),
        reference: reference_of(row.text("reference")).to_owned(),
        firm_id: row.get("firm_id"),
        firm_name: row.get("firm_name"),
        said_by: row.get("said_by"),
        channel: row.get("channel"),
        function: row.get("function"),
        words: row.get("words"),
        product: row.get("product"),
        wanted_on: row.get("wanted_on"),
        budget_fen: row.get("budget_fen"),
        visibility: row.get("visibility"),
        contact_name: row.get("contact_name"),
        contact_phone: row.get("contact_phone"),
        state: State::parse(row.text("state"))
            .ok_or_else(|| Error::internal(format!("need state {}", row.text("state"))))?,
        sent_at: row.get("sent_at"),
        triage_due_on: row.get("triage_due_on"),
        accepted_at: row.get("accepted_at"),
        due_on: row.get("due_on"),
        closed_at: row.get("closed_at"),
        reason: row.get("reason"),
        hint: row.get("hint"),
        clerk_id: row.get("clerk_id"),
        version: row.get("version"),
    })
}

/// The need with this reference number, in any spelling a person may use.
///
/// # Errors
/// `NotFound`.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Need, Error> {
    let reference = codes::reference::Reference::parse(reference).map_err(|_| Error::NotFound)?.to_string();
    let row = tx.maybe(
        sql!(
            "SELECT n.*, h.code AS hub_code, h.name AS hub_name FROM needs n JOIN hubs h ON h.id = n.hub_id
             WHERE n.reference = $1"
        ),
        &params![reference],
    )?;
    need(&row.ok_or(Error::NotFound)?)
}

/// The need with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Need, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT n.*, h.code AS hub_code, h.name AS hub_name FROM needs n JOIN hubs h ON h.id = n.hub_id
             WHERE n.hub_id = $1 AND n.id = $2"
        ),
        &params![hub, id],
    )?;
    need(&row.ok_or(Error::NotFound)?)
}

/// To whom a need is said, and by which firm.
pub(super) struct Sides {
    pub(super) hub_code: String,
    pub(super) hub_removed: bool,
    pub(super) firm_name: String,
}

pub(super) fn sides(tx: &mut Tx, hub: Uuid, firm: Uuid) -> Result<Sides, Error> {
    let row = tx.maybe(
        sql!("SELECT h.code, h.stage, o.name FROM hubs h CROSS JOIN organizations o WHERE h.id = $1 AND o.id = $2"),
        &params![hub, firm],
    )?;
    let row = row.ok_or(Error::NotFound)?;
    Ok(Sides { hub_code: row.get("code"), hub_removed: row.text("stage") == "removed", firm_name: row.get("name") })
}

pub(super) fn insert(
    tx: &mut Tx,
    made: &Submitted,
    firm: &str,
    new: &NewNeed,
    now: i64,
    due_on: Option<String>,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO needs (hub_id, id, reference, firm_id, firm_name, said_by, channel, function, words, product,
             wanted_on, budget_fen, visibility, contact_name, contact_phone, state, sent_at, triage_due_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'sent', $16, $17)"
        ),
        &params![
            new.hub_id,
            made.id,
            &made.reference,
            new.firm_id,
            firm,
            new.said_by,
            &new.channel,
            &new.function,
            &new.words,
            &new.product,
            new.wanted_on.clone(),
            new.budget_fen,
            &new.visibility,
            &new.contact_name,
            &new.contact_phone,
            now,
            due_on
        ],
    )?;
    Ok(())
}

pub(super) fn insert_named(tx: &mut Tx, hub: Uuid, need: Uuid, organization: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO need_providers (hub_id, need_id, organization_id) VALUES ($1, $2, $3)"),
        &params![hub, need, organization],
    )?;
    Ok(())
}

/// The providers that the firm named: id and name.
pub(super) fn named(tx: &mut Tx, hub: Uuid, need: Uuid) -> Result<Vec<(Uuid, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.organization_id, o.name FROM need_providers p JOIN organizations o ON o.id = p.organization_id
             WHERE p.hub_id = $1 AND p.need_id = $2 ORDER BY o.name"
        ),
        &params![hub, need],
    )?;
    Ok(rows.iter().map(|row| (row.get("organization_id"), row.get("name"))).collect())
}

/// Writes what a step changes; `Conflict` when somebody else changed the need meanwhile.
pub(super) fn update(tx: &mut Tx, need: &Need) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE needs SET state = $3, triage_due_on = $4, accepted_at = $5, due_on = $6, closed_at = $7, reason = $8,
             hint = $9, clerk_id = $10, version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $11"
        ),
        &params![
            need.hub_id,
            need.id,
            need.state.code(),
            need.triage_due_on.clone(),
            need.accepted_at,
            need.due_on.clone(),
            need.closed_at,
            &need.reason,
            &need.hint,
            need.clerk_id,
            need.version
        ],
    )?;
    one_row(changed)
}

/// What was asked back, if anything was.
pub(super) fn askback(tx: &mut Tx, need: &Need) -> Result<Option<Askback>, Error> {
    let row = tx.maybe(
        sql!("SELECT words, answer FROM askbacks WHERE hub_id = $1 AND need_id = $2"),
        &params![need.hub_id, need.id],
    )?;
    Ok(row.map(|row| Askback { words: row.get("words"), answer: row.get("answer") }))
}

pub(super) fn insert_askback(tx: &mut Tx, need: &Need, words: &str, person: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO askbacks (hub_id, need_id, words, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)"),
        &params![need.hub_id, need.id, words, person, now],
    )?;
    Ok(())
}

pub(super) fn answer_askback(tx: &mut Tx, need: &Need, words: &str, person: Uuid, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE askbacks SET answer = $3, answered_by = $4, answered_at = $5
             WHERE hub_id = $1 AND need_id = $2 AND answered_at IS NULL"
        ),
        &params![need.hub_id, need.id, words, person, now],
    )?;
    one_row(changed)
}

/// What a firm's list shows.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub(super) firm: Uuid,
    /// A state, or empty.
    pub(super) state: String,
    /// Part of the words, the product or the reference number, or empty.
    pub(super) words: String,
}

pub(super) fn of_firm(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Need>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.*, h.code AS hub_code, h.name AS hub_name FROM needs n JOIN hubs h ON h.id = n.hub_id
             WHERE n.firm_id = $1 AND ($2 = '' OR n.state = $2) AND n.state <> 'passed'
             AND ($3 = '' OR n.words LIKE $4 ESCAPE '!' OR n.product LIKE $4 ESCAPE '!' OR n.reference LIKE $4 ESCAPE '!')
             ORDER BY n.id DESC LIMIT $6 OFFSET $5"
        ),
        &params![filter.firm, &filter.state, &filter.words, containing(&filter.words), offset, rows],
    )?;
    rows.iter().map(need).collect()
}

pub(super) fn count_of_firm(tx: &mut Tx, filter: &Filter) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM needs n WHERE n.firm_id = $1 AND ($2 = '' OR n.state = $2) AND n.state <> 'passed'
             AND ($3 = '' OR n.words LIKE $4 ESCAPE '!' OR n.product LIKE $4 ESCAPE '!' OR n.reference LIKE $4 ESCAPE '!')"
        ),
        &params![filter.firm, &filter.state, &filter.words, containing(&filter.words)],
    )?;
    Ok(row.get("n"))
}

/// Holds a need's row until the transaction ends, so that what ends it is decided by one at a time. The version stays.
///
/// # Errors
/// Of the database.
pub fn hold(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<(), Error> {
    tx.execute(sql!("UPDATE needs SET version = version WHERE hub_id = $1 AND id = $2"), &params![hub, id])?;
    Ok(())
}
