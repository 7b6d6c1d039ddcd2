//! Workbooks whose archive is sound and whose parts are not, or only look strange.

use std::io::{Cursor, Write};

use tables::Limits;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Case, case};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook by its parts. Each can be replaced.
pub struct Book {
    parts: Vec<(String, Vec<u8>)>,
}

impl Book {
    /// A workbook of one sheet with these rows, and a hidden one with other rows.
    pub fn of(rows: &str) -> Self {
        let workbook = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><workbookPr/><sheets><sheet name=\"选项\" sheetId=\"2\" \
             state=\"hidden\" r:id=\"rId2\"/><sheet name=\"企业\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        );
        let relation = |id: u8, kind: &str, target: &str| {
            format!("<Relationship Id=\"rId{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        };
        let relations =
            |inner: &[String]| format!("<Relationships xmlns=\"{PACKAGE}\">{}</Relationships>", inner.concat());
        let parts = [
            ("[Content_Types].xml", "<Types/>".to_owned()),
            ("_rels/.rels", relations(&[relation(1, "officeDocument", "xl/workbook.xml")])),
            ("xl/workbook.xml", workbook),
            (
                "xl/_rels/workbook.xml.rels",
                relations(&[
                    relation(1, "worksheet", "worksheets/sheet1.xml"),
                    relation(2, "worksheet", "/xl/worksheets/sheet2.xml"),
                    relation(3, "sharedStrings", "sharedStrings.xml"),
                    relation(4, "styles", "styles.xml"),
                ]),
            ),
            ("xl/worksheets/sheet1.xml", sheet(rows)),
            ("xl/worksheets/sheet2.xml", sheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")),
            ("xl/sharedStrings.xml", strings("<si><t>企业名称</t></si><si><t>红蜻蜓</t></si>")),
            ("xl/styles.xml", styles(&["General", "yyyy\"年\"m\"月\"d\"日\"", "000", "0.00", "[h]:mm"])),
        ];
        Self { parts: parts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect() }
    }

    pub fn part(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.parts.retain(|(other, _)| other != name);
        self.parts.push((name.to_owned(), content.into()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.parts.retain(|(other, _)| other != name);
        self
    }

    /// The part with some of its text replaced.
    pub fn with(mut self, name: &str, old: &str, new: &str) -> Self {
        for (part, content) in &mut self.parts {
            if part == name {
                *content = String::from_utf8(std::mem::take(content)).unwrap().replace(old, new).into_bytes();
            }
        }
        self
    }

    pub fn content(&self, name: &str) -> Vec<u8> {
        self.parts.iter().find(|(part, _)| part == name).unwrap().1.clone()
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in &self.parts {
            zip.start_file(name.as_str(), options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

/// Rows with every kind of cell.
pub const ROWS: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>46082</v></c></row>\
    <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>红&amp;蜻蜓</t></is></c><c r=\"C2\" t=\"b\"><v>1</v></c>\
    <c r=\"D2\" t=\"str\"><f>A1</f><v>a_x000D_</v></c><c r=\"E2\" s=\"2\"><v>1.5E+3</v></c></row>";

/// The parts of that workbook in which a change may matter.
pub fn changeable() -> Vec<(&'static str, Vec<u8>)> {
    let names = [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ];
    names.into_iter().map(|name| (name, Book::of(ROWS).content(name))).collect()
}

pub fn sheet(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<worksheet xmlns=\"{MAIN}\"><dimension \
         ref=\"A1\"/><sheetData>{rows}</sheetData></worksheet>"
    )
}

pub fn strings(items: &str) -> String {
    format!("<sst xmlns=\"{MAIN}\" count=\"2\" uniqueCount=\"2\">{items}</sst>")
}

fn styles(codes: &[&str]) -> String {
    let escape = |code: &str| code.replace('"', "&quot;");
    let formats = codes.iter().enumerate();
    let formats =
        formats.map(|(n, code)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 164 + n, escape(code)));
    let cells = (0..codes.len()).map(|n| format!("<xf numFmtId=\"{}\"/>", 164 + n));
    format!(
        "<styleSheet xmlns=\"{MAIN}\"><numFmts>{}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
         <cellXfs>{}<xf numFmtId=\"14\"/></cellXfs></styleSheet>",
        formats.collect::<String>(),
        cells.collect::<String>()
    )
}

/// Row 1 with these cells.
fn row(cells: &str) -> Vec<u8> {
    Book::of(&format!("<row r=\"1\">{cells}</row>")).bytes()
}

pub fn all() -> Vec<Case> {
    [values(), moments(), strange(), contradictions(), entities(), limits()].into_iter().flatten().collect()
}

fn values() -> Vec<Case> {
    vec![
        case(
            "shared texts, numbers, truth and errors",
            row("<c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\"><v>12.0</v></c><c r=\"C1\" t=\"b\"><v>1</v></c>\
                 <c r=\"D1\" t=\"e\"><v>#N/A</v></c><c r=\"E1\" s=\"2\"><v>7</v></c><c r=\"F1\" s=\"3\"><v>0.1</v></c>"),
            "1: 红蜻蜓 | 12 | TRUE | #N/A!Error | 007 | 0.10",
        ),
        case(
            "zeros in front of text stay",
            row("<c r=\"A1\" t=\"inlineStr\"><is><t>0577</t></is></c><c r=\"B1\" t=\"str\"><v>00012</v></c>"),
            "1: 0577 | 00012",
        ),
        case(
            "rich text, and how to pronounce it",
            row("<c r=\"A1\" t=\"inlineStr\"><is><r><t>鞋底</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 耐折\
                 </t></r><rPh sb=\"0\" eb=\"2\"><t>xiedi</t></rPh></is></c>"),
            "1: 鞋底 耐折",
        ),
        case(
            "codes that became numbers",
            row("<c r=\"A1\"><v>9.13301081234567E+17</v></c><c r=\"B1\"><v>330302199001011234</v></c>\
                 <c r=\"C1\"><v>913301081234567</v></c><c r=\"D1\" t=\"str\"><v>9.13E+17</v></c>"),
            "1: 9.13301E+17!Lossy | 3.30302E+17!Lossy | 913301081234567 | 9.13E+17!Lossy",
        ),
        case(
            "formulas with and without results",
            row("<c r=\"A1\"><f>SUM(B1:B9)</f><v>42</v></c><c r=\"B1\" t=\"str\"><f>A1&amp;\"\"</f><v></v></c>\
                 <c r=\"C1\"><f>HYPERLINK(\"http://example.org\")</f></c><c r=\"D1\" t=\"str\"><f>1</f><v>好</v></c>"),
            "1: 42 |  | !Uncalculated | 好",
        ),
        case(
            "formulas that point to another workbook",
            Book::of("<row r=\"1\"><c r=\"A1\"><f>[1]Sheet1!A1</f><v>8</v></c></row>")
                .part("xl/externalLinks/externalLink1.xml", "<externalLink><externalBook/></externalLink>")
                .part(
                    "xl/externalLinks/_rels/externalLink1.xml.rels",
                    "<Relationships><Relationship Target=\"file:///etc/passwd\" TargetMode=\"External\"/></Relationships>",
                )
                .bytes(),
            "1: 8",
        ),
        case(
            "macros stay where they are",
            Book::of("<row r=\"1\"><c r=\"A1\"><v>8</v></c></row>")
                .part("xl/vbaProject.bin", b"\xD0\xCF\x11\xE0Auto_Open".to_vec())
                .bytes(),
            "1: 8",
        ),
        case(
            "formulas as text are text",
            row("<c r=\"A1\" t=\"inlineStr\"><is><t>=cmd|' /C calc'!A0</t></is></c>"),
            "1: =cmd|' /C calc'!A0",
        ),
        case(
            "a number that is none",
            row("<c r=\"A1\"><v>NaN</v></c><c r=\"B1\" t=\"n\"><v>1e999</v></c><c r=\"C1\"><v>十二</v></c>"),
            "1: NaN!Error | 1e999!Error | 十二!Error",
        ),
        case(
            "characters that XML has no place for",
            row("<c r=\"A1\" t=\"inlineStr\"><is><t>a_x0000_b_x000D_c&#x4E00;&amp;</t></is></c>"),
            "1: a\u{FFFD}b\rc一&",
        ),
    ]
}

fn moments() -> Vec<Case> {
    let days = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46082</v></c><c r=\"B1\" s=\"5\"><v>60</v></c>\
                <c r=\"C1\" s=\"5\"><v>61</v></c><c r=\"D1\" s=\"5\"><v>-3</v></c><c r=\"E1\" s=\"4\"><v>1.25</v></c>\
                <c r=\"F1\" s=\"5\"><v>2958466</v></c></row>";
    vec![
        case(
            "days since 1900, the one that never was, and negative ones",
            Book::of(days).bytes(),
            "1: 2026-03-01 | 1900-02-29 | 1900-03-01 | -3!Error | 30:00 | 2958466!Error",
        ),
        case(
            "days since 1904",
            Book::of(days).with("xl/workbook.xml", "<workbookPr/>", "<workbookPr date1904=\"1\"/>").bytes(),
            "1: 2030-03-02 | 1904-03-01 | 1904-03-02 | -3!Error | 30:00 | 2958466!Error",
        ),
        case(
            "days in words of ISO",
            row(
                "<c r=\"A1\" t=\"d\"><v>2026-03-01T00:00:00</v></c><c r=\"B1\" t=\"d\"><v>2026-03-01T08:30:00Z</v></c>",
            ),
            "1: 2026-03-01 | 2026-03-01 08:30",
        ),
    ]
}

fn strange() -> Vec<Case> {
    vec![
        case(
            "a declared dimension of a whole sheet",
            Book::of("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")
                .with("xl/worksheets/sheet1.xml", "ref=\"A1\"", "ref=\"A1:XFD1048576\"")
                .bytes(),
            "1: 1",
        ),
        case(
            "a dimension that is nonsense",
            Book::of("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")
                .with("xl/worksheets/sheet1.xml", "ref=\"A1\"", "ref=\"Z9:A99999999999999\"")
                .bytes(),
            "1: 1",
        ),
        case(
            "more shared texts declared than memory holds",
            Book::of("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>")
                .with("xl/sharedStrings.xml", "uniqueCount=\"2\"", "uniqueCount=\"18446744073709551615\"")
                .bytes(),
            "1: 企业名称",
        ),
        case("cells in the last row and column", Book::of(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"A1048576\"><v>2</v></c>\
             <c r=\"XFD1048576\" s=\"1\"/></row>").bytes(),
            "1: 1\n1048576: 2",
        ),
        case("merged headers", Book::of(
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"/></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c>\
             </row>")
            .with("xl/worksheets/sheet1.xml", "</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>")
            .bytes(),
            "1: 企业名称\n2: 红蜻蜓",
        ),
        case("cells and rows without places", Book::of(
            "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r=\"5\"><c t=\"s\"><v>1</v></c></row><row><c><v>3</v></c></row>")
            .bytes(),
            "1: 1 |  | 2\n5: 红蜻蜓\n6: 3",
        ),
        case("cells out of order, one of them twice", row(
            "<c r=\"C1\"><v>3</v></c><c r=\"A1\"><v>9E+17</v></c><c r=\"A1\"><v>1</v></c>"),
            "1: 1 |  | 3",
        ),
        case("prefixes", Book::of("")
            .part("xl/worksheets/sheet1.xml",
                "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>8</x:v></x:c></x:row>\
                 </x:sheetData></x:worksheet>").bytes(),
            "1: 8",
        ),
        case("only a hidden sheet has content", Book::of("").bytes(), "Empty"),
        case("styled cells and nothing in them", Book::of(&"<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>".replace("r=\"1\"", "")).bytes(), "Empty"),
        case("neither texts nor styles", Book::of("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46082</v></c></row>")
            .without("xl/sharedStrings.xml").without("xl/styles.xml").bytes(),
            "1: 46082",
        ),
        case("names in other letters and with backslashes", Book::of("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>")
            .without("xl/sharedStrings.xml")
            .part("XL\\SharedStrings.xml", strings("<si><t>康奈</t></si>")).bytes(),
            "1: 康奈",
        ),
    ]
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
    let long = "长".repeat(32_768);
    let small = Limits { entry: 1 << 20, unpacked: 3 << 20, ..Limits::default() };
    let many = "<row><c t=\"s\"><v>0</v></c></row>".repeat(500);
    let nested = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    vec![
        case("100,000 rows", Book::of(&rows(100_000)).bytes(), "100000 rows, the last 100000: 红蜻蜓"),
        case("one row more", Book::of(&rows(100_001)).bytes(), "TooManyRows { limit: 100000 }"),
        case(
            "201 columns",
            row("<c r=\"GR1\"><v>1</v></c><c r=\"GS1\"><v>1</v></c>"),
            "TooManyColumns { row: 1, limit: 200 }",
        ),
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
