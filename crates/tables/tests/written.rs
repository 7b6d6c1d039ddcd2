//! What is written is what is read, and Excel runs none of it.

use std::io::{Cursor, Read};

use proptest::prelude::*;
use tables::{Column, Kind, Limits, Mark, Origin, Table, Unwritten, Value, read, write_csv, write_xlsx};

fn columns() -> [Column<'static>; 5] {
    [
        Column { name: "企业名称", kind: Kind::Text },
        Column { name: "统一社会信用代码", kind: Kind::Text },
        Column { name: "员工人数", kind: Kind::Integer },
        Column { name: "报价(元)", kind: Kind::Fen },
        Column { name: "成立日期", kind: Kind::Day },
    ]
}

fn rows() -> Vec<Vec<Value<'static>>> {
    let row = |name, code, staff, price, day| {
        vec![Value::text(name), Value::text(code), Value::Integer(staff), Value::Fen(price), day]
    };
    vec![
        row("红蜻蜓鞋业", "913303001454823123", 1_200, 1_250_000, Value::Day(1995, 3, 18)),
        row("=HYPERLINK(\"http://example.org\",\"康奈\")", "00123", 0, -5, Value::Day(2026, 3, 1)),
        row("", "", 3, 10_000, Value::Empty),
    ]
}

const SHOWN: [&[&str]; 4] = [
    &["企业名称", "统一社会信用代码", "员工人数", "报价(元)", "成立日期"],
    &["红蜻蜓鞋业", "913303001454823123", "1200", "12500.00", "1995-03-18"],
    &["=HYPERLINK(\"http://example.org\",\"康奈\")", "00123", "0", "-0.05", "2026-03-01"],
    &["", "", "3", "100.00"],
];

fn part(book: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_list_is_read_back_from_both_kinds_of_files() {
    let (csv, book) = (write_csv(&columns(), rows()), write_xlsx("企业", &columns(), rows()).unwrap());
    for bytes in [csv, book] {
        let table = read(&bytes, &Limits::default()).unwrap();
        let shown: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(shown, SHOWN);
        assert!(table.rows.iter().all(|row| row.marks.is_empty()));
    }
}

#[test]
fn a_csv_opens_in_excel_as_text_and_runs_nothing() {
    let text = |text: &'static str| vec![Value::text(text)];
    let rows = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "-12.50", "+8", "a,b", "好\"的\"", " 首"];
    let column = [Column { name: "备注", kind: Kind::Text }];
    let csv = String::from_utf8(write_csv(&column, rows.map(text))).unwrap();
    let expected = "\u{FEFF}备注\r\n\"'=1+1\"\r\n\"'+cmd\"\r\n\"'-2+3\"\r\n\"'@SUM(A1)\"\r\n\"'\t=1\"\r\n\"'\r=1\"\r\n\
                    \"''=1\"\r\n-12.50\r\n+8\r\n\"a,b\"\r\n\"好\"\"的\"\"\"\r\n\" 首\"\r\n";
    assert_eq!(csv, expected);
}

#[test]
fn a_workbook_holds_no_formula_and_its_header_stays_in_sight() {
    let book = write_xlsx("企业/一览", &columns(), rows()).unwrap();
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:E4\""), "{sheet}");
    assert!(part(&book, "xl/workbook.xml").contains("name=\"企业 一览\""));
    assert!(part(&book, "xl/styles.xml").contains("formatCode=\"yyyy-mm-dd\""));
    assert_eq!(book, write_xlsx("企业/一览", &columns(), rows()).unwrap(), "the same rows give the same bytes");
}

#[test]
fn numbers_that_excel_cannot_keep_and_days_it_counts_otherwise_are_written_as_text() {
    let column = [Column { name: "数", kind: Kind::Integer }];
    let values = [
        Value::Integer(1_000_000_000_000_000),
        Value::Integer(-999_999_999_999_999),
        Value::Fen(i64::MIN),
        Value::Day(1900, 2, 28),
        Value::Day(1900, 3, 1),
        Value::Day(2026, 2, 30),
    ];
    let book = write_xlsx("数", &column, values.map(|value| vec![value])).unwrap();
    let table = read(&book, &Limits::default()).unwrap();
    let shown: Vec<&str> = table.rows[1..].iter().map(|row| row.cell(0)).collect();
    let expected =
        ["1000000000000000", "-999999999999999", "-92233720368547758.08", "1900-02-28", "1900-03-01", "2026-02-30"];
    assert_eq!(shown, expected);
    assert!(table.rows.iter().all(|row| row.marks.is_empty()));
}

#[test]
fn what_a_sheet_does_not_hold_is_not_written() {
    let column = [Column { name: "备注", kind: Kind::Text }];
    let write = |text: String| write_xlsx("表", &column, [vec![Value::text(text)]]);
    assert!(write("长".repeat(32_767)).is_ok());
    assert!(matches!(write("长".repeat(32_768)), Err(Unwritten::CellTooLong { row: 2, column: 1 })));
    let wide = [vec![Value::Empty; 16_385]];
    assert!(matches!(write_xlsx("表", &column, wide), Err(Unwritten::TooManyColumns)));
    let rows = std::iter::repeat_n(vec![Value::Empty], 1_048_576);
    assert!(matches!(write_xlsx("表", &column, rows), Err(Unwritten::TooManyRows)));
}

