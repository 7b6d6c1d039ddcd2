//! Every statement of the tallies. They are made as in the migration `0046_tallies`.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::model::Figures;
use super::period::Period;
use super::store_list::figures;
use crate::web::Error;

/// Two that change the tallies at once wait for each other; on SQLite they do anyway.
pub(super) fn one_after_another(tx: &mut Tx) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO installation (name, value) VALUES ('tallies', '')
             ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ),
        &params![],
    )?;
    Ok(())
}

pub(super) fn scopes(tx: &mut Tx, hub: Uuid) -> Result<Vec<String>, Error> {
    let rows = tx.query(sql!("SELECT scope FROM tally_scopes WHERE hub_id = $1 ORDER BY scope"), &params![hub])?;
    Ok(rows.iter().map(|row| row.get("scope")).collect())
}

pub(super) fn put_scope(tx: &mut Tx, hub: Uuid, scope: &str) -> Result<(), Error> {
    tx.execute(sql!("INSERT INTO tally_scopes (hub_id, scope) VALUES ($1, $2)"), &params![hub, scope])?;
    Ok(())
}

/// Whether every hub that has scopes lies where it is tallied.
pub(super) fn is_fresh(tx: &mut Tx) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM hubs h WHERE EXISTS (SELECT 1 FROM tally_scopes s WHERE s.hub_id = h.id)
             AND NOT EXISTS (SELECT 1 FROM tally_scopes s WHERE s.hub_id = h.id AND s.scope = substr(h.division, 1, 6))"
        ),
        &params![],
    )?;
    Ok(row.get::<i64>("n") == 0)
}

/// Adds what a record gives to the sums of its month, or takes it away.
pub(super) fn sum(tx: &mut Tx, hub: Uuid, month: &str, standing: bool, of: &Figures, sign: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO tallies (hub_id, month, standing, records, on_time, with_due, rating_sum, rated, trips,
             trips_over, benefits, benefit_fen, benefit_days)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (hub_id, month, standing) DO UPDATE SET records = tallies.records + excluded.records,
             on_time = tallies.on_time + excluded.on_time, with_due = tallies.with_due + excluded.with_due,
             rating_sum = tallies.rating_sum + excluded.rating_sum, rated = tallies.rated + excluded.rated,
             trips = tallies.trips + excluded.trips, trips_over = tallies.trips_over + excluded.trips_over,
             benefits = tallies.benefits + excluded.benefits,
             benefit_fen = tallies.benefit_fen + excluded.benefit_fen,
             benefit_days = tallies.benefit_days + excluded.benefit_days"
        ),
        &params![
            hub,
            month,
            i64::from(standing),
            sign * of.records,
            sign * of.on_time,
            sign * of.with_due,
            sign * of.rating_sum,
            sign * of.rated,
            sign * of.trips,
            sign * of.trips_over,
            sign * of.benefits,
            sign * of.benefit_fen,
            sign * of.benefit_days
        ],
    )?;
    Ok(())
}

/// Counts a record of a firm in a month; gives how many there are now.
pub(super) fn one_more(tx: &mut Tx, scope: &str, standing: bool, firm: Uuid, month: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO tally_firms (scope, standing, firm_id, month, records) VALUES ($1, $2, $3, $4, 1)
             ON CONFLICT (scope, standing, firm_id, month) DO UPDATE SET records = tally_firms.records + 1
             RETURNING records"
        ),
        &params![scope, i64::from(standing), firm, month],
    )?;
    Ok(row.get("records"))
}

/// Counts one less of those that count and stand; gives how many are left.
pub(super) fn one_less(tx: &mut Tx, scope: &str, firm: Uuid, month: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "UPDATE tally_firms SET records = records - 1
             WHERE scope = $1 AND standing = 1 AND firm_id = $2 AND month = $3 RETURNING records"
        ),
        &params![scope, firm, month],
    )?;
    let left = row.get("records");
    if left == 0 {
        tx.execute(
            sql!("DELETE FROM tally_firms WHERE scope = $1 AND standing = 1 AND firm_id = $2 AND month = $3"),
            &params![scope, firm, month],
        )?;
    }
    Ok(left)
}

