//! What a hub says of itself.

use askama::Template;

use super::super::checking::industry_codes;
use super::super::commands;
use super::super::model::{Hub, NewHub};
use super::{again, own_hub, show, text, version};
use crate::web::{Ctx, Done, Form, Page, Reply};

#[derive(Template)]
#[template(path = "hubs/hub_form.html")]
struct HubForm<'a> {
    page: Page<'a>,
    form: &'a Form,
}

/// `GET /directory/hub`
pub async fn hub_form(ctx: Ctx) -> Reply {
    let hub = ctx.read(own_hub).await?;
    render(&ctx, &filled(hub))
}

fn filled(hub: Hub) -> Form {
    Form::filled([
        ("version", hub.version.to_string()),
        ("name", hub.name),
        ("industry", hub.industry),
        ("industry_codes", hub.industry_codes),
        ("operator", hub.operator),
        ("address", hub.address),
        ("hours", hub.hours),
        ("phone", hub.phone),
        ("email", hub.email),
        ("introduction", hub.introduction),
    ])
}

fn render(ctx: &Ctx, form: &Form) -> Reply {
    show(ctx, form, &HubForm { page: ctx.page("hubs-edit").of(form), form })
}

/// The divisions to choose from: those of the city that the hub lies in, Wenzhou for a new one.
pub(super) fn divisions(of: &str) -> Vec<(&'static str, String)> {
    let city = of.get(..4).filter(|city| codes::divisions::lookup(city).is_some()).unwrap_or("3303");
    let all = codes::divisions::lookup(city).into_iter().chain(codes::divisions::children(city));
    all.map(|each| (each.code, codes::divisions::full_name(each.code).unwrap_or_default())).collect()
}

/// `POST /directory/hub`
pub async fn hub(ctx: Ctx, form: Form) -> Reply {
    let (new, version) = (read(&form), version(&form));
    let reply = ctx.command(&form, move |tx, c| {
        let hub = Hub { version, ..own_hub(tx, c)? };
        commands::change(tx, c, &hub, &new)?;
        Ok(Done::at("/directory").say("hubs-saved"))
    });
    match reply.await {
        Err(error) => render(&ctx, &again(&ctx, form, error, |tx, who| Ok(own_hub(tx, who)?.version)).await?),
        done => done,
    }
}

/// The hub as typed; its code in upper case.
pub(super) fn read(form: &Form) -> NewHub {
    NewHub {
        code: codes::text::tidy(form.value("code")),
        name: text(form, "name"),
        industry: text(form, "industry"),
        industry_codes: industry_codes(form.value("industry_codes")),
        division: text(form, "division"),
        level: text(form, "level"),
        stage: text(form, "stage"),
        operator: text(form, "operator"),
        address: text(form, "address"),
        hours: text(form, "hours"),
        phone: text(form, "phone"),
        email: codes::text::to_half_width(form.value("email")).to_lowercase(),
        introduction: text(form, "introduction"),
    }
}
