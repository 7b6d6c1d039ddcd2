//! Loads a city in parts, each one transaction that also says how far the load has come: whoever is stopped at any
//! moment goes on behind the last part and ends with the same data. Who and what stories name by their places is not
//! stored but made once more, in a database beside the real one: the same seed and clock give the same ids.

use std::sync::Arc;

use db::{Scope, Tx};
use serde::{Deserialize, Serialize};

use super::registry::{self, Brands};
use super::seasons::Seasons;
use super::size::{City, Size};
use super::world::{Persona, World};
use super::{Loading, Told, chance::Dice, found, lately, results, store, story};
use crate::app::{App, Clock};
use crate::config::FileStore;
use crate::records::log;
use crate::web::Error;
use crate::{jobs, notices};

/// Transactions of stories before the leaves of all logs are given their places.
const ROUND: usize = 10;

/// How much is done in one transaction: much, since each costs a sync, and little enough that who stops loses little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Batches {
    /// Firms of the register.
    firms: u32,
    /// Stories told.
    stories: usize,
}

impl Batches {
    fn of(city: City) -> Batches {
        Batches { firms: (city.firms / 100).clamp(8, 4_000), stories: (city.needs() as usize / 300).clamp(8, 200) }
    }
}

/// How far the load has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// Firms of the register.
    firms: u32,
    /// Stories that were told.
    stories: usize,
    /// Stories whose leaves have their places.
    placed: usize,
    /// Whether the last days were told.
    ended: bool,
}

impl Progress {
    fn keep(&self, tx: &mut Tx) -> Result<(), Error> {
        store::keep(tx, &serde_json::to_string(self).map_err(Error::internal)?)
    }
}

fn progress(tx: &mut Tx) -> Result<Option<Progress>, Error> {
    store::kept(tx)?.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
}

/// A load on its way.
struct Load<'a, T> {
    app: &'a App,
    loading: Loading,
    city: City,
    batches: Batches,
    progress: Progress,
    told: T,
}

/// Loads a city, or goes on with it.
///
/// # Errors
/// Of the commands, the store or the jobs.
pub(super) async fn load(
    app: &App,
    city: City,
    loading: Loading,
    told: impl FnMut(Told),
) -> Result<Vec<Persona>, Error> {
    let mut load = Load { app, loading, city, batches: Batches::of(city), progress: Progress::default(), told };
    let mut world = load.world().await?;
    results::keep(app, &mut world).await?;
    let world = Arc::new(world);
    load.register(&world).await?;
    load.tell(&world).await?;
    load.end(&world).await?;
    Ok(world.personas.clone())
}

