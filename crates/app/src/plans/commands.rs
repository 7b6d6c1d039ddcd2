//! Composing a plan, and what `orders` tells it.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::model::{Item, ItemState, Link, MOST_ITEMS, Plan, PlanState, schedule};
use super::slots::{Missing, Pace, Slot, chosen_twice, days, missing, slots};
use super::store;
use super::versions::{self, Cause};
use crate::command::{Command, Event};
use crate::needs::Need;
use crate::web::{Error, FormErrors, Refusal};
use crate::{catalogue, hubs};

/// The plan of a need that the hub has accepted; begun when it has none.
///
/// # Errors
/// `Refused` while the need is not accepted.
pub fn begin(tx: &mut Tx, c: &mut Command, need: &Need) -> Result<Plan, Error> {
    if let Some(plan) = store::by_need(tx, need.hub_id, need.id)? {
        return Ok(plan);
    }
    if need.state.code() != "accepted" {
        return Err(Refusal::new("plans-need-not-accepted").into());
    }
    let plan = Plan {
        hub_id: need.hub_id,
        id: c.new_id(),
        need_id: need.id,
        firm_id: need.firm_id,
        state: PlanState::Composing,
        quote_by: None,
        proposed_at: None,
        remark: String::new(),
        version: 1,
    };
    let person = c.actor.person().map_or(need.said_by, |person| person.id);
    store::insert(tx, &plan, person, c.now)?;
    record(tx, c, &plan, "plan.begun", json!({ "need": need.reference }))?;
    Ok(plan)
}

/// A service to be put into a plan: one slot, with everybody who is asked for it.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Its code in the catalogue.
    pub service: String,
    /// Who is to give it: with several the firm takes one of their quotes.
    pub providers: Vec<Uuid>,
    /// What the providers are asked to do.
    pub note: String,
    /// Slots that must be done before.
    pub after: Vec<Uuid>,
    /// The slot that they join as further alternatives; `None` for a slot of their own.
    pub slot: Option<Uuid>,
}

/// Puts a service into the plan. Gives its slot.
///
/// # Errors
/// `Invalid` when the service is not published here, a provider does not give it or is not resident, or was asked for
/// the same already.
pub fn add_item(tx: &mut Tx, c: &mut Command, plan: &Plan, new: &NewItem) -> Result<Uuid, Error> {
    may_compose(plan)?;
    let items = store::items(tx, plan.hub_id, plan.id)?;
    let slot = put(tx, c, plan, &items, new)?;
    store::update(tx, plan, plan.state)?;
    Ok(slot)
}

/// Puts several services into the plan.
///
/// # Errors
/// As [`add_item`]; `Invalid` without any.
pub fn add_items(tx: &mut Tx, c: &mut Command, plan: &Plan, new: &[NewItem]) -> Result<(), Error> {
    may_compose(plan)?;
    if new.is_empty() {
        return Err(FormErrors::one("offer", Refusal::new("plans-service-unknown")).into());
    }
    for new in new {
        let items = store::items(tx, plan.hub_id, plan.id)?;
        put(tx, c, plan, &items, new)?;
    }
    store::update(tx, plan, plan.state)
}

