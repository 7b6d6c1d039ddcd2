//! A firm that was registered at the window has nobody yet: the clerk gives it a link for its first owner.

use axum::extract::Path;

use super::super::store;
use super::need;
use crate::mail::{self, Letter};
use crate::people::links::{self, Invited, Way};
use crate::people::throttle::{self, INVITE, Key};
use crate::people::{self, contact};
use crate::web::{Ctx, Done, Error, Form, FormErrors, Refusal, Reply};

/// `POST /needs/{reference}/invitation`: mails the link where an address is given, else shows it; it is kept nowhere. The
/// form sent twice makes one.
pub async fn invite(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let person = ctx.actor().person().ok_or(Error::SignIn)?.id;
    let counted = [Key::new("invite", &person.to_string(), INVITE)];
    let (base, typed, of) = (ctx.app.config.server.base_url.clone(), form.value("email").to_owned(), reference.clone());
    let (app, asked_in) = (ctx.app.clone(), ctx.language);
    let token = ctx.secret(&form, "link");
    let (way, invited) = match contact::read_email(&typed) {
        Some(email) => (Way::Mailed(email.clone()), Invited::Mailed(email)),
        None => (Way::Shown(token.clone()), Invited::Shown(format!("{base}/links/{token}"))),
    };
    let back = ctx.path.to_string();
    let made = ctx.command(&form, move |tx, c| {
        let need = store::by_reference(tx, &of)?;
        c.reach(&need.parties())?;
        if !typed.is_empty() && matches!(way, Way::Shown(_)) {
            return Err(FormErrors::one("email", Refusal::new("people-email-wrong")).into());
        }
        throttle::count(tx, &counted, c.now)?.over()?;
        let token = links::invite_first_owner(tx, c, need.firm_id, need.hub_id, &way)?;
        if let Way::Mailed(to) = way {
            let language = app.messages.language(people::language_for(tx, &to, asked_in)?);
            let subject = language.t("needs-invite-subject").into_owned();
            let said = language.with("needs-invite-letter", &[("hub", &need.hub_name), ("firm", &need.firm_name)]);
            mail::post(tx, c, &Letter { to, subject, text: format!("{said}\n\n{base}/links/{token}\n") })?;
        }
        Ok(Done::at(back))
    });
    match made.await {
        Ok(_) => need::render_with(&ctx, reference, Form::default(), Some(invited), None).await,
        Err(Error::Invalid(errors)) => need::render(&ctx, reference, ctx.refuse(form, errors)).await,
        Err(error) => Err(error),
    }
}
