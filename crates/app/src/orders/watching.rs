//! Who is told of an order whose result is due: its provider some working days before (`schemes/deadlines.toml`) and on the
//! day; then the hub's manager and the firm, the provider again, and some days later the manager once more. Each morning,
//! each once for each day: a day that testing time, a mediator, a change of the plan or what comes before has moved is told
//! anew, and while a dispute is open the order stands still and nobody is told.

use db::{Scope, Tx};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::store_watching::{self, Due, Span};
use crate::access::Who;
use crate::app::{App, civil, day_of, millis_of};
use crate::command::{Command, Event};
use crate::deadlines;
use crate::jobs::Job;
use crate::web::Error;

/// Kind of the job that comes every hour: it lets every hub be looked at whose day has begun.
pub const JOB: &str = "orders.watch";
/// Kind of the job that looks through one hub.
pub const HUB: &str = "orders.watch-hub";
/// Hour of the day in China from which people are told.
const MORNING: i8 = 8;
/// Told in one transaction of each kind; the next hour tells of the rest.
const BATCH: i64 = 200;

/// The job [`JOB`]. Nothing on a day off, when nobody is there to be told; a year not announced is not guessed.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn begin(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let workday = app.calendar.is_workday(day_of(now)).unwrap_or(true);
    if civil(now).hour() < MORNING || !workday {
        return Ok(());
    }
    let mut c = Command::new(Who::system(now), app.random());
    app.db
        .write(Scope::system(), move |tx| {
            for hub in store_watching::hubs_at_work(tx)? {
                c.enqueue(tx, Job::once(HUB, hub.to_string(), &hub)?)?;
            }
            Ok(())
        })
        .await
}

/// The job [`HUB`].
///
/// # Errors
/// Of the database; running it again tells nothing twice.
pub async fn run(app: &App, payload: &str) -> Result<(), Error> {
    let hub: Uuid = serde_json::from_str(payload).map_err(Error::internal)?;
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    let calendar = app.calendar;
    app.db.write(Scope::system(), move |tx| look(tx, &mut c, calendar, hub)).await
}

fn look(tx: &mut Tx, c: &mut Command, calendar: &Calendar, hub: Uuid) -> Result<(), Error> {
    let today = c.today();
    let rules = deadlines::on(today);
    let tomorrow = today.tomorrow().unwrap_or(today).to_string();
    let ahead = calendar.add(today, rules.order_warn).ok().map(|day| (tomorrow, day.to_string()));
    let passed = |days| passed(calendar, today, days).map(|day| (String::new(), day.to_string()));
    let on_the_day = Some((today.to_string(), today.to_string()));
    for (kind, action, after, days) in [
        ("soon", "order.due-soon", "", ahead),
        ("due", "order.due", "", on_the_day),
        // Before the day is told of as long past, it is told of as past.
        ("overdue-again", "order.overdue-again", "overdue", passed(rules.order_overdue_again)),
        ("overdue", "order.overdue", "", passed(rules.order_overdue)),
    ] {
        let Some((from, by)) = days else { continue };
        // What was agreed today is known today.
        let span = Span { from, by, before: millis_of(today, 0, 0) };
        for due in store_watching::due(tx, hub, (kind, after), &span, BATCH)? {
            tell(tx, c, hub, (action, kind), &due)?;
        }
    }
    Ok(())
}

/// The last day from which so many working days have passed; `None` where the calendar does not say so.
fn passed(calendar: &Calendar, today: Date, days: u32) -> Option<Date> {
    let days_back = std::iter::successors(today.yesterday().ok(), |day| day.yesterday().ok());
    days_back.take(60).find(|day| calendar.add(*day, days).is_ok_and(|then| then <= today))
}

fn tell(tx: &mut Tx, c: &mut Command, hub: Uuid, (action, kind): (&'static str, &str), due: &Due) -> Result<(), Error> {
    if !store_watching::told(tx, hub, kind, due, c.now)? {
        return Ok(());
    }
    let event = Event { hub, action, object: "order", id: due.order, reference: &due.reference };
    c.record(tx, event, json!({ "due_on": due.due_on }))?;
    Ok(())
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn so_many_working_days_ago() {
        let ago = |day, days| passed(Calendar::official(), day, days).map(|day| day.to_string());
        // Monday 9 March: one working day after Friday the 6th, and after the days off that follow it.
        assert_eq!(ago(date(2026, 3, 9), 1).as_deref(), Some("2026-03-08"));
        assert_eq!(ago(date(2026, 3, 10), 1).as_deref(), Some("2026-03-09"));
        assert_eq!(ago(date(2026, 3, 11), 5).as_deref(), Some("2026-03-04"));
        // 2027 is not announced.
        assert_eq!(ago(date(2027, 3, 10), 1), None);
    }
}
