//! One SQL text on two engines.
//!
//! Storage is synchronous and runs on *lanes*: a lane is a thread that owns one connection. A read or a write is a
//! closure that runs whole on a lane. SQLite has one writing lane, which commits in groups, and a few reading
//! lanes; PostgreSQL has some tens of lanes, each command its own transaction.
//!
//! ```
//! # let folder = std::env::temp_dir().join(format!("db-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder).unwrap();
//! use db::{Db, Migration, Options, Scope, params, sql};
//! let schema = [Migration { name: "0001", portable: "CREATE TABLE hubs (code TEXT PRIMARY KEY, name TEXT NOT NULL);", sqlite: None, postgres: None }];
//! let db = Db::open(&format!("sqlite:{}/doc.db", folder.display()), Options::default(), &schema).unwrap();
//! let write = |tx: &mut db::Tx| tx.execute(sql!("INSERT INTO hubs VALUES ($1, $2)"), &params!["LCX", "鹿城鞋业"]);
//! db.write_blocking(Scope::system(), write).unwrap();
//! let read = |tx: &mut db::Tx| tx.one(sql!("SELECT name FROM hubs WHERE code = $1"), &params!["LCX"]);
//! assert_eq!(db.read_blocking(Scope::system(), read).unwrap().get::<String>("name"), "鹿城鞋业");
//! # std::fs::remove_dir_all(&folder).unwrap();
//! ```

mod error;
mod grouping;
mod lanes;
mod migrate;
mod postgres;
mod scope;
mod sql;
mod sqlite;
pub mod testing;
mod value;

pub use error::Error;
pub use lanes::{Commits, Db, Options};
pub use migrate::Migration;
pub use scope::Scope;
pub use sql::{Engine, Registered, Sql, Tx, prepare_all, statements};
pub use value::{Cell, FromCell, Row, Value};

#[doc(hidden)]
pub use inventory;
