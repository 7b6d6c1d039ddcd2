//! A dispute about an order that is under way or delivered. The firm or the provider opens it with a reason and proof;
//! the hub's manager names a mediator of the hub; both sides say what they have to say; the mediator proposes, and both
//! accept or not.
//!
//! What it does to the order. While it is open the order's clock stands still: nobody delivers, rejects or calls off,
//! and no reminder goes out; only the firm may still confirm, which ends the dispute as settled. When it ends without an
//! agreement, the order goes on where it stood, and its due day moves by the working days that it took. An agreement
//! has one of three outcomes: the work is delivered again by a new day, the order is called off, or the delivery
//! stands, perhaps at another price, and the firm confirms it itself.

use db::Tx;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::commands::{WORDS, person, record};
use super::messaging::{self, Someone};
use super::model::{Order, State as OrderState};
use super::{reassigning, reminding, store, store_disputes};
use crate::attachments::{self, Attachment, Kept};
use crate::command::Command;
use crate::deadlines;
use crate::plans::model::states;
use crate::web::{Error, FormErrors, Refusal};

states! {
    /// Where a dispute stands.
    State {
        /// A mediator is to be named.
        Opened = "opened",
        /// The sides say what they have to say; the mediator is to propose.
        Mediating = "mediating",
        /// The sides answer the proposal.
        Proposed = "proposed",
        /// Both accepted it.
        Agreed = "agreed",
        /// It came to nothing.
        Failed = "failed",
        /// Whoever opened it took it back.
        Withdrawn = "withdrawn",
        /// The firm confirmed the order meanwhile.
        Settled = "settled",
    }
}

states! {
    /// What a proposal makes of the order.
    Outcome {
        /// The work is delivered again.
        Again = "again",
        /// The order is called off.
        Cancel = "cancel",
        /// The delivery stands; the firm confirms it.
        Stand = "stand",
    }
}

/// What a dispute may be about.
pub const REASONS: [&str; 5] = ["quality", "delay", "price", "scope", "other"];

/// A dispute.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// Id.
    pub id: Uuid,
    /// 1-based within the order.
    pub number: i64,
    /// firm or provider.
    pub opened_by: String,
    /// One of [`REASONS`].
    pub reason: String,
    /// Milliseconds UTC.
    pub opened_at: i64,
    /// A mediator is named by this day.
    pub name_by: Option<String>,
    /// Who mediates.
    pub mediator: Option<Uuid>,
    /// Their name then.
    pub mediator_name: String,
    /// It is brought to an end by this day.
    pub due_on: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Of the last proposal.
    pub outcome: Option<Outcome>,
    /// Charged instead, in fen.
    pub price_fen: Option<i64>,
    /// Delivered again by this day.
    pub deliver_by: Option<String>,
    /// `""`, yes or no.
    pub firm_answer: String,
    /// The same of the provider.
    pub provider_answer: String,
    /// When it ended; milliseconds UTC.
    pub ended_at: Option<i64>,
    /// Changes so far.
    pub version: i64,
}

impl Dispute {
    /// Whether it goes on.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// What a side has answered to the proposal.
    pub fn answer_of(&self, side: &str) -> &str {
        match side {
            "firm" => &self.firm_answer,
            "provider" => &self.provider_answer,
            _ => "",
        }
    }

    /// Whose turn it is: hub, firm, provider or both.
    pub fn turn(&self) -> &'static str {
        match (self.state, self.firm_answer.is_empty(), self.provider_answer.is_empty()) {
            (State::Opened | State::Mediating, ..) => "hub",
            (State::Proposed, true, true) => "both",
            (State::Proposed, true, false) => "firm",
            (State::Proposed, false, _) => "provider",
            _ => "nobody",
        }
    }
}

/// Something said or proposed in a dispute.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Id; its files hang on it.
    pub id: Uuid,
    /// firm, provider, hub.
    pub side: String,
    /// opened, statement, proposal, yes, no, failed, withdrawn.
    pub kind: String,
    /// Who.
    pub name: String,
    /// What.
    pub words: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// Proof.
    pub files: Vec<Attachment>,
}

