//! Statements, their registry, and the transaction they run in.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{Db, Error, Row, Scope, Value};

/// Which engine a database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The server.
    Postgres,
}

/// A statement, written once in the program with [`sql!`](crate::sql).
#[derive(Debug)]
pub struct Sql {
    sqlite: &'static str,
    postgres: &'static str,
    file: &'static str,
    line: u32,
    numbered: OnceLock<String>,
    number: OnceLock<usize>,
}

/// How many statements have a number.
static NUMBERS: AtomicUsize = AtomicUsize::new(0);

impl Sql {
    #[doc(hidden)]
    pub const fn new(sqlite: &'static str, postgres: &'static str, file: &'static str, line: u32) -> Sql {
        Sql { sqlite, postgres, file, line, numbered: OnceLock::new(), number: OnceLock::new() }
    }

    /// Where it stands.
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    /// Whether the two engines need different texts.
    pub fn is_split(&self) -> bool {
        self.sqlite != self.postgres
    }

    /// Its place among those that have run so far, by which a lane finds it prepared.
    pub(crate) fn number(&self) -> usize {
        *self.number.get_or_init(|| NUMBERS.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn postgres(&self) -> &'static str {
        self.postgres
    }

    /// SQLite numbers its parameters `?1`; `$1` would be a name, numbered by its first appearance.
    pub(crate) fn sqlite(&self) -> &str {
        self.numbered.get_or_init(|| {
            let mut text = String::with_capacity(self.sqlite.len());
            let mut letters = self.sqlite.chars().peekable();
            while let Some(letter) = letters.next() {
                let number = letter == '$' && letters.peek().is_some_and(char::is_ascii_digit);
                text.push(if number { '?' } else { letter });
            }
            text
        })
    }
}

/// An entry of the registry.
#[doc(hidden)]
pub struct Registered(pub &'static Sql);

inventory::collect!(Registered);

/// A statement in the SQL that both engines share, or one text for each: a literal, or a `concat!` of literals.
#[macro_export]
macro_rules! sql {
    (sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {{
        static STATEMENT: $crate::Sql = $crate::Sql::new($sqlite, $postgres, file!(), line!());
        $crate::inventory::submit! { $crate::Registered(&STATEMENT) }
        &STATEMENT
    }};
    ($text:expr $(,)?) => { $crate::sql!(sqlite: $text, postgres: $text) };
}

/// Every statement of the program.
pub fn statements() -> impl Iterator<Item = &'static Sql> {
    inventory::iter::<Registered>.into_iter().map(|registered| registered.0)
}

/// Prepares every statement of the program on this database's engine, and gives those that it refuses.
///
/// # Errors
/// When the database cannot be read at all.
pub fn prepare_all(db: &Db) -> Result<Vec<(String, Error)>, Error> {
    db.read_blocking(Scope::system(), |tx| {
        let mut refused = Vec::new();
        for statement in statements() {
            let prepared = tx.savepoint(|tx| tx.connection.prepare(statement));
            if let Err(error) = prepared {
                refused.push((statement.place(), error));
            }
        }
        Ok(refused)
    })
}

/// What an engine's connection does.
pub(crate) trait Connection {
    fn engine(&self) -> Engine;
    fn execute(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Error>;
    fn query(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Vec<Row>, Error>;
    fn prepare(&mut self, sql: &'static Sql) -> Result<(), Error>;
    fn run(&mut self, text: &str) -> Result<(), Error>;
    /// Where the writing stands that would have to be done again, and back to there: what a savepoint undoes.
    fn mark(&mut self) -> usize {
        0
    }
    fn forget(&mut self, _mark: usize) {}
}

/// A transaction. Statements are checked and cached by the connection behind it.
pub struct Tx<'a> {
    pub(crate) connection: &'a mut dyn Connection,
    pub(crate) scope: &'a Scope,
    /// A statement failed outside a savepoint: PostgreSQL would turn the commit into a rollback and say nothing.
    pub(crate) failed: bool,
    /// Whether it speaks as the system just now.
    widened: bool,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(connection: &'a mut dyn Connection, scope: &'a Scope) -> Tx<'a> {
        Tx { connection, scope, failed: false, widened: false }
    }

    /// Runs a statement and gives the number of rows it changed.
    ///
    /// # Errors
    /// What the engine says.
    pub fn execute(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Error> {
        let result = self.connection.execute(sql, params);
        self.failed |= result.is_err();
        result
    }

    /// Does a part of the transaction as the system: what follows from a change must be reckoned over the rows of
    /// every party, and not only over those that the actor may see.
    ///
    /// # Errors
    /// The closure's, or of the database.
    pub fn as_system<T, E: From<Error>>(&mut self, f: impl FnOnce(&mut Tx) -> Result<T, E>) -> Result<T, E> {
        let own = self.scope.get("scope").unwrap_or_default().to_owned();
        if self.widened || own == "system" {
            return f(self);
        }
        self.say_scope("system")?;
        self.widened = true;
        let done = f(self);
        self.widened = false;
        let back = self.say_scope(&own);
        self.failed |= back.is_err();
        let done = done?;
        back?;
        Ok(done)
    }

    fn say_scope(&mut self, scope: &str) -> Result<(), Error> {
        match self.connection.engine() {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => self.connection.run(&crate::scope::setting("scope", scope)),
        }
    }

    /// Every row.
    ///
    /// # Errors
    /// What the engine says.
    pub fn query(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Vec<Row>, Error> {
        let result = self.connection.query(sql, params);
        self.failed |= result.is_err();
        result
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// What the engine says.
    pub fn maybe(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The first row.
    ///
    /// # Errors
    /// `NoRow` when there is none.
    pub fn one(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Row, Error> {
        self.maybe(sql, params)?.ok_or(Error::NoRow)
    }

    /// Which engine it runs on.
    pub fn engine(&self) -> Engine {
        self.connection.engine()
    }

    /// Whether nobody else can write before this transaction ends: SQLite has one writer.
    pub fn writes_alone(&self) -> bool {
        self.engine() == Engine::Sqlite
    }

    /// Who asks.
    pub fn scope(&self) -> &Scope {
        self.scope
    }

    /// Runs `f` so that its failure undoes only what it did.
    ///
    /// # Errors
    /// The closure's, or of the engine.
    pub fn savepoint<T, E: From<Error>>(&mut self, f: impl FnOnce(&mut Tx) -> Result<T, E>) -> Result<T, E> {
        self.connection.run("SAVEPOINT inner_step")?;
        let mark = self.connection.mark();
        let mut inner = Tx::new(&mut *self.connection, self.scope);
        inner.widened = self.widened;
        let result = match f(&mut inner) {
            Ok(_) if inner.failed => Err(Error::Swallowed.into()),
            result => result,
        };
        if result.is_err() {
            self.connection.run("ROLLBACK TO SAVEPOINT inner_step")?;
            self.connection.forget(mark);
        }
        self.connection.run("RELEASE SAVEPOINT inner_step")?;
        result
    }
}
