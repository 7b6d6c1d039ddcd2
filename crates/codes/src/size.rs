//! Size classes of firms (大型、中型、小型、微型企业) by the rule 工信部联企业〔2011〕300号.
//!
//! The rule has 16 rows, each for some industries. A row tests one or two figures out of staff, revenue and total
//! assets. A firm has the highest class for which *every* tested figure reaches the lower bound; it is micro if any
//! figure stays below the bound of small. The rows are data, `data/sizes.csv`, and so is which codes of
//! GB/T 4754-2017 each covers; `data/README.md` tells where both come from.

use std::sync::LazyLock;

use crate::industries;

/// The size of a firm. A bigger class compares as greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SizeClass {
    /// 微型
    Micro,
    /// 小型
    Small,
    /// 中型
    Medium,
    /// 大型
    Large,
}

/// A rule that says when a firm has which size.
#[derive(Debug, Clone)]
pub struct SizeRule {
    /// The number of the document.
    pub document: &'static str,
    /// The first day it holds, `YYYY-MM-DD`.
    pub valid_from: &'static str,
    /// Its rows, in the order of the document.
    pub rows: Vec<SizeRow>,
}

/// What a rule asks of firms in some industries.
#[derive(Debug, Clone)]
pub struct SizeRow {
    /// The name in the rule, such as 工业.
    pub name: &'static str,
    /// The codes of GB/T 4754-2017 that the row covers, with everything under them.
    pub industries: Vec<&'static str>,
    /// The figures it tests: one or two.
    pub bounds: Vec<Bounds>,
}

/// The lower bounds of one figure, themselves included: people for [`Figure::Staff`], else fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Which figure.
    pub figure: Figure,
    /// From here on large.
    pub large: i64,
    /// From here on medium.
    pub medium: i64,
    /// From here on small.
    pub small: i64,
}

/// A figure that a row may test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure {
    /// 从业人员, people
    Staff,
    /// 营业收入 of the year
    Revenue,
    /// 资产总额 at its end
    Assets,
}

/// The figures of a firm for one year, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// People employed.
    pub staff: Option<u64>,
    /// Revenue in fen.
    pub revenue_fen: Option<i64>,
    /// Total assets in fen.
    pub assets_fen: Option<i64>,
}

/// Why a firm has no size class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// No such code in GB/T 4754-2017.
    #[error("no industry has the code {0:?}")]
    UnknownIndustry(String),
    /// The rule leaves the industry out: railways, finance (which has a rule of its own), letting of real estate,
    /// education, health, public administration, international organisations.
    #[error("the rule does not cover the industry {0}")]
    NotCovered(&'static str),
    /// The code stands too high: industries under it fall into different rows, or some into none.
    #[error("the industry {0} is too general for the rule")]
    TooGeneral(&'static str),
    /// The row of the industry tests a figure that is not known.
    #[error("the figure {0:?} is missing")]
    Missing(Figure),
}

const FEN_PER_TEN_THOUSAND_YUAN: i64 = 1_000_000;

static RULE: LazyLock<SizeRule> = LazyLock::new(|| SizeRule {
    document: "工信部联企业〔2011〕300号",
    valid_from: "2011-06-18",
    rows: read(include_str!("../data/sizes.csv")),
});

/// The rule that [`classify`] applies.
pub fn rule() -> &'static SizeRule {
    &RULE
}

/// The row of the rule for an industry, given by a code of GB/T 4754-2017 of any level.
///
/// # Errors
/// Every [`SizeError`] but [`SizeError::Missing`].
///
/// ```
/// use codes::size::row_of;
/// assert_eq!(row_of("1952")?.name, "工业");
/// # Ok::<(), codes::size::SizeError>(())
/// ```
pub fn row_of(industry_code: &str) -> Result<&'static SizeRow, SizeError> {
    let path = industries::path(industry_code);
    let Some(industry) = path.last() else {
        return Err(SizeError::UnknownIndustry(industry_code.to_owned()));
    };
    let covers = |row: &&SizeRow| path.iter().any(|above| row.industries.contains(&above.code));
    if let Some(row) = RULE.rows.iter().find(covers) {
        return Ok(row);
    }
    let lies_under = |code: &&'static str| industries::path(code).contains(industry);
    if RULE.rows.iter().flat_map(|row| &row.industries).any(lies_under) {
        return Err(SizeError::TooGeneral(industry.code));
    }
    Err(SizeError::NotCovered(industry.code))
}

/// The size class of a firm, from the code of its main industry and its figures.
///
/// # Errors
/// [`SizeError::Missing`] names the first figure that the row tests and that is not known, even where the other one
/// alone would already make the firm micro: a class is never given on half of the evidence.
///
/// ```
/// use codes::size::{Figures, SizeClass, classify};
/// // A maker of leather shoes with 1,200 people and a revenue of 39,000 万元 is not large.
/// let figures = Figures { staff: Some(1_200), revenue_fen: Some(39_000_000_000), assets_fen: None };
/// assert_eq!(classify("1952", &figures)?, SizeClass::Medium);
/// # Ok::<(), codes::size::SizeError>(())
/// ```
pub fn classify(industry_code: &str, figures: &Figures) -> Result<SizeClass, SizeError> {
    let mut class = SizeClass::Large;
    for bounds in &row_of(industry_code)?.bounds {
        let figure = figures.get(bounds.figure).ok_or(SizeError::Missing(bounds.figure))?;
        class = class.min(bounds.class_of(figure));
    }
    Ok(class)
}

impl Figures {
    fn get(&self, figure: Figure) -> Option<i64> {
        match figure {
            Figure::Staff => self.staff.map(|people| i64::try_from(people).unwrap_or(i64::MAX)),
            Figure::Revenue => self.revenue_fen,
            Figure::Assets => self.assets_fen,
        }
    }
}

impl Bounds {
    /// The class of a firm as far as this one figure says.
    fn class_of(&self, figure: i64) -> SizeClass {
        match figure {
            _ if figure >= self.large => SizeClass::Large,
            _ if figure >= self.medium => SizeClass::Medium,
            _ if figure >= self.small => SizeClass::Small,
            _ => SizeClass::Micro,
        }
    }
}

/// # Panics
/// On a malformed line of the embedded file, which is a mistake in the program.
fn read(csv: &'static str) -> Vec<SizeRow> {
    csv.lines().skip(1).map(|line| row(line).unwrap_or_else(|| panic!("malformed line: {line}"))).collect()
}

fn row(line: &'static str) -> Option<SizeRow> {
    let cells: Vec<_> = line.split(',').collect();
    let &[name, industries, staff, revenue, assets] = cells.as_slice() else {
        return None;
    };
    let columns = [(Figure::Staff, staff), (Figure::Revenue, revenue), (Figure::Assets, assets)];
    let tested = columns.into_iter().filter(|(_, cell)| !cell.is_empty());
    Some(SizeRow {
        name,
        industries: industries.split(' ').collect(),
        bounds: tested.map(|(figure, cell)| bounds(figure, cell)).collect::<Option<_>>()?,
    })
}

/// `1000/300/20`: people, or 万元.
fn bounds(figure: Figure, cell: &str) -> Option<Bounds> {
    let unit = if figure == Figure::Staff { 1 } else { FEN_PER_TEN_THOUSAND_YUAN };
    let numbers: Vec<i64> = cell.split('/').map(str::parse).collect::<Result<_, _>>().ok()?;
    let &[large, medium, small] = numbers.as_slice() else {
        return None;
    };
    Some(Bounds { figure, large: large * unit, medium: medium * unit, small: small * unit })
}
