//! Which column of a file is which field.

use tables::{Origin, Row, Table};

use super::model::Matched;
use super::scheme::{Edition, List};
use crate::web::{FormErrors, Refusal};

/// The header of a file: the row's number, 0 when there is none, and its columns.
pub(super) struct Header {
    pub(super) line: i64,
    pub(super) columns: Vec<Matched>,
}

/// Finds the header among the first rows of a file and matches its columns by their names. Where no row has names that
/// are known, the first row with content is taken for it, for somebody to look at.
pub(super) fn find(edition: &Edition, list: &List, first: &[Row]) -> Header {
    let origin = Origin::Xlsx { sheet: String::new(), sheets: Vec::new() };
    let table = Table { origin, rows: first.to_vec() };
    let found = table.header(|name| list.named(name).is_some() || edition.ignores(name));
    match (found, first.first()) {
        (Some(header), _) => Header { line: header.number.into(), columns: by_names(edition, list, header.names) },
        (None, Some(row)) => Header { line: row.number.into(), columns: by_names(edition, list, row.cells.clone()) },
        (None, None) => Header { line: 0, columns: Vec::new() },
    }
}

/// Matches columns by their names; where two go by names of one field the first is it.
pub(super) fn by_names(edition: &Edition, list: &List, names: Vec<String>) -> Vec<Matched> {
    let mut columns: Vec<Matched> = Vec::new();
    for name in names {
        let known = if edition.ignores(&name) { None } else { list.named(&name) };
        let field = known.map(|column| column.field.clone()).unwrap_or_default();
        let taken = columns.iter().any(|other| !field.is_empty() && other.field == field);
        columns.push(Matched { name, field: if taken { String::new() } else { field } });
    }
    columns
}

/// Whether the rows can be tried out with these columns.
///
/// # Errors
/// Says which column is missing, or is there twice. The fields are `column_0` …; what is missing is said of `columns`.
pub(super) fn check(list: &List, columns: &[Matched]) -> Result<(), FormErrors> {
    let mut errors = FormErrors::none();
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| !column.field.is_empty()) {
        match list.column(&column.field) {
            None => errors.add(&format!("column_{at}"), Refusal::new("imports-column-unknown")),
            Some(known) if columns[..at].iter().any(|other| other.field == column.field) => {
                let refusal = Refusal::new("imports-column-twice").both("column", [known.names()]);
                errors.add(&format!("column_{at}"), refusal);
            }
            Some(_) => {}
        }
    }
    let missing = missing(list, columns);
    if !missing.is_empty() {
        errors.add("columns", Refusal::new("imports-columns-missing").both("columns", missing));
    }
    if errors.0.is_empty() { Ok(()) } else { Err(errors) }
}

/// The columns that are needed and not there, by their names. A residency's provider may be told by either of two.
fn missing<'l>(list: &'l List, columns: &[Matched]) -> Vec<(&'l str, &'l str)> {
    let has = |field: &str| columns.iter().any(|column| column.field == field);
    let there = |field: &str| has(field) || (field == "provider" && has("provider_name"));
    let needed = list.columns.iter().filter(|column| column.needed && !there(&column.field));
    needed.map(|column| column.names()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::scheme;
    use super::*;
    use crate::web::messages::Messages;

    fn row(number: u32, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), marks: Vec::new() }
    }

    fn fields(header: &Header) -> Vec<&str> {
        header.columns.iter().map(|column| column.field.as_str()).collect()
    }

    #[test]
    fn the_header_is_found_below_a_title_and_each_field_once() {
        let edition = scheme::on(jiff::civil::date(2026, 3, 4));
        let list = edition.list("experts").unwrap();
        let rows =
            [row(1, &["鹿城鞋业专家名单"]), row(3, &["序号", "姓名", "单位", "所在单位", "研究方向", "错误原因"])];
        let header = find(edition, list, &rows);
        assert_eq!((header.line, fields(&header)), (3, vec!["", "name", "employer", "", "fields", ""]));
        assert!(check(list, &header.columns).is_ok());
        let unknown = find(edition, list, &[row(2, &["甲", "乙"])]);
        assert_eq!((unknown.line, fields(&unknown)), (2, vec!["", ""]));
        let errors = check(list, &unknown.columns).unwrap_err();
        let messages = Messages::load();
        let words = |tag: &str| messages.language(tag).refusal(&errors.0[0].refusal);
        assert_eq!(words("en"), "Columns are missing: Name, Employer, Fields. Say which columns of the file they are");
        assert_eq!(words("zh-CN"), "缺少必填的列:姓名、工作单位、擅长领域。请指出是文件里的哪一列");
        let twice = [("姓名", "name"), ("专家", "name"), ("单位", "employer"), ("领域", "fields"), ("甲", "phone")];
        let twice = twice.map(|(name, field)| Matched { name: name.into(), field: field.into() });
        let errors = check(list, &twice).unwrap_err();
        let wrong: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(wrong, ["column_1", "column_4"]);
    }
}
