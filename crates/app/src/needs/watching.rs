//! Who is told of a due date that comes near: each morning a job looks through what a hub has open. The hub's manager is
//! told some working days before a need is due and on the day, the firm of what it has to hand in later; each once for each
//! due date, so that a date that a pause has moved is told anew.

use db::{Scope, Tx};
use serde_json::json;
use uuid::Uuid;

use super::store_pauses::{self, Due};
use crate::access::Who;
use crate::app::{App, day_of, millis_of};
use crate::command::{Command, Event};
use crate::deadlines;
use crate::jobs::Job;
use crate::web::Error;

/// Kind of the job.
pub const JOB: &str = "needs.watch";
/// Hour of the day in China at which it looks.
const MORNING: i8 = 8;
/// Told in one transaction of each kind; a crash of a year leaves more, which the next round tells.
const BATCH: i64 = 200;

/// Looks again tomorrow morning; added by whatever makes something due.
pub(super) fn watch(tx: &mut Tx, c: &mut Command, hub: Uuid) -> Result<(), Error> {
    let job = Job::once(JOB, hub.to_string(), &hub)?.after(next_morning(c.now) - c.now);
    c.enqueue(tx, job)
}

/// The next time it is eight in the morning.
fn next_morning(now: i64) -> i64 {
    let today = day_of(now);
    let morning = millis_of(today, MORNING, 0);
    if now < morning { morning } else { millis_of(today.tomorrow().unwrap_or(today), MORNING, 0) }
}

/// The job `needs.watch`.
///
/// # Errors
/// Of the database; running it again tells nothing twice.
pub async fn run(app: &App, payload: &str) -> Result<(), Error> {
    let hub: Uuid = serde_json::from_str(payload).map_err(Error::internal)?;
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    let calendar = app.calendar;
    app.db.write(Scope::system(), move |tx| look(tx, &mut c, calendar, hub)).await
}

fn look(tx: &mut Tx, c: &mut Command, calendar: &workdays::Calendar, hub: Uuid) -> Result<(), Error> {
    let today = c.today();
    // On a day off nobody is there to be told; in a year not announced, which is not guessed, only what is due is told.
    if calendar.is_workday(today).unwrap_or(true) {
        let rules = deadlines::on(today);
        let ahead = |days: u32| calendar.add(today, days).unwrap_or(today).to_string();
        let (yesterday, tomorrow) = (today.yesterday().unwrap_or(today), today.tomorrow().unwrap_or(today).to_string());
        let (yesterday, today) = (yesterday.to_string(), today.to_string());
        for (kind, action, days) in [
            ("due", "need.due", ("", today.as_str())),
            ("soon", "need.due-soon", (tomorrow.as_str(), ahead(rules.warn).as_str())),
        ] {
            for due in store_pauses::needs_due(tx, hub, kind, days, BATCH)? {
                tell_of(tx, c, hub, (action, kind), &due)?;
            }
        }
        for (kind, action, days) in [
            ("missed ", "need.gap-missed", ("", yesterday.as_str())),
            ("due ", "need.gap-due", (today.as_str(), today.as_str())),
            ("soon ", "need.gap-soon", (tomorrow.as_str(), ahead(rules.gap_remind).as_str())),
        ] {
            for due in store_pauses::gaps_due(tx, hub, kind, days, BATCH)? {
                tell_of(tx, c, hub, (action, kind), &due)?;
            }
        }
    }
    if store_pauses::anything_waits(tx, hub)? { watch(tx, c, hub) } else { Ok(()) }
}

fn tell_of(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    (action, kind): (&'static str, &str),
    due: &Due,
) -> Result<(), Error> {
    let numbered = kind.ends_with(' ');
    let kind = if numbered { format!("{kind}{}", due.what) } else { kind.to_owned() };
    store_pauses::told(tx, hub, &kind, due, c.now)?;
    let event = Event { hub, action, object: "need", id: due.need, reference: &due.reference };
    c.record(tx, event, json!({ "due_on": due.due_on, "what": due.what, "name": due.name }))?;
    Ok(())
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn mornings() {
        let day = date(2026, 3, 4);
        assert_eq!(next_morning(millis_of(day, 7, 59)), millis_of(day, 8, 0));
        assert_eq!(next_morning(millis_of(day, 8, 0)), millis_of(date(2026, 3, 5), 8, 0));
    }
}
