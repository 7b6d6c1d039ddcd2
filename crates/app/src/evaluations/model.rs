//! A round, the hubs in it, and where each stands: plain data and its rules.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use workdays::Calendar;

use super::rules::Rules;

// keys: evaluations-state-* evaluations-hub-state-* evaluations-step-* evaluations-outcome-* evaluations-objection-state-*
// keys: evaluations-review-state-*

/// Where a round stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Hubs hand in, the city checks.
    Open,
    /// The data are frozen: experts look, records are called back.
    Frozen,
    /// Both are through.
    Reviewed,
    /// The result is reckoned and not public.
    Draft,
    /// It is public for objections.
    Noticed,
    /// It is published.
    Final,
    /// Everything is packed for whoever wants to reckon it again.
    Archived,
    /// It came to nothing.
    CalledOff,
}

use State::{Archived, CalledOff, Draft, Final, Frozen, Noticed, Open, Reviewed};

impl State {
    /// Every state.
    pub const ALL: [State; 8] = [Open, Frozen, Reviewed, Draft, Noticed, Final, Archived, CalledOff];

    /// As stored, and as the end of its message key.
    pub fn code(self) -> &'static str {
        match self {
            Open => "open",
            Frozen => "frozen",
            Reviewed => "reviewed",
            Draft => "draft",
            Noticed => "noticed",
            Final => "final",
            Archived => "archived",
            CalledOff => "called-off",
        }
    }

    /// The state stored as `code`.
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// What follows; nothing after the last.
    pub fn next(self) -> Option<State> {
        match self {
            Open => Some(Frozen),
            Frozen => Some(Reviewed),
            Reviewed => Some(Draft),
            Draft => Some(Noticed),
            Noticed => Some(Final),
            Final => Some(Archived),
            Archived | CalledOff => None,
        }
    }

    /// Whether a round may go from here to there: to what follows, or to nothing while it is not published.
    pub fn may_become(self, other: State) -> bool {
        self.next() == Some(other) || (other == CalledOff && self < Final)
    }

    /// Whether the public sees it.
    pub fn is_public(self) -> bool {
        matches!(self, Noticed | Final | Archived)
    }

    /// Whether the data are frozen.
    pub fn is_frozen(self) -> bool {
        !matches!(self, Open | CalledOff)
    }

    /// Colour of its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Final | Archived => "ok",
            CalledOff => "neutral",
            Noticed => "warn",
            _ => "info",
        }
    }
}

/// A step with its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// report, check, review, draft, notice.
    pub step: String,
    /// `YYYY-MM-DD`; empty while the official calendar of that year is not announced.
    pub due_on: String,
}

/// The steps, one after the other, counted in working days from the day on which reporting begins.
pub fn steps(calendar: &Calendar, begins: Date, rules: &Rules) -> Vec<Step> {
    let days = [
        ("report", rules.report_days),
        ("check", rules.check_days),
        ("review", rules.review_days),
        ("draft", rules.draft_days),
        ("notice", rules.notice_days),
    ];
    let mut sum = 0;
    let step = |(step, days): (&str, u32)| {
        sum += days;
        let due = calendar.add(begins, sum).map(|day| day.to_string()).unwrap_or_default();
        Step { step: step.to_owned(), due_on: due }
    };
    days.into_iter().map(step).collect()
}

/// A round.
#[derive(Clone, Debug)]
pub struct Round {
    /// Id.
    pub id: Uuid,
    /// Stands in its address.
    pub code: String,
    /// Title.
    pub title: String,
    /// The year that is evaluated.
    pub year: i64,
    /// Of the bureau that runs it.
    pub division: String,
    /// Of the hubs; empty: both.
    pub level: String,
    /// Code of its scheme.
    pub scheme_code: String,
    /// Its text as it was.
    pub scheme: String,
    /// How it goes.
    pub rules: Rules,
    /// Whether experts do not see names of hubs.
    pub hidden: bool,
    /// Where it stands.
    pub state: State,
    /// Its calendar.
    pub steps: Vec<Step>,
    /// When it was opened, milliseconds UTC.
    pub opened_at: i64,
    /// Of the sample, hex; empty before the freeze.
    pub seed: String,
    /// When the data were frozen.
    pub frozen_at: Option<i64>,
    /// First day of the notice.
    pub noticed_on: Option<String>,
    /// Last day for objections.
    pub notice_until: Option<String>,
    /// Who published first.
    pub first_by: Option<Uuid>,
    /// When it was published.
    pub final_at: Option<i64>,
    /// SHA-256 of its archive.
    pub archive: Option<Vec<u8>>,
    /// Why it was called off.
    pub reason: String,
    /// Counts its changes.
    pub version: i64,
}

impl Round {
    /// The last day of a step; empty while it is not known.
    pub fn due(&self, step: &str) -> &str {
        self.steps.iter().find(|one| one.step == step).map_or("", |one| &one.due_on)
    }

    /// The step that runs now; empty when none does.
    pub fn step(&self) -> &'static str {
        match self.state {
            Open => "report",
            Frozen => "review",
            Reviewed | Draft => "draft",
            Noticed => "notice",
            Final | Archived | CalledOff => "",
        }
    }

    /// SHA-256 of the archive, hex.
    pub fn archive_hex(&self) -> String {
        self.archive.as_deref().map(|hash| data_encoding::HEXLOWER.encode(hash)).unwrap_or_default()
    }
}

