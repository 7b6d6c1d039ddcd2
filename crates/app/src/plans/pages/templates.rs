//! The hub's templates: everybody there reads them, its manager keeps them.

use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::model::{Link, Offer};
use super::super::store_templates as store;
use super::super::templates::{self, Head, Line, LineWords, Move, Template};
use super::services_for;
use crate::access::Who;
use crate::catalogue;
use crate::hubs::pages::own_hub;
use crate::web::export::Column::{Integer, Text};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(askama::Template)]
#[template(path = "plans/templates.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    templates: Vec<Template>,
    paging: Paging,
    manager: bool,
}

fn is_manager(ctx: &Ctx) -> bool {
    ctx.actor().role() == Some(crate::access::Role::HubManager)
}

/// `GET /plan-templates?q=新鞋型`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, words) = (asked.paging(), asked.value("q").to_owned());
    let offset = paging.offset();
    let (templates, total) = ctx
        .read(move |tx, who| {
            let hub = own_hub(tx, who)?.id;
            Ok((store::list(tx, hub, &words, offset, PAGE_ROWS)?, store::count(tx, hub, &words)?))
        })
        .await?;
    let (page, manager) = (ctx.page("plans-templates"), is_manager(&ctx));
    ctx.html(&ListPage { page, form: asked.form(), templates, paging: paging.of(total), manager })
}

static EXPORT: Export<Template> = Export {
    title: "plans-templates",
    columns: &[
        Text("plans-template-name", |t, _| t.name.clone()),
        Text("plans-template-function", |t, _| purpose(&t.function)),
        Integer("plans-template-lines", |t| Some(t.lines)),
        Text("plans-template-words", |t, _| t.words.clone()),
    ],
    contacts: false,
};

/// `GET /plan-templates.xlsx`, `.csv`: the same list as a file.
pub async fn save_list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let words = Asked::read(query.as_deref()).value("q").to_owned();
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
        let hub = own_hub(tx, who)?.id;
        store::list(tx, hub, &words, offset, rows)
    })
    .await
}

fn purpose(function: &str) -> String {
    catalogue::function(function).map_or_else(String::new, |function| function.purpose.clone())
}

#[derive(askama::Template)]
#[template(path = "plans/template.html")]
struct TemplatePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    /// `None` for a new one.
    template: Option<Template>,
    lines: Vec<Line>,
    links: Vec<Link>,
    /// Names of the default providers.
    names: Vec<(Uuid, String)>,
    functions: Vec<(&'static str, &'static str)>,
    offers: Vec<Offer>,
    q: String,
    manager: bool,
}

impl TemplatePage<'_> {
    fn after(&self, line: &Line) -> String {
        self.page.list(names_before(&self.lines, &self.links, line))
    }

    fn providers(&self, line: &Line) -> String {
        let of = |id: &Uuid| self.names.iter().find(|(other, _)| other == id).map(|(_, name)| name.as_str());
        self.page.list(line.providers.iter().filter_map(of).collect::<Vec<_>>())
    }

    fn purpose(&self, template: &Template) -> String {
        purpose(&template.function)
    }

    fn action(&self) -> String {
        self.template.as_ref().map_or_else(|| "/plan-templates/new".into(), |t| format!("/plan-templates/{}", t.id))
    }
}

/// Names of the lines that come before one.
pub(super) fn names_before<'l>(lines: &'l [Line], links: &[Link], line: &Line) -> Vec<&'l str> {
    let before = lines.iter().filter(|other| links.contains(&Link { before: other.id, after: line.id }));
    before.map(|line| line.service_name.as_str()).collect()
}

fn functions() -> Vec<(&'static str, &'static str)> {
    catalogue::functions().iter().map(|f| (f.code.as_str(), f.purpose.as_str())).collect()
}

/// `GET /plan-templates/new`
pub async fn new(ctx: Ctx) -> Reply {
    ctx.read(own_hub).await?;
    render(&ctx, None, Form::default()).await
}

