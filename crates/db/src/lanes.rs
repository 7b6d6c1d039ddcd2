//! [`Db`]: the queues in front of the lanes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use tokio::sync::oneshot;

use crate::sql::Connection;
use crate::{Engine, Error, Migration, Scope, Tx, postgres, sqlite};

/// How many lanes, how long their queues, how long a statement.
#[derive(Clone, Debug)]
pub struct Options {
    /// SQLite: reading lanes.
    pub readers: usize,
    /// PostgreSQL: lanes.
    pub lanes: usize,
    /// Closures that may wait for a kind of lane; one more is answered `Busy`.
    pub queue: usize,
    /// SQLite: most commands in one commit.
    pub group: usize,
    /// Longest time for one statement.
    pub statement_limit: Duration,
    /// SQLite: KiB of the database that a lane keeps in memory.
    pub cache_kib: u32,
    /// SQLite: `synchronous=FULL`; off only where the data can be made again.
    pub synchronous_full: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            readers: 2,
            lanes: 16,
            queue: 1024,
            group: 256,
            statement_limit: Duration::from_secs(10),
            cache_kib: 16_000,
            synchronous_full: true,
        }
    }
}

/// How much was committed so far by the writing lane of SQLite; zero on PostgreSQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commits {
    /// Commits.
    pub commits: u64,
    /// Commands in them.
    pub commands: u64,
}

/// The counters behind [`Commits`].
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) commits: AtomicU64,
    pub(crate) commands: AtomicU64,
}

/// How a transaction ended, told to its closure's answer.
pub(crate) enum Ended {
    Committed,
    Failed(Error),
}

/// Answers the caller, once it is known how the transaction ended.
pub(crate) type Answer = Box<dyn FnOnce(Ended) + Send>;

/// The closure. `Ok`: commit, then answer. `Err`: roll back, then answer.
pub(crate) type Run = Box<dyn FnOnce(&mut dyn Connection, &Scope) -> Result<Answer, Answer> + Send>;

/// A closure on its way to a lane.
pub(crate) struct Work {
    pub(crate) scope: Scope,
    pub(crate) run: Run,
    /// Whether nobody waits for it any more.
    pub(crate) abandoned: Box<dyn Fn() -> bool + Send>,
}

/// A database with its lanes. Clones share them.
#[derive(Clone)]
pub struct Db(Arc<Shared>);

