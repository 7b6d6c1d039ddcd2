//! Changing a running plan by agreement: proposed by the hub, the firm or a provider, in force once the firm and every
//! provider whose work it touches have agreed; then the running orders follow, in the same transaction.

pub mod pages;

use db::Tx;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::commands::{WORDS, close_need_when_done, person, record, take};
use super::model::{Order, State, Step};
use super::{offering, store};
use crate::access::Who;
use crate::command::{Command, Event};
use crate::needs::{self, Need};
use crate::plans::changes::{self, Act, Change, ChangeState, Days, Line, Party, Running, Side, Wanted, WantedNew};
use crate::plans::commands::{self as planning, NewItem};
use crate::plans::model::Span;
use crate::plans::{self, Item, ItemState, Link, Plan, PlanState};
use crate::web::{Error, FormErrors, Refusal};

/// The accepted services of a plan with what may change of them. As the system: which moves follow from a provider's is
/// reckoned over the work of others.
///
/// # Errors
/// Of the database.
pub fn running(tx: &mut Tx, plan: &Plan) -> Result<(Vec<Running>, Vec<Link>), Error> {
    tx.as_system(|tx| {
        let orders = store::of_plan(tx, plan.hub_id, plan.need_id)?;
        let items = plans::items(tx, plan.hub_id, plan.id)?;
        let links = plans::links(tx, plan.hub_id, plan.id)?;
        let state = |item: &Item| orders.iter().find(|order| order.item_id == item.id).map(|order| order.state);
        let running = |item: Item| {
            let state = state(&item);
            let changeable = matches!(state, Some(State::Accepted | State::InProgress));
            Running { changeable, begun: state != Some(State::Accepted), item }
        };
        let accepted = items.into_iter().filter(|item| item.state == ItemState::Accepted);
        Ok((accepted.map(running).collect(), links))
    })
}

/// The change of an order's plan that waits for agreement, where it concerns who asks.
///
/// # Errors
/// Of the database.
pub fn open_for(tx: &mut Tx, who: &Who, order: &Order) -> Result<Option<Uuid>, Error> {
    let Some(change) = tx.as_system(|tx| changes::open(tx, order.hub_id, order.plan_id))? else { return Ok(None) };
    let Some(provider) = who.actor.provider() else { return Ok(Some(change.id)) };
    let concerned = changes::parties(tx, &change)?;
    Ok(change.parties(Some(provider), &concerned).provider.map(|_| change.id))
}

/// What a side asks for.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// Of the running services.
    pub wanted: Vec<Wanted>,
    /// A service that comes in.
    pub new: Option<WantedNew>,
    /// Why.
    pub reason: String,
}

/// A side of the plan proposes a change and agrees to it by that. Gives its id.
///
/// # Errors
/// `Refused` while another change waits, or before the firm has accepted the plan; `Invalid` with what is wrong.
pub fn propose(
    tx: &mut Tx,
    c: &mut Command,
    plan: &Plan,
    proposal: &Proposal,
    calendar: &Calendar,
) -> Result<Uuid, Error> {
    if plan.state != PlanState::Accepted {
        return Err(Refusal::new("plans-change-not-running").into());
    }
    if tx.as_system(|tx| changes::open(tx, plan.hub_id, plan.id))?.is_some() {
        return Err(Refusal::new("plans-change-one-open").into());
    }
    let (running, links) = running(tx, plan)?;
    let days = Days { today: c.today(), calendar };
    let lines = changes::draft(&running, &links, &proposal.wanted, proposal.new.as_ref(), days);
    let lines = match (lines, proposal.reason.is_empty()) {
        (Ok(lines), false) => lines,
        (Ok(_), true) => return Err(FormErrors::one("reason", Refusal::new("plans-change-say-why")).into()),
        (Err(errors), _) => return Err(Error::Invalid(errors)),
    };
    may_be_given(tx, c, plan, &lines)?;
    let (side, organization) = side(c);
    let change = Change {
        hub_id: plan.hub_id,
        id: c.new_id(),
        plan_id: plan.id,
        need_id: plan.need_id,
        need: String::new(),
        firm_id: plan.firm_id,
        state: ChangeState::Proposed,
        side,
        organization,
        reason: proposal.reason.chars().take(WORDS).collect(),
        by: String::new(),
        at: c.now,
        ended_at: None,
        ended_words: String::new(),
        version: 1,
    };
    let (who, concerned) = (person(c)?, changes::concerned(&lines, plan.firm_id));
    tx.as_system(|tx| changes::insert(tx, &change, who, &lines, &concerned))?;
    let data = json!({ "plan": plan.id, "side": side.code(), "reason": change.reason, "lines": lines });
    event(tx, c, &change, "change.proposed", data)?;
    take_effect_when_agreed(tx, c, &change)?;
    Ok(change.id)
}

