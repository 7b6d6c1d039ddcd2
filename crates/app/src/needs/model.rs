//! What a need is, and which step may follow which.

use uuid::Uuid;

use crate::access::Parties;

/// Where a need stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The hub has not answered yet.
    Sent,
    /// The hub makes a plan.
    Accepted,
    /// The plan is with the firm, or its orders run.
    Planned,
    /// Every order has ended.
    Closed,
}

impl State {
    /// Every state.
    pub const ALL: [State; 4] = [State::Sent, State::Accepted, State::Planned, State::Closed];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Sent => "sent",
            State::Accepted => "accepted",
            State::Planned => "planned",
            State::Closed => "closed",
        }
    }

    /// The state stored as `code`.
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a firm said.
#[derive(Clone, Debug)]
pub struct Need {
    /// Hub.
    pub hub_id: Uuid,
    /// Its code, the head of reference numbers.
    pub hub_code: String,
    /// Id.
    pub id: Uuid,
    /// Reference number.
    pub reference: String,
    /// Who needs.
    pub firm_id: Uuid,
    /// Its name then.
    pub firm_name: String,
    /// Who said it.
    pub said_by: Uuid,
    /// In the firm's words.
    pub words: String,
    /// Where it stands.
    pub state: State,
    /// Changes so far.
    pub version: i64,
}

impl Need {
    /// Who may reach it.
    pub fn parties(&self) -> Parties {
        Parties { hub: Some(self.hub_id), firm: Some(self.firm_id), provider: None }
    }
}
