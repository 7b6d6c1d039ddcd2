//! The one policy table: which roles may call a route, and how they must be related to what it shows or
//! changes. `routes.rs` names one rule for each URL; the guard checks the role, the handler's [`Who::reach`] the
//! relation. Who is not related gets *not found*: another party's record does not exist for them.

mod actor;
mod role;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use db::Scope;
use uuid::Uuid;

use crate::web::Error;

pub use actor::{Actor, Hubs, Membership, Person, may_reset_factor};
pub use role::Role;

use Role::*;

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
/// Reading what the hub's staff keep of it, its directory and its catalogue: they, and officials, auditors and
/// administrators, who change nothing in it.
pub const READ_DIRECTORY: Rule = rule(&[HubManager, HubClerk, Official, Auditor, Administrator], Relation::Hub);
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
/// Asking how a firm is reached, deciding on its appeal: whoever works for it.
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
/// The list of needs: the firm's own, those that a provider may see, or those of the hubs in reach.
pub const LIST_NEEDS: Rule = rule(
    &[FirmOwner, FirmMember, ProviderOwner, ProviderMember, HubManager, HubClerk, Official, Auditor],
    Relation::Any,
);
/// The records of hubs in reach; an administrator sees the lists behind the overview's figures, not the single record.
pub const STAFF_RECORDS: Rule = rule(&[HubManager, HubClerk, Official, Auditor, Administrator], Relation::Hub);
/// The list of one's own records: those of the firm or provider acted for.
pub const OWN_RECORDS: Rule = rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember], Relation::Any);
/// A provider's own services.
pub const OWN_SERVICES: Rule = rule(&[ProviderOwner, ProviderMember], Relation::Provider);
/// Choosing a slot of an instrument: a firm for itself, a hub's staff or the instrument's owner for a firm.
pub const BOOK: Rule =
    rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember, HubManager, HubClerk], Relation::Any);
/// What is done with a slot that is kept: who may choose one fills it in or gives it back.
pub const KEEP_SLOT: Rule =
    rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember, HubManager, HubClerk], Relation::Party);
/// One's own bookings: those of the firm, of the provider's instruments, or made through the hub.
pub const OWN_BOOKINGS: Rule =
    rule(&[FirmOwner, FirmMember, ProviderOwner, ProviderMember, HubManager, HubClerk], Relation::Any);
/// An expert's own profile.
pub const OWN_PROFILE: Rule = rule(&[Expert], Relation::Any);
/// The overview of several hubs.
pub const OVERSEE: Rule = rule(&[Official, Auditor, Administrator], Relation::Any);
/// What hubs report with evidence: read by them, officials and auditors.
pub const READ_ENTRIES: Rule = rule(&[HubManager, HubClerk, Official, Auditor], Relation::Hub);
/// Checking it.
pub const CHECK_ENTRIES: Rule = rule(&[Official], Relation::Hub);
/// Taking in lists: see [`IMPORTS`] for who takes in what.
pub const IMPORT: Rule = rule(&[HubManager, Administrator], Relation::Hub);
/// Keeping the installation: its hubs.
pub const ADMINISTER: Rule = rule(&[Administrator], Relation::Any);
/// Rounds of the yearly evaluation: officials their own, hubs those they take part in, auditors all.
pub const ROUNDS: Rule = rule(&[HubManager, HubClerk, Official, Auditor], Relation::Any);
/// Reading a round as those do who run or oversee it.
pub const READ_ROUND: Rule = rule(&[Official, Auditor], Relation::Any);
/// Running a round: officials of its bureau, which the handler checks.
pub const RUN_ROUND: Rule = rule(&[Official], Relation::Any);
/// A hub in a round: its staff, officials in whose division it is, auditors.
pub const ROUND_HUB: Rule = rule(&[HubManager, HubClerk, Official, Auditor], Relation::Hub);
/// Checking what a hub hands in and calling its records back.
pub const CHECK_HUB: Rule = rule(&[Official], Relation::Hub);
/// What one was asked to look at as an expert.
pub const REVIEW: Rule = rule(&[Expert], Relation::Any);
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
