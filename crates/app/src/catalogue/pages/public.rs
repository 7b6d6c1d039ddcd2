//! What everyone sees: the catalogue by what one wants to get done, and a service.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use db::Tx;

use super::{choices, columns, price, purposes};
use crate::catalogue::model::{Listed, NewMaterial, ServiceProvider};
use crate::catalogue::store_lists::{FOUND, SCANNED, Sought};
use crate::catalogue::{function, functions, store, store_lists};
use crate::web::export;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};
use crate::{deadlines, hubs};

/// The kinds of centers, as the public filter offers them.
// keys: catalogue-kind-*
const KINDS: [&str; 8] =
    ["innovation", "testing", "property", "certification", "brand", "finance", "sharing", "talent"];

/// The services of one purpose on the page shown.
struct Group {
    purpose: &'static str,
    total: i64,
    services: Vec<(Listed, String)>,
}

/// What the list shows.
struct Found {
    /// Purposes with how many services they have; empty when words are sought.
    counts: Vec<(&'static str, &'static str, i64)>,
    groups: Vec<(usize, Vec<Listed>)>,
    totals: Vec<i64>,
    total: i64,
    /// Not all services could be searched, or not all found are shown.
    cut: bool,
    hubs: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "catalogue/services.html")]
struct ServicesPage<'a> {
    page: Page<'a>,
    form: Form,
    counts: Vec<(&'static str, &'static str, i64)>,
    groups: Vec<Group>,
    paging: Paging,
    cut: bool,
    narrowed: bool,
    hubs: Vec<(String, String)>,
    purposes: Vec<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, String)>,
}

/// `GET /services`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (sought, paging) = (sought(&asked), asked.paging());
    let offset = paging.offset();
    let found = ctx.read(move |tx, _| find(tx, &sought, offset, PAGE_ROWS)).await?;
    let words = ctx.words();
    let group = |(at, services): (usize, Vec<Listed>)| Group {
        purpose: &functions()[at].purpose,
        total: found.totals[at],
        services: services.into_iter().map(|each| (price(words, &each.service), each)).map(|(p, s)| (s, p)).collect(),
    };
    ctx.html(&ServicesPage {
        page: ctx.page("catalogue-services"),
        counts: found.counts,
        groups: found.groups.into_iter().map(group).collect(),
        paging: paging.of(found.total),
        cut: found.cut,
        narrowed: asked.narrows(),
        hubs: found.hubs,
        purposes: purposes(),
        kinds: choices(&ctx, "catalogue-kind-", &KINDS),
        form: asked.form(),
    })
}

fn sought(asked: &Asked) -> Sought {
    Sought {
        purpose: function(asked.value("purpose")).map(|f| f.code.clone()).unwrap_or_default(),
        hub: asked.value("hub").to_owned(),
        center: asked.value("center").to_owned(),
        price: if asked.value("free") == "yes" { "free".into() } else { String::new() },
        words: asked.value("words").chars().take(60).collect(),
    }
}

/// `GET /services.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let sought = sought(&Asked::read(query.as_deref()));
    export::answer(&ctx, &columns::PUBLIC, move |tx, _, offset, rows| {
        let groups = find(tx, &sought, offset, rows)?.groups;
        Ok(groups.into_iter().flat_map(|(_, services)| services).collect())
    })
    .await
}

