//! From what was typed to the lines of a change: what each side may propose, and what follows for the services that wait.
//! No SQL, no HTTP, no clock.

use jiff::civil::Date;
use uuid::Uuid;
use workdays::{Calendar, NotAnnounced};

use super::changes::{Act, Line};
use super::model::{Item, Link, Span};
use crate::web::{FormErrors, Refusal, words};

/// A running service, as a change finds it.
#[derive(Clone, Debug)]
pub struct Running {
    /// The item.
    pub item: Item,
    /// Whether dates, price and provider may still change: the result is not handed over.
    pub changeable: bool,
    /// Whether work has begun: then it does not move by itself.
    pub begun: bool,
}

/// What was typed of a running service.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The item.
    pub item: Uuid,
    /// First day.
    pub starts: String,
    /// Last day.
    pub ends: String,
    /// Price in yuan.
    pub price: String,
    /// Another provider with its name.
    pub provider: Option<(Uuid, String)>,
    /// Whether it goes.
    pub drop: bool,
}

/// What was typed of a new service.
#[derive(Clone, Debug, Default)]
pub struct WantedNew {
    /// Code and name of the service.
    pub service: (String, String),
    /// Who gives it, with the name.
    pub provider: (Uuid, String),
    /// First day.
    pub starts: String,
    /// Last day.
    pub ends: String,
    /// Price in yuan.
    pub price: String,
    /// Slots that must be done before.
    pub after: Vec<Uuid>,
}

/// What the dates of a draft are checked against.
#[derive(Clone, Copy, Debug)]
pub struct Days<'a> {
    /// Nothing may end before.
    pub today: Date,
    /// The official calendar.
    pub calendar: &'a Calendar,
}

/// The lines that what was typed comes to, and what follows from them for the services that wait.
///
/// # Errors
/// What is wrong with which field; nothing differs.
pub fn draft(
    running: &[Running],
    links: &[Link],
    wanted: &[Wanted],
    new: Option<&WantedNew>,
    days: Days,
) -> Result<Vec<Line>, FormErrors> {
    let mut errors = FormErrors::none();
    let mut lines = Vec::new();
    // Where every service of the plan stands, once these lines are in force.
    let mut spans: Vec<Span> = running.iter().filter_map(|running| span_of(&running.item)).collect();
    let mut fixed: Vec<Uuid> = Vec::new();
    for wanted in wanted {
        let Some(found) = running.iter().find(|r| r.item.id == wanted.item && r.changeable) else { continue };
        let more = of_one(&found.item, wanted, days, &mut errors);
        for line in &more {
            follow(line, &found.item, &mut spans, &mut fixed);
        }
        lines.extend(more);
    }
    if let Some(new) = new {
        lines.extend(of_new(new, days, &mut errors));
    }
    if !errors.0.is_empty() {
        return Err(errors);
    }
    if lines.is_empty() {
        return Err(FormErrors::one("reason", Refusal::new("plans-change-nothing")));
    }
    lines.extend(pushed(running, links, spans, &fixed, days.calendar)?);
    Ok(lines)
}

fn span_of(item: &Item) -> Option<Span> {
    let (starts, ends) = item.runs.as_ref()?;
    Some(Span { item: item.slot, starts: starts.parse().ok()?, ends: ends.parse().ok()? })
}

/// Takes a line into account where the services stand.
fn follow(line: &Line, item: &Item, spans: &mut Vec<Span>, fixed: &mut Vec<Uuid>) {
    let to = match &line.act {
        Act::Drop { replaced, .. } => {
            spans.retain(|span| span.item != item.slot || *replaced);
            return;
        }
        Act::Move { to: (starts, ends), .. } | Act::Add { starts, ends, .. } => {
            starts.parse().ok().zip(ends.parse().ok())
        }
        Act::Price { .. } => return,
    };
    if let Some((starts, ends)) = to {
        spans.retain(|span| span.item != item.slot);
        spans.push(Span { item: item.slot, starts, ends });
        fixed.push(item.slot);
    }
}

