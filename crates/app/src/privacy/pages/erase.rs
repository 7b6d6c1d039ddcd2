//! Asking to be erased.

use askama::Template;
use axum::http::{HeaderValue, header};

use crate::people::pages::{check_present, without_secrets};
use crate::people::{self, Account};
use crate::privacy::erasing::{self, Blocked};
use crate::web::guard::secret_cookie;
use crate::web::languages::FIRST;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Refusal, Reply};

#[derive(Template)]
#[template(path = "privacy/erase.html")]
struct ErasePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    blocked: Blocked,
    /// Whether there is a present password to ask for.
    present: bool,
}

async fn account(ctx: &Ctx) -> Result<Account, Error> {
    let id = ctx.actor().person().ok_or(Error::SignIn)?.id;
    ctx.read(move |tx, _| people::account_of(tx, id)).await
}

async fn show(ctx: &Ctx, account: &Account, form: &Form) -> Reply {
    let id = account.id;
    let blocked = ctx.read(move |tx, _| erasing::blocked(tx, id)).await?;
    let page = ctx.page("privacy-erase-title").of(form);
    ctx.form_html(form, &ErasePage { page, form, blocked, present: account.password.is_some() })
}

/// `GET /account/erase`
pub async fn erase_form(ctx: Ctx) -> Reply {
    show(&ctx, &account(&ctx).await?, &Form::default()).await
}

/// `POST /account/erase`
pub async fn erase(ctx: Ctx, form: Form) -> Reply {
    let account = account(&ctx).await?;
    match try_erase(&ctx, &account, &form).await {
        Err(Error::Invalid(errors)) => show(&ctx, &account, &ctx.refuse(without_secrets(&form), errors)).await,
        other => other,
    }
}

async fn try_erase(ctx: &Ctx, account: &Account, form: &Form) -> Reply {
    if !form.checked("sure", "yes") {
        return Err(FormErrors::one("sure", Refusal::new("privacy-erase-sure-needed")).into());
    }
    check_present(ctx, account, form).await?;
    let id = account.id;
    // The name stands in the records of others, whoever reads them later.
    let name = ctx.app.messages.language(FIRST).t("privacy-erased-name").into_owned();
    let words = [name, ctx.t("privacy-erased-subject"), ctx.t("privacy-erased-letter")];
    ctx.write(move |tx, c| erasing::erase(tx, c, id, &words[0], (&words[1], &words[2]))).await?;
    let mut response = ctx.go(&Done::at("/sign-in").say("privacy-erased"));
    if let Ok(value) = HeaderValue::from_str(&format!("{}; Max-Age=0", secret_cookie(&ctx.app, "yz_session", ""))) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}
