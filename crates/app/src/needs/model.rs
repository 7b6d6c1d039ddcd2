//! What a need is, which step may follow which, and whose turn it is. No SQL, no HTTP, no clock.

use uuid::Uuid;

use crate::access::Parties;
use crate::web::Refusal;

/// Where a need stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The hub has not answered yet.
    Sent,
    /// The hub has asked the firm for what is missing; the clock waits.
    Asked,
    /// The hub makes a plan.
    Accepted,
    /// The plan is with the firm, or its orders run.
    Planned,
    /// The hub cannot help and says why.
    Declined,
    /// The firm needs it no more.
    Withdrawn,
    /// Every order has ended.
    Closed,
    /// It said what another said already, and goes on there.
    Merged,
    /// It went to another hub, where it goes on under the same reference number.
    Passed,
}

impl State {
    /// Every state.
    pub const ALL: [State; 9] = [
        State::Sent,
        State::Asked,
        State::Accepted,
        State::Planned,
        State::Declined,
        State::Withdrawn,
        State::Closed,
        State::Merged,
        State::Passed,
    ];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Sent => "sent",
            State::Asked => "asked",
            State::Accepted => "accepted",
            State::Planned => "planned",
            State::Declined => "declined",
            State::Withdrawn => "withdrawn",
            State::Closed => "closed",
            State::Merged => "merged",
            State::Passed => "passed",
        }
    }

    /// The state stored as `code`.
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether nothing follows any more.
    pub fn is_end(self) -> bool {
        matches!(self, State::Declined | State::Withdrawn | State::Closed | State::Merged | State::Passed)
    }

    /// The state after a step; `None` where it cannot be taken. This is the whole table.
    pub fn after(self, step: Step) -> Option<State> {
        match (self, step) {
            (State::Sent, Step::Accept) => Some(State::Accepted),
            (State::Sent, Step::Ask) => Some(State::Asked),
            (State::Asked, Step::Answer) => Some(State::Sent),
            (State::Accepted, Step::Plan) => Some(State::Planned),
            (State::Planned, Step::Close) => Some(State::Closed),
            (State::Sent | State::Asked, Step::Merge) => Some(State::Merged),
            (State::Sent | State::Accepted, Step::Pass) => Some(State::Passed),
            (state, Step::Decline) if !state.is_end() => Some(State::Declined),
            (state, Step::Withdraw) if !state.is_end() => Some(State::Withdrawn),
            _ => None,
        }
    }
}

/// What can be done with a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The hub takes it on.
    Accept,
    /// The hub asks for everything that is missing; once.
    Ask,
    /// The firm answers.
    Answer,
    /// The hub says no; not once the firm has accepted a plan.
    Decline,
    /// The firm takes it back; not once it has accepted a plan.
    Withdraw,
    /// The plan goes to the firm.
    Plan,
    /// Every order has ended.
    Close,
    /// It says what another says already.
    Merge,
    /// Another hub takes it; not once there is a plan.
    Pass,
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 9] = [
        Step::Accept,
        Step::Ask,
        Step::Answer,
        Step::Decline,
        Step::Withdraw,
        Step::Plan,
        Step::Close,
        Step::Merge,
        Step::Pass,
    ];

    /// Why it is refused.
    fn refused(self) -> &'static str {
        match self {
            Step::Accept | Step::Ask => "needs-answered-already",
            Step::Answer => "needs-not-asked",
            Step::Decline | Step::Withdraw | Step::Plan | Step::Close => "needs-ended",
            Step::Merge => "needs-merge-late",
            Step::Pass => "needs-pass-late",
        }
    }
}

/// Who may see a need besides its firm and its hub.
pub const VISIBILITIES: [&str; 3] = ["providers", "named", "hub"];
/// How it came to the hub.
pub const CHANNELS: [&str; 3] = ["online", "phone", "counter"];
/// The purpose of a firm that cannot tell.
pub const UNSURE: &str = "unsure";

