//! Lists as files: the rows that a list's page finds, by the same filter, as a workbook or a CSV.
//!
//! Rows are read a part at a time, so that no reader of the database is held for long, and written on a thread of their
//! own while the next part is read. Each part is a moment of its own: what changes while a list of more than one part is
//! saved may be in it twice or be left out.

use std::sync::Arc;

use axum::http::header;
use axum::response::IntoResponse;
use db::Tx;
use jiff::civil::Date;
use tables::{Kind, Value};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use uuid::Uuid;

use super::lists::Asked;
use super::messages::Language;
use super::{Ctx, Error, Reply, words};
use crate::access::Who;
use crate::command::Event;

/// Most rows of a file; a longer list is cut, and its last row says so.
pub const MOST_ROWS: i64 = 100_000;
/// Rows read at once.
const PART_ROWS: i64 = 5_000;
/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A column of a list of `T`: the message key of its name, and what stands in it.
pub enum Column<T> {
    /// Words or a code.
    Text(&'static str, fn(&T, &Language) -> String),
    /// A count.
    Integer(&'static str, fn(&T) -> Option<i64>),
    /// Money in fen.
    Fen(&'static str, fn(&T) -> Option<i64>),
    /// A day, `YYYY-MM-DD`.
    Day(&'static str, fn(&T) -> Option<String>),
    /// A moment, milliseconds UTC.
    Time(&'static str, fn(&T) -> i64),
}

impl<T> Column<T> {
    fn key(&self) -> &'static str {
        match self {
            Column::Text(key, _)
            | Column::Integer(key, _)
            | Column::Fen(key, _)
            | Column::Day(key, _)
            | Column::Time(key, _) => key,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Column::Text(..) | Column::Time(..) => Kind::Text,
            Column::Integer(..) => Kind::Integer,
            Column::Fen(..) => Kind::Fen,
            Column::Day(..) => Kind::Day,
        }
    }

    fn cell(&self, row: &T, language: &Language) -> Value<'static> {
        match self {
            Column::Text(_, text) => Value::text(text(row, language)),
            Column::Integer(_, number) => number(row).map_or(Value::Empty, Value::Integer),
            Column::Fen(_, fen) => fen(row).map_or(Value::Empty, Value::Fen),
            Column::Day(_, day) => match day(row).and_then(|day| day.parse::<Date>().ok()) {
                Some(day) => Value::Day(day.year(), day.month(), day.day()),
                None => Value::Empty,
            },
            Column::Time(_, at) => Value::text(words::minute(at(row))),
        }
    }
}

/// How a list of `T` is saved.
pub struct Export<T: 'static> {
    /// The message key of the list's name.
    pub title: &'static str,
    /// Its columns.
    pub columns: &'static [Column<T>],
    /// Whether it names people or says how to reach them: then saving it is an event.
    pub contacts: bool,
}

/// What a file is, by the end of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Xlsx,
    Csv,
}

/// Some rows, and whether the list goes on but the file does not.
struct Part<T> {
    rows: Vec<T>,
    cut: bool,
}

/// Cuts what was read after `before` rows to what the file takes of it.
fn taken<T>(before: i64, most: i64, mut rows: Vec<T>) -> Part<T> {
    let room = usize::try_from(most - before).unwrap_or(0);
    let cut = rows.len() > room;
    rows.truncate(room);
    Part { rows, cut }
}

/// Answers with the list as a file; `part` reads its rows from an offset on, at most so many.
///
/// # Errors
/// Those of `part`, or when the file cannot be written.
pub async fn answer<T, P>(ctx: &Ctx, export: &'static Export<T>, part: P) -> Reply
where
    T: Send + 'static,
    P: Fn(&mut Tx, &Who, i64, i64) -> Result<Vec<T>, Error> + Send + Sync + 'static,
{
    // A long list takes a second of a processor: a few at a time leave the others to the pages.
    let _turn = ctx.app.exports.acquire().await.map_err(Error::internal)?;
    let format = if ctx.path.ends_with(".csv") { Format::Csv } else { Format::Xlsx };
    let (send, parts) = channel(1);
    let own = ctx.clone();
    let writer = tokio::task::spawn_blocking(move || write(own.words(), export, format, parts));
    let read = read_all(ctx, Arc::new(part), send).await;
    let bytes = writer.await.map_err(Error::internal)?;
    let rows = read?;
    let bytes = bytes.map_err(Error::internal)?;
    if export.contacts {
        note(ctx, rows).await?;
    }
    let day = ctx.who.today();
    let (kind, media) = match format {
        Format::Xlsx => ("xlsx", XLSX),
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
    };
    let title = ctx.t(export.title);
    let name = format!("{title} {}.{kind}", ctx.words().plain_date(day));
    let headers =
        [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, files::content_disposition(&name))];
    Ok((headers, bytes).into_response())
}

/// Reads part after part and hands them to the writer; gives the number of rows.
async fn read_all<T, P>(ctx: &Ctx, part: Arc<P>, send: Sender<Part<T>>) -> Result<i64, Error>
where
    T: Send + 'static,
    P: Fn(&mut Tx, &Who, i64, i64) -> Result<Vec<T>, Error> + Send + Sync + 'static,
{
    let mut before = 0;
    loop {
        let wanted = PART_ROWS.min(MOST_ROWS + 1 - before);
        let reader = part.clone();
        let rows = ctx.read(move |tx, who| reader(tx, who, before, wanted)).await?;
        let last = (rows.len() as i64) < wanted;
        let part = taken(before, MOST_ROWS, rows);
        before += part.rows.len() as i64;
        let ends = last || part.cut;
        // A writer that has ended says itself why.
        if send.send(part).await.is_err() || ends {
            return Ok(before);
        }
    }
}

fn write<T>(
    language: &Language,
    export: &Export<T>,
    format: Format,
    mut parts: Receiver<Part<T>>,
) -> Result<Vec<u8>, tables::Unwritten> {
    let names: Vec<_> = export.columns.iter().map(|column| language.t(column.key())).collect();
    let columns = export.columns.iter().zip(&names);
    let columns: Vec<_> = columns.map(|(column, name)| tables::Column { name, kind: column.kind() }).collect();
    let line = |row: &T| export.columns.iter().map(|column| column.cell(row, language)).collect::<Vec<_>>();
    let lines = std::iter::from_fn(|| parts.blocking_recv()).flat_map(|part| {
        let mut lines: Vec<_> = part.rows.iter().map(line).collect();
        if part.cut {
            lines.push(vec![Value::text(language.with("web-export-cut", &[("most", &MOST_ROWS)]))]);
        }
        lines
    });
    match format {
        Format::Csv => Ok(tables::write_csv(&columns, lines)),
        Format::Xlsx => tables::write_xlsx(&language.t(export.title), &columns, lines),
    }
}

/// Records who took away which list, before it leaves.
async fn note(ctx: &Ctx, rows: i64) -> Result<(), Error> {
    let list = ctx.path.to_string();
    let query = ctx.asked.split_once('?').map_or("", |(_, query)| query);
    let filter: std::collections::BTreeMap<String, String> = Asked::read(Some(query)).pairs().iter().cloned().collect();
    ctx.write(move |tx, c| {
        let own = c.actor.membership();
        let (hub, id) = (own.and_then(|own| own.hub), own.map(|own| own.id));
        let event = Event {
            hub: hub.unwrap_or(Uuid::nil()),
            action: "list.exported",
            object: "list",
            id: id.unwrap_or(Uuid::nil()),
            reference: "",
        };
        c.record(tx, event, serde_json::json!({ "list": list, "filter": filter, "rows": rows }))
    })
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_ends_at_the_most_rows_and_says_when_there_are_more() {
        let cases =
            [(0, 3, 2, 2, false), (0, 3, 3, 3, false), (0, 3, 4, 3, true), (2, 3, 2, 1, true), (3, 3, 0, 0, false)];
        for (before, most, read, kept, cut) in cases {
            let part = taken(before, most, vec![(); read]);
            assert_eq!((part.rows.len(), part.cut), (kept, cut), "{read} after {before}");
        }
    }

    #[test]
    fn every_kind_of_cell_and_what_is_not_there() {
        type Row = Option<i64>;
        let language = crate::web::messages::Messages::load();
        let language = language.language("zh-CN");
        let cell = |column: Column<Row>, row: Row| column.cell(&row, language).to_string();
        let day = |row: &Row| row.map(|day| format!("2026-03-0{day}"));
        assert_eq!(cell(Column::Day("web-export", day), Some(4)), "2026-03-04");
        assert_eq!(cell(Column::Day("web-export", |_| Some("三月".into())), None), "");
        assert_eq!(cell(Column::Fen("web-export", |row| *row), Some(128_050)), "1280.50");
        assert_eq!(cell(Column::Integer("web-export", |row| *row), None), "");
        assert_eq!(cell(Column::Time("web-export", |_| 1_788_399_000_000), None), "2026-09-03 09:30");
        assert_eq!(cell(Column::Text("web-export", |_, words| words.t("web-export").into_owned()), None), "导出");
    }
}
