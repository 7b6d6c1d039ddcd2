//! Evaluation schemes: trees of indicators, formulas, normalisation, ranks and grades, with every figure explained.
//!
//! A leaf: no database, no clock, no files. Texts and values go in, an [`Evaluation`] comes out; the same input always gives
//! the same output, to the last digit, on every machine.
//!
//! - [`Scheme::read`] reads a scheme, one TOML text, and checks all of it: keys, formulas, units, points that have to
//!   add up, grades. What is wrong is told at once, with line, column, key and a hint ([`Problems`]). What was accepted
//!   cannot fail later.
//! - [`read_table`] makes [`Unit`]s from a table; or build them with [`Unit::with`].
//! - [`score`] gives every unit its points, score, rank and grade, and an explanation tree ([`Explained`]) with the
//!   formula, the values that were handed in, how the value became points, and what would raise it.
//!
//! How a scheme is written is told in docs/schemes.md, why schemes are files in docs/decisions/0070-schemes-as-files.md.
//!
//! # Example
//! ```
//! use indicators::{Decimal, Scheme, Unit, score};
//!
//! let scheme = Scheme::read(
//!     r#"
//! code = "trial-2026"
//! title = "试行办法"
//! issuer = "试评单位"
//! valid_from = "2026-01-01"
//! applies = { to = "hub" }
//! total = { points = 100, rounding = { digits = 2, mode = "half-up" } }
//!
//! [[measures]]
//! key = "firms"
//! name = "服务企业数"
//! unit = "家"
//! from = "records"
//!
//! [[measures]]
//! key = "solved"
//! name = "解决难题数"
//! unit = "项"
//! from = "records"
//!
//! [[indicators]]
//! code = "1"
//! name = "服务企业数"
//! kind = "level"
//! measure = "firms"
//! points = 60
//! scoring = { by = "target", target = 300 }
//!
//! [[indicators]]
//! code = "2"
//! name = "解决难题数增长率"
//! kind = "growth"
//! measure = "解决难题数"
//! points = 40
//! growth = { zero_base = "full", missing_base = "no-value" }
//! scoring = { by = "steps", steps = [{ at_least = "10%", points = 20 }, { at_least = "30%", points = 40 }] }
//!
//! [[grades]]
//! name = "优"
//! floor = 80
//! share = "15%"
//! share_rounds = "up"
//!
//! [[grades]]
//! name = "良"
//! "#,
//! )?;
//! let lucheng = Unit::new("LCX", "鹿城鞋业").with("firms", 270).with("solved", 12).before("solved", 1, 10);
//! let yueqing = Unit::new("YQD", "乐清电气").with("firms", 320).with("solved", 13).before("solved", 1, 10);
//! let evaluation = score(&scheme, &[lucheng, yueqing]);
//!
//! let first = &evaluation.units[0];
//! assert_eq!((first.name.as_str(), first.score, first.grade), ("乐清电气", Decimal::ONE_HUNDRED, Some(0)));
//! let second = &evaluation.units[1];
//! assert_eq!(second.score, Decimal::from(74));
//! // What would raise it: 30 more firms give 6 points; 13 problems, 30 % more than last year's 10, give 20.
//! let raise = &second.explained("1").unwrap().raise[0];
//! assert_eq!((raise.column_to, raise.total), (Some(Decimal::from(300)), Decimal::from(6)));
//! let raise = &second.explained("2").unwrap().raise[0];
//! assert_eq!((raise.column_to, raise.total), (Some(Decimal::from(13)), Decimal::from(20)));
//! # Ok::<(), indicators::Problems>(())
//! ```
//!
//! # How numbers are reckoned
//! Numbers are decimal with up to 28 significant digits. Sums, differences and products are exact; a quotient has 28
//! digits. A leaf's points are rounded as `[rounding]` says, those of a mean too, the total as `[total]` says; before any
//! of these roundings a number is rounded half up to 20 digits after the point, so that the end of a quotient never decides. A root (of
//! z-scores) or logarithm (of geometric means) has at least 20 digits. Whoever recomputes a result with 28 digits
//! and these rules finds the same.
//!
//! # What never happens
//! No value is taken for zero in silence: what is missing says so ([`NoValue`]). A formula never panics and never gives
//! NaN. Parts of a rule that are not published are declared in the scheme; then scores are a preview and nobody gets
//! a grade.

mod data;
mod explained;
mod formula;
mod number;
mod problem;
mod scheme;
mod score;
mod unit;

pub use data::{Facts, Given, Unit, Units, Unreadable, column, is_column, read_table};
pub use explained::{Basis, Evaluation, Explained, Happened, Input, NextGrade, Raise, Scored, StagePoints};
pub use formula::{Formula, FormulaProblem, Values};
pub use number::{Mode, NoValue, Rounding, read_number};
pub use problem::{Problem, Problems};
pub use rust_decimal::Decimal;
pub use scheme::{
    Aggregate, Applies, Base, Better, Cap, Condition, Consequence, Gate, Grade, Growth, Indicator, Item, Kind, Known,
    Leaf, Measure, MeasureKind, Method, Missing, Node, Origin, Outcome, Ranking, Rule, Scheme, Scoring, Share, Source,
    Stage, Ties, Total, When,
};
pub use score::score;
