//! Workbooks of Excel 2007 and later.

mod days;
pub(crate) mod numbers;
mod parts;
mod sheet;
mod strings;
mod styles;
mod workbook;
mod writing;
mod xml;

pub use writing::write_xlsx;

use crate::table::{Origin, Table};
use crate::{Limits, Refused};
use parts::Parts;
use sheet::Book;
use strings::Strings;
use workbook::{Sheet, Workbook};

/// Reads the named sheet, or the first visible one that has content.
pub(crate) fn read(bytes: &[u8], wanted: Option<&str>, limits: &Limits) -> Result<Table, Refused> {
    let mut parts = Parts::open(bytes, limits)?;
    let workbook = Workbook::read(&mut parts)?;
    let sheets: Vec<String> = workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let chosen: Vec<&Sheet> = match wanted {
        Some(name) => workbook.sheets.iter().filter(|sheet| sheet.name == name).take(1).collect(),
        None => workbook.sheets.iter().filter(|sheet| !sheet.hidden).collect(),
    };
    if let (Some(name), true) = (wanted, chosen.is_empty()) {
        return Err(Refused::NoSuchSheet { sheet: name.to_owned(), sheets });
    }
    let formats = styles::read(&mut parts, workbook.styles.as_deref())?;
    let strings = Strings::read(&mut parts, workbook.strings.as_deref(), limits)?;
    let book = Book { strings: &strings, formats: &formats, from_1904: workbook.from_1904, limits };
    for sheet in chosen {
        // A sheet of charts has no cells.
        let Some(path) = &sheet.path else { continue };
        let xml = parts.part(path)?.ok_or_else(|| Refused::Damaged(format!("{path} is missing")))?;
        let rows = sheet::read(xml, &book)?;
        if !rows.is_empty() {
            return Ok(Table { origin: Origin::Xlsx { sheet: sheet.name.clone(), sheets }, rows });
        }
    }
    Err(Refused::Empty)
}
