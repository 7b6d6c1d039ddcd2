//! Forms that were sent before.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::Error;

/// What makes two forms the same: who sent it, under which word, and all that was in it.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// Nil for visitors.
    pub(super) person: Uuid,
    /// The form's word; where it is empty nothing is remembered.
    pub(super) once: String,
    /// Hash of the path and of what was sent.
    pub(super) content: [u8; 32],
}

/// Where this form led when it was sent before.
pub(super) fn done_before(tx: &mut Tx, sent: &Sent) -> Result<Option<String>, Error> {
    if sent.once.is_empty() {
        return Ok(None);
    }
    let row = tx.maybe(
        sql!("SELECT location FROM commands WHERE person_id = $1 AND once = $2 AND content = $3"),
        &params![sent.person, sent.once.as_str(), sent.content],
    )?;
    Ok(row.map(|row| row.get("location")))
}

/// The primary key meets two that run at the same time on PostgreSQL: the later one conflicts and is undone.
pub(super) fn remember(tx: &mut Tx, sent: &Sent, location: &str, now: i64) -> Result<(), Error> {
    if sent.once.is_empty() {
        return Ok(());
    }
    let insert = sql!("INSERT INTO commands (person_id, once, content, location, done_at) VALUES ($1, $2, $3, $4, $5)");
    match tx.execute(insert, &params![sent.person, sent.once.as_str(), sent.content, location, now]) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

/// So long a form may stay open and be sent again, in milliseconds: over night, and the next day.
const REMEMBERED_MS: i64 = 2 * 24 * 3_600_000;

/// Forgets what was sent long ago.
///
/// # Errors
/// Of the database.
pub fn forget_sent(tx: &mut Tx, now: i64) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM commands WHERE done_at < $1"), &params![now - REMEMBERED_MS])?;
    Ok(())
}
