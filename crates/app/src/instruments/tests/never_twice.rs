//! No two bookings of an instrument overlap, whoever writes the rows and however many at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use db::{Scope, Tx, params, sql};
use jiff::civil::date;
use uuid::Uuid;

use crate::access::Who;
use crate::app::{App, millis_of};
use crate::command::Command;
use crate::instruments::{self, Filled, For, Wanted};
use crate::testing::TestApp;
use crate::web::Error;

/// Writes a row as anybody with the database's password could: in hours of 6 March.
fn raw(tx: &mut Tx, id: u128, hours: (i64, i64), busy: (i64, i64), state: &str) -> Result<(), db::Error> {
    let at = |hour: i64| millis_of(date(2026, 3, 6), 0, 0) + hour * 3_600_000;
    tx.execute(
        sql!(
            "INSERT INTO bookings (hub_id, id, reference, instrument_id, instrument_name, through_id, firm_id, firm_name,
             provider_id, person_id, booked_by, starts_at, ends_at, busy_from, busy_until, state, rules_number, answers,
             price_fen, made_at)
             SELECT i.hub_id, $1, $2, i.id, i.name, i.hub_id, i.provider_id, '', i.provider_id, p.id, p.id, $3, $4, $5, $6, $7,
             1, '[]', 0, 0 FROM instruments i, people p WHERE i.code = 'LCX-I0001' ORDER BY p.id LIMIT 1"
        ),
        &params![
            Uuid::from_u128(id), format!("RAW-{id}"), at(hours.0), at(hours.1), at(busy.0), at(busy.1), state
        ],
    )?;
    Ok(())
}

fn tried(app: &TestApp, f: impl FnOnce(&mut Tx) -> Result<(), db::Error> + Send + 'static) -> Result<(), db::Error> {
    app.app.db.write_blocking(Scope::system(), f)
}

#[test]
fn raw_statements_that_overlap_fail() {
    let app = TestApp::new();
    app.instrument_offered(|_| {});
    let refused = |done: Result<(), db::Error>, what: &str| {
        let said = done.expect_err(what);
        assert!(matches!(&said, db::Error::Check(why) if why.contains("bookings_never_twice")), "{what}: {said:?}");
    };
    // Used from ten to twelve, blocked from nine to one.
    assert_eq!(tried(&app, |tx| raw(tx, 1, (10, 12), (9, 13), "booked")), Ok(()));
    for (at, (hours, busy)) in [
        ((10, 12), (10, 12)),
        ((9, 14), (8, 15)),
        ((12, 13), (12, 13)),
        ((13, 14), (12, 15)),
        ((8, 9), (8, 10)),
        ((10, 11), (10, 11)),
    ]
    .into_iter()
    .enumerate()
    {
        for state in ["held", "asked", "booked"] {
            let id = 100 + at as u128;
            refused(tried(&app, move |tx| raw(tx, id, hours, busy, state)), &format!("{hours:?} {state}"));
        }
    }
    // Beside it, and what takes no time.
    assert_eq!(tried(&app, |tx| raw(tx, 2, (13, 14), (13, 14), "booked")), Ok(()));
    assert_eq!(tried(&app, |tx| raw(tx, 3, (7, 9), (7, 9), "asked")), Ok(()));
    assert_eq!(tried(&app, |tx| raw(tx, 4, (10, 12), (9, 13), "cancelled")), Ok(()));
    refused(
        tried(&app, |tx| {
            let back = sql!("UPDATE bookings SET state = 'booked' WHERE reference = 'RAW-4'");
            tx.execute(back, &params![]).map(|_| ())
        }),
        "what was cancelled comes back",
    );
    refused(
        tried(&app, |tx| {
            let wider = sql!("UPDATE bookings SET busy_until = busy_until + 1 WHERE reference = 'RAW-3'");
            tx.execute(wider, &params![]).map(|_| ())
        }),
        "one millisecond more of cleaning",
    );
    // Nothing used lies outside of what is blocked.
    assert!(tried(&app, |tx| raw(tx, 5, (15, 18), (16, 18), "booked")).is_err());
    assert!(tried(&app, |tx| raw(tx, 6, (16, 16), (15, 17), "booked")).is_err());
    // A touch that changes nothing of the time is none.
    let touched = tried(&app, |tx| {
        tx.execute(sql!("UPDATE bookings SET state = state, busy_from = busy_from"), &params![]).map(|_| ())
    });
    assert_eq!(touched, Ok(()));
}

/// Bookings that overlap: pairs, by a self-join.
pub(super) fn overlaps(app: &TestApp) -> i64 {
    let count = |tx: &mut Tx| {
        let row = tx.one(
            sql!(
                "SELECT COUNT(*) AS n FROM bookings a JOIN bookings b ON a.hub_id = b.hub_id
                 AND a.instrument_id = b.instrument_id AND a.id < b.id AND a.busy_from < b.busy_until
                 AND b.busy_from < a.busy_until WHERE a.state IN ('held', 'asked', 'booked')
                 AND b.state IN ('held', 'asked', 'booked')"
            ),
            &params![],
        )?;
        Ok::<i64, db::Error>(row.get("n"))
    };
    app.app.db.read_blocking(Scope::system(), count).unwrap()
}

/// One command of the system for a firm.
fn run<T: Send + 'static>(
    app: &App,
    f: impl FnOnce(&mut Tx, &mut Command) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let mut command = Command::new(Who::system(app.clock.now()), app.random());
    app.db.write_blocking(Scope::system(), move |tx| f(tx, &mut command))
}

