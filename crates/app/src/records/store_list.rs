//! The statements that select records and reckon figures of them. The condition stands once; a statement is made of it
//! for each kind of whose records they are, so that each finds its index.

use db::{Row, Sql, Tx, Value, params, sql};
use uuid::Uuid;

use super::filter::{Filter, Of};
use super::model::{Figures, Record, Worth};
use super::period::Period;
use super::rollups;
use super::store::record;
use crate::web::Error;
use crate::web::lists::containing;

/// Months `$2` to `$3`; an empty text filters nothing. Of the columns that the index `records_figures` begins with.
macro_rules! figured {
    () => {
        " AND r.month >= $2 AND r.month <= $3
          AND ($4 = '' OR ($4 = '1' AND r.counts = 1 AND r.corrected_by IS NULL)
               OR ($4 = '0' AND (r.counts = 0 OR r.corrected_by IS NOT NULL)))
          AND ($5 = '' OR ($5 = 'any' AND r.on_time IS NOT NULL) OR ($5 = '1' AND r.on_time = 1)
               OR ($5 = '0' AND r.on_time = 0))
          AND r.trips >= $6
          AND ($7 = '' OR ($7 = 'any' AND r.rating IS NOT NULL) OR CAST(r.rating AS TEXT) = $7)
          AND ($8 = '' OR ($8 = 'any' AND r.benefit <> '') OR ($8 = 'money' AND r.benefit_fen > 0)
               OR r.benefit = $8)"
    };
}

/// What only the row itself tells.
macro_rules! told {
    () => {
        " AND ($9 = '' OR r.center_kind = $9) AND ($10 = '' OR r.function = $10)
          AND ($11 = '' OR r.provider_name LIKE $12 ESCAPE '!' OR r.provider_uscc = $11)
          AND ($13 = '' OR r.firm_name LIKE $14 ESCAPE '!' OR r.firm_uscc = $13)"
    };
}

macro_rules! standing {
    () => {
        " AND r.month >= $2 AND r.month <= $3 AND r.counts = 1 AND r.corrected_by IS NULL"
    };
}

/// 家 and 家次, and what else is said of records.
macro_rules! sums {
    () => {
        "COUNT(DISTINCT r.firm_id) AS firms, COUNT(*) AS records,
         COUNT(CASE WHEN r.on_time = 1 THEN 1 END) AS on_time, COUNT(r.on_time) AS with_due,
         CAST(COALESCE(SUM(r.rating), 0) AS BIGINT) AS rating_sum, COUNT(r.rating) AS rated,
         COUNT(CASE WHEN r.rating <= 2 THEN 1 END) AS poor,
         COUNT(CASE WHEN r.price_fen > 0 THEN 1 END) AS priced,
         CAST(COALESCE(SUM(r.price_fen), 0) AS BIGINT) AS price_fen,
         CAST(COALESCE(SUM(r.trips), 0) AS BIGINT) AS trips, COUNT(CASE WHEN r.trips > 1 THEN 1 END) AS trips_over,
         COUNT(CASE WHEN r.benefit <> '' THEN 1 END) AS benefits,
         CAST(COALESCE(SUM(r.benefit_fen), 0) AS BIGINT) AS benefit_fen,
         CAST(COALESCE(SUM(r.benefit_days), 0) AS BIGINT) AS benefit_days"
    };
}

/// One statement for each kind of [`Of`]. Of several hubs each is looked up in turn: CROSS JOIN keeps SQLite to this
/// order, in which the index `records_figures` answers alone.
macro_rules! for_each {
    ($name:ident, [$($select:tt)*], [$($end:tt)*]) => {
        fn $name(of: &Of) -> &'static Sql {
            match of {
                Of::Hub(_) => sql!(concat!($($select)*, " FROM records r WHERE r.hub_id = $1", $($end)*)),
                Of::Division(_) => sql!(concat!(
                    $($select)*,
                    " FROM hubs h CROSS JOIN records r WHERE r.hub_id = h.id AND h.division LIKE $1",
                    $($end)*
                )),
                Of::Firm(_) => sql!(concat!($($select)*, " FROM records r WHERE r.firm_id = $1", $($end)*)),
                Of::Provider(_) => sql!(concat!($($select)*, " FROM records r WHERE r.provider_id = $1", $($end)*)),
            }
        }
    };
}

