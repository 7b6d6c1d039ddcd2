//! Every statement about windows and appointments.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Appointment, Window};
use crate::needs::{Need, reference_of};
use crate::web::{Error, one_row};

fn window(row: &Row) -> Window {
    let (from, until): (Option<i64>, Option<i64>) = (row.get("break_from"), row.get("break_until"));
    Window {
        id: row.get("id"),
        name: row.get("name"),
        opens: row.get("opens"),
        closes: row.get("closes"),
        pause: from.zip(until),
        minutes: row.get("minutes"),
        places: row.get("places"),
        state: row.get("state"),
        version: row.get("version"),
    }
}

/// A hub's windows; it has a handful.
pub(super) fn windows(tx: &mut Tx, hub: Uuid) -> Result<Vec<Window>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, name, opens, closes, break_from, break_until, minutes, places, state, version FROM hall_windows
             WHERE hub_id = $1 ORDER BY name, id LIMIT 100"
        ),
        &params![hub],
    )?;
    Ok(rows.iter().map(window).collect())
}

pub(super) fn window_by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Window, Error> {
    windows(tx, hub)?.into_iter().find(|window| window.id == id).ok_or(Error::NotFound)
}

pub(super) fn put_window(tx: &mut Tx, hub: Uuid, window: &Window) -> Result<(), Error> {
    let (from, until) = (window.pause.map(|(from, _)| from), window.pause.map(|(_, until)| until));
    let values = params![
        hub,
        window.id,
        &window.name,
        window.opens,
        window.closes,
        from,
        until,
        window.minutes,
        window.places,
        &window.state
    ];
    let changed = if window.version == 0 {
        tx.execute(
            sql!(
                "INSERT INTO hall_windows (hub_id, id, name, opens, closes, break_from, break_until, minutes, places, state)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            ),
            &values,
        )?
    } else {
        let mut values = values.to_vec();
        values.push(window.version.into());
        tx.execute(
            sql!(
                "UPDATE hall_windows SET name = $3, opens = $4, closes = $5, break_from = $6, break_until = $7,
                 minutes = $8, places = $9, state = $10, version = version + 1
                 WHERE hub_id = $1 AND id = $2 AND version = $11"
            ),
            &values,
        )?
    };
    one_row(changed)
}

/// Holds a window until the transaction ends: what is booked there, and closings, are decided by one at a time.
pub(super) fn hold_window(tx: &mut Tx, hub: Uuid, window: Uuid) -> Result<(), Error> {
    tx.execute(sql!("UPDATE hall_windows SET version = version WHERE hub_id = $1 AND id = $2"), &params![hub, window])?;
    Ok(())
}

/// The places of a window that are taken at a time.
pub(super) fn places_taken(
    tx: &mut Tx,
    hub: Uuid,
    window: Uuid,
    (day, starts): (&str, i64),
) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT place FROM appointments WHERE hub_id = $1 AND window_id = $2 AND day = $3 AND starts = $4
             AND state <> 'cancelled'"
        ),
        &params![hub, window, day, starts],
    )?;
    Ok(rows.iter().map(|row| row.get("place")).collect())
}

/// Goes to another window, at the same time.
pub(super) fn move_to(tx: &mut Tx, hub: Uuid, booked: &Appointment, (window, place): (Uuid, i64)) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE appointments SET window_id = $4, place = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, booked.id, booked.version, window, place],
    )?;
    one_row(changed)
}

/// How many have booked at a window from a day on.
pub(super) fn booked_from(tx: &mut Tx, hub: Uuid, window: Uuid, day: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM appointments WHERE hub_id = $1 AND window_id = $2 AND day >= $3
             AND state = 'booked'"
        ),
        &params![hub, window, day],
    )?;
    Ok(row.get("n"))
}

/// How many places are taken on a day: window, minute, count. Only counts: whose they are is not told.
pub(super) fn taken(tx: &mut Tx, hub: Uuid, day: &str) -> Result<Vec<(Uuid, i64, i64)>, Error> {
    let statement = sql!(
        "SELECT window_id, starts, COUNT(*) AS n FROM appointments WHERE hub_id = $1 AND day = $2
         AND state <> 'cancelled' GROUP BY window_id, starts"
    );
    let rows = tx.as_system(|tx| tx.query(statement, &params![hub, day]))?;
    Ok(rows.iter().map(|row| (row.get("window_id"), row.get("starts"), row.get("n"))).collect())
}

