//! Every statement about what stops a clock, and about what was told of due dates.

use db::{Row, Tx, params, sql};
use jiff::civil::Date;
use uuid::Uuid;

use super::pausing::{Clock, Pause};
use crate::web::{Error, one_row};

fn pause(row: &Row) -> Pause {
    Pause {
        id: row.get("id"),
        kind: row.get("kind"),
        words: row.get("words"),
        from_on: row.get("from_on"),
        to_on: row.get("to_on"),
        state: row.get("state"),
        due_before: row.get("due_before"),
        due_after: row.get("due_after"),
        begun_by: row.get("begun_by"),
        decided_by: row.get("decided_by"),
    }
}

/// The pauses of a need or an order, the oldest first.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, hub: Uuid, object: Uuid) -> Result<Vec<Pause>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.id, p.kind, p.words, p.from_on, p.to_on, p.state, p.due_before, p.due_after, b.name AS begun_by,
             COALESCE(d.name, '') AS decided_by FROM pauses p JOIN people b ON b.id = p.begun_by
             LEFT JOIN people d ON d.id = p.decided_by
             WHERE p.hub_id = $1 AND p.object_id = $2 ORDER BY p.begun_at, p.id LIMIT 50"
        ),
        &params![hub, object],
    )?;
    Ok(rows.iter().map(pause).collect())
}

/// The one that waits for the firm to agree.
pub(super) fn waiting(tx: &mut Tx, hub: Uuid, object: Uuid) -> Result<Option<Pause>, Error> {
    Ok(of(tx, hub, object)?.into_iter().find(Pause::waits))
}

/// The one whose end is open.
pub(super) fn lasting(tx: &mut Tx, hub: Uuid, object: Uuid) -> Result<Option<Pause>, Error> {
    Ok(of(tx, hub, object)?.into_iter().find(|pause| pause.to_on.is_none()))
}

pub(super) fn insert(
    tx: &mut Tx,
    (id, person, now): (Uuid, Uuid, i64),
    clock: &Clock,
    (kind, state, words): (&str, &str, &str),
    (from, to): (Date, Option<String>),
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO pauses (hub_id, id, object, object_id, kind, words, from_on, to_on, state, due_before, begun_by,
             begun_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        &params![
            clock.hub,
            id,
            clock.object,
            clock.id,
            kind,
            words,
            from.to_string(),
            to,
            state,
            clock.due_on.clone(),
            person,
            now
        ],
    )?;
    Ok(())
}

pub(super) fn end(
    tx: &mut Tx,
    hub: Uuid,
    id: Uuid,
    day: &str,
    due: Option<String>,
    (person, now): (Option<Uuid>, i64),
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE pauses SET to_on = $3, due_after = $4, decided_by = $5, decided_at = $6
             WHERE hub_id = $1 AND id = $2 AND to_on IS NULL"
        ),
        &params![hub, id, day, due, person, now],
    )?;
    Ok(())
}

/// A pause that was ended goes on as if it had not been.
pub(super) fn resume(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE pauses SET to_on = NULL, due_after = NULL, decided_by = NULL, decided_at = NULL
             WHERE hub_id = $1 AND id = $2"
        ),
        &params![hub, id],
    )?;
    Ok(())
}

pub(super) fn decide(
    tx: &mut Tx,
    hub: Uuid,
    id: Uuid,
    (state, from): (&str, &str),
    (before, after): (Option<String>, Option<String>),
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE pauses SET state = $3, from_on = $4, due_before = $5, due_after = $6, decided_by = $7, decided_at = $8
             WHERE hub_id = $1 AND id = $2 AND state = 'proposed'"
        ),
        &params![hub, id, state, from, before, after, person, now],
    )?;
    one_row(changed)
}

/// Something that is due, and that nobody was told of yet.
pub(super) struct Due {
    pub(super) need: Uuid,
    pub(super) reference: String,
    pub(super) due_on: String,
    /// triage, plan; or the number of what follows later.
    pub(super) what: String,
    pub(super) name: String,
}

fn due(row: &Row) -> Due {
    Due {
        need: row.get("id"),
        reference: row.get("reference"),
        due_on: row.get("due_on"),
        what: row.get("what"),
        name: row.get("name"),
    }
}

/// Needs due in these days of whose due date this was not told yet. Each state by its own index.
pub(super) fn needs_due(
    tx: &mut Tx,
    hub: Uuid,
    kind: &str,
    (from, by): (&str, &str),
    rows: i64,
) -> Result<Vec<Due>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT * FROM (
               SELECT n.id, n.reference, n.triage_due_on AS due_on, 'triage' AS what, '' AS name FROM needs n
               WHERE n.hub_id = $1 AND n.state = 'sent' AND n.triage_due_on <= $3
               UNION ALL
               SELECT n.id, n.reference, n.due_on, 'plan', '' FROM needs n
               WHERE n.hub_id = $1 AND n.state = 'accepted' AND n.due_on <= $3
             ) due WHERE due.due_on >= $5 AND NOT EXISTS (SELECT 1 FROM need_alerts a
               WHERE a.hub_id = $1 AND a.need_id = due.id AND a.kind = $2 AND a.due_on = due.due_on)
             ORDER BY due_on, id LIMIT $4"
        ),
        &params![hub, kind, by, rows, from],
    )?;
    Ok(rows.iter().map(due).collect())
}

/// What is to follow in these days and was not told yet. `kind` is a word and the number is added to it.
pub(super) fn gaps_due(
    tx: &mut Tx,
    hub: Uuid,
    kind: &str,
    (from, by): (&str, &str),
    rows: i64,
) -> Result<Vec<Due>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT n.id, n.reference, g.due_on, CAST(g.number AS TEXT) AS what, g.name FROM gaps g
             JOIN needs n ON n.hub_id = g.hub_id AND n.id = g.need_id
             WHERE g.hub_id = $1 AND g.state = 'open' AND g.due_on >= $5 AND g.due_on <= $3 AND NOT EXISTS (SELECT 1 FROM need_alerts a
               WHERE a.hub_id = $1 AND a.need_id = n.id AND a.kind = $2 || CAST(g.number AS TEXT)
                 AND a.due_on = g.due_on)
             ORDER BY g.due_on, g.id LIMIT $4"
        ),
        &params![hub, kind, by, rows, from],
    )?;
    Ok(rows.iter().map(due).collect())
}

pub(super) fn told(tx: &mut Tx, hub: Uuid, kind: &str, due: &Due, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO need_alerts (hub_id, need_id, kind, due_on, at) VALUES ($1, $2, $3, $4, $5)"),
        &params![hub, due.need, kind, due.due_on.as_str(), now],
    )?;
    Ok(())
}

/// Whether anything of a hub has a day that will come.
pub(super) fn anything_waits(tx: &mut Tx, hub: Uuid) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT 1 AS one FROM needs WHERE hub_id = $1 AND state = 'sent' UNION ALL
             SELECT 1 FROM needs WHERE hub_id = $1 AND state = 'accepted' UNION ALL
             SELECT 1 FROM gaps WHERE hub_id = $1 AND state = 'open' LIMIT 1"
        ),
        &params![hub],
    )?;
    Ok(row.is_some())
}
