//! The job that goes on with an import: some hundred rows in one transaction, which also says that they are done and who
//! goes on. It acts for the person who decided last, and only while they may.

use std::sync::Arc;

use db::{Scope, Tx};
use serde_json::json;
use uuid::Uuid;

use super::carrying::{self, Carried, Place};
use super::commands::{list, record};
use super::model::{Counts, Import, Line, Said, State};
use super::{store, store_rows, typing, undoing};
use crate::access::{Actor, IMPORT, Parties, Who, may_import};
use crate::app::App;
use crate::command::Command;
use crate::jobs::{Job, Taken};
use crate::people;
use crate::web::{Error, Refusal};

/// The job.
pub const JOB: &str = "imports.step";
/// Rows of one step: the writing lane of SQLite is kept for some hundredths of a second.
pub(super) const ROWS: i64 = 200;

/// Another step follows.
///
/// # Errors
/// Of the database.
pub(super) fn go_on(tx: &mut Tx, c: &mut Command, import: &Import) -> Result<(), Error> {
    c.enqueue(tx, Job::once(JOB, import.id.to_string(), &import.id)?.long())
}

/// Does the next rows of an import. At its last attempt it gives the import up, so that nobody waits for what never comes.
///
/// # Errors
/// Of the database: the job is tried again.
pub async fn step(app: &App, job: &Taken) -> Result<(), Error> {
    let id: Uuid = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    match rows(app, id).await {
        Err(error) if job.is_last_attempt() => {
            tracing::error!(import = %id, error = %error.cause(), "an import was given up");
            let import = app.db.read(Scope::system(), move |tx| store::by_id(tx, id)).await?;
            stop(app, import, Refusal::new("imports-failed")).await
        }
        other => other,
    }
}

async fn rows(app: &App, id: Uuid) -> Result<(), Error> {
    let (import, person) = app
        .db
        .read(Scope::system(), move |tx| {
            let import = store::by_id(tx, id)?;
            let person = people::acting_through(tx, import.acting.0, import.acting.1)?;
            Ok::<_, Error>((import, person))
        })
        .await?;
    if !import.state.runs() || import.state == State::Reading {
        return Ok(());
    }
    let actor = person.map_or(Actor::Visitor, |person| Actor::Person(Box::new(person)));
    let who = Who { actor, rule: IMPORT, now: app.clock.now(), reached: Arc::default() };
    let hub = Parties { hub: Some(import.hub), ..Parties::default() };
    if !may_import(&who.actor).contains(&import.kind.as_str()) || who.reach(&hub).is_err() {
        return stop(app, import, Refusal::new("imports-stopped")).await;
    }
    let scope = who.scope();
    let mut command = Command::new(who, app.random());
    command.cause = Some(import.id);
    app.db.write(scope, move |tx| part(tx, &mut command, &import)).await
}

async fn stop(app: &App, import: Import, why: Refusal) -> Result<(), Error> {
    let mut c = Command::new(Who::system(app.clock.now()), app.random());
    app.db
        .write(Scope::system(), move |tx| {
            if !store::hold(tx, &import)? {
                return Ok(());
            }
            store::move_on(tx, &import, State::Stopped, import.acting)?;
            store::say(tx, &import, &Said::of("", &why))?;
            // What was done since the row was read counts as well.
            let counts = store::by_id(tx, import.id)?.counts;
            record(tx, &mut c, &import, "import.stopped", json!(counts))
        })
        .await
}

/// One part. `seen` is the import as it was when the job began.
fn part(tx: &mut Tx, c: &mut Command, seen: &Import) -> Result<(), Error> {
    if !store::hold(tx, seen)? {
        return Ok(());
    }
    let import = store::by_id(tx, seen.id)?;
    let place = Place { hub: import.hub, kind: &import.kind, edition: list(c, &import)?.0 };
    match import.state {
        State::Checking => {
            let lines = store_rows::after(tx, &import, import.cursor.max(import.data_after), ROWS)?;
            each(tx, c, &import, lines, State::Checked, |tx, c, line| check(tx, c, &place, &import, line))
        }
        State::Writing => {
            let lines = store_rows::after(tx, &import, import.cursor.max(import.data_after), ROWS)?;
            each(tx, c, &import, lines, State::Written, |tx, c, line| write(tx, c, &place, &import, line))
        }
        State::Undoing => {
            let lines = store_rows::written_before(tx, &import, import.cursor, ROWS)?;
            each(tx, c, &import, lines, State::Undone, |tx, c, line| undoing::undo(tx, c, &place, &import, line))
        }
        _ => Ok(()),
    }
}

