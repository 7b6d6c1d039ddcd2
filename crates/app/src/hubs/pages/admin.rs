//! The hubs of the installation, as the administrator keeps them.

use askama::Template;
use axum::extract::{Path, RawQuery};

use super::super::model::{Filter, Hub, LEVELS, Listed, STAGES, Standing};
use super::super::{commands, store};
use super::hub::{divisions, read};
use super::{again, choices, show, text, version};
use crate::web::export::Column::{Integer, Text};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Form, Page, Reply};

#[derive(Template)]
#[template(path = "hubs/admin_list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    hubs: Vec<Listed>,
    paging: Paging,
}

impl ListPage<'_> {
    fn division(&self, hub: &Hub) -> String {
        codes::divisions::full_name(&hub.division).unwrap_or_default()
    }
}

/// `GET /admin/hubs?q=鞋`: every hub, removed ones too.
pub async fn admin_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (form, paging) = (asked.form(), asked.paging());
    let filter = every(&form);
    let offset = paging.offset();
    let read = ctx.read(move |tx, _| Ok((store::list(tx, &filter, offset, PAGE_ROWS)?, store::count(tx, &filter)?)));
    let (hubs, total) = read.await?;
    ctx.html(&ListPage { page: ctx.page("hubs-admin"), form, hubs, paging: paging.of(total) })
}

fn every(form: &Form) -> Filter {
    Filter { words: text(form, "q"), with_removed: true, ..Filter::default() }
}

// keys: hubs-level-* hubs-stage-*
static EXPORT: Export<Listed> = Export {
    title: "hubs-admin",
    columns: &[
        Text("hubs-code", |l, _| l.hub.code.clone()),
        Text("hubs-name", |l, _| l.hub.name.clone()),
        Text("hubs-industry", |l, _| l.hub.industry.clone()),
        Text("hubs-division", |l, _| codes::divisions::full_name(&l.hub.division).unwrap_or_default()),
        Text("hubs-level", |l, words| words.t(&format!("hubs-level-{}", l.hub.level)).into_owned()),
        Text("hubs-stage", |l, words| words.t(&format!("hubs-stage-{}", l.hub.stage)).into_owned()),
        Integer("hubs-grade-year", |l| l.grade.as_ref().map(|(year, _)| *year)),
        Text("hubs-latest-grade", |l, _| l.grade.as_ref().map(|(_, word)| word.clone()).unwrap_or_default()),
    ],
    contacts: false,
};

/// `GET /admin/hubs.xlsx`, `.csv`: the same list as a file.
pub async fn save_hubs(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let filter = every(&Asked::read(query.as_deref()).form());
    export::answer(&ctx, &EXPORT, move |tx, _, offset, rows| store::list(tx, &filter, offset, rows)).await
}

#[derive(Template)]
#[template(path = "hubs/admin_add.html")]
struct AddForm<'a> {
    page: Page<'a>,
    form: &'a Form,
    divisions: Vec<(&'static str, String)>,
    levels: Vec<(&'static str, String)>,
    stages: Vec<(&'static str, String)>,
}

/// `GET /admin/hubs/new`
pub async fn admin_add_form(ctx: Ctx) -> Reply {
    render_add(&ctx, &Form::filled([("level", "city"), ("stage", "cultivating")]))
}

fn render_add(ctx: &Ctx, form: &Form) -> Reply {
    let page = ctx.page("hubs-admin-add").of(form);
    let (levels, stages) = standings(ctx);
    show(ctx, form, &AddForm { page, form, divisions: divisions(form.value("division")), levels, stages })
}

type Choices = Vec<(&'static str, String)>;

fn standings(ctx: &Ctx) -> (Choices, Choices) {
    (choices(ctx, "hubs-level-", &LEVELS), choices(ctx, "hubs-stage-", &STAGES))
}

/// `POST /admin/hubs/new`
pub async fn admin_add(ctx: Ctx, form: Form) -> Reply {
    let new = read(&form);
    let reply = ctx.command(&form, move |tx, c| {
        commands::create(tx, c, &new)?;
        Ok(Done::at(format!("/admin/hubs/{}", new.code)).say("hubs-admin-added"))
    });
    match reply.await {
        Err(error) => render_add(&ctx, &again(&ctx, form, error, |_, _| Ok(0)).await?),
        done => done,
    }
}

#[derive(Template)]
#[template(path = "hubs/admin_hub.html")]
struct StandingForm<'a> {
    page: Page<'a>,
    form: &'a Form,
    hub: Hub,
    divisions: Choices,
    levels: Choices,
    stages: Choices,
}

/// `GET /admin/hubs/{code}`
pub async fn admin_form(ctx: Ctx, Path(code): Path<String>) -> Reply {
    render(&ctx, code, None).await
}

/// `typed` is the form as it was sent; at first it is filled from the hub.
async fn render(ctx: &Ctx, code: String, typed: Option<Form>) -> Reply {
    let hub = ctx.read(move |tx, _| store::by_code(tx, &code)).await?;
    let form = typed.unwrap_or_else(|| {
        let version = hub.version.to_string();
        let division = ("division", hub.division.as_str());
        Form::filled([("version", version.as_str()), ("level", &hub.level), ("stage", &hub.stage), division])
    });
    let divisions = divisions(&hub.division);
    let page = ctx.page("hubs-admin").titled(hub.name.clone()).of(&form);
    let (levels, stages) = standings(ctx);
    show(ctx, &form, &StandingForm { page, form: &form, hub, divisions, levels, stages })
}

/// `POST /admin/hubs/{code}`: its level, stage and division.
pub async fn admin_change(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let new = Standing { level: text(&form, "level"), stage: text(&form, "stage"), division: text(&form, "division") };
    let (version, of) = (version(&form), code.clone());
    let reply = ctx.command(&form, move |tx, c| {
        let hub = Hub { version, ..store::by_code(tx, &of)? };
        commands::change_standing(tx, c, &hub, &new)?;
        Ok(Done::at("/admin/hubs").say("hubs-saved"))
    });
    let of = code.clone();
    match reply.await {
        Err(error) => {
            let form = again(&ctx, form, error, move |tx, _| Ok(store::by_code(tx, &of)?.version)).await?;
            render(&ctx, code, Some(form)).await
        }
        done => done,
    }
}
