//! [`App`]: everything that is shared, built once at the start and handed to every request and job.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use db::{Db, Migration, Options};
use files::{Files, Location};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::config::{Config, FileStore};
use crate::mail::Mailer;
use crate::web::messages::Messages;

/// The schema, one portable script after another.
pub const MIGRATIONS: &[Migration] = &[
    portable("0001_people", include_str!("../../../migrations/0001_people.sql")),
    portable("0002_directory", include_str!("../../../migrations/0002_directory.sql")),
    portable("0003_needs", include_str!("../../../migrations/0003_needs.sql")),
    portable("0004_orders", include_str!("../../../migrations/0004_orders.sql")),
    portable("0005_records", include_str!("../../../migrations/0005_records.sql")),
    portable("0006_jobs", include_str!("../../../migrations/0006_jobs.sql")),
    Migration {
        name: "0007_kept",
        portable: "",
        sqlite: Some(include_str!("../../../migrations/0007_kept.sqlite.sql")),
        postgres: Some(include_str!("../../../migrations/0007_kept.postgres.sql")),
    },
    portable("0008_service_changes", include_str!("../../../migrations/0008_service_changes.sql")),
    portable("0009_accounts", include_str!("../../../migrations/0009_accounts.sql")),
    portable("0010_hubs", include_str!("../../../migrations/0010_hubs.sql")),
    portable("0011_needs_lists", include_str!("../../../migrations/0011_needs_lists.sql")),
    portable("0012_homes", include_str!("../../../migrations/0012_homes.sql")),
    Migration {
        name: "0013_row_level_security",
        portable: "",
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0013_row_level_security.postgres.sql")),
    },
    Migration {
        name: "0021_covering",
        portable: "",
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0021_covering.postgres.sql")),
    },
    Migration {
        name: "0022_notices",
        portable: include_str!("../../../migrations/0022_notices.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0022_notices.postgres.sql")),
    },
    portable("0024_sent_once", include_str!("../../../migrations/0024_sent_once.sql")),
    portable("0025_lists", include_str!("../../../migrations/0025_lists.sql")),
    Migration {
        name: "0026_kept_whole",
        portable: "",
        sqlite: Some(include_str!("../../../migrations/0026_kept_whole.sqlite.sql")),
        postgres: Some(include_str!("../../../migrations/0026_kept_whole.postgres.sql")),
    },
    portable("0027_plan_dates", include_str!("../../../migrations/0027_plan_dates.sql")),
    portable("0028_mailboxes", include_str!("../../../migrations/0028_mailboxes.sql")),
    portable("0029_privacy", include_str!("../../../migrations/0029_privacy.sql")),
    portable("0030_experts", include_str!("../../../migrations/0030_experts.sql")),
    portable("0031_keys", include_str!("../../../migrations/0031_keys.sql")),
    Migration {
        name: "0032_imports",
        portable: include_str!("../../../migrations/0032_imports.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0032_imports.postgres.sql")),
    },
    Migration {
        name: "0034_triage",
        portable: include_str!("../../../migrations/0034_triage.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0034_triage.postgres.sql")),
    },
    Migration {
        name: "0035_hall",
        portable: include_str!("../../../migrations/0035_hall.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0035_hall.postgres.sql")),
    },
    Migration {
        name: "0037_ratings_closed",
        portable: include_str!("../../../migrations/0037_ratings_closed.sql"),
        sqlite: Some(include_str!("../../../migrations/0037_ratings_closed.sqlite.sql")),
        postgres: Some(include_str!("../../../migrations/0037_ratings_closed.postgres.sql")),
    },
    Migration {
        name: "0038_talks",
        portable: include_str!("../../../migrations/0038_talks.sql"),
        sqlite: Some(include_str!("../../../migrations/0038_talks.sqlite.sql")),
        postgres: Some(include_str!("../../../migrations/0038_talks.postgres.sql")),
    },
    Migration {
        name: "0039_ties",
        portable: include_str!("../../../migrations/0039_ties.sql"),
        sqlite: Some(include_str!("../../../migrations/0039_ties.sqlite.sql")),
        postgres: Some(include_str!("../../../migrations/0039_ties.postgres.sql")),
    },
    Migration {
        name: "0040_plan_templates",
        portable: include_str!("../../../migrations/0040_plan_templates.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0040_plan_templates.postgres.sql")),
    },
    Migration {
        name: "0041_plan_changes",
        portable: include_str!("../../../migrations/0041_plan_changes.sql"),
        sqlite: Some(include_str!("../../../migrations/0041_plan_changes.sqlite.sql")),
        postgres: Some(include_str!("../../../migrations/0041_plan_changes.postgres.sql")),
    },
    Migration {
        name: "0042_plan_calendar",
        portable: include_str!("../../../migrations/0042_plan_calendar.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0042_plan_calendar.postgres.sql")),
    },
    Migration {
        name: "0043_narrow",
        portable: "",
        sqlite: Some(include_str!("../../../migrations/0043_narrow.sqlite.sql")),
        postgres: None,
    },
    portable("0044_fewer_trees", include_str!("../../../migrations/0044_fewer_trees.sql")),
    portable("0045_languages", include_str!("../../../migrations/0045_languages.sql")),
    Migration {
        name: "0046_tallies",
        portable: include_str!("../../../migrations/0046_tallies.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0046_tallies.postgres.sql")),
    },
    portable("0047_events_by_action", include_str!("../../../migrations/0047_events_by_action.sql")),
    portable("0050_notice_figures", include_str!("../../../migrations/0050_notice_figures.sql")),
    Migration {
        name: "0051_order_alerts",
        portable: include_str!("../../../migrations/0051_order_alerts.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0051_order_alerts.postgres.sql")),
    },
    portable("0052_unmerge", include_str!("../../../migrations/0052_unmerge.sql")),
    portable("0053_hall_closings", include_str!("../../../migrations/0053_hall_closings.sql")),
    Migration {
        name: "0060_instruments",
        portable: include_str!("../../../migrations/0060_instruments.sql"),
        sqlite: Some(include_str!("../../../migrations/0060_instruments.sqlite.sql")),
        postgres: Some(include_str!("../../../migrations/0060_instruments.postgres.sql")),
    },
    Migration {
        name: "0061_uses",
        portable: include_str!("../../../migrations/0061_uses.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0061_uses.postgres.sql")),
    },
    Migration {
        name: "0062_sensors",
        portable: include_str!("../../../migrations/0062_sensors.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0062_sensors.postgres.sql")),
    },
    Migration {
        name: "0064_booking",
        portable: include_str!("../../../migrations/0064_booking.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0064_booking.postgres.sql")),
    },
    Migration {
        name: "0066_feeds",
        portable: include_str!("../../../migrations/0066_feeds.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0066_feeds.postgres.sql")),
    },
    Migration {
        name: "0070_rollups",
        portable: include_str!("../../../migrations/0070_rollups.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0070_rollups.postgres.sql")),
    },
    Migration {
        name: "0071_measure_entries",
        portable: include_str!("../../../migrations/0071_measure_entries.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0071_measure_entries.postgres.sql")),
    },
    Migration {
        name: "0073_rounds",
        portable: include_str!("../../../migrations/0073_rounds.sql"),
        sqlite: None,
        postgres: Some(include_str!("../../../migrations/0073_rounds.postgres.sql")),
    },
];

