//! The work on accepted orders: begin, trips, delivery, confirmation, rating.

use db::Tx;
use jiff::civil::Date;

use super::material::{Benefit, material};
use super::story::{Stop, Telling};
use super::year::{Stage, Twist};
use super::{differing, moments};
use crate::app::day_of;
use crate::needs::Need;
use crate::orders::commands::{self as ordering, NewDelivery};
use crate::orders::rating::{ASPECTS, NewRating, POOR};
use crate::orders::rectifying::{self, Answer};
use crate::orders::{self, Order, State};
use crate::records;
use crate::records::confirming::{self, Correction, Said};
use crate::web::Error;

/// Every order of the need goes its way. Those of a chain wait for each other; of the others each has its own time,
/// and the firm confirms them in the order of the plan.
pub(super) fn work(t: &mut Telling, tx: &mut Tx, need: &Need) -> Result<(), Stop> {
    let accepted_at = t.at;
    let mut confirmed_at = accepted_at;
    for item in t.items(tx, need)? {
        let Some(reference) = item.order_reference else { continue };
        if orders::by_reference(tx, &reference)?.state != State::Accepted {
            continue;
        }
        t.at = if t.story.saying.chain { confirmed_at } else { accepted_at };
        match one(t, tx, &reference, confirmed_at) {
            Ok(()) => confirmed_at = confirmed_at.max(t.at),
            Err(Stop::Here) if t.story.saying.chain => return Err(Stop::Here),
            // What comes later in the plan goes on, but the need is not closed before this is.
            Err(Stop::Here) => confirmed_at = i64::MAX,
            Err(failed) => return Err(failed),
        }
    }
    Ok(())
}

fn one(t: &mut Telling, tx: &mut Tx, reference: &str, not_before: i64) -> Result<(), Stop> {
    let order = orders::by_reference(tx, reference)?;
    begin(t, tx, &order)?;
    if !t.story.brisk && t.dice.percent(3) {
        return cancel(t, tx, reference, not_before);
    }
    if t.story.twist == Twist::Later {
        differing::ask_for_days(t, tx, reference)?;
    }
    t.reached(Stage::InProgress)?;
    trips(t, tx, reference)?;
    finish(t, &order)?;
    deliver(t, tx, reference)?;
    if t.story.twist == Twist::Disputed {
        differing::dispute(t, tx, reference)?;
    }
    t.reached(Stage::Delivered)?;
    if !t.story.brisk && t.dice.percent(4) {
        t.wait(1, 3)?;
        let order = orders::by_reference(tx, reference)?;
        let (person, reason) = (t.somebody(), t.dice.word(&material().steps.rejects));
        ordering::reject(tx, &mut t.command(person), order, reason)?;
        t.wait(2, 5)?;
        deliver(t, tx, reference)?;
    }
    confirm(t, tx, reference, not_before)
}

fn day(text: Option<&String>) -> Option<Date> {
    text.and_then(|day| day.parse().ok())
}

/// The provider begins on the first day of the work, or soon after.
fn begin(t: &mut Telling, tx: &mut Tx, order: &Order) -> Result<(), Stop> {
    let starts = day(order.starts_on.as_ref()).map_or(t.at, |first| moments::on(first, &mut t.dice));
    t.at = t.at.max(starts);
    if t.at > t.world.now {
        return Err(Stop::Here);
    }
    t.wait(0, 1)?;
    let by = t.staff_of(order.provider_id)?;
    let order = orders::by_reference(tx, &order.reference)?;
    Ok(ordering::start(tx, &mut t.command(by), order)?)
}

fn cancel(t: &mut Telling, tx: &mut Tx, reference: &str, not_before: i64) -> Result<(), Stop> {
    t.wait(1, 5)?;
    t.at = t.at.max(not_before);
    if t.at > t.world.now {
        return Err(Stop::Here);
    }
    let order = orders::by_reference(tx, reference)?;
    let steps = &material().steps;
    let (by, reason) = if t.dice.percent(65) {
        (t.somebody(), t.dice.word(&steps.cancels_firm))
    } else {
        (t.staff_of(order.provider_id)?, t.dice.word(&steps.cancels_provider))
    };
    Ok(ordering::cancel(tx, &mut t.command(by), order, reason)?)
}

/// The firm comes once where the service asks for it, seldom twice.
fn trips(t: &mut Telling, tx: &mut Tx, reference: &str) -> Result<(), Stop> {
    let order = orders::by_reference(tx, reference)?;
    let asked = t.hub().services.iter().any(|s| s.name == order.service_name && s.about.trips > 0);
    if !t.dice.percent(if asked { 70 } else { 4 }) {
        return Ok(());
    }
    let clerk = t.clerk();
    t.wait(0, 1)?;
    let (first, second) = (t.dice.word(&material().steps.trips), t.dice.word(&material().steps.second_trips));
    ordering::note_trip(tx, &mut t.command(clerk), order, day_of(t.at), first)?;
    if t.dice.percent(5) {
        t.wait(1, 2)?;
        let order = orders::by_reference(tx, reference)?;
        ordering::note_trip(tx, &mut t.command(clerk), order, day_of(t.at), second)?;
    }
    Ok(())
}

