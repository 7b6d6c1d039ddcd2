//! What people decide of an import: taking in a file, matching its columns, writing, giving up, undoing.

use db::Tx;
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::{Content, Counts, Import, Matched, State};
use super::scheme::{self, Edition, List};
use super::{matching, reading, steps, store, store_rows};
use crate::command::{Command, Event};
use crate::jobs::Job;
use crate::web::{Error, FormErrors, Refusal};

/// A file that was put into the store.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Cleaned name.
    pub(super) name: String,
    /// SHA-256.
    pub(super) hash: [u8; 32],
    /// Size.
    pub(super) bytes: i64,
}

/// Takes in a file: a job reads it.
///
/// # Errors
/// Of the database.
pub(super) fn receive(tx: &mut Tx, c: &mut Command, hub: Uuid, kind: &str, file: &File) -> Result<Uuid, Error> {
    let acting = acting(c)?;
    let id = c.new_id();
    let new = Import {
        hub,
        id,
        kind: kind.into(),
        state: State::Reading,
        file_name: file.name.clone(),
        file_hash: file.hash,
        file_bytes: file.bytes,
        origin: String::new(),
        sheet: String::new(),
        sheets: Vec::new(),
        header_line: 0,
        data_after: 0,
        matching: Vec::new(),
        said: None,
        person: acting.0,
        person_name: String::new(),
        membership: acting.1,
        acting,
        hub_name: String::new(),
        created_at: c.now,
        total: 0,
        cursor: 0,
        passed: 0,
        counts: Counts::default(),
        written_at: None,
        version: 1,
    };
    store::insert(tx, &new)?;
    let data = json!({ "kind": kind, "file": file.name, "sha256": new.hash_in_words(), "bytes": file.bytes });
    record(tx, c, &new, "import.received", data)?;
    c.enqueue(tx, Job::once(reading::JOB, id.to_string(), &id)?.long())?;
    Ok(id)
}

/// Reads another sheet of the workbook.
///
/// # Errors
/// `Refused` once it was written, `Invalid` on `sheet` when there is none of that name, `Conflict`.
pub(super) fn choose_sheet(tx: &mut Tx, c: &mut Command, import: &Import, sheet: &str) -> Result<(), Error> {
    demand(import.state.open())?;
    if !import.sheets.iter().any(|known| known == sheet) {
        return Err(FormErrors::one("sheet", Refusal::new("imports-sheet-unknown")).into());
    }
    store_rows::clear(tx, import)?;
    store::choose_sheet(tx, import, sheet)?;
    store::move_on(tx, import, State::Reading, acting(c)?)?;
    c.enqueue(tx, Job::once(reading::JOB, import.id.to_string(), &import.id)?.long())
}

/// Says which row names the columns and which column is which field; the rows are tried out.
///
/// # Errors
/// `Refused` once it was written, `Invalid` when a column is missing or there twice, `Conflict`.
pub(super) fn match_columns(
    tx: &mut Tx,
    c: &mut Command,
    import: &Import,
    header: i64,
    columns: &[Matched],
) -> Result<(), Error> {
    demand(import.state.open())?;
    let (edition, list) = list(c, import)?;
    matching::check(list, columns)?;
    let after = data_after(tx, edition, import, header)?;
    store::match_columns(tx, import, (header, after), columns)?;
    record(tx, c, import, "import.matched", json!({ "header": header, "columns": columns }))?;
    let acting = acting(c)?;
    try_out(tx, c, import, acting)
}

/// The rows are tried out from here on, for `acting`.
///
/// # Errors
/// `Conflict`.
pub(super) fn try_out(tx: &mut Tx, c: &mut Command, import: &Import, acting: (Uuid, Uuid)) -> Result<(), Error> {
    store::move_on(tx, import, State::Checking, acting)?;
    steps::go_on(tx, c, import)
}

