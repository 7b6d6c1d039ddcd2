//! A provider's home: what to quote, to deliver, to put right, and its figures.

use askama::Template;

use db::Tx;
use uuid::Uuid;

use super::super::store::{self, Matter};
use super::span::{Span, mean, month_name};
use super::{Line, line};
use crate::access::Who;
use crate::hubs;
use crate::orders::messaging;
use crate::records::{self, Figures, Filter, Of, Period, Worth};
use crate::web::charts::Chart;
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply};

/// Rows of each part; the list of orders shows all.
const ROWS: i64 = 20;

/// A part of the page.
struct Part {
    title: String,
    none: String,
    /// What the day is: the heading of its column; empty for no column.
    day: String,
    lines: Vec<Line>,
    /// The list of all of them, when there may be more.
    all: String,
}

#[derive(Template)]
#[template(path = "homes/provider.html")]
struct ProviderPage<'a> {
    page: Page<'a>,
    parts: Vec<Part>,
    span: Span,
    form: Form,
    months_choice: Vec<(String, String)>,
    total: Figures,
    before: Figures,
    earned: Worth,
    earned_before: Worth,
    /// The list of the records of the span.
    base: String,
    hubs: Vec<(String, Figures)>,
    charts: Vec<Chart>,
    /// Messages not read.
    unread: i64,
}

impl ProviderPage<'_> {
    fn beside(&self, value: impl std::fmt::Display) -> String {
        self.page.t1(self.span.beside_key(), "value", value.to_string())
    }
}

/// What is read of a provider.
struct Found {
    quote: Vec<Matter>,
    deliver: Vec<Matter>,
    confirm: Vec<Matter>,
    rectify: Vec<Matter>,
    total: Figures,
    before: Figures,
    by_month: Vec<(String, Figures)>,
    worth: Vec<(String, Worth)>,
    worth_before: Vec<(String, Worth)>,
    hubs: Vec<(String, Figures)>,
    unread: i64,
}

/// `GET /home?from=2026-01&to=2026-03&compare=year` of a provider.
pub(super) async fn show(ctx: &Ctx, asked: Asked) -> Reply {
    let provider = ctx.actor().provider().ok_or(Error::NotFound)?;
    let span = Span::read(ctx, &asked);
    let (period, compared) = (span.period.clone(), span.compared.clone());
    let mut found = ctx.read(move |tx, who| read(tx, who, provider, (&period, &compared))).await?;
    // keys: homes-part-*
    let part = |name: &str, matters: Vec<Matter>, all: &str| Part {
        title: ctx.t(&format!("homes-part-{name}")),
        none: ctx.t(&format!("homes-part-{name}-none")),
        day: if name == "confirm" { String::new() } else { ctx.t(&format!("homes-part-{name}-day")) },
        all: if matters.len() as i64 == ROWS { all.to_owned() } else { String::new() },
        lines: matters.into_iter().map(|matter| line(ctx, matter)).collect(),
    };
    let mut parts = vec![
        part("quote", std::mem::take(&mut found.quote), "/orders?state=offered"),
        part("deliver", std::mem::take(&mut found.deliver), "/orders?state=working"),
        part("rectify", std::mem::take(&mut found.rectify), ""),
        part("confirm", std::mem::take(&mut found.confirm), "/orders?state=delivered"),
    ];
    // What is late stands above what is not: within a part by its day, and so do the parts.
    parts.sort_by_key(|part| !part.lines.iter().any(|line| line.late));
    let sum = |months: &[(String, Worth)]| months.iter().fold(Worth::default(), |sum, (_, worth)| sum.and(worth));
    let base = Asked::default().with("from", &span.period.from).with("to", &span.period.to).with("counts", "1");
    ctx.html(&ProviderPage {
        page: ctx.page("homes-provider"),
        parts,
        form: span.asked.form(),
        months_choice: span.period.choices(ctx.who.today(), ctx.words()),
        charts: charts(ctx, &span.period, &found.by_month, &found.worth),
        earned: sum(&found.worth),
        earned_before: sum(&found.worth_before),
        total: found.total,
        before: found.before,
        base: base.url("/own-records"),
        hubs: std::mem::take(&mut found.hubs),
        unread: found.unread,
        span,
    })
}

fn read(tx: &mut Tx, who: &Who, provider: Uuid, (period, compared): (&Period, &Period)) -> Result<Found, Error> {
    let own = Of::Provider(provider);
    let mut hubs = Vec::new();
    for (hub, figures) in records::by_hub(tx, &own, period)? {
        hubs.push((hubs::by_id(tx, hub)?.name, figures));
    }
    hubs.sort_by_key(|(_, figures)| -figures.records);
    Ok(Found {
        quote: store::to_quote(tx, provider, ROWS)?,
        deliver: store::to_deliver(tx, provider, ROWS)?,
        confirm: store::to_be_confirmed(tx, provider, ROWS)?,
        rectify: store::to_rectify(tx, provider, ROWS)?,
        total: records::sums(tx, &Filter::standing(own.clone(), period.clone()))?,
        before: records::sums(tx, &Filter::standing(own.clone(), compared.clone()))?,
        by_month: records::by_month(tx, &own, period)?,
        worth: records::worth_by_month(tx, &own, period)?,
        worth_before: records::worth_by_month(tx, &own, compared)?,
        hubs,
        unread: messaging::unread_in_all(tx, &who.actor)?,
    })
}

/// By month: 家次 and 家, what was earned, the on-time share, the rating. A month alone has no course.
fn charts(ctx: &Ctx, period: &Period, figures: &[(String, Figures)], worth: &[(String, Worth)]) -> Vec<Chart> {
    let months = period.months();
    if months.len() < 2 || figures.is_empty() {
        return Vec::new();
    }
    let one_year = period.from[..4] == period.to[..4];
    let labels: Vec<String> = months.iter().map(|month| month_name(ctx.words(), month, one_year)).collect();
    let nothing = Figures::default();
    let of = |month: &String| figures.iter().find(|(of, _)| of == month).map_or(&nothing, |(_, figures)| figures);
    let series = |f: fn(&Figures) -> Option<f64>| months.iter().map(|month| f(of(month))).collect::<Vec<_>>();
    let fen = |month: &String| worth.iter().find(|(of, _)| of == month).map_or(0, |(_, worth)| worth.price_fen);
    let yuan = months.iter().map(|month| Some(fen(month) as f64 / 100.0)).collect();
    let t = |key: &str| ctx.t(key);
    let (firms, services, earned) = (t("records-firms-unit"), t("records-services-unit"), t("homes-earned"));
    let (timely, rating) = (t("homes-on-time"), t("homes-rating"));
    let volume =
        [(firms.as_str(), series(|f| Some(f.firms as f64))), (services.as_str(), series(|f| Some(f.records as f64)))];
    let timely_values = [(timely.as_str(), series(|f| mean(f.on_time * 100, f.with_due)))];
    let rating_values = [(rating.as_str(), series(|f| mean(f.rating_sum, f.rated)))];
    vec![
        Chart::bars(&t("homes-chart-volume"), &ctx.words().list([&firms, &services]), &labels, &volume),
        Chart::bars(&earned, &t("orders-yuan"), &labels, &[(earned.as_str(), yuan)]),
        Chart::lines(&t("homes-chart-timely"), "%", &labels, &timely_values),
        Chart::lines(&t("homes-chart-rating"), &t("homes-rating-unit"), &labels, &rating_values),
    ]
}
