//! A hub hands in; the city accepts it or sends it back with reasons; what is false is marked.

use db::Tx;
use serde_json::json;

use super::model::{Round, RoundHub};
use super::opening::{check_words, must_run, person, record_at};
use super::store;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// The hub hands in what it has, with remarks.
///
/// # Errors
/// `Refused` when it has handed in, or the round is not open; `Invalid` when the remarks are too long.
pub fn submit(tx: &mut Tx, c: &mut Command, round: &Round, hub: &RoundHub, remarks: &str) -> Result<(), Error> {
    if !hub.may_submit(round) {
        return Err(Refusal::new("evaluations-not-now").into());
    }
    if remarks.chars().count() > 2000 {
        FormErrors::one("remarks", Refusal::new("evaluations-words-wrong").with("most", 2000)).finish()?;
    }
    let by = person(c)?;
    store::submit(tx, hub, remarks, (by, c.now))?;
    record_at(tx, c, hub.hub_id, round, "round.submitted", json!({ "remarks": remarks }))?;
    Ok(())
}

/// The city accepts what a hub has handed in, or sends it back.
///
/// # Errors
/// `Invalid` when it is sent back without a reason; `Refused` when there is nothing to check.
pub fn check(
    tx: &mut Tx,
    c: &mut Command,
    round: &Round,
    hub: &RoundHub,
    accept: bool,
    words: &str,
) -> Result<(), Error> {
    if !hub.may_check(round) {
        return Err(Refusal::new("evaluations-not-now").into());
    }
    if !accept {
        check_words("words", words)?;
    }
    let by = person(c)?;
    store::check(tx, hub, (if accept { "accepted" } else { "returned" }, words), (by, c.now))?;
    let action = if accept { "round.accepted" } else { "round.returned" };
    record_at(tx, c, hub.hub_id, round, action, json!({ "words": words, "due_on": round.due("check") }))?;
    Ok(())
}

/// Marks that something that a hub handed in was false; empty words take it back.
///
/// # Errors
/// `Refused` once the result is public.
pub fn mark_fraud(tx: &mut Tx, c: &mut Command, round: &Round, hub: &RoundHub, words: &str) -> Result<(), Error> {
    must_run(c, round)?;
    if round.state.is_public() || round.state == super::model::State::CalledOff {
        return Err(Refusal::new("evaluations-not-now").into());
    }
    if !words.is_empty() {
        check_words("fraud", words)?;
    }
    store::set_fraud(tx, hub, words)?;
    record_at(tx, c, hub.hub_id, round, "round.fraud-marked", json!({ "words": words }))?;
    if round.state == super::model::State::Draft {
        super::deciding::reckon(tx, round)?;
    }
    Ok(())
}
