//! A plan as a train: one car for each slot.

use jiff::civil::Date;
use workdays::Calendar;

use super::super::commands::quoted;
use super::super::model::{Item, ItemState, Link, Span, schedule};
use super::super::slots::{Slot, slots};
use crate::web::Ctx;
use crate::web::train::{self, Train};

/// The dates of the orders once they are accepted; before, as if the firm accepted today and took the slowest quotes.
pub(super) fn dates(items: &[Item], links: &[Link], today: Date, calendar: &Calendar) -> (Vec<Span>, Option<i16>) {
    let told = |item: &Item| {
        let (starts, ends) = item.runs.as_ref()?;
        Some(Span { item: item.slot, starts: starts.parse().ok()?, ends: ends.parse().ok()? })
    };
    let told: Vec<Span> = items.iter().filter(|item| item.state == ItemState::Accepted).filter_map(told).collect();
    if !told.is_empty() {
        return (told, None);
    }
    let reckoned = schedule(&quoted(items), links, today, calendar).unwrap_or_default();
    (reckoned.spans, reckoned.unknown)
}

pub(super) fn draw(ctx: &Ctx, items: &[Item], spans: &[Span]) -> Option<Train> {
    let slots = slots(items);
    let cars = spans.iter().filter_map(|span| {
        let slot = slots.iter().find(|slot| slot.id == span.item)?;
        Some((span.starts, span.ends, car(ctx, slot)?))
    });
    Train::of_days(ctx.words(), cars.collect(), ctx.who.today())
}

/// What the car of a slot says; where the firm has to choose, how many quotes there are.
fn car(ctx: &Ctx, slot: &Slot) -> Option<train::Item> {
    let quotes = slot.quotes();
    let item = *quotes.first()?;
    let done = item.done_at.is_some();
    let prices = || quotes.iter().filter_map(|item| item.price_fen);
    let (provider, note) = if quotes.len() > 1 {
        let (least, most) = (prices().min().unwrap_or(0), prices().max().unwrap_or(0));
        (ctx.words().with("plans-quotes", &[("count", &quotes.len())]), ctx.words().money_range(least, most))
    } else {
        (item.provider_name.clone(), item.price_fen.map(|fen| ctx.words().money(fen)).unwrap_or_default())
    };
    Some(train::Item {
        center: item.center_kind.clone(),
        service: item.service_name.clone(),
        provider,
        state: ctx.t(if done { "item-done" } else { state_key(item.state) }),
        kind: if done { "ok" } else { tag(item.state) }.into(),
        done,
        note,
        url: item
            .order_reference
            .as_ref()
            .filter(|_| quotes.len() == 1)
            .map_or_else(String::new, |r| format!("/orders/{r}")),
        ..train::Item::default()
    })
}

fn state_key(state: ItemState) -> &'static str {
    match state {
        ItemState::Open => "item-open",
        ItemState::Asked => "item-asked",
        ItemState::Quoted => "item-quoted",
        ItemState::Declined => "item-declined",
        ItemState::Accepted => "item-accepted",
        ItemState::Dropped => "item-dropped",
        ItemState::Unanswered => "item-unanswered",
        ItemState::Removed => "item-removed",
    }
}

fn tag(state: ItemState) -> &'static str {
    match state {
        ItemState::Open | ItemState::Dropped | ItemState::Unanswered | ItemState::Removed => "neutral",
        ItemState::Asked => "warn",
        ItemState::Quoted => "info",
        ItemState::Accepted => "ok",
        ItemState::Declined => "danger",
    }
}
