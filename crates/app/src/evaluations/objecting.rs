//! Objections to a result that is up for them: by real name, with evidence, answered within a term, with their effect.

use db::Tx;
use indicators::Decimal;
use serde_json::json;
use workdays::Calendar;

use super::deciding::reckon;
use super::model::{Objection, Round, RoundHub, State};
use super::opening::{check_words, must_run, person, record, record_at};
use super::{figures, store, store_objections};
use crate::attachments::{self, Kept};
use crate::command::Command;
use crate::web::{Error, Form, FormErrors, Refusal};

/// What is said in an objection.
#[derive(Clone, Debug)]
pub struct Said {
    /// The hub's code.
    pub hub: String,
    /// Real name.
    pub name: String,
    /// For whom, or empty.
    pub organization: String,
    /// Phone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// What, and why.
    pub words: String,
}

/// Reads the form.
///
/// # Errors
/// `Invalid` with everything that is wrong.
pub fn read(form: &Form) -> Result<Said, Error> {
    let mut errors = FormErrors::none();
    let mut words = |field: &str, key: &'static str, most: usize| {
        let typed = form.value(field);
        if typed.is_empty() || typed.chars().count() > most {
            errors.add(field, Refusal::new(key).with("most", most));
        }
        typed.to_owned()
    };
    let said = Said {
        hub: words("hub", "evaluations-objection-hub-wrong", 3),
        name: words("name", "evaluations-name-wrong", 30),
        organization: form.value("organization").chars().take(100).collect(),
        phone: words("phone", "evaluations-phone-wrong", 20),
        address: words("address", "evaluations-address-wrong", 100),
        words: words("words", "evaluations-words-wrong", 2000),
    };
    let digits = said.phone.chars().filter(char::is_ascii_digit).count();
    if !said.phone.is_empty() && digits < 7 {
        errors.add("phone", Refusal::new("evaluations-phone-wrong").with("most", 20));
    }
    errors.finish()?;
    Ok(said)
}

/// Whether objections are taken today.
pub fn is_open(round: &Round, today: jiff::civil::Date) -> bool {
    round.state == State::Noticed
        && round.notice_until.as_deref().is_some_and(|until| today.to_string().as_str() <= until)
}

/// Makes an objection. Gives its number.
///
/// # Errors
/// `Refused` when the notice has ended.
pub fn make(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    round: &Round,
    said: &Said,
    kept: &[Kept],
) -> Result<i64, Error> {
    if !is_open(round, c.today()) {
        return Err(Refusal::new("evaluations-objections-closed").into());
    }
    let by = person(c)?;
    let due = calendar.add(c.today(), round.rules.answer_days).ok().map(|day| day.to_string());
    tx.as_system(|tx| {
        let hub = store::hub(tx, round.id, &said.hub)
            .map_err(|_| Error::Invalid(FormErrors::one("hub", Refusal::new("evaluations-objection-hub-wrong"))))?;
        let new = Objection {
            hub_id: hub.hub_id,
            hub_code: hub.code,
            hub_name: hub.name,
            id: c.new_id(),
            number: store_objections::next_number(tx, round.id)?,
            person_id: by,
            name: said.name.clone(),
            organization: said.organization.clone(),
            phone: said.phone.clone(),
            address: said.address.clone(),
            words: said.words.clone(),
            made_at: c.now,
            due_on: due,
            state: "open".into(),
            answer: String::new(),
            effect: String::new(),
            column: String::new(),
            from: String::new(),
            to: String::new(),
            version: 1,
        };
        match store_objections::insert(tx, round.id, &new) {
            Err(db::Error::Unique { .. }) => return Err(Error::Conflict),
            other => other?,
        }
        attachments::attach(tx, c, new.hub_id, "objection", new.id, kept)?;
        record(tx, c, round, "round.objected", json!({ "number": new.number, "hub": new.hub_code }))?;
        Ok(new.number)
    })
}

/// The answer to an objection.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whether it is right.
    pub upheld: bool,
    /// The answer.
    pub words: String,
    /// What it changes, in words.
    pub effect: String,
    /// The column that is corrected, or empty.
    pub column: String,
    /// Its value.
    pub value: String,
}

/// Answers an objection; a corrected value is in the result at once.
///
/// # Errors
/// `Invalid` with what is missing; `Refused` when it was answered.
pub fn answer(tx: &mut Tx, c: &mut Command, round: &Round, old: &Objection, answer: &Answer) -> Result<(), Error> {
    must_run(c, round)?;
    if round.state != State::Noticed || old.state != "open" {
        return Err(Refusal::new("evaluations-not-now").into());
    }
    check_words("answer", &answer.words)?;
    if answer.upheld {
        check_words("effect", &answer.effect)?;
    }
    let mut new = Objection {
        state: if answer.upheld { "upheld" } else { "refused" }.into(),
        answer: answer.words.clone(),
        effect: answer.effect.clone(),
        ..old.clone()
    };
    if answer.upheld && !answer.column.is_empty() {
        correct(tx, c, round, &mut new, answer)?;
    }
    let by = person(c)?;
    tx.as_system(|tx| store_objections::answer(tx, old, &new, (by, c.now)))?;
    let told = json!({ "number": old.number, "upheld": answer.upheld, "effect": answer.effect,
        "column": new.column, "from": new.from, "to": new.to });
    record_at(tx, c, old.hub_id, round, "round.objection-answered", told)?;
    if !new.column.is_empty() {
        reckon(tx, round)?;
        if round.first_by.is_some() {
            store::publish_again(tx, round)?;
        }
    }
    Ok(())
}

fn correct(tx: &mut Tx, c: &Command, round: &Round, new: &mut Objection, answer: &Answer) -> Result<(), Error> {
    let dossier = figures::dossier(tx, round, c.today())?;
    let (scheme, units) = dossier.units()?;
    let known = scheme
        .columns()
        .into_iter()
        .any(|(at, years)| indicators::column(&scheme.measures[at].key, years) == answer.column);
    let mut errors = FormErrors::none();
    if !known {
        errors.add("column", Refusal::new("evaluations-column-wrong"));
    }
    let value = codes::text::to_half_width(&answer.value).parse::<Decimal>().ok();
    let Some(value) = value else {
        errors.add("value", Refusal::new("evaluations-value-wrong"));
        return errors.finish();
    };
    errors.finish()?;
    let unit = units.iter().find(|unit| unit.id == new.hub_code);
    let old = unit.and_then(|unit| match unit.values.get(&answer.column) {
        Some(indicators::Given::Number(number)) => Some(number.normalize().to_string()),
        _ => None,
    });
    new.column.clone_from(&answer.column);
    new.from = old.unwrap_or_default();
    new.to = value.normalize().to_string();
    Ok(())
}

/// The objections of a round; those of one hub where one is given.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, round: &Round, hub: Option<&RoundHub>) -> Result<Vec<Objection>, Error> {
    let mut all = tx.as_system(|tx| store_objections::of_round(tx, round.id))?;
    if let Some(hub) = hub {
        all.retain(|one| one.hub_id == hub.hub_id);
    }
    Ok(all)
}
