//! Files that take as much memory as the default limits let any take.

use super::books::{Book, strings};
use super::{Case, case};

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
    vec![
        case("rows of 200 columns with one cell each", wide, "TooMuchText { row: 15001 }"),
        case("one text in three thousand cells", shared.bytes(), "TooMuchText { row: 2098 }"),
        case("three million shared texts", texts.bytes(), "TooMuchText { row: 0 }"),
        case("elements in each other without end", depth.bytes(), "Damaged"),
        case("fifty megabytes of nothing", bomb.bytes(), "Damaged"),
    ]
}
