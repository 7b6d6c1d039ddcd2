//! The SQLite lanes. How the writer commits in groups is in `grouping.rs`.

use std::cell::Cell as Once;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{PrepFlags, Statement, ToSql};
use uuid::Uuid;

use crate::grouping::Written;
use crate::lanes::{Answer, Counters, Ended, Work};
use crate::migrate::{self, Migration};
use crate::sql::Connection;
use crate::value::{Cell, Rows};
use crate::{Engine, Error, Options, Row, Sql, Value};

/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 10_000;
/// Pages in the write-ahead log before they are copied into the database. A commit of a whole group writes hundreds of
/// pages: by SQLite's own 1,000 nearly every one would wait for a copy with two syncs more. 64 MB are read again in a
/// moment after a crash.
const CHECKPOINT: i64 = 16_000;
/// Bytes of parameters that a statement may keep until it runs again.
const KEPT: usize = 64 * 1024;

thread_local! {
    /// When the statement that runs on this lane must have ended.
    static DEADLINE: Once<Option<Instant>> = const { Once::new(None) };
}

/// A connection before its lane's thread runs.
pub(crate) struct Opened {
    connection: rusqlite::Connection,
    limit: Duration,
}

/// A thread's connection and its statements.
pub(crate) struct Lane<'c> {
    pub(crate) connection: &'c rusqlite::Connection,
    limit: Duration,
    /// By [`Sql::number`]; a statement is prepared when it is asked for the first time.
    statements: Vec<Option<Prepared<'c>>>,
    rows: Rows,
    pub(crate) written: Written,
}

struct Prepared<'c> {
    statement: Statement<'c>,
    columns: Arc<[String]>,
    parameters: usize,
    reads: bool,
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

impl Opened {
    pub(crate) fn open(path: &str, options: &Options, writes: bool) -> Result<Opened, Error> {
        let mut connection = open(path)?;
        let synchronous = if options.synchronous_full { "FULL" } else { "OFF" };
        let cache = options.cache_kib;
        let query_only = if writes { "OFF" } else { "ON" };
        connection.execute_batch(&format!(
            "PRAGMA synchronous = {synchronous}; PRAGMA query_only = {query_only}; PRAGMA cache_size = -{cache};
             PRAGMA wal_autocheckpoint = {CHECKPOINT};"
        ))?;
        // The clock is looked at by the engine itself, so that a statement that runs away is interrupted.
        let overdue = || DEADLINE.with(|deadline| deadline.get().is_some_and(|at| Instant::now() > at));
        connection.progress_handler(STEPS, Some(overdue))?;
        Ok(Opened { connection, limit: options.statement_limit })
    }

    pub(crate) fn read(&self, queue: &Receiver<Work>) {
        let mut lane = Lane::new(self);
        for work in queue {
            if !(work.abandoned)() {
                lane.read(work);
            }
        }
    }

    pub(crate) fn write(&self, queue: &Receiver<Work>, group: usize, counters: &Counters) {
        Lane::new(self).write(queue, group, counters);
    }
}

