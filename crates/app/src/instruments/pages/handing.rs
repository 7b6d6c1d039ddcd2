//! From the use to the order, and from the order to the instrument.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use slots::{Ask, Interval, MINUTE};
use uuid::Uuid;

use super::booking::{reached, render};
use super::{length, span};
use crate::access::Who;
use crate::attachments;
use crate::instruments::booking::{self, For};
use crate::instruments::booking_model::{Booking, Wanted};
use crate::instruments::delivering::{self, NewHandOver};
use crate::instruments::model::Instrument;
use crate::instruments::{schemes, store, store_bookings, store_lists, store_uses};
use crate::orders::{self, Order, State};
use crate::people;
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

/// Instruments of a provider that are chosen from.
const INSTRUMENTS: i64 = 200;

/// `POST /bookings/{reference}/deliver`
pub async fn deliver(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let files = match attachments::keep(&ctx.app, &form.uploads).await {
        Ok(files) => files,
        Err(Error::Invalid(errors)) => return render(&ctx, reference, &ctx.refuse(form, errors)).await,
        Err(error) => return Err(error),
    };
    let (place, typed, words, calendar) = (reference.clone(), form.clone(), ctx.clone(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let booking = reached(tx, c, &place)?;
        let of = store_uses::of(tx, &booking)?;
        let used = of.and_then(|of| Some(Interval { from: of.began_at?, until: of.until_at? }));
        let new = NewHandOver {
            service: typed.value("service").to_owned(),
            result: typed.value("result").to_owned(),
            summary: typed.value("summary").to_owned(),
            quantity: used.map(|used| length(words.words(), used.minutes().max(1))).unwrap_or_default(),
            lines: typed.value("lines").to_owned(),
            files,
        };
        let order = delivering::deliver(tx, c, calendar, &booking, &new)?;
        Ok(Done::at(format!("/orders/{order}")).say("instruments-was-delivered"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, reference, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

struct Chosen {
    instrument: Instrument,
    lengths: Vec<i64>,
    minutes: i64,
    free: Vec<Interval>,
}

struct Found {
    order: Order,
    bookings: Vec<Booking>,
    instruments: Vec<(String, String)>,
    chosen: Option<Chosen>,
}

#[derive(Template)]
#[template(path = "instruments/order_slots.html")]
struct SlotsPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    found: Found,
    rows: Vec<(Booking, String)>,
    lengths: Vec<(String, String)>,
    slots: Vec<(String, String)>,
    holds: bool,
    min: String,
}

/// `GET /orders/{reference}/slots`: what is kept for an order, and free slots of its provider's instruments.
pub async fn slots(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let form = Asked::read(query.as_deref()).form();
    choose(&ctx, reference, &form).await
}

async fn choose(ctx: &Ctx, reference: String, form: &Form) -> Reply {
    let (asked, calendar) = (form.clone(), ctx.app.calendar);
    let found = ctx
        .read(move |tx, who| {
            let order = orders::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            find(tx, who, calendar, order, &asked)
        })
        .await?;
    let words = ctx.words();
    let open = matches!(found.order.state, State::Accepted | State::InProgress);
    let row = |booking: &Booking| (booking.clone(), span(words, &booking.used));
    let free = found.chosen.as_ref().map_or(&[][..], |chosen| &chosen.free);
    let lengths = found.chosen.as_ref().map_or(&[][..], |chosen| &chosen.lengths);
    ctx.form_html(
        form,
        &SlotsPage {
            page: ctx.page("instruments-for-order").of(form),
            form,
            rows: found.bookings.iter().map(row).collect(),
            lengths: lengths.iter().map(|minutes| (minutes.to_string(), length(words, *minutes))).collect(),
            slots: free.iter().map(|slot| (slot.from.to_string(), span(words, slot))).collect(),
            holds: open && ctx.actor().provider().is_none(),
            min: ctx.who.today().to_string(),
            found,
        },
    )
}

fn find(tx: &mut Tx, who: &Who, calendar: &workdays::Calendar, order: Order, asked: &Form) -> Result<Found, Error> {
    let bookings = delivering::of_order(tx, order.hub_id, order.id)?;
    let (own, _) = store_lists::own(tx, order.provider_id, 0, INSTRUMENTS)?;
    let offered: Vec<Instrument> = own.into_iter().filter(Instrument::takes_bookings).collect();
    let code = asked.value("instrument");
    let instrument = offered.iter().find(|each| each.code == code).cloned();
    let chosen = match instrument {
        Some(instrument) => Some(free_of(tx, who, calendar, instrument, asked)?),
        None => None,
    };
    let instruments = offered.into_iter().map(|each| (each.code.clone(), each.entry.name)).collect();
    Ok(Found { order, bookings, instruments, chosen })
}

fn free_of(
    tx: &mut Tx,
    who: &Who,
    calendar: &workdays::Calendar,
    instrument: Instrument,
    asked: &Form,
) -> Result<Chosen, Error> {
    let rules = booking::rules_of(tx, &instrument)?;
    let scheme = schemes::on(who.today());
    let lengths = rules.lengths(24);
    let minutes =
        asked.value("minutes").parse().ok().filter(|minutes| lengths.contains(minutes)).unwrap_or(rules.least);
    let day = asked.value("from").parse::<jiff::civil::Date>().ok();
    let from = day.map_or(who.now, |day| crate::app::millis_of(day, 0, 0)).max(who.now);
    let until = from + scheme.slots_days * 24 * 60 * MINUTE;
    let ask = Ask { now: who.now, from, until, minutes, most: scheme.slots_shown };
    let free = booking::next_free(tx, calendar, &instrument, &rules, &ask, Uuid::nil())?;
    Ok(Chosen { instrument, lengths, minutes, free })
}

/// `POST /orders/{reference}/slots`: keeps a slot for the order; it is filled in like any other.
pub async fn hold(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (place, typed, calendar) = (reference.clone(), form.clone(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let order = orders::by_reference(tx, &place)?;
        c.reach(&order.parties())?;
        let instrument = store::by_code(tx, typed.value("instrument"))?;
        if instrument.provider_id != order.provider_id || !instrument.shown {
            return Err(Error::NotFound);
        }
        let from = typed.value("start").parse().ok().filter(|from| (0..4_102_444_800_000).contains(from));
        let from = from.ok_or_else(|| FormErrors::one("start", Refusal::new("instruments-choose-slot")))?;
        let minutes = typed.value("minutes").parse::<i64>().unwrap_or(0).clamp(0, 90 * 24 * 60);
        let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
        let owner = if c.actor.hub().is_some() { people::owners(tx, order.firm_id)?.first().copied() } else { None };
        let whose = For { firm: order.firm_id, person: owner.unwrap_or(person), through: order.hub_id };
        let kept = booking::hold(tx, c, calendar, &instrument, whose, &Wanted { from, minutes })?;
        let booking = store_bookings::booking_by_reference(tx, &kept)?;
        delivering::for_order(tx, &order, &booking)?;
        Ok(Done::at(format!("/bookings/{kept}")))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => choose(&ctx, reference, &ctx.refuse(form, errors)).await,
        other => other,
    }
}
