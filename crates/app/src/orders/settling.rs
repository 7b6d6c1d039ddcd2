//! How a dispute ends: the mediator proposes, both sides answer, and the order becomes what was agreed; or nothing is
//! agreed, and the order goes on where it stood.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use workdays::Calendar;

use super::commands::{self, WORDS, person, record};
use super::disputing::{Dispute, Outcome, Said, State, check_words, delivered, enter, only_mediator, open_of};
use super::messaging;
use super::model::{Order, State as OrderState, Step};
use super::{chain, reminding, store, store_disputes};
use crate::app::day_of;
use crate::command::Command;
use crate::plans;
use crate::web::{Error, FormErrors, Refusal};

/// What the mediator proposes.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// In words.
    pub words: String,
    /// What it makes of the order.
    pub outcome: Option<Outcome>,
    /// Charged instead, when the delivery stands; in fen.
    pub price_fen: Option<i64>,
    /// The new day, when it is delivered again.
    pub deliver_by: Option<Date>,
}

fn check(c: &Command, order: &Order, proposal: &Proposal) -> Result<Outcome, Error> {
    let mut errors = FormErrors::none();
    if proposal.outcome.is_none() {
        errors.add("outcome", Refusal::new("orders-dispute-choose-outcome"));
    }
    if proposal.outcome == Some(Outcome::Stand) && order.state != OrderState::Delivered {
        errors.add("outcome", Refusal::new("orders-dispute-nothing-stands"));
    }
    if proposal.outcome == Some(Outcome::Again) && proposal.deliver_by.is_none_or(|day| day < c.today()) {
        errors.add("deliver_by", Refusal::new("orders-dispute-new-day"));
    }
    if proposal.price_fen.is_some_and(|fen| fen < 0) {
        errors.add("price", Refusal::new("orders-price-wrong"));
    }
    if proposal.words.is_empty() {
        errors.add("proposal", Refusal::new("orders-dispute-say"));
    }
    if proposal.words.chars().count() > WORDS {
        errors.add("proposal", Refusal::new("orders-too-long").with("most", WORDS));
    }
    errors.finish()?;
    proposal.outcome.ok_or(Error::Conflict)
}

/// The mediator proposes; a new proposal takes the place of the one before.
///
/// # Errors
/// `Invalid` when something is missing; `Refused` for anybody else.
pub fn propose(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    dispute: &Dispute,
    proposal: &Proposal,
) -> Result<(), Error> {
    only_mediator(c, dispute)?;
    let outcome = check(c, order, proposal)?;
    let new = Dispute {
        state: State::Proposed,
        outcome: Some(outcome),
        price_fen: proposal.price_fen.filter(|_| outcome == Outcome::Stand),
        deliver_by: proposal.deliver_by.filter(|_| outcome == Outcome::Again).map(|day| day.to_string()),
        firm_answer: String::new(),
        provider_answer: String::new(),
        ..dispute.clone()
    };
    store_disputes::update(tx, order, &new)?;
    let said = Said { words: proposal.words.clone(), files: Vec::new() };
    enter(tx, c, order, dispute.id, "proposal", &said)?;
    let data = json!({ "number": dispute.number, "outcome": outcome.code(), "price_fen": new.price_fen,
        "deliver_by": new.deliver_by, "words": proposal.words });
    record(tx, c, order, "order.dispute-proposed", data)
}

/// A side answers the proposal. When both accept, the order becomes what was agreed.
///
/// # Errors
/// `Invalid` for a refusal without words; `Refused` when there is nothing to answer, or it was answered.
pub fn answer(
    tx: &mut Tx,
    c: &mut Command,
    order: Order,
    dispute: &Dispute,
    accepts: bool,
    words: &str,
    calendar: &Calendar,
) -> Result<(), Error> {
    let side = messaging::side(&c.actor)?;
    if dispute.state != State::Proposed || !dispute.answer_of(side).is_empty() {
        return Err(Refusal::new("orders-dispute-nothing-to-answer").into());
    }
    if !accepts {
        check_words(words, "answer_words")?;
    }
    let kind = if accepts { "yes" } else { "no" };
    enter(tx, c, &order, dispute.id, kind, &Said { words: words.to_owned(), files: Vec::new() })?;
    let mut new = dispute.clone();
    match side {
        "firm" => new.firm_answer = kind.to_owned(),
        _ => new.provider_answer = kind.to_owned(),
    }
    if accepts && (new.firm_answer != "yes" || new.provider_answer != "yes") {
        store_disputes::update(tx, &order, &new)?;
        let data = json!({ "number": dispute.number, "by": side, "mentioned": dispute.mediator });
        return record(tx, c, &order, "order.dispute-accepted", data);
    }
    if !accepts {
        store_disputes::update(tx, &order, &Dispute { state: State::Mediating, ..new })?;
        let data = json!({ "number": dispute.number, "by": side, "words": words, "mentioned": dispute.mediator });
        return record(tx, c, &order, "order.dispute-refused", data);
    }
    new.state = State::Agreed;
    new.ended_at = Some(c.now);
    store_disputes::update(tx, &order, &new)?;
    let data = json!({ "number": dispute.number, "outcome": new.outcome.map(Outcome::code),
        "price_fen": new.price_fen, "deliver_by": new.deliver_by });
    record(tx, c, &order, "order.dispute-agreed", data)?;
    apply(tx, c, order, &new, calendar)
}

