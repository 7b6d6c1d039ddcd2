//! Every statement about the time that is booked for a need, as far as the need's end releases it.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::model::Need;
use crate::web::{Error, one_row};

/// A booked time.
pub(super) struct Booked {
    id: Uuid,
    version: i64,
    pub(super) day: String,
    /// Minute of the day.
    pub(super) starts: i64,
    /// Who booked it.
    pub(super) person: Uuid,
}

/// What a need has booked and not begun.
pub(super) fn booked(tx: &mut Tx, need: &Need) -> Result<Option<Booked>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT id, version, day, starts, booked_by FROM appointments
             WHERE hub_id = $1 AND need_id = $2 AND state = 'booked'"
        ),
        &params![need.hub_id, need.id],
    )?;
    Ok(row.map(|row| Booked {
        id: row.get("id"),
        version: row.get("version"),
        day: row.get("day"),
        starts: row.get("starts"),
        person: row.get("booked_by"),
    }))
}

pub(super) fn release(tx: &mut Tx, need: &Need, booked: &Booked, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE appointments SET state = 'cancelled', ended_at = $4, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![need.hub_id, booked.id, booked.version, now],
    )?;
    one_row(changed)
}
