//! The cells of a sheet.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::strings::{Place, Strings, plain};
use super::styles::Format;
use super::xml::{Node, Stop, Xml, attribute};
use super::{days, numbers};
use crate::table::{Mark, Row};
use crate::{Limits, Refused};

/// What Excel holds.
const ROWS: u32 = 1_048_576;
const COLUMNS: usize = 16_384;

/// What the cells of all sheets share.
pub(super) struct Book<'a> {
    pub(super) strings: &'a Strings,
    pub(super) formats: &'a [Format],
    pub(super) from_1904: bool,
    pub(super) limits: &'a Limits,
}

/// The rows with content. What stands behind the cells (merged ranges, links, filters) is not read.
pub(super) fn read(mut xml: Xml<'_>, book: &Book<'_>) -> Result<Vec<Row>, Refused> {
    let mut sheet = Reading { book, rows: Vec::new(), row: Row::default(), cell: Cell::default(), cells: 0, text: 0 };
    let mut in_cells = false;
    loop {
        let node = match xml.next() {
            Ok(node) => node,
            Err(Stop::NodeTooLong(_)) => return Err(sheet.too_long()),
            Err(stop) => return Err(stop.into()),
        };
        let done = match node {
            Node::Open(tag) if tag.local_name().as_ref() == b"sheetData" => {
                in_cells = true;
                Ok(())
            }
            Node::Close(tag) if tag.local_name().as_ref() == b"sheetData" => break,
            Node::Open(tag) if in_cells => sheet.open(&tag),
            Node::Close(tag) if in_cells => sheet.close(tag.local_name().as_ref()),
            Node::Text(text) if in_cells => sheet.text(&text),
            Node::End => Err(Fault::Damaged("it ends too early")),
            _ => Ok(()),
        };
        match done {
            Ok(()) => {}
            Err(Fault::Refused(refused)) => return Err(refused),
            Err(Fault::Damaged(what)) => return Err(xml.damaged(what)),
        }
    }
    xml.finish()?;
    Ok(sheet.rows)
}

enum Fault {
    Damaged(&'static str),
    Refused(Refused),
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// How the value of a cell is written.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Type {
    #[default]
    Number,
    Shared,
    Text,
    Inline,
    Boolean,
    Error,
    Iso,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    column: usize,
    format: Option<Format>,
    kind: Type,
    value: String,
    place: Place,
    in_value: bool,
    has_value: bool,
    has_formula: bool,
}

struct Reading<'a> {
    book: &'a Book<'a>,
    rows: Vec<Row>,
    row: Row,
    cell: Cell,
    cells: usize,
    text: usize,
}

