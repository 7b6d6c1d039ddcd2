//! From the draft to the published result: reckoned, put up for objections, published by two people, entered with the hubs.

use db::Tx;
use serde_json::json;
use workdays::Calendar;

use super::model::{Round, State};
use super::opening::{must_go, must_run, person, record};
use super::reviewing::tell_hubs;
use super::{figures, store, store_objections};
use crate::command::Command;
use crate::hubs::{self, HubGrade};
use crate::web::{Error, Refusal};

/// Reckons the result from what is frozen and keeps it with the hubs.
///
/// # Errors
/// Of the database.
pub fn reckon(tx: &mut Tx, round: &Round) -> Result<(), Error> {
    let today = crate::app::day_of(round.opened_at);
    let evaluation = figures::dossier(tx, round, today)?.evaluate()?;
    tx.as_system(|tx| {
        for hub in store::hubs(tx, round.id)? {
            let Some(unit) = evaluation.units.iter().find(|unit| unit.id == hub.code) else { continue };
            let grade = unit.grade.map_or("", |grade| evaluation.grades[grade].as_str());
            store::set_result(tx, &hub, (&unit.score.to_string(), unit.rank.map(i64::from), grade))?;
        }
        Ok(())
    })
}

/// The draft.
///
/// # Errors
/// `Refused` before the review is closed.
pub fn draft(tx: &mut Tx, c: &mut Command, round: &Round) -> Result<(), Error> {
    must_run(c, round)?;
    must_go(round, State::Draft)?;
    reckon(tx, round)?;
    store::set_state(tx, round, State::Draft)?;
    record(tx, c, round, "round.drafted", json!({}))
}

/// Puts the draft up for objections.
///
/// # Errors
/// `Refused` before there is a draft, or while the official calendar does not reach as far.
pub fn notice(tx: &mut Tx, c: &mut Command, calendar: &Calendar, round: &Round) -> Result<(), Error> {
    must_run(c, round)?;
    must_go(round, State::Noticed)?;
    let today = c.today();
    let until = calendar.add(today, round.rules.notice_days);
    let until = until.map_err(|_| Refusal::new("evaluations-calendar-unknown"))?;
    let (on, until) = (today.to_string(), until.to_string());
    store::notice(tx, round, (&on, &until))?;
    record(tx, c, round, "round.noticed", json!({ "until": until }))?;
    let round = store::by_id(tx, round.id)?;
    tell_hubs(tx, c, &round, "round.result-noticed")
}

/// What came of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// One of two has agreed.
    Half,
    /// Both have.
    Whole,
}

/// Publishes: the first person agrees, another one publishes.
///
/// # Errors
/// `Refused` before the notice has ended, while an objection waits, or when the same person does it twice.
pub fn publish(tx: &mut Tx, c: &mut Command, round: &Round) -> Result<Published, Error> {
    must_run(c, round)?;
    must_go(round, State::Final)?;
    let until = round.notice_until.clone().unwrap_or_default();
    if c.today().to_string() <= until {
        return Err(Refusal::new("evaluations-notice-runs").day("until", &until).into());
    }
    let open = tx.as_system(|tx| store_objections::of_round(tx, round.id))?;
    if open.iter().any(|one| one.state == "open") {
        return Err(Refusal::new("evaluations-objections-open").into());
    }
    let by = person(c)?;
    match round.first_by {
        None => {
            store::publish_first(tx, round, by, c.now)?;
            record(tx, c, round, "round.published-first", json!({}))?;
            Ok(Published::Half)
        }
        Some(first) if first == by => Err(Refusal::new("evaluations-two-people").into()),
        Some(_) => {
            store::publish(tx, round, by, c.now)?;
            enter(tx, c, round)?;
            record(tx, c, round, "round.published", json!({}))?;
            tell_hubs(tx, c, round, "round.result-published")?;
            Ok(Published::Whole)
        }
    }
}

/// Enters the grades with the hubs.
fn enter(tx: &mut Tx, c: &mut Command, round: &Round) -> Result<(), Error> {
    tx.as_system(|tx| {
        for hub in store::hubs(tx, round.id)? {
            if hub.grade.is_empty() {
                continue;
            }
            let new = HubGrade { year: round.year, grade: hub.grade.clone(), source: round.title.clone() };
            let old = hubs::grades(tx, hub.hub_id)?.into_iter().find(|one| one.said.year == round.year);
            match old {
                Some(old) => hubs::change_grade(tx, c, hub.hub_id, &old, &new)?,
                None => hubs::add_grade(tx, c, hub.hub_id, &new)?,
            }
        }
        Ok(())
    })
}