/// What a firm said, and what became of it.
#[derive(Clone, Debug)]
pub struct Need {
    /// Hub.
    pub hub_id: Uuid,
    /// Its code, the head of reference numbers.
    pub hub_code: String,
    /// Its name.
    pub hub_name: String,
    /// Id.
    pub id: Uuid,
    /// Reference number.
    pub reference: String,
    /// Who needs.
    pub firm_id: Uuid,
    /// Its name then.
    pub firm_name: String,
    /// Who said it: somebody of the firm, or the clerk who took it in.
    pub said_by: Uuid,
    /// One of [`CHANNELS`].
    pub channel: String,
    /// Purpose: code of a function, or [`UNSURE`].
    pub function: String,
    /// In the firm's words.
    pub words: String,
    /// About what product or material.
    pub product: String,
    /// By when the firm wants it done.
    pub wanted_on: Option<String>,
    /// In fen. Not for providers.
    pub budget_fen: Option<i64>,
    /// One of [`VISIBILITIES`].
    pub visibility: String,
    /// Whom to call. Not for providers.
    pub contact_name: String,
    /// Number to call. Not for providers.
    pub contact_phone: String,
    /// Where it stands.
    pub state: State,
    /// Milliseconds UTC.
    pub sent_at: i64,
    /// The hub answers by this day; `None` while it waits for the firm or the calendar is not announced.
    pub triage_due_on: Option<String>,
    /// Milliseconds UTC.
    pub accepted_at: Option<i64>,
    /// The plan is proposed by this day; `None` before acceptance or when the calendar is not announced.
    pub due_on: Option<String>,
    /// When it ended.
    pub closed_at: Option<i64>,
    /// Why it was declined or withdrawn.
    pub reason: String,
    /// Where else the firm could go.
    pub hint: String,
    /// Who deals with it: whom it was assigned to, else who triaged it.
    pub clerk_id: Option<Uuid>,
    /// Changes so far.
    pub version: i64,
}

impl Need {
    /// Who may reach it, providers apart: see [`super::reach`].
    pub fn parties(&self) -> Parties {
        Parties { hub: Some(self.hub_id), firm: Some(self.firm_id), provider: None }
    }

    /// Its words as a title: the beginning of their first line.
    pub fn title(&self) -> String {
        beginning(&self.words, 40)
    }

    /// Its words for a list.
    pub fn short_words(&self) -> String {
        beginning(&self.words, 80)
    }

    /// The state after `step`.
    ///
    /// # Errors
    /// A refusal that says where the need stands.
    pub fn step(&self, step: Step) -> Result<State, Refusal> {
        self.state.after(step).ok_or_else(|| Refusal::new(step.refused()))
    }
}

/// At most `most` characters of the first line.
pub fn beginning(text: &str, most: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(most).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// What was asked back, and the answer.
#[derive(Clone, Debug)]
pub struct Askback {
    /// Everything that is missing.
    pub words: String,
    /// What the firm answered.
    pub answer: Option<String>,
}

/// An order of a need, as far as its page tells.
#[derive(Clone, Debug)]
pub struct OrderSeen {
    /// Reference number.
    pub reference: String,
    /// What is done.
    pub service_name: String,
    /// By whom.
    pub provider_name: String,
    /// Where it stands.
    pub state: String,
    /// By when.
    pub due_on: Option<String>,
    /// Whether the firm has accepted it.
    pub accepted: bool,
}

impl OrderSeen {
    fn runs(&self) -> bool {
        self.accepted && matches!(self.state.as_str(), "accepted" | "in_progress" | "delivered")
    }
}

/// How far a need has come: its plan and orders, which stand downstream.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// State of the plan, when there is one.
    pub plan: Option<String>,
    /// Whether the firm has ever been shown it.
    pub proposed: bool,
    /// Its orders.
    pub orders: Vec<OrderSeen>,
}

impl Progress {
    fn plan_is(&self, state: &str) -> bool {
        self.plan.as_deref() == Some(state)
    }

