//! Archives that are no workbooks, or try to be two at once.

use std::io::{Cursor, Write};

use tables::Limits;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::books::Book;
use super::{Case, case};

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sound() -> Book {
    Book::of("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row>")
}

/// Bytes with every occurrence replaced by as many others.
fn replaced(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len(), "offsets must stay");
    let mut found = false;
    for at in 0..bytes.len() - old.len() {
        if bytes[at..].starts_with(old) {
            bytes[at..at + new.len()].copy_from_slice(new);
            found = true;
        }
    }
    assert!(found, "nothing to replace");
    bytes
}

/// The place of the last occurrence.
fn last(bytes: &[u8], mark: &[u8]) -> usize {
    bytes.windows(mark.len()).rposition(|window| window == mark).unwrap()
}

/// With some bytes changed at an offset behind the last occurrence of a mark.
fn patched(mut bytes: Vec<u8>, mark: &[u8], offset: usize, new: &[u8]) -> Vec<u8> {
    let at = last(&bytes, mark) + offset;
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

const END: &[u8] = b"PK\x05\x06";
const HEADER: &[u8] = b"PK\x01\x02";

pub fn all() -> Vec<Case> {
    [kinds(), names(), lies()].into_iter().flatten().collect()
}

fn kinds() -> Vec<Case> {
    vec![
        case("a sound workbook", sound().bytes(), "1: 红蜻蜓"),
        case("an archive of nothing", archive(&[]), "NotATable(Archive)"),
        case("an archive of files", archive(&[("企业.csv", "a,b")]), "NotATable(Archive)"),
        case("a workbook inside an archive", archive(&[("企业.xlsx", "PK")]), "NotATable(Archive)"),
        case(
            "a spreadsheet of LibreOffice",
            archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")]),
            "NotATable(Ods)",
        ),
        case("a binary workbook", archive(&[("[Content_Types].xml", ""), ("xl/workbook.bin", "")]), "NotATable(Xlsb)"),
        case(
            "a text document under the name of a workbook",
            archive(&[("[Content_Types].xml", ""), ("word/document.xml", "")]),
            "NotATable(OfficeDocument)",
        ),
        case(
            "slides",
            archive(&[("[Content_Types].xml", ""), ("ppt/presentation.xml", "")]),
            "NotATable(OfficeDocument)",
        ),
        case("an archive with the types of a package only", archive(&[("[Content_Types].xml", "")]), "Damaged"),
    ]
}

fn names() -> Vec<Case> {
    let extra = |name: &str| sound().part(name, "x").bytes();
    vec![
        case(
            "a name that climbs out",
            replaced(extra("aa/aa/etc/cron.d"), b"aa/aa/etc/cron.d", b"../../etc/cron.d"),
            "UnsafeName { entry: \"../../etc/cron.d\" }",
        ),
        case(
            "a name that climbs out with backslashes",
            replaced(extra("aa/xl/evil.xml"), b"aa/xl/evil.xml", b"..\\xl\\evil.xml"),
            "UnsafeName { entry: \"../xl/evil.xml\" }",
        ),
        case(
            "an absolute name",
            replaced(extra("aetc/passwd"), b"aetc/passwd", b"/etc/passwd"),
            "UnsafeName { entry: \"/etc/passwd\" }",
        ),
        case(
            "the name of a drive",
            replaced(extra("Cc/windows"), b"Cc/windows", b"C:/windows"),
            "UnsafeName { entry: \"C:/windows\" }",
        ),
        case(
            "an entry twice",
            replaced(extra("xl/worksheets/sheet3.xml"), b"xl/worksheets/sheet3.xml", b"xl/worksheets/sheet1.xml"),
            "DuplicateEntry { entry: \"\" }",
        ),
        case(
            "an entry twice, in other letters",
            extra("XL/worksheets/SHEET1.xml"),
            "DuplicateEntry { entry: \"XL/worksheets/SHEET1.xml\" }",
        ),
        case("more entries than allowed", sound().bytes(), "TooManyEntries { limit: 7 }")
            .within(Limits { entries: 7, ..Limits::default() }),
    ]
}

fn lies() -> Vec<Case> {
    let bytes = || sound().bytes();
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    // The last header is that of the styles.
    let (flags, method, sum, packed, unpacked, offset) = (8, 10, 16, 20, 24, 42);
    vec![
        case("cut off", half(bytes()), "Damaged"),
        case("the first four bytes", b"PK\x03\x04".to_vec(), "Damaged"),
        case("more entries declared than are there", patched(bytes(), END, 8, &[0xFF, 0x7F, 0xFF, 0x7F]), "Damaged"),
        case("entries by the number of ZIP64, and no ZIP64", patched(bytes(), END, 8, &[0xFF; 12]), "Damaged"),
        case(
            "a part that declares four gigabytes",
            patched(bytes(), HEADER, unpacked, &[0xFF, 0xFF, 0xFF, 0x7F]),
            "1: 红蜻蜓",
        ),
        case(
            "a part that is packed into more than there is",
            patched(bytes(), HEADER, packed, &[0xFF, 0xFF, 0xFF, 0x7F]),
            "1: 红蜻蜓",
        ),
        case("a part beyond the end", patched(bytes(), HEADER, offset, &[0xFF, 0xFF, 0xFF, 0x7F]), "Damaged"),
        case("an encrypted part", patched(bytes(), HEADER, flags, &[1]), "Encrypted"),
        case("a part packed in another way", patched(bytes(), HEADER, method, &[12, 0]), "Damaged"),
        case("a part that is not what its sum says", patched(bytes(), HEADER, sum, &[0; 4]), "Damaged"),
        case("text behind the archive", [bytes(), b"<script>".to_vec()].concat(), "1: 红蜻蜓"),
    ]
}
