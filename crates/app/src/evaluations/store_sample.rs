//! Every statement about records that are called back.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{RoundHub, Sampled};
use crate::web::{Error, one_row};

pub(super) fn insert(tx: &mut Tx, hub: &RoundHub, position: i64, reference: &str) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO round_sample (hub_id, round_id, position, reference) VALUES ($1, $2, $3, $4)"),
        &params![hub.hub_id, hub.round_id, position, reference],
    )?;
    Ok(())
}

/// Outcomes of a round: hub, position, reference, outcome.
pub(super) fn of_round(tx: &mut Tx, round: Uuid) -> Result<Vec<super::dossier::Sampled>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT h.hub_code, s.position, s.reference, s.outcome FROM round_hubs h
             JOIN round_sample s ON s.hub_id = h.hub_id AND s.round_id = h.round_id
             WHERE h.round_id = $1 ORDER BY h.hub_code, s.position"
        ),
        &params![round],
    )?;
    let one = |row: &Row| super::dossier::Sampled {
        hub: row.get("hub_code"),
        position: row.get("position"),
        reference: row.get("reference"),
        outcome: row.get("outcome"),
    };
    Ok(rows.iter().map(one).collect())
}

/// A page of a hub's sample with what the caller needs to know.
pub(super) fn of_hub(tx: &mut Tx, hub: &RoundHub, offset: i64, rows: i64) -> Result<Vec<Sampled>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.position, s.reference, s.outcome, s.words, r.firm_name, r.service_name, r.provider_name,
             r.confirmed_on, o.contact_phone FROM round_sample s
             JOIN records r ON r.reference = s.reference JOIN organizations o ON o.id = r.firm_id
             WHERE s.hub_id = $1 AND s.round_id = $2 ORDER BY s.position LIMIT $4 OFFSET $3"
        ),
        &params![hub.hub_id, hub.round_id, offset, rows],
    )?;
    let one = |row: &Row| Sampled {
        position: row.get("position"),
        reference: row.get("reference"),
        outcome: row.get("outcome"),
        words: row.get("words"),
        firm: row.get("firm_name"),
        phone: row.get("contact_phone"),
        service: row.get("service_name"),
        provider: row.get("provider_name"),
        confirmed_on: row.get("confirmed_on"),
    };
    Ok(rows.iter().map(one).collect())
}

pub(super) fn count(tx: &mut Tx, hub: &RoundHub) -> Result<i64, Error> {
    let counted = sql!("SELECT COUNT(*) AS n FROM round_sample WHERE hub_id = $1 AND round_id = $2");
    Ok(tx.one(counted, &params![hub.hub_id, hub.round_id])?.get("n"))
}

pub(super) fn call(
    tx: &mut Tx,
    hub: &RoundHub,
    position: i64,
    (outcome, words): (&str, &str),
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE round_sample SET outcome = $4, words = $5, called_by = $6, called_at = $7
             WHERE hub_id = $1 AND round_id = $2 AND position = $3"
        ),
        &params![hub.hub_id, hub.round_id, position, outcome, words, person, now],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { one_row(changed) }
}
