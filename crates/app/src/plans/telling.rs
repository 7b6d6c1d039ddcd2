//! What `orders` tells a plan of its items: asked, quoted, accepted, done, gone, or changed by agreement.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::commands::{NewItem, put, quoted, record};
use super::model::{ItemState, Plan, PlanState, Span};
use super::store;
use super::versions::{self, Cause};
use crate::command::Command;
use crate::web::Error;

/// The order of an item has been offered under this reference number.
///
/// # Errors
/// Of the database.
pub fn record_order(tx: &mut Tx, hub: Uuid, item: Uuid, reference: &str) -> Result<(), Error> {
    store::update_item(tx, hub, item, ItemState::Asked)?;
    store::update_order(tx, hub, item, reference)
}

/// The provider quoted (price in fen, working days) on this day or, with `None`, declined.
///
/// # Errors
/// Of the database.
pub fn record_answer(tx: &mut Tx, hub: Uuid, item: Uuid, quote: Option<(i64, i64)>, today: Date) -> Result<(), Error> {
    match quote {
        Some(quote) => store::update_quote(tx, hub, item, quote, &today.to_string()),
        None => store::update_item(tx, hub, item, ItemState::Declined),
    }
}

/// The order of an accepted item runs on these days.
///
/// # Errors
/// Of the database.
pub fn record_runs(tx: &mut Tx, hub: Uuid, item: Uuid, span: Span) -> Result<(), Error> {
    store::update_runs(tx, hub, item, span)
}

/// What is known of the order that takes another's place.
pub struct Replacement<'a> {
    /// Who takes over.
    pub provider: Uuid,
    /// Reference number of the order.
    pub reference: &'a str,
    /// Price in fen.
    pub price_fen: Option<i64>,
    /// Working days.
    pub days: Option<i64>,
    /// First and last day, when they can be reckoned.
    pub runs: Option<(String, String)>,
}

/// Another provider took an accepted item over.
///
/// # Errors
/// Of the database.
pub fn record_replaced(tx: &mut Tx, hub: Uuid, item: Uuid, new: &Replacement) -> Result<(), Error> {
    store::update_replaced(tx, hub, item, new)
}

/// The firm has confirmed the order of an item.
///
/// # Errors
/// Of the database.
pub fn record_done(tx: &mut Tx, hub: Uuid, item: Uuid, now: i64) -> Result<(), Error> {
    store::update_done(tx, hub, item, now)
}

/// The order of an item of a running plan was called off by agreement.
///
/// # Errors
/// Of the database.
pub fn record_removed(tx: &mut Tx, hub: Uuid, item: Uuid) -> Result<(), Error> {
    store::update_item(tx, hub, item, ItemState::Removed)
}

/// An item whose order began by agreement runs on these days.
///
/// # Errors
/// Of the database.
pub fn record_accepted(tx: &mut Tx, hub: Uuid, item: Uuid, span: Span) -> Result<(), Error> {
    store::update_item(tx, hub, item, ItemState::Accepted)?;
    store::update_runs(tx, hub, item, span)
}

/// The price in fen of an accepted item, as agreed anew.
///
/// # Errors
/// Of the database.
pub fn record_price(tx: &mut Tx, hub: Uuid, item: Uuid, price_fen: i64) -> Result<(), Error> {
    store::update_price(tx, hub, item, price_fen)
}

/// A service comes into a running plan by agreement: its price and days are known, its order begins at once. Gives its
/// item.
///
/// # Errors
/// As [`super::commands::add_item`].
pub fn add_agreed(tx: &mut Tx, c: &mut Command, plan: &Plan, new: &NewItem, quote: (i64, i64)) -> Result<Uuid, Error> {
    let items = store::items(tx, plan.hub_id, plan.id)?;
    let slot = put(tx, c, plan, &items, new)?;
    let known = |id: Uuid| items.iter().any(|item| item.id == id);
    let after = store::items(tx, plan.hub_id, plan.id)?;
    let item = after.iter().find(|item| item.slot == slot && !known(item.id)).ok_or(Error::Conflict)?.id;
    store::update_quote(tx, plan.hub_id, item, quote, &c.today().to_string())?;
    Ok(item)
}

/// The running plan has changed: moves it on and keeps the version.
///
/// # Errors
/// `Conflict` when it was changed meanwhile.
pub fn mark_changed(tx: &mut Tx, c: &mut Command, plan: &Plan, change: Uuid) -> Result<(), Error> {
    store::update(tx, plan, plan.state)?;
    record(tx, c, plan, "plan.changed", json!({ "change": change }))?;
    versions::keep(tx, c, plan, Cause::Changed)
}

/// A provider declined, or an order was called off. A plan that lies with the firm and has nothing left goes back to
/// the hub.
///
/// # Errors
/// `Conflict` when the plan was changed meanwhile.
pub fn record_gone(tx: &mut Tx, c: &mut Command, hub: Uuid, need: Uuid, item: Uuid) -> Result<(), Error> {
    record_answer(tx, hub, item, None, c.today())?;
    let Some(plan) = store::by_need(tx, hub, need)? else { return Ok(()) };
    // A provider sees its own items only.
    let items = tx.as_system(|tx| store::items(tx, hub, plan.id))?;
    if plan.state != PlanState::Proposed || !quoted(&items).is_empty() {
        return Ok(());
    }
    let returned = Plan { remark: String::new(), ..plan.clone() };
    store::update(tx, &returned, PlanState::Returned)?;
    store::mark_decided(tx, &plan, None, c.now)?;
    record(tx, c, &plan, "plan.emptied", json!({}))
}
