//! What is known of the units that are evaluated, and reading it from a table.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Serialize;

use crate::number::{narrow, read_number};
use crate::problem::nearest;
use crate::scheme::{MeasureKind, Node, Rule, Scheme};

/// A unit that is evaluated: a hub, a park, an operator.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Unit {
    /// Its code, by which it is told from the others.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its values by column, see [`column`]. What is not there is missing; it is never taken for zero.
    pub values: BTreeMap<String, Given>,
    /// What is no figure.
    pub facts: Facts,
}

/// A value of a unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Given {
    /// A number; of a measure that is yes or no, 1, 0 or a share between.
    Number(Decimal),
    /// One score of each expert.
    Scores(Vec<Decimal>),
}

/// Facts that are no figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Nothing was handed in.
    pub no_report: bool,
    /// What was handed in was false.
    pub fraud: bool,
    /// The grades of the years before, the newest first; `-` for a year without report.
    pub earlier: Vec<String>,
}

impl Unit {
    /// A unit of which nothing is known yet.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Unit {
        Unit { id: id.into(), name: name.into(), ..Unit::default() }
    }

    /// With a value for this year.
    pub fn with(self, measure: &str, value: impl Into<Decimal>) -> Unit {
        self.before(measure, 0, value)
    }

    /// With a value for so many years before.
    pub fn before(mut self, measure: &str, years: u32, value: impl Into<Decimal>) -> Unit {
        self.values.insert(column(measure, years), Given::Number(value.into()));
        self
    }
}

/// What the column of a measure is called: `carriers` for this year, `carriers[-1]` for the year before.
pub fn column(measure: &str, years_before: u32) -> String {
    if years_before == 0 { measure.to_owned() } else { format!("{measure}[-{years_before}]") }
}

/// A table that was read.
#[derive(Debug, Clone)]
pub struct Units {
    /// One of each row, in the order of the rows.
    pub units: Vec<Unit>,
    /// The columns that the scheme asks for and the table does not have.
    pub absent: Vec<String>,
}

/// One thing that is wrong in a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("row {row}, {column}: {what} ({hint})")]
pub struct Unreadable {
    /// The row as Excel counts it.
    pub row: u32,
    /// The column as the table names it.
    pub column: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub hint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Id,
    Name,
    NoReport,
    Fraud,
    Earlier,
    Measure(usize, u32),
    /// Kept for people: its name begins with `#`, or it has none.
    Remark,
}

/// The columns that every table may have beside those of the measures, with their Chinese names.
const FIXED: &[(&str, &str, Column)] = &[
    ("unit", "单位", Column::Id),
    ("name", "名称", Column::Name),
    ("no_report", "未交材料", Column::NoReport),
    ("fraud", "弄虚作假", Column::Fraud),
    ("earlier", "历年等次", Column::Earlier),
];

fn plain(name: &str) -> String {
    name.chars().map(narrow).filter(|sign| !sign.is_whitespace()).collect()
}

fn find(scheme: &Scheme, header: &str) -> Option<Column> {
    let header = plain(header);
    if header.is_empty() || header.starts_with('#') {
        return Some(Column::Remark);
    }
    if let Some((_, _, column)) = FIXED.iter().find(|(key, name, _)| *key == header || *name == header) {
        return Some(*column);
    }
    let whole =
        |name: &str| scheme.measures.iter().position(|measure| measure.key == name || plain(&measure.name) == name);
    if let Some(at) = whole(&header) {
        return Some(Column::Measure(at, 0));
    }
    let years =
        [("(上年)", 1), ("(前年)", 2)].into_iter().find_map(|(end, years)| Some((header.strip_suffix(end)?, years)));
    let (name, years) = years.or_else(|| {
        let (name, years) = header.strip_suffix(']')?.rsplit_once("[-")?;
        Some((name, years.parse().ok().filter(|years| (1..=20).contains(years))?))
    })?;
    whole(name).map(|at| Column::Measure(at, years))
}

