//! The wait list of an instrument: what becomes free is kept for the first who can use it, for a while, then for the next.

use db::{Scope, Tx};
use serde_json::json;
use slots::{Ask, Interval, MINUTE};
use uuid::Uuid;
use workdays::Calendar;

use super::booking::{self, For, Joined, next_free, rules_of};
use super::booking_model::Wanted;
use super::model::Instrument;
use super::refusing::at;
use super::store_waits::{self, Wait};
use super::{commands, schemes, store, store_bookings, trainings};
use crate::access::Who;
use crate::app::App;
use crate::command::{Command, Event};
use crate::jobs::Job;
use crate::web::{Error, FormErrors, Refusal};

/// Kind of the job.
pub const JOB: &str = "instruments.freed";
/// Of a queue so many are looked at in one transaction.
const BATCH: i64 = 50;
/// The longest span that is waited for.
const LONGEST: i64 = 92 * 86_400_000;

/// After so many milliseconds it is looked whether somebody who waits can have what is free by then.
pub(super) fn look(tx: &mut Tx, c: &mut Command, place: (Uuid, Uuid), delay_ms: i64) -> Result<(), Error> {
    if !store_waits::anybody(tx, place)? {
        return Ok(());
    }
    let job = if delay_ms == 0 { Job::once(JOB, place.1.to_string(), &place)? } else { Job::new(JOB, &place)? };
    c.enqueue(tx, job.after(delay_ms))
}

/// Joins the wait list for a use of so many minutes within a span.
///
/// # Errors
/// `Invalid` with everything that is wrong, each with its way out.
pub(super) fn join(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    instrument: &Instrument,
    whose: For,
    (span, minutes): (Interval, i64),
) -> Result<(), Error> {
    let (rules, scheme) = (rules_of(tx, instrument)?, schemes::on(c.today()));
    let mut errors = FormErrors::none();
    if !instrument.takes_bookings() {
        errors
            .add("wait_from", Refusal::new("instruments-not-bookable").with("phone", &instrument.entry.contact_phone));
    }
    if !rules.lengths(usize::MAX).contains(&minutes) {
        let refusal = Refusal::new("instruments-length-wrong").with("least", rules.least).with("most", rules.most);
        errors.add("wait_minutes", refusal.with("slot", rules.slot));
    }
    let span = Interval { from: span.from.max(c.now), until: span.until };
    if span.until <= span.from || span.until - span.from > LONGEST {
        errors.add("wait_until", Refusal::new("instruments-span-wrong").with("days", LONGEST / 86_400_000));
    } else if errors.0.is_empty() {
        let ask = Ask { now: c.now, from: span.from, until: span.until - minutes * MINUTE + 1, minutes, most: 1 };
        if let Some(free) = next_free(tx, calendar, instrument, &rules, &ask, Uuid::nil())?.first() {
            errors.add("wait_from", at(Refusal::new("instruments-wait-free"), ("next", "clock"), free.from));
        }
    }
    if rules.training && !trainings::holds(tx, instrument, whose.person, span.until)? {
        errors.add("training", Refusal::new("instruments-untrained").with("when", &rules.training_words));
    }
    let (all, here) = store_waits::held_by(tx, instrument, whose.firm)?;
    if here > 0 {
        errors.add("wait_from", Refusal::new("instruments-wait-already"));
    } else if all >= scheme.waits_most {
        errors.add("wait_from", Refusal::new("instruments-waits-most").with("most", scheme.waits_most));
    }
    errors.finish()?;
    let new = Wait {
        hub_id: instrument.hub_id,
        id: c.new_id(),
        instrument_id: instrument.id,
        instrument_code: instrument.code.clone(),
        instrument_name: instrument.entry.name.clone(),
        through_id: whose.through,
        firm_id: whose.firm,
        person_id: whose.person,
        span,
        minutes,
        state: "waiting".into(),
        joined_at: c.now,
        version: 1,
        offered: None,
    };
    store_waits::insert(tx, instrument, &new)?;
    let told = json!({ "firm": whose.firm, "from": span.from, "until": span.until, "minutes": minutes });
    commands::record(tx, c, instrument, "instrument.wait-joined", told)
}

