//! What holds for every value, every order of units and every text.

use std::sync::OnceLock;

use indicators::{Decimal, Evaluation, Explained, Formula, Given, Scheme, Scored, Unit, score};
use proptest::prelude::*;

use crate::written::{find, read, scored_by};

/// Every way to score a number, and whether more is better.
fn scorings() -> &'static [(Scheme, bool)] {
    static READ: OnceLock<Vec<(Scheme, bool)>> = OnceLock::new();
    READ.get_or_init(every_scoring)
}

fn every_scoring() -> Vec<(Scheme, bool)> {
    let ways = [
        "by = \"target\", target = 7",
        "by = \"min-max\"",
        "by = \"min-max\", min = 2, max = 9",
        "by = \"min-max\", min = -3",
        "by = \"efficacy\"",
        "by = \"efficacy\", min = 2, max = 9, base = 50, span = 30",
        "by = \"z-score\", centre = 0.6, spread = 0.2",
        "by = \"rank\", last = 0.2",
        "by = \"percentile\"",
    ];
    let mut all: Vec<(Scheme, bool)> = Vec::new();
    for way in ways {
        all.push((scored_by(way), true));
        all.push((scored_by(&format!("{way}, better = \"less\"")), false));
    }
    all.push((scored_by("by = \"points\""), true));
    let steps = "steps = [{ at_least = 2, points = 10 }, { at_least = 5, points = 10 }, { at_least = 8, points = 90 }]";
    all.push((scored_by(&format!("by = \"steps\", below = 5, {steps}")), true));
    let less = steps.replace("at_least", "at_most").replace("points = 90", "points = 3");
    all.push((scored_by(&format!("by = \"steps\", better = \"less\", {less}")), false));
    all
}

fn value() -> impl Strategy<Value = Option<Decimal>> {
    prop_oneof![
        1 => Just(None),
        8 => (-500_i64..2_000).prop_map(|number| Some(Decimal::new(number, 2))),
    ]
}

/// Values at the end of what a decimal number can hold.
fn extreme() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        Just(Decimal::MAX),
        Just(Decimal::MIN),
        Just(Decimal::ZERO),
        Just(Decimal::new(1, 28)),
        Just(Decimal::new(-1, 28)),
        (any::<i64>(), 0_u32..28).prop_map(|(number, scale)| Decimal::new(number, scale)),
        any::<u128>().prop_map(|number| Decimal::from_i128_with_scale((number >> 33) as i128, 0)),
    ]
}

fn units(values: &[Option<Decimal>]) -> Vec<Unit> {
    let unit = |(at, value): (usize, &Option<Decimal>)| {
        let unit = Unit::new(format!("u{at}"), "综合体");
        value.map_or(unit.clone(), |value| unit.with("x", value))
    };
    values.iter().enumerate().map(unit).collect()
}

/// Points of a group are the sum of what is below it, and no leaf leaves its bounds.
fn sums_up(node: &Explained) {
    match node.kind {
        "group" if node.aggregate == Some("sum") => {
            let sum: Decimal = node.children.iter().map(|child| child.points).sum();
            assert!(
                node.points == sum || node.points < sum && node.full.is_zero(),
                "{}: {} {sum}",
                node.code,
                node.points
            );
        }
        "deduction" => assert!(node.points <= Decimal::ZERO && node.points >= -node.full, "{}", node.code),
        _ => assert!(node.points >= Decimal::ZERO && node.points <= node.full, "{}: {}", node.code, node.points),
    }
    node.children.iter().for_each(sums_up);
}

fn explained(evaluation: &Evaluation, floor: Decimal, ceiling: Decimal) {
    for unit in &evaluation.units {
        unit.tree.iter().for_each(sums_up);
        let sum: Decimal = unit.tree.iter().map(|node| node.points).sum();
        assert_eq!(unit.points, indicators::Mode::HalfUp.round(sum.clamp(floor, ceiling), 2), "{}", unit.id);
        let raised = |node: &Explained| node.raise.iter().all(|raise| raise.points > Decimal::ZERO);
        assert!(unit.tree.iter().all(raised));
    }
}

