//! A small demonstration, loaded on the engine of the test, and what the whole one is made of.

use std::collections::{BTreeMap, BTreeSet};

use codes::uscc::Uscc;
use db::testing::TestDatabase;
use db::{Scope, Sql, params, sql};

use super::material::material;
use super::*;
use crate::access::Role;
use crate::app::{Clock, MIGRATIONS};
use crate::config::{Config, FileStore};
use crate::records::log;
use crate::{hubs, routes};

/// 2026年9月15日(周二) 16:00.
fn now() -> i64 {
    millis_of(jiff::civil::date(2026, 9, 15), 16, 0)
}

struct Loaded {
    app: App,
    personas: Vec<Persona>,
    runtime: tokio::runtime::Runtime,
    _database: TestDatabase,
}

fn loaded() -> Loaded {
    let database = db::testing::database(MIGRATIONS);
    let mut config = Config { files: FileStore::Memory, ..Config::default() };
    config.database.url = database.url.clone();
    config.database.lanes = 2;
    config.database.readers = 1;
    config.mail.url = "memory:".into();
    let app = App::open(config, Clock::fixed(now()), [7; 32]).expect("the application opens");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let loading = load(&app, Size::Small, 1, now(), routes::run_job, |_, _| {});
    let personas = runtime.block_on(loading).expect("it loads");
    Loaded { app, personas, runtime, _database: database }
}

impl Loaded {
    /// The newest checkpoint of each hub.
    fn checkpoints(&self) -> Vec<String> {
        let read = |tx: &mut db::Tx| -> Result<Vec<String>, Error> {
            let hubs = hubs::all(tx)?;
            hubs.iter().map(|hub| Ok(log::checkpoint(tx, hub.id)?.unwrap_or_default())).collect()
        };
        self.app.db.read_blocking(Scope::system(), read).expect("checkpoints are read")
    }

    /// How often each word stands in the column `word` of what a statement finds.
    fn counts(&self, statement: &'static Sql) -> BTreeMap<String, usize> {
        let read = move |tx: &mut db::Tx| tx.query(statement, &params![]);
        let rows = self.app.db.read_blocking(Scope::system(), read).expect("rows are read");
        let mut counts = BTreeMap::new();
        for row in rows {
            *counts.entry(row.get("word")).or_insert(0) += 1;
        }
        counts
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

#[test]
fn something_of_everything_is_there_and_nothing_is_left_to_do() {
    let demo = loaded();
    let left = demo.app.db.read_blocking(Scope::system(), jobs::left).expect("jobs are read");
    assert!(left.is_empty(), "{left:?}");
    let needs = demo.counts(sql!("SELECT state AS word FROM needs"));
    for state in ["sent", "accepted", "planned", "closed"] {
        assert!(needs.contains_key(state), "no need is {state}: {needs:?}");
    }
    let orders = demo.counts(sql!("SELECT state AS word FROM orders"));
    for state in ["offered", "quoted", "in_progress", "delivered", "confirmed", "cancelled"] {
        assert!(orders.contains_key(state), "no order is {state}: {orders:?}");
    }
    let plans = demo.counts(sql!("SELECT state AS word FROM plans"));
    assert!(plans.contains_key("asking") && plans.contains_key("proposed"), "{plans:?}");
    assert!(demo.counts(sql!("SELECT reference AS word FROM records")).len() > 20);
    assert!(!demo.counts(sql!("SELECT name AS word FROM attachments")).is_empty());
    assert!(!demo.counts(sql!("SELECT aspects AS word FROM rectifications WHERE answered_at IS NULL")).is_empty());
    assert!(!demo.counts(sql!("SELECT benefit AS word FROM records WHERE benefit <> ''")).is_empty());
}

#[test]
fn organizations_have_valid_codes_and_differ_in_size() {
    let demo = loaded();
    for uscc in demo.counts(sql!("SELECT uscc AS word FROM organizations")).keys() {
        assert!(Uscc::parse(uscc).is_ok_and(|code| code.as_str().contains("DEM")), "{uscc}");
    }
    let sizes = demo.counts(sql!("SELECT COALESCE(size_class, '') AS word FROM organizations WHERE is_firm = 1"));
    let of = |class: &str| sizes.get(class).copied().unwrap_or(0);
    assert_eq!(of(""), 0, "{sizes:?}");
    assert!(of("micro") + of("small") > 4 * (of("medium") + of("large")), "{sizes:?}");
}

#[test]
fn there_is_a_link_for_each_role() {
    let demo = loaded();
    let links = demo.runtime.block_on(links(&demo.app, &demo.personas)).expect("links are made");
    let roles: Vec<&str> = links.iter().map(|link| link.role.as_str()).collect();
    assert_eq!(roles, Role::ALL.map(Role::code));
    let urls: BTreeSet<&str> = links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(urls.len(), links.len());
}

/// 30 hubs in all twelve counties, 13 provincial, and a need's year of some thousands.
#[test]
fn the_year_is_as_large_as_it_says() {
    let hubs = &material().hubs;
    assert_eq!(hubs.len(), 30);
    assert_eq!(hubs.iter().filter(|hub| hub.level == "province").count(), 13);
    let counties: BTreeSet<&str> = hubs.iter().map(|hub| hub.division.as_str()).collect();
    let all: BTreeSet<&str> = codes::divisions::children("3303").map(|county| county.code).collect();
    assert_eq!(counties, all);
    let needs: u32 = hubs.iter().map(|hub| hub.needs_a_year).sum();
    assert!((1_800..2_600).contains(&needs), "{needs}");
    let (most, second) = (
        hubs.iter().map(|h| h.needs_a_year).max(),
        hubs.iter().filter(|h| h.code != "YQD").map(|h| h.needs_a_year).max(),
    );
    assert!(most > second.map(|n| n * 2));
    for hub in hubs {
        let codes = hub.firm_codes.iter().filter(|code| codes::industries::path(code).is_empty());
        assert_eq!(codes.count(), 0, "{}", hub.code);
        let services = material().services_of(hub).count();
        assert!((8..=30).contains(&services), "{} has {services} services", hub.code);
    }
}

#[test]
fn a_year_that_is_not_announced_ends_the_demonstration_before_it() {
    let calendar = workdays::Calendar::official();
    assert_eq!(ends_at(now(), calendar), now());
    let later = millis_of(jiff::civil::date(2031, 5, 6), 10, 0);
    assert!(day_of(ends_at(later, calendar)) < calendar.announced_through());
}
