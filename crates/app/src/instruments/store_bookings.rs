//! Every statement about bookings.

use db::{Row, Tx, params, sql};
use slots::Interval;
use uuid::Uuid;

use super::booking_model::Booking;
use super::model::Instrument;
use crate::web::{Error, one_row};

/// No use with its set-up and cleaning is longer: what lies in a span began at most so long before it.
pub(super) const LONGEST: i64 = 90 * 86_400_000;

pub(super) fn booking(row: &Row) -> Result<Booking, Error> {
    Ok(Booking {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        reference: row.get("reference"),
        instrument_id: row.get("instrument_id"),
        instrument_code: row.get("instrument_code"),
        instrument_name: row.get("instrument_name"),
        through_id: row.get("through_id"),
        through_name: row.get("through_name"),
        firm_id: row.get("firm_id"),
        firm_name: row.get("firm_name"),
        provider_id: row.get("provider_id"),
        person_id: row.get("person_id"),
        person_name: row.get("person_name"),
        used: Interval { from: row.get("starts_at"), until: row.get("ends_at") },
        state: row.get("state"),
        held_until: row.get("held_until"),
        rules_number: row.get("rules_number"),
        samples: row.get("samples"),
        purpose: row.get("purpose"),
        answers: serde_json::from_str(&row.get::<String>("answers")).map_err(Error::internal)?,
        price_fen: row.get("price_fen"),
        fee_fen: row.get("fee_fen"),
        words: row.get("words"),
        made_at: row.get("made_at"),
        came_at: row.get("came_at"),
        order_id: row.get("order_id"),
        version: row.get("version"),
        booked_by: row.get("booked_by"),
        bundle: row.get("bundle"),
    })
}

/// The booking with this reference number.
///
/// # Errors
/// `NotFound`.
pub fn booking_by_reference(tx: &mut Tx, reference: &str) -> Result<Booking, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT b.*, i.code AS instrument_code, h.name AS through_name, p.name AS person_name FROM bookings b
             JOIN instruments i ON i.hub_id = b.hub_id AND i.id = b.instrument_id JOIN hubs h ON h.id = b.through_id
             JOIN people p ON p.id = b.person_id WHERE b.reference = $1"
        ),
        &params![reference],
    )?;
    row.as_ref().map_or(Err(Error::NotFound), booking)
}

/// The bookings that were made together under this number, by time.
pub(super) fn of_bundle(tx: &mut Tx, reference: &str) -> Result<Vec<Booking>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT b.*, i.code AS instrument_code, h.name AS through_name, p.name AS person_name FROM bookings b
             JOIN instruments i ON i.hub_id = b.hub_id AND i.id = b.instrument_id JOIN hubs h ON h.id = b.through_id
             JOIN people p ON p.id = b.person_id WHERE b.bundle = $1 ORDER BY b.starts_at, b.id"
        ),
        &params![reference],
    )?;
    rows.iter().map(booking).collect()
}

/// A booking to be written.
pub(super) struct NewBooking<'a> {
    pub(super) id: Uuid,
    pub(super) reference: &'a str,
    pub(super) through: Uuid,
    pub(super) firm: Uuid,
    pub(super) firm_name: &'a str,
    pub(super) person: Uuid,
    pub(super) booked_by: Uuid,
    pub(super) used: Interval,
    pub(super) blocked: Interval,
    pub(super) held_until: i64,
    pub(super) price_fen: i64,
    pub(super) bundle: Option<&'a str>,
    pub(super) now: i64,
}

/// Keeps a slot. The database refuses what overlaps.
pub(super) fn insert(tx: &mut Tx, of: &Instrument, new: &NewBooking) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO bookings (hub_id, id, reference, instrument_id, instrument_name, through_id, firm_id, firm_name,
             provider_id, person_id, booked_by, starts_at, ends_at, busy_from, busy_until, state, held_until, rules_number,
             answers, price_fen, made_at, bundle)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'held', $16, $17, '[]', $18, $19, $20)"
        ),
        &params![
            of.hub_id, new.id, new.reference, of.id, &of.entry.name, new.through, new.firm, new.firm_name, of.provider_id,
            new.person, new.booked_by, new.used.from, new.used.until, new.blocked.from, new.blocked.until, new.held_until,
            of.rules_number, new.price_fen, new.now, new.bundle
        ],
    )?;
    Ok(())
}

