//! Forms that were sent before.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::Error;

/// Where a form sent before under this word led.
pub(super) fn done_before(tx: &mut Tx, person: Uuid, once: &str) -> Result<Option<String>, Error> {
    if once.is_empty() {
        return Ok(None);
    }
    let row =
        tx.maybe(sql!("SELECT location FROM commands WHERE person_id = $1 AND once = $2"), &params![person, once])?;
    Ok(row.map(|row| row.get("location")))
}

/// The primary key meets two that run at the same time on PostgreSQL: the later one conflicts and is undone.
pub(super) fn remember(tx: &mut Tx, person: Uuid, once: &str, location: &str, now: i64) -> Result<(), Error> {
    if once.is_empty() {
        return Ok(());
    }
    let insert = sql!("INSERT INTO commands (person_id, once, location, done_at) VALUES ($1, $2, $3, $4)");
    match tx.execute(insert, &params![person, once, location, now]) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}
