//! The statements behind a provider's page: who it is, where it is resident, what it is accredited for.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use crate::web::Error;

/// A provider as the public sees it.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Id.
    pub id: Uuid,
    /// USCC, the address of its page.
    pub uscc: String,
    /// Name.
    pub name: String,
    /// GB/T 2260.
    pub division: String,
    /// What it says of itself.
    pub introduction: String,
    /// Published services it gives.
    pub services: i64,
}

/// The provider with this USCC. `CROSS JOIN` makes SQLite begin with the provider's own rows, not with all published.
///
/// # Errors
/// `NotFound`.
pub fn provider(tx: &mut Tx, uscc: &str) -> Result<Provider, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT o.id, o.uscc, o.name, o.division, o.introduction, (SELECT COUNT(*) FROM service_providers p
             CROSS JOIN services s CROSS JOIN hubs h WHERE p.organization_id = o.id AND s.hub_id = p.hub_id
             AND s.id = p.service_id AND h.id = s.hub_id AND s.state = 'published'
             AND h.stage <> 'removed') AS services
             FROM organizations o WHERE o.uscc = $1 AND o.is_provider = 1"
        ),
        &params![uscc],
    )?;
    let row = row.ok_or(Error::NotFound)?;
    Ok(Provider {
        id: row.get("id"),
        uscc: row.get("uscc"),
        name: row.get("name"),
        division: row.get("division"),
        introduction: row.get("introduction"),
        services: row.get("services"),
    })
}

/// A provider's place in a hub.
#[derive(Clone, Debug)]
pub struct Residency {
    /// The hub.
    pub hub_id: Uuid,
    /// Its code.
    pub hub_code: String,
    /// Its name.
    pub hub_name: String,
    /// Kind of the center.
    pub center_kind: String,
    /// Its name.
    pub center_name: String,
    /// First day.
    pub starts_on: String,
    /// Last day; `None`: open-ended.
    pub ends_on: Option<String>,
}

/// Where a provider's term runs on a day or has not begun, by hub.
///
/// # Errors
/// Of the database.
pub fn residencies(tx: &mut Tx, organization: Uuid, day: &str) -> Result<Vec<Residency>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.hub_id, r.starts_on, r.ends_on, h.code AS hub_code, h.name AS hub_name, c.kind AS center_kind,
             c.name AS center_name FROM residencies r JOIN hubs h ON h.id = r.hub_id
             JOIN centers c ON c.hub_id = r.hub_id AND c.id = r.center_id
             WHERE r.organization_id = $1 AND (r.ends_on IS NULL OR r.ends_on >= $2) AND h.stage <> 'removed'
             ORDER BY h.code, r.starts_on"
        ),
        &params![organization, day],
    )?;
    let residency = |row: &Row| Residency {
        hub_id: row.get("hub_id"),
        hub_code: row.get("hub_code"),
        hub_name: row.get("hub_name"),
        center_kind: row.get("center_kind"),
        center_name: row.get("center_name"),
        starts_on: row.get("starts_on"),
        ends_on: row.get("ends_on"),
    };
    Ok(rows.iter().map(residency).collect())
}

/// What a provider is accredited for, as its published services say; at most 20.
///
/// # Errors
/// Of the database.
pub fn accreditations(tx: &mut Tx, organization: Uuid) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT p.accreditation FROM service_providers p CROSS JOIN services s
             WHERE p.organization_id = $1 AND s.hub_id = p.hub_id AND s.id = p.service_id AND s.state = 'published' AND p.accreditation <> ''
             ORDER BY p.accreditation LIMIT 20"
        ),
        &params![organization],
    )?;
    Ok(rows.iter().map(|row| row.get("accreditation")).collect())
}
