//! A provider keeps its own services: it proposes, the hub decides.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::form::{self, Fields};
use super::price;
use crate::access::{Parties, Who};
use crate::catalogue::model::{Change, Listed, NewProvider, NewService};
use crate::catalogue::store_providers::{Residency, residencies};
use crate::catalogue::{changes, commands, entry, store, store_lists};
use crate::hubs::{self, Hub};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply};

/// The provider acted for, in reach.
fn own(who: &Who) -> Result<Uuid, Error> {
    let provider = who.actor.provider().ok_or(Error::NotFound)?;
    who.reach(&Parties { provider: Some(provider), ..Parties::default() })?;
    Ok(provider)
}

/// A service that the provider gives, or its own proposal.
fn owned(tx: &mut Tx, who: &Who, code: &str) -> Result<(Listed, Uuid), Error> {
    let listed = store::listed_by_code(tx, code)?;
    let service = &listed.service;
    let own = who.actor.provider().ok_or(Error::NotFound)?;
    let is_own = match service.state.as_str() {
        "draft" | "proposed" => service.proposed_by == Some(own),
        _ => store::providers_of(tx, service.hub_id, service.id)?.iter().any(|p| p.organization_id == own),
    };
    who.reach(&Parties { provider: is_own.then_some(own), ..Parties::default() })?;
    Ok((listed, own))
}

/// A provider changes and proposes services only where its term runs.
fn demand_residency(tx: &mut Tx, who: &Who, hub: Uuid, own: Uuid) -> Result<(), Error> {
    if hubs::is_resident(tx, hub, own, &who.today().to_string())? {
        Ok(())
    } else {
        Err(Refusal::new("catalogue-own-not-resident").into())
    }
}

#[derive(Template)]
#[template(path = "catalogue/own.html")]
struct OwnPage<'a> {
    page: Page<'a>,
    rows: Vec<(Listed, String)>,
    changes: Vec<Change>,
    residencies: Vec<Residency>,
    paging: Paging,
}

/// `GET /own-services`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let (rows, total, changes, residencies) = ctx
        .read(move |tx, who| {
            let own = own(who)?;
            let rows = store_lists::own(tx, own, offset, PAGE_ROWS)?;
            let total = store_lists::count_own(tx, own)?;
            let changes = store::changes_of(tx, own, PAGE_ROWS)?;
            let today = who.today().to_string();
            let mut residencies = residencies(tx, own, &today)?;
            residencies.retain(|residency| residency.starts_on <= today);
            residencies.dedup_by_key(|residency| residency.hub_id);
            Ok((rows, total, changes, residencies))
        })
        .await?;
    let words = ctx.words();
    ctx.html(&OwnPage {
        page: ctx.page("catalogue-own"),
        rows: rows.into_iter().map(|each| (price(words, &each.service), each)).map(|(p, s)| (s, p)).collect(),
        changes,
        residencies,
        paging: paging.of(total),
    })
}

#[derive(Template)]
#[template(path = "catalogue/own_edit.html")]
struct EditPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    fields: Fields,
    hub: Hub,
    /// `None`: a new one.
    listed: Option<Listed>,
    /// What was proposed before.
    change: Option<Change>,
}

impl EditPage<'_> {
    fn is(&self, state: &str) -> bool {
        self.listed.as_ref().is_some_and(|listed| listed.service.state == state)
    }

    fn action(&self) -> String {
        format!("/own-services/{}", self.listed.as_ref().map_or("new", |listed| &listed.service.code))
    }
}

/// `GET /own-services/new?hub=LCX`
pub async fn new(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    render_new(&ctx, &Form::filled([("hub", asked.value("hub")), ("trips", "1"), ("price_kind", "fixed")])).await
}

async fn render_new(ctx: &Ctx, form: &Form) -> Reply {
    let code = form.value("hub").to_owned();
    let (hub, sources) = ctx
        .read(move |tx, who| {
            let own = own(who)?;
            let hub = hubs::by_code(tx, &code)?;
            demand_residency(tx, who, hub.id, own)?;
            let sources = form::sources(tx, hub.id, &who.today().to_string(), &[])?;
            Ok((hub, sources))
        })
        .await?;
    let fields = form::fields(ctx, form, sources);
    let page = ctx.page("catalogue-propose").of(form);
    ctx.form_html(form, &EditPage { page, form, fields, hub, listed: None, change: None })
}

