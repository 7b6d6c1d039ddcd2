//! Jobs: what follows a command, written in its transaction and run after it. At least once, so every job must
//! bear being run again. A job that fails is tried again with growing pauses, then kept as failed, to be seen.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use db::Scope;
use serde::Serialize;
use uuid::Uuid;

use crate::access::Who;
use crate::app::App;
use crate::command::Command;
use crate::web::Error;

mod store;

pub use store::{add, cancel, cancel_all, left, release};
use store::{done, put_back, take};

/// A job to be added.
pub struct Job {
    kind: &'static str,
    payload: String,
    once: Option<String>,
    delay_ms: i64,
    queue: Queue,
}

/// Which jobs wait for each other: letters for letters, since a mail server may be slow, and what takes long for what
/// takes long; everything else must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// What is done within this machine.
    Own,
    /// Letters. They are tried for longer, and their text, which may hold a link that opens an account, is not kept when
    /// they never leave.
    Letters,
    /// What goes on for seconds or minutes, a part a job.
    Long,
}

impl Queue {
    /// As stored.
    fn code(self) -> i64 {
        match self {
            Queue::Own => 0,
            Queue::Letters => 1,
            Queue::Long => 2,
        }
    }
}

impl Job {
    /// A job of `kind` with its payload as JSON.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn new(kind: &'static str, payload: &impl Serialize) -> Result<Job, Error> {
        let payload = serde_json::to_string(payload).map_err(Error::internal)?;
        Ok(Job { kind, payload, once: None, delay_ms: 0, queue: Queue::Own })
    }

    /// The same, but while one with this word waits, another is not added.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn once(kind: &'static str, word: String, payload: &impl Serialize) -> Result<Job, Error> {
        Ok(Job { once: Some(format!("{kind} {word}")), ..Job::new(kind, payload)? })
    }

    /// A job that sends a letter.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn letter(kind: &'static str, payload: &impl Serialize) -> Result<Job, Error> {
        Ok(Job { queue: Queue::Letters, ..Job::new(kind, payload)? })
    }

    /// The same, in the queue of what takes long.
    #[must_use]
    pub fn long(mut self) -> Job {
        self.queue = Queue::Long;
        self
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
    /// Which queue it is of decides how often it is tried.
    queue: Queue,
}

impl Taken {
    /// Whether it is kept as failed when it fails now: a handler whose people wait for it may tell them instead.
    pub fn is_last_attempt(&self) -> bool {
        self.attempts + 1 >= store::attempts(self.queue)
    }
}

/// What a job's handler gives back.
pub type Running = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;
/// Finds and runs the handler of a job; given by `routes.rs`, since only it knows the slices.
pub type Handler = fn(App, Taken) -> Running;

/// Longest time for one job. A mail server may take its time; a batch is done before its lease ends.
const LONGEST: Duration = Duration::from_secs(60);

/// Runs what is due in every queue and answers how many ran.
///
/// # Errors
/// Of the database; a handler's error is kept with its job.
pub async fn run_due(app: &App, handler: Handler) -> Result<usize, Error> {
    run_queues(app, handler, Chance::True).await
}

/// The same where the same data must come of it however often it is broken off: each job's chance follows from its id.
///
/// # Errors
/// Of the database; a handler's error is kept with its job.
pub async fn run_due_alike(app: &App, handler: Handler) -> Result<usize, Error> {
    run_queues(app, handler, Chance::OfTheJob).await
}

/// From what a job's chance follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chance {
    True,
    OfTheJob,
}

async fn run_queues(app: &App, handler: Handler, chance: Chance) -> Result<usize, Error> {
    let mut ran = 0;
    for queue in [Queue::Long, Queue::Own, Queue::Letters] {
        ran += run_queue(app, handler, queue, chance).await?;
    }
    Ok(ran)
}

/// Runs what is due in a queue. A job is deleted *before* its handler runs only in the sense that its lease is moved
/// ahead: a crash in between runs it again.
async fn run_queue(app: &App, handler: Handler, queue: Queue, chance: Chance) -> Result<usize, Error> {
    let now = app.clock.now();
    let due: Vec<Taken> = app.db.write(Scope::system(), move |tx| take(tx, queue, now)).await?;
    let count = due.len();
    for job in due {
        let (id, attempts, kind) = (job.id, job.attempts, job.kind.clone());
        if chance == Chance::OfTheJob {
            app.begin_chance(crate::web::guard::hash(&format!("job {id}")));
        }
        match run(handler(app.clone(), job)).await {
            Ok(()) => app.db.write(Scope::system(), move |tx| done(tx, id)).await?,
            Err(error) => {
                tracing::warn!(%kind, %id, %attempts, error = %error.cause(), "job failed");
                let (words, now) = (error.cause(), app.clock.now());
                app.db.write(Scope::system(), move |tx| put_back(tx, queue, id, now, attempts + 1, &words)).await?;
            }
        }
    }
    Ok(count)
}

/// Runs a handler as a task of its own, so that one that panics, or never ends, is a failure and not the worker's end.
async fn run(handler: Running) -> Result<(), Error> {
    let mut task = tokio::spawn(handler);
    match tokio::time::timeout(LONGEST, &mut task).await {
        Ok(ended) => ended.map_err(|error| Error::internal(format!("job: {error}")))?,
        Err(_) => {
            task.abort();
            Err(Error::internal(format!("job: not done within {} s", LONGEST.as_secs())))
        }
    }
}

/// A job that nobody's command causes: it comes at the start, and then again and again.
#[derive(Clone, Copy, Debug)]
pub struct Recurring {
    /// Its kind; it has no payload.
    pub kind: &'static str,
    /// How often.
    pub every: Duration,
}

/// Runs jobs until `stop` is told. Every queue has a loop of its own; nothing else waits for a mail server.
pub async fn work(
    app: App,
    handler: Handler,
    recurring: &'static [Recurring],
    stop: tokio::sync::watch::Receiver<bool>,
) {
    let again = futures_util::future::join_all(recurring.iter().map(|job| recur(&app, job, stop.clone())));
    let queue = |queue| work_queue(&app, handler, queue, stop.clone());
    tokio::join!(again, queue(Queue::Own), queue(Queue::Letters), queue(Queue::Long));
}

/// Adds a recurring job whenever it is due. Of several workers' one waits at a time.
async fn recur(app: &App, job: &'static Recurring, mut stop: tokio::sync::watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(job.every);
    while !*stop.borrow() {
        tokio::select! {
            _ = ticks.tick() => {
                if let Err(error) = add_recurring(app, job).await {
                    tracing::error!(kind = job.kind, error = %error.cause(), "a recurring job could not be added");
                }
            }
            _ = stop.changed() => {}
        }
    }
}

async fn add_recurring(app: &App, job: &Recurring) -> Result<(), Error> {
    let (mut c, once) =
        (Command::new(Who::system(app.clock.now()), app.random()), Job::once(job.kind, String::new(), &())?);
    app.db.write(Scope::system(), move |tx| c.enqueue(tx, once)).await?;
    app.wake.notify_one();
    Ok(())
}

/// Woken by commands, else once a second; letters and what takes long once a second.
async fn work_queue(app: &App, handler: Handler, queue: Queue, mut stop: tokio::sync::watch::Receiver<bool>) {
    while !*stop.borrow() {
        match run_queue(app, handler, queue, Chance::True).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(error = %error.cause(), "the worker could not read its jobs"),
        }
        tokio::select! {
            () = app.wake.notified(), if queue == Queue::Own => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stop.changed() => {}
        }
    }
}

#[cfg(test)]
mod tests;
