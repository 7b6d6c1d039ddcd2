//! The one policy table: which roles may call a route, and how they must be related to what it shows or
//! changes. `routes.rs` names one rule for each URL; the guard checks the role, the handler's [`Who::reach`] the
//! relation. Who is not related gets *not found*: another party's record does not exist for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use db::Scope;
use uuid::Uuid;

use crate::web::Error;

/// What a membership makes of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Answers for a firm: admits members.
    FirmOwner,
    /// Acts for a firm.
    FirmMember,
    /// Answers for a provider.
    ProviderOwner,
    /// Acts for a provider.
    ProviderMember,
    /// Runs a hub.
    HubManager,
    /// Works at its window.
    HubClerk,
    /// A bureau's official: sees the hubs of its division.
    Official,
    /// Solves problems, reviews.
    Expert,
    /// Reads everything, changes nothing.
    Auditor,
    /// Installs it and admits the first people.
    Administrator,
}

use Role::*;

impl Role {
    /// Every role, in the order above.
    pub const ALL: [Role; 10] = [
        FirmOwner,
        FirmMember,
        ProviderOwner,
        ProviderMember,
        HubManager,
        HubClerk,
        Official,
        Expert,
        Auditor,
        Administrator,
    ];

    /// As stored, and as the end of its message key `role-…`.
    pub fn code(self) -> &'static str {
        match self {
            FirmOwner => "firm-owner",
            FirmMember => "firm-member",
            ProviderOwner => "provider-owner",
            ProviderMember => "provider-member",
            HubManager => "hub-manager",
            HubClerk => "hub-clerk",
            Official => "official",
            Expert => "expert",
            Auditor => "auditor",
            Administrator => "administrator",
        }
    }

    /// The role stored as `code`.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Roles that need a second factor at sign-in: they see or change other organizations' records.
    pub fn needs_second_factor(self) -> bool {
        matches!(self, HubManager | HubClerk | Official | Auditor | Administrator)
    }

    /// Acts for an organization that receives services.
    pub fn is_firm(self) -> bool {
        matches!(self, FirmOwner | FirmMember)
    }

    /// Acts for an organization that gives services.
    pub fn is_provider(self) -> bool {
        matches!(self, ProviderOwner | ProviderMember)
    }

    /// Works for a hub.
    pub fn is_hub(self) -> bool {
        matches!(self, HubManager | HubClerk)
    }

    /// The roles one may give to others: nobody grants more than they have.
    pub fn grants(self) -> &'static [Role] {
        match self {
            FirmOwner => &[FirmOwner, FirmMember],
            ProviderOwner => &[ProviderOwner, ProviderMember],
            HubManager => &[HubManager, HubClerk, Expert],
            Administrator => &[Administrator, Auditor, Official, HubManager],
            _ => &[],
        }
    }

    /// The roles whose lost second factor one may reset: a hub's manager helps its clerks, an administrator everybody who
    /// needs one, other administrators too, since nobody stands above them.
    pub fn resets(self) -> &'static [Role] {
        match self {
            HubManager => &[HubClerk],
            Administrator => &[Administrator, Auditor, Official, HubManager, HubClerk],
            _ => &[],
        }
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

/// How somebody must be related to what a route shows or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Nothing of anybody's is touched, or only one's own by construction.
    Any,
    /// Acts for its firm.
    Firm,
    /// Acts for its provider.
    Provider,
    /// Its hub is in reach.
    Hub,
    /// Any of the three.
    Party,
}

/// One line of the policy table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Who may call.
    pub who: Callers,
    /// How related.
    pub relation: Relation,
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    /// Everyone, signed in or not.
    Everyone,
    /// Anybody with a session, also where it still owes a second factor: to give it, to leave, to act for another.
    AnySession,
    /// Anybody signed in.
    SignedIn,
    /// Only who acts in one of these roles.
    Roles(&'static [Role]),
}

const fn rule(roles: &'static [Role], relation: Relation) -> Rule {
    Rule { who: Callers::Roles(roles), relation }
}

