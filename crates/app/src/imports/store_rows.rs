//! Every statement about the rows of imports.

use db::{Row, Tx, params, sql};

use super::model::{Content, Import, Line};
use super::store::{from_json, json};
use crate::web::Error;

/// A row as it was read; one that is there is left as it is, so that a file may be read again from its start.
pub(super) fn insert(tx: &mut Tx, import: &Import, line: i64, content: &Content) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO import_rows (hub_id, import_id, line, content) VALUES ($1, $2, $3, $4)
             ON CONFLICT (hub_id, import_id, line) DO NOTHING"
        ),
        &params![import.hub, import.id, line, json(content)?],
    )?;
    Ok(())
}

/// The rows of another sheet go.
pub(super) fn clear(tx: &mut Tx, import: &Import) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM import_rows WHERE hub_id = $1 AND import_id = $2"), &params![import.hub, import.id])?;
    Ok(())
}

fn line(row: &Row) -> Result<Line, Error> {
    Ok(Line {
        line: row.get("line"),
        content: from_json(row, "content")?,
        label: row.get("label"),
        outcome: row.get("outcome"),
        state: row.get("state"),
        said: from_json(row, "said")?,
        differences: from_json(row, "differences")?,
        object: row.get("object_id"),
        seen_version: row.get("seen_version"),
        written_version: row.get("written_version"),
        before: row.get("entry_before"),
    })
}

fn lines(rows: &[Row]) -> Result<Vec<Line>, Error> {
    rows.iter().map(line).collect()
}

/// The number of the last row that was read; 0 before the first.
pub(super) fn last(tx: &mut Tx, import: &Import) -> Result<i64, Error> {
    let row = tx.one(
        sql!("SELECT COALESCE(MAX(line), 0) AS last FROM import_rows WHERE hub_id = $1 AND import_id = $2"),
        &params![import.hub, import.id],
    )?;
    Ok(row.get("last"))
}

/// The rows after one, in their order.
pub(super) fn after(tx: &mut Tx, import: &Import, line: i64, rows: i64) -> Result<Vec<Line>, Error> {
    let rows = tx.query(
        sql!("SELECT * FROM import_rows WHERE hub_id = $1 AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4"),
        &params![import.hub, import.id, line, rows],
    )?;
    lines(&rows)
}

/// The rows that were written, the last first: those before one, or all of them for 0.
pub(super) fn written_before(tx: &mut Tx, import: &Import, line: i64, rows: i64) -> Result<Vec<Line>, Error> {
    let before = if line == 0 { i64::MAX } else { line };
    let rows = tx.query(
        sql!(
            "SELECT * FROM import_rows WHERE hub_id = $1 AND import_id = $2 AND state = 'written' AND line < $3
             ORDER BY line DESC LIMIT $4"
        ),
        &params![import.hub, import.id, before, rows],
    )?;
    lines(&rows)
}

/// A row above this one that is about the same.
pub(super) fn same_above(tx: &mut Tx, import: &Import, key: &str, line: i64) -> Result<Option<i64>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT line FROM import_rows WHERE hub_id = $1 AND import_id = $2 AND entry_key = $3 AND line < $4
             AND line > $5 ORDER BY line LIMIT 1"
        ),
        &params![import.hub, import.id, key, line, import.data_after],
    )?;
    Ok(row.map(|row| row.get("line")))
}

/// What a row was found to be.
pub(super) fn found(tx: &mut Tx, import: &Import, line: &Line, key: &str) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE import_rows SET entry_key = $4, label = $5, outcome = $6, said = $7, differences = $8,
             object_id = $9, seen_version = $10 WHERE hub_id = $1 AND import_id = $2 AND line = $3"
        ),
        &params![
            import.hub,
            import.id,
            line.line,
            key,
            &line.label,
            &line.outcome,
            json(&line.said)?,
            json(&line.differences)?,
            line.object,
            line.seen_version
        ],
    )?;
    Ok(())
}

/// What became of a row.
pub(super) fn became(tx: &mut Tx, import: &Import, line: &Line) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE import_rows SET outcome = $4, state = $5, said = $6, object_id = $7, written_version = $8,
             entry_before = $9 WHERE hub_id = $1 AND import_id = $2 AND line = $3"
        ),
        &params![
            import.hub,
            import.id,
            line.line,
            &line.outcome,
            &line.state,
            json(&line.said)?,
            line.object,
            line.written_version,
            line.before.clone()
        ],
    )?;
    Ok(())
}

/// Which rows of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// All below the header.
    All,
    /// Those that were found to be this.
    Outcome(String),
    /// Those that became this.
    State(String),
}

/// A page of them, in their order.
pub(super) fn page(tx: &mut Tx, import: &Import, which: &Which, offset: i64, rows: i64) -> Result<Vec<Line>, Error> {
    let of = |word: &str| params![import.hub, import.id, import.data_after, offset, rows, word];
    let rows = match which {
        Which::All => tx.query(
            sql!(
                "SELECT * FROM import_rows WHERE hub_id = $1 AND import_id = $2 AND line > $3 ORDER BY line
                 LIMIT $5 OFFSET $4"
            ),
            &of("")[..5],
        )?,
        Which::Outcome(outcome) => tx.query(
            sql!(
                "SELECT * FROM import_rows WHERE hub_id = $1 AND import_id = $2 AND outcome = $6 AND line > $3
                 ORDER BY line LIMIT $5 OFFSET $4"
            ),
            &of(outcome),
        )?,
        Which::State(state) => tx.query(
            sql!(
                "SELECT * FROM import_rows WHERE hub_id = $1 AND import_id = $2 AND state = $6 AND line > $3
                 ORDER BY line LIMIT $5 OFFSET $4"
            ),
            &of(state),
        )?,
    };
    lines(&rows)
}
