//! Migrations: one portable script each, in PostgreSQL's words, plus one for an engine where unavoidable.

use sha2::{Digest, Sha256};

use crate::Error;

/// A step of the schema. Once applied it must not change.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its name; migrations are applied in the order given.
    pub name: &'static str,
    /// For both engines. `UUID`, `BIGINT`, `BYTEA`, `JSONB`, `DOUBLE PRECISION` become SQLite's types, tables `STRICT`.
    pub portable: &'static str,
    /// More for SQLite.
    pub sqlite: Option<&'static str>,
    /// More for PostgreSQL.
    pub postgres: Option<&'static str>,
}

/// Which migrations were applied, and the hash of each.
pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL)";

impl Migration {
    /// Hash over all its texts.
    pub(crate) fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for text in [self.name, self.portable, self.sqlite.unwrap_or_default(), self.postgres.unwrap_or_default()] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether it is still to be applied.
    pub(crate) fn is_to_do(&self, seen: Option<&str>) -> Result<bool, Error> {
        match seen {
            None => Ok(true),
            Some(hash) if hash == self.hash() => Ok(false),
            Some(_) => Err(self.failed("it was changed after it had been applied; add a new migration instead")),
        }
    }

    pub(crate) fn failed(&self, cause: impl std::fmt::Display) -> Error {
        Error::Migration { name: self.name.to_owned(), cause: cause.to_string() }
    }

    pub(crate) fn postgres_text(&self) -> String {
        format!("{}\n{}", self.portable, self.postgres.unwrap_or_default())
    }

    pub(crate) fn sqlite_text(&self) -> String {
        format!("{}\n{}", for_sqlite(self.portable), self.sqlite.unwrap_or_default())
    }
}

/// The types of a portable script in SQLite's words.
fn for_sqlite(script: &str) -> String {
    let mut text = String::with_capacity(script.len());
    let mut in_table = false;
    for line in script.lines() {
        let (code, comment) = line.split_once("--").map_or((line, ""), |(code, comment)| (code, comment));
        in_table |= code.trim_start().starts_with("CREATE TABLE");
        let mut code = code.replace("DOUBLE PRECISION", "REAL");
        for (from, to) in [("UUID", "BLOB"), ("BIGINT", "INTEGER"), ("BYTEA", "BLOB"), ("JSONB", "TEXT")] {
            code = replace_word(&code, from, to);
        }
        if in_table && code.trim_end().ends_with(");") {
            code = format!("{}) STRICT;", &code.trim_end()[..code.trim_end().len() - 2]);
            in_table = false;
        }
        text.push_str(&code);
        if !comment.is_empty() {
            text.push_str("--");
            text.push_str(comment);
        }
        text.push('\n');
    }
    text
}

fn replace_word(text: &str, from: &str, to: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, after) = (&rest[..at], &rest[at + from.len()..]);
        let whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        out.push_str(before);
        out.push_str(if whole { to } else { from });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_become_sqlites() {
        let script = "CREATE TABLE hubs (\n  id UUID PRIMARY KEY, -- a UUID (v7);\n  n BIGINT NOT NULL CHECK (n > 0),\n  UUIDS TEXT\n);\nCREATE INDEX x ON hubs (n);";
        let text = for_sqlite(script);
        assert!(text.contains("id BLOB PRIMARY KEY, -- a UUID (v7);"), "{text}");
        assert!(text.contains("UUIDS TEXT\n) STRICT;\nCREATE INDEX x ON hubs (n);"), "{text}");
    }
}
