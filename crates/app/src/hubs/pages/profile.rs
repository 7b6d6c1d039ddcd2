//! An expert's own profile: what the hub shall say of them in public.

use askama::Template;
use db::Tx;
use uuid::Uuid;

use super::super::model::{Expert, Hub};
use super::super::{experts as commands, store, store_experts};
use super::experts::{fields, read};
use super::{again, show, version};
use crate::access::{Actor, Who};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "hubs/profile.html")]
struct ProfilePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    hub: Hub,
    /// `None` before the first word.
    old: Option<Expert>,
}

/// The hub where somebody is an expert, and who they are.
fn own(actor: &Actor) -> Result<(Uuid, Uuid, String), Error> {
    let (person, membership) = (actor.person().ok_or(Error::SignIn)?, actor.membership().ok_or(Error::NotFound)?);
    Ok((membership.hub.ok_or(Error::NotFound)?, person.id, person.name.clone()))
}

fn find(tx: &mut Tx, who: &Who) -> Result<(Hub, Option<Expert>, String), Error> {
    let (hub, person, name) = own(&who.actor)?;
    Ok((store::by_id(tx, hub)?, store_experts::expert_of(tx, hub, person)?, name))
}

/// `GET /expert-profile`
pub async fn profile_form(ctx: Ctx) -> Reply {
    render(&ctx, None).await
}

/// `typed` is the form as it was sent; at first it is filled with what was proposed last, else with what is published,
/// else with what is known.
async fn render(ctx: &Ctx, typed: Option<Form>) -> Reply {
    let (hub, old, name) = ctx.read(find).await?;
    let known = |old: &Expert| {
        let said = old.proposal.as_ref().unwrap_or(&old.said);
        Form::filled([("version", old.version.to_string())].into_iter().chain(fields(said)))
    };
    let first = || Form::filled([("name", name), ("industry_codes", hub.industry_codes.clone())]);
    let form = typed.unwrap_or_else(|| old.as_ref().map_or_else(first, known));
    show(ctx, &form, &ProfilePage { page: ctx.page("hubs-profile").of(&form), form: &form, hub, old })
}

/// `POST /expert-profile`
pub async fn profile(ctx: Ctx, form: Form) -> Reply {
    let (new, version) = (read(&form), version(&form));
    let reply = ctx.command(&form, move |tx, c| {
        let (hub, person, _) = own(&c.actor)?;
        let old = store_experts::expert_of(tx, hub, person)?.map(|old| Expert { version, ..old });
        commands::propose(tx, c, hub, person, old.as_ref(), &new)?;
        Ok(Done::at("/home").say("hubs-profile-sent"))
    });
    match reply.await {
        Err(error) => {
            let newest = |tx: &mut Tx, who: &Who| Ok(find(tx, who)?.1.map_or(0, |old| old.version));
            render(&ctx, Some(again(&ctx, form, error, newest).await?)).await
        }
        done => done,
    }
}
