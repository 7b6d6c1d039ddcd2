//! Any steps by anybody in any order, through HTTP on a real database: the table of allowed steps is kept, what has
//! ended stays so, and the rows agree with each other.

use db::{Row, Scope, Sql, params, sql};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use uuid::Uuid;

use crate::orders::State;
use crate::orders::model::Step;
use crate::testing::{Persona, TestApp};

/// Walks of so many deeds; few, since each deed is a request and a look at the rows.
const CASES: u32 = 24;
const DEEDS: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Order(Step),
    /// The hub proposes the plan to the firm.
    Propose,
    Trip,
}

/// People of the world who try, by their place in [`people`].
const FIRM: usize = 0;
const PROVIDER: usize = 1;
const HUB: usize = 2;
const STRANGERS: [&str; 4] = ["another firm", "another provider", "another hub's clerk", "an auditor"];

fn people(app: &TestApp) -> Vec<Persona<'_>> {
    let world = &app.world;
    let memberships = [
        world.li_mei,
        world.sun_lin,
        world.wu_fang,
        world.chen_jing,
        world.zhao_gong,
        world.zheng_tao,
        world.lin_auditor,
    ];
    assert_eq!(memberships.len(), 3 + STRANGERS.len());
    memberships.into_iter().map(|membership| app.as_(membership)).collect()
}

/// Whose deed it is.
fn entitled(deed: Deed) -> &'static [usize] {
    match deed {
        Deed::Order(Step::Quote | Step::Decline | Step::Start | Step::Deliver) => &[PROVIDER],
        Deed::Order(Step::Accept | Step::Reject | Step::Confirm) => &[FIRM],
        Deed::Propose => &[HUB],
        Deed::Order(Step::Cancel) | Deed::Trip => &[FIRM, PROVIDER, HUB],
        // Taken by an agreement alone, which is tested for itself.
        Deed::Order(Step::Return | Step::CallOff) => &[],
    }
}

/// A deed, who does it, and which of several amounts is written.
type Try = (Deed, usize, usize);

const AMOUNTS: [&str; 6] = ["3600", "0", "-5", "12.345", "很多", "３,６００.50"];

fn attempt() -> impl Strategy<Value = Try> {
    // The steps towards the end are taken more often than those that end it, so that walks get far.
    let deed = prop_oneof![
        3 => Just(Deed::Order(Step::Quote)),
        1 => Just(Deed::Order(Step::Decline)),
        3 => Just(Deed::Propose),
        4 => Just(Deed::Order(Step::Accept)),
        3 => Just(Deed::Order(Step::Start)),
        4 => Just(Deed::Order(Step::Deliver)),
        2 => Just(Deed::Order(Step::Reject)),
        3 => Just(Deed::Order(Step::Confirm)),
        1 => Just(Deed::Order(Step::Cancel)),
        2 => Just(Deed::Trip),
    ];
    let person = prop_oneof![4 => Just(None), 1 => (0..3 + STRANGERS.len()).prop_map(Some)];
    (deed, person, 0..AMOUNTS.len()).prop_map(|(deed, person, amount)| {
        (deed, person.unwrap_or(entitled(deed)[amount % entitled(deed).len()]), amount)
    })
}

/// The straight way to the confirmation; a walk begins somewhere on it.
const WAY: [Try; 5] = [
    (Deed::Order(Step::Quote), PROVIDER, 0),
    (Deed::Propose, HUB, 0),
    (Deed::Order(Step::Accept), FIRM, 0),
    (Deed::Order(Step::Start), PROVIDER, 0),
    (Deed::Order(Step::Deliver), PROVIDER, 0),
];

/// An order that a provider is asked to quote.
struct Walk {
    need: String,
    order: String,
    item: Uuid,
}

/// What the rows say of it.
#[derive(Debug)]
struct Rows {
    state: State,
    version: i64,
    trips: i64,
    plan_version: i64,
    plan_state: String,
}

impl Walk {
    fn begin(app: &TestApp) -> Walk {
        let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
        let clerk = app.as_(app.world.wu_fang);
        clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
        let found = one(
            app,
            sql!(
                "SELECT o.reference, o.item_id FROM orders o JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id
                 WHERE n.reference = $1"
            ),
            &need,
        );
        Walk { need, order: found.get("reference"), item: found.get("item_id") }
    }

    fn rows(&self, app: &TestApp) -> Rows {
        let row = one(
            app,
            sql!(
                "SELECT o.state, o.version, o.trips, p.version AS plan_version, p.state AS plan_state FROM orders o
                 JOIN plans p ON p.hub_id = o.hub_id AND p.id = o.plan_id WHERE o.reference = $1"
            ),
            &self.order,
        );
        let state: String = row.get("state");
        Rows {
            state: State::parse(&state).unwrap(),
            version: row.get("version"),
            trips: row.get("trips"),
            plan_version: row.get("plan_version"),
            plan_state: row.get("plan_state"),
        }
    }

