//! The figures of the hubs in reach, for officials, auditors and administrators; for auditors the logs as well.

use std::collections::HashMap;

use askama::Template;
use uuid::Uuid;

use super::multiples;
use super::span::{Choice, Span, mean, month_name};
use crate::access::{Role, Who};
use crate::hubs::{self, Hub};
use crate::records::log::{self, LogState};
use crate::records::{self, Figures, Filter, Of, Period};
use crate::web::charts::Chart;
use crate::web::lists::Asked;
use crate::web::multiples::Multiples;
use crate::web::{Ctx, Error, Form, Page, Reply};

/// Longer spans are not drawn hub by hub: the page would be too long.
const MOST_MONTHS: usize = 24;

/// Figures with the list of the records that make them.
struct Row {
    name: String,
    /// Where the name leads; empty for nowhere.
    link: String,
    base: String,
    figures: Figures,
}

#[derive(Template)]
#[template(path = "homes/overview.html")]
struct OverviewPage<'a> {
    page: Page<'a>,
    form: Form,
    months_choice: Vec<(String, String)>,
    hub_choices: Vec<(String, String)>,
    span: Span,
    measures: Vec<Choice>,
    multiples: Option<Multiples>,
    total: Row,
    before: Row,
    hubs: Vec<Row>,
    months: Vec<Row>,
    charts: Vec<Chart>,
    logs: Vec<LogState>,
}

impl OverviewPage<'_> {
    /// Stated benefits: revenue and cost together, and time.
    fn benefit(&self, of: &Figures) -> String {
        let money = (of.benefit_fen > 0).then(|| self.page.money(of.benefit_fen));
        let days = (of.benefit_days > 0).then(|| self.page.t1("records-benefit-days", "days", of.benefit_days));
        let parts: Vec<String> = money.into_iter().chain(days).collect();
        if parts.is_empty() { "—".into() } else { parts.join(" · ") }
    }

    fn before(&self, value: impl std::fmt::Display) -> String {
        self.page.t1(self.span.beside_key(), "value", value.to_string())
    }
}

/// What is read.
pub(super) struct Found {
    pub(super) hubs: Vec<Hub>,
    chosen: Option<Hub>,
    total: Figures,
    before: Figures,
    pub(super) by_hub: HashMap<Uuid, Figures>,
    by_month: HashMap<String, Figures>,
    /// Hub by hub and month by month, where several are shown; and the same of the compared months.
    pub(super) course: [Vec<(Uuid, String, Figures)>; 2],
    pub(super) before_by_hub: HashMap<Uuid, Figures>,
    logs: Vec<LogState>,
}

/// `GET /home?from=2026-01&to=2026-03&hub=LCX&compare=year&measure=firms`
pub(super) async fn show(ctx: &Ctx, asked: Asked) -> Reply {
    let reach = Of::reach(ctx.actor()).ok_or(Error::NotFound)?;
    let span = Span::read(ctx, &asked);
    let (period, compared, code) = (span.period.clone(), span.compared.clone(), asked.value("hub").to_owned());
    let found = ctx.read(move |tx, who| read(tx, who, reach, &code, &period, &compared)).await?;
    ctx.html(&page(ctx, span, found))
}

fn read(tx: &mut db::Tx, who: &Who, reach: Of, code: &str, period: &Period, compared: &Period) -> Result<Found, Error> {
    let mut hubs = hubs::all(tx)?;
    hubs.retain(|hub| who.actor.reaches_hub(hub.id));
    let chosen = if code.is_empty() { None } else { Some(hubs::by_code(tx, code)?) };
    if chosen.as_ref().is_some_and(|hub| !who.actor.reaches_hub(hub.id)) {
        return Err(Error::NotFound);
    }
    let of = chosen.as_ref().map_or(reach, |hub| Of::Hub(hub.id));
    let by_hub: HashMap<Uuid, Figures> = records::by_hub(tx, &of, period)?.into_iter().collect();
    // A hub that was removed meanwhile is still named in the figures it made.
    for id in by_hub.keys() {
        if hubs.iter().all(|hub| hub.id != *id) {
            hubs.push(hubs::by_id(tx, *id)?);
        }
    }
    let several = chosen.is_none() && hubs.len() > 1 && period.months().len() <= MOST_MONTHS;
    let mut course = |period: &Period| {
        if several { records::by_hub_and_month(tx, &of, period) } else { Ok(Vec::new()) }
    };
    let course = [course(period)?, course(compared)?];
    Ok(Found {
        total: records::sums(tx, &Filter::standing(of.clone(), period.clone()))?,
        before: records::sums(tx, &Filter::standing(of.clone(), compared.clone()))?,
        by_month: records::by_month(tx, &of, period)?.into_iter().collect(),
        before_by_hub: if several { records::by_hub(tx, &of, compared)?.into_iter().collect() } else { HashMap::new() },
        logs: if who.actor.role() == Some(Role::Auditor) { log::states(tx)? } else { Vec::new() },
        course,
        by_hub,
        hubs,
        chosen,
    })
}

