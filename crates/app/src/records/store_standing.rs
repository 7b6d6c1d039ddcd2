//! Every statement of the providers' standing.

use db::{Tx, params, sql};
use uuid::Uuid;

use crate::web::Error;

/// How many ratings of each level, of services that count.
pub(super) fn levels(tx: &mut Tx, provider: Uuid) -> Result<[i64; 5], Error> {
    let rows = tx.query(
        sql!(
            "SELECT t.level, COUNT(*) AS n FROM records r
             JOIN ratings t ON t.hub_id = r.hub_id AND t.order_id = r.order_id
             WHERE r.provider_id = $1 AND r.counts = 1 AND r.corrected_by IS NULL GROUP BY t.level"
        ),
        &params![provider],
    )?;
    let mut levels = [0; 5];
    for row in &rows {
        let level: i64 = row.get("level");
        if let Some(place) = usize::try_from(level - 1).ok().and_then(|at| levels.get_mut(at)) {
            *place = row.get("n");
        }
    }
    Ok(levels)
}

/// Sum and number of the newest ratings.
pub(super) fn newest(tx: &mut Tx, rows: i64) -> Result<(i64, i64), Error> {
    let row = tx.one(
        sql!(
            "SELECT CAST(COALESCE(SUM(level), 0) AS BIGINT) AS total, COUNT(*) AS n
             FROM (SELECT level FROM ratings ORDER BY rated_at DESC LIMIT $1) newest"
        ),
        &params![rows],
    )?;
    Ok((row.get("total"), row.get("n")))
}

/// Poor ratings that were put right to the firm's content.
pub(super) fn put_right(tx: &mut Tx, provider: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM rectifications t JOIN records r ON r.hub_id = t.hub_id AND r.order_id = t.order_id
             WHERE t.provider_id = $1 AND t.outcome = 'satisfied' AND r.counts = 1 AND r.corrected_by IS NULL"
        ),
        &params![provider],
    )?;
    Ok(row.get("n"))
}
