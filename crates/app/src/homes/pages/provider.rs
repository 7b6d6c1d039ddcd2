//! A provider's home: what to quote, to deliver, to put right, and the figures of the year.

use askama::Template;

use super::super::store::{self, Matter};
use super::{Line, line};
use crate::orders::messaging;
use crate::records::{self, Figures, Filter, Of, Period};
use crate::web::{Ctx, Error, Page, Reply};

/// Rows of each part; the list of orders shows all.
const ROWS: i64 = 20;

/// A part of the page.
struct Part {
    title: String,
    none: String,
    /// What the day is: the heading of its column; empty for no column.
    day: String,
    lines: Vec<Line>,
    /// The list of all of them, when there may be more.
    all: String,
}

#[derive(Template)]
#[template(path = "homes/provider.html")]
struct ProviderPage<'a> {
    page: Page<'a>,
    parts: Vec<Part>,
    year: Figures,
    year_url: String,
    /// Messages not read.
    unread: i64,
}

/// What is read of a provider.
struct Found {
    quote: Vec<Matter>,
    deliver: Vec<Matter>,
    confirm: Vec<Matter>,
    rectify: Vec<Matter>,
    year: Figures,
    unread: i64,
}

pub(super) async fn show(ctx: &Ctx) -> Reply {
    let provider = ctx.actor().provider().ok_or(Error::NotFound)?;
    let period = Period::year(ctx.who.today());
    let year_url = format!("/own-records?from={}&to={}&counts=1", period.from, period.to);
    let found = ctx
        .read(move |tx, who| {
            Ok(Found {
                quote: store::to_quote(tx, provider, ROWS)?,
                deliver: store::to_deliver(tx, provider, ROWS)?,
                confirm: store::to_be_confirmed(tx, provider, ROWS)?,
                rectify: store::to_rectify(tx, provider, ROWS)?,
                year: records::sums(tx, &Filter::standing(Of::Provider(provider), period))?,
                unread: messaging::unread_in_all(tx, &who.actor)?,
            })
        })
        .await?;
    // keys: homes-part-*
    let part = |name: &str, matters: Vec<Matter>, all: &str| Part {
        title: ctx.t(&format!("homes-part-{name}")),
        none: ctx.t(&format!("homes-part-{name}-none")),
        day: if name == "confirm" { String::new() } else { ctx.t(&format!("homes-part-{name}-day")) },
        all: if matters.len() as i64 == ROWS { all.to_owned() } else { String::new() },
        lines: matters.into_iter().map(|matter| line(ctx, matter)).collect(),
    };
    let parts = vec![
        part("quote", found.quote, "/orders?state=offered"),
        part("deliver", found.deliver, "/orders?state=working"),
        part("rectify", found.rectify, ""),
        part("confirm", found.confirm, "/orders?state=delivered"),
    ];
    let (page, year, unread) = (ctx.page("homes-provider"), found.year, found.unread);
    ctx.html(&ProviderPage { page, parts, year, year_url, unread })
}
