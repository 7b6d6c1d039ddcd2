//! Signing in, the second factor, links and one's own account, through HTTP.

mod account;
mod factor;
mod language;
mod links;
mod lost_factor;
mod opening;
mod sign_in;

use db::{params, sql};
use uuid::Uuid;

use super::{NewPerson, add, give};
use crate::access::Role;
use crate::people::{Grant, password};
use crate::testing::{Answer, Persona, TestApp};

/// What everybody in these tests signs in with.
const PASSWORD: &str = "瓯江潮起,鹿城鞋香十里";
const MINUTE: i64 = 60_000;

/// Somebody with an account, and in this role for this organization or hub.
fn somebody(app: &TestApp, name: &str, login: &str, place: Option<(Role, Uuid)>) -> Uuid {
    let phc = hashed(app);
    let (name, login) = (name.to_owned(), login.to_owned());
    app.system(move |tx, c| {
        let is_email = login.contains('@');
        let (email, phone) = (is_email.then(|| login.clone()), (!is_email).then(|| login.clone()));
        let id = add(tx, c, &NewPerson { name, email, phone, password: Some(phc) })?;
        if let Some((role, place)) = place {
            let (organization, hub) = if role.is_hub() { (None, Some(place)) } else { (Some(place), None) };
            give(tx, c, id, &Grant { role, organization, hub, division: None })?;
        }
        Ok(id)
    })
}

fn hashed(app: &TestApp) -> String {
    app.wait(password::hash(&app.app, PASSWORD)).expect("a hash")
}

fn sign_in(app: &TestApp, login: &str, password: &str) -> Answer {
    app.visitor().post("/sign-in", &[("login", login), ("password", password)])
}

/// Signed in with the right password.
fn signed_in<'a>(app: &'a TestApp, login: &str) -> Persona<'a> {
    let answer = sign_in(app, login, PASSWORD).expect(303);
    app.holding(&answer)
}

/// Moves the clock on.
fn later(app: &TestApp, millis: i64) {
    app.app.clock.set(app.app.clock.now() + millis);
}

fn secret_of(app: &TestApp, person: Uuid) -> Vec<u8> {
    app.system(move |tx, _| {
        Ok(tx.one(sql!("SELECT totp_secret FROM people WHERE id = $1"), &params![person])?.get("totp_secret"))
    })
}

/// How many events of this kind there are.
fn count(app: &TestApp, action: &str) -> usize {
    app.events().iter().filter(|event| *event == action).count()
}

/// The token of the link in a letter or on a page.
fn token_in(text: &str) -> String {
    crate::testing::value_after(&text.replace(['\n', '<'], "\""), "/links/")
}
