//! From a list to a workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use crate::writing::{Column, Kind, Unwritten, Value};

/// Rows of a sheet, the header included.
const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const COLUMNS: usize = 16_384;
/// Characters of a cell, counted as Excel counts: in units of UTF-16.
const CHARACTERS: usize = 32_767;
/// Characters of a sheet's name.
const NAME: usize = 31;
/// A number beyond this would lose digits and is written as text.
const KEPT: u64 = 999_999_999_999_999;
/// How many rows are looked at to choose the widths.
const SAMPLED: u32 = 200;
const NARROW: usize = 8;
const WIDE: usize = 40;

/// Writes a workbook of one sheet: the header bold, frozen and with a filter, days as days, money in yuan with two
/// decimals, text always as text. Rows are written as they come, through a temporary file, so that memory does not
/// grow with their number but for the packed result. The same rows give the same bytes.
///
/// # Errors
/// When a sheet or a cell of Excel does not hold it, or the temporary file could not be written.
pub fn write_xlsx<'v, R>(
    sheet: &str,
    columns: &[Column<'_>],
    rows: impl IntoIterator<Item = R>,
) -> Result<Vec<u8>, Unwritten>
where
    R: AsRef<[Value<'v>]>,
{
    if columns.len() > COLUMNS {
        return Err(Unwritten::TooManyColumns);
    }
    let mut workbook = Workbook::new();
    // Without a date of its own the file would tell when it was written, and no two would be the same.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let worksheet = workbook.add_worksheet_with_constant_memory()?;
    worksheet.set_name(sheet_name(sheet))?;
    worksheet.set_freeze_panes(1, 0)?;
    let mut list = List { worksheet, formats: Formats::new(), widths: vec![NARROW; columns.len()] };
    for (at, column) in (0..).zip(columns) {
        list.header(at, column)?;
    }
    let mut last = 0;
    for row in rows {
        last += 1;
        if last >= ROWS {
            return Err(Unwritten::TooManyRows);
        }
        if row.as_ref().len() > COLUMNS {
            return Err(Unwritten::TooManyColumns);
        }
        for (at, value) in (0..).zip(row.as_ref()) {
            list.cell(last, at, value)?;
        }
    }
    list.finish(columns, last)?;
    Ok(workbook.save_to_buffer()?)
}

struct Formats {
    header: Format,
    integer: Format,
    money: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            header: Format::new().set_bold().set_align(FormatAlign::VerticalCenter),
            integer: Format::new().set_num_format("0"),
            money: Format::new().set_num_format("#,##0.00"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

struct List<'w> {
    worksheet: &'w mut Worksheet,
    formats: Formats,
    widths: Vec<usize>,
}

impl List<'_> {
    fn header(&mut self, at: u16, column: &Column<'_>) -> Result<(), Unwritten> {
        fits(column.name, 0, at)?;
        // The filter's button takes the place of two letters.
        self.widen(at, width(column.name) + 2);
        let least = match column.kind {
            Kind::Text => NARROW,
            Kind::Integer => 10,
            Kind::Fen => 14,
            Kind::Day => 12,
        };
        self.widen(at, least);
        self.worksheet.write_string_with_format(0, at, column.name, &self.formats.header)?;
        Ok(())
    }

    fn cell(&mut self, row: u32, at: u16, value: &Value<'_>) -> Result<(), Unwritten> {
        let formats = &self.formats;
        match value {
            Value::Empty => {}
            Value::Text(text) => self.text(row, at, text)?,
            Value::Integer(number) if number.unsigned_abs() <= KEPT => {
                self.worksheet.write_number_with_format(row, at, *number as f64, &formats.integer)?;
            }
            Value::Fen(fen) if fen.unsigned_abs() <= KEPT => {
                self.worksheet.write_number_with_format(row, at, *fen as f64 / 100.0, &formats.money)?;
            }
            Value::Day(year, month, day) => match excel_day(*year, *month, *day) {
                Some(day) => {
                    self.worksheet.write_datetime_with_format(row, at, &day, &formats.day)?;
                }
                None => self.text(row, at, &value.to_string())?,
            },
            Value::Integer(_) | Value::Fen(_) => self.text(row, at, &value.to_string())?,
        }
        Ok(())
    }

    fn text(&mut self, row: u32, at: u16, text: &str) -> Result<(), Unwritten> {
        fits(text, row, at)?;
        if row <= SAMPLED {
            self.widen(at, width(text));
        }
        if text.contains('\0') {
            self.worksheet.write_string(row, at, text.replace('\0', "\u{FFFD}"))?;
        } else if !text.is_empty() {
            self.worksheet.write_string(row, at, text)?;
        }
        Ok(())
    }

    fn widen(&mut self, at: u16, width: usize) {
        if let Some(widest) = self.widths.get_mut(usize::from(at)) {
            *widest = (*widest).max(width + 1).min(WIDE);
        }
    }

    fn finish(&mut self, columns: &[Column<'_>], last: u32) -> Result<(), Unwritten> {
        for (at, width) in (0..).zip(&self.widths) {
            self.worksheet.set_column_width(at, *width as f64)?;
        }
        // What is typed into such a column later stays text, too: a code keeps all its digits.
        let text = Format::new().set_num_format("@");
        for (at, _) in (0..).zip(columns).filter(|(_, column)| column.kind == Kind::Text) {
            self.worksheet.set_column_format(at, &text)?;
        }
        if let Some(rightmost) = columns.len().checked_sub(1) {
            self.worksheet.autofilter(0, 0, last, rightmost as u16)?;
        }
        Ok(())
    }
}

fn fits(text: &str, row: u32, column: u16) -> Result<(), Unwritten> {
    let long = text.len() > CHARACTERS && text.encode_utf16().count() > CHARACTERS;
    if long { Err(Unwritten::CellTooLong { row: row + 1, column: column + 1 }) } else { Ok(()) }
}

/// A day that Excel counts as everybody does: from March 1900 on.
fn excel_day(year: i16, month: i8, day: i8) -> Option<ExcelDateTime> {
    let (year, month, day) = (u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    if (year, month) < (1900, 3) {
        return None;
    }
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// In letters: a Chinese character is as wide as two. Only the first line counts.
fn width(text: &str) -> usize {
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(WIDE).map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Excel allows no more than 31 characters, none of `[]:*?/\`, and no apostrophe at an end.
fn sheet_name(name: &str) -> String {
    let allowed = |c: char| if "[]:*?/\\\0".contains(c) { ' ' } else { c };
    let mut units = 0;
    let kept = name.chars().map(allowed).take_while(|c| {
        units += c.len_utf16();
        units <= NAME
    });
    let name: String = kept.collect();
    let name = name.trim_matches('\'').trim();
    if name.is_empty() { "Sheet1".to_owned() } else { name.to_owned() }
}
