//! What bytes are, by looking at them.

use crate::{Refused, Seen};

/// What may hold a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A ZIP archive, perhaps a workbook.
    Zip,
    /// Nothing known, hence perhaps text.
    Text,
}

/// First bytes that say what a file is.
const SIGNATURES: &[(&[u8], Seen)] = &[
    (b"%PDF-", Seen::Pdf),
    (b"\x89PNG", Seen::Picture),
    (b"\xFF\xD8\xFF", Seen::Picture),
    (b"GIF8", Seen::Picture),
    (b"RIFF", Seen::Picture),
    (b"Rar!", Seen::Archive),
    (b"7z\xBC\xAF\x27\x1C", Seen::Archive),
    (b"\x1F\x8B", Seen::Archive),
    (b"{\\rtf", Seen::OfficeDocument),
    // Workbooks of Excel 2 to 4, which begin with their first record.
    (b"\x09\x00\x04\x00", Seen::OldXls),
    (b"\x09\x02\x06\x00", Seen::OldXls),
    (b"\x09\x04\x06\x00", Seen::OldXls),
];
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// How far into text a tag is looked for.
const HEAD: usize = 1024;

pub(crate) fn format(bytes: &[u8]) -> Result<Format, Refused> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Format::Zip);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(compound(bytes));
    }
    if let Some((_, seen)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Err(Refused::NotATable(*seen));
    }
    markup(bytes).map_or(Ok(Format::Text), |seen| Err(Refused::NotATable(seen)))
}

/// A compound file of Microsoft holds an old workbook, another old document, or an encrypted new one. The names of its
/// streams stand in it in UTF-16.
fn compound(bytes: &[u8]) -> Refused {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if holds("EncryptedPackage") {
        Refused::Encrypted
    } else if holds("Workbook") || holds("Book") {
        Refused::NotATable(Seen::OldXls)
    } else {
        Refused::NotATable(Seen::OfficeDocument)
    }
}

/// Markup begins with a bracket; a cell of a CSV may, but not with one of these words behind it.
fn markup(bytes: &[u8]) -> Option<Seen> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let head = bytes[..bytes.len().min(HEAD)].trim_ascii_start().to_ascii_lowercase();
    let begins = |words: &[&[u8]]| words.iter().any(|word| head.starts_with(word));
    if begins(&[b"<?xml"]) {
        let html = head.windows(5).any(|window| window == b"<html");
        return Some(if html { Seen::Html } else { Seen::Xml });
    }
    let html: &[&[u8]] = &[b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<body", b"<style", b"<div"];
    begins(html).then_some(Seen::Html)
}
