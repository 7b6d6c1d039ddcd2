use codes::SizeClass::{self, Large, Medium, Micro, Small};
use codes::industries;
use codes::size::{Bounds, Figure, Figures, SizeError, classify, row_of, rule};
use proptest::prelude::*;

/// Lower bounds of large, medium and small of one figure, in people or 万元.
type Tested = (Figure, [i64; 3]);

/// The table of the rule, typed again, independently of the data file: a code of each row with what it tests.
const RULE: [(&str, &[Tested]); 16] = {
    use Figure::{Assets, Revenue, Staff};
    [
        ("0111", &[(Revenue, [20_000, 500, 50])]),
        ("1952", &[(Staff, [1_000, 300, 20]), (Revenue, [40_000, 2_000, 300])]),
        ("E", &[(Revenue, [80_000, 6_000, 300]), (Assets, [80_000, 5_000, 300])]),
        ("51", &[(Staff, [200, 20, 5]), (Revenue, [40_000, 5_000, 1_000])]),
        ("52", &[(Staff, [300, 50, 10]), (Revenue, [20_000, 500, 100])]),
        ("5431", &[(Staff, [1_000, 300, 20]), (Revenue, [30_000, 3_000, 200])]),
        ("5920", &[(Staff, [200, 100, 20]), (Revenue, [30_000, 1_000, 100])]),
        ("60", &[(Staff, [1_000, 300, 20]), (Revenue, [30_000, 2_000, 100])]),
        ("61", &[(Staff, [300, 100, 10]), (Revenue, [10_000, 2_000, 100])]),
        ("62", &[(Staff, [300, 100, 10]), (Revenue, [10_000, 2_000, 100])]),
        ("64", &[(Staff, [2_000, 100, 10]), (Revenue, [100_000, 1_000, 100])]),
        ("6513", &[(Staff, [300, 100, 10]), (Revenue, [10_000, 1_000, 50])]),
        ("7010", &[(Revenue, [200_000, 1_000, 100]), (Assets, [10_000, 5_000, 2_000])]),
        ("7020", &[(Staff, [1_000, 300, 100]), (Revenue, [5_000, 1_000, 500])]),
        ("7241", &[(Staff, [300, 100, 10]), (Assets, [120_000, 8_000, 100])]),
        ("7320", &[(Staff, [300, 100, 10])]),
    ]
};

fn unit(figure: Figure) -> i64 {
    if figure == Figure::Staff { 1 } else { 1_000_000 }
}

/// Figures that are very large, save for one.
fn all_large_but(figure: Figure, value: i64) -> Figures {
    let mut figures = Figures { staff: Some(1_000_000), revenue_fen: Some(i64::MAX), assets_fen: Some(i64::MAX) };
    match figure {
        Figure::Staff => figures.staff = u64::try_from(value).ok(),
        Figure::Revenue => figures.revenue_fen = Some(value),
        Figure::Assets => figures.assets_fen = Some(value),
    }
    figures
}

#[test]
fn each_bound_of_each_row_begins_its_class() {
    for (code, tests) in RULE {
        for &(figure, [large, medium, small]) in tests {
            for (bound, from, below) in [(large, Large, Medium), (medium, Medium, Small), (small, Small, Micro)] {
                let bound = bound * unit(figure);
                let class = |value| classify(code, &all_large_but(figure, value));
                assert_eq!(class(bound), Ok(from), "{code} {figure:?} {bound}");
                assert_eq!(class(bound - 1), Ok(below), "{code} {figure:?} {bound} - 1");
            }
        }
    }
}

#[test]
fn each_row_tests_its_figures_and_no_others() {
    assert_eq!(rule().rows.len(), RULE.len());
    for ((code, tests), row) in RULE.iter().zip(&rule().rows) {
        let bounds: Vec<_> = tests
            .iter()
            .map(|&(figure, [large, medium, small])| {
                let unit = unit(figure);
                Bounds { figure, large: large * unit, medium: medium * unit, small: small * unit }
            })
            .collect();
        assert_eq!(row.bounds, bounds, "{}", row.name);
        assert_eq!(row_of(code).map(|row| row.name), Ok(row.name));
    }
}

#[test]
fn the_rule_is_dated() {
    assert_eq!(rule().document, "工信部联企业〔2011〕300号");
    assert_eq!(rule().valid_from, "2011-06-18");
}

