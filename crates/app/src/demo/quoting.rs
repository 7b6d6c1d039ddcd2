//! From asking the providers to the firm's answer.

use db::Tx;
use uuid::Uuid;

use super::material::material;
use super::places::price;
use super::story::{Stop, Telling};
use crate::access::Person;
use crate::app::day_of;
use crate::needs::{self, Need};
use crate::orders::{self, offering};
use crate::plans::commands as composing;
use crate::plans::slots::slots;
use crate::plans::{Item, ItemState};

/// Whoever was asked quotes or declines; somebody else is asked for what was declined.
pub(super) fn quote(t: &mut Telling, tx: &mut Tx, clerk: &Person, need: &Need) -> Result<(), Stop> {
    answer(t, tx, need, !t.story.brisk)?;
    let items = t.items(tx, need)?;
    let has_other = |item: &Item| items.iter().any(|other| other.slot == item.slot && other.state == ItemState::Quoted);
    let gone = items.iter().filter(|item| item.state == ItemState::Declined && !has_other(item));
    let declined: Vec<Item> = gone.cloned().collect();
    if declined.is_empty() {
        return Ok(());
    }
    t.wait(0, 1)?;
    let mut again = false;
    for item in declined {
        let service = t.hub().services.iter().position(|s| s.code == item.service_code);
        let Some(service) = service else { continue };
        if let Some(other) = t.choose(service, Some(item.provider_id)) {
            t.add(tx, clerk, need, service, (other, Some(item.slot)), Vec::new())?;
            again = true;
        }
    }
    if again {
        t.ask(tx, clerk, need)?;
        answer(t, tx, need, false)?;
    }
    Ok(())
}

fn answer(t: &mut Telling, tx: &mut Tx, need: &Need, may_decline: bool) -> Result<(), Stop> {
    for item in t.items(tx, need)?.into_iter().filter(|item| item.state == ItemState::Asked) {
        t.wait(0, 2)?;
        let Some(reference) = &item.order_reference else { continue };
        let order = orders::by_reference(tx, reference)?;
        let by = t.staff_of(order.provider_id)?;
        if may_decline && t.dice.percent(4) {
            let reason = t.dice.word(&material().steps.declines);
            orders::commands::decline(tx, &mut t.command(by), order, reason)?;
            continue;
        }
        let (price_fen, days) = estimate(t, &item);
        let words = t.dice.word(&material().steps.quotes);
        orders::commands::quote(tx, &mut t.command(by), order, price_fen, days, words)?;
    }
    Ok(())
}

/// A price within what the catalogue says, in whole hundreds of yuan, and days near those promised.
fn estimate(t: &mut Telling, item: &Item) -> (i64, i64) {
    let about = t.hub().services.iter().find(|s| s.code == item.service_code).map(|s| s.about);
    let bounds = about.map_or(("quote", None, None), |about| price(&about.price));
    let (least, most) = match bounds {
        (_, Some(least), Some(most)) => (least, most),
        _ => (80_000, 1_500_000),
    };
    let price_fen = t.dice.between(least / 10_000, most / 10_000) * 10_000;
    let days = (item.promised_days * t.dice.between(70, 125) / 100).max(1);
    (price_fen, days)
}

/// The clerk proposes the plan. Where the official calendar of the coming year is not announced yet, dates cannot be
/// told and the plan waits.
pub(super) fn propose(t: &mut Telling, tx: &mut Tx, clerk: &Person, need: &Need) -> Result<(), Stop> {
    t.wait(0, 1)?;
    let items = t.items(tx, need)?;
    let quoted = composing::quoted(&items);
    let days: u32 = quoted.iter().map(|(_, days)| days).sum();
    // Ten more, since the firm takes its time.
    t.world.calendar.add(day_of(t.at), days + 10).map_err(|_| Stop::Here)?;
    if quoted.is_empty() || items.iter().any(|item| matches!(item.state, ItemState::Open | ItemState::Asked)) {
        return Err(Stop::Here);
    }
    // As it stands now: it has moved on if the plan came back.
    let need = needs::by_reference(tx, &need.reference)?;
    let plan = t.plan(tx, &need)?;
    Ok(offering::propose(tx, &mut t.command(clerk), &need, &plan, t.world.calendar)?)
}

/// The firm sends the plan back, and there it lies.
pub(super) fn send_back(t: &mut Telling, tx: &mut Tx, need: &Need) -> Result<(), Stop> {
    t.wait(0, 1)?;
    let (person, remark) = (t.somebody(), t.dice.word(&material().steps.remarks));
    let plan = t.plan(tx, need)?;
    composing::send_back(tx, &mut t.command(person), &plan, remark)?;
    Err(Stop::Here)
}

/// The firm accepts all or some, or sends the plan back first.
pub(super) fn accept(t: &mut Telling, tx: &mut Tx, clerk: &Person, need: &Need) -> Result<(), Stop> {
    t.wait(0, 4)?;
    let person = t.somebody();
    if !t.story.brisk && t.dice.percent(5) {
        let remark = t.dice.word(&material().steps.remarks);
        let plan = t.plan(tx, need)?;
        composing::send_back(tx, &mut t.command(person), &plan, remark)?;
        t.wait(1, 2)?;
        propose(t, tx, clerk, need)?;
        t.wait(0, 1)?;
    }
    let items = t.items(tx, need)?;
    let mut chosen: Vec<Uuid> = Vec::new();
    for slot in slots(&items) {
        // The cheapest, or the fastest.
        let by_price = t.aside.percent(60);
        let key = |item: &&&Item| if by_price { item.price_fen } else { item.days };
        chosen.extend(slot.quotes().iter().min_by_key(key).map(|item| item.id));
    }
    if chosen.len() > 1 && !t.story.saying.chain && t.dice.percent(10) {
        chosen.pop();
    }
    let days = t.items(tx, need)?.iter().filter_map(|item| u32::try_from(item.days?).ok()).sum::<u32>();
    t.world.calendar.add(day_of(t.at), days).map_err(|_| Stop::Here)?;
    let plan = t.plan(tx, need)?;
    Ok(offering::accept(tx, &mut t.command(person), &plan, &chosen, t.world.calendar)?)
}