/// What takes the time of an instrument within an interval, whoever has it: sorted, set-up and cleaning included. Slots
/// that are kept no longer do not; nor does the booking `besides`.
pub(super) fn blocked(
    tx: &mut Tx,
    (hub, id): (Uuid, Uuid),
    within: Interval,
    now: i64,
    besides: Uuid,
) -> Result<Vec<Interval>, Error> {
    let statement = sql!(
        "SELECT id, busy_from, busy_until FROM bookings WHERE hub_id = $1 AND instrument_id = $2
         AND state IN ('held', 'asked', 'booked') AND busy_until > $3 AND +busy_from < $4
         AND (state <> 'held' OR held_until > $5) ORDER BY busy_until"
    );
    let values = params![hub, id, within.from, within.until, now];
    let rows = tx.as_system(|tx| tx.query(statement, &values))?;
    let taken = rows.iter().filter(|row| row.get::<Uuid>("id") != besides);
    Ok(taken.map(|row| Interval { from: row.get("busy_from"), until: row.get("busy_until") }).collect())
}

/// Ends the slots of an instrument that are kept no longer, so that they stand in nobody's way.
pub(super) fn expire(tx: &mut Tx, of: &Instrument, now: i64) -> Result<(), Error> {
    let statement = sql!(
        "UPDATE bookings SET state = 'expired', ended_at = $3, version = version + 1
         WHERE hub_id = $1 AND instrument_id = $2 AND state = 'held' AND held_until <= $3"
    );
    tx.as_system(|tx| tx.execute(statement, &params![of.hub_id, of.id, now]))?;
    Ok(())
}

/// The same for all instruments, at most so many at once; gives how many.
pub(super) fn expire_all(tx: &mut Tx, now: i64, most: i64) -> Result<u64, Error> {
    let done = tx.execute(
        sql!(
            "UPDATE bookings SET state = 'expired', ended_at = $1, version = version + 1 WHERE (hub_id, id) IN
             (SELECT hub_id, id FROM bookings WHERE state = 'held' AND held_until <= $1 ORDER BY held_until LIMIT $2)"
        ),
        &params![now, most],
    )?;
    Ok(done)
}

/// Slots that a firm keeps now.
pub(super) fn held_by(tx: &mut Tx, firm: Uuid, now: i64) -> Result<i64, Error> {
    let statement = sql!(
        "SELECT COUNT(DISTINCT COALESCE(bundle, reference)) AS n FROM bookings
         WHERE firm_id = $1 AND state = 'held' AND held_until > $2"
    );
    Ok(tx.as_system(|tx| tx.one(statement, &params![firm, now]))?.get("n"))
}

/// The slots of an instrument that a person keeps for a firm are given back: they choose another.
pub(super) fn release_own(tx: &mut Tx, of: &Instrument, firm: Uuid, booked_by: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE bookings SET state = 'released', ended_at = $5, version = version + 1 WHERE hub_id = $1
             AND instrument_id = $2 AND firm_id = $3 AND booked_by = $4 AND state = 'held' AND NOT EXISTS
             (SELECT 1 FROM booking_waits w WHERE w.hub_id = bookings.hub_id AND w.booking_id = bookings.id)"
        ),
        &params![of.hub_id, of.id, firm, booked_by, now],
    )?;
    Ok(())
}

/// Minutes that a firm has of an instrument in a period, but for the booking `besides`.
pub(super) fn minutes_of(
    tx: &mut Tx,
    of: &Instrument,
    firm: Uuid,
    period: Interval,
    now: i64,
    besides: Uuid,
) -> Result<i64, Error> {
    let statement = sql!(
        "SELECT id, starts_at, ends_at FROM bookings WHERE firm_id = $3 AND starts_at >= $4 AND starts_at < $5
         AND hub_id = $1 AND instrument_id = $2 AND state IN ('held', 'asked', 'booked')
         AND (state <> 'held' OR held_until > $6)"
    );
    let values = params![of.hub_id, of.id, firm, period.from, period.until, now];
    let rows = tx.as_system(|tx| tx.query(statement, &values))?;
    let own = rows.iter().filter(|row| row.get::<Uuid>("id") != besides);
    Ok(own.map(|row| (row.get::<i64>("ends_at") - row.get::<i64>("starts_at")) / slots::MINUTE).sum())
}

/// What is said when a booking is filled in.
pub(super) struct Said<'a> {
    pub(super) state: &'a str,
    pub(super) samples: i64,
    pub(super) purpose: &'a str,
    pub(super) answers: &'a [(String, String)],
    pub(super) price_fen: i64,
}

