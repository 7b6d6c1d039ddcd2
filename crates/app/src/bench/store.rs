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

/// Codes of hubs and of published services, and numbers of providers: what public pages are called by.
pub(super) fn public_names(tx: &mut Tx) -> Result<[Vec<String>; 3], Error> {
    let hubs = tx.query(sql!("SELECT code AS name FROM hubs ORDER BY code"), &params![])?;
    let services =
        tx.query(sql!("SELECT code AS name FROM services WHERE state = 'published' ORDER BY code"), &params![])?;
    let providers =
        tx.query(sql!("SELECT uscc AS name FROM organizations WHERE is_provider = 1 ORDER BY uscc"), &params![])?;
    let names = |rows: Vec<db::Row>| rows.iter().map(|row| row.get("name")).collect();
    Ok([names(hubs), names(services), names(providers)])
}
