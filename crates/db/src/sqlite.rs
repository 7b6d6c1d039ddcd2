//! The SQLite lanes. The writer commits in groups: it runs the waiting commands one after another, each in a
//! savepoint, commits once, then answers them all.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ToSql};

use crate::lanes::{Answer, Counters, Ended, Work};
use crate::migrate::{self, Migration};
use crate::sql::Connection;
use crate::{Engine, Error, Options, Row, Sql, Value};

/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 10_000;
/// Pages in the write-ahead log before they are copied into the database. A commit of a whole group writes hundreds of
/// pages: by SQLite's own 1,000 nearly every one would wait for a copy with two syncs more. 64 MB are read again in a
/// moment after a crash.
const CHECKPOINT: i64 = 16_000;
/// Prepared statements kept by a connection: more than the program has.
const STATEMENTS: usize = 2048;

thread_local! {
    /// When the statement that runs on this lane must have ended.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

pub(crate) struct Lane {
    connection: rusqlite::Connection,
    limit: Duration,
    /// The names of its columns, for each statement that has run, by where it stands in memory.
    columns: HashMap<usize, Arc<[String]>>,
}

fn open(path: &str) -> Result<rusqlite::Connection, Error> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // Else a statement whose plan could depend on the value of a parameter is prepared anew each time it runs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

/// Applies the migrations that are missing.
pub(crate) fn migrate(path: &str, migrations: &[Migration]) -> Result<(), Error> {
    if let Some(folder) = std::path::Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| Error::Engine(format!("{}: {error}", folder.display())))?;
    }
    let mut connection = open(path)?;
    connection.execute_batch(migrate::TABLE)?;
    for migration in migrations {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let seen = transaction
            .query_row("SELECT hash FROM migrations WHERE name = ?1", [migration.name], |row| row.get::<_, String>(0))
            .map(Some)
            .or_else(|error| if error == rusqlite::Error::QueryReturnedNoRows { Ok(None) } else { Err(error) })?;
        if !migration.is_to_do(seen.as_deref())? {
            continue;
        }
        transaction.execute_batch(&migration.sqlite_text()).map_err(|error| migration.failed(error))?;
        transaction
            .execute("INSERT INTO migrations (name, hash) VALUES (?1, ?2)", [migration.name, &migration.hash()])?;
        transaction.commit()?;
    }
    Ok(())
}

impl Lane {
    pub(crate) fn open(path: &str, options: &Options, writes: bool) -> Result<Lane, Error> {
        let connection = open(path)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let synchronous = if options.synchronous_full { "FULL" } else { "OFF" };
        let cache = options.cache_kib;
        let query_only = if writes { "OFF" } else { "ON" };
        connection.execute_batch(&format!(
            "PRAGMA synchronous = {synchronous}; PRAGMA query_only = {query_only}; PRAGMA cache_size = -{cache};
             PRAGMA mmap_size = 268435456; PRAGMA wal_autocheckpoint = {CHECKPOINT};"
        ))?;
        Ok(Lane { connection, limit: options.statement_limit, columns: HashMap::new() })
    }

    /// The clock is looked at by the engine itself, so that a statement that runs away is interrupted.
    fn watch(&mut self) {
        let overdue = || DEADLINE.with(|deadline| deadline.get().is_some_and(|at| Instant::now() > at));
        if let Err(error) = self.connection.progress_handler(STEPS, Some(overdue)) {
            tracing::error!(%error, "statements of this lane have no time limit");
        }
    }

    pub(crate) fn read(&mut self, queue: &Receiver<Work>) {
        self.watch();
        for work in queue {
            if (work.abandoned)() {
                continue;
            }
            let (answer, ended) = match self.run("BEGIN") {
                Ok(()) => {
                    let result = (work.run)(self, &work.scope);
                    let ended = self.run("COMMIT").map_or_else(Ended::Failed, |()| Ended::Committed);
                    (result.unwrap_or_else(|answer| answer), ended)
                }
                Err(error) => (refuse(work), Ended::Failed(error)),
            };
            answer(ended);
        }
    }

