//! Every statement of the versions.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Plan;
use super::versions::{Cause, Version};
use crate::web::Error;

pub(super) fn count(tx: &mut Tx, hub: Uuid, plan: Uuid) -> Result<i64, Error> {
    let row = tx.one(
        sql!("SELECT COALESCE(MAX(number), 0) AS n FROM plan_versions WHERE hub_id = $1 AND plan_id = $2"),
        &params![hub, plan],
    )?;
    Ok(row.get("n"))
}

pub(super) fn insert(
    tx: &mut Tx,
    plan: &Plan,
    (number, cause, event): (i64, Cause, Uuid),
    person: Option<Uuid>,
    now: i64,
    body: &str,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO plan_versions (hub_id, plan_id, number, cause, made_by, made_at, body, event_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &params![plan.hub_id, plan.id, number, cause.code(), person, now, body, event],
    )?;
    Ok(())
}

/// The versions of a plan, the newest first.
pub(super) fn list(tx: &mut Tx, hub: Uuid, plan: Uuid, offset: i64, rows: i64) -> Result<Vec<Version>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT v.number, v.cause, v.made_at, v.body, v.event_id, COALESCE(p.name, '') AS made_by
             FROM plan_versions v LEFT JOIN people p ON p.id = v.made_by
             WHERE v.hub_id = $1 AND v.plan_id = $2 ORDER BY v.number DESC LIMIT $3 OFFSET $4"
        ),
        &params![hub, plan, rows, offset],
    )?;
    rows.iter().map(version).collect()
}

fn version(row: &Row) -> Result<Version, Error> {
    let cause: String = row.get("cause");
    Ok(Version {
        number: row.get("number"),
        cause: Cause::parse(&cause).ok_or_else(|| Error::internal(format!("cause {cause}")))?,
        by: row.get("made_by"),
        at: row.get("made_at"),
        lines: serde_json::from_str(&row.get::<String>("body")).map_err(Error::internal)?,
        event: row.get("event_id"),
    })
}
