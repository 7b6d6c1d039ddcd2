//! How a value becomes points: the `scoring` of a leaf.

use rust_decimal::Decimal;

use super::fields::Fields;
use super::{Better, Measure, Method, Scoring, reading};
use crate::formula::{Formula, Sort};
use crate::unit::Dimension;

const METHODS: &[(&str, &str)] = &[
    ("target", "target"),
    ("steps", "steps"),
    ("min-max", "min-max"),
    ("efficacy", "efficacy"),
    ("z-score", "z-score"),
    ("rank", "rank"),
    ("percentile", "percentile"),
    ("yes-no", "yes-no"),
    ("points", "points"),
];

/// Reads the scoring of a value of that sort with those full points.
pub(super) fn read(leaf: &Fields<'_>, measures: &[Measure], sort: &Sort, full: Decimal) -> Option<Scoring> {
    let Some(table) = leaf.table("scoring") else {
        if !leaf.has("scoring") {
            leaf.wrong("scoring", "`scoring` is missing", "add scoring = { by = \"target\", target = 10 }");
        }
        return None;
    };
    let ways = &[("more", Better::More), ("less", Better::Less)];
    let by = table.need_choice("by", METHODS)?;
    let better = table.choice("better", ways).unwrap_or(Better::More);
    let method = method(&table, by, measures, better, full);
    table.finish();
    let method = method?;
    match (&method, sort) {
        (Method::YesNo, Sort::Number(_)) => {
            table.wrong("by", "\"yes-no\" needs a condition", "compare the value: formula = \"x > 0\"");
        }
        (Method::YesNo, Sort::Truth) => {}
        (_, Sort::Truth) => {
            table.wrong("by", format!("\"{by}\" needs a number, this is a condition"), "use by = \"yes-no\"");
        }
        (_, Sort::Number(dimension)) => units(&table, &method, dimension),
    }
    if matches!(method, Method::YesNo | Method::Points) && better == Better::Less {
        table.wrong("better", format!("\"{by}\" has no direction"), "turn the formula round and take `better` away");
    }
    Some(Scoring { by: method, better })
}

fn method(table: &Fields<'_>, by: &str, measures: &[Measure], better: Better, full: Decimal) -> Option<Method> {
    Some(match by {
        "target" => {
            if !table.has("target") {
                table.wrong("target", "`target` is missing", "add target = 10, or a formula");
            }
            let target = number_formula(table, "target", measures)?;
            if target.constant().is_some_and(|target| target <= Decimal::ZERO) {
                table.wrong(
                    "target",
                    "the target is not above zero",
                    "a share of it cannot be taken; write more than 0",
                );
            }
            Method::Target(target)
        }
        "steps" => steps(table, better, full)?,
        "min-max" => {
            let (min, max) = bounds(table, measures);
            Method::MinMax { min, max }
        }
        "efficacy" => {
            let (min, max) = bounds(table, measures);
            let base = table.number_within("base", 0, 100).unwrap_or(Decimal::from(60));
            let span = table.number_within("span", 0, 100).unwrap_or(Decimal::from(40));
            if base + span > Decimal::ONE_HUNDRED {
                table.wrong("span", "base and span are more than 100 together", "use 60 and 40, or less");
            }
            Method::Efficacy { min, max, base, span }
        }
        "z-score" => {
            let centre = table.need_number("centre", 0, 1);
            Method::ZScore { centre, spread: table.need_number("spread", 0, 1) }
        }
        "rank" => Method::Rank { last: table.number_within("last", 0, 1).unwrap_or(Decimal::ZERO) },
        "percentile" => Method::Percentile,
        "yes-no" => Method::YesNo,
        _ => Method::Points,
    })
}

fn number_formula(table: &Fields<'_>, key: &'static str, measures: &[Measure]) -> Option<Formula> {
    let formula = reading::formula(table, key, measures)?;
    if *formula.sort() == Sort::Truth {
        table.wrong(key, "this is a condition, no number", "write a number or a formula that gives one");
        return None;
    }
    Some(formula)
}

fn bounds(table: &Fields<'_>, measures: &[Measure]) -> (Option<Formula>, Option<Formula>) {
    let min = number_formula(table, "min", measures);
    let max = number_formula(table, "max", measures);
    let numbers = min.as_ref().and_then(Formula::constant).zip(max.as_ref().and_then(Formula::constant));
    if numbers.is_some_and(|(min, max)| min >= max) {
        table.wrong("max", "max is not above min", "exchange them; where less is better write better = \"less\"");
    }
    (min, max)
}

/// Steps from the worst to the best: bounds and points go one way, so that more (or less) never gives fewer points.
fn steps(table: &Fields<'_>, better: Better, full: Decimal) -> Option<Method> {
    let below = table.number_within("below", 0, 10_000).unwrap_or(Decimal::ZERO);
    let mut steps: Vec<(Decimal, Decimal)> = Vec::new();
    for step in table.tables("steps") {
        let bound = match better {
            Better::More => step.need_number("at_least", -1_000_000_000_000, 1_000_000_000_000),
            Better::Less => step.need_number("at_most", -1_000_000_000_000, 1_000_000_000_000),
        };
        let points = step.need_number("points", 0, 10_000);
        if points > full {
            step.wrong(
                "points",
                format!("{points} is more than the full {full}"),
                "raise the full points or lower these",
            );
        }
        step.finish();
        steps.push((bound, points));
    }
    if steps.is_empty() {
        let hint = "add steps = [{ at_least = 10, points = 5 }]";
        table.wrong("steps", "there are no steps", hint);
        return None;
    }
    steps.sort_by_key(|(bound, _)| *bound);
    if better == Better::Less {
        steps.reverse();
    }
    let rising = steps.windows(2).all(|pair| pair[0].0 != pair[1].0 && pair[0].1 <= pair[1].1);
    if !rising || steps[0].1 < below {
        let hint = "a better value may not give fewer points, and each bound stands once";
        table.wrong("steps", "the points do not rise with the steps", hint);
    }
    Some(Method::Steps { steps, below })
}

/// Targets and bounds have the unit of the value.
fn units(table: &Fields<'_>, method: &Method, value: &Dimension) {
    let named: Vec<(&str, &Formula)> = match method {
        Method::Target(target) => vec![("target", target)],
        Method::MinMax { min, max } | Method::Efficacy { min, max, .. } => {
            let both = [("min", min), ("max", max)];
            both.into_iter().filter_map(|(key, bound)| Some((key, bound.as_ref()?))).collect()
        }
        _ => Vec::new(),
    };
    for (key, formula) in named {
        if let Sort::Number(dimension) = formula.sort()
            && !dimension.agrees(value)
        {
            let what = format!("`{dimension}` is compared with `{value}`");
            table.wrong(key, what, "give both the same unit");
        }
    }
}
