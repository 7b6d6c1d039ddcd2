//! The rules of an instrument as data: when it can be had, by whom, at what price, and what a late cancellation costs.

use serde::{Deserialize, Serialize};
use slots::{Hours, Span};

/// Periods of a quota, as stored and as the end of `instruments-period-…`.
// keys: instruments-period-*
pub const PERIODS: [&str; 2] = ["week", "month"];
/// Who works on it: `instruments-operated-…`.
// keys: instruments-operated-*
pub const OPERATED: [&str; 2] = ["staff", "user"];
/// What is charged: the time booked or used, `instruments-charged-…`.
// keys: instruments-charged-*
pub const CHARGED: [&str; 2] = ["booked", "used"];
/// Size classes of firms with their own price: `instruments-size-…`.
// keys: instruments-size-*
pub const SIZES: [&str; 4] = ["micro", "small", "medium", "large"];

/// One edition of an instrument's rules. Lengths in minutes, prices in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Opening hours from Monday to Sunday: (from, until) in minutes of the day.
    pub weekdays: [Vec<(i64, i64)>; 7],
    /// Whether holidays do not matter.
    pub whatever_calendar: bool,
    /// Length of a slot.
    pub slot: i64,
    /// Shortest use.
    pub least: i64,
    /// Longest use.
    pub most: i64,
    /// Set-up before.
    pub before: i64,
    /// Cleaning after.
    pub after: i64,
    /// How long ahead at least.
    pub notice: i64,
    /// How many days ahead at most; 0: as far as one likes.
    pub horizon_days: i64,
    /// Whether a use may go on while it is closed.
    pub runs_on: bool,
    /// Hours that one firm may book in a period; 0: as many as it likes.
    pub quota_hours: i64,
    /// One of [`PERIODS`].
    pub quota_period: String,
    /// Whether its owner approves each booking.
    pub approval: bool,
    /// Whether only who was trained may book it.
    pub training: bool,
    /// When and where trainings are, in words.
    pub training_words: String,
    /// One of [`OPERATED`].
    pub operated: String,
    /// For each hour.
    pub hour_fen: i64,
    /// For each sample.
    pub sample_fen: i64,
    /// At least.
    pub least_fen: i64,
    /// Percent of the price for each of [`SIZES`].
    pub percents: [i64; 4],
    /// One of [`CHARGED`].
    pub charged: String,
    /// Hours before the beginning up to which it is cancelled for nothing.
    pub cancel_hours: i64,
    /// Percent of the price that a later cancellation costs.
    pub cancel_percent: i64,
    /// Uses that a firm may miss before it is paused; 0: as many as it likes.
    pub missed_most: i64,
    /// For how many days it is paused then.
    pub paused_days: i64,
    /// What the provider asks of who books, one each.
    pub questions: Vec<String>,
}

impl Default for Rules {
    fn default() -> Rules {
        let day = vec![(9 * 60, 12 * 60), (13 * 60, 17 * 60)];
        Rules {
            weekdays: std::array::from_fn(|at| if at < 5 { day.clone() } else { Vec::new() }),
            whatever_calendar: false,
            slot: 60,
            least: 60,
            most: 420,
            before: 0,
            after: 0,
            notice: 24 * 60,
            horizon_days: 30,
            runs_on: false,
            quota_hours: 0,
            quota_period: "week".into(),
            approval: false,
            training: false,
            training_words: String::new(),
            operated: "staff".into(),
            hour_fen: 0,
            sample_fen: 0,
            least_fen: 0,
            percents: [100; 4],
            charged: "booked".into(),
            cancel_hours: 24,
            cancel_percent: 0,
            missed_most: 3,
            paused_days: 30,
            questions: Vec::new(),
        }
    }
}

impl Rules {
    /// What may be booked.
    pub fn slots(&self) -> slots::Rules {
        let spans =
            |at: usize| self.weekdays[at].iter().map(|(from, until)| Span { from: *from, until: *until }).collect();
        slots::Rules {
            hours: Hours { by_weekday: std::array::from_fn(spans), whatever_calendar: self.whatever_calendar },
            slot: self.slot,
            least: self.least,
            most: self.most,
            before: self.before,
            after: self.after,
            notice: self.notice,
            horizon: self.horizon_days * 24 * 60,
            runs_on: self.runs_on,
        }
    }

    /// The lengths that can be booked, the shortest first; at most so many.
    pub fn lengths(&self, most: usize) -> Vec<i64> {
        let all = std::iter::successors(Some(self.least), |minutes| Some(minutes + self.slot.max(1)));
        all.take_while(|minutes| *minutes <= self.most).take(most).collect()
    }

    /// Percent that a firm of this size class pays; in full where its class is not known.
    pub fn percent(&self, size: Option<&str>) -> i64 {
        let at = size.and_then(|size| SIZES.iter().position(|each| *each == size));
        at.map_or(100, |at| self.percents[at])
    }

    /// What a use of so many minutes with so many samples costs a firm of this size class, in fen: by the hour and by the
    /// sample, at least the minimum, of that its percent, rounded to whole fen.
    pub fn price(&self, minutes: i64, samples: i64, size: Option<&str>) -> i64 {
        let sum = (self.hour_fen * minutes + 30) / 60 + self.sample_fen * samples;
        (sum.max(self.least_fen) * self.percent(size) + 50) / 100
    }

    /// What cancelling costs at a moment, in fen.
    pub fn fee(&self, price_fen: i64, starts_at: i64, now: i64) -> i64 {
        let free = now <= starts_at - self.cancel_hours * 3_600_000;
        if free { 0 } else { (price_fen * self.cancel_percent + 50) / 100 }
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_price_is_by_the_hour_and_the_sample_and_by_size() {
        let rules = Rules {
            hour_fen: 20_000,
            sample_fen: 5_000,
            least_fen: 30_000,
            percents: [50, 80, 100, 120],
            ..Rules::default()
        };
        for (minutes, samples, size, fen) in [
            (60, 0, None, 30_000),
            (60, 0, Some("micro"), 15_000),
            (90, 0, Some("medium"), 30_000),
            (120, 2, None, 50_000),
            (120, 2, Some("small"), 40_000),
            (120, 2, Some("large"), 60_000),
            (120, 2, Some("other"), 50_000),
        ] {
            assert_eq!(rules.price(minutes, samples, size), fen, "{minutes} {samples} {size:?}");
        }
        assert_eq!(Rules { hour_fen: 100, ..Rules::default() }.price(50, 0, None), 83, "rounded to whole fen");
    }

    #[test]
    fn a_late_cancellation_costs_its_part() {
        let rules = Rules { cancel_hours: 24, cancel_percent: 30, ..Rules::default() };
        let (starts, hour) = (1_000 * 3_600_000, 3_600_000);
        for (ahead, fee) in [(25, 0), (24, 0), (23, 3_000), (0, 3_000)] {
            assert_eq!(rules.fee(10_000, starts, starts - ahead * hour), fee, "{ahead}");
        }
    }

    #[test]
    fn lengths_go_by_slots() {
        let rules = Rules { slot: 30, least: 60, most: 150, ..Rules::default() };
        assert_eq!(rules.lengths(9), [60, 90, 120, 150]);
        assert_eq!(rules.lengths(2), [60, 90]);
        assert_eq!(rules.slots().check(), Ok(()));
    }
}
