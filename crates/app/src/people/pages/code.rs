//! The second factor at sign-in: asks for the code, or sets it up when there is none yet.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Redirect};

use super::{count, next_in, next_of, set_session, with_next, without_secrets};
use crate::people::account;
use crate::people::factor::{self, SetUp, Taken};
use crate::people::throttle::{CODE, Key};
use crate::web::guard::form_token;
use crate::web::{Ctx, Done, Error, Form, Page, Reply, qr};

/// What the page asks for.
enum Asked {
    /// To begin setting up.
    Begin,
    /// The first code of a new secret, with its QR code.
    First(String, SetUp),
    /// A code.
    Code,
    /// It was reset, and the link that sets it up anew lies in the mailbox.
    Mailed,
}

#[derive(Template)]
#[template(path = "people/pages/code.html")]
struct CodePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    asked: Asked,
}

/// The QR code of a new secret.
pub(super) fn picture(ctx: &Ctx, set_up: &SetUp) -> Result<String, Error> {
    qr::svg(&set_up.address, &ctx.t("people-factor-picture"), 232)
}

async fn show(ctx: &Ctx, form: &Form) -> Reply {
    let id = ctx.actor().person().ok_or(Error::SignIn)?.id;
    let account = ctx.read(move |tx, _| account::of(tx, id)).await?;
    let asked = match factor::set_up(&account) {
        _ if account.factor_reset_at.is_some() => Asked::Mailed,
        Some(set_up) => Asked::First(picture(ctx, &set_up)?, set_up),
        None if account.totp_since.is_some() => Asked::Code,
        None => Asked::Begin,
    };
    let title = if matches!(asked, Asked::Code) { "people-code-title" } else { "people-factor-title" };
    ctx.form_html(form, &CodePage { page: ctx.page(title).of(form), form, asked })
}

/// `GET /sign-in/code`
pub async fn code_form(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    show(&ctx, &Form::filled([("next", next_of(query.as_deref()))])).await
}

/// `POST /sign-in/code`
pub async fn code(ctx: Ctx, form: Form) -> Reply {
    let person = ctx.actor().person().ok_or(Error::SignIn)?;
    let (id, session) = (person.id, person.session);
    if form.value("do") == "begin" {
        ctx.write(move |tx, c| factor::begin(tx, c, id)).await?;
        return Ok(Redirect::to(&with_next("/sign-in/code", next_in(&form))).into_response());
    }
    let key = Key::new("code", &id.to_string(), CODE);
    count(&ctx, [key.clone()]).await?;
    let typed = form.value("code").to_owned();
    match ctx.write(move |tx, c| account::take_code(tx, c, (id, session), &typed, &key)).await {
        Ok((taken, token)) => after(ctx, &form, &taken, &token),
        Err(Error::Invalid(errors)) => show(&ctx, &ctx.refuse(without_secrets(&form), errors)).await,
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "people/pages/recovery.html")]
struct RecoveryPage<'a> {
    page: Page<'a>,
    codes: &'a [String],
    next: &'a str,
}

/// The recovery codes: they can be seen only now.
pub(super) fn show_recovery(ctx: &Ctx, codes: &[String], next: &str) -> Reply {
    ctx.html(&RecoveryPage { page: ctx.page("people-recovery-title"), codes, next })
}

/// The session goes on under a new cookie.
fn after(mut ctx: Ctx, form: &Form, taken: &Taken, token: &str) -> Reply {
    let next = next_in(form);
    let mut response = match taken {
        Taken::SetUp(codes) => {
            ctx.csrf = form_token(token).into();
            show_recovery(&ctx, codes, next)?
        }
        Taken::Code => ctx.go(&Done::at(next)),
        Taken::Recovery(left) if *left < 3 => ctx.go(&Done::at("/account").say("people-recovery-few")),
        Taken::Recovery(_) => ctx.go(&Done::at(next).say("people-recovery-used")),
    };
    set_session(&ctx, &mut response, token);
    Ok(response)
}
