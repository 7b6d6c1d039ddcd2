//! The front page, and whether the installation is alive.

mod hubs;
mod provider;

pub use hubs::{hub, hub_carriers, hub_experts, hub_providers, hubs};
pub use provider::provider;

use askama::Template;
use axum::response::IntoResponse;

use crate::catalogue::{self, Function};
use crate::hubs::count_by_division;
use crate::web::cartogram::Cartogram;
use crate::web::{Ctx, Page, Reply};

#[derive(Template)]
#[template(path = "portal/front.html")]
struct FrontPage<'a> {
    page: Page<'a>,
    functions: &'static [Function],
    hubs: i64,
    cartogram: Cartogram,
}

/// `GET /`
pub async fn front(ctx: Ctx) -> Reply {
    let counts = ctx.read(|tx, _| count_by_division(tx)).await?;
    let hubs = counts.iter().map(|(_, count)| count).sum();
    let cartogram = Cartogram::wenzhou(|code| {
        let count = counts.iter().find(|(division, _)| division == code).map_or(0, |(_, count)| *count);
        (count.unsigned_abs(), format!("/hubs?division={code}"))
    });
    let functions = catalogue::functions();
    ctx.html(&FrontPage { page: ctx.page("portal-title"), functions, hubs, cartogram })
}

/// `GET /healthz`: the process answers.
pub async fn healthy() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too.
pub async fn ready(ctx: Ctx) -> Reply {
    ctx.read(|tx, _| count_by_division(tx)).await?;
    Ok("ok\n".into_response())
}
