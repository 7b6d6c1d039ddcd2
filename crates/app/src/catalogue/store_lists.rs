//! The lists of services: the public's, the hub's, the provider's.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::model::{Listed, Service};
use super::store::{listed, service};
use crate::web::Error;
use crate::web::lists::containing;

/// Services whose words are read in one search. No index of both engines finds a part of a Chinese text, so that the
/// words of each service must be read, and that is bounded: purpose, hub, center and price are answered from the index
/// `services_public` first, and of what remains only the first so many are read. When more remain, the page says that
/// it shows a part only and asks for a purpose or a hub. On a busy machine with two cores SQLite took 0.15 s for these.
pub(super) const SCANNED: i64 = 20_000;
/// Most services that a search by words gives; the page says when there are more.
pub(super) const FOUND: i64 = 500;

/// What the public list is narrowed to; empty: to nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Sought {
    /// Code of the function.
    pub(super) purpose: String,
    /// Code of the hub.
    pub(super) hub: String,
    /// Kind of the center.
    pub(super) center: String,
    /// Kind of the price.
    pub(super) price: String,
    /// A part of the name, of what one gets or of who may ask.
    pub(super) words: String,
}

/// Words as a pattern: letters of any case and width, their own wildcards taken literally.
fn pattern(words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    containing(&codes::text::to_half_width(words).to_lowercase())
}

/// How many published services each function has, whatever the words: read from the index alone.
pub(super) fn counts(tx: &mut Tx, sought: &Sought) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT function, COUNT(*) AS n FROM services WHERE state = 'published'
             AND ($1 = '' OR hub_id IN (SELECT id FROM hubs WHERE code = $1))
             AND ($2 = '' OR center_id IN (SELECT id FROM centers WHERE kind = $2))
             AND ($3 = '' OR price_kind = $3) AND hub_id NOT IN (SELECT id FROM hubs WHERE stage = 'removed')
             GROUP BY function"
        ),
        &params![&sought.hub, &sought.center, &sought.price],
    )?;
    Ok(rows.iter().map(|row| (row.get("function"), row.get("n"))).collect())
}

/// Published services of one function, by code, whatever the words. The rows are cut to a page before their hubs and
/// centers are looked up.
pub(super) fn of_function(
    tx: &mut Tx,
    sought: &Sought,
    function: &str,
    offset: i64,
    rows: i64,
) -> Result<Vec<Listed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.*, c.kind AS center_kind, c.name AS center_name, h.code AS hub_code, h.name AS hub_name,
             h.stage AS hub_stage FROM (SELECT * FROM services WHERE state = 'published' AND function = $4
             AND ($1 = '' OR hub_id IN (SELECT id FROM hubs WHERE code = $1))
             AND ($2 = '' OR center_id IN (SELECT id FROM centers WHERE kind = $2))
             AND ($3 = '' OR price_kind = $3) AND hub_id NOT IN (SELECT id FROM hubs WHERE stage = 'removed')
             ORDER BY code LIMIT $5 OFFSET $6) s
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id JOIN hubs h ON h.id = s.hub_id
             ORDER BY s.code"
        ),
        &params![&sought.hub, &sought.center, &sought.price, function, rows, offset],
    )?;
    Ok(rows.iter().map(listed).collect())
}

/// Published services whose words hold those sought, at most [`FOUND`] among the first [`SCANNED`].
pub(super) fn found(tx: &mut Tx, sought: &Sought) -> Result<Vec<Listed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.*, c.kind AS center_kind, c.name AS center_name, h.code AS hub_code, h.name AS hub_name,
             h.stage AS hub_stage FROM (SELECT k.hub_id, k.id FROM (
             SELECT hub_id, id, function, code, name, outcome, audience FROM services WHERE state = 'published'
             AND ($1 = '' OR hub_id IN (SELECT id FROM hubs WHERE code = $1))
             AND ($2 = '' OR center_id IN (SELECT id FROM centers WHERE kind = $2))
             AND ($3 = '' OR price_kind = $3) AND ($4 = '' OR function = $4)
             AND hub_id NOT IN (SELECT id FROM hubs WHERE stage = 'removed')
             ORDER BY function, code LIMIT $6) k
             WHERE LOWER(k.name || ' ' || k.outcome || ' ' || k.audience) LIKE $5 ESCAPE '!'
             ORDER BY k.function, k.code LIMIT $7) f
             JOIN services s ON s.hub_id = f.hub_id AND s.id = f.id
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id JOIN hubs h ON h.id = s.hub_id
             ORDER BY s.function, s.code"
        ),
        &params![&sought.hub, &sought.center, &sought.price, &sought.purpose, pattern(&sought.words), SCANNED, FOUND],
    )?;
    Ok(rows.iter().map(listed).collect())
}

