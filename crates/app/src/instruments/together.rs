//! Several uses in one booking: all are kept, filled in and booked, or none.

use db::Tx;
use slots::MINUTE;
use uuid::Uuid;
use workdays::Calendar;

use super::booking::{self, Filled, For, Joined};
use super::booking_model::{Booking, Wanted};
use super::changing;
use super::model::Instrument;
use super::schemes;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// One use of several.
pub(super) struct Part {
    pub(super) instrument: Instrument,
    pub(super) whose: For,
    pub(super) wanted: Wanted,
}

/// Keeps all of them, or none; gives the number that they all bear.
///
/// # Errors
/// `Invalid` with everything that is wrong with any of them, on the field `start-CODE`; `NotFound` as [`booking::hold`].
pub(super) fn hold(tx: &mut Tx, c: &mut Command, calendar: &Calendar, mut parts: Vec<Part>) -> Result<String, Error> {
    let scheme = schemes::on(c.today());
    if parts.is_empty() || parts.len() > scheme.together_most {
        let refusal = Refusal::new("instruments-together-most").with("most", scheme.together_most);
        return Err(FormErrors::one("start", refusal).into());
    }
    // All who write several instruments' time do so in one order, so that they never wait for each other in a ring.
    parts.sort_by_key(|part| (part.instrument.hub_id, part.instrument.id, part.wanted.from));
    let mut last = Uuid::nil();
    for part in &parts {
        if part.instrument.id != last {
            booking::give_back(tx, c, &part.instrument, part.whose)?;
        }
        last = part.instrument.id;
    }
    let until = c.now + scheme.hold_minutes * MINUTE;
    let (mut errors, mut first): (FormErrors, Option<String>) = (FormErrors::none(), None);
    if super::store_bookings::held_by(tx, parts[0].whose.firm, c.now)? >= scheme.holds_most {
        errors.add("start", Refusal::new("instruments-holds-most").with("most", scheme.holds_most));
    }
    for Part { instrument, whose, wanted } in &parts {
        let found = booking::try_on(tx, c, calendar, instrument, *whose, wanted)?;
        if !found.0.is_empty() {
            collect(&mut errors, found, &instrument.code);
            continue;
        }
        let joined = first.as_deref().map_or(Joined::First, Joined::With);
        match booking::keep(tx, c, calendar, instrument, *whose, wanted, (until, joined)) {
            Ok((id, reference)) => {
                booking::tell_held(tx, c, instrument, *whose, wanted, (id, &reference))?;
                first.get_or_insert(reference);
            }
            Err(Error::Invalid(found)) => collect(&mut errors, found, &instrument.code),
            Err(other) => return Err(other),
        }
    }
    errors.finish()?;
    first.ok_or(Error::NotFound)
}

/// What is wrong with one, beside what is wrong with the others: each with the field of its own.
fn collect(errors: &mut FormErrors, found: FormErrors, of: &str) {
    for error in found.0 {
        errors.add(&format!("{}-{of}", error.field), error.refusal);
    }
}

/// Books all that are kept, or none. `filled` says what is said of each.
///
/// # Errors
/// `Invalid` with everything that is missing, on the fields of each; `Refused` when one is kept no longer.
pub(super) fn book(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    all: &[Booking],
    filled: impl Fn(&Booking) -> Filled,
) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    let kept: Vec<&Booking> = all.iter().filter(|booking| booking.is_held()).collect();
    if kept.is_empty() {
        return Err(Refusal::new("instruments-hold-over").into());
    }
    for booking in kept {
        match booking::book(tx, c, calendar, booking, &filled(booking)) {
            // What it is for is said once for all.
            Err(Error::Invalid(found)) => found.0.into_iter().for_each(|error| {
                let common = error.field == "purpose";
                let field = if common { error.field } else { format!("{}-{}", error.field, booking.reference) };
                if !errors.0.iter().any(|known| known.field == field) {
                    errors.add(&field, error.refusal);
                }
            }),
            other => other?,
        }
    }
    errors.finish()
}

/// Gives all back that are kept.
///
/// # Errors
/// `Refused` when none is.
pub(super) fn release(tx: &mut Tx, c: &mut Command, all: &[Booking]) -> Result<(), Error> {
    let kept: Vec<&Booking> = all.iter().filter(|booking| booking.is_held()).collect();
    if kept.is_empty() {
        return Err(Refusal::new("instruments-hold-over").into());
    }
    kept.into_iter().try_for_each(|booking| booking::release(tx, c, booking))
}

/// Cancels all that have not begun, each by the rules it was made under.
///
/// # Errors
/// `Refused` when none can be; as [`changing::cancel`].
pub(super) fn cancel(tx: &mut Tx, c: &mut Command, all: &[Booking], words: &str) -> Result<(), Error> {
    let ahead: Vec<&Booking> = all.iter().filter(|booking| booking.is_open() && booking.used.from > c.now).collect();
    if ahead.is_empty() {
        return Err(Refusal::new("instruments-booking-ended").into());
    }
    ahead.into_iter().try_for_each(|booking| changing::cancel(tx, c, booking, words))
}
