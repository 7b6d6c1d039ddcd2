//! Every statement about services.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::{NewMaterial, NewProvider, NewService, Service, ServiceProvider};
use crate::web::Error;

fn service(row: &Row) -> Service {
    Service {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        code: row.get("code"),
        center_id: row.get("center_id"),
        center_kind: row.get("center_kind"),
        function: row.get("function"),
        name: row.get("name"),
        promised_days: row.get("promised_days"),
        trips: row.get("trips"),
        state: row.get("state"),
    }
}

/// The service with this code.
///
/// # Errors
/// `NotFound`.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Service, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT s.*, c.kind AS center_kind FROM services s JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             WHERE s.code = $1"
        ),
        &params![code],
    )?;
    row.as_ref().map(service).ok_or(Error::NotFound)
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

/// Who gives a service.
///
/// # Errors
/// Of the database.
pub fn providers_of(tx: &mut Tx, hub: Uuid, service: Uuid) -> Result<Vec<ServiceProvider>, Error> {
    let rows = tx.query(
        sql!("SELECT organization_id FROM service_providers WHERE hub_id = $1 AND service_id = $2"),
        &params![hub, service],
    )?;
    Ok(rows.iter().map(|row| ServiceProvider { organization_id: row.get("organization_id") }).collect())
}

/// How many services a hub has ever had.
pub(super) fn count(tx: &mut Tx, hub: Uuid) -> Result<i64, Error> {
    Ok(tx.one(sql!("SELECT COUNT(*) AS n FROM services WHERE hub_id = $1"), &params![hub])?.get("n"))
}

#[expect(clippy::too_many_arguments, reason = "what the command adds to the service as it was given")]
pub(super) fn insert(
    tx: &mut Tx,
    hub: Uuid,
    id: Uuid,
    code: &str,
    state: &str,
    by: Option<Uuid>,
    new: &NewService,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO services (hub_id, id, code, center_id, function, name, outcome, audience, price_kind,
             price_from_fen, price_to_fen, price_unit, promised_days, statutory_days, trips, state, proposed_by,
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
        ),
        &params![
            hub,
            id,
            code,
            new.center_id,
            &new.function,
            &new.name,
            &new.outcome,
            &new.audience,
            &new.price_kind,
            new.price_from_fen,
            new.price_to_fen,
            &new.price_unit,
            new.promised_days,
            new.statutory_days,
            new.trips,
            state,
            by,
            now
        ],
    )?;
    Ok(())
}

pub(super) fn insert_material(
    tx: &mut Tx,
    hub: Uuid,
    service: Uuid,
    position: i64,
    m: &NewMaterial,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO service_materials (hub_id, service_id, position, name, needed, formats, may_follow)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![hub, service, position, &m.name, m.needed, &m.formats, m.may_follow],
    )?;
    Ok(())
}

pub(super) fn insert_provider(tx: &mut Tx, hub: Uuid, service: Uuid, p: &NewProvider) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO service_providers (hub_id, service_id, organization_id, price_fen, accreditation)
             VALUES ($1, $2, $3, $4, $5)"
        ),
        &params![hub, service, p.organization_id, p.price_fen, &p.accreditation],
    )?;
    Ok(())
}
