//! Agreed testing time of an order: the provider proposes days that do not count, the firm agrees, and the due date moves.

use db::Tx;
use jiff::civil::Date;
use workdays::Calendar;

use super::commands::record;
use super::model::{Order, State};
use super::store;
use crate::app::day_of;
use crate::command::Command;
use crate::needs::pausing::{self, Clock};
use crate::web::{Error, Refusal};

fn clock(order: &Order) -> Result<Clock, Error> {
    if !matches!(order.state, State::Accepted | State::InProgress) {
        return Err(Refusal::new("needs-pause-no-due").into());
    }
    // The first day of the work counts.
    let starts: Option<Date> = order.starts_on.as_deref().and_then(|day| day.parse().ok());
    let agreed = day_of(order.accepted_at.unwrap_or(order.offered_at));
    let began_on = starts.and_then(|day| day.yesterday().ok()).unwrap_or(agreed);
    Ok(Clock { hub: order.hub_id, object: "order", id: order.id, due_on: order.due_on.clone(), began_on })
}

/// The provider proposes testing time.
///
/// # Errors
/// `Invalid` for days or words that are wrong; `Refused` when the order does not run, or another proposal waits.
pub fn propose(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    (from, to): (&str, &str),
    words: &str,
) -> Result<(), Error> {
    let told = pausing::propose(tx, c, &clock(order)?, from, to, words)?;
    record(tx, c, order, "order.pause-proposed", told)
}

/// The firm agrees, or not.
///
/// # Errors
/// `Refused` when nothing waits.
pub fn decide(tx: &mut Tx, c: &mut Command, calendar: &Calendar, order: &Order, agreed: bool) -> Result<(), Error> {
    let (due, told) = pausing::decide(tx, c, calendar, &clock(order)?, agreed)?;
    match due {
        Some(due_on) => {
            store::update(tx, &Order { due_on: Some(due_on), ..order.clone() }, None, c.now)?;
            record(tx, c, order, "order.paused", told)
        }
        None => record(tx, c, order, "order.pause-refused", told),
    }
}
