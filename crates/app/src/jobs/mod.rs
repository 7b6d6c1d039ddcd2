//! Jobs: what follows a command, written in its transaction and run after it. At least once, so every job must
//! bear being run again. A job that fails is tried again with growing pauses, then kept as failed, to be seen.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use db::{Error as DbError, Row, Scope, Tx, params, sql};
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::web::Error;

/// After so many failures a job is kept as failed.
const ATTEMPTS: i64 = 8;
/// Jobs taken at a time.
const BATCH: i64 = 32;

/// A job to be added.
pub struct Job {
    kind: &'static str,
    payload: String,
    once: Option<String>,
    delay_ms: i64,
}

impl Job {
    /// A job of `kind` with its payload as JSON.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn new(kind: &'static str, payload: &impl Serialize) -> Result<Job, Error> {
        let payload = serde_json::to_string(payload).map_err(Error::internal)?;
        Ok(Job { kind, payload, once: None, delay_ms: 0 })
    }

    /// The same, but while one with this word waits, another is not added.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn once(kind: &'static str, word: String, payload: &impl Serialize) -> Result<Job, Error> {
        Ok(Job { once: Some(format!("{kind} {word}")), ..Job::new(kind, payload)? })
    }
}

/// Writes the job; part of the caller's transaction.
///
/// # Errors
/// Of the database.
pub fn add(tx: &mut Tx, id: Uuid, now: i64, job: &Job) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO jobs (id, kind, payload, once, run_at, state, created_at)
             VALUES ($1, $2, $3, $4, $5, 'waiting', $6)
             ON CONFLICT (once) WHERE state = 'waiting' AND once IS NOT NULL DO NOTHING"
        ),
        &params![id, job.kind, job.payload.as_str(), job.once.clone(), now + job.delay_ms, now],
    )?;
    Ok(())
}

/// A job taken from the table.
pub struct Taken {
    id: Uuid,
    /// Its kind, by which the handler is found.
    pub kind: String,
    /// Its payload, JSON.
    pub payload: String,
    attempts: i64,
}

/// What a job's handler gives back.
pub type Running = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;
/// Finds and runs the handler of a job; given by `routes.rs`, since only it knows the slices.
pub type Handler = fn(App, Taken) -> Running;

/// Runs what is due and answers how many ran. A job is deleted *before* its handler runs only in the sense that
/// its lease is moved ahead: a crash in between runs it again.
///
/// # Errors
/// Of the database; a handler's error is kept with its job.
pub async fn run_due(app: &App, handler: Handler) -> Result<usize, Error> {
    let now = app.clock.now();
    let due: Vec<Taken> = app.db.write(Scope::system(), move |tx| take(tx, now)).await?;
    let count = due.len();
    for job in due {
        let (id, attempts, kind) = (job.id, job.attempts, job.kind.clone());
        match handler(app.clone(), job).await {
            Ok(()) => app.db.write(Scope::system(), move |tx| done(tx, id)).await?,
            Err(error) => {
                tracing::warn!(%kind, %id, %attempts, error = %error.cause(), "job failed");
                let words = error.cause();
                app.db.write(Scope::system(), move |tx| put_back(tx, id, now, attempts + 1, &words)).await?;
            }
        }
    }
    Ok(count)
}

/// Runs jobs until `stop` is told: woken by commands, else once a second.
pub async fn work(app: App, handler: Handler, mut stop: tokio::sync::watch::Receiver<bool>) {
    while !*stop.borrow() {
        match run_due(&app, handler).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(error = %error.cause(), "the worker could not read its jobs"),
        }
        tokio::select! {
            () = app.wake.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stop.changed() => {}
        }
    }
}

/// How many wait or have failed: for `/readyz` and for tests.
///
/// # Errors
/// Of the database.
pub fn left(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let rows = tx.query(sql!("SELECT kind, state, error FROM jobs ORDER BY created_at, id"), &params![])?;
    Ok(rows.iter().map(|row| format!("{} {} {}", row.get::<String>("kind"), row.get::<String>("state"), row.get::<String>("error"))).collect())
}

/// Takes the due jobs by moving their lease a minute ahead.
fn take(tx: &mut Tx, now: i64) -> Result<Vec<Taken>, Error> {
    let rows = tx.query(
        sql!(
            "UPDATE jobs SET run_at = $1 + 60000, once = NULL
             WHERE id IN (SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at, id LIMIT $2)
             AND state = 'waiting' AND run_at <= $1
             RETURNING id, kind, payload, attempts"
        ),
        &params![now, BATCH],
    )?;
    let mut taken: Vec<Taken> = rows.iter().map(taken).collect();
    taken.sort_by_key(|job| job.id);
    Ok(taken)
}

fn taken(row: &Row) -> Taken {
    Taken { id: row.get("id"), kind: row.get("kind"), payload: row.get("payload"), attempts: row.get("attempts") }
}

fn done(tx: &mut Tx, id: Uuid) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM jobs WHERE id = $1"), &params![id])?;
    Ok(())
}

fn put_back(tx: &mut Tx, id: Uuid, now: i64, attempts: i64, words: &str) -> Result<(), Error> {
    let state = if attempts >= ATTEMPTS { "failed" } else { "waiting" };
    let pause = 1000i64 << attempts.min(12);
    tx.execute(
        sql!("UPDATE jobs SET attempts = $2, run_at = $3, state = $4, error = $5 WHERE id = $1"),
        &params![id, attempts, now + pause, state, words],
    )?;
    Ok(())
}