/// The same as [`add_item`] without moving the plan on: for several at once. `items` are those already in it.
pub(super) fn put(tx: &mut Tx, c: &mut Command, plan: &Plan, items: &[Item], new: &NewItem) -> Result<Uuid, Error> {
    if items.len() + new.providers.len() > MOST_ITEMS {
        return Err(Refusal::new("plans-too-many").with("most", MOST_ITEMS).into());
    }
    let unknown = || FormErrors::one("offer", Refusal::new("plans-service-unknown"));
    let service = catalogue::by_code(tx, &new.service).map_err(|_| unknown())?;
    if service.hub_id != plan.hub_id || service.state != "published" || new.providers.is_empty() {
        return Err(unknown().into());
    }
    may_give(tx, c, plan, service.id, &new.providers)?;
    let of_slot: Vec<&Item> = items.iter().filter(|item| Some(item.slot) == new.slot).collect();
    if new.slot.is_some() && of_slot.first().is_none_or(|item| item.service_id != service.id) {
        return Err(FormErrors::one("offer", Refusal::new("plans-other-service")).into());
    }
    let asked = |item: &&&Item| new.providers.contains(&item.provider_id) && !item.state.is_gone();
    if let Some(twice) = of_slot.iter().find(asked) {
        let refusal = Refusal::new("plans-asked-already").with("provider", &twice.provider_name);
        return Err(FormErrors::one("offer", refusal).into());
    }
    let position = of_slot.first().map(|item| item.position);
    let position = position.unwrap_or_else(|| items.iter().map(|item| item.position).max().map_or(1, |last| last + 1));
    let mut slot = new.slot;
    for &provider in &new.providers {
        let id = c.new_id();
        let slot = *slot.get_or_insert(id);
        let (service, trips) = (service.id, service.trips);
        let row = store::NewRow { id, slot, position, service, provider, trips, note: &new.note };
        store::insert_item(tx, plan, &row)?;
        record(tx, c, plan, "plan.item-added", json!({ "service": new.service, "provider": provider, "slot": slot }))?;
    }
    let slot = slot.unwrap_or_default();
    for &before in new.after.iter().filter(|_| new.slot.is_none()) {
        if items.iter().any(|item| item.slot == before) {
            store::insert_link(tx, plan.hub_id, Link { before, after: slot })?;
        }
    }
    Ok(slot)
}

/// Refuses a provider that does not give the service or is not resident today.
fn may_give(tx: &mut Tx, c: &Command, plan: &Plan, service: Uuid, providers: &[Uuid]) -> Result<(), Error> {
    let giving = catalogue::providers_of(tx, plan.hub_id, service)?;
    let today = c.today().to_string();
    for &provider in providers {
        let gives = giving.iter().any(|p| p.organization_id == provider);
        if !gives || !hubs::is_resident(tx, plan.hub_id, provider, &today)? {
            return Err(FormErrors::one("offer", Refusal::new("plans-provider-does-not-give")).into());
        }
    }
    Ok(())
}

/// Whether a provider could be put into the plan for the service of this code.
///
/// # Errors
/// `Invalid` as [`add_item`].
pub fn may_give_code(tx: &mut Tx, c: &Command, plan: &Plan, code: &str, provider: Uuid) -> Result<(), Error> {
    let service = catalogue::by_code(tx, code)?;
    if service.hub_id != plan.hub_id || service.state != "published" {
        return Err(FormErrors::one("offer", Refusal::new("plans-service-unknown")).into());
    }
    may_give(tx, c, plan, service.id, &[provider])
}

/// Takes an item out that nobody was asked for yet.
///
/// # Errors
/// `Refused` once the plan is with the firm; `Conflict` when the item was asked for meanwhile.
pub fn remove_item(tx: &mut Tx, c: &mut Command, plan: &Plan, item: Uuid) -> Result<(), Error> {
    may_compose(plan)?;
    let items = store::items(tx, plan.hub_id, plan.id)?;
    items.iter().find(|i| i.id == item).ok_or(Error::NotFound)?;
    if let Some(next) = items.iter().find(|i| i.slot == item && i.id != item) {
        store::hand_slot(tx, plan.hub_id, item, next.id)?;
    }
    store::delete_item(tx, plan.hub_id, item)?;
    store::update(tx, plan, plan.state)?;
    record(tx, c, plan, "plan.item-removed", json!({ "item": item }))
}

pub(super) fn may_compose(plan: &Plan) -> Result<(), Error> {
    match plan.state {
        PlanState::Composing | PlanState::Asking | PlanState::Returned => Ok(()),
        PlanState::Proposed | PlanState::Accepted | PlanState::Closed => Err(Refusal::new("plans-not-open").into()),
    }
}