/// The months before and after a month in which a firm has records; '' and `None` where there is none.
pub(super) fn neighbours(
    tx: &mut Tx,
    scope: &str,
    standing: bool,
    firm: Uuid,
    month: &str,
) -> Result<(String, Option<String>), Error> {
    let row = tx.one(
        sql!(
            "SELECT COALESCE((SELECT MAX(month) FROM tally_firms
                     WHERE scope = $1 AND standing = $2 AND firm_id = $3 AND month < $4), '') AS before,
                    (SELECT MIN(month) FROM tally_firms
                     WHERE scope = $1 AND standing = $2 AND firm_id = $3 AND month > $4) AS after"
        ),
        &params![scope, i64::from(standing), firm, month],
    )?;
    Ok((row.get("before"), row.get("after")))
}

/// So many firms more have a record in a month, and their last before it in another.
pub(super) fn reach(
    tx: &mut Tx,
    scope: &str,
    standing: bool,
    (month, before): (&str, &str),
    firms: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO tally_reach (scope, standing, month, before, firms) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (scope, standing, month, before) DO UPDATE SET firms = tally_reach.firms + excluded.firms"
        ),
        &params![scope, i64::from(standing), month, before, firms],
    )?;
    Ok(())
}

macro_rules! summed {
    () => {
        "CAST(COALESCE(SUM(t.records), 0) AS BIGINT) AS records, CAST(COALESCE(SUM(t.on_time), 0) AS BIGINT) AS on_time,
         CAST(COALESCE(SUM(t.with_due), 0) AS BIGINT) AS with_due,
         CAST(COALESCE(SUM(t.rating_sum), 0) AS BIGINT) AS rating_sum, CAST(COALESCE(SUM(t.rated), 0) AS BIGINT) AS rated,
         CAST(COALESCE(SUM(t.trips), 0) AS BIGINT) AS trips, CAST(COALESCE(SUM(t.trips_over), 0) AS BIGINT) AS trips_over,
         CAST(COALESCE(SUM(t.benefits), 0) AS BIGINT) AS benefits,
         CAST(COALESCE(SUM(t.benefit_fen), 0) AS BIGINT) AS benefit_fen,
         CAST(COALESCE(SUM(t.benefit_days), 0) AS BIGINT) AS benefit_days"
    };
}

/// The tallies of every hub of the scope `$1` in the months `$2` to `$3`.
macro_rules! tallied {
    () => {
        " FROM tally_scopes s JOIN tallies t ON t.hub_id = s.hub_id
          WHERE s.scope = $1 AND t.month >= $2 AND t.month <= $3"
    };
}

/// The sums of a span, without the firms.
pub(super) fn sums(tx: &mut Tx, scope: &str, standing: bool, period: &Period) -> Result<Figures, Error> {
    let row = tx.one(
        sql!(concat!("SELECT CAST(0 AS BIGINT) AS firms, ", summed!(), tallied!(), " AND t.standing >= $4")),
        &params![scope, &period.from, &period.to, i64::from(standing)],
    )?;
    Ok(figures(&row))
}

/// How many firms have records in a span.
pub(super) fn firms(tx: &mut Tx, scope: &str, standing: bool, period: &Period) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT CAST(COALESCE(SUM(firms), 0) AS BIGINT) AS n FROM tally_reach
             WHERE scope = $1 AND standing = $2 AND month >= $3 AND month <= $4 AND before < $3"
        ),
        &params![scope, i64::from(standing), &period.from, &period.to],
    )?;
    Ok(row.get("n"))
}

/// Month by month; a month without records is not among them.
pub(super) fn by_month(tx: &mut Tx, scope: &str, period: &Period) -> Result<Vec<(String, Figures)>, Error> {
    let rows = tx.query(
        sql!(concat!(
            "SELECT t.month, ",
            summed!(),
            ", (SELECT CAST(SUM(f.firms) AS BIGINT) FROM tally_reach f
                WHERE f.scope = $1 AND f.standing = 1 AND f.month = t.month) AS firms",
            tallied!(),
            " AND t.standing = 1 AND t.records > 0 GROUP BY t.month ORDER BY t.month"
        )),
        &params![scope, &period.from, &period.to],
    )?;
    Ok(rows.iter().map(|row| (row.get("month"), figures(row))).collect())
}

