//! `/measures`: what is measured and how; `/measures/{code}`: one of them with its values.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use jiff::civil::Date;

use super::{labels, months, said};
use crate::access::Who;
use crate::hubs::{self, Hub};
use crate::measures::catalogue::{CATALOGUE, Measure, measure};
use crate::measures::figures::{Span, Value, figures, rows_url};
use crate::records::rollups::{self, DIVISION, FUNCTION, INDUSTRY, SIZE};
use crate::records::{Figures, Period};
use crate::web::charts::Chart;
use crate::web::export::Column::Text;
use crate::web::export::{self, Export};
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply};

/// Calendar years side by side.
const YEARS: i16 = 3;

#[derive(Template)]
#[template(path = "measures/catalogue.html")]
struct CataloguePage<'a> {
    page: Page<'a>,
    measures: &'static [Measure],
}

/// `GET /measures`
pub async fn list(ctx: Ctx) -> Reply {
    ctx.html(&CataloguePage { page: ctx.page("measures-title"), measures: CATALOGUE })
}

static LIST: Export<&'static Measure> = Export {
    title: "measures-title",
    columns: &[
        Text("measures-code", |m, _| m.code.to_owned()),
        Text("measures-name", |m, l| l.t(&format!("measures-name-{}", m.code)).into_owned()),
        Text("measures-unit", |m, l| l.t(&format!("measures-unit-{}", m.unit.code())).into_owned()),
        Text("measures-kept", |m, l| l.t(&format!("measures-kept-{}", m.kept.code())).into_owned()),
        Text("measures-means", |m, l| l.t(&format!("measures-means-{}", m.code)).into_owned()),
        Text("measures-source", |m, l| l.t(&format!("measures-source-{}", m.source.code())).into_owned()),
        Text("measures-owner", |m, l| l.t(&format!("measures-owner-{}", m.owner.code())).into_owned()),
    ],
    contacts: false,
};

/// `GET /measures.xlsx`, `.csv`
pub async fn save_list(ctx: Ctx) -> Reply {
    export::answer(&ctx, &LIST, |_, _, offset, rows| {
        let (offset, rows) = (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(rows).unwrap_or(0));
        Ok(CATALOGUE.iter().skip(offset).take(rows).collect())
    })
    .await
}

/// Values of one hub.
struct Line {
    hub: Hub,
    values: Vec<Cell>,
}

struct Cell {
    said: String,
    /// Why there is none; empty where there is one.
    why: &'static str,
    url: String,
}

/// A part of what records count: of a function, a size class …
struct Part {
    name: String,
    firms: i64,
    records: i64,
}

#[derive(Template)]
#[template(path = "measures/measure.html")]
struct MeasurePage<'a> {
    page: Page<'a>,
    form: Form,
    measure: &'static Measure,
    heads: Vec<String>,
    lines: Vec<Line>,
    hubs: Vec<(String, String)>,
    years: Vec<(String, String)>,
    /// Of one hub, month by month.
    course: Vec<(String, Cell)>,
    chart: Option<Chart>,
    /// What it is counted by, and the parts.
    parts: Vec<(&'static str, Vec<Part>)>,
    saved: [String; 2],
}

