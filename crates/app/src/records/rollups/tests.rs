//! What is kept equals what the records give, after any confirmations and corrections; unions of hubs are exact.

use std::collections::HashSet;

use db::{Scope, params, sql};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::Uuid;

use super::*;
use crate::records::rollups::recount::run;
use crate::records::{Filter, Of, Period, by_reference, list, store as rows, sums};
use crate::testing::TestApp;

/// Deeds of a walk, and how often it is recounted on the way.
const DEEDS: u32 = 160;
const RECOUNT_EVERY: u32 = 40;

/// A new record like an old one, of an order of its own.
fn written(
    tx: &mut Tx,
    c: &mut crate::command::Command,
    like: &Record,
    dice: &mut ChaCha8Rng,
) -> Result<Record, Error> {
    let mut pick = |n: u32| dice.next_u32() % n;
    let (order, reference) = (c.new_id(), c.new_reference(tx, "LCX")?);
    tx.execute(
        sql!(
            "INSERT INTO orders (hub_id, id, reference, need_id, plan_id, item_id, service_id, service_name, center_id,
             center_kind, function, firm_id, firm_name, firm_uscc, provider_id, provider_name, provider_uscc, state,
             offered_at)
             SELECT hub_id, $1, $2, need_id, plan_id, item_id, service_id, service_name, center_id, center_kind, function,
             firm_id, firm_name, firm_uscc, provider_id, provider_name, provider_uscc, 'cancelled', 0
             FROM orders WHERE state = 'confirmed'"
        ),
        &params![order, &reference],
    )?;
    let rating = Some(i64::from(pick(6))).filter(|level| *level > 0);
    let record = Record {
        id: c.new_id(),
        reference,
        order_id: order,
        corrects_id: None,
        firm_id: Uuid::from_u128(u128::from(pick(5)) + 1),
        provider_id: Uuid::from_u128(u128::from(pick(3)) + 100),
        function: ["testing", "research"][pick(2) as usize].into(),
        firm_size: ["small", "micro", ""][pick(3) as usize].into(),
        firm_industry: ["1952", "3824"][pick(2) as usize].into(),
        firm_division: ["330302", "330304"][pick(2) as usize].into(),
        confirmed_on: format!("2025-{:02}-09", 1 + pick(3)),
        price_fen: i64::from(pick(3)) * 50_000,
        rating,
        trips: i64::from(pick(3)),
        on_time: [None, Some(true), Some(false)][pick(3) as usize],
        counts: pick(5) > 0,
        ..like.clone()
    };
    rows::insert(tx, &record)?;
    add(tx, &record)?;
    Ok(record)
}

/// As `confirming::correct` does it.
fn put_right(tx: &mut Tx, c: &mut crate::command::Command, old: &Record, counts: bool) -> Result<Record, Error> {
    let new = Record {
        id: c.new_id(),
        reference: c.new_reference(tx, "LCX")?,
        corrects_id: Some(old.id),
        price_fen: old.price_fen + 100,
        counts: counts && old.counts,
        ..old.clone()
    };
    rows::insert(tx, &new)?;
    add(tx, &new)?;
    rows::mark_corrected(tx, old, new.id)?;
    corrected(tx, old)?;
    Ok(new)
}

#[test]
fn what_is_kept_equals_a_recount_after_any_confirmations_and_corrections() {
    let app = TestApp::new();
    let reference = app.order_confirmed();
    let template = app.system(move |tx, _| by_reference(tx, &reference));
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let mut standing: Vec<Record> = Vec::new();
    for deed in 1..=DEEDS {
        let old = (dice.next_u32() % 3 == 0 && !standing.is_empty())
            .then(|| standing.swap_remove(dice.next_u32() as usize % standing.len()));
        let (like, mut own, keeps) = (template.clone(), dice.clone(), dice.next_u32() % 2 == 0);
        let new = app.system(move |tx, c| match old {
            Some(old) => put_right(tx, c, &old, keeps),
            None => written(tx, c, &like, &mut own),
        });
        for _ in 0..12 {
            dice.next_u32();
        }
        standing.push(new);
        if deed % RECOUNT_EVERY == 0 {
            let found = run(&app.app, false).expect("the records are counted");
            assert_eq!(found.differences, [], "after {deed} deeds");
            let counting = standing.iter().filter(|record| record.counts).count() as i64;
            assert_eq!(found.records, counting + 1, "and that of the yard");
        }
    }
    let (hub, period) = (app.world.lucheng, Period { from: "2025-01".into(), to: "2025-02".into() });
    let of_two = app.system(move |tx, _| sums(tx, &Filter::standing(Of::Hub(hub), period)));
    let within = |record: &&Record| record.counts && record.confirmed_on.as_str() < "2025-03";
    let firms: HashSet<Uuid> = standing.iter().filter(within).map(|record| record.firm_id).collect();
    assert_eq!(of_two.firms, firms.len() as i64);
    assert_eq!(of_two.records, standing.iter().filter(within).count() as i64);
    assert_eq!(of_two.price_fen, standing.iter().filter(within).map(|record| record.price_fen).sum::<i64>());
}

