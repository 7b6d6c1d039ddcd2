//! Any proposals, answers and steps of the orders by anybody in any order, against a model of what may happen to a change:
//! at most one waits; only who is asked decides, once; nothing of the orders changes before everybody has agreed, and what
//! moved on meanwhile is not changed under somebody's hand; what has ended stays as it ended; versions grow and add up.

use std::collections::BTreeMap;

use db::{Row, Scope, Sql, params, sql};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::plans::changes::{self, Act};

/// Walks of so many deeds; few, since each deed is a request or two and a look at the rows.
const CASES: u32 = 20;
const DEEDS: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// Proposes another price for the service at this place of the form.
    Price(usize, &'static str),
    /// Proposes another last day.
    Ends(usize, &'static str),
    /// Proposes that it goes.
    Drop(usize),
    /// Proposes what is already so.
    Nothing,
    Agree,
    Refuse,
    Withdraw,
    /// A step of one of the two orders, by whose turn it is.
    Start(usize),
    Deliver(usize),
    Reject(usize),
    Confirm(usize),
    Cancel(usize),
}

impl Deed {
    fn proposes(self) -> bool {
        matches!(self, Deed::Price(..) | Deed::Ends(..) | Deed::Drop(_) | Deed::Nothing)
    }

    fn answers(self) -> bool {
        matches!(self, Deed::Agree | Deed::Refuse | Deed::Withdraw)
    }
}

/// The people of the walk: the firm, the two providers, the hub, another firm.
const FIRM: usize = 0;
const LAB: usize = 1;
const HUB: usize = 3;
const STRANGER: usize = 4;

fn deed() -> impl Strategy<Value = (Deed, usize)> {
    let price = (0..2usize, prop::sample::select(vec!["600", "700.50", "3600", "4000"]));
    let ends = (0..2usize, prop::sample::select(vec!["2026-03-11", "2026-03-13", "2026-03-26"]));
    let deed = prop_oneof![
        5 => price.prop_map(|(place, price)| Deed::Price(place, price)),
        3 => ends.prop_map(|(place, day)| Deed::Ends(place, day)),
        1 => (0..2usize).prop_map(Deed::Drop),
        1 => Just(Deed::Nothing),
        12 => Just(Deed::Agree),
        2 => Just(Deed::Refuse),
        2 => Just(Deed::Withdraw),
        2 => (0..2usize).prop_map(Deed::Start),
        2 => (0..2usize).prop_map(Deed::Deliver),
        1 => (0..2usize).prop_map(Deed::Reject),
        1 => (0..2usize).prop_map(Deed::Confirm),
        1 => (0..2usize).prop_map(Deed::Cancel),
    ];
    (deed, 0..=STRANGER)
}

/// An order as its row says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Order {
    item: Uuid,
    state: String,
    price_fen: i64,
    runs: (String, String),
    version: i64,
}

impl Order {
    fn runs_on(&self) -> bool {
        self.state == "accepted" || self.state == "in_progress"
    }

    fn ended(&self) -> bool {
        self.state == "confirmed" || self.state == "cancelled"
    }
}

/// A change as its rows say.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    state: String,
    ended_at: Option<i64>,
    version: i64,
    proposer: (String, Option<Uuid>),
    /// Of whom it is, and whether they have agreed.
    parties: BTreeMap<Uuid, bool>,
    acts: Vec<Act>,
}

/// All that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rows {
    orders: [Order; 2],
    changes: BTreeMap<Uuid, Change>,
    plan_version: i64,
    /// Numbers of the plan's versions, and what the last comes to, in fen.
    versions: Vec<i64>,
    last_fen: i64,
    /// What its items that are accepted come to.
    items_fen: i64,
}

impl Rows {
    fn open(&self) -> Vec<Uuid> {
        self.changes.iter().filter(|(_, change)| change.state == "proposed").map(|(id, _)| *id).collect()
    }

    fn order(&self, item: Uuid) -> &Order {
        self.orders.iter().find(|order| order.item == item).expect("a line is about one of the orders")
    }
}

fn all(app: &TestApp, statement: &'static Sql, word: &str) -> Vec<Row> {
    let word = word.to_owned();
    app.app.db.read_blocking(Scope::system(), move |tx| tx.query(statement, &params![word])).unwrap()
}

fn item_of(act: &Act) -> Uuid {
    match act {
        Act::Drop { item, .. } | Act::Move { item, .. } | Act::Price { item, .. } => *item,
        Act::Add { .. } => unreachable!("no walk adds a service"),
    }
}

struct Walk<'a> {
    app: &'a TestApp,
    need: String,
    orders: [String; 2],
    people: [Persona<'a>; 5],
    /// Of whom they are.
    organizations: [Option<Uuid>; 5],
}

