//! Workbooks that are sound and look strange, and what workbooks are made with here.

use std::io::{Cursor, Write};

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

/// A workbook with these cells in row 1.
pub fn row(cells: &str) -> Vec<u8> {
    Book::of(&format!("<row r=\"1\">{cells}</row>")).bytes()
}

pub fn all() -> Vec<Case> {
    [values(), moments(), strange()].into_iter().flatten().collect()
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
