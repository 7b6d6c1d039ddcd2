//! One-time links. Opening one shows what it does and a button, since mail programs open links by themselves; sending
//! the form uses it.

use askama::Template;
use axum::extract::Path;
use axum::extract::RawQuery;
use axum::http::StatusCode;

use super::contact::{read_new_password, read_person};
use super::{HOME, browser, count, person, signed_in, with_next, without_secrets};
use crate::people::links::{self, Kind, Link};
use crate::people::throttle::{Key, REGISTER};
use crate::people::{account, commands, reset, sessions};
use crate::web::guard::ask_again;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "people/pages/link.html")]
struct LinkPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    link: &'a Link,
    action: &'a str,
    /// The name of who is signed in.
    known: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "people/pages/link_gone.html")]
struct GonePage<'a> {
    page: Page<'a>,
}

fn gone(ctx: &Ctx) -> Reply {
    ctx.html_with(StatusCode::NOT_FOUND, &GonePage { page: ctx.page("people-link-gone-title") })
}

fn show(ctx: &Ctx, link: &Link, form: &Form) -> Reply {
    let title = match link.kind {
        Kind::SignIn => "people-link-title",
        Kind::Reset => "people-new-password-title",
        Kind::Invitation => "people-invitation-title",
    };
    let known = ctx.actor().person().map(|person| person.name.as_str());
    ctx.form_html(form, &LinkPage { page: ctx.page(title).of(form), form, link, action: &ctx.path, known })
}

async fn find(ctx: &Ctx, token: String) -> Result<Option<Link>, Error> {
    ctx.read(move |tx, who| links::find(tx, &token, who.now)).await
}

/// `GET /links/{token}`
pub async fn link(ctx: Ctx, Path(token): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let Some(link) = find(&ctx, token).await? else { return gone(&ctx) };
    if let Some(again) = ask_again(&ctx, query.as_deref()) {
        return Ok(again);
    }
    if link.kind == Kind::Invitation {
        person(&ctx)?;
    }
    let form = Form::filled(link.email.iter().map(|email| ("email", email.clone())));
    show(&ctx, &link, &form)
}

/// `POST /links/{token}`
pub async fn use_link(ctx: Ctx, Path(token): Path<String>, form: Form) -> Reply {
    let Some(link) = find(&ctx, token.clone()).await? else { return gone(&ctx) };
    let used = match link.kind {
        Kind::SignIn => sign_in(&ctx, token).await,
        Kind::Reset => set_password(&ctx, token, &link, &form).await,
        Kind::Invitation => accept(&ctx, token, &form).await,
    };
    match used {
        Err(Error::Invalid(errors)) => show(&ctx, &link, &ctx.refuse(without_secrets(&form), errors)),
        other => other,
    }
}

/// Whoever signs in by link for the first time sets a password; in a demonstration there are none.
async fn sign_in(ctx: &Ctx, token: String) -> Reply {
    let (browser, demo) = (browser(ctx), ctx.app.demo());
    let (started, has_password) = ctx
        .write(move |tx, c| {
            let link = links::use_up(tx, &token, Kind::SignIn, c.now)?;
            let person = link.person.ok_or(Error::NotFound)?;
            let has_password = links::has_password(tx, person)?;
            Ok((sessions::start_session(tx, c, person, None, true, &browser)?, has_password))
        })
        .await?;
    let next = if demo || has_password { HOME } else { "/account/password" };
    Ok(signed_in(ctx, &started, next))
}

async fn set_password(ctx: &Ctx, token: String, link: &Link, form: &Form) -> Reply {
    let id = link.person.ok_or(Error::NotFound)?;
    let account = ctx.read(move |tx, _| account::of(tx, id)).await?;
    let phc = read_new_password(ctx, form, &account.own_words()).await?;
    let browser = browser(ctx);
    let started = ctx.write(move |tx, c| reset::set(tx, c, &token, &phc, &browser)).await?;
    Ok(signed_in(ctx, &started, HOME))
}

async fn accept(ctx: &Ctx, token: String, form: &Form) -> Reply {
    if let Some(person) = person(ctx)? {
        let (id, session) = (person.id, person.session);
        return ctx
            .command(form, move |tx, c| {
                let membership = links::accept(tx, c, &token, id)?;
                sessions::act_for(tx, c, id, session, membership)?;
                Ok(Done::at(HOME).say("people-invitation-accepted"))
            })
            .await;
    }
    count(ctx, [Key::address("register", &ctx.address, REGISTER)]).await?;
    let new = read_person(ctx, form).await?;
    let browser = browser(ctx);
    let started = ctx
        .write(move |tx, c| {
            let id = commands::add(tx, c, &new)?;
            let membership = links::accept(tx, c, &token, id)?;
            sessions::start_session(tx, c, id, Some(membership), false, &browser)
        })
        .await?;
    Ok(signed_in(ctx, &started, HOME))
}

/// Where an invited person who has an account signs in first.
fn sign_in_first(action: &str) -> String {
    with_next("/sign-in", action)
}