/// What is booked.
pub(super) struct Booking {
    pub(super) id: Uuid,
    pub(super) order: Option<Uuid>,
    pub(super) day: String,
    pub(super) starts: i64,
    pub(super) person: Uuid,
    pub(super) now: i64,
}

/// Takes a place, unless it is taken or the window has fewer: the index and the window's row decide.
pub(super) fn book(tx: &mut Tx, need: &Need, window: &Window, place: i64, new: &Booking) -> Result<bool, Error> {
    let statement = sql!(
        "INSERT INTO appointments (hub_id, id, window_id, need_id, order_id, firm_id, day, starts, place, state,
         booked_by, booked_at)
         SELECT w.hub_id, $3, w.id, $4, $5, $6, $7, $8, $9, 'booked', $10, $11 FROM hall_windows w
         WHERE w.hub_id = $1 AND w.id = $2 AND w.state = 'open' AND w.version = $12 AND w.places >= $9
         ON CONFLICT (hub_id, window_id, day, starts, place) WHERE state <> 'cancelled' DO NOTHING"
    );
    let values = params![
        need.hub_id,
        window.id,
        new.id,
        need.id,
        new.order,
        need.firm_id,
        new.day.as_str(),
        new.starts,
        place,
        new.person,
        new.now,
        window.version
    ];
    // Whether the place is another firm's, whose row this one may not see.
    let written = tx.as_system(|tx| tx.execute(statement, &values))?;
    Ok(written == 1)
}

fn appointment(row: &Row) -> Appointment {
    Appointment {
        id: row.get("id"),
        window_id: row.get("window_id"),
        window: row.get("window"),
        need_id: row.get("need_id"),
        reference: reference_of(&row.get::<String>("reference")).to_owned(),
        order_id: row.get("order_id"),
        firm_name: row.get("firm_name"),
        day: row.get("day"),
        starts: row.get("starts"),
        state: row.get("state"),
        version: row.get("version"),
        person: row.get("booked_by"),
    }
}

/// What a need has booked.
pub(super) fn booked_for(tx: &mut Tx, hub: Uuid, need: Uuid) -> Result<Option<Appointment>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT a.id, a.window_id, w.name AS window, a.need_id, n.reference, a.order_id, n.firm_name, a.day, a.starts,
             a.state, a.version, a.booked_by FROM appointments a JOIN hall_windows w ON w.hub_id = a.hub_id AND w.id = a.window_id
             JOIN needs n ON n.hub_id = a.hub_id AND n.id = a.need_id
             WHERE a.hub_id = $1 AND a.need_id = $2 AND a.state = 'booked'"
        ),
        &params![hub, need],
    )?;
    Ok(row.as_ref().map(appointment))
}

/// The appointment with this id.
pub(super) fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Appointment, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT a.id, a.window_id, w.name AS window, a.need_id, n.reference, a.order_id, n.firm_name, a.day, a.starts,
             a.state, a.version, a.booked_by FROM appointments a JOIN hall_windows w ON w.hub_id = a.hub_id AND w.id = a.window_id
             JOIN needs n ON n.hub_id = a.hub_id AND n.id = a.need_id WHERE a.hub_id = $1 AND a.id = $2"
        ),
        &params![hub, id],
    )?;
    row.as_ref().map(appointment).ok_or(Error::NotFound)
}

/// The appointments of a day, by time. A day has as many as its windows have places.
pub(super) fn of_day(tx: &mut Tx, hub: Uuid, day: &str) -> Result<Vec<Appointment>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.id, a.window_id, w.name AS window, a.need_id, n.reference, a.order_id, n.firm_name, a.day, a.starts,
             a.state, a.version, a.booked_by FROM appointments a JOIN hall_windows w ON w.hub_id = a.hub_id AND w.id = a.window_id
             JOIN needs n ON n.hub_id = a.hub_id AND n.id = a.need_id
             WHERE a.hub_id = $1 AND a.day = $2 AND a.state <> 'cancelled' ORDER BY a.starts, w.name, a.place LIMIT 500"
        ),
        &params![hub, day],
    )?;
    Ok(rows.iter().map(appointment).collect())
}

/// What became of it.
pub(super) fn end(tx: &mut Tx, hub: Uuid, booked: &Appointment, state: &str, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE appointments SET state = $4, ended_at = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, booked.id, booked.version, state, now],
    )?;
    one_row(changed)
}
