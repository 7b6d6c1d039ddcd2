//! Composing a plan, and what `orders` tells it.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::model::{Item, ItemState, Link, MOST_ITEMS, Plan, PlanState, Span, schedule};
use super::store;
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

/// A service to be put into a plan.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Its code in the catalogue.
    pub service: String,
    /// Who is to give it.
    pub provider: Uuid,
    /// What the provider is asked to do.
    pub note: String,
    /// Items that must be done before.
    pub after: Vec<Uuid>,
}

/// Puts a service into the plan.
///
/// # Errors
/// `Invalid` when the service is not published here or the provider does not give it or is not resident.
pub fn add_item(tx: &mut Tx, c: &mut Command, plan: &Plan, new: &NewItem) -> Result<Uuid, Error> {
    may_compose(plan)?;
    let items = store::items(tx, plan.hub_id, plan.id)?;
    if items.len() >= MOST_ITEMS {
        return Err(Refusal::new("plans-too-many").with("most", MOST_ITEMS).into());
    }
    let unknown = || FormErrors::one("offer", Refusal::new("plans-service-unknown"));
    let service = catalogue::by_code(tx, &new.service).map_err(|_| unknown())?;
    if service.hub_id != plan.hub_id || service.state != "published" {
        return Err(unknown().into());
    }
    let gives = catalogue::providers_of(tx, plan.hub_id, service.id)?.iter().any(|p| p.organization_id == new.provider);
    let today = c.today().to_string();
    if !gives || !hubs::is_resident(tx, plan.hub_id, new.provider, &today)? {
        return Err(FormErrors::one("offer", Refusal::new("plans-provider-does-not-give")).into());
    }
    let id = c.new_id();
    let position = items.last().map_or(1, |item| item.position + 1);
    let row = store::NewRow {
        id,
        position,
        service: service.id,
        provider: new.provider,
        trips: service.trips,
        note: &new.note,
    };
    store::insert_item(tx, plan, &row)?;
    for &before in &new.after {
        if items.iter().any(|item| item.id == before) {
            store::insert_link(tx, plan.hub_id, Link { before, after: id })?;
        }
    }
    store::update(tx, plan, plan.state)?;
    record(tx, c, plan, "plan.item-added", json!({ "service": service.code, "provider": new.provider }))?;
    Ok(id)
}

/// Takes an item out that nobody was asked for yet.
///
/// # Errors
/// `Refused` once the plan is with the firm; `Conflict` when the item was asked for meanwhile.
pub fn remove_item(tx: &mut Tx, c: &mut Command, plan: &Plan, item: Uuid) -> Result<(), Error> {
    may_compose(plan)?;
    store::items(tx, plan.hub_id, plan.id)?.iter().find(|i| i.id == item).ok_or(Error::NotFound)?;
    store::delete_item(tx, plan.hub_id, item)?;
    store::update(tx, plan, plan.state)?;
    record(tx, c, plan, "plan.item-removed", json!({ "item": item }))
}

