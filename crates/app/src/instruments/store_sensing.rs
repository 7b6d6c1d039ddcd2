//! Every statement about tokens and the hours that were sent with them.

use db::{Row, Tx, params, sql};
use slots::Interval;
use uuid::Uuid;

use super::model::Instrument;
use super::sensing::Sensed;
use super::store_bookings::LONGEST;
use crate::web::{Error, one_row};

/// A token of an instrument.
#[derive(Clone, Debug)]
pub struct Token {
    /// The hub that keeps the instrument.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// The instrument.
    pub instrument_id: Uuid,
    /// Whose it is.
    pub provider_id: Uuid,
    /// Of the device.
    pub name: String,
    /// When it was made.
    pub made_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

fn token(row: &Row) -> Token {
    Token {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        instrument_id: row.get("instrument_id"),
        provider_id: row.get("provider_id"),
        name: row.get("name"),
        made_at: row.get("made_at"),
        used_at: row.get("used_at"),
        revoked_at: row.get("revoked_at"),
    }
}

/// The token of an instrument with this hash, unless it was revoked.
pub(super) fn by_hash(tx: &mut Tx, code: &str, hash: [u8; 32]) -> Result<Option<Token>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT t.* FROM instrument_tokens t JOIN instruments i ON i.hub_id = t.hub_id AND i.id = t.instrument_id
             WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND i.code = $2"
        ),
        &params![hash, code],
    )?;
    Ok(row.as_ref().map(token))
}

/// The tokens of an instrument, the newest first.
pub(super) fn tokens(tx: &mut Tx, of: &Instrument) -> Result<Vec<Token>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT * FROM instrument_tokens WHERE hub_id = $1 AND instrument_id = $2 ORDER BY made_at DESC, id LIMIT 50"
        ),
        &params![of.hub_id, of.id],
    )?;
    Ok(rows.iter().map(token).collect())
}

pub(super) fn insert_token(
    tx: &mut Tx,
    of: &Instrument,
    id: Uuid,
    name: &str,
    hash: [u8; 32],
    person: Option<Uuid>,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO instrument_tokens (hub_id, id, instrument_id, provider_id, name, token_hash, made_by, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &params![of.hub_id, id, of.id, of.provider_id, name, hash, person, now],
    )?;
    Ok(())
}

pub(super) fn revoke(tx: &mut Tx, of: &Instrument, id: Uuid, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE instrument_tokens SET revoked_at = $4 WHERE hub_id = $1 AND id = $2 AND instrument_id = $3
             AND revoked_at IS NULL"
        ),
        &params![of.hub_id, id, of.id, now],
    )?;
    if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
}

pub(super) fn put_used(tx: &mut Tx, of: &Token, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!("UPDATE instrument_tokens SET used_at = $3 WHERE hub_id = $1 AND id = $2"),
        &params![of.hub_id, of.id, now],
    )?;
    one_row(changed)
}

/// What was sent under an id before.
pub(super) fn sent(tx: &mut Tx, of: &Token, id: &str) -> Result<Option<Interval>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT from_at, until_at FROM instrument_hours WHERE hub_id = $1 AND instrument_id = $2 AND sent_id = $3"
        ),
        &params![of.hub_id, of.instrument_id, id],
    )?;
    Ok(row.map(|row| Interval { from: row.get("from_at"), until: row.get("until_at") }))
}

pub(super) fn insert(tx: &mut Tx, of: &Token, new: &Sensed, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO instrument_hours (hub_id, instrument_id, sent_id, provider_id, from_at, until_at, token_id,
             taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (hub_id, instrument_id, sent_id) DO NOTHING"
        ),
        &params![of.hub_id, of.instrument_id, &new.id, of.provider_id, new.when.from, new.when.until, of.id, now],
    )?;
    Ok(())
}

/// What an instrument sent of an interval.
pub(super) fn hours(tx: &mut Tx, of: &Instrument, within: Interval) -> Result<Vec<Interval>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT from_at, until_at FROM instrument_hours WHERE hub_id = $1 AND instrument_id = $2
             AND from_at < $4 AND from_at > $5 AND until_at > $3"
        ),
        &params![of.hub_id, of.id, within.from, within.until, within.from - LONGEST],
    )?;
    Ok(rows.iter().map(|row| Interval { from: row.get("from_at"), until: row.get("until_at") }).collect())
}

/// What was booked of an interval, as far as its time has come, and what was stated of it.
pub(super) fn booked_and_stated(
    tx: &mut Tx,
    of: &Instrument,
    within: Interval,
    now: i64,
) -> Result<(Vec<Interval>, Vec<Interval>), Error> {
    let statement = sql!(
        "SELECT b.starts_at, b.ends_at, u.began_at, u.until_at FROM bookings b
         LEFT JOIN booking_uses u ON u.hub_id = b.hub_id AND u.booking_id = b.id
         WHERE b.hub_id = $1 AND b.instrument_id = $2 AND b.starts_at < $4 AND b.starts_at > $5
         AND b.starts_at <= $6 AND b.state IN ('booked', 'used', 'missed') AND b.ends_at + 86400000 > $3"
    );
    let values = params![of.hub_id, of.id, within.from, within.until + 86_400_000, within.from - LONGEST, now];
    // The hub that keeps it sees also what was booked through another.
    let rows = tx.as_system(|tx| tx.query(statement, &values))?;
    let booked = rows.iter().map(|row| Interval { from: row.get("starts_at"), until: row.get("ends_at") }).collect();
    let stated = rows.iter().filter_map(|row| {
        let (from, until): (Option<i64>, Option<i64>) = (row.get("began_at"), row.get("until_at"));
        Some(Interval { from: from?, until: until? })
    });
    Ok((booked, stated.collect()))
}
