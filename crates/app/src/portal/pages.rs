//! The front page, and whether the installation is alive.

use askama::Template;
use axum::response::IntoResponse;

use crate::hubs::{self, Hub};
use crate::web::{Ctx, Page, Reply};

#[derive(Template)]
#[template(path = "portal/front.html")]
struct FrontPage<'a> {
    page: Page<'a>,
    hubs: Vec<Hub>,
}

/// `GET /`
pub async fn front(ctx: Ctx) -> Reply {
    let hubs = ctx.read(|tx, _| hubs::all(tx)).await?;
    ctx.html(&FrontPage { page: ctx.page("portal-title"), hubs })
}

/// `GET /healthz`: the process answers.
pub async fn healthy() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too.
pub async fn ready(ctx: Ctx) -> Reply {
    ctx.read(|tx, _| hubs::all(tx)).await?;
    Ok("ok\n".into_response())
}
