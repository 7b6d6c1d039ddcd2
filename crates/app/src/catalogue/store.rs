//! A service with its parts, and what others ask of the catalogue.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Change, Listed, NewMaterial, NewProvider, NewService, Service, ServiceProvider};
use crate::web::Error;

pub(super) fn service(row: &Row) -> Service {
    Service {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        code: row.get("code"),
        center_id: row.get("center_id"),
        center_kind: row.get("center_kind"),
        function: row.get("function"),
        name: row.get("name"),
        outcome: row.get("outcome"),
        audience: row.get("audience"),
        price_kind: row.get("price_kind"),
        price_from_fen: row.get("price_from_fen"),
        price_to_fen: row.get("price_to_fen"),
        price_unit: row.get("price_unit"),
        promised_days: row.get("promised_days"),
        statutory_days: row.get("statutory_days"),
        trips: row.get("trips"),
        state: row.get("state"),
        proposed_by: row.get("proposed_by"),
        returned_words: row.get("returned_words"),
        version: row.get("version"),
    }
}

pub(super) fn listed(row: &Row) -> Listed {
    Listed {
        service: service(row),
        hub_code: row.get("hub_code"),
        hub_name: row.get("hub_name"),
        hub_removed: row.text("hub_stage") == "removed",
        center_name: row.get("center_name"),
    }
}

/// The service with this code.
///
/// # Errors
/// `NotFound`.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Service, Error> {
    Ok(listed_by_code(tx, code)?.service)
}

/// The service with this code, its hub and its center.
pub(super) fn listed_by_code(tx: &mut Tx, code: &str) -> Result<Listed, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT s.*, c.kind AS center_kind, c.name AS center_name, h.code AS hub_code, h.name AS hub_name,
             h.stage AS hub_stage FROM services s JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             JOIN hubs h ON h.id = s.hub_id WHERE s.code = $1"
        ),
        &params![code],
    )?;
    row.as_ref().map(listed).ok_or(Error::NotFound)
}

/// The service with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Service, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT s.*, c.kind AS center_kind FROM services s JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             WHERE s.hub_id = $1 AND s.id = $2"
        ),
        &params![hub, id],
    )?;
    row.as_ref().map(service).ok_or(Error::NotFound)
}

/// The services of a hub of exactly this name that are not retired.
///
/// # Errors
/// Of the database.
pub fn called(tx: &mut Tx, hub: Uuid, name: &str) -> Result<Vec<Service>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.*, c.kind AS center_kind FROM services s JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             WHERE s.hub_id = $1 AND s.name = $2 AND s.state <> 'retired' ORDER BY s.code LIMIT 10"
        ),
        &params![hub, name],
    )?;
    Ok(rows.iter().map(service).collect())
}

/// The published services of a hub, by name.
///
/// # Errors
/// Of the database.
pub fn published(tx: &mut Tx, hub: Uuid) -> Result<Vec<Service>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.*, c.kind AS center_kind FROM services s JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             WHERE s.hub_id = $1 AND s.state = 'published' ORDER BY s.name"
        ),
        &params![hub],
    )?;
    Ok(rows.iter().map(service).collect())
}

/// How many published services each center of a hub has.
///
/// # Errors
/// Of the database.
pub fn centers(tx: &mut Tx, hub: Uuid) -> Result<Vec<(Uuid, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT center_id, COUNT(*) AS n FROM services WHERE hub_id = $1 AND state = 'published'
             GROUP BY center_id"
        ),
        &params![hub],
    )?;
    Ok(rows.iter().map(|row| (row.get("center_id"), row.get("n"))).collect())
}

/// A page of the published services that a provider gives, by code. `CROSS JOIN` makes SQLite begin with the provider's
/// own rows, not with all that are published.
///
/// # Errors
/// Of the database.
pub fn given_by(tx: &mut Tx, organization: Uuid, offset: i64, rows: i64) -> Result<Vec<Listed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.*, c.kind AS center_kind, c.name AS center_name, h.code AS hub_code, h.name AS hub_name,
             h.stage AS hub_stage FROM service_providers p
             CROSS JOIN services s CROSS JOIN centers c CROSS JOIN hubs h
             WHERE p.organization_id = $1 AND s.hub_id = p.hub_id AND s.id = p.service_id
             AND c.hub_id = s.hub_id AND c.id = s.center_id AND h.id = s.hub_id AND s.state = 'published' AND h.stage <> 'removed'
             ORDER BY s.code LIMIT $2 OFFSET $3"
        ),
        &params![organization, rows, offset],
    )?;
    Ok(rows.iter().map(listed).collect())
}

/// Who gives a service, by name.
///
/// # Errors
/// Of the database.
pub fn providers_of(tx: &mut Tx, hub: Uuid, service: Uuid) -> Result<Vec<ServiceProvider>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT p.organization_id, o.uscc, o.name, p.price_fen, p.accreditation FROM service_providers p
             JOIN organizations o ON o.id = p.organization_id WHERE p.hub_id = $1 AND p.service_id = $2"
        ),
        &params![hub, service],
    )?;
    let provider = |row: &Row| ServiceProvider {
        organization_id: row.get("organization_id"),
        uscc: row.get("uscc"),
        name: row.get("name"),
        price_fen: row.get("price_fen"),
        accreditation: row.get("accreditation"),
    };
    let mut providers: Vec<ServiceProvider> = rows.iter().map(provider).collect();
    // They are few: quicker than to have the database set up a sorter for each visitor's page.
    providers.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(providers)
}

