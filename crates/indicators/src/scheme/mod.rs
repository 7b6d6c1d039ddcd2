//! A scheme: who is evaluated by what, as one file of data. See docs/schemes.md for how to write one.

mod checking;
mod fields;
mod grading;
mod indicators;
mod measures;
mod reading;
mod scoring;

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::formula::Formula;
use crate::number::{Mode, Rounding};
use crate::problem::Place;

pub(crate) use checking::of_leaf as columns_of;

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
    /// Levels, such as `provincial`. Empty: every level.
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
    Leaf(Leaf),
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

/// A leaf of the tree.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Its kind.
    pub kind: Kind,
    /// How it is reckoned.
    pub rule: Rule,
    /// What a value that is not there leads to.
    pub missing: Missing,
}

/// The kind of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 累计: what there is at the end.
    Level,
    /// 当年新增: what came this year.
    New,
    /// 同比增长率.
    Growth,
    /// 比例.
    Ratio,
    /// 比例较上年变化.
    RatioChange,
    /// Things that are there or not.
    Checklist,
    /// Scores of experts.
    Judged,
    /// Points above the full ones.
    Bonus,
    /// Points taken away.
    Deduction,
    /// A condition that decides alone.
    Veto,
}

/// How the points of a leaf are reckoned.
#[derive(Debug, Clone)]
pub enum Rule {
    /// A value, normalised.
    Value {
        /// The value.
        formula: Formula,
        /// How it becomes points.
        scoring: Scoring,
    },
    /// The growth of a value, normalised.
    Growth {
        /// The value that grows.
        formula: Formula,
        /// How growth is reckoned.
        growth: Growth,
        /// How it becomes points.
        scoring: Scoring,
    },
    /// The value less that of the year before, normalised.
    Change {
        /// The value that changes.
        formula: Formula,
        /// How the change becomes points.
        scoring: Scoring,
    },
    /// Points for each thing that is there.
    Checklist(Vec<Item>),
    /// The trimmed mean of experts' scores.
    Judged {
        /// The measure with the scores, by its place in [`Scheme::measures`].
        measure: usize,
        /// The highest score that an expert may give.
        scale: Decimal,
        /// How many of the highest and as many of the lowest scores are left out.
        trim: usize,
        /// How many scores there have to be.
        at_least: usize,
    },
    /// So many points for every so much: a bonus, or a deduction.
    Each {
        /// What is counted.
        formula: Formula,
        /// For every so much of it,
        per: Decimal,
        /// so many points,
        points: Decimal,
        /// at most these.
        cap: Decimal,
        /// Whether only whole multiples of `per` count.
        whole: bool,
    },
    /// What follows when the condition holds.
    Veto {
        /// The condition.
        condition: Formula,
        /// What follows.
        outcome: Outcome,
    },
}

/// A line of a checklist.
#[derive(Debug, Clone)]
pub struct Item {
    /// The measure, by its place in [`Scheme::measures`].
    pub measure: usize,
    /// Its points.
    pub points: Decimal,
}

/// How growth is reckoned: the mean of the quotients of following years, less 1, as ½(Y2÷Y1 + Y3÷Y2) − 1 in the
/// guidelines for high-tech enterprises (国科发火〔2016〕195号).
#[derive(Debug, Clone)]
pub struct Growth {
    /// Over how many years: 1 is year on year.
    pub years: u32,
    /// What a base leads to that is zero or negative.
    pub zero_base: Base,
    /// What a base leads to that is missing.
    pub missing_base: Base,
    /// Whether a fall counts as growth of zero.
    pub fall_is_zero: bool,
}

/// What a base without growth leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// There is no value.
    NoValue,
    /// The growth is zero.
    Zero,
    /// Full points when there is something now, else zero growth.
    Full,
    /// That year is left out and the others are taken; when none is left the growth is zero.
    Skip,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// More.
    More,
    /// Less.
    Less,
}

/// How a value becomes points.
#[derive(Debug, Clone)]
pub struct Scoring {
    /// The method.
    pub by: Method,
    /// Which way is better.
    pub better: Better,
}

