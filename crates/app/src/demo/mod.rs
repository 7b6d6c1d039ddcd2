//! The demonstration: hubs of Wenzhou with a year of needs, plans, orders and service records, made by the same
//! commands that people's requests run, each by whoever would give it, at its moment. The same seed and clock give
//! the same data, down to the roots of the logs. The hubs named in public news are real; all else is invented.

mod chance;
mod city;
mod differing;
mod directory;
mod folder;
mod found;
mod instruments;
mod lately;
mod links;
mod material;
mod moments;
mod needs;
mod organizations;
mod people;
mod places;
mod quoting;
mod registry;
mod results;
mod rounds;
mod seasons;
mod size;
mod store;
mod story;
mod templating;
mod triage;
mod uses;
mod work;
mod world;
mod year;

use std::sync::Arc;

use db::Scope;
use jiff::civil::Date;

use crate::app::{App, day_of, millis_of};
use crate::jobs::{self, Handler};
use crate::notices;
use crate::web::Error;

pub use folder::{Folder, Found, Mark};
pub use links::{Link, links};
pub use size::{City, Size};
pub use world::Persona;

/// Stories told in one transaction.
const BATCH: usize = 48;

/// Days before the end of the announced calendar on which the demonstration ends at the latest: due dates of its
/// last orders must be known.
const DAYS_AHEAD: i64 = 21;

/// Notices are kept of so many milliseconds before the end, none of them with a letter.
const TOLD_MS: i64 = 7 * 86_400_000;
/// The newest of them are unread.
const UNREAD_MS: i64 = 2 * 86_400_000;

/// When the demonstration's year ends: now, or, when the official calendar goes no further, some weeks before its
/// end.
pub fn ends_at(now: i64, calendar: &workdays::Calendar) -> i64 {
    let last: Date = calendar.announced_through();
    now.min(millis_of(last, 17, 0) - DAYS_AHEAD * 86_400_000)
}

/// What a load is made from.
#[derive(Clone, Copy)]
pub struct Loading {
    /// Of chance.
    pub seed: u64,
    /// When the data end; the installation's clock must stand there.
    pub now: i64,
    /// Runs the jobs.
    pub handler: Handler,
}

/// How far a load has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is being loaded.
    pub what: &'static str,
    /// So many of it are there.
    pub done: usize,
    /// Of so many.
    pub all: usize,
}

/// Loads the demonstration into an empty installation, or goes on with a city, and runs every job. `told` hears how far
/// it has come.
///
/// # Errors
/// Of the commands, the store or the jobs.
pub async fn load(app: &App, size: Size, loading: Loading, mut told: impl FnMut(Told)) -> Result<Vec<Persona>, Error> {
    if let Size::City(city) = size {
        return city::load(app, city, loading, told).await;
    }
    let Loading { seed, now, handler } = loading;
    let calendar = app.calendar;
    let mut world = app.db.write(Scope::system(), move |tx| found::found(tx, size, seed, now, calendar)).await?;
    results::keep(app, &mut world).await?;
    let world = Arc::new(world);
    let stories = Arc::new(year::stories(&world, size, seed));
    let mut done = 0;
    while done < stories.len() {
        told(Told { what: "需求", done, all: stories.len() });
        let (world, batch) = (Arc::clone(&world), Arc::clone(&stories));
        let until = stories.len().min(done + BATCH);
        let tell = move |tx: &mut db::Tx| -> Result<(), Error> {
            batch[done..until].iter().try_for_each(|story| story::tell(tx, &world, story, seed))
        };
        app.db.write(Scope::system(), tell).await?;
        done = until;
    }
    let shared = Arc::clone(&world);
    app.db.write(Scope::system(), move |tx| instruments::tell(tx, &shared, size, seed)).await?;
    let shared = Arc::clone(&world);
    app.db.write(Scope::system(), move |tx| rounds::tell(tx, &shared, seed)).await?;
    let end = Arc::clone(&world);
    app.db.write(Scope::system(), move |tx| lately::lately(tx, &end, seed)).await?;
    notices::catch_up(app, now - TOLD_MS, now - UNREAD_MS).await?;
    while jobs::run_due(app, handler).await? > 0 {}
    told(Told { what: "需求", done, all: stories.len() });
    Ok(world.personas.clone())
}

/// The day up to which a load at `now` tells.
pub fn day_told(now: i64) -> String {
    day_of(now).to_string()
}

#[cfg(test)]
mod tests;
