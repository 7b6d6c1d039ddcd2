//! For auditors: what happened, each event with its place in its hub's log and its proof.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::IntoResponse;
use db::Tx;
use jiff::civil::Date;
use uuid::Uuid;

use crate::app::millis_of;
use crate::hubs;
use crate::records::actions::{self, ACTIONS};
use crate::records::log::{self, Find, Logged, Proof};
use crate::web::export::Column::{Integer, Text, Time};
use crate::web::export::{self, Export};
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::messages::Language;
use crate::web::{Ctx, Error, Form, Page, Reply};

/// The year 10000: after everything.
const NEVER: i64 = 253_402_300_800_000;

#[derive(Template)]
#[template(path = "records/events.html")]
struct EventsPage<'a> {
    page: Page<'a>,
    form: Form,
    hubs: Vec<(String, String)>,
    actions: Vec<(&'static str, String)>,
    events: Vec<Logged>,
    paging: Paging,
}

/// `GET /events?hub=LCX&from=2026-03-01&to=2026-03-31&action=order&reference=…`: the newest first.
pub async fn events(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let (paging, wanted) = (asked.paging(), asked.clone());
    let (offset, most) = (paging.offset(), paging.most());
    let (hubs, events, total) = ctx
        .read(move |tx, _| {
            let find = find(tx, &wanted)?;
            let events = find.as_ref().map_or(Ok(Vec::new()), |find| log::find(tx, find, offset, PAGE_ROWS))?;
            let total = find.as_ref().map_or(Ok(0), |find| log::count(tx, find, most))?;
            Ok((hubs::all(tx)?, events, total))
        })
        .await?;
    let hubs = hubs.into_iter().map(|hub| (hub.code, hub.name)).collect();
    let (page, form) = (ctx.page("records-events-title"), asked.form());
    // keys: records-did-*
    let actions = ACTIONS.iter().map(|code| (*code, ctx.t(&format!("records-did-{}", actions::word(code))))).collect();
    ctx.html(&EventsPage { page, form, hubs, actions, events, paging: paging.of(total) })
}

/// What is looked for; `None` where nothing can be found.
fn find(tx: &mut Tx, asked: &Asked) -> Result<Option<Find>, Error> {
    let code = asked.value("hub");
    let hub = if code.is_empty() { None } else { Some(hubs::by_code(tx, code)?.id) };
    let find = read(asked, hub);
    // A reference number begins with its hub's code.
    let elsewhere = !find.reference.is_empty() && !find.reference.starts_with(code);
    Ok((!elsewhere).then_some(find))
}

static EXPORT: Export<Logged> = Export {
    title: "records-events-title",
    columns: &[
        Time("records-when", |e| e.at),
        Text("records-what", |e, words| words.t(&format!("records-did-{}", e.did())).into_owned()),
        Text("records-reference", |e, _| e.reference.clone()),
        Text("records-who", |e, words| {
            if e.person.is_empty() { words.t("records-system").into_owned() } else { e.person.clone() }
        }),
        Integer("records-place", |e| e.position.map(|position| position + 1)),
        Text("records-commitment", |e, _| e.commitment.clone()),
    ],
    contacts: true,
};

/// `GET /events.xlsx`, `.csv`: the same list as a file.
pub async fn save_events(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    export::answer(&ctx, &EXPORT, move |tx, _, offset, rows| {
        find(tx, &asked)?.map_or(Ok(Vec::new()), |find| log::find(tx, &find, offset, rows))
    })
    .await
}

fn read(asked: &Asked, hub: Option<Uuid>) -> Find {
    let day = |name: &str| asked.value(name).parse::<Date>().ok();
    let next = |day: Date| day.tomorrow().unwrap_or(Date::MAX);
    let typed = asked.value("reference");
    let reference = codes::reference::Reference::parse(typed).map_or_else(|_| typed.to_owned(), |r| r.to_string());
    Find {
        hub,
        from: day("from").map_or(0, |day| millis_of(day, 0, 0).clamp(0, NEVER)),
        until: day("to").map_or(NEVER, |day| millis_of(next(day), 0, 0).clamp(0, NEVER)),
        action: asked.value("action").to_owned(),
        reference,
    }
}

#[derive(Template)]
#[template(path = "records/event.html")]
struct EventPage<'a> {
    page: Page<'a>,
    event: Logged,
    hub: String,
    /// The body, a row for each value.
    facts: Vec<(String, String)>,
    proof: Option<Proof>,
}

impl EventPage<'_> {
    fn who(&self) -> String {
        if self.event.person.is_empty() {
            self.page.t("records-system").into_owned()
        } else {
            self.event.person.clone()
        }
    }
}

/// `GET /events/{id}`
pub async fn event(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let (event, hub, proof) = ctx
        .read(move |tx, _| {
            let event = log::event(tx, id)?;
            if event.hub_id.is_nil() {
                return Ok((event, String::new(), None));
            }
            let hub = hubs::by_id(tx, event.hub_id)?.name;
            let proof = log::prove(tx, event.hub_id, event.id)?;
            Ok((event, hub, proof))
        })
        .await?;
    let facts = facts(ctx.words(), &event.body);
    ctx.html(&EventPage { page: ctx.page("records-event-title"), event, hub, facts, proof })
}

/// The values of a JSON text, each with its path; moments in words.
fn facts(language: &Language, body: &str) -> Vec<(String, String)> {
    fn walk(language: &Language, path: String, value: &serde_json::Value, rows: &mut Vec<(String, String)>) {
        use serde_json::Value;
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| walk(language, below(key), value, rows)),
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(at, value)| walk(language, below(&(at + 1).to_string()), value, rows));
            }
            Value::Null => {}
            Value::String(text) => rows.push((path, text.clone())),
            Value::Number(number) if path == "at" || path.ends_with("_at") => {
                rows.push((path, number.as_i64().map_or_else(|| number.to_string(), |at| language.time(at))));
            }
            other => rows.push((path, other.to_string())),
        }
    }
    let mut rows = Vec::new();
    if let Ok(value) = serde_json::from_str(body) {
        walk(language, String::new(), &value, &mut rows);
    }
    rows
}

/// `GET /events/{id}/bundle`: everything needed to verify the event offline.
pub async fn event_bundle(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let app = ctx.app.clone();
    let text = ctx
        .read(move |tx, _| {
            let event = log::event(tx, id)?;
            log::bundle(tx, &app, event.hub_id, event.id)?.ok_or(Error::NotFound)
        })
        .await?;
    let disposition = format!("attachment; filename=\"{id}.bundle.json\"");
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}