for_each!(
    sorted_of,
    ["SELECT r.*"],
    [
        figured!(),
        told!(),
        " ORDER BY $16 * CASE $15 WHEN 'price' THEN r.price_fen WHEN 'rating' THEN r.rating WHEN 'trips' THEN r.trips
       ELSE r.confirmed_at END NULLS LAST, r.confirmed_at DESC, r.id DESC LIMIT $17 OFFSET $18"
    ]
);
for_each!(count_of, ["SELECT COUNT(*) AS n FROM (SELECT 1 AS one"], [figured!(), told!(), " LIMIT $15) counted"]);
for_each!(sums_of, ["SELECT ", sums!()], [figured!(), told!()]);
for_each!(figured_count_of, ["SELECT COUNT(*) AS n FROM (SELECT 1 AS one"], [figured!(), " LIMIT $9) counted"]);
for_each!(figured_sums_of, ["SELECT ", sums!()], [figured!()]);
for_each!(by_month_of, ["SELECT r.month, ", sums!()], [standing!(), " GROUP BY r.month ORDER BY r.month"]);
for_each!(by_hub_of, ["SELECT r.hub_id, ", sums!()], [standing!(), " GROUP BY r.hub_id"]);
for_each!(
    by_hub_and_month_of,
    ["SELECT r.hub_id, r.month, ", sums!()],
    [standing!(), " GROUP BY r.hub_id, r.month ORDER BY r.month"]
);
for_each!(
    worth_of,
    ["SELECT r.month, COUNT(*) AS records, CAST(COALESCE(SUM(r.price_fen), 0) AS BIGINT) AS price_fen,
      CAST(COALESCE(SUM(CASE WHEN r.benefit = 'revenue' THEN r.benefit_fen END), 0) AS BIGINT) AS revenue_fen,
      CAST(COALESCE(SUM(CASE WHEN r.benefit = 'cost' THEN r.benefit_fen END), 0) AS BIGINT) AS cost_fen,
      CAST(COALESCE(SUM(r.benefit_days), 0) AS BIGINT) AS days"],
    [standing!(), " GROUP BY r.month ORDER BY r.month"]
);
for_each!(
    by_center_of,
    ["SELECT r.center_kind AS kind, MIN(r.center_name) AS name, COUNT(*) AS n"],
    [standing!(), " GROUP BY r.center_kind ORDER BY n DESC, kind"]
);

/// The newest first, which is how a list opens: each kind of whose they are has an index in this order, so that reading
/// ends with the page. The months stand in the order of time.
fn newest_of(of: &Of) -> &'static Sql {
    macro_rules! newest {
        ($condition:literal) => {
            sql!(concat!(
                "SELECT r.* FROM records r WHERE ",
                $condition,
                figured!(),
                told!(),
                " ORDER BY r.month DESC, r.confirmed_at DESC, r.id DESC LIMIT $15 OFFSET $16"
            ))
        };
    }
    match of {
        Of::Hub(_) => newest!("r.hub_id = $1"),
        Of::Division(_) => newest!("EXISTS (SELECT 1 FROM hubs h WHERE h.id = r.hub_id AND h.division LIKE $1)"),
        Of::Firm(_) => newest!("r.firm_id = $1"),
        Of::Provider(_) => newest!("r.provider_id = $1"),
    }
}

fn whose(of: &Of) -> Value {
    match of {
        Of::Hub(id) | Of::Firm(id) | Of::Provider(id) => id.into(),
        Of::Division(prefix) => format!("{prefix}%").into(),
    }
}

fn figured_values(filter: &Filter) -> Vec<Value> {
    let period = &filter.period;
    let mut values = vec![whose(&filter.of)];
    values.extend(params![
        &period.from,
        &period.to,
        &filter.counts,
        &filter.on_time,
        filter.trips,
        &filter.rating,
        &filter.benefit
    ]);
    values
}

fn values(filter: &Filter) -> Vec<Value> {
    let mut values = figured_values(filter);
    values.extend(params![
        &filter.center,
        &filter.function,
        &filter.provider,
        containing(&filter.provider),
        &filter.firm,
        containing(&filter.firm)
    ]);
    values
}

/// The records that match, in the order asked for.
///
/// # Errors
/// Of the database.
pub fn list(tx: &mut Tx, filter: &Filter, offset: i64, rows: i64) -> Result<Vec<Record>, Error> {
    let mut values = values(filter);
    if filter.sort == "time" && filter.descending {
        values.extend(params![rows, offset]);
        return tx.query(newest_of(&filter.of), &values)?.iter().map(record).collect();
    }
    let sign: i64 = if filter.descending { -1 } else { 1 };
    values.extend(params![&filter.sort, sign, rows, offset]);
    tx.query(sorted_of(&filter.of), &values)?.iter().map(record).collect()
}

