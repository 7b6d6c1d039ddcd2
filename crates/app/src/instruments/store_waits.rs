//! Every statement about wait lists.

use db::{Row, Tx, params, sql};
use slots::Interval;
use uuid::Uuid;

use super::booking_model::Booking;
use super::model::Instrument;
use crate::web::{Error, one_row};

/// A place in the wait list of an instrument.
#[derive(Clone, Debug)]
pub(super) struct Wait {
    pub(super) hub_id: Uuid,
    pub(super) id: Uuid,
    pub(super) instrument_id: Uuid,
    pub(super) instrument_code: String,
    pub(super) instrument_name: String,
    pub(super) through_id: Uuid,
    pub(super) firm_id: Uuid,
    pub(super) person_id: Uuid,
    /// The span in which a use may lie.
    pub(super) span: Interval,
    pub(super) minutes: i64,
    /// waiting, offered; taken, missed, left, over: the end of `instruments-wait-…`.
    pub(super) state: String,
    pub(super) joined_at: i64,
    pub(super) version: i64,
    /// What was offered: its state, until when it is kept, and its number.
    pub(super) offered: Option<(String, i64, String)>,
}

fn wait(row: &Row) -> Wait {
    let offered = row.get::<Option<String>>("offered_reference").map(|reference| {
        (row.get("offered_state"), row.get::<Option<i64>>("offered_until").unwrap_or_default(), reference)
    });
    Wait {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        instrument_id: row.get("instrument_id"),
        instrument_code: row.get("instrument_code"),
        instrument_name: row.get("instrument_name"),
        through_id: row.get("through_id"),
        firm_id: row.get("firm_id"),
        person_id: row.get("person_id"),
        span: Interval { from: row.get("from_at"), until: row.get("until_at") },
        minutes: row.get("minutes"),
        state: row.get("state"),
        joined_at: row.get("joined_at"),
        version: row.get("version"),
        offered,
    }
}

/// A place with what it is for and what was offered, narrowed by the rest of the statement.
macro_rules! waits {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT w.*, i.code AS instrument_code, i.name AS instrument_name, b.reference AS offered_reference,
             b.state AS offered_state, b.held_until AS offered_until FROM booking_waits w
             JOIN instruments i ON i.hub_id = w.hub_id AND i.id = w.instrument_id
             LEFT JOIN bookings b ON b.hub_id = w.hub_id AND b.id = w.booking_id ",
            $rest
        ))
    };
}

/// Whether anybody waits for an instrument or was offered it: asked for whoever frees it.
pub(super) fn anybody(tx: &mut Tx, (hub, instrument): (Uuid, Uuid)) -> Result<bool, Error> {
    let statement = sql!(
        "SELECT 1 AS one FROM booking_waits WHERE hub_id = $1 AND instrument_id = $2
         AND state IN ('waiting', 'offered') LIMIT 1"
    );
    Ok(tx.as_system(|tx| tx.maybe(statement, &params![hub, instrument]))?.is_some())
}

/// The queue of an instrument, the first first; at most so many.
pub(super) fn queue(tx: &mut Tx, of: &Instrument, most: i64) -> Result<Vec<Wait>, Error> {
    let rows = tx.query(
        waits!(
            "WHERE w.hub_id = $1 AND w.instrument_id = $2 AND w.state IN ('waiting', 'offered')
             ORDER BY w.joined_at, w.id LIMIT $3"
        ),
        &params![of.hub_id, of.id, most],
    )?;
    Ok(rows.iter().map(wait).collect())
}

/// The place with this id.
///
/// # Errors
/// `NotFound`.
pub(super) fn by_id(tx: &mut Tx, id: Uuid) -> Result<Wait, Error> {
    tx.maybe(waits!("WHERE w.id = $1"), &params![id])?.as_ref().map(wait).ok_or(Error::NotFound)
}

/// A firm's places, the newest first; and how many there are.
pub(super) fn of_firm(tx: &mut Tx, firm: Uuid, offset: i64, rows: i64) -> Result<(Vec<Wait>, i64), Error> {
    let found = tx.query(
        waits!("WHERE w.firm_id = $1 ORDER BY w.joined_at DESC, w.id LIMIT $2 OFFSET $3"),
        &params![firm, rows, offset],
    )?;
    let total = tx.one(sql!("SELECT COUNT(*) AS n FROM booking_waits WHERE firm_id = $1"), &params![firm])?;
    Ok((found.iter().map(wait).collect(), total.get("n")))
}

/// Places that a firm has now, in all and of one instrument.
pub(super) fn held_by(tx: &mut Tx, of: &Instrument, firm: Uuid) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n, COUNT(CASE WHEN hub_id = $2 AND instrument_id = $3 THEN 1 END) AS here
             FROM booking_waits WHERE firm_id = $1 AND state IN ('waiting', 'offered')"
        ),
        &params![firm, of.hub_id, of.id],
    )?;
    Ok((row.get("n"), row.get("here")))
}

/// How many stand before one in the queue of its instrument: told to whoever waits, never who they are.
pub(super) fn before(tx: &mut Tx, of: &Wait) -> Result<i64, Error> {
    let statement = sql!(
        "SELECT COUNT(*) AS n FROM booking_waits WHERE hub_id = $1 AND instrument_id = $2
         AND state IN ('waiting', 'offered') AND joined_at <= $3 AND id <> $4 AND from_at < $5 AND until_at > $6"
    );
    let values = params![of.hub_id, of.instrument_id, of.joined_at, of.id, of.span.until, of.span.from];
    Ok(tx.as_system(|tx| tx.one(statement, &values))?.get("n"))
}

pub(super) fn insert(tx: &mut Tx, of: &Instrument, new: &Wait) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO booking_waits (hub_id, id, instrument_id, through_id, firm_id, provider_id, person_id, from_at,
             until_at, minutes, state, joined_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11)"
        ),
        &params![
            of.hub_id,
            new.id,
            of.id,
            new.through_id,
            new.firm_id,
            of.provider_id,
            new.person_id,
            new.span.from,
            new.span.until,
            new.minutes,
            new.joined_at
        ],
    )?;
    Ok(())
}

/// What became of it; with what was offered, where something was.
pub(super) fn put_state(
    tx: &mut Tx,
    old: &Wait,
    state: &str,
    booking: Option<Uuid>,
    ended_at: Option<i64>,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE booking_waits SET state = $4, booking_id = COALESCE($5, booking_id), ended_at = $6,
             version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version, state, booking, ended_at],
    )?;
    one_row(changed)
}

/// What was offered was booked.
pub(super) fn taken(tx: &mut Tx, booking: &Booking, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE booking_waits SET state = 'taken', ended_at = $3, version = version + 1
             WHERE hub_id = $1 AND booking_id = $2 AND booking_id IS NOT NULL AND state = 'offered'"
        ),
        &params![booking.hub_id, booking.id, now],
    )?;
    Ok(())
}

/// Instruments that somebody waits for; at most so many.
pub(super) fn waited_for(tx: &mut Tx, most: i64) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT hub_id, instrument_id FROM booking_waits WHERE state IN ('waiting', 'offered')
             GROUP BY hub_id, instrument_id ORDER BY MIN(joined_at) LIMIT $1"
        ),
        &params![most],
    )?;
    Ok(rows.iter().map(|row| (row.get("hub_id"), row.get("instrument_id"))).collect())
}
