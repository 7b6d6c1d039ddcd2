//! Several uses in one booking: chosen for one time or each for its own, kept, filled in and shown together.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use jiff::civil::Date;
use slots::{Ask, Interval, MINUTE};
use uuid::Uuid;

use super::booking::whose;
use super::{length, span};
use crate::access::{Parties, Who};
use crate::app::{App, millis_of};
use crate::command::Command;
use crate::instruments::booking::{Filled, next_free};
use crate::instruments::booking_model::{Booking, Wanted};
use crate::instruments::model::Instrument;
use crate::instruments::ruling::Rules;
use crate::instruments::together::{self, Part};
use crate::instruments::{schemes, store, store_bookings};
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// Most instruments of one booking.
const MOST: usize = 8;
/// Slots of each that are compared.
const COMPARED: usize = 300;

/// An instrument that was chosen, with its next free slots.
struct Chosen {
    instrument: Instrument,
    minutes: i64,
    free: Vec<Interval>,
    /// The others, without it.
    without: String,
}

struct Choice {
    code: String,
    name: String,
    without: String,
    /// Name of the field, and what can be chosen in it.
    slots: Vec<(String, String)>,
    long: String,
}

#[derive(Template)]
#[template(path = "instruments/together.html")]
struct NewPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    chosen: Vec<Choice>,
    /// When all are free.
    common: Vec<(String, String)>,
    /// The address with what is chosen, to which another is added.
    codes: Vec<String>,
    min: String,
    full: bool,
}

/// `GET /bookings/together?instrument=LCX-I0001&instrument=LCX-I0002&minutes=120&from=2026-03-06`
pub async fn new(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let form = Asked::read(query.as_deref()).form();
    render_new(&ctx, &form).await
}

fn codes(form: &Form) -> Vec<String> {
    let mut codes: Vec<String> =
        form.values("instrument").into_iter().map(|code| codes::text::to_half_width(code).to_uppercase()).collect();
    codes.retain(|code| !code.is_empty());
    let mut seen = Vec::new();
    codes.retain(|code| {
        !seen.contains(code) && {
            seen.push(code.clone());
            true
        }
    });
    codes.truncate(MOST);
    codes
}

async fn render_new(ctx: &Ctx, form: &Form) -> Reply {
    let (app, typed) = (ctx.app.clone(), form.clone());
    let chosen = ctx.read(move |tx, who| choose(tx, &app, who, &typed)).await?;
    let words = ctx.words();
    let common = common(&chosen).into_iter().take(schemes::on(ctx.who.today()).slots_shown);
    let choice = |each: &Chosen| Choice {
        code: each.instrument.code.clone(),
        name: each.instrument.entry.name.clone(),
        without: each.without.clone(),
        slots: each
            .free
            .iter()
            .take(40)
            .map(|slot| (format!("{} {} {}", each.instrument.code, slot.from, each.minutes), span(words, slot)))
            .collect(),
        long: length(words, each.minutes),
    };
    let codes: Vec<String> = chosen.iter().map(|each| each.instrument.code.clone()).collect();
    ctx.form_html(
        form,
        &NewPage {
            page: ctx.page("instruments-together").of(form),
            form,
            common: common.map(|slot| (slot.from.to_string(), span(words, &slot))).collect(),
            chosen: chosen.iter().map(choice).collect(),
            full: codes.len() >= MOST,
            codes,
            min: ctx.who.today().to_string(),
        },
    )
}

