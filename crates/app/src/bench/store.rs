//! Every statement of the measurements.

use db::{Tx, params, sql};
use uuid::Uuid;

use crate::web::Error;

/// What the bare handler asks, on a connection of its own.
pub(super) const BARE: &str = "SELECT name FROM services WHERE code = ?1";

/// The code of a service.
pub(super) fn service_code(tx: &mut Tx, service: Uuid) -> Result<String, Error> {
    Ok(tx.one(sql!("SELECT code FROM services WHERE id = $1"), &params![service])?.get("code"))
}

/// The code of some service.
pub(super) fn any_service_code(tx: &mut Tx) -> Result<String, Error> {
    Ok(tx.one(sql!("SELECT code FROM services ORDER BY code LIMIT 1"), &params![])?.get("code"))
}

/// Events of a hub so far.
pub(super) fn events(tx: &mut Tx, hub: Uuid) -> Result<i64, Error> {
    Ok(tx.one(sql!("SELECT COUNT(*) AS n FROM events WHERE hub_id = $1"), &params![hub])?.get("n"))
}
