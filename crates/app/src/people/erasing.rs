//! Erasing a person: the account's row stays as a number that leads to nobody, everything in it is cleared.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::store::Account;
use super::{commands, memberships, store, store_erasing};
use crate::access::Membership;
use crate::command::Command;
use crate::mail::{self, Letter};
use crate::web::{Error, Refusal};

/// The memberships that a person cannot end: nobody else answers for the place.
///
/// # Errors
/// Of the database.
pub fn last_of(tx: &mut Tx, person: Uuid) -> Result<Vec<Membership>, Error> {
    let mut last = Vec::new();
    for own in store::memberships(tx, person)? {
        if super::Place::of(&own).is_some() && store_erasing::count_alike(tx, &own)? < 2 {
            last.push(own);
        }
    }
    Ok(last)
}

/// Ends memberships, sessions and links, and clears name, addresses, password and second factor. `pseudonym` stands where
/// the name stood; the old address is told.
///
/// # Errors
/// `Refused` for the last who answers for a place, or who was erased before.
pub fn erase(
    tx: &mut Tx,
    c: &mut Command,
    account: &Account,
    pseudonym: &str,
    (subject, text): (&str, &str),
) -> Result<(), Error> {
    let person = account.id;
    for own in store::memberships(tx, person)? {
        memberships::leave(tx, c, person, own.id)?;
    }
    if let Some(to) = account.email.clone() {
        mail::post(tx, c, &Letter { to, subject: subject.to_owned(), text: text.to_owned() })?;
    }
    if !store_erasing::clear(tx, account, pseudonym, c.now)? {
        return Err(Refusal::new("people-erased-already").into());
    }
    commands::event(tx, c, "person.erased", person, json!({}))
}