/// Whether a table's column of that name is one that the scheme knows: a measure by its key or name, for an earlier
/// year with `[-1]` or `(上年)`, `(前年)` behind it; or `unit`/`单位`, `name`/`名称`, `no_report`/`未交材料`,
/// `fraud`/`弄虚作假`, `earlier`/`历年等次`.
pub fn is_column(scheme: &Scheme, name: &str) -> bool {
    !matches!(find(scheme, name), None | Some(Column::Remark))
}

/// Reads a table: a row for every unit, a column for every measure. `rows` are numbered as Excel does.
///
/// # Errors
/// Every unknown column, unreadable cell and repeated unit.
pub fn read_table<'r>(
    scheme: &Scheme,
    header: (u32, &[String]),
    rows: impl IntoIterator<Item = (u32, &'r [String])>,
) -> Result<Units, Vec<Unreadable>> {
    let mut wrong = Vec::new();
    let columns = columns(scheme, header, &mut wrong);
    let mut units: Vec<Unit> = Vec::new();
    let mut ids = BTreeSet::new();
    for (number, cells) in rows {
        let mut unit = Unit::default();
        for (at, column) in columns.iter().enumerate() {
            let text = cells.get(at).map_or("", |cell| cell.trim());
            let Some(column) = column else { continue };
            if let Err((what, hint)) = put(scheme, &mut unit, *column, text) {
                let column = header.1.get(at).cloned().unwrap_or_default();
                wrong.push(Unreadable { row: number, column, what, hint });
            }
        }
        if unit.id.is_empty() {
            unit.id.clone_from(&unit.name);
        } else if unit.name.is_empty() {
            unit.name.clone_from(&unit.id);
        }
        if let Some((what, hint)) = nameless(&unit, &mut ids) {
            wrong.push(Unreadable { row: number, column: "unit".to_owned(), what, hint });
        }
        units.push(unit);
    }
    let needed = scheme.columns();
    let there: BTreeSet<Column> = columns.into_iter().flatten().collect();
    let absent = needed.iter().filter(|(at, years)| !there.contains(&Column::Measure(*at, *years)));
    let absent = absent.map(|(at, years)| column(&scheme.measures[*at].key, *years)).collect();
    if wrong.is_empty() { Ok(Units { units, absent }) } else { Err(wrong) }
}

fn nameless(unit: &Unit, ids: &mut BTreeSet<String>) -> Option<(String, String)> {
    if unit.id.is_empty() {
        return Some(("the unit has no name".to_owned(), "fill in the column unit (单位)".to_owned()));
    }
    let known = !ids.insert(unit.id.clone());
    known.then(|| (format!("`{}` stands in two rows", unit.id), "keep one row for each unit".to_owned()))
}

fn columns(scheme: &Scheme, header: (u32, &[String]), wrong: &mut Vec<Unreadable>) -> Vec<Option<Column>> {
    let mut seen = BTreeSet::new();
    let mut columns = Vec::new();
    for name in header.1 {
        let found = find(scheme, name);
        let mut say = |what: &str, hint: String| {
            wrong.push(Unreadable { row: header.0, column: name.clone(), what: what.to_owned(), hint });
        };
        match found {
            None => {
                let names = scheme.measures.iter().flat_map(|measure| [measure.key.as_str(), measure.name.as_str()]);
                let names = names.chain(FIXED.iter().flat_map(|(key, name, _)| [*key, *name]));
                say(
                    "the scheme has no such measure",
                    match nearest(&plain(name), names) {
                        Some(near) => format!("did you mean {near}? A column that is only for people begins with #"),
                        None => "a column that is only for people begins with #".to_owned(),
                    },
                );
            }
            Some(column) if column != Column::Remark && !seen.insert(column) => {
                say("the column stands twice", "keep one of them".to_owned());
            }
            Some(_) => {}
        }
        columns.push(found);
    }
    if !seen.contains(&Column::Id) && !seen.contains(&Column::Name) {
        let hint = "add a column unit (单位) with the code or name of each unit".to_owned();
        let what = "no column names the units".to_owned();
        wrong.push(Unreadable { row: header.0, column: "unit".to_owned(), what, hint });
    }
    columns
}

