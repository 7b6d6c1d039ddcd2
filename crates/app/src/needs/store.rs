//! Every statement about needs.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::commands::{NewNeed, Submitted};
use super::model::{Need, State};
use crate::web::Error;

fn need(row: &Row) -> Result<Need, Error> {
    let state: String = row.get("state");
    Ok(Need {
        hub_id: row.get("hub_id"),
        hub_code: row.get("hub_code"),
        id: row.get("id"),
        reference: row.get("reference"),
        firm_id: row.get("firm_id"),
        firm_name: row.get("firm_name"),
        said_by: row.get("said_by"),
        words: row.get("words"),
        state: State::parse(&state).ok_or_else(|| Error::internal(format!("need state {state}")))?,
        version: row.get("version"),
    })
}

/// The need with this reference number, in any spelling a person may use.
///
/// # Errors
/// `NotFound`.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Need, Error> {
    let reference = codes::reference::Reference::parse(reference).map_err(|_| Error::NotFound)?.to_string();
    let row = tx.maybe(
        sql!("SELECT n.*, h.code AS hub_code FROM needs n JOIN hubs h ON h.id = n.hub_id WHERE n.reference = $1"),
        &params![reference],
    )?;
    need(&row.ok_or(Error::NotFound)?)
}

/// The need with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Need, Error> {
    let row = tx.maybe(
        sql!("SELECT n.*, h.code AS hub_code FROM needs n JOIN hubs h ON h.id = n.hub_id WHERE n.hub_id = $1 AND n.id = $2"),
        &params![hub, id],
    )?;
    need(&row.ok_or(Error::NotFound)?)
}

pub(super) fn insert(
    tx: &mut Tx,
    made: &Submitted,
    firm: &str,
    new: &NewNeed,
    now: i64,
    due_on: Option<String>,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO needs (hub_id, id, reference, firm_id, firm_name, said_by, channel, function, words, product,
             wanted_on, budget_fen, visibility, contact_name, contact_phone, state, sent_at, triage_due_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'sent', $16, $17)"
        ),
        &params![
            new.hub_id,
            made.id,
            &made.reference,
            new.firm_id,
            firm,
            new.said_by,
            &new.channel,
            &new.function,
            &new.words,
            &new.product,
            new.wanted_on.clone(),
            new.budget_fen,
            &new.visibility,
            &new.contact_name,
            &new.contact_phone,
            now,
            due_on
        ],
    )?;
    Ok(())
}

pub(super) fn insert_named(tx: &mut Tx, hub: Uuid, need: Uuid, organization: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO need_providers (hub_id, need_id, organization_id) VALUES ($1, $2, $3)"),
        &params![hub, need, organization],
    )?;
    Ok(())
}

pub(super) fn accept(
    tx: &mut Tx,
    need: &Need,
    now: i64,
    due_on: Option<String>,
    clerk: Option<Uuid>,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE needs SET state = 'accepted', accepted_at = $3, due_on = $4, clerk_id = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $6"
        ),
        &params![need.hub_id, need.id, now, due_on, clerk, need.version],
    )?;
    if changed == 1 { Ok(()) } else { Err(Error::Conflict) }
}

pub(super) fn advance(tx: &mut Tx, need: &Need, state: State, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE needs SET state = $3, closed_at = CASE WHEN $3 = 'closed' THEN $4 ELSE closed_at END,
             version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $5"
        ),
        &params![need.hub_id, need.id, state.code(), now, need.version],
    )?;
    if changed == 1 { Ok(()) } else { Err(Error::Conflict) }
}
