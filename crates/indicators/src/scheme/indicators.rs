//! The tree of indicators.

use rust_decimal::Decimal;

use super::fields::{Fields, Text};
use super::{
    Aggregate, Base, Growth, Indicator, Item, Kind, Leaf, Measure, MeasureKind, Missing, Node, Rule, Stage, Total,
    grading, reading, scoring,
};
use crate::formula::{Formula, Sort};
use crate::problem::nearest;
use crate::unit::Dimension;

/// How deep the tree may be.
const DEEPEST: usize = 8;
/// How many indicators a scheme may have.
const MOST: usize = 1_000;

/// What the indicators refer to.
pub(super) struct Given<'g> {
    pub(super) measures: &'g [Measure],
    pub(super) grades: &'g [&'g str],
    pub(super) stages: &'g [Stage],
}

/// What `kind` may say.
#[derive(Clone, Copy)]
enum Written {
    Leaf(Kind),
    NotPublished,
}

const KINDS: &[(&str, Written)] = &[
    ("level", Written::Leaf(Kind::Level)),
    ("new", Written::Leaf(Kind::New)),
    ("growth", Written::Leaf(Kind::Growth)),
    ("ratio", Written::Leaf(Kind::Ratio)),
    ("ratio-change", Written::Leaf(Kind::RatioChange)),
    ("checklist", Written::Leaf(Kind::Checklist)),
    ("judged", Written::Leaf(Kind::Judged)),
    ("bonus", Written::Leaf(Kind::Bonus)),
    ("deduction", Written::Leaf(Kind::Deduction)),
    ("veto", Written::Leaf(Kind::Veto)),
    ("not-published", Written::NotPublished),
];

/// Reads all indicators. Parents stand before their children, so that the list is a tree.
pub(super) fn read(root: &Fields<'_>, given: &Given<'_>, total: &Total) -> Vec<Indicator> {
    let mut indicators: Vec<Indicator> = Vec::new();
    let tables = root.tables("indicators");
    if tables.is_empty() {
        root.wrong("indicators", "there are no indicators", "add [[indicators]] with code, name, kind and points");
    }
    if tables.len() > MOST {
        let hint = format!("a scheme has at most {MOST}");
        root.wrong("indicators", format!("there are {} indicators", tables.len()), hint);
    }
    for table in tables.into_iter().take(MOST) {
        let code = table.need_text("code");
        let table = if code.value.is_empty() { table } else { table.called(format!("indicators[{}]", code.value)) };
        if indicators.iter().any(|other| other.code == code.value) && !code.value.is_empty() {
            table.wrong("code", format!("there are two indicators `{}`", code.value), "give each its own code");
        }
        let indicator = one(&table, code.value, given, total, &indicators);
        table.finish();
        if let Some(parent) = indicator.parent {
            let at = indicators.len();
            indicators[parent].children.push(at);
        }
        indicators.push(indicator);
    }
    put_together(root, &mut indicators);
    weigh(root, &mut indicators, total);
    indicators
}

fn one(table: &Fields<'_>, code: String, given: &Given<'_>, total: &Total, above: &[Indicator]) -> Indicator {
    let parent = table.text("under").and_then(|under| parent(table, &under, above));
    let kind = table.choice("kind", KINDS);
    let aggregate = table.choice("aggregate", reading::AGGREGATES);
    let siblings = match parent.map(|parent| &above[parent].node) {
        Some(Node::Group { aggregate, .. }) => *aggregate,
        _ => total.aggregate,
    };
    let mut indicator = Indicator {
        code,
        name: table.need_text("name").value,
        why: table.string("why"),
        parent,
        children: Vec::new(),
        stage: table.text("stage").and_then(|stage| self::stage(table, &stage, given.stages)),
        full: Decimal::ZERO,
        weight: None,
        not_published: table.string("not_published"),
        node: Node::NotPublished,
        place: table.place().clone(),
    };
    if parent.is_some() && table.has("stage") {
        table.wrong("stage", "only an indicator at the top has a stage", "write it at the topmost one");
    } else if parent.is_none() && !table.has("stage") && !given.stages.is_empty() {
        table.wrong("stage", "`stage` is missing", "write to which of the stages it belongs");
    }
    weight(table, &mut indicator, siblings, kind);
    match kind {
        Some(Written::Leaf(kind)) => {
            let by_weight = siblings != Aggregate::Sum;
            leaf(table, &mut indicator, kind, given, by_weight);
            if aggregate.is_some() {
                table.wrong("aggregate", "only a group is put together", "take `aggregate` or `kind` away");
            }
        }
        Some(Written::NotPublished) => {
            indicator.full = table.need_number("points", 0, 10_000);
            if indicator.not_published.is_none() {
                table.wrong("not_published", "`not_published` is missing", "say what is known and what is not");
            }
        }
        None => {
            indicator.full = table.number_within("points", 0, 10_000).unwrap_or(Decimal::NEGATIVE_ONE);
            let cap = table.number_within("cap", 0, 10_000);
            indicator.node = Node::Group { aggregate: aggregate.unwrap_or(Aggregate::Sum), cap };
        }
    }
    indicator
}

