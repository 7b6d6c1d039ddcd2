use codes::divisions::{Division, Level, children, contains, full_name, lookup, path, provinces};

fn all() -> Vec<&'static Division> {
    let mut all: Vec<_> = provinces().collect();
    let mut next = 0;
    while let Some(division) = all.get(next) {
        all.extend(children(division.code));
        next += 1;
    }
    all
}

#[test]
fn the_table_is_whole() {
    let of = |level| all().iter().filter(|division| division.level == level).count();
    assert_eq!([of(Level::Province), of(Level::City), of(Level::County)], [31, 342, 2978]);
    for division in all() {
        assert_eq!(lookup(division.code), Some(division));
        let parent = division.parent.unwrap_or_default();
        assert!(division.code.starts_with(parent), "{division:?}");
        assert!(full_name(division.code).is_some_and(|name| !name.is_empty()));
    }
}

#[test]
fn wenzhou_has_twelve_counties_in_order() {
    let found: Vec<_> = children("3303").map(|county| (county.code, county.name)).collect();
    let expected = [
        ("330302", "鹿城区"),
        ("330303", "龙湾区"),
        ("330304", "瓯海区"),
        ("330305", "洞头区"),
        ("330324", "永嘉县"),
        ("330326", "平阳县"),
        ("330327", "苍南县"),
        ("330328", "文成县"),
        ("330329", "泰顺县"),
        ("330381", "瑞安市"),
        ("330382", "乐清市"),
        ("330383", "龙港市"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn six_digits_name_a_province_or_city_too() {
    assert_eq!(lookup("330000").map(|division| division.name), Some("浙江省"));
    assert_eq!(lookup("330300").map(|division| division.code), Some("3303"));
    assert_eq!(children("330300").count(), 12);
    assert_eq!(lookup("441900").map(|division| division.level), Some(Level::County));
}

#[test]
fn unknown_codes_are_not_found() {
    for code in ["", "3", "0", "00", "0000", "000000", "3300", "330399", "33030200", "鹿城区", "ab00"] {
        assert_eq!(lookup(code), None, "{code}");
        assert!(path(code).is_empty());
        assert_eq!(children(code).count(), 0);
    }
}

#[test]
fn the_path_goes_from_the_province_down() {
    let names: Vec<_> = path("330382").iter().map(|division| division.name).collect();
    assert_eq!(names, ["浙江省", "温州市", "乐清市"]);
}

#[test]
fn a_division_contains_itself_and_what_lies_below() {
    assert!(contains("33", "330302"));
    assert!(contains("330302", "330302"));
    assert!(contains("330000", "3303"));
    assert!(!contains("330302", "3303"));
    assert!(!contains("34", "330302"));
    assert!(!contains("33", "330399"));
    assert!(!contains("", ""));
}

#[test]
fn full_names_leave_out_headings_and_repetitions() {
    for (code, name) in [
        ("33", "浙江省"),
        ("3303", "浙江省温州市"),
        ("330383", "浙江省温州市龙港市"),
        ("110101", "北京市东城区"),
        ("500229", "重庆市城口县"),
        ("429004", "湖北省仙桃市"),
        ("659001", "新疆维吾尔自治区石河子市"),
        ("441900", "广东省东莞市"),
    ] {
        assert_eq!(full_name(code).as_deref(), Some(name));
    }
}
