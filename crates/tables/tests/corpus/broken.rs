//! Workbooks whose archive is sound and whose parts contradict themselves, expand, or are too much.

use tables::Limits;

use super::books::{Book, row, strings};
use super::{Case, case};

pub fn all() -> Vec<Case> {
    [small(), limits(), long_texts(), bombs()].into_iter().flatten().collect()
}

pub fn small() -> Vec<Case> {
    [contradictions(), entities()].into_iter().flatten().collect()
}

fn contradictions() -> Vec<Case> {
    let shared = |index: &str| row(&format!("<c r=\"A1\" t=\"s\"><v>{index}</v></c>"));
    let of = |rows: &str| Book::of(rows).bytes();
    let cell = "<c r=\"A1\"><v>1</v></c>";
    vec![
        case("a shared text that is not there", shared("2"), "Damaged"),
        case("a shared text of a negative number", shared("-1"), "Damaged"),
        case("a shared text beyond all numbers", shared("99999999999999999999"), "Damaged"),
        case("a row twice", of(&format!("<row r=\"1\">{cell}</row><row r=\"1\">{cell}</row>")), "Damaged"),
        case("a row of number nought", of("<row r=\"0\"/>"), "Damaged"),
        case("a row beyond the last", of("<row r=\"1048577\"/>"), "Damaged"),
        case("a row beyond all numbers", of("<row r=\"4294967296\"/>"), "Damaged"),
        case("a cell in another row", of(&format!("<row r=\"2\">{cell}</row>")), "Damaged"),
        case("a cell beyond the last column", row("<c r=\"XFE1\"><v>1</v></c>"), "Damaged"),
        case("a place that is none", row("<c r=\"A99999999999\"><v>1</v></c>"), "Damaged"),
        case("a type that is none", row("<c r=\"A1\" t=\"q\"><v>1</v></c>"), "Damaged"),
        case("neither true nor false", row("<c r=\"A1\" t=\"b\"><v>2</v></c>"), "Damaged"),
        case(
            "a sheet that ends too early",
            Book::of("")
                .part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")
                .bytes(),
            "Damaged",
        ),
        case(
            "tags that do not match",
            Book::of("")
                .part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"></c></sheetData></worksheet>")
                .bytes(),
            "Damaged",
        ),
        case(
            "not UTF-8",
            Book::of("")
                .part(
                    "xl/worksheets/sheet1.xml",
                    b"<worksheet><sheetData><row><c t=\"str\"><v>\xC3\xFB</v></c></row></sheetData></worksheet>"
                        .to_vec(),
                )
                .bytes(),
            "Damaged",
        ),
        case("a sheet that is missing", Book::of("").without("xl/worksheets/sheet1.xml").bytes(), "Damaged"),
        case(
            "a sheet outside of the workbook",
            Book::of("").with("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../etc/passwd").bytes(),
            "Empty",
        ),
        case(
            "a sheet on another machine",
            Book::of("")
                .with(
                    "xl/_rels/workbook.xml.rels",
                    "Target=\"worksheets/sheet1.xml\"",
                    "Target=\"http://example.org/sheet1.xml\" TargetMode=\"External\"",
                )
                .bytes(),
            "Empty",
        ),
        case("no workbook", Book::of("").without("xl/workbook.xml").bytes(), "Damaged"),
    ]
}

fn entities() -> Vec<Case> {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;&lol;&lol;\">\
                  <!ENTITY lol2 \"&lol1;&lol1;&lol1;\">]><sst><si><t>&lol2;</t></si></sst>";
    let file = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c t=\"str\"><v>&e;</v>\
                </c></row></sheetData></worksheet>";
    vec![
        case(
            "a billion laughs",
            Book::of("").part("xl/sharedStrings.xml", laughs).bytes(),
            "Entities { entry: \"xl/sharedStrings.xml\" }",
        ),
        case(
            "an entity that is a file",
            Book::of("").part("xl/worksheets/sheet1.xml", file).bytes(),
            "Entities { entry: \"xl/worksheets/sheet1.xml\" }",
        ),
        case(
            "an entity that nobody declared",
            row("<c r=\"A1\" t=\"str\"><v>&company;</v></c>"),
            "Entities { entry: \"xl/worksheets/sheet1.xml\" }",
        ),
        case("a character that is none", row("<c r=\"A1\" t=\"str\"><v>&#xD800;</v></c>"), "Damaged"),
        case("a character of number nought", row("<c r=\"A1\" t=\"str\"><v>&#0;</v></c>"), "Damaged"),
    ]
}