impl Reading<'_> {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Fault> {
        match tag.local_name().as_ref() {
            b"row" => self.open_row(tag),
            b"c" => self.open_cell(tag),
            b"v" => {
                // Beside an inline text it says the same again, or less.
                self.cell.in_value = self.cell.kind != Type::Inline;
                self.cell.has_value = true;
                Ok(())
            }
            b"f" => {
                self.cell.has_formula = true;
                Ok(())
            }
            b"is" => {
                self.cell.has_value = true;
                Ok(())
            }
            _ => {
                self.cell.place.open(tag, &self.cell.value);
                Ok(())
            }
        }
    }

    fn close(&mut self, name: &[u8]) -> Result<(), Fault> {
        match name {
            b"row" => self.close_row(),
            b"c" => self.close_cell(),
            b"v" => {
                self.cell.in_value = false;
                Ok(())
            }
            name => {
                self.cell.place.close(name, &mut self.cell.value);
                Ok(())
            }
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        if self.cell.in_value || self.cell.place.is_text() {
            self.cell.value.push_str(text);
            // A character has four bytes at most, and one that is escaped seven.
            if self.cell.value.len() / 7 > self.book.limits.characters {
                return Err(self.too_long().into());
            }
        }
        Ok(())
    }

    fn open_row(&mut self, tag: &BytesStart<'_>) -> Result<(), Fault> {
        let number = match attribute(tag, b"r") {
            Some(number) => number.parse().map_err(|_| Fault::Damaged("a row has no number"))?,
            None => self.row.number + 1,
        };
        if number <= self.row.number || number > ROWS {
            return Err(Fault::Damaged("the rows are out of order"));
        }
        self.row = Row { number, ..Row::default() };
        self.cell.column = 0;
        Ok(())
    }

    /// Cells without a place follow each other.
    fn open_cell(&mut self, tag: &BytesStart<'_>) -> Result<(), Fault> {
        let mut column = self.cell.column;
        if let Some(place) = attribute(tag, b"r") {
            let (at, row) = position(&place).ok_or(Fault::Damaged("a cell has no place"))?;
            if row != self.row.number {
                return Err(Fault::Damaged("a cell is in another row than its own"));
            }
            column = at;
        }
        if column >= COLUMNS {
            return Err(Fault::Damaged("a cell is beyond the last column"));
        }
        let format = attribute(tag, b"s").and_then(|style| style.parse::<usize>().ok());
        let format = format.and_then(|style| self.book.formats.get(style).copied());
        let kind = match attribute(tag, b"t").as_deref() {
            None | Some("n" | "") => Type::Number,
            Some("s") => Type::Shared,
            Some("str") => Type::Text,
            Some("inlineStr") => Type::Inline,
            Some("b") => Type::Boolean,
            Some("e") => Type::Error,
            Some("d") => Type::Iso,
            Some(_) => return Err(Fault::Damaged("a cell is of an unknown type")),
        };
        let mut value = std::mem::take(&mut self.cell.value);
        value.clear();
        self.cell = Cell { column, format, kind, value, ..Cell::default() };
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Fault> {
        let (text, mark) = self.shown()?;
        let text = text.into_owned();
        self.put(text, mark)?;
        self.cell.column += 1;
        Ok(())
    }

    fn put(&mut self, text: String, mark: Option<Mark>) -> Result<(), Fault> {
        let (column, length) = (self.cell.column, self.book.limits.characters);
        if text.is_empty() && mark.is_none() {
            return Ok(());
        }
        if column >= self.book.limits.columns {
            let (row, limit) = (self.row.number, self.book.limits.columns);
            return Err(Refused::TooManyColumns { row, limit }.into());
        }
        self.text += text.len();
        if text.len() > length && text.chars().count() > length {
            return Err(self.too_long().into());
        }
        if column >= self.row.cells.len() {
            self.cells += column + 1 - self.row.cells.len();
            if self.cells <= self.book.limits.cells {
                self.row.cells.resize(column + 1, String::new());
            }
        }
        if self.text > self.book.limits.text || self.cells > self.book.limits.cells {
            return Err(Refused::TooMuchText { row: self.row.number }.into());
        }
        self.row.marks.retain(|(at, _)| usize::from(*at) != column);
        self.row.marks.extend(mark.map(|mark| (column as u16, mark)));
        self.row.cells[column] = text;
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), Fault> {
        let row = std::mem::take(&mut self.row);
        self.row.number = row.number;
        if row.cells.is_empty() {
            return Ok(());
        }
        if self.rows.len() >= self.book.limits.rows {
            return Err(Refused::TooManyRows { limit: self.book.limits.rows }.into());
        }
        self.rows.push(row);
        Ok(())
    }

    /// The text of the cell as Excel shows it.
    fn shown(&self) -> Result<(Cow<'_, str>, Option<Mark>), Fault> {
        let (cell, value) = (&self.cell, self.cell.value.as_str());
        if !cell.has_value {
            return Ok((Cow::Borrowed(""), cell.has_formula.then_some(Mark::Uncalculated)));
        }
        let text = match cell.kind {
            Type::Text | Type::Inline => plain(value),
            _ if value.trim().is_empty() => Cow::Borrowed(""),
            Type::Shared => {
                let index = value.trim().parse().ok();
                let text = index.and_then(|index| self.book.strings.get(index));
                Cow::Borrowed(text.ok_or(Fault::Damaged("a cell refers to a text that is not there"))?)
            }
            Type::Number => return Ok(self.number(value)),
            Type::Error => return Ok((plain(value), Some(Mark::Error))),
            Type::Boolean => Cow::Borrowed(match value.trim() {
                "0" | "false" => "FALSE",
                "1" | "true" => "TRUE",
                _ => return Err(Fault::Damaged("a cell is neither true nor false")),
            }),
            Type::Iso => iso(value),
        };
        let mark = numbers::lost_digits(&text).then_some(Mark::Lossy);
        Ok((text, mark))
    }

    fn number<'v>(&self, value: &'v str) -> (Cow<'v, str>, Option<Mark>) {
        let Some(number) = value.trim().parse::<f64>().ok().filter(|number| number.is_finite()) else {
            // Not what Excel writes; what stands there is shown, and not trusted.
            return (plain(value), Some(Mark::Error));
        };
        let format = self.cell.format.unwrap_or(Format::General);
        let (text, mark) = match format {
            Format::Moment(moment) => match days::text(number, moment, self.book.from_1904) {
                Some(text) => (text, None),
                None => (numbers::text(number, Format::General).0, Some(Mark::Error)),
            },
            format => numbers::text(number, format),
        };
        (Cow::Owned(text), mark)
    }

    fn too_long(&self) -> Refused {
        let (row, column) = (self.row.number, self.cell.column as u32 + 1);
        Refused::CellTooLong { row, column, limit: self.book.limits.characters }
    }
}

/// The column (from 0) and the row (from 1) of `AB12`; none when it is not such a place or far beyond a sheet.
fn position(place: &str) -> Option<(usize, u32)> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = place.split_at(letters);
    if !(1..=3).contains(&letters) || row.len() > 7 || !row.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let column = column.bytes().fold(0, |sum, byte| sum * 26 + usize::from(byte.to_ascii_uppercase() - b'A') + 1);
    Some((column - 1, row.parse().ok()?))
}

/// `2026-03-01T08:30:00` as the same moment is shown when it is a number.
fn iso(value: &str) -> Cow<'_, str> {
    let value = value.trim().trim_end_matches('Z');
    let Some((day, time)) = value.split_once('T') else { return plain(value) };
    let time = time.split_once('.').map_or(time, |(time, _)| time);
    let time = time.strip_suffix(":00").unwrap_or(time);
    if time == "00:00" { plain(day) } else { Cow::Owned(plain(&format!("{day} {time}")).into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_nonsense_is_not() {
        assert_eq!(position("A1"), Some((0, 1)));
        assert_eq!(position("XFD1048576"), Some((16_383, 1_048_576)));
        for nonsense in ["", "A", "1", "AAAA1", "A99999999", "A-1", "$A$1", "A1:B2", "企1"] {
            assert_eq!(position(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn dates_in_words_of_iso_lose_their_midnight() {
        assert_eq!(iso("2026-03-01T00:00:00.000Z"), "2026-03-01");
        assert_eq!(iso("2026-03-01"), "2026-03-01");
        assert_eq!(iso("2026-03-01T08:30:00"), "2026-03-01 08:30");
        assert_eq!(iso("2026-03-01T08:30:15.5"), "2026-03-01 08:30:15");
    }
}
