//! What is measured, and how it becomes points.

use rust_decimal::Decimal;
use serde::Serialize;

use super::Outcome;
use crate::formula::Formula;

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
