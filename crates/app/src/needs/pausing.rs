//! What stops the clock: the firm was asked back, or hub or provider and firm agreed on testing time. A pause is kept with
//! who began it, why, its days, and what became of the due date. The same for needs and, by `orders`, for orders.

use db::Tx;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;
use workdays::Calendar;

use super::model::{Need, State};
use super::reading::REASON;
use super::{commands, rules, store, store_passing, store_pauses};
use crate::app::day_of;
use crate::command::Command;
use crate::web::messages::Language;
use crate::web::{Error, FormErrors, Refusal, masking};

/// Whose clock it is.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Hub.
    pub hub: Uuid,
    /// need, order.
    pub object: &'static str,
    /// Which one.
    pub id: Uuid,
    /// The due date as it stands.
    pub due_on: Option<String>,
    /// The day from which it was told, which is not counted itself.
    pub began_on: Date,
}

/// Days that do not count.
#[derive(Clone, Debug)]
pub struct Pause {
    /// Id.
    pub id: Uuid,
    /// asked, testing.
    pub kind: String,
    /// Why.
    pub words: String,
    /// The first day that does not count.
    pub from_on: String,
    /// The last; `None` while it lasts.
    pub to_on: Option<String>,
    /// proposed, agreed, refused.
    pub state: String,
    /// The due date before.
    pub due_before: Option<String>,
    /// The due date since.
    pub due_after: Option<String>,
    /// Who began it.
    pub begun_by: String,
    /// Who of the firm answered it.
    pub decided_by: String,
}

impl Pause {
    /// Whether the firm still has to agree.
    pub fn waits(&self) -> bool {
        self.state == "proposed"
    }