/// What is read for the page.
struct Found {
    hubs: Vec<Hub>,
    years: Vec<(i16, Vec<Value>)>,
    chosen: Option<Hub>,
    course: Vec<(Period, Value)>,
    parts: Vec<(&'static str, Vec<(String, Figures)>)>,
}

/// The year asked for: of the last ten, this one when none is.
fn year_of(asked: &Asked, today: Date) -> i16 {
    let year = asked.value("year").parse().unwrap_or(today.year());
    if (today.year() - 10..=today.year()).contains(&year) { year } else { today.year() }
}

/// The hub asked for, when its months are in reach.
fn reached(tx: &mut Tx, who: &Who, code: &str) -> Result<Option<Hub>, Error> {
    if code.is_empty() {
        return Ok(None);
    }
    let hub = hubs::by_code(tx, code)?;
    if who.actor.reaches_hub(hub.id) { Ok(Some(hub)) } else { Err(Error::NotFound) }
}

fn read(tx: &mut Tx, who: &Who, measure: &Measure, code: &str, year: i16) -> Result<Found, Error> {
    let today = who.today();
    let chosen = reached(tx, who, code)?;
    let mut hubs = hubs::all(tx)?;
    if let Some(chosen) = &chosen {
        hubs.retain(|hub| hub.id == chosen.id);
    }
    let ids: Vec<uuid::Uuid> = hubs.iter().map(|hub| hub.id).collect();
    let mut years = Vec::new();
    for year in (year - YEARS + 1..=year).rev() {
        years.push((year, figures(tx, &ids, &[measure.code], &Span::year(year, today))?));
    }
    let span = Span::year(year, today);
    let mut course = Vec::new();
    let mut parts = Vec::new();
    if let Some(hub) = &chosen {
        for month in span.period().months() {
            let period = Period { from: month.clone(), to: month };
            let values = figures(tx, &[hub.id], &[measure.code], &Span::of(&period, today))?;
            course.extend(values.into_iter().map(|value| (period.clone(), value)));
        }
    }
    if measure.has_parts() {
        for kind in [FUNCTION, SIZE, INDUSTRY, DIVISION] {
            parts.push((kind, rollups::values(tx, &ids, kind, &span.period())?));
        }
    }
    Ok(Found { hubs, years, chosen, course, parts })
}

/// `GET /measures/{code}?year=2026&hub=LCX`: every hub by years, for everybody; one hub by months, for who reaches it.
pub async fn show(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let measure = measure(&code).ok_or(Error::NotFound)?;
    let asked = Asked::read(query.as_deref());
    let (year, hub) = (year_of(&asked, ctx.who.today()), asked.value("hub").to_owned());
    let found = ctx.read(move |tx, who| read(tx, who, measure, &hub, year)).await?;
    ctx.html(&page(&ctx, measure, asked, year, found))
}

fn page<'a>(ctx: &'a Ctx, measure: &'static Measure, asked: Asked, year: i16, found: Found) -> MeasurePage<'a> {
    let today = ctx.who.today();
    let cell = |hub: &Hub, span: &Span, value: &Value| Cell {
        said: said(ctx.words(), measure, value.value),
        why: value.why.unwrap_or_default(),
        url: if ctx.actor().reaches_hub(hub.id) {
            rows_url(measure, &hub.code, span).unwrap_or_default()
        } else {
            String::new()
        },
    };
    let line = |(at, hub): (usize, Hub)| Line {
        values: found.years.iter().map(|(year, values)| cell(&hub, &Span::year(*year, today), &values[at])).collect(),
        hub,
    };
    let lines = found.hubs.into_iter().enumerate().map(line).collect();
    let period = Span::year(year, today).period();
    let drawn: Vec<Option<f64>> = found.course.iter().map(|(_, value)| number(value)).collect();
    let name = ctx.t(&format!("measures-name-{}", measure.code));
    let unit = ctx.t(&format!("measures-unit-{}", measure.unit.code()));
    let chart = (drawn.iter().flatten().count() > 1)
        .then(|| Chart::lines(&name, &unit, &labels(ctx, &period), &[(name.as_str(), drawn)]));
    let course = |hub: &Hub| {
        let one = |(period, value): &(Period, Value)| {
            (months(ctx.words(), &period.from, &period.to), cell(hub, &Span::of(period, today), value))
        };
        found.course.iter().map(one).collect()
    };
    let reach = |hub: &&Line| ctx.actor().reaches_hub(hub.hub.id);
    let lines: Vec<Line> = lines;
    let year_name = |year: i16| ctx.words().with("measures-year", &[("year", &year.to_string())]);
    MeasurePage {
        form: asked.form(),
        heads: found.years.iter().map(|(year, _)| year_name(*year)).collect(),
        hubs: lines.iter().filter(reach).map(|line| (line.hub.code.clone(), line.hub.name.clone())).collect(),
        years: (0..=10).map(|back| today.year() - back).map(|year| (year.to_string(), year_name(year))).collect(),
        course: found.chosen.as_ref().map(course).unwrap_or_default(),
        parts: found.parts.into_iter().map(|(kind, values)| (kind, named(ctx, kind, values))).collect(),
        saved: ["xlsx", "csv"].map(|kind| asked.url(&format!("/measures/{}/values.{kind}", measure.code))),
        page: ctx.page("measures-title").titled(name),
        chart,
        measure,
        lines,
    }
}

fn number(value: &Value) -> Option<f64> {
    value.value.and_then(|value| value.round_dp(4).to_string().parse().ok())
}

/// The parts in words, the greatest first.
fn named(ctx: &Ctx, kind: &str, values: Vec<(String, Figures)>) -> Vec<Part> {
    // keys: measures-size-*
    let name = |value: &str| match kind {
        FUNCTION => crate::catalogue::function(value).map(|function| function.name.clone()),
        SIZE if !value.is_empty() => Some(ctx.t(&format!("measures-size-{value}"))),
        INDUSTRY => codes::industries::lookup(value).map(|industry| industry.name.to_owned()),
        DIVISION => codes::divisions::lookup(value).map(|division| division.name.to_owned()),
        _ => None,
    };
    let part = |(value, figures): (String, Figures)| Part {
        name: name(&value).unwrap_or_else(|| if value.is_empty() { ctx.t("measures-unknown") } else { value }),
        firms: figures.firms,
        records: figures.records,
    };
    let mut parts: Vec<Part> = values.into_iter().map(part).collect();
    parts.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| a.name.cmp(&b.name)));
    parts
}

