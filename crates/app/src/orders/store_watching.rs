//! Every statement about what was told of the days on which orders are due.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use crate::web::Error;

/// An order whose result is due, and of which this was not told yet.
pub(super) struct Due {
    pub(super) order: Uuid,
    pub(super) reference: String,
    pub(super) due_on: String,
}

/// Which orders: due in these days, agreed before this moment.
pub(super) struct Span {
    pub(super) from: String,
    pub(super) by: String,
    pub(super) before: i64,
}

/// Hubs where somebody works on an order.
pub(super) fn hubs_at_work(tx: &mut Tx) -> Result<Vec<Uuid>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT h.id FROM hubs h WHERE EXISTS (SELECT 1 FROM orders o
             WHERE o.hub_id = h.id AND o.state IN ('accepted', 'in_progress') AND o.due_on IS NOT NULL) ORDER BY h.id"
        ),
        &params![],
    )?;
    Ok(rows.iter().map(|row| row.get("id")).collect())
}

/// Orders of a hub that are due then. `after`: only those of which that was told on a day before.
pub(super) fn due(
    tx: &mut Tx,
    hub: Uuid,
    (kind, after): (&str, &str),
    span: &Span,
    rows: i64,
) -> Result<Vec<Due>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.id, o.reference, o.due_on FROM orders o
             WHERE o.hub_id = $1 AND o.state IN ('accepted', 'in_progress') AND o.due_on >= $3 AND o.due_on <= $4
             AND o.accepted_at < $5
             AND NOT EXISTS (SELECT 1 FROM order_alerts a
               WHERE a.hub_id = $1 AND a.order_id = o.id AND a.kind = $2 AND a.due_on = o.due_on)
             AND NOT EXISTS (SELECT 1 FROM disputes d
               WHERE d.hub_id = $1 AND d.order_id = o.id AND d.ended_at IS NULL)
             AND ($6 = '' OR EXISTS (SELECT 1 FROM order_alerts b
               WHERE b.hub_id = $1 AND b.order_id = o.id AND b.kind = $6 AND b.due_on = o.due_on AND b.at < $5))
             ORDER BY o.due_on, o.id LIMIT $7"
        ),
        &params![hub, kind, span.from.as_str(), span.by.as_str(), span.before, after, rows],
    )?;
    let due = |row: &Row| Due { order: row.get("id"), reference: row.get("reference"), due_on: row.get("due_on") };
    Ok(rows.iter().map(due).collect())
}

/// Whether it is the first that tells it.
pub(super) fn told(tx: &mut Tx, hub: Uuid, kind: &str, due: &Due, now: i64) -> Result<bool, Error> {
    let new = tx.execute(
        sql!(
            "INSERT INTO order_alerts (hub_id, order_id, kind, due_on, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (hub_id, order_id, kind, due_on) DO NOTHING"
        ),
        &params![hub, due.order, kind, due.due_on.as_str(), now],
    )?;
    Ok(new == 1)
}
