//! Reading the keys of a table one by one. Every wrong one is noted and reading goes on, so that all that is wrong with
//! a file is told at once. A key that nobody asked for is wrong too.

use std::cell::RefCell;
use std::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::number::read_number;
use crate::problem::{Place, Problem, nearest, one_of, place};

/// The file and what is wrong with it.
pub(super) struct File<'t> {
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
}

/// A table of the file.
pub(super) struct Fields<'t> {
    file: &'t File<'t>,
    table: &'t DeTable<'t>,
    place: Place,
    asked: RefCell<Vec<&'static str>>,
}

/// A text with its place.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) place: Place,
}

impl<'t> File<'t> {
    pub(super) fn new(text: &'t str) -> File<'t> {
        File { text, problems: RefCell::default() }
    }

    pub(super) fn wrong(&self, at: &Place, what: impl Into<String>, hint: impl Into<String>) {
        let (line, column) = place(self.text, at.span.start);
        let problem = Problem { line, column, path: at.path.clone(), what: what.into(), hint: hint.into() };
        self.problems.borrow_mut().push(problem);
    }

    /// The place of a byte of a text's value: exact where the text has no escapes.
    pub(super) fn inside(&self, text: &Text, at: usize) -> Place {
        let raw = self.text.get(text.place.span.clone()).unwrap_or_default();
        let start = raw.find(&text.value).map_or(0, |before| before + at);
        Place { span: text.place.span.start + start..text.place.span.end, path: text.place.path.clone() }
    }

    /// What is wrong, in the order of the lines.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        problems.dedup();
        problems
    }

    pub(super) fn is_fine(&self) -> bool {
        self.problems.borrow().is_empty()
    }
}

