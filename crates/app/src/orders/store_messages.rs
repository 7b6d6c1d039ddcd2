//! Every statement about messages and notes.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::messaging::{Message, Note, Someone, Waiting};
use super::model::Order;
use crate::web::Error;

/// Who acts for an organization in roles like this.
pub(super) fn people_of(
    tx: &mut Tx,
    organization: Uuid,
    side: &'static str,
    roles: &str,
) -> Result<Vec<Someone>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.person_id, p.name FROM memberships m JOIN people p ON p.id = m.person_id
             WHERE m.organization_id = $1 AND m.ended_at IS NULL AND m.role LIKE $2 ORDER BY m.id"
        ),
        &params![organization, roles],
    )?;
    let someone =
        |row: &Row| Someone { person: row.get("person_id"), name: row.get("name"), side, for_id: organization };
    Ok(rows.iter().map(someone).collect())
}

/// A hub's managers and clerks.
pub(super) fn staff_of(tx: &mut Tx, hub: Uuid) -> Result<Vec<Someone>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.person_id, p.name FROM memberships m JOIN people p ON p.id = m.person_id
             WHERE m.hub_id = $1 AND m.ended_at IS NULL AND m.role IN ('hub-manager', 'hub-clerk') ORDER BY m.id"
        ),
        &params![hub],
    )?;
    let someone = |row: &Row| Someone { person: row.get("person_id"), name: row.get("name"), side: "hub", for_id: hub };
    Ok(rows.iter().map(someone).collect())
}

/// Who of the hub has written in this order.
pub(super) fn writers(tx: &mut Tx, order: &Order) -> Result<Vec<Uuid>, Error> {
    let rows = tx.query(
        sql!("SELECT DISTINCT person_id FROM messages WHERE hub_id = $1 AND order_id = $2 AND side = 'hub'"),
        &params![order.hub_id, order.id],
    )?;
    Ok(rows.iter().map(|row| row.get("person_id")).collect())
}

pub(super) struct NewRow<'a> {
    pub(super) id: Uuid,
    pub(super) side: &'a str,
    pub(super) person: Uuid,
    pub(super) name: &'a str,
    pub(super) words: &'a str,
    pub(super) at: i64,
}

pub(super) fn insert(tx: &mut Tx, order: &Order, new: &NewRow) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO messages (hub_id, id, order_id, side, person_id, person_name, words, written_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &params![order.hub_id, new.id, order.id, new.side, new.person, new.name, new.words, new.at],
    )?;
    Ok(())
}

pub(super) fn list(tx: &mut Tx, order: &Order, offset: i64, rows: i64) -> Result<Vec<Message>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, side, person_id, person_name, words, written_at FROM messages
             WHERE hub_id = $1 AND order_id = $2 ORDER BY id DESC LIMIT $3 OFFSET $4"
        ),
        &params![order.hub_id, order.id, rows, offset],
    )?;
    let message = |row: &Row| Message {
        id: row.get("id"),
        side: row.get("side"),
        person: row.get("person_id"),
        name: row.get("person_name"),
        words: row.get("words"),
        at: row.get("written_at"),
        files: Vec::new(),
        read_by: Vec::new(),
    };
    Ok(rows.iter().map(message).collect())
}

pub(super) fn count(tx: &mut Tx, order: &Order) -> Result<i64, Error> {
    let count = sql!("SELECT COUNT(*) AS n FROM messages WHERE hub_id = $1 AND order_id = $2");
    Ok(tx.one(count, &params![order.hub_id, order.id])?.get("n"))
}

/// Who has read up to which message: person, name, message.
pub(super) fn reads(tx: &mut Tx, order: &Order) -> Result<Vec<(Uuid, String, Uuid)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.person_id, p.name, r.last_id FROM message_reads r JOIN people p ON p.id = r.person_id
             WHERE r.hub_id = $1 AND r.order_id = $2 ORDER BY r.read_at, r.person_id"
        ),
        &params![order.hub_id, order.id],
    )?;
    Ok(rows.iter().map(|row| (row.get("person_id"), row.get("name"), row.get("last_id"))).collect())
}

