//! A [`Command`]: one change. In one transaction it writes the new state, the event it caused, the leaf that
//! commits to the event, and the jobs that follow.

use db::Tx;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::Serialize;
use uuid::Uuid;

mod numbering;
mod store;

use crate::access::Who;
use crate::jobs::{self, Job};
use crate::web::Error;

/// Who changes something, when, and its own source of chance.
pub struct Command {
    /// Who asks.
    pub who: Who,
    /// What this is a part of, such as a list that is taken in row by row: told in the events.
    pub cause: Option<Uuid>,
    /// Who this visitor turned out to be: their sign-in is told as their own act.
    pub proved: Option<Uuid>,
    chance: ChaCha8Rng,
    made: u16,
}

impl std::ops::Deref for Command {
    type Target = Who;
    fn deref(&self) -> &Who {
        &self.who
    }
}

/// What happened to which object of which hub.
pub struct Event<'a> {
    /// The hub whose log it enters; nil when it is of no hub (then it has no leaf).
    pub hub: Uuid,
    /// `need.sent`, `order.confirmed` …
    pub action: &'static str,
    /// `need`, `order` …
    pub object: &'static str,
    /// Its id.
    pub id: Uuid,
    /// Its reference number, if it has one.
    pub reference: &'a str,
}

/// What a leaf commits to, as it stands in `events.body`.
#[derive(Serialize)]
struct Body<'a, T> {
    action: &'a str,
    object: &'a str,
    id: Uuid,
    reference: &'a str,
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Uuid>,
    data: T,
}

impl Command {
    /// A command of `who`; `seed` feeds ids, salts and reference numbers.
    pub fn new(who: Who, seed: [u8; 32]) -> Command {
        Command { who, cause: None, proved: None, chance: ChaCha8Rng::from_seed(seed), made: 0 }
    }

    /// A new UUIDv7. Ids of one command sort in the order they were made.
    pub fn new_id(&mut self) -> Uuid {
        let mut tail = [0u8; 10];
        self.chance.fill_bytes(&mut tail);
        // The first 12 bits after the time count within the command.
        tail[0] = (self.made >> 8) as u8 & 0x0f;
        tail[1] = self.made as u8;
        self.made = self.made.wrapping_add(1);
        uuid::Builder::from_unix_timestamp_millis(self.who.now.unsigned_abs(), &tail).into_uuid()
    }

    /// 256 random bits.
    pub fn random(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.chance.fill_bytes(&mut bytes);
        bytes
    }

    /// A new reference number of a hub, borne by no need, order, record or booking.
    ///
    /// # Errors
    /// When the hub's code is not three letters, or of the database.
    pub fn new_reference(&mut self, tx: &mut Tx, hub_code: &str) -> Result<String, Error> {
        // Taken also by what the actor may not see.
        tx.as_system(|tx| numbering::new(tx, hub_code, &self.who, &mut self.chance))
    }

    /// Records what happened and adds its leaf; jobs will give the leaf its place and tell whom it concerns.
    ///
    /// # Errors
    /// Of the database.
    pub fn record(&mut self, tx: &mut Tx, event: Event, data: impl Serialize) -> Result<Uuid, Error> {
        let id = self.new_id();
        let salt = self.random();
        let person = self.who.actor.person().map(|person| person.id).or(self.proved);
        let Event { hub, action, object, id: object_id, reference } = event;
        let body = Body { action, object, id: object_id, reference, at: self.who.now, person, cause: self.cause, data };
        let body = serde_json::to_string(&body).map_err(Error::internal)?;
        let commitment = ledger::commit(&salt, body.as_bytes());
        let membership = self.who.actor.membership().map(|membership| membership.id);
        let row = store::EventRow {
            hub,
            id,
            at: self.who.now,
            person,
            membership,
            action,
            object,
            object_id,
            reference,
            body: &body,
            salt,
        };
        store::insert_event(tx, &row)?;
        if !hub.is_nil() {
            store::insert_leaf(tx, hub, id, commitment.0)?;
            self.enqueue(tx, Job::once("log.sequence", hub.to_string(), &hub)?)?;
        }
        // Two that add the same word at once wait for each other: so one for each hub's log, which waits there anyway,
        // and elsewhere one for each object, or for all that is done as parts of one thing.
        let stream = if hub.is_nil() { self.cause.unwrap_or(object_id) } else { hub };
        self.enqueue(tx, Job::once("notices.follow", stream.to_string(), &())?)?;
        Ok(id)
    }

    /// Adds a job that runs after this transaction has been committed.
    ///
    /// # Errors
    /// Of the database.
    pub fn enqueue(&mut self, tx: &mut Tx, job: Job) -> Result<(), Error> {
        let id = self.new_id();
        jobs::add(tx, id, self.who.now, &job)?;
        Ok(())
    }
}