impl<'c> Lane<'c> {
    fn new(opened: &'c Opened) -> Lane<'c> {
        let Opened { connection, limit } = opened;
        let (rows, written) = (Rows::default(), Written::default());
        Lane { connection, limit: *limit, statements: Vec::new(), rows, written }
    }

    fn read(&mut self, work: Work) {
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

    fn prepared(&mut self, sql: &'static Sql) -> Result<&mut Prepared<'c>, Error> {
        let number = sql.number();
        if self.statements.len() <= number {
            self.statements.resize_with(number + 1, || None);
        }
        let place = &mut self.statements[number];
        if place.is_none() {
            let statement = self.connection.prepare_with_flags(sql.sqlite(), PrepFlags::SQLITE_PREPARE_PERSISTENT)?;
            let columns = statement.column_names().map(str::to_owned).collect();
            let (parameters, reads) = (statement.parameter_count(), statement.readonly());
            *place = Some(Prepared { statement, columns, parameters, reads });
        }
        place.as_mut().ok_or(Error::Closed)
    }

    /// The statement with its parameters; it must have ended within the limit from now.
    fn bound(&mut self, sql: &'static Sql, params: &[Value]) -> Result<&mut Prepared<'c>, Error> {
        // A write that was interrupted has undone the transaction: what came now would stand by itself.
        if self.connection.is_autocommit() {
            return Err(Error::Engine(format!("{}: outside a transaction", sql.place())));
        }
        let limit = self.limit;
        let prepared = self.prepared(sql)?;
        let wanted = prepared.parameters;
        if wanted != params.len() {
            return Err(Error::Engine(format!("{}: {wanted} parameters wanted, {} given", sql.place(), params.len())));
        }
        for (at, value) in params.iter().enumerate() {
            prepared.statement.raw_bind_parameter(at + 1, value)?;
        }
        DEADLINE.with(|deadline| deadline.set(Some(Instant::now() + limit)));
        Ok(prepared)
    }

    /// Runs once more what has run before; gives the number of rows it changed.
    pub(crate) fn again(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Error> {
        let prepared = self.bound(sql, params)?;
        let mut rows = prepared.statement.raw_query();
        while rows.next()?.is_some() {}
        drop(rows);
        Ok(self.connection.changes())
    }

    /// What has run and changed rows is kept, to be done again should a command after it have to be undone.
    fn ran(&mut self, sql: &'static Sql, params: &[Value], changed: u64) {
        let size = self.written.note(sql, params, changed);
        if size > KEPT
            && let Ok(prepared) = self.prepared(sql)
        {
            prepared.statement.clear_bindings();
        }
    }
}

/// An answer for a closure that did not run.
pub(crate) fn refuse(work: Work) -> Answer {
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
fn push(rows: &mut Rows, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => rows.push(Cell::Null),
        ValueRef::Integer(v) => rows.push(Cell::Int(v)),
        ValueRef::Real(v) => rows.push(Cell::Real(v)),
        ValueRef::Text(v) => match std::str::from_utf8(v) {
            Ok(text) => rows.push(Cell::Text(text)),
            Err(_) => rows.push(Cell::Text(&String::from_utf8_lossy(v))),
        },
        ValueRef::Blob(v) => rows.push(Uuid::from_slice(v).map_or(Cell::Blob(v), Cell::Uuid)),
    }
}

impl Connection for Lane<'_> {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn execute(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Error> {
        let prepared = self.bound(sql, params)?;
        let (changed, reads) = (prepared.statement.raw_execute()? as u64, prepared.reads);
        if !reads {
            self.ran(sql, params, changed);
        }
        Ok(changed)
    }

    fn query(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Vec<Row>, Error> {
        let mut made = std::mem::take(&mut self.rows);
        let prepared = self.bound(sql, params)?;
        let (columns, reads) = (Arc::clone(&prepared.columns), prepared.reads);
        let mut rows = prepared.statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            for at in 0..columns.len() {
                push(&mut made, row.get_ref(at)?);
            }
            found.push(made.row(&columns));
        }
        drop(rows);
        self.rows = made;
        if !reads {
            self.ran(sql, params, self.connection.changes());
        }
        Ok(found)
    }

    fn prepare(&mut self, sql: &'static Sql) -> Result<(), Error> {
        self.prepared(sql).map(|_| ())
    }

    fn run(&mut self, text: &str) -> Result<(), Error> {
        DEADLINE.with(|deadline| deadline.set(None));
        self.connection.prepare_cached(text)?.raw_execute()?;
        Ok(())
    }

    fn mark(&mut self) -> usize {
        self.written.mark()
    }

    fn forget(&mut self, mark: usize) {
        self.written.forget(mark);
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
        let opened = Opened::open(folder.join("db").to_str().unwrap(), &Options::default(), true).unwrap();
        let mut lane = Lane::new(&opened);
        opened
            .connection
            .execute_batch(
                "CREATE TABLE services (hub TEXT, code TEXT, state TEXT, PRIMARY KEY (hub, code, state));
                 CREATE INDEX published ON services (hub) WHERE state = 'published'; ",
            )
            .unwrap();
        let asked = sql!("SELECT code FROM services WHERE hub = $1 AND code <> $2 AND state = $3 ORDER BY code");
        lane.run("BEGIN").unwrap();
        for state in ["published", "draft", "retired"] {
            lane.query(asked, &params!["LCX", "LCX-012", state]).unwrap();
        }
        let statement = &lane.prepared(asked).unwrap().statement;
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
