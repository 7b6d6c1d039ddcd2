//! The catalogue as it is read: its list for the hub's staff, and for officials, auditors and administrators, who change
//! nothing in it; and for these an entry as it stands.

use askama::Template;
use axum::extract::RawQuery;
use db::Tx;

use super::form::{self, Sources};
use super::keeping::kept;
use super::{choices, columns, function_names, price};
use crate::catalogue::model::{Change, Listed, STATES, Service};
use crate::catalogue::store;
use crate::catalogue::store_lists::{self, Filter};
use crate::hubs::pages::{Seen, choose, seen_hub};
use crate::web::export;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "catalogue/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    seen: Seen,
    rows: Vec<(Service, String, String)>,
    proposals: Vec<(Service, String)>,
    waiting: Vec<Change>,
    paging: Paging,
    narrowed: bool,
    sources: Sources,
    functions: Vec<(&'static str, &'static str)>,
    states: Vec<(&'static str, String)>,
}

/// What is read for the list.
struct Found {
    seen: Seen,
    rows: Vec<(Service, String)>,
    total: i64,
    proposals: Vec<(Service, String)>,
    waiting: Vec<Change>,
    sources: Sources,
}

/// `GET /catalogue`; `?hub=LCX` for readers.
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, wanted) = (asked.paging(), asked.clone());
    let offset = paging.offset();
    let read = ctx.read(move |tx, who| {
        let Some(seen) = seen_hub(tx, who, wanted.value("hub"))? else { return Ok(None) };
        find(tx, seen, &wanted, offset, &who.today().to_string()).map(Some)
    });
    let Some(found) = read.await? else { return choose(&ctx, "catalogue-keep").await };
    let words = ctx.words();
    let priced = |(service, center): (Service, String)| {
        let price = price(words, &service);
        (service, center, price)
    };
    ctx.html(&ListPage {
        page: ctx.page("catalogue-keep"),
        seen: found.seen,
        rows: found.rows.into_iter().map(priced).collect(),
        proposals: found.proposals,
        waiting: found.waiting,
        paging: paging.of(found.total),
        narrowed: asked.clone().with("hub", "").narrows(),
        sources: found.sources,
        functions: function_names(),
        states: choices(&ctx, "catalogue-state-", &STATES),
        form: asked.form(),
    })
}

fn find(tx: &mut Tx, seen: Seen, asked: &Asked, offset: i64, today: &str) -> Result<Found, Error> {
    let (hub, filter) = (seen.hub.id, filter(asked));
    let proposed = Filter { state: "proposed".into(), ..Filter::default() };
    Ok(Found {
        rows: store_lists::of_hub(tx, hub, &filter, offset, PAGE_ROWS)?,
        total: store_lists::count_of_hub(tx, hub, &filter)?,
        proposals: store_lists::of_hub(tx, hub, &proposed, 0, PAGE_ROWS)?,
        waiting: store::changes_waiting(tx, hub, PAGE_ROWS)?,
        sources: form::sources(tx, hub, today, &[])?,
        seen,
    })
}

fn filter(asked: &Asked) -> Filter {
    Filter {
        state: asked.value("state").to_owned(),
        center: asked.value("center").parse().ok(),
        function: asked.value("function").to_owned(),
        provider: asked.value("provider").parse().ok(),
        words: asked.value("words").chars().take(60).collect(),
    }
}

/// `GET /catalogue.xlsx`, `.csv`: the same list as a file.
pub async fn save_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    export::answer(&ctx, &columns::KEPT, move |tx, who, offset, rows| {
        let hub = seen_hub(tx, who, asked.value("hub"))?.ok_or(Error::NotFound)?.hub.id;
        store_lists::of_hub(tx, hub, &filter(&asked), offset, rows)
    })
    .await
}

#[derive(Template)]
#[template(path = "catalogue/entry.html")]
struct EntryPage<'a> {
    page: Page<'a>,
    listed: Listed,
    /// Every field: label and what it says.
    rows: Vec<(String, String)>,
    waiting: Vec<Change>,
}

/// An entry as it stands, whatever its state.
pub(super) async fn entry(ctx: &Ctx, code: String) -> Reply {
    let (listed, now, centers, names, waiting) = ctx
        .read(move |tx, who| {
            let listed = kept(tx, who, &code)?;
            let service = &listed.service;
            let now = store::entry_of(tx, service)?;
            let centers = form::sources(tx, service.hub_id, "", &[])?.centers;
            let names = form::provider_names(tx, &[&now])?;
            let mut waiting = store::changes_waiting(tx, service.hub_id, PAGE_ROWS)?;
            waiting.retain(|change| change.service_id == service.id);
            Ok((listed, now, centers, names, waiting))
        })
        .await?;
    let rows = form::all_fields(ctx, &now, &centers, &names);
    let page = ctx.page("catalogue-keep").titled(listed.service.name.as_str());
    ctx.html(&EntryPage { page, listed, rows, waiting })
}