/// The row before the first of the list: that of the names, or the one below it that explains them.
///
/// # Errors
/// Of the database.
pub(super) fn data_after(tx: &mut Tx, edition: &Edition, import: &Import, header: i64) -> Result<i64, Error> {
    let next = store_rows::after(tx, import, header, 1)?.pop();
    Ok(next.filter(|next| edition.explains(&next.content.cells)).map_or(header, |next| next.line))
}

/// The names of the columns as they stand in a row, and what they are by them.
///
/// # Errors
/// `Invalid` on `header` when there is no such row.
pub(super) fn names_in(
    tx: &mut Tx,
    (edition, list): (&Edition, &List),
    import: &Import,
    header: i64,
) -> Result<Vec<Matched>, Error> {
    let row = store_rows::after(tx, import, header - 1, 1)?.pop().filter(|row| row.line == header);
    let row = row.ok_or_else(|| FormErrors::one("header", Refusal::new("imports-header-unknown")))?;
    let Content { cells, .. } = row.content;
    Ok(matching::by_names(edition, list, cells))
}

/// Writes what was tried out.
///
/// # Errors
/// `Refused` in another state or when there is nothing to write, `Conflict`.
pub(super) fn start(tx: &mut Tx, c: &mut Command, import: &Import) -> Result<(), Error> {
    demand(import.state == State::Checked && import.to_write() > 0)?;
    let data = json!({ "new": import.counts.new, "changed": import.counts.changed });
    record(tx, c, import, "import.started", data)?;
    store::move_on(tx, import, State::Writing, acting(c)?)?;
    steps::go_on(tx, c, import)
}

/// Gives it up before anything was written.
///
/// # Errors
/// `Refused` in another state, `Conflict`.
pub(super) fn discard(tx: &mut Tx, c: &mut Command, import: &Import) -> Result<(), Error> {
    demand(import.state.open())?;
    store::move_on(tx, import, State::Discarded, acting(c)?)?;
    record(tx, c, import, "import.discarded", json!({}))
}

/// Undoes what was written.
///
/// # Errors
/// `Refused` when nothing was written or it is too late, `Conflict`.
pub(super) fn undo(tx: &mut Tx, c: &mut Command, import: &Import) -> Result<(), Error> {
    let hours = scheme::on(c.today()).undo_hours;
    let until = import.undo_until(hours).ok_or_else(|| Refusal::new("imports-wrong-state"))?;
    if c.now > until {
        return Err(Refusal::new("imports-undo-late").with("hours", hours).into());
    }
    record(tx, c, import, "import.undo-started", json!({}))?;
    store::move_on(tx, import, State::Undoing, acting(c)?)?;
    steps::go_on(tx, c, import)
}

/// The edition of the day, and the list of the import's kind.
///
/// # Errors
/// When the kind is none any more.
pub(super) fn list(c: &Command, import: &Import) -> Result<(&'static Edition, &'static List), Error> {
    let edition = scheme::on(c.today());
    let list = edition.list(&import.kind).ok_or_else(|| Error::internal(format!("no list {}", import.kind)))?;
    Ok((edition, list))
}

/// Who asks, and through which membership.
fn acting(c: &Command) -> Result<(Uuid, Uuid), Error> {
    let person = c.actor.person().ok_or(Error::SignIn)?;
    Ok((person.id, c.actor.membership().ok_or(Error::Forbidden)?.id))
}

fn demand(right: bool) -> Result<(), Error> {
    if right { Ok(()) } else { Err(Refusal::new("imports-wrong-state").into()) }
}

/// Records what happened to an import.
///
/// # Errors
/// Of the database.
pub(super) fn record(
    tx: &mut Tx,
    c: &mut Command,
    import: &Import,
    action: &'static str,
    data: Value,
) -> Result<(), Error> {
    c.record(tx, Event { hub: import.hub, action, object: "import", id: import.id, reference: "" }, data)?;
    Ok(())
}
