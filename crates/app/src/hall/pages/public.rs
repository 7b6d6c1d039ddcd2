//! What whoever comes sees: where to take a number, the number, and the screen of the hall. Without an account and without
//! script: the pages ask again by themselves, by a header.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderName, HeaderValue};
use db::Tx;

use super::super::model::{Ticket, in_turn};
use super::super::{queue, store_queue};
use crate::catalogue;
use crate::hubs::{self, Hub};
use crate::people::throttle::{self, Key, NUMBER};
use crate::web::guard::ask_again;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// Seconds after which the ticket and the screen are asked for again.
const TICKET_SECONDS: u32 = 20;
const SCREEN_SECONDS: u32 = 10;

fn find(tx: &mut Tx, code: &str) -> Result<Hub, Error> {
    let hub = hubs::by_code(tx, code)?;
    if hub.is_removed() { Err(Error::NotFound) } else { Ok(hub) }
}

/// The same page again after some seconds.
fn again_after(reply: Reply, seconds: u32) -> Reply {
    let mut response = reply?;
    let value = HeaderValue::from_str(&seconds.to_string()).map_err(Error::internal)?;
    response.headers_mut().insert(HeaderName::from_static("refresh"), value);
    Ok(response)
}

#[derive(Template)]
#[template(path = "hall/take.html")]
struct TakePage<'a> {
    page: Page<'a>,
    form: &'a Form,
    hub: Hub,
    open: bool,
    /// Why the hall takes nobody now, where that was said.
    closed: String,
    waiting: usize,
    purposes: Vec<(String, String)>,
}

/// `GET /queue/{code}`
pub async fn take_form(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    if let Some(again) = ask_again(&ctx, query.as_deref()) {
        return Ok(again);
    }
    render(&ctx, code, Form::filled([("function", "unsure")])).await
}

async fn render(ctx: &Ctx, code: String, form: Form) -> Reply {
    let (calendar, now, today) = (ctx.app.calendar, ctx.who.now, ctx.who.today().to_string());
    let (hub, open, closed, waiting) = ctx
        .read(move |tx, _| {
            let hub = find(tx, &code)?;
            let open = queue::gives_numbers(tx, calendar, hub.id, now)?;
            let closed = queue::closed_because(tx, hub.id, now)?.unwrap_or_default();
            let waiting = tx.as_system(|tx| store_queue::waiting(tx, hub.id, &today))?.len();
            Ok((hub, open, closed, waiting))
        })
        .await?;
    let known = catalogue::functions().iter().map(|function| (function.code.clone(), function.purpose.clone()));
    let purposes = known.chain([("unsure".to_owned(), ctx.t("hall-unsure"))]).collect();
    let page = ctx.page("hall-take-title").of(&form);
    ctx.form_html(&form, &TakePage { page, form: &form, hub, open, closed, waiting, purposes })
}

/// `POST /queue/{code}/tickets`: without an account.
pub async fn take(ctx: Ctx, Path(code): Path<String>, form: Form) -> Reply {
    let (place, function, calendar) = (code.clone(), form.value("function").to_owned(), ctx.app.calendar);
    let counted = [Key::address("number", &ctx.address, NUMBER)];
    let reply = ctx.command(&form, move |tx, c| {
        let hub = find(tx, &place)?;
        throttle::count(tx, &counted, c.now)?.over()?;
        let token = queue::take(tx, c, calendar, hub.id, &function)?;
        Ok(Done::at(format!("/queue/{}/tickets/{token}", hub.code)))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, code, ctx.refuse(form, errors)).await,
        other => other,
    }
}

#[derive(Template)]
#[template(path = "hall/ticket.html")]
struct TicketPage<'a> {
    page: Page<'a>,
    hub: Hub,
    ticket: Ticket,
    before: usize,
    today: String,
}

/// `GET /queue/{code}/tickets/{token}`
pub async fn ticket(ctx: Ctx, Path((code, token)): Path<(String, String)>) -> Reply {
    let (today, minute) = (ctx.who.today().to_string(), queue::minute(ctx.who.now));
    let day = today.clone();
    let (hub, ticket, before) = ctx
        .read(move |tx, _| {
            let hub = find(tx, &code)?;
            tx.as_system(|tx| {
                let ticket = store_queue::by_token(tx, hub.id, &token)?;
                let waiting = in_turn(store_queue::waiting(tx, hub.id, &day)?, minute);
                let before = waiting.iter().take_while(|other| other.id != ticket.id).count();
                Ok::<_, Error>((hub, ticket, before))
            })
        })
        .await?;
    let lives = ticket.day == today && (ticket.waits() || ticket.state == "called");
    let title = ctx.words().with("hall-ticket-title", &[("number", &ticket.label())]);
    let page = TicketPage { page: ctx.page("hall-take-title").titled(title), hub, ticket, before, today };
    let reply = ctx.html(&page);
    if lives { again_after(reply, TICKET_SECONDS) } else { reply }
}

#[derive(Template)]
#[template(path = "hall/screen.html")]
struct ScreenPage<'a> {
    page: Page<'a>,
    hub: Hub,
    called: Vec<Ticket>,
    next: Vec<Ticket>,
    waiting: usize,
    now: i64,
}

/// `GET /queue/{code}/screen`: for the wall of the hall.
pub async fn screen(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let (today, minute) = (ctx.who.today().to_string(), queue::minute(ctx.who.now));
    let (hub, called, waiting) = ctx
        .read(move |tx, _| {
            let hub = find(tx, &code)?;
            tx.as_system(|tx| {
                let waiting = in_turn(store_queue::waiting(tx, hub.id, &today)?, minute);
                Ok::<_, Error>((store_queue::called(tx, hub.id, &today)?, waiting))
                    .map(|(called, waiting)| (hub, called, waiting))
            })
        })
        .await?;
    let total = waiting.len();
    let next = waiting.into_iter().take(8).collect();
    let page = ScreenPage { page: ctx.page("hall-screen"), hub, called, next, waiting: total, now: ctx.who.now };
    again_after(ctx.html(&page), SCREEN_SECONDS)
}
