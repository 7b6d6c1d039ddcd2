//! Every statement about reminders and the manager's calls.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Order;
use super::reminding::Call;
use crate::web::Error;

/// Whether it is the first of its stage.
pub(super) fn insert(tx: &mut Tx, order: &Order, delivery: Uuid, stage: i64, now: i64) -> Result<bool, Error> {
    let new = tx.execute(
        sql!(
            "INSERT INTO order_reminders (hub_id, delivery_id, stage, order_id, reminded_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (hub_id, delivery_id, stage) DO NOTHING"
        ),
        &params![order.hub_id, delivery, stage, order.id, now],
    )?;
    Ok(new == 1)
}

pub(super) fn reminders(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<(i64, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT stage, reminded_at FROM order_reminders WHERE hub_id = $1 AND order_id = $2
             ORDER BY reminded_at, stage"
        ),
        &params![hub, order],
    )?;
    Ok(rows.iter().map(|row| (row.get("stage"), row.get("reminded_at"))).collect())
}

pub(super) fn insert_call(
    tx: &mut Tx,
    order: &Order,
    (id, delivery, person): (Uuid, Uuid, Uuid),
    call: &Call,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO order_calls (hub_id, id, order_id, delivery_id, person_id, called_at, spoke_with, words, result,
             again_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &params![
            order.hub_id,
            id,
            order.id,
            delivery,
            person,
            call.at,
            call.spoke_with.as_str(),
            call.words.as_str(),
            call.result.as_str(),
            call.again_on.as_str()
        ],
    )?;
    Ok(())
}

pub(super) fn calls(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<Call>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.name, c.called_at, c.spoke_with, c.words, c.result, c.again_on FROM order_calls c
             JOIN people p ON p.id = c.person_id WHERE c.hub_id = $1 AND c.order_id = $2 ORDER BY c.called_at, c.id"
        ),
        &params![hub, order],
    )?;
    let call = |row: &Row| Call {
        by: row.get("name"),
        at: row.get("called_at"),
        spoke_with: row.get("spoke_with"),
        words: row.get("words"),
        result: row.get("result"),
        again_on: row.get("again_on"),
    };
    Ok(rows.iter().map(call).collect())
}
