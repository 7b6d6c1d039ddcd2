//! The wait list as who waits sees it: joining, one's places with their positions, leaving.

use askama::Template;
use axum::extract::{Path, RawQuery};
use jiff::civil::Date;
use slots::Interval;
use uuid::Uuid;

use super::booking::whose;
use super::{length, span};
use crate::access::Parties;
use crate::app::millis_of;
use crate::instruments::store_waits::{self, Wait};
use crate::instruments::{store, waits};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

/// `POST /instruments/{code}/waits`: joins the wait list.
pub async fn join(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let (said, place, calendar) = (form.clone(), code.clone(), ctx.app.calendar);
    let reply = ctx.command(&form, move |tx, c| {
        let instrument = store::shown(tx, &place)?;
        let whose = whose(tx, c, &instrument, &said)?;
        c.reach(&Parties { firm: c.actor.firm(), ..Parties::default() })?;
        let day = |name: &'static str| {
            let day = said.value(name).parse::<Date>().ok();
            day.ok_or_else(|| FormErrors::one(name, Refusal::new("instruments-wait-day")))
        };
        let (from, until) = (day("wait_from")?, day("wait_until")?);
        let until = until.tomorrow().map_err(Error::internal)?;
        let span = Interval { from: millis_of(from, 0, 0), until: millis_of(until, 0, 0) };
        let minutes = said.value("wait_minutes").parse().unwrap_or(0);
        waits::join(tx, c, calendar, &instrument, whose, (span, minutes))?;
        Ok(Done::at("/bookings/waits").say("instruments-wait-joined"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => super::public::render(&ctx, code, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

struct Row {
    wait: Wait,
    span: String,
    long: String,
    /// In the queue, from 1 on.
    position: i64,
}

impl Row {
    fn tag(&self) -> &'static str {
        match self.wait.state.as_str() {
            "offered" => "warn",
            "taken" => "ok",
            _ => "neutral",
        }
    }

    /// The number of what is offered and still kept.
    fn offered(&self) -> &str {
        let offered = self.wait.offered.as_ref().filter(|_| self.wait.state == "offered");
        offered.map_or("", |(_, _, reference)| reference.as_str())
    }
}

#[derive(Template)]
#[template(path = "instruments/waits.html")]
struct WaitsPage<'a> {
    page: Page<'a>,
    rows: Vec<Row>,
    paging: Paging,
}

/// `GET /bookings/waits`: the firm's places.
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let (rows, total) = ctx
        .read(move |tx, who| {
            let firm = who.actor.firm().ok_or(Error::NotFound)?;
            who.reach(&Parties { firm: Some(firm), ..Parties::default() })?;
            let (found, total) = store_waits::of_firm(tx, firm, offset, PAGE_ROWS)?;
            let mut rows = Vec::new();
            for wait in found {
                let before = if wait.state == "waiting" { store_waits::before(tx, &wait)? } else { 0 };
                rows.push((wait, before + 1));
            }
            Ok((rows, total))
        })
        .await?;
    let words = ctx.words();
    let row = |(wait, position): (Wait, i64)| Row {
        span: span(words, &Interval { until: wait.span.until - 60_000, ..wait.span }),
        long: length(words, wait.minutes),
        position,
        wait,
    };
    ctx.html(&WaitsPage {
        page: ctx.page("instruments-waits"),
        rows: rows.into_iter().map(row).collect(),
        paging: paging.of(total),
    })
}

/// `POST /bookings/waits/{id}/leave`
pub async fn leave(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        let wait = store_waits::by_id(tx, id)?;
        c.reach(&Parties { firm: Some(wait.firm_id), ..Parties::default() })?;
        waits::leave(tx, c, &wait)?;
        Ok(Done::at("/bookings/waits").say("instruments-wait-was-left"))
    })
    .await
}
