//! Sessions: begun by a password or a link, made strong by a second factor, each acting for one membership.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::store_sessions::{self, NewSession};
use super::{commands, factor, store};
use crate::access::{Hubs, Membership, Person, Role};
use crate::command::Command;
use crate::web::{Error, guard};

const HOUR_MS: i64 = 3_600_000;
/// A session that acts in a role with a second factor ends after so long without a request: a working day, so the
/// code is asked for once each morning, and a forgotten browser is harmless by night.
pub const STRONG_IDLE_MS: i64 = 12 * HOUR_MS;
/// Any other: firms come now and then, by phone, and should not have to sign in each time.
pub const IDLE_MS: i64 = 30 * 24 * HOUR_MS;

/// From where somebody signs in, as shown to them later.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Its address.
    pub address: String,
    /// What it calls itself.
    pub agent: String,
    /// In which language it shows our pages, as its tag.
    pub language: &'static str,
    /// The cookie that its session is to bear, so that a form sent twice begins one session; by chance when `None`.
    pub token: Option<String>,
}

/// A session just begun.
#[derive(Clone, Debug)]
pub struct Started {
    /// Its cookie, which is kept nowhere.
    pub token: String,
    /// Whether it owes a second factor before it may do anything.
    pub owes_factor: bool,
}

fn idle(role: Option<Role>) -> i64 {
    if role.is_some_and(Role::needs_second_factor) { STRONG_IDLE_MS } else { IDLE_MS }
}

/// The membership acted for: the one wanted, else the first.
fn acting(memberships: &[Membership], wanted: Option<Uuid>) -> Option<&Membership> {
    memberships.iter().find(|own| Some(own.id) == wanted).or(memberships.first())
}

/// Whether the second factor of a session still counts in this role: acting for a firm keeps a session for weeks, and
/// must not keep a second factor good for as long.
fn still_strong(found: &store_sessions::Found, role: Option<Role>, now: i64) -> bool {
    found.strong && (!role.is_some_and(Role::needs_second_factor) || now - found.strong_at < STRONG_IDLE_MS)
}

/// Whether a second factor is due before the session may do anything.
fn owes(strong: bool, has_factor: bool, role: Option<Role>) -> bool {
    !strong && (has_factor || role.is_some_and(Role::needs_second_factor))
}

/// Begins a session, acting for `membership`, else for the one last acted for, else for the first. `strong` when the
/// way in counts as a second factor: a one-time link handed over by who runs the installation.
///
/// # Errors
/// Of the database.
pub fn start_session(
    tx: &mut Tx,
    c: &mut Command,
    person: Uuid,
    membership: Option<Uuid>,
    strong: bool,
    browser: &Browser,
) -> Result<Started, Error> {
    let account = store::by_id(tx, person)?;
    let memberships = store::memberships(tx, person)?;
    let own = acting(&memberships, membership.or(account.acted_as));
    let role = own.map(|own| own.role);
    if role.is_some_and(Role::needs_second_factor) {
        factor::prepare(tx, c, &account)?;
    }
    let token = browser.token.clone().unwrap_or_else(|| data_encoding::BASE64URL_NOPAD.encode(&c.random()));
    let new = NewSession {
        hash: guard::hash(&token),
        id: c.new_id(),
        person,
        membership: own.map(|own| own.id),
        strong,
        now: c.now,
        expires_at: c.now + idle(role),
        browser,
    };
    if store_sessions::insert(tx, &new)? {
        c.proved = Some(person);
        commands::event(tx, c, "person.signed_in", person, json!({ "session": new.id, "strong": strong }))?;
    }
    Ok(Started { token, owes_factor: owes(strong, account.totp_since.is_some(), role) })
}

/// The session that this browser's form began when it was sent before; `None` when it began none, or that has ended.
pub(super) fn begun_before(tx: &mut Tx, browser: &Browser, now: i64) -> Result<Option<(Uuid, Started)>, Error> {
    let Some(token) = &browser.token else { return Ok(None) };
    let found = find_by_session(tx, &guard::hash(token), now)?;
    Ok(found.map(|person| (person.id, Started { token: token.clone(), owes_factor: person.owes_factor })))
}

