//! From plan to orders: asking providers, proposing the plan to the firm, and the firm's answer.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::commands::{record, take};
use super::model::{Order, Step};
use super::store;
use crate::catalogue::{self, Service};
use crate::command::Command;
use crate::needs::{self, Need};
use crate::organizations;
use crate::plans::model::schedule;
use crate::plans::versions::Cause;
use crate::plans::{self, Item, ItemState, Plan};
use crate::web::{Error, FormErrors, Refusal};

/// Closed because the firm took another provider's quote.
pub const OTHER_CHOSEN: &str = "choice";
/// Closed because no quote came in time, and others had quoted.
pub const UNANSWERED: &str = "unanswered";

/// Closed because everybody concerned agreed to a change of the plan.
pub const BY_AGREEMENT: &str = "agreement";

/// Asks every provider of an item that was not asked yet: one order each. Fixed prices and free services fill in
/// at once; the others are quoted by `quote_by`.
///
/// # Errors
/// `Refused` for an empty plan; `Invalid` when the day has passed.
pub fn ask(tx: &mut Tx, c: &mut Command, need: &Need, plan: &Plan, quote_by: Date) -> Result<(), Error> {
    if quote_by < c.today() {
        return Err(FormErrors::one("quote_by", Refusal::new("orders-day-passed")).into());
    }
    let items = plans::items(tx, plan.hub_id, plan.id)?;
    let open: Vec<&Item> = items.iter().filter(|item| item.state == ItemState::Open).collect();
    if open.is_empty() {
        return Err(Refusal::new("plans-empty").into());
    }
    plans::mark_asked(tx, c, plan, &quote_by.to_string())?;
    for item in open {
        let order = offer(tx, c, need, plan, item, quote_by)?;
        if let Some(price_fen) = item.fixed_fen {
            fill_in(tx, c, order, price_fen, item.promised_days)?;
        }
    }
    Ok(())
}

/// What an order is about and between whom; nothing has happened to it yet.
pub(super) fn between(
    tx: &mut Tx,
    need: &Need,
    (plan_id, item_id): (Uuid, Uuid),
    service: Service,
    provider: Uuid,
) -> Result<Order, Error> {
    let firm = organizations::by_id(tx, need.firm_id)?;
    let provider = organizations::by_id(tx, provider)?;
    Ok(Order {
        hub_id: need.hub_id,
        need_id: need.id,
        plan_id,
        item_id,
        service_id: service.id,
        service_name: service.name,
        center_id: service.center_id,
        center_kind: service.center_kind,
        function: service.function,
        firm_id: firm.id,
        firm_name: firm.name,
        firm_uscc: firm.uscc,
        provider_id: provider.id,
        provider_name: provider.name,
        provider_uscc: provider.uscc,
        ..Order::default()
    })
}

pub(super) fn offer(
    tx: &mut Tx,
    c: &mut Command,
    need: &Need,
    plan: &Plan,
    item: &Item,
    quote_by: Date,
) -> Result<Order, Error> {
    let service = catalogue::by_id(tx, plan.hub_id, item.service_id)?;
    let parties = between(tx, need, (plan.id, item.id), service, item.provider_id)?;
    let (id, reference) = (c.new_id(), c.new_reference(tx, &need.hub_code)?);
    let order = parties.offered_anew(id, reference, quote_by.to_string(), c.now);
    store::insert(tx, &order)?;
    plans::record_order(tx, order.hub_id, item.id, &order.reference)?;
    record(tx, c, &order, "order.offered", json!({ "service": item.service_code, "provider": order.provider_uscc }))?;
    Ok(order)
}

/// A fixed price needs no quote.
fn fill_in(tx: &mut Tx, c: &mut Command, mut order: Order, price_fen: i64, days: i64) -> Result<(), Error> {
    order.price_fen = Some(price_fen);
    order.days = Some(days);
    plans::record_answer(tx, order.hub_id, order.item_id, Some((price_fen, days)), c.today())?;
    take(tx, c, order, Step::Quote, "order.quoted", json!({ "price_fen": price_fen, "days": days, "fixed": true }))
}

/// The plan goes to the firm. Whoever was asked beside others and has not quoted by the day set is told and freed.
///
/// # Errors
/// As [`plans::mark_proposed`].
pub fn propose(tx: &mut Tx, c: &mut Command, need: &Need, plan: &Plan, calendar: &Calendar) -> Result<(), Error> {
    let unanswered = plans::mark_proposed(tx, c, plan, calendar)?;
    for order in store::of_plan(tx, plan.hub_id, plan.need_id)? {
        if unanswered.contains(&order.item_id) && !order.state.is_end() {
            free(tx, c, order, UNANSWERED)?;
        }
    }
    needs::planned(tx, c, need)
}

/// The firm accepts these items: their orders begin, the others are called off. Dates are reckoned from today; one that
/// lies in a year whose calendar is not announced stays open.
///
/// # Errors
/// As [`plans::decide`].
pub fn accept(tx: &mut Tx, c: &mut Command, plan: &Plan, chosen: &[Uuid], calendar: &Calendar) -> Result<(), Error> {
    let items = plans::items(tx, plan.hub_id, plan.id)?;
    let links = plans::links(tx, plan.hub_id, plan.id)?;
    let taken: Vec<&Item> = items.iter().filter(|item| chosen.contains(&item.id)).collect();
    plans::decide(tx, c, plan, chosen)?;
    let days: Vec<(Uuid, u32)> = taken.iter().map(|item| (item.slot, item.working_days())).collect();
    let spans = schedule(&days, &links, c.today(), calendar).map_err(Refusal::from)?.spans;
    for mut order in store::of_plan(tx, plan.hub_id, plan.need_id)? {
        if order.state.is_end() {
            continue;
        }
        let Some(item) = taken.iter().find(|item| item.id == order.item_id) else {
            let slot = items.iter().find(|item| item.id == order.item_id).map(|item| item.slot);
            let other = taken.iter().any(|item| Some(item.slot) == slot);
            free(tx, c, order, if other { OTHER_CHOSEN } else { "firm" })?;
            continue;
        };
        if let Some(span) = spans.iter().find(|span| span.item == item.slot) {
            order.starts_on = Some(span.starts.to_string());
            order.due_on = Some(span.ends.to_string());
            plans::record_runs(tx, order.hub_id, item.id, *span)?;
        }
        order.accepted_at = Some(c.now);
        let data = json!({ "price_fen": order.price_fen, "due_on": order.due_on });
        take(tx, c, order, Step::Accept, "order.accepted", data)?;
    }
    plans::versions::keep(tx, c, plan, Cause::Accepted)
}

/// Calls off an order that nobody is to blame for; the page says why in the words of `by`.
pub(super) fn free(tx: &mut Tx, c: &mut Command, mut order: Order, by: &str) -> Result<(), Error> {
    order.closed_by = Some(by.to_owned());
    take(tx, c, order, Step::Cancel, "order.cancelled", json!({ "by": by }))
}
