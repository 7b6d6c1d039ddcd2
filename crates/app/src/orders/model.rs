//! What an order is, and which step may follow which. No SQL, no HTTP, no clock.

use uuid::Uuid;

use crate::access::Parties;
use crate::plans::model::states;
use crate::web::Refusal;

states! {
    /// Where an order stands.
    State {
        /// The provider is to quote or decline.
        Offered = "offered",
        /// Price and days are known; the firm decides on the plan.
        Quoted = "quoted",
        /// The firm accepted; the work is to begin.
        Accepted = "accepted",
        /// Work goes on.
        InProgress = "in_progress",
        /// The firm is to confirm or reject.
        Delivered = "delivered",
        /// Done: a service record.
        Confirmed = "confirmed",
        /// The provider declined.
        Declined = "declined",
        /// Called off by a side.
        Cancelled = "cancelled",
    }
}

states! {
    /// What can be done to an order.
    Step {
        /// The provider names price and days.
        Quote = "quote",
        /// The provider says no.
        Decline = "decline",
        /// The firm accepts the quote with the plan.
        Accept = "accept",
        /// The provider begins.
        Start = "start",
        /// The provider hands over the result.
        Deliver = "deliver",
        /// The firm rejects the delivery.
        Reject = "reject",
        /// The firm confirms the delivery.
        Confirm = "confirm",
        /// Either side calls it off.
        Cancel = "cancel",
        /// A mediator's agreement: the delivery is made again.
        Return = "return",
        /// A mediator's agreement: it is called off.
        CallOff = "call-off",
    }
}

impl State {
    /// The state after a step, if the step may be taken here.
    pub fn after(self, step: Step) -> Option<State> {
        use State::*;
        match (self, step) {
            (Offered | Quoted, Step::Quote) => Some(Quoted),
            (Offered | Quoted, Step::Decline) => Some(Declined),
            (Quoted, Step::Accept) => Some(Accepted),
            (Accepted, Step::Start) => Some(InProgress),
            (Accepted | InProgress, Step::Deliver) => Some(Delivered),
            (Delivered, Step::Reject) => Some(InProgress),
            (Delivered, Step::Confirm) => Some(Confirmed),
            (Offered | Quoted | Accepted | InProgress, Step::Cancel) => Some(Cancelled),
            (Delivered, Step::Return) => Some(InProgress),
            (Accepted | InProgress | Delivered, Step::CallOff) => Some(Cancelled),
            _ => None,
        }
    }

    /// Whether nothing more can be done.
    pub fn is_end(self) -> bool {
        Step::ALL.iter().all(|step| self.after(*step).is_none())
    }

    /// Whose turn it is: firm, provider, or nobody's.
    pub fn turn(self) -> &'static str {
        match self {
            State::Offered | State::Accepted | State::InProgress => "provider",
            State::Quoted | State::Delivered => "firm",
            State::Confirmed | State::Declined | State::Cancelled => "nobody",
        }
    }

    /// The status as its words are named: `yours` when it is the reader who is waited for.
    pub fn status(self, yours: bool) -> &'static str {
        if yours && self == State::Delivered { "yours" } else { self.code() }
    }

    /// Colour of the status tag.
    pub fn tag(self) -> &'static str {
        match self {
            State::Offered | State::Quoted => "neutral",
            State::Accepted | State::InProgress => "info",
            State::Delivered => "warn",
            State::Confirmed => "ok",
            State::Declined | State::Cancelled => "neutral",
        }
    }
}

impl Default for State {
    /// Where an order begins.
    fn default() -> State {
        State::Offered
    }
}

/// One provider's work on one service for one firm.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Hub.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// Reference number.
    pub reference: String,
    /// The need it helps to meet.
    pub need_id: Uuid,
    /// Its plan.
    pub plan_id: Uuid,
    /// Its item of the plan.
    pub item_id: Uuid,
    /// The order that it replaces, of a provider who was to give the service before.
    pub replaces_id: Option<Uuid>,
    /// The service.
    pub service_id: Uuid,
    /// Its name then.
    pub service_name: String,
    /// Its center.
    pub center_id: Uuid,
    /// The center's kind.
    pub center_kind: String,
    /// The function it counts under.
    pub function: String,
    /// Who receives.
    pub firm_id: Uuid,
    /// Its name then.
    pub firm_name: String,
    /// Its USCC then.
    pub firm_uscc: String,
    /// Who gives.
    pub provider_id: Uuid,
    /// Its name then.
    pub provider_name: String,
    /// Its USCC then.
    pub provider_uscc: String,
    /// Where it stands.
    pub state: State,
    /// The provider quotes by this day.
    pub quote_by: Option<String>,
    /// Price in fen.
    pub price_fen: Option<i64>,
    /// Working days.
    pub days: Option<i64>,
    /// Words of the quote.
    pub quote_words: String,
    /// First day of the work.
    pub starts_on: Option<String>,
    /// The result is due by this day.
    pub due_on: Option<String>,
    /// When it was offered; milliseconds UTC, as the following.
    pub offered_at: i64,
    /// When it was accepted.
    pub accepted_at: Option<i64>,
    /// When it was last delivered.
    pub delivered_at: Option<i64>,
    /// When it was confirmed.
    pub confirmed_at: Option<i64>,
    /// Who declined or called it off: firm, provider, hub, or both in a mediation.
    pub closed_by: Option<String>,
    /// Why.
    pub reason: String,
    /// Trips so far.
    pub trips: i64,
    /// Changes so far.
    pub version: i64,
}

