//! Hours from the instrument itself: where they are sent, and what they make beside what was booked and stated.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::Scope;
use jiff::civil::Date;
use serde_json::{Value, json};
use slots::Interval;
use uuid::Uuid;

use super::length;
use super::own::owned;
use crate::access::Parties;
use crate::app::millis_of;
use crate::instruments::model::Instrument;
use crate::instruments::sensing::{self, Day, Wrong};
use crate::instruments::store_sensing::{self, Token};
use crate::instruments::{schemes, store};
use crate::web::guard::hash;
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// `POST /api/instruments/{code}/hours`: an instrument sends hours. All of a batch is taken or none.
pub async fn take_in(ctx: Ctx, Path(code): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(secret) = said.strip_prefix("Bearer ").map(|secret| hash(secret.trim())) else {
        return refused(&ctx, StatusCode::UNAUTHORIZED, "token", &Value::Null);
    };
    if body.len() > sensing::BYTES {
        return refused(&ctx, StatusCode::PAYLOAD_TOO_LARGE, "bytes", &json!(sensing::BYTES));
    }
    let now = ctx.who.now;
    let scheme = schemes::on(ctx.who.today());
    let taken = ctx.app.db.write(Scope::system(), move |tx| {
        let Some(token) = store_sensing::by_hash(tx, &code, secret)? else { return Ok(None) };
        let done = match sensing::read(&body, now, scheme) {
            Ok(batch) => sensing::take(tx, &token, &batch, now)?,
            Err(wrong) => Err(wrong),
        };
        Ok::<_, Error>(Some(done))
    });
    match taken.await {
        Ok(Some(Ok((new, known)))) => answer(StatusCode::OK, &json!({ "taken": new, "known": known })),
        Ok(Some(Err(wrong))) => explained(&ctx, &wrong),
        Ok(None) => refused(&ctx, StatusCode::UNAUTHORIZED, "token", &Value::Null),
        Err(error) => refused(&ctx, error.status(), "again", &Value::Null),
    }
}

fn explained(ctx: &Ctx, wrong: &Wrong) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    match wrong {
        Wrong::Malformed => refused(ctx, StatusCode::BAD_REQUEST, "malformed", &Value::Null),
        Wrong::Count => refused(ctx, status, "count", &json!(sensing::MOST)),
        Wrong::Clock(seconds) => refused(ctx, status, "clock", &json!(seconds)),
        Wrong::Hours(all) => {
            let all: Vec<Value> = all.iter().map(|(at, id, why)| json!({ "at": at, "id": id, "wrong": why })).collect();
            refused(ctx, status, "hours", &json!(all))
        }
    }
}

/// A code for the program, words for who reads its log, and what is meant.
fn refused(ctx: &Ctx, status: StatusCode, code: &str, about: &Value) -> Response {
    // keys: instruments-api-*
    let words = ctx.t(&format!("instruments-api-{code}"));
    answer(status, &json!({ "error": code, "words": words, "about": about }))
}

fn answer(status: StatusCode, said: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], said.to_string()).into_response()
}

#[derive(Template)]
#[template(path = "instruments/hours.html")]
struct HoursPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    instrument: Instrument,
    /// Day, as `YYYY-MM-DD`, the three figures in words, and whether they differ.
    rows: Vec<(String, [String; 3], bool)>,
    sums: [String; 3],
    month: String,
    before: String,
    after: String,
    tokens: Vec<Token>,
    owner: bool,
    address: String,
    /// Shown once.
    made: Option<String>,
    tolerance: i64,
}

/// `GET /instruments/{code}/hours?month=2026-03`: booked, stated and sent beside each other, by day.
pub async fn hours(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let form = Asked::read(query.as_deref()).form();
    render(&ctx, code, &form, None).await
}

async fn render(ctx: &Ctx, code: String, form: &Form, made: Option<String>) -> Reply {
    let today = ctx.who.today();
    let first = format!("{}-01", form.value("month")).parse::<Date>().unwrap_or(today).first_of_month();
    let next = first.last_of_month().tomorrow().unwrap_or(first);
    let within = Interval { from: millis_of(first, 0, 0), until: millis_of(next, 0, 0) };
    let (instrument, days, tokens) = ctx
        .read(move |tx, who| {
            let instrument = store::by_code(tx, &code)?;
            let (hub, provider) = (Some(instrument.hub_id), Some(instrument.provider_id));
            who.reach(&Parties { hub, provider, ..Parties::default() })?;
            let days = sensing::month(tx, who, &instrument, within)?;
            let own = who.actor.provider() == provider;
            let tokens = if own { store_sensing::tokens(tx, &instrument)? } else { Vec::new() };
            Ok((instrument, days, tokens))
        })
        .await?;
    let words = ctx.words();
    let said = |minutes: i64| if minutes == 0 { "–".to_owned() } else { length(words, minutes) };
    let sums = [0, 1, 2].map(|at: usize| said(days.iter().map(|day| day.minutes[at]).sum()));
    let row = |day: &Day| (day.day.to_string(), day.minutes.map(said), day.differs);
    let month = |day: Date| day.strftime("%Y-%m").to_string();
    ctx.form_html(
        form,
        &HoursPage {
            page: ctx.page("instruments-hours-title").of(form),
            form,
            rows: days.iter().map(row).collect(),
            sums,
            month: month(first),
            before: month(first.yesterday().unwrap_or(first)),
            after: month(next),
            owner: ctx.actor().provider() == Some(instrument.provider_id),
            address: format!("{}/api/instruments/{}/hours", ctx.app.config.server.base_url, instrument.code),
            tolerance: schemes::on(today).difference_minutes,
            tokens,
            instrument,
            made,
        },
    )
}

/// `POST /own-instruments/{code}/tokens`: makes a token and shows it, this once.
pub async fn make(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let secret = ctx.secret(&form, "instrument");
    let (hashed, place, name) = (hash(&secret), code.clone(), form.value("name").to_owned());
    let made = ctx.command(&form, move |tx, c| {
        let instrument = owned(tx, c, &place)?;
        sensing::make_token(tx, c, &instrument, &name, hashed)?;
        Ok(Done::at(format!("/instruments/{place}/hours")))
    });
    match made.await {
        Ok(_) => render(&ctx, code, &Form::default(), Some(secret)).await,
        Err(Error::Invalid(errors)) => render(&ctx, code, &ctx.refuse(form, errors), None).await,
        Err(error) => Err(error),
    }
}

/// `POST /own-instruments/{code}/tokens/revoke`
pub async fn revoke(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let id: Uuid = form.value("token").parse().unwrap_or_default();
    ctx.command(&form, move |tx, c| {
        let instrument = owned(tx, c, &code)?;
        sensing::revoke_token(tx, c, &instrument, id)?;
        Ok(Done::at(format!("/instruments/{code}/hours")).say("instruments-token-was-revoked"))
    })
    .await
}
