//! The statements by which measures are counted, but for those of the rollups.

use db::{Tx, params, sql};
use jiff::civil::Date;
use uuid::Uuid;

use crate::app::day_of;
use crate::instruments::Rules;
use crate::records::Period;
use crate::web::Error;

/// The first code after all that begin so: the digits counted on by one; letters stand after digits.
fn beyond(prefix: &str) -> String {
    let next = prefix.parse::<u64>().map(|number| format!("{:0width$}", number + 1, width = prefix.len()));
    next.ok().filter(|next| next.len() == prefix.len()).unwrap_or_else(|| "z".into())
}

/// Firms of industries that begin so, in a region, known before a moment.
pub(super) fn industry_firms(tx: &mut Tx, codes: &[String], region: &str, until: i64) -> Result<i64, Error> {
    let mut firms = 0;
    for code in codes {
        let row = tx.one(
            sql!(
                "SELECT COUNT(*) AS n FROM organizations WHERE is_firm = 1 AND industry >= $1 AND industry < $2
                 AND division LIKE $3 AND created_at < $4"
            ),
            &params![code, beyond(code), format!("{region}%"), until],
        )?;
        firms += row.get::<i64>("n");
    }
    Ok(firms)
}

/// The numbers of those of them that have one.
pub(super) fn industry_numbers(tx: &mut Tx, codes: &[String], region: &str) -> Result<Vec<u32>, Error> {
    let mut numbers = Vec::new();
    for code in codes {
        let rows = tx.query(
            sql!(
                "SELECT n.number FROM organizations o JOIN organization_numbers n ON n.organization_id = o.id
                 WHERE o.is_firm = 1 AND o.industry >= $1 AND o.industry < $2 AND o.division LIKE $3"
            ),
            &params![code, beyond(code), format!("{region}%")],
        )?;
        numbers.extend(rows.iter().map(|row| row.get::<u32>("number")));
    }
    Ok(numbers)
}

/// Poor ratings of records that count and stand which their provider answered in time.
pub(super) fn bad_answered(tx: &mut Tx, hub: Uuid, period: &Period) -> Result<i64, Error> {
    let rows = tx.query(
        sql!(
            "SELECT t.answered_at, t.due_on FROM rectifications t
             WHERE t.hub_id = $1 AND t.answered_at IS NOT NULL AND EXISTS
               (SELECT 1 FROM records r WHERE r.hub_id = t.hub_id AND r.order_id = t.order_id AND r.counts = 1
                AND r.corrected_by IS NULL AND r.rating <= 2 AND r.month >= $2 AND r.month <= $3)"
        ),
        &params![hub, &period.from, &period.to],
    )?;
    let timely = |row: &&db::Row| {
        let due: Option<String> = row.get("due_on");
        due.is_none_or(|due| day_of(row.get("answered_at")).to_string() <= due)
    };
    Ok(rows.iter().filter(timely).count() as i64)
}

/// Needs of a function that were accepted within a time and not withdrawn; and those of them that led to a service record
/// which counts and stands.
pub(super) fn problems(tx: &mut Tx, hub: Uuid, function: &str, from: i64, until: i64) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS asked, COUNT(CASE WHEN EXISTS
               (SELECT 1 FROM orders o JOIN records r ON r.hub_id = o.hub_id AND r.order_id = o.id
                WHERE o.hub_id = n.hub_id AND o.need_id = n.id AND r.counts = 1 AND r.corrected_by IS NULL)
               THEN 1 END) AS solved
             FROM needs n WHERE n.hub_id = $1 AND n.function = $2 AND n.accepted_at >= $3 AND n.accepted_at < $4
             AND n.state <> 'withdrawn'"
        ),
        &params![hub, function, from, until],
    )?;
    Ok((row.get("asked"), row.get("solved")))
}