/// Public pages.
pub const PUBLIC: Rule = Rule { who: Callers::Everyone, relation: Relation::Any };
/// What a session that still owes its second factor may do.
pub const ANY_SESSION: Rule = Rule { who: Callers::AnySession, relation: Relation::Any };
/// One's own account.
pub const OWN_ACCOUNT: Rule = Rule { who: Callers::SignedIn, relation: Relation::Any };
/// Saying a need; a firm's own drafts.
pub const SAY_NEED: Rule = rule(&[FirmOwner, FirmMember], Relation::Firm);
/// What only the firm of a need, plan or order may do: accept, confirm, rate, withdraw.
pub const FIRM: Rule = rule(&[FirmOwner, FirmMember], Relation::Firm);
/// What only the provider of an order may do: quote, start, deliver.
pub const PROVIDER: Rule = rule(&[ProviderOwner, ProviderMember], Relation::Provider);
/// What only the hub's staff may do: triage, compose plans, keep the directory.
pub const HUB: Rule = rule(&[HubManager, HubClerk], Relation::Hub);
/// What only the hub's manager may do.
pub const HUB_MANAGER: Rule = rule(&[HubManager], Relation::Hub);
/// What either side of an order may do: note a trip, cancel.
pub const SIDES: Rule =
    rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember, HubManager, HubClerk], Relation::Party);
/// What the firm and the provider of an order do, each for itself: open a dispute, answer its mediator.
pub const PARTIES: Rule = rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember], Relation::Party);
/// What a side of orders has not read: one's own.
pub const OWN_MESSAGES: Rule =
    rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember, HubManager, HubClerk], Relation::Any);
/// What waits for approval within one's own organization.
pub const OWN_APPROVALS: Rule = rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember], Relation::Any);
/// What the owner of an organization sets for it.
pub const OWNERS: Rule = rule(&[FirmOwner, ProviderOwner], Relation::Any);
/// Asking how a firm is reached: whoever works for it.
pub const CALL: Rule = rule(&[ProviderOwner, ProviderMember, HubManager, HubClerk], Relation::Party);
/// Reading what parties, their hub, its officials and auditors may read.
pub const READ: Rule = rule(
    &[FirmOwner, FirmMember, ProviderOwner, ProviderMember, HubManager, HubClerk, Official, Auditor],
    Relation::Party,
);
/// Admitting people to the organization or hub that one answers for.
pub const ADMIT: Rule = rule(&[FirmOwner, ProviderOwner, HubManager, Administrator], Relation::Any);
/// The list of orders: one's own, those of the firm, provider or hub acted for; for officials and auditors, who read only,
/// those of the hubs in reach.
pub const LIST_ORDERS: Rule = rule(
    &[FirmOwner, FirmMember, ProviderOwner, ProviderMember, HubManager, HubClerk, Official, Auditor],
    Relation::Any,
);
/// The list of needs: the firm's own, or those of the hubs in reach.
pub const LIST_NEEDS: Rule = rule(&[FirmOwner, FirmMember, HubManager, HubClerk, Official, Auditor], Relation::Any);
/// The records of hubs in reach; an administrator sees the lists behind the overview's figures, not the single record.
pub const STAFF_RECORDS: Rule = rule(&[HubManager, HubClerk, Official, Auditor, Administrator], Relation::Hub);
/// The list of one's own records: those of the firm or provider acted for.
pub const OWN_RECORDS: Rule = rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember], Relation::Any);
/// A provider's own services.
pub const OWN_SERVICES: Rule = rule(&[ProviderOwner, ProviderMember], Relation::Provider);
/// The overview of several hubs.
pub const OVERSEE: Rule = rule(&[Official, Auditor, Administrator], Relation::Any);
/// Taking in lists: see [`IMPORTS`] for who takes in what.
pub const IMPORT: Rule = rule(&[HubManager, Administrator], Relation::Hub);
/// Keeping the installation: its hubs.
pub const ADMINISTER: Rule = rule(&[Administrator], Relation::Any);
/// Events with their proofs.
pub const AUDIT: Rule = rule(&[Auditor], Relation::Any);

/// The parties of a need, plan, order or record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// Its hub.
    pub hub: Option<Uuid>,
    /// Its firm.
    pub firm: Option<Uuid>,
    /// Its provider.
    pub provider: Option<Uuid>,
}

