//! What one was told, and what one wants to be told.

use askama::Template;
use axum::extract::{Path, RawQuery};
use serde_json::json;
use uuid::Uuid;

use super::kinds::Group;
use super::preferences::Choice;
use super::store::{self, Notice};
use crate::command::Event;
use crate::people;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// A notice in words.
struct Line {
    notice: Notice,
    title: String,
    todo: String,
    /// Whether what waits for the reader was to be done by a day that has passed.
    late: bool,
}

#[derive(Template)]
#[template(path = "notices/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    lines: Vec<Line>,
    paging: Paging,
    filtered: bool,
    unread: i64,
    seen: i64,
}

fn own(ctx: &Ctx) -> Result<Uuid, Error> {
    Ok(ctx.actor().person().ok_or(Error::SignIn)?.id)
}

/// `GET /notices?state=unread`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let person = own(&ctx)?;
    let asked = Asked::read(query.as_deref());
    let (filtered, paging) = (asked.value("state") == "unread", asked.paging());
    let offset = paging.offset();
    let (notices, total) = ctx.read(move |tx, _| store::list(tx, person, filtered, offset, PAGE_ROWS)).await?;
    let today = ctx.who.today().to_string();
    let line = |notice: Notice| {
        let (title, todo) = (notice.title(ctx.words()), notice.todo(ctx.words()));
        let passed = notice.due_on.as_ref().is_some_and(|day| *day < today);
        Line { late: passed && notice.needs_act() && notice.read_at.is_none(), notice, title, todo }
    };
    let page = ListPage {
        page: ctx.page("notices-title"),
        lines: notices.into_iter().map(line).collect(),
        paging: paging.of(total),
        filtered,
        unread: ctx.unread,
        seen: ctx.who.now,
    };
    ctx.html(&page)
}

/// `GET /notices/{id}`: it is read, and leads to what it tells of, for whom it was told. Opening changes nothing else,
/// so a link in a letter may do it.
pub async fn open(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let person = ctx.actor().person().ok_or(Error::SignIn)?.clone();
    let done = ctx
        .write(move |tx, c| {
            let notice = store::own(tx, person.id, id)?;
            store::mark_read(tx, person.id, id, c.now)?;
            let acting = person.membership.as_ref().map(|own| own.id);
            let wanted = notice.membership.filter(|wanted| Some(*wanted) != acting);
            match wanted.filter(|wanted| person.memberships.iter().any(|own| own.id == *wanted)) {
                Some(membership) => {
                    people::act_for(tx, c, person.id, person.session, membership)?;
                    Ok(Done::at(notice.link).say("notices-acting"))
                }
                None => Ok(Done::at(notice.link)),
            }
        })
        .await?;
    Ok(ctx.go(&done))
}

/// `POST /notices/read`: one, or with no id all that the page knew of.
pub async fn read(ctx: Ctx, form: Form) -> Reply {
    let person = own(&ctx)?;
    let one: Option<Uuid> = match form.value("id") {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let seen: i64 = form.value("seen").parse().unwrap_or(ctx.who.now);
    ctx.command(&form, move |tx, c| {
        match one {
            Some(id) => {
                store::own(tx, person, id)?;
                store::mark_read(tx, person, id, c.now)?;
            }
            None => store::mark_all_read(tx, person, seen, c.now)?,
        }
        Ok(Done::at("/notices").say("notices-marked"))
    })
    .await
}

#[derive(Template)]
#[template(path = "notices/preferences.html")]
struct PreferencesPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    app: Vec<(String, String)>,
    mail: Vec<(String, String)>,
}

// keys: notices-group-*
fn show_preferences(ctx: &Ctx, form: &Form) -> Reply {
    let pairs = |all: &[Group]| -> Vec<(String, String)> {
        all.iter().map(|g| (g.code().to_owned(), ctx.t(&format!("notices-group-{}", g.code())))).collect()
    };
    let page = PreferencesPage {
        page: ctx.page("notices-preferences-title").of(form),
        form,
        app: pairs(&Group::ALL[1..]),
        mail: pairs(&Group::ALL),
    };
    ctx.form_html(form, &page)
}

/// `GET /account/notices`
pub async fn preferences_form(ctx: Ctx) -> Reply {
    let person = own(&ctx)?;
    let choice = ctx.read(move |tx, _| store::choice(tx, person)).await?;
    show_preferences(&ctx, &choice.form())
}

/// `POST /account/notices`
pub async fn preferences(ctx: Ctx, form: Form) -> Reply {
    let person = own(&ctx)?;
    let choice = match Choice::read(&form) {
        Ok(choice) => choice,
        Err(errors) => return show_preferences(&ctx, &ctx.refuse(form, errors)),
    };
    ctx.command(&form, move |tx, c| {
        store::put_choice(tx, person, &choice)?;
        let hub = Uuid::nil();
        let event = Event { hub, action: "person.notices-chosen", object: "person", id: person, reference: "" };
        c.record(tx, event, json!({}))?;
        Ok(Done::at("/account/notices").say("notices-saved"))
    })
    .await
}
