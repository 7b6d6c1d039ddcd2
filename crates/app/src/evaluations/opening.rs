//! Opening a round, and calling one off.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::model::{Round, State, steps};
use super::{rules, shipped, store};
use crate::access::{Role, Who};
use crate::command::{Command, Event};
use crate::hubs::{self, Hub};
use crate::web::{Error, Form, FormErrors, Refusal};

/// Longest title, reason, answer.
pub const WORDS: usize = 500;

/// What is asked to open a round.
#[derive(Clone, Debug)]
pub struct New {
    /// Title.
    pub title: String,
    /// The year that is evaluated.
    pub year: i64,
    /// Code of a shipped scheme.
    pub scheme: String,
    /// Of the hubs; empty: both.
    pub level: String,
    /// Where the hubs are: the bureau's division or one in it.
    pub within: String,
    /// The day from which working days are counted.
    pub begins: Date,
    /// Percent of the records that are called back.
    pub sample_percent: u32,
    /// Whether experts do not see names of hubs.
    pub hidden: bool,
}

/// Reads the form.
///
/// # Errors
/// `Invalid` with everything that is wrong.
pub fn read(form: &Form, today: Date) -> Result<New, Error> {
    let mut errors = FormErrors::none();
    let title = form.value("title");
    if title.is_empty() || title.chars().count() > 100 {
        errors.add("title", Refusal::new("evaluations-title-wrong"));
    }
    let typed = |name: &str| codes::text::to_half_width(form.value(name));
    let year: i64 = typed("year").trim_end_matches('年').parse().unwrap_or(0);
    if !(2000..=i64::from(today.year())).contains(&year) {
        errors.add("year", Refusal::new("evaluations-year-wrong").with("most", today.year()));
    }
    match shipped::by_code(form.value("scheme")) {
        Ok(chosen) if chosen.grades() => {}
        Ok(_) => errors.add("scheme", Refusal::new("evaluations-scheme-preview")),
        Err(_) => errors.add("scheme", Refusal::new("evaluations-scheme-wrong")),
    }
    let begins: Option<Date> = form.value("begins").parse().ok();
    if begins.is_none() {
        errors.add("begins", Refusal::new("evaluations-begins-wrong"));
    }
    let least = rules::on(today).sample_least;
    let percent = typed("sample").trim_end_matches('%').parse().unwrap_or(0);
    if !(least..=100).contains(&percent) {
        errors.add("sample", Refusal::new("evaluations-sample-wrong").with("least", least));
    }
    errors.finish()?;
    Ok(New {
        title: title.to_owned(),
        year,
        scheme: form.value("scheme").to_owned(),
        level: form.value("level").to_owned(),
        within: form.value("within").to_owned(),
        begins: begins.unwrap_or(today),
        sample_percent: percent,
        hidden: form.checked("hidden", "yes"),
    })
}

/// The division of the bureau for which somebody acts.
///
/// # Errors
/// `NotFound` for whoever is no official.
pub fn bureau(who: &Who) -> Result<String, Error> {
    let membership = who.actor.membership().filter(|own| own.role == Role::Official);
    membership.and_then(|own| own.division.clone()).ok_or(Error::NotFound)
}

/// Whether the actor runs the round: an official of its bureau, or of one above.
pub fn runs(who: &Who, round: &Round) -> bool {
    bureau(who).is_ok_and(|division| round.division.starts_with(&division))
}

/// Whether the actor may read it: who runs it, the officials inside its division, auditors.
pub fn reads(who: &Who, round: &Round) -> bool {
    runs(who, round)
        || who.actor.role() == Some(Role::Auditor)
        || bureau(who).is_ok_and(|division| division.starts_with(&round.division))
}

/// Refuses unless the actor runs the round.
///
/// # Errors
/// `NotFound`.
pub fn must_run(who: &Who, round: &Round) -> Result<(), Error> {
    if runs(who, round) { Ok(()) } else { Err(Error::NotFound) }
}

/// Who acts.
///
/// # Errors
/// `SignIn` for visitors.
pub fn person(who: &Who) -> Result<Uuid, Error> {
    who.actor.person().map(|person| person.id).ok_or(Error::SignIn)
}

/// The hubs that a round takes in.
///
/// # Errors
/// Of the database.
pub fn chosen(tx: &mut Tx, within: &str, level: &str) -> Result<Vec<Hub>, Error> {
    let mut all = hubs::all(tx)?;
    all.retain(|hub| hub.division.starts_with(within) && (level.is_empty() || hub.level == level));
    Ok(all)
}

