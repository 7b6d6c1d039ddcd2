//! The week grid: when the instruments found are free, a row each, a cell a day.

use askama::Template;
use axum::extract::RawQuery;
use db::Tx;
use jiff::civil::Date;
use slots::Interval;

use crate::app::{App, china, civil, day_of, millis_of};
use crate::hubs;
use crate::instruments::store_lists::{self, Sought};
use crate::instruments::{schemes, store_free};
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply};

/// One instrument in one week.
struct Row {
    code: String,
    name: String,
    /// `8:30-12 13-17` for each day; empty when nothing is free.
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "instruments/week.html")]
struct WeekPage<'a> {
    page: Page<'a>,
    form: Form,
    rows: Vec<Row>,
    /// `3月2日(周一)`
    days: Vec<String>,
    before: String,
    after: String,
    list: String,
    more: Option<String>,
    hubs: Vec<(String, String)>,
    divisions: Vec<(&'static str, &'static str)>,
}

/// The Monday of the week that a day lies in.
pub(super) fn monday(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day_of(millis_of(day, 0, 0) - back * 86_400_000)
}

/// `GET /instruments/week?week=2026-03-02`: filtered as the list is.
pub async fn grid(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let first = monday(asked.value("week").parse().unwrap_or_else(|_| ctx.who.today()));
    let start = millis_of(first, 0, 0);
    let scheme = schemes::on(ctx.who.today());
    let (sought, app) = (Sought::read(&asked), ctx.app.clone());
    let paging = asked.paging();
    let offset = (paging.page - 1) * scheme.grid_rows;
    let within = Interval { from: start, until: start + 7 * 86_400_000 };
    let (rows, total, hubs) = ctx
        .read(move |tx, who| {
            let rows = rows(tx, &app, &sought, within, (offset, scheme.grid_rows), who.now)?;
            let total = store_lists::count_found(tx, &sought, offset + scheme.grid_rows + 1)?;
            Ok((rows, total, hubs::all(tx)?))
        })
        .await?;
    let day = |n: i64| day_of(start + n * 86_400_000);
    let asked = asked.with("week", first.to_string());
    let url = |asked: Asked| asked.url("/instruments/week");
    let week = |days: i64| url(asked.clone().with("week", day(days).to_string()));
    let has_more = total > offset + scheme.grid_rows;
    ctx.html(&WeekPage {
        page: ctx.page("instruments-week"),
        rows,
        days: (0..7).map(|n| ctx.words().weekday(day(n))).collect(),
        before: week(-7),
        after: week(7),
        list: asked.clone().with("week", "").with("page", "").url("/instruments"),
        more: has_more.then(|| url(asked.clone().with("page", (paging.page + 1).to_string()))),
        hubs: hubs.into_iter().filter(|hub| !hub.is_removed()).map(|hub| (hub.code, hub.name)).collect(),
        divisions: super::public::divisions(),
        form: asked.form(),
    })
}

fn rows(
    tx: &mut Tx,
    app: &App,
    sought: &Sought,
    within: Interval,
    part: (i64, i64),
    now: i64,
) -> Result<Vec<Row>, Error> {
    let works = |day| app.calendar.is_workday(day).ok();
    let found = store_free::bookable(tx, sought, part.0, part.1)?;
    let mut taken = store_free::taken(tx, sought, part, within, now)?;
    let mut rows = Vec::new();
    for each in found {
        let mut cells = vec![String::new(); 7];
        if let Some(rules) = &each.rules {
            let blocked = slots::merged(taken.remove(&each.place).unwrap_or_default());
            let bookable = rules.slots();
            let soonest = bookable.earliest(now).max(within.from);
            let latest = bookable.latest(now).unwrap_or(within.until).min(within.until);
            let open = slots::opened(&bookable.hours, &china(), &works, within);
            let free = open.iter().flat_map(|open| slots::gaps(*open, &blocked));
            let asked = Interval { from: soonest, until: latest };
            for each in free.filter_map(|each| each.common(&asked)) {
                put(&mut cells, within.from, each);
            }
        }
        rows.push(Row { code: each.code, name: each.name, cells });
    }
    Ok(rows)
}

/// Writes what is free into the days that it lies in.
fn put(cells: &mut [String], start: i64, free: Interval) {
    for (at, cell) in (0i64..).zip(cells.iter_mut()) {
        let day = Interval { from: start + at * 86_400_000, until: start + (at + 1) * 86_400_000 };
        if let Some(part) = free.common(&day) {
            if !cell.is_empty() {
                cell.push(' ');
            }
            let until = if part.until == day.until { "24".into() } else { clock(part.until) };
            cell.push_str(&format!("{}-{until}", clock(part.from)));
        }
    }
}

/// `9`, `9:30`
fn clock(millis: i64) -> String {
    let at = civil(millis);
    if at.minute() == 0 { at.hour().to_string() } else { format!("{}:{:02}", at.hour(), at.minute()) }
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_free_stands_in_its_days() {
        let start = millis_of(date(2026, 3, 2), 0, 0);
        let mut cells = vec![String::new(); 7];
        let at = |day: i64, minutes: i64| start + day * 86_400_000 + minutes * 60_000;
        put(&mut cells, start, Interval { from: at(0, 540), until: at(0, 690) });
        put(&mut cells, start, Interval { from: at(0, 780), until: at(0, 1020) });
        put(&mut cells, start, Interval { from: at(1, 1320), until: at(2, 60) });
        assert_eq!(cells[..4], ["9-11:30 13-17", "22-24", "0-1", ""]);
        assert_eq!(monday(date(2026, 3, 8)), date(2026, 3, 2));
    }
}
