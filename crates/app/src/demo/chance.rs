//! Seeded chance: the same seed and branch give the same throws on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A source of throws.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The throws of one branch of the demonstration, independent of all others.
    pub(super) fn of(seed: u64, branch: &str) -> Dice {
        Dice(ChaCha8Rng::from_seed(crate::web::guard::hash(&format!("demonstration {seed} {branch}"))))
    }

    /// 0 to `n - 1`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        // The bias of the remainder is below 2^-40 for the small numbers here.
        (self.0.next_u64() % n.max(1) as u64) as usize
    }

    /// `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1).max(1) as usize) as i64
    }

    /// True `percent` times in a hundred.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them.
    ///
    /// # Panics
    /// When there is none.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of these words.
    ///
    /// # Panics
    /// When there is none.
    pub(super) fn word<'a>(&mut self, of: &'a [String]) -> &'a str {
        self.pick::<String>(of)
    }

    /// A place in a row of weights.
    pub(super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// The seed of a command.
    pub(super) fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.0.fill_bytes(&mut seed);
        seed
    }
}