/// What the hub's own list is narrowed to; empty: to nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// State.
    pub(super) state: String,
    /// Id of the center, as text.
    pub(super) center: Option<Uuid>,
    /// Code of the function.
    pub(super) function: String,
    /// Id of a provider.
    pub(super) provider: Option<Uuid>,
    /// A part of the code, the name or of what one gets.
    pub(super) words: String,
}

/// A page of a hub's services, by code. One hub's services are few thousands, so their words may be read.
pub(super) fn of_hub(
    tx: &mut Tx,
    hub: Uuid,
    filter: &Filter,
    offset: i64,
    rows: i64,
) -> Result<Vec<(Service, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.*, c.kind AS center_kind, c.name AS center_name FROM services s
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             WHERE s.hub_id = $1 AND ($2 = '' OR s.state = $2) AND (CAST($7 AS BIGINT) = 0 OR s.center_id = $3)
             AND ($4 = '' OR s.function = $4) AND (CAST($8 AS BIGINT) = 0 OR s.id IN
             (SELECT p.service_id FROM service_providers p WHERE p.hub_id = $1 AND p.organization_id = $5))
             AND ($6 = '' OR LOWER(s.code || ' ' || s.name || ' ' || s.outcome) LIKE $6 ESCAPE '!')
             ORDER BY s.code LIMIT $9 OFFSET $10"
        ),
        &params![
            hub,
            &filter.state,
            filter.center.unwrap_or_default(),
            &filter.function,
            filter.provider.unwrap_or_default(),
            pattern(&filter.words),
            i64::from(filter.center.is_some()),
            i64::from(filter.provider.is_some()),
            rows,
            offset
        ],
    )?;
    Ok(rows.iter().map(|row| (service(row), row.get("center_name"))).collect())
}

/// How many services that list has in all.
pub(super) fn count_of_hub(tx: &mut Tx, hub: Uuid, filter: &Filter) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM services s
             WHERE s.hub_id = $1 AND ($2 = '' OR s.state = $2) AND (CAST($7 AS BIGINT) = 0 OR s.center_id = $3)
             AND ($4 = '' OR s.function = $4) AND (CAST($8 AS BIGINT) = 0 OR s.id IN
             (SELECT p.service_id FROM service_providers p WHERE p.hub_id = $1 AND p.organization_id = $5))
             AND ($6 = '' OR LOWER(s.code || ' ' || s.name || ' ' || s.outcome) LIKE $6 ESCAPE '!')"
        ),
        &params![
            hub,
            &filter.state,
            filter.center.unwrap_or_default(),
            &filter.function,
            filter.provider.unwrap_or_default(),
            pattern(&filter.words),
            i64::from(filter.center.is_some()),
            i64::from(filter.provider.is_some())
        ],
    )?;
    Ok(row.get("n"))
}

/// A page of the services that a provider gives, and of its own proposals, by code.
pub(super) fn own(tx: &mut Tx, organization: Uuid, offset: i64, rows: i64) -> Result<Vec<Listed>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.*, c.kind AS center_kind, c.name AS center_name, h.code AS hub_code, h.name AS hub_name,
             h.stage AS hub_stage FROM (
             SELECT g.hub_id, g.service_id FROM service_providers g
             JOIN services t ON t.hub_id = g.hub_id AND t.id = g.service_id
             WHERE g.organization_id = $1 AND t.state IN ('published', 'retired')
             UNION SELECT hub_id, id FROM services WHERE proposed_by = $1 AND state IN ('draft', 'proposed')) p
             JOIN services s ON s.hub_id = p.hub_id AND s.id = p.service_id
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id JOIN hubs h ON h.id = s.hub_id
             ORDER BY s.code LIMIT $2 OFFSET $3"
        ),
        &params![organization, rows, offset],
    )?;
    Ok(rows.iter().map(listed).collect())
}

/// How many services that list has in all.
pub(super) fn count_own(tx: &mut Tx, organization: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM (SELECT g.hub_id, g.service_id FROM service_providers g
             JOIN services t ON t.hub_id = g.hub_id AND t.id = g.service_id
             WHERE g.organization_id = $1 AND t.state IN ('published', 'retired')
             UNION SELECT hub_id, id FROM services WHERE proposed_by = $1 AND state IN ('draft', 'proposed')) p"
        ),
        &params![organization],
    )?;
    Ok(row.get("n"))
}
