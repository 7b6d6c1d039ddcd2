//! The day at the windows: who has booked, who waits, who stands where.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use uuid::Uuid;

use super::super::model::{Appointment, Closing, Ticket, Window, clock, in_turn};
use super::super::{booking, queue, store, store_closings, store_queue};
use super::own_hub;
use crate::catalogue;
use crate::command::Command;
use crate::hubs;
use crate::web::lists::Asked;
use crate::web::{Ctx, Done, Error, Form, Page, Refusal, Reply};

struct Shown {
    code: String,
    windows: Vec<Window>,
    appointments: Vec<Appointment>,
    waiting: Vec<Ticket>,
    called: Vec<Ticket>,
    closings: Vec<Closing>,
}

#[derive(Template)]
#[template(path = "hall/desk.html")]
struct DeskPage<'a> {
    page: Page<'a>,
    shown: Shown,
    /// The window that the clerk sits at; kept in the address.
    window: Option<Window>,
    today: String,
}

impl DeskPage<'_> {
    fn at(&self, minute: &i64) -> String {
        clock(*minute)
    }

    /// Where a closing holds.
    fn place(&self, closing: &Closing) -> String {
        if closing.window.is_empty() { self.page.t("hall-closing-all").into_owned() } else { closing.window.clone() }
    }

    /// When it does.
    fn hours(&self, closing: &Closing) -> String {
        match closing.all_day() {
            true => self.page.t("hall-closing-all-day").into_owned(),
            false => format!("{}–{}", clock(closing.from), clock(closing.until)),
        }
    }

    /// Who stands at the clerk's window.
    fn here(&self) -> Option<&Ticket> {
        let window = self.window.as_ref()?;
        self.shown.called.iter().find(|ticket| ticket.window_id == Some(window.id))
    }

    fn purpose(&self, ticket: &Ticket) -> String {
        let known = catalogue::function(&ticket.function);
        known.map_or_else(|| self.page.t("needs-unsure").into_owned(), |function| function.purpose.clone())
    }
}

/// `GET /hall?window=…`
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let chosen: Option<Uuid> = Asked::read(query.as_deref()).value("window").parse().ok();
    let (today, minute) = (ctx.who.today().to_string(), queue::minute(ctx.who.now));
    let day = today.clone();
    let shown = ctx
        .read(move |tx, who| {
            let hub = own_hub(who)?;
            let windows = store::windows(tx, hub)?;
            Ok(Shown {
                code: hubs::by_id(tx, hub)?.code,
                windows: windows.into_iter().filter(Window::is_open).collect(),
                appointments: store::of_day(tx, hub, &day)?,
                waiting: in_turn(store_queue::waiting(tx, hub, &day)?, minute),
                called: store_queue::called(tx, hub, &day)?,
                closings: store_closings::of_day(tx, hub, &day)?,
            })
        })
        .await?;
    let window = shown.windows.iter().find(|window| Some(window.id) == chosen).or(match shown.windows.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    ctx.html(&DeskPage { page: ctx.page("hall-title"), window: window.cloned(), shown, today })
}

/// Runs an act of the hall and comes back to the clerk's window.
async fn act(
    ctx: &Ctx,
    form: Form,
    said: &'static str,
    f: impl FnOnce(&mut Tx, &mut Command, Uuid) -> Result<(), Error> + Send + 'static,
) -> Reply {
    let window = form.value("window").parse::<Uuid>().ok();
    let place = window.map_or_else(|| "/hall".to_owned(), |id| format!("/hall?window={id}"));
    let reply = ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        f(tx, c, hub)?;
        Ok(Done::at(place).say(said))
    });
    match reply.await {
        // A button's form has no page of its own: what was wrong is said as a refusal.
        Err(Error::Invalid(errors)) => {
            let first = errors.0.into_iter().next().map(|error| error.refusal);
            Err(first.unwrap_or_else(|| Refusal::new("hall-not-called")).into())
        }
        other => other,
    }
}

/// `POST /hall/next`
pub async fn next(ctx: Ctx, form: Form) -> Reply {
    let window: Uuid = form.value("window").parse().map_err(|_| Refusal::new("hall-choose-window"))?;
    act(&ctx, form, "hall-called", move |tx, c, hub| {
        let window = store::window_by_id(tx, hub, window)?;
        queue::call_next(tx, c, hub, &window)
    })
    .await
}

fn id_of(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// `POST /hall/tickets/{id}/served`
pub async fn served(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (id, about, reason) = (id_of(&id)?, form.value("about").to_owned(), form.value("reason").to_owned());
    act(&ctx, form, "hall-served", move |tx, c, hub| {
        let ticket = store_queue::by_id(tx, hub, id)?;
        queue::serve(tx, c, hub, &ticket, &about, &reason)
    })
    .await
}

/// `POST /hall/tickets/{id}/gone`
pub async fn gone(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id = id_of(&id)?;
    act(&ctx, form, "hall-gone", move |tx, c, hub| {
        let ticket = store_queue::by_id(tx, hub, id)?;
        queue::gone(tx, c, hub, &ticket)
    })
    .await
}

/// `POST /hall/appointments/{id}/arrived`
pub async fn arrived(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id = id_of(&id)?;
    act(&ctx, form, "hall-arrived", move |tx, c, hub| {
        let booked = store::by_id(tx, hub, id)?;
        queue::arrive(tx, c, hub, &booked)
    })
    .await
}

/// `POST /hall/appointments/{id}/missed`
pub async fn missed(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id = id_of(&id)?;
    act(&ctx, form, "hall-missed", move |tx, c, hub| {
        let booked = store::by_id(tx, hub, id)?;
        booking::missed(tx, c, hub, &booked)
    })
    .await
}
