//! Undoing a row: what was added is taken out, what was changed reads as before. What was changed or used since stays, and
//! says why.

use db::Tx;

use super::carrying::{self, Place};
use super::model::{Counts, Import, Line, Said};
use super::store_rows;
use crate::command::Command;
use crate::web::{Error, Refusal};

/// Undoes a row that was written.
///
/// # Errors
/// Of the database.
pub(super) fn undo(
    tx: &mut Tx,
    c: &mut Command,
    place: &Place,
    import: &Import,
    mut line: Line,
) -> Result<Counts, Error> {
    let (Some(object), Some(version)) = (line.object, line.written_version) else {
        return Err(Error::internal(format!("row {} of import {} was written as nothing", line.line, import.id)));
    };
    let undone = tx.savepoint(|tx| match &line.before {
        Some(before) => carrying::restore(tx, c, place, object, version, before),
        None => carrying::remove(tx, c, place, object, version),
    });
    let counts = match undone {
        Ok(()) => {
            line.state = "undone".into();
            line.said = Vec::new();
            Counts { undone: 1, ..Counts::default() }
        }
        Err(error) => {
            line.state = "kept".into();
            line.said = match error {
                Error::Conflict => vec![Said::of("", &Refusal::new("imports-undo-moved"))],
                Error::NotFound => vec![Said::of("", &Refusal::new("imports-undo-gone"))],
                other => Said::from_error(other)?,
            };
            Counts { kept: 1, ..Counts::default() }
        }
    };
    store_rows::became(tx, import, &line)?;
    Ok(counts)
}
