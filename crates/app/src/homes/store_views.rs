//! Every statement about saved views.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::views::View;
use crate::web::Error;

pub(super) fn of(tx: &mut Tx, hub: Uuid, person: Uuid) -> Result<Vec<View>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name, query FROM saved_views WHERE hub_id = $1 AND person_id = $2 ORDER BY name"),
        &params![hub, person],
    )?;
    let view = |row: &Row| View { id: row.get("id"), name: row.get("name"), query: row.get("query") };
    Ok(rows.iter().map(view).collect())
}

pub(super) fn put(tx: &mut Tx, hub: Uuid, person: Uuid, view: &View, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO saved_views (person_id, hub_id, id, name, query, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (hub_id, person_id, name) DO UPDATE SET query = $5, saved_at = $6"
        ),
        &params![person, hub, view.id, &view.name, &view.query, now],
    )?;
    Ok(())
}

pub(super) fn remove(tx: &mut Tx, hub: Uuid, person: Uuid, id: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM saved_views WHERE hub_id = $1 AND person_id = $2 AND id = $3"),
        &params![hub, person, id],
    )?;
    Ok(())
}
