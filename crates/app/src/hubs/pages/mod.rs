//! The directory as the hub's staff keep it, and the hubs as the administrator does.

mod admin;
mod carriers;
mod centers;
mod experts;
mod grades;
mod hub;
mod profile;
mod reading;
mod residencies;

pub use admin::{admin_add, admin_add_form, admin_change, admin_form, admin_list, save_hubs};
pub use carriers::{carrier, carrier_form, carrier_list, carrier_remove, save_carriers};
pub use centers::{center, center_form};
pub use experts::{expert, expert_form, expert_list, expert_publish, expert_remove, expert_send_back, save_experts};
pub use grades::{grade, grade_form, grade_remove};
pub use hub::{hub, hub_form};
pub use profile::{profile, profile_form};
pub use reading::{Seen, choose, directory, seen_hub};
pub use residencies::{residency, residency_form, residency_list, save_residencies};

use askama::Template;
use axum::http::StatusCode;
use db::Tx;
use uuid::Uuid;

use super::model::Hub;
use super::store;
use crate::access::{Parties, Who};
use crate::web::{Ctx, Error, Form, FormErrors, Refusal, Reply};

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
