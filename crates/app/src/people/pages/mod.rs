//! Signing in and out, the second factor, one-time links, and one's own account.

mod account;
mod code;
mod contact;
mod factor;
mod links;
mod opening;
mod reset;
mod sign_in;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};

pub use account::{account, end_session, factor_off, factor_off_form, keys, language, leave, recovery};
pub use code::{code, code_form};
pub use contact::{check_present, contact, contact_form, password, password_form};
pub use factor::resend;
pub use links::{link, use_link};
pub use opening::{ask_address, send_letter};
pub use reset::{reset, reset_form, reset_sent};
pub use sign_in::{sign_in, sign_in_form, sign_out, switch};

use super::contact::{local, with_next};
use super::sessions::{Browser, Started};
use super::throttle::{self, Key};
use crate::access::Person;
use crate::web::{Ctx, Error, Form, guard};

/// Where one goes after signing in, when nothing else was asked for.
const HOME: &str = "/home";
/// A browser keeps the cookie as long as the longest session may stand idle; the server ends it sooner.
const COOKIE_SECONDS: i64 = super::sessions::IDLE_MS / 1000;

/// From where this form comes, and the cookie of the session that it begins.
pub fn browser(ctx: &Ctx, form: &Form) -> Browser {
    let token = Some(ctx.secret(form, "session"));
    Browser { address: ctx.address.to_string(), agent: ctx.agent.to_string(), language: ctx.language, token }
}

/// Who is signed in and owes no second factor; `None` for a visitor.
///
/// # Errors
/// `SecondFactor` while one is owed.
pub fn person(ctx: &Ctx) -> Result<Option<&Person>, Error> {
    match ctx.actor().person() {
        Some(person) if person.owes_factor => Err(Error::SecondFactor),
        person => Ok(person),
    }
}

/// Counts a try.
///
/// # Errors
/// `TooMany` while one of the keys still waits.
pub async fn count(ctx: &Ctx, keys: impl Into<Vec<Key>>) -> Result<(), Error> {
    let keys = keys.into();
    ctx.write(move |tx, c| throttle::count(tx, &keys, c.now)).await?.over()
}

/// Goes to `next` in a session just begun, by way of the second factor where one is owed.
pub fn signed_in(ctx: &Ctx, started: &Started, next: &str) -> Response {
    let location = if started.owes_factor { with_next("/sign-in/code", next) } else { next.to_owned() };
    let mut response = Redirect::to(&location).into_response();
    set_session(ctx, &mut response, &started.token);
    response
}

/// Gives the browser a session's cookie.
fn set_session(ctx: &Ctx, response: &mut Response, token: &str) {
    let cookie = guard::secret_cookie(&ctx.app, "yz_session", token);
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Max-Age={COOKIE_SECONDS}")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The address asked for in `next`, when it is one of this site.
pub fn next_of(query: Option<&str>) -> String {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let next = pairs.into_iter().find(|(name, _)| name == "next").map(|(_, value)| value.into_owned());
    next.as_deref().and_then(local).unwrap_or(HOME).to_owned()
}

/// The same of a form.
pub fn next_in(form: &Form) -> &str {
    local(form.value("next")).unwrap_or(HOME)
}

/// The form as it is shown again: without passwords and codes.
pub fn without_secrets(form: &Form) -> Form {
    Form::filled(form.fields().filter(|(name, _)| !matches!(*name, "password" | "present" | "code")))
}
