//! What a hub's staff have to see to, in the order of its deadlines.

use db::Tx;
use jiff::civil::Date;
use uuid::Uuid;
use workdays::Calendar;

use super::store_worklist as store;
use crate::app::{day_of, millis_of};
use crate::plans::model::states;
use crate::web::Error;

/// Working days that a firm may take to confirm before the hub reminds it.
pub const CONFIRM_DAYS: u32 = 3;

states! {
    /// What has to be seen to.
    Kind {
        /// A need waits for its answer.
        Triage = "triage",
        /// What followed later waits for its tick, or did not come in time.
        Gap = "gap",
        /// An accepted need has no proposed plan.
        Plan = "plan",
        /// The firm sent the plan back.
        Returned = "returned",
        /// A provider has not quoted in time.
        Quote = "quote",
        /// A provider has not delivered in time.
        Deliver = "deliver",
        /// A firm has not confirmed a delivery for longer than [`CONFIRM_DAYS`].
        Confirm = "confirm",
        /// A provider has not answered a poor rating in time.
        Rectify = "rectify",
    }
}

/// Which needs, and what came of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clerk {
    /// All of them.
    Anybody,
    /// Those that this person deals with.
    One(Uuid),
    /// Those that nobody deals with yet.
    Nobody,
}

/// Whose list: a hub's, or only what one of its people, or nobody, deals with.
#[derive(Clone, Copy, Debug)]
pub struct Whose {
    /// The hub.
    pub hub: Uuid,
    /// Who deals with it.
    pub clerk: Clerk,
}

/// The days that decide what is late.
#[derive(Clone, Debug)]
pub struct Days {
    /// Today.
    pub today: String,
    /// What was delivered before this moment waits too long for its confirmation; milliseconds UTC.
    pub delivered_before: i64,
    calendar: &'static Calendar,
}

impl Days {
    /// As of `today`.
    pub fn on(today: Date, calendar: &'static Calendar) -> Days {
        // The last day whose third working day after it has passed; a year not announced is not guessed: earlier.
        let late = |day: &Date| calendar.add(*day, CONFIRM_DAYS).is_ok_and(|due| due < today);
        let mut day = today;
        let passed = std::iter::from_fn(|| {
            day = day.yesterday().ok()?;
            Some(day)
        });
        let last = passed.take(60).find(late);
        let delivered_before = last.and_then(|day| day.tomorrow().ok()).map_or(0, |morning| millis_of(morning, 0, 0));
        Days { today: today.to_string(), delivered_before, calendar }
    }

    fn confirm_by(&self, delivered_at: i64) -> Option<String> {
        self.calendar.add(day_of(delivered_at), CONFIRM_DAYS).ok().map(|day| day.to_string())
    }
}

/// Something to be seen to.
#[derive(Clone, Debug)]
pub struct Work {
    /// What.
    pub kind: Kind,
    /// Reference number of the need or order.
    pub reference: String,
    /// The need's words or the service's name.
    pub words: String,
    /// The firm.
    pub firm: String,
    /// Whom it waits for, when that is a provider; else empty.
    pub provider: String,
    /// By which day.
    pub due: Option<String>,
    /// Since when; milliseconds UTC.
    pub since: i64,
    /// Who deals with it; may be empty.
    pub clerk: String,
    /// Whether the day has passed.
    pub late: bool,
}

impl Work {
    /// Whether it is about a need, which can be given to somebody from the list.
    pub fn is_need(&self) -> bool {
        matches!(self.kind, Kind::Triage | Kind::Gap | Kind::Plan | Kind::Returned)
    }

    /// Where it is seen to.
    pub fn url(&self) -> String {
        match self.kind {
            Kind::Triage => format!("/needs/{}", self.reference),
            Kind::Gap => format!("/needs/{}#gaps", self.reference),
            Kind::Plan | Kind::Returned => format!("/needs/{}/plan", self.reference),
            _ => format!("/orders/{}", self.reference),
        }
    }
}

/// How many there are of each kind, in the order of [`Kind::ALL`].
///
/// # Errors
/// Of the database.
pub fn counts(tx: &mut Tx, whose: Whose, days: &Days) -> Result<Vec<(Kind, i64)>, Error> {
    Kind::ALL.iter().map(|kind| Ok((*kind, store::count(tx, *kind, whose, days)?))).collect()
}

/// A part of the list: what is late first, then by day. Each kind gives its first rows by its own index, and they are
/// merged.
///
/// # Errors
/// Of the database.
pub fn list(
    tx: &mut Tx,
    kinds: &[Kind],
    whose: Whose,
    days: &Days,
    offset: i64,
    rows: i64,
) -> Result<Vec<Work>, Error> {
    let mut all = Vec::new();
    for kind in kinds {
        all.extend(store::first(tx, *kind, whose, days, offset + rows)?);
    }
    for work in &mut all {
        if work.kind == Kind::Confirm {
            work.due = days.confirm_by(work.since);
        }
        work.late = work.due.as_deref().is_some_and(|due| due < days.today.as_str());
    }
    all.sort_by(|a, b| {
        let day = |work: &Work| work.due.clone().unwrap_or_else(|| "9999".into());
        (!a.late, day(a), a.since).cmp(&(!b.late, day(b), b.since))
    });
    let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
    Ok(all.into_iter().skip(skipped).take(usize::try_from(rows).unwrap_or(0)).collect())
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn three_working_days_to_confirm() {
        let before = |day: Date| Days::on(day, Calendar::official()).delivered_before;
        // Delivered on Wednesday 4 March, the third working day is Monday the 9th: late from the 10th on.
        assert_eq!(before(date(2026, 3, 9)), millis_of(date(2026, 3, 4), 0, 0));
        assert_eq!(before(date(2026, 3, 10)), millis_of(date(2026, 3, 5), 0, 0));
        // The calendar of 2027 is not announced: only what was due in 2026 is known to be late.
        assert_eq!(before(date(2027, 1, 20)), millis_of(date(2026, 12, 29), 0, 0));
    }
}
