//! Every statement of the rollups.

use db::{Row, Tx, params, sql};
use roaring::RoaringBitmap;
use uuid::Uuid;

use super::Key;
use crate::records::model::{Figures, Record};
use crate::records::period::Period;
use crate::web::Error;

/// The marker in `installation` that says that every record is in the rollups.
const WHOLE: &str = "whole";

pub(super) fn is_whole(tx: &mut Tx) -> Result<bool, Error> {
    let row = tx.maybe(sql!("SELECT value FROM installation WHERE name = 'rollups'"), &params![])?;
    Ok(row.is_some_and(|row| row.get::<String>("value") == WHOLE))
}

pub(super) fn mark_whole(tx: &mut Tx, whole: bool) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO installation (name, value) VALUES ('rollups', $1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ),
        &params![if whole { WHOLE } else { "" }],
    )?;
    Ok(())
}

/// The number of an organization; a new one where it has none. Two that are numbered at once wait for each other.
pub(super) fn number(tx: &mut Tx, organization: Uuid) -> Result<u32, Error> {
    if let Some(number) = numbered(tx, organization)? {
        return Ok(number);
    }
    tx.execute(
        sql!(
            "INSERT INTO installation (name, value) VALUES ('organization_numbers', '')
             ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ),
        &params![],
    )?;
    if let Some(number) = numbered(tx, organization)? {
        return Ok(number);
    }
    let row = tx.one(
        sql!(
            "INSERT INTO organization_numbers (organization_id, number)
             VALUES ($1, (SELECT COALESCE(MAX(number) + 1, 0) FROM organization_numbers)) RETURNING number"
        ),
        &params![organization],
    )?;
    Ok(row.get("number"))
}

pub(super) fn numbered(tx: &mut Tx, organization: Uuid) -> Result<Option<u32>, Error> {
    let row =
        tx.maybe(sql!("SELECT number FROM organization_numbers WHERE organization_id = $1"), &params![organization])?;
    Ok(row.map(|row| row.get("number")))
}

/// Organizations and their numbers from a number on.
pub(super) fn numbers(tx: &mut Tx, from: i64, rows: i64) -> Result<Vec<(Uuid, u32)>, Error> {
    let rows = tx.query(
        sql!("SELECT organization_id, number FROM organization_numbers WHERE number >= $1 ORDER BY number LIMIT $2"),
        &params![from, rows],
    )?;
    Ok(rows.iter().map(|row| (row.get("organization_id"), row.get("number"))).collect())
}

/// Adds what a record gives to the sums of its month, of all and of each part, or takes it away. Whoever changes the same
/// month of the same hub waits here until the other's transaction has ended.
pub(super) fn add(tx: &mut Tx, record: &Record, of: &Figures, sign: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO rollups (hub_id, month, kind, value, records, on_time, with_due, rating_sum, rated, poor, trips,
             trips_over, priced, price_fen, benefits, benefit_fen, benefit_days)
             VALUES ($1, $2, '', '', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19),
                    ($1, $2, 'function', $3, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19),
                    ($1, $2, 'size', $4, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19),
                    ($1, $2, 'industry', $5, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19),
                    ($1, $2, 'division', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
             ON CONFLICT (hub_id, kind, value, month) DO UPDATE SET records = rollups.records + excluded.records,
             on_time = rollups.on_time + excluded.on_time, with_due = rollups.with_due + excluded.with_due,
             rating_sum = rollups.rating_sum + excluded.rating_sum, rated = rollups.rated + excluded.rated,
             poor = rollups.poor + excluded.poor, trips = rollups.trips + excluded.trips,
             trips_over = rollups.trips_over + excluded.trips_over, priced = rollups.priced + excluded.priced,
             price_fen = rollups.price_fen + excluded.price_fen, benefits = rollups.benefits + excluded.benefits,
             benefit_fen = rollups.benefit_fen + excluded.benefit_fen,
             benefit_days = rollups.benefit_days + excluded.benefit_days"
        ),
        &params![
            record.hub_id,
            &record.confirmed_on[..7],
            &record.function,
            &record.firm_size,
            super::industry(&record.firm_industry),
            &record.firm_division,
            sign * of.records,
            sign * of.on_time,
            sign * of.with_due,
            sign * of.rating_sum,
            sign * of.rated,
            sign * of.poor,
            sign * of.trips,
            sign * of.trips_over,
            sign * of.priced,
            sign * of.price_fen,
            sign * of.benefits,
            sign * of.benefit_fen,
            sign * of.benefit_days
        ],
    )?;
    Ok(())
}