/// Providers whose first term in a hub began within days.
pub(super) fn providers_new(tx: &mut Tx, hub: Uuid, first: &str, last: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(DISTINCT r.organization_id) AS n FROM residencies r
             WHERE r.hub_id = $1 AND r.starts_on >= $2 AND r.starts_on <= $3 AND NOT EXISTS
               (SELECT 1 FROM residencies b WHERE b.hub_id = r.hub_id AND b.organization_id = r.organization_id
                AND b.starts_on < $2)"
        ),
        &params![hub, first, last],
    )?;
    Ok(row.get("n"))
}

/// Carriers founded within days.
pub(super) fn carriers(tx: &mut Tx, hub: Uuid, first: &str, last: &str) -> Result<i64, Error> {
    let row = tx.one(
        sql!("SELECT COUNT(*) AS n FROM carriers WHERE hub_id = $1 AND founded_on >= $2 AND founded_on <= $3"),
        &params![hub, first, last],
    )?;
    Ok(row.get("n"))
}

/// Published experts who were entered between two moments, told by the ids made then.
pub(super) fn experts(tx: &mut Tx, hub: Uuid, from: Uuid, until: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!("SELECT COUNT(*) AS n FROM experts WHERE hub_id = $1 AND state = 'published' AND id >= $2 AND id < $3"),
        &params![hub, from, until],
    )?;
    Ok(row.get("n"))
}

/// Instruments that everybody sees and that the hub approved between two moments to be offered through it.
pub(super) fn instruments(tx: &mut Tx, hub: Uuid, from: i64, until: i64) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM instrument_offers f
             JOIN instruments i ON i.hub_id = f.home_id AND i.id = f.instrument_id
             WHERE f.hub_id = $1 AND f.state = 'approved' AND f.decided_at >= $2 AND f.decided_at < $3 AND i.shown = 1"
        ),
        &params![hub, from, until],
    )?;
    Ok(row.get("n"))
}

/// The rules of each instrument that a hub keeps and everybody sees, the first ones first, with the day they were set.
pub(super) fn rules(tx: &mut Tx, hub: Uuid) -> Result<Vec<Vec<(Date, Rules)>>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT i.id, r.set_at, CAST(r.body AS TEXT) AS body FROM instruments i
             JOIN instrument_rules r ON r.hub_id = i.hub_id AND r.instrument_id = i.id
             WHERE i.hub_id = $1 AND i.shown = 1 ORDER BY i.id, r.number"
        ),
        &params![hub],
    )?;
    let mut all: Vec<(Uuid, Vec<(Date, Rules)>)> = Vec::new();
    for row in &rows {
        let id: Uuid = row.get("id");
        let rules = serde_json::from_str(&row.get::<String>("body")).map_err(Error::internal)?;
        let set = (day_of(row.get("set_at")), rules);
        match all.last_mut() {
            Some((last, own)) if *last == id => own.push(set),
            _ => all.push((id, vec![set])),
        }
    }
    Ok(all.into_iter().map(|(_, own)| own).collect())
}

/// Minutes of bookings that began and ended within a time, of all firms and of others than the owner.
pub(super) fn booked_minutes(tx: &mut Tx, hub: Uuid, from: i64, until: i64) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT CAST(COALESCE(SUM((ends_at - starts_at) / 60000), 0) AS BIGINT) AS used,
                    CAST(COALESCE(SUM(CASE WHEN firm_id <> provider_id THEN (ends_at - starts_at) / 60000 END), 0)
                      AS BIGINT) AS shared
             FROM bookings WHERE hub_id = $1 AND state = 'booked' AND starts_at >= $2 AND starts_at < $3
             AND ends_at <= $3"
        ),
        &params![hub, from, until],
    )?;
    Ok((row.get("used"), row.get("shared")))
}

#[cfg(test)]
mod tests {
    use super::beyond;

    #[test]
    fn codes_end_before_the_next_prefix() {
        for (prefix, next) in [("195", "196"), ("19", "20"), ("0199", "0200"), ("99", "z"), ("", "z")] {
            assert_eq!(beyond(prefix), next);
        }
    }
}