/// `POST /own-services/new`
pub async fn create(ctx: Ctx, form: Form) -> Reply {
    if let Some(more) = form::more_rows(&form) {
        return render_new(&ctx, &more).await;
    }
    let typed = entry::moved_together(&form);
    let (said, code) = (typed.clone(), form.value("hub").to_owned());
    let reply = ctx.command(&form, move |tx, c| {
        let own = own(c)?;
        let hub = hubs::by_code(tx, &code)?;
        demand_residency(tx, c, hub.id, own)?;
        let mut new = entry::read(&said);
        new.providers = vec![entry::read_own(&said, own)];
        commands::create(tx, c, hub.id, &new)?;
        Ok(Done::at("/own-services").say("catalogue-proposed"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_new(&ctx, &ctx.refuse(typed, form::on_own_form(errors, 1))).await,
        other => other,
    }
}

/// `GET /own-services/{code}`
pub async fn show(ctx: Ctx, Path(code): Path<String>) -> Reply {
    render(&ctx, code, None).await
}

/// The page of one's service: as typed, else as proposed before, else as it stands.
async fn render(ctx: &Ctx, code: String, typed: Option<Form>) -> Reply {
    let (listed, own, now, change, hub, sources) = ctx
        .read(move |tx, who| {
            let (listed, own) = owned(tx, who, &code)?;
            let service = &listed.service;
            let providers = store::providers_of(tx, service.hub_id, service.id)?;
            let sources = form::sources(tx, service.hub_id, &who.today().to_string(), &providers)?;
            let now = store::entry_of(tx, service)?;
            let uscc = crate::organizations::by_id(tx, own)?.uscc;
            let change = store::change_by(tx, service, &uscc)?;
            let hub = hubs::by_id(tx, service.hub_id)?;
            Ok((listed, own, now, change, hub, sources))
        })
        .await?;
    let entry = change.as_ref().map_or(&now, |change| &change.entry);
    let form = typed.unwrap_or_else(|| entry::fill(entry, listed.service.version, Some(own)));
    let fields = form::fields(ctx, &form, sources);
    let page = ctx.page("catalogue-own").titled(listed.service.name.as_str()).of(&form);
    ctx.form_html(&form, &EditPage { page, form: &form, fields, hub, listed: Some(listed), change })
}

/// `POST /own-services/{code}`: a proposal is proposed again, a change of what is published waits for the hub.
pub async fn save(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    if let Some(more) = form::more_rows(&form) {
        return render(&ctx, code, Some(more)).await;
    }
    let typed = entry::moved_together(&form);
    let (said, place) = (typed.clone(), code.clone());
    let version: i64 = form.value("version").parse().unwrap_or(0);
    let reply = ctx.command(&form, move |tx, c| {
        let (listed, own) = owned(tx, c, &place)?;
        let mut service = listed.service;
        demand_residency(tx, c, service.hub_id, own)?;
        let (new, at) = with_own(&said, store::entry_of(tx, &service)?, own);
        let done = if service.state == "published" {
            changes::propose(tx, c, &service, version, own, &new)
        } else {
            service.version = version;
            commands::propose_again(tx, c, &service, &new)
        };
        done.map_err(|error| match error {
            Error::Invalid(errors) => Error::Invalid(form::on_own_form(errors, at)),
            other => other,
        })?;
        Ok(Done::at("/own-services").say("catalogue-proposed"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, code, Some(ctx.refuse(typed, errors))).await,
        other => other,
    }
}

/// The entry as typed, with the providers as they stand but for one's own; and the number of one's own row.
fn with_own(form: &Form, now: NewService, own: Uuid) -> (NewService, usize) {
    let mut new = entry::read(form);
    let said: NewProvider = entry::read_own(form, own);
    new.providers = now.providers;
    match new.providers.iter().position(|provider| provider.organization_id == own) {
        Some(at) => {
            new.providers[at] = said;
            (new, at + 1)
        }
        None => {
            new.providers.push(said);
            let at = new.providers.len();
            (new, at)
        }
    }
}
