//! The chain of an order as a train: what comes before, the order itself, what waits for it.

use jiff::civil::Date;

use crate::orders::chain::{Chain, Linked};
use crate::orders::model::{Order, State};
use crate::web::Ctx;
use crate::web::train::{Item, Train};

/// The drawing; `None` without neighbours, or where a day is not known yet.
pub(super) fn draw(ctx: &Ctx, order: &Order, chain: &Chain) -> Option<Train> {
    if chain.is_empty() {
        return None;
    }
    let mut cars = Vec::new();
    for (before, all) in [(true, &chain.before), (false, &chain.after)] {
        for each in all {
            let days = days(each.starts_on.as_deref(), each.due_on.as_deref())?;
            cars.push((days.0, days.1, neighbour(ctx, order, before, each)));
        }
    }
    let (starts, ends) = days(order.starts_on.as_deref(), order.due_on.as_deref())?;
    let own = Item {
        center: order.center_kind.clone(),
        service: order.service_name.clone(),
        provider: order.provider_name.clone(),
        note: ctx.t("orders-chain-this"),
        ..state(ctx, order.state)
    };
    cars.push((starts, ends, own));
    Train::of_days(ctx.words(), cars, ctx.who.today())
}

fn days(starts: Option<&str>, ends: Option<&str>) -> Option<(Date, Date)> {
    Some((starts?.parse().ok()?, ends?.parse().ok()?))
}

// keys: order-*
/// A neighbour as the reader may see it: who gives it, and its page, only for who reaches it.
fn neighbour(ctx: &Ctx, order: &Order, before: bool, each: &Linked) -> Item {
    let place = ctx.t(if before { "orders-chain-before" } else { "orders-chain-after" });
    let holds_up = before && each.holds_up() && !order.state.is_end();
    let reached = ctx.actor().provider().is_none_or(|own| own == each.provider_id);
    Item {
        center: each.center_kind.clone(),
        service: each.service.clone(),
        provider: if reached { each.provider.clone() } else { String::new() },
        note: if holds_up { format!("{place} · {}", ctx.t("orders-holds-up")) } else { place },
        url: if reached { format!("/orders/{}", each.reference) } else { String::new() },
        ..state(ctx, each.state)
    }
}

fn state(ctx: &Ctx, state: State) -> Item {
    Item {
        state: ctx.t(&format!("order-{}", state.code())),
        kind: state.tag().to_owned(),
        done: state == State::Confirmed,
        ..Item::default()
    }
}
