//! Every statement of the logs.

use db::{Row, Sql, Tx, Value, params, sql};
use uuid::Uuid;

use super::actions::ACTIONS;
use super::log::{Find, LogState, Logged};
use crate::app::first_id;
use crate::web::Error;
use crate::web::lists::containing;

pub(super) fn tile(tx: &mut Tx, hub: Uuid, level: u8, index: u64) -> Result<Vec<u8>, Error> {
    let row = tx.one(
        sql!("SELECT hashes FROM log_tiles WHERE hub_id = $1 AND level = $2 AND idx = $3"),
        &params![hub, i64::from(level), index as i64],
    )?;
    Ok(row.get("hashes"))
}

pub(super) fn put_tile(tx: &mut Tx, hub: Uuid, level: u8, index: u64, hashes: Vec<u8>) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO log_tiles (hub_id, level, idx, hashes) VALUES ($1, $2, $3, $4)
             ON CONFLICT (hub_id, level, idx) DO UPDATE SET hashes = excluded.hashes"
        ),
        &params![hub, i64::from(level), index as i64, hashes],
    )?;
    Ok(())
}

/// Gives the waiting leaves of a hub their places from `size` on, the oldest first, in one statement: what a
/// concurrent command adds meanwhile is either in it or waits on. Gives their commitments in the order of places;
/// `Conflict` when another sequencer placed some of them at the same time.
pub(super) fn place(tx: &mut Tx, hub: Uuid, size: u64, rows: i64) -> Result<Vec<[u8; 32]>, Error> {
    let rows = tx.query(
        sql!(
            "UPDATE leaves SET position = $2 + w.number FROM
             (SELECT event_id, ROW_NUMBER() OVER (ORDER BY event_id) - 1 AS number FROM leaves
              WHERE hub_id = $1 AND position IS NULL ORDER BY event_id LIMIT $3) AS w
             WHERE leaves.hub_id = $1 AND leaves.event_id = w.event_id AND leaves.position IS NULL
             RETURNING leaves.position, leaves.commitment"
        ),
        &params![hub, size as i64, rows],
    )?;
    let mut placed: Vec<(i64, [u8; 32])> =
        rows.iter().map(|row| (row.get("position"), row.get("commitment"))).collect();
    placed.sort_unstable_by_key(|(position, _)| *position);
    if placed.iter().zip(size as i64..).any(|((position, _), expected)| *position != expected) {
        return Err(Error::Conflict);
    }
    Ok(placed.into_iter().map(|(_, commitment)| commitment).collect())
}

pub(super) fn position(tx: &mut Tx, hub: Uuid, event: Uuid) -> Result<Option<u64>, Error> {
    let row =
        tx.maybe(sql!("SELECT position FROM leaves WHERE hub_id = $1 AND event_id = $2"), &params![hub, event])?;
    Ok(row.and_then(|row| row.get::<Option<i64>>("position")).map(i64::unsigned_abs))
}

/// Size and note of the newest checkpoint.
pub(super) fn newest(tx: &mut Tx, hub: Uuid) -> Result<Option<(u64, String)>, Error> {
    let row = tx.maybe(
        sql!("SELECT size, note FROM checkpoints WHERE hub_id = $1 ORDER BY size DESC LIMIT 1"),
        &params![hub],
    )?;
    Ok(row.map(|row| (row.get::<i64>("size").unsigned_abs(), row.get("note"))))
}

/// Size and time of the newest checkpoint.
pub(super) fn size(tx: &mut Tx, hub: Uuid) -> Result<Option<(i64, i64)>, Error> {
    let row = tx.maybe(
        sql!("SELECT size, signed_at FROM checkpoints WHERE hub_id = $1 ORDER BY size DESC LIMIT 1"),
        &params![hub],
    )?;
    Ok(row.map(|row| (row.get("size"), row.get("signed_at"))))
}

/// The primary key refuses a second checkpoint of the same size: two sequencers at once cannot both place a batch.
pub(super) fn put_checkpoint(
    tx: &mut Tx,
    hub: Uuid,
    size: u64,
    root: &[u8; 32],
    note: &str,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO checkpoints (hub_id, size, root, note, signed_at) VALUES ($1, $2, $3, $4, $5)"),
        &params![hub, size as i64, root, note, now],
    )?;
    Ok(())
}

/// The installation's secret; `fresh` becomes it when there is none.
pub(super) fn secret(tx: &mut Tx, fresh: &[u8; 32]) -> Result<[u8; 32], Error> {
    let text = kept(tx, "ledger-secret", &data_encoding::HEXLOWER.encode(fresh))?;
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(Error::internal)?;
    bytes.try_into().map_err(|_| Error::internal("the ledger's secret is damaged"))
}

/// The name of the host under which the logs began; `now` becomes it when there is none. A log keeps its origin and
/// key when the installation moves to another address.
pub(super) fn host(tx: &mut Tx, now: &str) -> Result<String, Error> {
    kept(tx, "ledger-host", now)
}