pub(super) fn mark_read(tx: &mut Tx, order: &Order, person: Uuid, last: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO message_reads (hub_id, order_id, person_id, last_id, read_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (hub_id, order_id, person_id) DO UPDATE SET last_id = excluded.last_id,
             read_at = excluded.read_at WHERE excluded.last_id > message_reads.last_id"
        ),
        &params![order.hub_id, order.id, person, last, now],
    )?;
    Ok(())
}

pub(super) fn count_unread(tx: &mut Tx, order: &Order, one: &Someone, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO message_unread (hub_id, order_id, person_id, for_id, unread, last_at)
             VALUES ($1, $2, $3, $4, 1, $5)
             ON CONFLICT (hub_id, order_id, person_id) DO UPDATE SET unread = message_unread.unread + 1,
             last_at = excluded.last_at"
        ),
        &params![order.hub_id, order.id, one.person, one.for_id, now],
    )?;
    Ok(())
}

pub(super) fn forget_unread(tx: &mut Tx, order: &Order, person: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM message_unread WHERE hub_id = $1 AND order_id = $2 AND person_id = $3"),
        &params![order.hub_id, order.id, person],
    )?;
    Ok(())
}

pub(super) fn unread_of(tx: &mut Tx, order: &Order, person: Uuid) -> Result<i64, Error> {
    let row = tx.maybe(
        sql!("SELECT unread FROM message_unread WHERE hub_id = $1 AND order_id = $2 AND person_id = $3"),
        &params![order.hub_id, order.id, person],
    )?;
    Ok(row.map_or(0, |row| row.get("unread")))
}

pub(super) fn unread_in_all(tx: &mut Tx, person: Uuid, for_id: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT CAST(COALESCE(SUM(unread), 0) AS BIGINT) AS n FROM message_unread
             WHERE person_id = $1 AND for_id = $2"
        ),
        &params![person, for_id],
    )?;
    Ok(row.get("n"))
}

/// Orders with what is not read in them: the order, how many messages, when the last was written.
pub(super) fn waiting(tx: &mut Tx, person: Uuid, for_id: Uuid, offset: i64, rows: i64) -> Result<Vec<Waiting>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.*, u.unread, u.last_at FROM message_unread u
             JOIN orders o ON o.hub_id = u.hub_id AND o.id = u.order_id
             WHERE u.person_id = $1 AND u.for_id = $2 ORDER BY u.last_at DESC, u.order_id LIMIT $3 OFFSET $4"
        ),
        &params![person, for_id, rows, offset],
    )?;
    rows.iter().map(|row| Ok((super::store::order(row)?, row.get("unread"), row.get("last_at")))).collect()
}

pub(super) fn count_waiting(tx: &mut Tx, person: Uuid, for_id: Uuid) -> Result<i64, Error> {
    let count = sql!("SELECT COUNT(*) AS n FROM message_unread WHERE person_id = $1 AND for_id = $2");
    Ok(tx.one(count, &params![person, for_id])?.get("n"))
}

pub(super) fn order_of(tx: &mut Tx, hub: Uuid, message: Uuid) -> Result<Uuid, Error> {
    let row = tx.maybe(sql!("SELECT order_id FROM messages WHERE hub_id = $1 AND id = $2"), &params![hub, message])?;
    Ok(row.ok_or(Error::NotFound)?.get("order_id"))
}

pub(super) fn insert_note(tx: &mut Tx, order: &Order, new: &NewRow) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO order_notes (hub_id, id, order_id, person_id, person_name, words, written_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![order.hub_id, new.id, order.id, new.person, new.name, new.words, new.at],
    )?;
    Ok(())
}

/// The newest notes first, and how many there are.
pub(super) fn notes(tx: &mut Tx, order: &Order, offset: i64, rows: i64) -> Result<(Vec<Note>, i64), Error> {
    let rows = tx.query(
        sql!(
            "SELECT person_name, words, written_at FROM order_notes
             WHERE hub_id = $1 AND order_id = $2 ORDER BY id DESC LIMIT $3 OFFSET $4"
        ),
        &params![order.hub_id, order.id, rows, offset],
    )?;
    let note = |row: &Row| Note { name: row.get("person_name"), words: row.get("words"), at: row.get("written_at") };
    let count = sql!("SELECT COUNT(*) AS n FROM order_notes WHERE hub_id = $1 AND order_id = $2");
    let total = tx.one(count, &params![order.hub_id, order.id])?.get("n");
    Ok((rows.iter().map(note).collect(), total))
}
