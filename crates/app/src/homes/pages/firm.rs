//! A firm's home: its turn, under way, done; and its year: what it spent, gained and saved, what it has unloaded.

use askama::Template;
use jiff::civil::Date;

use super::super::store::{self, Matter};
use super::span::{Choice, month_name};
use super::{Line, line};
use crate::orders::messaging;
use crate::records::{self, Filter, Of, Period, Record, Worth};
use crate::web::charts::Chart;
use crate::web::lists::Asked;
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
    months: Vec<(String, Worth)>,
    before: Vec<(String, Worth)>,
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

/// A year of the firm.
struct Year {
    title: String,
    now: Worth,
    before: Worth,
    /// The list of its records.
    url: String,
    /// The years that can be looked at.
    years: Vec<Choice>,
    unloaded: Vec<Unloaded>,
    /// What was spent month by month; a month alone has no course.
    chart: Option<Chart>,
}

#[derive(Template)]
#[template(path = "homes/firm.html")]
struct FirmPage<'a> {
    page: Page<'a>,
    turn: Vec<Line>,
    running: Vec<Line>,
    declined: Vec<Line>,
    done: Vec<Record>,
    year: Year,
    /// Messages not read.
    unread: i64,
}

impl FirmPage<'_> {
    fn nothing(&self) -> bool {
        self.turn.is_empty() && self.running.is_empty() && self.declined.is_empty() && self.done.is_empty()
    }

    /// The same of the year before.
    fn before(&self, value: impl std::fmt::Display) -> String {
        self.page.t1("homes-year-before", "value", value.to_string())
    }
}

/// `GET /home?year=2025` of a firm: without a year, this one so far.
pub(super) async fn show(ctx: &Ctx, asked: Asked) -> Reply {
    let firm = ctx.actor().firm().ok_or(Error::NotFound)?;
    let today = ctx.who.today();
    let period = Period::of_year(asked.value("year"), today).unwrap_or_else(|| Period::year(today));
    let span = period.clone();
    let found = ctx
        .read(move |tx, who| {
            let own = Of::Firm(firm);
            Ok(Found {
                turn: store::turn_of_firm(tx, firm, ROWS)?,
                running: store::running_of_firm(tx, firm, ROWS)?,
                declined: store::declined_of_firm(tx, firm, 3)?,
                done: records::list(tx, &Filter::all(own.clone(), Period::ever()), 0, DONE)?,
                months: records::worth_by_month(tx, &own, &span)?,
                before: records::worth_by_month(tx, &own, &span.year_before())?,
                centers: records::by_center(tx, &own, &span)?,
                unread: messaging::unread_in_all(tx, &who.actor)?,
            })
        })
        .await?;
    let lines = |matters: Vec<Matter>| matters.into_iter().map(|matter| line(ctx, matter)).collect();
    let year = year(ctx, &period, today, found.months, &found.before, found.centers);
    ctx.html(&FirmPage {
        page: ctx.page("homes-firm"),
        turn: lines(found.turn),
        running: lines(found.running),
        declined: lines(found.declined),
        done: found.done,
        year,
        unread: found.unread,
    })
}

fn year(
    ctx: &Ctx,
    period: &Period,
    today: Date,
    months: Vec<(String, Worth)>,
    before: &[(String, Worth)],
    centers: Vec<(String, String, i64)>,
) -> Year {
    let sum = |months: &[(String, Worth)]| months.iter().fold(Worth::default(), |sum, (_, worth)| sum.and(worth));
    let url = format!("/own-records?from={}&to={}&counts=1", period.from, period.to);
    let unloaded = centers.into_iter().map(|(code, name, records)| Unloaded {
        note: ctx.words().with("homes-unloaded-count", &[("records", &records)]),
        url: format!("{url}&center={code}"),
        code,
        name,
    });
    let shown = period.from[..4].to_owned();
    let choice = |year: i16| Choice {
        title: ctx.words().with("homes-year", &[("year", &year.to_string())]),
        link: format!("/home?year={year}#year"),
        current: shown == year.to_string(),
    };
    Year {
        title: ctx.words().with("homes-year-of", &[("year", &shown)]),
        now: sum(&months),
        before: sum(before),
        unloaded: unloaded.collect(),
        years: (0..3).map(|ago| choice(today.year() - ago)).collect(),
        chart: chart(ctx, period, &months),
        url,
    }
}

/// What was spent, in yuan, month by month.
fn chart(ctx: &Ctx, period: &Period, spent: &[(String, Worth)]) -> Option<Chart> {
    let months = period.months();
    if months.len() < 2 || spent.is_empty() {
        return None;
    }
    let labels: Vec<String> = months.iter().map(|month| month_name(ctx.words(), month, true)).collect();
    let fen = |month: &String| spent.iter().find(|(of, _)| of == month).map_or(0, |(_, worth)| worth.price_fen);
    let yuan = months.iter().map(|month| Some(fen(month) as f64 / 100.0)).collect();
    let title = ctx.t("homes-spent");
    Some(Chart::bars(&title, &ctx.t("orders-yuan"), &labels, &[(title.as_str(), yuan)]))
}
