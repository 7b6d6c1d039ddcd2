//! How people come to act for an organization, a hub or a bureau: registering it, asking its owner, an invitation.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::model::{NewOrganization, Organization, read_uscc};
use super::{commands, store};
use crate::access::{Membership, Role};
use crate::command::{Command, Event};
use crate::people::links::{self, Way};
use crate::people::{self, Grant, Place, contact};
use crate::web::{Error, FormErrors, Refusal};

/// Somebody who asks to join.
#[derive(Clone, Debug)]
pub struct JoinRequest {
    /// Id.
    pub id: Uuid,
    /// Which organization.
    pub organization: Uuid,
    /// Its name.
    pub organization_name: String,
    /// Who.
    pub person: Uuid,
    /// Their name.
    pub name: String,
    /// E-mail address or phone number.
    pub contact: String,
    /// The role asked for.
    pub role: Role,
    /// When, milliseconds UTC.
    pub created_at: i64,
}

/// How a registration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// The organization is new; this membership answers for it.
    New(Uuid),
    /// It was known: its owner has been asked.
    Asked,
}

/// The roles of somebody in an organization: what they may be as firm, and as provider.
fn roles(is_firm: bool, is_provider: bool, owner: bool) -> Vec<Role> {
    let firm = if owner { Role::FirmOwner } else { Role::FirmMember };
    let provider = if owner { Role::ProviderOwner } else { Role::ProviderMember };
    [is_firm.then_some(firm), is_provider.then_some(provider)].into_iter().flatten().collect()
}

/// Registers an organization with its first owner. Where the USCC is known, the owner is asked instead; who asks
/// learns nothing of the organization.
///
/// # Errors
/// `Invalid` for a wrong USCC.
pub fn register_for(tx: &mut Tx, c: &mut Command, person: Uuid, new: &NewOrganization) -> Result<Registered, Error> {
    let uscc = read_uscc(&new.uscc).map_err(|refusal| FormErrors::one("uscc", refusal))?;
    if let Some(known) = store::by_uscc(tx, uscc.as_str())? {
        if people::is_member(tx, known.id, person)? {
            return Err(FormErrors::one("uscc", Refusal::new("organizations-member-already")).into());
        }
        ask_to_join(tx, c, person, &known, new.is_provider)?;
        return Ok(Registered::Asked);
    }
    let id = commands::register(tx, c, new)?;
    let mut first = None;
    for role in roles(new.is_firm, new.is_provider, true) {
        let grant = Grant { role, organization: Some(id), hub: None, division: None };
        let membership = people::give(tx, c, person, &grant)?;
        first = first.or(Some(membership));
    }
    first
        .map(Registered::New)
        .ok_or_else(|| FormErrors::one("kinds", Refusal::new("organizations-kinds-needed")).into())
}

fn ask_to_join(
    tx: &mut Tx,
    c: &mut Command,
    person: Uuid,
    known: &Organization,
    as_provider: bool,
) -> Result<(), Error> {
    if store::has_asked(tx, known.id, person)? {
        return Ok(());
    }
    let possible = roles(known.is_firm, known.is_provider, false);
    let wanted = possible.iter().find(|role| role.is_provider() == as_provider).or(possible.first());
    let role = *wanted.ok_or(Error::NotFound)?;
    let id = c.new_id();
    store::insert_request(tx, id, known.id, person, role, c.now)?;
    let event = Event { hub: Uuid::nil(), action: "join.asked", object: "organization", id: known.id, reference: "" };
    c.record(tx, event, json!({ "request": id, "role": role.code() }))?;
    Ok(())
}

/// Accepts or refuses somebody who asked to join. Whoever joins an organization without an owner becomes its owner:
/// that is the administrator's to decide.
///
/// # Errors
/// `NotFound` when there is no such open request at one's own place.
pub fn decide(tx: &mut Tx, c: &mut Command, own: &Membership, request: Uuid, accepted: bool) -> Result<(), Error> {
    let place = Place::of(own).ok_or(Error::NotFound)?;
    let request = store::open_request(tx, place, request)?.ok_or(Error::NotFound)?;
    if !store::decide(tx, request.id, accepted, c.actor.person().map(|person| person.id), c.now)? {
        return Err(Error::Conflict);
    }
    if accepted {
        let mut grant =
            Grant { role: request.role, organization: Some(request.organization), hub: None, division: None };
        if place == Place::Everywhere {
            grant.role = roles(request.role.is_firm(), request.role.is_provider(), true)[0];
            people::give(tx, c, request.person, &grant)?;
        } else {
            // Who answers for the firm side admits to it, though the other side was asked for.
            if !own.role.grants().contains(&grant.role) {
                grant.role = roles(own.role.is_firm(), own.role.is_provider(), false)[0];
            }
            people::grant(tx, c, request.person, &grant)?;
        }
    }
    let event = Event {
        hub: Uuid::nil(),
        action: "join.decided",
        object: "organization",
        id: request.organization,
        reference: "",
    };
    c.record(tx, event, json!({ "request": request.id, "accepted": accepted }))?;
    Ok(())
}

/// Who asked to join, at the place that `own` answers for.
///
/// # Errors
/// `NotFound` when there is no such open request there.
pub fn who_asked(tx: &mut Tx, own: &Membership, request: Uuid) -> Result<Uuid, Error> {
    let place = Place::of(own).ok_or(Error::NotFound)?;
    Ok(store::open_request(tx, place, request)?.ok_or(Error::NotFound)?.person)
}

/// What an invitation says.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The role it gives.
    pub role: String,
    /// The hub, where an administrator invites its manager.
    pub hub: Option<Uuid>,
    /// The division, where an administrator invites an official.
    pub division: String,
    /// Where to send it; empty when the inviter passes the link on.
    pub email: String,
}

/// Invites somebody: gives the token of a one-time link, and how it reaches them: mailed to the address given, else with
/// the token `shown`. Nobody grants more than they have.
///
/// # Errors
/// `Invalid` for a role the inviter may not give, or one whose hub or division is missing.
pub fn invite(
    tx: &mut Tx,
    c: &mut Command,
    own: &Membership,
    invitation: &Invitation,
    shown: String,
) -> Result<(String, Way), Error> {
    let wrong = |field: &str, key| Error::from(FormErrors::one(field, Refusal::new(key)));
    let role = Role::parse(&invitation.role).filter(|role| own.role.grants().contains(role));
    let role = role.ok_or_else(|| wrong("role", "organizations-role-needed"))?;
    let mut grant = Grant { role, organization: own.organization, hub: own.hub, division: None };
    if own.role == Role::Administrator {
        if role == Role::HubManager {
            grant.hub = invitation.hub;
            if !store::is_hub(tx, invitation.hub)? {
                return Err(wrong("hub", "organizations-hub-needed"));
            }
        }
        if role == Role::Official {
            if codes::divisions::lookup(&invitation.division).is_none() {
                return Err(wrong("division", "organizations-bureau-needed"));
            }
            grant.division = Some(invitation.division.clone());
        }
    }
    let way = match invitation.email.as_str() {
        "" => Way::Shown(shown),
        typed => Way::Mailed(contact::read_email(typed).ok_or_else(|| wrong("email", "people-email-wrong"))?),
    };
    Ok((links::invite(tx, c, &grant, &way)?, way))
}
