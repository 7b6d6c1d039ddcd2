//! The schemes that are shipped, against the figures that were published.

use std::collections::BTreeSet;
use std::path::Path;

use indicators::{Decimal, Evaluation, Given, Node, Origin, Scheme, Scored, Unit, score};

fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemes").join(name);
    std::fs::read_to_string(path).unwrap()
}

fn scheme(name: &str) -> Scheme {
    Scheme::read(&text(name)).unwrap_or_else(|problems| panic!("{name}:\n{problems}"))
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn points(unit: &Scored, code: &str) -> Decimal {
    unit.explained(code).unwrap_or_else(|| panic!("{code}")).points
}

fn grade<'e>(evaluation: &'e Evaluation, id: &str) -> Option<&'e str> {
    let unit = evaluation.units.iter().find(|unit| unit.id == id).unwrap();
    unit.grade.map(|grade| evaluation.grades[grade].as_str())
}

/// 启迪之星 in 2023, as it was published.
fn star() -> Unit {
    Unit::new("启迪之星", "启迪之星")
        .with("firms", 10)
        .with("high_tech_firms", 0)
        .with("technology_firms", 1)
        .with("talents", 1)
        .with("events", 17)
        .with("financing", 35)
        .with("intellectual_property", 13)
        .with("matchings", 8)
        .with("solutions", 25)
        .with("funded_projects", 1)
}

#[test]
fn the_example_of_taizhou_bay_is_reproduced_to_the_digit() {
    let scheme = scheme("taizhou-bay-2023.toml");
    let evaluation = score(&scheme, &[star()]);
    let unit = &evaluation.units[0];
    let published = [
        ("1.1", "20"),
        ("1.2", "0"),
        ("1.3", "1.25"),
        ("1.4", "5"),
        ("1.5", "10"),
        ("1.6", "0.583"),
        ("1.7", "5"),
        ("1.8", "5"),
        ("1.9", "5"),
        ("1.10", "0.625"),
        ("1", "52.458"),
        ("2", "0"),
    ];
    for (code, wanted) in published {
        assert_eq!(points(unit, code), number(wanted), "{code}");
    }
    assert_eq!(unit.score, number("52.458"));
    // Its other bonuses are not published, so that nobody is graded by it.
    assert!(!evaluation.grading && evaluation.not_published.len() == 1);
    assert_eq!(unit.grade, None);
}

#[test]
fn bonuses_of_taizhou_bay_are_three_points_for_each_firm_and_capped() {
    let scheme = scheme("taizhou-bay-2023.toml");
    for (firms, bonus) in [(9, 0), (10, 0), (11, 3), (14, 12), (15, 15), (16, 15), (1000, 15)] {
        let evaluation = score(&scheme, &[star().with("firms", firms)]);
        assert_eq!(points(&evaluation.units[0], "2.1"), Decimal::from(bonus), "{firms} firms");
    }
}

#[test]
fn what_all_bonuses_of_a_year_give_is_capped_at_fifty() {
    // Four further bonuses, as the rest of the rule would be written: 5 × 15 = 75.
    let mut more = text("taizhou-bay-2023.toml");
    for (at, measure) in ["high_tech_firms", "technology_firms", "talents", "events"].into_iter().enumerate() {
        more += &format!(
            "\n[[indicators]]\ncode = \"2.{}\"\nunder = \"2\"\nname = \"加分\"\nkind = \"bonus\"\n\
             measure = \"{measure}\"\neach = 3\ncap = 15\n",
            at + 3
        );
    }
    let scheme = Scheme::read(&more).unwrap();
    let mut unit = star().with("firms", 30);
    for measure in ["high_tech_firms", "technology_firms", "talents", "events"] {
        unit = unit.with(measure, 100);
    }
    let evaluation = score(&scheme, &[unit]);
    assert_eq!(points(&evaluation.units[0], "2"), Decimal::from(50));
}