impl<'t> Fields<'t> {
    pub(super) fn root(file: &'t File<'t>, table: &'t DeTable<'t>) -> Fields<'t> {
        Fields { file, table, place: Place::default(), asked: RefCell::default() }
    }

    pub(super) fn file(&self) -> &'t File<'t> {
        self.file
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// Gives the table a better name than its number in a list.
    pub(super) fn called(mut self, path: String) -> Fields<'t> {
        self.place.path = path;
        self
    }

    fn path(&self, key: &str) -> String {
        if self.place.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place.path) }
    }

    /// The place of a key's value; that of the table when the key is not there.
    pub(super) fn at(&self, key: &str) -> Place {
        let span = self.table.get(key).map_or(self.place.span.clone(), Spanned::span);
        Place { span, path: self.path(key) }
    }

    pub(super) fn wrong(&self, key: &str, what: impl Into<String>, hint: impl Into<String>) {
        self.file.wrong(&self.at(key), what, hint);
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    fn value(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    fn missing(&self, key: &'static str, hint: &str) {
        self.file.wrong(&self.at(key), format!("`{key}` is missing"), hint);
    }

    pub(super) fn text(&self, key: &'static str) -> Option<Text> {
        let value = self.value(key)?;
        let text = text_of(value.get_ref());
        match text {
            Some(text) if !text.trim().is_empty() => Some(Text { value: text.to_owned(), place: self.at(key) }),
            Some(_) => {
                self.wrong(key, "the text is empty", "write something, or take the key away");
                None
            }
            None => {
                self.wrong(key, "a text is needed", format!("put it in quotes: {key} = \"…\""));
                None
            }
        }
    }

    pub(super) fn string(&self, key: &'static str) -> Option<String> {
        self.text(key).map(|text| text.value)
    }

    /// A text that has to be there; when it is not, an empty one stands in until all is told.
    pub(super) fn need_text(&self, key: &'static str) -> Text {
        if !self.has(key) {
            self.value(key);
            self.missing(key, &format!("add {key} = \"…\""));
        }
        self.text(key).unwrap_or_else(|| Text { value: String::new(), place: self.at(key) })
    }

    pub(super) fn number(&self, key: &'static str) -> Option<Decimal> {
        let value = self.value(key)?;
        let number = number_of(value.get_ref());
        if number.is_none() {
            self.wrong(key, "a number is needed", format!("write {key} = 12, 0.5 or \"15%\", at most 28 digits"));
        }
        number
    }

    /// A number within bounds, both belonging to them.
    pub(super) fn number_within(&self, key: &'static str, least: i64, most: i64) -> Option<Decimal> {
        let number = self.number(key)?;
        if number < Decimal::from(least) || number > Decimal::from(most) {
            self.wrong(key, format!("{number} is out of bounds"), format!("write a number from {least} to {most}"));
            return None;
        }
        Some(number)
    }

    pub(super) fn need_number(&self, key: &'static str, least: i64, most: i64) -> Decimal {
        if !self.has(key) {
            self.value(key);
            self.missing(key, &format!("add {key} = a number from {least} to {most}"));
        }
        self.number_within(key, least, most).unwrap_or_default()
    }

    pub(super) fn whole(&self, key: &'static str, least: u32, most: u32) -> Option<u32> {
        let number = self.number(key)?;
        let whole = if number.is_integer() { u32::try_from(number).ok() } else { None };
        let fits = whole.filter(|whole| (least..=most).contains(whole));
        if fits.is_none() {
            self.wrong(key, format!("{number} cannot be used"), format!("write a whole number from {least} to {most}"));
        }
        fits
    }

    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        match self.value(key)?.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.wrong(key, "yes or no is needed", format!("write {key} = true or {key} = false"));
                None
            }
        }
    }

    pub(super) fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = choices.iter().find(|(name, _)| *name == text.value);
        if found.is_none() {
            self.wrong(key, format!("`{}` is none of the choices", text.value), self.choices(&text.value, choices));
        }
        found.map(|(_, choice)| *choice)
    }

    pub(super) fn need_choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        if !self.has(key) {
            self.value(key);
            self.missing(key, &one_of(choices.iter().map(|(name, _)| *name)));
        }
        self.choice(key, choices)
    }

    fn choices<T>(&self, written: &str, choices: &[(&str, T)]) -> String {
        let names = || choices.iter().map(|(name, _)| *name);
        match nearest(written, names()) {
            Some(near) => format!("did you mean \"{near}\"? {}", one_of(names())),
            None => one_of(names()),
        }
    }

    /// A day, `2026-01-31`, as a text or as a day of TOML.
    pub(super) fn day(&self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        let day = match value.get_ref() {
            DeValue::Datetime(day) => day.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        if is_day(&day) {
            return Some(day);
        }
        self.wrong(key, "a day is needed", format!("write {key} = \"2026-01-31\""));
        None
    }

    pub(super) fn need_day(&self, key: &'static str) -> String {
        if !self.has(key) {
            self.value(key);
            self.missing(key, &format!("add {key} = \"2026-01-31\""));
        }
        self.day(key).unwrap_or_default()
    }

    /// A list of texts; one alone may stand without brackets.
    pub(super) fn texts(&self, key: &'static str) -> Vec<Text> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let single = [value];
        let list: Vec<&Spanned<DeValue>> = match value.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            _ => single.to_vec(),
        };
        let mut texts = Vec::new();
        for (at, entry) in list.into_iter().enumerate() {
            let place = Place { span: entry.span(), path: format!("{}[{at}]", self.path(key)) };
            match text_of(entry.get_ref()) {
                Some(text) => texts.push(Text { value: text.to_owned(), place }),
                None => self.file.wrong(&place, "a text is needed", "put it in quotes"),
            }
        }
        texts
    }

    pub(super) fn table(&self, key: &'static str) -> Option<Fields<'t>> {
        let value = self.value(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, "a table is needed", format!("write {key} = {{ … }} or [{}]", self.path(key)));
            return None;
        };
        Some(Fields { file: self.file, table, place: self.at(key), asked: RefCell::default() })
    }

    pub(super) fn tables(&self, key: &'static str) -> Vec<Fields<'t>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(key, "a list of tables is needed", format!("write [[{}]] with two brackets", self.path(key)));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (at, entry) in list.iter().enumerate() {
            let place = Place { span: entry.span(), path: format!("{}[{at}]", self.path(key)) };
            match entry.get_ref() {
                DeValue::Table(table) => {
                    tables.push(Fields { file: self.file, table, place, asked: RefCell::default() });
                }
                _ => self.file.wrong(&place, "a table is needed", "write { key = value, … }"),
            }
        }
        tables
    }

    /// The text or number of a key as the text of a formula.
    pub(super) fn formula_text(&self, key: &'static str) -> Option<Text> {
        let value = self.value(key)?;
        let text = match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => number_of(value.get_ref()).map(|number| number.to_string()),
            other => text_of(other).map(ToOwned::to_owned),
        };
        if text.is_none() {
            self.wrong(key, "a number or a formula is needed", format!("write {key} = 10 or {key} = \"a / b\""));
        }
        text.map(|value| Text { value, place: self.at(key) })
    }

    /// Span of a key of this table.
    fn key_span(&self, key: &str) -> Range<usize> {
        self.table.get_key_value(key).map_or(self.place.span.clone(), |(key, _)| key.span())
    }

    /// Every key that was not asked for is wrong.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let key: &str = key.get_ref();
            if asked.contains(&key) {
                continue;
            }
            let hint = match nearest(key, asked.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => one_of(asked.iter().copied()),
            };
            let at = Place { span: self.key_span(key), path: self.path(key) };
            self.file.wrong(&at, format!("`{key}` does not belong here"), hint);
        }
    }
}

fn text_of<'v>(value: &'v DeValue<'_>) -> Option<&'v str> {
    match value {
        DeValue::String(text) => Some(text),
        _ => None,
    }
}

/// Numbers are taken as they are written, never by way of a binary fraction.
fn number_of(value: &DeValue<'_>) -> Option<Decimal> {
    match value {
        DeValue::Integer(number) if number.radix() == 10 => read_number(number.as_str()),
        DeValue::Float(number) => read_number(number.as_str()),
        DeValue::String(text) => read_number(text),
        _ => None,
    }
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let digits = |part: &str, long: usize| part.len() == long && part.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return false;
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or_default();
    let (year, month, day) = (number(year), number(month), number(day));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}
