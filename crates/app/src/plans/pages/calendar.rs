//! The firm's calendar of its plans: a month, a list, a file, and an address that calendar programs read.

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use jiff::civil::Date;
use uuid::Uuid;

// keys: order-* plans-weekday-*
use super::super::calendar::{Day, Entry, Words, ics, weeks};
use super::super::store_calendar::{self as store, Subscription};
use crate::access::{Parties, Who};
use crate::app::App;
use crate::command::{Command, Event};
use crate::people;
use crate::web::guard;
use crate::web::languages::FIRST;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::messages::Language;
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// Entries of a month or a file.
const MOST: i64 = 1_000;
/// Months back that a file holds; forward it holds all.
const MONTHS_BACK: i64 = 3;
/// Later than any plan.
const FAR: Date = jiff::civil::date(2999, 12, 31);
/// A reading is noted at most so often, in milliseconds.
const NOTED_MS: i64 = 3_600_000;

#[derive(askama::Template)]
#[template(path = "plans/calendar.html")]
struct CalendarPage<'a> {
    page: Page<'a>,
    asked: Asked,
    month: Date,
    today: Date,
    weeks: Vec<Vec<Day>>,
    entries: Vec<Entry>,
    subscription: Option<Subscription>,
    /// The address, told once.
    address: Option<String>,
    list: bool,
    paging: Paging,
}

impl CalendarPage<'_> {
    fn is_today(&self, day: &Day) -> bool {
        day.date == self.today
    }

    fn is_late(&self, entry: &Entry) -> bool {
        entry.ends < self.today && matches!(entry.state.as_str(), "accepted" | "in_progress")
    }

    /// The calendar is the firm's own: what waits for it says so.
    fn status<'e>(&self, entry: &'e Entry) -> &'e str {
        if entry.state == "delivered" { "yours" } else { &entry.state }
    }

    fn tag(&self, entry: &Entry) -> &'static str {
        match entry.state.as_str() {
            "delivered" => "warn",
            "confirmed" => "ok",
            _ => "info",
        }
    }

    fn month_words(&self) -> String {
        self.page.language().month_of(self.month)
    }

    fn other(&self, months: i64) -> String {
        let other = self.month.saturating_add(jiff::Span::new().months(months));
        self.asked
            .clone()
            .with("page", "")
            .with("month", format!("{:04}-{:02}", other.year(), other.month()))
            .url("/calendar")
    }

    fn as_view(&self, view: &str) -> String {
        self.asked.clone().with("page", "").with("view", view).url("/calendar")
    }

    fn file(&self) -> String {
        Asked::default().with("need", self.asked.value("need")).url("/calendar.ics")
    }

    fn whole(&self) -> String {
        self.asked.clone().with("need", "").url("/calendar")
    }

    fn dates(&self, entry: &Entry) -> String {
        format!("{} — {}", self.page.date(entry.starts), self.page.date(entry.ends))
    }

    fn of(&self, day: &Day) -> Vec<&Entry> {
        day.entries.iter().filter_map(|place| self.entries.get(*place)).collect()
    }
}

/// The firm acted for, in reach.
fn own_firm(who: &Who) -> Result<Uuid, Error> {
    let firm = who.actor.firm().ok_or(Error::NotFound)?;
    who.reach(&Parties { firm: Some(firm), ..Parties::default() })?;
    Ok(firm)
}

fn own_person(who: &Who) -> Result<Uuid, Error> {
    who.actor.person().map(|person| person.id).ok_or(Error::SignIn)
}

/// `GET /calendar?month=2026-03&view=list&need=LCX26-…`
pub async fn calendar(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    render(&ctx, Asked::read(query.as_deref()), None).await
}

async fn render(ctx: &Ctx, asked: Asked, address: Option<String>) -> Reply {
    let today = ctx.who.today();
    let month: Date = format!("{}-01", asked.value("month")).parse().unwrap_or(today.first_of_month());
    let list = asked.value("view") == "list";
    let span = if list { (month, FAR) } else { (month, month.last_of_month()) };
    let paging = asked.paging();
    let (need, rows) = (asked.value("need").to_owned(), if list { PAGE_ROWS } else { MOST });
    let offset = if list { paging.offset() } else { 0 };
    let (entries, total, subscription) = ctx
        .read(move |tx, who| {
            let firm = own_firm(who)?;
            let entries = store::entries(tx, firm, &need, span, offset, rows)?;
            let total = if list { store::count(tx, firm, &need, span)? } else { 0 };
            Ok((entries, total, store::subscription(tx, own_person(who)?, firm)?))
        })
        .await?;
    let weeks = weeks(month, &entries, ctx.app.calendar);
    let page = ctx.page("plans-calendar");
    ctx.html(&CalendarPage {
        page,
        asked,
        month,
        today,
        weeks,
        entries,
        subscription,
        address,
        list,
        paging: paging.of(total),
    })
}

