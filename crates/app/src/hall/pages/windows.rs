//! The manager's windows.

use askama::Template;
use axum::extract::Path;
use uuid::Uuid;

use super::super::model::{Window, clock};
use super::super::{store, windows};
use super::own_hub;
use crate::hubs;
use crate::web::{Ctx, Done, Error, Form, Page, Reply, qr};

#[derive(Template)]
#[template(path = "hall/windows.html")]
struct ListPage<'a> {
    page: Page<'a>,
    windows: Vec<Window>,
}

impl ListPage<'_> {
    fn hours(&self, window: &Window) -> String {
        let hours = |from: &i64, until: &i64| format!("{}–{}", clock(*from), clock(*until));
        match &window.pause {
            Some((from, until)) => self.page.list(&[hours(&window.opens, from), hours(until, &window.closes)]),
            None => hours(&window.opens, &window.closes),
        }
    }
}

/// `GET /hall/windows`
pub async fn list(ctx: Ctx) -> Reply {
    let windows = ctx
        .read(|tx, who| {
            let hub = own_hub(who)?;
            store::windows(tx, hub)
        })
        .await?;
    ctx.html(&ListPage { page: ctx.page("hall-windows"), windows })
}

#[derive(Template)]
#[template(path = "hall/window_form.html")]
struct WindowPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    states: Vec<(&'static str, String)>,
}

fn render(ctx: &Ctx, form: &Form) -> Reply {
    // keys: hall-window-state-*
    let states = ["open", "closed"].map(|state| (state, ctx.t(&format!("hall-window-state-{state}"))));
    ctx.form_html(form, &WindowPage { page: ctx.page("hall-window").of(form), form, states: states.to_vec() })
}

fn id_of(text: &str) -> Result<Option<Uuid>, Error> {
    if text == "new" { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
}

/// `GET /hall/windows/{id}`, `new` for a new one.
pub async fn form(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id = id_of(&id)?;
    let window = ctx
        .read(move |tx, who| {
            let hub = own_hub(who)?;
            id.map(|id| store::window_by_id(tx, hub, id)).transpose()
        })
        .await?;
    let usual =
        Window { opens: 9 * 60, closes: 17 * 60, minutes: 30, places: 1, state: "open".into(), ..Window::default() };
    render(&ctx, &windows::form(&window.unwrap_or(usual)))
}

/// `POST /hall/windows/{id}`
pub async fn keep(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let id = id_of(&id)?;
    let (read, seen) = (windows::read(&form), form.value("version").parse().unwrap_or(0));
    let reply = ctx.command(&form, move |tx, c| {
        let hub = own_hub(c)?;
        let old = id.map(|id| store::window_by_id(tx, hub, id)).transpose()?;
        if old.as_ref().is_some_and(|old| old.version != seen) {
            return Err(Error::Conflict);
        }
        windows::keep(tx, c, hub, old.as_ref(), read?)?;
        Ok(Done::at("/hall/windows").say("hall-window-kept"))
    });
    match reply.await {
        Err(Error::Invalid(errors)) => render(&ctx, &ctx.refuse(form, errors)),
        other => other,
    }
}

#[derive(Template)]
#[template(path = "hall/poster.html")]
struct PosterPage<'a> {
    page: Page<'a>,
    hub: String,
    address: String,
    code: String,
    screen: String,
}

/// `GET /hall/poster`: the code that hangs in the hall.
pub async fn poster(ctx: Ctx) -> Reply {
    let hub = ctx
        .read(|tx, who| {
            let hub = own_hub(who)?;
            hubs::by_id(tx, hub)
        })
        .await?;
    let address = format!("{}/queue/{}", ctx.app.config.server.base_url, hub.code);
    let code = qr::svg(&address, &ctx.t("hall-scan"), 320)?;
    let screen = format!("/queue/{}/screen", hub.code);
    ctx.html(&PosterPage { page: ctx.page("hall-poster"), hub: hub.name, address, code, screen })
}
