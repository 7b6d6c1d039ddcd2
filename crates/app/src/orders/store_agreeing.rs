//! Every statement about agreements between two parties.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::agreeing::{Agreement, Kind};
use super::model::Order;
use crate::web::{Error, one_row};

pub(super) fn insert(tx: &mut Tx, new: &Agreement, person: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO agreements (hub_id, id, firm_id, firm_name, provider_id, provider_name, kind, title, starts_on,
             ends_on, put_up_by, firm_agreed_at, provider_agreed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ),
        &params![
            new.hub_id,
            new.id,
            new.firm_id,
            new.firm_name.as_str(),
            new.provider_id,
            new.provider_name.as_str(),
            new.kind.code(),
            new.title.as_str(),
            new.starts_on.as_str(),
            new.ends_on.clone(),
            person,
            new.firm_agreed_at,
            new.provider_agreed_at
        ],
    )?;
    Ok(())
}

fn agreement(row: &Row) -> Result<Agreement, Error> {
    let kind: String = row.get("kind");
    Ok(Agreement {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        firm_id: row.get("firm_id"),
        firm_name: row.get("firm_name"),
        provider_id: row.get("provider_id"),
        provider_name: row.get("provider_name"),
        kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("agreement kind {kind}")))?,
        title: row.get("title"),
        starts_on: row.get("starts_on"),
        ends_on: row.get("ends_on"),
        firm_agreed_at: row.get("firm_agreed_at"),
        provider_agreed_at: row.get("provider_agreed_at"),
        ended_at: row.get("ended_at"),
        ended_by: row.get("ended_by"),
        files: Vec::new(),
        used: row.get::<i64>("used") == 1,
    })
}

pub(super) fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Agreement, Error> {
    let row =
        tx.maybe(sql!("SELECT a.*, 0 AS used FROM agreements a WHERE hub_id = $1 AND id = $2"), &params![hub, id])?;
    agreement(&row.ok_or(Error::NotFound)?)
}

/// Those between the parties of an order, the newest first.
pub(super) fn between(tx: &mut Tx, order: &Order) -> Result<Vec<Agreement>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.*, CASE WHEN u.order_id IS NULL THEN 0 ELSE 1 END AS used FROM agreements a
             LEFT JOIN order_agreements u ON u.hub_id = a.hub_id AND u.agreement_id = a.id AND u.order_id = $4
             WHERE a.hub_id = $1 AND a.firm_id = $2 AND a.provider_id = $3 ORDER BY a.id DESC"
        ),
        &params![order.hub_id, order.firm_id, order.provider_id, order.id],
    )?;
    rows.iter().map(agreement).collect()
}

/// An organization's, on either side, the newest first, and how many there are.
pub(super) fn of_organization(
    tx: &mut Tx,
    organization: Uuid,
    offset: i64,
    rows: i64,
) -> Result<(Vec<Agreement>, i64), Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.*, 0 AS used FROM agreements a WHERE a.firm_id = $1 OR a.provider_id = $1
             ORDER BY a.id DESC LIMIT $2 OFFSET $3"
        ),
        &params![organization, rows, offset],
    )?;
    let count = sql!("SELECT COUNT(*) AS n FROM agreements WHERE firm_id = $1 OR provider_id = $1");
    let total = tx.one(count, &params![organization])?.get("n");
    Ok((rows.iter().map(agreement).collect::<Result<_, _>>()?, total))
}

pub(super) fn agree(tx: &mut Tx, found: &Agreement, side: &str, person: Uuid, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE agreements SET
             firm_agreed_at = CASE WHEN $3 = 'firm' THEN $4 ELSE firm_agreed_at END,
             provider_agreed_at = CASE WHEN $3 = 'provider' THEN $4 ELSE provider_agreed_at END, agreed_by = $5
             WHERE hub_id = $1 AND id = $2 AND ended_at IS NULL
             AND (firm_agreed_at IS NULL OR provider_agreed_at IS NULL)"
        ),
        &params![found.hub_id, found.id, side, now, person],
    )?;
    one_row(changed)
}

pub(super) fn end(tx: &mut Tx, found: &Agreement, side: &str, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!("UPDATE agreements SET ended_at = $3, ended_by = $4 WHERE hub_id = $1 AND id = $2 AND ended_at IS NULL"),
        &params![found.hub_id, found.id, now, side],
    )?;
    one_row(changed)
}

pub(super) fn use_for(tx: &mut Tx, order: &Order, used: &Agreement, person: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO order_agreements (hub_id, order_id, agreement_id, used_by, used_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (hub_id, order_id, agreement_id) DO NOTHING"
        ),
        &params![order.hub_id, order.id, used.id, person, now],
    )?;
    Ok(())
}

pub(super) fn require(tx: &mut Tx, order: &Order, kind: Kind, side: &str, person: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO order_requirements (hub_id, order_id, kind, side, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (hub_id, order_id, kind) DO NOTHING"
        ),
        &params![order.hub_id, order.id, kind.code(), side, person, now],
    )?;
    Ok(())
}

/// Whether this side had asked for it.
pub(super) fn no_longer(tx: &mut Tx, order: &Order, kind: Kind, side: &str) -> Result<bool, Error> {
    let gone = tx.execute(
        sql!("DELETE FROM order_requirements WHERE hub_id = $1 AND order_id = $2 AND kind = $3 AND side = $4"),
        &params![order.hub_id, order.id, kind.code(), side],
    )?;
    Ok(gone == 1)
}

pub(super) fn required(tx: &mut Tx, order: &Order) -> Result<Vec<(Kind, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT kind, side FROM order_requirements WHERE hub_id = $1 AND order_id = $2 ORDER BY kind"),
        &params![order.hub_id, order.id],
    )?;
    Ok(rows.iter().filter_map(|row| Some((Kind::parse(&row.get::<String>("kind"))?, row.get("side")))).collect())
}
