//! The parts of a workbook: entries of a ZIP archive, unpacked no further than allowed.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::xml::{Allowance, Xml};
use crate::{Limits, Refused, Seen};

/// What a part that describes the workbook may unpack to; only cells and their texts take more.
const DESCRIPTION: u64 = 16 << 20;

pub(super) struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Where each entry stands, by its name in lower case and with slashes: Office reads them so.
    places: HashMap<String, usize>,
    limits: &'a Limits,
    unpacked: Cell<u64>,
}

impl<'a> Parts<'a> {
    /// Opens the archive and looks at the names in it, before anything is unpacked.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Refused> {
        // The library keeps some hundred bytes for each entry. Counting their headers beforehand believes no number
        // that the file declares; that packed data holds this mark by chance happens once in four gigabytes.
        let headers = bytes.windows(4).filter(|window| window == b"PK\x01\x02").count();
        if headers > limits.entries {
            return Err(Refused::TooManyEntries { limit: limits.entries });
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        let places = places(&zip)?;
        let parts = Self { zip, places, limits, unpacked: Cell::new(0) };
        parts.kind()?;
        Ok(parts)
    }

    /// Tells a workbook from what else is a ZIP archive.
    fn kind(&self) -> Result<(), Refused> {
        let has = |name: &str| self.places.contains_key(name);
        let seen = if has("xl/workbook.bin") {
            Seen::Xlsb
        } else if has("mimetype") && has("content.xml") {
            Seen::Ods
        } else if has("word/document.xml") || has("ppt/presentation.xml") {
            Seen::OfficeDocument
        } else if has("[content_types].xml") || has("xl/workbook.xml") {
            return Ok(());
        } else {
            Seen::Archive
        };
        Err(Refused::NotATable(seen))
    }

    /// Opens a part that describes the workbook; `None` when it is not there.
    pub(super) fn description(&mut self, path: &str) -> Result<Option<Xml<'_>>, Refused> {
        self.open_part(path, DESCRIPTION)
    }

    /// Opens a part that holds cells or their texts; `None` when it is not there.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<Xml<'_>>, Refused> {
        self.open_part(path, u64::MAX)
    }

    fn open_part(&mut self, path: &str, most: u64) -> Result<Option<Xml<'_>>, Refused> {
        let Some(place) = self.places.get(&path.to_lowercase()) else { return Ok(None) };
        let file = self.zip.by_index(*place).map_err(|error| damaged(&error))?;
        let (entry, unpacked) = (self.limits.entry.min(most), self.limits.unpacked);
        let allowance = Allowance { entry, unpacked, so_far: &self.unpacked };
        Ok(Some(Xml::new(file, path, allowance)))
    }

    /// How many entries at most, which is also the bound of what a workbook lists.
    pub(super) fn most_entries(&self) -> usize {
        self.limits.entries
    }
}

fn places(zip: &ZipArchive<Cursor<&[u8]>>) -> Result<HashMap<String, usize>, Refused> {
    let mut places = HashMap::with_capacity(zip.len());
    for place in 0..zip.len() {
        let Some(name) = zip.name_for_index(place) else { continue };
        let name = name.map_err(|error| damaged(&error))?.replace('\\', "/");
        if leads_out(&name) {
            return Err(Refused::UnsafeName { entry: name });
        }
        if places.insert(name.to_lowercase(), place).is_some() {
            return Err(Refused::DuplicateEntry { entry: name });
        }
    }
    if zip.has_duplicate_names() {
        return Err(Refused::DuplicateEntry { entry: String::new() });
    }
    Ok(places)
}

fn leads_out(name: &str) -> bool {
    name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') || name.split('/').any(|part| part == "..")
}

fn damaged(error: &ZipError) -> Refused {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Refused::Encrypted,
        error => Refused::Damaged(error.to_string()),
    }
}
