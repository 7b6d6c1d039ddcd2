//! Another provider takes over an order that was accepted and not delivered. The hub asks one that gives the service,
//! says why, and states what the firm pays the first provider for its work so far (nothing, or up to the agreed price).
//! The second provider quotes as for any order, in an order of its own that bears the mark of the one it replaces. If
//! price and due day are as agreed and nothing is to be paid for the first one's work, it takes over at once; else the
//! firm has to consent. Then the first order is closed with its history and without a service record, and the second
//! one is accepted. Until then the first provider may still deliver, which calls the change off.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::chain;
use super::commands::{WORDS, person, record, take};
use super::disputing;
use super::model::{Order, State, Step};
use super::{store, store_reassigning};
use crate::catalogue::ServiceProvider;
use crate::command::Command;
use crate::plans::model::{fixed_price, states};
use crate::plans::{self, Replacement};
use crate::web::{Error, FormErrors, Refusal};
use crate::{catalogue, hubs, organizations};

states! {
    /// Where a reassignment stands.
    Stage {
        /// The second provider is to quote.
        Asked = "asked",
        /// The firm is to consent.
        Waiting = "waiting",
        /// It took over.
        Done = "done",
        /// The firm said no.
        Refused = "refused",
        /// The second provider said no.
        Declined = "declined",
        /// The hub took it back, or the first order ended meanwhile.
        CalledOff = "called-off",
    }
}

/// A change of provider, asked for or decided.
#[derive(Clone, Debug)]
pub struct Reassignment {
    /// Id.
    pub id: Uuid,
    /// The first provider's order.
    pub order: Uuid,
    /// The second provider's.
    pub to_order: Uuid,
    /// Its reference number.
    pub to_reference: String,
    /// Who takes over.
    pub to_name: String,
    /// What it asks, in fen; once quoted.
    pub price_fen: Option<i64>,
    /// Working days it takes; once quoted.
    pub days: Option<i64>,
    /// Why the provider is changed.
    pub reason: String,
    /// What the firm pays the first provider, in fen.
    pub settled_fen: i64,
    /// For which work.
    pub settled_words: String,
    /// Where it stands.
    pub stage: Stage,
    /// Milliseconds UTC.
    pub asked_at: i64,
    /// When it was decided.
    pub decided_at: Option<i64>,
    /// Why it came to nothing.
    pub words: String,
}

/// What the hub asks for.
#[derive(Clone, Debug)]
pub struct NewReassignment {
    /// Who is to take over.
    pub provider: Uuid,
    /// Why.
    pub reason: String,
    /// What the firm pays the first provider, in fen.
    pub settled_fen: i64,
    /// For which work.
    pub settled_words: String,
    /// The second provider quotes by this day.
    pub quote_by: Date,
}

/// Who else gives the service and is resident: those who may take over.
///
/// # Errors
/// Of the database.
pub fn candidates(tx: &mut Tx, order: &Order, today: Date) -> Result<Vec<ServiceProvider>, Error> {
    let mut found = Vec::new();
    for each in catalogue::providers_of(tx, order.hub_id, order.service_id)? {
        let other = each.organization_id != order.provider_id;
        if other && hubs::is_resident(tx, order.hub_id, each.organization_id, &today.to_string())? {
            found.push(each);
        }
    }
    Ok(found)
}

/// Whether the provider of an order may be changed.
pub fn may_change(order: &Order) -> bool {
    matches!(order.state, State::Accepted | State::InProgress)
}