/// Refuses a provider that could not be put into the plan either.
fn may_be_given(tx: &mut Tx, c: &Command, plan: &Plan, lines: &[Line]) -> Result<(), Error> {
    for line in lines {
        if let Act::Add { code, slot, .. } = &line.act {
            let field = if slot.is_some() { "reason" } else { "offer" };
            planning::may_give_code(tx, c, plan, code, line.provider).map_err(|refusal| match refusal {
                Error::Invalid(errors) => {
                    let refusal = errors.0.into_iter().next().map(|error| error.refusal);
                    FormErrors::one(field, refusal.unwrap_or(Refusal::new("plans-service-unknown"))).into()
                }
                other => other,
            })?;
        }
    }
    Ok(())
}

/// For which side the actor stands, and the organization they act for.
fn side(c: &Command) -> (Side, Option<Uuid>) {
    match (c.actor.firm(), c.actor.provider()) {
        (Some(firm), _) => (Side::Firm, Some(firm)),
        (_, Some(provider)) => (Side::Provider, Some(provider)),
        _ => (Side::Hub, None),
    }
}

fn event(
    tx: &mut Tx,
    c: &mut Command,
    change: &Change,
    action: &'static str,
    data: serde_json::Value,
) -> Result<(), Error> {
    let event = Event { hub: change.hub_id, action, object: "change", id: change.id, reference: "" };
    c.record(tx, event, data)?;
    Ok(())
}

fn still_open(change: &Change) -> Result<(), Refusal> {
    if change.state == ChangeState::Proposed { Ok(()) } else { Err(Refusal::new("plans-change-ended")) }
}

/// The party of the actor, who has not agreed yet.
fn own_party(c: &Command, parties: &[Party]) -> Result<Party, Error> {
    let (side, organization) = side(c);
    let own = parties.iter().find(|party| party.side == side && Some(party.organization) == organization);
    let own = own.filter(|party| party.agreed_at.is_none());
    Ok(own.cloned().ok_or_else(|| Refusal::new("plans-change-not-yours"))?)
}

/// A party agrees. With the last of them the change is in force. Gives whether it is.
///
/// # Errors
/// `Refused` when it has ended, the actor is not asked, or what it changes has moved on meanwhile.
pub fn agree(tx: &mut Tx, c: &mut Command, change: &Change) -> Result<bool, Error> {
    still_open(change)?;
    let own = own_party(c, &changes::parties(tx, change)?)?;
    let (who, now) = (person(c)?, c.now);
    tx.as_system(|tx| changes::mark_agreed(tx, change, &own, who, now))?;
    event(tx, c, change, "change.agreed", json!({ "side": own.side.code(), "organization": own.organization }))?;
    take_effect_when_agreed(tx, c, change)
}

/// A party refuses: everything stays as it is.
///
/// # Errors
/// As [`agree`]; `Invalid` without words.
pub fn refuse(tx: &mut Tx, c: &mut Command, change: &Change, words: &str) -> Result<(), Error> {
    still_open(change)?;
    let own = own_party(c, &changes::parties(tx, change)?)?;
    if words.is_empty() {
        return Err(FormErrors::one("words", Refusal::new("orders-say-why")).into());
    }
    let words: String = words.chars().take(WORDS).collect();
    let (who, now) = (person(c)?, c.now);
    tx.as_system(|tx| changes::end(tx, change, ChangeState::Refused, who, now, &words))?;
    event(tx, c, change, "change.refused", json!({ "side": own.side.code(), "words": words }))
}

/// Its own side takes it back; the hub may, too, when nobody answers.
///
/// # Errors
/// `Refused` when it has ended or is another side's.
pub fn withdraw(tx: &mut Tx, c: &mut Command, change: &Change) -> Result<(), Error> {
    still_open(change)?;
    let (side, organization) = side(c);
    if side != Side::Hub && (side, organization) != (change.side, change.organization) {
        return Err(Refusal::new("plans-change-not-yours").into());
    }
    let (who, now) = (person(c)?, c.now);
    tx.as_system(|tx| changes::end(tx, change, ChangeState::Withdrawn, who, now, ""))?;
    event(tx, c, change, "change.withdrawn", json!({ "side": side.code() }))
}

