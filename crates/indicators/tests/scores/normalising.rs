//! How values become points, at the bounds of each method, and the published examples of growth.

use crate::written::{find, number, one_leaf, points, read, scored_by, units};
use indicators::{Decimal, NoValue, Unit, score};

/// Values and the points that they give under a scoring.
fn gives(scoring: &str, cases: &[(&str, &str)]) {
    let scheme = scored_by(scoring);
    let values: Vec<&str> = cases.iter().map(|(value, _)| *value).collect();
    let wanted: Vec<Decimal> = cases.iter().map(|(_, points)| number(points)).collect();
    assert_eq!(points(&score(&scheme, &units(&values))), wanted, "{scoring}");
}

#[test]
fn a_share_of_the_target_is_capped_at_full_points() {
    gives(
        "by = \"target\", target = 8",
        &[("0", "0"), ("1", "12.5"), ("8", "100"), ("9", "100"), ("-3", "0"), ("", "0")],
    );
    gives("by = \"target\", target = 3", &[("1", "33.3333"), ("2", "66.6667")]);
    let less = "by = \"target\", target = 5, better = \"less\"";
    gives(less, &[("5", "100"), ("10", "50"), ("0", "100"), ("-1", "100")]);
}

#[test]
fn the_bound_of_a_step_belongs_to_it() {
    // 科技人员占比, from the rules for small technology firms: bounds count ("含").
    let steps = "by = \"steps\", steps = [{ at_least = \"30%\", points = 20 }, { at_least = 0.25, points = 16 }, \
                 { at_least = 0.1, points = 4 }], below = 0";
    gives(steps, &[("0.3", "20"), ("0.2999", "16"), ("0.25", "16"), ("0.1", "4"), ("0.0999", "0")]);
    let less =
        "by = \"steps\", better = \"less\", steps = [{ at_most = 0.55, points = 10 }, { at_most = 0.75, points = 5 }]";
    gives(less, &[("0.55", "10"), ("0.56", "5"), ("0.75", "5"), ("0.76", "0")]);
}

#[test]
fn values_between_bounds_are_shared_out() {
    gives(
        "by = \"min-max\", min = 10, max = 20",
        &[("5", "0"), ("10", "0"), ("15", "50"), ("20", "100"), ("25", "100")],
    );
    gives("by = \"min-max\"", &[("3", "0"), ("4", "25"), ("7", "100"), ("", "0")]);
    gives("by = \"min-max\", better = \"less\"", &[("3", "100"), ("4", "75"), ("7", "0")]);
    gives("by = \"min-max\"", &[("3", "100"), ("3", "100")]);
    // 60 + 40 × (x − min) ÷ (max − min)
    let efficacy = "by = \"efficacy\", min = 10, max = 20";
    gives(efficacy, &[("10", "60"), ("15", "80"), ("20", "100"), ("30", "100"), ("5", "40"), ("-90", "0")]);
    gives("by = \"efficacy\", base = 50, span = 30", &[("0", "50"), ("1", "65"), ("2", "80")]);
}

#[test]
fn units_are_compared_with_each_other() {
    gives(
        "by = \"rank\"",
        &[("9", "100"), ("7", "50"), ("7", "50"), ("5", "0"), ("", "0")].map(|(value, points)| {
            // Second of four with values: 1 − 1⁄3.
            (value, if points == "50" { "66.6667" } else { points })
        }),
    );
    gives("by = \"rank\", last = 0.4", &[("9", "100"), ("7", "70"), ("5", "40")]);
    gives("by = \"rank\"", &[("4", "100")]);
    gives("by = \"percentile\"", &[("1", "25"), ("2", "75"), ("2", "75"), ("9", "100")]);
    gives("by = \"percentile\", better = \"less\"", &[("1", "100"), ("2", "50")]);
    // Mean 5, deviation 2 (of the whole population).
    let z = "by = \"z-score\", centre = 0.6, spread = 0.2";
    let values =
        [("2", "30"), ("4", "50"), ("4", "50"), ("4", "50"), ("5", "60"), ("5", "60"), ("7", "80"), ("9", "100")];
    gives(z, &values);
    gives(z, &[("4", "60"), ("4", "60")]);
}

#[test]
fn points_and_conditions_need_no_scale() {
    gives("by = \"points\"", &[("40", "40"), ("140", "100"), ("-1", "0")]);
    let scheme = read(&one_leaf("level", "formula = \"x >= 3\"\npoints = 100\nscoring = { by = \"yes-no\" }"));
    assert_eq!(points(&score(&scheme, &units(&["3", "2", ""]))), [100, 0, 0].map(Decimal::from));
}

#[test]
fn a_target_may_be_a_formula_and_has_no_value_when_it_is_not_above_zero() {
    let text =
        one_leaf("level", "measure = \"x\"\npoints = 100\nscoring = { by = \"target\", target = \"prior(x) * 2\" }");
    let scheme = read(&text);
    let unit = |base: i64| Unit::new("u0", "综合体").with("x", 10).before("x", 1, base);
    assert_eq!(score(&scheme, &[unit(10)]).units[0].points, Decimal::from(50));
    let nothing = score(&scheme, &[unit(0)]);
    let told = nothing.units[0].explained("1").unwrap();
    assert_eq!(
        (told.points, told.value, told.no_value.clone()),
        (Decimal::ZERO, Some(Decimal::TEN), Some(NoValue::NoTarget))
    );
}