struct Shared {
    engine: Engine,
    reads: Mutex<Option<Sender<Work>>>,
    writes: Mutex<Option<Sender<Work>>>,
    lanes: Mutex<Vec<JoinHandle<()>>>,
    counters: Arc<Counters>,
}

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…`, applies the migrations that are missing, and starts the lanes.
    ///
    /// # Errors
    /// When it cannot be opened, or a migration fails or was changed after it had been applied.
    pub fn open(url: &str, options: Options, migrations: &[Migration]) -> Result<Db, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            sqlite::migrate(path, migrations)?;
            return sqlite_lanes(path, &options);
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            postgres::migrate(url, migrations)?;
            return postgres_lanes(url, &options);
        }
        Err(Error::Engine("the address must begin with sqlite: or postgres://".into()))
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// Closures that wait.
    pub fn queued(&self) -> usize {
        let waiting = |queue: &Mutex<Option<Sender<Work>>>| lock(queue).as_ref().map_or(0, Sender::len);
        waiting(&self.0.reads) + waiting(&self.0.writes)
    }

    /// What was committed so far.
    pub fn commits(&self) -> Commits {
        let Counters { commits, commands } = &*self.0.counters;
        Commits { commits: commits.load(Ordering::Relaxed), commands: commands.load(Ordering::Relaxed) }
    }

    /// Runs a closure that reads, whole, on a lane.
    ///
    /// # Errors
    /// The closure's, or `Busy`, `Panicked`, `Timeout`.
    pub async fn read<T, E>(
        &self,
        scope: Scope,
        f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let answer = self.send(&self.0.reads, scope, f)?;
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Runs a closure that writes, whole, on a lane; answers when it is committed.
    ///
    /// # Errors
    /// The closure's, or `Busy`, `Panicked`, `Timeout`, `Unknown`.
    pub async fn write<T, E>(
        &self,
        scope: Scope,
        f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let answer = self.send(&self.0.writes, scope, f)?;
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// As [`Db::read`], for the command line and tests; not inside an async task.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_blocking<T, E>(
        &self,
        scope: Scope,
        f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.send(&self.0.reads, scope, f)?.blocking_recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// As [`Db::write`], for the command line and tests; not inside an async task.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_blocking<T, E>(
        &self,
        scope: Scope,
        f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.send(&self.0.writes, scope, f)?.blocking_recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Finishes what is queued and stops the lanes.
    pub fn close(&self) {
        lock(&self.0.reads).take();
        lock(&self.0.writes).take();
        for lane in lock(&self.0.lanes).drain(..) {
            // A lane catches the panics of its closures; one that still panicked has logged it.
            lane.join().unwrap_or_default();
        }
    }

    fn send<T, E>(
        &self,
        queue: &Mutex<Option<Sender<Work>>>,
        scope: Scope,
        f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, E>>, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (work, receiver) = work(scope, f);
        let sent = match lock(queue).as_ref() {
            Some(queue) => queue.try_send(work),
            None => return Err(Error::Closed.into()),
        };
        match sent {
            Ok(()) => Ok(receiver),
            Err(TrySendError::Full(_)) => Err(Error::Busy.into()),
            Err(TrySendError::Disconnected(_)) => Err(Error::Closed.into()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Packs a closure so that the lane need not know its types.
fn work<T, E>(
    scope: Scope,
    f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
) -> (Work, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let sender = Arc::new(Mutex::new(Some(sender)));
    let asked = Arc::clone(&sender);
    let abandoned = move || lock(&asked).as_ref().is_none_or(oneshot::Sender::is_closed);
    let run = move |connection: &mut dyn Connection, scope: &Scope| {
        let mut tx = Tx::new(connection, scope);
        let result = catch_unwind(AssertUnwindSafe(|| f(&mut tx)));
        let (keep, result) = match result {
            Ok(Ok(_)) if tx.failed => (false, Err(Error::Swallowed.into())),
            Ok(Ok(value)) => (true, Ok(value)),
            Ok(Err(error)) => (false, Err(error)),
            Err(_) => (false, Err(Error::Panicked.into())),
        };
        let answer: Answer = Box::new(move |ended| {
            let result = match ended {
                Ended::Committed => result,
                Ended::Failed(error) => Err(error.into()),
            };
            if let Some(sender) = lock(&sender).take() {
                // Nobody may be waiting any more; then there is nobody to tell.
                sender.send(result).unwrap_or_default();
            }
        });
        if keep { Ok(answer) } else { Err(answer) }
    };
    (Work { scope, run: Box::new(run), abandoned: Box::new(abandoned) }, receiver)
}

fn sqlite_lanes(path: &str, options: &Options) -> Result<Db, Error> {
    let (writes, writing) = bounded(options.queue);
    let (reads, reading) = bounded(options.queue);
    let group = options.group.max(1);
    let writer = sqlite::Opened::open(path, options, true)?;
    let counters = Arc::new(Counters::default());
    let counted = Arc::clone(&counters);
    let mut lanes = vec![spawn("yizhan-writer", move || writer.write(&writing, group, &counted))?];
    for _ in 0..options.readers.max(1) {
        let reader = sqlite::Opened::open(path, options, false)?;
        let reading: Receiver<Work> = reading.clone();
        lanes.push(spawn("yizhan-reader", move || reader.read(&reading))?);
    }
    Ok(shared(Engine::Sqlite, reads, writes, lanes, counters))
}

fn postgres_lanes(url: &str, options: &Options) -> Result<Db, Error> {
    let (sender, receiver) = bounded(options.queue);
    let mut lanes = Vec::new();
    for _ in 0..options.lanes.max(1) {
        let mut lane = postgres::Lane::open(url, options.statement_limit)?;
        let receiver: Receiver<Work> = receiver.clone();
        lanes.push(spawn("yizhan-lane", move || lane.serve(&receiver))?);
    }
    Ok(shared(Engine::Postgres, sender.clone(), sender, lanes, Arc::default()))
}

fn shared(
    engine: Engine,
    reads: Sender<Work>,
    writes: Sender<Work>,
    lanes: Vec<JoinHandle<()>>,
    counters: Arc<Counters>,
) -> Db {
    let (reads, writes, lanes) = (Mutex::new(Some(reads)), Mutex::new(Some(writes)), Mutex::new(lanes));
    Db(Arc::new(Shared { engine, reads, writes, lanes, counters }))
}

fn spawn(name: &str, f: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(f);
    spawned.map_err(|error| Error::Engine(format!("starting a lane: {error}")))
}
