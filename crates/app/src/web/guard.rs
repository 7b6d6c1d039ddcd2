//! The guard in front of every handler: finds out who asks, applies the route's rule, reads the form and checks
//! its token, and afterwards renders what went wrong.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::access::{self, Actor, Person, Rule, Who};
use crate::app::App;

use super::error::{Error, Refusal};
use super::form::Form;
use super::{Ctx, Page, address, languages};

/// Longest form without files, in bytes.
pub const FORM_BYTES: usize = 256 * 1024;
/// Longest form with files: ten files of 20 MiB and the fields.
pub const UPLOAD_BYTES: usize = 210 * MIB;
/// Longest time to send a form with files and have it answered, in seconds: the largest over a phone's 2 Mbit/s.
pub const UPLOAD_SECONDS: u64 = 15 * 60;
const MIB: usize = 1024 * 1024;
/// Room for the forms with files that are read at the same time, in MiB: three of the largest, or hundreds of photos.
/// One more is asked to come again: memory stays bounded however slowly they are sent.
static ROOM: Semaphore = Semaphore::const_new(3 * (UPLOAD_BYTES / MIB + 1));
/// Longest word of a form, in bytes; ours have 24.
const LONGEST_ONCE: usize = 64;

/// Finds the person of a session by the hash of its cookie; given by `routes.rs`, since `web` names no slice.
pub type FindPerson = fn(&mut db::Tx, &[u8; 32], i64) -> Result<Option<Person>, Error>;

/// Marks the person's session as seen.
pub type SeePerson = fn(&mut db::Tx, &Person, i64) -> Result<(), Error>;
/// Counts a person's unread notices.
pub type CountUnread = fn(&mut db::Tx, uuid::Uuid) -> Result<i64, Error>;

/// A session is marked as seen at most so often, in milliseconds: a page is no write, a minute is exact enough.
const SEEN_EVERY_MS: i64 = 60_000;

/// What the guard of one route needs.
#[derive(Clone)]
pub struct Guard {
    /// Everything shared.
    pub app: App,
    /// The route's rule.
    pub rule: Rule,
    /// Longest body, in bytes.
    pub body_bytes: usize,
    /// How a session's person is found.
    pub find: FindPerson,
    /// How it is marked as seen.
    pub see: SeePerson,
    /// How their unread notices are counted.
    pub unread: CountUnread,
}

/// The layer itself.
pub async fn guard(guard: Guard, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let ctx = match context(&guard, &parts).await {
        Ok(ctx) => ctx,
        Err(error) => return plain(&guard.app, &parts.headers, &error),
    };
    // Where a form was sent there may be no page to come back to.
    let back = if parts.method == Method::GET { ctx.asked.to_string() } else { "/home".to_owned() };
    let mut request = Request::from_parts(parts, body);
    let response = match admit(&guard, &ctx, &mut request).await {
        Ok(_room) => {
            request.extensions_mut().insert(ctx.clone());
            next.run(request).await
        }
        Err(error) => error.into_response(),
    };
    #[cfg(test)]
    assert_reached(&ctx, &response);
    finish(&ctx, response, &back)
}

/// Role and form; the relation is the handler's. The room that a form with files takes is held until it is answered.
async fn admit(guard: &Guard, ctx: &Ctx, request: &mut Request) -> Result<Option<SemaphorePermit<'static>>, Error> {
    // Nothing is called by an address with a NUL in it, and PostgreSQL takes none to look for.
    if ctx.path.contains("%00") {
        return Err(Error::NotFound);
    }
    access::admits(&guard.rule, ctx.actor())?;
    if request.method() != Method::POST {
        return Ok(None);
    }
    // Programs bring a token of their own in a header, which no page of another site can make a browser send; the
    // handler checks it, and looks at no session.
    if ctx.path.starts_with(PROGRAMS) {
        return Ok(None);
    }
    let room = room(guard, request.headers())?;
    let form = read_form(guard, request, &ctx.csrf).await?;
    if !chooses_language(ctx, request.headers()) {
        form.check_token(&ctx.csrf)?;
    }
    if form.value("_once").len() > LONGEST_ONCE {
        return Err(Error::Refused(Refusal::new("web-form-malformed")));
    }
    request.extensions_mut().insert(form);
    Ok(room)
}

/// Whether a visitor chooses a language on a page of ours. Most pages give visitors no cookie, so their forms carry no token;
/// what the browser itself says of where the form stands is enough for a form that changes nothing but a cookie of theirs.
fn chooses_language(ctx: &Ctx, headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let own_origin = || {
        let (_, origin) = value("origin")?.split_once("://")?;
        Some(origin == value("host")?)
    };
    let own_page = || match value("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => own_origin().unwrap_or(false),
    };
    &*ctx.path == LANGUAGE && ctx.actor().person().is_none() && own_page()
}

/// Where programs send what they have.
const PROGRAMS: &str = "/api/";
/// Where the language is chosen.
const LANGUAGE: &str = "/language";

