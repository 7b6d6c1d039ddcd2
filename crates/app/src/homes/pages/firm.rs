//! A firm's home: its turn, under way, done; and what it has unloaded this year.

use askama::Template;

use super::super::store::{self, Matter};
use super::{Line, line};
use crate::orders::messaging;
use crate::records::{self, Figures, Filter, Of, Period, Record};
use crate::web::{Ctx, Error, Page, Reply};

/// Rows of each part.
const ROWS: i64 = 30;
/// Rows of what is done.
const DONE: i64 = 5;

/// What is read of a firm.
#[derive(Default)]
struct Found {
    turn: Vec<Matter>,
    running: Vec<Matter>,
    declined: Vec<Matter>,
    done: Vec<Record>,
    year: Figures,
    centers: Vec<(String, String, i64)>,
    unread: i64,
}

/// A container of the stack.
struct Unloaded {
    code: String,
    name: String,
    note: String,
    url: String,
}

#[derive(Template)]
#[template(path = "homes/firm.html")]
struct FirmPage<'a> {
    page: Page<'a>,
    turn: Vec<Line>,
    running: Vec<Line>,
    declined: Vec<Line>,
    done: Vec<Record>,
    year: Figures,
    year_url: String,
    unloaded: Vec<Unloaded>,
    /// Messages not read.
    unread: i64,
}

impl FirmPage<'_> {
    fn nothing(&self) -> bool {
        self.turn.is_empty() && self.running.is_empty() && self.declined.is_empty() && self.done.is_empty()
    }
}

pub(super) async fn show(ctx: &Ctx) -> Reply {
    let firm = ctx.actor().firm().ok_or(Error::NotFound)?;
    let period = Period::year(ctx.who.today());
    let span = period.clone();
    let found = ctx
        .read(move |tx, who| {
            let own = Of::Firm(firm);
            Ok(Found {
                turn: store::turn_of_firm(tx, firm, ROWS)?,
                running: store::running_of_firm(tx, firm, ROWS)?,
                declined: store::declined_of_firm(tx, firm, 3)?,
                done: records::list(tx, &Filter::all(own.clone(), Period::ever()), 0, DONE)?,
                year: records::sums(tx, &Filter::standing(own.clone(), span.clone()))?,
                centers: records::by_center(tx, &own, &span)?,
                unread: messaging::unread_in_all(tx, &who.actor)?,
            })
        })
        .await?;
    let year_url = format!("/own-records?from={}&to={}&counts=1", period.from, period.to);
    let unloaded = found.centers.into_iter().map(|(code, name, records)| Unloaded {
        note: ctx.words().with("homes-unloaded-count", &[("records", &records)]),
        url: format!("{year_url}&center={code}"),
        code,
        name,
    });
    let unloaded = unloaded.collect();
    let lines = |matters: Vec<Matter>| matters.into_iter().map(|matter| line(ctx, matter)).collect();
    ctx.html(&FirmPage {
        page: ctx.page("homes-firm"),
        turn: lines(found.turn),
        running: lines(found.running),
        declined: lines(found.declined),
        done: found.done,
        year: found.year,
        year_url,
        unloaded,
        unread: found.unread,
    })
}