#[test]
fn industries_fall_into_their_rows() {
    for (code, row) in [
        ("A", "农、林、牧、渔业"),
        ("0610", "工业"),
        ("C", "工业"),
        ("3823", "工业"),
        ("4411", "工业"),
        ("4710", "建筑业"),
        ("5179", "批发业"),
        ("5232", "零售业"),
        ("58", "交通运输业"),
        ("5910", "交通运输业"),
        ("5990", "仓储业"),
        ("6020", "邮政业"),
        ("6121", "住宿业"),
        ("6241", "餐饮业"),
        ("6311", "信息传输业"),
        ("6450", "信息传输业"),
        ("6520", "软件和信息技术服务业"),
        ("701", "房地产开发经营"),
        ("702", "物业管理"),
        ("71", "租赁和商务服务业"),
        ("7030", "其他未列明行业"),
        ("7452", "其他未列明行业"),
        ("N", "其他未列明行业"),
        ("8111", "其他未列明行业"),
        ("8512", "其他未列明行业"),
        ("90", "其他未列明行业"),
    ] {
        assert_eq!(row_of(code).map(|row| row.name), Ok(row), "{code}");
    }
}

#[test]
fn what_the_rule_leaves_out_has_no_class() {
    for code in ["53", "5311", "J", "6621", "7040", "P", "8391", "84", "S", "9700"] {
        let row = row_of(code).map(|row| row.name);
        assert_eq!(row, Err(SizeError::NotCovered(code)));
    }
}

#[test]
fn a_code_over_several_rows_is_too_general() {
    for code in ["F", "G", "59", "H", "I", "K", "70", "Q"] {
        let row = row_of(code).map(|row| row.name);
        assert_eq!(row, Err(SizeError::TooGeneral(code)));
    }
}

#[test]
fn every_class_of_industry_is_either_covered_once_or_left_out() {
    let (mut covered, mut left_out) = (0, 0);
    let divisions = industries::sections().flat_map(|section| industries::children(section.code));
    let groups = divisions.flat_map(|division| industries::children(division.code));
    for class in groups.flat_map(|group| industries::children(group.code)) {
        let above: Vec<_> = industries::path(class.code).iter().map(|industry| industry.code).collect();
        let rows = rule().rows.iter().flat_map(|row| &row.industries);
        match (row_of(class.code), rows.filter(|code| above.contains(code)).count()) {
            (Ok(_), 1) => covered += 1,
            (Err(SizeError::NotCovered(_)), 0) => left_out += 1,
            (row, times) => panic!("{class:?}: {row:?}, {times} times"),
        }
    }
    assert_eq!((covered, left_out), (1252, 129));
}

#[test]
fn unknown_codes_are_refused() {
    for code in ["", "1950", "皮鞋"] {
        let error = classify(code, &Figures::default());
        assert_eq!(error, Err(SizeError::UnknownIndustry(code.to_owned())));
    }
}

#[test]
fn a_missing_figure_is_named_if_the_row_needs_it() {
    let only_staff = Figures { staff: Some(5), ..Figures::default() };
    assert_eq!(classify("1952", &Figures::default()), Err(SizeError::Missing(Figure::Staff)));
    assert_eq!(classify("1952", &only_staff), Err(SizeError::Missing(Figure::Revenue)));
    assert_eq!(classify("72", &only_staff), Err(SizeError::Missing(Figure::Assets)));
    assert_eq!(classify("7320", &only_staff), Ok(Micro));
}

#[test]
fn a_negative_revenue_is_micro() {
    let figures = Figures { staff: Some(500), revenue_fen: Some(-1), assets_fen: None };
    assert_eq!(classify("1952", &figures), Ok(Micro));
}

proptest! {
    #[test]
    fn growing_never_shrinks_the_class(
        staff in 0..3_000_u64, revenue in 0..300_000_i64, assets in 0..200_000_i64,
        more in (0..3_000_u64, 0..300_000_i64, 0..200_000_i64), row in 0..16_usize,
    ) {
        let class = |staff, revenue: i64, assets: i64| -> Result<SizeClass, SizeError> {
            classify(RULE[row].0, &Figures {
                staff: Some(staff),
                revenue_fen: Some(revenue * 1_000_000),
                assets_fen: Some(assets * 1_000_000),
            })
        };
        let before = class(staff, revenue, assets)?;
        prop_assert!(before <= class(staff + more.0, revenue + more.1, assets + more.2)?);
    }
}
