//! A lost second factor: whoever answers for the person resets it, with a reason.

use askama::Template;
use axum::extract::Path;
use uuid::Uuid;

use crate::people::factor_reset::{self, Whose};
use crate::people::throttle::{self, INVITE, Key};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "organizations/pages/factor.html")]
struct FactorPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    whose: Whose,
    action: &'a str,
}

async fn show(ctx: &Ctx, membership: Uuid, form: &Form) -> Reply {
    let actor = ctx.actor().person().ok_or(Error::SignIn)?.clone();
    let whose = ctx.read(move |tx, _| factor_reset::whose(tx, &actor, membership)).await?;
    let page = ctx.page("organizations-factor-title").of(form);
    ctx.form_html(form, &FactorPage { page, form, whose, action: &ctx.path })
}

/// `GET /organization/members/{id}/factor`
pub async fn factor_form(ctx: Ctx, Path(membership): Path<String>) -> Reply {
    show(&ctx, membership.parse().map_err(|_| Error::NotFound)?, &Form::default()).await
}

/// `POST /organization/members/{id}/factor`
pub async fn factor_reset(ctx: Ctx, Path(membership): Path<String>, form: Form) -> Reply {
    let membership: Uuid = membership.parse().map_err(|_| Error::NotFound)?;
    let (actor, app) = (ctx.actor().person().ok_or(Error::SignIn)?.clone(), ctx.app.clone());
    let (reason, counted) = (form.value("reason").to_owned(), [Key::new("factor", &actor.id.to_string(), INVITE)]);
    let done = ctx
        .command(&form, move |tx, c| {
            throttle::count(tx, &counted, c.now)?.over()?;
            factor_reset::reset(tx, c, &app, &actor, membership, &reason)?;
            Ok(Done::at("/organization").say("organizations-factor-done"))
        })
        .await;
    match done {
        Err(Error::Invalid(errors)) => show(&ctx, membership, &ctx.refuse(form, errors)).await,
        other => other,
    }
}