impl<'a> Walk<'a> {
    fn begin(app: &'a TestApp) -> Walk<'a> {
        // Orders of the same millisecond have no order in their list.
        app.app.clock.set(app.app.clock.now() + 60_000);
        let (need, orders) = running(app);
        let w = &app.world;
        let people = [w.li_mei, w.zhao_gong, w.sun_lin, w.wu_fang, w.chen_jing].map(|who| app.as_(who));
        let organizations = [Some(w.kangjie), Some(w.oujiang), Some(w.xinrui), None, Some(w.juheng)];
        Walk { app, need, orders, people, organizations }
    }

    fn rows(&self) -> Rows {
        let order = |reference: &String| {
            let rows = all(
                self.app,
                sql!("SELECT item_id, state, price_fen, starts_on, due_on, version FROM orders WHERE reference = $1"),
                reference,
            );
            let row = &rows[0];
            Order {
                item: row.get("item_id"),
                state: row.get("state"),
                price_fen: row.get("price_fen"),
                runs: (row.get("starts_on"), row.get("due_on")),
                version: row.get("version"),
            }
        };
        let plan = all(
            self.app,
            sql!(
                "SELECT p.version, (SELECT CAST(COALESCE(SUM(i.price_fen), 0) AS BIGINT) FROM plan_items i
                 WHERE i.hub_id = p.hub_id AND i.plan_id = p.id AND i.state = 'accepted') AS items_fen
                 FROM plans p JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id WHERE n.reference = $1"
            ),
            &self.need,
        );
        let versions = all(
            self.app,
            sql!(
                "SELECT v.number, v.body FROM plan_versions v JOIN plans p ON p.hub_id = v.hub_id AND p.id = v.plan_id
                 JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id WHERE n.reference = $1 ORDER BY v.number"
            ),
            &self.need,
        );
        let lines: Value = serde_json::from_str(&versions.last().expect("a version").get::<String>("body")).unwrap();
        let lines = lines.as_array().cloned().expect("the lines of a version");
        Rows {
            orders: [order(&self.orders[0]), order(&self.orders[1])],
            changes: self.changes(),
            plan_version: plan[0].get("version"),
            versions: versions.iter().map(|row| row.get("number")).collect(),
            last_fen: lines.iter().filter_map(|line| line["price_fen"].as_i64()).sum(),
            items_fen: plan[0].get("items_fen"),
        }
    }

    fn changes(&self) -> BTreeMap<Uuid, Change> {
        let found = all(
            self.app,
            sql!(
                "SELECT c.id, c.state, c.side, c.organization_id, c.ended_at, c.version FROM plan_changes c
                 JOIN plans p ON p.hub_id = c.hub_id AND p.id = c.plan_id
                 JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id WHERE n.reference = $1"
            ),
            &self.need,
        );
        let change = |row: &Row| {
            let id: Uuid = row.get("id");
            let of = |statement: &'static Sql| {
                self.app.app.db.read_blocking(Scope::system(), move |tx| tx.query(statement, &params![id])).unwrap()
            };
            let parties = of(sql!("SELECT organization_id, agreed_at FROM plan_change_parties WHERE change_id = $1"));
            let lines = of(sql!("SELECT body FROM plan_change_lines WHERE change_id = $1 ORDER BY number"));
            let agreed = |row: &Row| (row.get("organization_id"), row.get::<Option<i64>>("agreed_at").is_some());
            let act = |row: &Row| {
                let line: changes::Line = serde_json::from_str(&row.get::<String>("body")).unwrap();
                line.act
            };
            let change = Change {
                state: row.get("state"),
                ended_at: row.get("ended_at"),
                version: row.get("version"),
                proposer: (row.get("side"), row.get("organization_id")),
                parties: parties.iter().map(agreed).collect(),
                acts: lines.iter().map(act).collect(),
            };
            (id, change)
        };
        found.iter().map(change).collect()
    }

    /// Where somebody proposes.
    fn place(&self, person: usize) -> String {
        match person {
            FIRM | HUB | STRANGER => format!("/needs/{}/plan/change", self.need),
            provider => format!("/orders/{}/change", self.orders[provider - LAB]),
        }
    }

    /// Does the deed; gives the status, and for a proposal whether something of the form differs.
    fn attempt(&self, (deed, person): (Deed, usize), change: Option<Uuid>) -> (u16, bool) {
        let who = &self.people[person];
        if deed.proposes() {
            return self.propose(deed, person);
        }
        let order = |which: usize, step: &str| format!("/orders/{}/{step}", self.orders[which]);
        let delivery = [("result", "report"), ("summary", "耐折 40000 次无裂口,合格"), ("price", "800")];
        let answer = match deed {
            Deed::Start(which) => self.people[LAB + which].post(&order(which, "start"), &[]),
            Deed::Deliver(which) => self.people[LAB + which].post(&order(which, "deliver"), &delivery),
            Deed::Reject(which) => self.people[FIRM].post(&order(which, "reject"), &[("reason", "缺少盖章页")]),
            Deed::Confirm(which) => self.people[FIRM].post(&order(which, "confirm"), &[("level", "4")]),
            Deed::Cancel(which) => self.people[FIRM].post(&order(which, "cancel"), &[("reason", "款式取消")]),
            answered => {
                let Some(id) = change else { return (0, false) };
                let step = match answered {
                    Deed::Agree => "agree",
                    Deed::Refuse => "refuse",
                    _ => "withdraw",
                };
                who.post(&format!("/plan-changes/{id}/{step}"), &[("words", "价格不合适")])
            }
        };
        (answer.status.as_u16(), false)
    }

    fn propose(&self, deed: Deed, person: usize) -> (u16, bool) {
        let (who, place) = (&self.people[person], self.place(person));
        let page = who.get(&place);
        if page.status != 200 {
            return (who.post(&place, &[("reason", "船期提前")]).status.as_u16(), false);
        }
        let (name, at, value) = match deed {
            Deed::Price(at, price) => ("price", at, price),
            Deed::Ends(at, day) => ("ends", at, day),
            Deed::Drop(at) => ("drop", at, ""),
            _ => ("reason", 0, "船期提前"),
        };
        let typed = super::fields(&page, &[(name, at, value)]);
        let as_it_is = super::fields(&page, &[]);
        let differs = typed.iter().filter(|(name, _)| name != "reason").any(|field| !as_it_is.contains(field));
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        (who.post(&place, &typed).status.as_u16(), differs)
    }
}

