//! Every statement that finds what people should look at. Thresholds are the round's rules.

use db::{Row, Sql, Tx, Value, params, sql};
use uuid::Uuid;

use super::rules::Signals;
use crate::web::Error;

/// Something to look at.
#[derive(Clone, Debug)]
pub struct Line {
    /// Whom it is about.
    pub who: String,
    /// The other side, or what it is.
    pub what: String,
    /// How often.
    pub count: i64,
    /// One of the records, or empty.
    pub reference: String,
}

fn lines(tx: &mut Tx, statement: &'static Sql, params: &[Value]) -> Result<Vec<Line>, Error> {
    let line = |row: &Row| Line {
        who: row.get("who"),
        what: row.get("what"),
        count: row.get("n"),
        reference: row.get("reference"),
    };
    Ok(tx.query(statement, params)?.iter().map(line).collect())
}

/// The year of a hub's records, in months.
pub(super) struct Year {
    pub hub: Uuid,
    pub from: String,
    pub to: String,
}

/// Many records in the last days of the year: day, and how many.
pub(super) fn burst(tx: &mut Tx, year: &Year, first_day: &str, s: &Signals) -> Result<Vec<Line>, Error> {
    lines(
        tx,
        sql!(
            "SELECT confirmed_on AS who, '' AS what, COUNT(*) AS n, MIN(reference) AS reference FROM records
             WHERE hub_id = $1 AND month >= $2 AND month <= $3 AND counts = 1 AND confirmed_on >= $4
             GROUP BY confirmed_on HAVING COUNT(*) >= $5 AND COUNT(*) * 365 >= $6 *
             (SELECT COUNT(*) FROM records r WHERE r.hub_id = $1 AND r.month >= $2 AND r.month <= $3 AND r.counts = 1)
             ORDER BY n DESC, who LIMIT $7"
        ),
        &params![year.hub, year.from.as_str(), year.to.as_str(), first_day, s.burst_least, s.burst_times, s.lines],
    )
}

/// Two organizations that serve each other.
pub(super) fn mutual(tx: &mut Tx, year: &Year, s: &Signals) -> Result<Vec<Line>, Error> {
    lines(
        tx,
        sql!(
            "SELECT a.firm_name AS who, a.provider_name AS what, COUNT(*) AS n, MIN(a.reference) AS reference
             FROM records a WHERE a.hub_id = $1 AND a.month >= $2 AND a.month <= $3 AND a.counts = 1
             AND (SELECT COUNT(*) FROM records b WHERE b.hub_id = $1 AND b.firm_id = a.provider_id
                  AND b.provider_id = a.firm_id AND b.month >= $2 AND b.month <= $3 AND b.counts = 1) >= $4
             GROUP BY a.firm_name, a.provider_name HAVING COUNT(*) >= $4 ORDER BY n DESC, who, what LIMIT $5"
        ),
        &params![year.hub, year.from.as_str(), year.to.as_str(), s.mutual_least, s.lines],
    )
}

/// The same small service again and again.
pub(super) fn repeated(tx: &mut Tx, year: &Year, s: &Signals) -> Result<Vec<Line>, Error> {
    lines(
        tx,
        sql!(
            "SELECT firm_name AS who, service_name AS what, COUNT(*) AS n, MIN(reference) AS reference FROM records
             WHERE hub_id = $1 AND month >= $2 AND month <= $3 AND counts = 1 AND price_fen < $4
             GROUP BY firm_id, firm_name, service_id, service_name, provider_id
             HAVING COUNT(*) >= $5 ORDER BY n DESC, who, what LIMIT $6"
        ),
        &params![year.hub, year.from.as_str(), year.to.as_str(), s.repeat_fen, s.repeat_least, s.lines],
    )
}

/// Confirmed seconds after delivery.
pub(super) fn quick(tx: &mut Tx, year: &Year, s: &Signals) -> Result<Vec<Line>, Error> {
    lines(
        tx,
        sql!(
            "SELECT r.firm_name AS who, r.service_name AS what, (r.confirmed_at - d.at) / 1000 AS n, r.reference
             FROM records r JOIN (SELECT hub_id, order_id, MAX(delivered_at) AS at FROM deliveries
               WHERE hub_id = $1 GROUP BY hub_id, order_id) d ON d.hub_id = r.hub_id AND d.order_id = r.order_id
             WHERE r.hub_id = $1 AND r.month >= $2 AND r.month <= $3 AND r.counts = 1 AND r.corrects_id IS NULL
             AND r.confirmed_at - d.at < CAST($4 AS BIGINT) * 1000 ORDER BY n, r.reference LIMIT $5"
        ),
        &params![year.hub, year.from.as_str(), year.to.as_str(), s.seconds, s.lines],
    )
}

/// Firms with the same phone or the same address.
pub(super) fn shared(tx: &mut Tx, year: &Year, s: &Signals) -> Result<Vec<Line>, Error> {
    let mut found = lines(
        tx,
        sql!(
            "SELECT MIN(o.name) AS who, MAX(o.name) AS what, COUNT(*) AS n, '' AS reference FROM organizations o
             WHERE o.contact_phone <> '' AND o.id IN (SELECT firm_id FROM records
               WHERE hub_id = $1 AND month >= $2 AND month <= $3 AND counts = 1)
             GROUP BY o.contact_phone HAVING COUNT(*) >= $4 ORDER BY n DESC, who LIMIT $5"
        ),
        &params![year.hub, year.from.as_str(), year.to.as_str(), s.shared_least, s.lines],
    )?;
    found.extend(lines(
        tx,
        sql!(
            "SELECT MIN(o.name) AS who, o.address AS what, COUNT(*) AS n, '' AS reference FROM organizations o
             WHERE o.address <> '' AND o.id IN (SELECT firm_id FROM records
               WHERE hub_id = $1 AND month >= $2 AND month <= $3 AND counts = 1)
             GROUP BY o.address HAVING COUNT(*) >= $4 ORDER BY n DESC, who LIMIT $5"
        ),
        &params![year.hub, year.from.as_str(), year.to.as_str(), s.shared_least, s.lines],
    )?);
    Ok(found)
}

/// Nothing was handed over.
pub(super) fn bare(tx: &mut Tx, year: &Year, s: &Signals) -> Result<Vec<Line>, Error> {
    lines(
        tx,
        sql!(
            "SELECT provider_name AS who, service_name AS what, COUNT(*) AS n, MIN(reference) AS reference FROM records
             WHERE hub_id = $1 AND month >= $2 AND month <= $3 AND counts = 1 AND deliverables = '[]'
             GROUP BY provider_name, service_name ORDER BY n DESC, who, what LIMIT $4"
        ),
        &params![year.hub, year.from.as_str(), year.to.as_str(), s.lines],
    )
}

/// One person who rates for many firms.
pub(super) fn raters(tx: &mut Tx, year: &Year, s: &Signals) -> Result<Vec<Line>, Error> {
    lines(
        tx,
        sql!(
            "SELECT p.name AS who, '' AS what, COUNT(DISTINCT r.firm_id) AS n, MIN(r.reference) AS reference
             FROM records r JOIN events e ON e.hub_id = r.hub_id AND e.id = r.event_id
             JOIN people p ON p.id = e.person_id
             WHERE r.hub_id = $1 AND r.month >= $2 AND r.month <= $3 AND r.counts = 1 AND r.rating IS NOT NULL
             GROUP BY p.id, p.name HAVING COUNT(DISTINCT r.firm_id) >= $4 ORDER BY n DESC, who LIMIT $5"
        ),
        &params![year.hub, year.from.as_str(), year.to.as_str(), s.rater_firms, s.lines],
    )
}
