//! The rules of an instrument as a form.

use db::Tx;
use serde_json::json;

use super::model::Instrument;
use super::ruling::{CHARGED, OPERATED, PERIODS, Rules, SIZES};
use super::{commands, store};
use crate::command::Command;
use crate::web::{Error, Form, FormErrors, Refusal, words};

/// Names of the fields of the weekdays, Monday first, and the ends of `instruments-day-…`.
// keys: instruments-day-*
pub(super) const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Most questions, and the longest.
const QUESTIONS: usize = 5;
const QUESTION: usize = 100;
/// Longest words of the trainings.
const WORDS: usize = 500;
/// Bounds of what is counted.
const DAY: i64 = 24 * 60;

/// `09:00-12:00 13:00-17:00` as minutes; `None` when it is not written so.
fn read_hours(typed: &str) -> Option<Vec<(i64, i64)>> {
    let typed = codes::text::to_half_width(typed)
        .replace(['\u{2013}', '\u{2014}', '~', '\u{81f3}'], "-")
        .replace([',', '\u{3001}', ';'], " ");
    let clock = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
        ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
    };
    let span = |text: &str| {
        let (from, until) = text.split_once('-')?;
        Some((clock(from)?, clock(until)?))
    };
    typed.split_whitespace().map(span).collect()
}

/// `09:00-12:00 13:00-17:00`
pub(super) fn hours_in_words(spans: &[(i64, i64)]) -> String {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    spans.iter().map(|(from, until)| format!("{}-{}", clock(*from), clock(*until))).collect::<Vec<_>>().join(" ")
}

struct Reader<'a> {
    form: &'a Form,
    errors: FormErrors,
}

impl Reader<'_> {
    fn number(&mut self, field: &str, least: i64, most: i64) -> i64 {
        let typed = codes::text::to_half_width(self.form.value(field));
        let read = if typed.is_empty() { Some(0) } else { typed.parse::<i64>().ok() };
        match read.filter(|number| (least..=most).contains(number)) {
            Some(number) => number,
            None => {
                self.errors
                    .add(field, Refusal::new("instruments-number-wrong").with("least", least).with("most", most));
                least
            }
        }
    }

    fn money(&mut self, field: &str) -> i64 {
        let typed = self.form.value(field);
        let read = if typed.is_empty() { Some(0) } else { words::parse_money(typed) };
        read.filter(|fen| *fen <= 100_000_000).unwrap_or_else(|| {
            self.errors.add(field, Refusal::new("instruments-money-wrong"));
            0
        })
    }

    fn choice(&mut self, field: &str, choices: &[&str]) -> String {
        let value = self.form.value(field);
        if !choices.contains(&value) {
            self.errors.add(field, Refusal::new("instruments-choose-one"));
        }
        value.to_owned()
    }

    fn hours(&mut self, day: &str) -> Vec<(i64, i64)> {
        read_hours(self.form.value(day)).unwrap_or_else(|| {
            self.errors.add(day, Refusal::new("instruments-hours-wrong"));
            Vec::new()
        })
    }
}

/// Reads the rules.
///
/// # Errors
/// `Invalid` with everything that is wrong.
pub(super) fn read(form: &Form) -> Result<Rules, Error> {
    let mut r = Reader { form, errors: FormErrors::none() };
    let yes = |field: &str| form.value(field) == "yes";
    let lines = form.value("questions").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
    let rules = Rules {
        weekdays: DAYS.map(|day| r.hours(day)),
        whatever_calendar: yes("whatever_calendar"),
        slot: r.number("slot", 5, DAY),
        least: r.number("least", 5, 60 * DAY),
        most: r.number("most", 5, 60 * DAY),
        before: r.number("before", 0, 10 * DAY),
        after: r.number("after", 0, 10 * DAY),
        notice: r.number("notice_hours", 0, 24 * 90) * 60,
        horizon_days: r.number("horizon_days", 0, 365),
        runs_on: yes("runs_on"),
        quota_hours: r.number("quota_hours", 0, 24 * 31),
        quota_period: r.choice("quota_period", &PERIODS),
        approval: yes("approval"),
        training: yes("training"),
        training_words: form.value("training_words").to_owned(),
        operated: r.choice("operated", &OPERATED),
        hour_fen: r.money("hour_price"),
        sample_fen: r.money("sample_price"),
        least_fen: r.money("least_price"),
        percents: SIZES.map(|size| r.number(&format!("percent_{size}"), 0, 300)),
        charged: r.choice("charged", &CHARGED),
        cancel_hours: r.number("cancel_hours", 0, 24 * 90),
        cancel_percent: r.number("cancel_percent", 0, 100),
        missed_most: r.number("missed_most", 0, 100),
        paused_days: r.number("paused_days", 0, 365),
        questions: lines.collect(),
    };
    let mut errors = r.errors;
    check(&rules, &mut errors);
    errors.finish()?;
    Ok(rules)
}

