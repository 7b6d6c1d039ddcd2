//! Databases for tests: a migrated template is made once per schema and copied for each test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, NoTls};
use sha2::{Digest, Sha256};

use crate::{Migration, postgres as engine, sqlite};

/// A database of one test; gone when dropped.
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    name: String,
    folder: Option<PathBuf>,
}

static MADE: AtomicU32 = AtomicU32::new(0);

/// A fresh database with this schema. SQLite, unless `TEST_DATABASE=postgres`; then `TEST_POSTGRES_URL` names a
/// server and a role that may create databases.
///
/// # Panics
/// When it cannot be made: a test has no other way to say so.
pub fn database(migrations: &[Migration]) -> TestDatabase {
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let name = format!("yizhan_test_{}_{number}", std::process::id());
    if std::env::var("TEST_DATABASE").as_deref() == Ok("postgres") {
        on_postgres(migrations, name)
    } else {
        on_sqlite(migrations, name)
    }
}

fn schema_hash(migrations: &[Migration]) -> String {
    let mut hash = Sha256::new();
    migrations.iter().for_each(|migration| hash.update(migration.hash()));
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn on_sqlite(migrations: &[Migration], name: String) -> TestDatabase {
    let template = std::env::temp_dir().join(format!("yizhan-template-{}.db", schema_hash(migrations)));
    if !template.exists() {
        // Made under another name and moved into place, so that a test beside this one never sees half of it.
        let making = template.with_extension(&name);
        let path = making.to_str().expect("the temporary folder has a plain name");
        sqlite::migrate(path, migrations).expect("the schema applies");
        std::fs::rename(&making, &template).expect("the template moves into place");
    }
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let path = folder.join("test.db");
    std::fs::copy(&template, &path).expect("the template is copied");
    TestDatabase { url: format!("sqlite:{}", path.display()), name, folder: Some(folder) }
}

fn server() -> (String, Client) {
    let url = std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL names a server for tests");
    let client = Client::connect(&url, NoTls).expect("the server for tests answers");
    (url, client)
}

/// The address of another database on the same server.
fn beside(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, String::new()), |(base, query)| (base, format!("?{query}")));
    let slash = base.rfind('/').expect("the address has a path");
    let base = if base[..slash].ends_with('/') { base } else { &base[..slash] };
    format!("{base}/{name}{query}")
}

fn on_postgres(migrations: &[Migration], name: String) -> TestDatabase {
    let (url, mut client) = server();
    let template = format!("yizhan_template_{}", schema_hash(migrations));
    client.batch_execute("SELECT pg_advisory_lock(314159)").expect("the lock for making the template");
    let known =
        client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&template]).expect("databases are listed");
    if known.is_none() {
        let making = format!("{template}_making");
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {making}")).expect("an unfinished template goes");
        client.batch_execute(&format!("CREATE DATABASE {making}")).expect("a template is made");
        engine::migrate(&beside(&url, &making), migrations).expect("the schema applies");
        client.batch_execute(&format!("ALTER DATABASE {making} RENAME TO {template}")).expect("the template is named");
    }
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).expect("a left-over goes");
    client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).expect("the template is copied");
    TestDatabase { url: beside(&url, &name), name, folder: None }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let gone = match &self.folder {
            Some(folder) => std::fs::remove_dir_all(folder).map_err(|error| error.to_string()),
            None => server()
                .1
                .batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
                .map_err(|e| e.to_string()),
        };
        if let Err(error) = gone {
            tracing::warn!(%error, "a test's database was left");
        }
    }
}
