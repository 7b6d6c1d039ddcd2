//! From the text of a file to a scheme.

use rust_decimal::Decimal;
use toml::de::DeTable;

use super::fields::{Fields, File, Text};
use super::indicators::{self, Given};
use super::{
    Aggregate, Applies, Indicator, Measure, Ranking, Scheme, Source, Stage, Total, checking, grading, measures,
};
use crate::formula::{Formula, Sort};
use crate::number::{Mode, Rounding};
use crate::problem::{Problem, Problems, nearest, place};

/// The longest file, in bytes: a hundred times the longest that is shipped.
const LONGEST: usize = 1 << 20;

pub(super) const MODES: &[(&str, Mode)] =
    &[("half-up", Mode::HalfUp), ("half-even", Mode::HalfEven), ("down", Mode::Down), ("up", Mode::Up)];

pub(super) const AGGREGATES: &[(&str, Aggregate)] =
    &[("sum", Aggregate::Sum), ("mean", Aggregate::Mean), ("geometric", Aggregate::Geometric)];

pub(super) fn read(text: &str) -> Result<Scheme, Problems> {
    if text.len() > LONGEST {
        let what = format!("the file has {} bytes", text.len());
        let hint = format!("a scheme has at most {LONGEST}");
        return Err(Problems(vec![Problem { line: 1, column: 1, path: String::new(), what, hint }]));
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(Problems(errors.iter().map(|error| broken(text, error)).collect()));
    }
    let file = File::new(text);
    let root = Fields::root(&file, table.get_ref());
    let scheme = scheme(&root);
    root.finish();
    match scheme {
        Some(scheme) if file.is_fine() => Ok(scheme),
        _ => Err(Problems(file.into_problems())),
    }
}

/// A mistake of TOML itself.
fn broken(text: &str, error: &toml::de::Error) -> Problem {
    let (line, column) = place(text, error.span().map_or(0, |span| span.start));
    let what = error.message().to_owned();
    let hint = if what.contains("duplicate") {
        "a key stands once in a table; a list of tables is written [[name]]"
    } else if what.contains("string") {
        "texts stand between two \" on one line"
    } else {
        "a line is key = value; texts stand in quotes, tables begin with [name], lists of tables with [[name]]"
    };
    Problem { line, column, path: String::new(), what, hint: hint.to_owned() }
}

/// The scheme; nothing only when so much is wrong that it cannot be put together, which was reported.
fn scheme(root: &Fields<'_>) -> Option<Scheme> {
    let code = root.need_text("code");
    if !code.value.is_empty() && !is_code(&code.value) {
        root.wrong(
            "code",
            format!("`{}` is no code", code.value),
            "use small letters, digits and -, as in wenzhou-2026",
        );
    }
    let (valid_from, valid_to) = (root.need_day("valid_from"), root.day("valid_to"));
    if valid_to.as_ref().is_some_and(|to| *to < valid_from) {
        root.wrong("valid_to", "the last day is before the first", "put valid_to on or after valid_from");
    }
    let measures = measures::read(root);
    let (grades, caps) = grading::grades(root);
    let names: Vec<&str> = grades.iter().map(|grade| grade.name.as_str()).collect();
    let mut stages = stages(root);
    let total = total(root);
    let rounding = root.table("rounding").map_or(Rounding { digits: 4, mode: Mode::HalfUp }, |table| rounding(&table));
    let given = Given { measures: &measures, grades: &names, stages: &stages };
    let indicators = indicators::read(root, &given, &total);
    let gates = grading::gates(root, &given, &indicators);
    let consequences = grading::consequences(root, &names);
    let ranking = ranking(root, &indicators);
    stage_points(root, &mut stages, &indicators);
    let scheme = Scheme {
        code: code.value,
        title: root.need_text("title").value,
        issuer: root.need_text("issuer").value,
        number: root.string("number"),
        about: root.string("about"),
        valid_from,
        valid_to,
        sources: sources(root),
        applies: applies(root),
        measures,
        stages,
        indicators,
        total,
        rounding,
        gates,
        grades,
        caps,
        ranking,
        consequences,
        years: 0,
    };
    checking::whole(root, &scheme);
    let years = checking::columns(&scheme).iter().map(|(_, before)| *before).max().unwrap_or(0);
    Some(Scheme { years, ..scheme })
}

fn is_code(code: &str) -> bool {
    code.len() <= 60 && code.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-')
}

pub(super) fn rounding(table: &Fields<'_>) -> Rounding {
    let digits = table.whole("digits", 0, 10);
    if !table.has("digits") {
        table.wrong("digits", "`digits` is missing", "add digits = 0 to 10");
    }
    let mode = table.need_choice("mode", MODES);
    table.finish();
    Rounding { digits: digits.unwrap_or(0), mode: mode.unwrap_or(Mode::HalfUp) }
}

