//! Every statement about who deals with a need, what is said twice, and the ready answers of a hub.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::answers::Answer;
use super::model::{Need, State};
use super::store::need;
use crate::app::first_id;
use crate::web::{Error, one_row};

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

/// Links a need, with what it is before, to another one and how far that had come.
pub(super) fn insert_duplicate(
    tx: &mut Tx,
    need: &Need,
    (of, of_stood): (Uuid, &str),
    (percent, pause): (u32, Option<Uuid>),
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO duplicates (hub_id, need_id, of_id, alike, linked_by, linked_at, before_state, before_due_on,
             before_clerk_id, before_pause_id, of_stood) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &params![
            need.hub_id,
            need.id,
            of,
            percent,
            person,
            now,
            need.state.code(),
            need.triage_due_on.clone(),
            need.clerk_id,
            pause,
            of_stood
        ],
    )?;
    Ok(())
}

/// A merge of two needs.
pub(super) struct Merge {
    /// The one that goes on.
    pub(super) of: Uuid,
    /// How far that had come.
    pub(super) of_stood: String,
    /// When; milliseconds UTC.
    pub(super) at: i64,
    /// What the other was before; `None` when that was not kept yet.
    pub(super) before_state: Option<State>,
    pub(super) before_due_on: Option<String>,
    pub(super) before_clerk: Option<Uuid>,
    pub(super) before_pause: Option<Uuid>,
}

/// How a need was merged, if it was.
pub(super) fn merge_of(tx: &mut Tx, need: &Need) -> Result<Option<Merge>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT of_id, of_stood, linked_at, before_state, before_due_on, before_clerk_id, before_pause_id
             FROM duplicates WHERE hub_id = $1 AND need_id = $2"
        ),
        &params![need.hub_id, need.id],
    )?;
    Ok(row.map(|row| Merge {
        of: row.get("of_id"),
        of_stood: row.get("of_stood"),
        at: row.get("linked_at"),
        before_state: State::parse(&row.get::<String>("before_state")),
        before_due_on: row.get("before_due_on"),
        before_clerk: row.get("before_clerk_id"),
        before_pause: row.get("before_pause_id"),
    }))
}

/// Takes the link away; the log keeps both the merge and its end.
pub(super) fn remove_duplicate(tx: &mut Tx, need: &Need) -> Result<(), Error> {
    let gone =
        tx.execute(sql!("DELETE FROM duplicates WHERE hub_id = $1 AND need_id = $2"), &params![need.hub_id, need.id])?;
    if gone == 1 { Ok(()) } else { Err(Error::Conflict) }
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
    one_row(changed)
}

pub(super) fn remove_answer(tx: &mut Tx, hub: Uuid, answer: &Answer) -> Result<(), Error> {
    let gone = tx.execute(
        sql!("DELETE FROM canned_answers WHERE hub_id = $1 AND id = $2 AND version = $3"),
        &params![hub, answer.id, answer.version],
    )?;
    if gone == 1 { Ok(()) } else { Err(Error::Conflict) }
}