/// The sets that a record belongs to, as they are; one that has no member yet is not among them.
pub(super) fn sets_of(tx: &mut Tx, record: &Record) -> Result<Vec<(Key, RoaringBitmap)>, Error> {
    macro_rules! one {
        ($condition:literal) => {
            concat!("SELECT kind, value, members FROM rollup_sets WHERE hub_id = $1 AND month = $2 AND ", $condition)
        };
    }
    let rows = tx.query(
        sql!(concat!(
            one!("kind = '' AND value = ''"),
            " UNION ALL ",
            one!("kind = 'providers' AND value = ''"),
            " UNION ALL ",
            one!("kind = 'function' AND value = $3"),
            " UNION ALL ",
            one!("kind = 'size' AND value = $4"),
            " UNION ALL ",
            one!("kind = 'industry' AND value = $5"),
            " UNION ALL ",
            one!("kind = 'division' AND value = $6")
        )),
        &params![
            record.hub_id,
            &record.confirmed_on[..7],
            &record.function,
            &record.firm_size,
            super::industry(&record.firm_industry),
            &record.firm_division
        ],
    )?;
    rows.iter().map(|row| Ok((key(row)?, members(row)?))).collect()
}

fn key(row: &Row) -> Result<Key, Error> {
    let kind: String = row.get("kind");
    Ok((super::kind(&kind).ok_or_else(|| Error::internal(format!("rollups of the kind {kind}")))?, row.get("value")))
}

fn members(row: &Row) -> Result<RoaringBitmap, Error> {
    let bytes: Vec<u8> = row.get("members");
    RoaringBitmap::deserialize_from(bytes.as_slice()).map_err(Error::internal)
}

/// Keeps a set of a hub's month.
pub(super) fn put(tx: &mut Tx, hub: Uuid, month: &str, key: &Key, set: &RoaringBitmap) -> Result<(), Error> {
    let mut bytes = Vec::with_capacity(set.serialized_size());
    set.serialize_into(&mut bytes).map_err(Error::internal)?;
    tx.execute(
        sql!(
            "INSERT INTO rollup_sets (hub_id, kind, value, month, members) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (hub_id, kind, value, month) DO UPDATE SET members = excluded.members"
        ),
        &params![hub, key.0, &key.1, month, bytes],
    )?;
    Ok(())
}

/// Keeps the sums of a hub's month.
pub(super) fn put_sums(tx: &mut Tx, hub: Uuid, month: &str, key: &Key, of: &Figures) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO rollups (hub_id, month, kind, value, records, on_time, with_due, rating_sum, rated, poor, trips,
             trips_over, priced, price_fen, benefits, benefit_fen, benefit_days)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
             ON CONFLICT (hub_id, kind, value, month) DO UPDATE SET records = excluded.records,
             on_time = excluded.on_time, with_due = excluded.with_due, rating_sum = excluded.rating_sum,
             rated = excluded.rated, poor = excluded.poor, trips = excluded.trips, trips_over = excluded.trips_over,
             priced = excluded.priced, price_fen = excluded.price_fen, benefits = excluded.benefits,
             benefit_fen = excluded.benefit_fen, benefit_days = excluded.benefit_days"
        ),
        &params![
            hub,
            month,
            key.0,
            &key.1,
            of.records,
            of.on_time,
            of.with_due,
            of.rating_sum,
            of.rated,
            of.poor,
            of.trips,
            of.trips_over,
            of.priced,
            of.price_fen,
            of.benefits,
            of.benefit_fen,
            of.benefit_days
        ],
    )?;
    Ok(())
}

/// Whoever changes this month of this hub waits for us; what is kept of it stays.
pub(super) fn hold(tx: &mut Tx, hub: Uuid, month: &str) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO rollups (hub_id, month, kind, value, records, on_time, with_due, rating_sum, rated, poor, trips,
             trips_over, priced, price_fen, benefits, benefit_fen, benefit_days)
             VALUES ($1, $2, '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
             ON CONFLICT (hub_id, kind, value, month) DO UPDATE SET records = rollups.records"
        ),
        &params![hub, month],
    )?;
    Ok(())
}

/// Forgets what is kept of a hub's month.
pub(super) fn clear(tx: &mut Tx, hub: Uuid, month: &str) -> Result<(), Error> {
    for statement in [
        sql!("DELETE FROM rollups WHERE hub_id = $1 AND month = $2"),
        sql!("DELETE FROM rollup_sets WHERE hub_id = $1 AND month = $2"),
    ] {
        tx.execute(statement, &params![hub, month])?;
    }
    Ok(())
}

/// The records of a firm that count and stand in a hub's month: by them it belongs to its parts.
pub(super) fn keys_of_firm(tx: &mut Tx, hub: Uuid, firm: Uuid, month: &str) -> Result<Vec<[Key; 5]>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT function, firm_size, firm_industry, firm_division FROM records
             WHERE hub_id = $1 AND firm_id = $2 AND month = $3 AND counts = 1 AND corrected_by IS NULL"
        ),
        &params![hub, firm, month],
    )?;
    let keys = |row: &Row| {
        let text = |column: &str| row.get::<String>(column);
        super::keys(&text("function"), &text("firm_size"), &text("firm_industry"), &text("firm_division"))
    };
    Ok(rows.iter().map(keys).collect())
}

