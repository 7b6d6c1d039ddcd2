//! Files that take as much memory as the default limits let any take.

use super::books::{Book, strings};
use super::{Case, case};

/// Compared by its start only: see [`Case::is_met_by`](super::Case::is_met_by).
pub const FULL: &str = "15000 rows, the last 15000: 鞋 | 鞋…";

pub fn all() -> Vec<Case> {
    let wide = |n: usize| format!("<row r=\"{n}\"><c r=\"GR{n}\"><v>1</v></c></row>");
    let wide = Book::of(&(1..=20_000).map(wide).collect::<String>()).bytes();
    let long = format!("<si><t>{}</t></si>", "a".repeat(32_000));
    let shared =
        Book::of(&"<row><c t=\"s\"><v>0</v></c></row>".repeat(3_000)).part("xl/sharedStrings.xml", strings(&long));
    let texts = Book::of("").part("xl/sharedStrings.xml", strings(&"<si/>".repeat(3_000_001)));
    let depth = Book::of(&"<a>".repeat(300_000));
    let sheet = "<row/>".repeat(8 << 20);
    let bomb = Book::of("").part("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{sheet}"));
    drop(sheet);
    // Three million cells of one character each, in the encoding that has to be turned into another first.
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let cells = gb18030(&format!("{}鞋\n", "鞋,".repeat(199))).repeat(15_000);
    let full = gb18030("鞋").repeat((32 << 20) / 2);
    vec![
        case("as many cells as may be", cells, FULL),
        case("as many bytes as may be, in one cell", full, "CellTooLong { row: 1, column: 1, limit: 32767 }"),
        case("rows of 200 columns with one cell each", wide, "TooMuchText { row: 15001 }"),
        case("one text in three thousand cells", shared.bytes(), "TooMuchText { row: 2098 }"),
        case("three million shared texts", texts.bytes(), "TooMuchText { row: 0 }"),
        case("elements in each other without end", depth.bytes(), "Damaged"),
        case("fifty megabytes of nothing", bomb.bytes(), "Damaged"),
    ]
}
