//! One-time links: to sign in for the first time, to set a new password, to accept an invitation. Only the hash of a
//! token is kept, so a link can be shown once and never again.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::commands::{self, Grant};
use super::memberships::Place;
use super::{store, store_links};
use crate::access::{Membership, Role, may_invite_first_owner};
use crate::command::{Command, Event};
use crate::web::{Error, Refusal, guard};

const HOUR_MS: i64 = 3_600_000;
/// A link to set a new password: somebody waits for it.
pub const RESET_MS: i64 = HOUR_MS;
/// A link to go on with an account: until the mailbox is looked at, the next day.
pub const MAILBOX_MS: i64 = 24 * HOUR_MS;
/// An invitation: a week, so that it survives a business trip.
pub const INVITATION_MS: i64 = 7 * 24 * HOUR_MS;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Signs its person in.
    SignIn,
    /// Sets a new password.
    Reset,
    /// Gives a membership.
    Invitation,
    /// Opens an account with its address.
    Opening,
    /// Makes its address that of its person.
    Address,
    /// Sets a new second factor up, in place of one that was reset.
    Factor,
}

impl Kind {
    const ALL: [Kind; 6] = [Kind::SignIn, Kind::Reset, Kind::Invitation, Kind::Opening, Kind::Address, Kind::Factor];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Kind::SignIn => "sign_in",
            Kind::Reset => "reset",
            Kind::Invitation => "invitation",
            Kind::Opening => "opening",
            Kind::Address => "address",
            Kind::Factor => "factor",
        }
    }

    pub(super) fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A link that can be used.
#[derive(Clone, Debug)]
pub struct Link {
    /// SHA-256 of its token.
    pub hash: [u8; 32],
    /// What for.
    pub kind: Kind,
    /// Whom it signs in, or whose password it sets.
    pub person: Option<Uuid>,
    /// Where it was sent.
    pub email: Option<String>,
    /// The membership it gives.
    pub grant: Option<Grant>,
    /// Name of the organization, hub or division of the membership.
    pub place: String,
    /// Until when, milliseconds UTC.
    pub expires_at: i64,
}

impl Link {
    /// What it is known by on pages: the hash, which opens nothing.
    pub fn id(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.hash)
    }

    /// The role of an invitation.
    pub fn role(&self) -> Option<Role> {
        self.grant.as_ref().map(|grant| grant.role)
    }
}

/// A link to be made.
pub(super) struct NewLink {
    pub(super) kind: Kind,
    pub(super) valid_ms: i64,
    pub(super) person: Option<Uuid>,
    pub(super) email: Option<String>,
    pub(super) grant: Option<Grant>,
}

impl NewLink {
    pub(super) fn new(kind: Kind, valid_ms: i64) -> NewLink {
        NewLink { kind, valid_ms, person: None, email: None, grant: None }
    }
}

/// Makes a link and gives its token, 256 bits.
pub(super) fn make(tx: &mut Tx, c: &mut Command, new: &NewLink) -> Result<String, Error> {
    let token = data_encoding::BASE64URL_NOPAD.encode(&c.random());
    make_with(tx, c, new, &token)?;
    Ok(token)
}

fn make_with(tx: &mut Tx, c: &mut Command, new: &NewLink, token: &str) -> Result<(), Error> {
    let by = c.actor.person().map(|person| person.id);
    store_links::insert(tx, &guard::hash(token), new, by, c.now)
}

/// How an invitation reaches whom it invites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Mailed to this address. Who invites does not see the link: it proves to us that whoever opens it reads that mailbox.
    Mailed(String),
    /// Shown with this token to who invites, who passes it on. It proves nothing of any mailbox.
    Shown(String),
}

/// An invitation just made, as who made it sees it.
#[derive(Clone, Debug)]
pub enum Invited {
    /// It was mailed to this address.
    Mailed(String),
    /// Its address: it can be seen only now.
    Shown(String),
}

/// Makes an invitation; gives its token.
fn make_invitation(tx: &mut Tx, c: &mut Command, grant: &Grant, way: &Way) -> Result<String, Error> {
    let new = NewLink { grant: Some(grant.clone()), ..NewLink::new(Kind::Invitation, INVITATION_MS) };
    match way {
        Way::Mailed(email) => make(tx, c, &NewLink { email: Some(email.clone()), ..new }),
        Way::Shown(token) => make_with(tx, c, &new, token).map(|()| token.clone()),
    }
}

/// The link of a token, while it can be used.
///
/// # Errors
/// Of the database.
pub fn find(tx: &mut Tx, token: &str, now: i64) -> Result<Option<Link>, Error> {
    store_links::find(tx, &guard::hash(token), now)
}

/// What the link of a token was used for; `None` when it was not.
///
/// # Errors
/// Of the database.
pub fn used(tx: &mut Tx, token: &str) -> Result<Option<Kind>, Error> {
    store_links::used(tx, &guard::hash(token))
}

/// Whether whoever reads the mailbox of a link has an account there. They have proven that it is theirs, so they are told.
pub(super) fn has_account(tx: &mut Tx, link: &Link) -> Result<bool, Error> {
    let Some(email) = &link.email else { return Ok(false) };
    Ok(store::by_login(tx, email)?.is_some())
}

