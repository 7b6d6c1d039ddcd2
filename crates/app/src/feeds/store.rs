//! Every statement of the calendars.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use db::{Row, Tx, params, sql};
use slots::Interval;
use uuid::Uuid;

use super::writing::Entry;
use crate::instruments;
use crate::web::Error;

/// What a calendar is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A person's own bookings.
    Person(Uuid),
    /// The bookings of an instrument: the hub that keeps it, and its id.
    Instrument(Uuid, Uuid),
    /// The bookings made through a hub.
    Hub(Uuid),
}

impl Subject {
    /// As stored, and as the end of its message keys.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Subject::Person(_) => "person",
            Subject::Instrument(..) => "instrument",
            Subject::Hub(_) => "hub",
        }
    }

    /// The hub in whose log it stands; nil for a person's.
    pub(super) fn hub(&self) -> Option<Uuid> {
        match self {
            Subject::Person(_) => None,
            Subject::Instrument(hub, _) | Subject::Hub(hub) => Some(*hub),
        }
    }

    /// Its id.
    pub(super) fn id(&self) -> Uuid {
        match self {
            Subject::Person(id) | Subject::Instrument(_, id) | Subject::Hub(id) => *id,
        }
    }

    fn read(row: &Row) -> Subject {
        let (id, hub): (Uuid, Option<Uuid>) = (row.get("subject_id"), row.get("hub_id"));
        match row.get::<String>("kind").as_str() {
            "instrument" => Subject::Instrument(hub.unwrap_or_default(), id),
            "hub" => Subject::Hub(id),
            _ => Subject::Person(id),
        }
    }
}

/// An address that somebody made.
pub(super) struct Feed {
    pub(super) id: Uuid,
    pub(super) person: Uuid,
    pub(super) subject: Subject,
    /// What the instrument or the hub is called; empty for a person's.
    pub(super) name: String,
    /// The instrument's code, or empty.
    pub(super) code: String,
    pub(super) made_at: i64,
    pub(super) read_at: Option<i64>,
}

fn feed(row: &Row) -> Feed {
    Feed {
        id: row.get("id"),
        person: row.get("person_id"),
        subject: Subject::read(row),
        name: row.get("name"),
        code: row.get("code"),
        made_at: row.get("made_at"),
        read_at: row.get("read_at"),
    }
}

/// The addresses with what they are called.
macro_rules! feeds {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.person_id, f.kind, f.hub_id, f.subject_id, f.made_at, f.read_at,
             COALESCE(i.name, h.name, '') AS name, COALESCE(i.code, '') AS code FROM feeds f
             LEFT JOIN instruments i ON f.kind = 'instrument' AND i.hub_id = f.hub_id AND i.id = f.subject_id
             LEFT JOIN hubs h ON f.kind = 'hub' AND h.id = f.subject_id WHERE f.revoked_at IS NULL AND ",
            $rest
        )
    };
}

/// A page of somebody's addresses, the newest first; and how many there are.
pub(super) fn own(tx: &mut Tx, person: Uuid, offset: i64, rows: i64) -> Result<(Vec<Feed>, i64), Error> {
    let found = tx.query(
        sql!(feeds!("f.person_id = $1 ORDER BY f.made_at DESC, f.id DESC LIMIT $2 OFFSET $3")),
        &params![person, rows, offset],
    )?;
    let count = sql!("SELECT COUNT(*) AS n FROM feeds WHERE person_id = $1 AND revoked_at IS NULL");
    Ok((found.iter().map(feed).collect(), tx.one(count, &params![person])?.get("n")))
}

/// Somebody's address of this.
pub(super) fn of(tx: &mut Tx, person: Uuid, subject: &Subject) -> Result<Option<Feed>, Error> {
    let row = tx.maybe(
        sql!(feeds!("f.person_id = $1 AND f.kind = $2 AND f.subject_id = $3")),
        &params![person, subject.kind(), subject.id()],
    )?;
    Ok(row.as_ref().map(feed))
}

/// Somebody's address with this id.
///
/// # Errors
/// `NotFound`, also where it is another's.
pub(super) fn by_id(tx: &mut Tx, person: Uuid, id: Uuid) -> Result<Feed, Error> {
    let row = tx.maybe(sql!(feeds!("f.id = $2 AND f.person_id = $1")), &params![person, id])?;
    row.as_ref().map(feed).ok_or(Error::NotFound)
}

/// Whether this very address is there: its form was sent before.
pub(super) fn is_made(tx: &mut Tx, hash: [u8; 32]) -> Result<bool, Error> {
    Ok(tx.maybe(sql!("SELECT id FROM feeds WHERE token_hash = $1 AND revoked_at IS NULL"), &params![hash])?.is_some())
}

/// What an address reads, while its maker may see that: works for the hub or the instrument's owner.
pub(super) fn by_token(tx: &mut Tx, hash: [u8; 32]) -> Result<Option<Feed>, Error> {
    let row = tx.maybe(
        sql!(feeds!(
            "f.token_hash = $1 AND (f.kind = 'person' OR EXISTS (SELECT 1 FROM memberships m
             WHERE m.person_id = f.person_id AND m.ended_at IS NULL AND (
               (f.kind = 'hub' AND m.hub_id = f.subject_id AND m.role IN ('hub-manager', 'hub-clerk')) OR
               (f.kind = 'instrument' AND m.organization_id = i.provider_id
                AND m.role IN ('provider-owner', 'provider-member')))))"
        )),
        &params![hash],
    )?;
    Ok(row.as_ref().map(feed))
}