/// What the installation keeps under a name; `first` becomes it when there is nothing.
fn kept(tx: &mut Tx, name: &str, first: &str) -> Result<String, Error> {
    if let Some(row) = tx.maybe(sql!("SELECT value FROM installation WHERE name = $1"), &params![name])? {
        return Ok(row.get("value"));
    }
    tx.execute(sql!("INSERT INTO installation (name, value) VALUES ($1, $2)"), &params![name, first])?;
    Ok(first.to_owned())
}

/// The hubs that have events, removed ones too.
pub(super) fn logs(tx: &mut Tx) -> Result<Vec<Uuid>, Error> {
    let rows = tx.query(sql!("SELECT id FROM hubs ORDER BY code"), &params![])?;
    Ok(rows.iter().map(|row| row.get("id")).collect())
}

/// How many events of a hub have no leaf, and how many leaves wait for their place.
pub(super) fn unplaced(tx: &mut Tx, hub: Uuid) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS events, COUNT(l.event_id) AS leaves, COUNT(l.position) AS placed FROM events e
             LEFT JOIN leaves l ON l.hub_id = e.hub_id AND l.event_id = e.id WHERE e.hub_id = $1"
        ),
        &params![hub],
    )?;
    let (events, leaves, placed): (i64, i64, i64) = (row.get("events"), row.get("leaves"), row.get("placed"));
    Ok((events - leaves, leaves - placed))
}

/// Text and salt of an event; `None` when they were erased.
pub(super) fn body(tx: &mut Tx, hub: Uuid, event: Uuid) -> Result<Option<(String, [u8; 32])>, Error> {
    let row = tx.one(sql!("SELECT body, salt FROM events WHERE hub_id = $1 AND id = $2"), &params![hub, event])?;
    let salt: Vec<u8> = row.get("salt");
    Ok(<[u8; 32]>::try_from(salt).ok().map(|salt| (row.get("body"), salt)))
}

/// A placed leaf with its event.
pub(super) struct Placed {
    pub(super) position: i64,
    pub(super) commitment: [u8; 32],
    /// Empty when the event was erased.
    pub(super) salt: Vec<u8>,
    pub(super) body: String,
}

pub(super) fn placed(tx: &mut Tx, hub: Uuid, from: i64, rows: i64) -> Result<Vec<Placed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT l.position, l.commitment, e.salt, e.body FROM leaves l
             JOIN events e ON e.hub_id = l.hub_id AND e.id = l.event_id
             WHERE l.hub_id = $1 AND l.position >= $2 ORDER BY l.position LIMIT $3"
        ),
        &params![hub, from, rows],
    )?;
    let placed = |row: &db::Row| Placed {
        position: row.get("position"),
        commitment: row.get("commitment"),
        salt: row.get("salt"),
        body: row.get("body"),
    };
    Ok(rows.iter().map(placed).collect())
}

/// What bears a reference number and what only names it: each found by an index of its own, since the number is random and
/// an index of all events by their numbers would be the dearest of all to write.
macro_rules! of_reference {
    () => {
        "(SELECT b.* FROM events b WHERE b.reference = $5 AND b.object IN ('need', 'order', 'record')
            AND b.object_id IN (SELECT n.id FROM needs n WHERE n.reference = $5
              UNION ALL SELECT o.id FROM orders o WHERE o.reference = $5
              UNION ALL SELECT r.id FROM records r WHERE r.reference = $5)
          UNION ALL SELECT b.* FROM events b WHERE b.reference = $5 AND b.reference <> ''
            AND b.object <> 'need' AND b.object <> 'order' AND b.object <> 'record') e"
    };
}

/// How events are found, each way by an index of its own.
#[derive(Clone, Copy)]
enum Way {
    /// Those of a reference number.
    Reference,
    /// Those of a hub by their ids, which sort by time.
    Hub(Uuid),
    /// Those of one kind by their ids.
    Kind,
    /// All by time.
    Time,
}

impl Find {
    fn way(&self) -> Way {
        match self.hub {
            _ if !self.reference.is_empty() => Way::Reference,
            Some(hub) => Way::Hub(hub),
            None if ACTIONS.contains(&self.action.as_str()) => Way::Kind,
            None => Way::Time,
        }
    }
}

/// One statement for each way.
macro_rules! for_each {
    (
        $name:ident, [$($select:tt)*], [$($joins:tt)*],
        [$all:literal, $kind:literal, $hub:literal, $reference:literal]
    ) => {
        fn $name(way: Way) -> &'static Sql {
            match way {
                Way::Reference => sql!(concat!(
                    $($select)*,
                    of_reference!(),
                    $($joins)*,
                    " WHERE e.at >= $1 AND e.at < $2 AND ($3 = '' OR e.action LIKE $4 ESCAPE '!')",
                    $reference
                )),
                Way::Hub(_) => sql!(concat!(
                    $($select)*,
                    "events e",
                    $($joins)*,
                    " WHERE e.id >= $1 AND e.id < $2 AND ($3 = '' OR e.action LIKE $4 ESCAPE '!') AND e.hub_id = $5",
                    $hub
                )),
                Way::Kind => sql!(concat!(
                    $($select)*,
                    "events e",
                    $($joins)*,
                    " WHERE e.id >= $1 AND e.id < $2 AND e.action = $3",
                    $kind
                )),
                Way::Time => sql!(concat!(
                    $($select)*,
                    "events e",
                    $($joins)*,
                    " WHERE e.at >= $1 AND e.at < $2 AND ($3 = '' OR e.action LIKE $4 ESCAPE '!')",
                    $all
                )),
            }
        }
    };
}

