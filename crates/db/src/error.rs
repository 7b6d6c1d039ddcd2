//! What can go wrong.

/// Why a statement or a transaction failed.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The queue is full; nothing was done. Try again a little later.
    #[error("the queue is full")]
    Busy,
    /// The statement ran longer than allowed; nothing was done.
    #[error("the statement ran longer than allowed")]
    Timeout,
    /// A row with the same key exists.
    #[error("not unique: {constraint}")]
    Unique {
        /// The constraint (PostgreSQL) or its columns (SQLite).
        constraint: String,
    },
    /// The row referred to does not exist, or is still referred to.
    #[error("foreign key")]
    ForeignKey,
    /// A check or a trigger refused the row.
    #[error("check: {0}")]
    Check(String),
    /// No row where one was expected.
    #[error("no row")]
    NoRow,
    /// The closure panicked; nothing was done.
    #[error("a command panicked")]
    Panicked,
    /// Failed while committing: whether it was done is unknown.
    #[error("unknown whether committed: {0}")]
    Unknown(String),
    /// Another transaction got in the way; nothing was done.
    #[error("conflict with another transaction")]
    Conflict,
    /// The closure passed over a statement that failed, outside a savepoint; nothing was done.
    #[error("a statement failed, but its command went on")]
    Swallowed,
    /// The lanes have been stopped.
    #[error("the database is closed")]
    Closed,
    /// A migration failed or was changed after it had been applied.
    #[error("migration {name}: {cause}")]
    Migration {
        /// Which.
        name: String,
        /// Why.
        cause: String,
    },
    /// Anything else the engine says.
    #[error("{0}")]
    Engine(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode;
        let rusqlite::Error::SqliteFailure(failure, words) = &error else { return Error::Engine(error.to_string()) };
        let words = words.clone().unwrap_or_default();
        match (failure.code, failure.extended_code) {
            (ErrorCode::OperationInterrupted, _) => Error::Timeout,
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Error::Conflict,
            // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY, _ROWID
            (ErrorCode::ConstraintViolation, 2067 | 1555 | 2579) => {
                Error::Unique { constraint: words.trim_start_matches("UNIQUE constraint failed: ").to_owned() }
            }
            // SQLITE_CONSTRAINT_FOREIGNKEY
            (ErrorCode::ConstraintViolation, 787) => Error::ForeignKey,
            (ErrorCode::ConstraintViolation, _) => Error::Check(words),
            _ => Error::Engine(error.to_string()),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Error {
        let Some(said) = error.as_db_error() else { return Error::Engine(format!("{error:?}")) };
        match said.code().code() {
            "23505" => Error::Unique { constraint: said.constraint().unwrap_or_default().to_owned() },
            "23503" => Error::ForeignKey,
            "23514" | "23502" | "23P01" => Error::Check(said.message().to_owned()),
            "57014" => Error::Timeout,
            "40001" | "40P01" => Error::Conflict,
            code => Error::Engine(format!("{code}: {}", said.message())),
        }
    }
}