/// What must hold of one deed.
fn judge(
    walk: &Walk,
    (deed, person): (Deed, usize),
    (status, differs): (u16, bool),
    change: Option<Uuid>,
    (before, after): (&Rows, &Rows),
) -> Result<(), TestCaseError> {
    prop_assert!([0, 303, 403, 404, 409, 422].contains(&status), "{status}");
    let (done, organization) = (status == 303, walk.organizations[person]);
    if !done {
        prop_assert_eq!(after, before, "refused, and yet something changed");
        return if deed.proposes() {
            proposed(person, differs, deed, before)
        } else {
            refused(deed, person, organization, change, before)
        };
    }
    if deed.proposes() {
        prop_assert!(before.open().is_empty() && person != STRANGER && differs);
        prop_assert_eq!(after.changes.len(), before.changes.len() + 1);
        prop_assert_eq!((&after.orders, &after.versions), (&before.orders, &before.versions));
        let new = &after.changes[&after.open()[0]];
        // Whoever proposes has agreed by that, and the firm is always asked.
        prop_assert!(new.parties.iter().all(|(party, agreed)| *agreed == (Some(*party) == organization)));
        prop_assert!(walk.organizations[FIRM].is_some_and(|firm| new.parties.contains_key(&firm)));
    } else if deed.answers() {
        let id = change.expect("a change was answered");
        let (was, is) = (&before.changes[&id], &after.changes[&id]);
        prop_assert_eq!(was.state.as_str(), "proposed", "an end is left no more");
        let waited = organization.and_then(|own| was.parties.get(&own)).is_some_and(|agreed| !agreed);
        match deed {
            Deed::Agree => agreed(was, is, (before, after), waited)?,
            Deed::Refuse => prop_assert!(waited && is.state == "refused" && after.orders == before.orders),
            _ => {
                let own = person == HUB || was.proposer.1 == organization;
                prop_assert!(own && is.state == "withdrawn" && after.orders == before.orders);
            }
        }
    } else {
        prop_assert_eq!(&after.changes, &before.changes, "a step of an order decides on no change");
        for (was, is) in before.orders.iter().zip(&after.orders) {
            prop_assert_eq!(was.price_fen, is.price_fen, "a price changes by agreement alone");
        }
    }
    Ok(())
}

/// What the form offered and could have been proposed was not refused for nothing.
fn proposed(person: usize, differs: bool, deed: Deed, before: &Rows) -> Result<(), TestCaseError> {
    let free = before.open().is_empty() && person != STRANGER;
    // Another day may clash with what comes before; another price, or none of it, clashes with nothing.
    prop_assert!(!(free && differs && matches!(deed, Deed::Price(..))), "a price could not be proposed: {before:?}");
    Ok(())
}