/// `GET /plan-templates/{id}?q=耐折`
pub async fn show(ctx: Ctx, Path(id): Path<Uuid>, RawQuery(query): RawQuery) -> Reply {
    let q = Asked::read(query.as_deref()).value("q").to_owned();
    let template = ctx.read(move |tx, who| own(tx, who, id)).await?;
    let head = [("name", template.name), ("words", template.words), ("function", template.function), ("q", q)];
    render(&ctx, Some(id), Form::filled(head)).await
}

/// The template at the staff's own hub.
pub(super) fn own(tx: &mut Tx, who: &Who, id: Uuid) -> Result<Template, Error> {
    let hub = own_hub(tx, who)?.id;
    store::by_id(tx, hub, id)
}

async fn render(ctx: &Ctx, id: Option<Uuid>, form: Form) -> Reply {
    let q: String = form.value("q").chars().take(50).collect();
    let (words, manager) = (q.clone(), is_manager(ctx));
    let read = ctx.read(move |tx, who| {
        let Some(id) = id else { return Ok(None) };
        let template = own(tx, who, id)?;
        let lines = store::lines(tx, template.hub_id, id)?;
        let links = store::links(tx, template.hub_id, id)?;
        let names = providers_of(tx, template.hub_id, &lines)?;
        let offers = if manager { services_for(tx, who, template.hub_id, &words)? } else { Vec::new() };
        Ok(Some((template, lines, links, names, offers)))
    });
    let (template, lines, links, names, offers) = match read.await? {
        Some((template, lines, links, names, offers)) => (Some(template), lines, links, names, offers),
        None => (None, Vec::new(), Vec::new(), Vec::new(), Vec::new()),
    };
    let title = template.as_ref().map_or_else(|| ctx.t("plans-template-new"), |template| template.name.clone());
    let page = ctx.page("plans-templates").titled(title).of(&form);
    let functions = functions();
    let shown = TemplatePage { page, form: &form, template, lines, links, names, functions, offers, q, manager };
    ctx.form_html(&form, &shown)
}

/// Names of all default providers.
fn providers_of(tx: &mut Tx, hub: Uuid, lines: &[Line]) -> Result<Vec<(Uuid, String)>, Error> {
    let mut names = Vec::new();
    for line in lines.iter().filter(|line| !line.providers.is_empty()) {
        let giving = catalogue::providers_of(tx, hub, line.service_id)?;
        names.extend(giving.into_iter().map(|provider| (provider.organization_id, provider.name)));
    }
    Ok(names)
}

/// What was entered of a template.
pub(super) fn read_head(form: &Form) -> Head {
    Head {
        name: form.value("name").to_owned(),
        words: form.value("words").chars().take(500).collect(),
        function: form.value("function").to_owned(),
    }
}

