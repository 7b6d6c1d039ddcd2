//! A small demonstration, loaded on the engine of the test, and what the whole one is made of.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, header, request};
use codes::uscc::Uscc;
use db::testing::TestDatabase;
use db::{Scope, Sql, params, sql};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::material::material;
use super::*;
use crate::access::Role;
use crate::app::{Clock, MIGRATIONS};
use crate::config::{Config, FileStore};
use crate::records::log;
use crate::web::guard::form_token;
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
    config.server.demo = true;
    let app = App::open(config, Clock::fixed(now()), [7; 32]).expect("the application opens");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let kind = Loading { seed: 1, now: now(), handler: routes::run_job };
    let loading = load(&app, Size::Small, kind, |_| {});
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
    let left = demo.app.db.read_blocking(Scope::system(), |tx| jobs::left(tx, now())).expect("jobs are read");
    assert!(left.is_empty(), "{left:?}");
    let needs = demo.counts(sql!("SELECT state AS word FROM needs"));
    for state in ["sent", "asked", "accepted", "planned", "closed", "declined", "withdrawn"] {
        assert!(needs.contains_key(state), "no need is {state}: {needs:?}");
    }
    let orders = demo.counts(sql!("SELECT state AS word FROM orders"));
    for state in ["offered", "quoted", "in_progress", "delivered", "confirmed", "cancelled"] {
        assert!(orders.contains_key(state), "no order is {state}: {orders:?}");
    }
    let plans = demo.counts(sql!("SELECT state AS word FROM plans"));
    for state in ["asking", "proposed", "returned"] {
        assert!(plans.contains_key(state), "no plan is {state}: {plans:?}");
    }
    assert!(demo.counts(sql!("SELECT state AS word FROM plan_changes")).contains_key("proposed"), "no change waits");
    assert!(demo.counts(sql!("SELECT state AS word FROM disputes")).contains_key("opened"), "no dispute is open");
    assert!(demo.counts(sql!("SELECT reference AS word FROM records")).len() > 20);
    for object in ["need", "delivery"] {
        let objects = demo.counts(sql!("SELECT object AS word FROM attachments"));
        assert!(objects.contains_key(object), "nothing is attached to a {object}: {objects:?}");
    }
    assert!(!demo.counts(sql!("SELECT aspects AS word FROM rectifications WHERE answered_at IS NULL")).is_empty());
    assert!(!demo.counts(sql!("SELECT benefit AS word FROM records WHERE benefit <> ''")).is_empty());
    assert!(!demo.counts(sql!("SELECT reference AS word FROM records WHERE corrects_id IS NOT NULL")).is_empty());
    let bookings = demo.counts(sql!("SELECT state AS word FROM bookings"));
    assert!(bookings.get("used") > Some(&50) && bookings.contains_key("missed"), "{bookings:?}");
    let strikes = demo.counts(sql!("SELECT state AS word FROM booking_strikes"));
    assert!(strikes.len() > 1, "{strikes:?}");
    let uses = sql!(
        "SELECT r.reference AS word FROM bookings b JOIN records r ON r.hub_id = b.through_id AND r.order_id = b.order_id"
    );
    assert!(demo.counts(uses).len() > 10, "few uses became records");
    let reasons = demo.counts(sql!("SELECT reasons AS word FROM records WHERE counts = 0"));
    assert!(reasons.keys().any(|reason| reason.contains("no-affiliation")), "{reasons:?}");
    let said = demo.counts(sql!("SELECT channel || ' ' || visibility AS word FROM needs"));
    for word in ["online", "phone", "counter", "providers", "named", "hub"] {
        assert!(said.keys().any(|each| each.contains(word)), "no need is {word}: {said:?}");
    }
}

#[test]
fn the_directory_is_full_and_its_desks_too() {
    let demo = loaded();
    let grades = demo.counts(sql!(
        "SELECT h.code || ' ' || g.year || ' ' || g.grade || ' ' || g.source AS word
         FROM hub_grades g JOIN hubs h ON h.id = g.hub_id"
    ));
    let source = "省委科技强省建设领导小组办公室 2023-06-28 公布";
    let published: Vec<String> = ["LCX 2022 良", "YQD 2022 优"].map(|grade| format!("{grade} {source}")).into();
    assert_eq!(grades.keys().cloned().collect::<Vec<_>>(), published, "none other was published");
    assert_eq!(demo.counts(sql!("SELECT code AS word FROM hubs WHERE named_publicly = 1")).len(), 3);
    assert!(demo.counts(sql!("SELECT name AS word FROM carriers")).len() >= 18);
    assert!(!demo.counts(sql!("SELECT name AS word FROM experts WHERE person_id IS NOT NULL")).is_empty());
    let services = demo.counts(sql!("SELECT state AS word FROM services"));
    assert!(services.contains_key("proposed") && services.contains_key("draft"), "{services:?}");
    assert!(!demo.counts(sql!("SELECT entry AS word FROM service_changes")).is_empty());
    let asked = demo.counts(sql!("SELECT role AS word FROM join_requests WHERE decided_at IS NULL"));
    assert!(asked.contains_key("firm_member") || asked.len() >= 2, "{asked:?}");
    assert!(demo.counts(sql!("SELECT role AS word FROM links WHERE kind = 'invitation'")).len() >= 3);
}

