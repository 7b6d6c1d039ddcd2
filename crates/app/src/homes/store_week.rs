//! The statements of a hub's week. Each kind is read by the index that holds only what is open.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::week::{Due, Wanted};
use super::worklist::Kind;
use crate::app::first_id;
use crate::web::Error;

/// What is due of a hub (`$1`) from a day (`$2`) to a day (`$3`).
macro_rules! due {
    () => {
        "SELECT 'triage' AS kind, n.triage_due_on AS day, n.reference, n.words, n.firm_name AS firm, '' AS provider
         FROM needs n WHERE n.hub_id = $1 AND n.state = 'sent' AND n.triage_due_on >= $2 AND n.triage_due_on <= $3
         UNION ALL
         SELECT 'plan', n.due_on, n.reference, n.words, n.firm_name, ''
         FROM needs n WHERE n.hub_id = $1 AND n.state = 'accepted' AND n.due_on >= $2 AND n.due_on <= $3
         UNION ALL
         SELECT 'quote', o.quote_by, o.reference, o.service_name, o.firm_name, o.provider_name
         FROM orders o WHERE o.hub_id = $1 AND o.state = 'offered' AND o.quote_by >= $2 AND o.quote_by <= $3
         UNION ALL
         SELECT 'deliver', o.due_on, o.reference, o.service_name, o.firm_name, o.provider_name
         FROM orders o
         WHERE o.hub_id = $1 AND o.state IN ('accepted', 'in_progress') AND o.due_on >= $2 AND o.due_on <= $3
         UNION ALL
         SELECT 'rectify', t.due_on, o.reference, o.service_name, o.firm_name, o.provider_name
         FROM rectifications t JOIN orders o ON o.hub_id = t.hub_id AND o.id = t.order_id
         WHERE t.hub_id = $1 AND t.answered_at IS NULL AND t.due_on >= $2 AND t.due_on <= $3"
    };
}

/// How many of each kind are due on each day: kind, day, number.
pub(super) fn counts(tx: &mut Tx, hub: Uuid, from: &str, to: &str) -> Result<Vec<(String, String, i64)>, Error> {
    let rows = tx.query(
        sql!(concat!("SELECT kind, day, COUNT(*) AS n FROM (", due!(), ") due GROUP BY kind, day")),
        &params![hub, from, to],
    )?;
    Ok(rows.iter().map(|row| (row.get("kind"), row.get("day"), row.get("n"))).collect())
}

/// What is due, by day.
pub(super) fn list(tx: &mut Tx, wanted: &Wanted, offset: i64, rows: i64) -> Result<Vec<Due>, Error> {
    let rows = tx.query(
        sql!(concat!(
            "SELECT * FROM (",
            due!(),
            ") due WHERE $4 = '' OR kind = $4 ORDER BY day, kind DESC, reference LIMIT $5 OFFSET $6"
        )),
        &params![wanted.hub, &wanted.from, &wanted.to, &wanted.kind, rows, offset],
    )?;
    let due = |row: &Row| {
        let kind: String = row.get("kind");
        Ok(Due {
            kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("kind of work {kind}")))?,
            reference: row.get("reference"),
            words: row.get("words"),
            firm: row.get("firm"),
            provider: row.get("provider"),
            day: row.get("day"),
        })
    };
    rows.iter().map(due).collect()
}

/// How many needs came in from a moment until another; milliseconds UTC.
pub(super) fn came_in(tx: &mut Tx, hub: Uuid, from: i64, until: i64) -> Result<i64, Error> {
    let row = tx.one(
        sql!("SELECT COUNT(*) AS n FROM needs WHERE hub_id = $1 AND id >= $2 AND id < $3"),
        &params![hub, first_id(from), first_id(until)],
    )?;
    Ok(row.get("n"))
}