/// A plan of one service that was booked straight away: the firm accepted it by booking. Gives the plan and its item.
///
/// # Errors
/// Of the database.
pub fn booked(
    tx: &mut Tx,
    c: &mut Command,
    need: &Need,
    (service, provider): (&catalogue::Service, Uuid),
    (order, price_fen): (&str, i64),
) -> Result<(Plan, Uuid), Error> {
    let plan = Plan {
        hub_id: need.hub_id,
        id: c.new_id(),
        need_id: need.id,
        firm_id: need.firm_id,
        state: PlanState::Accepted,
        quote_by: None,
        proposed_at: Some(c.now),
        remark: String::new(),
        version: 1,
    };
    store::insert(tx, &plan, need.said_by, c.now)?;
    store::update(tx, &plan, PlanState::Accepted)?;
    store::mark_decided(tx, &plan, Some(need.said_by), c.now)?;
    let id = c.new_id();
    let row =
        store::NewRow { id, slot: id, position: 1, service: service.id, provider, trips: service.trips, note: "" };
    store::insert_item(tx, &plan, &row)?;
    store::update_order(tx, plan.hub_id, id, order)?;
    store::update_quote(tx, plan.hub_id, id, (price_fen, 1), &c.today().to_string())?;
    store::update_item(tx, plan.hub_id, id, ItemState::Accepted)?;
    Ok((Plan { version: 2, ..plan }, id))
}

/// Providers have been asked.
///
/// # Errors
/// `Refused` in a state where nobody can be asked; `Conflict` when changed meanwhile.
pub fn mark_asked(tx: &mut Tx, c: &mut Command, plan: &Plan, quote_by: &str) -> Result<(), Error> {
    may_compose(plan)?;
    let asked = Plan { quote_by: Some(quote_by.to_owned()), ..plan.clone() };
    store::update(tx, &asked, PlanState::Asking)?;
    record(tx, c, plan, "plan.asked", json!({ "quote_by": quote_by }))
}

/// The plan goes to the firm: every slot still in it must have a quote. Who was asked beside and has not quoted by the day
/// set is left out: gives those items. Dates that lie in a year whose calendar is not announced stay open; the page says
/// so.
///
/// # Errors
/// `Refused` with what is missing.
pub fn mark_proposed(
    tx: &mut Tx,
    c: &mut Command,
    plan: &Plan,
    calendar: &workdays::Calendar,
) -> Result<Vec<Uuid>, Error> {
    may_compose(plan)?;
    let mut items = store::items(tx, plan.hub_id, plan.id)?;
    let unanswered = unanswered(plan, &items, c.today())?;
    for item in items.iter_mut().filter(|item| unanswered.contains(&item.id)) {
        store::update_item(tx, plan.hub_id, item.id, ItemState::Unanswered)?;
        item.state = ItemState::Unanswered;
    }
    let quoted = quoted(&items);
    if quoted.is_empty() {
        return Err(Refusal::new("plans-empty").into());
    }
    let links = store::links(tx, plan.hub_id, plan.id)?;
    schedule(&quoted, &links, c.today(), calendar).map_err(Refusal::from)?;
    let proposed = Plan { proposed_at: Some(c.now), ..plan.clone() };
    store::update(tx, &proposed, PlanState::Proposed)?;
    record(tx, c, plan, "plan.proposed", json!({ "items": quoted.len() }))?;
    versions::keep(tx, c, plan, Cause::Proposed)?;
    Ok(unanswered)
}

/// Those without whom the plan can go on: asked beside others who have quoted, and the day has passed.
fn unanswered(plan: &Plan, items: &[Item], today: jiff::civil::Date) -> Result<Vec<Uuid>, Refusal> {
    let slots = slots(items);
    let open = |slot: &&Slot| {
        let waits = slot.items.iter().any(|item| matches!(item.state, ItemState::Open | ItemState::Asked));
        let unasked = slot.items.iter().any(|item| item.state == ItemState::Open);
        unasked || (waits && slot.quotes().is_empty())
    };
    if slots.iter().any(|slot| open(&slot)) {
        return Err(Refusal::new("plans-not-all-quoted").with("count", slots.iter().filter(open).count()));
    }
    let waiting: Vec<&Item> = items.iter().filter(|item| item.state == ItemState::Asked).collect();
    match plan.quote_by.as_deref() {
        Some(day) if !waiting.is_empty() && *day >= *today.to_string() => {
            let refusal = Refusal::new("plans-quotes-awaited").with("count", waiting.len());
            Err(refusal.day("day", day))
        }
        _ => Ok(waiting.into_iter().map(|item| item.id).collect()),
    }
}

/// Slots with a quote and the most days one of their quotes takes.
pub fn quoted(items: &[Item]) -> Vec<(Uuid, u32)> {
    days(items, Pace::Slowest)
}

