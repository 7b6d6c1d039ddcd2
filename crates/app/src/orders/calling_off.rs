//! A need that ends before its plan was accepted: the plan is closed and every order offered for it is called off, in
//! the same transaction.

use db::Tx;
use serde_json::json;

use super::commands::take;
use super::model::Step;
use super::store;
use crate::command::Command;
use crate::needs::{self, Need};
use crate::plans;
use crate::web::Error;

/// The firm takes its need back.
///
/// # Errors
/// `Invalid` without a reason; `Refused` once a plan was accepted or the need has ended.
pub fn withdraw(tx: &mut Tx, c: &mut Command, need: &Need, reason: &str) -> Result<(), Error> {
    needs::withdraw(tx, c, need, reason)?;
    call_off(tx, c, need, "firm", reason)
}

/// The hub declines the need.
///
/// # Errors
/// `Invalid` without a reason; `Refused` once a plan was accepted or the need has ended.
pub fn decline(tx: &mut Tx, c: &mut Command, need: &Need, reason: &str, hint: &str) -> Result<(), Error> {
    needs::decline(tx, c, need, reason, hint)?;
    call_off(tx, c, need, "hub", reason)
}

/// Closes the plan, which refuses once it was accepted, and cancels what providers were asked for.
fn call_off(tx: &mut Tx, c: &mut Command, need: &Need, by: &str, reason: &str) -> Result<(), Error> {
    let Some(plan) = plans::by_need(tx, need.hub_id, need.id)? else { return Ok(()) };
    plans::close(tx, c, &plan)?;
    for mut order in store::of_plan(tx, need.hub_id, need.id)? {
        if order.state.is_end() {
            continue;
        }
        order.closed_by = Some(by.into());
        order.reason = reason.to_owned();
        take(tx, c, order, Step::Cancel, "order.cancelled", json!({ "by": by, "reason": reason }))?;
    }
    Ok(())
}
