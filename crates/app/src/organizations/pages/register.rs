//! Registering: the person and their firm or provider on one page, then what came of it.

use askama::Template;
use axum::extract::RawQuery;

use crate::organizations::admitting::{self, Registered};
use crate::organizations::model::{NewOrganization, Organization, division_options};
use crate::organizations::store;
use crate::people::pages::{self, browser, read_person, signed_in, without_secrets};
use crate::people::throttle::{Key, REGISTER};
use crate::people::{self, NewPerson};
use crate::web::guard::ask_again;
use crate::web::{Ctx, Done, Error, Form, FormErrors, Page, Reply};

#[derive(Template)]
#[template(path = "organizations/pages/register.html")]
struct RegisterPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    divisions: Vec<(String, String)>,
    /// Who is signed in is known already.
    known: bool,
}

fn show(ctx: &Ctx, form: &Form) -> Reply {
    let page = ctx.page("organizations-register-title").of(form);
    let known = ctx.actor().person().is_some();
    ctx.form_html(form, &RegisterPage { page, form, divisions: division_options(), known })
}

/// `GET /register`
pub async fn register_form(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    pages::person(&ctx)?;
    if let Some(again) = ask_again(&ctx, query.as_deref()) {
        return Ok(again);
    }
    show(&ctx, &Form::filled([("kinds", "firm")]))
}

/// `POST /register`
pub async fn register(ctx: Ctx, form: Form) -> Reply {
    pages::person(&ctx)?;
    pages::count(&ctx, [Key::address("register", &ctx.address, REGISTER)]).await?;
    match try_register(&ctx, &form).await {
        Err(Error::Invalid(errors)) => show(&ctx, &ctx.refuse(without_secrets(&form), errors)),
        other => other,
    }
}

async fn try_register(ctx: &Ctx, form: &Form) -> Reply {
    let (mut new, person) = read(ctx, form).await?;
    let browser = browser(ctx);
    let who = ctx.actor().person().map(|person| (person.id, person.session));
    let (registered, started) = ctx
        .write(move |tx, c| {
            let id = match (who, &person) {
                (Some((id, _)), _) => id,
                (None, Some(person)) => people::add(tx, c, person)?,
                (None, None) => return Err(Error::SignIn),
            };
            if new.contact_name.is_empty() {
                new.contact_name = people::name_of(tx, id)?;
            }
            let registered = admitting::register_for(tx, c, id, &new)?;
            let membership = match registered {
                Registered::New(membership) => Some(membership),
                Registered::Asked => None,
            };
            let started = match (who, membership) {
                (None, _) => Some(people::start_session(tx, c, id, membership, false, &browser)?),
                (Some((_, session)), Some(membership)) => {
                    people::act_for(tx, c, id, session, membership)?;
                    None
                }
                (Some(_), None) => None,
            };
            Ok((registered, started))
        })
        .await?;
    let location = match registered {
        Registered::New(_) => "/register/done",
        Registered::Asked => "/register/waiting",
    };
    Ok(match started {
        Some(started) => signed_in(ctx, &started, location),
        None => ctx.go(&Done::at(location)),
    })
}

/// Both halves of the form, so that everything wrong is said at once.
async fn read(ctx: &Ctx, form: &Form) -> Result<(NewOrganization, Option<NewPerson>), Error> {
    let organization = NewOrganization::read(form, None);
    let person = match ctx.actor().person() {
        Some(_) => Ok(None),
        None => read_person(ctx, form).await.map(Some),
    };
    match (organization, person) {
        (Ok(mut new), Ok(person)) => {
            if let Some(person) = &person {
                new.contact_name.clone_from(&person.name);
                new.contact_phone = person.phone.clone().unwrap_or_default();
            }
            Ok((new, person))
        }
        (Err(errors), Err(Error::Invalid(more))) => Err(FormErrors([more.0, errors.0].concat()).into()),
        (Err(errors), _) => Err(errors.into()),
        (_, Err(error)) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "organizations/pages/done.html")]
struct DonePage<'a> {
    page: Page<'a>,
    organization: Organization,
}

/// `GET /register/done`: the size class and what one can do now.
pub async fn done(ctx: Ctx) -> Reply {
    let organization = ctx
        .read(|tx, who| {
            let id = who.actor.membership().and_then(|membership| membership.organization).ok_or(Error::NotFound)?;
            store::by_id(tx, id)
        })
        .await?;
    ctx.html(&DonePage { page: ctx.page("organizations-done-title"), organization })
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
