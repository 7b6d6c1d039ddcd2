//! `GET /home`: the page of the role acted in.

pub mod batch;
mod expert;
mod firm;
mod multiples;
mod overview;
mod provider;
mod span;
pub mod views;
mod week;
mod worklist;

use askama::Template;
use axum::extract::RawQuery;

pub use week::show as week;
pub use worklist::save as save_worklist;

use super::store::Matter;
use crate::access::{self, FIRM, HUB, OVERSEE, OWN_PROFILE, PROVIDER, Role};
use crate::web::lists::Asked;
use crate::web::{Ctx, Page, Reply};

#[derive(Template)]
#[template(path = "homes/nobody.html")]
struct NobodyPage<'a> {
    page: Page<'a>,
    why: String,
}

/// `GET /home`
pub async fn home(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let why = match ctx.actor().role() {
        Some(role) if role.is_firm() => {
            access::admits(&FIRM, ctx.actor())?;
            return firm::show(&ctx, asked).await;
        }
        Some(role) if role.is_provider() => {
            access::admits(&PROVIDER, ctx.actor())?;
            return provider::show(&ctx, asked).await;
        }
        Some(role) if role.is_hub() => {
            access::admits(&HUB, ctx.actor())?;
            return worklist::show(&ctx, asked).await;
        }
        Some(Role::Official | Role::Auditor | Role::Administrator) => {
            access::admits(&OVERSEE, ctx.actor())?;
            return overview::show(&ctx, asked).await;
        }
        Some(Role::Expert) => {
            access::admits(&OWN_PROFILE, ctx.actor())?;
            return expert::show(&ctx).await;
        }
        _ => ctx.t("homes-nobody"),
    };
    ctx.html(&NobodyPage { page: ctx.page("homes-title"), why })
}

/// A line of a home, in words.
struct Line {
    url: String,
    reference: String,
    title: String,
    other: String,
    kind: &'static str,
    status: String,
    /// Of whose turn it is and what is next, as a firm is told.
    next_key: String,
    /// The next day in words; empty when there is none.
    day: String,
    /// Whether that day has passed.
    late: bool,
}

impl Line {
    /// Whose turn it is and what is next, for a firm; other homes show it in columns and have no words for it.
    fn next(&self, page: &Page) -> String {
        page.t2(&self.next_key, "day", &self.day, "other", &self.other)
    }
}

/// Longest words of a need in a list.
const TITLE: usize = 40;

fn line(ctx: &Ctx, matter: Matter) -> Line {
    let today = ctx.who.today().to_string();
    // In a dispute an order stands still.
    let late = matter.kind != "disputed" && matter.day.as_ref().is_some_and(|day| *day < today);
    let day = matter.day.as_deref().map(|day| ctx.words().day(day)).unwrap_or_default();
    let need = matches!(&matter.kind[..], "asked" | "gap" | "sent" | "accepted" | "returned" | "declined" | "proposed");
    let url = match &matter.kind[..] {
        "proposed" => format!("/needs/{}/plan", matter.reference),
        _ if need && matter.other.is_empty() => format!("/needs/{}", matter.reference),
        _ => format!("/orders/{}", matter.reference),
    };
    // keys: homes-next-* homes-status-*
    let next_key = match (late, day.is_empty()) {
        (true, _) => format!("homes-next-{}-late", matter.kind),
        (_, true) => format!("homes-next-{}", matter.kind),
        _ => format!("homes-next-{}-by", matter.kind),
    };
    let (kind, status) = status(&matter.kind);
    Line {
        url,
        title: shortened(&matter.words),
        next_key,
        status: ctx.t(status),
        reference: matter.reference,
        other: matter.other,
        kind,
        day,
        late,
    }
}

/// Colour and words of a status, of the seven that people see.
fn status(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "asked" => ("warn", "homes-status-returned"),
        "proposed" | "delivered" | "gap" => ("warn", "homes-status-yours"),
        "unrated" => ("info", "homes-status-unrated"),
        "sent" => ("neutral", "homes-status-sent"),
        "arranged" => ("info", "homes-status-arranged"),
        "declined" => ("neutral", "homes-status-closed"),
        "disputed" => ("warn", "homes-status-disputed"),
        _ => ("info", "homes-status-working"),
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(TITLE).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > TITLE {
        short.push('…');
    }
    short
}
