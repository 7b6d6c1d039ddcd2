//! Every statement about sessions and counted tries.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::sessions::Browser;
use crate::web::{Error, languages};

/// A session as its person sees it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Id.
    pub id: Uuid,
    /// Address of the browser.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// When it was last seen, milliseconds UTC.
    pub seen_at: i64,
}

/// What is known of a session by its cookie.
pub(super) struct Found {
    pub(super) id: Uuid,
    pub(super) person: Uuid,
    pub(super) name: String,
    pub(super) membership: Option<Uuid>,
    pub(super) strong: bool,
    /// When it was last used in a role that needs a second factor, milliseconds UTC.
    pub(super) strong_at: i64,
    pub(super) has_factor: bool,
    pub(super) keys: bool,
    pub(super) language: Option<&'static str>,
    pub(super) seen_at: i64,
}

pub(super) fn find(tx: &mut Tx, hash: &[u8; 32], now: i64) -> Result<Option<Found>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT s.id, s.person_id, s.membership_id, s.strong, s.strong_at, s.seen_at, p.name, p.totp_since, p.keys,
             p.language FROM sessions s
             JOIN people p ON p.id = s.person_id WHERE s.token_hash = $1 AND s.expires_at > $2"
        ),
        &params![hash, now],
    )?;
    Ok(row.map(|row| Found {
        id: row.get("id"),
        person: row.get("person_id"),
        name: row.get("name"),
        membership: row.get("membership_id"),
        strong: row.get("strong"),
        strong_at: row.get("strong_at"),
        has_factor: row.get::<Option<i64>>("totp_since").is_some(),
        keys: row.get::<i64>("keys") != 0,
        language: languages::installed(&row.get::<String>("language")),
        seen_at: row.get("seen_at"),
    }))
}

/// A session to be begun.
pub(super) struct NewSession<'a> {
    pub(super) hash: [u8; 32],
    pub(super) id: Uuid,
    pub(super) person: Uuid,
    pub(super) membership: Option<Uuid>,
    pub(super) strong: bool,
    pub(super) now: i64,
    pub(super) expires_at: i64,
    pub(super) browser: &'a Browser,
}

/// `false` when there is a session with this cookie already: the same form was sent before.
pub(super) fn insert(tx: &mut Tx, new: &NewSession) -> Result<bool, Error> {
    let inserted = tx.execute(
        sql!(
            "INSERT INTO sessions (token_hash, id, person_id, membership_id, strong, strong_at, created_at, seen_at,
             expires_at, address, agent) VALUES ($1, $2, $3, $4, $5, $6, $6, $6, $7, $8, $9)
             ON CONFLICT (token_hash) DO NOTHING"
        ),
        &params![
            new.hash,
            new.id,
            new.person,
            new.membership,
            new.strong,
            new.now,
            new.expires_at,
            &new.browser.address,
            &new.browser.agent
        ],
    )?;
    Ok(inserted == 1)
}

pub(super) fn mark_seen(tx: &mut Tx, id: Uuid, now: i64, expires_at: i64) -> Result<(), Error> {
    tx.execute(sql!("UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE id = $1"), &params![id, now, expires_at])?;
    Ok(())
}

/// It was used in a role that needs a second factor.
pub(super) fn mark_strong(tx: &mut Tx, id: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(sql!("UPDATE sessions SET strong_at = $2 WHERE id = $1"), &params![id, now])?;
    Ok(())
}

/// The session goes on under another cookie, as one with its second factor.
pub(super) fn strengthen(tx: &mut Tx, id: Uuid, hash: &[u8; 32], now: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE sessions SET token_hash = $2, strong = 1, strong_at = $3 WHERE id = $1"),
        &params![id, hash, now],
    )?;
    Ok(())
}

pub(super) fn set_membership(tx: &mut Tx, id: Uuid, membership: Uuid, expires_at: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE sessions SET membership_id = $2, expires_at = $3 WHERE id = $1"),
        &params![id, membership, expires_at],
    )?;
    Ok(())
}

