//! Reading what is known of the units from a table.

use indicators::{Decimal, Given, Scheme, Units, Unreadable, is_column, read_table};

use crate::written::{number, one_leaf, read};

fn scheme() -> Scheme {
    let more = "[[measures]]\nkey = \"hall\"\nname = \"服务大厅(窗口)\"\nkind = \"yes-no\"\nfrom = \"report\"\n\
                [[measures]]\nkey = \"review\"\nname = \"专家评分\"\nkind = \"scores\"\nfrom = \"experts\"\n\
                [[measures]]\nkey = \"used\"\nname = \"利用率\"\nunit = \"%\"\nfrom = \"records\"\n\
                [[indicators]]\ncode = \"2\"\nname = \"评审\"\nkind = \"judged\"\nmeasure = \"review\"\npoints = 20\nscale = 50\n\
                [[indicators]]\ncode = \"3\"\nname = \"大厅\"\nkind = \"checklist\"\nitems = [{ measure = \"hall\", points = 10 }]\n\
                [[indicators]]\ncode = \"4\"\nname = \"否决\"\nkind = \"veto\"\ncondition = \"used > 100\"\nleads_to = { zero = true }\n";
    let growth = "measure = \"x\"\npoints = 70\ngrowth = { zero_base = \"zero\", missing_base = \"zero\" }\n\
                  scoring = { by = \"target\", target = 1 }";
    read(&(one_leaf("growth", growth) + more))
}

fn table(rows: &[&[&str]]) -> Result<Units, Vec<Unreadable>> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let (header, rest) = rows.split_first().unwrap();
    let numbered = rest.iter().enumerate().map(|(at, row)| (u32::try_from(at).unwrap() + 2, row.as_slice()));
    read_table(&scheme(), (1, header), numbered)
}

#[test]
fn headers_are_keys_or_names_with_the_year_behind() {
    for name in [
        "x",
        "服务企业数",
        "x[-1]",
        "服务企业数(上年)",
        "服务企业数（上年）",
        "服务企业数(前年)",
        "服务大厅（窗口）",
        "单位",
        "unit",
        "历年等次",
        " x ",
    ] {
        assert!(is_column(&scheme(), name), "{name}");
    }
    for name in ["", "#备注", "x[-0]", "x[-99]", "y", "服务企业"] {
        assert!(!is_column(&scheme(), name), "{name}");
    }
}

#[test]
fn cells_are_read_by_the_kind_of_their_measure() {
    let read = table(&[
        &[
            "单位",
            "名称",
            "服务企业数",
            "x[-1]",
            "服务大厅(窗口)",
            "专家评分",
            "利用率",
            "未交材料",
            "弄虚作假",
            "历年等次",
            "#备注",
            "",
        ],
        &["WZ01", "鹿城鞋业", "1,234", "—", "是", "45；40、50", "35%", "否", "", "良；差", "随便写", "也可以"],
        &["", "瑞安汽配", "", "", "0.5", "", "35", "是", "是"],
    ]);
    let units = read.unwrap().units;
    let value = |at: usize, column: &str| units[at].values.get(column).cloned();
    let is = |text: &str| Some(Given::Number(number(text)));
    assert_eq!(
        (value(0, "x"), value(0, "x[-1]"), value(0, "hall"), value(0, "used")),
        (is("1234"), None, is("1"), is("35"))
    );
    assert_eq!(value(0, "review"), Some(Given::Scores([45, 40, 50].map(Decimal::from).to_vec())));
    assert_eq!(units[0].facts.earlier, ["良", "差"]);
    assert_eq!((units[1].id.as_str(), value(1, "hall"), value(1, "used")), ("瑞安汽配", is("0.5"), is("35")));
    assert!(units[1].facts.no_report && units[1].facts.fraud && !units[0].facts.no_report);
}

#[test]
fn columns_that_are_asked_for_and_not_there_are_named() {
    let units = table(&[&["unit", "x"], &["u1", "3"]]).unwrap();
    assert_eq!(units.absent, ["x[-1]", "hall", "review", "used"]);
}

#[test]
fn what_cannot_be_read_is_told_with_row_and_column() {
    let wrong = table(&[
        &["unit", "x", "服务企业", "hall", "review", "no_report", "x"],
        &["u1", "约 30", "", "也许", "45;51", "大概", "1"],
        &["u1", "3"],
        &[" ", "3"],
    ])
    .unwrap_err();
    let told: Vec<(u32, &str, &str)> =
        wrong.iter().map(|wrong| (wrong.row, wrong.column.as_str(), wrong.what.as_str())).collect();
    assert_eq!(
        told,
        [
            (1, "服务企业", "the scheme has no such measure"),
            (1, "x", "the column stands twice"),
            (2, "x", "`约 30` is no number"),
            (2, "hall", "`也许` is neither yes nor no"),
            (2, "review", "`51` is no score"),
            (2, "no_report", "`大概` is neither yes nor no"),
            (3, "unit", "`u1` stands in two rows"),
            (4, "unit", "the unit has no name"),
        ]
    );
    assert!(wrong[0].hint.contains("服务企业数") && wrong[4].hint.contains("from 0 to 50"));
    assert_eq!(
        wrong[2].to_string(),
        "row 2, x: `约 30` is no number (write a number without its unit; leave the cell empty when it is not known)"
    );
    let nobody = table(&[&["x"], &["3"]]).unwrap_err();
    assert_eq!(nobody[0].what, "no column names the units");
}