/// A hub in a round.
#[derive(Clone, Debug)]
pub struct RoundHub {
    /// The hub.
    pub hub_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// Three letters, as they were.
    pub code: String,
    /// Name, as it was.
    pub name: String,
    /// preparing, submitted, returned, accepted, absent.
    pub state: String,
    /// What the hub says beside its figures.
    pub remarks: String,
    /// When it handed in.
    pub submitted_at: Option<i64>,
    /// Why the city sent it back.
    pub checked_words: String,
    /// What was false; empty: nothing.
    pub fraud: String,
    /// Values by column, JSON.
    pub frozen: String,
    /// Earlier grades, JSON.
    pub earlier: String,
    /// The checkpoint at the freeze, a signed note.
    pub checkpoint: String,
    /// Leaves there.
    pub log_size: Option<i64>,
    /// Root there, hex.
    pub root: String,
    /// Records that the sample is drawn from.
    pub records: i64,
    /// The event that tells what was frozen.
    pub event_id: Option<Uuid>,
    /// As it was reckoned; empty before the draft.
    pub score: String,
    /// Its rank.
    pub place: Option<i64>,
    /// Its grade; empty for none.
    pub grade: String,
    /// Counts its changes.
    pub version: i64,
}

impl RoundHub {
    /// Colour of the tag of where it stands.
    pub fn tag(&self) -> &'static str {
        match self.state.as_str() {
            "accepted" => "ok",
            "submitted" => "info",
            "returned" => "warn",
            "absent" => "danger",
            _ => "neutral",
        }
    }

    /// Whether the hub may hand in.
    pub fn may_submit(&self, round: &Round) -> bool {
        round.state == Open && matches!(self.state.as_str(), "preparing" | "returned")
    }

    /// Whether it waits for the city.
    pub fn may_check(&self, round: &Round) -> bool {
        round.state == Open && self.state == "submitted"
    }
}

/// An expert who looks at a hub.
#[derive(Clone, Debug)]
pub struct Review {
    /// The hub.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The expert.
    pub person_id: Uuid,
    /// Their name.
    pub name: String,
    /// Without a name.
    pub label: String,
    /// The hub without a name.
    pub alias: String,
    /// Its code.
    pub hub_code: String,
    /// Its name.
    pub hub_name: String,
    /// assigned, declined, done.
    pub state: String,
    /// Why it was declined.
    pub words: String,
    /// Counts its changes.
    pub version: i64,
}

/// An objection.
#[derive(Clone, Debug)]
pub struct Objection {
    /// The hub that it is about.
    pub hub_id: Uuid,
    /// Its code.
    pub hub_code: String,
    /// Its name.
    pub hub_name: String,
    /// Id.
    pub id: Uuid,
    /// From 1 within the round.
    pub number: i64,
    /// Who made it.
    pub person_id: Uuid,
    /// Real name.
    pub name: String,
    /// For whom, or empty.
    pub organization: String,
    /// Phone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// What is objected, and why.
    pub words: String,
    /// When.
    pub made_at: i64,
    /// Last day for the answer.
    pub due_on: Option<String>,
    /// open, upheld, refused.
    pub state: String,
    /// The answer.
    pub answer: String,
    /// What it changed, in words.
    pub effect: String,
    /// The column that it corrected, or empty.
    pub column: String,
    /// As it was.
    pub from: String,
    /// As it is now.
    pub to: String,
    /// Counts its changes.
    pub version: i64,
}

/// A record that is called back.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// From 1.
    pub position: i64,
    /// Reference number.
    pub reference: String,
    /// held, wrong, unreachable; empty until it was called.
    pub outcome: String,
    /// What was said.
    pub words: String,
    /// The firm.
    pub firm: String,
    /// Its phone.
    pub phone: String,
    /// What was done for it.
    pub service: String,
    /// By whom.
    pub provider: String,
    /// When it was confirmed.
    pub confirmed_on: String,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::rules;
    use super::*;

    #[test]
    fn steps_are_counted_in_working_days_and_unknown_while_the_calendar_is() {
        let rules = rules::on(date(2026, 3, 4));
        let planned = steps(Calendar::official(), date(2026, 3, 4), rules);
        let due: Vec<&str> = planned.iter().map(|step| step.due_on.as_str()).collect();
        assert_eq!(due[0], "2026-03-18");
        assert!(due.windows(2).all(|pair| pair[0] < pair[1]));
        let far = steps(Calendar::official(), date(2031, 3, 4), rules);
        assert!(far.iter().all(|step| step.due_on.is_empty()));
    }

    proptest! {
        /// However it is pushed: it only goes on, and what is published or called off stays so.
        #[test]
        fn a_round_only_goes_on(pushes in prop::collection::vec(0_usize..8, 0..60)) {
            let mut state = State::Open;
            let mut seen = vec![state];
            for push in pushes {
                let wanted = State::ALL[push];
                if state.may_become(wanted) {
                    prop_assert!(wanted > state);
                    prop_assert!(wanted != CalledOff || !seen.contains(&Final));
                    state = wanted;
                    seen.push(state);
                }
            }
            if seen.contains(&Final) {
                prop_assert_eq!(&seen[..6], &State::ALL[..6]);
            }
            prop_assert!(State::ALL.iter().all(|state| State::parse(state.code()) == Some(*state)));
        }
    }
}
