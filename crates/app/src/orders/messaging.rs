//! What the parties of an order say to each other: the firm, the provider, and the hub's staff. A message may bring
//! files and name people of the parties with @; it is kept as it was written. Everybody of the firm and the provider
//! has it among what they have not read; of the hub's staff those who deal with the need, wrote here before, or are
//! named: the others are not kept busy by it. What the hub notes for itself is apart, and no party sees it.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::commands::{WORDS, person, record};
use super::model::Order;
use super::store_messages as store;
use crate::access::Actor;
use crate::attachments::{self, Attachment, Kept};
use crate::command::{Command, Event};
use crate::needs;
use crate::web::{Error, FormErrors, Refusal};

/// Somebody of a party of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Someone {
    /// The person.
    pub person: Uuid,
    /// Name.
    pub name: String,
    /// firm, provider, hub.
    pub side: &'static str,
    /// The organization or hub they act for.
    pub for_id: Uuid,
}

/// A message as kept.
#[derive(Clone, Debug)]
pub struct Message {
    /// Id; its files hang on it.
    pub id: Uuid,
    /// firm, provider, hub.
    pub side: String,
    /// Who wrote it.
    pub person: Uuid,
    /// Their name then.
    pub name: String,
    /// What was written.
    pub words: String,
    /// Milliseconds UTC.
    pub at: i64,
    /// What it brings.
    pub files: Vec<Attachment>,
    /// Who else has read it.
    pub read_by: Vec<String>,
}

/// A note of the hub's staff.
#[derive(Clone, Debug)]
pub struct Note {
    /// Who wrote it.
    pub name: String,
    /// What was noted.
    pub words: String,
    /// Milliseconds UTC.
    pub at: i64,
}

/// An order in which somebody has not read everything: how many messages, and when the last was written.
pub type Waiting = (Order, i64, i64);

/// What somebody writes.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The words.
    pub words: String,
    /// The files, already kept in the store.
    pub files: Vec<Kept>,
}

/// The side that somebody acts for: firm, provider or hub.
pub(super) fn side(actor: &Actor) -> Result<&'static str, Error> {
    match actor.role() {
        Some(role) if role.is_firm() => Ok("firm"),
        Some(role) if role.is_provider() => Ok("provider"),
        Some(role) if role.is_hub() => Ok("hub"),
        _ => Err(Error::Forbidden),
    }
}

/// Everybody of the parties of an order, once each.
///
/// # Errors
/// Of the database.
pub fn everyone(tx: &mut Tx, order: &Order) -> Result<Vec<Someone>, Error> {
    let mut all = store::people_of(tx, order.firm_id, "firm", "firm-%")?;
    all.extend(store::people_of(tx, order.provider_id, "provider", "provider-%")?);
    all.extend(store::staff_of(tx, order.hub_id)?);
    let mut seen: Vec<Uuid> = Vec::new();
    all.retain(|one| {
        let new = !seen.contains(&one.person);
        seen.push(one.person);
        new
    });
    Ok(all)
}

/// Who is named with @ in the words. A longer name is read before a shorter one that it begins with.
pub(super) fn named<'a>(words: &str, people: &'a [Someone]) -> Vec<&'a Someone> {
    let mut found: Vec<&Someone> = Vec::new();
    for part in words.split(['@', '＠']).skip(1) {
        let longest = people.iter().filter(|one| part.starts_with(&one.name)).map(|one| one.name.len()).max();
        found.extend(people.iter().filter(|one| Some(one.name.len()) == longest && part.starts_with(&one.name)));
    }
    found.sort_by_key(|one| one.person);
    found.dedup_by_key(|one| one.person);
    found
}

fn said(words: &str, others: bool) -> Result<(), Error> {
    if words.is_empty() && !others {
        return Err(FormErrors::one("words", Refusal::new("orders-message-empty")).into());
    }
    if words.chars().count() > WORDS {
        return Err(FormErrors::one("words", Refusal::new("orders-too-long").with("most", WORDS)).into());
    }
    Ok(())
}

/// Writes a message to the other parties of an order.
///
/// # Errors
/// `Invalid` without words and files, or with too many words.
pub fn write(tx: &mut Tx, c: &mut Command, order: &Order, new: &NewMessage) -> Result<(), Error> {
    said(&new.words, !new.files.is_empty())?;
    let (id, own, side) = (c.new_id(), person(c)?, side(&c.actor)?);
    let name = c.actor.person().map(|person| person.name.clone()).unwrap_or_default();
    let mut people = everyone(tx, order)?;
    people.retain(|one| one.person != own);
    let mentioned: Vec<Uuid> = named(&new.words, &people).into_iter().map(|one| one.person).collect();
    let clerk = tx.as_system(|tx| needs::by_id(tx, order.hub_id, order.need_id))?.clerk_id;
    let writers = store::writers(tx, order)?;
    let concerned = |one: &&Someone| {
        one.side != "hub"
            || mentioned.contains(&one.person)
            || clerk == Some(one.person)
            || writers.contains(&one.person)
    };
    let readers: Vec<&Someone> = people.iter().filter(concerned).collect();
    let told: Vec<Uuid> = readers.iter().filter(|one| one.side != side).map(|one| one.person).collect();
    store::insert(tx, order, &store::NewRow { id, side, person: own, name: &name, words: &new.words, at: c.now })?;
    attachments::attach(tx, c, order.hub_id, "message", id, &new.files)?;
    // What others have not read is not in the writer's reach.
    tx.as_system(|tx| readers.iter().try_for_each(|one| store::count_unread(tx, order, one, c.now)))?;
    let files: Vec<String> = new.files.iter().map(|file| data_encoding::HEXLOWER.encode(&file.hash)).collect();
    let data = json!({ "message": id, "by": side, "words": new.words, "files": files, "mentioned": mentioned,
        "told": told });
    record(tx, c, order, "order.message", data)
}