/// The firm accepts these items, at most one of each slot; the others are dropped. Empty: it accepts nothing, see
/// [`send_back`].
///
/// # Errors
/// `Refused` when the plan is not with the firm, or a chosen item cannot be had any more; `Invalid` when nothing was
/// chosen, two of the same slot, or something without what must be done before it.
pub fn decide(tx: &mut Tx, c: &mut Command, plan: &Plan, accepted: &[Uuid]) -> Result<(), Error> {
    let_firm_decide(plan)?;
    let items = store::items(tx, plan.hub_id, plan.id)?;
    let can_be_had = |id: &Uuid| items.iter().any(|item| item.id == *id && item.state == ItemState::Quoted);
    if !accepted.iter().all(can_be_had) {
        return Err(Refusal::new("plans-changed-meanwhile").into());
    }
    let links = store::links(tx, plan.hub_id, plan.id)?;
    check_choice(&items, &links, accepted)?;
    let mut count = 0;
    for item in items.iter().filter(|item| item.state == ItemState::Quoted) {
        let taken = accepted.contains(&item.id);
        count += usize::from(taken);
        let state = if taken { ItemState::Accepted } else { ItemState::Dropped };
        store::update_item(tx, plan.hub_id, item.id, state)?;
    }
    store::update(tx, plan, PlanState::Accepted)?;
    store::mark_decided(tx, plan, c.actor.person().map(|person| person.id), c.now)?;
    record(tx, c, plan, "plan.accepted", json!({ "items": count }))
}

/// Whether the firm may accept just these.
///
/// # Errors
/// `Invalid` as [`decide`].
pub(super) fn check_choice(items: &[Item], links: &[Link], accepted: &[Uuid]) -> Result<(), Error> {
    let name = |slot: Uuid| items.iter().find(|item| item.slot == slot).map_or("", |item| item.service_name.as_str());
    let refusal = if accepted.is_empty() {
        Some(Refusal::new("plans-choose-one"))
    } else if let Some(slot) = chosen_twice(items, accepted) {
        Some(Refusal::new("plans-one-of-each").with("service", name(slot)))
    } else {
        let missing = missing(items, links, accepted);
        let says = |m: &Missing| {
            Refusal::new("plans-needs-before").with("after", name(m.taken)).with("before", name(m.before))
        };
        missing.first().map(says)
    };
    refusal.map_or(Ok(()), |refusal| Err(FormErrors::one("items", refusal).into()))
}

/// The firm sends the plan back with a remark.
///
/// # Errors
/// `Refused` when the plan is not with the firm; `Invalid` without a remark.
pub fn send_back(tx: &mut Tx, c: &mut Command, plan: &Plan, remark: &str) -> Result<(), Error> {
    let_firm_decide(plan)?;
    if remark.is_empty() {
        return Err(FormErrors::one("remark", Refusal::new("plans-say-why")).into());
    }
    let returned = Plan { remark: remark.to_owned(), ..plan.clone() };
    store::update(tx, &returned, PlanState::Returned)?;
    store::mark_decided(tx, plan, c.actor.person().map(|person| person.id), c.now)?;
    record(tx, c, plan, "plan.returned", json!({ "remark": remark }))
}

/// Nothing of it goes on: its need was withdrawn or declined. Its orders are called off by `orders`.
///
/// # Errors
/// `Refused` once the firm has accepted it.
pub fn close(tx: &mut Tx, c: &mut Command, plan: &Plan) -> Result<(), Error> {
    match plan.state {
        PlanState::Accepted => Err(Refusal::new("plans-accepted-already").into()),
        PlanState::Closed => Ok(()),
        PlanState::Composing | PlanState::Asking | PlanState::Proposed | PlanState::Returned => {
            store::update(tx, plan, PlanState::Closed)?;
            record(tx, c, plan, "plan.closed", json!({}))
        }
    }
}

fn let_firm_decide(plan: &Plan) -> Result<(), Error> {
    if plan.state == PlanState::Proposed { Ok(()) } else { Err(Refusal::new("plans-not-with-firm").into()) }
}

pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    plan: &Plan,
    action: &'static str,
    data: serde_json::Value,
) -> Result<(), Error> {
    let event = Event { hub: plan.hub_id, action, object: "plan", id: plan.id, reference: "" };
    c.record(tx, event, data)?;
    Ok(())
}
