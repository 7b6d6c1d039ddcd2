//! Every statement about entries.

use db::{Row, Tx, params, sql};
use indicators::Decimal;
use uuid::Uuid;

use super::entries::{Entry, NewEntry, Sought};
use crate::web::{Error, one_row};

fn entry(row: &Row) -> Result<Entry, Error> {
    let value: String = row.get("value");
    Ok(Entry {
        hub_id: row.get("hub_id"),
        hub_code: row.get("hub_code"),
        hub_name: row.get("hub_name"),
        id: row.get("id"),
        reference: row.get("reference"),
        code: row.get("code"),
        from_month: row.get("from_month"),
        to_month: row.get("to_month"),
        value: value.parse::<Decimal>().map_err(Error::internal)?,
        words: row.get("words"),
        state: row.get("state"),
        reported_by: row.get("reporter"),
        reported_at: row.get("reported_at"),
        checked_by: row.get("checker"),
        checked_at: row.get("checked_at"),
        checked_words: row.get("checked_words"),
        version: row.get("version"),
    })
}

macro_rules! entries {
    ($($rest:expr),+) => {
        concat!(
            "SELECT e.*, h.code AS hub_code, h.name AS hub_name, p.name AS reporter, COALESCE(k.name, '') AS checker
             FROM measure_entries e JOIN hubs h ON h.id = e.hub_id JOIN people p ON p.id = e.reported_by
             LEFT JOIN people k ON k.id = e.checked_by ",
            $($rest),+
        )
    };
}

/// What [`Sought`] leaves.
macro_rules! sought {
    () => {
        "WHERE h.division LIKE $1 AND ($2 = '' OR h.code = $2) AND ($3 = '' OR e.state = $3) AND ($4 = '' OR e.code = $4)"
    };
}

pub(super) fn insert(
    tx: &mut Tx,
    (id, reference): (Uuid, &str),
    new: &NewEntry,
    value: Decimal,
    (person, now): (Uuid, i64),
) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO measure_entries (hub_id, id, reference, code, from_month, to_month, value, words, state,
             reported_by, reported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'reported', $9, $10)"
        ),
        &params![
            new.hub,
            id,
            reference,
            &new.code,
            &new.from_month,
            &new.to_month,
            value.to_string(),
            &new.words,
            person,
            now
        ],
    )?;
    Ok(())
}

pub(super) fn set_state(
    tx: &mut Tx,
    old: &Entry,
    state: &str,
    words: &str,
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE measure_entries SET state = $4, checked_words = $5, checked_by = $6, checked_at = $7,
             version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version, state, words, person, now],
    )?;
    one_row(changed)
}

pub(super) fn withdraw(tx: &mut Tx, old: &Entry) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE measure_entries SET state = 'withdrawn', version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version],
    )?;
    one_row(changed)
}

/// The entry with this reference number.
pub(super) fn by_reference(tx: &mut Tx, reference: &str) -> Result<Entry, Error> {
    let row = tx.maybe(sql!(entries!("WHERE e.reference = $1")), &params![reference])?;
    entry(&row.ok_or(Error::NotFound)?)
}

pub(super) fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Entry, Error> {
    let row = tx.maybe(sql!(entries!("WHERE e.hub_id = $1 AND e.id = $2")), &params![hub, id])?;
    entry(&row.ok_or(Error::NotFound)?)
}

/// Those of a measure that stand or wait and have a month in common with a span, the newest first.
pub(super) fn of_measure(tx: &mut Tx, hub: Uuid, code: &str, from: &str, to: &str) -> Result<Vec<Entry>, Error> {
    let rows = tx.query(
        sql!(entries!(
            "WHERE e.hub_id = $1 AND e.code = $2 AND e.from_month <= $4 AND e.to_month >= $3
             AND e.state IN ('reported', 'accepted') ORDER BY e.to_month DESC, e.id DESC"
        )),
        &params![hub, code, from, to],
    )?;
    rows.iter().map(entry).collect()
}

/// Every entry of a hub that has a month in common with a span, the newest first.
pub(super) fn of_hub(tx: &mut Tx, hub: Uuid, from: &str, to: &str) -> Result<Vec<Entry>, Error> {
    let rows = tx.query(
        sql!(entries!(
            "WHERE e.hub_id = $1 AND e.from_month <= $3 AND e.to_month >= $2 ORDER BY e.reported_at DESC, e.id DESC"
        )),
        &params![hub, from, to],
    )?;
    rows.iter().map(entry).collect()
}

pub(super) fn list(tx: &mut Tx, sought: &Sought, offset: i64, rows: i64) -> Result<Vec<Entry>, Error> {
    let rows = tx.query(
        sql!(entries!(sought!(), " ORDER BY e.reported_at DESC, e.id DESC LIMIT $5 OFFSET $6")),
        &params![format!("{}%", sought.division), &sought.hub, &sought.state, &sought.code, rows, offset],
    )?;
    rows.iter().map(entry).collect()
}

pub(super) fn count(tx: &mut Tx, sought: &Sought, most: i64) -> Result<i64, Error> {
    let row = tx.one(
        sql!(concat!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM measure_entries e JOIN hubs h ON h.id = e.hub_id ",
            sought!(),
            " LIMIT $5) counted"
        )),
        &params![format!("{}%", sought.division), &sought.hub, &sought.state, &sought.code, most],
    )?;
    Ok(row.get("n"))
}
