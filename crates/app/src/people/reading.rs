//! Reading how somebody is reached, in full: on demand, and an event that tells who read whose, and when.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::memberships;
use super::store;
use crate::access::Membership;
use crate::command::{Command, Event};
use crate::web::Error;

/// How somebody is reached.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Phone number; empty when there is none.
    pub phone: String,
    /// E-mail address; empty when there is none.
    pub email: String,
}

/// Whose contact is read, and of what.
#[derive(Clone, Copy, Debug)]
pub struct Read<'a> {
    /// The hub in whose log it stands; nil for none.
    pub hub: Uuid,
    /// `need`, `order`, `organization` or `person`.
    pub object: &'static str,
    /// Its id.
    pub id: Uuid,
    /// Its reference number, if it has one.
    pub reference: &'a str,
    /// Whose it is: the organization or the person.
    pub whose: Uuid,
}

/// The event that tells of it.
pub const EVENT: &str = "contact.read";

/// Records that the acting person reads a contact in full.
///
/// # Errors
/// Of the database.
pub fn record(tx: &mut Tx, c: &mut Command, read: Read) -> Result<(), Error> {
    let Read { hub, object, id, reference, whose } = read;
    c.record(tx, Event { hub, action: EVENT, object, id, reference }, json!({ "whose": whose }))?;
    Ok(())
}

/// How a member of the place that `own` answers for is reached; the reading is recorded.
///
/// # Errors
/// `NotFound` when the membership is not of that place.
pub fn of_member(tx: &mut Tx, c: &mut Command, own: &Membership, membership: Uuid) -> Result<Contact, Error> {
    let (person, member) = store::membership_of(tx, membership)?.ok_or(Error::NotFound)?;
    if !memberships::is_here(Some(own), &member) {
        return Err(Error::NotFound);
    }
    of_person(tx, c, person)
}

/// How a person is reached; the reading is recorded. The caller has checked the reason.
///
/// # Errors
/// `NotFound`.
pub fn of_person(tx: &mut Tx, c: &mut Command, person: Uuid) -> Result<Contact, Error> {
    let account = store::by_id(tx, person)?;
    if c.actor.person().is_some_and(|own| own.id != person) {
        record(tx, c, Read { hub: Uuid::nil(), object: "person", id: person, reference: "", whose: person })?;
    }
    let (phone, email) = (account.phone.unwrap_or_default(), account.email.unwrap_or_default());
    Ok(Contact { name: account.name, phone, email })
}
