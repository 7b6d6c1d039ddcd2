//! Every statement about drafts.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::drafts::Draft;
use crate::web::{Error, one_row};

/// Most drafts that a list shows; older ones are reached once newer ones are sent or thrown away.
const MOST_SHOWN: i64 = 50;

fn draft(row: &Row) -> Result<Draft, Error> {
    let answers: String = row.get("answers");
    Ok(Draft {
        id: row.get("id"),
        firm_id: row.get("firm_id"),
        hub_id: row.get("hub_id"),
        answers: serde_json::from_str(&answers).map_err(Error::internal)?,
        updated_at: row.get("updated_at"),
        version: row.get("version"),
    })
}

/// The draft with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Draft, Error> {
    let row = tx.maybe(
        sql!("SELECT id, firm_id, hub_id, answers, updated_at, version FROM need_drafts WHERE id = $1"),
        &params![id],
    )?;
    draft(&row.ok_or(Error::NotFound)?)
}

/// The drafts of a firm, the one saved last first.
pub(super) fn of_firm(tx: &mut Tx, firm: Uuid) -> Result<Vec<Draft>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, firm_id, hub_id, answers, updated_at, version FROM need_drafts
             WHERE firm_id = $1 ORDER BY updated_at DESC, id DESC LIMIT $2"
        ),
        &params![firm, MOST_SHOWN],
    )?;
    rows.iter().map(draft).collect()
}

pub(super) fn insert(tx: &mut Tx, draft: &Draft, person: Uuid, now: i64) -> Result<(), Error> {
    let answers = serde_json::to_string(&draft.answers).map_err(Error::internal)?;
    tx.execute(
        sql!(
            "INSERT INTO need_drafts (id, person_id, firm_id, hub_id, answers, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $6)"
        ),
        &params![draft.id, person, draft.firm_id, draft.hub_id, answers, now],
    )?;
    Ok(())
}

/// Saves; `Conflict` when somebody else saved meanwhile.
pub(super) fn update(tx: &mut Tx, draft: &Draft, now: i64) -> Result<(), Error> {
    let answers = serde_json::to_string(&draft.answers).map_err(Error::internal)?;
    let changed = tx.execute(
        sql!(
            "UPDATE need_drafts SET hub_id = $2, answers = $3, updated_at = $4, version = version + 1
             WHERE id = $1 AND version = $5"
        ),
        &params![draft.id, draft.hub_id, answers, now, draft.version],
    )?;
    one_row(changed)
}

/// Deletes; `Conflict` when somebody else saved or sent it meanwhile.
pub(super) fn delete(tx: &mut Tx, draft: &Draft) -> Result<(), Error> {
    let gone =
        tx.execute(sql!("DELETE FROM need_drafts WHERE id = $1 AND version = $2"), &params![draft.id, draft.version])?;
    if gone == 1 { Ok(()) } else { Err(Error::Conflict) }
}
