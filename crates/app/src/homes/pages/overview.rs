//! The figures of the hubs in reach, for officials, auditors and administrators; for auditors the logs as well.

use std::collections::HashMap;

use askama::Template;
use uuid::Uuid;

use crate::access::Role;
use crate::hubs::{self, Hub};
use crate::records::log::{self, LogState};
use crate::records::{self, Figures, Filter, Of, Period};
use crate::web::charts::Chart;
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply, words};

/// Figures with the list of the records that make them.
struct Row {
    name: String,
    /// Where the name leads; empty for nowhere.
    link: String,
    base: String,
    figures: Figures,
}

/// A usual span.
struct Usual {
    title: String,
    link: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "homes/overview.html")]
struct OverviewPage<'a> {
    page: Page<'a>,
    form: Form,
    hub_choices: Vec<(String, String)>,
    usual: Vec<Usual>,
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
        let money = (of.benefit_fen > 0).then(|| words::money(of.benefit_fen));
        let days = (of.benefit_days > 0).then(|| self.page.t1("records-benefit-days", "days", of.benefit_days));
        let parts: Vec<String> = money.into_iter().chain(days).collect();
        if parts.is_empty() { "—".into() } else { parts.join(" · ") }
    }

    fn before(&self, value: impl std::fmt::Display) -> String {
        self.page.t1("homes-before", "value", value.to_string())
    }
}

/// What is read.
struct Found {
    hubs: Vec<Hub>,
    chosen: Option<Hub>,
    total: Figures,
    before: Figures,
    by_hub: HashMap<Uuid, Figures>,
    by_month: HashMap<String, Figures>,
    logs: Vec<LogState>,
}

/// `GET /home?from=2026-01&to=2026-03&hub=LCX`
pub(super) async fn show(ctx: &Ctx, asked: Asked) -> Reply {
    let reach = Of::reach(ctx.actor()).ok_or(Error::NotFound)?;
    let period = Period::read(asked.value("from"), asked.value("to"), ctx.who.today());
    let asked = asked.with("page", "").with("from", &period.from).with("to", &period.to);
    let (span, code) = (period.clone(), asked.value("hub").to_owned());
    let auditor = ctx.actor().role() == Some(Role::Auditor);
    let found = ctx
        .read(move |tx, who| {
            let mut hubs = hubs::all(tx)?;
            hubs.retain(|hub| who.actor.reaches_hub(hub.id));
            let chosen = if code.is_empty() { None } else { Some(hubs::by_code(tx, &code)?) };
            if chosen.as_ref().is_some_and(|hub| !who.actor.reaches_hub(hub.id)) {
                return Err(Error::NotFound);
            }
            let of = chosen.as_ref().map_or(reach, |hub| Of::Hub(hub.id));
            let by_hub: HashMap<Uuid, Figures> = records::by_hub(tx, &of, &span)?.into_iter().collect();
            // A hub that was removed meanwhile is still named in the figures it made.
            for id in by_hub.keys() {
                if hubs.iter().all(|hub| hub.id != *id) {
                    hubs.push(hubs::by_id(tx, *id)?);
                }
            }
            Ok(Found {
                total: records::sums(tx, &Filter::standing(of.clone(), span.clone()))?,
                before: records::sums(tx, &Filter::standing(of.clone(), span.before()))?,
                by_month: records::by_month(tx, &of, &span)?.into_iter().collect(),
                logs: if auditor { log::states(tx)? } else { Vec::new() },
                by_hub,
                hubs,
                chosen,
            })
        })
        .await?;
    ctx.html(&page(ctx, &asked, &period, found))
}

/// The list of the records that count of a hub, or of all in reach, over a period.
fn base(hub: &str, period: &Period) -> String {
    let asked = Asked::default().with("from", &period.from).with("to", &period.to).with("counts", "1");
    asked.with("hub", hub).url("/records")
}

fn page<'a>(ctx: &'a Ctx, asked: &Asked, period: &Period, found: Found) -> OverviewPage<'a> {
    let Found { hubs, chosen, total, before, mut by_hub, mut by_month, logs } = found;
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
        name: month_name(&month, one_year),
        link: String::new(),
        base: base(code, &Period { from: month.clone(), to: month.clone() }),
        figures: by_month.remove(&month).unwrap_or_default(),
    };
    let months: Vec<Row> = period.months().into_iter().map(of_month).collect();
    let title = chosen.as_ref().map_or_else(|| ctx.t("homes-overview"), |hub| hub.name.clone());
    OverviewPage {
        page: ctx.page("homes-overview").titled(title),
        form: asked.form(),
        hub_choices,
        usual: usual(ctx, asked, period),
        total: row("homes-this-period", period, total),
        before: row("homes-period-before", &period.before(), before),
        hubs: hub_rows,
        charts: charts(ctx, &months),
        months,
        logs,
    }
}

/// `3月`, or `25年11月` when several years are shown.
fn month_name(month: &str, one_year: bool) -> String {
    let (year, month) = month.split_once('-').unwrap_or(("", month));
    let month = month.trim_start_matches('0');
    if one_year { format!("{month}月") } else { format!("{}年{month}月", year.get(2..).unwrap_or_default()) }
}

fn usual(ctx: &Ctx, asked: &Asked, period: &Period) -> Vec<Usual> {
    // keys: homes-usual-*
    let usual = |(name, span): (&str, Period)| Usual {
        title: ctx.t(&format!("homes-usual-{name}")),
        link: asked.clone().with("from", &span.from).with("to", &span.to).url("/home"),
        current: span == *period,
    };
    Period::usual(ctx.who.today()).into_iter().map(usual).collect()
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
        Chart::bars(&t("homes-chart-volume"), &format!("{firms}、{services}"), &labels, &volume),
        Chart::lines(&t("homes-chart-timely"), "%", &labels, &timely_values),
        Chart::lines(&t("homes-chart-rating"), &t("homes-rating-unit"), &labels, &rating_values),
        Chart::bars(&t("homes-chart-trips"), &t("homes-trips-unit"), &labels, &trips_values),
        Chart::lines(&t("homes-chart-trips-few"), "%", &labels, &few_values),
    ]
}

/// With one decimal; `None` of nothing.
fn mean(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10.0).round() / 10.0)
}
