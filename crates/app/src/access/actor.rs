//! Who asks: a visitor, a person acting for one of their memberships, or the system.

use db::Scope;
use uuid::Uuid;

use super::Role::{self, Auditor, Official};

/// One person's place in an organization, a hub or a bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: Uuid,
    /// What it makes of the person.
    pub role: Role,
    /// Firm and provider roles.
    pub organization: Option<Uuid>,
    /// Hub roles and experts.
    pub hub: Option<Uuid>,
    /// Officials: GB/T 2260 prefix.
    pub division: Option<String>,
    /// Whom it stands for, as shown: the organization, the hub or the bureau's division.
    pub name: String,
}

/// Whose hubs a membership reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hubs {
    /// Only these.
    These(Vec<Uuid>),
    /// All of them: auditors, administrators, the system.
    All,
}

/// A signed-in person, acting for one of their memberships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: Uuid,
    /// Name as shown.
    pub name: String,
    /// The session they are in.
    pub session: Uuid,
    /// Whether a second factor or a one-time link was used.
    pub strong: bool,
    /// Whether this session still owes a second factor: one is switched on, or the role acted in demands one.
    pub owes_factor: bool,
    /// Whether single keys act on pages for staff: until the person switches them off.
    pub keys: bool,
    /// The language they chose, as its tag; `None` until they choose.
    pub language: Option<&'static str>,
    /// When the session was last marked as seen, milliseconds UTC; marked at most once a minute.
    pub seen_at: i64,
    /// Whom they act for now.
    pub membership: Option<Membership>,
    /// Whom else they could act for.
    pub memberships: Vec<Membership>,
    /// Hubs that the membership reaches (an official: those of the division).
    pub hubs: Hubs,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody we know.
    Visitor,
    /// Somebody signed in.
    Person(Box<Person>),
    /// A job, the command line.
    System,
}

impl Actor {
    /// The person, if one is signed in.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Actor::Person(person) => Some(person),
            Actor::Visitor | Actor::System => None,
        }
    }

    /// The membership acted for.
    pub fn membership(&self) -> Option<&Membership> {
        self.person()?.membership.as_ref()
    }

    /// Its role.
    pub fn role(&self) -> Option<Role> {
        self.membership().map(|membership| membership.role)
    }

    /// The firm acted for.
    pub fn firm(&self) -> Option<Uuid> {
        self.membership().filter(|m| m.role.is_firm())?.organization
    }

    /// The provider acted for.
    pub fn provider(&self) -> Option<Uuid> {
        self.membership().filter(|m| m.role.is_provider())?.organization
    }

    /// The hub worked for.
    pub fn hub(&self) -> Option<Uuid> {
        self.membership().filter(|m| m.role.is_hub())?.hub
    }

    /// The beginning of the divisions whose hubs an official or auditor oversees; empty for all.
    pub fn oversees(&self) -> Option<String> {
        match (self.role()?, &self.person()?.hubs) {
            (Auditor, Hubs::All) => Some(String::new()),
            (Official, _) => self.membership()?.division.clone(),
            _ => None,
        }
    }

    /// Whether records of this hub are in reach.
    pub fn reaches_hub(&self, hub: Uuid) -> bool {
        match self {
            Actor::System => true,
            Actor::Visitor => false,
            Actor::Person(person) => match &person.hubs {
                Hubs::All => true,
                Hubs::These(hubs) => hubs.contains(&hub),
            },
        }
    }

    /// What the database is told: the second wall on PostgreSQL.
    pub fn scope(&self) -> Scope {
        let person = match self {
            Actor::System => return Scope::system(),
            Actor::Visitor => return Scope::with(vec![("scope", "public".into())]),
            Actor::Person(person) => person,
        };
        let hubs = match &person.hubs {
            Hubs::All => "*".to_owned(),
            Hubs::These(hubs) => hubs.iter().map(Uuid::to_string).collect::<Vec<_>>().join(","),
        };
        let organization = person.membership.as_ref().and_then(|m| m.organization);
        Scope::with(vec![
            ("scope", "actor".into()),
            ("hubs", hubs),
            ("organization", organization.map(|id| id.to_string()).unwrap_or_default()),
            ("person", person.id.to_string()),
        ])
    }
}

/// Whether the actor may reset the second factor of a person with these memberships: never their own, nor that of anybody
/// who has more rights in any other role.
pub fn may_reset_factor(actor: &Person, person: Uuid, theirs: &[Membership]) -> bool {
    let Some(own) = &actor.membership else { return false };
    let resets = own.role.resets();
    let mut demanding = theirs.iter().filter(|own| own.role.needs_second_factor()).peekable();
    actor.id != person && demanding.peek().is_some() && demanding.all(|own| resets.contains(&own.role))
}
