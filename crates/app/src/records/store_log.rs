//! Every statement of the logs.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::log::Logged;
use crate::web::Error;

pub(super) fn tile(tx: &mut Tx, hub: Uuid, level: u8, index: u64) -> Result<Vec<u8>, Error> {
    let row = tx.one(
        sql!("SELECT hashes FROM log_tiles WHERE hub_id = $1 AND level = $2 AND idx = $3"),
        &params![hub, i64::from(level), index as i64],
    )?;
    Ok(row.get("hashes"))
}

pub(super) fn put_tile(tx: &mut Tx, hub: Uuid, level: u8, index: u64, hashes: Vec<u8>) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO log_tiles (hub_id, level, idx, hashes) VALUES ($1, $2, $3, $4)
             ON CONFLICT (hub_id, level, idx) DO UPDATE SET hashes = excluded.hashes"
        ),
        &params![hub, i64::from(level), index as i64, hashes],
    )?;
    Ok(())
}

/// Gives the waiting leaves of a hub their places from `size` on, the oldest first, in one statement: what a
/// concurrent command adds meanwhile is either in it or waits on. Gives their commitments in the order of places;
/// `Conflict` when another sequencer placed some of them at the same time.
pub(super) fn place(tx: &mut Tx, hub: Uuid, size: u64, rows: i64) -> Result<Vec<[u8; 32]>, Error> {
    let rows = tx.query(
        sql!(
            "UPDATE leaves SET position = $2 + w.number FROM
             (SELECT event_id, ROW_NUMBER() OVER (ORDER BY event_id) - 1 AS number FROM leaves
              WHERE hub_id = $1 AND position IS NULL ORDER BY event_id LIMIT $3) AS w
             WHERE leaves.hub_id = $1 AND leaves.event_id = w.event_id AND leaves.position IS NULL
             RETURNING leaves.position, leaves.commitment"
        ),
        &params![hub, size as i64, rows],
    )?;
    let mut placed: Vec<(i64, [u8; 32])> =
        rows.iter().map(|row| (row.get("position"), row.get("commitment"))).collect();
    placed.sort_unstable_by_key(|(position, _)| *position);
    if placed.iter().zip(size as i64..).any(|((position, _), expected)| *position != expected) {
        return Err(Error::Conflict);
    }
    Ok(placed.into_iter().map(|(_, commitment)| commitment).collect())
}

pub(super) fn position(tx: &mut Tx, hub: Uuid, event: Uuid) -> Result<Option<u64>, Error> {
    let row =
        tx.maybe(sql!("SELECT position FROM leaves WHERE hub_id = $1 AND event_id = $2"), &params![hub, event])?;
    Ok(row.and_then(|row| row.get::<Option<i64>>("position")).map(i64::unsigned_abs))
}

/// Size and note of the newest checkpoint.
pub(super) fn newest(tx: &mut Tx, hub: Uuid) -> Result<Option<(u64, String)>, Error> {
    let row = tx.maybe(
        sql!("SELECT size, note FROM checkpoints WHERE hub_id = $1 ORDER BY size DESC LIMIT 1"),
        &params![hub],
    )?;
    Ok(row.map(|row| (row.get::<i64>("size").unsigned_abs(), row.get("note"))))
}

/// The primary key refuses a second checkpoint of the same size: two sequencers at once cannot both place a batch.
pub(super) fn put_checkpoint(
    tx: &mut Tx,
    hub: Uuid,
    size: u64,
    root: &[u8; 32],
    note: &str,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO checkpoints (hub_id, size, root, note, signed_at) VALUES ($1, $2, $3, $4, $5)"),
        &params![hub, size as i64, root, note, now],
    )?;
    Ok(())
}

/// The installation's secret; `fresh` becomes it when there is none.
pub(super) fn secret(tx: &mut Tx, fresh: &[u8; 32]) -> Result<[u8; 32], Error> {
    let text = kept(tx, "ledger-secret", &data_encoding::HEXLOWER.encode(fresh))?;
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(Error::internal)?;
    bytes.try_into().map_err(|_| Error::internal("the ledger's secret is damaged"))
}

