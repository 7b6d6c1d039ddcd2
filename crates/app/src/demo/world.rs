//! Who and what is there once the directory of the demonstration is set up.

use std::sync::Arc;

use files::Kind;
use uuid::Uuid;
use workdays::Calendar;

use super::material;
use crate::access::{self, Actor, Hubs, Person, Role, Rule, Who};
use crate::attachments::Kept;
use crate::command::Command;

/// Everything that stories name by its place in these lists.
pub(super) struct World {
    pub(super) calendar: &'static Calendar,
    /// When the demonstration's year ends: nothing happens later. Milliseconds UTC.
    pub(super) now: i64,
    pub(super) hubs: Vec<Hub>,
    pub(super) providers: Vec<Provider>,
    /// Of the city's bureau.
    pub(super) official: Person,
    /// How many firms and providers that is.
    pub(super) organizations: u32,
    /// One person of each role, for the sign-in links.
    pub(super) personas: Vec<Persona>,
}

pub(super) struct Hub {
    pub(super) id: Uuid,
    pub(super) about: &'static material::Hub,
    pub(super) manager: Person,
    pub(super) clerks: Vec<Person>,
    pub(super) firms: Vec<Firm>,
    pub(super) services: Vec<Service>,
    /// For each of the first of them, the places of those that are the same for one product.
    pub(super) variants: Vec<Vec<usize>>,
    /// What its firms attach to their needs.
    pub(super) wish: Option<Result>,
}

pub(super) struct Firm {
    pub(super) id: Uuid,
    /// Owner first.
    pub(super) people: Vec<Person>,
    pub(super) phone: String,
}

pub(super) struct Provider {
    pub(super) id: Uuid,
    pub(super) kind: &'static str,
    pub(super) people: Vec<Person>,
}

pub(super) struct Service {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) about: &'static material::Service,
    /// Places in [`World::providers`].
    pub(super) providers: Vec<usize>,
    /// A result that was handed over for it.
    pub(super) result: Option<Result>,
}

/// A result's file in the store.
#[derive(Clone)]
pub(super) struct Result {
    pub(super) hash: [u8; 32],
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) bytes: i64,
}

impl Result {
    pub(super) fn kept(&self) -> Kept {
        Kept { hash: self.hash, name: self.name.clone(), kind: self.kind, bytes: self.bytes }
    }
}

/// Somebody that a visitor of the demonstration may sign in as.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Persona {
    /// Code of the role.
    pub role: String,
    /// Name.
    pub name: String,
    /// Id.
    pub person: Uuid,
}

impl Persona {
    pub(super) fn of(person: &Person) -> Persona {
        let role = person.membership.as_ref().map_or("", |membership| membership.role.code());
        Persona { role: role.into(), name: person.name.clone(), person: person.id }
    }
}

impl Service {
    /// Whether its providers are asked for a price.
    pub(super) fn is_quoted(&self) -> bool {
        self.about.price == "quote" || self.about.price.contains('-')
    }
}

/// A command of this person at a moment, as a request of theirs would make it.
pub(super) fn act(person: &Person, now: i64, seed: [u8; 32]) -> Command {
    let rule = rule_of(person.membership.as_ref().map(|membership| membership.role));
    let who = Who { actor: Actor::Person(Box::new(person.clone())), rule, now, reached: Arc::default() };
    Command::new(who, seed)
}

fn rule_of(role: Option<Role>) -> Rule {
    match role {
        Some(role) if role.is_firm() => access::FIRM,
        Some(role) if role.is_provider() => access::PROVIDER,
        Some(role) if role.is_hub() => access::HUB,
        _ => access::OWN_ACCOUNT,
    }
}

/// Whose hubs a role reaches.
pub(super) fn reach(role: Role, hub: Option<Uuid>) -> Hubs {
    match role {
        Role::Auditor | Role::Administrator => Hubs::All,
        Role::HubManager | Role::HubClerk => Hubs::These(hub.into_iter().collect()),
        _ => Hubs::These(Vec::new()),
    }
}
