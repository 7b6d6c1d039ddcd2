//! Putting right what was rated poorly, in rounds: the provider answers with its proof, the hub calls the firm back and
//! writes down who called, when and what was said. Is the firm satisfied, the task ends; is it not, it opens again with
//! a new deadline. After the second round the hub's manager may end a task that cannot be mended; then it stays known
//! as not satisfied. The rating itself is never changed by any of it.

use db::Tx;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::commands::{WORDS, person, record};
use super::model::Order;
use super::store_rating as store;
use crate::access::Role;
use crate::attachments::{self, Attachment, Kept};
use crate::command::Command;
use crate::deadlines;
use crate::plans::model::states;
use crate::web::{Error, FormErrors, Refusal};

states! {
    /// What came of a call back.
    Called {
        /// The firm is satisfied: the task ends.
        Satisfied = "satisfied",
        /// It is not: the task opens again.
        Again = "again",
        /// Nobody was reached: the call is repeated.
        Unreached = "unreached",
        /// It is not, and nothing more can be done: the manager ends the task.
        Ended = "ended",
    }
}

/// Rounds before which a task is not given up.
pub const LEAST_ROUNDS: i64 = 2;
/// Longest name of who was spoken with.
const NAME: usize = 40;

/// The task of a poor rating.
#[derive(Clone, Debug)]
pub struct Task {
    /// The round it is in, 1-based.
    pub round: i64,
    /// The provider answers this round by then.
    pub due_on: Option<String>,
    /// The hub calls back by then; once answered.
    pub call_by: Option<String>,
    /// Whether this round was answered.
    pub answered: bool,
    /// How it ended: empty, satisfied, ended.
    pub outcome: String,
    /// When it ended; milliseconds UTC.
    pub closed_at: Option<i64>,
    /// What was answered, and what the firm said of it; the first round first.
    pub rounds: Vec<Round>,
}

impl Task {
    /// Where it stands: `open`, `answered`, `satisfied` or `ended`.
    pub fn state(&self) -> &str {
        match (self.closed_at, self.answered) {
            (Some(_), _) => &self.outcome,
            (None, true) => "answered",
            (None, false) => "open",
        }
    }
}

/// An answer and the calls about it.
#[derive(Clone, Debug)]
pub struct Round {
    /// 1-based.
    pub number: i64,
    /// What the provider did.
    pub words: String,
    /// Milliseconds UTC.
    pub answered_at: i64,
    /// Its proof.
    pub files: Vec<Attachment>,
    /// The calls, the first one first.
    pub calls: Vec<Call>,
}

/// A call as written down.
#[derive(Clone, Debug)]
pub struct Call {
    /// Of which round.
    pub round: i64,
    /// Who called.
    pub by: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// Whom; empty when nobody was reached.
    pub spoke_with: String,
    /// What was said.
    pub words: String,
    /// Code of [`Called`].
    pub result: String,
}

/// What the provider did about it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// In its words.
    pub words: String,
    /// Proof, already kept in the store.
    pub files: Vec<Kept>,
}

/// The provider answers the open round.
///
/// # Errors
/// `Invalid` without words; `Conflict` when it was answered before.
pub fn answer(tx: &mut Tx, c: &mut Command, order: &Order, answer: &Answer, calendar: &Calendar) -> Result<(), Error> {
    if answer.words.is_empty() {
        return Err(FormErrors::one("answer", Refusal::new("orders-say-answer")).into());
    }
    let task = task(tx, order)?.ok_or(Error::NotFound)?;
    if task.state() != "open" {
        return Err(Error::Conflict);
    }
    let words: String = answer.words.chars().take(WORDS).collect();
    let call_by = deadlines::due(calendar, c.today(), deadlines::on(c.today()).callback);
    let (id, by) = (c.new_id(), person(c)?);
    store::insert_answer(tx, order, id, task.round, &words, by, c.now)?;
    store::mark_answered(tx, order, by, c.now, &words, call_by.clone())?;
    attachments::attach(tx, c, order.hub_id, "rectification", id, &answer.files)?;
    let files: Vec<String> = answer.files.iter().map(|file| data_encoding::HEXLOWER.encode(&file.hash)).collect();
    let data = json!({ "round": task.round, "answer": words, "files": files, "due_on": call_by });
    record(tx, c, order, "order.rectification-answered", data)
}