/// The name of the host under which the logs began; `now` becomes it when there is none. A log keeps its origin and
/// key when the installation moves to another address.
pub(super) fn host(tx: &mut Tx, now: &str) -> Result<String, Error> {
    kept(tx, "ledger-host", now)
}

/// What the installation keeps under a name; `first` becomes it when there is nothing.
fn kept(tx: &mut Tx, name: &str, first: &str) -> Result<String, Error> {
    if let Some(row) = tx.maybe(sql!("SELECT value FROM installation WHERE name = $1"), &params![name])? {
        return Ok(row.get("value"));
    }
    tx.execute(sql!("INSERT INTO installation (name, value) VALUES ($1, $2)"), &params![name, first])?;
    Ok(first.to_owned())
}

/// The hubs that have events, removed ones too.
pub(super) fn logs(tx: &mut Tx) -> Result<Vec<Uuid>, Error> {
    let rows = tx.query(sql!("SELECT id FROM hubs ORDER BY code"), &params![])?;
    Ok(rows.iter().map(|row| row.get("id")).collect())
}

/// How many events of a hub have no leaf, and how many leaves wait for their place.
pub(super) fn unplaced(tx: &mut Tx, hub: Uuid) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS events, COUNT(l.event_id) AS leaves, COUNT(l.position) AS placed FROM events e
             LEFT JOIN leaves l ON l.hub_id = e.hub_id AND l.event_id = e.id WHERE e.hub_id = $1"
        ),
        &params![hub],
    )?;
    let (events, leaves, placed): (i64, i64, i64) = (row.get("events"), row.get("leaves"), row.get("placed"));
    Ok((events - leaves, leaves - placed))
}

pub(super) fn body(tx: &mut Tx, hub: Uuid, event: Uuid) -> Result<(String, [u8; 32]), Error> {
    let row = tx.one(sql!("SELECT body, salt FROM events WHERE hub_id = $1 AND id = $2"), &params![hub, event])?;
    Ok((row.get("body"), row.get("salt")))
}

/// A placed leaf with its event.
pub(super) struct Placed {
    pub(super) position: i64,
    pub(super) commitment: [u8; 32],
    pub(super) salt: [u8; 32],
    pub(super) body: String,
}

pub(super) fn placed(tx: &mut Tx, hub: Uuid, from: i64, rows: i64) -> Result<Vec<Placed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT l.position, l.commitment, e.salt, e.body FROM leaves l
             JOIN events e ON e.hub_id = l.hub_id AND e.id = l.event_id
             WHERE l.hub_id = $1 AND l.position >= $2 ORDER BY l.position LIMIT $3"
        ),
        &params![hub, from, rows],
    )?;
    let placed = |row: &db::Row| Placed {
        position: row.get("position"),
        commitment: row.get("commitment"),
        salt: row.get("salt"),
        body: row.get("body"),
    };
    Ok(rows.iter().map(placed).collect())
}

pub(super) fn events(tx: &mut Tx, offset: i64, rows: i64) -> Result<(Vec<Logged>, i64), Error> {
    let total = tx.one(sql!("SELECT COUNT(*) AS n FROM events"), &params![])?.get("n");
    let rows = tx.query(
        sql!(
            "SELECT e.at, e.action, e.reference, l.position, l.commitment FROM events e
             LEFT JOIN leaves l ON l.hub_id = e.hub_id AND l.event_id = e.id
             ORDER BY e.at DESC, e.id DESC LIMIT $2 OFFSET $1"
        ),
        &params![offset, rows],
    )?;
    let short = |bytes: Vec<u8>| data_encoding::HEXLOWER.encode(bytes.get(..8).unwrap_or_default());
    let logged = |row: &db::Row| Logged {
        at: row.get("at"),
        action: row.get("action"),
        reference: row.get("reference"),
        position: row.get("position"),
        commitment: row.get::<Option<Vec<u8>>>("commitment").map(short).unwrap_or_default(),
    };
    Ok((rows.iter().map(logged).collect(), total))
}

#[cfg(test)]
pub(super) fn actions(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let rows = tx.query(sql!("SELECT action FROM events ORDER BY at, id"), &params![])?;
    Ok(rows.iter().map(|row| row.get("action")).collect())
}
