//! Every statement about attachments.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::{Attached, Attachment, Kept};
use crate::web::Error;

pub(super) fn insert(
    tx: &mut Tx,
    id: Uuid,
    file: &Kept,
    person: Uuid,
    now: i64,
    (hub, object, object_id): (Uuid, &str, Uuid),
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO attachments (id, hash, name, kind, bytes, person_id, created_at, hub_id, object, object_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &params![id, file.hash, &file.name, file.kind.media_type(), file.bytes, person, now, hub, object, object_id],
    )?;
    Ok(())
}

/// The files attached to an object.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, object: Uuid) -> Result<Vec<Attachment>, Error> {
    let rows = tx.query(
        sql!("SELECT id, hash, name, bytes FROM attachments WHERE object_id = $1 ORDER BY id"),
        &params![object],
    )?;
    let attachment = |row: &db::Row| Attachment {
        id: row.get("id"),
        hash: row.get("hash"),
        name: row.get("name"),
        bytes: row.get("bytes"),
    };
    Ok(rows.iter().map(attachment).collect())
}

/// The file with this id and what it is attached to.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Attached, Error> {
    let row = tx.maybe(
        sql!("SELECT hash, name, kind, hub_id, object, object_id FROM attachments WHERE id = $1"),
        &params![id],
    )?;
    let row = row.ok_or(Error::NotFound)?;
    Ok(Attached {
        hash: row.get("hash"),
        name: row.get("name"),
        media_type: row.get("kind"),
        hub: row.get::<Option<Uuid>>("hub_id").unwrap_or_default(),
        object: row.get::<Option<String>>("object").unwrap_or_default(),
        object_id: row.get::<Option<Uuid>>("object_id").unwrap_or_default(),
    })
}

/// Everything attached to one object belongs to another from now on: its hub, kind and id.
///
/// # Errors
/// Of the database.
pub fn hand_over(tx: &mut Tx, from: Uuid, (hub, object, id): (Uuid, &str, Uuid)) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE attachments SET hub_id = $2, object = $3, object_id = $4 WHERE object_id = $1"),
        &params![from, hub, object, id],
    )?;
    Ok(())
}

/// Takes a file off what it is attached to. Its bytes stay in the store, where others may share them.
///
/// # Errors
/// `NotFound` when it is not attached there.
pub fn detach(tx: &mut Tx, object: Uuid, id: Uuid) -> Result<(), Error> {
    let gone = tx.execute(sql!("DELETE FROM attachments WHERE id = $1 AND object_id = $2"), &params![id, object])?;
    if gone == 1 { Ok(()) } else { Err(Error::NotFound) }
}
