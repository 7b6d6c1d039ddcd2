//! What is kept about a person, section by section.

use db::Tx;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::store;
use crate::people::{self, Account};
use crate::web::{Error, words};

/// Rows of a section that the page shows.
pub const SHOWN: i64 = 10;
/// Rows of a section that the file holds at most.
pub const MOST: i64 = 10_000;

/// One kind of what is kept. Columns whose name ends in `_at` are moments.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name, the end of its message key.
    pub name: &'static str,
    /// The names of its columns, ends of message keys as well.
    pub columns: &'static [&'static str],
    /// The newest rows.
    pub rows: Vec<Vec<String>>,
    /// How many there are.
    pub total: i64,
}

/// Everything kept about a person.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The account.
    pub account: Account,
    /// When it was opened, milliseconds UTC.
    pub opened_at: i64,
    /// The rest.
    pub sections: Vec<Section>,
}

/// Gathers what is kept about a person, at most so many rows of a section. Reads as the system: what somebody did for
/// another organization than the one acted for is theirs to know, too.
///
/// # Errors
/// Of the database.
pub fn gather(tx: &mut Tx, person: Uuid, rows: i64) -> Result<Kept, Error> {
    tx.as_system(|tx| {
        Ok(Kept {
            account: people::account_of(tx, person)?,
            opened_at: store::opened_at(tx, person)?,
            sections: store::sections(tx, person, rows)?,
        })
    })
}

impl Kept {
    /// The same as a file for machines.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn json(&self, now: i64) -> Result<String, Error> {
        let account = &self.account;
        let mut whole = json!({
            "made_at": words::minute(now),
            "account": {
                "id": account.id,
                "name": account.name,
                "email": account.email,
                "phone": account.phone,
                "language": account.language,
                "opened_at": words::minute(self.opened_at),
                "has_password": account.password.is_some(),
                "second_factor_since": account.totp_since.map(words::minute),
            },
        });
        for section in &self.sections {
            let row = |row: &Vec<String>| -> Value {
                let pairs = section.columns.iter().zip(row);
                Value::Object(pairs.map(|(name, value)| ((*name).to_owned(), json!(value))).collect::<Map<_, _>>())
            };
            let rows: Vec<Value> = section.rows.iter().map(row).collect();
            whole[section.name] = json!({ "total": section.total, "rows": rows });
        }
        serde_json::to_string_pretty(&whole).map_err(Error::internal)
    }
}