/// A page of a person's sessions, the last used first.
pub(super) fn of_person(tx: &mut Tx, person: Uuid, now: i64, offset: i64, limit: i64) -> Result<Vec<Session>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, address, agent, seen_at FROM sessions WHERE person_id = $1 AND expires_at > $2
             ORDER BY seen_at DESC, id DESC LIMIT $3 OFFSET $4"
        ),
        &params![person, now, limit, offset],
    )?;
    let session = |row: &Row| Session {
        id: row.get("id"),
        address: row.get("address"),
        agent: row.get("agent"),
        seen_at: row.get("seen_at"),
    };
    Ok(rows.iter().map(session).collect())
}

/// How many sessions of a person have not ended.
pub(super) fn count_of(tx: &mut Tx, person: Uuid, now: i64) -> Result<i64, Error> {
    let row = tx.one(
        sql!("SELECT count(*) AS n FROM sessions WHERE person_id = $1 AND expires_at > $2"),
        &params![person, now],
    )?;
    Ok(row.get("n"))
}

/// Whether there was such a session of this person.
pub(super) fn end(tx: &mut Tx, person: Uuid, id: Uuid) -> Result<bool, Error> {
    let ended = tx.execute(sql!("DELETE FROM sessions WHERE person_id = $1 AND id = $2"), &params![person, id])?;
    Ok(ended == 1)
}

/// Ends every session of the person but one; all of them for a nil id.
pub(super) fn end_others(tx: &mut Tx, person: Uuid, kept: Uuid) -> Result<u64, Error> {
    Ok(tx.execute(sql!("DELETE FROM sessions WHERE person_id = $1 AND id <> $2"), &params![person, kept])?)
}

/// Sweeps away up to `most` sessions that are over, and gives how many there were.
pub(super) fn sweep_sessions(tx: &mut Tx, now: i64, most: i64) -> Result<u64, Error> {
    let swept = sql!(
        "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires_at <= $1 LIMIT $2)"
    );
    Ok(tx.execute(swept, &params![now, most])?)
}

/// Sweeps away up to `most` counts that are forgotten, and gives how many there were.
pub(super) fn sweep_attempts(tx: &mut Tx, forgotten: i64, most: i64) -> Result<u64, Error> {
    let swept =
        sql!("DELETE FROM attempts WHERE key_hash IN (SELECT key_hash FROM attempts WHERE last_at < $1 LIMIT $2)");
    Ok(tx.execute(swept, &params![forgotten, most])?)
}

pub(super) fn blocked_until(tx: &mut Tx, hash: &[u8; 32]) -> Result<i64, Error> {
    let row = tx.maybe(sql!("SELECT blocked_until FROM attempts WHERE key_hash = $1"), &params![hash])?;
    Ok(row.map_or(0, |row| row.get("blocked_until")))
}

/// Counts a try and gives how many there were; those before `forgotten` do not count.
pub(super) fn count_attempt(tx: &mut Tx, hash: &[u8; 32], now: i64, forgotten: i64) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO attempts (key_hash, failures, last_at, blocked_until) VALUES ($1, 1, $2, 0)
             ON CONFLICT (key_hash) DO UPDATE SET last_at = $2,
             failures = CASE WHEN attempts.last_at < $3 THEN 1 ELSE attempts.failures + 1 END
             RETURNING failures"
        ),
        &params![hash, now, forgotten],
    )?;
    Ok(row.get("failures"))
}

pub(super) fn block(tx: &mut Tx, hash: &[u8; 32], until: i64) -> Result<(), Error> {
    tx.execute(sql!("UPDATE attempts SET blocked_until = $2 WHERE key_hash = $1"), &params![hash, until])?;
    Ok(())
}

pub(super) fn forget_attempts(tx: &mut Tx, hash: &[u8; 32]) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM attempts WHERE key_hash = $1"), &params![hash])?;
    Ok(())
}

pub(super) fn give_attempt_back(tx: &mut Tx, hash: &[u8; 32]) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE attempts SET failures = failures - 1, blocked_until = 0 WHERE key_hash = $1 AND failures > 0"),
        &params![hash],
    )?;
    Ok(())
}
