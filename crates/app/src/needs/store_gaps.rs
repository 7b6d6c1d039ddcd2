//! Every statement about what follows later.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::gaps::{Gap, Material};
use super::model::Need;
use crate::web::{Error, one_row};

/// Materials of a hub's guides that a page shows.
const MOST: i64 = 300;

/// What the published guides of a hub ask for; of one function, or of all where it is empty.
pub(super) fn materials(tx: &mut Tx, hub: Uuid, function: &str) -> Result<Vec<Material>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.id, m.position, s.name AS service_name, m.name, m.formats, m.may_follow FROM services s
             JOIN service_materials m ON m.hub_id = s.hub_id AND m.service_id = s.id
             WHERE s.hub_id = $1 AND s.state = 'published' AND ($2 = '' OR s.function = $2)
             ORDER BY s.code, m.position LIMIT $3"
        ),
        &params![hub, function, MOST],
    )?;
    let material = |row: &Row| Material {
        key: format!("{}/{}", row.get::<Uuid>("id"), row.get::<i64>("position")),
        service_name: row.get("service_name"),
        name: row.get("name"),
        formats: row.get("formats"),
        may_follow: row.get::<i64>("may_follow") == 1,
    };
    Ok(rows.iter().map(material).collect())
}

/// What follows later for a need, in its order.
pub(super) fn of(tx: &mut Tx, hub: Uuid, need: Uuid) -> Result<Vec<Gap>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, number, name, formats, service_name, message, due_on, state, note, extended_from, extended_reason,
             version FROM gaps WHERE hub_id = $1 AND need_id = $2 ORDER BY number"
        ),
        &params![hub, need],
    )?;
    let gap = |row: &Row| Gap {
        id: row.get("id"),
        number: row.get("number"),
        name: row.get("name"),
        formats: row.get("formats"),
        service_name: row.get("service_name"),
        message: row.get("message"),
        due_on: row.get("due_on"),
        state: row.get("state"),
        note: row.get("note"),
        extended_from: row.get("extended_from"),
        extended_reason: row.get("extended_reason"),
        version: row.get("version"),
    };
    Ok(rows.iter().map(gap).collect())
}

pub(super) fn need_of(tx: &mut Tx, hub: Uuid, gap: Uuid) -> Result<Uuid, Error> {
    let row = tx.maybe(sql!("SELECT need_id FROM gaps WHERE hub_id = $1 AND id = $2"), &params![hub, gap])?;
    row.map(|row| row.get("need_id")).ok_or(Error::NotFound)
}

pub(super) fn insert(
    tx: &mut Tx,
    need: &Need,
    (id, number): (Uuid, i64),
    material: &Material,
    (day, message): (&str, &str),
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO gaps (hub_id, id, need_id, number, name, formats, service_name, due_on, state, set_by, set_at, message)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11)"
        ),
        &params![
            need.hub_id,
            id,
            need.id,
            number,
            &material.name,
            &material.formats,
            &material.service_name,
            day,
            person,
            now,
            message
        ],
    )?;
    Ok(())
}

pub(super) fn hand_in(tx: &mut Tx, need: &Need, gap: &Gap, (person, now): (Uuid, i64)) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE gaps SET state = 'handed', handed_by = $4, handed_at = $5, note = '', version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![need.hub_id, gap.id, gap.version, person, now],
    )?)
}

pub(super) fn receive(tx: &mut Tx, need: &Need, gap: &Gap, (person, now): (Uuid, i64)) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE gaps SET state = 'received', received_by = $4, received_at = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![need.hub_id, gap.id, gap.version, person, now],
    )?)
}

pub(super) fn send_back(tx: &mut Tx, need: &Need, gap: &Gap, why: &str) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE gaps SET state = 'open', note = $4, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![need.hub_id, gap.id, gap.version, why],
    )?)
}

pub(super) fn extend(tx: &mut Tx, need: &Need, gap: &Gap, (day, why): (&str, &str), person: Uuid) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE gaps SET extended_from = due_on, due_on = $4, extended_reason = $5, extended_by = $6,
             version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3 AND extended_from IS NULL"
        ),
        &params![need.hub_id, gap.id, gap.version, day, why, person],
    )?)
}

pub(super) fn end_all(tx: &mut Tx, need: &Need) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE gaps SET state = 'ended', version = version + 1
             WHERE hub_id = $1 AND need_id = $2 AND state IN ('open', 'handed')"
        ),
        &params![need.hub_id, need.id],
    )?;
    Ok(())
}
