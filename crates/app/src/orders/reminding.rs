//! A firm that says nothing to a delivery. After so many working days (`schemes/deadlines.toml`) it is reminded, after
//! more of them again, and then the hub's manager calls and writes down what was said. Nothing of it confirms for the
//! firm: silence is not consent. Each reminder is a job that waits for its morning, and does nothing when the order has
//! moved on meanwhile.

use db::{Scope, Tx};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::commands::{WORDS, person, record};
use super::model::{Order, State};
use super::{store, store_reminders};
use crate::access::Who;
use crate::app::{App, day_of, millis_of};
use crate::command::Command;
use crate::deadlines;
use crate::jobs::{self, Job};
use crate::plans::model::states;
use crate::web::{Error, FormErrors, Refusal};

/// Kind of the job that reminds.
pub const JOB: &str = "orders.remind";
/// Reminders of a delivery.
pub const STAGES: i64 = 2;
/// While the calendar of a year is not announced, nothing is guessed: it is looked at again after this long.
const LOOK_AGAIN_MS: i64 = 7 * 86_400_000;
/// Longest name of who was spoken with.
const NAME: usize = 40;

states! {
    /// What came of the manager's call.
    Heard {
        /// The firm will look at the delivery.
        WillConfirm = "will-confirm",
        /// It is not content: it rejects the delivery or opens a dispute itself.
        Objects = "objects",
        /// Nobody was reached.
        Unreached = "unreached",
    }
}

/// What the job is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Waiting {
    hub: Uuid,
    order: Uuid,
    delivery: Uuid,
    stage: i64,
    /// From when the working days count; milliseconds UTC.
    since: i64,
    /// How often it was looked at in vain.
    turn: i64,
}

impl Waiting {
    /// Only one waits with each of these.
    fn word(delivery: Uuid, stage: i64, turn: i64) -> String {
        format!("{delivery} {stage} {}", turn % 2)
    }

    /// The morning of the reminder; `None` while the calendar of that year is not announced.
    fn moment(&self, calendar: &Calendar) -> Option<i64> {
        let deadlines = deadlines::on(day_of(self.since));
        let days = if self.stage == 1 { deadlines.confirm_first } else { deadlines.confirm_second };
        moment(calendar, day_of(self.since), days)
    }

    fn enqueue(&self, tx: &mut Tx, c: &mut Command, at: i64) -> Result<(), Error> {
        let job = Job::once(JOB, Waiting::word(self.delivery, self.stage, self.turn), self)?;
        let delay = at - c.now;
        c.enqueue(tx, job.after(delay.max(0)))
    }
}

/// Nine o'clock of the first working day after so many whole working days.
fn moment(calendar: &Calendar, since: Date, days: u32) -> Option<i64> {
    let last = calendar.add(since, days).ok()?;
    Some(millis_of(calendar.next_workday(last).ok()?, 9, 0))
}

/// From now on the firm's silence to this delivery is watched.
pub(super) fn watch(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    delivery: Uuid,
    calendar: &Calendar,
) -> Result<(), Error> {
    let waiting = Waiting { hub: order.hub_id, order: order.id, delivery, stage: 1, since: c.now, turn: 0 };
    let at = waiting.moment(calendar).unwrap_or(c.now + LOOK_AGAIN_MS);
    waiting.enqueue(tx, c, at)
}

/// The firm has answered, or a dispute is being mediated.
pub(super) fn stop_watching(tx: &mut Tx, delivery: Uuid) -> Result<(), Error> {
    for stage in 1..=STAGES {
        for turn in 0..2 {
            jobs::cancel(tx, JOB, &Waiting::word(delivery, stage, turn))?;
        }
    }
    Ok(())
}

/// The job [`JOB`].
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn remind(app: &App, payload: &str) -> Result<(), Error> {
    let waiting: Waiting = serde_json::from_str(payload).map_err(Error::internal)?;
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    let calendar = app.calendar;
    app.db.write(Scope::system(), move |tx| run(tx, &mut c, &waiting, calendar)).await
}

fn run(tx: &mut Tx, c: &mut Command, waiting: &Waiting, calendar: &Calendar) -> Result<(), Error> {
    let order = match store::by_id(tx, waiting.hub, waiting.order) {
        Err(Error::NotFound) => return Ok(()),
        other => other?,
    };
    let last = store::deliveries(tx, order.hub_id, order.id)?.pop().map(|delivery| delivery.id);
    if order.state != State::Delivered || last != Some(waiting.delivery) {
        return Ok(());
    }
    match waiting.moment(calendar) {
        Some(at) if at <= c.now => {}
        other => {
            let again = Waiting { turn: waiting.turn + 1, ..waiting.clone() };
            return again.enqueue(tx, c, other.unwrap_or(c.now + LOOK_AGAIN_MS));
        }
    }
    if !store_reminders::insert(tx, &order, waiting.delivery, waiting.stage, c.now)? {
        return Ok(());
    }
    let action = if waiting.stage == 1 { "order.reminded" } else { "order.reminded-again" };
    record(tx, c, &order, action, json!({ "stage": waiting.stage, "delivery": waiting.delivery }))?;
    if waiting.stage < STAGES {
        let next = Waiting { stage: waiting.stage + 1, turn: 0, ..waiting.clone() };
        let at = next.moment(calendar).unwrap_or(c.now + LOOK_AGAIN_MS);
        next.enqueue(tx, c, at)?;
    }
    Ok(())
}

