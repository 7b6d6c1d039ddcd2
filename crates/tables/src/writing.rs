//! What is written, whether as CSV or as a workbook.

use std::borrow::Cow;

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<'a> {
    /// What its header says.
    pub name: &'a str,
    /// What its cells are.
    pub kind: Kind,
}

/// What the cells of a column are: decides how Excel aligns, sorts and sums them. A cell of another kind is written as
/// it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, and every code: Excel takes the zeros and the last digits of a code that is a number.
    Text,
    /// A count.
    Integer,
    /// Money.
    Fen,
    /// A day.
    Day,
}

/// A cell to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// Words or a code. It stays text whatever it looks like and is never a formula.
    Text(Cow<'a, str>),
    /// A count.
    Integer(i64),
    /// Money in fen, shown in yuan.
    Fen(i64),
    /// A day: year, month, day.
    Day(i16, i8, i8),
}

/// Why a list was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unwritten {
    /// A sheet holds 1,048,576 rows, the header included.
    #[error("a sheet does not hold so many rows")]
    TooManyRows,
    /// A sheet holds 16,384 columns.
    #[error("a sheet does not hold so many columns")]
    TooManyColumns,
    /// A cell holds 32,767 characters.
    #[error("the cell in row {row}, column {column} is too long for Excel")]
    CellTooLong {
        /// The row as Excel numbers it.
        row: u32,
        /// The column counted from 1.
        column: u16,
    },
    /// The temporary file could not be written, or the library found another fault.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl<'a> Value<'a> {
    /// A cell of text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }
}

/// What [`read`](crate::read) gives for the cell when it was written: `2026-03-01`, `-0.05`.
impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Fen(fen) => {
                let sign = if *fen < 0 { "-" } else { "" };
                let (yuan, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
                write!(f, "{sign}{yuan}.{rest:02}")
            }
            Self::Day(year, month, day) => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}
