//! CSV, and what is called so.

use encoding_rs::GB18030;
use tables::Limits;

use super::{Case, case};

fn gb18030(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn utf16(text: &str, mark: [u8; 2]) -> Vec<u8> {
    let little = mark == [0xFF, 0xFE];
    let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
}

pub fn all() -> Vec<Case> {
    [small(), limits()].into_iter().flatten().collect()
}

pub fn small() -> Vec<Case> {
    [plain(), encodings(), quotes(), disguised()].into_iter().flatten().collect()
}

fn plain() -> Vec<Case> {
    vec![
        case("nothing at all", "", "Empty"),
        case("blank lines and commas", "\r\n,,,\r\n\r\n", "Empty"),
        case(
            "commas, blank rows in between and behind",
            "企业名称,信用代码,\r\n\r\n红蜻蜓鞋业,91330300MA2ABCDE1X,\r\n,,\r\n",
            "1: 企业名称 | 信用代码\n3: 红蜻蜓鞋业 | 91330300MA2ABCDE1X",
        ),
        case("semicolons", "名称;价格\n打样;1,5\n检测;2,5", "1: 名称 | 价格\n2: 打样 | 1,5\n3: 检测 | 2,5"),
        case("tabs", "名称\t备注\n打样\ta,b;c", "1: 名称 | 备注\n2: 打样 | a,b;c"),
        case("a delimiter declared", "sep=;\r\n名称;价格\r\n打样;3", "1: 名称 | 价格\n2: 打样 | 3"),
        case("line ends of CR only", "名称,价格\r打样,3\r\r检测,4", "1: 名称 | 价格\n2: 打样 | 3\n4: 检测 | 4"),
        case("rows of all lengths", "a\nb,c,d\n,e", "1: a\n2: b | c | d\n3:  | e"),
        case(
            "a code that Excel turned into a number",
            "名称,信用代码\n红蜻蜓鞋业,9.13301E+17\n康奈集团,1.5E+03",
            "1: 名称 | 信用代码\n2: 红蜻蜓鞋业 | 9.13301E+17!Lossy\n3: 康奈集团 | 1.5E+03",
        ),
        case(
            "formulas are text",
            "名称,网址\n=cmd|' /C calc'!A0,@SUM(A1)\n'=1+1,'-5",
            "1: 名称 | 网址\n2: =cmd|' /C calc'!A0 | @SUM(A1)\n3: =1+1 | -5",
        ),
        case("a name that begins with a bracket", "<br>,1\n<红蜻蜓>,2", "1: <br> | 1\n2: <红蜻蜓> | 2"),
    ]
}

fn encodings() -> Vec<Case> {
    let mut broken = "企业名称,备注\n红蜻蜓鞋业,鞋底耐折".as_bytes().to_vec();
    broken.truncate(broken.len() - 1);
    vec![
        case("UTF-8 with its mark", "\u{FEFF}名称,价格\n打样,3", "1: 名称 | 价格\n2: 打样 | 3"),
        case("a mark and nothing else", "\u{FEFF}", "Empty"),
        case(
            "GB18030 with characters of four bytes",
            gb18030("姓名,单位\r\n㛃䶮,红蜻蜓鞋业\r\n𠮷𪚥,康奈"),
            "1: 姓名 | 单位\n2: 㛃䶮 | 红蜻蜓鞋业\n3: 𠮷𪚥 | 康奈",
        ),
        case(
            "UTF-16, as Excel saves Unicode text",
            utf16("名称\t价格\r\n打样\t3", [0xFF, 0xFE]),
            "1: 名称 | 价格\n2: 打样 | 3",
        ),
        case("UTF-16, the other way round", utf16("名称\t价格\n", [0xFE, 0xFF]), "1: 名称 | 价格"),
        case(
            "half a surrogate",
            [0xFF, 0xFE, 0x61, 0x00, 0x00, 0xD8],
            "Encoding { offset: 4, byte: 0, encoding: \"UTF-16\" }",
        ),
        case("UTF-8 cut off in a character", broken, "Encoding { offset: 45, byte: 230, encoding: \"UTF-8\" }"),
        case(
            "a mark of UTF-8 before GB18030",
            [b"\xEF\xBB\xBF".to_vec(), gb18030("名称")].concat(),
            "Encoding { offset: 3, byte: 195, encoding: \"UTF-8\" }",
        ),
        case("no encoding", b"name,\xFF\xFF\n".to_vec(), "Encoding { offset: 5, byte: 255, encoding: \"GB18030\" }"),
        case("Chinese that is Cyrillic in UTF-8", gb18030("鞋,12\n鞋鞋,3"), "1: 鞋 | 12\n2: 鞋鞋 | 3"),
        case("a Latin letter of two bytes in UTF-8", "Café,12×3\n", "1: Café | 12×3"),
        case("NULs", "名称,价\0格\n", "NotATable(Binary)"),
        case("bytes of a program", b"\x7FELF\x02\x01\x01\0\0\0\0".to_vec(), "NotATable(Binary)"),
    ]
}

fn quotes() -> Vec<Case> {
    vec![
        case(
            "quotes, line breaks and quoted quotes",
            "名称,备注\r\n\"鞋底,\r\n耐折\",\"他说\"\"好\"\"\"\r\n末,行",
            "1: 名称 | 备注\n2: 鞋底,\r\n耐折 | 他说\"好\"\n3: 末 | 行",
        ),
        case("a lone quote inside", "5\" 屏,2\n好\"的\",3", "1: 5\" 屏 | 2\n2: 好\"的\" | 3"),
        case("text behind a quote", "\"a\"b,\"c\" \n", "1: ab | c "),
        case("a lone quote that never closes", "名称,备注\n打样,\"好\n检测,3\n", "OpenQuote { row: 2, column: 2 }"),
        case("a quote at the very end", "a,\"", "OpenQuote { row: 1, column: 2 }"),
        case("an empty text in quotes", "\"\",\"\"\n\"\",a", "2:  | a"),
    ]
}

fn limits() -> Vec<Case> {
    let row = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let lines = |count: usize| "打样,3\n".repeat(count);
    vec![
        case("300 columns", format!("a\n{}", row(300)), "TooManyColumns { row: 2, limit: 200 }"),
        case("300 columns of nothing", format!("a{}\nb", ",".repeat(300)), "1: a\n2: b"),
        case("100,000 rows and a header", lines(100_001), "100001 rows, the last 100001: 打样 | 3"),
        case("one row more", lines(100_002), "TooManyRows { limit: 100001 }"),
        case(
            "a cell of a million characters",
            format!("名称,备注\n打样,{}", "长".repeat(1_000_000)),
            "CellTooLong { row: 2, column: 2, limit: 32767 }",
        ),
        case("a cell as long as one may be", format!("{},b\n", "长".repeat(32_767)), LONGEST),
        case("more bytes than allowed", "a,b\n", "TooLarge { limit: 3 }")
            .within(Limits { bytes: 3, ..Limits::default() }),
        case("more cells than allowed", "a,b\nc,d\n", "TooMuchText { row: 2 }")
            .within(Limits { cells: 3, ..Limits::default() }),
        case("more text than allowed", "a,b\nc,d\n", "TooMuchText { row: 2 }")
            .within(Limits { text: 3, ..Limits::default() }),
    ]
}

/// Compared by its end only: see [`Case::is_met_by`](super::Case::is_met_by).
pub const LONGEST: &str = "…长 | b";

fn disguised() -> Vec<Case> {
    let stream = |name: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(1024, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(2048, 0);
        bytes
    };
    vec![
        case("an old workbook", stream("Workbook"), "NotATable(OldXls)"),
        case("a workbook of Excel 5", stream("Book"), "NotATable(OldXls)"),
        case("a workbook of Excel 2", b"\x09\x00\x04\x00\x02\x00\x10\x00".to_vec(), "NotATable(OldXls)"),
        case("an encrypted workbook", stream("EncryptedPackage"), "Encrypted"),
        case("an old text document", stream("WordDocument"), "NotATable(OfficeDocument)"),
        case(
            "HTML saved as .xls",
            "\u{FEFF}\r\n<HTML xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>1</td></table>",
            "NotATable(Html)",
        ),
        case("a table of HTML", "<table border=1><tr><td>名称", "NotATable(Html)"),
        case("XHTML", "<?xml version=\"1.0\"?><!DOCTYPE html><html>", "NotATable(Html)"),
        case("a workbook of XML", "<?xml version=\"1.0\"?><Workbook>", "NotATable(Xml)"),
        case("a PDF", "%PDF-1.7\n", "NotATable(Pdf)"),
        case("a picture", b"\x89PNG\r\n\x1A\n".to_vec(), "NotATable(Picture)"),
        case("an archive of another kind", b"7z\xBC\xAF\x27\x1C\0\x04".to_vec(), "NotATable(Archive)"),
    ]
}
