use codes::industries::{Level, children, lookup, path, search, section_of, sections};

#[test]
fn the_classification_is_whole() {
    let mut counts = [0; 4];
    let mut pending: Vec<_> = sections().collect();
    while let Some(industry) = pending.pop() {
        counts[industry.level as usize] += 1;
        assert_eq!(lookup(industry.code), Some(industry));
        assert_eq!(path(industry.code).len(), industry.level as usize + 1);
        pending.extend(children(industry.code));
    }
    assert_eq!(counts, [20, 97, 473, 1381]);
}

#[test]
fn names_are_those_of_the_2017_edition() {
    for (code, name) in [
        ("1951", "纺织面料鞋制造"),
        ("1952", "皮鞋制造"),
        ("3443", "阀门和旋塞制造"),
        ("3587", "眼镜制造"),
        ("3823", "配电开关控制设备制造"),
        ("38", "电气机械和器材制造业"),
        // The 2011 edition has one class 3832 for fibres and cables, and one 3444 for hydraulics and pneumatics.
        ("3832", "光纤制造"),
        ("3833", "光缆制造"),
        ("3444", "液压动力机械及元件制造"),
        ("3445", "液力动力机械元件制造"),
    ] {
        assert_eq!(lookup(code).map(|industry| industry.name), Some(name));
    }
}

#[test]
fn shoes_have_five_classes() {
    let codes: Vec<_> = children("195").map(|industry| industry.code).collect();
    assert_eq!(codes, ["1951", "1952", "1953", "1954", "1959"]);
}

#[test]
fn every_level_knows_its_section() {
    for code in ["C", "19", "195", "1952"] {
        assert_eq!(section_of(code).map(|section| section.name), Some("制造业"));
    }
    assert_eq!(section_of("0111").map(|section| section.code), Some("A"));
    assert_eq!(lookup("C").map(|section| section.level), Some(Level::Section));
}

#[test]
fn unknown_codes_are_not_found() {
    for code in ["", "U", "c", "00", "1950", "19522", "皮鞋"] {
        assert_eq!(lookup(code), None, "{code}");
        assert_eq!(section_of(code), None);
        assert!(path(code).is_empty());
    }
}

#[test]
fn search_finds_parts_of_names_on_every_level() {
    let codes: Vec<_> = search(" 制鞋 ").map(|industry| industry.code).collect();
    assert_eq!(codes, ["19", "195", "1959"]);
    let stations: Vec<_> = search("货运火车站（场）").map(|industry| industry.code).collect();
    assert_eq!(stations, ["5332"]);
    assert_eq!(search("货运火车站(场)").count(), 1);
}

#[test]
fn search_for_nothing_finds_nothing() {
    assert_eq!(search("").count(), 0);
    assert_eq!(search(" 　").count(), 0);
    assert_eq!(search("量子鞋").count(), 0);
}
