//! Every statement of a command's evidence.

use db::{Error, Tx, params, sql};
use uuid::Uuid;

/// A row of `events`.
pub(super) struct EventRow<'a> {
    pub(super) hub: Uuid,
    pub(super) id: Uuid,
    pub(super) at: i64,
    pub(super) person: Option<Uuid>,
    pub(super) membership: Option<Uuid>,
    pub(super) action: &'a str,
    pub(super) object: &'a str,
    pub(super) object_id: Uuid,
    pub(super) reference: &'a str,
    pub(super) body: &'a str,
    pub(super) salt: [u8; 32],
}

/// The event, and its place in the stream that `notices` follows.
pub(super) fn insert_event(tx: &mut Tx, event: &EventRow) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO events (hub_id, id, at, person_id, membership_id, action, object, object_id, reference,
             body, salt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &params![
            event.hub,
            event.id,
            event.at,
            event.person,
            event.membership,
            event.action,
            event.object,
            event.object_id,
            event.reference,
            event.body,
            event.salt
        ],
    )?;
    tx.execute(sql!("INSERT INTO event_queue (event_id, hub_id) VALUES ($1, $2)"), &params![event.id, event.hub])?;
    Ok(())
}

/// A leaf without a place yet.
pub(super) fn insert_leaf(tx: &mut Tx, hub: Uuid, event: Uuid, commitment: [u8; 32]) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO leaves (hub_id, event_id, commitment) VALUES ($1, $2, $3)"),
        &params![hub, event, commitment],
    )?;
    Ok(())
}

/// Whether a need, an order, a record, a booking or an entry bears this reference number.
pub(super) fn is_taken(tx: &mut Tx, reference: &str) -> Result<bool, Error> {
    let taken = tx.maybe(
        sql!(
            "SELECT 1 AS one FROM needs WHERE reference = $1 UNION ALL SELECT 1 FROM orders WHERE reference = $1
             UNION ALL SELECT 1 FROM records WHERE reference = $1
             UNION ALL SELECT 1 FROM bookings WHERE reference = $1
             UNION ALL SELECT 1 FROM measure_entries WHERE reference = $1 LIMIT 1"
        ),
        &params![reference],
    )?;
    Ok(taken.is_some())
}

/// The last of the reference numbers that begin like this. One that a need gave away bears a mark behind it.
pub(super) fn last_beginning(tx: &mut Tx, start: &str) -> Result<Option<String>, Error> {
    let last = tx.one(
        sql!(
            "SELECT MAX(last) AS last FROM (
               SELECT MAX(reference) AS last FROM needs WHERE reference > $1 AND reference < $2
               UNION ALL SELECT MAX(reference) FROM orders WHERE reference > $1 AND reference < $2
               UNION ALL SELECT MAX(reference) FROM records WHERE reference > $1 AND reference < $2
               UNION ALL SELECT MAX(reference) FROM bookings WHERE reference > $1 AND reference < $2
               UNION ALL SELECT MAX(reference) FROM measure_entries WHERE reference > $1 AND reference < $2) each_kind"
        ),
        &params![start, format!("{start}~")],
    )?;
    Ok(last.get("last"))
}