/// The lines of one running service.
fn of_one(item: &Item, wanted: &Wanted, days: Days, errors: &mut FormErrors) -> Vec<Line> {
    let line = |act: Act| Line {
        provider: item.provider_id,
        provider_name: item.provider_name.clone(),
        service: item.service_name.clone(),
        act,
    };
    if wanted.drop {
        return vec![line(Act::Drop { item: item.id, replaced: false })];
    }
    let at = |name: &str| format!("{name}-{}", item.id);
    let price_fen = words::parse_money(&wanted.price);
    if price_fen.is_none() {
        errors.add(&at("price"), Refusal::new("orders-price-wrong"));
    }
    let typed = (wanted.starts.clone(), wanted.ends.clone());
    let moved =
        item.runs.as_ref() != Some(&typed) && !(item.runs.is_none() && typed.0.is_empty() && typed.1.is_empty());
    let count = if moved || wanted.provider.is_some() {
        working_days((&typed.0, &typed.1), (&at("starts"), &at("ends")), days, errors)
    } else {
        None
    };
    let price_fen = price_fen.unwrap_or_default();
    if let Some((provider, provider_name)) = wanted.provider.clone().filter(|(id, _)| *id != item.provider_id) {
        let (code, slot) = (item.service_code.clone(), Some(item.slot));
        let (starts, ends) = typed;
        let act = Act::Add { code, slot, price_fen, starts, ends, days: count.unwrap_or(1), after: Vec::new() };
        let service = item.service_name.clone();
        return vec![line(Act::Drop { item: item.id, replaced: true }), Line { provider, provider_name, service, act }];
    }
    let mut lines = Vec::new();
    if moved {
        lines.push(line(Act::Move { item: item.id, from: item.runs.clone(), to: typed, pushed: false }));
    }
    if let Some(from) = item.price_fen.filter(|from| *from != price_fen) {
        lines.push(line(Act::Price { item: item.id, from, to: price_fen }));
    }
    lines
}

fn of_new(new: &WantedNew, days: Days, errors: &mut FormErrors) -> Option<Line> {
    let price_fen = words::parse_money(&new.price);
    if price_fen.is_none() {
        errors.add("new_price", Refusal::new("orders-price-wrong"));
    }
    let count = working_days((&new.starts, &new.ends), ("new_starts", "new_ends"), days, errors);
    let act = Act::Add {
        code: new.service.0.clone(),
        slot: None,
        price_fen: price_fen?,
        starts: new.starts.clone(),
        ends: new.ends.clone(),
        days: count?,
        after: new.after.clone(),
    };
    let (provider, provider_name) = new.provider.clone();
    Some(Line { provider, provider_name, service: new.service.1.clone(), act })
}

/// How many working days lie between two days, both included; `None` with what is wrong.
fn working_days(typed: (&str, &str), names: (&str, &str), days: Days, errors: &mut FormErrors) -> Option<i64> {
    let starts: Option<Date> = typed.0.parse().ok();
    let ends: Option<Date> = typed.1.parse().ok();
    for (day, name) in [(starts, names.0), (ends, names.1)] {
        if day.is_none() {
            errors.add(name, Refusal::new("orders-choose-day"));
        }
    }
    let (starts, ends) = starts.zip(ends)?;
    if ends < starts {
        errors.add(names.1, Refusal::new("plans-change-ends-first"));
    } else if ends < days.today {
        errors.add(names.1, Refusal::new("orders-day-passed"));
    } else {
        match starts.yesterday().ok().map(|before| days.calendar.count(before, ends)) {
            Some(Ok(0)) => errors.add(names.1, Refusal::new("plans-change-no-workday")),
            Some(Ok(count)) => return Some(i64::from(count)),
            // Told later; the days as they are.
            Some(Err(_)) | None => return Some(i64::from((ends - starts).get_days()) + 1),
        }
    }
    None
}