impl Order {
    /// The same work offered anew, under this id and number and to be quoted by this day: nothing has happened to it yet.
    pub fn offered_anew(&self, id: Uuid, reference: String, quote_by: String, now: i64) -> Order {
        Order {
            id,
            reference,
            state: State::Offered,
            quote_by: Some(quote_by),
            price_fen: None,
            days: None,
            quote_words: String::new(),
            starts_on: None,
            due_on: None,
            offered_at: now,
            accepted_at: None,
            delivered_at: None,
            confirmed_at: None,
            closed_by: None,
            reason: String::new(),
            trips: 0,
            version: 1,
            ..self.clone()
        }
    }

    /// Who may reach it.
    pub fn parties(&self) -> Parties {
        Parties { hub: Some(self.hub_id), firm: Some(self.firm_id), provider: Some(self.provider_id) }
    }

    /// By which day the quote or the result is awaited, if one of them is.
    pub fn next_day(&self) -> Option<&str> {
        match self.state {
            State::Offered => self.quote_by.as_deref(),
            State::Accepted | State::InProgress => self.due_on.as_deref(),
            _ => None,
        }
    }

    /// Whether that day was before `today`.
    pub fn late(&self, today: &str) -> bool {
        self.next_day().is_some_and(|day| day < today)
    }

    /// The state after `step`.
    ///
    /// # Errors
    /// A refusal that names where the order stands.
    pub fn step(&self, step: Step) -> Result<State, Refusal> {
        self.state.after(step).ok_or_else(|| Refusal::new(REFUSED[step as usize]))
    }
}

/// Why a step is refused, in the order of [`Step`].
const REFUSED: [&str; 10] = [
    "orders-cannot-quote",
    "orders-cannot-decline",
    "orders-cannot-accept",
    "orders-cannot-start",
    "orders-cannot-deliver",
    "orders-cannot-reject",
    "orders-cannot-confirm",
    "orders-cannot-cancel",
    "orders-cannot-reject",
    "orders-cannot-cancel",
];

/// What a delivery hands over.
pub const RESULTS: [&str; 7] = ["report", "part", "design", "certificate", "training", "advice", "other"];

/// A result handed over.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Id; its files hang on it.
    pub id: Uuid,
    /// 1-based.
    pub number: i64,
    /// One of [`RESULTS`].
    pub result: String,
    /// What was done.
    pub summary: String,
    /// Hours or quantity with its unit.
    pub quantity: String,
    /// Charged, in fen.
    pub price_fen: i64,
    /// Milliseconds UTC.
    pub delivered_at: i64,
    /// When the firm rejected it.
    pub rejected_at: Option<i64>,
    /// Why.
    pub reject_reason: String,
}

/// A time that the firm had to come.
#[derive(Clone, Debug)]
pub struct Trip {
    /// 1-based; the promise is at most one.
    pub number: i64,
    /// The day.
    pub day: String,
    /// Needed from the second on.
    pub reason: String,
}

/// Trips promised at most.
pub const MOST_TRIPS: i64 = 1;

#[cfg(test)]
mod unit {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ends() {
        let ends: Vec<State> = State::ALL.iter().copied().filter(|state| state.is_end()).collect();
        assert_eq!(ends, [State::Confirmed, State::Declined, State::Cancelled]);
    }

    proptest! {
        /// Whatever is tried in whatever order: a confirmation follows a delivery, which follows an acceptance,
        /// which follows a quote; an end is left no more.
        #[test]
        fn any_walk_keeps_the_order_of_things(steps in prop::collection::vec(prop::sample::select(Step::ALL), 0..40)) {
            let mut state = State::Offered;
            let mut taken: Vec<Step> = Vec::new();
            for step in steps {
                if let Some(next) = state.after(step) {
                    prop_assert!(!state.is_end());
                    state = next;
                    taken.push(step);
                }
            }
            let at = |step: Step| taken.iter().position(|s| *s == step);
            if state == State::Confirmed {
                prop_assert!(at(Step::Quote) < at(Step::Accept) && at(Step::Accept) < at(Step::Deliver));
                prop_assert_eq!(taken.last(), Some(&Step::Confirm));
                prop_assert_eq!(taken.iter().filter(|s| **s == Step::Confirm).count(), 1);
                let delivered = taken.iter().filter(|s| **s == Step::Deliver).count();
                let rejected = taken.iter().filter(|s| matches!(s, Step::Reject | Step::Return)).count();
                prop_assert_eq!(delivered, rejected + 1);
            }
            prop_assert_eq!(at(Step::Accept).is_some(), taken.contains(&Step::Accept));
        }
    }
}
