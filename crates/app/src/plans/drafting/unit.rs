use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::plans::changes::{Side, concerned};
use crate::plans::model::ItemState;
use crate::plans::slots::unit::{id, item};

fn running(n: u8, price_fen: i64, runs: (&str, &str)) -> Running {
    let runs = Some((runs.0.to_owned(), runs.1.to_owned()));
    let item = Item { state: ItemState::Accepted, runs, ..item(n, n, price_fen, 3) };
    Running { item, changeable: true, begun: false }
}

fn as_it_is(running: &Running) -> Wanted {
    let (starts, ends) = running.item.runs.clone().unwrap_or_default();
    let price = (running.item.price_fen.unwrap_or(0) / 100).to_string();
    Wanted { item: running.item.id, starts, ends, price, ..Wanted::default() }
}

fn days() -> Days<'static> {
    Days { today: date(2026, 3, 4), calendar: Calendar::official() }
}

/// 设计 5 to 9 March, 打样 10 to 12 March after it, 专利 beside them.
fn three() -> (Vec<Running>, Vec<Link>) {
    let plan = vec![
        running(1, 360_000, ("2026-03-05", "2026-03-09")),
        running(2, 80_000, ("2026-03-10", "2026-03-12")),
        running(3, 50_000, ("2026-03-05", "2026-03-06")),
    ];
    (plan, vec![Link { before: id(1), after: id(2) }])
}

#[test]
fn what_waits_moves_along_and_its_provider_is_concerned() {
    let (plan, links) = three();
    let mut wanted: Vec<Wanted> = plan.iter().map(as_it_is).collect();
    wanted[0].ends = "2026-03-11".into();
    let lines = draft(&plan, &links, &wanted, None, days()).unwrap();
    assert_eq!(lines.len(), 2);
    assert!(matches!(&lines[0].act, Act::Move { to, pushed: false, .. } if to.1 == "2026-03-11"));
    // Three working days as before: 12, 13 and, after the week-end, 16 March.
    let expected = ("2026-03-12".to_owned(), "2026-03-16".to_owned());
    assert!(matches!(&lines[1].act, Act::Move { to, pushed: true, .. } if *to == expected));
    let parties = concerned(&lines, id(77));
    assert_eq!(parties, [(Side::Firm, id(77)), (Side::Provider, id(101)), (Side::Provider, id(102))]);
}

#[test]
fn what_is_wrong_stands_at_its_field_and_nothing_is_no_change() {
    let (plan, links) = three();
    let wanted: Vec<Wanted> = plan.iter().map(as_it_is).collect();
    let refused = |wanted: &[Wanted]| draft(&plan, &links, wanted, None, days()).unwrap_err().0[0].clone();
    assert_eq!(refused(&wanted).refusal.key, "plans-change-nothing");
    let with = |change: &dyn Fn(&mut Wanted)| {
        let mut wanted = wanted.clone();
        change(&mut wanted[1]);
        let error = refused(&wanted);
        (error.field, error.refusal.key)
    };
    let at = |name: &str| format!("{name}-{}", id(2));
    assert_eq!(with(&|w| w.price = "很多".into()), (at("price"), "orders-price-wrong"));
    assert_eq!(with(&|w| w.ends = "2026-03-09".into()), (at("ends"), "plans-change-ends-first"));
    assert_eq!(with(&|w| w.starts = String::new()), (at("starts"), "orders-choose-day"));
    let passed = |w: &mut Wanted| (w.starts, w.ends) = ("2026-03-02".into(), "2026-03-03".into());
    assert_eq!(with(&passed), (at("ends"), "orders-day-passed"));
    let sunday = |w: &mut Wanted| (w.starts, w.ends) = ("2026-03-14".into(), "2026-03-15".into());
    assert_eq!(with(&sunday), (at("ends"), "plans-change-no-workday"));
    // By hand to before what it waits for is done.
    assert_eq!(with(&|w| w.starts = "2026-03-09".into()), (at("starts"), "plans-change-too-early"));
}