/// How many match, counted to `most`.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, filter: &Filter, most: i64) -> Result<i64, Error> {
    let (statement, mut values) = if filter.is_figured() {
        (figured_count_of(&filter.of), figured_values(filter))
    } else {
        (count_of(&filter.of), values(filter))
    };
    values.push(most.into());
    Ok(tx.one(statement, &values)?.get("n"))
}

/// The figures of those that match.
///
/// # Errors
/// Of the database.
pub fn sums(tx: &mut Tx, filter: &Filter) -> Result<Figures, Error> {
    if filter.is_rolled_up()
        && let Some(course) = rollups::course(tx, &filter.of, &filter.period)?
    {
        return Ok(course.total());
    }
    let row = if filter.is_figured() {
        tx.one(figured_sums_of(&filter.of), &figured_values(filter))?
    } else {
        tx.one(sums_of(&filter.of), &values(filter))?
    };
    Ok(figures(&row))
}

/// What a row of sums says.
pub(super) fn figures(row: &Row) -> Figures {
    Figures {
        firms: row.get("firms"),
        records: row.get("records"),
        on_time: row.get("on_time"),
        with_due: row.get("with_due"),
        rating_sum: row.get("rating_sum"),
        rated: row.get("rated"),
        poor: row.get("poor"),
        trips: row.get("trips"),
        trips_over: row.get("trips_over"),
        priced: row.get("priced"),
        price_fen: row.get("price_fen"),
        benefits: row.get("benefits"),
        benefit_fen: row.get("benefit_fen"),
        benefit_days: row.get("benefit_days"),
    }
}

fn spanning(of: &Of, period: &Period) -> [Value; 3] {
    [whose(of), Value::from(&period.from), Value::from(&period.to)]
}

/// The figures month by month; a month without records is not among them. Records that count and stand, as below.
///
/// # Errors
/// Of the database.
pub fn by_month(tx: &mut Tx, of: &Of, period: &Period) -> Result<Vec<(String, Figures)>, Error> {
    if let Some(course) = rollups::course(tx, of, period)? {
        return Ok(course.by_month());
    }
    let rows = tx.query(by_month_of(of), &spanning(of, period))?;
    Ok(rows.iter().map(|row| (row.get("month"), figures(row))).collect())
}

/// The figures hub by hub; a hub without records is not among them.
///
/// # Errors
/// Of the database.
pub fn by_hub(tx: &mut Tx, of: &Of, period: &Period) -> Result<Vec<(Uuid, Figures)>, Error> {
    if let Some(course) = rollups::course(tx, of, period)? {
        return Ok(course.by_hub());
    }
    let rows = tx.query(by_hub_of(of), &spanning(of, period))?;
    Ok(rows.iter().map(|row| (row.get("hub_id"), figures(row))).collect())
}

/// The figures of each hub month by month; a month without records is not among them.
///
/// # Errors
/// Of the database.
pub fn by_hub_and_month(tx: &mut Tx, of: &Of, period: &Period) -> Result<Vec<(Uuid, String, Figures)>, Error> {
    if let Some(course) = rollups::course(tx, of, period)? {
        return Ok(course.by_hub_and_month());
    }
    let rows = tx.query(by_hub_and_month_of(of), &spanning(of, period))?;
    Ok(rows.iter().map(|row| (row.get("hub_id"), row.get("month"), figures(row))).collect())
}

/// What was paid and what it brought, month by month. For one firm or one provider: it reads their rows.
///
/// # Errors
/// Of the database.
pub fn worth_by_month(tx: &mut Tx, of: &Of, period: &Period) -> Result<Vec<(String, Worth)>, Error> {
    let worth = |row: &Row| Worth {
        records: row.get("records"),
        price_fen: row.get("price_fen"),
        revenue_fen: row.get("revenue_fen"),
        cost_fen: row.get("cost_fen"),
        days: row.get("days"),
    };
    let rows = tx.query(worth_of(of), &spanning(of, period))?;
    Ok(rows.iter().map(|row| (row.get("month"), worth(row))).collect())
}

/// 家次 by kind of center: kind, name, records.
///
/// # Errors
/// Of the database.
pub fn by_center(tx: &mut Tx, of: &Of, period: &Period) -> Result<Vec<(String, String, i64)>, Error> {
    let rows = tx.query(by_center_of(of), &spanning(of, period))?;
    Ok(rows.iter().map(|row| (row.get("kind"), row.get("name"), row.get("n"))).collect())
}