/// Opens a round.
///
/// # Errors
/// `Invalid` when the scheme is not for these hubs or there are none; `NotFound` for whoever is no official.
pub fn open(tx: &mut Tx, c: &mut Command, calendar: &Calendar, new: &New) -> Result<Round, Error> {
    let division = bureau(c)?;
    if !new.within.starts_with(&division) {
        return Err(FormErrors::one("within", Refusal::new("evaluations-within-wrong")).into());
    }
    let chosen_scheme = shipped::by_code(&new.scheme)?;
    if !chosen_scheme.grades() {
        return Err(FormErrors::one("scheme", Refusal::new("evaluations-scheme-preview")).into());
    }
    let applies = &chosen_scheme.scheme.applies;
    let mut hubs = chosen(tx, &new.within, &new.level)?;
    hubs.retain(|hub| {
        let inside = applies.divisions.is_empty() || applies.divisions.iter().any(|one| hub.division.starts_with(one));
        inside && (applies.levels.is_empty() || applies.levels.contains(&hub.level))
    });
    if hubs.is_empty() {
        return Err(FormErrors::one("level", Refusal::new("evaluations-no-hubs")).into());
    }
    let mut rules = rules::on(c.today()).clone();
    rules.sample_percent = new.sample_percent;
    let round = Round {
        id: c.new_id(),
        code: free_code(tx, new.year, &new.within)?,
        title: new.title.clone(),
        year: new.year,
        division,
        level: new.level.clone(),
        scheme_code: new.scheme.clone(),
        scheme: chosen_scheme.text.to_owned(),
        steps: steps(calendar, new.begins, &rules),
        rules,
        hidden: new.hidden,
        state: State::Open,
        opened_at: c.now,
        seed: String::new(),
        frozen_at: None,
        noticed_on: None,
        notice_until: None,
        first_by: None,
        final_at: None,
        archive: None,
        reason: String::new(),
        version: 1,
    };
    let by = person(c)?;
    match store::insert(tx, &round, by) {
        Err(db::Error::Unique { .. }) => return Err(Error::Conflict),
        other => other?,
    }
    for hub in &hubs {
        store::insert_hub(tx, round.id, hub, "[]")?;
        let told = json!({ "round": round.id, "year": round.year, "due_on": round.due("report") });
        record_at(tx, c, hub.id, &round, "round.opened", told)?;
    }
    let told = json!({ "year": round.year, "scheme": round.scheme_code, "hubs": hubs.len() });
    record(tx, c, &round, "round.begun", told)?;
    Ok(round)
}

fn free_code(tx: &mut Tx, year: i64, division: &str) -> Result<String, Error> {
    let first = format!("{year}-{division}");
    let mut code = first.clone();
    for n in 2.. {
        match store::by_code(tx, &code) {
            Err(Error::NotFound) => break,
            Err(other) => return Err(other),
            Ok(_) => code = format!("{first}-{n}"),
        }
    }
    Ok(code)
}

/// Calls a round off.
///
/// # Errors
/// `Invalid` without a reason; `Refused` once it is published.
pub fn call_off(tx: &mut Tx, c: &mut Command, round: &Round, reason: &str) -> Result<(), Error> {
    must_run(c, round)?;
    must_go(round, State::CalledOff)?;
    check_words("reason", reason)?;
    store::call_off(tx, round, reason)?;
    record(tx, c, round, "round.called-off", json!({ "reason": reason }))
}

/// Refuses unless the round may go there.
///
/// # Errors
/// `Refused`.
pub fn must_go(round: &Round, state: State) -> Result<(), Error> {
    if round.state.may_become(state) { Ok(()) } else { Err(Refusal::new("evaluations-not-now").into()) }
}

/// Words that must be there.
///
/// # Errors
/// `Invalid`.
pub fn check_words(field: &str, words: &str) -> Result<(), Error> {
    if words.is_empty() || words.chars().count() > WORDS {
        return FormErrors::one(field, Refusal::new("evaluations-words-wrong").with("most", WORDS)).finish();
    }
    Ok(())
}

/// Records what happened to a round, which is of no one hub.
///
/// # Errors
/// Of the database.
pub fn record(
    tx: &mut Tx,
    c: &mut Command,
    round: &Round,
    action: &'static str,
    told: serde_json::Value,
) -> Result<(), Error> {
    let event = Event { hub: Uuid::nil(), action, object: "round", id: round.id, reference: &round.code };
    c.record(tx, event, told)?;
    Ok(())
}

/// Records what happened to a hub in a round, in the hub's log.
///
/// # Errors
/// Of the database.
pub fn record_at(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    round: &Round,
    action: &'static str,
    told: serde_json::Value,
) -> Result<Uuid, Error> {
    c.record(tx, Event { hub, action, object: "round", id: round.id, reference: &round.code }, told)
}
