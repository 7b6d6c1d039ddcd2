//! What becomes of bookings that nobody looks after, each hour: where users work on an instrument themselves, who has not
//! come in time has missed it; a use that nobody ended ends with its booking. What the owner's staff do is theirs to state.

use db::{Scope, Tx};
use slots::{Interval, MINUTE};
use uuid::Uuid;

use super::booking_model::Booking;
use super::{booking, schemes, store_uses, using};
use crate::access::Who;
use crate::app::{App, day_of};
use crate::command::Command;
use crate::web::Error;

/// Kind of the job.
pub const JOB: &str = "instruments.watch-uses";
/// Bookings looked at in one transaction.
const BATCH: usize = 200;
/// What began longer ago was looked at often enough: the longest use and some days.
const LONGEST: i64 = 95 * 86_400_000;

/// The job.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn watch(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let scheme = schemes::on(day_of(now));
    let within = Interval { from: now - LONGEST, until: now - scheme.missed_minutes * MINUTE };
    let mut after = (within.from, Uuid::nil());
    loop {
        let mut c = Command::new(Who::system(now), app.random());
        let looked = move |tx: &mut Tx| {
            let found = store_uses::begun_before(tx, within, after, BATCH as i64)?;
            for booking in &found {
                look_after(tx, &mut c, booking, scheme.forgotten_hours)?;
            }
            Ok::<_, Error>((found.len(), found.last().map(|last| (last.used.from, last.id))))
        };
        let (seen, last) = app.db.write(Scope::system(), looked).await?;
        match last {
            Some(last) if seen == BATCH => after = last,
            _ => return Ok(()),
        }
    }
}

fn look_after(tx: &mut Tx, c: &mut Command, booking: &Booking, forgotten_hours: i64) -> Result<(), Error> {
    if booking.came_at.is_some() {
        let over = c.now >= booking.used.until + forgotten_hours * 60 * MINUTE;
        return if over { using::end_forgotten(tx, c, booking) } else { Ok(()) };
    }
    if booking::rules_under(tx, booking)?.operated == "user" { using::miss(tx, c, booking) } else { Ok(()) }
}