/// Who was asked, and was in time, was not refused.
fn refused(
    deed: Deed,
    person: usize,
    organization: Option<Uuid>,
    change: Option<Uuid>,
    before: &Rows,
) -> Result<(), TestCaseError> {
    let Some(was) = change.map(|id| &before.changes[&id]).filter(|was| was.state == "proposed") else { return Ok(()) };
    let waited = organization.and_then(|own| was.parties.get(&own)).is_some_and(|agreed| !agreed);
    let last = was.parties.values().filter(|agreed| !**agreed).count() == 1;
    let stale = was.acts.iter().any(|act| !before.order(item_of(act)).runs_on());
    match deed {
        Deed::Agree => prop_assert!(!waited || (last && stale), "an agreement was refused: {was:?}"),
        Deed::Refuse => prop_assert!(!waited, "a refusal was refused: {was:?}"),
        Deed::Withdraw => prop_assert!(person != HUB && was.proposer.1 != organization, "{was:?}"),
        _ => {}
    }
    Ok(())
}

/// With the last agreement what was proposed is so, and nothing else; before it, nothing is.
fn agreed(was: &Change, is: &Change, (before, after): (&Rows, &Rows), waited: bool) -> Result<(), TestCaseError> {
    prop_assert!(waited);
    let everybody = is.parties.values().all(|agreed| *agreed);
    prop_assert_eq!(is.state.as_str(), if everybody { "agreed" } else { "proposed" });
    if !everybody {
        prop_assert_eq!((&after.orders, &after.versions), (&before.orders, &before.versions));
        return Ok(());
    }
    prop_assert_eq!(after.versions.len(), before.versions.len() + 1);
    for old in &before.orders {
        let new = after.order(old.item);
        let acts: Vec<&Act> = was.acts.iter().filter(|act| item_of(act) == old.item).collect();
        if acts.is_empty() {
            prop_assert_eq!(new, old, "what nobody agreed on has changed");
            continue;
        }
        prop_assert!(old.runs_on(), "decided under somebody's hand");
        for act in acts {
            match act {
                Act::Price { to, .. } => prop_assert_eq!(new.price_fen, *to),
                Act::Move { to, .. } => prop_assert_eq!(&new.runs, to),
                _ => prop_assert_eq!(new.state.as_str(), "cancelled"),
            }
        }
    }
    Ok(())
}

/// What must hold of the rows at any time, and from one look to the next.
fn hold(before: &Rows, after: &Rows) -> Result<(), TestCaseError> {
    prop_assert!(after.open().len() <= 1, "two changes wait");
    let numbers: Vec<i64> = (1..=after.versions.len() as i64).collect();
    prop_assert_eq!(&after.versions, &numbers);
    prop_assert!(after.versions.len() >= before.versions.len() && after.plan_version >= before.plan_version);
    let live = after.orders.iter().filter(|order| order.state != "cancelled").map(|order| order.price_fen);
    let live: i64 = live.sum();
    prop_assert_eq!((after.last_fen, after.items_fen), (live, live), "the sums of {:?}", after);
    for (was, is) in before.orders.iter().zip(&after.orders) {
        prop_assert!(is.version >= was.version && (!was.ended() || is.state == was.state));
        prop_assert!(is.runs.0 <= is.runs.1 && is.price_fen >= 0);
    }
    for (id, was) in before.changes.iter().filter(|(_, was)| was.state != "proposed") {
        prop_assert_eq!(&after.changes[id], was, "an end was changed");
    }
    Ok(())
}

#[test]
fn any_walk_keeps_to_what_was_agreed() {
    let app = TestApp::new();
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 30, ..Config::default() };
    // Always the same walks: a failure can be looked at again.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let ends = std::cell::RefCell::new(BTreeMap::<String, usize>::new());
    let result = runner.run(&proptest::collection::vec(deed(), DEEDS), |deeds| {
        let walk = Walk::begin(&app);
        let mut before = walk.rows();
        hold(&before, &before)?;
        for each in deeds {
            let change = before.open().first().copied().or(before.changes.keys().next_back().copied());
            let outcome = walk.attempt(each, change);
            let after = walk.rows();
            judge(&walk, each, outcome, change, (&before, &after))?;
            hold(&before, &after)?;
            before = after;
        }
        for change in before.changes.values() {
            *ends.borrow_mut().entry(change.state.clone()).or_default() += 1;
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // Otherwise the walks end before anything happens and the test proves little.
    assert!(["agreed", "refused", "withdrawn"].iter().all(|end| ends.borrow().contains_key(*end)), "{ends:?}");
}
