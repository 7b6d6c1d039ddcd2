//! Adding people, giving them memberships, making the links by which they first sign in.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::links::{self, Kind, NewLink};
use super::store;
use crate::access::Role;
use crate::command::{Command, Event};
use crate::web::{Error, FormErrors, Refusal};

/// Somebody new.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// E-mail, lower case.
    pub email: Option<String>,
    /// Phone, digits.
    pub phone: Option<String>,
    /// PHC string.
    pub password: Option<String>,
}

/// A membership to be given.
#[derive(Clone, Debug)]
pub struct Grant {
    /// What it makes of the person.
    pub role: Role,
    /// Firm and provider roles.
    pub organization: Option<Uuid>,
    /// Hub roles and experts.
    pub hub: Option<Uuid>,
    /// Officials.
    pub division: Option<String>,
}

/// What is wrong when an e-mail address or phone number belongs to somebody already. Whose mailbox it is has been proven
/// before; of a phone number nothing more is said than that it cannot be had.
pub(super) fn taken(error: db::Error, new: &NewPerson) -> Error {
    match error {
        db::Error::Unique { constraint } if constraint.contains("phone") || new.email.is_none() => {
            FormErrors::one("phone", Refusal::new("people-phone-taken")).into()
        }
        db::Error::Unique { .. } => FormErrors::one("email", Refusal::new("people-address-known")).into(),
        other => other.into(),
    }
}

/// Adds a person.
///
/// # Errors
/// `Invalid` when e-mail or phone number belong to somebody already.
pub fn add(tx: &mut Tx, c: &mut Command, new: &NewPerson) -> Result<Uuid, Error> {
    let id = c.new_id();
    store::insert(tx, id, new, c.now).map_err(|error| taken(error, new))?;
    event(tx, c, "person.added", id, json!({}))?;
    Ok(id)
}

/// Refuses where who asks may not give this membership: nobody grants more than they have. The system may.
///
/// # Errors
/// `Forbidden`.
pub(super) fn may_grant(c: &Command, grant: &Grant) -> Result<(), Error> {
    let Some(person) = c.actor.person() else { return Ok(()) };
    let own = person.membership.as_ref().ok_or(Error::Forbidden)?;
    let same = own.organization == grant.organization && (own.hub == grant.hub || own.role == Role::Administrator);
    if own.role.grants().contains(&grant.role) && same { Ok(()) } else { Err(Error::Forbidden) }
}

/// Gives a membership in the right of who asks.
///
/// # Errors
/// `Forbidden` when who asks may not give this role: nobody grants more than they have.
pub fn grant(tx: &mut Tx, c: &mut Command, person: Uuid, grant: &Grant) -> Result<Uuid, Error> {
    may_grant(c, grant)?;
    give(tx, c, person, grant)
}

/// Gives a membership whose right is another than the acting person's own: that of who registers an organization, or of
/// whoever made the invitation that is accepted. The caller has checked it. Who has it already keeps it.
///
/// # Errors
/// Of the database.
pub fn give(tx: &mut Tx, c: &mut Command, person: Uuid, grant: &Grant) -> Result<Uuid, Error> {
    let same = |own: &crate::access::Membership| {
        own.role == grant.role
            && own.organization == grant.organization
            && own.hub == grant.hub
            && own.division == grant.division
    };
    if let Some(own) = store::memberships(tx, person)?.iter().find(|own| same(own)) {
        return Ok(own.id);
    }
    let id = c.new_id();
    let by = c.actor.person().map(|person| person.id);
    store::insert_membership(tx, id, person, grant, c.now, by)?;
    event(tx, c, "membership.granted", person, json!({ "role": grant.role.code(), "membership": id }))?;
    Ok(id)
}

/// A link that signs this person in once, within `valid_ms` milliseconds; only its hash is kept.
///
/// # Errors
/// Of the database.
pub fn sign_in_link(tx: &mut Tx, c: &mut Command, person: Uuid, valid_ms: i64) -> Result<String, Error> {
    let link = NewLink { person: Some(person), ..NewLink::new(Kind::SignIn, valid_ms) };
    let token = links::make(tx, c, &link)?;
    event(tx, c, "link.made", person, json!({}))?;
    Ok(token)
}

/// Writes what happened to a person.
pub(super) fn event(
    tx: &mut Tx,
    c: &mut Command,
    action: &'static str,
    id: Uuid,
    data: serde_json::Value,
) -> Result<(), Error> {
    c.record(tx, Event { hub: Uuid::nil(), action, object: "person", id, reference: "" }, data)?;
    Ok(())
}