fn parent(table: &Fields<'_>, under: &Text, above: &[Indicator]) -> Option<usize> {
    let Some(parent) = above.iter().position(|indicator| indicator.code == under.value) else {
        let hint = match nearest(&under.value, above.iter().map(|indicator| indicator.code.as_str())) {
            Some(near) => format!("did you mean \"{near}\"? a group stands before what is under it"),
            None => "a group stands before what is under it".to_owned(),
        };
        table.wrong("under", format!("there is no indicator `{}` above", under.value), hint);
        return None;
    };
    if !matches!(above[parent].node, Node::Group { .. }) {
        table.wrong(
            "under",
            format!("`{}` is measured itself", under.value),
            "take its `kind` away to make it a group",
        );
    }
    let chain = std::iter::successors(Some(parent), |at| above[*at].parent);
    if chain.count() >= DEEPEST {
        table.wrong("under", "the tree is too deep", format!("it may have {DEEPEST} levels"));
    }
    Some(parent)
}

fn stage(table: &Fields<'_>, code: &Text, stages: &[Stage]) -> Option<usize> {
    let found = stages.iter().position(|stage| stage.code == code.value);
    if found.is_none() {
        let hint = match nearest(&code.value, stages.iter().map(|stage| stage.code.as_str())) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "declare it under [[stages]]".to_owned(),
        };
        table.wrong("stage", format!("there is no stage `{}`", code.value), hint);
    }
    found
}

fn weight(table: &Fields<'_>, indicator: &mut Indicator, siblings: Aggregate, kind: Option<Written>) {
    use Kind::{Bonus, Deduction, Veto};
    let extra = matches!(kind, Some(Written::Leaf(Bonus | Deduction | Veto)));
    if siblings == Aggregate::Sum {
        if table.has("weight") {
            table.wrong("weight", "points are added here, nothing is weighted", "write aggregate = \"mean\" above it");
            table.number("weight");
        }
    } else if extra {
        if !matches!(kind, Some(Written::Leaf(Veto))) {
            let hint = "put it under a group that adds points";
            table.wrong("kind", "a mean has no bonus or deduction", hint);
        }
    } else {
        indicator.weight = Some(table.need_number("weight", 0, 100));
    }
}

fn leaf(table: &Fields<'_>, indicator: &mut Indicator, kind: Kind, given: &Given<'_>, by_weight: bool) {
    let points = match kind {
        Kind::Bonus | Kind::Deduction | Kind::Veto | Kind::Checklist => None,
        _ if by_weight && !table.has("points") => Some(Decimal::ONE_HUNDRED),
        _ => Some(table.need_number("points", 0, 10_000)),
    };
    indicator.full = points.unwrap_or_default();
    let choices = &[("zero", Missing::Zero), ("incomplete", Missing::Incomplete)];
    let missing = table.choice("missing", choices).unwrap_or(Missing::Zero);
    let rule = match kind {
        Kind::Level | Kind::New | Kind::Ratio | Kind::RatioChange | Kind::Growth => {
            value(table, kind, given.measures, indicator.full)
        }
        Kind::Checklist => checklist(table, given.measures, &mut indicator.full),
        Kind::Judged => judged(table, given.measures),
        Kind::Bonus | Kind::Deduction => each(table, given.measures, &mut indicator.full),
        Kind::Veto => {
            if !table.has("condition") {
                table.wrong("condition", "`condition` is missing", "add condition = \"x > 0\"");
            }
            let condition = reading::condition(table, "condition", given.measures);
            let outcome = grading::outcome(table, given.grades);
            condition.map(|condition| Rule::Veto { condition, outcome })
        }
    };
    // What is wrong was reported; the node stays a placeholder until the file is mended.
    if let Some(rule) = rule {
        indicator.node = Node::Leaf(Box::new(Leaf { kind, rule, missing }));
    }
}

