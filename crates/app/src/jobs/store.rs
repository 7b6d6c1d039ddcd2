//! Every statement of the jobs.

use db::{Error as DbError, Row, Tx, params, sql};
use uuid::Uuid;

use super::{Job, Queue, Taken};
use crate::web::Error;

/// Jobs taken at a time: few, since they run one after another under one lease.
const BATCH: i64 = 4;
/// How long others leave taken jobs alone, in milliseconds: longer than a batch in which every job takes the longest.
pub(super) const LEASE_MS: i64 = 5 * 60_000;
const _: () = assert!(BATCH * (super::LONGEST.as_millis() as i64) < LEASE_MS);

/// After so many failures a job is kept as failed. Pauses grow to an hour: our own work fails for good within minutes,
/// letters within about a day, for mail servers come back.
pub(super) fn attempts(queue: Queue) -> i64 {
    match queue {
        Queue::Own | Queue::Long => 8,
        Queue::Letters => 30,
    }
}

/// Writes the job; part of the caller's transaction.
///
/// # Errors
/// Of the database.
pub fn add(tx: &mut Tx, id: Uuid, now: i64, job: &Job) -> Result<(), DbError> {
    // While much is asked it mostly waits already, and to find that costs half of an insert that is refused.
    if let Some(once) = &job.once
        && tx.writes_alone()
        && waits(tx, once)?
    {
        return Ok(());
    }
    tx.execute(
        sql!(
            "INSERT INTO jobs (id, kind, payload, once, run_at, state, created_at, letter)
             VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7)
             ON CONFLICT (once) WHERE state = 'waiting' AND once IS NOT NULL DO NOTHING"
        ),
        &params![id, job.kind, job.payload.as_str(), job.once.clone(), now + job.delay_ms, now, job.queue.code()],
    )?;
    Ok(())
}

fn waits(tx: &mut Tx, once: &str) -> Result<bool, DbError> {
    let waiting = sql!("SELECT 1 AS one FROM jobs WHERE once = $1 AND state = 'waiting'");
    Ok(tx.maybe(waiting, &params![once])?.is_some())
}

/// Takes back a job that was added with [`Job::once`] and still waits.
///
/// # Errors
/// Of the database.
pub fn cancel(tx: &mut Tx, kind: &str, word: &str) -> Result<(), DbError> {
    let once = format!("{kind} {word}");
    tx.execute(sql!("DELETE FROM jobs WHERE once = $1 AND state = 'waiting'"), &params![once])?;
    Ok(())
}

/// Takes back every job of a kind that still waits.
///
/// # Errors
/// Of the database.
pub fn cancel_all(tx: &mut Tx, kind: &str) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM jobs WHERE kind = $1 AND state = 'waiting'"), &params![kind])?;
    Ok(())
}

/// Those that should have run by now, or have failed: for tests. What waits for a later day is not among them.
///
/// # Errors
/// Of the database.
pub fn left(tx: &mut Tx, now: i64) -> Result<Vec<String>, DbError> {
    let rows = tx.query(
        sql!("SELECT kind, state, error FROM jobs WHERE run_at <= $1 OR state = 'failed' ORDER BY created_at, id"),
        &params![now],
    )?;
    Ok(rows
        .iter()
        .map(|row| {
            format!("{} {} {}", row.get::<String>("kind"), row.get::<String>("state"), row.get::<String>("error"))
        })
        .collect())
}

/// Takes due jobs of a queue by moving their lease ahead.
pub(super) fn take(tx: &mut Tx, queue: Queue, now: i64) -> Result<Vec<Taken>, Error> {
    let rows = tx.query(
        sql!(
            "UPDATE jobs SET run_at = $4, once = NULL
             WHERE id IN (SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= $1 AND letter = $3
               ORDER BY run_at, id LIMIT $2)
             AND state = 'waiting' AND run_at <= $1
             RETURNING id, kind, payload, attempts"
        ),
        &params![now, BATCH, queue.code(), now + LEASE_MS],
    )?;
    let mut taken: Vec<Taken> = rows.iter().map(|row| taken(row, queue)).collect();
    taken.sort_by_key(|job| job.id);
    Ok(taken)
}

/// Makes due again what was taken at `now` and not done: for a load that goes on where it was stopped.
///
/// # Errors
/// Of the database.
pub fn release(tx: &mut Tx, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE jobs SET run_at = $1 WHERE state = 'waiting' AND once IS NULL AND run_at = $2"),
        &params![now, now + LEASE_MS],
    )?;
    Ok(())
}

fn taken(row: &Row, queue: Queue) -> Taken {
    Taken {
        id: row.get("id"),
        kind: row.get("kind"),
        payload: row.get("payload"),
        attempts: row.get("attempts"),
        queue,
    }
}

pub(super) fn done(tx: &mut Tx, id: Uuid) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM jobs WHERE id = $1"), &params![id])?;
    Ok(())
}

/// For another attempt, or to be seen as failed.
pub(super) fn put_back(tx: &mut Tx, queue: Queue, id: Uuid, now: i64, tried: i64, words: &str) -> Result<(), Error> {
    let failed = tried >= attempts(queue);
    let state = if failed { "failed" } else { "waiting" };
    let pause = 1000i64 << tried.min(12);
    tx.execute(
        sql!("UPDATE jobs SET attempts = $2, run_at = $3, state = $4, error = $5 WHERE id = $1"),
        &params![id, tried, now + pause, state, words],
    )?;
    if failed && queue == Queue::Letters {
        tx.execute(sql!("UPDATE jobs SET payload = '' WHERE id = $1"), &params![id])?;
    }
    Ok(())
}