macro_rules! seen {
    () => {
        "SELECT e.hub_id, e.id, e.at, e.action, e.object, e.reference, e.body, l.position, l.commitment,
                COALESCE(p.name, '') AS person
         FROM "
    };
}

macro_rules! with_leaf {
    () => {
        " LEFT JOIN leaves l ON l.hub_id = e.hub_id AND l.event_id = e.id LEFT JOIN people p ON p.id = e.person_id"
    };
}

for_each!(
    list_of,
    [seen!()],
    [with_leaf!()],
    [
        " ORDER BY e.at DESC, e.id DESC LIMIT $5 OFFSET $6",
        " ORDER BY e.id DESC LIMIT $4 OFFSET $5",
        " ORDER BY e.id DESC LIMIT $6 OFFSET $7",
        " ORDER BY e.at DESC, e.id DESC LIMIT $6 OFFSET $7"
    ]
);
for_each!(
    count_of,
    ["SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM "],
    [""],
    [" LIMIT $5) counted", " LIMIT $4) counted", " LIMIT $6) counted", " LIMIT $6) counted"]
);

fn values(find: &Find) -> Vec<Value> {
    let times = params![find.from, find.until, &find.action, containing(&find.action)];
    let ids = params![first_id(find.from), first_id(find.until), &find.action, containing(&find.action)];
    match find.way() {
        Way::Reference => [times.as_slice(), &params![&find.reference]].concat(),
        Way::Hub(hub) => [ids.as_slice(), &params![hub]].concat(),
        Way::Kind => ids[..3].to_vec(),
        Way::Time => times.to_vec(),
    }
}

pub(super) fn events(tx: &mut Tx, find: &Find, offset: i64, rows: i64) -> Result<Vec<Logged>, Error> {
    let mut values = values(find);
    values.extend(params![rows, offset]);
    Ok(tx.query(list_of(find.way()), &values)?.iter().map(logged).collect())
}

pub(super) fn count_events(tx: &mut Tx, find: &Find, most: i64) -> Result<i64, Error> {
    let mut values = values(find);
    values.push(most.into());
    Ok(tx.one(count_of(find.way()), &values)?.get("n"))
}

fn logged(row: &Row) -> Logged {
    Logged {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        at: row.get("at"),
        action: row.get("action"),
        object: row.get("object"),
        reference: row.get("reference"),
        person: row.get("person"),
        body: row.get("body"),
        position: row.get("position"),
        commitment: row
            .get::<Option<Vec<u8>>>("commitment")
            .map(|bytes| data_encoding::HEXLOWER.encode(&bytes))
            .unwrap_or_default(),
    }
}

/// An event by its id alone, by way of the hubs: the primary key begins with them.
pub(super) fn event(tx: &mut Tx, id: Uuid) -> Result<Logged, Error> {
    let statement = sql!(concat!(
        seen!(),
        "events e",
        with_leaf!(),
        " WHERE e.id = $1 AND (e.hub_id = $2 OR e.hub_id IN (SELECT h.id FROM hubs h))"
    ));
    let row = tx.maybe(statement, &params![id, Uuid::nil()])?;
    row.as_ref().map(logged).ok_or(Error::NotFound)
}

/// How each hub's log stands, by the hub's code.
pub(super) fn states(tx: &mut Tx) -> Result<Vec<LogState>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT h.code, h.name, COALESCE(c.size, 0) AS size, c.signed_at,
                    (SELECT COUNT(*) FROM leaves l WHERE l.hub_id = h.id AND l.position IS NULL) AS waiting
             FROM hubs h LEFT JOIN checkpoints c ON c.hub_id = h.id
                  AND c.size = (SELECT MAX(k.size) FROM checkpoints k WHERE k.hub_id = h.id)
             ORDER BY h.code"
        ),
        &params![],
    )?;
    let state = |row: &Row| LogState {
        code: row.get("code"),
        name: row.get("name"),
        size: row.get("size"),
        signed_at: row.get("signed_at"),
        waiting: row.get("waiting"),
    };
    Ok(rows.iter().map(state).collect())
}

#[cfg(test)]
pub(super) fn actions(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let rows = tx.query(sql!("SELECT action FROM events ORDER BY at, id"), &params![])?;
    Ok(rows.iter().map(|row| row.get("action")).collect())
}
