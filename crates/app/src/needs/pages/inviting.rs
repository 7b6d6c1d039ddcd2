//! A firm that was registered at the window has nobody yet: the clerk gives it a link for its first owner.

use axum::extract::Path;

use super::super::store;
use super::need;
use crate::mail::{self, Letter};
use crate::people::throttle::{self, INVITE, Key};
use crate::people::{contact, links};
use crate::web::{Ctx, Error, Form, FormErrors, Refusal, Reply};

/// `POST /needs/{reference}/invitation`: shows the link, which is kept nowhere, and mails it where an address is given.
pub async fn invite(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let person = ctx.actor().person().ok_or(Error::SignIn)?.id;
    let counted = [Key::new("invite", &person.to_string(), INVITE)];
    let (base, typed, of) = (ctx.app.config.server.base_url.clone(), form.value("email").to_owned(), reference.clone());
    let (subject, app, code) = (ctx.t("needs-invite-subject"), ctx.app.clone(), ctx.language);
    let made = ctx.write(move |tx, c| {
        let need = store::by_reference(tx, &of)?;
        c.reach(&need.parties())?;
        let email = match typed.as_str() {
            "" => None,
            typed => Some(
                contact::read_email(typed)
                    .ok_or_else(|| FormErrors::one("email", Refusal::new("people-email-wrong")))?,
            ),
        };
        throttle::count(tx, &counted, c.now)?.over()?;
        let language = app.messages.language(code);
        let token = links::invite_first_owner(tx, c, need.firm_id, need.hub_id, email.clone())?;
        let address = format!("{base}/links/{token}");
        if let Some(to) = email {
            let said = language.with("needs-invite-letter", &[("hub", &need.hub_name), ("firm", &need.firm_name)]);
            mail::post(tx, c, &Letter { to, subject, text: format!("{said}\n\n{address}\n") })?;
        }
        Ok(address)
    });
    match made.await {
        Ok(address) => need::render_with(&ctx, reference, Form::default(), Some(address), None).await,
        Err(Error::Invalid(errors)) => need::render(&ctx, reference, ctx.refuse(form, errors)).await,
        Err(error) => Err(error),
    }
}
