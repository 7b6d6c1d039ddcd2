//! Registering a firm or provider: by way of the mailbox to an account, then the organization, then what came of it.

use askama::Template;
use axum::extract::RawQuery;

use crate::access::Person;
use crate::organizations::admitting::{self, Registered};
use crate::organizations::model::{NewOrganization, Organization, division_options};
use crate::organizations::store;
use crate::people;
use crate::people::contact::with_next;
use crate::people::pages::{self, next_in, next_of};
use crate::people::throttle::{Key, REGISTER};
use crate::web::guard::ask_again;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "organizations/pages/register.html")]
struct RegisterPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    divisions: Vec<(String, String)>,
}

fn show(ctx: &Ctx, form: &Form) -> Reply {
    let page = ctx.page("organizations-register-title").of(form);
    ctx.form_html(form, &RegisterPage { page, form, divisions: division_options() })
}

/// `GET /register`: first the account, by way of its mailbox, then the organization.
pub async fn register_form(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let known = pages::person(&ctx)?.is_some();
    let next = next_of(query.as_deref());
    if known {
        return show(&ctx, &Form::filled([("kinds", "firm"), ("next", &next)]));
    }
    if let Some(again) = ask_again(&ctx, query.as_deref()) {
        return Ok(again);
    }
    pages::ask_address(&ctx, "organizations-register-title", &Form::filled([("next", next)]))
}

/// `POST /register`
pub async fn register(ctx: Ctx, form: Form) -> Reply {
    let Some(person) = pages::person(&ctx)? else {
        return match pages::send_letter(&ctx, &form, next_in(&form)).await {
            Err(Error::Invalid(errors)) => {
                pages::ask_address(&ctx, "organizations-register-title", &ctx.refuse(form, errors))
            }
            other => other,
        };
    };
    pages::count(&ctx, [Key::address("register", &ctx.address, REGISTER)]).await?;
    match try_register(&ctx, person, &form).await {
        Err(Error::Invalid(errors)) => show(&ctx, &ctx.refuse(form, errors)),
        other => other,
    }
}

async fn try_register(ctx: &Ctx, person: &Person, form: &Form) -> Reply {
    let mut new = NewOrganization::read(form, None)?;
    let (id, session, next) = (person.id, person.session, next_in(form).to_owned());
    ctx.command(form, move |tx, c| {
        let (name, phone) = people::contact_of(tx, id)?;
        new.contact_name = name;
        new.contact_phone = phone;
        Ok(match admitting::register_for(tx, c, id, &new)? {
            Registered::New(membership) => {
                people::act_for(tx, c, id, session, membership)?;
                Done::at(with_next("/register/done", &next))
            }
            Registered::Asked => Done::at("/register/waiting"),
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "organizations/pages/done.html")]
struct DonePage<'a> {
    page: Page<'a>,
    organization: Organization,
    /// What was begun before registering.
    next: String,
}

/// `GET /register/done`: the size class and what one can do now.
pub async fn done(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let next = next_of(query.as_deref());
    let organization = ctx
        .read(|tx, who| {
            let id = who.actor.membership().and_then(|membership| membership.organization).ok_or(Error::NotFound)?;
            store::by_id(tx, id)
        })
        .await?;
    ctx.html(&DonePage { page: ctx.page("organizations-done-title"), organization, next })
}

#[derive(Template)]
#[template(path = "organizations/pages/waiting.html")]
struct WaitingPage<'a> {
    page: Page<'a>,
}

/// `GET /register/waiting`: the owner has been asked.
pub async fn waiting(ctx: Ctx) -> Reply {
    ctx.html(&WaitingPage { page: ctx.page("organizations-waiting-title") })
}
