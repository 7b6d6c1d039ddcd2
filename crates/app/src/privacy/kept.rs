//! What is kept about a person, section by section.

use db::Tx;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::store;
use crate::notices;
use crate::people::{self, Account};
use crate::records::actions;
use crate::web::messages::Language;
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
    /// The newest rows: the columns, and what their words need beside them.
    pub rows: Vec<Vec<String>>,
    /// How many there are.
    pub total: i64,
}

// keys: role-* level-* records-did-*
impl Section {
    /// A row in words: a code is what it is called.
    pub fn shown(&self, language: &Language, row: &[String]) -> Vec<String> {
        self.columns.iter().enumerate().map(|(place, column)| self.cell(language, column, place, row)).collect()
    }

    fn cell(&self, language: &Language, column: &str, place: usize, row: &[String]) -> String {
        let at = |place: usize| row.get(place).map_or("", String::as_str);
        let value = at(place);
        let in_words = |key: String| language.known(&key).map_or_else(|| value.to_owned(), str::to_owned);
        match column {
            "role" => in_words(format!("role-{value}")),
            "level" => in_words(format!("level-{value}")),
            "action" => in_words(format!("records-did-{}", actions::word(value))),
            "kind" => notices::title(language, value, (at(1), at(2)), at(4)).unwrap_or_else(|| value.to_owned()),
            "answers" => answers(value),
            _ => value.to_owned(),
        }
    }
}

/// Columns whose codes have words.
const CODED: [&str; 5] = ["role", "level", "action", "kind", "answers"];

/// What was typed into a draft: its words, without the names of the questions.
fn answers(stored: &str) -> String {
    let Ok(Value::Object(all)) = serde_json::from_str::<Value>(stored) else { return stored.to_owned() };
    let typed = ["words", "product", "contact_name", "contact_phone"].into_iter().filter_map(|name| all.get(name));
    let typed: Vec<&str> = typed.filter_map(Value::as_str).filter(|said| !said.is_empty()).collect();
    typed.join(" · ")
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
    /// The same as a file for machines: in words, with the code beside them where there is one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn json(&self, language: &Language, now: i64) -> Result<String, Error> {
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
                let mut all = Map::new();
                for ((name, shown), stored) in section.columns.iter().zip(section.shown(language, row)).zip(row) {
                    all.insert((*name).to_owned(), json!(shown));
                    if CODED.contains(name) && shown != *stored {
                        // What was typed is kept as it stands.
                        let kept = if *name == "answers" { serde_json::from_str(stored).ok() } else { None };
                        all.insert(format!("{name}_code"), kept.unwrap_or_else(|| json!(stored)));
                    }
                }
                Value::Object(all)
            };
            let rows: Vec<Value> = section.rows.iter().map(row).collect();
            whole[section.name] = json!({ "total": section.total, "rows": rows });
        }
        serde_json::to_string_pretty(&whole).map_err(Error::internal)
    }
}
