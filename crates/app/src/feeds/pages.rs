//! The page on which addresses are made and ended, and what a calendar program reads at one.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};
use slots::Interval;
use uuid::Uuid;

use super::store::{self, Bounds, Feed, Subject};
use super::writing::{self, Words};
use super::{making, schemes};
use crate::app::{App, millis_of};
use crate::people;
use crate::web::guard;
use crate::web::languages::FIRST;
use crate::web::lists::{Asked, PAGE_ROWS, Paging};
use crate::web::{Ctx, Done, Error, Form, Page, Reply};

/// A reading is noted at most so often, in milliseconds.
const NOTED_MS: i64 = 3_600_000;
const DAY: i64 = 86_400_000;

/// Something that an address could be made of.
struct Offered {
    kind: &'static str,
    /// Code of the instrument, or empty.
    code: String,
    /// What the instrument or the hub is called.
    name: String,
}

#[derive(Template)]
#[template(path = "feeds/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    offered: Vec<Offered>,
    feeds: Vec<Feed>,
    paging: Paging,
    /// The address, told once.
    address: Option<String>,
}

impl ListPage<'_> {
    /// What a calendar is of, in words.
    fn called(&self, kind: &str, name: &str) -> String {
        match kind {
            "person" => self.page.t("feeds-kind-person").into_owned(),
            "hub" => self.page.t1("feeds-kind-hub", "name", name),
            _ => self.page.t1("feeds-kind-instrument", "name", name),
        }
    }

    /// The address as calendar programs open it.
    fn opens(&self, address: &str) -> String {
        address.split_once("://").map_or_else(String::new, |(_, rest)| format!("webcal://{rest}"))
    }
}

/// `GET /feeds?instrument=LCX-I0001`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    render(&ctx, Asked::read(query.as_deref()), None).await
}

async fn render(ctx: &Ctx, asked: Asked, address: Option<String>) -> Reply {
    let paging = asked.paging();
    let (offset, code) = (paging.offset(), asked.value("instrument").to_owned());
    let (feeds, total, offered) = ctx
        .read(move |tx, who| {
            let person = who.actor.person().ok_or(Error::SignIn)?.id;
            let (feeds, total) = store::own(tx, person, offset, PAGE_ROWS)?;
            let mut offered = Vec::new();
            let mut wanted = vec![("person", ""), ("hub", "")];
            if !code.is_empty() {
                wanted.push(("instrument", code.as_str()));
            }
            for (kind, code) in wanted {
                let subject = match making::subject(tx, who, kind, code) {
                    // Somebody acts for what has no such calendar; an instrument was asked for by its code.
                    Err(Error::NotFound) if kind != "instrument" => continue,
                    other => other?,
                };
                if store::of(tx, person, &subject)?.is_none() {
                    let name = match subject {
                        Subject::Instrument(hub, id) => crate::instruments::by_id(tx, hub, id)?.entry.name,
                        _ => who.actor.membership().map(|own| own.name.clone()).unwrap_or_default(),
                    };
                    offered.push(Offered { kind, code: code.to_owned(), name });
                }
            }
            Ok((feeds, total, offered))
        })
        .await?;
    ctx.html(&ListPage { page: ctx.page("feeds-title"), offered, feeds, paging: paging.of(total), address })
}

/// `POST /feeds`: a new address, shown once on this answer; the one before of the same ends.
pub async fn make(ctx: Ctx, form: Form) -> Reply {
    let token = ctx.secret(&form, "feed");
    let hash = guard::hash(&token);
    let (kind, code) = (form.value("kind").to_owned(), form.value("instrument").to_owned());
    let made = ctx.write(move |tx, c| {
        let person = c.actor.person().ok_or(Error::SignIn)?.id;
        let subject = making::subject(tx, c, &kind, &code)?;
        making::make(tx, c, person, &subject, hash)
    });
    let made = made.await;
    // The same form may have been sent twice at the same moment.
    let twice = matches!(made, Err(Error::Conflict)) && ctx.read(move |tx, _| store::is_made(tx, hash)).await?;
    if !twice {
        made?;
    }
    let base = ctx.app.config.server.base_url.trim_end_matches('/');
    render(&ctx, Asked::default(), Some(format!("{base}/feeds/calendar/{token}.ics"))).await
}

/// `POST /feeds/{id}/revoke`
pub async fn revoke(ctx: Ctx, Path(id): Path<Uuid>, form: Form) -> Reply {
    ctx.command(&form, move |tx, c| {
        let person = c.actor.person().ok_or(Error::SignIn)?.id;
        let feed = store::by_id(tx, person, id)?;
        making::revoke(tx, c, &feed)?;
        Ok(Done::at("/feeds").say("feeds-revoked"))
    })
    .await
}

/// `GET /feeds/calendar/{token}.ics`: what a calendar program reads. Whoever has the address reads it.
pub async fn read(ctx: Ctx, Path(token): Path<String>, headers: HeaderMap) -> Reply {
    let hash = guard::hash(token.strip_suffix(".ics").ok_or(Error::NotFound)?);
    let (scheme, now, today) = (schemes::on(ctx.who.today()), ctx.who.now, ctx.who.today());
    // From midnight to midnight: within a day the same file is written.
    let midnight = millis_of(today, 0, 0);
    let within = Interval { from: midnight - scheme.days_back * DAY, until: midnight + scheme.days_ahead * DAY };
    let cancelled_since = midnight - scheme.cancelled_days * DAY;
    let bounds = Bounds { within, cancelled_since, now: midnight, most: scheme.most };
    let found = ctx.app.db.read(db::Scope::system(), move |tx| -> Result<_, Error> {
        let feed = store::by_token(tx, hash)?.ok_or(Error::NotFound)?;
        let entries = store::entries(tx, &feed.subject, &bounds)?;
        let language = people::language_of(tx, feed.person)?.unwrap_or(FIRST);
        Ok((feed, entries, language))
    });
    let (feed, entries, language) = found.await?;
    if feed.read_at.is_none_or(|at| now - at >= NOTED_MS) {
        note(&ctx.app, feed.id, now).await;
    }
    let language = ctx.app.messages.language(language);
    let name = match feed.subject {
        Subject::Person(_) => language.t("feeds-name-person").into_owned(),
        _ => language.with("feeds-name", &[("name", &feed.name)]),
    };
    let text = writing::written(
        &entries,
        &Words {
            name: &name,
            base: ctx.app.config.server.base_url.trim_end_matches('/'),
            asked: &language.t("feeds-asked"),
            refresh_hours: scheme.refresh_hours,
            names_firm: !matches!(feed.subject, Subject::Person(_)),
        },
    );
    answer(&headers, text)
}

/// The file, or that it is the one which the program has.
fn answer(asked: &HeaderMap, text: String) -> Reply {
    let sum = data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes())[..16]);
    let tag = format!("\"{sum}\"");
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|line| line.split(',')).map(|one| one.trim().trim_start_matches("W/"));
    let fresh = known.any(|one| one == tag || one == "*");
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).map_err(Error::internal)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// The file is answered also when the reading cannot be noted now.
async fn note(app: &App, id: Uuid, now: i64) {
    let noted = app.db.write(db::Scope::system(), move |tx| store::mark_read(tx, id, now)).await;
    if let Err(error) = noted {
        tracing::warn!(cause = %error.cause(), "the reading of a calendar could not be noted");
    }
}
