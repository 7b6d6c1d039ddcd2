//! Who is resident in the hub, and for which term.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::model::{Center, Residency};
use super::super::store_residing::{self as store, Terms};
use super::super::{residing, store as hub_store};
use super::{Seen, again, choose, id_of, own_hub, seen_hub, show, text, version};
use crate::access::Who;
use crate::web::export::Column::{Day, Text};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

#[derive(Template)]
#[template(path = "hubs/residencies.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    seen: Seen,
    states: Vec<(&'static str, String)>,
    today: String,
    residencies: Vec<Residency>,
    no_centers: bool,
    paging: Paging,
}

/// `GET /directory/residencies?q=检测&state=all`: without `state` the terms that run today; `?hub=LCX` for readers.
pub async fn residency_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (form, paging) = (asked.form(), asked.paging());
    let today = ctx.who.today().to_string();
    let (wanted, offset) = (form.clone(), paging.offset());
    let read = ctx.read(move |tx, who| {
        let Some(seen) = seen_hub(tx, who, wanted.value("hub"))? else { return Ok(None) };
        let terms = terms(seen.hub.id, &wanted, who);
        let no_centers = hub_store::centers(tx, seen.hub.id)?.is_empty();
        let residencies = store::residencies(tx, &terms, offset, PAGE_ROWS)?;
        Ok(Some((residencies, store::residencies_count(tx, &terms)?, no_centers, seen)))
    });
    let Some((residencies, total, no_centers, seen)) = read.await? else {
        return choose(&ctx, "hubs-residencies").await;
    };
    let states = vec![("", ctx.t("hubs-runs")), ("all", ctx.t("hubs-all-terms"))];
    let (page, paging) = (ctx.page("hubs-residencies"), paging.of(total));
    ctx.html(&ListPage { page, form, seen, states, today, residencies, no_centers, paging })
}

fn terms(hub: Uuid, form: &Form, who: &Who) -> Terms {
    let day = if form.value("state") == "all" { String::new() } else { who.today().to_string() };
    Terms { hub, words: text(form, "q"), day }
}

static EXPORT: Export<Residency> = Export {
    title: "hubs-residencies",
    columns: &[
        Text("hubs-provider", |r, _| r.name.clone()),
        Text("organizations-uscc", |r, _| r.uscc.clone()),
        Text("hubs-center", |r, _| r.center_name.clone()),
        Day("hubs-starts", |r| Some(r.starts_on.clone())),
        Day("hubs-ends", |r| r.ends_on.clone()),
    ],
    contacts: false,
};

/// `GET /directory/residencies.xlsx`, `.csv`: the same list as a file.
pub async fn save_residencies(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let form = Asked::read(query.as_deref()).form();
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
        let hub = seen_hub(tx, who, form.value("hub"))?.ok_or(Error::NotFound)?.hub.id;
        store::residencies(tx, &terms(hub, &form, who), offset, rows)
    })
    .await
}

#[derive(Template)]
#[template(path = "hubs/residency_form.html")]
struct ResidencyForm<'a> {
    page: Page<'a>,
    form: &'a Form,
    /// `None` for a new one.
    residency: Option<Residency>,
    centers: Vec<(String, String)>,
}

/// The term at the staff's own hub.
fn find(tx: &mut Tx, who: &Who, id: Uuid) -> Result<(Uuid, Residency), Error> {
    let hub = own_hub(tx, who)?.id;
    Ok((hub, store::residency_by_id(tx, hub, id)?))
}

/// `GET /directory/residencies/{id}`, `new` for a new one.
pub async fn residency_form(ctx: Ctx, Path(id): Path<String>) -> Reply {
    render(&ctx, id_of(&id)?, None).await
}

/// `typed` is the form as it was sent; at first it is filled from the term.
async fn render(ctx: &Ctx, id: Option<Uuid>, typed: Option<Form>) -> Reply {
    let read = ctx.read(move |tx, who| {
        let hub = own_hub(tx, who)?.id;
        let residency = id.map(|id| store::residency_by_id(tx, hub, id)).transpose()?;
        Ok((residency, hub_store::centers(tx, hub)?))
    });
    let (residency, centers) = read.await?;
    let form = typed.unwrap_or_else(|| match &residency {
        None => Form::filled([("starts_on", ctx.who.today().to_string())]),
        Some(old) => Form::filled([
            ("version", old.version.to_string()),
            ("center", old.center_id.to_string()),
            ("starts_on", old.starts_on.clone()),
            ("ends_on", old.ends_on.clone().unwrap_or_default()),
        ]),
    });
    let name = |center: Center| (center.id.to_string(), center.name);
    let page = ctx.page("hubs-residency").of(&form);
    let centers = centers.into_iter().map(name).collect();
    show(ctx, &form, &ResidencyForm { page, form: &form, residency, centers })
}

/// `POST /directory/residencies/{id}`: a new one, or another center or term of an old one.
pub async fn residency(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, version, sent) = (id_of(&id)?, version(&form), form.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let hub = own_hub(tx, c)?.id;
        let (starts_on, ends_on) = (sent.value("starts_on"), sent.value("ends_on"));
        let ends_on = Some(ends_on).filter(|day| !day.is_empty());
        let old = id.map(|id| store::residency_by_id(tx, hub, id)).transpose()?;
        let (provider, center) = chosen(tx, hub, &sent, old.as_ref())?;
        match old {
            None => residing::add_residency(tx, c, hub, provider, center, starts_on, ends_on).map(|_| ())?,
            Some(old) => {
                let old = Residency { version, ..old };
                residing::change_residency(tx, c, hub, &old, center, starts_on, ends_on)?;
            }
        }
        Ok(Done::at("/directory/residencies").say("hubs-saved"))
    });
    let newest = move |tx: &mut Tx, who: &Who| Ok(find(tx, who, id.ok_or(Error::NotFound)?)?.1.version);
    match reply.await {
        Err(error) => {
            let form = again(&ctx, form, error, newest).await?;
            render(&ctx, id, Some(form)).await
        }
        done => done,
    }
}

/// The provider and the center that the form names; an old term keeps its provider.
fn chosen(tx: &mut Tx, hub: Uuid, sent: &Form, old: Option<&Residency>) -> Result<(Uuid, Uuid), Error> {
    let mut errors = FormErrors::none();
    let provider = match old {
        Some(old) => Some(old.organization_id),
        None => provider_called(tx, sent.value("provider"))?,
    };
    if provider.is_none() {
        errors.add("provider", Refusal::new("hubs-provider-unknown"));
    }
    let center = sent.value("center").parse::<Uuid>().ok();
    let center = hub_store::centers(tx, hub)?.into_iter().find(|each| Some(each.id) == center);
    if center.is_none() {
        errors.add("center", Refusal::new("hubs-choose"));
    }
    errors.finish()?;
    Ok((provider.unwrap_or_default(), center.map(|center| center.id).unwrap_or_default()))
}

/// The provider of this name or USCC, as typed.
fn provider_called(tx: &mut Tx, typed: &str) -> Result<Option<Uuid>, Error> {
    let uscc = codes::uscc::Uscc::parse(typed).map(|uscc| uscc.as_str().to_owned()).unwrap_or_default();
    store::provider_called(tx, typed, &uscc)
}