/// Hub by hub; one without records is not among them.
pub(super) fn by_hub(tx: &mut Tx, scope: &str, period: &Period) -> Result<Vec<(Uuid, Figures)>, Error> {
    let rows = tx.query(
        sql!(concat!(
            "SELECT t.hub_id, ",
            summed!(),
            ", (SELECT CAST(SUM(f.firms) AS BIGINT) FROM hubs h JOIN tally_reach f ON f.scope = h.code
                WHERE h.id = t.hub_id AND f.standing = 1 AND f.month >= $2 AND f.month <= $3 AND f.before < $2) AS firms",
            tallied!(),
            " AND t.standing = 1 AND t.records > 0 GROUP BY t.hub_id"
        )),
        &params![scope, &period.from, &period.to],
    )?;
    Ok(rows.iter().map(|row| (row.get("hub_id"), figures(row))).collect())
}

/// Each hub month by month.
pub(super) fn by_hub_and_month(
    tx: &mut Tx,
    scope: &str,
    period: &Period,
) -> Result<Vec<(Uuid, String, Figures)>, Error> {
    let rows = tx.query(
        sql!(concat!(
            "SELECT t.hub_id, t.month, ",
            summed!(),
            ", (SELECT CAST(SUM(f.firms) AS BIGINT) FROM hubs h JOIN tally_reach f ON f.scope = h.code
                WHERE h.id = t.hub_id AND f.standing = 1 AND f.month = t.month) AS firms",
            tallied!(),
            " AND t.standing = 1 AND t.records > 0 GROUP BY t.hub_id, t.month ORDER BY t.month"
        )),
        &params![scope, &period.from, &period.to],
    )?;
    Ok(rows.iter().map(|row| (row.get("hub_id"), row.get("month"), figures(row))).collect())
}

/// As in the migration.
pub(super) fn rebuild(tx: &mut Tx) -> Result<(), Error> {
    for statement in [
        sql!("DELETE FROM tally_scopes"),
        sql!("DELETE FROM tallies"),
        sql!("DELETE FROM tally_firms"),
        sql!("DELETE FROM tally_reach"),
        sql!(
            "INSERT INTO tally_scopes (hub_id, scope)
             SELECT id, code FROM hubs UNION SELECT id, '' FROM hubs UNION SELECT id, substr(division, 1, 2) FROM hubs
             UNION SELECT id, substr(division, 1, 4) FROM hubs UNION SELECT id, substr(division, 1, 6) FROM hubs"
        ),
        sql!(
            "INSERT INTO tallies (hub_id, month, standing, records, on_time, with_due, rating_sum, rated, trips,
             trips_over, benefits, benefit_fen, benefit_days)
             SELECT r.hub_id, r.month, CASE WHEN r.counts = 1 AND r.corrected_by IS NULL THEN 1 ELSE 0 END, COUNT(*),
                    COUNT(CASE WHEN r.on_time = 1 THEN 1 END), COUNT(r.on_time),
                    CAST(COALESCE(SUM(r.rating), 0) AS BIGINT), COUNT(r.rating),
                    CAST(COALESCE(SUM(r.trips), 0) AS BIGINT), COUNT(CASE WHEN r.trips > 1 THEN 1 END),
                    COUNT(CASE WHEN r.benefit <> '' THEN 1 END),
                    CAST(COALESCE(SUM(r.benefit_fen), 0) AS BIGINT), CAST(COALESCE(SUM(r.benefit_days), 0) AS BIGINT)
             FROM records r
             GROUP BY r.hub_id, r.month, CASE WHEN r.counts = 1 AND r.corrected_by IS NULL THEN 1 ELSE 0 END"
        ),
        sql!(
            "INSERT INTO tally_firms (scope, standing, firm_id, month, records)
             SELECT s.scope, 0, r.firm_id, r.month, COUNT(*)
             FROM records r JOIN tally_scopes s ON s.hub_id = r.hub_id GROUP BY s.scope, r.firm_id, r.month"
        ),
        sql!(
            "INSERT INTO tally_firms (scope, standing, firm_id, month, records)
             SELECT s.scope, 1, r.firm_id, r.month, COUNT(*)
             FROM records r JOIN tally_scopes s ON s.hub_id = r.hub_id
             WHERE r.counts = 1 AND r.corrected_by IS NULL GROUP BY s.scope, r.firm_id, r.month"
        ),
        sql!(
            "INSERT INTO tally_reach (scope, standing, month, before, firms)
             SELECT scope, standing, month, before, COUNT(*) FROM
               (SELECT scope, standing, month,
                       COALESCE(LAG(month) OVER (PARTITION BY scope, standing, firm_id ORDER BY month), '') AS before
                FROM tally_firms) chained
             GROUP BY scope, standing, month, before"
        ),
    ] {
        tx.execute(statement, &params![])?;
    }
    Ok(())
}
