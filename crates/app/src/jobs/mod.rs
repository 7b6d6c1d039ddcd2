//! Jobs: what follows a command, written in its transaction and run after it. At least once, so every job must
//! bear being run again. A job that fails is tried again with growing pauses, then kept as failed, to be seen.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use db::Scope;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::web::Error;

mod store;

pub use store::{add, left};
use store::{done, put_back, take};

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

    /// The same, not before so many milliseconds have passed.
    #[must_use]
    pub fn after(mut self, delay_ms: i64) -> Job {
        self.delay_ms = delay_ms;
        self
    }
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