const SHIPPED: &[&str] = &["yizhan-2026.toml", "shaoxing.toml", "taizhou-bay-2023.toml", "wenzhou-park-2022.toml"];

fn text_of(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../../schemes/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The schemes that are shipped, read once for all cases.
fn shipped() -> &'static [Scheme] {
    static READ: OnceLock<Vec<Scheme>> = OnceLock::new();
    READ.get_or_init(|| SHIPPED.iter().map(|name| read(&text_of(name))).collect())
}

/// Units with some value in every column that the scheme asks for.
fn full_units(scheme: &Scheme, numbers: &[Decimal], count: usize) -> Vec<Unit> {
    let mut next = numbers.iter().copied().cycle();
    let mut all = Vec::new();
    for at in 0..count {
        let mut unit = Unit::new(format!("u{at}"), format!("综合体{at}"));
        for (measure, years) in scheme.columns() {
            let measure = &scheme.measures[measure];
            let number = next.next().unwrap_or_default();
            let given = match measure.kind {
                indicators::MeasureKind::Scores => Given::Scores(vec![number; 3]),
                _ => Given::Number(number),
            };
            unit.values.insert(indicators::column(&measure.key, years), given);
        }
        all.push(unit);
    }
    all
}

fn by_id(evaluation: &Evaluation) -> Vec<String> {
    let told = |unit: &Scored| serde_json::to_string(unit).unwrap();
    let mut all: Vec<String> = evaluation.units.iter().map(told).collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_better_value_never_gives_fewer_points(
        values in prop::collection::vec(value(), 1..7),
        at in any::<prop::sample::Index>(),
        more in 0_i64..900,
    ) {
        let at = at.index(values.len());
        let mut raised = values.clone();
        raised[at] = Some(values[at].unwrap_or_default() + Decimal::new(more, 2));
        let before = values[at];
        for (scheme, more_is_better) in scorings() {
            let more_is_better = *more_is_better;
            let id = format!("u{at}");
            let points = |values: &[Option<Decimal>]| find(&score(scheme, &units(values)), &id).points;
            let (low, high) = (points(&values), points(&raised));
            // Where there was nothing, anything is better.
            let rises = more_is_better || before.is_none();
            prop_assert!(if rises { low <= high } else { low >= high }, "{low} {high} {:?}", scheme.indicators[0].node);
        }
    }

    #[test]
    fn points_stay_between_nothing_and_full(values in prop::collection::vec(extreme(), 1..6)) {
        let values: Vec<Option<Decimal>> = values.into_iter().map(Some).collect();
        for (scheme, _) in scorings() {
            for unit in score(scheme, &units(&values)).units {
                prop_assert!(unit.points >= Decimal::ZERO && unit.points <= Decimal::ONE_HUNDRED);
            }
        }
    }

    #[test]
    fn the_explanation_sums_up_to_the_score(numbers in prop::collection::vec(0_i64..400, 40..60)) {
        let scheme = &shipped()[0];
        let numbers: Vec<Decimal> = numbers.into_iter().map(|number| Decimal::new(number, 2)).collect();
        let evaluation = score(scheme, &full_units(scheme, &numbers, 5));
        explained(&evaluation, Decimal::ZERO, Decimal::from(105));
    }

    #[test]
    fn no_value_makes_a_panic(numbers in prop::collection::vec(extreme(), 1..30)) {
        for scheme in shipped() {
            let evaluation = score(scheme, &full_units(scheme, &numbers, 4));
            evaluation.units.iter().flat_map(|unit| &unit.tree).for_each(sums_up);
        }
    }

    #[test]
    fn the_order_of_units_changes_nothing(
        numbers in prop::collection::vec(0_i64..30, 30..50),
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let scheme = &shipped()[0];
        let numbers: Vec<Decimal> = numbers.into_iter().map(|number| Decimal::new(number, 1)).collect();
        let units = full_units(scheme, &numbers, 9);
        let shuffled: Vec<Unit> = order.iter().map(|at| units[*at].clone()).collect();
        let (one, other) = (score(scheme, &units), score(scheme, &shuffled));
        prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&other).unwrap());
        prop_assert_eq!(by_id(&one), by_id(&other));
    }

    #[test]
    fn a_quota_is_kept(scores in prop::collection::vec(0_i64..40, 1..60), share in 0_i64..=100) {
        let text = crate::written::one_leaf("level", "measure = \"x\"\npoints = 100\nscoring = { by = \"points\" }")
            .replace("floor = 80", &format!("share = \"{share}%\"\nshare_rounds = \"down\""));
        let values: Vec<Option<Decimal>> = scores.iter().map(|score| Some(Decimal::from(*score))).collect();
        let evaluation = score(&read(&text), &units(&values));
        let best: Vec<&Scored> = evaluation.units.iter().filter(|unit| unit.grade == Some(0)).collect();
        prop_assert!(best.len() as i64 * 100 <= share * scores.len() as i64);
        let worst_of_best = best.iter().map(|unit| unit.score).min();
        let best_of_rest = evaluation.units.iter().filter(|unit| unit.grade != Some(0)).map(|unit| unit.score).max();
        prop_assert!(worst_of_best.zip(best_of_rest).is_none_or(|(one, other)| one > other));
    }

    #[test]
    fn any_text_is_a_formula_or_refused(text in "\\PC{0,60}") {
        let scheme = scored_by("by = \"points\"");
        let _ = Formula::read(&text, &scheme.measures);
    }

    #[test]
    fn any_words_of_the_language_are_a_formula_or_refused(
        words in prop::collection::vec(prop::sample::select(&[
            "x", "服务企业数", "1", "0.5", "15%", "+", "-", "*", "/", "(", ")", ",", "<", ">=", "=", "and", "or", "not", "if(",
            "min(", "max(", "round(", "clamp(", "growth(", "prior(", "default(", "has(", "mean(", "abs(",
            "79228162514264337593543950335",
        ][..]), 0..24),
        number in extreme(),
    ) {
        let text = words.join(" ");
        let rest = format!("formula = \"{text}\"\npoints = 100\nscoring = {{ by = \"points\" }}");
        if let Ok(scheme) = Scheme::read(&crate::written::one_leaf("level", &rest)) {
            let unit = Unit::new("u0", "综合体").with("x", number).before("x", 1, number);
            let evaluation = score(&scheme, &[unit]);
            prop_assert!(evaluation.units[0].points <= Decimal::ONE_HUNDRED);
        }
    }

    #[test]
    fn any_text_is_a_scheme_or_refused(text in "(\\PC|\n){0,200}") {
        if let Err(problems) = Scheme::read(&text) {
            prop_assert!(!problems.0.is_empty());
        }
    }

    #[test]
    fn a_scheme_with_a_piece_cut_out_or_put_elsewhere_is_read_or_refused(
        from in any::<prop::sample::Index>(),
        long in 1_usize..60,
        to in any::<prop::sample::Index>(),
        name in prop::sample::select(SHIPPED),
    ) {
        let mut signs: Vec<char> = text_of(name).chars().collect();
        let from = from.index(signs.len());
        let piece: Vec<char> = signs.drain(from..(from + long).min(signs.len())).collect();
        let to = to.index(signs.len());
        signs.splice(to..to, piece);
        let text: String = signs.into_iter().collect();
        match Scheme::read(&text) {
            Ok(scheme) => {
                score(&scheme, &[Unit::new("u0", "综合体")]);
            }
            Err(problems) => prop_assert!(problems.0.iter().all(|problem| problem.line >= 1 && !problem.what.is_empty())),
        }
    }
}

#[test]
fn texts_that_are_nested_deeply_are_refused() {
    for text in [
        "a = ".to_owned() + &"[".repeat(100_000),
        "a.".repeat(50_000) + "b = 1",
        "[a".to_owned() + &".a".repeat(20_000) + "]",
    ] {
        assert!(Scheme::read(&text).is_err());
    }
}
