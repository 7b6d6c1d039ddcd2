//! Half-open intervals of milliseconds UTC.

/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;

/// From a moment on until just before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first millisecond.
    pub from: i64,
    /// The first millisecond behind it.
    pub until: i64,
}

impl Interval {
    /// `None` when nothing lies between the two.
    pub fn new(from: i64, until: i64) -> Option<Interval> {
        (from < until).then_some(Interval { from, until })
    }

    /// Whether the two have a millisecond in common.
    ///
    /// ```
    /// use slots::Interval;
    /// let nine = Interval { from: 9, until: 10 };
    /// assert!(nine.overlaps(&Interval { from: 9, until: 11 }));
    /// assert!(!nine.overlaps(&Interval { from: 10, until: 11 }));
    /// ```
    pub fn overlaps(&self, other: &Interval) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// What the two have in common.
    pub fn common(&self, other: &Interval) -> Option<Interval> {
        Interval::new(self.from.max(other.from), self.until.min(other.until))
    }

    /// With minutes before and after it: what a use blocks, set-up and cleaning included.
    #[must_use]
    pub fn widened(&self, before: i64, after: i64) -> Interval {
        Interval { from: self.from - before * MINUTE, until: self.until + after * MINUTE }
    }

    /// Whole minutes.
    pub fn minutes(&self) -> i64 {
        (self.until - self.from) / MINUTE
    }
}

/// The same moments as sorted intervals that neither overlap nor touch.
///
/// ```
/// use slots::{Interval, merged};
/// let i = |from, until| Interval { from, until };
/// assert_eq!(merged(vec![i(5, 9), i(1, 3), i(3, 6), i(20, 21)]), [i(1, 9), i(20, 21)]);
/// ```
pub fn merged(mut all: Vec<Interval>) -> Vec<Interval> {
    all.sort_unstable();
    let mut out: Vec<Interval> = Vec::with_capacity(all.len());
    for each in all.into_iter().filter(|each| each.from < each.until) {
        match out.last_mut() {
            Some(last) if each.from <= last.until => last.until = last.until.max(each.until),
            _ => out.push(each),
        }
    }
    out
}

/// What of `within` none of the merged intervals takes.
///
/// ```
/// use slots::{Interval, gaps};
/// let i = |from, until| Interval { from, until };
/// assert_eq!(gaps(i(0, 10), &[i(-5, 1), i(4, 6)]), [i(1, 4), i(6, 10)]);
/// ```
pub fn gaps(within: Interval, merged: &[Interval]) -> Vec<Interval> {
    let mut out = Vec::new();
    let mut at = within.from;
    for each in &merged[merged.partition_point(|each| each.until <= within.from)..] {
        if each.from >= within.until {
            break;
        }
        out.extend(Interval::new(at, each.from));
        at = at.max(each.until);
    }
    out.extend(Interval::new(at, within.until));
    out
}

/// Whether an interval has nothing in common with merged ones.
pub fn is_free(wanted: &Interval, merged: &[Interval]) -> bool {
    let at = merged.partition_point(|each| each.until <= wanted.from);
    merged.get(at).is_none_or(|each| each.from >= wanted.until)
}

/// Whether one of the merged intervals holds the whole of another.
pub fn covers(merged: &[Interval], wanted: &Interval) -> bool {
    let at = merged.partition_point(|each| each.until < wanted.until);
    merged.get(at).is_some_and(|each| each.from <= wanted.from)
}