pub(super) fn insert(
    tx: &mut Tx,
    id: Uuid,
    person: Uuid,
    subject: &Subject,
    hash: [u8; 32],
    now: i64,
) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO feeds (id, person_id, kind, hub_id, subject_id, token_hash, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    match tx.execute(insert, &params![id, person, subject.kind(), subject.hub(), subject.id(), hash, now]) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

/// Ends an address.
pub(super) fn revoke(tx: &mut Tx, id: Uuid, now: i64) -> Result<(), Error> {
    let end = sql!("UPDATE feeds SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL");
    crate::web::one_row(tx.execute(end, &params![id, now])?)
}

pub(super) fn mark_read(tx: &mut Tx, id: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(sql!("UPDATE feeds SET read_at = $2 WHERE id = $1"), &params![id, now])?;
    Ok(())
}

/// What a calendar holds of bookings.
pub(super) struct Bounds {
    /// When they begin.
    pub(super) within: Interval,
    /// Those that do not take place are told since then.
    pub(super) cancelled_since: i64,
    pub(super) now: i64,
    pub(super) most: i64,
}

/// Bookings of a side within bounds, in an order by their beginning. Those kept or given back are nothing yet. When one was
/// changed is what the last event of it says.
macro_rules! entries {
    ($side:literal, $order:literal) => {
        sql!(concat!(
            "SELECT b.id, b.reference, b.version, b.state, b.starts_at, b.ends_at, b.instrument_name, b.firm_name, b.hub_id,
             b.instrument_id, o.name AS owner, COALESCE((SELECT MAX(e.at) FROM events e WHERE e.object_id = b.id), b.made_at)
             AS changed_at FROM (SELECT * FROM bookings WHERE ",
            $side,
            " AND starts_at >= $1 AND starts_at < $2 AND state NOT IN ('held', 'expired', 'released')
             AND (state NOT IN ('cancelled', 'declined') OR ended_at >= $3) ORDER BY starts_at ",
            $order,
            ", id LIMIT $4) b JOIN organizations o ON o.id = b.provider_id ORDER BY b.starts_at, b.id"
        ))
    };
}

/// A person's own, while they still work for the firm or for the hub that booked.
macro_rules! own_entries {
    ($order:literal) => {
        entries!(
            "person_id = $5 AND EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = bookings.person_id
             AND m.ended_at IS NULL AND (m.organization_id = bookings.firm_id OR m.hub_id = bookings.through_id))",
            $order
        )
    };
}

/// The bookings of a calendar: those to come first, as many as there is room for the past ones, in the order of time.
pub(super) fn entries(tx: &mut Tx, subject: &Subject, bounds: &Bounds) -> Result<Vec<Entry>, Error> {
    let (from, until, now) = (bounds.within.from, bounds.within.until, bounds.now);
    let mut read = |from: i64, until: i64, most: i64, back: bool| -> Result<Vec<Row>, Error> {
        let since = bounds.cancelled_since;
        Ok(match subject {
            Subject::Person(person) => {
                let statement = if back { own_entries!("DESC") } else { own_entries!("ASC") };
                tx.query(statement, &params![from, until, since, most, *person])?
            }
            Subject::Hub(hub) => {
                let statement =
                    if back { entries!("through_id = $5", "DESC") } else { entries!("through_id = $5", "ASC") };
                tx.query(statement, &params![from, until, since, most, *hub])?
            }
            Subject::Instrument(hub, id) => {
                let provider = instruments::by_id(tx, *hub, *id)?.provider_id;
                let statement = if back {
                    entries!("provider_id = $5 AND hub_id = $6 AND instrument_id = $7", "DESC")
                } else {
                    entries!("provider_id = $5 AND hub_id = $6 AND instrument_id = $7", "ASC")
                };
                tx.query(statement, &params![from, until, since, most, provider, *hub, *id])?
            }
        })
    };
    let ahead = read(now, until, bounds.most, false)?;
    let left = bounds.most - ahead.len() as i64;
    let mut rows = if left > 0 { read(from, now, left, true)? } else { Vec::new() };
    rows.extend(ahead);
    places(tx, &rows)
}

/// With where the instruments stand; each is looked for once.
fn places(tx: &mut Tx, rows: &[Row]) -> Result<Vec<Entry>, Error> {
    let mut places = HashMap::new();
    let mut entries = Vec::new();
    for row in rows {
        let (hub, instrument): (Uuid, Uuid) = (row.get("hub_id"), row.get("instrument_id"));
        if let Slot::Vacant(unknown) = places.entry(instrument) {
            unknown.insert(instruments::by_id(tx, hub, instrument)?.where_it_stands());
        }
        entries.push(Entry {
            id: row.get("id"),
            reference: row.get("reference"),
            version: row.get("version"),
            state: row.get("state"),
            used: Interval { from: row.get("starts_at"), until: row.get("ends_at") },
            instrument: row.get("instrument_name"),
            firm: row.get("firm_name"),
            owner: row.get("owner"),
            place: places.get(&instrument).cloned().unwrap_or_default(),
            changed_at: row.get("changed_at"),
        });
    }
    Ok(entries)
}
