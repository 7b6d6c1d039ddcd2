//! Indicator trees: schemes as data, formulas, normalisation, scores, ranks and grades, each figure explained.
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
pub use scheme::*;
pub use score::score;