fn may_compose(plan: &Plan) -> Result<(), Error> {
    match plan.state {
        PlanState::Composing | PlanState::Asking | PlanState::Returned => Ok(()),
        PlanState::Proposed | PlanState::Accepted | PlanState::Closed => Err(Refusal::new("plans-not-open").into()),
    }
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

/// The order of an item has been offered under this reference number.
///
/// # Errors
/// Of the database.
pub fn record_order(tx: &mut Tx, hub: Uuid, item: Uuid, reference: &str) -> Result<(), Error> {
    store::update_item(tx, hub, item, ItemState::Asked)?;
    store::update_order(tx, hub, item, reference)
}

/// The provider quoted (price in fen, working days) or, with `None`, declined.
///
/// # Errors
/// Of the database.
pub fn record_answer(tx: &mut Tx, hub: Uuid, item: Uuid, quote: Option<(i64, i64)>) -> Result<(), Error> {
    match quote {
        Some((price_fen, days)) => store::update_quote(tx, hub, item, price_fen, days),
        None => store::update_item(tx, hub, item, ItemState::Declined),
    }
}

/// The order of an accepted item runs on these days.
///
/// # Errors
/// Of the database.
pub fn record_runs(tx: &mut Tx, hub: Uuid, span: Span) -> Result<(), Error> {
    store::update_runs(tx, hub, span.item, span)
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

/// A provider declined, or an order was called off. A plan that lies with the firm and has nothing left goes back to
/// the hub.
///
/// # Errors
/// `Conflict` when the plan was changed meanwhile.
pub fn record_gone(tx: &mut Tx, c: &mut Command, hub: Uuid, need: Uuid, item: Uuid) -> Result<(), Error> {
    record_answer(tx, hub, item, None)?;
    let Some(plan) = store::by_need(tx, hub, need)? else { return Ok(()) };
    if plan.state != PlanState::Proposed || !quoted(&store::items(tx, hub, plan.id)?).is_empty() {
        return Ok(());
    }
    let returned = Plan { remark: String::new(), ..plan.clone() };
    store::update(tx, &returned, PlanState::Returned)?;
    store::mark_decided(tx, &plan, None, c.now)?;
    record(tx, c, &plan, "plan.emptied", json!({}))
}

/// The plan goes to the firm: every item still in it must be quoted. Dates that lie in a year whose calendar is not
/// announced stay open; the page says so.
///
/// # Errors
/// `Refused` with what is missing.
pub fn mark_proposed(tx: &mut Tx, c: &mut Command, plan: &Plan, calendar: &workdays::Calendar) -> Result<(), Error> {
    may_compose(plan)?;
    let items = store::items(tx, plan.hub_id, plan.id)?;
    let open = |item: &&Item| matches!(item.state, ItemState::Open | ItemState::Asked);
    if items.iter().any(|item| open(&item)) {
        return Err(Refusal::new("plans-not-all-quoted").with("count", items.iter().filter(open).count()).into());
    }
    let quoted: Vec<(Uuid, u32)> = quoted(&items);
    if quoted.is_empty() {
        return Err(Refusal::new("plans-empty").into());
    }
    let links = store::links(tx, plan.hub_id, plan.id)?;
    schedule(&quoted, &links, c.today(), calendar).map_err(Refusal::from)?;
    let proposed = Plan { proposed_at: Some(c.now), ..plan.clone() };
    store::update(tx, &proposed, PlanState::Proposed)?;
    record(tx, c, plan, "plan.proposed", json!({ "items": quoted.len() }))
}

/// Items with price and days, and their days.
pub fn quoted(items: &[Item]) -> Vec<(Uuid, u32)> {
    let live = items.iter().filter(|item| matches!(item.state, ItemState::Quoted | ItemState::Accepted));
    live.map(|item| (item.id, item.days.and_then(|days| u32::try_from(days).ok()).unwrap_or(1))).collect()
}

/// The firm accepts these items; the others are dropped. Empty: it accepts nothing, see [`send_back`].
///
/// # Errors
/// `Refused` when the plan is not with the firm, or a chosen item cannot be had any more; `Invalid` when nothing was
/// chosen, or something without what must be done before it.
pub fn decide(tx: &mut Tx, c: &mut Command, plan: &Plan, accepted: &[Uuid]) -> Result<(), Error> {
    let_firm_decide(plan)?;
    let items = store::items(tx, plan.hub_id, plan.id)?;
    let can_be_had = |id: &Uuid| items.iter().any(|item| item.id == *id && item.state == ItemState::Quoted);
    if !accepted.iter().all(can_be_had) {
        return Err(Refusal::new("plans-changed-meanwhile").into());
    }
    let links = store::links(tx, plan.hub_id, plan.id)?;
    let name = |id: Uuid| items.iter().find(|item| item.id == id).map_or("", |item| item.service_name.as_str());
    let left_out =
        |link: &&Link| accepted.contains(&link.after) && !accepted.contains(&link.before) && can_be_had(&link.before);
    if let Some(link) = links.iter().find(left_out) {
        let refusal =
            Refusal::new("plans-needs-before").with("after", name(link.after)).with("before", name(link.before));
        return Err(FormErrors::one("items", refusal).into());
    }
    let mut count = 0;
    for item in items.iter().filter(|item| item.state == ItemState::Quoted) {
        let taken = accepted.contains(&item.id);
        count += usize::from(taken);
        let state = if taken { ItemState::Accepted } else { ItemState::Dropped };
        store::update_item(tx, plan.hub_id, item.id, state)?;
    }
    if count == 0 {
        return Err(FormErrors::one("items", Refusal::new("plans-choose-one")).into());
    }
    store::update(tx, plan, PlanState::Accepted)?;
    store::mark_decided(tx, plan, c.actor.person().map(|person| person.id), c.now)?;
    record(tx, c, plan, "plan.accepted", json!({ "items": count }))
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

fn record(
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