#[test]
fn shaoxing_has_the_55_published_points_and_declares_the_others() {
    let scheme = scheme("shaoxing.toml");
    let full = |code: &str| scheme.indicators[scheme.indicator(code).unwrap()].full;
    for (code, points) in
        [("1", 30), ("1.1", 10), ("1.2", 9), ("1.3", 11), ("2", 25), ("2.1", 12), ("2.2", 13), ("3", 45)]
    {
        assert_eq!(full(code), Decimal::from(points), "{code}");
    }
    assert_eq!(scheme.published_points(), Decimal::from(55));
    let evaluation =
        score(&scheme, &[Unit::new("柯桥", "柯桥现代纺织").with("hall", 1).with("exhibition", number("0.5"))]);
    assert!(!evaluation.grading);
    assert_eq!(evaluation.units[0].score, Decimal::from(5));
    let open = evaluation.units[0].explained("3").unwrap();
    assert_eq!((open.kind, open.not_published.is_some()), ("not-published", true));
    assert!(evaluation.not_published.iter().any(|line| line.starts_with("3 其余指标 (45)")));
}

#[test]
fn a_park_is_excellent_only_with_rank_one_and_ninety_points() {
    let scheme = scheme("wenzhou-park-2022.toml");
    let park = |id: &str, scores: [i64; 3]| {
        let mut unit = Unit::new(id, id);
        unit.values.insert("review".to_owned(), Given::Scores(scores.map(Decimal::from).to_vec()));
        unit
    };
    let evaluation = score(
        &scheme,
        &[
            park("瑞安", [92, 91, 93]),
            park("永嘉", [91, 91, 91]),
            park("平阳", [70, 70, 70]),
            park("泰顺", [69, 70, 70]),
            park("文成", [59, 60, 60]),
        ],
    );
    let grades: Vec<_> = ["瑞安", "永嘉", "平阳", "泰顺", "文成"].map(|id| grade(&evaluation, id).unwrap()).to_vec();
    assert_eq!(grades, ["优秀", "良好", "良好", "合格", "不合格"]);
    let below = score(&scheme, &[park("瑞安", [89, 90, 90]), park("永嘉", [80, 80, 80])]);
    assert_eq!(grade(&below, "瑞安"), Some("良好"));
    let two = score(
        &scheme,
        &[Unit {
            values: [("review".to_owned(), Given::Scores(vec![Decimal::from(95); 2]))].into(),
            ..Unit::new("苍南", "苍南")
        }],
    );
    assert_eq!((grade(&two, "苍南"), two.units[0].incomplete.as_slice()), (None, ["1".to_owned()].as_slice()));
}

#[test]
fn our_proposal_has_100_points_a_reason_for_each_and_almost_all_of_them_from_records() {
    let scheme = scheme("yizhan-2026.toml");
    assert_eq!(scheme.total.points, Decimal::ONE_HUNDRED);
    assert!(scheme.not_published().is_empty());
    let mut typed = Decimal::ZERO;
    for indicator in &scheme.indicators {
        let Node::Leaf(leaf) = &indicator.node else { continue };
        assert!(indicator.why.as_ref().is_some_and(|why| why.ends_with('。')), "{}", indicator.code);
        let measures: BTreeSet<usize> = scheme.columns_of(leaf).into_iter().map(|(measure, _)| measure).collect();
        let reported = measures.iter().any(|at| scheme.measures[*at].origin == Origin::Report);
        if reported && !indicator.is_extra() {
            typed += indicator.full;
        }
    }
    assert_eq!(typed, Decimal::from(5));
}

#[test]
fn every_scheme_that_is_shipped_says_where_it_comes_from() {
    for name in ["shaoxing.toml", "taizhou-bay-2023.toml", "wenzhou-park-2022.toml", "yizhan-2026.toml"] {
        let scheme = scheme(name);
        assert!(!scheme.sources.is_empty(), "{name}");
        assert_eq!(format!("{}.toml", scheme.code), name);
    }
}