/// What to hand in for a service, in order.
///
/// # Errors
/// Of the database.
pub fn materials_of(tx: &mut Tx, hub: Uuid, service: Uuid) -> Result<Vec<NewMaterial>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT name, needed, formats, may_follow FROM service_materials WHERE hub_id = $1 AND service_id = $2
             ORDER BY position"
        ),
        &params![hub, service],
    )?;
    let material = |row: &Row| NewMaterial {
        name: row.get("name"),
        needed: row.get("needed"),
        formats: row.get("formats"),
        may_follow: row.get("may_follow"),
    };
    Ok(rows.iter().map(material).collect())
}

/// The whole entry as it stands.
///
/// # Errors
/// Of the database.
pub fn entry_of(tx: &mut Tx, service: &Service) -> Result<NewService, Error> {
    let materials = materials_of(tx, service.hub_id, service.id)?;
    let providers = providers_of(tx, service.hub_id, service.id)?;
    let provider = |p: ServiceProvider| NewProvider {
        organization_id: p.organization_id,
        price_fen: p.price_fen,
        accreditation: p.accreditation,
    };
    Ok(NewService {
        center_id: service.center_id,
        function: service.function.clone(),
        name: service.name.clone(),
        outcome: service.outcome.clone(),
        audience: service.audience.clone(),
        price_kind: service.price_kind.clone(),
        price_from_fen: service.price_from_fen,
        price_to_fen: service.price_to_fen,
        price_unit: service.price_unit.clone(),
        promised_days: service.promised_days,
        statutory_days: service.statutory_days,
        trips: service.trips,
        materials,
        providers: providers.into_iter().map(provider).collect(),
    })
}

/// How many services a hub has ever had.
pub(super) fn entered(tx: &mut Tx, hub: Uuid) -> Result<i64, Error> {
    Ok(tx.one(sql!("SELECT COUNT(*) AS n FROM services WHERE hub_id = $1"), &params![hub])?.get("n"))
}

fn change(row: &Row) -> Result<Change, Error> {
    Ok(Change {
        hub_id: row.get("hub_id"),
        service_id: row.get("service_id"),
        service_code: row.get("service_code"),
        service_name: row.get("service_name"),
        organization_id: row.get("organization_id"),
        provider_uscc: row.get("provider_uscc"),
        provider_name: row.get("provider_name"),
        service_version: row.get("service_version"),
        entry: serde_json::from_str(&row.get::<String>("entry")).map_err(Error::internal)?,
        proposed_at: row.get("proposed_at"),
        returned_words: row.get("returned_words"),
    })
}

/// The changes that wait for the hub, the oldest first; at most a page of them.
pub(super) fn changes_waiting(tx: &mut Tx, hub: Uuid, rows: i64) -> Result<Vec<Change>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT x.*, s.code AS service_code, s.name AS service_name, o.uscc AS provider_uscc,
             o.name AS provider_name FROM service_changes x
             JOIN services s ON s.hub_id = x.hub_id AND s.id = x.service_id
             JOIN organizations o ON o.id = x.organization_id
             WHERE x.hub_id = $1 AND x.returned_words = '' ORDER BY x.proposed_at, s.code LIMIT $2"
        ),
        &params![hub, rows],
    )?;
    rows.iter().map(change).collect()
}

/// A provider's changes that the hub has not taken over, the latest first; at most a page of them.
pub(super) fn changes_of(tx: &mut Tx, organization: Uuid, rows: i64) -> Result<Vec<Change>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT x.*, s.code AS service_code, s.name AS service_name, o.uscc AS provider_uscc,
             o.name AS provider_name FROM service_changes x
             JOIN services s ON s.hub_id = x.hub_id AND s.id = x.service_id
             JOIN organizations o ON o.id = x.organization_id WHERE x.organization_id = $1
             ORDER BY x.proposed_at DESC, s.code LIMIT $2"
        ),
        &params![organization, rows],
    )?;
    rows.iter().map(change).collect()
}

/// The change of a service that a provider proposed.
pub(super) fn change_by(tx: &mut Tx, service: &Service, uscc: &str) -> Result<Option<Change>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT x.*, s.code AS service_code, s.name AS service_name, o.uscc AS provider_uscc,
             o.name AS provider_name FROM organizations o
             JOIN service_changes x ON x.organization_id = o.id
             JOIN services s ON s.hub_id = x.hub_id AND s.id = x.service_id
             WHERE x.hub_id = $1 AND x.service_id = $2 AND o.uscc = $3"
        ),
        &params![service.hub_id, service.id, uscc],
    )?;
    row.as_ref().map(change).transpose()
}
