//! The steps of an order: check the rule, write, record what happened.

use db::Tx;
use jiff::civil::Date;
use serde_json::{Value, json};
use workdays::Calendar;

use super::model::{Delivery, MOST_TRIPS, Order, RESULTS, State, Step, Trip};
use super::{chain, disputing, reassigning, reminding, settling, store};
use crate::app::day_of;
use crate::attachments::{self, Attachment, Kept};
use crate::command::{Command, Event};
use crate::jobs::Job;
use crate::needs;
use crate::plans::versions::Cause;
use crate::plans::{self, PlanState};
use crate::web::{Error, FormErrors, Refusal};

/// Longest words of a quote, a summary, a reason.
pub const WORDS: usize = 2000;
/// Kind of the job that gives back what was kept for an order that was declined or called off.
pub const ENDED: &str = "orders.ended";
/// Most working days a quote may name.
pub const MOST_DAYS: i64 = 365;

/// Records what happened to an order.
pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    action: &'static str,
    data: Value,
) -> Result<(), Error> {
    let event = Event { hub: order.hub_id, action, object: "order", id: order.id, reference: &order.reference };
    c.record(tx, event, data)?;
    Ok(())
}

/// Takes a step: rule, write, event.
pub(super) fn take(
    tx: &mut Tx,
    c: &mut Command,
    mut order: Order,
    step: Step,
    action: &'static str,
    data: Value,
) -> Result<(), Error> {
    order.state = order.step(step)?;
    store::update(tx, &order, Some(step), c.now)?;
    if matches!(order.state, State::Declined | State::Cancelled) {
        c.enqueue(tx, Job::once(ENDED, order.id.to_string(), &(order.hub_id, order.id))?)?;
    }
    record(tx, c, &order, action, data)
}

/// The provider names its price in fen and how many working days it takes.
///
/// # Errors
/// `Invalid` for figures out of bounds; `Refused` when it cannot be quoted any more, or while the plan is with the firm.
pub fn quote(
    tx: &mut Tx,
    c: &mut Command,
    mut order: Order,
    price_fen: i64,
    days: i64,
    words: &str,
    calendar: &Calendar,
) -> Result<(), Error> {
    check_quote(tx, &order, price_fen, days)?;
    let replaces = order.replaces_id.is_some();
    if !replaces {
        plans::record_answer(tx, order.hub_id, order.item_id, Some((price_fen, days)), c.today())?;
    }
    order.price_fen = Some(price_fen);
    order.days = Some(days);
    order.quote_words = words.chars().take(WORDS).collect();
    let (hub, id) = (order.hub_id, order.id);
    let data = json!({ "price_fen": price_fen, "days": days, "replaces": replaces });
    take(tx, c, order, Step::Quote, "order.quoted", data)?;
    if replaces {
        let quoted = store::by_id(tx, hub, id)?;
        reassigning::proposed(tx, c, &quoted, calendar)?;
    }
    Ok(())
}

/// Whether this could be quoted now.
///
/// # Errors
/// As [`quote`].
pub(super) fn check_quote(tx: &mut Tx, order: &Order, price_fen: i64, days: i64) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    if price_fen < 0 {
        errors.add("price", Refusal::new("orders-price-wrong"));
    }
    if !(1..=MOST_DAYS).contains(&days) {
        errors.add("days", Refusal::new("orders-days-wrong").with("most", MOST_DAYS));
    }
    errors.finish()?;
    order.step(Step::Quote)?;
    // What the firm is deciding on does not change under its hand.
    if plans::by_need(tx, order.hub_id, order.need_id)?.is_some_and(|plan| plan.state == PlanState::Proposed) {
        return Err(Refusal::new("orders-quote-with-firm").into());
    }
    Ok(())
}

/// The provider says no.
///
/// # Errors
/// `Invalid` without a reason; `Refused` when it was accepted meanwhile.
pub fn decline(tx: &mut Tx, c: &mut Command, mut order: Order, reason: &str) -> Result<(), Error> {
    order.reason = said(reason)?;
    order.step(Step::Decline)?;
    order.closed_by = Some("provider".into());
    gone(tx, c, &order, reason)?;
    take(tx, c, order, Step::Decline, "order.declined", json!({ "reason": reason }))
}

/// The provider begins.
///
/// # Errors
/// `Refused` before acceptance.
pub fn start(tx: &mut Tx, c: &mut Command, order: Order) -> Result<(), Error> {
    take(tx, c, order, Step::Start, "order.started", json!({}))
}