    /// Whether the firm has accepted a plan: the need can neither be withdrawn nor declined any more.
    pub fn decided(&self) -> bool {
        self.plan_is("accepted")
    }

    /// The day by which the next running order is delivered.
    pub fn next_due(&self) -> Option<&String> {
        self.orders
            .iter()
            .filter(|order| order.runs() && order.state != "delivered")
            .filter_map(|o| o.due_on.as_ref())
            .min()
    }
}

/// Kind of the tag, end of the status' message key, and whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// ok, info, warn, danger, neutral.
    pub kind: &'static str,
    /// Message key is `need-` + this.
    pub status: &'static str,
    /// firm, hub, provider, nobody.
    pub turn: &'static str,
}

/// Where a need stands, in the seven statuses of the product.
pub fn standing(state: State, progress: &Progress) -> Standing {
    let (kind, status, turn) = match state {
        State::Sent => ("warn", "sent", "hub"),
        State::Asked => ("warn", "asked", "firm"),
        State::Accepted => ("info", "accepted", "hub"),
        State::Planned if progress.plan_is("proposed") => ("warn", "proposed", "firm"),
        State::Planned if progress.orders.iter().any(|order| order.state == "delivered") => {
            ("warn", "delivered", "firm")
        }
        State::Planned if progress.decided() => ("info", "arranged", "provider"),
        State::Planned => ("info", "planned", "hub"),
        State::Declined => ("danger", "declined", "nobody"),
        State::Withdrawn => ("neutral", "withdrawn", "nobody"),
        State::Closed => ("ok", "closed", "nobody"),
        State::Merged => ("neutral", "merged", "nobody"),
        State::Passed => ("neutral", "passed", "nobody"),
    };
    Standing { kind, status, turn }
}

#[cfg(test)]
mod unit {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ends_are_left_no_more() {
        let ends: Vec<State> = State::ALL.into_iter().filter(|state| state.is_end()).collect();
        assert_eq!(ends, [State::Declined, State::Withdrawn, State::Closed, State::Merged, State::Passed]);
        assert!(ends.iter().all(|end| Step::ALL.iter().all(|step| end.after(*step).is_none())));
    }

    #[test]
    fn a_plan_before_the_firm_is_its_turn() {
        let seen = |plan: &str| standing(State::Planned, &Progress { plan: Some(plan.into()), ..Progress::default() });
        assert_eq!((seen("proposed").turn, seen("returned").turn, seen("accepted").turn), ("firm", "hub", "provider"));
        for state in State::ALL {
            assert_eq!(standing(state, &Progress::default()).turn == "nobody", state.is_end());
        }
    }

    proptest! {
        /// Whatever is tried in whatever order: a plan follows an acceptance, every answer a question, an end is the end.
        #[test]
        fn any_walk_stays_in_the_table(steps in prop::collection::vec(prop::sample::select(&Step::ALL[..]), 0..40)) {
            let (mut state, mut taken) = (State::Sent, Vec::new());
            for step in steps {
                if let Some(next) = state.after(step) {
                    prop_assert!(!state.is_end());
                    prop_assert_eq!(State::parse(next.code()), Some(next));
                    state = next;
                    taken.push(step);
                }
            }
            let at = |step: Step| taken.iter().position(|s| *s == step);
            let count = |step: Step| taken.iter().filter(|s| **s == step).count();
            prop_assert!(count(Step::Accept) <= 1 && count(Step::Plan) <= 1);
            prop_assert_eq!(count(Step::Ask), count(Step::Answer) + usize::from(state == State::Asked || (state.is_end() && taken.iter().rev().nth(1) == Some(&Step::Ask))));
            if at(Step::Plan).is_some() {
                prop_assert!(at(Step::Accept) < at(Step::Plan) && at(Step::Accept).is_some());
            }
            if state == State::Closed {
                prop_assert!(at(Step::Plan) < at(Step::Close));
            }
        }
    }
}