fn take_effect_when_agreed(tx: &mut Tx, c: &mut Command, change: &Change) -> Result<bool, Error> {
    if changes::parties(tx, change)?.iter().any(|party| party.agreed_at.is_none()) {
        return Ok(false);
    }
    // Whoever agrees last need not see the orders of the others.
    tx.as_system(|tx| {
        let who = person(c)?;
        changes::end(tx, change, ChangeState::Agreed, who, c.now, "")?;
        event(tx, c, change, "change.effective", json!({ "plan": change.plan_id }))?;
        let plan = plans::by_need(tx, change.hub_id, change.need_id)?.ok_or(Error::NotFound)?;
        let need = needs::by_id(tx, change.hub_id, change.need_id)?;
        for line in changes::lines(tx, change)? {
            apply(tx, c, &plan, &need, &line)?;
        }
        plans::mark_changed(tx, c, &plan, change.id)?;
        close_need_when_done(tx, c, change.hub_id, change.need_id)
    })?;
    Ok(true)
}

/// The order of an item, as long as a change can take hold of it.
fn held(tx: &mut Tx, plan: &Plan, item: Uuid, service: &str) -> Result<Order, Error> {
    let orders = store::of_plan(tx, plan.hub_id, plan.need_id)?;
    let order = orders.into_iter().find(|order| order.item_id == item);
    let runs = |order: &Order| matches!(order.state, State::Accepted | State::InProgress);
    Ok(order.filter(runs).ok_or_else(|| Refusal::new("plans-change-stale").with("service", service))?)
}

fn apply(tx: &mut Tx, c: &mut Command, plan: &Plan, need: &Need, line: &Line) -> Result<(), Error> {
    match &line.act {
        Act::Drop { item, .. } => {
            let order = held(tx, plan, *item, &line.service)?;
            plans::record_removed(tx, plan.hub_id, *item)?;
            offering::free(tx, c, order, offering::BY_AGREEMENT)
        }
        Act::Move { item, to, .. } => {
            let mut order = held(tx, plan, *item, &line.service)?;
            (order.starts_on, order.due_on) = (Some(to.0.clone()), Some(to.1.clone()));
            plans::record_runs(tx, plan.hub_id, *item, span(*item, to)?)?;
            store::update(tx, &order, None, c.now)?;
            record(tx, c, &order, "order.changed", json!({ "starts_on": to.0, "due_on": to.1 }))
        }
        Act::Price { item, to, .. } => {
            let mut order = held(tx, plan, *item, &line.service)?;
            order.price_fen = Some(*to);
            plans::record_price(tx, plan.hub_id, *item, *to)?;
            store::update(tx, &order, None, c.now)?;
            record(tx, c, &order, "order.changed", json!({ "price_fen": to }))
        }
        Act::Add { .. } => begin(tx, c, plan, need, line),
    }
}

fn span(item: Uuid, (starts, ends): &(String, String)) -> Result<Span, Error> {
    let day = |day: &str| day.parse().map_err(|error| Error::internal(format!("{day}: {error}")));
    Ok(Span { item, starts: day(starts)?, ends: day(ends)? })
}

/// A service that comes in: its item, and its order, accepted at once.
fn begin(tx: &mut Tx, c: &mut Command, plan: &Plan, need: &Need, line: &Line) -> Result<(), Error> {
    let Act::Add { code, slot, price_fen, starts, ends, days, after } = &line.act else { return Ok(()) };
    let providers = vec![line.provider];
    let new = NewItem { service: code.clone(), providers, note: String::new(), after: after.clone(), slot: *slot };
    // Where it cannot be given any more, the one who agrees is told so.
    let stale = |error| match error {
        Error::Invalid(_) => Refusal::new("plans-change-stale").with("service", &line.service).into(),
        other => other,
    };
    let item = plans::add_agreed(tx, c, plan, &new, (*price_fen, *days)).map_err(stale)?;
    let items = plans::items(tx, plan.hub_id, plan.id)?;
    let known = items.iter().find(|known| known.id == item).ok_or(Error::Conflict)?;
    let mut order = offering::offer(tx, c, need, plan, known, c.today())?;
    // Price and days were agreed with the change.
    order.price_fen = Some(*price_fen);
    order.days = Some(*days);
    let reference = order.reference.clone();
    let data = json!({ "price_fen": price_fen, "days": days, "fixed": true });
    take(tx, c, order, Step::Quote, "order.quoted", data)?;
    let mut order = store::by_reference(tx, &reference)?;
    order.starts_on = Some(starts.clone());
    order.due_on = Some(ends.clone());
    order.accepted_at = Some(c.now);
    plans::record_accepted(tx, plan.hub_id, item, span(item, &(starts.clone(), ends.clone()))?)?;
    take(tx, c, order, Step::Accept, "order.accepted", json!({ "price_fen": price_fen, "due_on": ends }))
}

#[cfg(test)]
mod tests;
