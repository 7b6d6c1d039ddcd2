//! One-time links. Opening one shows what it does and a button, since mail programs open links by themselves; sending
//! the form uses it. A form sent twice begins one session, and both get the same answer.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use uuid::Uuid;

use super::contact::{read_named, read_new_password};
use super::opening::send_letter;
use super::{HOME, browser, count, factor, next_in, next_of, person, signed_in, with_next, without_secrets};
use crate::people::factor::SetUp;
use crate::people::links::{self, Kind, Link};
use crate::people::sessions::Started;
use crate::people::throttle::{Key, REGISTER};
use crate::people::{account, commands, mailbox, reset, sessions};
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
    /// Whether there is an account with the link's address.
    holder: bool,
    /// Whether it is for who is signed in.
    own: bool,
    /// The QR code and the secret of a new second factor.
    anew: Option<(String, SetUp)>,
}

#[derive(Template)]
#[template(path = "people/pages/link_gone.html")]
struct GonePage<'a> {
    page: Page<'a>,
    /// It was used, and did what it is for.
    used: bool,
    /// Whether somebody is signed in.
    known: bool,
}

fn gone(ctx: &Ctx, used: bool) -> Reply {
    let (status, title) = match used {
        true => (StatusCode::OK, "people-link-used-title"),
        false => (StatusCode::NOT_FOUND, "people-link-gone-title"),
    };
    ctx.html_with(status, &GonePage { page: ctx.page(title), used, known: ctx.actor().person().is_some() })
}

async fn show(ctx: &Ctx, link: &Link, form: &Form) -> Reply {
    let title = match link.kind {
        Kind::SignIn => "people-link-title",
        Kind::Reset => "people-new-password-title",
        Kind::Invitation => "people-invitation-title",
        Kind::Opening => "people-opening-title",
        Kind::Address => "people-address-title",
        Kind::Factor => "people-factor-new-title",
    };
    let person = ctx.actor().person();
    let (of, known) = (link.clone(), person.map(|person| person.name.as_str()));
    let holder = ctx.read(move |tx, _| links::has_account(tx, &of)).await?;
    let own = person.is_some_and(|person| Some(person.id) == link.person);
    let anew = factor::anew(ctx, link).await?;
    let page = ctx.page(title).of(form);
    ctx.form_html(form, &LinkPage { page, form, link, action: &ctx.path, known, holder, own, anew })
}

/// A link that can be used; otherwise what it was used for, if it was.
async fn find(ctx: &Ctx, token: String) -> Result<Result<Link, Option<Kind>>, Error> {
    ctx.read(move |tx, who| match links::find(tx, &token, who.now)? {
        Some(link) => Ok(Ok(link)),
        None => Ok(Err(links::used(tx, &token)?)),
    })
    .await
}

/// Whether it was used by now. Asked where changes are made, one after another: what another form has just done may not be
/// seen elsewhere yet.
async fn is_used(ctx: &Ctx, token: String) -> Result<bool, Error> {
    ctx.write(move |tx, _| Ok(links::used(tx, &token)?.is_some())).await
}

/// `GET /links/{token}`
pub async fn link(ctx: Ctx, Path(token): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let link = match find(&ctx, token).await? {
        Ok(link) => link,
        Err(used) => return gone(&ctx, used.is_some()),
    };
    if let Some(again) = ask_again(&ctx, query.as_deref()) {
        return Ok(again);
    }
    match link.kind {
        Kind::Invitation => drop(person(&ctx)?),
        Kind::Address if person(&ctx)?.is_none() => return Err(Error::SignIn),
        _ => {}
    }
    show(&ctx, &link, &Form::filled([("next", next_of(query.as_deref()))])).await
}

/// `POST /links/{token}`
pub async fn use_link(ctx: Ctx, Path(token): Path<String>, form: Form) -> Reply {
    let link = match find(&ctx, token.clone()).await? {
        Ok(link) => link,
        Err(_) => return used_before(&ctx, token, &form).await,
    };
    let used = match link.kind {
        Kind::SignIn => sign_in(&ctx, token.clone(), &form).await,
        Kind::Reset => set_password(&ctx, token.clone(), &link, &form).await,
        Kind::Invitation => accept(&ctx, token.clone(), &link, &form).await,
        Kind::Opening => open(&ctx, token.clone(), &link, &form).await,
        Kind::Address => take_address(&ctx, token.clone(), &form).await,
        Kind::Factor => factor::set_up_anew(&ctx, token.clone(), &link, &form).await,
    };
    match used {
        Ok(reply) => Ok(reply),
        Err(error @ (Error::Busy | Error::Internal(_) | Error::TooMany(_))) => Err(error),
        // The same form may have used it in between.
        Err(error) if !is_used(&ctx, token.clone()).await? => match error {
            Error::Invalid(errors) => show(&ctx, &link, &ctx.refuse(without_secrets(&form), errors)).await,
            other => Err(other),
        },
        Err(_) => used_before(&ctx, token, &form).await,
    }
}

