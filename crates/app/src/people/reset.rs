//! A forgotten password: a letter with a link. Asking does the same work and gets the same answer whether or not there
//! is such an account; the letter is written afterwards, by a job.

use db::{Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::links::{self, Kind, NewLink, RESET_MS};
use super::sessions::{self, Browser, Started};
use super::throttle::{self, ACCOUNT, Key};
use super::{commands, store, store_links, store_sessions};
use crate::access::Who;
use crate::app::App;
use crate::command::Command;
use crate::jobs::Job;
use crate::mail::{self, Letter};
use crate::web::Error;

/// Kind of the job that writes the letter.
pub const JOB: &str = "people.reset";

#[derive(Serialize, Deserialize)]
struct Asked {
    login: String,
    /// Of who asked; empty in what was asked before languages could be chosen.
    #[serde(default)]
    language: String,
}

/// Asks for a letter to the account of this login, if there is one.
pub(super) fn ask(tx: &mut Tx, c: &mut Command, login: &str, language: &str) -> Result<(), Error> {
    c.enqueue(tx, Job::new(JOB, &Asked { login: login.to_owned(), language: language.to_owned() })?)
}

/// Writes the letter of a job; none where there is no such account, or one without e-mail address.
///
/// # Errors
/// Of the database: the job is tried again.
pub async fn send(app: &App, payload: &str) -> Result<(), Error> {
    let Asked { login, language } = serde_json::from_str(payload).map_err(Error::internal)?;
    let owner = app.clone();
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    app.db
        .write(Scope::system(), move |tx| {
            let Some(account) = store::by_login(tx, &login)? else { return Ok(()) };
            let Some(to) = account.email else { return Ok(()) };
            let token = link(tx, &mut c, account.id)?;
            let language = store::language_of(tx, account.id)?.unwrap_or(&language);
            let (words, base) = (owner.messages.language(language), &owner.config.server.base_url);
            let (subject, text) = (words.t("people-reset-subject").into_owned(), words.t("people-reset-letter"));
            mail::post(tx, &mut c, &Letter { to, subject, text: format!("{text}\n\n{base}/links/{token}\n") })
        })
        .await
}

/// A link to set a new password.
fn link(tx: &mut Tx, c: &mut Command, person: Uuid) -> Result<String, Error> {
    let token = links::make(tx, c, &NewLink { person: Some(person), ..NewLink::new(Kind::Reset, RESET_MS) })?;
    commands::event(tx, c, "reset.asked", person, json!({}))?;
    Ok(token)
}

/// A link for whoever has this login, for who runs the installation to hand over: the way back for an account without
/// e-mail address. `None` when there is no such account.
///
/// # Errors
/// Of the database.
pub fn link_for(tx: &mut Tx, c: &mut Command, login: &str) -> Result<Option<String>, Error> {
    let account = store::by_login(tx, &super::contact::read_login(login))?;
    account.map(|account| link(tx, c, account.id)).transpose()
}

/// Sets the new password by its link: every session of the person ends, every other link of theirs ends, and a new
/// session begins, which still owes the second factor where there is one.
pub(super) fn set(tx: &mut Tx, c: &mut Command, token: &str, phc: &str, browser: &Browser) -> Result<Started, Error> {
    let link = links::use_up(tx, token, Kind::Reset, c.now)?;
    let person = link.person.ok_or(Error::NotFound)?;
    store::set_password(tx, person, phc)?;
    store_sessions::end_others(tx, person, Uuid::nil())?;
    store_links::revoke_own(tx, person, c.now)?;
    let account = store::by_id(tx, person)?;
    for login in [account.email, account.phone].into_iter().flatten() {
        throttle::clear(tx, &Key::new("sign-in", &login, ACCOUNT))?;
    }
    commands::event(tx, c, "password.reset", person, json!({}))?;
    sessions::start_session(tx, c, person, None, false, browser)
}