/// Acts for another membership of one's own from now on.
///
/// # Errors
/// `NotFound` when it is not one's own.
pub fn act_for(tx: &mut Tx, c: &mut Command, person: Uuid, session: Uuid, membership: Uuid) -> Result<(), Error> {
    let memberships = store::memberships(tx, person)?;
    let own = memberships.iter().find(|own| own.id == membership).ok_or(Error::NotFound)?;
    if own.role.needs_second_factor() {
        let account = store::by_id(tx, person)?;
        factor::prepare(tx, c, &account)?;
    }
    store_sessions::set_membership(tx, session, membership, c.now + idle(Some(own.role)))?;
    store::set_acted_as(tx, person, membership)?;
    commands::event(tx, c, "membership.chosen", person, json!({ "membership": membership }))
}

/// The person of a session that has not ended. On the path of every request: two indexed statements, a third for
/// officials.
///
/// # Errors
/// Of the database.
pub fn find_by_session(tx: &mut Tx, hash: &[u8; 32], now: i64) -> Result<Option<Person>, Error> {
    let Some(found) = store_sessions::find(tx, hash, now)? else { return Ok(None) };
    let memberships = store::memberships(tx, found.person)?;
    // The one acted for may have ended meanwhile.
    let membership = acting(&memberships, found.membership).cloned();
    let hubs = reach(tx, membership.as_ref())?;
    let role = membership.as_ref().map(|own| own.role);
    let strong = still_strong(&found, role, now);
    Ok(Some(Person {
        id: found.person,
        name: found.name,
        session: found.id,
        strong,
        owes_factor: owes(strong, found.has_factor, role),
        keys: found.keys,
        language: found.language,
        seen_at: found.seen_at,
        membership,
        memberships,
        hubs,
    }))
}

/// The person as they act through this membership, without a session: for what they began and a job goes on with. `None`
/// when the membership has ended.
///
/// # Errors
/// Of the database.
pub fn acting_through(tx: &mut Tx, person: Uuid, membership: Uuid) -> Result<Option<Person>, Error> {
    let memberships = store::memberships(tx, person)?;
    let Some(own) = memberships.iter().find(|own| own.id == membership).cloned() else { return Ok(None) };
    Ok(Some(Person {
        id: person,
        name: store::name_of(tx, person)?,
        session: Uuid::nil(),
        strong: true,
        owes_factor: false,
        keys: true,
        language: store::language_of(tx, person)?,
        seen_at: 0,
        hubs: reach(tx, Some(&own))?,
        membership: Some(own),
        memberships,
    }))
}

/// Marks a session as seen and moves its end.
///
/// # Errors
/// Of the database.
pub fn see(tx: &mut Tx, person: &Person, now: i64) -> Result<(), Error> {
    let role = person.membership.as_ref().map(|own| own.role);
    if person.strong && role.is_some_and(Role::needs_second_factor) {
        store_sessions::mark_strong(tx, person.session, now)?;
    }
    store_sessions::mark_seen(tx, person.session, now, now + idle(role))
}

/// The hubs a membership reaches.
fn reach(tx: &mut Tx, membership: Option<&Membership>) -> Result<Hubs, Error> {
    let Some(membership) = membership else { return Ok(Hubs::These(Vec::new())) };
    match (membership.role, membership.hub, &membership.division) {
        (Role::Auditor | Role::Administrator, ..) => Ok(Hubs::All),
        (Role::HubManager | Role::HubClerk, Some(hub), _) => Ok(Hubs::These(vec![hub])),
        (Role::Official, _, Some(division)) => Ok(Hubs::These(store::hubs_in(tx, division)?)),
        _ => Ok(Hubs::These(Vec::new())),
    }
}