/// The hub asks another provider to take over.
///
/// # Errors
/// `Invalid` when something is missing; `Refused` when it cannot be changed now.
pub fn ask(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    new: &NewReassignment,
    calendar: &Calendar,
) -> Result<(), Error> {
    if !may_change(order) {
        return Err(Refusal::new("orders-reassign-not-now").into());
    }
    disputing::none_open(tx, order)?;
    if open_of(tx, order)?.is_some() {
        return Err(Refusal::new("orders-reassign-open").into());
    }
    let chosen = candidates(tx, order, c.today())?.into_iter().find(|each| each.organization_id == new.provider);
    let mut errors = FormErrors::none();
    if chosen.is_none() {
        errors.add("provider", Refusal::new("orders-reassign-choose"));
    }
    if new.reason.is_empty() {
        errors.add("reason", Refusal::new("orders-say-why"));
    }
    if !(0..=order.price_fen.unwrap_or(0)).contains(&new.settled_fen) {
        errors.add("settled", Refusal::new("orders-reassign-settled-wrong"));
    }
    if new.settled_fen > 0 && new.settled_words.is_empty() {
        errors.add("settled_words", Refusal::new("orders-reassign-settled-why"));
    }
    if new.quote_by < c.today() {
        errors.add("quote_by", Refusal::new("orders-day-passed"));
    }
    errors.finish()?;
    let Some(chosen) = chosen else { return Ok(()) };
    let second = offer(tx, c, order, new)?;
    let change = Reassignment {
        id: c.new_id(),
        order: order.id,
        to_order: second.id,
        to_reference: second.reference.clone(),
        to_name: second.provider_name.clone(),
        price_fen: None,
        days: None,
        reason: new.reason.chars().take(WORDS).collect(),
        settled_fen: new.settled_fen,
        settled_words: new.settled_words.chars().take(WORDS).collect(),
        stage: Stage::Asked,
        asked_at: c.now,
        decided_at: None,
        words: String::new(),
    };
    store_reassigning::insert(tx, order, &change, second.provider_id, person(c)?)?;
    let data = json!({ "to": second.provider_uscc, "reason": change.reason, "settled_fen": change.settled_fen });
    record(tx, c, order, "order.reassign-asked", data)?;
    // A fixed price needs no quote.
    let service = catalogue::by_id(tx, order.hub_id, order.service_id)?;
    match fixed_price(&service.price_kind, service.price_from_fen, chosen.price_fen) {
        Some(price_fen) => {
            let data = json!({ "price_fen": price_fen, "days": service.promised_days, "fixed": true });
            let quoted = Order { price_fen: Some(price_fen), days: Some(service.promised_days), ..second };
            take(tx, c, quoted.clone(), Step::Quote, "order.quoted", data)?;
            let quoted = store::by_id(tx, quoted.hub_id, quoted.id)?;
            proposed(tx, c, &quoted, calendar)
        }
        None => Ok(()),
    }
}

/// The order of the second provider.
fn offer(tx: &mut Tx, c: &mut Command, first: &Order, new: &NewReassignment) -> Result<Order, Error> {
    let provider = organizations::by_id(tx, new.provider)?;
    let hub = hubs::by_id(tx, first.hub_id)?;
    let (id, reference) = (c.new_id(), c.new_reference(tx, &hub.code)?);
    let order = Order {
        replaces_id: Some(first.id),
        provider_id: provider.id,
        provider_name: provider.name,
        provider_uscc: provider.uscc,
        ..first.offered_anew(id, reference, new.quote_by.to_string(), c.now)
    };
    store::insert(tx, &order)?;
    record(tx, c, &order, "order.offered", json!({ "provider": order.provider_uscc, "replaces": true }))?;
    Ok(order)
}

/// When the second provider would be done if it began now.
pub fn would_end(days: Option<i64>, today: Date, calendar: &Calendar) -> Option<Date> {
    let days = u32::try_from(days?).ok()?;
    calendar.add(today, days.max(1)).ok()
}

/// The second provider has quoted: it takes over at once if nothing changes for the firm, else the firm is asked.
pub(super) fn proposed(tx: &mut Tx, c: &mut Command, second: &Order, calendar: &Calendar) -> Result<(), Error> {
    // The second provider does not see the first one's order.
    tx.as_system(|tx| {
        let Some((first, change)) = of_second(tx, second)? else { return Ok(()) };
        let end = would_end(second.days, c.today(), calendar).map(|day| day.to_string());
        let as_agreed = second.price_fen == first.price_fen
            && change.settled_fen == 0
            && end.is_some_and(|end| first.due_on.as_ref().is_some_and(|due| end <= *due));
        if as_agreed {
            return take_over(tx, c, first, second.clone(), &change, calendar);
        }
        store_reassigning::move_on(tx, &first, &change, Stage::Waiting, None, "")?;
        let data = json!({ "price_fen": second.price_fen, "days": second.days, "settled_fen": change.settled_fen });
        record(tx, c, &first, "order.reassign-proposed", data)
    })
}

/// The open reassignment that an order of a second provider belongs to, with the first order.
fn of_second(tx: &mut Tx, second: &Order) -> Result<Option<(Order, Reassignment)>, Error> {
    let Some(first) = second.replaces_id else { return Ok(None) };
    let first = store::by_id(tx, second.hub_id, first)?;
    let open = open_of(tx, &first)?.filter(|change| change.to_order == second.id);
    Ok(open.map(|change| (first, change)))
}

/// The firm consents, or does not.
///
/// # Errors
/// `Invalid` for a refusal without words; `Refused` when there is nothing to consent to.
pub fn decide(
    tx: &mut Tx,
    c: &mut Command,
    first: Order,
    accepts: bool,
    words: &str,
    calendar: &Calendar,
) -> Result<(), Error> {
    let open = open_of(tx, &first)?.filter(|change| change.stage == Stage::Waiting);
    let change = open.ok_or_else(|| Refusal::new("orders-reassign-nothing"))?;
    if accepts {
        let second = store::by_id(tx, first.hub_id, change.to_order)?;
        return take_over(tx, c, first, second, &change, calendar);
    }
    if words.is_empty() {
        return Err(FormErrors::one("consent_words", Refusal::new("orders-say-why")).into());
    }
    end(tx, c, &first, &change, Stage::Refused, ("firm", words))
}

