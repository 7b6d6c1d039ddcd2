//! The chain of orders: one that needs another cannot begin before the firm has confirmed it. Both sides see what comes
//! before and after, and that an order is held up. When what comes before ends later than planned, what comes after
//! moves with it, and whoever it concerns is told; earlier it never becomes: a day once promised is kept.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::commands::record;
use super::model::{Order, State};
use super::{store, store_chain};
use crate::app::day_of;
use crate::command::Command;
use crate::plans::{self, Span};
use crate::web::Error;

/// An order of the chain, as its neighbours see it: no price, no words.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Its reference number.
    pub reference: String,
    /// The service.
    pub service: String,
    /// The kind of its center.
    pub center_kind: String,
    /// Who gives it.
    pub provider: String,
    /// Who gives it.
    pub provider_id: Uuid,
    /// Where it stands.
    pub state: State,
    /// First day.
    pub starts_on: Option<String>,
    /// Last day.
    pub due_on: Option<String>,
    /// When the firm confirmed it; milliseconds UTC.
    pub confirmed_at: Option<i64>,
}

impl Linked {
    /// Whether what waits for it is still held up.
    pub fn holds_up(&self) -> bool {
        self.state != State::Confirmed
    }

    /// The day it ended, or is to end.
    fn ends(&self) -> Option<Date> {
        match self.confirmed_at {
            Some(at) => Some(day_of(at)),
            None => self.due_on.as_ref()?.parse().ok(),
        }
    }
}

/// What comes before and after an order.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// What has to be confirmed before it can begin.
    pub before: Vec<Linked>,
    /// What waits for it.
    pub after: Vec<Linked>,
}

impl Chain {
    /// Whether the order is held up.
    pub fn is_blocked(&self) -> bool {
        self.before.iter().any(Linked::holds_up)
    }

    /// Whether there is anything to show.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

/// What an order hangs together with.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, order: &Order) -> Result<Chain, Error> {
    // Neighbours are shown to each other, not their orders.
    tx.as_system(|tx| {
        Ok(Chain {
            before: store_chain::before(tx, order.hub_id, order.item_id)?,
            after: store_chain::after(tx, order.hub_id, order.item_id)?,
        })
    })
}

/// Whether each of these orders is held up; only one that is to be worked on can be.
///
/// # Errors
/// Of the database.
pub fn blocked(tx: &mut Tx, orders: &[Order]) -> Result<Vec<bool>, Error> {
    let one = |tx: &mut Tx, order: &Order| {
        let waits = matches!(order.state, State::Accepted | State::InProgress);
        Ok(waits && store_chain::before(tx, order.hub_id, order.item_id)?.iter().any(Linked::holds_up))
    };
    tx.as_system(|tx| orders.iter().map(|order| one(tx, order)).collect())
}

/// An order ended, or ends on another day: what waits for it moves, and what waits for that.
///
/// # Errors
/// Of the database; `Conflict` when an order was changed meanwhile.
pub(super) fn follow(tx: &mut Tx, c: &mut Command, hub: Uuid, item: Uuid, calendar: &Calendar) -> Result<(), Error> {
    tx.as_system(|tx| {
        let mut waiting = vec![item];
        // A plan has no circle (see plans::schedule), and each order moves only to a later day.
        while let Some(item) = waiting.pop() {
            for linked in store_chain::after(tx, hub, item)? {
                let order = store::by_reference(tx, &linked.reference)?;
                if move_one(tx, c, order.clone(), calendar)? {
                    waiting.push(order.item_id);
                }
            }
        }
        Ok(())
    })
}

/// Moves an order that is not begun behind what it waits for; whether it moved.
fn move_one(tx: &mut Tx, c: &mut Command, mut order: Order, calendar: &Calendar) -> Result<bool, Error> {
    if order.state != State::Accepted {
        return Ok(false);
    }
    let before = store_chain::before(tx, order.hub_id, order.item_id)?;
    let ends: Option<Vec<Date>> = before.iter().map(Linked::ends).collect();
    let Some(base) = ends.and_then(|ends| ends.into_iter().max()) else { return Ok(false) };
    let days = order.days.and_then(|days| u32::try_from(days).ok()).unwrap_or(1).max(1);
    // A year that is not announced leaves the days as they were told.
    let (Ok(starts), Ok(ends)) = (calendar.add(base, 1), calendar.add(base, days)) else { return Ok(false) };
    let (from, to) = (order.starts_on.clone(), starts.to_string());
    if from.as_ref().is_some_and(|from| *from >= to) {
        return Ok(false);
    }
    order.starts_on = Some(to);
    order.due_on = Some(ends.to_string());
    store::update(tx, &order, None, c.now)?;
    plans::record_runs(tx, order.hub_id, order.item_id, Span { item: order.item_id, starts, ends })?;
    let last = before.iter().max_by_key(|linked| linked.ends());
    let data = json!({ "from": from, "starts_on": order.starts_on, "due_on": order.due_on,
        "because": last.map(|linked| linked.reference.as_str()) });
    record(tx, c, &order, "order.moved", data)?;
    Ok(true)
}
