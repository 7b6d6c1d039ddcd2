//! Adding people, giving them memberships, making links.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

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

/// Adds a person.
///
/// # Errors
/// `Invalid` when e-mail or phone number belong to somebody already.
pub fn add(tx: &mut Tx, c: &mut Command, new: &NewPerson) -> Result<Uuid, Error> {
    let id = c.new_id();
    match store::insert(tx, id, new, c.now) {
        Err(db::Error::Unique { .. }) => return Err(FormErrors::one("email", Refusal::new("people-taken")).into()),
        other => other?,
    }
    event(tx, c, "person.added", id, json!({}))?;
    Ok(id)
}

/// Gives a membership.
///
/// # Errors
/// `Forbidden` when who asks may not give this role: nobody grants more than they have.
pub fn grant(tx: &mut Tx, c: &mut Command, person: Uuid, grant: &Grant) -> Result<Uuid, Error> {
    if let Some(own) = c.actor.membership() {
        let same = own.organization == grant.organization && (own.hub == grant.hub || own.role == Role::Administrator);
        if !own.role.grants().contains(&grant.role) || !same {
            return Err(Error::Forbidden);
        }
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
    let token = data_encoding::BASE64URL_NOPAD.encode(&c.random());
    store::insert_link(tx, &crate::web::guard::hash(&token), person, c.now, c.now + valid_ms)?;
    event(tx, c, "link.made", person, json!({}))?;
    Ok(token)
}

fn event(tx: &mut Tx, c: &mut Command, action: &'static str, id: Uuid, data: serde_json::Value) -> Result<(), Error> {
    c.record(tx, Event { hub: Uuid::nil(), action, object: "person", id, reference: "" }, data)?;
    Ok(())
}
