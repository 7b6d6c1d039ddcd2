//! Every statement about imports.

use db::{Row, Tx, params, sql};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::model::{Counts, Import, Matched, Said, State};
use crate::access::Actor;
use crate::web::Error;

/// Text of JSON.
pub(super) fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::internal)
}

/// JSON of a column.
pub(super) fn from_json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T, Error> {
    serde_json::from_str(&row.get::<String>(column)).map_err(Error::internal)
}

fn import(row: &Row) -> Result<Import, Error> {
    let state: String = row.get("state");
    let said: String = row.get("said");
    Ok(Import {
        hub: row.get("hub_id"),
        id: row.get("id"),
        kind: row.get("kind"),
        state: State::parse(&state).ok_or_else(|| Error::internal(format!("state {state}")))?,
        file_name: row.get("file_name"),
        file_hash: row.get("file_hash"),
        file_bytes: row.get("file_bytes"),
        origin: row.get("origin"),
        sheet: row.get("sheet"),
        sheets: from_json(row, "sheets")?,
        header_line: row.get("header_line"),
        data_after: row.get("data_after"),
        matching: from_json(row, "matching")?,
        said: if said.is_empty() { None } else { Some(from_json(row, "said")?) },
        person: row.get("person_id"),
        person_name: row.get("person_name"),
        membership: row.get("membership_id"),
        acting: (row.get("acting_person"), row.get("acting_membership")),
        hub_name: row.get("hub_name"),
        created_at: row.get("created_at"),
        total: row.get("total_rows"),
        cursor: row.get("cursor_line"),
        passed: row.get("passed"),
        counts: Counts {
            new: row.get("n_new"),
            changed: row.get("n_changed"),
            unchanged: row.get("n_unchanged"),
            refused: row.get("n_refused"),
            written: row.get("n_written"),
            undone: row.get("n_undone"),
            kept: row.get("n_kept"),
        },
        written_at: row.get("written_at"),
        version: row.get("version"),
    })
}

pub(super) fn insert(tx: &mut Tx, new: &Import) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO imports (hub_id, id, kind, state, file_name, file_hash, file_bytes, person_id, membership_id,
             acting_person, acting_membership, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9, $10)"
        ),
        &params![
            new.hub,
            new.id,
            &new.kind,
            new.state.code(),
            &new.file_name,
            new.file_hash,
            new.file_bytes,
            new.person,
            new.membership,
            new.created_at
        ],
    )?;
    Ok(())
}

/// The import with this id, whatever its hub.
///
/// # Errors
/// `NotFound`.
pub(super) fn by_id(tx: &mut Tx, id: Uuid) -> Result<Import, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT i.*, p.name AS person_name, COALESCE(h.name, '') AS hub_name FROM imports i
             JOIN people p ON p.id = i.person_id LEFT JOIN hubs h ON h.id = i.hub_id WHERE i.id = $1"
        ),
        &params![id],
    )?;
    row.as_ref().map(import).transpose()?.ok_or(Error::NotFound)
}

/// The last import of the same file and kind that was written before this one: its id and when it was begun.
pub(super) fn same_file(tx: &mut Tx, import: &Import) -> Result<Option<(Uuid, i64)>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT id, created_at FROM imports WHERE hub_id = $1 AND file_hash = $2 AND kind = $3 AND state = 'written'
             AND created_at <= $4 AND id <> $5 ORDER BY created_at DESC LIMIT 1"
        ),
        &params![import.hub, import.file_hash, &import.kind, import.created_at, import.id],
    )?;
    Ok(row.map(|row| (row.get("id"), row.get("created_at"))))
}

/// Which imports of a list.
#[derive(Clone, Debug)]
pub(super) struct Find {
    /// Of this hub; nil with `all`.
    pub(super) hub: Uuid,
    /// Of every hub, and of none.
    pub(super) all: bool,
    /// Of this kind, or empty.
    pub(super) kind: String,
    /// In this state, or empty.
    pub(super) state: String,
}

impl Find {
    /// Those that the actor may see.
    pub(super) fn of(actor: &Actor) -> Find {
        let hub = actor.hub();
        Find { hub: hub.unwrap_or_default(), all: hub.is_none(), kind: String::new(), state: String::new() }
    }
}

/// A page of them, the newest first.
pub(super) fn list(tx: &mut Tx, find: &Find, offset: i64, rows: i64) -> Result<Vec<Import>, Error> {
    let of = params![find.hub, &find.kind, &find.state, offset, rows];
    let rows = if find.all {
        tx.query(
            sql!(
                "SELECT i.*, p.name AS person_name, COALESCE(h.name, '') AS hub_name FROM imports i
                 JOIN people p ON p.id = i.person_id LEFT JOIN hubs h ON h.id = i.hub_id
                 WHERE ($1 = '' OR i.kind = $1) AND ($2 = '' OR i.state = $2)
                 ORDER BY i.id DESC LIMIT $4 OFFSET $3"
            ),
            &of[1..],
        )?
    } else {
        tx.query(
            sql!(
                "SELECT i.*, p.name AS person_name, COALESCE(h.name, '') AS hub_name FROM imports i
                 JOIN people p ON p.id = i.person_id LEFT JOIN hubs h ON h.id = i.hub_id
                 WHERE i.hub_id = $1 AND ($2 = '' OR i.kind = $2) AND ($3 = '' OR i.state = $3)
                 ORDER BY i.id DESC LIMIT $5 OFFSET $4"
            ),
            &of,
        )?
    };
    rows.iter().map(import).collect()
}

