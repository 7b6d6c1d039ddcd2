//! How far the load of a city has come, kept beside what it has written.

use db::{Tx, params, sql};

use crate::web::Error;

const NAME: &str = "demonstration-load";

/// What was kept; `None` before the first part.
pub(super) fn kept(tx: &mut Tx) -> Result<Option<String>, Error> {
    let row = tx.maybe(sql!("SELECT value FROM installation WHERE name = $1"), &params![NAME])?;
    Ok(row.map(|row| row.get("value")))
}

pub(super) fn keep(tx: &mut Tx, value: &str) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO installation (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ),
        &params![NAME, value],
    )?;
    Ok(())
}
