//! The next free slots of all instruments that can do what is wanted, soonest first.

use askama::Template;
use axum::extract::RawQuery;
use jiff::civil::Date;
use slots::{Ask, Interval, MINUTE};

use super::{length, span};
use crate::app::{App, china, millis_of};
use crate::hubs;
use crate::instruments::store_free::{self, Bookable};
use crate::instruments::store_lists::Sought;
use crate::instruments::{schemes, store_lists};
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply};

/// Slots of one instrument, so that many are shown.
const OF_ONE: usize = 2;
/// Longest use that is asked for, in minutes.
const LONGEST: i64 = 60 * 24 * 60;

struct Slot {
    code: String,
    name: String,
    provider_name: String,
    when: String,
    long: String,
    price: String,
    /// To the instrument, with this day and length.
    url: String,
}

#[derive(Template)]
#[template(path = "instruments/free.html")]
struct FreePage<'a> {
    page: Page<'a>,
    form: Form,
    slots: Vec<Slot>,
    /// Whether there are more instruments than were looked at.
    more: bool,
    narrowed: bool,
    hubs: Vec<(String, String)>,
    divisions: Vec<(&'static str, &'static str)>,
    min: String,
    scheme: &'static schemes::Scheme,
}

/// `GET /instruments/slots?measure=耐折&until=2026-03-20&minutes=120`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let scheme = schemes::on(ctx.who.today());
    let day = |name: &str| asked.value(name).parse::<Date>().ok();
    let now = ctx.who.now;
    let from = day("from").map_or(now, |day| millis_of(day, 0, 0)).max(now);
    let last = from + scheme.slots_days * 24 * 60 * MINUTE;
    let until = day("until").and_then(|day| day.tomorrow().ok()).map_or(last, |day| millis_of(day, 0, 0)).min(last);
    let minutes = asked.value("minutes").parse::<i64>().ok().filter(|minutes| (1..=LONGEST).contains(minutes));
    let (sought, app) = (Sought::read(&asked), ctx.app.clone());
    let (found, more, hubs) = ctx
        .read(move |tx, who| {
            let part = (0, scheme.slots_instruments);
            let all = store_free::bookable(tx, &sought, part.0, part.1)?;
            let within = Interval { from, until: until.max(from + 1) };
            let taken = store_free::taken(tx, &sought, part, around(&all, within), who.now)?;
            let asks = Ask { now: who.now, from, until, minutes: minutes.unwrap_or(0), most: OF_ONE };
            let more = all.len() as i64 == part.1 && store_lists::count_found(tx, &sought, part.1 + 1)? > part.1;
            Ok::<_, Error>((soonest(&app, all, &taken, asks), more, hubs::all(tx)?))
        })
        .await?;
    let words = ctx.words();
    let row = |(bookable, slot): &(Bookable, Interval)| Slot {
        code: bookable.code.clone(),
        name: bookable.name.clone(),
        provider_name: bookable.provider_name.clone(),
        when: span(words, slot),
        long: length(words, slot.minutes()),
        price: bookable.rules.as_ref().map_or_else(String::new, |r| words.money(r.price(slot.minutes(), 0, None))),
        url: format!(
            "/instruments/{}?from={}&minutes={}#slots",
            bookable.code,
            crate::app::day_of(slot.from),
            slot.minutes()
        ),
    };
    ctx.html(&FreePage {
        page: ctx.page("instruments-free"),
        slots: found.iter().take(scheme.slots_found).map(row).collect(),
        more,
        narrowed: asked.narrows(),
        hubs: hubs.into_iter().filter(|hub| !hub.is_removed()).map(|hub| (hub.code, hub.name)).collect(),
        divisions: super::public::divisions(),
        min: ctx.who.today().to_string(),
        form: asked.form(),
        scheme,
    })
}

/// The interval with the widest set-up and cleaning and the longest use of these instruments.
fn around(all: &[Bookable], within: Interval) -> Interval {
    let rules = || all.iter().filter_map(|each| each.rules.as_ref());
    let (before, after) = (rules().map(|r| r.before).max(), rules().map(|r| r.after + r.most).max());
    within.widened(before.unwrap_or(0), after.unwrap_or(0))
}

/// The free slots of all, in the order of time. Without a length, the shortest that each allows.
fn soonest(
    app: &App,
    all: Vec<Bookable>,
    taken: &std::collections::BTreeMap<(uuid::Uuid, uuid::Uuid), Vec<Interval>>,
    ask: Ask,
) -> Vec<(Bookable, Interval)> {
    let works = |day| app.calendar.is_workday(day).ok();
    let mut found: Vec<(usize, Interval)> = Vec::new();
    for (at, each) in all.iter().enumerate() {
        let Some(rules) = &each.rules else { continue };
        let ask = Ask { minutes: if ask.minutes == 0 { rules.least } else { ask.minutes }, ..ask };
        let blocked = slots::merged(taken.get(&each.place).cloned().unwrap_or_default());
        let free = slots::next_free(&rules.slots(), &china(), &works, &ask, &blocked);
        found.extend(free.into_iter().map(|slot| (at, slot)));
    }
    found.sort_by_key(|(at, slot)| (slot.from, *at));
    let copy = |each: &Bookable| Bookable {
        place: each.place,
        code: each.code.clone(),
        name: each.name.clone(),
        provider_name: each.provider_name.clone(),
        rules: each.rules.clone(),
    };
    found.into_iter().take(200).map(|(at, slot)| (copy(&all[at]), slot)).collect()
}
