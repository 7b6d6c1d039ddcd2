//! The pages of rounds: of who runs them, of the hubs, of the experts, of everybody.

pub mod experts;
pub mod hub;
pub mod objections;
pub mod public;
pub mod reviews;
pub mod rounds;
pub mod sample;
pub mod watching;

use db::Tx;
use indicators::{Evaluation, Explained, Measure, Scored};

use super::model::{Round, RoundHub};
use super::{opening, store};
use crate::access::{Parties, Who};
use crate::measures;
use crate::web::{Error, Page};

/// The round, for whoever may read it as an official or auditor.
fn read_round(tx: &mut Tx, who: &Who, code: &str) -> Result<Round, Error> {
    let round = store::by_code(tx, code)?;
    if opening::reads(who, &round) { Ok(round) } else { Err(Error::NotFound) }
}

/// The round, for who runs it.
fn run_round(tx: &mut Tx, who: &Who, code: &str) -> Result<Round, Error> {
    let round = store::by_code(tx, code)?;
    opening::must_run(who, &round)?;
    Ok(round)
}

/// A hub in a round, when the hub is in reach.
fn reach_hub(tx: &mut Tx, who: &Who, round: &str, hub: &str) -> Result<(Round, RoundHub), Error> {
    let round = store::by_code(tx, round)?;
    let hub = tx.as_system(|tx| store::hub(tx, round.id, hub))?;
    who.reach(&Parties { hub: Some(hub.hub_id), ..Parties::default() })?;
    Ok((round, hub))
}

// keys: measures-name-* measures-means-*

/// What a measure is called: in the reader's language where the catalogue knows it, else as the scheme says.
fn called(page: &Page<'_>, key: &str, said: &str) -> String {
    if measures::measure(key).is_some() { page.tk("measures-name-", key) } else { said.to_owned() }
}

/// What it means.
fn means(page: &Page<'_>, measure: &Measure) -> String {
    if measures::measure(&measure.key).is_some() {
        return page.tk("measures-means-", &measure.key);
    }
    measure.definition.clone().unwrap_or_default()
}

/// The measure of a column: `carriers` of `carriers[-1]`.
fn measure_of(column: &str) -> &str {
    column.split('[').next().unwrap_or(column)
}

/// A line of the explanation.
pub struct Line {
    /// How deep it stands.
    pub depth: usize,
    /// Number and name.
    pub name: String,
    /// `12.5 / 20`
    pub points: String,
    /// The formula with its value, or why there is none.
    pub how: String,
    /// The values that were handed in.
    pub inputs: String,
    /// What would raise it, in words.
    pub raise: String,
}

/// The explanation as lines, from the top down.
pub fn lines(page: &Page<'_>, scored: &Scored) -> Vec<Line> {
    let mut found = Vec::new();
    for node in &scored.tree {
        explain(page, node, 0, &mut found);
    }
    found
}

fn short(number: indicators::Decimal) -> String {
    indicators::Mode::HalfUp.round(number, 4).normalize().to_string()
}

fn explain(page: &Page<'_>, node: &Explained, depth: usize, found: &mut Vec<Line>) {
    let value = node.value.map(|value| format!("{}{}", short(value), node.unit));
    let how = match (&node.formula, value) {
        (Some(formula), Some(value)) => format!("{formula} = {value}"),
        (Some(formula), None) => page.t1("evaluations-no-value", "formula", formula.as_str()),
        (None, Some(value)) if depth > 0 && node.children.is_empty() => value,
        _ => String::new(),
    };
    let input = |input: &indicators::Input| {
        let given = input.value.map_or_else(|| page.t("evaluations-unknown").into_owned(), short);
        let years = match input.years_before {
            0 => String::new(),
            years => page.t1("evaluations-years-before", "years", years),
        };
        let name = called(page, measure_of(&input.column), &input.name);
        format!("{name}{years} {given}{}", input.unit)
    };
    let inputs: Vec<String> = node.inputs.iter().filter(|one| one.scores.is_empty()).map(input).collect();
    let raise = node.raise.first().map(|raise| {
        let column = raise.column.clone().unwrap_or_else(|| node.name.clone());
        let known = node.inputs.iter().find(|one| one.column == column);
        let name = known.map_or_else(|| column.clone(), |one| called(page, measure_of(&column), &one.name));
        let to = short(raise.column_to.unwrap_or(raise.to));
        page.t3("evaluations-raise", "name", name.as_str(), "to", to.as_str(), "points", short(raise.total).as_str())
    });
    found.push(Line {
        depth,
        name: format!("{} {}", node.code, node.name),
        points: format!("{} / {}", short(node.points), short(node.full)),
        how,
        inputs: page.list(&inputs),
        raise: raise.unwrap_or_default(),
    });
    for child in &node.children {
        explain(page, child, depth + 1, found);
    }
}

/// The grade of a unit in words; empty for none.
pub fn grade_of<'e>(evaluation: &'e Evaluation, scored: &Scored) -> &'e str {
    scored.grade.map_or("", |grade| evaluation.grades[grade].as_str())
}