/// How many.
pub(super) fn count(tx: &mut Tx, find: &Find) -> Result<i64, Error> {
    let of = params![find.hub, &find.kind, &find.state];
    let row = if find.all {
        tx.one(
            sql!("SELECT COUNT(*) AS n FROM imports i WHERE ($1 = '' OR i.kind = $1) AND ($2 = '' OR i.state = $2)"),
            &of[1..],
        )?
    } else {
        tx.one(
            sql!(
                "SELECT COUNT(*) AS n FROM imports i
                 WHERE i.hub_id = $1 AND ($2 = '' OR i.kind = $2) AND ($3 = '' OR i.state = $3)"
            ),
            &of,
        )?
    };
    Ok(row.get("n"))
}

/// It stands elsewhere from now on, unless somebody else decided of it meanwhile. What follows is done for `acting`: a
/// person and their membership.
///
/// # Errors
/// `Conflict`.
pub(super) fn move_on(tx: &mut Tx, import: &Import, state: State, acting: (Uuid, Uuid)) -> Result<(), Error> {
    let moved = tx.execute(
        sql!(
            "UPDATE imports SET state = $4, acting_person = $5, acting_membership = $6, said = '', cursor_line = 0,
             passed = 0, version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![import.hub, import.id, import.version, state.code(), acting.0, acting.1],
    )?;
    if moved == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Why it is where it is.
pub(super) fn say(tx: &mut Tx, import: &Import, said: &Said) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE imports SET said = $3 WHERE hub_id = $1 AND id = $2"),
        &params![import.hub, import.id, json(said)?],
    )?;
    Ok(())
}

/// What the file was.
pub(super) fn note_origin(
    tx: &mut Tx,
    import: &Import,
    origin: &str,
    sheet: &str,
    sheets: &[String],
) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE imports SET origin = $3, sheet = $4, sheets = $5 WHERE hub_id = $1 AND id = $2"),
        &params![import.hub, import.id, origin, sheet, json(&sheets)?],
    )?;
    Ok(())
}

/// The sheet to be read.
pub(super) fn choose_sheet(tx: &mut Tx, import: &Import, sheet: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE imports SET sheet = $3, total_rows = 0 WHERE hub_id = $1 AND id = $2"),
        &params![import.hub, import.id, sheet],
    )?;
    Ok(())
}

/// Where its header is, its columns, and the rows behind `after`; what was found before is nothing any more.
pub(super) fn match_columns(
    tx: &mut Tx,
    import: &Import,
    (header, after): (i64, i64),
    columns: &[Matched],
) -> Result<(), Error> {
    let counted = tx.one(
        sql!("SELECT COUNT(*) AS n FROM import_rows WHERE hub_id = $1 AND import_id = $2 AND line > $3"),
        &params![import.hub, import.id, after],
    )?;
    tx.execute(
        sql!(
            "UPDATE imports SET header_line = $3, data_after = $4, matching = $5, total_rows = $6, n_new = 0,
             n_changed = 0, n_unchanged = 0, n_refused = 0 WHERE hub_id = $1 AND id = $2"
        ),
        &params![import.hub, import.id, header, after, json(&columns)?, counted.get::<i64>("n")],
    )?;
    Ok(())
}

/// Takes hold of an import, so that no two steps of it run at once; `false` when it stands elsewhere by now.
pub(super) fn hold(tx: &mut Tx, import: &Import) -> Result<bool, Error> {
    let held = tx.execute(
        sql!("UPDATE imports SET passed = passed WHERE hub_id = $1 AND id = $2 AND state = $3 AND version = $4"),
        &params![import.hub, import.id, import.state.code(), import.version],
    )?;
    Ok(held == 1)
}

/// A part is done: how far it came, how many rows that were, and what became of them.
pub(super) fn advance(
    tx: &mut Tx,
    import: &Import,
    cursor: i64,
    passed: i64,
    more: &Counts,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE imports SET cursor_line = $3, passed = passed + $4, n_new = n_new + $5, n_changed = n_changed + $6,
             n_unchanged = n_unchanged + $7, n_refused = n_refused + $8, n_written = n_written + $9,
             n_undone = n_undone + $10, n_kept = n_kept + $11,
             written_at = CASE WHEN $9 > 0 THEN $12 ELSE written_at END WHERE hub_id = $1 AND id = $2"
        ),
        &params![
            import.hub,
            import.id,
            cursor,
            passed,
            more.new,
            more.changed,
            more.unchanged,
            more.refused,
            more.written,
            more.undone,
            more.kept,
            now
        ],
    )?;
    Ok(())
}
