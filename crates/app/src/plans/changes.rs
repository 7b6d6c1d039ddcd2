//! A change of a running plan: what it consists of, and whose agreement it needs. What follows from what was typed is
//! reckoned in `drafting.rs`. No SQL, no HTTP, no clock.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Item, ItemState, states};
use crate::access::Parties;

pub use super::drafting::{Clash, Days, Running, Wanted, WantedNew, draft, push};
pub use super::store_changes::{by_id, count, end, insert, lines, list, mark_agreed, open, parties};

states! {
    /// Where a change stands.
    ChangeState {
        /// Somebody concerned has not agreed yet.
        Proposed = "proposed",
        /// Everybody agreed: it is in force.
        Agreed = "agreed",
        /// Somebody refused.
        Refused = "refused",
        /// Its own side took it back.
        Withdrawn = "withdrawn",
    }
}

states! {
    /// A side of a running plan.
    Side {
        /// Who receives.
        Firm = "firm",
        /// Who gives.
        Provider = "provider",
        /// Who composed it.
        Hub = "hub",
    }
}

/// A change of a running plan.
#[derive(Clone, Debug)]
pub struct Change {
    /// Hub.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// The plan.
    pub plan_id: Uuid,
    /// Its need.
    pub need_id: Uuid,
    /// Reference number of the need.
    pub need: String,
    /// The firm.
    pub firm_id: Uuid,
    /// Where it stands.
    pub state: ChangeState,
    /// Who proposed it.
    pub side: Side,
    /// The firm or provider that proposed it.
    pub organization: Option<Uuid>,
    /// Why.
    pub reason: String,
    /// Who proposed it, by name.
    pub by: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// When it was agreed, refused or withdrawn.
    pub ended_at: Option<i64>,
    /// Why it was refused.
    pub ended_words: String,
    /// Changes so far.
    pub version: i64,
}

/// Somebody whose agreement it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Firm or provider.
    pub side: Side,
    /// The organization.
    pub organization: Uuid,
    /// Its name.
    pub name: String,
    /// When it agreed; `None`: waited for.
    pub agreed_at: Option<i64>,
}

impl Change {
    /// Who may reach it: the firm, the hub, and the providers concerned.
    pub fn parties(&self, provider: Option<Uuid>, concerned: &[Party]) -> Parties {
        let is = |party: &&Party| party.side == Side::Provider && Some(party.organization) == provider;
        let provider = concerned.iter().find(is).map(|party| party.organization);
        Parties { hub: Some(self.hub_id), firm: Some(self.firm_id), provider }
    }
}

/// What happens to one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Act {
    /// It comes in, or takes the place of one that goes.
    Add {
        /// Code of the service.
        code: String,
        /// The slot whose place it takes.
        slot: Option<Uuid>,
        /// Price in fen.
        price_fen: i64,
        /// First day.
        starts: String,
        /// Last day.
        ends: String,
        /// Its working days.
        days: i64,
        /// Slots that must be done before.
        after: Vec<Uuid>,
    },
    /// It goes.
    Drop {
        /// The item.
        item: Uuid,
        /// Whether another provider takes its place.
        replaced: bool,
    },
    /// Its dates.
    Move {
        /// The item.
        item: Uuid,
        /// As they are.
        from: Option<(String, String)>,
        /// As they will be.
        to: (String, String),
        /// Whether they follow from another's.
        pushed: bool,
    },
    /// Its price in fen.
    Price {
        /// The item.
        item: Uuid,
        /// As it is.
        from: i64,
        /// As it will be.
        to: i64,
    },
}

/// What happens, and whose work it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The provider.
    pub provider: Uuid,
    /// Its name.
    pub provider_name: String,
    /// The service's name.
    pub service: String,
    /// What happens.
    pub act: Act,
}

/// Whose agreement these lines need: the firm's, and that of every provider whose work they touch. Whoever proposes has
/// agreed by that. The hub proposes and is told, but what firm and providers owe each other is theirs to agree.
pub fn concerned(lines: &[Line], firm: Uuid) -> Vec<(Side, Uuid)> {
    let mut all = vec![(Side::Firm, firm)];
    for line in lines {
        let party = (Side::Provider, line.provider);
        if !all.contains(&party) {
            all.push(party);
        }
    }
    all
}

/// The state that an item must have for a change to take hold of it.
pub fn still_runs(item: &Item) -> bool {
    item.state == ItemState::Accepted && item.done_at.is_none()
}