/// The newest messages of an order first, with their files and who has read them.
///
/// # Errors
/// Of the database.
pub fn list(tx: &mut Tx, order: &Order, offset: i64, rows: i64) -> Result<(Vec<Message>, i64), Error> {
    let mut messages = store::list(tx, order, offset, rows)?;
    let reads = store::reads(tx, order)?;
    for message in &mut messages {
        message.files = attachments::of(tx, message.id)?;
        let has = |read: &&(Uuid, String, Uuid)| read.2 >= message.id && read.0 != message.person;
        message.read_by = reads.iter().filter(has).map(|(_, name, _)| name.clone()).collect();
    }
    Ok((messages, store::count(tx, order)?))
}

/// Somebody of a party has seen the messages up to this one.
///
/// # Errors
/// Of the database.
pub fn read(tx: &mut Tx, order: &Order, person: Uuid, last: Uuid, now: i64) -> Result<(), Error> {
    store::mark_read(tx, order, person, last, now)?;
    store::forget_unread(tx, order, person)
}

/// How many messages of each order somebody has not read.
///
/// # Errors
/// Of the database.
pub fn unread(tx: &mut Tx, orders: &[Order], person: Uuid) -> Result<Vec<i64>, Error> {
    orders.iter().map(|order| store::unread_of(tx, order, person)).collect()
}

/// How many messages of an order somebody has not read.
///
/// # Errors
/// Of the database.
pub fn unread_of(tx: &mut Tx, order: &Order, person: Uuid) -> Result<i64, Error> {
    store::unread_of(tx, order, person)
}

/// How many messages there are in an order.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, order: &Order) -> Result<i64, Error> {
    store::count(tx, order)
}

/// How many messages somebody has not read, in whichever orders, as one who acts for this organization or hub.
///
/// # Errors
/// Of the database.
pub fn unread_in_all(tx: &mut Tx, actor: &Actor) -> Result<i64, Error> {
    match acting(actor) {
        Some((person, for_id)) => store::unread_in_all(tx, person, for_id),
        None => Ok(0),
    }
}

/// The orders in which somebody has not read everything, what was written last first.
///
/// # Errors
/// Of the database.
pub fn waiting(tx: &mut Tx, actor: &Actor, offset: i64, rows: i64) -> Result<(Vec<Waiting>, i64), Error> {
    match acting(actor) {
        Some((person, for_id)) => {
            Ok((store::waiting(tx, person, for_id, offset, rows)?, store::count_waiting(tx, person, for_id)?))
        }
        None => Ok((Vec::new(), 0)),
    }
}

/// The person, and the organization or hub they act for.
fn acting(actor: &Actor) -> Option<(Uuid, Uuid)> {
    let membership = actor.membership()?;
    Some((actor.person()?.id, membership.organization.or(membership.hub)?))
}

/// A note of the hub's staff for themselves. Its event is not the order's: no party sees that there is one.
///
/// # Errors
/// `Invalid` without words.
pub fn note(tx: &mut Tx, c: &mut Command, order: &Order, words: &str) -> Result<(), Error> {
    said(words, false)?;
    let (id, own) = (c.new_id(), person(c)?);
    let name = c.actor.person().map(|person| person.name.clone()).unwrap_or_default();
    let staff = store::staff_of(tx, order.hub_id)?;
    let mentioned: Vec<Uuid> =
        named(words, &staff).into_iter().map(|one| one.person).filter(|one| *one != own).collect();
    store::insert_note(tx, order, &store::NewRow { id, side: "hub", person: own, name: &name, words, at: c.now })?;
    let event =
        Event { hub: order.hub_id, action: "order.noted", object: "order-note", id, reference: &order.reference };
    c.record(tx, event, json!({ "order": order.id, "words": words, "mentioned": mentioned }))?;
    Ok(())
}

/// The hub's notes on an order, the newest first.
///
/// # Errors
/// Of the database.
pub fn notes(tx: &mut Tx, order: &Order, offset: i64, rows: i64) -> Result<(Vec<Note>, i64), Error> {
    store::notes(tx, order, offset, rows)
}

/// The order in which a message was written.
///
/// # Errors
/// `NotFound`.
pub fn order_of(tx: &mut Tx, hub: Uuid, message: Uuid) -> Result<Order, Error> {
    let order = store::order_of(tx, hub, message)?;
    super::store::by_id(tx, hub, order)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn the_longer_name_is_meant() {
        let one = |n: u8, name: &str| Someone {
            person: Uuid::from_bytes([n; 16]),
            name: name.into(),
            side: "firm",
            for_id: Uuid::nil(),
        };
        let people = [one(1, "王强"), one(2, "王强生"), one(3, "李梅"), one(4, "李梅")];
        let names =
            |words: &str| -> Vec<u8> { named(words, &people).iter().map(|one| one.person.as_bytes()[0]).collect() };
        assert_eq!(names("@王强生 请看附件"), [2]);
        assert_eq!(names("＠王强,请看;@王强生也请看;@王强"), [1, 2]);
        assert_eq!(names("请 @李梅 确认"), [3, 4]);
        assert!(names("王强 在 a@b.com @ 张三").is_empty());
    }
}
