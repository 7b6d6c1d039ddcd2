//! Within how many working days who must act: dated data, `schemes/deadlines.toml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use workdays::Calendar;

use crate::editions::{Dated, Editions};

/// The deadlines of an edition, in working days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// First day in force, `YYYY-MM-DD`.
    pub valid_from: String,
    /// The hub answers a need.
    pub triage: u32,
    /// The hub proposes a plan, from accepting the need.
    pub plan: u32,
    /// A provider quotes, when the hub names no day.
    pub quote: u32,
    /// A provider puts right what was rated poorly.
    pub rectification: u32,
    /// The hub calls the firm back after the answer to a poor rating.
    pub callback: u32,
    /// A firm that has not answered a delivery is reminded.
    pub confirm_first: u32,
    /// It is reminded again, and the hub's manager calls.
    pub confirm_second: u32,
    /// The hub's manager names a mediator for a dispute.
    pub mediator: u32,
    /// The mediator brings it to an end.
    pub mediation: u32,
    /// The hub's manager is told so long before a need is due.
    pub warn: u32,
    /// A provider is told so long before its result is due.
    pub order_warn: u32,
    /// So long after that day the hub's manager and the firm are told.
    pub order_overdue: u32,
    /// The hub's manager once more.
    pub order_overdue_again: u32,
    /// What may follow is handed in.
    pub gap: u32,
    /// The longest that may be given for it.
    pub gap_most: u32,
    /// The firm is reminded so long before.
    pub gap_remind: u32,
}

impl Dated for Deadlines {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Deadlines>> =
    LazyLock::new(|| Editions::read("deadlines.toml", include_str!("../../../schemes/deadlines.toml")));

/// The deadlines in force on a day; before the first edition, the first.
pub fn on(day: Date) -> &'static Deadlines {
    EDITIONS.on(day)
}

/// The last day of a deadline told on `from`; `None` when the calendar of that year is not announced: it is shown as
/// such, never guessed.
pub fn due(calendar: &Calendar, from: Date, days: u32) -> Option<String> {
    calendar.add(from, days).ok().map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_edition_in_force() {
        assert_eq!(on(date(2026, 3, 4)).triage, 2);
        assert_eq!(on(date(2001, 1, 1)).rectification, 15);
    }

    #[test]
    fn no_day_is_guessed() {
        let calendar = Calendar::official();
        assert_eq!(due(calendar, date(2026, 3, 4), 2).as_deref(), Some("2026-03-06"));
        assert_eq!(due(calendar, date(2026, 12, 30), 5), None);
    }
}
