//! Every statement about objections.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Objection;
use crate::web::{Error, one_row};

fn objection(row: &Row) -> Objection {
    Objection {
        hub_id: row.get("hub_id"),
        hub_code: row.get("hub_code"),
        hub_name: row.get("hub_name"),
        id: row.get("id"),
        number: row.get("number"),
        person_id: row.get("person_id"),
        name: row.get("name"),
        organization: row.get("organization"),
        phone: row.get("phone"),
        address: row.get("address"),
        words: row.get("words"),
        made_at: row.get("made_at"),
        due_on: row.get("due_on"),
        state: row.get("state"),
        answer: row.get("answer"),
        effect: row.get("effect"),
        column: row.get("value_column"),
        from: row.get("value_from"),
        to: row.get("value_to"),
        version: row.get("version"),
    }
}

pub(super) fn next_number(tx: &mut Tx, round: Uuid) -> Result<i64, Error> {
    let row = tx
        .one(sql!("SELECT COALESCE(MAX(number), 0) AS n FROM round_objections WHERE round_id = $1"), &params![round])?;
    Ok(row.get::<i64>("n") + 1)
}

pub(super) fn insert(tx: &mut Tx, round: Uuid, new: &Objection) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO round_objections (hub_id, id, round_id, number, person_id, name, organization, phone, address,
             words, made_at, due_on, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open')"
        ),
        &params![
            new.hub_id,
            new.id,
            round,
            new.number,
            new.person_id,
            new.name.as_str(),
            new.organization.as_str(),
            new.phone.as_str(),
            new.address.as_str(),
            new.words.as_str(),
            new.made_at,
            new.due_on.as_deref()
        ],
    )?;
    Ok(())
}

/// Those of a round, the first first.
pub(super) fn of_round(tx: &mut Tx, round: Uuid) -> Result<Vec<Objection>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.*, h.hub_code, h.hub_name FROM round_objections o
             JOIN round_hubs h ON h.hub_id = o.hub_id AND h.round_id = o.round_id
             WHERE o.round_id = $1 ORDER BY o.number LIMIT 1000"
        ),
        &params![round],
    )?;
    Ok(rows.iter().map(objection).collect())
}

/// The one that a file belongs to.
pub(super) fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Objection, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT o.*, h.hub_code, h.hub_name FROM round_objections o
             JOIN round_hubs h ON h.hub_id = o.hub_id AND h.round_id = o.round_id WHERE o.hub_id = $1 AND o.id = $2"
        ),
        &params![hub, id],
    )?;
    row.as_ref().map(objection).ok_or(Error::NotFound)
}

pub(super) fn answer(tx: &mut Tx, old: &Objection, new: &Objection, (person, now): (Uuid, i64)) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE round_objections SET state = $4, answer = $5, effect = $6, value_column = $7, value_from = $8,
             value_to = $9, answered_by = $10, answered_at = $11, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![
            old.hub_id,
            old.id,
            old.version,
            new.state.as_str(),
            new.answer.as_str(),
            new.effect.as_str(),
            new.column.as_str(),
            new.from.as_str(),
            new.to.as_str(),
            person,
            now
        ],
    )?)
}
