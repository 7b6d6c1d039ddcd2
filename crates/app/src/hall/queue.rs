//! The queue: a number for whoever comes, the next one called, served or gone.

use db::Tx;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::booking::record as record_need;
use super::model::{Appointment, Ticket, Window, in_turn};
use super::store_queue::{self, NewTicket};
use super::{store, store_closings};
use crate::app::civil;
use crate::catalogue;
use crate::command::{Command, Event};
use crate::needs::{self, Need};
use crate::orders;
use crate::web::{Error, FormErrors, Refusal};

/// The minute of the day.
pub fn minute(now: i64) -> i64 {
    let at = civil(now);
    i64::from(at.hour()) * 60 + i64::from(at.minute())
}

/// Whether numbers are given now: on a working day, while a window is open.
///
/// # Errors
/// Of the database.
pub fn gives_numbers(tx: &mut Tx, calendar: &Calendar, hub: Uuid, now: i64) -> Result<bool, Error> {
    let today = crate::app::day_of(now);
    let works = calendar.is_workday(today).unwrap_or(true);
    let (minute, closings) = (minute(now), store_closings::of_day(tx, hub, &today.to_string())?);
    let closed = |window: &Window| closings.iter().any(|each| each.covers(window.id, (minute, minute + 1)));
    Ok(works && store::windows(tx, hub)?.iter().any(|window| window.serves_at(minute) && !closed(window)))
}

/// Why the whole hall is closed now, where it is.
///
/// # Errors
/// Of the database.
pub fn closed_because(tx: &mut Tx, hub: Uuid, now: i64) -> Result<Option<String>, Error> {
    let (minute, day) = (minute(now), crate::app::day_of(now).to_string());
    let closings = store_closings::of_day(tx, hub, &day)?;
    let all = closings.into_iter().find(|each| each.window_id.is_none() && (each.from..each.until).contains(&minute));
    Ok(all.map(|closing| closing.reason))
}

/// Takes a number, without an account: nobody is asked who they are. Gives the word that opens the ticket's page.
///
/// # Errors
/// `Refused` while the hall is closed, or when all numbers of the day were given; `Invalid` for an unknown purpose.
pub fn take(tx: &mut Tx, c: &mut Command, calendar: &Calendar, hub: Uuid, function: &str) -> Result<String, Error> {
    if !gives_numbers(tx, calendar, hub, c.now)? {
        return Err(Refusal::new("hall-closed-now").into());
    }
    if function != "unsure" && catalogue::function(function).is_none() {
        return Err(FormErrors::one("function", Refusal::new("hall-choose-purpose")).into());
    }
    give(tx, c, hub, function, None)
}

fn give(tx: &mut Tx, c: &mut Command, hub: Uuid, function: &str, appointment: Option<Uuid>) -> Result<String, Error> {
    let token = data_encoding::BASE64URL_NOPAD.encode(&c.random()[..18]);
    let day = c.today().to_string();
    let new = NewTicket { id: c.new_id(), day: &day, token: &token, function, appointment, now: c.now };
    let most = needs::rules::on(c.today()).tickets_most;
    // Visitors see no tickets: the number is found as the system.
    let number = tx.as_system(|tx| store_queue::insert(tx, hub, &new, most))?;
    let number = number.ok_or_else(|| Refusal::new("hall-full-today"))?;
    let event = Event { hub, action: "hall.number-taken", object: "ticket", id: new.id, reference: "" };
    c.record(tx, event, json!({ "number": number, "day": day, "function": function, "appointment": appointment }))?;
    Ok(token)
}

/// Who has booked is there: they get a number that is called when their time has come.
///
/// # Errors
/// `Refused` when it is not booked for today.
pub fn arrive(tx: &mut Tx, c: &mut Command, hub: Uuid, booked: &Appointment) -> Result<(), Error> {
    if booked.state != "booked" || booked.day != c.today().to_string() {
        return Err(Refusal::new("hall-not-today").into());
    }
    store::end(tx, hub, booked, "arrived", c.now)?;
    let need = needs::by_id(tx, hub, booked.need_id)?;
    give(tx, c, hub, &need.function, Some(booked.id))?;
    record_need(tx, c, &need, "need.visit-arrived", json!({ "day": booked.day }))
}