/// A row of the file: a value of a hub for a year or a month.
struct Saved {
    hub: String,
    span: Span,
    value: Value,
}

static VALUES: Export<Saved> = Export {
    title: "measures-values",
    columns: &[
        Text("measures-hub", |row, _| row.hub.clone()),
        Text("measures-from", |row, _| row.span.from.clone()),
        Text("measures-to", |row, _| row.span.to.clone()),
        Text("measures-code", |row, _| row.value.code.to_owned()),
        Text("measures-value", |row, _| row.value.value.map(|value| value.round_dp(6).to_string()).unwrap_or_default()),
        Text("measures-why", |row, l| row.value.why.map(|why| l.t(why).into_owned()).unwrap_or_default()),
    ],
    contacts: false,
};

/// `GET /measures/{code}/values.xlsx`, `.csv`: what the page shows.
pub async fn save_values(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let measure = measure(&code).ok_or(Error::NotFound)?;
    let asked = Asked::read(query.as_deref());
    let (year, hub) = (year_of(&asked, ctx.who.today()), asked.value("hub").to_owned());
    export::answer(&ctx, &VALUES, move |tx, who, offset, _| {
        if offset > 0 {
            return Ok(Vec::new());
        }
        let Found { hubs, years, chosen, course, .. } = read(tx, who, measure, &hub, year)?;
        let today = who.today();
        let of_year = |(year, values): (i16, Vec<Value>)| {
            let row =
                |(hub, value): (&Hub, Value)| Saved { hub: hub.code.clone(), span: Span::year(year, today), value };
            hubs.iter().zip(values).map(row).collect::<Vec<_>>()
        };
        let mut rows: Vec<Saved> = years.into_iter().flat_map(of_year).collect();
        if let Some(hub) = chosen {
            let of_month = |(period, value)| Saved { hub: hub.code.clone(), span: Span::of(&period, today), value };
            rows.extend(course.into_iter().map(of_month));
        }
        Ok(rows)
    })
    .await
}
