//! A firm books a time at a window for a need, or for an order of it, and may give it back.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::model::{Appointment, Window, clock, starts_on};
use super::{store, store_closings};
use crate::app::civil;
use crate::command::{Command, Event};
use crate::needs::{self, Need};
use crate::orders::{self, Order};
use crate::web::{Error, FormErrors, Refusal};

/// A time that can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The minute.
    pub starts: i64,
    /// Places that are free at all windows together.
    pub free: i64,
}

/// The days on which a firm may come: the next working days, today among them. Fewer where the calendar is not announced.
pub fn days(calendar: &Calendar, today: Date) -> Vec<Date> {
    let most = needs::rules::on(today).book_days;
    let first =
        if calendar.is_workday(today).unwrap_or(false) { Some(today) } else { calendar.next_workday(today).ok() };
    std::iter::successors(first, |day| calendar.next_workday(*day).ok()).take(most).collect()
}

/// The times of a day, those of all windows together; what has passed is left out.
///
/// # Errors
/// Of the database.
pub fn slots(tx: &mut Tx, hub: Uuid, day: Date, now: i64) -> Result<Vec<Slot>, Error> {
    let windows = store::windows(tx, hub)?;
    let closings = store_closings::of_day(tx, hub, &day.to_string())?;
    let taken = store::taken(tx, hub, &day.to_string())?;
    let earliest = earliest(day, now);
    let mut slots: Vec<Slot> = Vec::new();
    for window in &windows {
        for starts in starts_on(window, &closings).into_iter().filter(|starts| *starts >= earliest) {
            let used =
                taken.iter().find(|(id, at, _)| *id == window.id && *at == starts).map_or(0, |(_, _, used)| *used);
            let free = (window.places - used).max(0);
            match slots.iter_mut().find(|slot| slot.starts == starts) {
                Some(slot) => slot.free += free,
                None => slots.push(Slot { starts, free }),
            }
        }
    }
    slots.sort_by_key(|slot| slot.starts);
    Ok(slots)
}

/// The first minute of a day that has not begun.
fn earliest(day: Date, now: i64) -> i64 {
    let at = civil(now);
    match day.cmp(&at.date()) {
        std::cmp::Ordering::Less => i64::MAX,
        std::cmp::Ordering::Equal => i64::from(at.hour()) * 60 + i64::from(at.minute()),
        std::cmp::Ordering::Greater => 0,
    }
}

/// The orders of a need that a visit can be for.
///
/// # Errors
/// Of the database.
pub fn orders(tx: &mut Tx, need: &Need) -> Result<Vec<Order>, Error> {
    let mut found = Vec::new();
    for seen in needs::progress(tx, need)?.orders.into_iter().filter(|order| order.accepted) {
        let order = orders::by_reference(tx, &seen.reference)?;
        if !order.state.is_end() {
            found.push(order);
        }
    }
    Ok(found)
}

/// What a firm asks for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The day as it was sent.
    pub day: String,
    /// The minute as it was sent.
    pub starts: String,
    /// Reference number of the order that it comes for; empty where there is none or one.
    pub order: String,
}

/// Books a time. Which window has room is found out by the database, so that no time is given away twice.
///
/// # Errors
/// `Invalid` for a time that there is not, or that was taken meanwhile; `Refused` when the need has ended or a time is
/// booked already.
pub fn book(tx: &mut Tx, c: &mut Command, calendar: &Calendar, need: &Need, wanted: &Wanted) -> Result<(), Error> {
    if need.state.is_end() {
        return Err(Refusal::new("needs-ended").into());
    }
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let day = days(calendar, c.today()).into_iter().find(|day| day.to_string() == wanted.day);
    let starts: Option<i64> = wanted.starts.parse().ok();
    let (Some(day), Some(starts)) =
        (day, starts.filter(|starts| day.is_some_and(|day| *starts >= earliest(day, c.now))))
    else {
        return Err(FormErrors::one("starts", Refusal::new("hall-choose-time")).into());
    };
    let running = orders(tx, need)?;
    let order = match (running.as_slice(), wanted.order.as_str()) {
        ([], _) => None,
        ([only], _) => Some(only.id),
        (several, reference) => {
            let chosen = several.iter().find(|order| order.reference == reference).map(|order| order.id);
            Some(chosen.ok_or_else(|| FormErrors::one("order", Refusal::new("hall-choose-order")))?)
        }
    };
    if store::booked_for(tx, need.hub_id, need.id)?.is_some() {
        return Err(Refusal::new("hall-booked-already").into());
    }
    let id = c.new_id();
    let row = store::Booking { id, order, day: day.to_string(), starts, person, now: c.now };
    // Taken places are of other firms, whose rows this one does not see: the index does.
    let windows: Vec<Window> = store::windows(tx, need.hub_id)?;
    let mut booked = None;
    'windows: for window in windows.iter().filter(|window| window.starts().contains(&starts)) {
        // A closing holds the window, too: it is seen here, or sees what is booked here.
        store::hold_window(tx, need.hub_id, window.id)?;
        if !starts_on(window, &store_closings::of_day(tx, need.hub_id, &row.day)?).contains(&starts) {
            continue;
        }
        for place in 1..=window.places {
            if store::book(tx, need, window, place, &row)? {
                booked = Some(window);
                break 'windows;
            }
        }
    }
    let Some(window) = booked else {
        return Err(FormErrors::one("starts", Refusal::new("hall-just-taken")).into());
    };
    let told = json!({ "day": row.day, "at": clock(starts), "window": window.name, "order": order });
    record(tx, c, need, "need.visit-booked", told)
}

/// The firm gives its time back.
///
/// # Errors
/// `Refused` when none is booked.
pub fn cancel(tx: &mut Tx, c: &mut Command, need: &Need) -> Result<(), Error> {
    let booked = store::booked_for(tx, need.hub_id, need.id)?.ok_or_else(|| Refusal::new("hall-not-booked"))?;
    store::end(tx, need.hub_id, &booked, "cancelled", c.now)?;
    record(tx, c, need, "need.visit-cancelled", json!({ "day": booked.day, "at": clock(booked.starts) }))
}

/// Nobody came.
///
/// # Errors
/// `Refused` before its time, or when it is not booked any more.
pub fn missed(tx: &mut Tx, c: &mut Command, hub: Uuid, booked: &Appointment) -> Result<(), Error> {
    let day: Date = booked.day.parse().map_err(Error::internal)?;
    if booked.state != "booked" || earliest(day, c.now) <= booked.starts {
        return Err(Refusal::new("hall-not-missed").into());
    }
    store::end(tx, hub, booked, "missed", c.now)?;
    let need = needs::by_id(tx, hub, booked.need_id)?;
    record(tx, c, &need, "need.visit-missed", json!({ "day": booked.day, "at": clock(booked.starts) }))
}

/// Records what happened to a need in the hall.
pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    need: &Need,
    action: &'static str,
    told: serde_json::Value,
) -> Result<(), Error> {
    let event = Event { hub: need.hub_id, action, object: "need", id: need.id, reference: &need.reference };
    c.record(tx, event, told)?;
    Ok(())
}
