//! The week of a hub's staff: a table of what is due, day by day, and below it the rows behind what is chosen.

use askama::Template;
use axum::extract::RawQuery;
use jiff::civil::Date;
use uuid::Uuid;

use super::super::store_week as store;
use super::super::week::{DUE, Due, Wanted, Week};
use super::super::worklist::Kind;
use super::shortened;
use crate::access::{Parties, Who};
use crate::app::millis_of;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Error, Page, Reply};

/// A number that leads to its rows.
struct Cell {
    number: i64,
    link: String,
    current: bool,
}

/// A day, or the whole week.
struct Column {
    title: String,
    today: bool,
    /// Whether it is a working day of the official calendar.
    works: bool,
}

#[derive(Template)]
#[template(path = "homes/week.html")]
struct WeekPage<'a> {
    page: Page<'a>,
    columns: Vec<Column>,
    /// A row for each kind: its name and its cells.
    rows: Vec<(String, Vec<Cell>)>,
    came_in: i64,
    came_in_before: i64,
    came_in_url: String,
    due: i64,
    /// The weeks before and after.
    before: String,
    after: String,
    chosen: String,
    list: Vec<Due>,
    paging: Paging,
}

impl WeekPage<'_> {
    fn title(&self, due: &Due) -> String {
        shortened(&due.words)
    }
}

/// What is read.
struct Found {
    counts: Vec<(String, String, i64)>,
    list: Vec<Due>,
    came_in: [i64; 2],
}

/// `GET /home/week?week=2026-03-02&day=2026-03-04&kind=deliver`: without a week this one, without a day all of it.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let hub = ctx.actor().hub().ok_or(Error::NotFound)?;
    let week = Week::of(asked.value("week").parse().unwrap_or_else(|_| ctx.who.today()));
    let day = asked.value("day").parse::<Date>().ok().filter(|day| week.days().contains(day));
    let kind = Kind::parse(asked.value("kind")).filter(|kind| DUE.contains(kind));
    let wanted = Wanted {
        hub,
        kind: kind.map_or("", Kind::code).to_owned(),
        from: day.unwrap_or(week.monday).to_string(),
        to: day.unwrap_or(week.sunday()).to_string(),
    };
    let (paging, of) = (asked.paging(), wanted.clone());
    let offset = paging.offset();
    let found = ctx.read(move |tx, who| read(tx, who, week, &of, offset)).await?;
    ctx.html(&page(&ctx, week, day, kind, paging, found))
}

fn read(tx: &mut db::Tx, who: &Who, week: Week, wanted: &Wanted, offset: i64) -> Result<Found, Error> {
    who.reach(&Parties { hub: Some(wanted.hub), ..Parties::default() })?;
    let mut came_in = |week: Week, hub: Uuid| {
        store::came_in(tx, hub, millis_of(week.monday, 0, 0), millis_of(week.later(1).monday, 0, 0))
    };
    Ok(Found {
        came_in: [came_in(week, wanted.hub)?, came_in(week.later(-1), wanted.hub)?],
        counts: store::counts(tx, wanted.hub, &week.monday.to_string(), &week.sunday().to_string())?,
        list: store::list(tx, wanted, offset, PAGE_ROWS)?,
    })
}

fn page<'a>(
    ctx: &'a Ctx,
    week: Week,
    day: Option<Date>,
    kind: Option<Kind>,
    paging: Paging,
    found: Found,
) -> WeekPage<'a> {
    let address = |week: Week, day: Option<Date>, kind: Option<Kind>| {
        let asked = Asked::default().with("week", week.monday.to_string());
        let asked = asked.with("day", day.map(|day| day.to_string()).unwrap_or_default());
        asked.with("kind", kind.map_or("", Kind::code)).url("/home/week")
    };
    // Of a kind or of all, on a day or in the whole week.
    let number = |kind: Option<Kind>, day: Option<Date>| -> i64 {
        let wanted = |(of, on, _): &&(String, String, i64)| {
            kind.is_none_or(|kind| kind.code() == of) && day.is_none_or(|day| day.to_string() == *on)
        };
        found.counts.iter().filter(wanted).map(|(_, _, number)| number).sum()
    };
    let days: Vec<Option<Date>> = week.days().into_iter().map(Some).chain([None]).collect();
    let cells = |of: Option<Kind>| -> Vec<Cell> {
        let cell = |on: &Option<Date>| Cell {
            number: number(of, *on),
            link: address(week, *on, of) + "#due",
            current: (of, *on) == (kind, day),
        };
        days.iter().map(cell).collect()
    };
    // keys: homes-kind-*
    let name = |kind: &Kind| ctx.t(&format!("homes-kind-{}", kind.code()));
    let mut rows: Vec<(String, Vec<Cell>)> = DUE.iter().map(|kind| (name(kind), cells(Some(*kind)))).collect();
    rows.push((ctx.t("homes-sum"), cells(None)));
    let column = |day: &Option<Date>| Column {
        title: day.map_or_else(|| ctx.t("homes-week-whole"), |day| ctx.words().weekday(day)),
        today: *day == Some(ctx.who.today()),
        works: day.is_none_or(|day| ctx.app.calendar.is_workday(day).unwrap_or(true)),
    };
    let (from, to) = (week.monday.to_string(), week.sunday().to_string());
    let when = day.map_or_else(|| ctx.t("homes-week-whole"), |day| ctx.words().date(day));
    let what = kind.as_ref().map_or_else(|| ctx.t("homes-week-all"), name);
    WeekPage {
        page: ctx.page("homes-week"),
        columns: days.iter().map(column).collect(),
        rows,
        came_in: found.came_in[0],
        came_in_before: found.came_in[1],
        came_in_url: Asked::default().with("from", from).with("to", to).url("/needs"),
        due: number(None, None),
        before: address(week.later(-1), None, kind),
        after: address(week.later(1), None, kind),
        chosen: format!("{when} · {what}"),
        paging: paging.of(number(kind, day)),
        list: found.list,
    }
}