/// What only shows when all is read.
fn check(rules: &Rules, errors: &mut FormErrors) {
    let wrong = |errors: &FormErrors, field: &str| errors.0.iter().any(|error| error.field == field);
    if rules.weekdays.iter().all(Vec::is_empty) && !DAYS.iter().any(|day| wrong(errors, day)) {
        errors.add(DAYS[0], Refusal::new("instruments-never-open"));
    }
    match rules.slots().check() {
        Ok(()) => {}
        Err(slots::Unsound::Hours) => errors.add(DAYS[0], Refusal::new("instruments-hours-overlap")),
        Err(slots::Unsound::Slot | slots::Unsound::Lengths) => {
            if !wrong(errors, "slot") && !wrong(errors, "least") && !wrong(errors, "most") {
                errors.add("least", Refusal::new("instruments-lengths-wrong"));
            }
        }
        Err(slots::Unsound::Notice) => errors.add("horizon_days", Refusal::new("instruments-horizon-wrong")),
    }
    if rules.training && rules.training_words.is_empty() || rules.training_words.chars().count() > WORDS {
        errors.add("training_words", Refusal::new("instruments-training-words-wrong").with("most", WORDS));
    }
    if rules.questions.len() > QUESTIONS || rules.questions.iter().any(|one| one.chars().count() > QUESTION) {
        errors.add("questions", Refusal::new("instruments-too-many").with("most", QUESTIONS).with("long", QUESTION));
    }
}

/// A form filled with rules.
pub(super) fn fill(rules: &Rules, version: i64) -> Form {
    let yuan = |fen: i64| words::amount(fen).replace(',', "");
    let said = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let mut fields: Vec<(String, String)> = vec![("version".into(), version.to_string())];
    fields.extend(DAYS.iter().zip(&rules.weekdays).map(|(day, spans)| ((*day).to_owned(), hours_in_words(spans))));
    let rest = [
        ("whatever_calendar", said(rules.whatever_calendar)),
        ("slot", rules.slot.to_string()),
        ("least", rules.least.to_string()),
        ("most", rules.most.to_string()),
        ("before", rules.before.to_string()),
        ("after", rules.after.to_string()),
        ("notice_hours", (rules.notice / 60).to_string()),
        ("horizon_days", rules.horizon_days.to_string()),
        ("runs_on", said(rules.runs_on)),
        ("quota_hours", rules.quota_hours.to_string()),
        ("quota_period", rules.quota_period.clone()),
        ("approval", said(rules.approval)),
        ("training", said(rules.training)),
        ("training_words", rules.training_words.clone()),
        ("operated", rules.operated.clone()),
        ("hour_price", yuan(rules.hour_fen)),
        ("sample_price", yuan(rules.sample_fen)),
        ("least_price", yuan(rules.least_fen)),
        ("charged", rules.charged.clone()),
        ("cancel_hours", rules.cancel_hours.to_string()),
        ("cancel_percent", rules.cancel_percent.to_string()),
        ("missed_most", rules.missed_most.to_string()),
        ("paused_days", rules.paused_days.to_string()),
        ("questions", rules.questions.join("\n")),
    ];
    fields.extend(rest.map(|(name, value)| (name.to_owned(), value)));
    fields.extend(SIZES.iter().zip(rules.percents).map(|(size, n)| (format!("percent_{size}"), n.to_string())));
    Form::filled(fields)
}

/// Sets an instrument's rules from now on; what is booked keeps to those it was booked under.
///
/// # Errors
/// `Invalid` for rules that cannot be, `Conflict` when the instrument was changed meanwhile.
pub fn set_rules(tx: &mut Tx, c: &mut Command, instrument: &Instrument, rules: &Rules) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    check(rules, &mut errors);
    errors.finish()?;
    let person = c.actor.person().map(|person| person.id);
    store::put_rules(tx, instrument, rules, person, c.now)?;
    let told = json!({ "number": instrument.rules_number + 1 });
    commands::record(tx, c, instrument, "instrument.rules-set", told)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn hours_are_read_as_typed_and_written_again() {
        for (typed, read) in [
            ("", Some(vec![])),
            ("09:00-12:00 13:00-17:00", Some(vec![(540, 720), (780, 1020)])),
            ("８：３０–１２：００、13:00至24:00", Some(vec![(510, 720), (780, 1440)])),
            ("九点到五点", None),
            ("09:00", None),
            ("09:00-25:00", None),
        ] {
            assert_eq!(read_hours(typed), read, "{typed}");
        }
        assert_eq!(hours_in_words(&[(540, 720), (780, 1440)]), "09:00-12:00 13:00-24:00");
    }

    #[test]
    fn what_is_filled_in_is_read_again() {
        let rules = Rules {
            training: true,
            training_words: "每月第一个周三 14:00".into(),
            questions: vec!["样品尺寸?".into()],
            hour_fen: 12_050,
            percents: [50, 80, 100, 120],
            runs_on: true,
            ..Rules::default()
        };
        assert_eq!(read(&fill(&rules, 1)).ok(), Some(rules));
    }
}