    // keys: needs-paused-*
    /// The line of history: from when to when, why, by whom, and what became of the due date. Names are masked unless they
    /// are of the reader's own side: of that which began it, of that which answered.
    pub fn line(&self, language: &Language, (begun, decided): (bool, bool)) -> String {
        let lasts = if self.to_on.is_none() { "-lasts" } else { "" };
        let key = format!("needs-paused-{}-{}{lasts}", self.kind, self.state);
        let (from, to) =
            (language.day(&self.from_on), self.to_on.as_deref().map(|day| language.day(day)).unwrap_or_default());
        let shown = |own: bool, name: &str| if own { name.to_owned() } else { masking::name(name) };
        let (by, other) = (shown(begun, &self.begun_by), shown(decided, &self.decided_by));
        let arguments: [(&'static str, &dyn crate::web::messages::Argument); 5] =
            [("from", &from), ("to", &to), ("words", &self.words), ("by", &by), ("other", &other)];
        let mut line = language.with(&key, &arguments);
        if let (Some(before), Some(after)) = (&self.due_before, &self.due_after) {
            let days = [("before", language.day(before)), ("after", language.day(after))];
            line += &language.with("needs-paused-moved", &[(days[0].0, &days[0].1), (days[1].0, &days[1].1)]);
        }
        line
    }
}

/// The due date over a pause: what was left on the day before it begins is left on the day after it ends. One that lay
/// before the pause stays: what is late does not become timely by waiting. `began` is the day from which the due date was
/// told. `None` without a due date, or when the calendar is not announced.
pub fn moved(calendar: &Calendar, due: Option<&str>, began: Date, from: Date, to: Date) -> Option<String> {
    let due: Date = due?.parse().ok()?;
    if due < from {
        return Some(due.to_string());
    }
    let before = from.yesterday().ok()?.max(began);
    let left = calendar.count(before, due).ok()?;
    let pause = workdays::Pause { from, to: Some(to) };
    calendar.add_paused(before, left, &[pause]).ok().flatten().map(|day| day.to_string())
}

/// The firm was asked: the clock stops today.
pub(super) fn begin(tx: &mut Tx, c: &mut Command, need: &Need, words: &str) -> Result<(), Error> {
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let clock = Clock { due_on: need.triage_due_on.clone(), ..of_need(need) };
    let days = (c.today(), None);
    store_pauses::insert(tx, (c.new_id(), person, c.now), &clock, ("asked", "agreed", words), days)
}

/// The firm has answered, or the need has ended: the clock goes on tomorrow. Gives the due date since; what began before
/// there were pauses starts anew.
pub(super) fn end(tx: &mut Tx, c: &Command, calendar: &Calendar, need: &Need) -> Result<Option<String>, Error> {
    let Some(pause) = store_pauses::lasting(tx, need.hub_id, need.id)? else {
        return Ok(crate::deadlines::due(calendar, c.today(), crate::deadlines::on(c.today()).triage));
    };
    let from: Date = pause.from_on.parse().map_err(Error::internal)?;
    let due = moved(calendar, pause.due_before.as_deref(), began(tx, need)?, from, c.today());
    let person = c.actor.person().map(|person| person.id);
    store_pauses::end(tx, need.hub_id, pause.id, &c.today().to_string(), due.clone(), (person, c.now))?;
    Ok(due)
}

/// A need has ended: a pause that lasts ends with it.
pub(super) fn stop(tx: &mut Tx, c: &Command, calendar: &Calendar, need: &Need) -> Result<(), Error> {
    if need.state == State::Asked { end(tx, c, calendar, need).map(|_| ()) } else { Ok(()) }
}

/// The day from which a hub's answer is reckoned: when the need was said, or came from another hub.
fn began(tx: &mut Tx, need: &Need) -> Result<Date, Error> {
    let passed = store_passing::of(tx, need.id)?.pop().map(|forward| forward.passed_at);
    Ok(day_of(passed.unwrap_or(need.sent_at)))
}

/// The clock of a need that was accepted: towards its plan.
fn of_need(need: &Need) -> Clock {
    let began_on = day_of(need.accepted_at.unwrap_or(need.sent_at));
    Clock { hub: need.hub_id, object: "need", id: need.id, due_on: need.due_on.clone(), began_on }
}

/// Hub or provider proposes testing time; it counts once the firm agrees. Gives what the event tells.
///
/// # Errors
/// `Invalid` for days or words that are wrong; `Refused` without a due date, or while another proposal waits.
pub fn propose(tx: &mut Tx, c: &mut Command, clock: &Clock, from: &str, to: &str, why: &str) -> Result<Value, Error> {
    if clock.due_on.is_none() {
        return Err(Refusal::new("needs-pause-no-due").into());
    }
    let most = rules::on(c.today()).testing_most;
    let mut errors = FormErrors::none();
    let (from, to): (Option<Date>, Option<Date>) = (from.parse().ok(), to.parse().ok());
    match from {
        None => errors.add("pause_from", Refusal::new("needs-choose-day")),
        Some(day) if day < c.today() => errors.add("pause_from", Refusal::new("needs-day-passed")),
        Some(_) => {}
    }
    match (from, to) {
        (_, None) => errors.add("pause_to", Refusal::new("needs-choose-day")),
        (Some(from), Some(to)) if to < from => errors.add("pause_to", Refusal::new("needs-pause-ends-before")),
        (Some(from), Some(to)) if i64::from((to - from).get_days()) >= most => {
            errors.add("pause_to", Refusal::new("needs-pause-too-long").with("most", most));
        }
        _ => {}
    }
    let given = why.chars().count();
    if why.is_empty() {
        errors.add("pause_words", Refusal::new("needs-pause-say-why"));
    } else if given > REASON {
        errors.add("pause_words", Refusal::new("needs-too-long").with("most", REASON).with("given", given));
    }
    errors.finish()?;
    if store_pauses::waiting(tx, clock.hub, clock.id)?.is_some() {
        return Err(Refusal::new("needs-pause-waits").into());
    }
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let (from, to) = (from.map(|day| day.to_string()).unwrap_or_default(), to.map(|day| day.to_string()));
    let from_date: Date = from.parse().map_err(Error::internal)?;
    store_pauses::insert(
        tx,
        (c.new_id(), person, c.now),
        clock,
        ("testing", "proposed", why),
        (from_date, to.clone()),
    )?;
    Ok(json!({ "from": from, "to": to, "words": why }))
}

/// The firm agrees, and the due date moves; or it does not. Gives the due date since (`None` when refused) and what the
/// event tells.
///
/// # Errors
/// `Refused` when nothing waits.
pub fn decide(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    clock: &Clock,
    agreed: bool,
) -> Result<(Option<String>, Value), Error> {
    let pause = store_pauses::waiting(tx, clock.hub, clock.id)?.ok_or_else(|| Refusal::new("needs-pause-none"))?;
    let day = |day: &str| day.parse::<Date>().map_err(Error::internal);
    let (from, to) = (day(&pause.from_on)?, day(pause.to_on.as_deref().unwrap_or_default())?);
    // Days that had passed when the firm agreed were worked, and count.
    let from = from.max(c.today());
    let due =
        if agreed && from <= to { moved(calendar, clock.due_on.as_deref(), clock.began_on, from, to) } else { None };
    let agreed = agreed && from <= to;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let state = if agreed { "agreed" } else { "refused" };
    let dues = if agreed { (clock.due_on.clone(), due.clone()) } else { (None, None) };
    store_pauses::decide(tx, clock.hub, pause.id, (state, &from.to_string()), dues, (person, c.now))?;
    let due = due.or_else(|| clock.due_on.clone());
    let told = json!({ "from": from.to_string(), "to": pause.to_on, "words": pause.words, "due_on": due });
    Ok((if agreed { due } else { None }, told))
}

/// The hub proposes testing time while it makes the plan.
///
/// # Errors
/// See [`propose`]; `Refused` when no plan is being made.
pub(super) fn propose_for_need(
    tx: &mut Tx,
    c: &mut Command,
    need: &Need,
    (from, to): (&str, &str),
    why: &str,
) -> Result<(), Error> {
    if need.state != State::Accepted {
        return Err(Refusal::new("needs-pause-no-due").into());
    }
    let told = propose(tx, c, &of_need(need), from, to, why)?;
    commands::record(tx, c, need, "need.pause-proposed", told)
}

/// The firm agrees to it, or not.
///
/// # Errors
/// `Refused` when nothing waits.
pub(super) fn decide_for_need(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    need: &Need,
    agreed: bool,
) -> Result<(), Error> {
    let (due, told) = decide(tx, c, calendar, &of_need(need), agreed)?;
    match due {
        Some(due_on) => {
            store::update(tx, &Need { due_on: Some(due_on), ..need.clone() })?;
            commands::record(tx, c, need, "need.paused", told)
        }
        None => commands::record(tx, c, need, "need.pause-refused", told),
    }
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_was_left_is_left_afterwards() {
        let day = |m, d| date(2026, m, d);
        for (due, from, to, after) in [
            // Two days left from Wednesday 4 March (told on the 4th): the 5th and the 6th.
            ("2026-03-06", day(3, 4), day(3, 9), "2026-03-11"),
            // The 5th was used; one is left.
            ("2026-03-06", day(3, 6), day(3, 9), "2026-03-10"),
            // Asked and answered on one day: that day does not count.
            ("2026-03-06", day(3, 5), day(3, 5), "2026-03-09"),
            // A weekend in the pause gives nothing.
            ("2026-03-09", day(3, 7), day(3, 8), "2026-03-09"),
            // What is late stays late.
            ("2026-03-06", day(3, 9), day(3, 13), "2026-03-06"),
            // Over Spring Festival.
            ("2026-02-13", day(2, 13), day(2, 26), "2026-02-27"),
        ] {
            let began = if due < "2026-03" { day(2, 10) } else { day(3, 4) };
            let moved = moved(Calendar::official(), Some(due), began, from, to);
            assert_eq!(moved.as_deref(), Some(after), "{due} {from} {to}");
        }
        assert_eq!(moved(Calendar::official(), None, day(3, 4), day(3, 4), day(3, 9)), None);
        let (began, from, to) = (date(2026, 12, 28), date(2026, 12, 30), date(2027, 1, 8));
        let unknown = moved(Calendar::official(), Some("2026-12-31"), began, from, to);
        assert_eq!(unknown, None, "the calendar of 2027 is not announced");
    }
}
