//! What may be booked, what is free next, and everything that is wrong with a wish.

use jiff::tz::TimeZone;

use crate::hours::{Hours, Works, days, open_pieces, opened};
use crate::interval::{Interval, MINUTE, covers, is_free};

/// What may be booked. Lengths in minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// When it is open.
    pub hours: Hours,
    /// A use begins at the opening or a whole number of slots later, and takes a whole number of them.
    pub slot: i64,
    /// The shortest use.
    pub least: i64,
    /// The longest use.
    pub most: i64,
    /// Set-up before each use. It may lie before the opening.
    pub before: i64,
    /// Cleaning after each use. It may lie after the closing.
    pub after: i64,
    /// How long ahead at least.
    pub notice: i64,
    /// How far ahead at most; 0: as far as one likes.
    pub horizon: i64,
    /// Whether a use may go on while it is closed, as a salt spray test does: then only its beginning and its end lie in
    /// the opening hours.
    pub runs_on: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            hours: Hours::default(),
            slot: 60,
            least: 60,
            most: 480,
            before: 0,
            after: 0,
            notice: 0,
            horizon: 0,
            runs_on: false,
        }
    }
}

/// Why rules cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// A span of the opening hours lies outside the day, is empty, or overlaps the next.
    #[error("the opening hours are not in order")]
    Hours,
    /// A slot has a minute at least.
    #[error("a slot has a minute at least")]
    Slot,
    /// The shortest and the longest use are whole numbers of slots, and the longest is not shorter.
    #[error("the lengths are not whole numbers of slots, or the longest is shorter than the shortest")]
    Lengths,
    /// Buffers, notice and horizon are not negative, and the horizon is not nearer than the notice.
    #[error("a buffer or a notice is negative, or the horizon is nearer than the notice")]
    Notice,
}

impl Rules {
    /// What is wrong with the rules themselves.
    ///
    /// # Errors
    /// The first thing that is.
    pub fn check(&self) -> Result<(), Unsound> {
        if !self.hours.is_sound() {
            return Err(Unsound::Hours);
        }
        if self.slot < 1 {
            return Err(Unsound::Slot);
        }
        let whole = |minutes: i64| minutes >= 1 && minutes % self.slot == 0;
        if !whole(self.least) || !whole(self.most) || self.most < self.least {
            return Err(Unsound::Lengths);
        }
        let counted = [self.before, self.after, self.notice, self.horizon].into_iter().all(|minutes| minutes >= 0);
        if !counted || (self.horizon > 0 && self.horizon < self.notice) {
            return Err(Unsound::Notice);
        }
        Ok(())
    }

    /// The first moment that a use may begin.
    pub fn earliest(&self, now: i64) -> i64 {
        now + self.notice * MINUTE
    }

    /// The last moment that a use may begin; `None` without a horizon.
    pub fn latest(&self, now: i64) -> Option<i64> {
        (self.horizon > 0).then_some(now + self.horizon * MINUTE)
    }

    /// What a use blocks, with set-up and cleaning.
    pub fn blocked(&self, used: &Interval) -> Interval {
        used.widened(self.before, self.after)
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Now: what the notice is counted from.
    pub now: i64,
    /// Uses that begin from here on.
    pub from: i64,
    /// And before here.
    pub until: i64,
    /// How long.
    pub minutes: i64,
    /// How many slots at most.
    pub most: usize,
}

/// Why a use cannot be booked so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Shorter than the shortest use, in minutes.
    TooShort(i64),
    /// Longer than the longest use, in minutes.
    TooLong(i64),
    /// It does not take a whole number of slots of so many minutes.
    NotWhole(i64),
    /// It begins while it is open, but not where a slot of so many minutes does.
    OffGrid(i64),
    /// It is closed then, or at a part of it.
    Closed,
    /// The notice is too short: the first moment that it may begin.
    TooSoon(i64),
    /// Too far ahead: the last moment that it may begin.
    TooFar(i64),
    /// Somebody else has it then, or it is being set up or cleaned.
    Taken,
}