fn put(scheme: &Scheme, unit: &mut Unit, at: Column, text: &str) -> Result<(), (String, String)> {
    match at {
        Column::Remark => {}
        Column::Id => text.clone_into(&mut unit.id),
        Column::Name => text.clone_into(&mut unit.name),
        Column::NoReport => unit.facts.no_report = fact(text)?,
        Column::Fraud => unit.facts.fraud = fact(text)?,
        Column::Earlier => {
            let grades = text.split([';', '；', '、', ',', '，']).map(str::trim).filter(|grade| !grade.is_empty());
            unit.facts.earlier = grades.map(ToOwned::to_owned).collect();
        }
        Column::Measure(measure, years) => {
            let key = column(&scheme.measures[measure].key, years);
            if let Some(given) = cell(scheme, measure, text)? {
                unit.values.insert(key, given);
            }
        }
    }
    Ok(())
}

fn fact(text: &str) -> Result<bool, (String, String)> {
    match yes_or_no(text) {
        Some(number) if number.is_zero() => Ok(false),
        Some(number) if number == Decimal::ONE => Ok(true),
        None if is_blank(text) => Ok(false),
        _ => Err((format!("`{text}` is neither yes nor no"), "write 是 or 否".to_owned())),
    }
}

/// What stands for "not known".
fn is_blank(text: &str) -> bool {
    matches!(text, "" | "-" | "—" | "——" | "/")
}

fn yes_or_no(text: &str) -> Option<Decimal> {
    match text.to_ascii_lowercase().as_str() {
        "是" | "有" | "√" | "yes" | "y" | "true" => Some(Decimal::ONE),
        "否" | "无" | "×" | "no" | "n" | "false" => Some(Decimal::ZERO),
        _ => read_number(text).filter(|number| (Decimal::ZERO..=Decimal::ONE).contains(number)),
    }
}

fn cell(scheme: &Scheme, at: usize, text: &str) -> Result<Option<Given>, (String, String)> {
    if is_blank(text) {
        return Ok(None);
    }
    let measure = &scheme.measures[at];
    match measure.kind {
        MeasureKind::YesNo => match yes_or_no(text) {
            Some(number) => Ok(Some(Given::Number(number))),
            None => {
                let hint = "write 是 or 否, or a share between 0 and 1 when part of it is there";
                Err((format!("`{text}` is neither yes nor no"), hint.to_owned()))
            }
        },
        MeasureKind::Scores => scores(scheme, at, text).map(Some),
        MeasureKind::Number => {
            // A percentage is a ratio; a measure in percent wants what stands before the sign.
            let percent = measure.unit == "%" && text.ends_with(['%', '％']);
            let factor = if percent { Decimal::ONE_HUNDRED } else { Decimal::ONE };
            let number = read_number(text).and_then(|number| number.checked_mul(factor));
            let hint = || "write a number without its unit; leave the cell empty when it is not known".to_owned();
            number.map(|number| Some(Given::Number(number))).ok_or_else(|| (format!("`{text}` is no number"), hint()))
        }
    }
}

fn scores(scheme: &Scheme, at: usize, text: &str) -> Result<Given, (String, String)> {
    let scales = scheme.indicators.iter().filter_map(|indicator| match &indicator.node {
        Node::Leaf(leaf) => match leaf.rule {
            Rule::Judged { measure, scale, .. } if measure == at => Some(scale),
            _ => None,
        },
        _ => None,
    });
    let scale = scales.min().unwrap_or(Decimal::ONE_HUNDRED);
    let mut scores = Vec::new();
    for part in text.split([';', '；', '、', '/', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        match read_number(part) {
            Some(score) if score >= Decimal::ZERO && score <= scale => scores.push(score),
            _ => {
                let hint = format!("write scores from 0 to {scale} with ; between them: 85;90;88");
                return Err((format!("`{part}` is no score"), hint));
            }
        }
    }
    Ok(Given::Scores(scores))
}
