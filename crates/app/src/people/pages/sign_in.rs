//! Signing in, signing out, acting for another.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect};

use super::{browser, count, next_in, next_of, person, signed_in, with_next, without_secrets};
use crate::people::contact::read_login;
use crate::people::throttle::{ACCOUNT, ACCOUNT_HERE, ADDRESS, Key};
use crate::people::{account, password, sessions};
use crate::web::guard::{ask_again, secret_cookie};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

#[derive(Template)]
#[template(path = "people/pages/sign_in.html")]
struct SignInPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    /// Where an account is opened, to go on from there with what was asked for.
    register: String,
}

fn show(ctx: &Ctx, form: &Form) -> Reply {
    let next = next_in(form);
    // An invitation says by itself how to accept it without an account.
    let register = if next.starts_with("/links/") { next.to_owned() } else { with_next("/register", next) };
    ctx.form_html(form, &SignInPage { page: ctx.page("people-sign-in-title").of(form), form, register })
}

/// `GET /sign-in`
pub async fn sign_in_form(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let next = next_of(query.as_deref());
    if person(&ctx)?.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    if let Some(again) = ask_again(&ctx, query.as_deref()) {
        return Ok(again);
    }
    show(&ctx, &Form::filled([("next", next)]))
}

/// `POST /sign-in`
pub async fn sign_in(ctx: Ctx, form: Form) -> Reply {
    match try_sign_in(&ctx, &form).await {
        Err(Error::Invalid(errors)) => show(&ctx, &ctx.refuse(without_secrets(&form), errors)),
        other => other,
    }
}

/// The same work, the same time and the same words, whether there is such an account or not.
async fn try_sign_in(ctx: &Ctx, form: &Form) -> Reply {
    let login = read_login(form.value("login"));
    let mut errors = FormErrors::none();
    if login.is_empty() {
        errors.add("login", Refusal::new("people-login-needed"));
    }
    if form.value("password").is_empty() {
        errors.add("password", Refusal::new("people-password-needed"));
    }
    errors.finish()?;
    let account = Key::new("sign-in", &login, ACCOUNT);
    let here = Key::here("sign-in", &login, &ctx.address, ACCOUNT_HERE);
    let address = Key::address("sign-in", &ctx.address, ADDRESS);
    let from = ctx.address.clone();
    let (found, known) = ctx.read(move |tx, who| account::of_login(tx, &login, &from, who.now)).await?;
    let mut counted = vec![here.clone(), address.clone()];
    // A stranger who runs the account's count up keeps nobody out who is signed in from here already.
    if !known {
        counted.push(account.clone());
    }
    count(ctx, counted).await?;

    let stored = found.as_ref().and_then(|account| account.password.clone());
    let right = password::verify(stored, form.value("password")).await?;
    let Some(found) = found.filter(|_| right) else {
        return Err(FormErrors::one("login", Refusal::new("people-sign-in-wrong")).into());
    };
    let browser = browser(ctx, form);
    let started =
        ctx.write(move |tx, c| account::sign_in(tx, c, found.id, (&[account, here], &address), &browser)).await?;
    Ok(signed_in(ctx, &started, next_in(form)))
}

/// `POST /sign-out`: also for whoever is no longer signed in.
pub async fn sign_out(ctx: Ctx) -> Reply {
    if let Some(person) = ctx.actor().person() {
        let (id, session) = (person.id, person.session);
        ctx.write(move |tx, c| account::sign_out(tx, c, id, session)).await?;
    }
    let mut response = Redirect::to("/").into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("{}; Max-Age=0", secret_cookie(&ctx.app, "yz_session", ""))) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// `POST /membership`: acts for another from now on.
pub async fn switch(ctx: Ctx, form: Form) -> Reply {
    let person = ctx.actor().person().ok_or(Error::SignIn)?;
    let (id, session) = (person.id, person.session);
    let membership = form.value("id").parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        sessions::act_for(tx, c, id, session, membership)?;
        Ok(Done::at("/home"))
    })
    .await
}
