//! Every statement of the orders.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Delivery, Order, State, Step, Trip};
use crate::web::{Error, one_row};

pub(super) fn order(row: &Row) -> Result<Order, Error> {
    let state: String = row.get("state");
    Ok(Order {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        reference: row.get("reference"),
        need_id: row.get("need_id"),
        plan_id: row.get("plan_id"),
        item_id: row.get("item_id"),
        replaces_id: row.get("replaces_id"),
        service_id: row.get("service_id"),
        service_name: row.get("service_name"),
        center_id: row.get("center_id"),
        center_kind: row.get("center_kind"),
        function: row.get("function"),
        firm_id: row.get("firm_id"),
        firm_name: row.get("firm_name"),
        firm_uscc: row.get("firm_uscc"),
        provider_id: row.get("provider_id"),
        provider_name: row.get("provider_name"),
        provider_uscc: row.get("provider_uscc"),
        state: State::parse(&state).ok_or_else(|| Error::internal(format!("order state {state}")))?,
        quote_by: row.get("quote_by"),
        price_fen: row.get("price_fen"),
        days: row.get("days"),
        quote_words: row.get("quote_words"),
        starts_on: row.get("starts_on"),
        due_on: row.get("due_on"),
        offered_at: row.get("offered_at"),
        accepted_at: row.get("accepted_at"),
        delivered_at: row.get("delivered_at"),
        confirmed_at: row.get("confirmed_at"),
        closed_by: row.get("closed_by"),
        reason: row.get("reason"),
        trips: row.get("trips"),
        version: row.get("version"),
    })
}

/// The order with this reference number, in any spelling a person may use.
///
/// # Errors
/// `NotFound`.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Order, Error> {
    let reference = codes::reference::Reference::parse(reference).map_err(|_| Error::NotFound)?.to_string();
    let row = tx.maybe(sql!("SELECT * FROM orders WHERE reference = $1"), &params![reference])?;
    order(&row.ok_or(Error::NotFound)?)
}

/// The order with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Order, Error> {
    let row = tx.maybe(sql!("SELECT * FROM orders WHERE hub_id = $1 AND id = $2"), &params![hub, id])?;
    order(&row.ok_or(Error::NotFound)?)
}

/// The order that a delivery belongs to.
///
/// # Errors
/// `NotFound`.
pub fn by_delivery(tx: &mut Tx, hub: Uuid, delivery: Uuid) -> Result<Order, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT o.* FROM orders o JOIN deliveries d ON d.hub_id = o.hub_id AND d.order_id = o.id
             WHERE d.hub_id = $1 AND d.id = $2"
        ),
        &params![hub, delivery],
    )?;
    order(&row.ok_or(Error::NotFound)?)
}

pub(super) fn of_plan(tx: &mut Tx, hub: Uuid, need: Uuid) -> Result<Vec<Order>, Error> {
    let rows =
        tx.query(sql!("SELECT * FROM orders WHERE hub_id = $1 AND need_id = $2 ORDER BY id"), &params![hub, need])?;
    rows.iter().map(order).collect()
}

/// How many orders of a need are neither confirmed nor closed.
pub(super) fn open_of_need(tx: &mut Tx, hub: Uuid, need: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM orders WHERE hub_id = $1 AND need_id = $2
             AND state NOT IN ('confirmed', 'declined', 'cancelled')"
        ),
        &params![hub, need],
    )?;
    Ok(row.get("n"))
}

pub(super) fn insert(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO orders (hub_id, id, reference, need_id, plan_id, item_id, service_id, service_name, center_id,
             center_kind, function, firm_id, firm_name, firm_uscc, provider_id, provider_name, provider_uscc, state,
             quote_by, offered_at, replaces_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
        ),
        &params![
            order.hub_id,
            order.id,
            order.reference.as_str(),
            order.need_id,
            order.plan_id,
            order.item_id,
            order.service_id,
            order.service_name.as_str(),
            order.center_id,
            order.center_kind.as_str(),
            order.function.as_str(),
            order.firm_id,
            order.firm_name.as_str(),
            order.firm_uscc.as_str(),
            order.provider_id,
            order.provider_name.as_str(),
            order.provider_uscc.as_str(),
            order.state.code(),
            order.quote_by.clone(),
            order.offered_at,
            order.replaces_id
        ],
    )?;
    Ok(())
}