fn total(root: &Fields<'_>) -> Total {
    let fallback = Rounding { digits: 2, mode: Mode::HalfUp };
    let Some(table) = root.table("total") else {
        if !root.has("total") {
            root.wrong("total", "`total` is missing", "add [total] with points = 100");
        }
        let points = Decimal::ONE_HUNDRED;
        return Total { points, aggregate: Aggregate::Sum, rounding: fallback, floor: Decimal::ZERO, ceiling: None };
    };
    let total = Total {
        points: table.need_number("points", 1, 10_000),
        aggregate: table.choice("aggregate", AGGREGATES).unwrap_or(Aggregate::Sum),
        rounding: table.table("rounding").map_or(fallback, |table| rounding(&table)),
        floor: table.number_within("floor", -10_000, 10_000).unwrap_or(Decimal::ZERO),
        ceiling: table.number_within("ceiling", 0, 10_000),
    };
    if total.ceiling.is_some_and(|ceiling| ceiling < total.floor) {
        table.wrong("ceiling", "the ceiling is below the floor", "exchange them");
    }
    table.finish();
    total
}

fn stages(root: &Fields<'_>) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for table in root.tables("stages") {
        let code = table.need_text("code");
        if stages.iter().any(|stage| stage.code == code.value) {
            table.wrong("code", format!("there are two stages `{}`", code.value), "give each its own code");
        }
        let weight = table.need_number("weight", 0, 100);
        stages.push(Stage { code: code.value, name: table.need_text("name").value, weight, full: Decimal::ZERO });
        table.finish();
    }
    if !stages.is_empty() {
        let sum: Decimal = stages.iter().map(|stage| stage.weight).sum();
        if sum == Decimal::ONE || sum == Decimal::ONE_HUNDRED {
            stages.iter_mut().for_each(|stage| stage.weight /= sum);
        } else {
            root.wrong("stages", format!("the weights add up to {sum}"), "make them 1 or 100 together");
        }
    }
    stages
}

/// The points of each stage are those of its indicators.
fn stage_points(root: &Fields<'_>, stages: &mut [Stage], indicators: &[Indicator]) {
    for (at, stage) in stages.iter_mut().enumerate() {
        let inside = indicators.iter().filter(|indicator| indicator.parent.is_none() && indicator.stage == Some(at));
        stage.full = inside.filter(|indicator| !indicator.is_extra()).map(|indicator| indicator.full).sum();
        if stage.full.is_zero() && !indicators.is_empty() {
            let hint = format!("write stage = \"{}\" at its indicators", stage.code);
            root.wrong("stages", format!("no points belong to the stage `{}`", stage.code), hint);
        }
    }
}

fn applies(root: &Fields<'_>) -> Applies {
    let Some(table) = root.table("applies") else {
        if !root.has("applies") {
            root.wrong("applies", "`applies` is missing", "add [applies] with to = \"hub\"");
        }
        return Applies::default();
    };
    let divisions = table.texts("divisions");
    for division in &divisions {
        let digits = division.value.bytes().all(|digit| digit.is_ascii_digit());
        if !digits || !matches!(division.value.len(), 2 | 4 | 6 | 9 | 12) {
            let what = format!("`{}` is no code of a division", division.value);
            root.file().wrong(&division.place, what, "write 2, 4, 6, 9 or 12 digits, as in \"330300\"");
        }
    }
    let applies = Applies {
        to: table.need_text("to").value,
        divisions: divisions.into_iter().map(|text| text.value).collect(),
        levels: table.texts("levels").into_iter().map(|text| text.value).collect(),
    };
    table.finish();
    applies
}

fn sources(root: &Fields<'_>) -> Vec<Source> {
    let mut sources = Vec::new();
    for table in root.tables("sources") {
        sources.push(Source {
            title: table.need_text("title").value,
            number: table.string("number"),
            date: table.string("date"),
            url: table.string("url"),
            note: table.string("note"),
        });
        table.finish();
    }
    sources
}

fn ranking(root: &Fields<'_>, indicators: &[Indicator]) -> Ranking {
    let Some(table) = root.table("ranking") else { return Ranking::default() };
    let tie_break = table.texts("tie_break");
    let tie_break = tie_break.iter().filter_map(|code| indicator(root.file(), code, indicators)).collect();
    let ties = table.choice("ties", &[("out", super::Ties::Out), ("in", super::Ties::In)]).unwrap_or_default();
    table.finish();
    Ranking { tie_break, ties }
}

/// The indicator that a text names.
pub(super) fn indicator(file: &File<'_>, code: &Text, indicators: &[Indicator]) -> Option<usize> {
    let found = indicators.iter().position(|indicator| indicator.code == code.value);
    if found.is_none() {
        let hint = match nearest(&code.value, indicators.iter().map(|indicator| indicator.code.as_str())) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "write the code of an indicator of this scheme".to_owned(),
        };
        file.wrong(&code.place, format!("there is no indicator `{}`", code.value), hint);
    }
    found
}

/// The formula under a key, when it is there and right.
pub(super) fn formula(fields: &Fields<'_>, key: &'static str, measures: &[Measure]) -> Option<Formula> {
    let text = fields.formula_text(key)?;
    match Formula::read(&text.value, measures) {
        Ok(formula) => Some(formula),
        Err(problems) => {
            for problem in problems {
                fields.file().wrong(&fields.file().inside(&text, problem.at), problem.what, problem.hint);
            }
            None
        }
    }
}

/// The condition under a key, when it is there and right.
pub(super) fn condition(fields: &Fields<'_>, key: &'static str, measures: &[Measure]) -> Option<Formula> {
    let formula = formula(fields, key, measures)?;
    if *formula.sort() != Sort::Truth {
        fields.wrong(key, "this is a number, no condition", "compare it: x > 0");
        return None;
    }
    Some(formula)
}
