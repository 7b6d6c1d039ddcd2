//! From text to rows.

use super::{decoding, looks_like_a_formula};
use crate::table::{Mark, Origin, Row, Table};
use crate::xlsx::numbers::lost_digits;
use crate::{Limits, Refused};

const DELIMITERS: [char; 3] = [',', ';', '\t'];
/// How many characters are looked at to tell the delimiter.
const SAMPLE: usize = 64 << 10;
/// How many lines with content are.
const SAMPLE_LINES: usize = 20;

/// Reads separated values. Lines end with CRLF, LF or CR; a row's number is the one that Excel would give it, so that
/// a line break inside quotes counts for nothing and a blank line for one.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Table, Refused> {
    let (text, encoding) = decoding::decode(bytes)?;
    let (delimiter, body) = match declared_delimiter(&text) {
        Some((delimiter, rest)) => (delimiter, rest),
        None => (likely_delimiter(&text), text.as_ref()),
    };
    let mut rows = Rows { limits, number: 1, row: Row::default(), rows: Vec::new(), cells: 0, text: 0 };
    rows.read(body, delimiter)?;
    if rows.rows.is_empty() {
        return Err(Refused::Empty);
    }
    Ok(Table { origin: Origin::Csv { encoding: encoding.to_owned(), delimiter }, rows: rows.rows })
}

/// `sep=;` in the first line, which Excel reads and does not show.
fn declared_delimiter(text: &str) -> Option<(char, &str)> {
    let rest = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP="))?;
    let delimiter = rest.chars().next().filter(|delimiter| DELIMITERS.contains(delimiter))?;
    let rest = &rest[1..];
    let body = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']))?;
    Some((delimiter, body))
}

/// The delimiter that most lines have, and of two such the one that they have more often; a comma when none is there.
fn likely_delimiter(text: &str) -> char {
    let mut lines = vec![[0_usize; 3]];
    let (mut quoted, mut blank) = (false, true);
    for c in text.chars().take(SAMPLE) {
        if c == '"' {
            quoted = !quoted;
        }
        if !quoted && matches!(c, '\n' | '\r') {
            if !blank {
                lines.push([0; 3]);
            }
            if lines.len() > SAMPLE_LINES {
                break;
            }
            blank = true;
            continue;
        }
        blank = false;
        if let (false, Some(at)) = (quoted, DELIMITERS.iter().position(|delimiter| *delimiter == c))
            && let Some(line) = lines.last_mut()
        {
            line[at] += 1;
        }
    }
    let weight = |at: usize| {
        let having = lines.iter().filter(|line| line[at] > 0).count();
        (having, lines.iter().map(|line| line[at]).sum::<usize>())
    };
    let best = (0..DELIMITERS.len()).rev().max_by_key(|at| weight(*at)).unwrap_or_default();
    DELIMITERS[best]
}

struct Rows<'a> {
    limits: &'a Limits,
    number: u32,
    row: Row,
    rows: Vec<Row>,
    cells: usize,
    text: usize,
}

impl Rows<'_> {
    /// A quote opens a quoted field only at its start; elsewhere it is a quote. Behind the closing quote text goes on as
    /// it is, as in Excel.
    fn read(&mut self, text: &str, delimiter: char) -> Result<(), Refused> {
        let mut rest = text;
        while !rest.is_empty() {
            let mut field = String::new();
            if let Some(quoted) = rest.strip_prefix('"') {
                rest = self.unquote(quoted, &mut field)?;
            }
            let end = rest.find([delimiter, '\r', '\n']).unwrap_or(rest.len());
            field.push_str(&rest[..end]);
            self.field(field)?;
            rest = &rest[end..];
            if let Some(next) = rest.strip_prefix(delimiter) {
                rest = next;
                continue;
            }
            rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
            self.end_of_row()?;
        }
        if !self.row.cells.is_empty() {
            self.end_of_row()?;
        }
        Ok(())
    }

    /// Takes the field up to its closing quote and gives what is behind it.
    fn unquote<'t>(&self, text: &'t str, field: &mut String) -> Result<&'t str, Refused> {
        let mut rest = text;
        loop {
            let Some(end) = rest.find('"') else {
                let column = self.row.cells.len() as u32 + 1;
                return Err(Refused::OpenQuote { row: self.number, column });
            };
            field.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(next) => {
                    field.push('"');
                    rest = next;
                }
                None => return Ok(rest),
            }
        }
    }

    fn field(&mut self, mut field: String) -> Result<(), Refused> {
        let column = self.row.cells.len();
        // Lines of commas and nothing else reach far to the right in what Excel saves: those columns are not there.
        if column >= self.limits.columns && !field.is_empty() {
            return Err(Refused::TooManyColumns { row: self.number, limit: self.limits.columns });
        }
        if column >= self.limits.columns {
            return Ok(());
        }
        if field.len() > self.limits.characters && field.chars().count() > self.limits.characters {
            let (row, column) = (self.number, column as u32 + 1);
            return Err(Refused::CellTooLong { row, column, limit: self.limits.characters });
        }
        if field.starts_with('\'') && looks_like_a_formula(&field) {
            field.remove(0);
        }
        if lost_digits(&field) {
            self.row.marks.push((column as u16, Mark::Lossy));
        }
        self.row.cells.push(field);
        Ok(())
    }

    fn end_of_row(&mut self) -> Result<(), Refused> {
        let mut row = std::mem::take(&mut self.row);
        row.number = self.number;
        self.number = self.number.saturating_add(1);
        while row.cells.last().is_some_and(String::is_empty) {
            row.cells.pop();
        }
        if row.cells.is_empty() {
            return Ok(());
        }
        row.cells.shrink_to_fit();
        self.cells += row.cells.len();
        self.text += row.cells.iter().map(String::len).sum::<usize>();
        if self.cells > self.limits.cells || self.text > self.limits.text {
            return Err(Refused::TooMuchText { row: row.number });
        }
        if self.rows.len() >= self.limits.rows {
            return Err(Refused::TooManyRows { limit: self.limits.rows });
        }
        self.rows.push(row);
        Ok(())
    }
}