async fn again(ctx: &Ctx, id: Option<Uuid>, form: Form, reply: Reply) -> Reply {
    match reply {
        Err(Error::Invalid(errors)) => render(ctx, id, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /plan-templates/new`
pub async fn create(ctx: Ctx, form: Form) -> Reply {
    let head = read_head(&form);
    let reply = ctx.command(&form, move |tx, c| {
        let hub = own_hub(tx, c)?.id;
        let id = templates::create(tx, c, hub, &head)?;
        Ok(Done::at(format!("/plan-templates/{id}")).say("plans-template-begun"))
    });
    again(&ctx, None, form.clone(), reply.await).await
}

/// `POST /plan-templates/{id}`: name and words, or `do=retire`.
pub async fn save(ctx: Ctx, Path(id): Path<Uuid>, form: Form) -> Reply {
    let (head, retire) = (read_head(&form), form.value("do") == "retire");
    let reply = ctx.command(&form, move |tx, c| {
        let template = own(tx, c, id)?;
        if retire {
            templates::retire(tx, c, &template)?;
            return Ok(Done::at("/plan-templates").say("plans-template-is-retired"));
        }
        templates::save(tx, c, &template, &head)?;
        Ok(Done::at(format!("/plan-templates/{id}")).say("plans-template-saved"))
    });
    again(&ctx, Some(id), form.clone(), reply.await).await
}

/// `POST /plan-templates/{id}/lines`
pub async fn add_line(ctx: Ctx, Path(id): Path<Uuid>, form: Form) -> Reply {
    let service = form.value("service").to_owned();
    let reply = ctx.command(&form, move |tx, c| {
        let template = own(tx, c, id)?;
        let line = templates::add_line(tx, c, &template, &service)?;
        Ok(Done::at(format!("/plan-templates/{id}/lines/{line}")))
    });
    again(&ctx, Some(id), form.clone(), reply.await).await
}

#[derive(askama::Template)]
#[template(path = "plans/template_line.html")]
struct LinePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    template: Template,
    line: Line,
    others: Vec<Line>,
    providers: Vec<catalogue::ServiceProvider>,
}

fn line_of(tx: &mut Tx, who: &Who, id: Uuid, line: Uuid) -> Result<(Template, Vec<Line>, Line), Error> {
    let template = own(tx, who, id)?;
    let lines = store::lines(tx, template.hub_id, id)?;
    let line = lines.iter().find(|other| other.id == line).cloned().ok_or(Error::NotFound)?;
    Ok((template, lines, line))
}

/// `GET /plan-templates/{id}/lines/{line}`
pub async fn line(ctx: Ctx, Path((id, line)): Path<(Uuid, Uuid)>) -> Reply {
    render_line(&ctx, (id, line), None).await
}

async fn render_line(ctx: &Ctx, (id, line): (Uuid, Uuid), typed: Option<Form>) -> Reply {
    let (template, lines, line, links, providers) = ctx
        .read(move |tx, who| {
            let (template, lines, line) = line_of(tx, who, id, line)?;
            let links = store::links(tx, template.hub_id, id)?;
            let providers = catalogue::providers_of(tx, template.hub_id, line.service_id)?;
            Ok((template, lines, line, links, providers))
        })
        .await?;
    let form = typed.unwrap_or_else(|| {
        let mut fields = vec![("note", line.note.clone())];
        let before = links.iter().filter(|link| link.after == line.id);
        fields.extend(before.map(|link| ("after", link.before.to_string())));
        fields.extend(line.providers.iter().map(|id| ("providers", id.to_string())));
        Form::filled(fields)
    });
    let page = ctx.page("plans-template-line").titled(line.service_name.clone()).of(&form);
    let others = lines.into_iter().filter(|other| other.id != line.id).collect();
    ctx.form_html(&form, &LinePage { page, form: &form, template, line, others, providers })
}

/// `POST /plan-templates/{id}/lines/{line}`: what it says, or `do=up`, `down`, `out`.
pub async fn save_line(ctx: Ctx, Path((id, line)): Path<(Uuid, Uuid)>, form: Form) -> Reply {
    let ids = |name: &str| form.values(name).iter().filter_map(|id| id.parse().ok()).collect();
    let note = form.value("note").chars().take(2000).collect();
    let new = LineWords { note, after: ids("after"), providers: ids("providers") };
    let to = match form.value("do") {
        "up" => Some(Move::Up),
        "down" => Some(Move::Down),
        "out" => Some(Move::Out),
        _ => None,
    };
    let place = line;
    let reply = ctx.command(&form, move |tx, c| {
        let (template, _, line) = line_of(tx, c, id, place)?;
        match to {
            Some(to) => templates::move_line(tx, c, &template, &line, to)?,
            None => templates::save_line(tx, c, &template, &line, &new)?,
        }
        Ok(Done::at(format!("/plan-templates/{id}")).say("plans-template-saved"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_line(&ctx, (id, line), Some(ctx.refuse(form, errors))).await,
        other => other,
    }
}
