//! The random sample of records that is called back. Anyone can draw it again from the seed and the list of reference
//! numbers: each record gets the SHA-256 of `seed/reference`, seed in hexadecimal; the records are put in order of that
//! hash, also in hexadecimal; the first ⌈share × n⌉ of them are the sample.

use indicators::{Decimal, Mode};
use sha2::{Digest, Sha256};

/// The hash by which a record takes its place.
pub fn place(seed: &str, reference: &str) -> String {
    let hash = Sha256::digest(format!("{seed}/{reference}").as_bytes());
    data_encoding::HEXLOWER.encode(&hash)
}

/// The sample, in its order; `percent` of them, rounded up.
pub fn draw<'r>(seed: &str, references: impl IntoIterator<Item = &'r str>, percent: u32) -> Vec<&'r str> {
    let mut all: Vec<(String, &str)> = references.into_iter().map(|one| (place(seed, one), one)).collect();
    all.sort_unstable();
    let wanted = (all.len() * percent as usize).div_ceil(100);
    all.into_iter().take(wanted).map(|(_, reference)| reference).collect()
}

/// What came of the calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Called {
    /// Records in the sample.
    pub sample: i64,
    /// Confirmed to be as recorded.
    pub held: i64,
    /// Found to be untrue.
    pub wrong: i64,
    /// Nobody could be reached: they take no part.
    pub unreachable: i64,
}

impl Called {
    /// Those still to be called.
    pub fn left(&self) -> i64 {
        self.sample - self.held - self.wrong - self.unreachable
    }

    /// Counts an outcome.
    pub fn count(&mut self, outcome: &str) {
        self.sample += 1;
        match outcome {
            "held" => self.held += 1,
            "wrong" => self.wrong += 1,
            "unreachable" => self.unreachable += 1,
            _ => {}
        }
    }

    /// The share that is untrue of those reached, rounded half up; no value when nobody was reached.
    pub fn share(&self, digits: u32) -> Option<Decimal> {
        let reached = self.held + self.wrong;
        let share = Decimal::from(self.wrong).checked_div(Decimal::from(reached))?;
        Some(Mode::HalfUp.round(share, digits))
    }

    /// How many of all the records that makes, if the others are like those reached.
    pub fn extrapolated(&self, records: i64, digits: u32) -> Option<Decimal> {
        self.share(digits).map(|share| Mode::HalfUp.round(share * Decimal::from(records), 0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SEED: &str = "00000000000000000000000000000000000000000000000000000000000000ff";

    #[test]
    fn a_sample_is_drawn_again_from_its_seed() {
        let all: Vec<String> = (0..101).map(|n| format!("LCX26-{n:06}")).collect();
        let drawn = draw(SEED, all.iter().map(String::as_str), 5);
        assert_eq!(drawn.len(), 6, "a fraction is rounded up");
        let mut turned = all.clone();
        turned.reverse();
        assert_eq!(draw(SEED, turned.iter().map(String::as_str), 5), drawn);
        assert_ne!(draw("1", all.iter().map(String::as_str), 5), drawn);
        assert!(draw(SEED, [], 5).is_empty());
        assert_eq!(draw(SEED, ["LCX26-1"], 5), ["LCX26-1"]);
        // From: printf '%s' '1/LCX26-1' | sha256sum
        assert_eq!(place("1", "LCX26-1"), data_encoding::HEXLOWER.encode(&Sha256::digest(b"1/LCX26-1")));
    }

    #[test]
    fn who_could_not_be_reached_takes_no_part() {
        let mut called = Called::default();
        for outcome in ["held", "wrong", "held", "unreachable", ""] {
            called.count(outcome);
        }
        assert_eq!((called.sample, called.left()), (5, 1));
        assert_eq!(called.share(6), Some("0.333333".parse().unwrap()));
        assert_eq!(called.extrapolated(100, 6), Some(Decimal::from(33)));
        assert_eq!(Called::default().share(6), None);
    }

    proptest! {
        #[test]
        fn a_larger_share_holds_the_smaller(n in 0_usize..200, small in 1_u32..50, more in 0_u32..50) {
            let all: Vec<String> = (0..n).map(|n| n.to_string()).collect();
            let of = |percent| draw(SEED, all.iter().map(String::as_str), percent);
            let (one, other) = (of(small), of(small + more));
            prop_assert!(other.starts_with(&one));
            prop_assert!(one.len() * 100 >= n * small as usize);
        }
    }
}
