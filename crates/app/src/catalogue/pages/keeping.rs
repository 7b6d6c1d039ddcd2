//! The hub's staff keep the catalogue: an entry, what providers propose.

use askama::Template;
use axum::extract::Path;
use db::Tx;
use uuid::Uuid;

use super::form::{self, Difference, Fields};
use super::reading;
use crate::access::{Parties, Who};
use crate::catalogue::model::{Change, Listed, NewService, Service};
use crate::catalogue::{changes, commands, entry, store};
use crate::command::Command;
use crate::web::lists::PAGE_ROWS;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Reply};

/// The hub worked for, in reach.
fn own_hub(who: &Who) -> Result<Uuid, Error> {
    let hub = who.actor.hub().ok_or(Error::NotFound)?;
    who.reach(&Parties { hub: Some(hub), ..Parties::default() })?;
    Ok(hub)
}

/// A service of a hub in reach.
pub(super) fn kept(tx: &mut Tx, who: &Who, code: &str) -> Result<Listed, Error> {
    let listed = store::listed_by_code(tx, code)?;
    who.reach(&Parties { hub: Some(listed.service.hub_id), ..Parties::default() })?;
    Ok(listed)
}

/// The service as the person saw it: a change since then conflicts.
fn seen(tx: &mut Tx, c: &Command, code: &str, form_version: i64) -> Result<Service, Error> {
    let mut service = kept(tx, c, code)?.service;
    service.version = form_version;
    Ok(service)
}

fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(0)
}

#[derive(Template)]
#[template(path = "catalogue/edit.html")]
struct EditPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    fields: Fields,
    /// `None`: a new one.
    listed: Option<Listed>,
    waiting: Vec<Change>,
}

impl EditPage<'_> {
    fn is(&self, state: &str) -> bool {
        self.listed.as_ref().is_some_and(|listed| listed.service.state == state)
    }

    /// While it lies with its provider, only the provider changes it.
    fn editable(&self) -> bool {
        !self.is("draft")
    }

    fn code(&self) -> &str {
        self.listed.as_ref().map_or("new", |listed| &listed.service.code)
    }
}

/// `GET /catalogue/new`
pub async fn new(ctx: Ctx) -> Reply {
    render_new(&ctx, &Form::filled([("trips", "1"), ("price_kind", "fixed")])).await
}

async fn render_new(ctx: &Ctx, form: &Form) -> Reply {
    let sources = ctx.read(move |tx, who| form::sources(tx, own_hub(who)?, &who.today().to_string(), &[])).await?;
    let fields = form::fields(ctx, form, sources);
    let page = ctx.page("catalogue-new").of(form);
    ctx.form_html(form, &EditPage { page, form, fields, listed: None, waiting: Vec::new() })
}

