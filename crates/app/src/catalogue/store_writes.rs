//! Every statement that changes the catalogue.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::model::{Change, NewMaterial, NewProvider, NewService, Service};
use crate::web::Error;

/// What the command adds to a service as it was entered.
pub(super) struct Place<'a> {
    pub(super) hub: Uuid,
    pub(super) id: Uuid,
    pub(super) code: &'a str,
    pub(super) state: &'a str,
    pub(super) proposed_by: Option<Uuid>,
    pub(super) now: i64,
}

pub(super) fn insert(tx: &mut Tx, place: &Place, new: &NewService) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO services (hub_id, id, code, center_id, function, name, outcome, audience, price_kind,
             price_from_fen, price_to_fen, price_unit, promised_days, statutory_days, trips, state, proposed_by,
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
        ),
        &params![
            place.hub,
            place.id,
            place.code,
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
            place.state,
            place.proposed_by,
            place.now
        ],
    )?;
    Ok(())
}

/// The materials and providers of a new service.
pub(super) fn insert_parts(tx: &mut Tx, hub: Uuid, service: Uuid, new: &NewService) -> Result<(), Error> {
    for (position, material) in (1i64..).zip(&new.materials) {
        insert_material(tx, hub, service, position, material)?;
    }
    for provider in &new.providers {
        insert_provider(tx, hub, service, provider)?;
    }
    Ok(())
}

fn insert_material(tx: &mut Tx, hub: Uuid, service: Uuid, position: i64, m: &NewMaterial) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO service_materials (hub_id, service_id, position, name, needed, formats, may_follow)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![hub, service, position, &m.name, m.needed, &m.formats, m.may_follow],
    )?;
    Ok(())
}

fn insert_provider(tx: &mut Tx, hub: Uuid, service: Uuid, p: &NewProvider) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO service_providers (hub_id, service_id, organization_id, price_fen, accreditation)
             VALUES ($1, $2, $3, $4, $5)"
        ),
        &params![hub, service, p.organization_id, p.price_fen, &p.accreditation],
    )?;
    Ok(())
}

/// The entry as it reads now, with all its parts; `Conflict` when somebody else changed it meanwhile.
pub(super) fn update(tx: &mut Tx, service: &Service, new: &NewService, state: &str) -> Result<(), Error> {
    let rows = tx.execute(
        sql!(
            "UPDATE services SET center_id = $4, function = $5, name = $6, outcome = $7, audience = $8, price_kind = $9,
             price_from_fen = $10, price_to_fen = $11, price_unit = $12, promised_days = $13, statutory_days = $14,
             trips = $15, state = $16, returned_words = '', version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![
            service.hub_id,
            service.id,
            service.version,
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
            state
        ],
    )?;
    changed(rows)?;
    let of = params![service.hub_id, service.id];
    tx.execute(sql!("DELETE FROM service_materials WHERE hub_id = $1 AND service_id = $2"), &of)?;
    tx.execute(sql!("DELETE FROM service_providers WHERE hub_id = $1 AND service_id = $2"), &of)?;
    insert_parts(tx, service.hub_id, service.id, new)
}

pub(super) fn update_state(tx: &mut Tx, service: &Service, state: &str, words: &str) -> Result<(), Error> {
    changed(tx.execute(
        sql!(
            "UPDATE services SET state = $4, returned_words = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![service.hub_id, service.id, service.version, state, words],
    )?)
}

/// What a guarded change says: one row, or somebody else was faster.
fn changed(rows: u64) -> Result<(), Error> {
    if rows == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Keeps a change in place of what the provider proposed before.
pub(super) fn put_change(
    tx: &mut Tx,
    service: &Service,
    organization: Uuid,
    entry: &str,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO service_changes (hub_id, service_id, organization_id, service_version, entry, proposed_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (hub_id, service_id, organization_id) DO UPDATE
             SET service_version = excluded.service_version, entry = excluded.entry,
                 proposed_at = excluded.proposed_at, returned_words = ''"
        ),
        &params![service.hub_id, service.id, organization, service.version, entry, now],
    )?;
    Ok(())
}

pub(super) fn return_change(tx: &mut Tx, change: &Change, words: &str) -> Result<(), Error> {
    changed(tx.execute(
        sql!(
            "UPDATE service_changes SET returned_words = $5
             WHERE hub_id = $1 AND service_id = $2 AND organization_id = $3 AND proposed_at = $4"
        ),
        &params![change.hub_id, change.service_id, change.organization_id, change.proposed_at, words],
    )?)
}

pub(super) fn delete_change(tx: &mut Tx, change: &Change) -> Result<(), Error> {
    changed(tx.execute(
        sql!(
            "DELETE FROM service_changes
             WHERE hub_id = $1 AND service_id = $2 AND organization_id = $3 AND proposed_at = $4"
        ),
        &params![change.hub_id, change.service_id, change.organization_id, change.proposed_at],
    )?)
}
