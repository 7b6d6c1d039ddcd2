//! Making and ending addresses.

use db::Tx;
use uuid::Uuid;

use super::store::{self, Feed, Subject};
use crate::access::Who;
use crate::command::{Command, Event};
use crate::instruments;
use crate::web::Error;

/// What the actor asks a calendar of: their own bookings, an instrument of the provider acted for, the hub worked for.
///
/// # Errors
/// `NotFound` for what they have no part in.
pub(super) fn subject(tx: &mut Tx, who: &Who, kind: &str, code: &str) -> Result<Subject, Error> {
    let person = who.actor.person().ok_or(Error::SignIn)?.id;
    match kind {
        "person" if who.actor.provider().is_none() => Ok(Subject::Person(person)),
        "hub" => who.actor.hub().map(Subject::Hub).ok_or(Error::NotFound),
        "instrument" => {
            let instrument = instruments::by_code(tx, code)?;
            let own = who.actor.provider() == Some(instrument.provider_id);
            if own { Ok(Subject::Instrument(instrument.hub_id, instrument.id)) } else { Err(Error::NotFound) }
        }
        _ => Err(Error::NotFound),
    }
}

/// A new address; the one before of the same ends. The same form sent again makes nothing more.
///
/// # Errors
/// `Conflict` when another was made at the same moment.
pub(super) fn make(tx: &mut Tx, c: &mut Command, person: Uuid, subject: &Subject, hash: [u8; 32]) -> Result<(), Error> {
    if store::is_made(tx, hash)? {
        return Ok(());
    }
    let before = store::of(tx, person, subject)?;
    if let Some(before) = &before {
        store::revoke(tx, before.id, c.now)?;
    }
    let id = c.new_id();
    store::insert(tx, id, person, subject, hash, c.now)?;
    record(tx, c, ("feed.made", id), subject, before.is_some())
}

/// Ends an address.
///
/// # Errors
/// `Conflict` when it was ended meanwhile.
pub(super) fn revoke(tx: &mut Tx, c: &mut Command, feed: &Feed) -> Result<(), Error> {
    store::revoke(tx, feed.id, c.now)?;
    record(tx, c, ("feed.revoked", feed.id), &feed.subject, false)
}

fn record(
    tx: &mut Tx,
    c: &mut Command,
    (action, id): (&'static str, Uuid),
    subject: &Subject,
    renewed: bool,
) -> Result<(), Error> {
    let hub = subject.hub().unwrap_or_default();
    let event = Event { hub, action, object: "feed", id, reference: "" };
    c.record(tx, event, serde_json::json!({ "kind": subject.kind(), "of": subject.id(), "renewed": renewed }))?;
    Ok(())
}