/// `POST /catalogue/new`
pub async fn create(ctx: Ctx, form: Form) -> Reply {
    if let Some(more) = form::more_rows(&form) {
        return render_new(&ctx, &more).await;
    }
    let typed = entry::moved_together(&form);
    let new = entry::read(&typed);
    let reply = ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        let id = commands::create(tx, c, hub, &new)?;
        let code = store::by_id(tx, hub, id)?.code;
        Ok(Done::at(format!("/catalogue/{code}")).say("catalogue-published"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_new(&ctx, &ctx.refuse(typed, errors)).await,
        other => other,
    }
}

/// `GET /catalogue/{code}`: to be changed, or for readers as it stands.
pub async fn show(ctx: Ctx, Path(code): Path<String>) -> Reply {
    if ctx.actor().hub().is_none() {
        return reading::entry(&ctx, code).await;
    }
    render(&ctx, code, Form::default(), FormErrors::none()).await
}

/// The page of an entry. A form without the entry's fields (a reason, a button) is shown over the entry as it stands.
async fn render(ctx: &Ctx, code: String, typed: Form, errors: FormErrors) -> Reply {
    let (listed, now, waiting, sources) = ctx
        .read(move |tx, who| {
            let listed = kept(tx, who, &code)?;
            let service = &listed.service;
            let providers = store::providers_of(tx, service.hub_id, service.id)?;
            let sources = form::sources(tx, service.hub_id, &who.today().to_string(), &providers)?;
            let now = store::entry_of(tx, service)?;
            let mut waiting = store::changes_waiting(tx, service.hub_id, PAGE_ROWS)?;
            waiting.retain(|change| change.service_id == service.id);
            Ok((listed, now, waiting, sources))
        })
        .await?;
    let has_entry = typed.fields().any(|(name, _)| name == "name");
    let form = if has_entry { typed } else { over(&now, &listed.service, &typed) };
    let form = ctx.refuse(form, errors);
    let fields = form::fields(ctx, &form, sources);
    let page = ctx.page("catalogue-keep").titled(listed.service.name.as_str()).of(&form);
    ctx.form_html(&form, &EditPage { page, form: &form, fields, listed: Some(listed), waiting })
}

fn over(now: &NewService, service: &Service, typed: &Form) -> Form {
    let filled = entry::fill(now, service.version, None);
    let typed = typed.fields().filter(|(name, _)| *name != "version");
    Form::filled(filled.fields().chain(typed))
}

/// `POST /catalogue/{code}`
pub async fn save(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    if let Some(more) = form::more_rows(&form) {
        return render(&ctx, code, more, FormErrors::none()).await;
    }
    let typed = entry::moved_together(&form);
    let new = entry::read(&typed);
    act(&ctx, code, &form, typed, "catalogue-saved", move |tx, c, service| commands::edit(tx, c, service, &new)).await
}

/// `POST /catalogue/{code}/publish`
pub async fn publish(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    act(&ctx, code, &form, Form::default(), "catalogue-published", commands::publish).await
}

/// `POST /catalogue/{code}/retire`
pub async fn retire(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    act(&ctx, code, &form, Form::default(), "catalogue-retired", commands::retire).await
}

/// `POST /catalogue/{code}/send-back`
pub async fn send_back(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let words = form.value("words").to_owned();
    let typed = Form::filled([("words", words.as_str())]);
    let step = move |tx: &mut Tx, c: &mut Command, service: &Service| commands::send_back(tx, c, service, &words);
    act(&ctx, code, &form, typed, "catalogue-returned", step).await
}

/// Runs a step of a service in reach; what was wrong is shown on its page.
async fn act(
    ctx: &Ctx,
    code: String,
    form: &Form,
    typed: Form,
    said: &'static str,
    step: impl FnOnce(&mut Tx, &mut Command, &Service) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let (place, version) = (code.clone(), version(form));
    let reply = ctx.command(form, move |tx, c| {
        let service = seen(tx, c, &place, version)?;
        step(tx, c, &service)?;
        Ok(Done::at(format!("/catalogue/{place}")).say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(ctx, code, typed, errors).await,
        other => other,
    }
}

#[derive(Template)]
#[template(path = "catalogue/change.html")]
struct ChangePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    listed: Listed,
    change: Change,
    differences: Vec<Difference>,
    /// Whether who reads it may decide.
    keeps: bool,
}

impl ChangePage<'_> {
    /// Whether the service was changed since the provider saw it.
    fn stale(&self) -> bool {
        self.change.service_version != self.listed.service.version || self.listed.service.state != "published"
    }
}

/// `GET /catalogue/{code}/changes/{uscc}`
pub async fn change(ctx: Ctx, Path((code, uscc)): Path<(String, String)>) -> Reply {
    render_change(&ctx, code, uscc, Form::default()).await
}

async fn render_change(ctx: &Ctx, code: String, uscc: String, form: Form) -> Reply {
    let (listed, now, change, centers, names) = ctx
        .read(move |tx, who| {
            let listed = kept(tx, who, &code)?;
            let change = waiting(tx, &listed.service, &uscc)?;
            let now = store::entry_of(tx, &listed.service)?;
            let centers = form::sources(tx, listed.service.hub_id, "", &[])?.centers;
            let names = form::provider_names(tx, &[&now, &change.entry])?;
            Ok((listed, now, change, centers, names))
        })
        .await?;
    let differences = form::differences(ctx, &now, &change.entry, &centers, &names);
    let (page, keeps) = (ctx.page("catalogue-change").of(&form), ctx.actor().hub().is_some());
    ctx.form_html(&form, &ChangePage { page, form: &form, listed, change, differences, keeps })
}

/// The provider's change, while it waits for the hub.
fn waiting(tx: &mut Tx, service: &Service, uscc: &str) -> Result<Change, Error> {
    store::change_by(tx, service, uscc)?.filter(|change| change.returned_words.is_empty()).ok_or(Error::NotFound)
}

/// `POST /catalogue/{code}/changes/{uscc}/accept`
pub async fn accept_change(ctx: Ctx, Path((code, uscc)): Path<(String, String)>, form: Form) -> Reply {
    decide(&ctx, code, uscc, form, "catalogue-change-accepted", changes::accept).await
}

/// `POST /catalogue/{code}/changes/{uscc}/send-back`
pub async fn return_change(ctx: Ctx, Path((code, uscc)): Path<(String, String)>, form: Form) -> Reply {
    let words = form.value("words").to_owned();
    let step = move |tx: &mut Tx, c: &mut Command, service: &Service, change: &Change| {
        changes::send_back(tx, c, service, change, &words)
    };
    decide(&ctx, code, uscc, form, "catalogue-returned", step).await
}

async fn decide(
    ctx: &Ctx,
    code: String,
    uscc: String,
    form: Form,
    said: &'static str,
    step: impl FnOnce(&mut Tx, &mut Command, &Service, &Change) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let proposed_at: i64 = form.value("proposed_at").parse().unwrap_or(0);
    let (place, by) = (code.clone(), uscc.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let service = kept(tx, c, &place)?.service;
        let change = waiting(tx, &service, &by)?;
        if change.proposed_at != proposed_at {
            return Err(Error::Conflict);
        }
        step(tx, c, &service, &change)?;
        Ok(Done::at("/catalogue").say(said))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_change(ctx, code, uscc, ctx.refuse(form, errors)).await,
        other => other,
    }
}
