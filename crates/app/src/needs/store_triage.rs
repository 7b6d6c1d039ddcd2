//! Every statement about who deals with a need, what is said twice, and the ready answers of a hub.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::answers::Answer;
use super::model::Need;
use super::store::need;
use crate::app::first_id;
use crate::web::Error;

/// Needs of a firm that are compared; a firm says fewer in a month.
const MOST_COMPARED: i64 = 200;

/// The firm's other needs at the need's hub that were sent in this time and neither withdrawn, declined nor passed on.
pub(super) fn of_firm_between(tx: &mut Tx, of: &Need, from: i64, until: i64) -> Result<Vec<Need>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.*, h.code AS hub_code, h.name AS hub_name FROM needs n JOIN hubs h ON h.id = n.hub_id
             WHERE n.firm_id = $1 AND n.id >= $2 AND n.id < $3 AND n.hub_id = $4 AND n.id <> $5
             AND n.state NOT IN ('withdrawn', 'declined', 'merged', 'passed') ORDER BY n.id DESC LIMIT $6"
        ),
        &params![of.firm_id, first_id(from), first_id(until), of.hub_id, of.id, MOST_COMPARED],
    )?;
    rows.iter().map(need).collect()
}

pub(super) fn insert_duplicate(
    tx: &mut Tx,
    need: &Need,
    of: Uuid,
    percent: u32,
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO duplicates (hub_id, need_id, of_id, alike, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &params![need.hub_id, need.id, of, percent, person, now],
    )?;
    Ok(())
}

/// The number of the need in which this one goes on.
pub(super) fn goes_on_in(tx: &mut Tx, need: &Need) -> Result<Option<String>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT n.reference FROM duplicates d JOIN needs n ON n.hub_id = d.hub_id AND n.id = d.of_id
             WHERE d.hub_id = $1 AND d.need_id = $2"
        ),
        &params![need.hub_id, need.id],
    )?;
    Ok(row.map(|row| row.get("reference")))
}

/// The numbers of the needs that go on in this one.
pub(super) fn joined(tx: &mut Tx, need: &Need) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.reference FROM duplicates d JOIN needs n ON n.hub_id = d.hub_id AND n.id = d.need_id
             WHERE d.hub_id = $1 AND d.of_id = $2 ORDER BY d.linked_at"
        ),
        &params![need.hub_id, need.id],
    )?;
    Ok(rows.iter().map(|row| row.get("reference")).collect())
}

/// The people of a hub: id and name.
///
/// # Errors
/// Of the database.
pub fn staff(tx: &mut Tx, hub: Uuid) -> Result<Vec<(Uuid, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT p.id, p.name FROM memberships m JOIN people p ON p.id = m.person_id
             WHERE m.hub_id = $1 AND m.ended_at IS NULL AND m.role IN ('hub-manager', 'hub-clerk') ORDER BY p.name, p.id"
        ),
        &params![hub],
    )?;
    Ok(rows.iter().map(|row| (row.get("id"), row.get("name"))).collect())
}

fn answer(row: &Row) -> Answer {
    Answer {
        id: row.get("id"),
        kind: row.get("kind"),
        title: row.get("title"),
        words: row.get("words"),
        version: row.get("version"),
    }
}

/// The ready answers of a hub; of one kind, or all where it is empty.
pub(super) fn answers(tx: &mut Tx, hub: Uuid, kind: &str) -> Result<Vec<Answer>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, kind, title, words, version FROM canned_answers WHERE hub_id = $1 AND ($2 = '' OR kind = $2)
             ORDER BY kind, title"
        ),
        &params![hub, kind],
    )?;
    Ok(rows.iter().map(answer).collect())
}

pub(super) fn put_answer(tx: &mut Tx, hub: Uuid, answer: &Answer, (person, now): (Uuid, i64)) -> Result<(), Error> {
    let changed = if answer.version == 0 {
        tx.execute(
            sql!(
                "INSERT INTO canned_answers (hub_id, id, kind, title, words, kept_by, kept_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            &params![hub, answer.id, &answer.kind, &answer.title, &answer.words, person, now],
        )?
    } else {
        tx.execute(
            sql!(
                "UPDATE canned_answers SET kind = $3, title = $4, words = $5, kept_by = $6, kept_at = $7,
                 version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $8"
            ),
            &params![hub, answer.id, &answer.kind, &answer.title, &answer.words, person, now, answer.version],
        )?
    };
    if changed == 1 { Ok(()) } else { Err(Error::Conflict) }
}

pub(super) fn remove_answer(tx: &mut Tx, hub: Uuid, answer: &Answer) -> Result<(), Error> {
    let gone = tx.execute(
        sql!("DELETE FROM canned_answers WHERE hub_id = $1 AND id = $2 AND version = $3"),
        &params![hub, answer.id, answer.version],
    )?;
    if gone == 1 { Ok(()) } else { Err(Error::Conflict) }
}