/// Room for a form with files, as large as it says that it is.
fn room(guard: &Guard, headers: &HeaderMap) -> Result<Option<SemaphorePermit<'static>>, Error> {
    if guard.body_bytes <= FORM_BYTES {
        return Ok(None);
    }
    let announced = text(headers, header::CONTENT_LENGTH).parse().unwrap_or(guard.body_bytes).min(guard.body_bytes);
    let mebibytes = u32::try_from(announced / MIB + 1).unwrap_or(u32::MAX);
    ROOM.try_acquire_many(mebibytes).map(Some).map_err(|_| Error::Busy)
}

async fn read_form(guard: &Guard, request: &mut Request, token: &str) -> Result<Form, Error> {
    let kind = text(request.headers(), header::CONTENT_TYPE).to_owned();
    let body = Limited::new(std::mem::replace(request.body_mut(), Body::empty()), guard.body_bytes);
    if let Ok(boundary) = multer::parse_boundary(&kind) {
        return Form::read_multipart(body.into_data_stream(), boundary, token).await.map_err(|error| match error {
            Error::TooLarge(_) => Error::TooLarge(guard.body_bytes),
            other => other,
        });
    }
    match body.collect().await {
        Ok(body) => Ok(Form::parse_urlencoded(&body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(Error::TooLarge(guard.body_bytes)),
        Err(error) => Err(Error::internal(error)),
    }
}

async fn context(guard: &Guard, request: &Parts) -> Result<Ctx, Error> {
    let app = &guard.app;
    let now = app.clock.now();
    let headers = &request.headers;
    let session_hash = cookie(headers, "yz_session").map(hash);
    let (actor, unread) = match session_hash {
        None => (Actor::Visitor, 0),
        Some(hash) => {
            let (find, unread) = (guard.find, guard.unread);
            let found = app.db.read(db::Scope::system(), move |tx| -> Result<_, Error> {
                let person = find(tx, &hash, now)?;
                let unread = person.as_ref().map_or(Ok(0), |person| unread(tx, person.id))?;
                Ok((person, unread))
            });
            let (person, unread) = found.await?;
            if let Some(person) = person.as_ref().filter(|person| now - person.seen_at >= SEEN_EVERY_MS) {
                mark_seen(guard, person.clone(), now).await;
            }
            (person.map_or(Actor::Visitor, |person| Actor::Person(Box::new(person))), unread)
        }
    };
    let stored = actor.person().and_then(|person| person.language);
    Ok(Ctx {
        unread,
        app: app.clone(),
        who: Who { actor, rule: guard.rule, now, reached: Arc::default() },
        language: stored.unwrap_or_else(|| languages::of_browser(cookie(headers, languages::COOKIE), headers)),
        csrf: own_cookie(headers).map(form_token).unwrap_or_default().into(),
        key: own_cookie(headers).map(|token| hash(&format!("key {token}"))),
        posted: request.method != Method::GET,
        path: request.uri.path().into(),
        asked: request.uri.path_and_query().map_or("/", |asked| asked.as_str()).into(),
        flash: cookie(headers, "yz_said").map(Arc::from),
        address: address::of(app, request).into(),
        agent: start(text(headers, header::USER_AGENT), 200).into(),
        request_id: text(headers, "x-request-id").into(),
        session_hash,
    })
}

/// What was asked for is answered also when the mark cannot be made now.
async fn mark_seen(guard: &Guard, person: Person, now: i64) {
    let see = guard.see;
    let marked = guard.app.db.write(db::Scope::system(), move |tx| see(tx, &person, now)).await;
    if let Err(error) = marked {
        tracing::warn!(cause = %error.cause(), "a session could not be marked as seen");
    }
}

/// The secret that only this browser knows: its session's cookie; a visitor has one of their own.
fn own_cookie(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, "yz_session").or_else(|| cookie(headers, "yz_visitor"))
}

/// The token that the forms of this cookie's holder carry.
pub fn form_token(cookie: &str) -> String {
    data_encoding::HEXLOWER.encode(&hash(&format!("csrf {cookie}"))[..16])
}

/// The hash under which a secret token is stored.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let found =
        all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('=')).find(|(n, _)| *n == name);
    found.map(|(_, value)| value).filter(|value| !value.is_empty())
}

