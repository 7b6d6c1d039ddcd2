//! Single days on which a window, or the whole hall, takes nobody: for the whole day or some hours, with a reason. What is
//! booked then goes to another window at the same time where there is room; else it is called off, and whoever booked it is
//! told, and offered the next free times.

use db::Tx;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::booking::{self, record as record_need};
use super::model::{Appointment, Closing, DAY, Window, clock, read_clock, starts_on};
use super::queue::minute;
use super::{store, store_closings};
use crate::command::{Command, Event};
use crate::needs;
use crate::web::{Error, Form, FormErrors, Refusal};

/// Longest reason.
const REASON: usize = 100;
/// As many days ahead a closing can be set.
const AHEAD: i64 = 365;
/// Free times that are offered.
pub const OFFERED: usize = 3;

/// Reads the form of a closing.
///
/// # Errors
/// `Invalid` with everything that is wrong.
pub fn read(form: &Form, windows: &[Window], today: Date) -> Result<Closing, Error> {
    let mut errors = FormErrors::none();
    let day: Option<Date> = form.value("day").parse().ok();
    let last = today.checked_add(AHEAD.days()).unwrap_or(today);
    if day.is_none_or(|day| day < today || day > last) {
        errors.add("day", Refusal::new("hall-closing-day-wrong"));
    }
    let chosen = form.value("window");
    let window = windows.iter().find(|window| window.id.to_string() == chosen);
    if chosen != "all" && window.is_none() {
        errors.add("window", Refusal::new("hall-closing-window-wrong"));
    }
    let (from, until) = (form.value("from"), form.value("until"));
    let times = if from.is_empty() && until.is_empty() {
        Some((0, DAY))
    } else {
        read_clock(from).zip(read_clock(until)).filter(|(from, until)| from < until)
    };
    if times.is_none() {
        errors.add("until", Refusal::new("hall-closing-times-wrong"));
    }
    let reason = form.value("closing_reason");
    if reason.is_empty() || reason.chars().count() > REASON {
        errors.add("closing_reason", Refusal::new("hall-closing-reason-wrong").with("most", REASON));
    }
    errors.finish()?;
    let (from, until) = times.unwrap_or((0, DAY));
    Ok(Closing {
        id: Uuid::nil(),
        day: form.value("day").to_owned(),
        window_id: window.map(|window| window.id),
        window: window.map(|window| window.name.clone()).unwrap_or_default(),
        from,
        until,
        reason: reason.to_owned(),
        moved: 0,
        called_off: 0,
        lifted_at: None,
    })
}

/// Closes, and finds what is booked then another window or calls it off.
///
/// # Errors
/// Of the database; `Conflict` when an appointment was changed meanwhile.
pub fn close(tx: &mut Tx, c: &mut Command, hub: Uuid, new: Closing) -> Result<(), Error> {
    let windows = store::windows(tx, hub)?;
    // Whoever books holds the window as well: nothing is booked between what is read here and the closing.
    for window in &windows {
        store::hold_window(tx, hub, window.id)?;
    }
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let mut closing = Closing { id: c.new_id(), ..new };
    store_closings::insert(tx, hub, &closing, (person, c.now))?;
    let closings = store_closings::of_day(tx, hub, &closing.day)?;
    let now = if closing.day == c.today().to_string() { minute(c.now) } else { 0 };
    for booked in store::of_day(tx, hub, &closing.day)? {
        let Some(window) = windows.iter().find(|window| window.id == booked.window_id) else { continue };
        let touched = closing.covers(window.id, (booked.starts, booked.starts + window.minutes));
        if booked.state != "booked" || !touched || booked.starts < now {
            continue;
        }
        if move_over(tx, c, hub, (&windows, &closings), &booked)? {
            closing.moved += 1;
        } else {
            call_off(tx, c, hub, &closing, &booked)?;
            closing.called_off += 1;
        }
    }
    store_closings::count(tx, hub, &closing)?;
    let told = json!({ "day": closing.day, "window": closing.window, "from": clock(closing.from),
        "until": clock(closing.until), "reason": closing.reason, "moved": closing.moved,
        "called_off": closing.called_off });
    record(tx, c, hub, closing.id, "hall.closed", told)
}

/// At the same time at another window, if there is room.
fn move_over(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    (windows, closings): (&[Window], &[Closing]),
    booked: &Appointment,
) -> Result<bool, Error> {
    for window in windows.iter().filter(|window| window.id != booked.window_id) {
        if !starts_on(window, closings).contains(&booked.starts) {
            continue;
        }
        let taken = store::places_taken(tx, hub, window.id, (&booked.day, booked.starts))?;
        let Some(place) = (1..=window.places).find(|place| !taken.contains(place)) else { continue };
        store::move_to(tx, hub, booked, (window.id, place))?;
        let need = needs::by_id(tx, hub, booked.need_id)?;
        let told = json!({ "time": time(booked), "from": booked.window, "to": window.name, "told": [booked.person] });
        record_need(tx, c, &need, "need.visit-moved", told)?;
        return Ok(true);
    }
    Ok(false)
}

fn call_off(tx: &mut Tx, c: &mut Command, hub: Uuid, closing: &Closing, booked: &Appointment) -> Result<(), Error> {
    store_closings::call_off(tx, hub, booked, closing.id, c.now)?;
    let need = needs::by_id(tx, hub, booked.need_id)?;
    let told = json!({ "time": time(booked), "reason": closing.reason, "told": [booked.person] });
    record_need(tx, c, &need, "need.visit-called-off", told)
}

fn time(booked: &Appointment) -> String {
    format!("{} {}", booked.day, clock(booked.starts))
}

/// From now on the hall, or the window, is open again then. What was called off stays so.
///
/// # Errors
/// `Refused` when the day has passed or it was lifted before.
pub fn lift(tx: &mut Tx, c: &mut Command, hub: Uuid, id: Uuid) -> Result<(), Error> {
    let closing = store_closings::by_id(tx, hub, id)?;
    if closing.lifted_at.is_some() || closing.day < c.today().to_string() {
        return Err(Refusal::new("hall-closing-over").into());
    }
    store_closings::lift(tx, hub, id, c.now)?;
    record(tx, c, hub, id, "hall.reopened", json!({ "day": closing.day, "window": closing.window }))
}

fn record(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    id: Uuid,
    action: &'static str,
    told: serde_json::Value,
) -> Result<(), Error> {
    c.record(tx, Event { hub, action, object: "closing", id, reference: "" }, told)?;
    Ok(())
}

/// The next free times: day and minute.
///
/// # Errors
/// Of the database.
pub fn next_free(
    tx: &mut Tx,
    calendar: &Calendar,
    hub: Uuid,
    today: Date,
    now: i64,
) -> Result<Vec<(Date, i64)>, Error> {
    let mut found = Vec::new();
    for day in booking::days(calendar, today) {
        let slots = booking::slots(tx, hub, day, now)?;
        found.extend(slots.into_iter().filter(|slot| slot.free > 0).map(|slot| (day, slot.starts)));
        if found.len() >= OFFERED {
            break;
        }
    }
    found.truncate(OFFERED);
    Ok(found)
}