/// A scheme whose one leaf is growth, with the rest of its rule.
fn growth(rule: &str) -> indicators::Scheme {
    let scoring = "scoring = { by = \"target\", target = 0.5 }";
    read(&one_leaf("growth", &format!("measure = \"x\"\npoints = 100\ngrowth = {{ {rule} }}\n{scoring}")))
}

fn years(values: &[&str]) -> Unit {
    let mut unit = Unit::new("u0", "企业");
    for (back, value) in values.iter().rev().enumerate() {
        if !value.is_empty() {
            unit = unit.before("x", u32::try_from(back).unwrap(), number(value));
        }
    }
    unit
}

#[test]
fn growth_over_three_years_gives_the_published_figures() {
    // ½(Y2÷Y1 + Y3÷Y2) − 1; vectors of the guidelines' commentary, in per cent with two digits.
    let scheme = growth("years = 2, zero_base = \"skip\", missing_base = \"skip\", fall = \"zero\"");
    for (values, wanted) in [
        (["824.87", "1697.62", "1432.79"], "0.4510"),
        (["2477.55", "5474.27", "6790.12"], "0.7250"),
        (["30480.00", "290480.82", "282954.27"], "4.2521"),
        // Y1 = 0: the last two years. Y2 = 0: no points. Two years only: real years. A fall: zero.
        (["0", "100", "150"], "0.5000"),
        (["100", "0", "150"], "0"),
        (["", "100", "150"], "0.5000"),
        (["100", "90", "80"], "0"),
    ] {
        let evaluation = score(&scheme, &[years(&values)]);
        let value = evaluation.units[0].explained("1").unwrap().value.unwrap();
        assert_eq!(value.round_dp_with_strategy(4, half_up()), number(wanted), "{values:?}");
    }
}

fn half_up() -> rust_decimal::RoundingStrategy {
    rust_decimal::RoundingStrategy::MidpointAwayFromZero
}

#[test]
fn a_base_of_zero_or_none_leads_to_what_the_scheme_says() {
    let none = Err(NoValue::NoBase);
    let missing = Err(NoValue::Missing { column: "x[-1]".to_owned() });
    for (rule, base, wanted) in [
        ("no-value", "0", none),
        ("zero", "0", Ok("0")),
        ("full", "0", Ok("100")),
        ("skip", "0", Ok("0")),
        ("no-value", "", missing),
        ("zero", "", Ok("0")),
        ("full", "", Ok("100")),
        ("full", "-5", Ok("100")),
        ("no-value", "4", Ok("50")),
    ] {
        let scheme = growth(&format!("zero_base = \"{rule}\", missing_base = \"{rule}\""));
        let evaluation = score(&scheme, &[years(&[base, "5"])]);
        let told = evaluation.units[0].explained("1").unwrap();
        match wanted {
            Ok(points) => assert_eq!(told.points, number(points), "{rule} {base}"),
            Err(why) => assert_eq!((told.points, told.no_value.clone()), (Decimal::ZERO, Some(why)), "{rule} {base}"),
        }
    }
    // From nothing to nothing is no growth.
    let scheme = growth("zero_base = \"full\", missing_base = \"full\"");
    assert_eq!(score(&scheme, &[years(&["0", "0"])]).units[0].points, Decimal::ZERO);
}

#[test]
fn the_change_of_a_ratio_is_against_the_year_before() {
    let rest = "formula = \"x / 10\"\npoints = 100\nscoring = { by = \"min-max\", min = 0, max = 2 }";
    let ratio = one_leaf("ratio-change", rest).replace("x / 10", "x / (x + 5)").replace("max = 2", "max = 0.5");
    let evaluation = score(&read(&ratio), &[years(&["5", "15"])]);
    let told = evaluation.units[0].explained("1").unwrap();
    assert_eq!((told.value, told.points), (Some(number("0.25")), Decimal::from(50)));
    assert_eq!(told.formula.as_deref(), Some("(x / (x + 5)) - prior(x / (x + 5))"));
    assert_eq!(told.inputs.iter().map(|input| input.column.as_str()).collect::<Vec<_>>(), ["x", "x[-1]"]);
}