/// Does these rows; when they were the last, the import stands where it was going.
fn each(
    tx: &mut Tx,
    c: &mut Command,
    import: &Import,
    lines: Vec<Line>,
    then: State,
    act: impl Fn(&mut Tx, &mut Command, Line) -> Result<Counts, Error>,
) -> Result<(), Error> {
    let (mut more, rows) = (Counts::default(), lines.len() as i64);
    let cursor = lines.last().map_or(import.cursor, |line| line.line);
    for line in lines {
        more.add(&act(tx, c, line)?);
    }
    store::advance(tx, import, cursor, rows, &more, c.now)?;
    if rows == ROWS {
        return go_on(tx, c, import);
    }
    let mut counts = import.counts;
    counts.add(&more);
    store::move_on(tx, import, then, import.acting)?;
    let action = match then {
        State::Checked => "import.checked",
        State::Written => "import.written",
        _ => "import.undone",
    };
    record(tx, c, import, action, json!(counts))
}

/// Tries a row out and keeps what it would be.
fn check(tx: &mut Tx, c: &mut Command, place: &Place, import: &Import, mut line: Line) -> Result<Counts, Error> {
    line.differences = Vec::new();
    line.said = Vec::new();
    (line.object, line.seen_version) = (None, None);
    let key = match typing::read(place.edition, &import.matching, &line.content) {
        Err(said) => {
            line.label = line.content.begin();
            line.refuse(said);
            String::new()
        }
        Ok(given) => {
            let (key, label) = carrying::about(place.kind, &given);
            line.label = if label.is_empty() { line.content.begin() } else { label };
            let above = if key.is_empty() { None } else { store_rows::same_above(tx, import, &key, line.line)? };
            match above {
                Some(above) => line.refuse(vec![carrying::twice(above)]),
                None => match carrying::try_out(tx, c, place, &given) {
                    Ok(carried) => found(&mut line, carried),
                    Err(error) => line.refuse(Said::from_error(error)?),
                },
            }
            key
        }
    };
    store_rows::found(tx, import, &line, &key)?;
    Ok(Counts::one(&line.outcome))
}

fn found(line: &mut Line, carried: Carried) {
    line.outcome = carried.outcome().into();
    match carried {
        Carried::Unchanged { object } => line.object = Some(object),
        // What was tried out is not there.
        Carried::New { .. } => {}
        Carried::Changed { object, seen, differences, .. } => {
            (line.object, line.seen_version) = (Some(object), Some(seen));
            line.differences = differences;
        }
    }
}

/// Carries a row out for good, when it is still what it was found to be.
fn write(tx: &mut Tx, c: &mut Command, place: &Place, import: &Import, mut line: Line) -> Result<Counts, Error> {
    if !line.waits() {
        return Ok(Counts::default());
    }
    let mut more = Counts::one(&line.outcome).taken_back();
    let carried = match typing::read(place.edition, &import.matching, &line.content) {
        Err(said) => Err(said),
        Ok(given) => match carrying::carry_out(tx, c, place, &given, &line) {
            Ok(carried) => Ok(carried),
            Err(error) => Err(Said::from_error(error)?),
        },
    };
    match carried {
        Err(said) => line.refuse(said),
        Ok(Carried::Unchanged { object }) => {
            line.outcome = "unchanged".into();
            line.object = Some(object);
        }
        Ok(Carried::New { object }) => {
            (line.object, line.written_version) = (Some(object), Some(1));
            line.state = "written".into();
        }
        Ok(Carried::Changed { object, seen, before, .. }) => {
            (line.object, line.written_version, line.before) = (Some(object), Some(seen + 1), Some(before));
            line.state = "written".into();
        }
    }
    store_rows::became(tx, import, &line)?;
    more.add(&Counts::one(&line.outcome));
    more.written = i64::from(line.state == "written");
    Ok(more)
}
