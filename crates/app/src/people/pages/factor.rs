//! Setting up a new second factor in place of one that was reset.

use super::code::{picture, show_recovery};
use super::contact::check_present;
use super::{HOME, browser, count, set_session};
use crate::people::factor::{self, SetUp};
use crate::people::links::{Kind, Link};
use crate::people::throttle::{self, CODE, Key, RESET};
use crate::people::{account, factor_reset};
use crate::web::guard::form_token;
use crate::web::{Ctx, Done, Error, Form, Reply};

/// The QR code and the secret that the link's page shows; `None` for links of another kind.
pub(super) async fn anew(ctx: &Ctx, link: &Link) -> Result<Option<(String, SetUp)>, Error> {
    let (Kind::Factor, Some(id)) = (link.kind, link.person) else { return Ok(None) };
    let account = ctx.read(move |tx, _| account::of(tx, id)).await?;
    let Some(set_up) = factor::set_up(&account) else { return Ok(None) };
    Ok(Some((picture(ctx, &set_up)?, set_up)))
}

/// By mailbox and password together: neither of them alone is enough.
pub(super) async fn set_up_anew(ctx: &Ctx, token: String, link: &Link, form: &Form) -> Reply {
    let id = link.person.ok_or(Error::NotFound)?;
    let account = ctx.read(move |tx, _| account::of(tx, id)).await?;
    check_present(ctx, &account, form).await?;
    let key = Key::new("code", &id.to_string(), CODE);
    count(ctx, [key.clone()]).await?;
    let (typed, browser) = (form.value("code").to_owned(), browser(ctx, form));
    let (codes, started) = ctx
        .write(move |tx, c| {
            let done = factor_reset::set_up_anew(tx, c, &token, &typed, &browser)?;
            throttle::clear(tx, &key)?;
            Ok(done)
        })
        .await?;
    let mut ctx = ctx.clone();
    ctx.csrf = form_token(&started.token).into();
    let mut response = show_recovery(&ctx, &codes, HOME)?;
    set_session(&ctx, &mut response, &started.token);
    Ok(response)
}

/// `POST /sign-in/code/resend`: the letter with the link again.
pub async fn resend(ctx: Ctx, form: Form) -> Reply {
    let id = ctx.actor().person().ok_or(Error::SignIn)?.id;
    let (app, keys) = (ctx.app.clone(), [Key::new("factor", &id.to_string(), RESET)]);
    ctx.command(&form, move |tx, c| {
        throttle::count(tx, &keys, c.now)?.over()?;
        factor_reset::again(tx, c, &app, id)?;
        Ok(Done::at("/sign-in/code").say("people-factor-resent"))
    })
    .await
}