/// Most work is done by the due day, some after it.
fn finish(t: &mut Telling, order: &Order) -> Result<(), Stop> {
    let days = order.days.unwrap_or(5);
    let since = t.world.calendar.count(day_of(t.at), day(order.due_on.as_ref()).unwrap_or(day_of(t.at)));
    let left = i64::from(since.unwrap_or(0)).min(days);
    if t.story.twist == Twist::Late {
        let least = left + t.dice.between(1, 8);
        t.wait(least, least)
    } else if t.story.brisk {
        t.wait(1, 1)
    } else {
        t.wait((left / 2).min(left), left)
    }
}

fn deliver(t: &mut Telling, tx: &mut Tx, reference: &str) -> Result<(), Stop> {
    let order = orders::by_reference(tx, reference)?;
    let by = t.staff_of(order.provider_id)?;
    let count = t.dice.between(2, 12).to_string();
    let summary = material().steps.summary.iter().find(|summary| summary.function == order.function);
    let fill = |words: &str| words.replace("{service}", &order.service_name).replace("{count}", &count);
    let (words, quantity) = match summary {
        Some(summary) => (fill(t.dice.word(&summary.words)), fill(t.dice.word(&summary.quantity))),
        None => (order.service_name.clone(), String::new()),
    };
    let service = t.hub().services.iter().find(|service| service.name == order.service_name);
    let file = service.and_then(|service| service.result.as_ref()).filter(|_| t.dice.percent(70));
    let delivery = NewDelivery {
        result: material().function(&order.function).result.clone(),
        summary: words,
        quantity,
        price_fen: order.price_fen.unwrap_or(0),
        files: file.map(|file| file.kept()).into_iter().collect(),
    };
    Ok(ordering::deliver(tx, &mut t.command(by), order, &delivery, t.world.calendar)?)
}

/// Somebody of the firm confirms; silence is not consent, so some deliveries wait long.
fn confirm(t: &mut Telling, tx: &mut Tx, reference: &str, not_before: i64) -> Result<(), Stop> {
    let slow = t.dice.percent(9);
    t.wait(if slow { 8 } else { 0 }, if slow { 20 } else { 5 })?;
    t.at = t.at.max(not_before);
    if t.at > t.world.now {
        return Err(Stop::Here);
    }
    let said = said(t);
    let order = orders::by_reference(tx, reference)?;
    let person = t.somebody();
    let record = confirming::confirm(tx, &mut t.command(person), order, &said, t.world.calendar)?;
    let done_at = t.at;
    // What follows happens beside the flow: the need goes on without it.
    let after = afterwards(t, tx, reference, &record, said.rating.is_some_and(|rating| rating.level <= POOR));
    t.at = done_at;
    match after {
        Ok(()) | Err(Stop::Here) => Ok(()),
        Err(failed) => Err(failed),
    }
}

fn said(t: &mut Telling) -> Said {
    let level = if t.story.twist == Twist::Poor { 2 } else { 5 - t.dice.weighted(&[700, 220, 55, 17, 8]) as i64 };
    let poor = level <= POOR;
    let steps = &material().steps;
    let words = t.dice.pick(if poor { &steps.poor_words } else { &steps.good_words }).clone();
    let aspects = if poor { vec![(*t.dice.pick(&ASPECTS)).to_owned()] } else { Vec::new() };
    let rated = poor || t.dice.percent(88);
    let rating = rated.then_some(NewRating { level, aspects, words });
    let nothing =
        Said { rating, benefit: String::new(), benefit_fen: None, benefit_days: None, benefit_how: String::new() };
    if poor || !t.dice.percent(17) {
        return nothing;
    }
    let benefit: &Benefit = t.dice.pick(&steps.benefit);
    let amount = t.dice.between(benefit.least, benefit.most);
    let time = benefit.kind == "time";
    Said {
        benefit: benefit.kind.clone(),
        benefit_fen: (!time).then_some(amount / 100 * 10_000),
        benefit_days: time.then_some(amount),
        benefit_how: t.dice.pick(&benefit.how).clone(),
        ..nothing
    }
}

/// A poor rating is answered, and now and then a record is put right.
fn afterwards(t: &mut Telling, tx: &mut Tx, reference: &str, record: &str, poor: bool) -> Result<(), Stop> {
    if poor && t.story.twist != Twist::Poor {
        t.wait(2, 14)?;
        let order = orders::by_reference(tx, reference)?;
        let (by, words) = (t.staff_of(order.provider_id)?, t.dice.word(&material().steps.answers));
        let answer = Answer { words: words.to_owned(), files: Vec::new() };
        rectifying::answer(tx, &mut t.command(by), &order, &answer, t.world.calendar)?;
    } else if !poor && t.story.twist == Twist::Corrected {
        t.wait(1, 6)?;
        let old = records::by_reference(tx, record)?;
        let words = material().steps.corrections.first().cloned().ok_or_else(|| Error::internal("no words"))?;
        let correction = Correction { price_fen: old.price_fen * 9 / 10, counts: old.counts, words };
        let manager = &t.hub().manager;
        confirming::correct(tx, &mut t.command(manager), &old, &correction)?;
    }
    Ok(())
}