/// Makes of the order what was agreed.
fn apply(tx: &mut Tx, c: &mut Command, mut order: Order, agreed: &Dispute, calendar: &Calendar) -> Result<(), Error> {
    let last = delivered(tx, &order)?;
    match agreed.outcome.ok_or(Error::Conflict)? {
        Outcome::Again => {
            order.due_on.clone_from(&agreed.deliver_by);
            if let Some(last) = last {
                store::reject_delivery(tx, order.hub_id, last, person(c)?, c.now, "")?;
                let (hub, item) = (order.hub_id, order.item_id);
                commands::take(tx, c, order, Step::Return, "order.returned", json!({ "by": "mediation" }))?;
                return chain::follow(tx, c, hub, item, calendar);
            }
            store::update(tx, &order, None, c.now)?;
            chain::follow(tx, c, order.hub_id, order.item_id, calendar)
        }
        Outcome::Cancel => {
            order.closed_by = Some("mediation".into());
            let (hub, need, item) = (order.hub_id, order.need_id, order.item_id);
            plans::record_gone(tx, c, hub, need, item)?;
            commands::take(tx, c, order, Step::CallOff, "order.cancelled", json!({ "by": "mediation" }))?;
            commands::close_need_when_done(tx, c, hub, need)
        }
        Outcome::Stand => match last {
            Some(last) => reminding::watch(tx, c, &order, last, calendar),
            None => Ok(()),
        },
    }
}

/// The mediator ends it without an agreement: the order goes on where it stood.
///
/// # Errors
/// `Invalid` without words; `Refused` for anybody else.
pub fn fail(
    tx: &mut Tx,
    c: &mut Command,
    order: Order,
    dispute: &Dispute,
    words: &str,
    calendar: &Calendar,
) -> Result<(), Error> {
    only_mediator(c, dispute)?;
    check_words(words, "fail_words")?;
    let said = Said { words: words.to_owned(), files: Vec::new() };
    enter(tx, c, &order, dispute.id, "failed", &said)?;
    end(tx, c, order, dispute, State::Failed, "order.dispute-failed", calendar)
}

/// Whoever opened it takes it back.
///
/// # Errors
/// `Refused` for the other side.
pub fn withdraw(
    tx: &mut Tx,
    c: &mut Command,
    order: Order,
    dispute: &Dispute,
    calendar: &Calendar,
) -> Result<(), Error> {
    if messaging::side(&c.actor)? != dispute.opened_by {
        return Err(Refusal::new("orders-dispute-not-yours").into());
    }
    enter(tx, c, &order, dispute.id, "withdrawn", &Said { words: String::new(), files: Vec::new() })?;
    end(tx, c, order, dispute, State::Withdrawn, "order.dispute-withdrawn", calendar)
}

fn end(
    tx: &mut Tx,
    c: &mut Command,
    mut order: Order,
    dispute: &Dispute,
    state: State,
    action: &'static str,
    calendar: &Calendar,
) -> Result<(), Error> {
    store_disputes::update(tx, &order, &Dispute { state, ended_at: Some(c.now), ..dispute.clone() })?;
    let last = delivered(tx, &order)?;
    match (last, later(&order, dispute, c.today(), calendar)) {
        (Some(last), _) => reminding::watch(tx, c, &order, last, calendar)?,
        (None, Some(day)) => {
            order.due_on = Some(day);
            store::update(tx, &order, None, c.now)?;
            chain::follow(tx, c, order.hub_id, order.item_id, calendar)?;
        }
        (None, None) => {}
    }
    let by = messaging::side(&c.actor)?;
    record(tx, c, &order, action, json!({ "number": dispute.number, "by": by, "due_on": order.due_on }))
}

/// The due day moved by the working days of the dispute; `None` when it stays, or cannot be reckoned.
fn later(order: &Order, dispute: &Dispute, today: Date, calendar: &Calendar) -> Option<String> {
    let due: Date = order.due_on.as_ref()?.parse().ok()?;
    let days = calendar.count(day_of(dispute.opened_at), today).ok().filter(|days| *days > 0)?;
    calendar.add(due, days).ok().map(|day| day.to_string())
}

/// The firm confirms although a dispute is open: it is settled.
pub(super) fn settle(tx: &mut Tx, c: &mut Command, order: &Order) -> Result<(), Error> {
    let Some(dispute) = open_of(tx, order)? else { return Ok(()) };
    store_disputes::update(tx, order, &Dispute { state: State::Settled, ended_at: Some(c.now), ..dispute.clone() })?;
    record(tx, c, order, "order.dispute-settled", json!({ "number": dispute.number, "mentioned": dispute.mediator }))
}

/// What is charged for a delivery that stands by agreement, in fen; `None` when no other price was agreed.
///
/// # Errors
/// Of the database.
pub fn agreed_price(tx: &mut Tx, order: &Order) -> Result<Option<i64>, Error> {
    let last = store_disputes::of_order(tx, order)?.into_iter().rfind(|dispute| dispute.state == State::Agreed);
    let stands = last.filter(|dispute| dispute.outcome == Some(Outcome::Stand));
    let since = stands.and_then(|dispute| dispute.ended_at.zip(dispute.price_fen));
    // Agreed on an earlier delivery, it does not hold for a later one.
    Ok(since.filter(|(at, _)| order.delivered_at.is_some_and(|delivered| delivered <= *at)).map(|(_, fen)| fen))
}

/// The mark that the service record keeps: empty, or how the last dispute that was mediated ended.
///
/// # Errors
/// Of the database.
pub fn mark(tx: &mut Tx, order: &Order) -> Result<String, Error> {
    let mediated = store_disputes::of_order(tx, order)?.into_iter().rfind(|dispute| dispute.mediator.is_some());
    let ended = mediated.filter(|d| matches!(d.state, State::Agreed | State::Failed | State::Settled));
    Ok(ended.map(|dispute| dispute.state.code().to_owned()).unwrap_or_default())
}
