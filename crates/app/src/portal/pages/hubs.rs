//! The hubs in public: the list of them, and each hub's page.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;

use super::super::store;
use crate::hubs::{self, Carrier, Expert, Experts, Filter, Graded, Hub, LEVELS, Listed, Residency, Terms};
use crate::records;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

/// Rows of each list on a hub's page; the whole list has a page of its own.
const FIRST: i64 = 9;

/// `鹿城区`; of a city `温州市`.
fn division(code: &str) -> &'static str {
    codes::divisions::lookup(code).map_or("", |division| division.name)
}

#[derive(Template)]
#[template(path = "portal/hubs.html")]
struct HubsPage<'a> {
    page: Page<'a>,
    form: Form,
    divisions: Vec<(&'static str, &'static str)>,
    levels: Vec<(&'static str, String)>,
    filtered: bool,
    hubs: Vec<Listed>,
    paging: Paging,
}

/// `GET /hubs?division=330302&q=鞋&level=province`
pub async fn hubs(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (form, paging) = (asked.form(), asked.paging());
    let filter = Filter {
        division: form.value("division").to_owned(),
        words: form.value("q").to_owned(),
        level: form.value("level").to_owned(),
        with_removed: false,
    };
    let filtered = !(filter.division.is_empty() && filter.words.is_empty() && filter.level.is_empty());
    let offset = paging.offset();
    let read = ctx.read(move |tx, _| Ok((hubs::list(tx, &filter, offset, PAGE_ROWS)?, hubs::count(tx, &filter)?)));
    let (hubs, total) = read.await?;
    let divisions = codes::divisions::children("3303").map(|each| (each.code, each.name)).collect();
    let levels = LEVELS.map(|level| (level, ctx.t(&format!("hubs-level-{level}")))).to_vec();
    let (page, paging) = (ctx.page("portal-hubs"), paging.of(total));
    ctx.html(&HubsPage { page, form, divisions, levels, filtered, hubs, paging })
}

/// A container of the stack.
struct Stacked {
    code: String,
    name: String,
    note: String,
    url: String,
}

/// What a hub's page shows.
struct Shown {
    hub: Hub,
    centers: Vec<hubs::Center>,
    services: std::collections::HashMap<uuid::Uuid, i64>,
    grades: Vec<Graded>,
    residents: i64,
    residencies: Vec<Residency>,
    carriers: Vec<Carrier>,
    carriers_count: i64,
    experts: Vec<Expert>,
    experts_count: i64,
    log: Option<(i64, i64)>,
}

fn read(tx: &mut Tx, code: &str, day: String) -> Result<Shown, Error> {
    let hub = hubs::by_code(tx, code)?;
    let id = hub.id;
    Ok(Shown {
        hub,
        centers: hubs::centers(tx, id)?,
        services: store::services_by_center(tx, id)?,
        grades: hubs::grades(tx, id)?,
        residents: hubs::residents_count(tx, id, &day)?,
        residencies: hubs::residencies(tx, &Terms { hub: id, words: String::new(), day }, 0, FIRST)?,
        carriers: hubs::carriers(tx, id, 0, FIRST)?,
        carriers_count: hubs::carriers_count(tx, id)?,
        experts: hubs::experts(tx, &Experts::public(id, ""), 0, FIRST)?,
        experts_count: hubs::experts_count(tx, &Experts::public(id, ""))?,
        log: records::log::size(tx, id)?,
    })
}

#[derive(Template)]
#[template(path = "portal/hub.html")]
struct HubPage<'a> {
    page: Page<'a>,
    division: String,
    stack: Vec<Stacked>,
    shown: Shown,
    first: i64,
}

/// `GET /hubs/{code}`, the code in any letter case.
pub async fn hub(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let day = ctx.who.today().to_string();
    let shown = ctx.read(move |tx, _| read(tx, &code, day)).await?;
    let page = ctx.page("portal-hubs").titled(shown.hub.name.clone());
    let division = codes::divisions::full_name(&shown.hub.division).unwrap_or_default();
    let stacked = |center: &hubs::Center| Stacked {
        code: center.kind.clone(),
        name: center.name.clone(),
        note: match shown.services.get(&center.id) {
            Some(count) => page.t1("portal-services", "count", *count),
            None => String::new(),
        },
        url: format!("/services?hub={}&center={}", shown.hub.code, center.id),
    };
    let stack = shown.centers.iter().map(stacked).collect();
    ctx.html(&HubPage { page, division, stack, shown, first: FIRST })
}

#[derive(Template)]
#[template(path = "portal/hub_providers.html")]
struct ProvidersPage<'a> {
    page: Page<'a>,
    hub: Hub,
    residencies: Vec<Residency>,
    paging: Paging,
}

/// `GET /hubs/{code}/providers`: everyone resident today, by center.
pub async fn hub_providers(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let (day, offset) = (ctx.who.today().to_string(), paging.offset());
    let read = ctx.read(move |tx, _| {
        let hub = hubs::by_code(tx, &code)?;
        let terms = Terms { hub: hub.id, words: String::new(), day };
        Ok((hub, hubs::residencies(tx, &terms, offset, PAGE_ROWS)?, hubs::residencies_count(tx, &terms)?))
    });
    let (hub, residencies, total) = read.await?;
    let page = ctx.page("portal-providers");
    ctx.html(&ProvidersPage { page, hub, residencies, paging: paging.of(total) })
}

#[derive(Template)]
#[template(path = "portal/hub_carriers.html")]
struct CarriersPage<'a> {
    page: Page<'a>,
    hub: Hub,
    carriers: Vec<Carrier>,
    paging: Paging,
}

/// `GET /hubs/{code}/carriers`
pub async fn hub_carriers(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let read = ctx.read(move |tx, _| {
        let hub = hubs::by_code(tx, &code)?;
        let (carriers, total) = (hubs::carriers(tx, hub.id, offset, PAGE_ROWS)?, hubs::carriers_count(tx, hub.id)?);
        Ok((hub, carriers, total))
    });
    let (hub, carriers, total) = read.await?;
    ctx.html(&CarriersPage { page: ctx.page("hubs-carriers"), hub, carriers, paging: paging.of(total) })
}

#[derive(Template)]
#[template(path = "portal/hub_experts.html")]
struct ExpertsPage<'a> {
    page: Page<'a>,
    form: Form,
    hub: Hub,
    experts: Vec<Expert>,
    paging: Paging,
}

/// `GET /hubs/{code}/experts?q=高分子`
pub async fn hub_experts(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (form, paging) = (asked.form(), asked.paging());
    let (words, offset) = (form.value("q").to_owned(), paging.offset());
    let read = ctx.read(move |tx, _| {
        let hub = hubs::by_code(tx, &code)?;
        let of = Experts::public(hub.id, &words);
        let experts = hubs::experts(tx, &of, offset, PAGE_ROWS)?;
        let total = hubs::experts_count(tx, &of)?;
        Ok((hub, experts, total))
    });
    let (hub, experts, total) = read.await?;
    ctx.html(&ExpertsPage { page: ctx.page("portal-experts"), form, hub, experts, paging: paging.of(total) })
}
