//! Every statement of the calendar.

use db::{Row, Tx, params, sql};
use jiff::civil::Date;
use uuid::Uuid;

use super::calendar::Entry;
use crate::web::Error;

/// The accepted services of a firm that run within these days, in the order of their start; of one need where one is
/// named.
pub(super) fn entries(
    tx: &mut Tx,
    firm: Uuid,
    need: &str,
    (from, to): (Date, Date),
    offset: i64,
    rows: i64,
) -> Result<Vec<Entry>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT i.id, s.name, c.kind, o.name AS provider, n.reference AS need,
                    COALESCE(i.order_reference, '') AS order_reference, COALESCE(r.state, 'accepted') AS state, i.starts_on, i.ends_on, i.done_at, p.version
             FROM plans p
             JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id
             JOIN plan_items i ON i.hub_id = p.hub_id AND i.plan_id = p.id
             JOIN services s ON s.hub_id = i.hub_id AND s.id = i.service_id
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             JOIN organizations o ON o.id = i.provider_id
             LEFT JOIN orders r ON r.reference = i.order_reference
             WHERE p.firm_id = $1 AND ($2 = '' OR n.reference = $2) AND i.state = 'accepted'
               AND i.starts_on <= $4 AND i.ends_on >= $3
             ORDER BY i.starts_on, i.ends_on, i.id LIMIT $5 OFFSET $6"
        ),
        &params![firm, need, from.to_string(), to.to_string(), rows, offset],
    )?;
    rows.iter().map(entry).collect()
}

pub(super) fn count(tx: &mut Tx, firm: Uuid, need: &str, (from, to): (Date, Date)) -> Result<i64, Error> {
    let row = tx.one(
        sql!(
            "SELECT COUNT(*) AS n FROM plans p
             JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id
             JOIN plan_items i ON i.hub_id = p.hub_id AND i.plan_id = p.id
             WHERE p.firm_id = $1 AND ($2 = '' OR n.reference = $2) AND i.state = 'accepted'
               AND i.starts_on <= $4 AND i.ends_on >= $3"
        ),
        &params![firm, need, from.to_string(), to.to_string()],
    )?;
    Ok(row.get("n"))
}

fn entry(row: &Row) -> Result<Entry, Error> {
    let day = |name: &str| row.get::<String>(name).parse().map_err(Error::internal);
    Ok(Entry {
        item: row.get("id"),
        service: row.get("name"),
        center_kind: row.get("kind"),
        provider: row.get("provider"),
        need: row.get("need"),
        order: row.get("order_reference"),
        state: row.get("state"),
        starts: day("starts_on")?,
        ends: day("ends_on")?,
        done: row.get::<Option<i64>>("done_at").is_some(),
        sequence: row.get("version"),
    })
}

/// Somebody's address of the calendar, as far as it is told.
pub(super) struct Subscription {
    pub(super) created_at: i64,
    pub(super) read_at: Option<i64>,
}

pub(super) fn subscription(tx: &mut Tx, person: Uuid, firm: Uuid) -> Result<Option<Subscription>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT created_at, read_at FROM calendar_subscriptions
             WHERE person_id = $1 AND organization_id = $2 AND revoked_at IS NULL"
        ),
        &params![person, firm],
    )?;
    Ok(row.map(|row| Subscription { created_at: row.get("created_at"), read_at: row.get("read_at") }))
}

/// Ends the address; gives whether there was one.
pub(super) fn revoke(tx: &mut Tx, person: Uuid, firm: Uuid, now: i64) -> Result<bool, Error> {
    let ended = tx.execute(
        sql!(
            "UPDATE calendar_subscriptions SET revoked_at = $3
             WHERE person_id = $1 AND organization_id = $2 AND revoked_at IS NULL"
        ),
        &params![person, firm, now],
    )?;
    Ok(ended > 0)
}

pub(super) fn subscribe(
    tx: &mut Tx,
    id: Uuid,
    person: Uuid,
    firm: Uuid,
    hash: [u8; 32],
    now: i64,
) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO calendar_subscriptions (id, person_id, organization_id, token_hash, created_at)
         VALUES ($1, $2, $3, $4, $5)"
    );
    match tx.execute(insert, &params![id, person, firm, hash, now]) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

/// Whose calendar an address reads.
pub(super) struct Subscribed {
    pub(super) id: Uuid,
    pub(super) person: Uuid,
    pub(super) firm: Uuid,
    pub(super) firm_name: String,
    pub(super) read_at: Option<i64>,
}

/// What an address reads, only while its person acts for the firm.
pub(super) fn by_token(tx: &mut Tx, hash: [u8; 32]) -> Result<Option<Subscribed>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT s.id, s.person_id, s.organization_id, o.name, s.read_at FROM calendar_subscriptions s
             JOIN organizations o ON o.id = s.organization_id
             WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND EXISTS (SELECT 1 FROM memberships m
               WHERE m.person_id = s.person_id AND m.organization_id = s.organization_id AND m.ended_at IS NULL
               AND m.role IN ('firm-owner', 'firm-member'))"
        ),
        &params![hash],
    )?;
    Ok(row.map(|row| Subscribed {
        id: row.get("id"),
        person: row.get("person_id"),
        firm: row.get("organization_id"),
        firm_name: row.get("name"),
        read_at: row.get("read_at"),
    }))
}

pub(super) fn mark_read(tx: &mut Tx, id: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(sql!("UPDATE calendar_subscriptions SET read_at = $2 WHERE id = $1"), &params![id, now])?;
    Ok(())
}
