//! Taking in a file.

use askama::Template;
use axum::extract::RawQuery;
use db::Tx;
use uuid::Uuid;

use super::super::child::MOST_BYTES;
use super::super::commands::{self, File};
use super::reach_own;
use crate::access::{Parties, Who, may_import};
use crate::hubs;
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

#[derive(Template)]
#[template(path = "imports/new.html")]
struct NewPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    kinds: Vec<(&'static str, String, String)>,
    /// The hubs to choose from; empty for who works for one.
    hubs: Vec<(String, String)>,
    /// Behind the addresses of the templates.
    of_hub: String,
    most: u64,
}

/// `GET /imports/new?kind=experts`
pub async fn form(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let form = Form::filled([("kind", asked.value("kind")), ("hub", asked.value("hub"))]);
    render(&ctx, &form).await
}

async fn render(ctx: &Ctx, form: &Form) -> Reply {
    let hubs = ctx
        .read(|tx, who| {
            reach_own(who)?;
            if who.actor.hub().is_some() {
                return Ok(Vec::new());
            }
            Ok(hubs::all(tx)?.into_iter().map(|hub| (hub.code, hub.name)).collect())
        })
        .await?;
    // keys: imports-kind-* imports-about-*
    let kind =
        |kind: &&'static str| (*kind, ctx.t(&format!("imports-kind-{kind}")), ctx.t(&format!("imports-about-{kind}")));
    let kinds = may_import(ctx.actor()).iter().map(kind).collect();
    let of_hub = match form.value("hub") {
        "" => String::new(),
        code => format!("?hub={}", code.to_uppercase()),
    };
    let page = ctx.page("imports-new").of(form);
    ctx.form_html(form, &NewPage { page, form, kinds, hubs, of_hub, most: MOST_BYTES >> 20 })
}

/// `POST /imports/new`: the file goes to the store, a job reads it.
pub async fn upload(ctx: Ctx, form: Form) -> Reply {
    let reply = match chosen(&ctx, &form) {
        Err(errors) => Err(Error::Invalid(errors)),
        Ok((kind, file)) => take_in(&ctx, &form, kind, file).await,
    };
    match reply {
        Err(Error::Invalid(errors)) => render(&ctx, &ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// The kind and the file of the form.
fn chosen(ctx: &Ctx, form: &Form) -> Result<(&'static str, crate::web::Upload), FormErrors> {
    let mut errors = FormErrors::none();
    let kind = may_import(ctx.actor()).iter().find(|kind| **kind == form.value("kind"));
    if kind.is_none() {
        errors.add("kind", Refusal::new("imports-choose-kind"));
    }
    let file = form.uploads.first();
    match file {
        None => errors.add("files", Refusal::new("imports-choose-file")),
        Some(file) if file.bytes.is_empty() => errors.add("files", Refusal::new("imports-file-empty")),
        Some(file) if file.bytes.len() as u64 > MOST_BYTES => {
            errors.add("files", Refusal::new("imports-file-large").with("most", MOST_BYTES >> 20));
        }
        Some(_) => {}
    }
    match (kind, file) {
        (Some(kind), Some(file)) if errors.0.is_empty() => Ok((kind, file.clone())),
        _ => Err(errors),
    }
}

async fn take_in(ctx: &Ctx, form: &Form, kind: &'static str, file: crate::web::Upload) -> Reply {
    let bytes = file.bytes.len() as i64;
    let hash = ctx.app.files.put(file.bytes).await.map_err(Error::internal)?;
    let file = File { name: files::clean_name(&file.name), hash, bytes };
    let code = form.value("hub").to_owned();
    ctx.command(form, move |tx, c| {
        let hub = place(tx, c, kind, &code)?;
        let id = commands::receive(tx, c, hub, kind, &file)?;
        Ok(Done::at(format!("/imports/{id}")))
    })
    .await
}

/// The hub of a list: the own one; for the administrator the one chosen, and none for organizations.
pub(super) fn place(tx: &mut Tx, who: &Who, kind: &str, code: &str) -> Result<Uuid, Error> {
    let hub = match who.actor.hub() {
        Some(own) => own,
        None if kind == "organizations" => Uuid::nil(),
        None => match hubs::by_code(tx, code) {
            Ok(hub) => hub.id,
            Err(Error::NotFound) => return Err(FormErrors::one("hub", Refusal::new("imports-choose-hub")).into()),
            Err(error) => return Err(error),
        },
    };
    who.reach(&Parties { hub: Some(hub), ..Parties::default() })?;
    Ok(hub)
}
