//! Every statement about uses, what was used up, and strikes.

use db::{Row, Tx, params, sql};
use slots::Interval;
use uuid::Uuid;

use super::booking_model::Booking;
use super::delivering::Line;
use super::model::Instrument;
use super::store_bookings::{self, LONGEST};
use crate::web::{Error, one_row};

/// What was stated of a use.
#[derive(Clone, Debug)]
pub struct Use {
    /// When it began.
    pub began_at: Option<i64>,
    /// When it ended; `None` while it goes on.
    pub until_at: Option<i64>,
    /// Who stated it last: firm, provider, hub, system.
    pub side: String,
    /// Why it was corrected.
    pub words: String,
}

/// A use that was missed.
#[derive(Clone, Debug)]
pub struct Strike {
    /// When.
    pub struck_at: i64,
    /// stands, appealed, upheld, taken-back; the end of `instruments-strike-…`.
    pub state: String,
    /// What the firm says.
    pub appeal: String,
    /// What was decided.
    pub decision: String,
    /// Counts changes.
    pub version: i64,
}

/// What is stated of a booking's use.
pub(super) fn of(tx: &mut Tx, booking: &Booking) -> Result<Option<Use>, Error> {
    let row = tx.maybe(
        sql!("SELECT began_at, until_at, side, words FROM booking_uses WHERE hub_id = $1 AND booking_id = $2"),
        &params![booking.hub_id, booking.id],
    )?;
    Ok(row.map(|row| Use {
        began_at: row.get("began_at"),
        until_at: row.get("until_at"),
        side: row.get("side"),
        words: row.get("words"),
    }))
}

pub(super) fn put(tx: &mut Tx, booking: &Booking, new: &Use, person: Option<Uuid>) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO booking_uses (hub_id, booking_id, instrument_id, through_id, firm_id, provider_id, began_at,
             until_at, side, person_id, words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (hub_id, booking_id) DO UPDATE SET began_at = $7, until_at = $8, side = $9, person_id = $10,
             words = $11, version = booking_uses.version + 1"
        ),
        &params![
            booking.hub_id,
            booking.id,
            booking.instrument_id,
            booking.through_id,
            booking.firm_id,
            booking.provider_id,
            new.began_at,
            new.until_at,
            &new.side,
            person,
            &new.words
        ],
    )?;
    Ok(())
}

/// Whose use of the same instrument goes on, if one does.
pub(super) fn running(tx: &mut Tx, booking: &Booking) -> Result<Option<Uuid>, Error> {
    let statement = sql!(
        "SELECT u.firm_id FROM booking_uses u JOIN bookings b ON b.hub_id = u.hub_id AND b.id = u.booking_id
         WHERE u.hub_id = $1 AND u.instrument_id = $2 AND u.began_at > $3 AND u.until_at IS NULL AND b.state = 'booked'
         LIMIT 1"
    );
    let values = params![booking.hub_id, booking.instrument_id, booking.used.from - LONGEST];
    Ok(tx.as_system(|tx| tx.maybe(statement, &values))?.map(|row| row.get("firm_id")))
}

pub(super) fn put_came(tx: &mut Tx, old: &Booking, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE bookings SET came_at = $4, version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3
             AND state = 'booked' AND came_at IS NULL"
        ),
        &params![old.hub_id, old.id, old.version, now],
    )?;
    one_row(changed)
}

/// It was used: its price is final, and the rest of its time is free.
pub(super) fn put_used(tx: &mut Tx, old: &Booking, price_fen: i64, until: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE bookings SET state = 'used', price_fen = $4, ended_at = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version, price_fen, until],
    )?;
    one_row(changed)
}

pub(super) fn put_missed(tx: &mut Tx, old: &Booking, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE bookings SET state = 'missed', ended_at = $4, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version, now],
    )?;
    one_row(changed)
}

pub(super) fn put_order(tx: &mut Tx, booking: &Booking, order: Uuid) -> Result<(), Error> {
    let changed = tx.execute(
        sql!("UPDATE bookings SET order_id = $3, version = version + 1 WHERE hub_id = $1 AND id = $2"),
        &params![booking.hub_id, booking.id, order],
    )?;
    one_row(changed)
}

/// Whether it was handed over: its order is with the firm, confirmed or closed.
pub(super) fn is_delivered(tx: &mut Tx, booking: &Booking) -> Result<bool, Error> {
    let Some(order) = booking.order_id else { return Ok(false) };
    let statement =
        sql!("SELECT 1 AS one FROM orders WHERE hub_id = $1 AND id = $2 AND state IN ('delivered', 'confirmed')");
    Ok(tx.as_system(|tx| tx.maybe(statement, &params![booking.through_id, order]))?.is_some())
}

/// What joins a booking's row with the names beside it.
macro_rules! joined {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT b.*, i.code AS instrument_code, h.name AS through_name, p.name AS person_name FROM bookings b
             JOIN instruments i ON i.hub_id = b.hub_id AND i.id = b.instrument_id JOIN hubs h ON h.id = b.through_id
             JOIN people p ON p.id = b.person_id WHERE ",
            $rest
        ))
    };
}