fn limits() -> Vec<Case> {
    let rows = |count: usize| {
        let row = |n: usize| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"s\"><v>1</v></c></row>");
        (1..=count).map(row).collect::<String>()
    };
    let many = "<row><c t=\"s\"><v>0</v></c></row>".repeat(500);
    vec![
        case("100,000 rows and a header", Book::of(&rows(100_001)).bytes(), "100001 rows, the last 100001: 红蜻蜓"),
        case("one row more", Book::of(&rows(100_002)).bytes(), "TooManyRows { limit: 100001 }"),
        case(
            "201 columns",
            row("<c r=\"GR1\"><v>1</v></c><c r=\"GS1\"><v>1</v></c>"),
            "TooManyColumns { row: 1, limit: 200 }",
        ),
        case(
            "one long text in many cells",
            Book::of(&many)
                .part("xl/sharedStrings.xml", strings(&format!("<si><t>{}</t></si>", "a".repeat(30_000))))
                .bytes(),
            "TooMuchText { row: 34 }",
        )
        .within(Limits { text: 1_000_000, ..Limits::default() }),
        case(
            "many empty shared texts",
            Book::of("").part("xl/sharedStrings.xml", strings(&"<si/>".repeat(1001))).bytes(),
            "TooMuchText { row: 0 }",
        )
        .within(Limits { cells: 1000, ..Limits::default() }),
        case(
            "wide rows of one cell each",
            Book::of(
                &(1..=100).map(|n| format!("<row r=\"{n}\"><c r=\"GR{n}\"><v>1</v></c></row>")).collect::<String>(),
            )
            .bytes(),
            "TooMuchText { row: 51 }",
        )
        .within(Limits { cells: 10_000, ..Limits::default() }),
    ]
}

fn long_texts() -> Vec<Case> {
    let long = "长".repeat(32_768);
    vec![
        case(
            "a long text",
            row(&format!("<c r=\"B1\" t=\"inlineStr\"><is><t>{long}</t></is></c>")),
            "CellTooLong { row: 1, column: 2, limit: 32767 }",
        ),
        case(
            "a text of a million characters",
            row(&format!("<c r=\"B1\" t=\"str\"><v>{}</v></c>", "a".repeat(1_000_000))),
            "CellTooLong { row: 1, column: 2, limit: 32767 }",
        ),
        case(
            "a text of three megabytes",
            row(&format!("<c r=\"B1\" t=\"str\"><v>{}</v></c>", "长".repeat(1 << 20))),
            "CellTooLong { row: 1, column: 2, limit: 32767 }",
        ),
        case(
            "a shared text of a million characters",
            Book::of("<row><c t=\"s\"><v>0</v></c></row>")
                .part("xl/sharedStrings.xml", strings(&format!("<si><t>{}</t></si>", "a".repeat(1_000_000))))
                .bytes(),
            "CellTooLong { row: 1, column: 1, limit: 32767 }",
        ),
        case(
            "a shared text of three megabytes",
            Book::of("<row><c t=\"s\"><v>0</v></c></row>")
                .part("xl/sharedStrings.xml", strings(&format!("<si><t>{}</t></si>", "长".repeat(1 << 20))))
                .bytes(),
            "CellTooLong { row: 0, column: 0, limit: 32767 }",
        ),
    ]
}

fn bombs() -> Vec<Case> {
    let small = Limits { entry: 1 << 20, unpacked: 3 << 20, ..Limits::default() };
    let nested = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    vec![
        case(
            "a bomb",
            Book::of(&"<row/>".repeat(400_000)).bytes(),
            "TooMuchUnpacked { entry: \"xl/worksheets/sheet1.xml\", limit: 1048576 }",
        )
        .within(small.clone()),
        case(
            "a bomb of shared texts",
            Book::of("").part("xl/sharedStrings.xml", strings(&"<x/>".repeat(400_000))).bytes(),
            "TooMuchUnpacked { entry: \"xl/sharedStrings.xml\", limit: 1048576 }",
        )
        .within(small.clone()),
        case(
            "a bomb of styles",
            Book::of("")
                .part("xl/styles.xml", format!("<styleSheet><cellXfs>{}</cellXfs>", "<xf/>".repeat(70_000)))
                .bytes(),
            "Damaged",
        ),
        case(
            "a bomb in a picture stays packed",
            Book::of("<row><c><v>1</v></c></row>").part("xl/media/image1.png", vec![0; 4 << 20]).bytes(),
            "1: 1",
        )
        .within(small),
        case(
            "a tag with two hundred thousand attributes",
            row(&format!("<c {}><v>1</v></c>", "a=\"\" ".repeat(200_000))),
            "1: 1",
        ),
        case("elements in elements in elements", row(&format!("<c r=\"A1\">{nested}</c>")), "Damaged"),
    ]
}
