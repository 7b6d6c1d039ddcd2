//! Ranks, quotas, ties, and what is decided besides the points.

use crate::written::{GRADES, find, grades, number, one_leaf, read, units};
use indicators::{Decimal, Scheme, Unit, score};

/// A scheme whose score is the value of `x`, with these grades and what follows them.
fn graded(rest: &str) -> Scheme {
    let text = one_leaf("level", "measure = \"x\"\npoints = 100\nscoring = { by = \"points\" }");
    read(&text.replace(GRADES, rest))
}

/// 优 for a share of all units, 良 from 60 on.
fn quota(share: &str, rounds: &str, rest: &str) -> Scheme {
    graded(&format!(
        "[[grades]]\nname = \"优\"\nshare = \"{share}\"\nshare_rounds = \"{rounds}\"\n[[grades]]\nname = \"良\"\nfloor = 60\n\
         [[grades]]\nname = \"差\"\n{rest}"
    ))
}

/// So many units with falling scores from 99 on.
fn falling(count: usize) -> Vec<Unit> {
    let values: Vec<String> =
        (0..count).map(|at| (Decimal::from(99) - Decimal::new(i64::try_from(at).unwrap(), 1)).to_string()).collect();
    units(&values.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn fractions_of_a_quota_round_as_the_scheme_says() {
    // 15 % of 128 are 19.2, of 13 are 1.95, of 30 are 4.5, of 20 are 3, of 3 are 0.45.
    for (count, down, half_up, up) in [(128, 19, 19, 20), (13, 1, 2, 2), (30, 4, 5, 5), (20, 3, 3, 3), (3, 0, 0, 1)] {
        for (rounds, wanted) in [("down", down), ("half-up", half_up), ("up", up)] {
            let evaluation = score(&quota("15%", rounds, ""), &falling(count));
            let best = evaluation.units.iter().filter(|unit| unit.grade == Some(0)).count();
            assert_eq!(best, wanted, "15 % of {count}, {rounds}");
        }
    }
}

#[test]
fn equal_units_share_a_rank_and_the_next_one_is_left_out() {
    let evaluation = score(&quota("50%", "down", ""), &units(&["90", "95", "90", "70"]));
    let ranks: Vec<Option<u32>> = (0..4).map(|at| find(&evaluation, &format!("u{at}")).rank).collect();
    assert_eq!(ranks, [Some(2), Some(1), Some(2), Some(4)]);
}

#[test]
fn a_tie_at_the_edge_of_a_quota_is_out_or_in_and_nobody_worse_passes_it() {
    let values = units(&["95", "90", "90", "89", "70"]);
    // Two places: the two with 90 do not fit together, and the one with 89 does not slip past them.
    assert_eq!(grades(&score(&quota("40%", "down", ""), &values)), ["优", "良", "良", "良", "良"]);
    let inside = quota("40%", "down", "[ranking]\nties = \"in\"\n");
    assert_eq!(grades(&score(&inside, &values)), ["优", "优", "优", "良", "良"]);
}

#[test]
fn ties_are_broken_by_the_indicators_that_the_scheme_names() {
    let text = one_leaf("level", "measure = \"x\"\npoints = 60\nscoring = { by = \"points\" }")
        + "[[measures]]\nkey = \"y\"\nname = \"难题\"\nfrom = \"records\"\n\
           [[indicators]]\ncode = \"2\"\nname = \"难题\"\nkind = \"level\"\nmeasure = \"y\"\npoints = 40\nscoring = { by = \"points\" }\n\
           [ranking]\ntie_break = [\"2\"]\n";
    let unit = |id: &str, x: i64, y: i64| Unit::new(id, id).with("x", x).with("y", y);
    let evaluation = score(&read(&text), &[unit("u0", 50, 20), unit("u1", 40, 30), unit("u2", 50, 20)]);
    let order: Vec<(&str, Option<u32>)> = evaluation.units.iter().map(|unit| (unit.id.as_str(), unit.rank)).collect();
    assert_eq!(order, [("u1", Some(1)), ("u0", Some(2)), ("u2", Some(2))]);
}

#[test]
fn rank_one_and_ninety_points_are_both_needed() {
    let scheme = graded("[[grades]]\nname = \"优秀\"\nrank = 1\nfloor = 90\n[[grades]]\nname = \"合格\"\n");
    assert_eq!(grades(&score(&scheme, &units(&["90", "89.9999"]))), ["优秀", "合格"]);
    assert_eq!(grades(&score(&scheme, &units(&["95", "94"]))), ["优秀", "合格"]);
    assert_eq!(grades(&score(&scheme, &units(&["89.99"]))), ["合格"]);
    // Two first ones are both of rank 1.
    assert_eq!(grades(&score(&scheme, &units(&["91", "91"]))), ["优秀", "优秀"]);
}

#[test]
fn good_grades_together_are_capped() {
    // 优良率不超过 40 %, as in Nanjing in 2020.
    let cap = "[[caps]]\ngrades = [\"优\", \"良\"]\nshare = \"40%\"\nshare_rounds = \"down\"\n";
    let scheme = quota("20%", "down", cap);
    let evaluation = score(&scheme, &units(&["99", "98", "97", "96", "95"]));
    assert_eq!(grades(&evaluation), ["优", "良", "差", "差", "差"]);
    let next = find(&evaluation, "u2").next.as_ref().unwrap();
    assert_eq!((next.grade, next.points, next.lowest), (1, Decimal::ZERO, Some(Decimal::from(98))));
}

#[test]
fn the_next_grade_says_how_far_it_is() {
    let evaluation = score(&quota("50%", "down", ""), &units(&["90", "50.5"]));
    let next = find(&evaluation, "u1").next.as_ref().unwrap();
    assert_eq!((next.grade, next.points), (1, number("9.5")));
    assert!(find(&evaluation, "u0").next.is_none());
}

#[test]
fn facts_lead_to_what_the_scheme_says_and_take_no_place() {
    let facts = "[[consequences]]\nwhen = \"no-report\"\nleads_to = { best_grade = \"差\" }\n\
                 [[consequences]]\nwhen = \"fraud\"\nleads_to = { no_grade = true, zero = true, barred_years = 3 }\n\
                 [[consequences]]\nwhen = \"bad-years\"\nyears = 2\ngrades = [\"差\"]\nleads_to = { removed = true }\n";
    let mut all = units(&["99", "98", "97", "50"]);
    all[0].facts.fraud = true;
    all[1].facts.no_report = true;
    all[1].facts.earlier = vec!["-".to_owned()];
    all[3].facts.earlier = vec!["良".to_owned(), "差".to_owned()];
    let evaluation = score(&quota("25%", "down", facts), &all);
    assert_eq!(grades(&evaluation), ["", "差", "优", "差"]);
    let happened = |id: &str| find(&evaluation, id).happened.iter().map(|happened| happened.what).collect::<Vec<_>>();
    assert_eq!(happened("u0"), ["fraud"]);
    assert_eq!(happened("u1"), ["no-report", "bad-years"]);
    assert!(happened("u2").is_empty() && happened("u3").is_empty());
    let fraud = find(&evaluation, "u0");
    assert_eq!((fraud.points, fraud.score, fraud.rank), (Decimal::from(99), Decimal::ZERO, None));
    assert_eq!(fraud.happened[0].outcome.barred_years, Some(3));
    assert_eq!(find(&evaluation, "u2").rank, Some(1));
}

#[test]
fn gates_and_vetoes_limit_the_grade_and_unknown_is_not_proven() {
    let gate = "[[measures]]\nkey = \"charter\"\nname = \"章程\"\nkind = \"yes-no\"\nfrom = \"report\"\n\
                [[gates]]\nname = \"有章程\"\ncondition = \"charter\"\nleads_to = { best_grade = \"良\" }\n\
                [[gates]]\nname = \"不为零\"\nindicator = \"1\"\nmore_than = 0\nleads_to = { best_grade = \"差\" }\n\
                [[indicators]]\ncode = \"9\"\nname = \"过高\"\nkind = \"veto\"\ncondition = \"x > 96\"\nleads_to = { best_grade = \"差\" }\n";
    let scheme = quota("100%", "down", gate);
    let mut all = units(&["90", "91", "97", "0"]);
    for (at, charter) in [(0, 1), (2, 1), (3, 1)] {
        all[at] = all[at].clone().with("charter", charter);
    }
    let evaluation = score(&scheme, &all);
    assert_eq!(grades(&evaluation), ["优", "良", "差", "差"]);
    assert_eq!(find(&evaluation, "u1").happened[0].name, "有章程");
    assert_eq!(find(&evaluation, "u2").happened[0].what, "veto");
}

#[test]
fn a_missing_value_that_must_be_there_leaves_the_unit_without_grade() {
    let rest = "measure = \"x\"\npoints = 100\nmissing = \"incomplete\"\nscoring = { by = \"points\" }";
    let scheme = read(&one_leaf("level", rest));
    let evaluation = score(&scheme, &units(&["90", ""]));
    assert_eq!(grades(&evaluation), ["优", ""]);
    assert_eq!(find(&evaluation, "u1").incomplete, ["1"]);
}