fn find(tx: &mut Tx, sought: &Sought, offset: i64, rows: i64) -> Result<Found, Error> {
    let counted = store_lists::counts(tx, sought)?;
    let count = |code: &str| counted.iter().find(|(function, _)| function == code).map_or(0, |(_, n)| *n);
    let all: Vec<i64> = functions().iter().map(|function| count(&function.code)).collect();
    let chosen = |at: usize| sought.purpose.is_empty() || functions()[at].code == sought.purpose;
    let hubs = hubs::all(tx)?.into_iter().map(|hub| (hub.code, hub.name)).collect();
    let scanned: i64 = (0..all.len()).filter(|at| chosen(*at)).map(|at| all[at]).sum();
    if !sought.words.is_empty() {
        let hits = store_lists::found(tx, sought)?;
        let cut = hits.len() as i64 == FOUND || scanned > SCANNED;
        return Ok(in_groups(hits, (offset, rows), cut, hubs));
    }
    let totals: Vec<i64> = (0..all.len()).map(|at| if chosen(at) { all[at] } else { 0 }).collect();
    let mut groups = Vec::new();
    // The page walks through the purposes in their order: it skips whole ones, and asks only for those it shows.
    let (mut skip, mut room) = (offset, rows);
    for (at, total) in totals.iter().enumerate() {
        let rows = (total - skip).clamp(0, room);
        if rows > 0 {
            groups.push((at, store_lists::of_function(tx, sought, &functions()[at].code, skip, rows)?));
        }
        skip = (skip - total).max(0);
        room -= rows;
    }
    let counts = functions().iter().zip(&all).filter(|(_, n)| **n > 0);
    let counts = counts.map(|(function, n)| (function.code.as_str(), function.purpose.as_str(), *n)).collect();
    Ok(Found { counts, groups, total: totals.iter().sum(), totals, cut: false, hubs })
}

/// What was found by words, in the order of the purposes, cut to a page.
fn in_groups(hits: Vec<Listed>, (offset, rows): (i64, i64), cut: bool, hubs: Vec<(String, String)>) -> Found {
    let total = hits.len() as i64;
    let mut all: Vec<Vec<Listed>> = functions().iter().map(|_| Vec::new()).collect();
    for hit in hits {
        if let Some(at) = functions().iter().position(|function| function.code == hit.service.function) {
            all[at].push(hit);
        }
    }
    let totals: Vec<i64> = all.iter().map(|group| group.len() as i64).collect();
    let flat = all.into_iter().enumerate().flat_map(|(at, group)| group.into_iter().map(move |hit| (at, hit)));
    let page = flat.skip(usize::try_from(offset).unwrap_or(0)).take(usize::try_from(rows).unwrap_or(0));
    let mut groups: Vec<(usize, Vec<Listed>)> = Vec::new();
    for (at, hit) in page {
        match groups.last_mut().filter(|(last, _)| *last == at) {
            Some((_, group)) => group.push(hit),
            None => groups.push((at, vec![hit])),
        }
    }
    Found { counts: Vec::new(), groups, totals, total, cut, hubs }
}

#[derive(Template)]
#[template(path = "catalogue/service.html")]
struct ServicePage<'a> {
    page: Page<'a>,
    listed: Listed,
    materials: Vec<NewMaterial>,
    providers: Vec<ServiceProvider>,
    price: String,
    purpose: &'static str,
    /// The day by which a need said today would be done; `None` while that year's calendar is not announced.
    due: Option<String>,
}

#[derive(Template)]
#[template(path = "catalogue/retired.html")]
struct RetiredPage<'a> {
    page: Page<'a>,
    listed: Listed,
}

/// `GET /services/{code}`: three statements, each by a primary or unique key, in one read.
pub async fn show(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let (listed, materials, providers) = ctx
        .read(move |tx, _| {
            let listed = store::listed_by_code(tx, &code)?;
            let service = &listed.service;
            match service.state.as_str() {
                "published" => {}
                "retired" => return Ok((listed, Vec::new(), Vec::new())),
                _ => return Err(Error::NotFound),
            }
            let materials = store::materials_of(tx, service.hub_id, service.id)?;
            let providers = store::providers_of(tx, service.hub_id, service.id)?;
            Ok((listed, materials, providers))
        })
        .await?;
    let page = ctx.page("catalogue-services").titled(listed.service.name.as_str());
    if listed.service.state == "retired" || listed.hub_removed {
        return ctx.html_with(StatusCode::GONE, &RetiredPage { page, listed });
    }
    let days = u32::try_from(listed.service.promised_days).unwrap_or(0);
    ctx.html(&ServicePage {
        page,
        price: price(ctx.words(), &listed.service),
        purpose: function(&listed.service.function).map_or("", |function| function.purpose.as_str()),
        due: deadlines::due(ctx.app.calendar, ctx.who.today(), days),
        listed,
        materials,
        providers,
    })
}