impl<T: FnMut(Told)> Load<'_, T> {
    /// Founds the city, or makes the founded one once more.
    async fn world(&mut self) -> Result<World, Error> {
        match self.app.db.read(Scope::system(), progress).await? {
            None => self.found().await,
            Some(known) => {
                self.progress = known;
                self.found_again().await
            }
        }
    }

    async fn found(&self) -> Result<World, Error> {
        let (loading, size, calendar) = (self.loading, Size::City(self.city), self.app.calendar);
        let (base, secret) = (self.app.config.server.base_url.clone(), Dice::of(loading.seed, "secret").seed());
        let founding = move |tx: &mut Tx| {
            let world = found::found(tx, size, loading.seed, loading.now, calendar)?;
            let hub = world.hubs.first().ok_or_else(|| Error::internal("a city without a hub"))?;
            log::settle(tx, hub.id, &secret, &base)?;
            Progress::default().keep(tx)?;
            Ok::<_, Error>(world)
        };
        self.app.db.write(Scope::system(), founding).await
    }

    /// In a database of its own, which is thrown away.
    async fn found_again(&self) -> Result<World, Error> {
        let url = &self.app.config.database.url;
        let path = url.strip_prefix("sqlite:").ok_or_else(|| Error::internal("a city is loaded into SQLite only"))?;
        let path = format!("{path}.founding");
        remove(&path)?;
        let mut config = self.app.config.clone();
        config.database.url = format!("sqlite:{path}");
        config.files = FileStore::Memory;
        let beside = App::open(config, Clock::fixed(self.loading.now), [0; 32]).map_err(Error::internal)?;
        let (loading, size, calendar) = (self.loading, Size::City(self.city), self.app.calendar);
        let founding = move |tx: &mut Tx| found::found(tx, size, loading.seed, loading.now, calendar);
        let world = beside.db.write(Scope::system(), founding).await?;
        beside.db.close();
        remove(&path)?;
        Ok(world)
    }

    /// The firms that have no account.
    async fn register(&mut self, world: &World) -> Result<(), Error> {
        let all = self.city.firms.saturating_sub(world.hubs.iter().map(|hub| hub.firms.len() as u32).sum());
        let brands = Arc::new(Brands::new());
        let (seed, begun) = (self.loading.seed, found::begins_at(Size::City(self.city), self.loading.now));
        let named = u64::from(world.organizations);
        while self.progress.firms < all {
            (self.told)(Told { what: "企业", done: self.progress.firms as usize, all: all as usize });
            let from = self.progress.firms;
            let until = all.min(from + self.batches.firms);
            self.progress.firms = until;
            let (brands, progress, before) = (Arc::clone(&brands), self.progress.clone(), self.forgotten());
            let entering = move |tx: &mut Tx| {
                registry::enter(tx, seed, (from, until), begun, (&brands, named))?;
                notices::forget(tx, before)?;
                progress.keep(tx)
            };
            self.app.db.write(Scope::system(), entering).await?;
        }
        Ok(())
    }

    /// Nobody is told of what happened before.
    fn forgotten(&self) -> i64 {
        self.loading.now - super::TOLD_MS
    }

    async fn tell(&mut self, world: &Arc<World>) -> Result<(), Error> {
        let seed = self.loading.seed;
        let seasons = Arc::new(Seasons::of(world, self.city, seed).map_err(Error::internal)?);
        while self.progress.stories < seasons.len() {
            (self.told)(Told { what: "需求", done: self.progress.stories, all: seasons.len() });
            if self.progress.stories - self.progress.placed >= ROUND * self.batches.stories {
                self.place(world).await?;
            }
            let from = self.progress.stories;
            let until = seasons.len().min(from + self.batches.stories);
            self.progress.stories = until;
            let (world, seasons, progress) = (Arc::clone(world), Arc::clone(&seasons), self.progress.clone());
            let before = self.forgotten();
            let telling = move |tx: &mut Tx| {
                for place in from..until {
                    seasons.with(&world, place, |one| story::tell(tx, &world, one, seed))?;
                }
                notices::forget(tx, before)?;
                progress.keep(tx)
            };
            self.app.db.write(Scope::system(), telling).await?;
        }
        (self.told)(Told { what: "需求", done: seasons.len(), all: seasons.len() });
        Ok(())
    }

    /// Gives the leaves of every log their places. Broken off in between, it is done again for the rest: which leaves
    /// wait was settled before.
    async fn place(&mut self, world: &World) -> Result<(), Error> {
        for hub in &world.hubs {
            log::sequence(self.app, &serde_json::to_string(&hub.id).map_err(Error::internal)?).await?;
        }
        self.progress.placed = self.progress.stories;
        let progress = self.progress.clone();
        self.app.db.write(Scope::system(), move |tx| progress.keep(tx)).await
    }

    async fn end(&mut self, world: &Arc<World>) -> Result<(), Error> {
        let Loading { seed, now, handler } = self.loading;
        if !self.progress.ended {
            self.progress.ended = true;
            let (world, progress) = (Arc::clone(world), self.progress.clone());
            let ending = move |tx: &mut Tx| {
                lately::lately(tx, &world, seed)?;
                progress.keep(tx)
            };
            self.app.db.write(Scope::system(), ending).await?;
        }
        self.place(world).await?;
        notices::catch_up(self.app, now - super::TOLD_MS, now - super::UNREAD_MS).await?;
        // Taken by a load that was stopped while it ran them.
        self.app.db.write(Scope::system(), move |tx| jobs::release(tx, now)).await?;
        while jobs::run_due_alike(self.app, handler).await? > 0 {}
        Ok(())
    }
}

/// Takes a database away, if there is one.
fn remove(path: &str) -> Result<(), Error> {
    for end in ["", "-wal", "-shm"] {
        match std::fs::remove_file(format!("{path}{end}")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::internal(error)),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