/// A call of the manager as written down.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who called.
    pub by: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// Whom; empty when nobody was reached.
    pub spoke_with: String,
    /// What was said.
    pub words: String,
    /// Code of [`Heard`].
    pub result: String,
    /// When the hub calls again, if nothing happens.
    pub again_on: String,
}

/// What was done about a firm's silence.
#[derive(Clone, Debug, Default)]
pub struct Silence {
    /// Which reminder, and when; milliseconds UTC.
    pub reminders: Vec<(i64, i64)>,
    /// The calls, the first one first.
    pub calls: Vec<Call>,
}

/// What was said in a call.
#[derive(Clone, Debug)]
pub struct NewCall {
    /// Whom the manager spoke with.
    pub spoke_with: String,
    /// What was said.
    pub words: String,
    /// What came of it.
    pub result: Option<Heard>,
    /// When to call again; `None`: after as many working days as before the first reminder.
    pub again_on: Option<Date>,
}

/// The manager called a firm that has not answered a delivery. The order stays as it is.
///
/// # Errors
/// `Invalid` when something is missing; `Refused` when there is no delivery to be answered.
pub fn call(tx: &mut Tx, c: &mut Command, order: &Order, new: &NewCall, calendar: &Calendar) -> Result<(), Error> {
    if order.state != State::Delivered {
        return Err(Refusal::new("orders-call-nothing").into());
    }
    let last = store::deliveries(tx, order.hub_id, order.id)?.pop().ok_or(Error::Conflict)?;
    let again_on = match new.again_on {
        Some(day) => day,
        None => {
            let days = deadlines::on(c.today()).confirm_first;
            let week = c.today().saturating_add(jiff::Span::new().days(7));
            calendar.add(c.today(), days).unwrap_or(week)
        }
    };
    let mut errors = FormErrors::none();
    if new.result.is_none() {
        errors.add("result", Refusal::new("orders-call-result"));
    }
    if new.result != Some(Heard::Unreached) && new.spoke_with.is_empty() {
        errors.add("spoke_with", Refusal::new("orders-call-with"));
    }
    if new.words.is_empty() {
        errors.add("call_words", Refusal::new("orders-call-words"));
    }
    if again_on <= c.today() {
        errors.add("again_on", Refusal::new("orders-call-again-passed"));
    }
    errors.finish()?;
    let Some(result) = new.result else { return Ok(()) };
    let spoke_with = if result == Heard::Unreached { "" } else { &new.spoke_with };
    let call = Call {
        by: String::new(),
        at: c.now,
        spoke_with: spoke_with.chars().take(NAME).collect(),
        words: new.words.chars().take(WORDS).collect(),
        result: result.code().to_owned(),
        again_on: again_on.to_string(),
    };
    let (id, by) = (c.new_id(), person(c)?);
    store_reminders::insert_call(tx, order, (id, last.id, by), &call)?;
    let data = json!({ "result": call.result, "spoke_with": call.spoke_with, "words": call.words,
        "again_on": call.again_on });
    record(tx, c, order, "order.called", data)
}

/// What was done about the firm's silence to an order, so far.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, order: &Order) -> Result<Silence, Error> {
    Ok(Silence {
        reminders: store_reminders::reminders(tx, order.hub_id, order.id)?,
        calls: store_reminders::calls(tx, order.hub_id, order.id)?,
    })
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_morning_after_three_and_seven_working_days() {
        let calendar = Calendar::official();
        let day = |since, days| moment(calendar, since, days).map(|at| day_of(at).to_string());
        // Wednesday 4 March: the third working day is Monday the 9th, the seventh Friday the 13th.
        assert_eq!(day(date(2026, 3, 4), 3).as_deref(), Some("2026-03-10"));
        assert_eq!(day(date(2026, 3, 4), 7).as_deref(), Some("2026-03-16"));
        assert_eq!(moment(calendar, date(2026, 3, 4), 3), Some(millis_of(date(2026, 3, 10), 9, 0)));
        assert_eq!(day(date(2026, 12, 29), 3), None);
    }
}