#[test]
fn a_sheet_of_any_name_is_written() {
    let column = [Column { name: "备注", kind: Kind::Text }];
    let long = "很长".repeat(40);
    for name in ["", "'", "[]:*?/\\", "history", "History", &long, "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"]
    {
        let rows: [Vec<Value<'_>>; 0] = [];
        let book = write_xlsx(name, &column, rows).unwrap();
        let Origin::Xlsx { sheet, .. } = read(&book, &Limits::default()).unwrap().origin else { unreachable!() };
        assert!(!sheet.is_empty() && sheet.encode_utf16().count() <= 31, "{name}: {sheet}");
    }
}

#[test]
fn a_sheet_is_read_by_its_name() {
    let book = write_xlsx("企业", &columns(), rows()).unwrap();
    assert_eq!(tables::read_sheet(&book, "企业", &Limits::default()).unwrap().rows.len(), 4);
    let refused = tables::read_sheet(&book, "专家", &Limits::default()).unwrap_err();
    assert_eq!(refused.to_string(), "there is no sheet \"专家\" among [\"企业\"]");
    assert!(tables::read_sheet(b"a,b", "企业", &Limits::default()).is_err());
}

fn table(csv: &str) -> Table {
    read(csv.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn the_header_is_the_row_with_the_most_known_names() {
    let known = |name: &str| ["企业名称", "统一社会信用代码", "联系人", "电话"].contains(&name);
    let plain =
        table("企业名称\n2026年企业名录,,\n*企业名称,\"统一社会\n信用代码\",备注\n红蜻蜓鞋业,91330300,\n合计,1,\n");
    let header = plain.header(known).unwrap();
    assert_eq!((header.number, header.names.join("|")), (3, "企业名称|统一社会信用代码|备注".to_owned()));
    let below: Vec<(u32, &str)> = plain.below(&header).iter().map(|row| (row.number, row.cell(0))).collect();
    assert_eq!(below, [(4, "红蜻蜓鞋业"), (5, "合计")]);

    let merged = table("联系方式,,企业名称,统一社会信用代码\n联系人,电话,,\n张三,13800000000,红蜻蜓,91330300\n");
    let header = merged.header(known).unwrap();
    assert_eq!((header.number, header.names.join("|")), (1, "联系方式||企业名称|统一社会信用代码".to_owned()));

    let merged = table("企业名称,联系方式,\n,联系人,电话\n红蜻蜓,张三,13800000000\n");
    let header = merged.header(known).unwrap();
    assert_eq!((header.number, header.names.join("|")), (2, "企业名称|联系人|电话".to_owned()));

    assert_eq!(table("名称,代码\n").header(known), None);
    assert_eq!(table("企业名称\n红蜻蜓\n").header(known).unwrap().number, 1);
}

#[test]
fn a_table_crosses_a_process_border() {
    let table = table("名称,代码\n红蜻蜓,9.13E+17\n");
    assert_eq!(table.rows[1].mark(1), Some(Mark::Lossy));
    let sent = serde_json::to_string(&table).unwrap();
    assert_eq!(serde_json::from_str::<Table>(&sent).unwrap(), table);
    let refused = read(b"%PDF-1.7", &Limits::default()).unwrap_err();
    let sent = serde_json::to_string(&refused).unwrap();
    assert_eq!(serde_json::from_str::<tables::Refused>(&sent).unwrap(), refused);
}

/// Text as people paste it: any characters but U+0000, and more often those that mean something.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[^\\x00]{0,6}",
        2 => "[=+@'\"\\t\\r\\n,; 0-9_xA-F.-]{0,8}",
        1 => Just("_x000D_".to_owned()),
        1 => "[红蜻蜓㛃䶮𠮷]{1,4}",
    ];
    proptest::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        5 => text().prop_map(Value::text),
        1 => any::<i64>().prop_map(Value::Integer),
        1 => (-1_000_000i64..1_000_000_000).prop_map(Value::Fen),
        1 => (1900i16..2200, 1i8..=12, 1i8..=31).prop_map(|(year, month, day)| Value::Day(year, month, day)),
        1 => Just(Value::Empty),
    ]
}

/// The rows as they are read: with their numbers, without what is blank.
fn expected(rows: &[Vec<Value<'_>>]) -> Vec<(u32, Vec<String>)> {
    let texts = |row: &Vec<Value<'_>>| {
        let mut texts: Vec<String> = row.iter().map(ToString::to_string).collect();
        while texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        texts
    };
    (2..).zip(rows.iter().map(texts)).filter(|(_, row)| !row.is_empty()).collect()
}

fn found(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
    let table = read(bytes, &Limits::default()).unwrap();
    table.rows.into_iter().skip(1).map(|row| (row.number, row.cells)).collect()
}

proptest! {
    #[test]
    fn any_rows_are_read_back_as_they_were_written(
        rows in proptest::collection::vec(proptest::collection::vec(value(), 0..6), 0..8),
    ) {
        let columns = [Column { name: "名称", kind: Kind::Text }, Column { name: "值", kind: Kind::Integer }];
        let expected = expected(&rows);
        prop_assert_eq!(&found(&write_csv(&columns, &rows)), &expected);
        prop_assert_eq!(&found(&write_xlsx("表", &columns, &rows).unwrap()), &expected);
    }
}
