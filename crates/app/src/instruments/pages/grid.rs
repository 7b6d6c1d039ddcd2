//! Who has what when: the bookings of a week or a day, a row for each instrument, for the firm, the provider and the hub.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::RawQuery;
use jiff::civil::Date;
use slots::Interval;

use super::bookings::whose;
use super::week::monday;
use crate::app::{civil, day_of, millis_of};
use crate::instruments::booking_model::Booking;
use crate::instruments::store_bookings::{self, Narrowed};
use crate::web::lists::Asked;
use crate::web::{Ctx, Form, Page, Reply};

/// Bookings shown at once.
const MOST: i64 = 1_500;

struct Use {
    reference: String,
    /// `9:00–11:00`
    clock: String,
    firm: String,
    kind: &'static str,
}

struct Row {
    code: String,
    name: String,
    cells: Vec<Vec<Use>>,
}

#[derive(Template)]
#[template(path = "instruments/grid.html")]
struct GridPage<'a> {
    page: Page<'a>,
    form: Form,
    rows: Vec<Row>,
    /// Each day in words and its address.
    days: Vec<(String, String)>,
    before: String,
    after: String,
    week: String,
    single: bool,
    more: bool,
}

/// `GET /bookings/week?week=2026-03-02`, or one day: `?day=2026-03-06`.
pub async fn grid(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let day = asked.value("day").parse::<Date>().ok();
    let first = day.unwrap_or_else(|| monday(asked.value("week").parse().unwrap_or_else(|_| ctx.who.today())));
    let (start, count) = (millis_of(first, 0, 0), if day.is_some() { 1 } else { 7 });
    let within = Interval { from: start, until: start + count * 86_400_000 };
    let by = Narrowed { state: String::new(), instrument: asked.value("instrument").to_owned(), within };
    let (found, total) =
        ctx.read(move |tx, who| store_bookings::list(tx, whose(who)?, &by, (0, MOST, MOST + 1))).await?;
    let words = ctx.words();
    let at = |n: i64| day_of(start + n * 86_400_000);
    let name = if day.is_some() { "day" } else { "week" };
    let url = |asked: Asked| asked.url("/bookings/week");
    let plain = Asked::default().with("instrument", asked.value("instrument"));
    let go = |days: i64| url(plain.clone().with(name, at(days).to_string()));
    ctx.html(&GridPage {
        page: ctx.page("instruments-grid"),
        rows: rows(found, within, count as usize),
        days: (0..count).map(|n| (words.weekday(at(n)), url(plain.clone().with("day", at(n).to_string())))).collect(),
        before: go(-count),
        after: go(count),
        week: url(plain.clone().with("week", first.to_string())),
        single: day.is_some(),
        more: total > MOST,
        form: asked.form(),
    })
}

/// A row for each instrument, what takes place in its day.
fn rows(found: Vec<Booking>, within: Interval, days: usize) -> Vec<Row> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for booking in found.into_iter().filter(|booking| booking.is_open()) {
        let row = rows.entry(booking.instrument_code.clone()).or_insert_with(|| Row {
            code: booking.instrument_code.clone(),
            name: booking.instrument_name.clone(),
            cells: (0..days).map(|_| Vec::new()).collect(),
        });
        let at = (booking.used.from - within.from) / 86_400_000;
        if let Some(cell) = row.cells.get_mut(at.unsigned_abs() as usize) {
            cell.push(Use {
                clock: format!("{}–{}", clock(booking.used.from), clock(booking.used.until)),
                kind: booking.tag(),
                reference: booking.reference,
                firm: booking.firm_name,
            });
        }
    }
    rows.into_values().collect()
}

fn clock(millis: i64) -> String {
    let at = civil(millis);
    format!("{}:{:02}", at.hour(), at.minute())
}