/// Whether a provider has a record that counts and stands in a hub's month.
pub(super) fn provider_stays(tx: &mut Tx, hub: Uuid, provider: Uuid, month: &str) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT 1 AS one FROM records WHERE provider_id = $2 AND month = $3 AND hub_id = $1 AND counts = 1
             AND corrected_by IS NULL LIMIT 1"
        ),
        &params![hub, provider, month],
    )?;
    Ok(row.is_some())
}

/// The hubs whose division begins so; those that were removed too, since their records stay.
pub(super) fn hubs_of(tx: &mut Tx, prefix: &str) -> Result<Vec<Uuid>, Error> {
    let rows =
        tx.query(sql!("SELECT id FROM hubs WHERE division LIKE $1 ORDER BY id"), &params![format!("{prefix}%")])?;
    Ok(rows.iter().map(|row| row.get("id")).collect())
}

/// The sums of a hub of one kind in a span: value, month, figures without firms.
pub(super) fn sums(
    tx: &mut Tx,
    hub: Uuid,
    kind: &str,
    period: &Period,
) -> Result<Vec<(String, String, Figures)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.*, CAST(0 AS BIGINT) AS firms FROM rollups r
             WHERE r.hub_id = $1 AND r.kind = $2 AND r.month >= $3 AND r.month <= $4 AND r.records <> 0
             ORDER BY r.value, r.month"
        ),
        &params![hub, kind, &period.from, &period.to],
    )?;
    let one = |row: &Row| (row.get("value"), row.get("month"), crate::records::store_list::figures(row));
    Ok(rows.iter().map(one).collect())
}

/// The sets of a hub of one kind in a span: value, month, members.
pub(super) fn sets(
    tx: &mut Tx,
    hub: Uuid,
    kind: &str,
    period: &Period,
) -> Result<Vec<(String, String, RoaringBitmap)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT value, month, members FROM rollup_sets
             WHERE hub_id = $1 AND kind = $2 AND month >= $3 AND month <= $4 ORDER BY value, month"
        ),
        &params![hub, kind, &period.from, &period.to],
    )?;
    rows.iter().map(|row| Ok((row.get("value"), row.get("month"), members(row)?))).collect()
}

/// Everything kept of a hub's month.
pub(super) fn month(tx: &mut Tx, hub: Uuid, month: &str) -> Result<super::Month, Error> {
    let mut found = super::Month::default();
    let sums = sql!(
        "SELECT r.*, CAST(0 AS BIGINT) AS firms FROM rollups r WHERE r.hub_id = $1 AND r.month = $2 AND r.records <> 0"
    );
    for row in tx.query(sums, &params![hub, month])? {
        found.sums.insert(key(&row)?, crate::records::store_list::figures(&row));
    }
    let sets = sql!("SELECT kind, value, members FROM rollup_sets WHERE hub_id = $1 AND month = $2");
    for row in tx.query(sets, &params![hub, month])? {
        let set = members(&row)?;
        if !set.is_empty() {
            found.sets.insert(key(&row)?, set);
        }
    }
    Ok(found)
}

/// The hubs that have records or rollups.
pub(super) fn hubs(tx: &mut Tx) -> Result<Vec<(Uuid, String)>, Error> {
    let rows = tx.query(sql!("SELECT id, code FROM hubs ORDER BY code"), &params![])?;
    Ok(rows.iter().map(|row| (row.get("id"), row.get("code"))).collect())
}

/// The first month after another in which a hub has records, or something is kept of it.
pub(super) fn next_month(tx: &mut Tx, hub: Uuid, after: &str) -> Result<Option<String>, Error> {
    let row = tx.one(
        sql!(
            "SELECT (SELECT MIN(month) FROM records WHERE hub_id = $1 AND month > $2) AS recorded,
                    (SELECT MIN(month) FROM rollups WHERE hub_id = $1 AND month > $2) AS kept,
                    (SELECT MIN(month) FROM rollup_sets WHERE hub_id = $1 AND month > $2) AS kept_sets"
        ),
        &params![hub, after],
    )?;
    let months = ["recorded", "kept", "kept_sets"].map(|column| row.get::<Option<String>>(column));
    Ok(months.into_iter().flatten().min())
}

/// What the records of a hub's month that count and stand give, one by one.
pub(super) fn each_of_month(
    tx: &mut Tx,
    hub: Uuid,
    month: &str,
    mut take: impl FnMut(&Row) -> Result<(), Error>,
) -> Result<u64, Error> {
    let rows = tx.query(
        sql!(
            "SELECT firm_id, provider_id, function, firm_size, firm_industry, firm_division, on_time, rating, trips,
                    price_fen, benefit, benefit_fen, benefit_days
             FROM records WHERE hub_id = $1 AND month = $2 AND counts = 1 AND corrected_by IS NULL"
        ),
        &params![hub, month],
    )?;
    for row in &rows {
        take(row)?;
    }
    Ok(rows.len() as u64)
}

/// Nothing is kept any more.
pub(super) fn forget(tx: &mut Tx) -> Result<(), Error> {
    for statement in [sql!("DELETE FROM rollups"), sql!("DELETE FROM rollup_sets")] {
        tx.execute(statement, &params![])?;
    }
    Ok(())
}
