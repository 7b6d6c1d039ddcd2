//! Which names of a column mean which field, and which words which value: `schemes/imports.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use codes::text::to_half_width;
use jiff::civil::Date;
use serde::Deserialize;

use crate::editions::{Dated, Editions};
use crate::web::languages::ENGLISH;
use crate::web::messages::Language;

/// An edition of the scheme.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edition {
    /// First day in force, `YYYY-MM-DD`.
    valid_from: String,
    /// So long an import can be undone, in hours.
    pub(super) undo_hours: i64,
    ignored: Vec<String>,
    explaining: Vec<String>,
    words: HashMap<String, Vec<String>>,
    list: Vec<List>,
}

/// A kind of list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// As in `access::IMPORTS`.
    pub(super) kind: String,
    /// Its columns, in the order of the template.
    pub(super) columns: Vec<Column>,
}

/// A column of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    /// The field of the form that is filled by hand.
    pub(super) field: String,
    /// Whether a file without it is not taken.
    #[serde(default)]
    pub(super) needed: bool,
    names: Vec<String>,
    /// Its name for who reads English.
    english: String,
}

impl Dated for Edition {
    fn valid_from(&self) -> &str {
        &self.valid_from
    }
}

static EDITIONS: LazyLock<Editions<Edition>> =
    LazyLock::new(|| Editions::read("imports.toml", include_str!("../../../../schemes/imports.toml")));

/// The edition in force on a day; before the first one, the first.
pub(super) fn on(day: Date) -> &'static Edition {
    EDITIONS.on(day)
}

/// A name or a word as it is compared: half-width, in small letters, without spaces, stars and what stands in brackets.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for letter in to_half_width(name).chars() {
        match letter {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            '*' | ':' | '\u{feff}' => {}
            letter if letter.is_whitespace() => {}
            letter if depth == 0 => plain.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    plain
}

impl Edition {
    /// The list of a kind.
    pub(super) fn list(&self, kind: &str) -> Option<&List> {
        self.list.iter().find(|list| list.kind == kind)
    }

    /// Whether nothing is read from a column of this name.
    pub(super) fn ignores(&self, name: &str) -> bool {
        let name = plain(name);
        self.ignored.iter().any(|ignored| plain(ignored) == name)
    }

    /// Whether the row below the header explains the columns, as the template's does.
    pub(super) fn explains(&self, cells: &[String]) -> bool {
        let first = cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default();
        let first = to_half_width(first);
        self.explaining.iter().any(|begin| first.starts_with(begin.as_str()))
    }

    /// Whether a cell says what is meant by `value`.
    pub(super) fn means(&self, value: &str, cell: &str) -> bool {
        let cell = to_half_width(cell).trim().to_lowercase();
        self.words.get(value).is_some_and(|words| words.iter().any(|word| word.to_lowercase() == cell))
    }

    /// The first of these values that a cell means.
    pub(super) fn which<'v>(&self, values: &[&'v str], cell: &str) -> Option<&'v str> {
        values.iter().find(|value| self.means(value, cell)).copied()
    }

    /// How a value is said.
    pub(super) fn word(&self, value: &str) -> &str {
        self.words.get(value).and_then(|words| words.first()).map_or("", String::as_str)
    }
}

impl List {
    /// The column of a field.
    pub(super) fn column(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// The column that goes by a name.
    pub(super) fn named(&self, name: &str) -> Option<&Column> {
        let name = plain(name);
        let is = |column: &&Column| !name.is_empty() && column.known().any(|known| plain(known) == name);
        self.columns.iter().find(is)
    }
}

impl Column {
    /// Its name in the template, in a language.
    pub(super) fn name(&self, language: &Language) -> &str {
        if language.tag == ENGLISH { &self.english } else { self.chinese() }
    }

    /// Its name in either language.
    pub(super) fn names(&self) -> (&str, &str) {
        (self.chinese(), &self.english)
    }

    fn chinese(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn known(&self) -> impl Iterator<Item = &String> {
        self.names.iter().chain([&self.english])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::IMPORTS;

    fn today() -> &'static Edition {
        on(jiff::civil::date(2026, 3, 4))
    }

    #[test]
    fn a_code_goes_by_many_names() {
        let list = today().list("organizations").unwrap();
        for name in
            ["统一社会信用代码", "信用代码", "税号", " 统一社会\n信用代码*", "统一社会信用代码(必填)", "ｕｓｃｃ"]
        {
            assert_eq!(list.named(name).map(|column| column.field.as_str()), Some("uscc"), "{name}");
        }
        for name in ["", "(必填)", "组织机构代码证"] {
            assert!(list.named(name).is_none(), "{name}");
        }
        assert!(today().ignores("错误原因") && !today().ignores("地址"));
    }

    #[test]
    fn every_list_that_somebody_may_take_in_is_there_and_no_name_means_two_things() {
        for kind in IMPORTS.iter().flat_map(|(_, kinds)| *kinds) {
            let list = today().list(kind).unwrap_or_else(|| panic!("no list {kind}"));
            for column in &list.columns {
                for name in column.known() {
                    let found = list.named(name).map(|found| &found.field);
                    assert_eq!(found, Some(&column.field), "{name} of {kind} means two things");
                    assert!(!today().ignores(name), "{name} of {kind} is ignored");
                }
            }
        }
    }

    #[test]
    fn the_row_of_explanation_is_known() {
        assert!(today().explains(&["".into(), "说明:必填".into()]) && today().explains(&["说明:必填".into()]));
        assert!(!today().explains(&["说明书编制".into()]) && !today().explains(&[]));
    }

    #[test]
    fn words_of_cells() {
        assert_eq!(today().which(&["free", "fixed", "range", "quote"], "面议"), Some("quote"));
        assert!(today().means("yes", "Ｙ") && today().means("clear", "（空）"));
        assert_eq!(today().word("range"), "价格区间");
    }
}
