//! The week of a hub's staff: what is due on which of its days, and what came in.

use jiff::civil::{Date, Weekday};
use uuid::Uuid;

use super::worklist::Kind;

/// The kinds that have a day by which they are due.
pub const DUE: [Kind; 5] = [Kind::Triage, Kind::Plan, Kind::Quote, Kind::Deliver, Kind::Rectify];

/// A week, from Monday to Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub monday: Date,
}

impl Week {
    /// The week that a day lies in.
    pub fn of(day: Date) -> Week {
        let back = i64::from(day.weekday().since(Weekday::Monday));
        Week { monday: day.saturating_sub(jiff::Span::new().days(back)) }
    }

    /// Its seven days.
    pub fn days(self) -> [Date; 7] {
        std::array::from_fn(|after| self.monday.saturating_add(jiff::Span::new().days(after as i64)))
    }

    /// Its Sunday.
    pub fn sunday(self) -> Date {
        self.days()[6]
    }

    /// So many weeks later, or earlier.
    #[must_use]
    pub fn later(self, weeks: i64) -> Week {
        Week { monday: self.monday.saturating_add(jiff::Span::new().weeks(weeks)) }
    }
}

/// Which of what is due: of a hub, of a kind or of all, from a day to a day.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The hub.
    pub hub: Uuid,
    /// A kind's code; empty: all.
    pub kind: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// Something that is due.
#[derive(Clone, Debug)]
pub struct Due {
    /// What is to be done.
    pub kind: Kind,
    /// Reference number of the need or order.
    pub reference: String,
    /// The need's words or the service's name.
    pub words: String,
    /// The firm.
    pub firm: String,
    /// Whom it waits for; empty for the hub.
    pub provider: String,
    /// By which day.
    pub day: String,
}

impl Due {
    /// Where it is seen to.
    pub fn url(&self) -> String {
        match self.kind {
            Kind::Triage => format!("/needs/{}", self.reference),
            Kind::Plan | Kind::Returned => format!("/needs/{}/plan", self.reference),
            _ => format!("/orders/{}", self.reference),
        }
    }
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_begins_on_its_monday() {
        for day in [date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 8)] {
            assert_eq!(Week::of(day).monday, date(2026, 3, 2), "{day}");
        }
        let week = Week::of(date(2026, 1, 1));
        assert_eq!((week.monday, week.sunday()), (date(2025, 12, 29), date(2026, 1, 4)));
        assert_eq!(week.later(1).monday, date(2026, 1, 5));
        assert_eq!(week.later(-1).sunday(), date(2025, 12, 28));
    }
}
