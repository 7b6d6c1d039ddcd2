//! What quotes are compared by.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::comparing::Ratings;
use crate::web::Error;

/// Of an item: its order's words and deadline, and of its provider the division and accreditation.
pub(super) struct Beside {
    pub(super) item: Uuid,
    pub(super) words: String,
    pub(super) quote_by: Option<String>,
    pub(super) division: String,
    pub(super) accreditation: String,
}

pub(super) fn beside(tx: &mut Tx, hub: Uuid, plan: Uuid) -> Result<Vec<Beside>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT i.id, COALESCE(r.quote_words, '') AS words, r.quote_by, o.division,
                    COALESCE(sp.accreditation, '') AS accreditation
             FROM plan_items i JOIN organizations o ON o.id = i.provider_id
             LEFT JOIN orders r ON r.reference = i.order_reference
             LEFT JOIN service_providers sp ON sp.hub_id = i.hub_id AND sp.service_id = i.service_id
                  AND sp.organization_id = i.provider_id
             WHERE i.hub_id = $1 AND i.plan_id = $2"
        ),
        &params![hub, plan],
    )?;
    let beside = |row: &db::Row| Beside {
        item: row.get("id"),
        words: row.get("words"),
        quote_by: row.get("quote_by"),
        division: row.get("division"),
        accreditation: row.get("accreditation"),
    };
    Ok(rows.iter().map(beside).collect())
}

/// The ratings of a provider's standing records since a month, of all hubs.
pub(super) fn ratings(tx: &mut Tx, provider: Uuid, since: &str) -> Result<Ratings, Error> {
    // The records are of other firms too: only their number and mean are told.
    tx.as_system(|tx| {
        let row = tx.one(
            sql!(
                "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(rating), 0) AS BIGINT) AS total FROM records
                 WHERE provider_id = $1 AND month >= $2 AND rating IS NOT NULL AND corrected_by IS NULL"
            ),
            &params![provider, since],
        )?;
        Ok(Ratings { count: row.get("n"), sum: row.get("total") })
    })
}

/// On how many days the firm had to come for a need's orders: what was done on one day is one visit.
pub(super) fn visits(tx: &mut Tx, hub: Uuid, need: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(DISTINCT t.day) AS n FROM orders o JOIN trips t ON t.hub_id = o.hub_id AND t.order_id = o.id
             WHERE o.hub_id = $1 AND o.need_id = $2"
        ),
        &params![hub, need],
    )?;
    Ok(row.get("n"))
}
