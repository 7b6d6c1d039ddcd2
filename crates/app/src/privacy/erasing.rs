//! Erasing a person: what only says who they are is cleared; what others rely on stays, and leads to nobody.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::store_erasing as store;
use crate::access::Membership;
use crate::command::{Command, Event};
use crate::people::{self, Account};
use crate::web::{Error, Refusal};

/// Needs named as what is still to be done.
const NAMED: i64 = 20;

/// What stands against erasing somebody now.
#[derive(Clone, Debug, Default)]
pub struct Blocked {
    /// Places for which nobody else answers.
    pub last: Vec<Membership>,
    /// Reference numbers of needs that wait for the person: who is called about them, or who took them on.
    pub needs: Vec<String>,
}

impl Blocked {
    /// Whether nothing does.
    pub fn is_empty(&self) -> bool {
        self.last.is_empty() && self.needs.is_empty()
    }
}

/// What stands against erasing this person.
///
/// # Errors
/// Of the database.
pub fn blocked(tx: &mut Tx, person: Uuid) -> Result<Blocked, Error> {
    tx.as_system(|tx| {
        let account = people::account_of(tx, person)?;
        Ok(Blocked { last: people::erasing::last_of(tx, person)?, needs: store::open_needs(tx, &account, NAMED)? })
    })
}

/// Erases a person. `pseudonym` stands where the name stood; the letter says good-bye to the old address.
///
/// # Errors
/// `Refused` while something stands against it.
pub fn erase(tx: &mut Tx, c: &mut Command, person: Uuid, pseudonym: &str, letter: (&str, &str)) -> Result<(), Error> {
    if !blocked(tx, person)?.is_empty() {
        return Err(Refusal::new("privacy-erase-blocked").into());
    }
    let account: Account = people::account_of(tx, person)?;
    tx.as_system(|tx| store::strike_out(tx, &account))?;
    for (hub, expert) in tx.as_system(|tx| store::clear_traces(tx, &account))? {
        let event = Event { hub, action: "hub.expert-removed", object: "hub", id: hub, reference: "" };
        c.record(tx, event, json!({ "expert": expert }))?;
    }
    people::erasing::erase(tx, c, &account, pseudonym, letter)?;
    tx.as_system(|tx| store::erase_events(tx, &account))
}
