//! Documents and questions as JSON, one object a line.

use foldhash::{HashSet, HashSetExt};
use serde::Deserialize;
use serde_json::Value;

use crate::Document;

/// A document of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// By what questions name it.
    pub id: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Its text.
    pub text: String,
}

impl Given {
    pub(super) fn to_index(&self) -> Document {
        let document = Document::new(&self.id).text("text", &self.text);
        match &self.title {
            Some(title) => document.text("title", title),
            None => document,
        }
    }
}

/// A question of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its name in the run file.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// The documents that answer it, each with a grade from 1 on.
    pub relevant: Vec<(String, u32)>,
}

/// What is wrong with a set, and in which line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

#[derive(Deserialize)]
struct DocumentLine {
    id: Value,
    title: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct QueryLine {
    id: Value,
    text: String,
    relevant: Value,
}

/// Reads documents: `{"id": …, "text": "…", "title": "…"}` a line; an id is a string or a whole number.
///
/// # Errors
/// The first line that is no such object, or whose id another line has.
pub fn read_documents(text: &str) -> Result<Vec<Given>, Unreadable> {
    let mut seen = HashSet::new();
    let mut documents = Vec::new();
    for (line, object) in lines(text) {
        let read: DocumentLine = object_of(line, object)?;
        let id = fresh_id(&mut seen, &read.id, line)?;
        if id.len() > 512 {
            return Err(Unreadable { line, what: "an id has at most 512 bytes".to_owned() });
        }
        let title = read.title.filter(|title| !title.trim().is_empty());
        documents.push(Given { id, title, text: read.text });
    }
    Ok(documents)
}

/// Reads questions: `{"id": …, "text": "…", "relevant": …}` a line. What is relevant is a list of ids, or an object of
/// grades by id.
///
/// # Errors
/// The first line that is no such object, or whose id another line has.
pub fn read_queries(text: &str) -> Result<Vec<Asked>, Unreadable> {
    let mut seen = HashSet::new();
    let mut queries = Vec::new();
    for (line, object) in lines(text) {
        let read: QueryLine = object_of(line, object)?;
        let id = fresh_id(&mut seen, &read.id, line)?;
        queries.push(Asked { id, text: read.text, relevant: relevant(&read.relevant, line)? });
    }
    Ok(queries)
}

/// Lines with something in them; a mark of byte order before the first is no part of it.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.lines().enumerate().map(|(index, line)| (index + 1, line.trim())).filter(|(_, line)| !line.is_empty())
}

fn object_of<'a, T: Deserialize<'a>>(line: usize, object: &'a str) -> Result<T, Unreadable> {
    serde_json::from_str(object).map_err(|error| {
        let told = error.to_string();
        let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(what, _)| what);
        Unreadable { line, what: format!("{told} (column {})", error.column()) }
    })
}

fn fresh_id(seen: &mut HashSet<String>, id: &Value, line: usize) -> Result<String, Unreadable> {
    let id = id_of(id, line)?;
    if !seen.insert(id.clone()) {
        return Err(Unreadable { line, what: format!("the id {id} stands in an earlier line too") });
    }
    Ok(id)
}

fn id_of(id: &Value, line: usize) -> Result<String, Unreadable> {
    match id {
        Value::String(id) if !id.is_empty() && !id.contains(char::is_whitespace) => Ok(id.clone()),
        Value::Number(id) if id.is_i64() || id.is_u64() => Ok(id.to_string()),
        other => Err(Unreadable { line, what: format!("an id is a word or a whole number, not {other}") }),
    }
}

fn relevant(value: &Value, line: usize) -> Result<Vec<(String, u32)>, Unreadable> {
    let wrong = |what: &Value| Unreadable { line, what: format!("a grade is a whole number from 0 to 30, not {what}") };
    let grade = |grade: &Value| {
        let number = grade.as_u64().and_then(|grade| u32::try_from(grade).ok()).filter(|grade| *grade <= 30);
        number.ok_or_else(|| wrong(grade))
    };
    match value {
        Value::Array(ids) => {
            let mut relevant: Vec<(String, u32)> = Vec::with_capacity(ids.len());
            for id in ids {
                let id = id_of(id, line)?;
                if !relevant.iter().any(|(known, _)| *known == id) {
                    relevant.push((id, 1));
                }
            }
            Ok(relevant)
        }
        Value::Object(grades) => grades.iter().map(|(id, value)| Ok((id.clone(), grade(value)?))).collect(),
        other => {
            Err(Unreadable { line, what: format!("`relevant` is a list of ids or an object of grades, not {other}") })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_words_or_numbers_and_grades_may_be_given() {
        let documents = read_documents(
            "\u{FEFF}{\"id\": 7, \"text\": \"耐折\"}\n\n{\"id\": \"a\", \"title\": \"鞋\", \"text\": \"\"}\n",
        );
        let documents = documents.expect("two documents");
        assert_eq!((documents[0].id.as_str(), documents[1].title.as_deref()), ("7", Some("鞋")));
        let queries = "{\"id\": 1, \"text\": \"鞋\", \"relevant\": [7, \"a\", 7]}\n{\"id\": 2, \"text\": \"\", \"relevant\": {\"7\": 3}}";
        let queries = read_queries(queries).expect("two questions");
        assert_eq!(queries[0].relevant, [("7".to_owned(), 1), ("a".to_owned(), 1)]);
        assert_eq!(queries[1].relevant, [("7".to_owned(), 3)]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let bad = [
            ("{\"id\": 1, \"text\": \"a\"}\n{\"id\": 1, \"text\": \"b\"}", 2, "earlier line"),
            ("{\"id\": 1, \"text\": \"a\"}\n\n{\"id\": 2}", 3, "missing field `text`"),
            ("{\"id\": 1, \"text\": \"a", 1, "EOF"),
            ("{\"id\": 1.5, \"text\": \"a\"}", 1, "whole number"),
            ("[]", 1, "invalid"),
        ];
        for (text, line, what) in bad {
            let wrong = read_documents(text).expect_err(text);
            assert_eq!(wrong.line, line, "{text}");
            assert!(wrong.what.contains(what), "{}", wrong.what);
        }
        let wrong = read_queries("{\"id\": 1, \"text\": \"\", \"relevant\": 3}").expect_err("no list");
        assert!(wrong.to_string().starts_with("line 1: `relevant`"));
    }
}
