//! A scheme: who is evaluated by what, as one file of data. See docs/schemes.md for how to write one.

mod checking;
mod deciding;
mod fields;
mod grading;
mod indicators;
mod leaf;
mod measures;
mod reading;
mod scoring;

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::number::Rounding;
use crate::problem::Place;

pub(crate) use checking::of_leaf as columns_of;
pub use deciding::{Cap, Condition, Consequence, Gate, Grade, Outcome, Ranking, Share, Ties, When};
pub use leaf::{Base, Better, Growth, Item, Kind, Leaf, Method, Missing, Rule, Scoring};

/// An evaluation scheme, complete and checked.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// Its short name, as in `taizhou-bay-2023`.
    pub code: String,
    /// The title of the notice.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// The number of the notice.
    pub number: Option<String>,
    /// What it is for and where it comes from, in a few sentences.
    pub about: Option<String>,
    /// First day in force, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day in force.
    pub valid_to: Option<String>,
    /// Where its rules are published.
    pub sources: Vec<Source>,
    /// Whom it evaluates.
    pub applies: Applies,
    /// The measures that its formulas may name.
    pub measures: Vec<Measure>,
    /// Stages of the evaluation with their weights; none when there is one stage.
    pub stages: Vec<Stage>,
    /// The tree of indicators, in the order of the file, parents before children.
    pub indicators: Vec<Indicator>,
    /// How the whole is put together.
    pub total: Total,
    /// How points of a leaf are rounded.
    pub rounding: Rounding,
    /// Conditions that have to hold.
    pub gates: Vec<Gate>,
    /// The grades, the best one first; the last one has no condition.
    pub grades: Vec<Grade>,
    /// Caps on the share of several grades together.
    pub caps: Vec<Cap>,
    /// How units are ranked.
    pub ranking: Ranking,
    /// What follows from facts that are no figures.
    pub consequences: Vec<Consequence>,
    pub(crate) years: u32,
}

/// A published document.
#[derive(Debug, Clone, Serialize)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its number, such as 浙科领办〔2020〕3号.
    pub number: Option<String>,
    /// Its day or year.
    pub date: Option<String>,
    /// Where it is published.
    pub url: Option<String>,
    /// What was taken from it, and what was not seen.
    pub note: Option<String>,
}

/// Whom a scheme evaluates.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Applies {
    /// What kind of unit, such as `hub` or `park`.
    pub to: String,
    /// Codes of administrative divisions; what lies inside them is meant too. Empty: everywhere.
    pub divisions: Vec<String>,
    /// Levels, such as `province`. Empty: every level.
    pub levels: Vec<String>,
}

/// What can be known of a unit: a column of the data.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its name in formulas: letters, digits and `_`.
    pub key: String,
    /// Its name for people, which formulas and tables may use too.
    pub name: String,
    /// Its unit, such as 家 or 万元/家; empty for a ratio.
    pub unit: String,
    /// What kind of value.
    pub kind: MeasureKind,
    /// Where its values come from.
    pub origin: Origin,
    /// What it counts, in a sentence.
    pub definition: Option<String>,
    pub(crate) place: Place,
}

/// What kind of value a measure has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureKind {
    /// A number.
    Number,
    /// 是 or 否; or a share between 0 and 1 where part of it is there.
    YesNo,
    /// One score of each expert.
    Scores,
}

/// Where the values of a measure come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Confirmed records: never typed.
    Records,
    /// Reported with evidence, because no record can know it.
    Report,
    /// Experts.
    Experts,
}

/// A stage of the evaluation, such as 初评 by data and 复评 on site.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its share of the total; those of all stages add up to 1.
    pub weight: Decimal,
    /// The points of its indicators together.
    pub full: Decimal,
}

/// A node of the tree.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its number, such as `2.1`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Why it is asked, in a sentence.
    pub why: Option<String>,
    /// The node above, by its place in [`Scheme::indicators`].
    pub parent: Option<usize>,
    /// The nodes below.
    pub children: Vec<usize>,
    /// The stage, by its place in [`Scheme::stages`].
    pub stage: Option<usize>,
    /// Its full points; what a bonus or deduction may give or take at most.
    pub full: Decimal,
    /// Its weight where the node above takes a weighted mean; those of its siblings and it add up to 1.
    pub weight: Option<Decimal>,
    /// What of it is not published: then it may be previewed and not used to grade.
    pub not_published: Option<String>,
    /// What it is.
    pub node: Node,
    pub(crate) place: Place,
}