/// Everything that is wrong with a wish; nothing when it can be booked. `blocked` is what other uses block, merged.
pub fn problems(
    rules: &Rules,
    zone: &TimeZone,
    works: Works,
    wanted: &Interval,
    now: i64,
    blocked: &[Interval],
) -> Vec<Problem> {
    let mut found = Vec::new();
    let length = wanted.until - wanted.from;
    if length < rules.least * MINUTE {
        found.push(Problem::TooShort(rules.least));
    } else if length > rules.most * MINUTE {
        found.push(Problem::TooLong(rules.most));
    } else if length % (rules.slot * MINUTE) != 0 {
        found.push(Problem::NotWhole(rules.slot));
    }
    match place(rules, zone, works, wanted) {
        Place::Fits => {}
        Place::OffGrid => found.push(Problem::OffGrid(rules.slot)),
        Place::Closed => found.push(Problem::Closed),
    }
    if wanted.from < rules.earliest(now) {
        found.push(Problem::TooSoon(rules.earliest(now)));
    }
    if let Some(latest) = rules.latest(now).filter(|latest| wanted.from > *latest) {
        found.push(Problem::TooFar(latest));
    }
    if !is_free(&rules.blocked(wanted), blocked) {
        found.push(Problem::Taken);
    }
    found
}

enum Place {
    Fits,
    OffGrid,
    Closed,
}

fn place(rules: &Rules, zone: &TimeZone, works: Works, wanted: &Interval) -> Place {
    let moment = Interval { from: wanted.from, until: wanted.from + 1 };
    let begins: Vec<Interval> = days(zone, moment)
        .flat_map(|day| open_pieces(&rules.hours, zone, works, day))
        .filter(|piece| piece.from <= wanted.from && wanted.from < piece.until)
        .collect();
    if begins.is_empty() || !stays_open(rules, zone, works, wanted) {
        return Place::Closed;
    }
    let slot = rules.slot * MINUTE;
    if begins.iter().any(|piece| (wanted.from - piece.from) % slot == 0) { Place::Fits } else { Place::OffGrid }
}

/// Whether it is open throughout, or at least at the end.
fn stays_open(rules: &Rules, zone: &TimeZone, works: Works, wanted: &Interval) -> bool {
    let asked = if rules.runs_on { Interval { from: wanted.until - 1, until: wanted.until } } else { *wanted };
    // One millisecond more on each side, so that what touches midnight is found with the day beyond.
    covers(&opened(&rules.hours, zone, works, asked), &asked)
}

/// The next free slots of a length, in their order. `blocked` is what other uses block, merged.
pub fn next_free(rules: &Rules, zone: &TimeZone, works: Works, ask: &Ask, blocked: &[Interval]) -> Vec<Interval> {
    let length = ask.minutes * MINUTE;
    let from = ask.from.max(rules.earliest(ask.now));
    let until = rules.latest(ask.now).map_or(ask.until, |latest| ask.until.min(latest + 1));
    let fits = rules.least <= ask.minutes && ask.minutes <= rules.most && ask.minutes % rules.slot.max(1) == 0;
    let Some(within) = Interval::new(from, until).filter(|_| fits && rules.slot >= 1) else { return Vec::new() };
    let mut found: Vec<Interval> = Vec::new();
    for day in days(zone, within) {
        for piece in open_pieces(&rules.hours, zone, works, day) {
            let slot = rules.slot * MINUTE;
            let first = piece.from + ((within.from - piece.from).max(0) + slot - 1) / slot * slot;
            let starts = std::iter::successors(Some(first), |at| Some(at + slot));
            for start in starts.take_while(|at| *at < piece.until && *at < within.until) {
                let wanted = Interval { from: start, until: start + length };
                let open = wanted.until <= piece.until || stays_open(rules, zone, works, &wanted);
                if open && is_free(&rules.blocked(&wanted), blocked) {
                    found.push(wanted);
                }
                if found.len() >= ask.most {
                    return found;
                }
            }
        }
    }
    found
}