/// The one formula of a leaf: `measure` for a measure alone, else `formula`.
fn formula(table: &Fields<'_>, measures: &[Measure]) -> Option<Formula> {
    if table.has("measure") && table.has("formula") {
        table.wrong("formula", "there are a measure and a formula", "keep one of them");
    }
    if let Some(name) = table.text("measure") {
        let at = measure(table, &name, measures)?;
        table.formula_text("formula");
        return Some(Formula::measure(at, &measures[at]));
    }
    if !table.has("formula") {
        table.wrong("measure", "it says not what is measured", "add measure = \"…\" or formula = \"…\"");
    }
    reading::formula(table, "formula", measures)
}

fn measure(table: &Fields<'_>, name: &Text, measures: &[Measure]) -> Option<usize> {
    let found = measures.iter().position(|measure| measure.key == name.value || measure.name == name.value);
    if found.is_none() {
        let names = measures.iter().flat_map(|measure| [measure.key.as_str(), measure.name.as_str()]);
        let hint = match nearest(&name.value, names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "declare it under [[measures]]".to_owned(),
        };
        table.file().wrong(&name.place, format!("no measure is called `{}`", name.value), hint);
    }
    found
}

fn measure_of(table: &Fields<'_>, measures: &[Measure], kind: MeasureKind, word: &str) -> Option<usize> {
    let name = table.need_text("measure");
    let at = if name.value.is_empty() { None } else { measure(table, &name, measures) }?;
    if measures[at].kind != kind {
        let hint = format!("give it kind = \"{word}\" under [[measures]]");
        table.wrong("measure", format!("`{}` is of another kind", name.value), hint);
    }
    Some(at)
}

fn value(table: &Fields<'_>, kind: Kind, measures: &[Measure], full: Decimal) -> Option<Rule> {
    let formula = formula(table, measures);
    let growth = (kind == Kind::Growth).then(|| growth(table));
    let sort = match (&formula, kind) {
        (Some(formula), Kind::Growth) => growing(table, formula),
        (Some(formula), _) => formula.sort().clone(),
        (None, _) => Sort::Number(Dimension::Any),
    };
    if let (Kind::Ratio | Kind::RatioChange, Sort::Number(unit)) = (kind, &sort)
        && !unit.is_plain()
        && unit.to_string() != "%"
    {
        let what = format!("a ratio has no unit, this is in `{unit}`");
        table.wrong("formula", what, "divide equal units, or use kind = \"level\"");
    }
    let scoring = scoring::read(table, measures, &sort, full);
    let (formula, scoring) = (formula?, scoring?);
    Some(match (growth, kind) {
        (Some(growth), _) => Rule::Growth { formula, growth, scoring },
        (None, Kind::RatioChange) => Rule::Change { formula, scoring },
        (None, _) => Rule::Value { formula, scoring },
    })
}

/// Growth is a ratio, of a number.
fn growing(table: &Fields<'_>, formula: &Formula) -> Sort {
    if *formula.sort() == Sort::Truth {
        table.wrong("formula", "a condition does not grow", "write a formula that gives a number");
    }
    Sort::Number(Dimension::plain())
}

fn growth(table: &Fields<'_>) -> Growth {
    const BASES: &[(&str, Base)] =
        &[("no-value", Base::NoValue), ("zero", Base::Zero), ("full", Base::Full), ("skip", Base::Skip)];
    let fallback = Growth { years: 1, zero_base: Base::NoValue, missing_base: Base::NoValue, fall_is_zero: false };
    let Some(rule) = table.table("growth") else {
        if !table.has("growth") {
            let hint = "add growth = { zero_base = \"full\", missing_base = \"no-value\" }";
            table.wrong("growth", "`growth` is missing", hint);
        }
        return fallback;
    };
    let growth = Growth {
        years: rule.whole("years", 1, 5).unwrap_or(1),
        zero_base: rule.need_choice("zero_base", BASES).unwrap_or(Base::NoValue),
        missing_base: rule.need_choice("missing_base", BASES).unwrap_or(Base::NoValue),
        fall_is_zero: rule.choice("fall", &[("zero", true), ("keep", false)]).unwrap_or(false),
    };
    rule.finish();
    growth
}

