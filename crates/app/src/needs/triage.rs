//! Triage: the hub asks back once or says no, the firm answers or takes its need back. Accepting is in `commands.rs`.

use db::Tx;
use serde_json::json;
use workdays::Calendar;

use super::commands::record;
use super::model::{Need, Step};
use super::reading::{REASON, WORDS};
use super::{gaps, pausing, releasing, store, watching};
use crate::attachments::{self, Kept};
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// The hub asks once for everything that is missing. The clock waits until the firm answers.
///
/// # Errors
/// `Invalid` without words; `Refused` when it was answered or asked already.
pub fn ask_back(tx: &mut Tx, c: &mut Command, need: &Need, words: &str) -> Result<(), Error> {
    let state = need.step(Step::Ask)?;
    if store::askback(tx, need)?.is_some() {
        return Err(Refusal::new("needs-asked-already").into());
    }
    said("question", words, WORDS, "needs-say-what-is-missing")?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    store::insert_askback(tx, need, words, person, c.now)?;
    pausing::begin(tx, c, need, words)?;
    let clerk_id = need.clerk_id.or(Some(person));
    store::update(tx, &Need { state, triage_due_on: None, clerk_id, ..need.clone() })?;
    record(tx, c, need, "need.asked", json!({ "words": words }))
}

/// The firm answers: the need is before the hub again, and the days that were left are left.
///
/// # Errors
/// `Invalid` without words; `Refused` when nothing was asked.
pub fn answer(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    need: &Need,
    words: &str,
    files: &[Kept],
) -> Result<(), Error> {
    let state = need.step(Step::Answer)?;
    said("answer", words, WORDS, "needs-say-answer")?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    store::answer_askback(tx, need, words, person, c.now)?;
    attachments::attach(tx, c, need.hub_id, "askback", need.id, files)?;
    let due_on = pausing::end(tx, c, calendar, need)?;
    store::update(tx, &Need { state, triage_due_on: due_on.clone(), ..need.clone() })?;
    record(tx, c, need, "need.answered", json!({ "words": words, "files": files.len(), "due_on": due_on }))?;
    watching::watch(tx, c, need.hub_id)
}

/// The hub says no, why, and where else the firm could go. Only `orders::calling_off` calls this: it first calls off
/// what was planned.
///
/// # Errors
/// `Invalid` without a reason; `Refused` once the need has ended.
pub fn decline(tx: &mut Tx, c: &mut Command, need: &Need, reason: &str, hint: &str) -> Result<(), Error> {
    let state = need.step(Step::Decline)?;
    said("reason", reason, REASON, "needs-say-why-declined")?;
    most("hint", hint, REASON)?;
    let clerk_id = need.clerk_id.or(c.actor.person().map(|person| person.id));
    leave(tx, c, need)?;
    store::update(tx, &Need { clerk_id, hint: hint.into(), ..ended(c, need, state, reason) })?;
    record(tx, c, need, "need.declined", json!({ "reason": reason, "hint": hint }))
}

/// The firm takes its need back. Only `orders::calling_off` calls this: it first calls off what was planned.
///
/// # Errors
/// `Invalid` without a reason; `Refused` once the need has ended.
pub fn withdraw(tx: &mut Tx, c: &mut Command, need: &Need, reason: &str) -> Result<(), Error> {
    let state = need.step(Step::Withdraw)?;
    said("reason", reason, REASON, "needs-say-why-withdrawn")?;
    leave(tx, c, need)?;
    store::update(tx, &ended(c, need, state, reason))?;
    record(tx, c, need, "need.withdrawn", json!({ "reason": reason }))
}

/// What waited for the firm waits no more.
fn leave(tx: &mut Tx, c: &mut Command, need: &Need) -> Result<(), Error> {
    pausing::stop(tx, c, Calendar::official(), need)?;
    releasing::release(tx, c, need)?;
    gaps::end_all(tx, need)
}

fn ended(c: &Command, need: &Need, state: super::State, reason: &str) -> Need {
    let ended = need.clone();
    Need { state, closed_at: Some(c.now), triage_due_on: None, due_on: None, reason: reason.into(), ..ended }
}

fn said(field: &str, words: &str, longest: usize, needed: &'static str) -> Result<(), Error> {
    if words.is_empty() {
        return Err(FormErrors::one(field, Refusal::new(needed)).into());
    }
    most(field, words, longest)
}

fn most(field: &str, words: &str, longest: usize) -> Result<(), Error> {
    let given = words.chars().count();
    if given > longest {
        let refusal = Refusal::new("needs-too-long").with("most", longest).with("given", given);
        return Err(FormErrors::one(field, refusal).into());
    }
    Ok(())
}