/// What was chosen and can be booked by this person, each with its free slots.
fn choose(tx: &mut Tx, app: &App, who: &Who, form: &Form) -> Result<Vec<Chosen>, Error> {
    let codes = codes(form);
    let mut chosen = Vec::new();
    let scheme = schemes::on(who.today());
    let from = form.value("from").parse::<Date>().map_or(who.now, |day| millis_of(day, 0, 0)).max(who.now);
    for code in &codes {
        let found = match store::by_code(tx, code) {
            Err(Error::NotFound) => continue,
            other => other?,
        };
        let rules = store::rules(tx, found.hub_id, found.id, found.rules_number)?;
        let Some(rules) = rules.filter(|_| found.takes_bookings()) else { continue };
        let minutes = fitting(&rules, form.value("minutes"));
        let until = from + scheme.slots_days * 24 * 60 * MINUTE;
        let ask = Ask { now: who.now, from, until, minutes, most: COMPARED };
        let free = next_free(tx, app.calendar, &found, &rules, &ask, Uuid::nil())?;
        let mut without = form_urlencoded::Serializer::new("/bookings/together?".to_owned());
        codes.iter().filter(|other| *other != code).for_each(|other| {
            without.append_pair("instrument", other);
        });
        let without = without.finish().replacen("?&", "?", 1);
        chosen.push(Chosen { instrument: found, minutes, free, without });
    }
    Ok(chosen)
}

/// The length that was asked for where it can be had, else the shortest.
fn fitting(rules: &Rules, typed: &str) -> i64 {
    typed.parse().ok().filter(|minutes| rules.lengths(1_000).contains(minutes)).unwrap_or(rules.least)
}

/// When all of them are free, the first times first; those of the first, which all have.
fn common(chosen: &[Chosen]) -> Vec<Interval> {
    let Some((first, rest)) = chosen.split_first() else { return Vec::new() };
    let all = |from: i64| rest.iter().all(|each| each.free.iter().any(|slot| slot.from == from));
    if rest.is_empty() { Vec::new() } else { first.free.iter().copied().filter(|slot| all(slot.from)).collect() }
}

/// What the form asks for: one time for all, or those that were picked: `CODE start minutes`.
fn parts(tx: &mut Tx, who: &Who, form: &Form) -> Result<Vec<Part>, Error> {
    let start = form.value("start");
    let mut wanted: Vec<(String, i64, Option<i64>)> = Vec::new();
    if let Ok(from) = start.parse() {
        wanted.extend(codes(form).into_iter().map(|code| (code, from, None)));
    } else {
        for pick in form.values("pick") {
            let words: Vec<&str> = pick.split(' ').collect();
            if let [code, from, minutes] = words[..]
                && let (Ok(from), Ok(minutes)) = (from.parse(), minutes.parse())
            {
                wanted.push((code.to_owned(), from, Some(minutes)));
            }
        }
    }
    let mut parts = Vec::new();
    for (code, from, minutes) in wanted.into_iter().take(200) {
        let instrument = store::shown(tx, &code)?;
        let rules = crate::instruments::rules_of(tx, &instrument)?;
        let minutes = minutes.unwrap_or_else(|| fitting(&rules, form.value("minutes"))).clamp(0, 90 * 24 * 60);
        let from = from.clamp(0, 4_102_444_800_000);
        let whose = whose(tx, who, &instrument, form)?;
        parts.push(Part { instrument, whose, wanted: Wanted { from, minutes } });
    }
    Ok(parts)
}

/// `POST /bookings/together`: keeps all, or none.
pub async fn hold(ctx: Ctx, form: Form) -> Reply {
    let (said, calendar) = (form.clone(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let parts = parts(tx, c, &said)?;
        c.reach(&Parties { firm: c.actor.firm(), hub: c.actor.hub(), provider: c.actor.provider() })?;
        let reference = together::hold(tx, c, calendar, parts)?;
        Ok(Done::at(format!("/bookings/together/{reference}")))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => {
            let series = form.value("series").to_owned();
            let form = ctx.refuse(form, errors);
            if series.is_empty() {
                render_new(&ctx, &form).await
            } else {
                super::series::render(&ctx, series, &form).await
            }
        }
        other => other,
    }
}

struct Line {
    booking: Booking,
    when: String,
    long: String,
    /// The provider's questions: field and words.
    questions: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "instruments/bundle.html")]
struct ShowPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    reference: String,
    lines: Vec<Line>,
    held: bool,
    ahead: bool,
    left: i64,
    total: i64,
    fee: i64,
}