/// Who asks, under which rule, and when: handed to every read and command.
#[derive(Clone, Debug)]
pub struct Who {
    /// Who asks.
    pub actor: Actor,
    /// The rule of the route.
    pub rule: Rule,
    /// Milliseconds UTC.
    pub now: i64,
    /// Whether the relation was checked; the guard asserts it in tests.
    pub reached: Arc<AtomicBool>,
}

impl Who {
    /// The system itself, at `now`.
    pub fn system(now: i64) -> Who {
        Who { actor: Actor::System, rule: PUBLIC, now, reached: Arc::default() }
    }

    /// What the database is told of a request: who asks, and on which day.
    pub fn scope(&self) -> Scope {
        self.actor.scope().and("today", self.today().to_string())
    }

    /// The day in China.
    pub fn today(&self) -> jiff::civil::Date {
        crate::app::day_of(self.now)
    }

    /// Refuses unless the actor is related to these parties as the rule demands.
    ///
    /// # Errors
    /// `NotFound`: for who is not related it does not exist.
    pub fn reach(&self, parties: &Parties) -> Result<(), Error> {
        self.reached.store(true, Ordering::Relaxed);
        let firm = parties.firm.is_some() && self.actor.firm() == parties.firm;
        let provider = parties.provider.is_some() && self.actor.provider() == parties.provider;
        let hub = parties.hub.is_some_and(|hub| self.actor.reaches_hub(hub));
        let related = match self.rule.relation {
            _ if self.actor == Actor::System => true,
            Relation::Any => true,
            Relation::Firm => firm,
            Relation::Provider => provider,
            Relation::Hub => hub,
            Relation::Party => firm || provider || hub,
        };
        if related { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// The one exception to "nobody grants more than they have": a firm that was registered at the window has nobody who could
/// answer, accept or confirm. So the staff of a hub may invite the first owner of a firm that has a need at their hub, while
/// it has no owner. `need_hub` is the hub of that need.
pub fn may_invite_first_owner(actor: &Actor, need_hub: Uuid, owners: usize) -> bool {
    owners == 0 && actor.hub() == Some(need_hub)
}

/// A kind of list that is taken in. As stored, and as the end of its message keys.
pub type ListKind = &'static str;

/// Who takes in which lists. A hub's manager those of the own hub; organizations only as providers.
pub const IMPORTS: [(Role, &[ListKind]); 2] = [
    (Administrator, &["organizations", "services", "experts", "residencies"]),
    (HubManager, &["providers", "services", "experts", "residencies"]),
];

/// The lists that this actor may take in.
pub fn may_import(actor: &Actor) -> &'static [ListKind] {
    let line = IMPORTS.iter().find(|(role, _)| Some(*role) == actor.role());
    line.map_or(&[], |(_, kinds)| kinds)
}

/// Whether a list may change what is known of an organization. It answers for its data itself once it has an owner, and
/// another hub's provider is not this manager's; the administrator corrects them all.
pub fn may_import_over(actor: &Actor, owners: usize, elsewhere: bool) -> bool {
    actor.role() == Some(Administrator) || (owners == 0 && !elsewhere)
}

/// Whether the rule lets this actor call at all.
///
/// # Errors
/// `SignIn` for visitors; `SecondFactor` while one is owed; `Forbidden` for the wrong role.
pub fn admits(rule: &Rule, actor: &Actor) -> Result<(), Error> {
    if rule.who == Callers::Everyone {
        return Ok(());
    }
    let person = actor.person().ok_or(Error::SignIn)?;
    let roles = match rule.who {
        Callers::Everyone | Callers::AnySession => return Ok(()),
        _ if person.owes_factor => return Err(Error::SecondFactor),
        Callers::SignedIn => return Ok(()),
        Callers::Roles(roles) => roles,
    };
    match &person.membership {
        Some(membership) if membership.role.needs_second_factor() && !person.strong => Err(Error::SecondFactor),
        Some(membership) if roles.contains(&membership.role) => Ok(()),
        _ => Err(Error::Forbidden),
    }
}

#[cfg(test)]
mod tests;