/// The bookings of an instrument that one side has now: those of `within`, the first first.
pub(super) fn at_hand(tx: &mut Tx, of: &Instrument, side: Uuid, within: Interval) -> Result<Vec<Booking>, Error> {
    let rows = tx.query(
        joined!(
            "b.hub_id = $1 AND b.instrument_id = $2 AND b.state IN ('held', 'asked', 'booked') AND b.state = 'booked'
             AND b.busy_from < $4 AND b.busy_from > $5 AND b.busy_until > $3 AND (b.firm_id = $6 OR b.provider_id = $6)
             ORDER BY b.busy_from LIMIT 50"
        ),
        &params![of.hub_id, of.id, within.from, within.until, within.from - LONGEST, side],
    )?;
    rows.iter().map(store_bookings::booking).collect()
}

/// Booked ones that began before a moment but not before another, after a place in that order: for the hour's job.
pub(super) fn begun_before(
    tx: &mut Tx,
    within: Interval,
    after: (i64, Uuid),
    most: i64,
) -> Result<Vec<Booking>, Error> {
    let rows = tx.query(
        joined!(
            "b.state = 'booked' AND b.starts_at >= $1 AND b.starts_at < $2
             AND (b.starts_at > $3 OR (b.starts_at = $3 AND b.id > $4)) ORDER BY b.starts_at, b.id LIMIT $5"
        ),
        &params![within.from, within.until, after.0, after.1, most],
    )?;
    rows.iter().map(store_bookings::booking).collect()
}

/// The bookings of an order.
pub(super) fn of_order(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<Booking>, Error> {
    let rows = tx.query(
        joined!("b.through_id = $1 AND b.order_id = $2 ORDER BY b.starts_at, b.id LIMIT 50"),
        &params![hub, order],
    )?;
    rows.iter().map(store_bookings::booking).collect()
}

pub(super) fn put_lines(tx: &mut Tx, booking: &Booking, lines: &[Line]) -> Result<(), Error> {
    let keys = params![booking.hub_id, booking.id];
    tx.execute(sql!("DELETE FROM booking_lines WHERE hub_id = $1 AND booking_id = $2"), &keys)?;
    for (number, line) in (1i64..).zip(lines) {
        tx.execute(
            sql!(
                "INSERT INTO booking_lines (hub_id, booking_id, number, through_id, firm_id, provider_id, name, quantity,
                 price_fen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            ),
            &params![
                booking.hub_id,
                booking.id,
                number,
                booking.through_id,
                booking.firm_id,
                booking.provider_id,
                &line.name,
                &line.quantity,
                line.price_fen
            ],
        )?;
    }
    Ok(())
}

pub(super) fn lines(tx: &mut Tx, booking: &Booking) -> Result<Vec<Line>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT name, quantity, price_fen FROM booking_lines WHERE hub_id = $1 AND booking_id = $2 ORDER BY number"
        ),
        &params![booking.hub_id, booking.id],
    )?;
    let line =
        |row: &Row| Line { name: row.get("name"), quantity: row.get("quantity"), price_fen: row.get("price_fen") };
    Ok(rows.iter().map(line).collect())
}

/// When a firm missed an instrument after a moment, as far as it still counts.
pub(super) fn struck(tx: &mut Tx, of: &Instrument, firm: Uuid, after: i64) -> Result<Vec<i64>, Error> {
    let statement = sql!(
        "SELECT struck_at FROM booking_strikes WHERE firm_id = $1 AND instrument_id = $2 AND struck_at > $3
         AND state <> 'taken-back' ORDER BY struck_at"
    );
    let rows = tx.as_system(|tx| tx.query(statement, &params![firm, of.id, after]))?;
    Ok(rows.iter().map(|row| row.get("struck_at")).collect())
}

pub(super) fn insert_strike(tx: &mut Tx, booking: &Booking, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO booking_strikes (hub_id, booking_id, instrument_id, through_id, firm_id, provider_id, struck_at,
             state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'stands')"
        ),
        &params![
            booking.hub_id,
            booking.id,
            booking.instrument_id,
            booking.through_id,
            booking.firm_id,
            booking.provider_id,
            now
        ],
    )?;
    Ok(())
}

pub(super) fn strike(tx: &mut Tx, booking: &Booking) -> Result<Option<Strike>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT struck_at, state, appeal, decision, version FROM booking_strikes
             WHERE hub_id = $1 AND booking_id = $2"
        ),
        &params![booking.hub_id, booking.id],
    )?;
    Ok(row.map(|row| Strike {
        struck_at: row.get("struck_at"),
        state: row.get("state"),
        appeal: row.get("appeal"),
        decision: row.get("decision"),
        version: row.get("version"),
    }))
}

pub(super) fn put_appeal(
    tx: &mut Tx,
    booking: &Booking,
    new: &Strike,
    person: Option<Uuid>,
    now: i64,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE booking_strikes SET state = $4, appeal = $5, appealed_by = $6, appealed_at = $7, version = version + 1
             WHERE hub_id = $1 AND booking_id = $2 AND version = $3"
        ),
        &params![booking.hub_id, booking.id, new.version, &new.state, &new.appeal, person, now],
    )?;
    one_row(changed)
}

pub(super) fn put_decision(
    tx: &mut Tx,
    booking: &Booking,
    new: &Strike,
    person: Option<Uuid>,
    now: i64,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE booking_strikes SET state = $4, decision = $5, decided_by = $6, decided_at = $7, version = version + 1
             WHERE hub_id = $1 AND booking_id = $2 AND version = $3"
        ),
        &params![booking.hub_id, booking.id, new.version, &new.state, &new.decision, person, now],
    )?;
    one_row(changed)
}
