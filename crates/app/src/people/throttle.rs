//! Throttling: who fails often waits longer and longer, and never for good. Counted before the work is done, so that
//! many tries at the same time count too; given back when it succeeds.

use std::net::{IpAddr, Ipv6Addr};

use db::Tx;

use super::store_sessions as store;
use crate::web::Error;
use crate::web::guard::hash;

/// How fast something may be tried.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Tries without any wait.
    free: i64,
    /// The first wait, in milliseconds; each further try doubles it.
    first_ms: i64,
    /// The longest wait, in milliseconds.
    longest_ms: i64,
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;

/// One account from one address. People mistype three times; a quarter of an hour between guesses ends guessing.
pub const ACCOUNT_HERE: Pace = Pace { free: 3, first_ms: 5 * SECOND, longest_ms: 15 * MINUTE };
/// One account from anywhere. Milder, since a stranger can run it up: the owner waits a minute at most, while guesses
/// from many addresses together stay below 1,500 a day.
pub const ACCOUNT: Pace = Pace { free: 10, first_ms: 2 * SECOND, longest_ms: MINUTE };
/// One address for any account. An office shares one, so twenty mistakes are free.
pub const ADDRESS: Pace = Pace { free: 20, first_ms: 5 * SECOND, longest_ms: 15 * MINUTE };
/// A second factor: six digits, three of which hold at a time. Five tries, then so slowly that half a chance takes
/// about six years.
pub const CODE: Pace = Pace { free: 5, first_ms: 10 * SECOND, longest_ms: 15 * MINUTE };
/// Registering, from one address: a fair for firms registers a dozen in a row.
pub const REGISTER: Pace = Pace { free: 20, first_ms: 30 * SECOND, longest_ms: 15 * MINUTE };
/// Letters with a link to one account: three in an hour are enough to find one.
pub const RESET: Pace = Pace { free: 3, first_ms: MINUTE, longest_ms: 15 * MINUTE };
/// Invitations made by one person.
pub const INVITE: Pace = Pace { free: 30, first_ms: 10 * SECOND, longest_ms: 15 * MINUTE };

/// After so long without a try all is forgotten, in milliseconds. Longer than every wait, or waiting would clear it.
pub const FORGET_MS: i64 = 60 * MINUTE;

/// What is counted, and how fast it may be tried. Only the hash of what it is about is kept.
#[derive(Clone, Debug)]
pub struct Key {
    hash: [u8; 32],
    pace: Pace,
}

impl Key {
    /// Counts `what` (a login, a person, an address) at this pace for this purpose.
    pub fn new(purpose: &str, what: &str, pace: Pace) -> Key {
        Key { hash: hash(&format!("attempt {purpose} {what}")), pace }
    }

    /// Counts the network that an address belongs to.
    pub fn address(purpose: &str, address: &str, pace: Pace) -> Key {
        Key::new(purpose, &network(address), pace)
    }
}

/// An IPv6 address stands for its /64: whoever has one has all of them.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => {
            Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).to_string()
        }
        _ => address.to_owned(),
    }
}

/// The wait after this many tries, in milliseconds.
fn wait(pace: Pace, tries: i64) -> i64 {
    let over = tries - pace.free;
    if over <= 0 { 0 } else { (pace.first_ms << (over - 1).min(20)).min(pace.longest_ms) }
}

/// Counts a try.
///
/// # Errors
/// `TooMany` while one of the keys still waits; then nothing is counted.
pub fn count(tx: &mut Tx, keys: &[Key], now: i64) -> Result<(), Error> {
    for key in keys {
        let until = store::blocked_until(tx, &key.hash)?;
        if until > now {
            return Err(Error::TooMany(((until - now + SECOND - 1) / SECOND).unsigned_abs()));
        }
    }
    for key in keys {
        let tries = store::count_attempt(tx, &key.hash, now, now - FORGET_MS)?;
        store::block(tx, &key.hash, now + wait(key.pace, tries))?;
    }
    Ok(())
}

/// Forgets the tries of a key: the right person came.
///
/// # Errors
/// Of the database.
pub fn clear(tx: &mut Tx, key: &Key) -> Result<(), Error> {
    store::forget_attempts(tx, &key.hash)
}

/// Takes back the try that was counted last: it was a good one.
///
/// # Errors
/// Of the database.
pub fn give_back(tx: &mut Tx, key: &Key) -> Result<(), Error> {
    store::give_attempt_back(tx, &key.hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<i64> = (1..=8).map(|tries| wait(ACCOUNT_HERE, tries) / SECOND).collect();
        assert_eq!(waits, [0, 0, 0, 5, 10, 20, 40, 80]);
        for pace in [ACCOUNT_HERE, ACCOUNT, ADDRESS, CODE, REGISTER, RESET, INVITE] {
            assert_eq!(wait(pace, i64::MAX / 2), pace.longest_ms);
            assert!(pace.longest_ms < FORGET_MS, "who waits is not forgotten meanwhile");
        }
    }

    #[test]
    fn an_ipv6_address_stands_for_its_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_eq!(network("10.0.0.7"), "10.0.0.7");
    }
}
