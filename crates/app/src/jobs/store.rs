//! Every statement of the jobs.

use db::{Error as DbError, Row, Tx, params, sql};
use uuid::Uuid;

use super::{Job, Taken};
use crate::web::Error;

/// After so many failures a job is kept as failed.
const ATTEMPTS: i64 = 8;
/// Jobs taken at a time.
const BATCH: i64 = 32;

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

/// How many wait or have failed: for `/readyz` and for tests.
///
/// # Errors
/// Of the database.
pub fn left(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let rows = tx.query(sql!("SELECT kind, state, error FROM jobs ORDER BY created_at, id"), &params![])?;
    Ok(rows
        .iter()
        .map(|row| {
            format!("{} {} {}", row.get::<String>("kind"), row.get::<String>("state"), row.get::<String>("error"))
        })
        .collect())
}

/// Takes the due jobs by moving their lease a minute ahead.
pub(super) fn take(tx: &mut Tx, now: i64) -> Result<Vec<Taken>, Error> {
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

pub(super) fn done(tx: &mut Tx, id: Uuid) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM jobs WHERE id = $1"), &params![id])?;
    Ok(())
}

pub(super) fn put_back(tx: &mut Tx, id: Uuid, now: i64, attempts: i64, words: &str) -> Result<(), Error> {
    let state = if attempts >= ATTEMPTS { "failed" } else { "waiting" };
    let pause = 1000i64 << attempts.min(12);
    tx.execute(
        sql!("UPDATE jobs SET attempts = $2, run_at = $3, state = $4, error = $5 WHERE id = $1"),
        &params![id, attempts, now + pause, state, words],
    )?;
    Ok(())
}
