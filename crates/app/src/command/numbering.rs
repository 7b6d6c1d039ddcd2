//! New reference numbers (decision 4): they tell nobody how many there are.

use codes::reference::Reference;
use db::Tx;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::store;
use crate::access::Who;
use crate::web::Error;

/// The last three of the six characters: so many numbers begin alike.
const ALIKE: u32 = 1 << 15;

/// A number that is not taken: by chance, where others write at the same moment.
pub(super) fn new(tx: &mut Tx, hub_code: &str, who: &Who, chance: &mut ChaCha8Rng) -> Result<String, Error> {
    let year = who.today().year().unsigned_abs();
    let make = |bits| {
        Reference::make(hub_code, year, bits).map_err(|error| Error::internal(format!("reference number: {error}")))
    };
    if tx.writes_alone() {
        return beside_the_last(tx, hub_code, who.now, chance.next_u32(), make);
    }
    loop {
        let reference = make(chance.next_u32())?.to_string();
        if !store::is_taken(tx, &reference)? {
            return Ok(reference);
        }
    }
}

/// Numbers that a hub gives in the same second begin alike and follow each other, so that those of one commit stand on one
/// page of the index instead of each on its own. Where a second's numbers begin is chance, and of other seconds they tell
/// nothing.
fn beside_the_last(
    tx: &mut Tx,
    hub_code: &str,
    now: i64,
    chance: u32,
    make: impl Fn(u32) -> Result<Reference, Error>,
) -> Result<String, Error> {
    let hub = hub_code.bytes().fold(0u64, |sum, letter| sum << 8 | u64::from(letter));
    let mut starts = ChaCha8Rng::seed_from_u64((now / 1000).unsigned_abs() ^ hub << 40);
    loop {
        let start = starts.next_u32() / ALIKE % ALIKE * ALIKE;
        // The mark is the third character behind the hyphen: `LCX26-7K3`.
        let last = store::last_beginning(tx, &make(start)?.as_str()[..9])?;
        let Some(last) = last else {
            return Ok(make(start + chance % (ALIKE / 2))?.to_string());
        };
        let next = Reference::parse(&last[..14]).map_err(Error::internal)?.bits() + 1;
        if next < start + ALIKE {
            return Ok(make(next)?.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use db::{params, sql};

    use crate::testing::TestApp;

    /// Sends this many needs at one moment and gives their numbers.
    fn sent(app: &TestApp, count: usize) -> Vec<String> {
        let (hub, firm, calendar) = (app.world.lucheng, app.world.kangjie, app.app.calendar);
        app.system(move |tx, c| {
            let person = crate::people::first_of(tx, firm)?;
            let new = crate::testing::need_said(hub, firm, person);
            (0..count).map(|_| Ok(crate::needs::submit(tx, c, calendar, &new)?.reference)).collect()
        })
    }

    #[test]
    fn no_number_is_given_twice_and_those_of_another_second_begin_elsewhere() {
        let app = TestApp::new();
        let mut all = BTreeSet::new();
        for second in 0..4 {
            app.app.clock.set(app.app.clock.now() + second * 1000);
            let numbers = sent(&app, 50);
            let starts: BTreeSet<String> = numbers.iter().map(|number| number[..9].to_owned()).collect();
            if app.app.db.engine() == db::Engine::Sqlite {
                assert_eq!(starts.len(), 1, "one page of the index: {starts:?}");
                assert!(all.iter().all(|other: &String| !starts.contains(&other[..9])), "{starts:?}");
            }
            all.extend(numbers);
        }
        assert_eq!(all.len(), 200);
        app.run_jobs();
    }

    #[test]
    fn a_beginning_that_is_full_is_left_for_another() {
        let app = TestApp::new();
        let given = sent(&app, 1).remove(0);
        let bits = codes::Reference::parse(&given).expect("a number").bits();
        let last = codes::Reference::make("LCX", 2026, bits | (super::ALIKE - 1)).expect("a number").to_string();
        app.system(move |tx, _| {
            Ok(tx.execute(sql!("UPDATE needs SET reference = $2 WHERE reference = $1"), &params![given, last])?)
        });
        let next = sent(&app, 3);
        assert_eq!(next.iter().collect::<BTreeSet<_>>().len(), 3, "{next:?}");
        app.run_jobs();
    }
}
