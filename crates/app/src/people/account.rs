//! What people change about their own account.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::commands::{self, NewPerson};
use super::sessions::{self, Browser, Started};
use super::store::{self, Account};
use super::store_sessions::{self, Session};
use super::throttle::{self, Key};
use super::{factor, mailbox, memberships, store_links};
use crate::access::Membership;
use crate::command::Command;
use crate::mail;
use crate::web::Error;
use crate::web::lists::PAGE_ROWS;

/// A person's account, sessions and memberships.
pub(super) struct Shown {
    pub(super) account: Account,
    /// A page of them.
    pub(super) sessions: Vec<Session>,
    /// How many there are.
    pub(super) total: i64,
    pub(super) memberships: Vec<Membership>,
    pub(super) codes_left: i64,
}

/// What the page of an account shows.
pub(super) fn shown(tx: &mut Tx, person: Uuid, now: i64, offset: i64) -> Result<Shown, Error> {
    Ok(Shown {
        account: store::by_id(tx, person)?,
        sessions: store_sessions::of_person(tx, person, now, offset, PAGE_ROWS)?,
        total: store_sessions::count_of(tx, person, now)?,
        memberships: store::memberships(tx, person)?,
        codes_left: store_links::codes_left(tx, person)?,
    })
}

/// A person's account.
pub(super) fn of(tx: &mut Tx, person: Uuid) -> Result<Account, Error> {
    store::by_id(tx, person)
}

/// Whether single keys act on pages for staff.
pub(super) fn set_keys(tx: &mut Tx, c: &mut Command, person: Uuid, on: bool) -> Result<(), Error> {
    store::set_keys(tx, person, on)?;
    commands::event(tx, c, "person.keys", person, json!({ "on": on }))
}

/// In which language the person reads.
pub(super) fn set_language(tx: &mut Tx, c: &mut Command, person: Uuid, language: &'static str) -> Result<(), Error> {
    if store::language_of(tx, person)? == Some(language) {
        return Ok(());
    }
    store::set_language(tx, person, language)?;
    commands::event(tx, c, "person.language", person, json!({ "language": language }))
}

/// The account of a login, if there is one, and whether it has a session from the network of this address.
pub(super) fn of_login(tx: &mut Tx, login: &str, from: &str, now: i64) -> Result<(Option<Account>, bool), Error> {
    let account = store::by_login(tx, login)?;
    let person = account.as_ref().map_or(Uuid::nil(), |account| account.id);
    let sessions = store_sessions::of_person(tx, person, now, 0, PAGE_ROWS)?;
    let known = sessions.iter().any(|session| throttle::same_network(&session.address, from));
    Ok((account, known))
}

/// Begins the session of somebody who gave the right password; what was counted against them is forgotten.
pub(super) fn sign_in(
    tx: &mut Tx,
    c: &mut Command,
    person: Uuid,
    (cleared, given_back): (&[Key], &Key),
    browser: &Browser,
) -> Result<Started, Error> {
    for key in cleared {
        throttle::clear(tx, key)?;
    }
    throttle::give_back(tx, given_back)?;
    sessions::start_session(tx, c, person, None, false, browser)
}

/// Ends the present session.
pub(super) fn sign_out(tx: &mut Tx, c: &mut Command, person: Uuid, session: Uuid) -> Result<(), Error> {
    store_sessions::end(tx, person, session)?;
    commands::event(tx, c, "person.signed_out", person, json!({ "session": session }))
}

/// Ends one of one's own sessions, or all but the present one.
///
/// # Errors
/// `NotFound` when there is no such session of the person.
pub(super) fn end_sessions(
    tx: &mut Tx,
    c: &mut Command,
    person: Uuid,
    present: Uuid,
    which: Option<Uuid>,
) -> Result<(), Error> {
    match which {
        Some(id) => {
            if !store_sessions::end(tx, person, id)? {
                return Err(Error::NotFound);
            }
        }
        None => {
            store_sessions::end_others(tx, person, present)?;
        }
    }
    commands::event(tx, c, "session.ended", person, json!({ "session": which }))
}

/// Changes name and phone number. Another e-mail address is asked for: it becomes the person's when its mailbox has
/// answered.
///
/// # Errors
/// `Invalid` when the phone number belongs to somebody already; `Conflict` when they were changed meanwhile.
pub(super) fn change_contact(tx: &mut Tx, c: &mut Command, account: &Account, new: &NewPerson) -> Result<(), Error> {
    let kept = NewPerson { email: account.email.clone(), ..new.clone() };
    let changed = store::update_contact(tx, account.id, &kept, account.version);
    if !changed.map_err(|error| commands::taken(error, &kept))? {
        return Err(Error::Conflict);
    }
    if new.phone != account.phone {
        // What was handed over before lets nobody in any more.
        store_links::revoke_own(tx, account.id, c.now)?;
    }
    // What changed is for the account's page, not for the log: addresses stay out of events.
    let what = json!({ "name": new.name != account.name, "email": false, "phone": new.phone != account.phone });
    commands::event(tx, c, "person.changed", account.id, what)?;
    match &new.email {
        Some(email) if new.email != account.email => mailbox::ask_for_address(tx, c, account.id, email),
        _ => Ok(()),
    }
}

/// Sets a new password: every other session and every link of the person ends, and the person is told by mail.
pub(super) fn change_password(
    tx: &mut Tx,
    c: &mut Command,
    person: Uuid,
    session: Uuid,
    phc: &str,
    (subject, text): (&str, &str),
) -> Result<(), Error> {
    store::set_password(tx, person, phc)?;
    store_sessions::end_others(tx, person, session)?;
    store_links::revoke_own(tx, person, c.now)?;
    if let Some(letter) = memberships::letter_to(tx, person, subject, text)? {
        mail::post(tx, c, &letter)?;
    }
    commands::event(tx, c, "password.changed", person, json!({}))
}

/// Leaves what one belongs to.
///
/// # Errors
/// `NotFound` when it is not one's own; `Refused` for the last who answers for it.
pub(super) fn leave(tx: &mut Tx, c: &mut Command, person: Uuid, membership: Uuid) -> Result<(), Error> {
    memberships::leave(tx, c, person, membership)
}

/// Takes a code of the second factor: what was counted against the person is forgotten.
pub(super) fn take_code(
    tx: &mut Tx,
    c: &mut Command,
    (person, session): (Uuid, Uuid),
    typed: &str,
    counted: &Key,
) -> Result<(factor::Taken, String), Error> {
    let taken = factor::take(tx, c, person, session, typed)?;
    throttle::clear(tx, counted)?;
    Ok(taken)
}