#[test]
fn dropped_replaced_priced_and_new() {
    let (plan, links) = three();
    let mut wanted: Vec<Wanted> = plan.iter().map(as_it_is).collect();
    wanted[0].provider = Some((id(200), "别家".into()));
    wanted[0].price = "4,000.50".into();
    wanted[1].drop = true;
    wanted[2].price = "400".into();
    let new = WantedNew {
        service: ("LCX-009".into(), "耐折性能检测".into()),
        provider: (id(201), "检测机构".into()),
        starts: "2026-03-16".into(),
        ends: "2026-03-20".into(),
        price: "800".into(),
        after: vec![id(1)],
    };
    let lines = draft(&plan, &links, &wanted, Some(&new), days()).unwrap();
    assert_eq!(lines.len(), 5);
    assert!(matches!(lines[0].act, Act::Drop { replaced: true, .. }));
    assert!(matches!(&lines[1].act, Act::Add { slot: Some(slot), price_fen: 400_050, days: 3, .. } if *slot == id(1)));
    assert!(matches!(lines[2].act, Act::Drop { replaced: false, .. }));
    assert!(matches!(lines[3].act, Act::Price { from: 50_000, to: 40_000, .. }));
    assert!(matches!(lines[4].act, Act::Add { slot: None, days: 5, .. }));
    assert_eq!(concerned(&lines, id(77)).len(), 6);
    // What is delivered is not touched, whatever is typed.
    let mut done = plan.clone();
    done.iter_mut().for_each(|running| running.changeable = false);
    assert!(draft(&done, &links, &wanted, None, days()).is_err());
}

prop_compose! {
    fn spans()(
        rows in prop::collection::vec((0i32..40, 1u32..8), 1..7), pairs in prop::collection::vec((0usize..7, 0usize..7), 0..9)
    ) -> (Vec<Span>, Vec<Link>) {
        let calendar = Calendar::official();
        let spans: Vec<Span> = rows.iter().enumerate().map(|(n, (offset, days))| {
            let base = date(2026, 3, 2).saturating_add(jiff::Span::new().days(*offset));
            let (starts, ends) = (calendar.add(base, 1).unwrap(), calendar.add(base, *days).unwrap());
            Span { item: id(n as u8 + 1), starts, ends }
        }).collect();
        let links = pairs.iter().filter(|(a, b)| a < b && *b < spans.len())
            .map(|(a, b)| Link { before: spans[*a].item, after: spans[*b].item }).collect();
        (spans, links)
    }
}

proptest! {
    /// Nothing starts before what it waits for; each keeps its working days; nothing moves that need not, and none earlier.
    #[test]
    fn pushing_keeps_order_and_length((before, links) in spans()) {
        let calendar = Calendar::official();
        let mut after = before.clone();
        let moved = push(&mut after, &links, &[], calendar).unwrap();
        let of = |spans: &[Span], item: Uuid| *spans.iter().find(|span| span.item == item).unwrap();
        let length = |span: &Span| calendar.count(span.starts.yesterday().unwrap(), span.ends).unwrap();
        for link in &links {
            prop_assert!(of(&after, link.before).ends < of(&after, link.after).starts);
        }
        for span in &before {
            let now = of(&after, span.item);
            prop_assert_eq!(length(span), length(&now));
            prop_assert!(now.starts >= span.starts);
            prop_assert_eq!(moved.contains(&span.item), now != *span);
            if now != *span {
                let close = links.iter().filter(|link| link.after == span.item)
                    .any(|link| calendar.add(of(&after, link.before).ends, 1).unwrap() == now.starts);
                prop_assert!(close, "it starts right after what it waited for");
            }
        }
        let again = push(&mut after.clone(), &links, &[], calendar).unwrap();
        prop_assert!(again.is_empty());
    }
}
