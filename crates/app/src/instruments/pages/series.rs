//! A series of uses: what of it is free, what stands in the way of the rest, and what could be had instead.

use askama::Template;
use axum::extract::{Path, RawQuery};
use db::Tx;
use jiff::civil::Date;

use super::{length, span};
use crate::access::{Parties, Who};
use crate::app::App;
use crate::instruments::model::Instrument;
use crate::instruments::series::{self, Occurrence, Repeat};
use crate::instruments::{schemes, store};
use crate::web::lists::Asked;
use crate::web::{Ctx, Error, Form, Page, Reply};

/// One line of the report.
struct Line {
    when: String,
    state: &'static str,
    /// What can be picked: `CODE start minutes`, when, and whether it is picked from the beginning.
    pick: Option<(String, String, bool)>,
}

impl Line {
    fn tag(&self) -> &'static str {
        if self.state == "free" { "ok" } else { "warn" }
    }
}

#[derive(Template)]
#[template(path = "instruments/series.html")]
struct SeriesPage<'a> {
    page: Page<'a>,
    form: &'a Form,
    instrument: Instrument,
    lengths: Vec<(String, String)>,
    lines: Vec<Line>,
    free: usize,
    min: String,
    most: usize,
}

/// `GET /instruments/{code}/series?first=2026-03-06&time=09:00&minutes=60&every=week&count=8`
pub async fn show(ctx: Ctx, Path(code): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let form = Asked::read(query.as_deref()).form();
    render(&ctx, code, &form).await
}

/// What the form asks for, when it is whole.
fn asked(form: &Form, most: usize) -> Option<Repeat> {
    let (hour, minute) = form.value("time").split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let count = form.value("count").parse::<usize>().ok();
    Some(Repeat {
        first: form.value("first").parse::<Date>().ok()?,
        minute: ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)?,
        every: if form.value("every") == "day" { 1 } else { 7 },
        until: form.value("until").parse().ok(),
        most: count.unwrap_or(most).clamp(1, most),
    })
}

type Report = (Instrument, Vec<i64>, i64, Vec<Occurrence>);

fn look(tx: &mut Tx, app: &App, who: &Who, code: &str, form: &Form) -> Result<Report, Error> {
    let instrument = store::by_code(tx, code)?;
    if !instrument.takes_bookings() {
        return Err(Error::NotFound);
    }
    who.reach(&Parties { firm: who.actor.firm(), hub: who.actor.hub(), provider: who.actor.provider() })?;
    let rules = crate::instruments::rules_of(tx, &instrument)?;
    let lengths = rules.lengths(200);
    let minutes = form.value("minutes").parse().ok().filter(|m| lengths.contains(m)).unwrap_or(rules.least);
    let most = schemes::on(who.today()).together_most;
    let found = match asked(form, most) {
        Some(repeat) => series::report(tx, app.calendar, (&instrument, &rules), (&repeat, minutes), who.now)?,
        None => Vec::new(),
    };
    Ok((instrument, lengths, minutes, found))
}

pub(super) async fn render(ctx: &Ctx, code: String, form: &Form) -> Reply {
    let (app, typed) = (ctx.app.clone(), form.clone());
    let (instrument, lengths, minutes, found) = ctx.read(move |tx, who| look(tx, &app, who, &code, &typed)).await?;
    let words = ctx.words();
    let pick = |from: i64| format!("{} {from} {minutes}", instrument.code);
    let line = |each: &Occurrence| {
        let free = each.state == "free";
        let offered = if free { Some(each.used) } else { each.instead };
        Line {
            when: span(words, &each.used),
            state: each.state,
            pick: offered.map(|slot| (pick(slot.from), span(words, &slot), free)),
        }
    };
    let lines: Vec<Line> = found.iter().map(line).collect();
    ctx.form_html(
        form,
        &SeriesPage {
            page: ctx.page("instruments-series").of(form),
            form,
            lengths: lengths.into_iter().map(|m| (m.to_string(), length(words, m))).collect(),
            free: found.iter().filter(|each| each.state == "free").count(),
            lines,
            min: ctx.who.today().to_string(),
            most: schemes::on(ctx.who.today()).together_most,
            instrument,
        },
    )
}