/// What the provider hands over.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// One of [`RESULTS`].
    pub result: String,
    /// What was done.
    pub summary: String,
    /// Hours or quantity with its unit.
    pub quantity: String,
    /// Charged, in fen.
    pub price_fen: i64,
    /// The files, already kept in the store.
    pub files: Vec<Kept>,
}

/// The provider hands over the result.
///
/// # Errors
/// `Invalid` when something is missing; `Refused` when it is not under way.
pub fn deliver(
    tx: &mut Tx,
    c: &mut Command,
    mut order: Order,
    new: &NewDelivery,
    calendar: &Calendar,
) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    if !RESULTS.contains(&new.result.as_str()) {
        errors.add("result", Refusal::new("orders-choose-result"));
    }
    if new.summary.is_empty() {
        errors.add("summary", Refusal::new("orders-say-what-was-done"));
    }
    if new.summary.chars().count() > WORDS {
        errors.add("summary", Refusal::new("orders-too-long").with("most", WORDS));
    }
    if new.price_fen < 0 {
        errors.add("price", Refusal::new("orders-price-wrong"));
    }
    errors.finish()?;
    order.step(Step::Deliver)?;
    disputing::none_open(tx, &order)?;
    reassigning::overtaken(tx, c, &order)?;
    let number = store::deliveries(tx, order.hub_id, order.id)?.len() as i64 + 1;
    let delivery = Delivery {
        id: c.new_id(),
        number,
        result: new.result.clone(),
        summary: new.summary.clone(),
        quantity: new.quantity.clone(),
        price_fen: new.price_fen,
        delivered_at: c.now,
        rejected_at: None,
        reject_reason: String::new(),
    };
    store::insert_delivery(tx, &order, &delivery, person(c)?)?;
    attachments::attach(tx, c, order.hub_id, "delivery", delivery.id, &new.files)?;
    order.delivered_at = Some(c.now);
    reminding::watch(tx, c, &order, delivery.id, calendar)?;
    let files: Vec<String> = new.files.iter().map(|file| data_encoding::HEXLOWER.encode(&file.hash)).collect();
    let data = json!({ "number": number, "result": new.result, "price_fen": new.price_fen, "files": files });
    take(tx, c, order, Step::Deliver, "order.delivered", data)
}

/// The firm rejects the delivery: the work goes on.
///
/// # Errors
/// `Invalid` without a reason; `Refused` when nothing was delivered.
pub fn reject(tx: &mut Tx, c: &mut Command, order: Order, reason: &str) -> Result<(), Error> {
    let reason = said(reason)?;
    order.step(Step::Reject)?;
    disputing::none_open(tx, &order)?;
    let last = store::deliveries(tx, order.hub_id, order.id)?.pop().ok_or(Error::Conflict)?;
    store::reject_delivery(tx, order.hub_id, last.id, person(c)?, c.now, &reason)?;
    reminding::stop_watching(tx, last.id)?;
    take(tx, c, order, Step::Reject, "order.rejected", json!({ "number": last.number, "reason": reason }))
}

/// Either side, or the hub, calls it off.
///
/// # Errors
/// `Invalid` without a reason; `Refused` after the delivery.
pub fn cancel(tx: &mut Tx, c: &mut Command, mut order: Order, reason: &str) -> Result<(), Error> {
    order.reason = said(reason)?;
    order.step(Step::Cancel)?;
    disputing::none_open(tx, &order)?;
    let by = match c.actor.role() {
        Some(role) if role.is_firm() => "firm",
        Some(role) if role.is_provider() => "provider",
        _ => "hub",
    };
    order.closed_by = Some(by.into());
    let (hub, need) = (order.hub_id, order.need_id);
    let agreed = order.accepted_at.is_some();
    reassigning::overtaken(tx, c, &order)?;
    gone(tx, c, &order, reason)?;
    take(tx, c, order, Step::Cancel, "order.cancelled", json!({ "by": by, "reason": reason }))?;
    if let Some(plan) = plans::by_need(tx, hub, need)?.filter(|_| agreed) {
        plans::versions::keep(tx, c, &plan, Cause::Cancelled)?;
    }
    close_need_when_done(tx, c, hub, need)
}

/// The plan loses an item, unless another provider was only asked to take it over.
fn gone(tx: &mut Tx, c: &mut Command, order: &Order, words: &str) -> Result<(), Error> {
    if reassigning::is_pending(order) {
        return reassigning::second_gone(tx, c, order, words);
    }
    plans::record_gone(tx, c, order.hub_id, order.need_id, order.item_id)
}

