//! Every statement that looks whether what a list added is used by now. Asked as the system: who uses it may be a party
//! whose rows the actor does not see.

use db::{Tx, params, sql};
use uuid::Uuid;

use crate::hubs::Residency;
use crate::web::{Error, Refusal};

/// Refuses when an organization has members, is resident, gives or needs something.
///
/// # Errors
/// `Refused`, with what uses it.
pub(super) fn refuse_used_organization(tx: &mut Tx, organization: Uuid) -> Result<(), Error> {
    let row = tx.as_system(|tx| {
        tx.one(
            sql!(
                "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM memberships WHERE organization_id = $1 LIMIT 1) m) AS members,
                 (SELECT COUNT(*) FROM (SELECT 1 FROM residencies WHERE organization_id = $1 LIMIT 1) r) AS resides,
                 (SELECT COUNT(*) FROM (SELECT 1 FROM service_providers WHERE organization_id = $1 LIMIT 1) s) AS gives,
                 (SELECT COUNT(*) FROM (SELECT 1 FROM needs WHERE firm_id = $1 LIMIT 1) n)
                 + (SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE firm_id = $1 OR provider_id = $1 LIMIT 1) o) AS works"
            ),
            &params![organization],
        )
    })?;
    let uses = [
        ("members", "imports-used-members"),
        ("resides", "imports-used-resides"),
        ("gives", "imports-used-gives"),
        ("works", "imports-used-works"),
    ];
    match uses.iter().find(|(column, _)| row.get::<bool>(column)) {
        Some((_, key)) => Err(Refusal::new(key).into()),
        None => Ok(()),
    }
}

/// Refuses when somebody has ordered a service, or planned to.
///
/// # Errors
/// `Refused`.
pub(super) fn refuse_used_service(tx: &mut Tx, hub: Uuid, service: Uuid) -> Result<(), Error> {
    let used = tx.as_system(|tx| {
        tx.maybe(
            sql!("SELECT 1 AS one FROM plan_items WHERE hub_id = $1 AND service_id = $2 LIMIT 1"),
            &params![hub, service],
        )
    })?;
    if used.is_some() { Err(Refusal::new("imports-used-works").into()) } else { Ok(()) }
}

/// Refuses when a provider works at the hub, or gives a service there, by this term.
///
/// # Errors
/// `Refused`.
pub(super) fn refuse_used_residency(tx: &mut Tx, hub: Uuid, residency: &Residency) -> Result<(), Error> {
    let (works, gives) = tx.as_system(|tx| -> Result<_, Error> {
        let of = params![hub, residency.organization_id, residency.center_id];
        let works = tx.maybe(
            sql!(
                "SELECT 1 AS one FROM plan_items i JOIN services s ON s.hub_id = i.hub_id AND s.id = i.service_id
                 WHERE i.hub_id = $1 AND i.provider_id = $2 AND s.center_id = $3 LIMIT 1"
            ),
            &of,
        )?;
        let gives = tx.maybe(
            sql!(
                "SELECT 1 AS one FROM service_providers p JOIN services s ON s.hub_id = p.hub_id AND s.id = p.service_id
                 WHERE p.hub_id = $1 AND p.organization_id = $2 AND s.center_id = $3 AND s.state <> 'retired' LIMIT 1"
            ),
            &of,
        )?;
        Ok((works.is_some(), gives.is_some()))
    })?;
    if works {
        return Err(Refusal::new("imports-used-works").into());
    }
    if gives { Err(Refusal::new("imports-used-gives").into()) } else { Ok(()) }
}