/// A kept slot becomes a booking.
pub(super) fn book(tx: &mut Tx, old: &Booking, said: &Said) -> Result<(), Error> {
    let answers = serde_json::to_string(said.answers).map_err(Error::internal)?;
    let changed = tx.execute(
        sql!(
            "UPDATE bookings SET state = $4, samples = $5, purpose = $6, answers = $7, price_fen = $8, held_until = NULL,
             version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![
            old.hub_id, old.id, old.version, said.state, said.samples, said.purpose, answers, said.price_fen
        ],
    )?;
    one_row(changed)
}

/// What became of it: its state, why, and what that costs.
pub(super) fn put_state(
    tx: &mut Tx,
    old: &Booking,
    state: &str,
    words: &str,
    fee_fen: i64,
    ended_at: Option<i64>,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE bookings SET state = $4, words = $5, fee_fen = $6, ended_at = $7, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version, state, words, fee_fen, ended_at],
    )?;
    one_row(changed)
}

/// Moves it; the database refuses what overlaps.
pub(super) fn put_time(
    tx: &mut Tx,
    old: &Booking,
    used: &Interval,
    blocked: &Interval,
    (state, rules, price_fen): (&str, i64, i64),
) -> Result<u64, db::Error> {
    tx.execute(
        sql!(
            "UPDATE bookings SET starts_at = $4, ends_at = $5, busy_from = $6, busy_until = $7, state = $8,
             rules_number = $9, price_fen = $10, version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![
            old.hub_id,
            old.id,
            old.version,
            used.from,
            used.until,
            blocked.from,
            blocked.until,
            state,
            rules,
            price_fen
        ],
    )
}

/// Whose use it is from now on.
pub(super) fn put_person(tx: &mut Tx, old: &Booking, person: Uuid) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE bookings SET person_id = $4, version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version, person],
    )?;
    one_row(changed)
}

/// Whose bookings a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Firm(Uuid),
    Provider(Uuid),
    Through(Uuid),
}

/// What a list of bookings is narrowed to.
#[derive(Clone, Debug)]
pub(super) struct Narrowed {
    /// State; empty for all that were ever made.
    pub(super) state: String,
    /// Code of the instrument; empty for all.
    pub(super) instrument: String,
    /// When they begin.
    pub(super) within: Interval,
}

/// The list of bookings that one side sees, and its count: `$side` is the column that says whose they are, `$unseen` the states
/// that this side is not shown.
macro_rules! listed {
    ($side:literal, $unseen:literal) => {
        (
            sql!(concat!(
                "SELECT b.*, i.code AS instrument_code, h.name AS through_name, p.name AS person_name FROM bookings b
                 JOIN instruments i ON i.hub_id = b.hub_id AND i.id = b.instrument_id JOIN hubs h ON h.id = b.through_id
                 JOIN people p ON p.id = b.person_id WHERE ",
                $side,
                " = $1 AND b.starts_at >= $2 AND b.starts_at < $3 AND ($4 = '' OR b.state = $4)
                 AND ($5 = '' OR i.code = $5) AND b.state NOT IN (",
                $unseen,
                ") ORDER BY b.starts_at, b.id LIMIT $6 OFFSET $7"
            )),
            sql!(concat!(
                "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM bookings b
                 JOIN instruments i ON i.hub_id = b.hub_id AND i.id = b.instrument_id WHERE ",
                $side,
                " = $1 AND b.starts_at >= $2 AND b.starts_at < $3 AND ($4 = '' OR b.state = $4)
                 AND ($5 = '' OR i.code = $5) AND b.state NOT IN (",
                $unseen,
                ") LIMIT $6) k"
            )),
        )
    };
}

/// A page of bookings by time, and how many there are, counted as far as `most`.
pub(super) fn list(
    tx: &mut Tx,
    whose: Whose,
    by: &Narrowed,
    (offset, rows, most): (i64, i64, i64),
) -> Result<(Vec<Booking>, i64), Error> {
    let ((found, count), id) = match whose {
        Whose::Firm(id) => (listed!("b.firm_id", "'expired', 'released'"), id),
        Whose::Provider(id) => (listed!("b.provider_id", "'held', 'expired', 'released'"), id),
        Whose::Through(id) => (listed!("b.through_id", "'expired', 'released'"), id),
    };
    let (from, until) = (by.within.from, by.within.until);
    let page = tx.query(found, &params![id, from, until, &by.state, &by.instrument, rows, offset])?;
    let total = tx.one(count, &params![id, from, until, &by.state, &by.instrument, most])?;
    Ok((page.iter().map(booking).collect::<Result<_, _>>()?, total.get("n")))
}