    /// Does the deed; gives the status.
    fn attempt(&self, person: &Persona, deed: Deed, amount: &str, before: &Rows) -> u16 {
        let order = |step: &str| format!("/orders/{}/{step}", self.order);
        let (item, version) = (self.item.to_string(), before.plan_version.to_string());
        let answer =
            match deed {
                Deed::Order(Step::Quote) => person.post(&order("quote"), &[("price", amount), ("days", "8")]),
                Deed::Order(Step::Decline) => person.post(&order("decline"), &[("reason", "设备检修")]),
                Deed::Order(Step::Accept) => person
                    .post(&format!("/needs/{}/plan/accept", self.need), &[("items", &item), ("version", &version)]),
                Deed::Order(Step::Start) => person.post(&order("start"), &[]),
                Deed::Order(Step::Deliver) => person
                    .post(&order("deliver"), &[("result", "design"), ("summary", "鞋楦三维模型"), ("price", amount)]),
                Deed::Order(Step::Reject) => person.post(&order("reject"), &[("reason", "缺少尺寸表")]),
                Deed::Order(Step::Confirm) => person.post(&order("confirm"), &[("level", "4")]),
                Deed::Order(Step::Cancel) => person.post(&order("cancel"), &[("reason", "款式取消")]),
                Deed::Order(step @ (Step::Return | Step::CallOff)) => person.post(&order(step.code()), &[]),
                Deed::Propose => person.post(&format!("/needs/{}/plan/propose", self.need), &[]),
                Deed::Trip => person.post(&order("trips"), &[("day", "2026-03-04"), ("reason", "送补充样品")]),
            };
        answer.status.as_u16()
    }
}

fn one(app: &TestApp, statement: &'static Sql, reference: &str) -> Row {
    let reference = reference.to_owned();
    app.app.db.read_blocking(Scope::system(), move |tx| tx.one(statement, &params![reference])).unwrap()
}

/// What must hold of one deed: done by those entitled where the table allows it, else nothing has changed.
fn judge((deed, person, amount): Try, status: u16, before: &Rows, after: &Rows) -> Result<(), TestCaseError> {
    let done = status == 303;
    if !done {
        prop_assert!([403, 404, 409, 422].contains(&status), "{status}");
        prop_assert_eq!((after.state, after.version, after.trips), (before.state, before.version, before.trips));
        prop_assert_eq!(after.plan_version, before.plan_version);
    }
    prop_assert!(!done || entitled(deed).contains(&person), "done by {}", person);
    match deed {
        Deed::Order(step) => {
            let allowed = before.state.after(step);
            if done {
                prop_assert_eq!(allowed, Some(after.state));
                prop_assert!(after.version > before.version);
            }
            // Quotes wait while the firm decides, acceptance needs a proposal; the amount may be none.
            let readable = !["-5", "12.345", "很多"].contains(&AMOUNTS[amount]);
            let possible = match step {
                Step::Quote => readable && before.plan_state != "proposed",
                Step::Accept => before.plan_state == "proposed",
                Step::Deliver => readable,
                _ => true,
            };
            prop_assert_eq!(done, possible && allowed.is_some() && entitled(deed).contains(&person));
        }
        Deed::Trip => {
            prop_assert_eq!(done, !before.state.is_end() && entitled(deed).contains(&person));
            prop_assert_eq!(after.trips, before.trips + i64::from(done));
            prop_assert_eq!(after.state, before.state);
        }
        Deed::Propose => prop_assert_eq!(after.state, before.state),
    }
    Ok(())
}

/// What must hold of the rows at any time.
fn hold(app: &TestApp, walk: &Walk, after: &Rows) -> Result<(), TestCaseError> {
    let row = one(
        app,
        sql!(
            "SELECT (SELECT COUNT(*) FROM trips t WHERE t.order_id = o.id) AS trips,
             (SELECT COUNT(*) FROM records r WHERE r.order_id = o.id) AS records,
             (SELECT COUNT(*) FROM confirmations c JOIN memberships m ON m.person_id = c.person_id
              WHERE c.order_id = o.id AND m.organization_id = o.firm_id) AS confirmed,
             (SELECT COUNT(*) FROM confirmations c WHERE c.order_id = o.id) AS confirmations,
             (SELECT COUNT(*) FROM deliveries d WHERE d.order_id = o.id AND d.price_fen < 0)
             + (SELECT COUNT(*) FROM records r WHERE r.order_id = o.id AND r.price_fen < 0)
             + (SELECT COUNT(*) FROM plan_items i WHERE i.id = o.item_id AND i.price_fen < 0)
             + CASE WHEN o.price_fen < 0 THEN 1 ELSE 0 END AS negative
             FROM orders o WHERE o.reference = $1"
        ),
        &walk.order,
    );
    let n = |name: &str| row.get::<i64>(name);
    let ended_well = i64::from(after.state == State::Confirmed);
    prop_assert_eq!(n("trips"), after.trips);
    prop_assert_eq!((n("records"), n("confirmations"), n("confirmed")), (ended_well, ended_well, ended_well));
    prop_assert_eq!(n("negative"), 0, "an amount below zero");
    Ok(())
}

#[test]
fn any_steps_by_anybody_keep_the_table() {
    let app = TestApp::new();
    let people = people(&app);
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
    // Always the same walks: a failure can be looked at again.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let ends = std::cell::RefCell::new(std::collections::BTreeSet::new());
    let walks = (0..=WAY.len(), proptest::collection::vec(attempt(), DEEDS));
    let result = runner.run(&walks, |(ahead, attempts)| {
        let walk = Walk::begin(&app);
        for each in WAY.into_iter().take(ahead).chain(attempts) {
            let before = walk.rows(&app);
            let (deed, person, amount) = each;
            let status = walk.attempt(&people[person], deed, AMOUNTS[amount], &before);
            let after = walk.rows(&app);
            judge(each, status, &before, &after)?;
            hold(&app, &walk, &after)?;
            prop_assert!(!before.state.is_end() || after.state == before.state, "{before:?} left its end");
        }
        ends.borrow_mut().insert(walk.rows(&app).state.code());
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // Otherwise the walks end before anything happens and the test proves little.
    assert!(ends.borrow().contains("confirmed") && ends.borrow().len() > 3, "walks ended in {ends:?}");
}