fn text(headers: &HeaderMap, name: impl header::AsHeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The first letters of a text.
fn start(text: &str, letters: usize) -> &str {
    text.char_indices().nth(letters).map_or(text, |(end, _)| &text[..end])
}

/// Renders an error, gives visitors their form token, and clears what was said.
fn finish(ctx: &Ctx, response: Response, back: &str) -> Response {
    let mut response = match response.extensions().get::<Error>().cloned() {
        Some(error) => render(ctx, &error, back),
        None => response,
    };
    let headers = response.headers_mut();
    let needs_token =
        ctx.csrf.is_empty() && ctx.actor().person().is_none() && !headers.contains_key(header::SET_COOKIE);
    if needs_token && VISITOR_FORMS.iter().any(|path| ctx.path.starts_with(path)) {
        set_cookie(headers, &secret_cookie(&ctx.app, "yz_visitor", &new_token(&ctx.app)));
    }
    if ctx.flash.is_some() && !headers.contains_key(header::LOCATION) {
        set_cookie(headers, &format!("{}; Max-Age=0", secret_cookie(&ctx.app, "yz_said", "")));
    }
    if ctx.actor().person().is_some() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if !headers.contains_key(header::CACHE_CONTROL) {
        // A visitor's page differs by language and by what was said last; assets and files say themselves how long they last.
        headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    }
    response
}

/// Pages with forms for visitors; everywhere else visitors get no cookie. Where the cookie is missing such a page
/// is asked for again, so that its form carries the token.
const VISITOR_FORMS: [&str; 5] = ["/sign-in", "/register", "/reset", LINKS, "/queue/"];
/// Where one-time links lead.
const LINKS: &str = "/links/";

/// Where this visitor must first be given a token: the page is asked for again, once; a browser that keeps no cookies
/// gets the page all the same, and is told when it sends the form.
pub fn ask_again(ctx: &Ctx, query: Option<&str>) -> Option<Response> {
    let query = query.unwrap_or_default();
    if !ctx.csrf.is_empty() || query.split('&').any(|pair| pair == ASKED_AGAIN) {
        return None;
    }
    let and = if query.is_empty() { "" } else { "&" };
    Some(Redirect::to(&format!("{}?{query}{and}{ASKED_AGAIN}", ctx.path)).into_response())
}

const ASKED_AGAIN: &str = "again=1";

/// A secret of 256 bits, in letters.
pub fn new_token(app: &App) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&app.random())
}

/// The line that sets a cookie only the site itself reads; over HTTPS only, where the site is reached so.
pub fn secret_cookie(app: &App, name: &str, value: &str) -> String {
    let secure = if app.config.server.is_https() { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

fn set_cookie(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(header::SET_COOKIE, value);
    }
}

#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage<'a> {
    page: Page<'a>,
    words: String,
    request_id: &'a str,
}

fn render(ctx: &Ctx, error: &Error, back: &str) -> Response {
    if let Error::Internal(cause) = error {
        tracing::error!(%cause, request_id = %ctx.request_id, path = %ctx.path, "internal error");
    }
    match error {
        Error::SignIn => return to_sign_in("/sign-in", back),
        Error::SecondFactor => return to_sign_in("/sign-in/code", back),
        // The button of a link pressed again after it signed in: its page says what became of it.
        Error::Csrf if ctx.path.starts_with(LINKS) && ctx.actor().person().is_some() => {
            return Redirect::to(&ctx.path).into_response();
        }
        _ => {}
    }
    let words = match error {
        Error::Refused(refusal) => ctx.words().refusal(refusal),
        Error::TooMany(seconds) => ctx.words().with("error-too-many-words", &[("seconds", seconds)]),
        Error::TooLarge(bytes) => ctx.words().with("error-too-large-words", &[("megabytes", &(bytes / 1024 / 1024))]),
        other => ctx.t(&format!("error-{}-words", key(other))),
    };
    let page = ctx.page("error-title").titled(ctx.t(&format!("error-{}", key(error))));
    let body = ErrorPage { page, words, request_id: &ctx.request_id }.render().unwrap_or_default();
    let mut response = (error.status(), Html(body)).into_response();
    let wait = match error {
        Error::TooMany(seconds) => Some(*seconds),
        Error::Busy => Some(2),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn to_sign_in(path: &str, back: &str) -> Response {
    let next: String = form_urlencoded::Serializer::new(String::new()).append_pair("next", back).finish();
    Redirect::to(&format!("{path}?{next}")).into_response()
}

// keys: error-* role-*
fn key(error: &Error) -> &'static str {
    match error {
        Error::SignIn => "sign-in",
        Error::SecondFactor => "second-factor",
        Error::Forbidden => "forbidden",
        Error::NotFound => "not-found",
        Error::Refused(_) => "refused",
        Error::Invalid(_) => "invalid",
        Error::Conflict => "conflict",
        Error::TooMany(_) => "too-many",
        Error::Csrf => "csrf",
        Error::TooLarge(_) => "too-large",
        Error::Busy => "busy",
        Error::Internal(_) => "internal",
    }
}

/// Before there is a context: no person, no page.
fn plain(app: &App, headers: &HeaderMap, error: &Error) -> Response {
    tracing::error!(cause = %error.cause(), "request without context");
    let language = languages::of_browser(cookie(headers, languages::COOKIE), headers);
    let words = app.messages.language(language).t("error-busy-words").into_owned();
    (error.status(), [(header::RETRY_AFTER, "2")], words).into_response()
}

/// A handler whose rule demands a relation must have checked it before it answers.
#[cfg(test)]
fn assert_reached(ctx: &Ctx, response: &Response) {
    let demanded = ctx.rule().relation != access::Relation::Any && ctx.actor().person().is_some();
    let answered = response.status().is_success() || response.status().is_redirection();
    let reached = ctx.who.reached.load(std::sync::atomic::Ordering::Relaxed);
    assert!(!demanded || !answered || reached, "{} answered without Who::reach", ctx.path);
}

#[cfg(test)]
mod tests;
