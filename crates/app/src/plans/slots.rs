//! Alternatives: items of a plan that stand for the same work, of which the firm takes one, and what its choice means
//! for the rest. No SQL, no HTTP, no clock.

use uuid::Uuid;

use super::model::{Item, ItemState, Link};

/// The items that stand for the same work, in the order in which they were put in.
#[derive(Clone, Debug)]
pub struct Slot<'a> {
    /// Its id: that of its first item.
    pub id: Uuid,
    /// Its items, declined and dropped ones too.
    pub items: Vec<&'a Item>,
}

impl<'a> Slot<'a> {
    /// The service.
    pub fn name(&self) -> &'a str {
        self.items.first().map_or("", |item| item.service_name.as_str())
    }

    /// Those with price and days.
    pub fn quotes(&self) -> Vec<&'a Item> {
        self.items.iter().copied().filter(|item| item.is_live()).collect()
    }

    /// Whether the firm has to choose between providers.
    pub fn is_compared(&self) -> bool {
        self.quotes().len() > 1
    }

    /// How many were asked and have not answered.
    pub fn awaited(&self) -> usize {
        self.items.iter().filter(|item| item.state == ItemState::Asked).count()
    }
}

/// The slots of a plan in its order.
pub fn slots(items: &[Item]) -> Vec<Slot<'_>> {
    let mut slots: Vec<Slot> = Vec::new();
    for item in items {
        match slots.iter_mut().find(|slot| slot.id == item.slot) {
            Some(slot) => slot.items.push(item),
            None => slots.push(Slot { id: item.slot, items: vec![item] }),
        }
    }
    slots
}

/// The least and the most that something may come to, as the firm chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least.
    pub least: i64,
    /// At most.
    pub most: i64,
}

/// What the plan may cost, in fen: of each slot the cheapest and the dearest quote.
pub fn total(items: &[Item]) -> Bounds {
    let mut total = Bounds::default();
    for slot in slots(items) {
        let prices = || slot.quotes().into_iter().filter_map(|item| item.price_fen);
        total.least += prices().min().unwrap_or(0);
        total.most += prices().max().unwrap_or(0);
    }
    total
}

/// Which quote dates are reckoned with while the firm has not chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Of each slot the quote that takes the fewest days.
    Fastest,
    /// Of each slot the quote that takes the most: what is told so holds whatever is chosen.
    Slowest,
}

/// The slots that have a quote, with their days.
pub fn days(items: &[Item], pace: Pace) -> Vec<(Uuid, u32)> {
    let days = |slot: &Slot| {
        let days = slot.quotes().into_iter().map(Item::working_days);
        match pace {
            Pace::Fastest => days.min(),
            Pace::Slowest => days.max(),
        }
    };
    slots(items).iter().filter_map(|slot| Some((slot.id, days(slot)?))).collect()
}

/// The services for which the firm has to come, of the slots that can still be had. The promise is one visit for the
/// whole plan: where there are several, the hub has to see to it that they are one.
pub fn visits(items: &[Item]) -> Vec<&str> {
    let comes = |slot: &&Slot| slot.items.iter().any(|item| item.trips > 0 && !item.state.is_gone());
    slots(items).iter().filter(comes).map(Slot::name).collect()
}

/// What the firm leaves out although something it takes has to wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is taken.
    pub taken: Uuid,
    /// What must be done before, and could be had.
    pub before: Uuid,
}

/// What is missing from a choice of items; empty when everything taken has what it waits for. What no provider gives
/// any more is not waited for.
pub fn missing(items: &[Item], links: &[Link], chosen: &[Uuid]) -> Vec<Missing> {
    let slots = slots(items);
    let taken = |slot: Uuid| items.iter().any(|item| item.slot == slot && chosen.contains(&item.id));
    let can_be_had = |slot: Uuid| slots.iter().any(|s| s.id == slot && !s.quotes().is_empty());
    let broken = links.iter().filter(|link| taken(link.after) && !taken(link.before) && can_be_had(link.before));
    broken.map(|link| Missing { taken: link.after, before: link.before }).collect()
}

/// The choice without everything that waits, also through others, for what it leaves out.
pub fn without_waiting(items: &[Item], links: &[Link], chosen: &[Uuid]) -> Vec<Uuid> {
    let mut left = chosen.to_vec();
    loop {
        let fallen = missing(items, links, &left);
        if fallen.is_empty() {
            return left;
        }
        let falls = |id: &Uuid| items.iter().any(|i| i.id == *id && fallen.iter().any(|m| m.taken == i.slot));
        left.retain(|id| !falls(id));
    }
}

/// The choice with everything that it waits for, also through others; `None` where one of several providers would have
/// to be chosen for it.
pub fn with_what_is_before(items: &[Item], links: &[Link], chosen: &[Uuid]) -> Option<Vec<Uuid>> {
    let mut more = chosen.to_vec();
    loop {
        let Some(first) = missing(items, links, &more).first().copied() else { return Some(more) };
        let quotes: Vec<&Item> = items.iter().filter(|item| item.slot == first.before && item.is_live()).collect();
        match quotes.as_slice() {
            [one] => more.push(one.id),
            _ => return None,
        }
    }
}

/// The first slot of which more than one item is chosen.
pub fn chosen_twice(items: &[Item], chosen: &[Uuid]) -> Option<Uuid> {
    let of = |slot: &Slot| slot.items.iter().filter(|item| chosen.contains(&item.id)).count();
    slots(items).iter().find(|slot| of(slot) > 1).map(|slot| slot.id)
}

#[cfg(test)]
pub(super) mod unit {
    use proptest::prelude::*;