    pub(crate) fn write(&mut self, queue: &Receiver<Work>, group: usize, counters: &Counters) {
        self.watch();
        while let Ok(first) = queue.recv() {
            let answers = match self.run("BEGIN IMMEDIATE") {
                Ok(()) if group == 1 => self.alone(first),
                Ok(()) => self.group(first, queue, group),
                Err(error) => {
                    refuse(first)(Ended::Failed(error));
                    continue;
                }
            };
            match self.run("COMMIT") {
                Ok(()) => {
                    counters.commits.fetch_add(1, Ordering::Relaxed);
                    counters.commands.fetch_add(answers.len() as u64, Ordering::Relaxed);
                    answers.into_iter().for_each(|answer| answer(Ended::Committed));
                }
                Err(error) => self.commit_failed(&error, answers),
            }
        }
        // So that the next start need not read the log; it is only a convenience.
        if let Err(error) = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!(%error, "the write-ahead log was left");
        }
    }

    /// Runs one command that has the transaction for itself: without a savepoint, since what fails is rolled back with
    /// it. SQLite keeps in memory what it would need to go back to a savepoint, and walks over all of that at the end of
    /// many a statement, so that a command of thousands of statements would take a time that grows with their square.
    fn alone(&mut self, work: Work) -> Vec<Answer> {
        match (work.run)(self, &work.scope) {
            Ok(answer) => vec![answer],
            Err(answer) => {
                let undone = self.run("ROLLBACK").and_then(|()| self.run("BEGIN IMMEDIATE"));
                answer(undone.map_or_else(Ended::Failed, |()| Ended::Committed));
                Vec::new()
            }
        }
    }

    /// Runs what waits, each in a savepoint. Who failed is answered at once, the others after the commit.
    fn group(&mut self, first: Work, queue: &Receiver<Work>, group: usize) -> Vec<Answer> {
        let mut answers = Vec::new();
        let mut next = Some(first);
        let mut taken = 0;
        while let Some(work) = next {
            taken += 1;
            match self.step(work) {
                Ok(answer) => answers.push(answer),
                Err((answer, ended)) => answer(ended),
            }
            next = if taken < group { queue.try_recv().ok() } else { None };
        }
        answers
    }

    fn step(&mut self, work: Work) -> Result<Answer, (Answer, Ended)> {
        if let Err(error) = self.run("SAVEPOINT command") {
            return Err((refuse(work), Ended::Failed(error)));
        }
        let result = (work.run)(self, &work.scope);
        let undo = if result.is_err() { self.run("ROLLBACK TO SAVEPOINT command") } else { Ok(()) };
        let ended = undo.and_then(|()| self.run("RELEASE SAVEPOINT command"));
        match (result, ended) {
            (Ok(answer), Ok(())) => Ok(answer),
            (Err(answer), Ok(())) => Err((answer, Ended::Committed)),
            (Ok(answer) | Err(answer), Err(error)) => Err((answer, Ended::Failed(error))),
        }
    }

    /// The commands may or may not be on disk: nobody is told yes. After an I/O error nothing can be trusted any
    /// more, not even a retry of the sync, so the process ends and recovers from the log at the next start.
    fn commit_failed(&mut self, error: &Error, answers: Vec<Answer>) {
        tracing::error!(%error, commands = answers.len(), "commit failed");
        if error.to_string().contains("disk I/O") {
            std::process::abort();
        }
        if let Err(error) = self.run("ROLLBACK") {
            tracing::error!(%error, "rollback after a failed commit");
        }
        for answer in answers {
            answer(Ended::Failed(Error::Unknown(error.to_string())));
        }
    }
}

/// The statement from the cache, with its parameters bound; it must have ended after `limit`.
fn bound<'c>(
    connection: &'c rusqlite::Connection,
    sql: &'static Sql,
    params: &[Value],
    limit: Duration,
) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(sql.sqlite())?;
    let wanted = statement.parameter_count();
    if wanted != params.len() {
        return Err(Error::Engine(format!("{}: {wanted} parameters wanted, {} given", sql.place(), params.len())));
    }
    for (at, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, value)?;
    }
    DEADLINE.with(|deadline| deadline.set(Some(Instant::now() + limit)));
    Ok(statement)
}

/// An answer for a closure that did not run.
fn refuse(work: Work) -> Answer {
    struct Never;
    impl Connection for Never {
        fn engine(&self) -> Engine {
            Engine::Sqlite
        }
        fn execute(&mut self, _: &'static Sql, _: &[Value]) -> Result<u64, Error> {
            Err(Error::Closed)
        }
        fn query(&mut self, _: &'static Sql, _: &[Value]) -> Result<Vec<Row>, Error> {
            Err(Error::Closed)
        }
        fn prepare(&mut self, _: &'static Sql) -> Result<(), Error> {
            Err(Error::Closed)
        }
        fn run(&mut self, _: &str) -> Result<(), Error> {
            Err(Error::Closed)
        }
    }
    (work.run)(&mut Never, &work.scope).unwrap_or_else(|answer| answer)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Real(v) => ValueRef::Real(*v),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Blob(v) => ValueRef::Blob(v),
            Value::Uuid(v) => ValueRef::Blob(v.as_bytes()),
        }))
    }
}

/// Text is UTF-8, and to see so is quicker than to look for what could be replaced.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), str::to_owned)
}

fn cell(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Real(v) => Value::Real(v),
        ValueRef::Text(v) => Value::Text(text(v)),
        ValueRef::Blob(v) => Value::Blob(v.to_vec()),
    }
}

impl Connection for Lane {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn execute(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Error> {
        Ok(bound(&self.connection, sql, params, self.limit)?.raw_execute()? as u64)
    }

    fn query(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Vec<Row>, Error> {
        let mut statement = bound(&self.connection, sql, params, self.limit)?;
        let columns = self.columns.entry(std::ptr::from_ref(sql).addr());
        let columns = columns.or_insert_with(|| statement.column_names().map(str::to_owned).collect());
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let cells = (0..columns.len()).map(|at| row.get_ref(at).map(cell)).collect::<Result<_, _>>()?;
            found.push(Row { columns: Arc::clone(columns), cells });
        }
        Ok(found)
    }

    fn prepare(&mut self, sql: &'static Sql) -> Result<(), Error> {
        self.connection.prepare_cached(sql.sqlite())?;
        Ok(())
    }

    fn run(&mut self, text: &str) -> Result<(), Error> {
        DEADLINE.with(|deadline| deadline.set(None));
        self.connection.prepare_cached(text)?.raw_execute()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::{params, sql};

    #[test]
    fn a_statement_is_prepared_once_whatever_its_parameters() {
        let folder = std::env::temp_dir().join(format!("yizhan-lane-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut lane = Lane::open(folder.join("db").to_str().unwrap(), &Options::default(), true).unwrap();
        lane.connection
            .execute_batch(
                "CREATE TABLE services (hub TEXT, code TEXT, state TEXT, PRIMARY KEY (hub, code, state));
                 CREATE INDEX published ON services (hub) WHERE state = 'published'; ",
            )
            .unwrap();
        let asked = sql!("SELECT code FROM services WHERE hub = $1 AND code <> $2 AND state = $3 ORDER BY code");
        for state in ["published", "draft", "retired"] {
            lane.query(asked, &params!["LCX", "LCX-012", state]).unwrap();
        }
        let statement = lane.connection.prepare_cached(asked.sqlite()).unwrap();
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
