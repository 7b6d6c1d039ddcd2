//! What only whoever reads a mailbox may learn: whether there is an account with its address. Who types an address, to open
//! an account or to have it for their own, gets the same answer whatever is the case; the letter, written afterwards by a
//! job, tells it to the mailbox.

use db::{Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::links::{self, Kind, MAILBOX_MS, NewLink};
use super::sessions::{self, Browser, Started};
use super::{NewPerson, commands, contact, store, store_links};
use crate::access::Who;
use crate::app::App;
use crate::command::{Command, Event};
use crate::jobs::Job;
use crate::mail::{self, Letter};
use crate::web::messages::Language;
use crate::web::{Error, FormErrors, Refusal};

/// Kind of the job that writes the letter.
pub const JOB: &str = "people.mailbox";

/// What was asked with an address.
#[derive(Serialize, Deserialize)]
enum Asked {
    /// To open an account, and then to go on to `next`.
    Opening {
        email: String,
        next: String,
        /// In which language; empty in what was asked before they could be chosen.
        #[serde(default)]
        language: String,
    },
    /// To have it as one's own.
    Address {
        email: String,
        person: Uuid,
        /// The same.
        #[serde(default)]
        language: String,
    },
}

/// Asks for a letter to an address with which somebody wants to open an account. As a letter it waits with the letters: a
/// link to go on to is not kept when it cannot be written.
pub(super) fn ask_to_open(
    tx: &mut Tx,
    c: &mut Command,
    email: &str,
    next: &str,
    language: &'static str,
) -> Result<(), Error> {
    let language = store::language_for(tx, email, language)?.to_owned();
    let asked = Asked::Opening { email: email.to_owned(), next: next.to_owned(), language };
    c.enqueue(tx, Job::letter(JOB, &asked)?)
}

/// Asks for a letter to an address that a person wants to have as their own.
pub(super) fn ask_for_address(tx: &mut Tx, c: &mut Command, person: Uuid, email: &str) -> Result<(), Error> {
    let own = store::language_of(tx, person)?.unwrap_or_default();
    let language = store::language_for(tx, email, own)?.to_owned();
    c.enqueue(tx, Job::letter(JOB, &Asked::Address { email: email.to_owned(), person, language })?)?;
    commands::event(tx, c, "address.asked", person, json!({}))
}

/// Writes the letter of a job.
///
/// # Errors
/// Of the database: the job is tried again.
pub async fn send(app: &App, payload: &str) -> Result<(), Error> {
    let asked: Asked = serde_json::from_str(payload).map_err(Error::internal)?;
    let (owner, mut c) = (app.clone(), Command::new(Who::system(app.clock.now()), app.random()));
    app.db
        .write(Scope::system(), move |tx| {
            let (words, base) = (|tag: &str| owner.messages.language(tag), owner.config.server.base_url.as_str());
            let letter = match asked {
                Asked::Opening { email, next, language } => {
                    opening(tx, &mut c, words(&language), (base, email, &next))?
                }
                Asked::Address { email, person, language } => {
                    address(tx, &mut c, words(&language), (base, email, person))?
                }
            };
            mail::post(tx, &mut c, &letter)
        })
        .await
}

fn opening(
    tx: &mut Tx,
    c: &mut Command,
    words: &Language,
    (base, email, next): (&str, String, &str),
) -> Result<Letter, Error> {
    if store::by_login(tx, &email)?.is_some() {
        let (sign_in, reset) = (contact::with_next("/sign-in", next), "/reset");
        let text = words.t("people-opening-known-letter");
        let (sign_in_label, reset_label) = (words.t("people-sign-in-do"), words.t("people-reset-title"));
        let text = format!(
            "{text}\n\n{}\n{}\n",
            words.labelled(&sign_in_label, format!("{base}{sign_in}")),
            words.labelled(&reset_label, format!("{base}{reset}"))
        );
        return Ok(Letter { to: email, subject: words.t("people-opening-subject").into_owned(), text });
    }
    let link = NewLink { email: Some(email.clone()), ..NewLink::new(Kind::Opening, MAILBOX_MS) };
    let token = links::make(tx, c, &link)?;
    let event =
        Event { hub: Uuid::nil(), action: "opening.asked", object: "installation", id: Uuid::nil(), reference: "" };
    c.record(tx, event, json!({}))?;
    let text = words.t("people-opening-letter");
    let path = contact::with_next(&format!("/links/{token}"), next);
    Ok(Letter {
        to: email,
        subject: words.t("people-opening-subject").into_owned(),
        text: format!("{text}\n\n{base}{path}\n"),
    })
}

fn address(
    tx: &mut Tx,
    c: &mut Command,
    words: &Language,
    (base, email, person): (&str, String, Uuid),
) -> Result<Letter, Error> {
    let subject = words.t("people-address-subject").into_owned();
    if store::by_login(tx, &email)?.is_some() {
        let text = format!("{}\n\n{base}/sign-in\n", words.t("people-address-known-letter"));
        return Ok(Letter { to: email, subject, text });
    }
    let link = NewLink { person: Some(person), email: Some(email.clone()), ..NewLink::new(Kind::Address, MAILBOX_MS) };
    let token = links::make(tx, c, &link)?;
    let text = format!("{}\n\n{base}/links/{token}\n", words.t("people-address-letter"));
    Ok(Letter { to: email, subject, text })
}

/// Opens the account of a link, with its address, and begins its first session.
///
/// # Errors
/// `Invalid` when there is an account with this address meanwhile; `Refused` when the link is worth nothing any more.
pub(super) fn open(
    tx: &mut Tx,
    c: &mut Command,
    token: &str,
    new: &NewPerson,
    browser: &Browser,
) -> Result<Started, Error> {
    let link = links::use_up(tx, token, Kind::Opening, c.now)?;
    let id = commands::add(tx, c, &NewPerson { email: link.email, phone: None, ..new.clone() })?;
    store::set_language(tx, id, browser.language)?;
    sessions::start_session(tx, c, id, None, false, browser)
}

/// Makes the address of a link its person's; the old address is told, and what was sent there works no more.
///
/// # Errors
/// `NotFound` for another person's link; `Invalid` when the address is somebody's meanwhile; `Refused` when the link is
/// worth nothing any more.
pub(super) fn take_address(
    tx: &mut Tx,
    c: &mut Command,
    token: &str,
    person: Uuid,
    (subject, text): (&str, &str),
) -> Result<(), Error> {
    let link = links::use_up(tx, token, Kind::Address, c.now)?;
    let (Some(email), true) = (link.email, link.person == Some(person)) else { return Err(Error::NotFound) };
    let account = store::by_id(tx, person)?;
    if let Some(to) = account.email {
        mail::post(tx, c, &Letter { to, subject: subject.to_owned(), text: text.to_owned() })?;
    }
    match store::set_email(tx, person, &email) {
        Err(db::Error::Unique { .. }) => {
            return Err(FormErrors::one("email", Refusal::new("people-address-known")).into());
        }
        other => other?,
    }
    store_links::revoke_own(tx, person, c.now)?;
    commands::event(tx, c, "person.changed", person, json!({ "name": false, "email": true, "phone": false }))
}