/// The hub takes it back.
///
/// # Errors
/// `Refused` when there is nothing to take back.
pub fn call_off(tx: &mut Tx, c: &mut Command, first: &Order) -> Result<(), Error> {
    let change = open_of(tx, first)?.ok_or_else(|| Refusal::new("orders-reassign-nothing"))?;
    end(tx, c, first, &change, Stage::CalledOff, ("hub", ""))
}

/// It comes to nothing: the second order is closed, the first goes on.
fn end(
    tx: &mut Tx,
    c: &mut Command,
    first: &Order,
    change: &Reassignment,
    stage: Stage,
    (by, words): (&str, &str),
) -> Result<(), Error> {
    let words: String = words.chars().take(WORDS).collect();
    store_reassigning::move_on(tx, first, change, stage, Some(c.now), &words)?;
    tx.as_system(|tx| {
        let mut second = store::by_id(tx, first.hub_id, change.to_order)?;
        if !second.state.is_end() {
            second.closed_by = Some(by.to_owned());
            second.reason.clone_from(&words);
            take(tx, c, second, Step::Cancel, "order.cancelled", json!({ "by": by, "reason": words }))?;
        }
        record(tx, c, first, "order.reassign-ended", json!({ "stage": stage.code(), "by": by, "words": words }))
    })
}

/// The first order ends, or was delivered, while another provider was being asked.
pub(super) fn overtaken(tx: &mut Tx, c: &mut Command, first: &Order) -> Result<(), Error> {
    match open_of(tx, first)? {
        Some(change) => end(tx, c, first, &change, Stage::CalledOff, ("hub", "")),
        None => Ok(()),
    }
}

/// The order of a second provider ends before it took over; whoever ended it closes it themselves.
pub(super) fn second_gone(tx: &mut Tx, c: &mut Command, second: &Order, words: &str) -> Result<(), Error> {
    tx.as_system(|tx| {
        let Some((first, change)) = of_second(tx, second)? else { return Ok(()) };
        store_reassigning::move_on(tx, &first, &change, Stage::Declined, Some(c.now), words)?;
        let data = json!({ "stage": Stage::Declined.code(), "by": "provider", "words": words });
        record(tx, c, &first, "order.reassign-ended", data)
    })
}

fn take_over(
    tx: &mut Tx,
    c: &mut Command,
    mut first: Order,
    mut second: Order,
    change: &Reassignment,
    calendar: &Calendar,
) -> Result<(), Error> {
    store_reassigning::move_on(tx, &first, change, Stage::Done, Some(c.now), "")?;
    let starts = calendar.add(c.today(), 1).ok().map(|day| day.to_string());
    let ends = would_end(second.days, c.today(), calendar).map(|day| day.to_string());
    second.starts_on = starts.filter(|_| ends.is_some());
    second.due_on = ends;
    second.accepted_at = Some(c.now);
    let replacement = Replacement {
        provider: second.provider_id,
        reference: &second.reference,
        price_fen: second.price_fen,
        days: second.days,
        runs: second.starts_on.clone().zip(second.due_on.clone()),
    };
    plans::record_replaced(tx, second.hub_id, second.item_id, &replacement)?;
    first.closed_by = Some("hub".into());
    first.reason.clone_from(&change.reason);
    let (hub, item) = (second.hub_id, second.item_id);
    let data = json!({ "to": second.reference, "settled_fen": change.settled_fen });
    take(tx, c, first, Step::Cancel, "order.reassigned", data)?;
    let data = json!({ "price_fen": second.price_fen, "due_on": second.due_on });
    take(tx, c, second, Step::Accept, "order.accepted", data)?;
    chain::follow(tx, c, hub, item, calendar)
}

/// What is asked for and not decided.
///
/// # Errors
/// Of the database.
pub fn open_of(tx: &mut Tx, first: &Order) -> Result<Option<Reassignment>, Error> {
    Ok(store_reassigning::of_order(tx, first)?.into_iter().find(|change| change.decided_at.is_none()))
}

/// Every change of provider that was asked for, the first one first.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, first: &Order) -> Result<Vec<Reassignment>, Error> {
    store_reassigning::of_order(tx, first)
}

/// Whether an order of a second provider has not taken over yet.
pub fn is_pending(order: &Order) -> bool {
    order.replaces_id.is_some() && matches!(order.state, State::Offered | State::Quoted)
}