/// The methods of normalisation. A share is what of the full points is given; it never leaves 0 to 1.
#[derive(Debug, Clone)]
pub enum Method {
    /// value ÷ target; where less is better target ÷ value.
    Target(Formula),
    /// The points of the best step that is reached. The bound itself belongs to the step.
    Steps {
        /// Bound and points, from the worst to the best.
        steps: Vec<(Decimal, Decimal)>,
        /// Points of what reaches no step.
        below: Decimal,
    },
    /// (value − min) ÷ (max − min). A bound that is not given is the least or greatest value of the units compared.
    MinMax {
        /// What gives nothing.
        min: Option<Formula>,
        /// What gives all.
        max: Option<Formula>,
    },
    /// 功效系数法: (base + span × (value − min) ÷ (max − min)) ÷ 100, with 60 and 40 as is usual.
    Efficacy {
        /// What gives the base (不允许值).
        min: Option<Formula>,
        /// What gives all (满意值).
        max: Option<Formula>,
        /// Of 100.
        base: Decimal,
        /// Of 100.
        span: Decimal,
    },
    /// centre + spread × (value − mean) ÷ standard deviation, over the units compared.
    ZScore {
        /// Share of the mean.
        centre: Decimal,
        /// Share that one standard deviation adds.
        spread: Decimal,
    },
    /// 1 for the first, `last` for the last place, evenly between; equal values share the better place.
    Rank {
        /// Share of the last place.
        last: Decimal,
    },
    /// The share of the units compared that are not better.
    Percentile,
    /// Full points when the condition holds.
    YesNo,
    /// The value is the points.
    Points,
}

/// What a value that is not there leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// No points.
    Zero,
    /// No points, and the unit gets no grade until it is there.
    Incomplete,
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

/// A condition that has to hold.
#[derive(Debug, Clone)]
pub struct Gate {
    /// What it is called.
    pub name: String,
    /// The condition.
    pub condition: Condition,
    /// What follows when it does not hold, or when it cannot be told.
    pub outcome: Outcome,
}

/// What a gate asks.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Of the measures.
    Formula(Formula),
    /// At least so many points in an indicator.
    AtLeast(usize, Decimal),
    /// More than so many points in an indicator.
    MoreThan(usize, Decimal),
}

/// What a veto, a gate or a fact leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// No grade better than this, by its place in [`Scheme::grades`].
    pub best_grade: Option<usize>,
    /// The score is zero.
    pub zero: bool,
    /// There is no grade.
    pub no_grade: bool,
    /// The unit is removed from the list.
    pub removed: bool,
    /// So many years without another application.
    pub barred_years: Option<u32>,
}

/// A grade.
#[derive(Debug, Clone)]
pub struct Grade {
    /// Its name, such as 优.
    pub name: String,
    /// The score that it needs at least.
    pub floor: Option<Decimal>,
    /// The last rank that may have it.
    pub rank: Option<u32>,
    /// The share of all units that may have it.
    pub share: Option<Share>,
}

/// A share of all units, as a number of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The share, 0 to 1.
    pub of: Decimal,
    /// How a fraction of a place is rounded: down, up or half-up.
    pub rounds: Mode,
}

/// A cap on several grades together, such as 优良率不超过 40%.
#[derive(Debug, Clone)]
pub struct Cap {
    /// The grades, by their places in [`Scheme::grades`].
    pub grades: Vec<usize>,
    /// The share.
    pub share: Share,
}

/// How units are ranked.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// Among equal scores the one with more points in these indicators stands first, one after the other.
    pub tie_break: Vec<usize>,
    /// What units that stay equal get where only some of them find a place.
    pub ties: Ties,
}

/// Equal units at the edge of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ties {
    /// None of them gets a place, so that a quota is never exceeded.
    #[default]
    Out,
    /// All of them get a place, so that the quota may be exceeded.
    In,
}

/// What follows from a fact that is no figure.
#[derive(Debug, Clone)]
pub struct Consequence {
    /// The fact.
    pub when: When,
    /// What follows.
    pub outcome: Outcome,
    /// The rule in words.
    pub note: Option<String>,
}

/// A fact that is no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// The unit handed nothing in.
    NoReport,
    /// What it handed in was false.
    Fraud,
    /// This and the years before it, `years` in all, have one of the grades, or there was no report.
    BadYears {
        /// How many years in a row.
        years: usize,
        /// The grades, by their places in [`Scheme::grades`].
        grades: Vec<usize>,
    },
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
