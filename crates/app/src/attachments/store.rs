//! Every statement about attachments.

use db::{Tx, params, sql};
use uuid::Uuid;

use super::{Attachment, Kept};
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