#[derive(Default)]
struct Tally {
    kept: AtomicUsize,
    taken: AtomicUsize,
    late: AtomicUsize,
}

impl Tally {
    /// Whether it was done; what was refused was refused for a reason that may be.
    fn count<T>(&self, done: Result<T, Error>) -> Option<T> {
        match done {
            Ok(value) => {
                self.kept.fetch_add(1, Ordering::Relaxed);
                return Some(value);
            }
            Err(Error::Invalid(errors)) => {
                let keys: Vec<_> = errors.0.iter().map(|error| error.refusal.key).collect();
                assert!(keys.iter().all(|key| *key == "instruments-taken"), "{keys:?}");
                self.taken.fetch_add(1, Ordering::Relaxed);
            }
            // Two wrote at the same moment: one is told to try again.
            Err(Error::Conflict | Error::Refused(_)) => {
                self.late.fetch_add(1, Ordering::Relaxed);
            }
            Err(other) => panic!("{other:?}"),
        }
        None
    }
}

/// A task's own order of tries: no two alike, always the same.
pub(super) fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[test]
fn many_at_once_with_moves_cancels_and_holds_never_overlap() {
    const TASKS: usize = 16;
    const TRIES: usize = 24;
    let app = TestApp::with(|config| config.database.lanes = 8);
    let codes: Vec<String> = (0..3)
        .map(|_| app.instrument_offered(|rules| (rules.before, rules.after, rules.slot) = (10, 20, 30)))
        .collect();
    let (firm, hub, tally) = (app.world.kangjie, app.world.lucheng, Tally::default());
    // Each firm of the world keeps few slots at a time; each task books what it keeps at once.
    std::thread::scope(|threads| {
        for task in 0..TASKS {
            let (app, codes, tally) = (&app.app, &codes, &tally);
            threads.spawn(move || {
                let mut seed = task as u64 + 1;
                let mut own: Vec<String> = Vec::new();
                for _ in 0..TRIES {
                    let code = codes[next(&mut seed) as usize % codes.len()].clone();
                    // Few slots of one day, so that all want the same.
                    let slots = [9 * 60, 9 * 60 + 30, 10 * 60 + 30, 13 * 60, 14 * 60 + 30, 15 * 60];
                    let start =
                        millis_of(date(2026, 3, 6), 0, 0) + slots[next(&mut seed) as usize % slots.len()] * 60_000;
                    let wanted = Wanted { from: start, minutes: 60 };
                    let calendar = app.calendar;
                    match (next(&mut seed) % 4, own.last().cloned()) {
                        (2, Some(reference)) => {
                            tally.count(run(app, move |tx, c| {
                                let booking = instruments::booking_by_reference(tx, &reference)?;
                                instruments::move_to(tx, c, calendar, &booking, &wanted)
                            }));
                        }
                        (3, Some(reference)) => {
                            own.pop();
                            tally.count(run(app, move |tx, c| {
                                let booking = instruments::booking_by_reference(tx, &reference)?;
                                instruments::cancel(tx, c, &booking, "")
                            }));
                        }
                        _ => own.extend(tally.count(run(app, move |tx, c| {
                            let person = crate::people::first_of(tx, firm)?;
                            let instrument = instruments::by_code(tx, &code)?;
                            let whose = For { firm, person, through: hub };
                            let reference = instruments::hold(tx, c, calendar, &instrument, whose, &wanted)?;
                            let booking = instruments::booking_by_reference(tx, &reference)?;
                            let filled = Filled { purpose: "抢时段".into(), ..Filled::default() };
                            instruments::book(tx, c, calendar, &booking, &filled)?;
                            Ok(reference)
                        }))),
                    }
                }
            });
        }
    });
    let (kept, taken) = (tally.kept.into_inner(), tally.taken.into_inner());
    assert!(kept >= 10 && taken >= 50, "too little happened: {kept} done, {taken} taken");
    assert_eq!(overlaps(&app), 0);
}

#[test]
fn one_of_all_who_want_a_slot_gets_it() {
    const TASKS: usize = 24;
    let app = TestApp::with(|config| config.database.lanes = 8);
    let code = app.instrument_offered(|_| {});
    let (firm, hub) = (app.world.kangjie, app.world.lucheng);
    for hour in [9, 10, 11, 13] {
        let winners = AtomicUsize::new(0);
        std::thread::scope(|threads| {
            for _ in 0..TASKS {
                let (app, code, winners) = (&app.app, code.clone(), &winners);
                threads.spawn(move || {
                    let wanted = Wanted { from: millis_of(date(2026, 3, 6), hour, 0), minutes: 60 };
                    let calendar = app.calendar;
                    let done = run(app, move |tx, c| {
                        let person = crate::people::first_of(tx, firm)?;
                        let instrument = instruments::by_code(tx, &code)?;
                        let whose = For { firm, person, through: hub };
                        let reference = instruments::hold(tx, c, calendar, &instrument, whose, &wanted)?;
                        let booking = instruments::booking_by_reference(tx, &reference)?;
                        let filled = Filled { purpose: "抢时段".into(), ..Filled::default() };
                        instruments::book(tx, c, calendar, &booking, &filled)
                    });
                    if Tally::default().count(done).is_some() {
                        winners.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(winners.into_inner(), 1, "at {hour}");
    }
    assert_eq!(overlaps(&app), 0);
}
