//! The result of an evaluation: who has which score and grade, and why.
//!
//! Every figure can be followed down to the values that were handed in. All of it can be written as JSON, where numbers
//! are texts, because a binary fraction would not be exact.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::number::NoValue;
use crate::scheme::{Better, Outcome};

/// The result for all units of one evaluation.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// The scheme's code.
    pub scheme: String,
    /// The scheme's title.
    pub title: String,
    /// Whether grades are given: not while parts of the scheme are not published.
    pub grading: bool,
    /// What is not published, one line each.
    pub not_published: Vec<String>,
    /// The full points of the scheme.
    pub full: Decimal,
    /// Those of them whose points are published.
    pub published: Decimal,
    /// The names of the grades, the best first.
    pub grades: Vec<String>,
    /// The units by rank, those without one last; equal ones by their code.
    pub units: Vec<Scored>,
}

/// The result for one unit.
#[derive(Debug, Clone, Serialize)]
pub struct Scored {
    /// The unit's code.
    pub id: String,
    /// The unit's name.
    pub name: String,
    /// What the indicators give.
    pub points: Decimal,
    /// The score: the points, or zero where something decides so.
    pub score: Decimal,
    /// The rank; units with equal scores (and equal in what breaks ties) share the better one. None for a unit that is
    /// out of the ranking.
    pub rank: Option<u32>,
    /// The grade, by its place in the scheme.
    pub grade: Option<usize>,
    /// The next better grade and what it takes.
    pub next: Option<NextGrade>,
    /// Vetoes, gates that do not hold and consequences of facts.
    pub happened: Vec<Happened>,
    /// Indicators that lack a value without which there is no grade.
    pub incomplete: Vec<String>,
    /// Points of each stage, where there are several.
    pub stages: Vec<StagePoints>,
    /// The tree of indicators.
    pub tree: Vec<Explained>,
}

/// What the next better grade takes.
#[derive(Debug, Clone, Serialize)]
pub struct NextGrade {
    /// Its place in the scheme.
    pub grade: usize,
    /// Points that are missing to its floor; zero when the floor is reached.
    pub points: Decimal,
    /// The last rank that may have it.
    pub rank: Option<u32>,
    /// The number of places that it has.
    pub places: Option<u32>,
    /// The lowest score that has it or better now; where the places are taken, this is to be passed.
    pub lowest: Option<Decimal>,
}

/// Something that decided besides the points.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    /// `veto`, `gate`, `no-report`, `fraud` or `bad-years`.
    pub what: &'static str,
    /// The name of the veto or gate, or the rule in words.
    pub name: String,
    /// What follows.
    pub outcome: Outcome,
}

/// The points of a stage.
#[derive(Debug, Clone, Serialize)]
pub struct StagePoints {
    /// The stage's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its share of the total.
    pub weight: Decimal,
    /// Its points.
    pub points: Decimal,
    /// Its full points.
    pub full: Decimal,
}

/// A node of the tree, explained.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `group`, `not-published`, or the kind of the leaf.
    pub kind: &'static str,
    /// How what is below is put together: `sum`, `mean` or `geometric`.
    pub aggregate: Option<&'static str>,
    /// The points; negative for a deduction.
    pub points: Decimal,
    /// The full points; what a bonus or deduction may give or take at most.
    pub full: Decimal,
    /// The weight among its siblings, where the node above takes a mean.
    pub weight: Option<Decimal>,
    /// The formula.
    pub formula: Option<String>,
    /// The value of the formula; of growth the growth, of a checklist its points, of judged ones the trimmed mean.
    pub value: Option<Decimal>,
    /// The unit of the value.
    pub unit: String,
    /// Why there is no value.
    pub no_value: Option<NoValue>,
    /// How the value became points.
    pub basis: Option<Basis>,
    /// The values that were handed in for it.
    pub inputs: Vec<Input>,
    /// What would give more points, the nearest first.
    pub raise: Vec<Raise>,
    /// What of it is not published.
    pub not_published: Option<String>,
    /// What is below.
    pub children: Vec<Explained>,
}

/// A value that was handed in.
#[derive(Debug, Clone, Serialize)]
pub struct Input {
    /// The column, as `carriers` or `carriers[-1]`.
    pub column: String,
    /// The name of the measure.
    pub name: String,
    /// How many years before.
    pub years_before: u32,
    /// The value.
    pub value: Option<Decimal>,
    /// The scores of experts.
    pub scores: Vec<Decimal>,
    /// The unit.
    pub unit: String,
}

/// How a value became points.
#[derive(Debug, Clone, Serialize)]
pub struct Basis {
    /// The method, as the scheme writes it.
    pub by: &'static str,
    /// Which way is better.
    pub better: Better,
    /// The share of the full points, 0 to 1; none where a step says the points.
    pub share: Option<Decimal>,
    /// The target.
    pub target: Option<Decimal>,
    /// The lower bound.
    pub min: Option<Decimal>,
    /// The upper bound.
    pub max: Option<Decimal>,
    /// The mean of the units compared.
    pub mean: Option<Decimal>,
    /// Their standard deviation.
    pub deviation: Option<Decimal>,
    /// The place among the units compared.
    pub place: Option<u32>,
    /// How many units are compared.
    pub of: Option<u32>,
}

/// Something that would give more points.
#[derive(Debug, Clone, Serialize)]
pub struct Raise {
    /// The value that would be needed; where less is better, at most this.
    pub to: Decimal,
    /// The column that would have to reach `column_to`, where it is one alone.
    pub column: Option<String>,
    /// What that column would have to be, everything else unchanged.
    pub column_to: Option<Decimal>,
    /// Points that the indicator would gain.
    pub points: Decimal,
    /// Points that the total would gain, other units unchanged.
    pub total: Decimal,
}

impl Scored {
    /// The explanation of an indicator.
    pub fn explained(&self, code: &str) -> Option<&Explained> {
        self.tree.iter().find_map(|node| node.find(code))
    }
}

impl Explained {
    fn find(&self, code: &str) -> Option<&Explained> {
        if self.code == code { Some(self) } else { self.children.iter().find_map(|node| node.find(code)) }
    }
}
