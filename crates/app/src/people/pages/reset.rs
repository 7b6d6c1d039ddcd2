//! A forgotten password: asking for the letter. The same answer whether or not there is such an account.

use askama::Template;
use axum::extract::RawQuery;

use crate::people::contact::read_login;
use crate::people::reset as command;
use crate::people::throttle::{self, ADDRESS, Key, RESET};
use crate::web::guard::ask_again;
use crate::web::{Ctx, Done, Form, FormErrors, Page, Refusal, Reply};

#[derive(Template)]
#[template(path = "people/pages/reset.html")]
struct ResetPage<'a> {
    page: Page<'a>,
    form: &'a Form,
}

fn show(ctx: &Ctx, form: &Form) -> Reply {
    ctx.form_html(form, &ResetPage { page: ctx.page("people-reset-title").of(form), form })
}

/// `GET /reset`
pub async fn reset_form(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    match ask_again(&ctx, query.as_deref()) {
        Some(again) => Ok(again),
        None => show(&ctx, &Form::default()),
    }
}

/// `POST /reset`
pub async fn reset(ctx: Ctx, form: Form) -> Reply {
    let login = read_login(form.value("login"));
    if login.is_empty() {
        let errors = FormErrors::one("login", Refusal::new("people-login-needed"));
        return show(&ctx, &ctx.refuse(form, errors));
    }
    let keys = [Key::new("reset", &login, RESET), Key::address("reset", &ctx.address, ADDRESS)];
    let language = ctx.language;
    // Within the command, so that a form sent twice is one letter and one try; waiting costs a caller nothing here, and
    // gains nothing.
    ctx.command(&form, move |tx, c| {
        throttle::count(tx, &keys, c.now)?.over()?;
        command::ask(tx, c, &login, language)?;
        Ok(Done::at("/reset/sent"))
    })
    .await
}

#[derive(Template)]
#[template(path = "people/pages/reset_sent.html")]
struct SentPage<'a> {
    page: Page<'a>,
}

/// `GET /reset/sent`
pub async fn reset_sent(ctx: Ctx) -> Reply {
    ctx.html(&SentPage { page: ctx.page("people-reset-sent-title") })
}