/// The three grades that were published for 2022, and no other.
#[test]
fn only_published_grades_are_named() {
    let graded = material().hubs.iter().filter(|hub| !hub.grade_2022.is_empty());
    let graded: Vec<(&str, &str)> = graded.map(|hub| (hub.code.as_str(), hub.grade_2022.as_str())).collect();
    assert_eq!(graded, [("LCX", "良"), ("YQD", "优"), ("RAQ", "优")]);
    let asks: Vec<&str> = material().steps.ask.iter().map(|ask| ask.function.as_str()).collect();
    for function in &material().services.function {
        assert!(asks.contains(&function.code.as_str()), "nothing is asked back about {}", function.code);
    }
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

/// A browser: its cookie, and the value from which the form token is derived.
struct Browser<'a> {
    demo: &'a Loaded,
    cookie: &'static str,
    value: String,
}

impl Browser<'_> {
    fn send(&self, request: request::Builder, body: String) -> (u16, Option<String>, String) {
        let request = request.header(header::COOKIE, format!("{}={}", self.cookie, self.value));
        let request = request.body(Body::from(body)).expect("a request");
        let answer = self.demo.runtime.block_on(routes::router(self.demo.app.clone()).oneshot(request));
        let (parts, body) = answer.expect("an answer").into_parts();
        let session = parts.headers.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        let session = session.filter_map(|line| line.strip_prefix("yz_session=")?.split(';').next()).next_back();
        let session = session.map(str::to_owned);
        let body = self.demo.runtime.block_on(body.collect()).expect("a body").to_bytes();
        (parts.status.as_u16(), session, String::from_utf8_lossy(&body).into_owned())
    }

    fn get(&self, path: &str) -> (u16, String) {
        let (status, _, text) = self.send(Request::get(path), String::new());
        (status, text)
    }
}

/// Every page that a role reaches without naming something, and the pages of things, carry the banner.
#[test]
fn a_link_signs_in_once_and_every_page_says_that_it_is_a_demonstration() {
    let demo = loaded();
    let visitor = Browser { demo: &demo, cookie: "yz_visitor", value: "visitor".into() };
    let links = demo.runtime.block_on(links(&demo.app, &demo.personas)).expect("links are made");
    let mut browsers = vec![Browser { demo: &demo, cookie: "yz_visitor", value: "visitor".into() }];
    for link in &links {
        let path = &link.url[link.url.find("/links/").expect("a link")..];
        assert_eq!(visitor.get(path).0, 200, "{}", link.role);
        let post = |once: &str| {
            let form = format!("_csrf={}&_once={once}", form_token("visitor"));
            visitor.send(Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), form)
        };
        let (status, session, text) = post(&link.role);
        assert_eq!(status, 303, "{}: {text}", link.role);
        let session = Browser { demo: &demo, cookie: "yz_session", value: session.expect("a session") };
        let (status, home) = session.get("/home");
        assert!(status == 200 && home.contains(&link.name), "{}: {status}\n{home}", link.role);
        let (status, session_again, text) = post("AGAIN");
        assert!(status == 200 && session_again.is_none(), "{}: a link works once", link.role);
        assert!(text.contains("链接已经用过"), "{text}");
        browsers.push(session);
    }
    let plain = |path: &str| !path.contains(['{', '.']) && !path.starts_with("/assets");
    let mut pages = 0;
    for browser in &browsers {
        for route in routes::table().iter().filter(|route| route.method == "GET" && plain(route.path)) {
            let (_, text) = browser.get(route.path);
            if text.starts_with("<!") {
                pages += 1;
                assert!(text.contains("演示数据"), "{}\n{text}", route.path);
                assert!(!text.contains('⟦'), "{}\n{text}", route.path);
            }
        }
    }
    assert!(pages > 100, "{pages}");
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
