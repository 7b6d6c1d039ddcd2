//! The job that reads a file in a child process and keeps its rows. Run again it goes on behind the last row it kept.

use std::mem::take;

use db::Scope;
use serde_json::json;
use tables::{Origin, Row};
use uuid::Uuid;

use super::child::{self, Lines, Unread};
use super::commands::{data_after, list, record, try_out};
use super::model::{Content, Import, Said, State};
use super::{matching, refusing, store, store_rows};
use crate::access::Who;
use crate::app::App;
use crate::command::Command;
use crate::jobs::Taken;
use crate::web::{Error, Refusal};

/// The job.
pub const JOB: &str = "imports.read";
/// Rows kept in one transaction.
const ROWS: usize = 500;
/// Rows among which the header is looked for.
const FIRST: usize = 30;

/// Reads the file of an import. At its last attempt the file counts as one that cannot be read.
///
/// # Errors
/// Of the database or the file store, or when no child can be started: the job is tried again.
pub async fn read(app: &App, job: &Taken) -> Result<(), Error> {
    let id: Uuid = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    match file(app, id).await {
        Err(error) if job.is_last_attempt() => {
            tracing::error!(import = %id, error = %error.cause(), "a file was given up");
            let import = app.db.read(Scope::system(), move |tx| store::by_id(tx, id)).await?;
            if import.state == State::Reading {
                refuse(app, import, Refusal::new("imports-failed-reading")).await
            } else {
                Ok(())
            }
        }
        other => other,
    }
}

async fn file(app: &App, id: Uuid) -> Result<(), Error> {
    let (import, kept) = app
        .db
        .read(Scope::system(), move |tx| {
            let import = store::by_id(tx, id)?;
            let kept = store_rows::last(tx, &import)?;
            Ok::<_, Error>((import, kept))
        })
        .await?;
    if import.state != State::Reading {
        return Ok(());
    }
    let bytes = app.files.get(&import.file_hash).await.map_err(Error::internal)?;
    let bytes = bytes.ok_or_else(|| Error::internal(format!("the bytes of import {id} are missing")))?;
    let sheet = Some(import.sheet.clone()).filter(|sheet| !sheet.is_empty());
    let read = tokio::task::spawn_blocking(move || child::read(bytes, sheet.as_deref()));
    match read.await.map_err(Error::internal)? {
        Ok(lines) => keep(app, import, lines, kept).await,
        Err(Unread::Fault(cause)) => Err(Error::internal(cause)),
        Err(Unread::Stopped(cause)) => {
            tracing::warn!(%cause, import = %import.id, sha256 = %import.hash_in_words(), "a file stopped its reader");
            refuse(app, import, Refusal::new("imports-file-stopped")).await
        }
        Err(Unread::Refused(refused)) => refuse(app, import, refusing::refusal(&refused)).await,
    }
}

/// Keeps the rows, some hundred at a time, and matches the columns.
async fn keep(app: &App, import: Import, mut lines: Lines, kept: i64) -> Result<(), Error> {
    let mut first: Vec<Row> = Vec::new();
    let mut batch: Vec<Row> = Vec::new();
    let origin = lines.origin.clone();
    for row in lines.by_ref() {
        let row = row.map_err(|error| Error::internal(format!("the reader's rows: {error}")))?;
        if first.len() < FIRST {
            first.push(row.clone());
        }
        if i64::from(row.number) > kept {
            batch.push(row);
        }
        if batch.len() == ROWS {
            insert(app, &import, take(&mut batch)).await?;
        }
    }
    insert(app, &import, batch).await?;
    settle(app, import, origin, first).await
}

async fn insert(app: &App, import: &Import, rows: Vec<Row>) -> Result<(), Error> {
    let import = import.clone();
    app.db
        .write(Scope::system(), move |tx| {
            for row in rows {
                let content = Content { cells: row.cells, marks: row.marks };
                store_rows::insert(tx, &import, row.number.into(), &content)?;
            }
            Ok(())
        })
        .await
}

/// The file is read: its rows are tried out when the columns are known, else somebody is asked which is which.
async fn settle(app: &App, import: Import, origin: Origin, first: Vec<Row>) -> Result<(), Error> {
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    let settled = app.db.write(Scope::system(), move |tx| {
        let (edition, list) = list(&c, &import)?;
        let (what, sheet, sheets) = match origin {
            Origin::Csv { encoding, .. } => (encoding, String::new(), Vec::new()),
            Origin::Xlsx { sheet, sheets } => ("xlsx".to_owned(), sheet, sheets),
        };
        store::note_origin(tx, &import, &what, &sheet, &sheets)?;
        let header = matching::find(edition, list, &first);
        let after = data_after(tx, edition, &import, header.line)?;
        store::match_columns(tx, &import, (header.line, after), &header.columns)?;
        if matching::check(list, &header.columns).is_ok() {
            return try_out(tx, &mut c, &import, import.acting);
        }
        store::move_on(tx, &import, State::Matching, import.acting)
    });
    done(settled.await)
}

async fn refuse(app: &App, import: Import, refusal: Refusal) -> Result<(), Error> {
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    let refused = app.db.write(Scope::system(), move |tx| {
        store::move_on(tx, &import, State::Refused, import.acting)?;
        store::say(tx, &import, &Said::of("", &refusal))?;
        record(tx, &mut c, &import, "import.refused", json!({ "why": refusal.key }))
    });
    done(refused.await)
}

/// Somebody, or the same job run twice, was faster: then there is nothing left to do.
fn done(result: Result<(), Error>) -> Result<(), Error> {
    match result {
        Err(Error::Conflict) => Ok(()),
        other => other,
    }
}