/// What an indicator is.
#[derive(Debug, Clone)]
pub enum Node {
    /// A group of those below it.
    Group {
        /// How their points are put together.
        aggregate: Aggregate,
        /// What they may give together at most.
        cap: Option<Decimal>,
    },
    /// Something that is measured.
    Leaf(Box<Leaf>),
    /// Points whose rule is not published.
    NotPublished,
}

/// How points are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregate {
    /// The sum of points.
    Sum,
    /// The weighted arithmetic mean of shares of full points.
    Mean,
    /// The weighted geometric mean of shares: one zero makes the whole zero.
    Geometric,
}

/// How the whole is put together.
#[derive(Debug, Clone)]
pub struct Total {
    /// The full points of the whole.
    pub points: Decimal,
    /// How the indicators without a parent are put together; with stages, within each stage.
    pub aggregate: Aggregate,
    /// How the total is rounded.
    pub rounding: Rounding,
    /// The total is not below this.
    pub floor: Decimal,
    /// The total is not above this.
    pub ceiling: Option<Decimal>,
}

impl Scheme {
    /// Reads and checks a scheme.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with line, column, key and a hint; mistakes of TOML alone when there are
    /// any, because what stands around them cannot be trusted.
    pub fn read(text: &str) -> Result<Scheme, crate::Problems> {
        reading::read(text)
    }

    /// Checks the measures that come from records against those that a program can compute: key, unit and kind.
    /// `text` is the file that the scheme was read from, for the places.
    ///
    /// # Errors
    /// Every measure that is unknown or has another unit.
    pub fn check_measures(&self, text: &str, known: &[Known<'_>]) -> Result<(), crate::Problems> {
        checking::against(self, text, known)
    }

    /// What is not published of it, one line each; empty when it can be used to grade.
    pub fn not_published(&self) -> Vec<String> {
        let open = self.indicators.iter().filter_map(|indicator| {
            let note = indicator.not_published.as_ref()?;
            Some(format!("{} {} ({}): {note}", indicator.code, indicator.name, indicator.full))
        });
        open.collect()
    }

    /// The points of the leaves whose points are published.
    pub fn published_points(&self) -> Decimal {
        let open = |indicator: &&Indicator| matches!(indicator.node, Node::NotPublished);
        self.total.points - self.indicators.iter().filter(open).map(|indicator| indicator.full).sum::<Decimal>()
    }

    /// The columns that its formulas need: measure and years before, in the order of the measures.
    pub fn columns(&self) -> BTreeSet<(usize, u32)> {
        checking::columns(self)
    }

    /// The columns that one of its leaves needs.
    pub fn columns_of(&self, leaf: &Leaf) -> BTreeSet<(usize, u32)> {
        checking::of_leaf(leaf)
    }

    /// The indicators without a parent.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        let roots = self.indicators.iter().enumerate().filter(|(_, indicator)| indicator.parent.is_none());
        roots.map(|(at, _)| at)
    }

    /// The place of the indicator with that code.
    pub fn indicator(&self, code: &str) -> Option<usize> {
        self.indicators.iter().position(|indicator| indicator.code == code)
    }
}

impl Indicator {
    /// Whether it stands outside the full points: a bonus, a deduction, a veto, or a group of nothing else.
    pub fn is_extra(&self) -> bool {
        match &self.node {
            Node::Leaf(leaf) => matches!(leaf.kind, Kind::Bonus | Kind::Deduction | Kind::Veto),
            Node::Group { .. } => self.full.is_zero(),
            Node::NotPublished => false,
        }
    }
}

/// A measure that a program can compute.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// Its key.
    pub key: &'k str,
    /// Its unit.
    pub unit: &'k str,
    /// What kind of value.
    pub kind: MeasureKind,
}