#[test]
fn a_recount_finds_what_was_spoilt_and_mends_it() {
    let app = TestApp::new();
    app.order_confirmed();
    let none = Vec::new();
    assert_eq!(run(&app.app, false).expect("counted").differences, none);
    for spoil in [
        sql!("UPDATE rollups SET price_fen = price_fen + 1 WHERE kind = ''"),
        sql!("DELETE FROM rollup_sets WHERE kind = 'function'"),
        sql!("DELETE FROM rollups WHERE kind = 'size'"),
        sql!("UPDATE rollups SET month = '2024-01' WHERE kind = ''"),
    ] {
        app.app.db.write_blocking(Scope::system(), move |tx| tx.execute(spoil, &params![])).expect("it is spoilt");
        let found = run(&app.app, false).expect("counted").differences;
        assert!(!found.is_empty() && found[0].to_string().starts_with("LCX 20"), "{found:?}");
        assert_eq!(run(&app.app, true).expect("counted").differences, found);
        assert_eq!(run(&app.app, false).expect("counted").differences, none);
    }
}

#[test]
fn records_from_before_the_rollups_are_reckoned_from_the_rows_and_then_kept() {
    let app = TestApp::new();
    app.order_confirmed();
    let hub = app.world.lucheng;
    let total = |app: &TestApp| app.system(move |tx, _| Ok(Course::of(tx, &[hub], &Period::ever())?.total()));
    let kept = total(&app);
    assert_eq!((kept.firms, kept.records), (1, 1));
    app.system(|tx, _| {
        store::forget(tx)?;
        store::mark_whole(tx, false)
    });
    assert_eq!(total(&app), kept, "reckoned from the rows");
    app.wait(look_after(&app.app)).expect("the job runs");
    assert!(app.system(|tx, _| store::is_whole(tx)));
    assert_eq!((total(&app), run(&app.app, false).expect("counted").differences), (kept, Vec::new()));
    let filter = Filter::all(Of::Hub(hub), Period::ever());
    assert_eq!(app.system(move |tx, _| list(tx, &filter, 0, 10)).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn unions_of_hubs_and_months_are_exact(visits in prop::collection::vec((0..4u128, 1..7u32, 0..90_000u32), 0..300)) {
        let mut months: BTreeMap<(u128, String), HashSet<u32>> = BTreeMap::new();
        for (hub, month, firm) in &visits {
            months.entry((*hub, format!("2026-{month:02}"))).or_default().insert(*firm);
        }
        let sets = months.iter().map(|((hub, month), firms)| (Uuid::from_u128(*hub), month.clone(), firms.iter().copied().collect()));
        let sums = months.iter().map(|((hub, month), firms)| {
            (Uuid::from_u128(*hub), month.clone(), Figures { records: firms.len() as i64, ..Figures::default() })
        });
        let course = Course::made(sums.collect(), sets.collect());
        let distinct = |of: &dyn Fn(&(u128, u32, u32)) -> bool| {
            visits.iter().filter(|visit| of(visit)).map(|visit| visit.2).collect::<HashSet<u32>>().len() as i64
        };
        prop_assert_eq!(course.total().firms, distinct(&|_| true));
        for (hub, figures) in course.by_hub() {
            prop_assert_eq!(figures.firms, distinct(&|visit| Uuid::from_u128(visit.0) == hub));
        }
        for (month, figures) in course.by_month() {
            prop_assert_eq!(figures.firms, distinct(&|visit| format!("2026-{:02}", visit.1) == month));
        }
        for (hub, month, figures) in course.by_hub_and_month() {
            let own = |visit: &(u128, u32, u32)| Uuid::from_u128(visit.0) == hub && format!("2026-{:02}", visit.1) == month;
            prop_assert_eq!(figures.firms, distinct(&own));
        }
    }
}