#[test]
fn means_are_arithmetic_or_geometric_by_weight() {
    let tree = |aggregate: &str| {
        let mut text = one_leaf(
            "level",
            "under = \"0\"\nweight = 0.25\nmeasure = \"x\"\nscoring = { by = \"target\", target = 10 }",
        );
        let group = format!("[[indicators]]\ncode = \"0\"\nname = \"组\"\naggregate = \"{aggregate}\"\npoints = 100\n");
        text = text.replace("[[indicators]]", &format!("{group}[[indicators]]"));
        text + "[[indicators]]\ncode = \"2\"\nunder = \"0\"\nname = \"企业\"\nkind = \"level\"\nweight = 0.75\nmeasure = \"x\"\n\
                scoring = { by = \"target\", target = 100 }\n"
    };
    // Shares 1 and 0.16: 0.25 + 0.12, and 1 × 0.16^0.75 = 0.2530 (0.4^1.5).
    let points = |aggregate: &str, x: &str| points(&score(&read(&tree(aggregate)), &units(&[x])))[0];
    assert_eq!(points("mean", "16"), number("37"));
    assert_eq!(points("geometric", "16"), number("25.2982"));
    assert_eq!(points("geometric", "0"), Decimal::ZERO);
}

#[test]
fn stages_weigh_what_their_indicators_give() {
    // 初评 40 %, 复评 60 %, as in Hubei.
    let text = one_leaf(
        "level",
        "stage = \"data\"\nmeasure = \"x\"\npoints = 30\nscoring = { by = \"target\", target = 10 }",
    ) + "[[indicators]]\ncode = \"2\"\nstage = \"review\"\nname = \"复评\"\nkind = \"level\"\nmeasure = \"x\"\npoints = 100\n\
           scoring = { by = \"target\", target = 20 }\n\
           [[stages]]\ncode = \"data\"\nname = \"初评\"\nweight = 40\n[[stages]]\ncode = \"review\"\nname = \"复评\"\nweight = 60\n";
    let evaluation = score(&read(&text), &units(&["10"]));
    let unit = find(&evaluation, "u0");
    assert_eq!(unit.score, Decimal::from(70));
    let stages: Vec<(&str, Decimal, Decimal)> =
        unit.stages.iter().map(|stage| (stage.code.as_str(), stage.points, stage.weight)).collect();
    assert_eq!(stages, [("data", Decimal::from(30), number("0.4")), ("review", Decimal::from(50), number("0.6"))]);
}

#[test]
fn experts_scores_are_trimmed() {
    let text = one_leaf("judged", "measure = \"x\"\npoints = 100\ntrim = 1\nat_least = 3")
        .replace("unit = \"家\"", "kind = \"scores\"");
    let scheme = read(&text);
    let told = |scores: &[i64]| {
        let mut unit = Unit::new("u0", "综合体");
        let scores = scores.iter().map(|score| Decimal::from(*score)).collect();
        unit.values.insert("x".to_owned(), indicators::Given::Scores(scores));
        score(&scheme, &[unit]).units[0].explained("1").unwrap().clone()
    };
    assert_eq!(told(&[100, 80, 90, 0]).points, Decimal::from(85));
    assert_eq!(told(&[100, 80]).no_value, Some(NoValue::TooFewScores { given: 2, needed: 3 }));
    assert_eq!(told(&[]).no_value, Some(NoValue::Missing { column: "x".to_owned() }));
}

#[test]
fn what_raises_the_score_is_the_next_step_with_what_it_adds() {
    let steps = "by = \"steps\", steps = [{ at_least = 10, points = 40 }, { at_least = 20, points = 100 }]";
    let evaluation = score(&scored_by(steps), &units(&["7"]));
    let raise = &evaluation.units[0].explained("1").unwrap().raise;
    let told: Vec<_> =
        raise.iter().map(|raise| (raise.to, raise.column.as_deref(), raise.points, raise.total)).collect();
    let (ten, twenty) = (Decimal::TEN, Decimal::from(20));
    let (forty, hundred) = (Decimal::from(40), Decimal::ONE_HUNDRED);
    assert_eq!(told, [(ten, Some("x"), forty, forty), (twenty, Some("x"), hundred, hundred)]);
    // Growth of 50 % on 30 firms is 45 firms.
    let scheme = growth("zero_base = \"full\", missing_base = \"no-value\"");
    let grown = score(&scheme, &[years(&["30", "33"])]);
    let raise = &grown.units[0].explained("1").unwrap().raise[0];
    assert_eq!((raise.to, raise.column_to, raise.points), (number("0.5"), Some(Decimal::from(45)), Decimal::from(80)));
    // A share of 60 % of 500 is 300; where the measure stands below the line too, no column is named.
    let share = |formula: &str| {
        let rest = format!("formula = \"{formula}\"\npoints = 100\nscoring = {{ by = \"target\", target = 0.6 }}");
        let evaluation = score(&read(&one_leaf("level", &rest)), &[years(&["50", "12"])]);
        let raise = evaluation.units[0].explained("1").unwrap().raise[0].clone();
        (raise.column, raise.column_to)
    };
    assert_eq!(share("x / (prior(x) * 10)"), (Some("x".to_owned()), Some(Decimal::from(300))));
    assert_eq!(share("x / (x + 100)"), (None, None));
    // The one before in the ranking.
    let ranked = score(&scored_by("by = \"rank\""), &units(&["9", "7", "5"]));
    let raise = &find(&ranked, "u2").explained("1").unwrap().raise[0];
    assert_eq!((raise.to, raise.points), (Decimal::from(7), Decimal::from(50)));
    assert!(find(&ranked, "u0").explained("1").unwrap().raise.is_empty());
}