/// The moves that follow: what has not begun and would start before what it waits for is done, starts after it and takes as
/// many working days as before.
fn pushed(
    running: &[Running],
    links: &[Link],
    mut spans: Vec<Span>,
    fixed: &[Uuid],
    calendar: &Calendar,
) -> Result<Vec<Line>, FormErrors> {
    // What has begun goes on, whatever comes of what it waited for.
    let waits = |slot: Uuid| running.iter().any(|r| r.item.slot == slot && r.changeable && !r.begun);
    let links: Vec<Link> = links.iter().copied().filter(|link| waits(link.after)).collect();
    let moved = push(&mut spans, &links, fixed, calendar).map_err(|clash| clash.refusal(running))?;
    let line = |slot: Uuid| {
        let item = &running.iter().find(|running| running.item.slot == slot)?.item;
        let span = spans.iter().find(|span| span.item == slot)?;
        let to = (span.starts.to_string(), span.ends.to_string());
        Some(Line {
            provider: item.provider_id,
            provider_name: item.provider_name.clone(),
            service: item.service_name.clone(),
            act: Act::Move { item: item.id, from: item.runs.clone(), to, pushed: true },
        })
    };
    Ok(moved.into_iter().filter_map(line).collect())
}

/// Why dates cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// What was set by hand starts before what it waits for is done.
    Before {
        /// The slot that was set.
        slot: Uuid,
        /// What it waits for.
        before: Uuid,
        /// When that is done.
        ends: Date,
    },
    /// The calendar of a year is not announced.
    Unknown(i16),
}

impl Clash {
    fn refusal(self, running: &[Running]) -> FormErrors {
        let of = |slot: Uuid| running.iter().map(|running| &running.item).find(|item| item.slot == slot);
        match self {
            Clash::Unknown(year) => {
                FormErrors::one("reason", Refusal::new("plans-not-announced").with("year", year.to_string()))
            }
            Clash::Before { slot, before, ends } => {
                let name = |slot: Uuid| of(slot).map_or("", |item| item.service_name.as_str());
                let refusal = Refusal::new("plans-change-too-early").with("after", name(slot));
                let refusal = refusal.with("before", name(before)).date("day", ends);
                FormErrors::one(&of(slot).map_or("reason".into(), |item| format!("starts-{}", item.id)), refusal)
            }
        }
    }
}

impl From<NotAnnounced> for Clash {
    fn from(error: NotAnnounced) -> Clash {
        Clash::Unknown(error.year)
    }
}

/// Moves what would start too early to after what it waits for, keeping its working days. Gives what was moved. What is
/// `fixed` stays where it is.
///
/// # Errors
/// When something fixed starts too early, or a year is not announced.
pub fn push(spans: &mut [Span], links: &[Link], fixed: &[Uuid], calendar: &Calendar) -> Result<Vec<Uuid>, Clash> {
    let mut moved: Vec<Uuid> = Vec::new();
    // Each round settles at least one more along the longest chain.
    for _ in 0..=spans.len() {
        let mut settled = true;
        for at in 0..spans.len() {
            let Span { item, starts, ends } = spans[at];
            let waits = links.iter().filter(|link| link.after == item);
            let last =
                waits.filter_map(|link| spans.iter().find(|span| span.item == link.before)).max_by_key(|s| s.ends);
            let Some(before) = last.copied().filter(|before| before.ends >= starts) else { continue };
            if fixed.contains(&item) {
                return Err(Clash::Before { slot: item, before: before.item, ends: before.ends });
            }
            let first = starts.yesterday().map_err(|_| Clash::Unknown(starts.year()))?;
            let days = calendar.count(first, ends)?.max(1);
            spans[at] = Span { item, starts: calendar.add(before.ends, 1)?, ends: calendar.add(before.ends, days)? };
            settled = false;
            if !moved.contains(&item) {
                moved.push(item);
            }
        }
        if settled {
            break;
        }
    }
    Ok(moved)
}

#[cfg(test)]
mod unit;
