//! A small cut of a city, loaded at once and in many parts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{params, sql};

use super::*;
use crate::app::millis_of;
use crate::config::Config;
use crate::records::rollups::recount;
use crate::{hubs, routes};

/// 2026年9月15日(周二) 16:00.
fn now() -> i64 {
    millis_of(jiff::civil::date(2026, 9, 15), 16, 0)
}

/// Two hubs, and over two years some dozens of records.
const CUT: City = City { hubs: 2, firms: 90, providers: 60, years: 2, records: 40 };

fn open(folder: &Path) -> App {
    let mut config = Config { files: FileStore::Memory, ..Config::default() };
    config.database.url = format!("sqlite:{}", folder.join("yizhan.db").display());
    config.mail.url = "memory:".into();
    config.server.demo = true;
    App::open(config, Clock::fixed(now()), [7; 32]).expect("the application opens")
}

fn kind() -> Loading {
    Loading { seed: 3, now: now(), handler: routes::run_job }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Loads to the end.
fn whole(folder: &Path) -> App {
    let app = open(folder);
    runtime().block_on(load(&app, CUT, kind(), |_| {})).expect("it loads");
    app
}

/// Begins, or goes on, and is dropped when it has told `after` times how far it is; says whether it came to its end.
fn part(folder: &Path, after: usize) -> bool {
    let app = open(folder);
    let heard = Arc::new(AtomicUsize::new(0));
    let hearing = Arc::clone(&heard);
    let loading = load(&app, CUT, kind(), move |_| {
        hearing.fetch_add(1, Ordering::SeqCst);
    });
    let ended = runtime().block_on(async {
        tokio::pin!(loading);
        loop {
            tokio::select! {
                biased;
                () = std::future::ready(()), if heard.load(Ordering::SeqCst) > after => return false,
                ended = &mut loading => {
                    ended.expect("it loads");
                    return true;
                }
                () = tokio::task::yield_now() => {}
            }
        }
    });
    app.db.close();
    ended
}

/// Roots of the logs, and how many rows there are of what.
fn made(app: &App) -> (Vec<String>, BTreeMap<&'static str, i64>) {
    let read = |tx: &mut Tx| -> Result<_, Error> {
        let hubs = hubs::all(tx)?;
        let notes = hubs.iter().map(|hub| Ok(log::checkpoint(tx, hub.id)?.unwrap_or_default()));
        let notes = notes.collect::<Result<Vec<String>, Error>>()?;
        let mut rows = BTreeMap::new();
        for (name, statement) in [
            ("firms", sql!("SELECT COUNT(*) AS n FROM organizations WHERE is_firm = 1")),
            ("providers", sql!("SELECT COUNT(*) AS n FROM organizations WHERE is_provider = 1")),
            ("services", sql!("SELECT COUNT(*) AS n FROM services")),
            ("needs", sql!("SELECT COUNT(*) AS n FROM needs")),
            ("records", sql!("SELECT COUNT(*) AS n FROM records WHERE corrects_id IS NULL")),
            ("years", sql!("SELECT COUNT(DISTINCT substr(month, 1, 4)) AS n FROM records")),
            ("events", sql!("SELECT COUNT(*) AS n FROM events")),
            ("leaves", sql!("SELECT COUNT(*) AS n FROM leaves WHERE position IS NOT NULL")),
            ("checkpoints", sql!("SELECT COUNT(*) AS n FROM checkpoints")),
            ("notices", sql!("SELECT COUNT(*) AS n FROM notices")),
            ("untold", sql!("SELECT COUNT(*) AS n FROM event_queue")),
            ("jobs", sql!("SELECT COUNT(*) AS n FROM jobs")),
        ] {
            rows.insert(name, tx.one(statement, &params![])?.get("n"));
        }
        Ok((notes, rows))
    };
    app.db.read_blocking(Scope::system(), read).expect("what was made is read")
}

#[test]
fn a_load_that_is_stopped_again_and_again_ends_with_the_same_data() {
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let unbroken = whole(one.path());
    let mut starts = 0;
    // Before anything, after the founding, in the register, among the needs, in the end.
    while !part(other.path(), starts % 3) {
        starts += 1;
        assert!(starts < 200, "it does not come to its end");
    }
    assert!(starts > 5, "it was stopped {starts} times only");
    let broken = whole(other.path());
    let (notes, rows) = made(&unbroken);
    assert_eq!((notes.clone(), rows.clone()), made(&broken));
    assert!(notes.len() == 2 && notes.iter().all(|note| !note.is_empty()), "{notes:?}");
    assert_eq!(log::verify_all(&broken, None).expect("every log holds").len(), 2);
    let of = |name: &str| rows.get(name).copied().unwrap_or_default();
    assert_eq!((of("firms"), of("providers"), of("untold")), (90, 60, 0), "{rows:?}");
    assert!((60..160).contains(&of("records")) && of("years") >= 2, "{rows:?}");
    assert!(of("checkpoints") > 4 && of("notices") > 0, "{rows:?}");
    unbroken.db.close();
    broken.db.close();
}

/// The figures that were kept command by command are those that the records give, corrections among them.
#[test]
fn what_is_kept_on_the_way_is_what_the_records_give() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = whole(folder.path());
    let found = recount::run(&app, false).expect("the records are counted");
    assert_eq!(found.differences, []);
    assert!(found.months > 20 && found.records > 50, "{found:?}");
    let spoilt = sql!("UPDATE rollups SET records = records + 1 WHERE kind = '' AND month = '2026-01'");
    app.db.write_blocking(Scope::system(), move |tx| tx.execute(spoilt, &params![])).expect("a figure is spoilt");
    let found = recount::run(&app, true).expect("the records are counted");
    assert!(!found.differences.is_empty());
    assert_eq!(recount::run(&app, false).expect("the records are counted").differences, []);
    app.db.close();
}

/// What is read off a size of hundreds of thousands without loading it.
#[test]
fn a_whole_city_is_as_large_as_it_says() {
    let needs = City::WHOLE.needs();
    assert!((250_000..450_000).contains(&needs), "{needs}");
    assert_eq!(Batches::of(City::WHOLE), Batches { firms: 4_000, stories: 200 });
}
