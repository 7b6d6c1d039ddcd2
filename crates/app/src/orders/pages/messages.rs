//! Messages between the parties of an order, what somebody has not read, and the hub's own notes.

use askama::Template;
use axum::extract::{Path, RawQuery};
use uuid::Uuid;

use super::{carried_out, kept, side};
use crate::orders::messaging::{self, Message, NewMessage, Note, Someone, Waiting};
use crate::orders::model::Order;
use crate::orders::store;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

#[derive(Template)]
#[template(path = "orders/messages.html")]
struct MessagesPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    side: &'static str,
    order: Order,
    messages: Vec<Message>,
    people: Vec<Someone>,
    paging: Paging,
}

impl MessagesPage<'_> {
    /// Who can be named, by side.
    fn names(&self, side: &str) -> String {
        let of = self.people.iter().filter(|one| one.side == side);
        of.map(|one| format!("@{}", one.name)).collect::<Vec<_>>().join(" ")
    }
}

/// `GET /orders/{reference}/messages?page=2`: the newest first. Who sees the first page has read.
pub async fn messages(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    render_messages(&ctx, reference, Asked::read(query.as_deref()).paging(), Form::default()).await
}

async fn render_messages(ctx: &Ctx, reference: String, paging: Paging, form: Form) -> Reply {
    let offset = paging.offset();
    let (order, messages, total, people) = ctx
        .read(move |tx, who| {
            let order = store::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            let (messages, total) = messaging::list(tx, &order, offset, PAGE_ROWS)?;
            let people = messaging::everyone(tx, &order)?;
            Ok((order, messages, total, people))
        })
        .await?;
    let side = side(ctx);
    let person = ctx.actor().person().map(|person| person.id);
    if let (Some(person), Some(last), true) = (person, messages.first(), side != "reader" && paging.page == 1) {
        let (seen, last) = (order.clone(), last.id);
        ctx.write(move |tx, c| messaging::read(tx, &seen, person, last, c.now)).await?;
    }
    // keys: orders-side-*
    let page = ctx.page("orders-messages").of(&form);
    ctx.form_html(&form, &MessagesPage { page, form: &form, side, order, messages, people, paging: paging.of(total) })
}

/// `POST /orders/{reference}/messages`
pub async fn write(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let paging = Asked::read(None).paging();
    let (form, files) = match kept(&ctx, form).await? {
        Ok(kept) => kept,
        Err(refused) => return render_messages(&ctx, reference, paging, refused).await,
    };
    let new = NewMessage { words: form.value("words").to_owned(), files };
    let reply = carried_out(&ctx, &form, &reference, "/messages", "orders-message-sent", move |tx, c, order| {
        messaging::write(tx, c, &order, &new)
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render_messages(&ctx, reference, paging, ctx.refuse(form, errors)).await,
        other => other,
    }
}

#[derive(Template)]
#[template(path = "orders/unread.html")]
struct UnreadPage<'a> {
    page: Page<'a>,
    side: &'static str,
    waiting: Vec<Waiting>,
    paging: Paging,
}

/// `GET /messages`: the orders in which one has not read everything.
pub async fn unread(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let paging = Asked::read(query.as_deref()).paging();
    let offset = paging.offset();
    let (waiting, total) = ctx.read(move |tx, who| messaging::waiting(tx, &who.actor, offset, PAGE_ROWS)).await?;
    let page = ctx.page("orders-unread-title");
    ctx.html(&UnreadPage { page, side: side(&ctx), waiting, paging: paging.of(total) })
}

#[derive(Template)]
#[template(path = "orders/notes.html")]
struct NotesPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    order: Order,
    notes: Vec<Note>,
    people: String,
    paging: Paging,
}

/// `GET /orders/{reference}/notes`: of the hub's staff, for themselves.
pub async fn notes(ctx: Ctx, Path(reference): Path<String>, RawQuery(query): RawQuery) -> Reply {
    render_notes(&ctx, reference, Asked::read(query.as_deref()).paging(), Form::default()).await
}

async fn render_notes(ctx: &Ctx, reference: String, paging: Paging, form: Form) -> Reply {
    let offset = paging.offset();
    let (order, notes, total, people) = ctx
        .read(move |tx, who| {
            let order = store::by_reference(tx, &reference)?;
            who.reach(&order.parties())?;
            let (notes, total) = messaging::notes(tx, &order, offset, PAGE_ROWS)?;
            let people = messaging::everyone(tx, &order)?;
            Ok((order, notes, total, people))
        })
        .await?;
    let own: Option<Uuid> = ctx.actor().person().map(|person| person.id);
    let names = people.iter().filter(|one| one.side == "hub" && Some(one.person) != own);
    let people = names.map(|one| format!("@{}", one.name)).collect::<Vec<_>>().join(" ");
    let page = ctx.page("orders-notes").of(&form);
    ctx.form_html(&form, &NotesPage { page, form: &form, order, notes, people, paging: paging.of(total) })
}

/// `POST /orders/{reference}/notes`
pub async fn note(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Reply {
    let (place, words) = (reference.clone(), form.value("words").to_owned());
    let reply = ctx.command(&form, move |tx, c| {
        let order = store::by_reference(tx, &place)?;
        c.reach(&order.parties())?;
        messaging::note(tx, c, &order, &words)?;
        Ok(Done::at(format!("/orders/{place}/notes")).say("orders-note-kept"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => {
            render_notes(&ctx, reference, Asked::read(None).paging(), ctx.refuse(form, errors)).await
        }
        other => other,
    }
}
