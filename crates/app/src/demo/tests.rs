//! A small demonstration, loaded on the engine of the test.

use std::collections::{BTreeMap, BTreeSet};

use db::testing::TestDatabase;
use db::{Scope, params, sql};

use super::material::material;
use super::*;
use crate::app::{Clock, MIGRATIONS, millis_of};
use crate::config::{Config, FileStore};
use crate::records::log;
use crate::{hubs, routes};

struct Loaded {
    app: App,
    personas: Vec<Persona>,
    runtime: tokio::runtime::Runtime,
    _database: TestDatabase,
}

/// 2026年9月15日(周二) 16:00.
fn now() -> i64 {
    millis_of(jiff::civil::date(2026, 9, 15), 16, 0)
}

fn loaded() -> Loaded {
    let database = db::testing::database(MIGRATIONS);
    let mut config = Config { files: FileStore::Memory, ..Config::default() };
    config.database.url = database.url.clone();
    config.database.lanes = 1;
    config.database.readers = 1;
    config.mail.url = "memory:".into();
    let app = App::open(config, Clock::fixed(now()), [7; 32]).expect("the application opens");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let personas = runtime.block_on(load(&app, Size::Small, 1, now(), routes::run_job, |_, _| {})).expect("it loads");
    Loaded { app, personas, runtime, _database: database }
}

impl Loaded {
    fn checkpoints(&self) -> Vec<String> {
        let read = |tx: &mut db::Tx| -> Result<Vec<String>, Error> {
            let hubs = hubs::all(tx)?;
            hubs.iter().map(|hub| Ok(log::checkpoint(tx, hub.id)?.unwrap_or_default())).collect()
        };
        self.app.db.read_blocking(Scope::system(), read).expect("checkpoints are read")
    }

    /// How many there are of each word in the first column of a statement.
    fn counts(&self, sql: db::Sql) -> BTreeMap<String, i64> {
        let read = move |tx: &mut db::Tx| -> Result<BTreeMap<String, i64>, Error> {
            Ok(tx.query(sql, &params![])?.iter().map(|row| (row.get("word"), row.get("n"))).collect())
        };
        self.app.db.read_blocking(Scope::system(), read).expect("rows are counted")
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        self.app.db.close();
    }
}

#[test]
fn the_same_seed_and_clock_give_the_same_logs() {
    let (one, other) = (loaded(), loaded());
    let notes = one.checkpoints();
    assert!(notes.len() == 3 && notes.iter().all(|note| !note.is_empty()), "{notes:?}");
    assert_eq!(notes, other.checkpoints());
    let lines = log::verify_all(&one.app, None).expect("every log holds");
    assert_eq!(lines.len(), 3, "{lines:?}");
}
