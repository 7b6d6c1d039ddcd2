//! Every statement about what comes before and after an order.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::chain::Linked;
use super::model::State;
use crate::web::Error;

fn linked(row: &Row) -> Result<Linked, Error> {
    let state: String = row.get("state");
    Ok(Linked {
        reference: row.get("reference"),
        service: row.get("service_name"),
        center_kind: row.get("center_kind"),
        provider: row.get("provider_name"),
        provider_id: row.get("provider_id"),
        state: State::parse(&state).ok_or_else(|| Error::internal(format!("order state {state}")))?,
        starts_on: row.get("starts_on"),
        due_on: row.get("due_on"),
        confirmed_at: row.get("confirmed_at"),
    })
}

/// The accepted orders that an item waits for.
pub(super) fn before(tx: &mut Tx, hub: Uuid, item: Uuid) -> Result<Vec<Linked>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.reference, o.service_name, o.center_kind, o.provider_name, o.provider_id, o.state, o.starts_on,
             o.due_on, o.confirmed_at FROM plan_items own JOIN plan_links l ON l.hub_id = own.hub_id AND l.after_id = own.slot_id
             JOIN plan_items i ON i.hub_id = l.hub_id AND i.plan_id = own.plan_id AND i.slot_id = l.before_id
             JOIN orders o ON o.hub_id = i.hub_id AND o.item_id = i.id WHERE own.hub_id = $1 AND own.id = $2
             AND o.state IN ('accepted', 'in_progress', 'delivered', 'confirmed') ORDER BY o.due_on NULLS LAST, o.id"
        ),
        &params![hub, item],
    )?;
    rows.iter().map(linked).collect()
}

/// The accepted orders that wait for an item.
pub(super) fn after(tx: &mut Tx, hub: Uuid, item: Uuid) -> Result<Vec<Linked>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.reference, o.service_name, o.center_kind, o.provider_name, o.provider_id, o.state, o.starts_on,
             o.due_on, o.confirmed_at FROM plan_items own JOIN plan_links l ON l.hub_id = own.hub_id AND l.before_id = own.slot_id
             JOIN plan_items i ON i.hub_id = l.hub_id AND i.plan_id = own.plan_id AND i.slot_id = l.after_id
             JOIN orders o ON o.hub_id = i.hub_id AND o.item_id = i.id WHERE own.hub_id = $1 AND own.id = $2
             AND o.state IN ('accepted', 'in_progress', 'delivered', 'confirmed') ORDER BY o.starts_on NULLS LAST, o.id"
        ),
        &params![hub, item],
    )?;
    rows.iter().map(linked).collect()
}
