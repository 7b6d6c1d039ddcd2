//! Statements of the public pages that belong to no slice below.

use std::collections::HashMap;

use db::{Tx, params, sql};
use uuid::Uuid;

use crate::web::Error;

/// How many published services each center of a hub has.
pub(super) fn services_by_center(tx: &mut Tx, hub: Uuid) -> Result<HashMap<Uuid, i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT center_id, COUNT(*) AS n FROM services WHERE hub_id = $1 AND state = 'published' GROUP BY center_id"
        ),
        &params![hub],
    )?;
    Ok(rows.iter().map(|row| (row.get("center_id"), row.get("n"))).collect())
}