fn checklist(table: &Fields<'_>, measures: &[Measure], full: &mut Decimal) -> Option<Rule> {
    let mut items = Vec::new();
    let lines = table.tables("items");
    if lines.is_empty() {
        table.wrong("items", "the list is empty", "add items = [{ measure = \"…\", points = 2 }]");
    }
    for line in lines {
        let measure = measure_of(&line, measures, MeasureKind::YesNo, "yes-no");
        let points = line.need_number("points", 0, 10_000);
        line.finish();
        items.extend(measure.map(|measure| Item { measure, points }));
    }
    *full = items.iter().map(|item| item.points).sum();
    if let Some(points) = table.number("points")
        && points != *full
    {
        let what = format!("the items have {full} points together, not {points}");
        table.wrong("points", what, "mend the items, or leave `points` away");
    }
    (!items.is_empty()).then_some(Rule::Checklist(items))
}

fn judged(table: &Fields<'_>, measures: &[Measure]) -> Option<Rule> {
    let measure = measure_of(table, measures, MeasureKind::Scores, "scores");
    let scale = table.number_within("scale", 1, 10_000).unwrap_or(Decimal::ONE_HUNDRED);
    let trim = table.whole("trim", 0, 20).unwrap_or(0) as usize;
    let at_least = table.whole("at_least", 1, 100).unwrap_or(1) as usize;
    if at_least <= 2 * trim {
        let hint = format!("write at_least = {} or more, or trim less", 2 * trim + 1);
        table.wrong("at_least", "trimming would leave no score", hint);
    }
    measure.map(|measure| Rule::Judged { measure, scale, trim, at_least })
}

fn each(table: &Fields<'_>, measures: &[Measure], full: &mut Decimal) -> Option<Rule> {
    let formula = formula(table, measures);
    let per = table.number("per").unwrap_or(Decimal::ONE);
    if per <= Decimal::ZERO {
        table.wrong("per", format!("{per} is not above zero"), "write for every how many the points are given");
    }
    let points = table.need_number("each", 0, 10_000);
    let cap = table.need_number("cap", 0, 10_000);
    let whole = table.flag("whole").unwrap_or(true);
    *full = cap;
    let formula = formula?;
    if *formula.sort() == Sort::Truth {
        table.wrong("formula", "a condition cannot be counted", "write if(condition, 1, 0)");
    }
    Some(Rule::Each { formula, per, points, cap, whole })
}

/// The points of a group are those of its children, or what it says where it takes a mean.
fn put_together(root: &Fields<'_>, indicators: &mut [Indicator]) {
    for at in (0..indicators.len()).rev() {
        let Node::Group { aggregate, .. } = indicators[at].node else { continue };
        let (stated, place) = (indicators[at].full, indicators[at].place.clone());
        let unstated = stated.is_sign_negative();
        if indicators[at].children.is_empty() {
            let hint = "add kind = \"…\" to make it a leaf, or indicators with under = its code";
            root.file().wrong(&place, "a group has nothing under it", hint);
        }
        if aggregate != Aggregate::Sum {
            indicators[at].full = if unstated { Decimal::ONE_HUNDRED } else { stated };
            continue;
        }
        let children = indicators[at].children.iter().map(|child| &indicators[*child]);
        let sum: Decimal = children.filter(|child| !child.is_extra()).map(|child| child.full).sum();
        indicators[at].full = sum;
        if !unstated && stated != sum {
            let what = format!("what is under it has {sum} points together, not {stated}");
            root.file().wrong(&place, what, "mend the points below, or leave these away");
        }
    }
}

/// Weights of the children of a mean add up to 1.
fn weigh(root: &Fields<'_>, indicators: &mut [Indicator], total: &Total) {
    let means = |node: &Node| matches!(node, Node::Group { aggregate, .. } if *aggregate != Aggregate::Sum);
    let mut families: Vec<Vec<usize>> = Vec::new();
    if total.aggregate != Aggregate::Sum {
        families.push((0..indicators.len()).filter(|at| indicators[*at].parent.is_none()).collect());
    }
    families.extend(indicators.iter().filter(|group| means(&group.node)).map(|group| group.children.clone()));
    for family in families {
        let sum: Decimal = family.iter().filter_map(|at| indicators[*at].weight).sum();
        if sum == Decimal::ONE || sum == Decimal::ONE_HUNDRED {
            for at in family {
                indicators[at].weight = indicators[at].weight.map(|weight| weight / sum);
            }
        } else if let Some(first) = family.first() {
            let place = indicators[*first].place.clone();
            let what = format!("the weights of it and its siblings add up to {sum}");
            root.file().wrong(&place, what, "make them 1 or 100 together");
        }
    }
}
