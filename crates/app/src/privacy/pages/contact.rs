//! Whom to call: a page of its own, by a form, so that it is read on purpose and recorded.

use askama::Template;
use axum::extract::Path;
use db::Tx;
use uuid::Uuid;

use crate::command::Command;
use crate::organizations::admitting;
use crate::people::reading::{self, Contact};
use crate::privacy::contacts;
use crate::web::{Ctx, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "privacy/contact.html")]
struct ContactPage<'a> {
    page: Page<'a>,
    contact: Contact,
    back: &'a str,
}

/// Reads and records in one transaction, and shows what was read. Looked at again, it is recorded again.
async fn show(
    ctx: &Ctx,
    back: String,
    read: impl FnOnce(&mut Tx, &mut Command) -> Result<Contact, Error> + Send + 'static,
) -> Reply {
    let contact = ctx.write(read).await?;
    ctx.html(&ContactPage { page: ctx.page("privacy-contact-title"), contact, back: &back })
}

/// `POST /needs/{reference}/contact`
pub async fn of_need(ctx: Ctx, Path(reference): Path<String>, _: Form) -> Reply {
    show(&ctx, format!("/needs/{reference}"), move |tx, c| contacts::of_need(tx, c, &reference)).await
}

/// `POST /orders/{reference}/contact`
pub async fn of_order(ctx: Ctx, Path(reference): Path<String>, _: Form) -> Reply {
    show(&ctx, format!("/orders/{reference}"), move |tx, c| contacts::of_order(tx, c, &reference)).await
}

/// `POST /organization/members/{id}/contact`
pub async fn of_member(ctx: Ctx, Path(id): Path<String>, _: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let own = ctx.actor().membership().ok_or(Error::Forbidden)?.clone();
    show(&ctx, "/organization".into(), move |tx, c| reading::of_member(tx, c, &own, id)).await
}

/// `POST /organization/requests/{id}/contact`
pub async fn of_request(ctx: Ctx, Path(id): Path<String>, _: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let own = ctx.actor().membership().ok_or(Error::Forbidden)?.clone();
    show(&ctx, "/organization".into(), move |tx, c| {
        let person = admitting::who_asked(tx, &own, id)?;
        reading::of_person(tx, c, person)
    })
    .await
}