/// Writes what a step changes, and when it was taken; no step where only something is noted. `Conflict` when somebody
/// else changed the order meanwhile.
pub(super) fn update(tx: &mut Tx, order: &Order, step: Option<Step>, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE orders SET state = $3, price_fen = $4, days = $5, quote_words = $6, starts_on = $7, due_on = $8,
             accepted_at = $9, delivered_at = $10, confirmed_at = $11, closed_by = $12, reason = $13, trips = $14,
             quoted_at = CASE WHEN $17 = 'quote' THEN $15 ELSE quoted_at END,
             started_at = CASE WHEN $17 IN ('start', 'deliver') AND started_at IS NULL THEN $15 ELSE started_at END,
             closed_at = CASE WHEN $17 IN ('decline', 'cancel') THEN $15 ELSE closed_at END,
             version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $16"
        ),
        &params![
            order.hub_id,
            order.id,
            order.state.code(),
            order.price_fen,
            order.days,
            order.quote_words.as_str(),
            order.starts_on.clone(),
            order.due_on.clone(),
            order.accepted_at,
            order.delivered_at,
            order.confirmed_at,
            order.closed_by.clone(),
            order.reason.as_str(),
            order.trips,
            now,
            order.version,
            step.map_or("", Step::code)
        ],
    )?;
    one_row(changed)
}

pub(super) fn insert_trip(
    tx: &mut Tx,
    order: &Order,
    id: Uuid,
    trip: &Trip,
    person: Uuid,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO trips (hub_id, id, order_id, number, day, reason, noted_by, noted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &params![order.hub_id, id, order.id, trip.number, trip.day.as_str(), trip.reason.as_str(), person, now],
    )?;
    Ok(())
}

/// The trips of an order.
///
/// # Errors
/// Of the database.
pub fn trips(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<Trip>, Error> {
    let rows = tx.query(
        sql!("SELECT number, day, reason FROM trips WHERE hub_id = $1 AND order_id = $2 ORDER BY number"),
        &params![hub, order],
    )?;
    Ok(rows.iter().map(|r| Trip { number: r.get("number"), day: r.get("day"), reason: r.get("reason") }).collect())
}

pub(super) fn insert_delivery(tx: &mut Tx, order: &Order, delivery: &Delivery, person: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO deliveries (hub_id, id, order_id, number, result, summary, quantity, price_fen, delivered_by,
             delivered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &params![
            order.hub_id,
            delivery.id,
            order.id,
            delivery.number,
            delivery.result.as_str(),
            delivery.summary.as_str(),
            delivery.quantity.as_str(),
            delivery.price_fen,
            person,
            delivery.delivered_at
        ],
    )?;
    Ok(())
}

/// The deliveries of an order, the first one first.
///
/// # Errors
/// Of the database.
pub fn deliveries(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<Delivery>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, number, result, summary, quantity, price_fen, delivered_at, rejected_at, reject_reason
             FROM deliveries WHERE hub_id = $1 AND order_id = $2 ORDER BY number"
        ),
        &params![hub, order],
    )?;
    let delivery = |row: &Row| Delivery {
        id: row.get("id"),
        number: row.get("number"),
        result: row.get("result"),
        summary: row.get("summary"),
        quantity: row.get("quantity"),
        price_fen: row.get("price_fen"),
        delivered_at: row.get("delivered_at"),
        rejected_at: row.get("rejected_at"),
        reject_reason: row.get("reject_reason"),
    };
    Ok(rows.iter().map(delivery).collect())
}

pub(super) fn reject_delivery(
    tx: &mut Tx,
    hub: Uuid,
    id: Uuid,
    person: Uuid,
    now: i64,
    why: &str,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE deliveries SET rejected_by = $3, rejected_at = $4, reject_reason = $5
             WHERE hub_id = $1 AND id = $2 AND rejected_at IS NULL"
        ),
        &params![hub, id, person, now, why],
    )?;
    Ok(())
}