/// Uses a link up: of two at the same time, one.
///
/// # Errors
/// `Refused` when it was used, taken back or grew old meanwhile.
pub(super) fn use_up(tx: &mut Tx, token: &str, kind: Kind, now: i64) -> Result<Link, Error> {
    let link = find(tx, token, now)?.filter(|link| link.kind == kind);
    let link = link.ok_or_else(|| Refusal::new("people-link-gone-short"))?;
    if !store_links::use_up(tx, &link.hash, now)? {
        return Err(Refusal::new("people-link-gone-short").into());
    }
    Ok(link)
}

/// Invites somebody: gives the token of a link. Nobody grants more than they have.
///
/// # Errors
/// `Forbidden` when who asks may not give this membership.
pub fn invite(tx: &mut Tx, c: &mut Command, grant: &Grant, way: &Way) -> Result<String, Error> {
    commands::may_grant(c, grant)?;
    let token = make_invitation(tx, c, grant, way)?;
    record(tx, c, "invitation.made", grant)?;
    Ok(token)
}

/// Invites the first owner of a firm that has a need at `hub`: the exception that `access` states. A link made before for
/// the same firm works no more. The grant names the hub as well, by which [`accept`] knows it again.
///
/// # Errors
/// `Refused` when the firm has an owner; `Forbidden` for everybody but the staff of that hub.
pub fn invite_first_owner(tx: &mut Tx, c: &mut Command, firm: Uuid, hub: Uuid, way: &Way) -> Result<String, Error> {
    let owners = store::owners(tx, firm)?.len();
    if owners > 0 {
        return Err(Refusal::new("people-has-owner").into());
    }
    if !may_invite_first_owner(&c.actor, hub, owners) {
        return Err(Error::Forbidden);
    }
    store_links::revoke_first(tx, firm, c.now)?;
    let grant = Grant { role: Role::FirmOwner, organization: Some(firm), hub: Some(hub), division: None };
    let token = make_invitation(tx, c, &grant, way)?;
    let event = Event { hub, action: "invitation.made", object: "organization", id: firm, reference: "" };
    c.record(tx, event, json!({ "role": grant.role.code(), "first": true }))?;
    Ok(token)
}

/// Accepts an invitation: gives its membership, in the right of whoever made it. One to a firm's first owner gives nothing
/// once the firm has another.
///
/// # Errors
/// `Refused` when the link was used, taken back or grew old.
pub(super) fn accept(tx: &mut Tx, c: &mut Command, token: &str, person: Uuid) -> Result<Uuid, Error> {
    let link = use_up(tx, token, Kind::Invitation, c.now)?;
    let mut grant = link.grant.ok_or(Error::NotFound)?;
    if let (Some(firm), Some(_)) = (grant.organization, grant.hub.take_if(|_| grant.organization.is_some()))
        && !store::owners(tx, firm)?.is_empty()
    {
        return Err(Refusal::new("people-has-owner").into());
    }
    let membership = commands::give(tx, c, person, &grant)?;
    commands::event(tx, c, "invitation.accepted", person, json!({ "membership": membership }))?;
    Ok(membership)
}

/// A page of a place's invitations that nobody has accepted yet, those that end first first, and how many there are.
///
/// # Errors
/// Of the database.
pub fn open_invitations(
    tx: &mut Tx,
    place: Place,
    now: i64,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Link>, i64), Error> {
    let total = store_links::count_invitations(tx, place, now)?;
    Ok((store_links::open_invitations(tx, place, now, offset, limit)?, total))
}

/// Takes an invitation of one's own place back.
///
/// # Errors
/// `NotFound` when there is no such invitation to a role that `own` may give.
pub fn revoke(tx: &mut Tx, c: &mut Command, own: &Membership, id: &str) -> Result<(), Error> {
    let hash = data_encoding::HEXLOWER.decode(id.as_bytes()).ok().and_then(|hash| <[u8; 32]>::try_from(hash).ok());
    let link = hash.map(|hash| store_links::find(tx, &hash, c.now)).transpose()?.flatten();
    let grant = link.as_ref().and_then(|link| link.grant.clone()).ok_or(Error::NotFound)?;
    let here = match Place::of(own).ok_or(Error::NotFound)? {
        Place::Organization(id) => grant.organization == Some(id),
        Place::Hub(id) => grant.hub == Some(id) && grant.organization.is_none(),
        Place::Everywhere => grant.organization.is_none(),
    };
    let (Some(hash), true) = (hash, here && own.role.grants().contains(&grant.role)) else {
        return Err(Error::NotFound);
    };
    store_links::revoke(tx, &hash, c.now)?;
    record(tx, c, "invitation.revoked", &grant)
}

/// Takes back every invitation that a person made to the organization of a membership, or to hubs and the installation.
pub(super) fn revoke_of(tx: &mut Tx, person: Uuid, own: &Membership, now: i64) -> Result<(), Error> {
    store_links::revoke_of(tx, person, own.organization, now)
}

/// Whether the person of a link has set a password yet.
///
/// # Errors
/// `NotFound`.
pub(super) fn has_password(tx: &mut Tx, person: Uuid) -> Result<bool, Error> {
    Ok(store::by_id(tx, person)?.password.is_some())
}

fn record(tx: &mut Tx, c: &mut Command, action: &'static str, grant: &Grant) -> Result<(), Error> {
    let (object, id) = match (grant.organization, grant.hub) {
        (Some(organization), _) => ("organization", organization),
        (None, Some(hub)) => ("hub", hub),
        (None, None) => ("installation", Uuid::nil()),
    };
    let event = Event { hub: Uuid::nil(), action, object, id, reference: "" };
    c.record(tx, event, json!({ "role": grant.role.code() }))?;
    Ok(())
}