/// What this form did when it was sent before: the same answer again. Another's use is only told.
async fn used_before(ctx: &Ctx, token: String, form: &Form) -> Reply {
    let browser = browser(ctx, form);
    let (used, begun) = ctx
        .write(move |tx, c| {
            let begun = sessions::begun_before(tx, &browser, c.now)?;
            let begun =
                begun.map(|(id, started)| Ok::<_, Error>((links::has_password(tx, id)?, started))).transpose()?;
            Ok((links::used(tx, &token)?, begun))
        })
        .await?;
    match (used, begun) {
        (Some(kind), Some((has_password, started))) => {
            let next = match kind {
                Kind::Opening => onward(next_in(form)),
                Kind::SignIn => first_page(ctx, has_password).to_owned(),
                _ => HOME.to_owned(),
            };
            Ok(signed_in(ctx, &started, &next))
        }
        (used, _) => gone(ctx, used.is_some()),
    }
}

/// Whoever signs in by link for the first time sets a password; in a demonstration there are none.
fn first_page(ctx: &Ctx, has_password: bool) -> &'static str {
    if ctx.app.demo() || has_password { HOME } else { "/account/password" }
}

async fn sign_in(ctx: &Ctx, token: String, form: &Form) -> Reply {
    let browser = browser(ctx, form);
    let (started, has_password) = ctx
        .write(move |tx, c| {
            let link = links::use_up(tx, &token, Kind::SignIn, c.now)?;
            let person = link.person.ok_or(Error::NotFound)?;
            let has_password = links::has_password(tx, person)?;
            Ok((sessions::start_session(tx, c, person, None, true, &browser)?, has_password))
        })
        .await?;
    Ok(signed_in(ctx, &started, first_page(ctx, has_password)))
}

async fn set_password(ctx: &Ctx, token: String, link: &Link, form: &Form) -> Reply {
    let id = link.person.ok_or(Error::NotFound)?;
    let account = ctx.read(move |tx, _| account::of(tx, id)).await?;
    let phc = read_new_password(ctx, form, &account.own_words()).await?;
    let browser = browser(ctx, form);
    let started = ctx.write(move |tx, c| reset::set(tx, c, &token, &phc, &browser)).await?;
    Ok(signed_in(ctx, &started, HOME))
}

/// With the account of who is signed in; else with a new one for the address to which it was mailed. One that was not
/// mailed proves no address: a letter does, and leads back here.
async fn accept(ctx: &Ctx, token: String, link: &Link, form: &Form) -> Reply {
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
    let Some(email) = &link.email else { return send_letter(ctx, form, &ctx.path).await };
    count(ctx, [Key::address("register", &ctx.address, REGISTER)]).await?;
    let new = read_named(ctx, form, email).await?;
    let browser = browser(ctx, form);
    let started = ctx
        .write(move |tx, c| {
            let id = commands::add(tx, c, &new)?;
            let membership = links::accept(tx, c, &token, id)?;
            sessions::start_session(tx, c, id, Some(membership), false, &browser)
        })
        .await?;
    Ok(signed_in(ctx, &started, HOME))
}

/// Opens the account of the link's address.
async fn open(ctx: &Ctx, token: String, link: &Link, form: &Form) -> Reply {
    count(ctx, [Key::address("register", &ctx.address, REGISTER)]).await?;
    let new = read_named(ctx, form, link.email.as_deref().unwrap_or_default()).await?;
    let browser = browser(ctx, form);
    let started: Started = ctx.write(move |tx, c| mailbox::open(tx, c, &token, &new, &browser)).await?;
    Ok(signed_in(ctx, &started, &onward(next_in(form))))
}

/// Who has opened an account goes on with what led to it: an invitation, else the organization to be registered, and
/// after that what they had begun.
fn onward(next: &str) -> String {
    if next.starts_with("/links/") { next.to_owned() } else { with_next("/register", next) }
}

async fn take_address(ctx: &Ctx, token: String, form: &Form) -> Reply {
    let id: Uuid = person(ctx)?.ok_or(Error::SignIn)?.id;
    let (subject, text) = (ctx.t("people-changed-subject"), ctx.t("people-email-changed-letter"));
    ctx.command(form, move |tx, c| {
        mailbox::take_address(tx, c, &token, id, (&subject, &text))?;
        Ok(Done::at("/account").say("people-contact-changed"))
    })
    .await
}

/// Where an invited person who has an account signs in first.
fn sign_in_first(action: &str) -> String {
    with_next("/sign-in", action)
}
