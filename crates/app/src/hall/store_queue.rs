//! Every statement about numbers and visits.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Ticket;
use crate::needs::Need;
use crate::web::{Error, one_row};

/// How often a number is looked for when others take one at the same moment.
const TRIES: usize = 20;

/// A number to be given.
pub(super) struct NewTicket<'a> {
    pub(super) id: Uuid,
    pub(super) day: &'a str,
    pub(super) token: &'a str,
    pub(super) function: &'a str,
    pub(super) appointment: Option<Uuid>,
    pub(super) now: i64,
}

/// The next number of the day; `None` when `most` were given. The unique number decides among those who ask at once.
pub(super) fn insert(tx: &mut Tx, hub: Uuid, new: &NewTicket, most: i64) -> Result<Option<i64>, Error> {
    for _ in 0..TRIES {
        let last: i64 = tx
            .one(
                sql!("SELECT COALESCE(MAX(number), 0) AS n FROM hall_tickets WHERE hub_id = $1 AND day = $2"),
                &params![hub, new.day],
            )?
            .get("n");
        if last >= most {
            return Ok(None);
        }
        let written = tx.execute(
            sql!(
                "INSERT INTO hall_tickets (hub_id, id, day, number, token, function, appointment_id, state, taken_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8) ON CONFLICT (hub_id, day, number) DO NOTHING"
            ),
            &params![hub, new.id, new.day, last + 1, new.token, new.function, new.appointment, new.now],
        )?;
        if written == 1 {
            return Ok(Some(last + 1));
        }
    }
    Err(Error::Busy)
}

fn ticket(row: &Row) -> Ticket {
    Ticket {
        id: row.get("id"),
        day: row.get("day"),
        number: row.get("number"),
        function: row.get("function"),
        appointment_id: row.get("appointment_id"),
        starts: row.get("starts"),
        state: row.get("state"),
        window_id: row.get("window_id"),
        window: row.get("window"),
        version: row.get("version"),
    }
}

/// Those of a day that wait; the most of a day bounds them.
pub(super) fn waiting(tx: &mut Tx, hub: Uuid, day: &str) -> Result<Vec<Ticket>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT t.id, t.day, t.number, t.function, t.appointment_id, a.starts, t.state, t.window_id, '' AS window,
             t.version FROM hall_tickets t
             LEFT JOIN appointments a ON a.hub_id = t.hub_id AND a.id = t.appointment_id
             WHERE t.hub_id = $1 AND t.day = $2 AND t.state = 'waiting' ORDER BY t.number"
        ),
        &params![hub, day],
    )?;
    Ok(rows.iter().map(ticket).collect())
}

/// Those of a day that stand at a window, the last called first.
pub(super) fn called(tx: &mut Tx, hub: Uuid, day: &str) -> Result<Vec<Ticket>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT t.id, t.day, t.number, t.function, t.appointment_id, a.starts, t.state, t.window_id, w.name AS window,
             t.version FROM hall_tickets t JOIN hall_windows w ON w.hub_id = t.hub_id AND w.id = t.window_id
             LEFT JOIN appointments a ON a.hub_id = t.hub_id AND a.id = t.appointment_id
             WHERE t.hub_id = $1 AND t.day = $2 AND t.state = 'called' ORDER BY t.called_at DESC, t.number DESC"
        ),
        &params![hub, day],
    )?;
    Ok(rows.iter().map(ticket).collect())
}

/// A hub's ticket.
pub(super) fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Ticket, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT t.id, t.day, t.number, t.function, t.appointment_id, a.starts, t.state, t.window_id,
             COALESCE(w.name, '') AS window, t.version FROM hall_tickets t
             LEFT JOIN hall_windows w ON w.hub_id = t.hub_id AND w.id = t.window_id
             LEFT JOIN appointments a ON a.hub_id = t.hub_id AND a.id = t.appointment_id
             WHERE t.hub_id = $1 AND t.id = $2"
        ),
        &params![hub, id],
    )?;
    row.as_ref().map(ticket).ok_or(Error::NotFound)
}

/// The ticket whose page this word opens.
pub(super) fn by_token(tx: &mut Tx, hub: Uuid, token: &str) -> Result<Ticket, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT t.id, t.day, t.number, t.function, t.appointment_id, a.starts, t.state, t.window_id,
             COALESCE(w.name, '') AS window, t.version FROM hall_tickets t
             LEFT JOIN hall_windows w ON w.hub_id = t.hub_id AND w.id = t.window_id
             LEFT JOIN appointments a ON a.hub_id = t.hub_id AND a.id = t.appointment_id
             WHERE t.hub_id = $1 AND t.token = $2"
        ),
        &params![hub, token],
    )?;
    row.as_ref().map(ticket).ok_or(Error::NotFound)
}

/// Calls it to a window, unless somebody called it or stands there.
pub(super) fn call(
    tx: &mut Tx,
    hub: Uuid,
    ticket: &Ticket,
    window: Uuid,
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE hall_tickets SET state = 'called', window_id = $4, called_by = $5, called_at = $6,
             version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3 AND state = 'waiting'"
        ),
        &params![hub, ticket.id, ticket.version, window, person, now],
    )?;
    one_row(changed)
}

/// What became of it.
pub(super) fn end(tx: &mut Tx, hub: Uuid, ticket: &Ticket, state: &str, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE hall_tickets SET state = $4, ended_at = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![hub, ticket.id, ticket.version, state, now],
    )?;
    one_row(changed)
}

pub(super) fn insert_visit(
    tx: &mut Tx,
    need: &Need,
    (id, ticket): (Uuid, Uuid),
    order: Option<Uuid>,
    day: &str,
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO hall_visits (hub_id, id, need_id, order_id, ticket_id, day, noted_by, noted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &params![need.hub_id, id, need.id, order, ticket, day, person, now],
    )?;
    Ok(())
}
