//! The PostgreSQL lanes: each command is a transaction of its own.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Receiver;
use postgres::types::{FromSql, IsNull, ToSql, Type};
use postgres::{Client, Config, NoTls, Statement};
use uuid::Uuid;

use crate::lanes::{Ended, Work};
use crate::migrate::{self, Migration};
use crate::sql::Connection;
use crate::value::Rows;
use crate::{Engine, Error, Row, Sql, Value};

pub(crate) struct Lane {
    url: String,
    limit: Duration,
    client: Client,
    prepared: HashMap<&'static str, (Statement, Arc<[String]>)>,
}

fn connect(url: &str, limit: Duration) -> Result<Client, Error> {
    let mut config: Config = url.parse()?;
    // Policies make the planner's estimates large; compiling such a short query costs more than running it.
    config.options(&format!("-c statement_timeout={} -c jit=off", limit.as_millis()));
    if config.get_ssl_mode() == postgres::config::SslMode::Require {
        return Ok(config.connect(tls()?)?);
    }
    Ok(config.connect(NoTls)?)
}

fn tls() -> Result<tokio_postgres_rustls::MakeRustlsConnect, Error> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| Error::Engine(error.to_string()))?.with_root_certificates(roots);
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config.with_no_client_auth()))
}

/// Applies the migrations that are missing, one process at a time.
pub(crate) fn migrate(url: &str, migrations: &[Migration]) -> Result<(), Error> {
    let mut client = connect(url, Duration::from_secs(600))?;
    // The lock is the session's: it ends with the connection.
    client.batch_execute("SELECT pg_advisory_lock(5926535)")?;
    client.batch_execute(migrate::TABLE)?;
    // Row-level security binds the owner too; a migration that moves data must see them.
    client.batch_execute("SET yizhan.scope = 'system'")?;
    for migration in migrations {
        let seen = client.query_opt("SELECT hash FROM migrations WHERE name = $1", &[&migration.name])?;
        if !migration.is_to_do(seen.map(|row| row.get::<_, String>(0)).as_deref())? {
            continue;
        }
        let mut transaction = client.transaction()?;
        transaction
            .batch_execute(&migration.postgres_text())
            .map_err(|error| migration.failed(format!("{error:?}")))?;
        transaction
            .execute("INSERT INTO migrations (name, hash) VALUES ($1, $2)", &[&migration.name, &migration.hash()])?;
        transaction.commit()?;
    }
    Ok(())
}

impl Lane {
    pub(crate) fn open(url: &str, limit: Duration) -> Result<Lane, Error> {
        Ok(Lane { url: url.to_owned(), limit, client: connect(url, limit)?, prepared: HashMap::new() })
    }

    pub(crate) fn serve(&mut self, queue: &Receiver<Work>) {
        for work in queue {
            if (work.abandoned)() {
                continue;
            }
            self.reconnect();
            let begun = self.client.batch_execute(&work.scope.begin());
            // A connection that cannot begin refuses every statement too, so the closure ends by itself.
            let result = (work.run)(self, &work.scope);
            let (answer, end) = match result {
                Ok(answer) => (answer, "COMMIT"),
                Err(answer) => (answer, "ROLLBACK"),
            };
            let ended = self.client.batch_execute(end);
            answer(match (begun, ended, end) {
                (Err(error), ..) => Ended::Failed(error.into()),
                (_, Err(error), "COMMIT") => Ended::Failed(unknown(error)),
                _ => Ended::Committed,
            });
        }
    }

    fn reconnect(&mut self) {
        if !self.client.is_closed() {
            return;
        }
        match connect(&self.url, self.limit) {
            Ok(client) => {
                self.client = client;
                self.prepared.clear();
            }
            Err(error) => tracing::error!(%error, "no connection to PostgreSQL"),
        }
    }

    fn statement(&mut self, sql: &'static Sql) -> Result<(Statement, Arc<[String]>), Error> {
        if let Some(found) = self.prepared.get(sql.postgres()) {
            return Ok(found.clone());
        }
        let statement = self.client.prepare(sql.postgres())?;
        let columns: Arc<[String]> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        self.prepared.insert(sql.postgres(), (statement.clone(), Arc::clone(&columns)));
        Ok((statement, columns))
    }
}

/// A refusal at the commit (a deferred constraint, a conflict) is a *no*; a broken connection is an *unknown*.
fn unknown(error: postgres::Error) -> Error {
    if error.as_db_error().is_some() { error.into() } else { Error::Unknown(error.to_string()) }
}

fn references(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Connection for Lane {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn execute(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Error> {
        let (statement, _) = self.statement(sql)?;
        Ok(self.client.execute(&statement, &references(params))?)
    }

    fn query(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Vec<Row>, Error> {
        let (statement, columns) = self.statement(sql)?;
        let rows = self.client.query(&statement, &references(params))?;
        let mut made = Rows::default();
        let read = |row: &postgres::Row| -> Result<Row, Error> {
            for at in 0..columns.len() {
                made.push(row.try_get::<_, Value>(at)?.cell());
            }
            Ok(made.row(&columns))
        };
        rows.iter().map(read).collect()
    }

    fn prepare(&mut self, sql: &'static Sql) -> Result<(), Error> {
        self.statement(sql).map(|_| ())
    }

    fn run(&mut self, text: &str) -> Result<(), Error> {
        Ok(self.client.batch_execute(text)?)
    }
}

type Bytes<'a> = &'a mut postgres::types::private::BytesMut;
type Fault = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: Bytes<'_>) -> Result<IsNull, Fault> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) if *kind == Type::INT4 => i32::try_from(*v)?.to_sql(kind, out),
            Value::Int(v) if *kind == Type::INT8 => v.to_sql(kind, out),
            Value::Real(v) if *kind == Type::FLOAT8 => v.to_sql(kind, out),
            Value::Text(v) if *kind == Type::JSONB => {
                // The binary form of JSONB is a version byte and the text.
                out.extend_from_slice(&[1]);
                out.extend_from_slice(v.as_bytes());
                Ok(IsNull::No)
            }
            Value::Text(v) if <&str as ToSql>::accepts(kind) => v.to_sql(kind, out),
            Value::Blob(v) if *kind == Type::BYTEA => v.to_sql(kind, out),
            Value::Uuid(v) if *kind == Type::UUID => v.to_sql(kind, out),
            other => Err(format!("a {kind} was given {other:?}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Value, Fault> {
        match *kind {
            Type::INT8 => Ok(Value::Int(i64::from_sql(kind, raw)?)),
            Type::INT4 => Ok(Value::Int(i32::from_sql(kind, raw)?.into())),
            Type::BOOL => Ok(Value::Int(bool::from_sql(kind, raw)?.into())),
            Type::FLOAT8 => Ok(Value::Real(f64::from_sql(kind, raw)?)),
            Type::BYTEA => Ok(Value::Blob(raw.to_vec())),
            Type::UUID => Ok(Value::Uuid(Uuid::from_sql(kind, raw)?)),
            Type::JSONB => Ok(Value::Text(String::from_utf8(raw.get(1..).unwrap_or_default().to_vec())?)),
            _ if <&str as FromSql>::accepts(kind) => Ok(Value::Text(String::from_sql(kind, raw)?)),
            _ => Err(format!("{kind} is not supported: cast it (sums to BIGINT)").into()),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Value, Fault> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
