//! Every statement about needs that went to another hub.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Need;
use super::passing::Forward;
use crate::web::Error;

/// Whether there is a plan, something is to follow later, or a time at a window is booked: then it stays where it is.
pub(super) fn is_under_way(tx: &mut Tx, need: &Need) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT 1 AS one FROM plans WHERE hub_id = $1 AND need_id = $2 UNION ALL
             SELECT 1 FROM gaps WHERE hub_id = $1 AND need_id = $2 UNION ALL
             SELECT 1 FROM appointments WHERE hub_id = $1 AND need_id = $2 AND state = 'booked' LIMIT 1"
        ),
        &params![need.hub_id, need.id],
    )?;
    Ok(row.is_some())
}

/// Whether a need has been at a hub before.
pub(super) fn was_at(tx: &mut Tx, need: Uuid, hub: Uuid) -> Result<bool, Error> {
    let at = sql!("SELECT 1 AS one FROM need_forwards WHERE need_id = $1 AND hub_id = $2 LIMIT 1");
    Ok(tx.as_system(|tx| tx.maybe(at, &params![need, hub]))?.is_some())
}

/// The row is kept under its number with a mark: how often the need was passed on before.
pub(super) fn give_number_away(tx: &mut Tx, need: &Need) -> Result<(), Error> {
    let count = sql!("SELECT COUNT(*) AS n FROM need_forwards WHERE need_id = $1 AND direct = 1");
    let times: i64 = tx.as_system(|tx| tx.one(count, &params![need.id]))?.get("n");
    tx.execute(
        sql!("UPDATE needs SET reference = $3 WHERE hub_id = $1 AND id = $2"),
        &params![need.hub_id, need.id, format!("{}/{}", need.reference, times + 1)],
    )?;
    Ok(())
}

/// The row of the hub that received it.
pub(super) fn insert(tx: &mut Tx, need: &Need) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO needs (hub_id, id, reference, firm_id, firm_name, said_by, channel, function, words, product,
             wanted_on, budget_fen, visibility, contact_name, contact_phone, state, sent_at, triage_due_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'sent', $16, $17)"
        ),
        &params![
            need.hub_id,
            need.id,
            &need.reference,
            need.firm_id,
            &need.firm_name,
            need.said_by,
            &need.channel,
            &need.function,
            &need.words,
            &need.product,
            need.wanted_on.clone(),
            need.budget_fen,
            &need.visibility,
            &need.contact_name,
            &need.contact_phone,
            need.sent_at,
            need.triage_due_on.clone()
        ],
    )?;
    Ok(())
}

/// That it was passed, and that the hub which has it now may read what happened at every hub before.
pub(super) fn insert_forward(
    tx: &mut Tx,
    need: &Need,
    (to, reason): (Uuid, &str),
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO need_forwards (hub_id, need_id, to_hub_id, direct, firm_id, reference, reason, passed_by, passed_at)
             SELECT hub_id, need_id, $2, 0, firm_id, reference, reason, passed_by, passed_at FROM need_forwards
             WHERE need_id = $1 AND direct = 1"
        ),
        &params![need.id, to],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO need_forwards (hub_id, need_id, to_hub_id, direct, firm_id, reference, reason, passed_by, passed_at)
             VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8)"
        ),
        &params![need.hub_id, need.id, to, need.firm_id, &need.reference, reason, person, now],
    )?;
    Ok(())
}

/// Asked back at most once is what the firm was promised, by whichever hub.
pub(super) fn copy_askback(tx: &mut Tx, need: &Need, to: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO askbacks (hub_id, need_id, words, asked_by, asked_at, answer, answered_by, answered_at)
             SELECT $3, need_id, words, asked_by, asked_at, answer, answered_by, answered_at FROM askbacks
             WHERE hub_id = $1 AND need_id = $2"
        ),
        &params![need.hub_id, need.id, to],
    )?;
    Ok(())
}

fn forward(row: &Row) -> Forward {
    Forward {
        hub_id: row.get("hub_id"),
        hub_name: row.get("hub_name"),
        to_hub_id: row.get("to_hub_id"),
        to_hub_name: row.get("to_hub_name"),
        to_hub_phone: row.get("to_hub_phone"),
        need_id: row.get("need_id"),
        reason: row.get("reason"),
        passed_by: row.get("passed_by"),
        passed_at: row.get("passed_at"),
    }
}

/// Through which hubs a need went, in their order.
pub(super) fn of(tx: &mut Tx, need: Uuid) -> Result<Vec<Forward>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT f.hub_id, a.name AS hub_name, f.to_hub_id, b.name AS to_hub_name, b.phone AS to_hub_phone, f.need_id,
             f.reason, p.name AS passed_by, f.passed_at FROM need_forwards f JOIN hubs a ON a.id = f.hub_id
             JOIN hubs b ON b.id = f.to_hub_id JOIN people p ON p.id = f.passed_by
             WHERE f.need_id = $1 AND f.direct = 1 ORDER BY f.passed_at, f.hub_id"
        ),
        &params![need],
    )?;
    Ok(rows.iter().map(forward).collect())
}

/// What the hub that passed the need with this number keeps of it.
pub(super) fn passed_by(tx: &mut Tx, reference: &str, hub: Uuid) -> Result<Option<Forward>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT f.hub_id, a.name AS hub_name, f.to_hub_id, b.name AS to_hub_name, b.phone AS to_hub_phone, f.need_id,
             f.reason, p.name AS passed_by, f.passed_at FROM need_forwards f JOIN hubs a ON a.id = f.hub_id
             JOIN hubs b ON b.id = f.to_hub_id JOIN people p ON p.id = f.passed_by
             WHERE f.reference = $1 AND f.hub_id = $2 AND f.direct = 1"
        ),
        &params![reference, hub],
    )?;
    Ok(row.as_ref().map(forward))
}