const fn portable(name: &'static str, sql: &'static str) -> Migration {
    Migration { name, portable: sql, sqlite: None, postgres: None }
}

/// Everything shared by requests, jobs and the command line.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] derefs to.
pub struct Inner {
    /// The effective configuration.
    pub config: Config,
    /// The database lanes.
    pub db: Db,
    /// The blobs.
    pub files: Files,
    /// How letters leave.
    pub mailer: Mailer,
    /// The words of every language.
    pub messages: Messages,
    /// The official working-day calendar.
    pub calendar: &'static workdays::Calendar,
    /// What time it is.
    pub clock: Clock,
    /// Wakes the worker loop after a command enqueued a job.
    pub wake: tokio::sync::Notify,
    /// Turns for saving lists as files.
    pub exports: tokio::sync::Semaphore,
    chance: Mutex<ChaCha20Rng>,
}

/// What a load keeps of the database in memory.
const LOADING_KIB: u32 = 1_000_000;

/// Lists that are saved as files at the same time.
const EXPORTS: usize = 2;

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Opens the database (applying missing migrations) and the file store.
    ///
    /// # Errors
    /// When the database or the store cannot be opened; the message names which.
    pub fn open(config: Config, clock: Clock, seed: [u8; 32]) -> anyhow::Result<App> {
        let options = Options { readers: config.database.readers, lanes: config.database.lanes, ..Options::default() };
        App::open_with(config, clock, seed, options)
    }

    /// The same for a load: one long command after another, and more of the database kept in memory.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn open_to_load(config: Config, clock: Clock, seed: [u8; 32]) -> anyhow::Result<App> {
        App::open_with(
            config,
            clock,
            seed,
            Options { readers: 1, group: 1, cache_kib: LOADING_KIB, ..Options::default() },
        )
    }

    /// The same with other lanes.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn open_with(config: Config, clock: Clock, seed: [u8; 32], options: Options) -> anyhow::Result<App> {
        use anyhow::Context;
        let db = Db::open(&config.database.url, options, MIGRATIONS)
            .with_context(|| format!("opening the database {}", config.database.masked_url()))?;
        let files = Files::open(&location(&config.files)).context("opening the file store")?;
        Ok(App(Arc::new(Inner {
            mailer: Mailer::open(&config.mail)?,
            config,
            db,
            files,
            messages: Messages::load(),
            calendar: workdays::Calendar::official(),
            clock,
            wake: tokio::sync::Notify::new(),
            exports: tokio::sync::Semaphore::new(EXPORTS),
            chance: Mutex::new(ChaCha20Rng::from_seed(seed)),
        })))
    }

    /// Begins a new row of chance.
    pub fn begin_chance(&self, seed: [u8; 32]) {
        *self.chance.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = ChaCha20Rng::from_seed(seed);
    }

    /// Whether the data are a demonstration's: every page says so.
    pub fn demo(&self) -> bool {
        self.config.server.demo
    }

    /// 256 random bits: the seed of one command, a session or a link.
    pub fn random(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.chance.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).fill_bytes(&mut bytes);
        bytes
    }
}

