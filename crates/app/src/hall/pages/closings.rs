//! The days on which the hall, or a window of it, takes nobody.

use askama::Template;
use axum::extract::{Path, RawQuery};
use uuid::Uuid;

use super::super::model::{Closing, Window, clock};
use super::super::{closings, store, store_closings};
use super::own_hub;
use crate::web::export::Column::{Day, Integer, Text};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// `09:00–12:00`; nothing for the whole day.
fn hours(closing: &Closing) -> String {
    if closing.all_day() { String::new() } else { format!("{}–{}", clock(closing.from), clock(closing.until)) }
}

static EXPORT: Export<Closing> = Export {
    title: "hall-closings",
    columns: &[
        Day("hall-closing-day", |each| Some(each.day.clone())),
        Text("hall-closing-hours", |each, _| hours(each)),
        Text("hall-window", |each, _| each.window.clone()),
        Text("hall-closing-reason", |each, _| each.reason.clone()),
        Integer("hall-closing-moved", |each| Some(each.moved)),
        Integer("hall-closing-called-off", |each| Some(each.called_off)),
    ],
    contacts: false,
};

#[derive(Template)]
#[template(path = "hall/closings.html")]
struct ListPage<'a> {
    page: Page<'a>,
    form: Form,
    today: String,
    closings: Vec<Closing>,
    paging: Paging,
    filtered: bool,
}

impl ListPage<'_> {
    fn hours(&self, closing: &Closing) -> String {
        hours(closing)
    }

    fn may_lift(&self, closing: &Closing) -> bool {
        self.page.role_is("hub-manager") && closing.lifted_at.is_none() && closing.day >= self.today
    }
}

/// `GET /hall/closings?from=2026-03-01`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, from) = (asked.paging(), asked.value("from").to_owned());
    let offset = paging.offset();
    let (closings, total) = ctx
        .read(move |tx, who| {
            let hub = own_hub(who)?;
            let closings = store_closings::list(tx, hub, &from, offset, PAGE_ROWS)?;
            Ok((closings, store_closings::list_count(tx, hub, &from)?))
        })
        .await?;
    let (page, today) = (ctx.page("hall-closings"), ctx.who.today().to_string());
    let (form, filtered, paging) = (asked.form(), asked.narrows(), paging.of(total));
    ctx.html(&ListPage { page, form, today, closings, paging, filtered })
}

/// `GET /hall/closings.xlsx`, `.csv`: the same list as a file.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let from = Asked::read(query.as_deref()).value("from").to_owned();
    export::answer(&ctx, &EXPORT, move |tx, who, offset, rows| {
        let hub = own_hub(who)?;
        store_closings::list(tx, hub, &from, offset, rows)
    })
    .await
}

#[derive(Template)]
#[template(path = "hall/closing_form.html")]
struct ClosingPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    windows: Vec<(String, String)>,
    today: String,
}

/// `GET /hall/closings/new`
pub async fn form(ctx: Ctx) -> Reply {
    render(&ctx, Form::filled([("window", "all")])).await
}

async fn render(ctx: &Ctx, form: Form) -> Reply {
    let windows: Vec<Window> = ctx
        .read(|tx, who| {
            let hub = own_hub(who)?;
            store::windows(tx, hub)
        })
        .await?;
    let all = ("all".to_owned(), ctx.t("hall-closing-all"));
    let named = windows.into_iter().map(|window| (window.id.to_string(), window.name));
    let (page, today) = (ctx.page("hall-closing-new").of(&form), ctx.who.today().to_string());
    let windows = std::iter::once(all).chain(named).collect();
    ctx.form_html(&form, &ClosingPage { page, form: &form, windows, today })
}

/// `POST /hall/closings/new`
pub async fn close(ctx: Ctx, form: Form) -> Reply {
    let sent = form.clone();
    let reply = ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        let new = closings::read(&sent, &store::windows(tx, hub)?, c.today())?;
        closings::close(tx, c, hub, new)?;
        Ok(Done::at("/hall/closings").say("hall-closing-set"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, ctx.refuse(form, errors)).await,
        other => other,
    }
}

/// `POST /hall/closings/{id}/lift`
pub async fn lift(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        closings::lift(tx, c, hub, id)?;
        Ok(Done::at("/hall/closings").say("hall-closing-lifted"))
    })
    .await
}