/// What a side says.
#[derive(Clone, Debug)]
pub struct Said {
    /// The words.
    pub words: String,
    /// Proof, already kept in the store.
    pub files: Vec<Kept>,
}

pub(super) fn check_words(words: &str, field: &str) -> Result<(), Error> {
    if words.is_empty() {
        return Err(FormErrors::one(field, Refusal::new("orders-dispute-say")).into());
    }
    if words.chars().count() > WORDS {
        return Err(FormErrors::one(field, Refusal::new("orders-too-long").with("most", WORDS)).into());
    }
    Ok(())
}

pub(super) fn enter(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    dispute: Uuid,
    kind: &'static str,
    said: &Said,
) -> Result<&'static str, Error> {
    let (id, by, side) = (c.new_id(), person(c)?, messaging::side(&c.actor)?);
    let name = c.actor.person().map(|person| person.name.clone()).unwrap_or_default();
    let row = store_disputes::EntryRow { id, dispute, side, kind, person: by, name: &name, words: &said.words };
    store_disputes::insert_entry(tx, order.hub_id, &row, c.now)?;
    attachments::attach(tx, c, order.hub_id, "dispute", id, &said.files)?;
    Ok(side)
}

fn hashes(files: &[Kept]) -> Vec<String> {
    files.iter().map(|file| data_encoding::HEXLOWER.encode(&file.hash)).collect()
}

/// The firm or the provider opens a dispute.
///
/// # Errors
/// `Invalid` without reason and words; `Refused` when nothing is under way or one is open already.
pub fn open(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    reason: &str,
    said: &Said,
    calendar: &Calendar,
) -> Result<(), Error> {
    if !matches!(order.state, OrderState::Accepted | OrderState::InProgress | OrderState::Delivered) {
        return Err(Refusal::new("orders-dispute-not-now").into());
    }
    none_open(tx, order)?;
    if reassigning::open_of(tx, order)?.is_some() {
        return Err(Refusal::new("orders-reassign-open").into());
    }
    if !REASONS.contains(&reason) {
        return Err(FormErrors::one("reason", Refusal::new("orders-dispute-choose-reason")).into());
    }
    check_words(&said.words, "words")?;
    let number = store_disputes::of_order(tx, order)?.len() as i64 + 1;
    let name_by = deadlines::due(calendar, c.today(), deadlines::on(c.today()).mediator);
    let (id, side) = (c.new_id(), messaging::side(&c.actor)?);
    let dispute = Dispute {
        id,
        number,
        opened_by: side.to_owned(),
        reason: reason.to_owned(),
        opened_at: c.now,
        name_by: name_by.clone(),
        mediator: None,
        mediator_name: String::new(),
        due_on: None,
        state: State::Opened,
        outcome: None,
        price_fen: None,
        deliver_by: None,
        firm_answer: String::new(),
        provider_answer: String::new(),
        ended_at: None,
        version: 1,
    };
    store_disputes::insert(tx, order, &dispute)?;
    enter(tx, c, order, id, "opened", said)?;
    if let Some(last) = delivered(tx, order)? {
        reminding::stop_watching(tx, last)?;
    }
    let data = json!({ "number": number, "by": side, "reason": reason, "words": said.words,
        "files": hashes(&said.files), "due_on": name_by });
    record(tx, c, order, "order.dispute-opened", data)
}

/// The delivery that waits for the firm, if one does.
pub(super) fn delivered(tx: &mut Tx, order: &Order) -> Result<Option<Uuid>, Error> {
    if order.state != OrderState::Delivered {
        return Ok(None);
    }
    Ok(store::deliveries(tx, order.hub_id, order.id)?.pop().map(|delivery| delivery.id))
}

/// Refuses while a dispute is open: the order stands still.
///
/// # Errors
/// `Refused`.
pub(super) fn none_open(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    match open_of(tx, order)? {
        Some(_) => Err(Refusal::new("orders-dispute-open").into()),
        None => Ok(()),
    }
}