    use super::*;

    pub(in crate::plans) fn id(n: u8) -> Uuid {
        Uuid::from_bytes([n; 16])
    }

    /// A quoted item of a slot: number, slot, price in fen, days.
    pub(in crate::plans) fn item(n: u8, slot: u8, price_fen: i64, days: i64) -> Item {
        Item {
            id: id(n),
            slot: id(slot),
            position: i64::from(slot),
            service_id: id(slot),
            service_name: format!("服务{slot}"),
            service_code: format!("LCX-{slot:03}"),
            center_kind: "testing".into(),
            price_kind: "quote".into(),
            promised_days: days,
            provider_id: id(100 + n),
            provider_name: format!("机构{n}"),
            provider_uscc: String::new(),
            fixed_fen: None,
            price_fen: Some(price_fen),
            days: Some(days),
            trips: 1,
            note: String::new(),
            state: ItemState::Quoted,
            order_reference: None,
            runs: None,
            done_at: None,
            quoted_on: None,
            version: 1,
        }
    }

    #[test]
    fn a_choice_among_three_bounds_the_total_and_the_days() {
        let items = [item(1, 1, 100, 3), item(2, 1, 250, 2), item(3, 1, 180, 9), item(4, 4, 1000, 5)];
        assert_eq!(total(&items), Bounds { least: 1100, most: 1250 });
        assert_eq!(days(&items, Pace::Slowest), [(id(1), 9), (id(4), 5)]);
        assert_eq!(days(&items, Pace::Fastest), [(id(1), 2), (id(4), 5)]);
        assert_eq!(chosen_twice(&items, &[id(1), id(3)]), Some(id(1)));
        assert_eq!(chosen_twice(&items, &[id(2), id(4)]), None);
        // Three providers of one service are one visit.
        assert_eq!(visits(&items), ["服务1", "服务4"]);
    }

    #[test]
    fn what_waits_for_something_left_out_falls_with_it() {
        // 设计 → 打样 → 检测, and a patent beside it.
        let items = [item(1, 1, 1, 1), item(2, 2, 1, 1), item(3, 3, 1, 1), item(4, 4, 1, 1)];
        let links = [Link { before: id(1), after: id(2) }, Link { before: id(2), after: id(3) }];
        let chosen = [id(2), id(3), id(4)];
        assert_eq!(missing(&items, &links, &chosen), [Missing { taken: id(2), before: id(1) }]);
        assert_eq!(without_waiting(&items, &links, &chosen), [id(4)]);
        let more = with_what_is_before(&items, &links, &[id(3)]).unwrap();
        assert_eq!(more, [id(3), id(2), id(1)]);
        let two = [item(1, 1, 1, 1), item(5, 1, 2, 1), item(2, 2, 1, 1)];
        assert_eq!(with_what_is_before(&two, &links, &[id(2)]), None);
        // What nobody gives any more is not waited for.
        let gone = [Item { state: ItemState::Declined, ..item(1, 1, 1, 1) }, item(2, 2, 1, 1)];
        assert_eq!(missing(&gone, &links, &[id(2)]), []);
    }

    prop_compose! {
        /// A plan of up to six slots with one to three quotes each, links forward, and a choice.
        fn plan()(
            quotes in prop::collection::vec((1usize..4, 0i64..1_000_000, 1i64..30), 1..6),
            pairs in prop::collection::vec((0u8..6, 0u8..6), 0..10),
            picks in prop::collection::vec(0usize..4, 6)
        ) -> (Vec<Item>, Vec<Link>, Vec<Uuid>) {
            let mut items = Vec::new();
            let mut chosen = Vec::new();
            for (slot, (count, price, days)) in quotes.iter().enumerate() {
                let first = (slot * 4 + 1) as u8;
                for n in 0..*count {
                    items.push(item(first + n as u8, first, price + n as i64 * 37, days + n as i64));
                }
                // 0: left out.
                if picks[slot] > 0 && picks[slot] <= *count {
                    chosen.push(id(first + picks[slot] as u8 - 1));
                }
            }
            let slot = |n: u8| id(n * 4 + 1);
            let links = pairs.into_iter().filter(|(a, b)| a < b).map(|(a, b)| Link { before: slot(a), after: slot(b) });
            (items, links.collect(), chosen)
        }
    }

    proptest! {
        /// Whatever is chosen costs between the least and the most of its slots, and what is offered instead is whole.
        #[test]
        fn choices_stay_within_bounds_and_what_is_mended_is_whole((items, links, chosen) in plan()) {
            let bounds = total(&items);
            let cost: i64 = items.iter().filter(|i| chosen.contains(&i.id)).filter_map(|i| i.price_fen).sum();
            prop_assert!(cost <= bounds.most && bounds.least <= bounds.most);
            if chosen.len() == slots(&items).len() {
                prop_assert!(cost >= bounds.least);
            }
            let fewer = without_waiting(&items, &links, &chosen);
            prop_assert!(missing(&items, &links, &fewer).is_empty());
            prop_assert!(fewer.iter().all(|id| chosen.contains(id)));
            if let Some(more) = with_what_is_before(&items, &links, &chosen) {
                prop_assert!(missing(&items, &links, &more).is_empty());
                prop_assert!(chosen.iter().all(|id| more.contains(id)));
                prop_assert_eq!(chosen_twice(&items, &more), None);
            }
            // What falls, falls for a reason: put back alone, something is missing.
            for id in chosen.iter().filter(|id| !fewer.contains(id)) {
                let mut again = fewer.clone();
                again.push(*id);
                prop_assert!(!missing(&items, &links, &again).is_empty());
            }
        }
    }
}
