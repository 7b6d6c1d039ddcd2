//! Undoing a wrong merge of two needs: for some days (`schemes/triage.toml`), and as long as nothing was decided on the need
//! in which the other went on. Both are as they were before: the parted one is before the hub, or waits for the firm, with
//! the day and the clerk that it had. The day is not moved: the mistake was the hub's. The firm is told, with the reason.

use db::Tx;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::commands::record;
use super::model::{Need, State};
use super::reading::REASON;
use super::store_triage::Merge;
use super::{rules, store, store_pauses, store_reading, store_triage, watching};
use crate::access::Who;
use crate::app::day_of;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// Whether a merge can be undone.
#[derive(Clone, Debug)]
pub struct Parting {
    /// The last day on which it can.
    pub until: Option<Date>,
    /// Why it cannot be.
    pub refused: Option<Refusal>,
}

/// How far a need has come: state, plan, and what was asked back.
pub(super) fn stood(tx: &mut Tx, need: &Need) -> Result<String, Error> {
    let plan = store_reading::progress(tx, need)?.plan.unwrap_or_default();
    let asked = match store::askback(tx, need)? {
        Some(asked) if asked.answer.is_some() => "answered",
        Some(_) => "asked",
        None => "",
    };
    Ok(format!("{} {plan} {asked}", need.state.code()))
}

/// Whether this need can be parted again from the one in which it goes on; `None` when it goes on in none.
///
/// # Errors
/// Of the database.
pub fn look(tx: &mut Tx, who: &Who, need: &Need) -> Result<Option<Parting>, Error> {
    if need.state != State::Merged {
        return Ok(None);
    }
    let Some(merge) = store_triage::merge_of(tx, need)? else { return Ok(None) };
    let of = store::by_id(tx, need.hub_id, merge.of)?;
    let until = until(&merge);
    Ok(Some(Parting { until, refused: refused(tx, who.today(), &merge, &of, until)? }))
}

fn until(merge: &Merge) -> Option<Date> {
    let made = day_of(merge.at);
    made.checked_add(rules::on(made).unmerge_days.days()).ok()
}

fn refused(tx: &mut Tx, today: Date, merge: &Merge, of: &Need, until: Option<Date>) -> Result<Option<Refusal>, Error> {
    if merge.before_state.is_none() || until.is_none_or(|until| until < today) {
        return Ok(Some(Refusal::new("needs-part-late")));
    }
    if stood(tx, of)? != merge.of_stood {
        return Ok(Some(Refusal::new("needs-part-decided").with("reference", &of.reference)));
    }
    Ok(None)
}

/// Parts a need from the one in which it went on.
///
/// # Errors
/// `Invalid` without a reason; `Refused` when it is too late, or something was decided meanwhile.
pub fn part(tx: &mut Tx, c: &mut Command, need: &Need, reason: &str) -> Result<(), Error> {
    let merge = store_triage::merge_of(tx, need)?.filter(|_| need.state == State::Merged);
    let merge = merge.ok_or_else(|| Refusal::new("needs-part-not-merged"))?;
    let given = reason.chars().count();
    if reason.is_empty() {
        return Err(FormErrors::one("part_reason", Refusal::new("needs-part-say-why")).into());
    }
    if given > REASON {
        let long = Refusal::new("needs-too-long").with("most", REASON).with("given", given);
        return Err(FormErrors::one("part_reason", long).into());
    }
    // Nobody decides on the other one meanwhile.
    store::hold(tx, need.hub_id, merge.of)?;
    let of = store::by_id(tx, need.hub_id, merge.of)?;
    let until = until(&merge);
    if let Some(refusal) = refused(tx, c.today(), &merge, &of, until)? {
        return Err(refusal.into());
    }
    let state = merge.before_state.ok_or(Error::Conflict)?;
    store_triage::remove_duplicate(tx, need)?;
    if let Some(pause) = merge.before_pause {
        store_pauses::resume(tx, need.hub_id, pause)?;
    }
    let parted = Need {
        state,
        closed_at: None,
        triage_due_on: merge.before_due_on.clone(),
        clerk_id: merge.before_clerk,
        ..need.clone()
    };
    store::update(tx, &parted)?;
    let told = json!({ "of": of.reference, "reason": reason, "state": state.code(), "due_on": merge.before_due_on });
    record(tx, c, need, "need.parted", told)?;
    record(tx, c, &of, "need.left", json!({ "duplicate": need.reference }))?;
    watching::watch(tx, c, need.hub_id)
}