/// The firm had to come. The promise is at most one trip: a second needs a reason and counts as a defect.
///
/// # Errors
/// `Invalid` for a second trip without a reason or a day to come.
pub fn note_trip(tx: &mut Tx, c: &mut Command, mut order: Order, day: Date, reason: &str) -> Result<(), Error> {
    if order.state.is_end() {
        return Err(Refusal::new("orders-ended").into());
    }
    let number = order.trips + 1;
    let mut errors = FormErrors::none();
    if day > c.today() {
        errors.add("day", Refusal::new("orders-day-to-come"));
    } else if day < day_of(order.offered_at) {
        errors.add("day", Refusal::new("orders-day-before").date("day", day_of(order.offered_at)));
    }
    if number > MOST_TRIPS && reason.is_empty() {
        errors.add("reason", Refusal::new("orders-second-trip-why"));
    }
    errors.finish()?;
    let trip = Trip { number, day: day.to_string(), reason: reason.chars().take(WORDS).collect() };
    let id = c.new_id();
    store::insert_trip(tx, &order, id, &trip, person(c)?, c.now)?;
    order.trips = number;
    store::update(tx, &order, None, c.now)?;
    record(tx, c, &order, "order.trip", json!({ "number": number, "day": trip.day, "reason": trip.reason }))
}

/// What is to be confirmed or rejected, with its files, at the price that a mediator's agreement may have set; `None` unless the order is delivered.
///
/// # Errors
/// Of the database.
pub fn last_delivery(tx: &mut Tx, order: &Order) -> Result<Option<(Delivery, Vec<Attachment>)>, Error> {
    if order.state != State::Delivered {
        return Ok(None);
    }
    let Some(mut delivery) = store::deliveries(tx, order.hub_id, order.id)?.pop() else { return Ok(None) };
    delivery.price_fen = settling::agreed_price(tx, order)?.unwrap_or(delivery.price_fen);
    let files = attachments::of(tx, delivery.id)?;
    Ok(Some((delivery, files)))
}

/// Marks the order confirmed; called by `records`, which writes the service record with it. Gives the delivery that
/// was confirmed and the order as it is then.
///
/// # Errors
/// `Refused` when nothing is delivered, or when the person also belongs to the provider or the hub.
pub fn confirm(
    tx: &mut Tx,
    c: &mut Command,
    mut order: Order,
    calendar: &Calendar,
) -> Result<(Order, Delivery), Error> {
    if is_of_other_side(c, &order) {
        return Err(Refusal::new("orders-confirmed-by-other-side").into());
    }
    order.state = order.step(Step::Confirm)?;
    let mut delivery = store::deliveries(tx, order.hub_id, order.id)?.pop().ok_or(Error::Conflict)?;
    delivery.price_fen = settling::agreed_price(tx, &order)?.unwrap_or(delivery.price_fen);
    settling::settle(tx, c, &order)?;
    order.confirmed_at = Some(c.now);
    reminding::stop_watching(tx, delivery.id)?;
    store::update(tx, &order, Some(Step::Confirm), c.now)?;
    plans::record_done(tx, order.hub_id, order.item_id, c.now)?;
    chain::follow(tx, c, order.hub_id, order.item_id, calendar)?;
    close_need_when_done(tx, c, order.hub_id, order.need_id)?;
    Ok((order, delivery))
}

/// Whoever confirms or rates must be neither of the provider nor of the hub, in any of their memberships.
pub(super) fn is_of_other_side(c: &Command, order: &Order) -> bool {
    let Some(person) = c.actor.person() else { return true };
    person.memberships.iter().any(|m| {
        (m.role.is_provider() && m.organization == Some(order.provider_id))
            || (m.role.is_hub() && m.hub == Some(order.hub_id))
    })
}

pub(super) fn close_need_when_done(
    tx: &mut Tx,
    c: &mut Command,
    hub: uuid::Uuid,
    need: uuid::Uuid,
) -> Result<(), Error> {
    // Whoever took the last step need not see the orders of other providers.
    tx.as_system(|tx| {
        // Two orders that end at the same moment would each see the other one open.
        needs::hold(tx, hub, need)?;
        let accepted = plans::by_need(tx, hub, need)?.is_some_and(|plan| plan.state == PlanState::Accepted);
        if !accepted || store::open_of_need(tx, hub, need)? > 0 {
            return Ok(());
        }
        let need = needs::by_id(tx, hub, need)?;
        needs::close(tx, c, &need)
    })
}

/// Who acts; only people take these steps.
pub(super) fn person(c: &Command) -> Result<uuid::Uuid, Error> {
    c.actor.person().map(|person| person.id).ok_or(Error::SignIn)
}

fn said(reason: &str) -> Result<String, Error> {
    if reason.is_empty() {
        return Err(FormErrors::one("reason", Refusal::new("orders-say-why")).into());
    }
    Ok(reason.chars().take(WORDS).collect())
}
