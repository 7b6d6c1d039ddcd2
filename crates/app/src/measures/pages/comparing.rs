//! `/dashboard/compare`: two hubs side by side.

use std::collections::HashMap;

use askama::Template;
use axum::extract::RawQuery;
use db::Tx;

use super::{labels, said};
use crate::access::Who;
use crate::hubs::{self, Hub};
use crate::measures::catalogue::{CATALOGUE, Measure, Source};
use crate::measures::figures::{Span, Value, figures, rows_url};
use crate::records::rollups::Course;
use crate::records::{Figures, Period};
use crate::web::charts::Chart;
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply};

struct Side {
    said: String,
    why: &'static str,
    url: String,
}

struct Line {
    measure: &'static Measure,
    sides: Vec<Side>,
}

#[derive(Template)]
#[template(path = "measures/compare.html")]
struct ComparePage<'a> {
    page: Page<'a>,
    form: Form,
    hubs: Vec<(String, String)>,
    months_choice: Vec<(String, String)>,
    now: i64,
    names: Vec<String>,
    lines: Vec<Line>,
    charts: Vec<Chart>,
}

/// What is read of two hubs.
struct Found {
    hubs: Vec<Hub>,
    two: Vec<Hub>,
    values: Vec<Vec<Value>>,
    courses: Vec<HashMap<String, Figures>>,
}

fn measures() -> impl Iterator<Item = &'static Measure> {
    CATALOGUE.iter().filter(|measure| !matches!(measure.source, Source::Nothing | Source::Round))
}

fn read(tx: &mut Tx, who: &Who, codes: &[String; 2], period: &Period) -> Result<Found, Error> {
    let mut hubs = hubs::all(tx)?;
    hubs.retain(|hub| who.actor.reaches_hub(hub.id));
    let span = Span::of(period, who.today());
    let wanted: Vec<&str> = measures().map(|measure| measure.code).collect();
    let (mut two, mut values, mut courses) = (Vec::new(), Vec::new(), Vec::new());
    for code in codes.iter().filter(|code| !code.is_empty()) {
        let hub = hubs.iter().find(|hub| hub.code == *code).cloned().ok_or(Error::NotFound)?;
        values.push(figures(tx, &[hub.id], &wanted, &span)?);
        courses.push(Course::of(tx, &[hub.id], period)?.by_month().into_iter().collect());
        two.push(hub);
    }
    Ok(Found { hubs, two, values, courses })
}

/// `GET /dashboard/compare?a=LCX&b=YQD&from=2026-01&to=2026-06`
pub async fn compare(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let period = Period::read(asked.value("from"), asked.value("to"), ctx.who.today());
    let asked = asked.with("from", &period.from).with("to", &period.to);
    let codes = ["a", "b"].map(|name| asked.value(name).to_ascii_uppercase());
    let wanted = period.clone();
    let found = ctx.read(move |tx, who| read(tx, who, &codes, &wanted)).await?;
    ctx.html(&page(&ctx, &asked, &period, &found))
}

fn page<'a>(ctx: &'a Ctx, asked: &Asked, period: &Period, found: &Found) -> ComparePage<'a> {
    let span = Span::of(period, ctx.who.today());
    let line = |(at, measure): (usize, &'static Measure)| {
        let side = |(hub, values): (&Hub, &Vec<Value>)| Side {
            said: said(ctx.words(), measure, values[at].value),
            why: values[at].why.unwrap_or_default(),
            url: rows_url(measure, &hub.code, &span).unwrap_or_default(),
        };
        Line { measure, sides: found.two.iter().zip(&found.values).map(side).collect() }
    };
    ComparePage {
        page: ctx.page("measures-compare"),
        form: asked.form(),
        hubs: found.hubs.iter().map(|hub| (hub.code.clone(), hub.name.clone())).collect(),
        months_choice: period.choices(ctx.who.today(), ctx.words()),
        now: ctx.who.now,
        names: found.two.iter().map(|hub| hub.name.clone()).collect(),
        lines: if found.two.is_empty() { Vec::new() } else { measures().enumerate().map(line).collect() },
        charts: charts(ctx, period, found),
    }
}

fn charts(ctx: &Ctx, period: &Period, found: &Found) -> Vec<Chart> {
    if found.two.len() < 2 || period.months().len() < 2 {
        return Vec::new();
    }
    let chart = |key: &str, unit: &str, value: fn(&Figures) -> f64| {
        let series: Vec<(&str, Vec<Option<f64>>)> = found
            .two
            .iter()
            .zip(&found.courses)
            .map(|(hub, course)| {
                let values = period.months().iter().map(|month| Some(course.get(month).map_or(0.0, value))).collect();
                (hub.name.as_str(), values)
            })
            .collect();
        Chart::lines(&ctx.t(key), &ctx.t(unit), &labels(ctx, period), &series)
    };
    vec![
        chart("measures-shown-services", "measures-unit-times", |figures| figures.records as f64),
        chart("measures-shown-firms", "measures-unit-firms", |figures| figures.firms as f64),
    ]
}