/// Those of a bundle that are in reach.
fn reached(tx: &mut Tx, who: &Who, reference: &str) -> Result<Vec<Booking>, Error> {
    let all = store_bookings::of_bundle(tx, reference)?;
    let all: Vec<Booking> = all.into_iter().filter(|booking| super::booking::reach(who, booking).is_ok()).collect();
    if all.is_empty() { Err(Error::NotFound) } else { Ok(all) }
}

/// `GET /bookings/together/{reference}`
pub async fn show(ctx: Ctx, Path(reference): Path<String>) -> Reply {
    render(&ctx, reference, &Form::default()).await
}

async fn render(ctx: &Ctx, reference: String, form: &Form) -> Reply {
    let place = reference.clone();
    let (all, rules) = ctx
        .read(move |tx, who| {
            let all = reached(tx, who, &place)?;
            let mut rules: BTreeMap<Uuid, Rules> = BTreeMap::new();
            for booking in &all {
                rules.insert(booking.id, crate::instruments::booking::rules_under(tx, booking)?);
            }
            Ok((all, rules))
        })
        .await?;
    let (words, now) = (ctx.words(), ctx.who.now);
    let ahead = |booking: &&Booking| booking.is_open() && booking.used.from > now;
    let costs = |booking: &Booking| {
        let free = booking.state == "asked" || ctx.who.actor.provider().is_some();
        rules.get(&booking.id).filter(|_| !free).map_or(0, |r| r.fee(booking.price_fen, booking.used.from, now))
    };
    let fee = all.iter().filter(ahead).map(costs).sum();
    let until = all.iter().filter(|booking| booking.is_held()).filter_map(|booking| booking.held_until).min();
    let live = |booking: &&Booking| booking.is_held() || booking.is_open();
    let page = ShowPage {
        page: ctx.page("instruments-together").of(form),
        form,
        held: until.is_some(),
        ahead: all.iter().any(|booking| ahead(&booking)),
        left: until.map_or(0, |until| ((until - now).max(0) + 59_999) / MINUTE),
        total: all.iter().filter(live).map(|booking| booking.price_fen).sum(),
        fee,
        reference,
        lines: all
            .iter()
            .map(|booking| Line {
                when: span(words, &booking.used),
                long: length(words, booking.used.minutes()),
                questions: questions(booking, rules.get(&booking.id)),
                booking: booking.clone(),
            })
            .collect(),
    };
    ctx.form_html(form, &page)
}

fn questions(booking: &Booking, rules: Option<&Rules>) -> Vec<(String, String)> {
    let asked = rules.map(|rules| rules.questions.clone()).unwrap_or_default();
    let field = |(at, question)| (format!("answer_{at}-{}", booking.reference), question);
    asked.into_iter().enumerate().map(field).collect()
}

/// Runs a command on a bundle in reach and shows its page again with what is wrong.
async fn act(
    ctx: Ctx,
    reference: String,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut Tx, &mut Command, &[Booking], &Form) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let (place, typed) = (reference.clone(), form.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let all = reached(tx, c, &place)?;
        f(tx, c, &all, &typed)?;
        Ok(Done::at(format!("/bookings/together/{place}")).say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, reference, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /bookings/together/{reference}/book`
pub async fn book(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let calendar = ctx.app.calendar;
    act(ctx, reference, form, "instruments-was-booked", move |tx, c, all, form| {
        let filled = |booking: &Booking| Filled {
            samples: form.value(&format!("samples-{}", booking.reference)).to_owned(),
            purpose: form.value("purpose").to_owned(),
            answers: (0..10).map(|at| form.value(&format!("answer_{at}-{}", booking.reference)).to_owned()).collect(),
        };
        together::book(tx, c, calendar, all, filled)
    })
    .await
}

/// `POST /bookings/together/{reference}/release`
pub async fn release(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act(ctx, reference, form, "instruments-was-released", |tx, c, all, _| together::release(tx, c, all)).await
}

/// `POST /bookings/together/{reference}/cancel`
pub async fn cancel(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    act(ctx, reference, form, "instruments-was-cancelled", |tx, c, all, form| {
        together::cancel(tx, c, all, form.value("words"))
    })
    .await
}