/// The list of the records that count of a hub, or of all in reach, over a period.
fn base(hub: &str, period: &Period) -> String {
    let asked = Asked::default().with("from", &period.from).with("to", &period.to).with("counts", "1");
    asked.with("hub", hub).url("/records")
}

fn page<'a>(ctx: &'a Ctx, span: Span, found: Found) -> OverviewPage<'a> {
    let (period, asked) = (&span.period, &span.asked);
    let drawn = multiples::draw(ctx, &span, &found);
    let Found { hubs, chosen, total, before, mut by_hub, mut by_month, logs, .. } = found;
    let code = chosen.as_ref().map_or("", |hub| hub.code.as_str());
    let row = |name: &str, period: &Period, figures: Figures| Row {
        name: ctx.t(name),
        link: String::new(),
        base: base(code, period),
        figures,
    };
    let hub_choices = hubs.iter().map(|hub| (hub.code.clone(), hub.name.clone())).collect();
    let of_hub = |hub: &Hub| Row {
        name: hub.name.clone(),
        link: asked.clone().with("hub", &hub.code).url("/home"),
        base: base(&hub.code, period),
        figures: by_hub.remove(&hub.id).unwrap_or_default(),
    };
    let shown = if chosen.is_some() { &[][..] } else { &hubs[..] };
    let hub_rows = shown.iter().map(of_hub).collect();
    let one_year = period.from[..4] == period.to[..4];
    let of_month = |month: String| Row {
        name: month_name(ctx.words(), &month, one_year),
        link: String::new(),
        base: base(code, &Period { from: month.clone(), to: month.clone() }),
        figures: by_month.remove(&month).unwrap_or_default(),
    };
    let months: Vec<Row> = period.months().into_iter().map(of_month).collect();
    let title = chosen.as_ref().map_or_else(|| ctx.t("homes-overview"), |hub| hub.name.clone());
    OverviewPage {
        page: ctx.page("homes-overview").titled(title),
        form: asked.form(),
        months_choice: span.period.choices(ctx.who.today(), ctx.words()),
        hub_choices,
        measures: if drawn.is_some() { multiples::choices(ctx, asked) } else { Vec::new() },
        multiples: drawn,
        total: row("homes-this-period", period, total),
        before: row(span.compared_key(), &span.compared, before),
        hubs: hub_rows,
        charts: charts(ctx, &months),
        months,
        logs,
        span,
    }
}

/// By month: 家 and 家次, the on-time share, the mean rating, the trips and the share of at most one. A month alone has no course.
fn charts(ctx: &Ctx, months: &[Row]) -> Vec<Chart> {
    if months.len() < 2 {
        return Vec::new();
    }
    let labels: Vec<String> = months.iter().map(|month| month.name.clone()).collect();
    let series = |f: fn(&Figures) -> Option<f64>| months.iter().map(|month| f(&month.figures)).collect::<Vec<_>>();
    let t = |key: &str| ctx.t(key);
    let (firms, services) = (t("records-firms-unit"), t("records-services-unit"));
    let volume =
        [(firms.as_str(), series(|f| Some(f.firms as f64))), (services.as_str(), series(|f| Some(f.records as f64)))];
    let (timely, rating) = (t("homes-on-time"), t("homes-rating"));
    let timely_values = [(timely.as_str(), series(|f| mean(f.on_time * 100, f.with_due)))];
    let (trips, few) = (t("homes-trips"), t("homes-trips-few"));
    let trips_values = [(trips.as_str(), series(|f| Some(f.trips as f64)))];
    let few_values = [(few.as_str(), series(|f| mean((f.records - f.trips_over) * 100, f.records)))];
    let rating_values = [(rating.as_str(), series(|f| mean(f.rating_sum, f.rated)))];
    vec![
        Chart::bars(&t("homes-chart-volume"), &ctx.words().list([&firms, &services]), &labels, &volume),
        Chart::lines(&t("homes-chart-timely"), "%", &labels, &timely_values),
        Chart::lines(&t("homes-chart-rating"), &t("homes-rating-unit"), &labels, &rating_values),
        Chart::bars(&t("homes-chart-trips"), &t("homes-trips-unit"), &labels, &trips_values),
        Chart::lines(&t("homes-chart-trips-few"), "%", &labels, &few_values),
    ]
}
