//! Who belongs to an organization, a hub or the whole installation, and how a membership ends.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::{commands, links, store};
use crate::access::{Membership, Role};
use crate::command::Command;
use crate::mail::Letter;
use crate::web::{Error, Refusal};

/// What somebody answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A firm or provider.
    Organization(Uuid),
    /// A hub.
    Hub(Uuid),
    /// The installation: its administrators, auditors, officials and hub managers.
    Everywhere,
}

impl Place {
    /// What a membership answers for; `None` when for nothing.
    pub fn of(own: &Membership) -> Option<Place> {
        match own.role {
            Role::FirmOwner | Role::ProviderOwner => own.organization.map(Place::Organization),
            Role::HubManager => own.hub.map(Place::Hub),
            Role::Administrator => Some(Place::Everywhere),
            _ => None,
        }
    }
}

/// Somebody who belongs to a place.
#[derive(Clone, Debug)]
pub struct Member {
    /// The membership.
    pub membership: Uuid,
    /// The person.
    pub person: Uuid,
    /// What it makes of the person.
    pub role: Role,
    /// Name.
    pub name: String,
    /// E-mail address or phone number.
    pub contact: String,
    /// The hub or division, where the place is the installation.
    pub place: String,
    /// Since when, milliseconds UTC.
    pub since: i64,
    /// Whether the person has a second factor.
    pub has_factor: bool,
}

/// A page of a place's members, and how many there are in all.
///
/// # Errors
/// Of the database.
pub fn members(tx: &mut Tx, place: Place, offset: i64, limit: i64) -> Result<(Vec<Member>, i64), Error> {
    Ok((store::members(tx, place, offset, limit)?, store::count_members(tx, place)?))
}

/// The people who answer for an organization.
///
/// # Errors
/// Of the database.
pub fn owners(tx: &mut Tx, organization: Uuid) -> Result<Vec<Uuid>, Error> {
    store::owners(tx, organization)
}

/// Whether the person has a membership of the organization.
///
/// # Errors
/// Of the database.
pub fn is_member(tx: &mut Tx, organization: Uuid, person: Uuid) -> Result<bool, Error> {
    store::is_member(tx, organization, person)
}

/// A letter to a person; `None` when they gave no e-mail address.
///
/// # Errors
/// `NotFound` when there is no such person.
pub fn letter_to(tx: &mut Tx, person: Uuid, subject: &str, text: &str) -> Result<Option<Letter>, Error> {
    let email = store::by_id(tx, person)?.email;
    Ok(email.map(|to| Letter { to, subject: subject.to_owned(), text: text.to_owned() }))
}

/// Ends somebody's membership of the place that `own` answers for.
///
/// # Errors
/// `NotFound` when it is not there, or in a role that `own` may not give; `Refused` for the last who answers for it.
pub fn end_membership(tx: &mut Tx, c: &mut Command, own: &Membership, membership: Uuid) -> Result<(), Error> {
    let (person, member) = store::membership_of(tx, membership)?.ok_or(Error::NotFound)?;
    if !is_here(Some(own), &member) || !own.role.grants().contains(&member.role) {
        return Err(Error::NotFound);
    }
    end(tx, c, person, &member)
}

/// Whether a membership is of the place that `own` answers for.
pub(super) fn is_here(own: Option<&Membership>, member: &Membership) -> bool {
    match own.and_then(Place::of) {
        Some(Place::Organization(id)) => member.organization == Some(id),
        Some(Place::Hub(id)) => member.hub == Some(id),
        Some(Place::Everywhere) => member.organization.is_none(),
        None => false,
    }
}

/// Ends one's own membership.
///
/// # Errors
/// `NotFound` when it is not one's own; `Refused` for the last who answers for the place.
pub(super) fn leave(tx: &mut Tx, c: &mut Command, person: Uuid, membership: Uuid) -> Result<(), Error> {
    let found = store::membership_of(tx, membership)?.filter(|(of, _)| *of == person);
    let (_, member) = found.ok_or(Error::NotFound)?;
    end(tx, c, person, &member)
}

fn end(tx: &mut Tx, c: &mut Command, person: Uuid, member: &Membership) -> Result<(), Error> {
    if Place::of(member).is_some() && store::count_and_lock(tx, member)? < 2 {
        return Err(Refusal::new("people-last-owner").into());
    }
    if !store::end_membership(tx, member.id, c.now)? {
        return Err(Error::Conflict);
    }
    // Whoever may admit nobody any more has no invitations out.
    links::revoke_of(tx, person, member, c.now)?;
    commands::event(tx, c, "membership.ended", person, json!({ "role": member.role.code(), "membership": member.id }))
}
