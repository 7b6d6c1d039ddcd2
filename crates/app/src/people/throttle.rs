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

/// Numbers taken in a hall: everybody there may share one network, so many are free.
pub const NUMBER: Pace = Pace { free: 60, first_ms: 5 * SECOND, longest_ms: 5 * MINUTE };

/// Other addresses for one's account, by one person: each answer says whether an address belongs to somebody.
pub const CONTACT: Pace = Pace { free: 5, first_ms: MINUTE, longest_ms: 15 * MINUTE };

/// After so long without a try all is forgotten, in milliseconds. Longer than every wait, or waiting would clear it.
pub const FORGET_MS: i64 = 60 * MINUTE;

/// What is counted, and how fast it may be tried. Only the hash of what it is about is kept.
#[derive(Clone, Debug)]
pub struct Key {
    hash: [u8; 32],
    pace: Pace,
    of: Of,
}

/// What a key is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// A login or a person, from anywhere.
    Account,
    /// A login or a person, from one network.
    AccountHere,
    /// A network.
    Network,
}

impl Key {
    /// Counts `what` (a login, a person) at this pace for this purpose.
    pub fn new(purpose: &str, what: &str, pace: Pace) -> Key {
        Key::of(Of::Account, [purpose, what, ""], pace)
    }

    /// Counts `what` from the network that an address belongs to.
    pub fn here(purpose: &str, what: &str, address: &str, pace: Pace) -> Key {
        Key::of(Of::AccountHere, [purpose, what, &network(address)], pace)
    }

    /// Counts the network that an address belongs to.
    pub fn address(purpose: &str, address: &str, pace: Pace) -> Key {
        Key::of(Of::Network, [purpose, "", &network(address)], pace)
    }

    /// The parts stand with their lengths: people type them, and no text may make one key look like another.
    fn of(of: Of, parts: [&str; 3], pace: Pace) -> Key {
        let parts = parts.map(|part| format!("{}:{part}", part.len()));
        Key { hash: hash(&format!("attempt {of:?} {}", parts.join(" "))), pace, of }
    }
}

/// Whether two addresses are of one network; nothing is known of an empty one.
pub(super) fn same_network(one: &str, other: &str) -> bool {
    !one.is_empty() && network(one) == network(other)
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

/// Whether a try may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Wait(Option<u64>);

impl Wait {
    /// Refuses while there is something to wait for. After the transaction of [`count`] has been committed, else tries
    /// made meanwhile are not counted.
    ///
    /// # Errors
    /// `TooMany`.
    pub fn over(self) -> Result<(), Error> {
        self.0.map_or(Ok(()), |seconds| Err(Error::TooMany(seconds)))
    }
}

/// Counts a try. One made while a key still waits counts on the network alone, so that nobody asks about account after
/// account for nothing; once the network waits too, on nothing, so that no wait is prolonged by impatience.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, keys: &[Key], now: i64) -> Result<Wait, Error> {
    let blocked = keys.iter().map(|key| store::blocked_until(tx, &key.hash)).collect::<Result<Vec<i64>, Error>>()?;
    let until = blocked.iter().copied().max().unwrap_or_default();
    let waits = until > now;
    for (key, blocked) in keys.iter().zip(blocked) {
        if !waits || key.of == Of::Network && blocked <= now {
            let tries = store::count_attempt(tx, &key.hash, now, now - FORGET_MS)?;
            store::block(tx, &key.hash, now + wait(key.pace, tries))?;
        }
    }
    Ok(Wait(waits.then(|| ((until - now + SECOND - 1) / SECOND).unsigned_abs())))
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
        for pace in [ACCOUNT_HERE, ACCOUNT, ADDRESS, CODE, REGISTER, RESET, INVITE, CONTACT] {
            assert_eq!(wait(pace, i64::MAX / 2), pace.longest_ms);
            assert!(pace.longest_ms < FORGET_MS, "who waits is not forgotten meanwhile");
        }
    }

    #[test]
    fn an_ipv6_address_stands_for_its_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_eq!(network("10.0.0.7"), "10.0.0.7");
        assert!(same_network("2001:db8:1:2::9", "2001:db8:1:2::8") && !same_network("", ""));
    }

    #[test]
    fn what_people_type_makes_no_key_look_like_another() {
        let keys = [
            Key::new("sign-in", "10.0.0.7", ACCOUNT),
            Key::address("sign-in", "10.0.0.7", ADDRESS),
            Key::here("sign-in", "li.mei@example.com", "10.0.0.7", ACCOUNT_HERE),
            Key::new("sign-in", "li.mei@example.com 10.0.0.7", ACCOUNT),
            Key::new("sign-in", "li.mei@example.com 8:10.0.0.7", ACCOUNT),
            Key::new("sign-in li.mei@example.com", "10.0.0.7", ACCOUNT),
        ];
        let different: std::collections::HashSet<_> = keys.iter().map(|key| key.hash).collect();
        assert_eq!(different.len(), keys.len());
    }
}