/// What was said in a call back.
#[derive(Clone, Debug)]
pub struct NewCall {
    /// Whom the hub spoke with.
    pub spoke_with: String,
    /// What was said.
    pub words: String,
    /// What came of it.
    pub result: Option<Called>,
}

/// The hub called the firm back about the answer.
///
/// # Errors
/// `Invalid` when something is missing; `Refused` when nothing was answered, or to give up too early or as a clerk.
pub fn call(tx: &mut Tx, c: &mut Command, order: &Order, new: &NewCall, calendar: &Calendar) -> Result<(), Error> {
    let task = task(tx, order)?.ok_or(Error::NotFound)?;
    if task.state() != "answered" {
        return Err(Refusal::new("orders-recall-nothing").into());
    }
    let result = check(c, &task, new)?;
    let spoke_with: String = match result {
        Called::Unreached => String::new(),
        _ => new.spoke_with.chars().take(NAME).collect(),
    };
    let words: String = new.words.chars().take(WORDS).collect();
    let row = store::CallRow { round: task.round, spoke_with: &spoke_with, words: &words, result: result.code() };
    let (id, by) = (c.new_id(), person(c)?);
    store::insert_call(tx, order, id, &row, by, c.now)?;
    let said = json!({ "round": task.round, "result": result.code(), "spoke_with": spoke_with, "words": words });
    record(tx, c, order, "order.rectification-called", said)?;
    match result {
        Called::Unreached => Ok(()),
        Called::Again => {
            let due_on = deadlines::due(calendar, c.today(), deadlines::on(c.today()).rectification);
            store::open_again(tx, order, due_on.clone())?;
            let data = json!({ "round": task.round + 1, "due_on": due_on });
            record(tx, c, order, "order.rectification-reopened", data)
        }
        Called::Satisfied | Called::Ended => {
            store::close_task(tx, order, result.code(), c.now)?;
            record(tx, c, order, "order.rectification-closed", json!({ "outcome": result.code() }))
        }
    }
}

fn check(c: &Command, task: &Task, new: &NewCall) -> Result<Called, Error> {
    let mut errors = FormErrors::none();
    let Some(result) = new.result else {
        return Err(FormErrors::one("result", Refusal::new("orders-recall-result")).into());
    };
    if result != Called::Unreached && new.spoke_with.is_empty() {
        errors.add("spoke_with", Refusal::new("orders-call-with"));
    }
    if new.words.is_empty() {
        errors.add("call_words", Refusal::new("orders-call-words"));
    }
    if result == Called::Ended && (c.actor.role() != Some(Role::HubManager) || task.round < LEAST_ROUNDS) {
        errors.add("result", Refusal::new("orders-recall-not-yet").with("rounds", LEAST_ROUNDS));
    }
    errors.finish()?;
    Ok(result)
}

/// The task of an order's rating with all its rounds, if a poor one opened it.
///
/// # Errors
/// Of the database.
pub fn task(tx: &mut Tx, order: &Order) -> Result<Option<Task>, Error> {
    let Some(mut task) = store::task(tx, order.hub_id, order.id)? else { return Ok(None) };
    let calls = store::calls(tx, order.hub_id, order.id)?;
    for (id, mut round) in store::answers(tx, order.hub_id, order.id)? {
        round.files = attachments::of(tx, id)?;
        round.calls = calls.iter().filter(|call| call.round == round.number).cloned().collect();
        task.rounds.push(round);
    }
    Ok(Some(task))
}

/// The order whose poor rating this answer is about.
///
/// # Errors
/// `NotFound`.
pub fn order_of_answer(tx: &mut Tx, hub: Uuid, answer: Uuid) -> Result<Order, Error> {
    let order = store::order_of_answer(tx, hub, answer)?;
    super::store::by_id(tx, hub, order)
}