/// The open dispute of an order, if there is one.
///
/// # Errors
/// Of the database.
pub fn open_of(tx: &mut Tx, order: &Order) -> Result<Option<Dispute>, Error> {
    Ok(store_disputes::of_order(tx, order)?.pop().filter(Dispute::is_open))
}

/// The disputes of an order, the first one first.
///
/// # Errors
/// Of the database.
pub fn of_order(tx: &mut Tx, order: &Order) -> Result<Vec<Dispute>, Error> {
    store_disputes::of_order(tx, order)
}

/// Every dispute of an order with what was said in it, the newest first.
///
/// # Errors
/// Of the database.
pub fn all(tx: &mut Tx, order: &Order) -> Result<Vec<(Dispute, Vec<Entry>)>, Error> {
    let mut all = Vec::new();
    for dispute in store_disputes::of_order(tx, order)?.into_iter().rev() {
        let mut entries = store_disputes::entries(tx, order.hub_id, dispute.id)?;
        for entry in &mut entries {
            entry.files = attachments::of(tx, entry.id)?;
        }
        all.push((dispute, entries));
    }
    Ok(all)
}

/// Who of the hub may mediate: all of its staff but those who also act for a party.
///
/// # Errors
/// Of the database.
pub fn mediators(tx: &mut Tx, order: &Order) -> Result<Vec<Someone>, Error> {
    let everyone = messaging::everyone(tx, order)?;
    Ok(everyone.into_iter().filter(|one| one.side == "hub").collect())
}

/// The hub's manager names who mediates, or another one.
///
/// # Errors
/// `Invalid` for nobody of the hub's staff, or somebody who also acts for a party.
pub fn name_mediator(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    dispute: &Dispute,
    mediator: Uuid,
    calendar: &Calendar,
) -> Result<(), Error> {
    let found = mediators(tx, order)?.into_iter().find(|one| one.person == mediator);
    let unknown = || FormErrors::one("mediator", Refusal::new("orders-dispute-choose-mediator"));
    let named = found.ok_or_else(unknown)?;
    let due_on = match &dispute.due_on {
        Some(day) => Some(day.clone()),
        None => deadlines::due(calendar, c.today(), deadlines::on(c.today()).mediation),
    };
    let state = if dispute.state == State::Opened { State::Mediating } else { dispute.state };
    let new = Dispute {
        mediator: Some(mediator),
        mediator_name: named.name.clone(),
        due_on: due_on.clone(),
        state,
        ..dispute.clone()
    };
    store_disputes::update(tx, order, &new)?;
    let data = json!({ "number": dispute.number, "mediator": named.name, "due_on": due_on, "mentioned": [mediator] });
    record(tx, c, order, "order.mediator-named", data)
}

/// Refuses whoever is not the mediator.
pub(super) fn only_mediator(c: &Command, dispute: &Dispute) -> Result<(), Error> {
    if dispute.mediator.is_some() && dispute.mediator == c.actor.person().map(|person| person.id) {
        return Ok(());
    }
    Err(Refusal::new("orders-dispute-only-mediator").into())
}

/// A side, or the mediator, says something.
///
/// # Errors
/// `Invalid` without words; `Refused` for others of the hub.
pub fn state(tx: &mut Tx, c: &mut Command, order: &Order, dispute: &Dispute, said: &Said) -> Result<(), Error> {
    if messaging::side(&c.actor)? == "hub" {
        only_mediator(c, dispute)?;
    }
    check_words(&said.words, "words")?;
    let side = enter(tx, c, order, dispute.id, "statement", said)?;
    let data = json!({ "number": dispute.number, "by": side, "words": said.words, "files": hashes(&said.files),
        "mentioned": dispute.mediator });
    record(tx, c, order, "order.dispute-statement", data)
}

/// The order in whose dispute this was said.
///
/// # Errors
/// `NotFound`.
pub fn order_of_entry(tx: &mut Tx, hub: Uuid, entry: Uuid) -> Result<Order, Error> {
    let order = store_disputes::order_of_entry(tx, hub, entry)?;
    store::by_id(tx, hub, order)
}