/// Leaves the list.
///
/// # Errors
/// `Refused` for who does not wait any more.
pub(super) fn leave(tx: &mut Tx, c: &mut Command, wait: &Wait) -> Result<(), Error> {
    if wait.state != "waiting" {
        return Err(Refusal::new("instruments-wait-over").into());
    }
    store_waits::put_state(tx, wait, "left", None, Some(c.now))?;
    let instrument = store::by_id(tx, wait.hub_id, wait.instrument_id)?;
    commands::record(tx, c, &instrument, "instrument.wait-left", json!({ "firm": wait.firm_id }))
}

/// The job: something may have become free.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn pass_on(app: &App, payload: &str) -> Result<(), Error> {
    let place: (Uuid, Uuid) = serde_json::from_str(payload).map_err(Error::internal)?;
    one(app, place).await
}

/// The same for every instrument that is waited for.
///
/// # Errors
/// Of the database; running it again is harmless.
pub(super) async fn pass_on_all(app: &App) -> Result<(), Error> {
    let all = app.db.read(Scope::system(), |tx| store_waits::waited_for(tx, 1_000)).await?;
    for place in all {
        one(app, place).await?;
    }
    Ok(())
}

async fn one(app: &App, place: (Uuid, Uuid)) -> Result<(), Error> {
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    let calendar = app.calendar;
    app.db.write(Scope::system(), move |tx| look_through(tx, &mut c, calendar, place)).await
}

/// Goes through the queue: ends what was offered and not taken, and offers what is free.
fn look_through(tx: &mut Tx, c: &mut Command, calendar: &Calendar, (hub, id): (Uuid, Uuid)) -> Result<(), Error> {
    let instrument = store::by_id(tx, hub, id)?;
    store_bookings::expire(tx, &instrument, c.now)?;
    for wait in store_waits::queue(tx, &instrument, BATCH)? {
        if wait.state == "offered" {
            end_offer(tx, c, &wait)?;
        }
    }
    if !instrument.takes_bookings() {
        return Ok(());
    }
    for wait in store_waits::queue(tx, &instrument, BATCH)? {
        if wait.span.until < c.now + wait.minutes * MINUTE {
            store_waits::put_state(tx, &wait, "over", None, Some(c.now))?;
        } else if wait.state == "waiting" {
            offer(tx, c, calendar, &instrument, &wait)?;
        }
    }
    Ok(())
}

/// Who let an offer run out, or gave it back, waits no longer.
fn end_offer(tx: &mut Tx, c: &mut Command, wait: &Wait) -> Result<(), Error> {
    let Some((state, _, reference)) = &wait.offered else { return Ok(()) };
    if state == "held" {
        return Ok(());
    }
    store_waits::put_state(tx, wait, "missed", None, Some(c.now))?;
    let booking = store_bookings::booking_by_reference(tx, reference)?;
    booking::record(tx, c, &booking, "booking.offer-missed", json!({ "mentioned": [wait.person_id] }))
}

/// Keeps the first slot that fits for who waits, if there is one.
fn offer(tx: &mut Tx, c: &mut Command, calendar: &Calendar, instrument: &Instrument, wait: &Wait) -> Result<(), Error> {
    let (rules, minutes) = (rules_of(tx, instrument)?, wait.minutes);
    let (from, until) = (wait.span.from.max(c.now), wait.span.until - minutes * MINUTE + 1);
    let ask = Ask { now: c.now, from, until, minutes, most: 1 };
    let Some(free) = next_free(tx, calendar, instrument, &rules, &ask, Uuid::nil())?.into_iter().next() else {
        return Ok(());
    };
    let whose = For { firm: wait.firm_id, person: wait.person_id, through: wait.through_id };
    let wanted = Wanted { from: free.from, minutes };
    // Who may not have it now, for a quota that is used up or a training that has ended, keeps the place.
    if !booking::try_on(tx, c, calendar, instrument, whose, &wanted)?.0.is_empty() {
        return Ok(());
    }
    let held_until = (c.now + schemes::on(c.today()).wait_offer_minutes * MINUTE).min(free.from);
    let (id, reference) = booking::keep(tx, c, calendar, instrument, whose, &wanted, (held_until, Joined::Alone))?;
    store_waits::put_state(tx, wait, "offered", Some(id), None)?;
    let event = Event { hub: wait.through_id, action: "booking.offered", object: "booking", id, reference: &reference };
    let told = json!({ "home": wait.hub_id, "mentioned": [wait.person_id], "until": held_until, "by": "system" });
    c.record(tx, event, told)?;
    Ok(())
}
