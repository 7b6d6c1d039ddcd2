//! The list of bookings: a firm's own, those of a provider's instruments, those made through a hub.

use askama::Template;
use axum::extract::RawQuery;
use jiff::civil::Date;
use slots::Interval;

use super::{choices, length, span};
use crate::access::Who;
use crate::app::millis_of;
use crate::instruments::booking_model::{BOOKING_STATES, Booking};
use crate::instruments::store_bookings::{self, Narrowed, Whose};
use crate::web::export::{self, Column, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

pub(super) fn whose(who: &Who) -> Result<Whose, Error> {
    let actor = &who.actor;
    let firm = actor.firm().map(Whose::Firm);
    let found = firm.or(actor.provider().map(Whose::Provider)).or(actor.hub().map(Whose::Through));
    found.ok_or(Error::NotFound)
}

/// From which day until which the list goes: from today on, unless others are asked for.
fn narrowed(asked: &Asked, today: Date) -> Narrowed {
    let day = |name: &str| asked.value(name).parse::<Date>().ok();
    let from = day("from").unwrap_or(today);
    let until = day("until").and_then(|day| day.tomorrow().ok()).map_or(i64::MAX, |day| millis_of(day, 0, 0));
    let state = BOOKING_STATES.iter().find(|state| **state == asked.value("state"));
    Narrowed {
        state: state.map(|state| (*state).to_owned()).unwrap_or_default(),
        instrument: asked.value("instrument").to_owned(),
        within: Interval { from: millis_of(from, 0, 0), until },
    }
}

#[derive(Template)]
#[template(path = "instruments/bookings.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    rows: Vec<(Booking, String, String)>,
    paging: Paging,
    narrowed: bool,
    states: Vec<(&'static str, String)>,
    /// The days of this week for the provider's links.
    days: Vec<String>,
}

/// `GET /bookings`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (by, paging) = (narrowed(&asked, ctx.who.today()), asked.paging());
    let part = (paging.offset(), PAGE_ROWS, paging.most());
    let (rows, total) = ctx.read(move |tx, who| store_bookings::list(tx, whose(who)?, &by, part)).await?;
    let words = ctx.words();
    let today = ctx.who.today();
    let row = |booking: Booking| {
        let (when, long) = (span(words, &booking.used), length(words, booking.used.minutes()));
        (booking, when, long)
    };
    let week = std::iter::successors(Some(today), |day| day.tomorrow().ok()).take(7);
    ctx.html(&ListPage {
        page: ctx.page("instruments-bookings"),
        rows: rows.into_iter().map(row).collect(),
        paging: paging.of(total),
        narrowed: asked.narrows(),
        states: choices(&ctx, "instruments-booking-", &["asked", "booked", "used", "missed", "declined", "cancelled"]),
        days: week.map(|day| day.to_string()).collect(),
        form: if asked.value("from").is_empty() { asked.with("from", today.to_string()).form() } else { asked.form() },
    })
}

// keys: instruments-booking-*
static EXPORT: Export<Booking> = Export {
    title: "instruments-bookings",
    columns: &[
        Column::Text("instruments-reference", |b, _| b.reference.clone()),
        Column::Text("instruments-code", |b, _| b.instrument_code.clone()),
        Column::Text("instruments-field-name", |b, _| b.instrument_name.clone()),
        Column::Text("instruments-firm", |b, _| b.firm_name.clone()),
        Column::Text("instruments-user", |b, _| b.person_name.clone()),
        Column::Time("instruments-starts", |b| b.used.from),
        Column::Time("instruments-ends", |b| b.used.until),
        Column::Text("instruments-state", |b, words| words.t(&format!("instruments-booking-{}", b.state)).into_owned()),
        Column::Integer("instruments-samples", |b| Some(b.samples)),
        Column::Fen("instruments-price", |b| Some(b.price_fen)),
        Column::Fen("instruments-fee", |b| Some(b.fee_fen)),
        Column::Text("instruments-through", |b, _| b.through_name.clone()),
    ],
    contacts: true,
};

/// `GET /bookings.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let by = narrowed(&Asked::read(query.as_deref()), ctx.who.today());
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
        Ok(store_bookings::list(tx, whose(who)?, &by, (offset, rows, 0))?.0)
    })
    .await
}
