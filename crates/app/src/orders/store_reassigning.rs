//! Every statement about changes of the provider.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Order;
use super::reassigning::{Reassignment, Stage};
use crate::web::{Error, Refusal, one_row};

pub(super) fn insert(
    tx: &mut Tx,
    first: &Order,
    new: &Reassignment,
    provider: Uuid,
    person: Uuid,
) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO reassignments (hub_id, id, order_id, to_order_id, to_provider_id, to_provider_name, reason,
         settled_fen, settled_words, state, asked_by, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let values = params![
        first.hub_id,
        new.id,
        first.id,
        new.to_order,
        provider,
        new.to_name.as_str(),
        new.reason.as_str(),
        new.settled_fen,
        new.settled_words.as_str(),
        new.stage.code(),
        person,
        new.asked_at
    ];
    match tx.execute(insert, &values) {
        Err(db::Error::Unique { .. }) => Err(Refusal::new("orders-reassign-open").into()),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

/// Moves an open one on; `Conflict` when it was decided meanwhile.
pub(super) fn move_on(
    tx: &mut Tx,
    first: &Order,
    change: &Reassignment,
    stage: Stage,
    decided_at: Option<i64>,
    words: &str,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE reassignments SET state = $3, decided_at = $4, words = $5
             WHERE hub_id = $1 AND id = $2 AND state = $6 AND decided_at IS NULL"
        ),
        &params![first.hub_id, change.id, stage.code(), decided_at, words, change.stage.code()],
    )?;
    one_row(changed)
}

/// The changes of an order's provider, the first one first.
pub(super) fn of_order(tx: &mut Tx, first: &Order) -> Result<Vec<Reassignment>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.id, r.order_id, r.to_order_id, o.reference, r.to_provider_name, o.price_fen, o.days, r.reason,
             r.settled_fen, r.settled_words, r.state, r.asked_at, r.decided_at, r.words FROM reassignments r
             LEFT JOIN orders o ON o.hub_id = r.hub_id AND o.id = r.to_order_id
             WHERE r.hub_id = $1 AND r.order_id = $2 ORDER BY r.asked_at, r.id"
        ),
        &params![first.hub_id, first.id],
    )?;
    rows.iter().map(reassignment).collect()
}

fn reassignment(row: &Row) -> Result<Reassignment, Error> {
    let stage: String = row.get("state");
    Ok(Reassignment {
        id: row.get("id"),
        order: row.get("order_id"),
        to_order: row.get("to_order_id"),
        // The first provider does not see the second one's order.
        to_reference: row.get::<Option<String>>("reference").unwrap_or_default(),
        to_name: row.get("to_provider_name"),
        price_fen: row.get("price_fen"),
        days: row.get("days"),
        reason: row.get("reason"),
        settled_fen: row.get("settled_fen"),
        settled_words: row.get("settled_words"),
        stage: Stage::parse(&stage).ok_or_else(|| Error::internal(format!("reassignment state {stage}")))?,
        asked_at: row.get("asked_at"),
        decided_at: row.get("decided_at"),
        words: row.get("words"),
    })
}