/// Calls the next to a window.
///
/// # Errors
/// `Refused` while somebody is at the window, or nobody waits.
pub fn call_next(tx: &mut Tx, c: &mut Command, hub: Uuid, window: &Window) -> Result<(), Error> {
    if !window.is_open() {
        return Err(Refusal::new("hall-window-closed").into());
    }
    let day = c.today().to_string();
    if store_queue::called(tx, hub, &day)?.iter().any(|ticket| ticket.window_id == Some(window.id)) {
        return Err(Refusal::new("hall-somebody-there").into());
    }
    let waiting = in_turn(store_queue::waiting(tx, hub, &day)?, minute(c.now));
    let next = waiting.first().ok_or_else(|| Refusal::new("hall-nobody-waits"))?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    store_queue::call(tx, hub, next, window.id, (person, c.now))?;
    record(tx, c, hub, next, "hall.number-called", json!({ "number": next.number, "window": window.name }))
}

/// Who was called is served. A visit counts: as a trip of the order it was for, which asks for a reason from the second on.
///
/// # Errors
/// `Invalid` for a number that is no need's or order's of this hub, or a second trip without a reason.
pub fn serve(tx: &mut Tx, c: &mut Command, hub: Uuid, ticket: &Ticket, about: &str, reason: &str) -> Result<(), Error> {
    if ticket.state != "called" {
        return Err(Refusal::new("hall-not-called").into());
    }
    let booked = ticket.appointment_id.map(|id| store::by_id(tx, hub, id)).transpose()?;
    let visit = match &booked {
        Some(booked) => Some((needs::by_id(tx, hub, booked.need_id)?, booked.order_id)),
        None => find(tx, hub, about)?,
    };
    store_queue::end(tx, hub, ticket, "served", c.now)?;
    if let Some(booked) = &booked {
        store::end(tx, hub, booked, "served", c.now)?;
    }
    record(tx, c, hub, ticket, "hall.number-served", json!({ "number": ticket.number }))?;
    let Some((need, order)) = visit else { return Ok(()) };
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let day = c.today().to_string();
    store_queue::insert_visit(tx, &need, (c.new_id(), ticket.id), order, &day, (person, c.now))?;
    record_need(tx, c, &need, "need.visited", json!({ "day": day, "order": order }))?;
    match order.map(|order| orders::by_id(tx, hub, order)).transpose()? {
        // An order that has ended meanwhile counts no more trips; the visit of the need stands.
        Some(order) if !order.state.is_end() => {
            let today = c.today();
            orders::commands::note_trip(tx, c, order, today, reason)
        }
        _ => Ok(()),
    }
}

/// The need that a walk-in came for, and its order when the number is an order's.
fn find(tx: &mut Tx, hub: Uuid, about: &str) -> Result<Option<(Need, Option<Uuid>)>, Error> {
    if about.is_empty() {
        return Ok(None);
    }
    let unknown = || Error::from(FormErrors::one("about", Refusal::new("hall-about-unknown")));
    if let Ok(order) = orders::by_reference(tx, about)
        && order.hub_id == hub
    {
        return Ok(Some((needs::by_id(tx, hub, order.need_id)?, Some(order.id))));
    }
    let need = needs::by_reference(tx, about).map_err(|_| unknown())?;
    if need.hub_id == hub { Ok(Some((need, None))) } else { Err(unknown()) }
}

/// Who was called did not come.
///
/// # Errors
/// `Refused` when it was not called.
pub fn gone(tx: &mut Tx, c: &mut Command, hub: Uuid, ticket: &Ticket) -> Result<(), Error> {
    if ticket.state != "called" {
        return Err(Refusal::new("hall-not-called").into());
    }
    store_queue::end(tx, hub, ticket, "gone", c.now)?;
    if let Some(id) = ticket.appointment_id {
        let booked = store::by_id(tx, hub, id)?;
        store::end(tx, hub, &booked, "missed", c.now)?;
    }
    record(tx, c, hub, ticket, "hall.number-gone", json!({ "number": ticket.number }))
}

fn record(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    ticket: &Ticket,
    action: &'static str,
    told: serde_json::Value,
) -> Result<(), Error> {
    c.record(tx, Event { hub, action, object: "ticket", id: ticket.id, reference: "" }, told)?;
    Ok(())
}
