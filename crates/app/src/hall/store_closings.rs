//! Every statement about days on which the hall takes nobody.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Appointment, Closing};
use crate::web::{Error, one_row};

fn closing(row: &Row) -> Closing {
    Closing {
        id: row.get("id"),
        day: row.get("day"),
        window_id: row.get("window_id"),
        window: row.get("window"),
        from: row.get("from_minute"),
        until: row.get("until_minute"),
        reason: row.get("reason"),
        moved: row.get("moved"),
        called_off: row.get("called_off"),
        lifted_at: row.get("lifted_at"),
    }
}

/// Those of a day that hold.
pub(super) fn of_day(tx: &mut Tx, hub: Uuid, day: &str) -> Result<Vec<Closing>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.id, c.day, c.window_id, COALESCE(w.name, '') AS window, c.from_minute, c.until_minute, c.reason,
             c.moved, c.called_off, c.lifted_at FROM hall_closings c
             LEFT JOIN hall_windows w ON w.hub_id = c.hub_id AND w.id = c.window_id
             WHERE c.hub_id = $1 AND c.day = $2 AND c.lifted_at IS NULL ORDER BY c.set_at LIMIT 100"
        ),
        &params![hub, day],
    )?;
    Ok(rows.iter().map(closing).collect())
}

/// A hub's closings, the last day first; only those from a day on, where one is given.
pub(super) fn list(tx: &mut Tx, hub: Uuid, from: &str, offset: i64, rows: i64) -> Result<Vec<Closing>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.id, c.day, c.window_id, COALESCE(w.name, '') AS window, c.from_minute, c.until_minute, c.reason,
             c.moved, c.called_off, c.lifted_at FROM hall_closings c
             LEFT JOIN hall_windows w ON w.hub_id = c.hub_id AND w.id = c.window_id
             WHERE c.hub_id = $1 AND c.day >= $2 ORDER BY c.day DESC, c.set_at DESC LIMIT $3 OFFSET $4"
        ),
        &params![hub, from, rows, offset],
    )?;
    Ok(rows.iter().map(closing).collect())
}

pub(super) fn list_count(tx: &mut Tx, hub: Uuid, from: &str) -> Result<i64, Error> {
    let row =
        tx.one(sql!("SELECT COUNT(*) AS n FROM hall_closings WHERE hub_id = $1 AND day >= $2"), &params![hub, from])?;
    Ok(row.get("n"))
}

pub(super) fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Closing, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT c.id, c.day, c.window_id, COALESCE(w.name, '') AS window, c.from_minute, c.until_minute, c.reason,
             c.moved, c.called_off, c.lifted_at FROM hall_closings c
             LEFT JOIN hall_windows w ON w.hub_id = c.hub_id AND w.id = c.window_id
             WHERE c.hub_id = $1 AND c.id = $2"
        ),
        &params![hub, id],
    )?;
    row.as_ref().map(closing).ok_or(Error::NotFound)
}

pub(super) fn insert(tx: &mut Tx, hub: Uuid, new: &Closing, (person, now): (Uuid, i64)) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO hall_closings (hub_id, id, day, window_id, from_minute, until_minute, reason, set_by, set_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![hub, new.id, new.day.as_str(), new.window_id, new.from, new.until, new.reason.as_str(), person, now],
    )?;
    Ok(())
}

pub(super) fn count(tx: &mut Tx, hub: Uuid, closing: &Closing) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE hall_closings SET moved = $3, called_off = $4 WHERE hub_id = $1 AND id = $2"),
        &params![hub, closing.id, closing.moved, closing.called_off],
    )?;
    Ok(())
}

pub(super) fn lift(tx: &mut Tx, hub: Uuid, id: Uuid, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!("UPDATE hall_closings SET lifted_at = $3 WHERE hub_id = $1 AND id = $2 AND lifted_at IS NULL"),
        &params![hub, id, now],
    )?;
    one_row(changed)
}

pub(super) fn call_off(tx: &mut Tx, hub: Uuid, booked: &Appointment, closing: Uuid, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE appointments SET state = 'cancelled', ended_at = $4, closing_id = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, booked.id, booked.version, now, closing],
    )?;
    one_row(changed)
}

/// The last appointment of a need, when a closing called it off: its day, its minute, and why.
pub(super) fn called_off(tx: &mut Tx, hub: Uuid, need: Uuid) -> Result<Option<(String, i64, String)>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT a.day, a.starts, a.state, c.reason FROM appointments a
             LEFT JOIN hall_closings c ON c.hub_id = a.hub_id AND c.id = a.closing_id
             WHERE a.hub_id = $1 AND a.need_id = $2 ORDER BY a.booked_at DESC, a.id DESC LIMIT 1"
        ),
        &params![hub, need],
    )?;
    Ok(row.and_then(|row| Some((row.get("day"), row.get("starts"), row.get::<Option<String>>("reason")?))))
}
