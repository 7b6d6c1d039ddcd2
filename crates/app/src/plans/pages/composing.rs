//! A plan composed from a template in one step, and a plan kept as one.

use axum::extract::{Path, RawQuery};
use uuid::Uuid;

use super::super::commands;
use super::super::model::Link;
use super::super::store_templates as store;
use super::super::templates::{self, Choice, Line, Template};
use super::templates::{names_before, own, read_head};
use super::{again, of_need};
use crate::catalogue::{self, ServiceProvider};
use crate::hubs;
use crate::needs::{self, Need};
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// A line with everybody who may be asked today.
struct Offered {
    line: Line,
    after: Vec<String>,
    able: Vec<ServiceProvider>,
}

#[derive(askama::Template)]
#[template(path = "plans/compose.html")]
struct ComposePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    need: Need,
    template: Template,
    offered: Vec<Offered>,
}

impl ComposePage<'_> {
    fn hint(&self, offered: &Offered) -> String {
        if offered.after.is_empty() {
            return String::new();
        }
        self.page.t1("plans-waits-for", "names", self.page.list(&offered.after))
    }
}

/// `GET /needs/{reference}/plan/template?template=…`: the services of a template, with those who are asked ticked.
pub async fn form(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let id = Asked::read(query.as_deref()).value("template").parse().map_err(|_| Error::NotFound)?;
    render(&ctx, reference, id, None).await
}

async fn render(ctx: &Ctx, reference: String, id: Uuid, typed: Option<Form>) -> Reply {
    let (need, template, offered) = ctx
        .read(move |tx, who| {
            let need = needs::by_reference(tx, &reference)?;
            who.reach(&need.parties())?;
            let template = own(tx, who, id)?;
            let lines = store::lines(tx, template.hub_id, id)?;
            let links: Vec<Link> = store::links(tx, template.hub_id, id)?;
            let today = who.today().to_string();
            let mut offered = Vec::new();
            for line in &lines {
                let mut able = Vec::new();
                for provider in catalogue::providers_of(tx, template.hub_id, line.service_id)? {
                    if line.published && hubs::is_resident(tx, template.hub_id, provider.organization_id, &today)? {
                        able.push(provider);
                    }
                }
                offered.push(Offered {
                    after: names_before(&lines, &links, line).into_iter().map(str::to_owned).collect(),
                    line: line.clone(),
                    able,
                });
            }
            Ok((need, template, offered))
        })
        .await?;
    let form = typed.unwrap_or_else(|| {
        let defaults = offered.iter().flat_map(|offered| {
            let name = field(&offered.line.id);
            offered.line.providers.iter().map(move |id| (name.clone(), id.to_string()))
        });
        Form::filled(defaults)
    });
    let page = ctx.page("plans-compose").of(&form);
    ctx.form_html(&form, &ComposePage { page, form: &form, need, template, offered })
}

/// The name of a line's field.
fn field(line: &Uuid) -> String {
    format!("line-{line}")
}

/// `POST /needs/{reference}/plan/template`
pub async fn compose(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let id: Uuid = form.value("template").parse().map_err(|_| Error::NotFound)?;
    let sent = form.clone();
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let need = needs::by_reference(tx, &place)?;
        c.reach(&need.parties())?;
        let template = own(tx, c, id)?;
        let plan = commands::begin(tx, c, &need)?;
        let chosen = |line: &Line| -> Choice {
            let ids = sent.values(&field(&line.id));
            (line.id, ids.iter().filter_map(|id| id.parse().ok()).collect())
        };
        let choices: Vec<Choice> = store::lines(tx, template.hub_id, id)?.iter().map(chosen).collect();
        templates::compose(tx, c, &plan, &template, &choices)?;
        Ok(Done::at(format!("/needs/{place}/plan")).say("plans-composed"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, reference, id, Some(ctx.refuse(form, errors))).await,
        other => other,
    }
}

/// `POST /needs/{reference}/plan/keep`: the plan as a template.
pub async fn keep(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let head = read_head(&form);
    let place = reference.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let (need, plan) = of_need(tx, c, &place)?;
        let head = templates::Head { function: need.function, ..head };
        templates::keep(tx, c, &plan, &head)?;
        Ok(Done::at(format!("/needs/{place}/plan")).say("plans-kept"))
    });
    again(&ctx, reference, &form, reply.await).await
}
