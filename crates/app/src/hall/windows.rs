//! The manager keeps the windows: their hours, how long an appointment takes, and how many there are at a time.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::model::{Window, clock, read_clock};
use super::store;
use crate::command::{Command, Event};
use crate::web::{Error, Form, FormErrors, Refusal};

/// Longest name.
const NAME: usize = 20;

/// Reads a window's form.
///
/// # Errors
/// `Invalid` with everything that is wrong.
pub fn read(form: &Form) -> Result<Window, Error> {
    let mut errors = FormErrors::none();
    let name = form.value("name").to_owned();
    if name.is_empty() || name.chars().count() > NAME {
        errors.add("name", Refusal::new("hall-window-name-wrong").with("most", NAME));
    }
    let mut time = |field: &str, needed: bool| {
        let typed = form.value(field);
        let read = read_clock(typed);
        if read.is_none() && (needed || !typed.is_empty()) {
            errors.add(field, Refusal::new("hall-time-wrong"));
        }
        read
    };
    let (opens, closes) = (time("opens", true), time("closes", true));
    let (from, until) = (time("break_from", false), time("break_until", false));
    if let (Some(opens), Some(closes)) = (opens, closes)
        && opens >= closes
    {
        errors.add("closes", Refusal::new("hall-closes-before"));
    }
    let pause = match (from, until) {
        (Some(from), Some(until)) if from < until => Some((from, until)),
        (None, None) => None,
        _ => {
            errors.add("break_until", Refusal::new("hall-break-wrong"));
            None
        }
    };
    let number = |field: &str| codes::text::to_half_width(form.value(field)).trim().parse::<i64>().unwrap_or(0);
    let (minutes, places) = (number("minutes"), number("places"));
    if !(5..=240).contains(&minutes) {
        errors.add("minutes", Refusal::new("hall-minutes-wrong"));
    }
    if !(1..=20).contains(&places) {
        errors.add("places", Refusal::new("hall-places-wrong"));
    }
    errors.finish()?;
    let state = if form.value("state") == "closed" { "closed" } else { "open" };
    let (opens, closes) = (opens.unwrap_or(0), closes.unwrap_or(0));
    Ok(Window { id: Uuid::nil(), name, opens, closes, pause, minutes, places, state: state.into(), version: 0 })
}

/// The form filled with a window.
pub fn form(window: &Window) -> Form {
    let time = |minute: Option<i64>| minute.map(clock).unwrap_or_default();
    Form::filled([
        ("name", window.name.clone()),
        ("opens", clock(window.opens)),
        ("closes", clock(window.closes)),
        ("break_from", time(window.pause.map(|(from, _)| from))),
        ("break_until", time(window.pause.map(|(_, until)| until))),
        ("minutes", window.minutes.to_string()),
        ("places", window.places.to_string()),
        ("state", window.state.clone()),
        ("version", window.version.to_string()),
    ])
}

/// Keeps a window; one that is closed takes nobody from now on.
///
/// # Errors
/// `Invalid` for a name that there is already; `Refused` to close one, or change its times, while firms have booked there.
pub fn keep(tx: &mut Tx, c: &mut Command, hub: Uuid, old: Option<&Window>, new: Window) -> Result<(), Error> {
    let named = store::windows(tx, hub)?.into_iter().find(|window| window.name == new.name);
    if named.is_some_and(|window| Some(window.id) != old.map(|old| old.id)) {
        return Err(FormErrors::one("name", Refusal::new("hall-window-name-taken")).into());
    }
    if let Some(old) = old {
        let same =
            (old.starts(), old.places) == (new.starts(), new.places) || new.starts().is_empty() && !old.is_open();
        let booked = store::booked_from(tx, hub, old.id, &c.today().to_string())?;
        if booked > 0 && !same {
            return Err(Refusal::new("hall-window-booked").with("count", booked).into());
        }
    }
    let window =
        Window { id: old.map_or_else(|| c.new_id(), |old| old.id), version: old.map_or(0, |old| old.version), ..new };
    store::put_window(tx, hub, &window)?;
    let event = Event { hub, action: "hall.window-kept", object: "window", id: window.id, reference: "" };
    let told = json!({ "name": window.name, "opens": clock(window.opens), "closes": clock(window.closes),
        "minutes": window.minutes, "places": window.places, "state": window.state });
    c.record(tx, event, told)?;
    Ok(())
}