/// What a file holds: some months back, and all that is to come.
fn span(today: Date) -> (Date, Date) {
    (today.first_of_month().saturating_sub(jiff::Span::new().months(MONTHS_BACK)), FAR)
}

fn file(ctx: &Ctx, language: &Language, name: &str, entries: &[Entry], attached: bool) -> Reply {
    let (done, provider) = (language.t("plans-calendar-done"), language.t("plans-calendar-provider"));
    let name = language.with("plans-calendar-name", &[("firm", &name)]);
    let base = ctx.app.config.server.base_url.trim_end_matches('/');
    let text = ics(entries, &Words { name: &name, base, done: &done, provider: &provider }, ctx.who.now);
    let mut response = ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response();
    if attached {
        let disposition = HeaderValue::from_str(&files::content_disposition(&format!("{name}.ics")));
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition.map_err(Error::internal)?);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// `GET /calendar.ics?need=LCX26-…`
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let need = Asked::read(query.as_deref()).value("need").to_owned();
    let entries =
        ctx.read(move |tx, who| store::entries(tx, own_firm(who)?, &need, span(who.today()), 0, MOST)).await?;
    let firm = ctx.actor().membership().map(|membership| membership.name.clone()).unwrap_or_default();
    file(&ctx, ctx.words(), &firm, &entries, true)
}

/// `POST /calendar/subscription`: a new address; the one before ends. It is shown once, on this answer.
pub async fn subscribe(ctx: Ctx, _: Form) -> Reply {
    let token = guard::new_token(&ctx.app);
    let hash = guard::hash(&token);
    ctx.write(move |tx, c| {
        let (firm, person) = (own_firm(c)?, own_person(c)?);
        store::revoke(tx, person, firm, c.now)?;
        let id = c.new_id();
        store::subscribe(tx, id, person, firm, hash, c.now)?;
        happened(tx, c, firm, "calendar.subscribed")
    })
    .await?;
    let base = ctx.app.config.server.base_url.trim_end_matches('/');
    render(&ctx, Asked::default(), Some(format!("{base}/calendar/subscription/{token}.ics"))).await
}

fn happened(tx: &mut db::Tx, c: &mut Command, firm: Uuid, action: &'static str) -> Result<(), Error> {
    let event = Event { hub: Uuid::nil(), action, object: "calendar", id: firm, reference: "" };
    c.record(tx, event, serde_json::json!({ "firm": firm }))?;
    Ok(())
}

/// `POST /calendar/subscription/revoke`
pub async fn revoke(ctx: Ctx, form: Form) -> Reply {
    ctx.command(&form, move |tx, c| {
        let (firm, person) = (own_firm(c)?, own_person(c)?);
        if store::revoke(tx, person, firm, c.now)? {
            happened(tx, c, firm, "calendar.revoked")?;
        }
        Ok(Done::at("/calendar").say("plans-calendar-revoked"))
    })
    .await
}

/// `GET /calendar/subscription/{token}.ics`: what a calendar program reads. Whoever has the address reads it, so it holds
/// services, providers and days, and no price, person or word of the need.
pub async fn subscription(ctx: Ctx, Path(token): Path<String>) -> Reply {
    let hash = guard::hash(token.strip_suffix(".ics").ok_or(Error::NotFound)?);
    let (today, now) = (ctx.who.today(), ctx.who.now);
    let read = ctx.app.db.read(db::Scope::system(), move |tx| -> Result<_, Error> {
        let subscribed = store::by_token(tx, hash)?.ok_or(Error::NotFound)?;
        let entries = store::entries(tx, subscribed.firm, "", span(today), 0, MOST)?;
        let language = people::language_of(tx, subscribed.person)?.unwrap_or(FIRST);
        Ok((subscribed, entries, language))
    });
    let (subscribed, entries, language) = read.await?;
    if subscribed.read_at.is_none_or(|at| now - at >= NOTED_MS) {
        note(&ctx.app, subscribed.id, now).await;
    }
    file(&ctx, ctx.app.messages.language(language), &subscribed.firm_name, &entries, false)
}

/// The file is answered also when the reading cannot be noted now.
async fn note(app: &App, id: Uuid, now: i64) {
    let noted = app.db.write(db::Scope::system(), move |tx| store::mark_read(tx, id, now)).await;
    if let Err(error) = noted {
        tracing::warn!(cause = %error.cause(), "the reading of a calendar could not be noted");
    }
}
