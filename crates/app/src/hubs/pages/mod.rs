//! The directory as the hub's staff keep it, and the hubs as the administrator does.

mod admin;
mod centers;
mod grades;
mod hub;
mod lists;
mod residencies;

pub use admin::{admin_add, admin_add_form, admin_change, admin_form, admin_list, save_hubs};
pub use centers::{center, center_form};
pub use grades::{grade, grade_form, grade_remove};
pub use hub::{hub, hub_form};
pub use lists::{
    carrier, carrier_form, carrier_list, carrier_remove, expert, expert_form, expert_list, expert_remove,
    save_carriers, save_experts,
};
pub use residencies::{residency, residency_form, residency_list, save_residencies};

use askama::Template;
use axum::http::StatusCode;
use db::Tx;
use uuid::Uuid;

use super::model::{Center, Graded, Hub};
use super::{store, store_lists, store_residing};
use crate::access::{Parties, Who};
use crate::web::{Ctx, Error, Form, FormErrors, Page, Refusal, Reply};

/// The hub that the staff who ask work for.
///
/// # Errors
/// `NotFound` for anybody else.
pub fn own_hub(tx: &mut Tx, who: &Who) -> Result<Hub, Error> {
    let hub = who.actor.hub().ok_or(Error::NotFound)?;
    who.reach(&Parties { hub: Some(hub), ..Parties::default() })?;
    store::by_id(tx, hub)
}

/// The id in an address; `None` where it says `new`.
fn id_of(text: &str) -> Result<Option<Uuid>, Error> {
    if text == "new" { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
}

/// What was typed in a field.
fn text(form: &Form, name: &str) -> String {
    form.value(name).to_owned()
}

/// The version that the form was filled from; one that is none meets no row.
fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(-1)
}

/// The choices of a list of codes, in words.
fn choices<'a>(ctx: &Ctx, prefix: &str, codes: &[&'a str]) -> Vec<(&'a str, String)> {
    codes.iter().map(|code| (*code, ctx.t(&format!("{prefix}{code}")))).collect()
}

/// What was typed, to be shown again with what is wrong. When somebody else changed the record meanwhile, nothing
/// typed is lost either: the form says so and carries the newest version, so that saving again is a decision.
///
/// # Errors
/// Every other error as it is.
async fn again(
    ctx: &Ctx,
    form: Form,
    error: Error,
    newest: impl FnOnce(&mut Tx, &Who) -> Result<i64, Error> + Send + 'static,
) -> Result<Form, Error> {
    match error {
        Error::Invalid(errors) => Ok(ctx.refuse(form, errors)),
        Error::Conflict => {
            let version = ctx.read(newest).await?.to_string();
            let typed = form.fields().filter(|(name, _)| *name != "version");
            let form = Form::filled(typed.chain([("version", version.as_str())]));
            Ok(ctx.refuse(form, FormErrors::one("stale", Refusal::new("hubs-stale"))))
        }
        other => Err(other),
    }
}

/// Answers with a form's page: 409 when somebody else changed the record, 422 when something is wrong.
fn show(ctx: &Ctx, form: &Form, template: &impl Template) -> Reply {
    if form.error("stale").is_some() {
        ctx.html_with(StatusCode::CONFLICT, template)
    } else {
        ctx.form_html(form, template)
    }
}

#[derive(Template)]
#[template(path = "hubs/directory.html")]
struct DirectoryPage<'a> {
    page: Page<'a>,
    hub: Hub,
    division: String,
    centers: Vec<Center>,
    grades: Vec<Graded>,
    residents: i64,
    carriers: i64,
    experts: i64,
}

/// `GET /directory`
pub async fn directory(ctx: Ctx) -> Reply {
    let read = ctx.read(|tx, who| {
        let hub = own_hub(tx, who)?;
        let centers = store::centers(tx, hub.id)?;
        let grades = store_lists::grades(tx, hub.id)?;
        let residents = store_residing::residents_count(tx, hub.id, &who.today().to_string())?;
        let carriers = store_lists::carriers_count(tx, hub.id)?;
        let experts = store_lists::experts_count(tx, hub.id, "")?;
        Ok((hub, centers, grades, residents, carriers, experts))
    });
    let (hub, centers, grades, residents, carriers, experts) = read.await?;
    let division = codes::divisions::full_name(&hub.division).unwrap_or_default();
    let page = ctx.page("hubs-directory");
    ctx.html(&DirectoryPage { page, hub, division, centers, grades, residents, carriers, experts })
}