fn location(files: &FileStore) -> Location {
    match files {
        FileStore::Directory { path } => Location::Directory(path.clone()),
        FileStore::Memory => Location::Memory,
        FileStore::S3 { endpoint, bucket, region, access_key, secret_key, prefix, allow_http } => Location::S3 {
            endpoint: endpoint.clone(),
            bucket: bucket.clone(),
            region: region.clone(),
            access_key: access_key.clone(),
            secret_key: secret_key.clone(),
            prefix: prefix.clone(),
            allow_http: *allow_http,
        },
    }
}

/// Where the time comes from: the machine, or a test that sets it.
#[derive(Clone)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// A clock that stands still until it is set: milliseconds UTC.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `millis`.
    pub fn fixed(millis: i64) -> Clock {
        Clock::Fixed(Arc::new(AtomicI64::new(millis)))
    }

    /// Milliseconds UTC.
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    pub fn now(&self) -> i64 {
        match self {
            Clock::Machine => Timestamp::now().as_millisecond(),
            Clock::Fixed(millis) => millis.load(Ordering::SeqCst),
        }
    }

    /// Sets a fixed clock; the machine's cannot be set.
    pub fn set(&self, millis: i64) {
        if let Clock::Fixed(at) = self {
            at.store(millis, Ordering::SeqCst);
        }
    }
}

/// China's time zone. UTC+8 since 1991 without summer time, so no time-zone data are needed.
pub fn china() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// The day in China at `millis` UTC.
pub fn day_of(millis: i64) -> Date {
    civil(millis).date()
}

/// Date and time of day in China at `millis` UTC.
pub fn civil(millis: i64) -> jiff::civil::DateTime {
    let stamp = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    china().to_datetime(stamp)
}

/// The first id of a millisecond: what was made from then on sorts after it, since an id begins with its moment.
pub fn first_id(millis: i64) -> uuid::Uuid {
    const LAST: i64 = (1 << 48) - 1;
    uuid::Builder::from_unix_timestamp_millis(millis.clamp(0, LAST).unsigned_abs(), &[0; 10]).into_uuid()
}

/// Milliseconds UTC of a time of day in China.
pub fn millis_of(day: Date, hour: i8, minute: i8) -> i64 {
    china().to_timestamp(day.at(hour, minute, 0, 0)).map_or(0, |stamp| stamp.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_prepares_on_this_engine() {
        let database = db::testing::database(MIGRATIONS);
        let db = Db::open(&database.url, Options { lanes: 1, ..Options::default() }, MIGRATIONS).unwrap();
        assert!(db::statements().count() > 60);
        assert_eq!(db::prepare_all(&db).unwrap(), []);
    }
}
