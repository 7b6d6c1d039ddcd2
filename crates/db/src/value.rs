//! Parameters and rows.

use std::sync::Arc;

use uuid::Uuid;

/// A parameter or a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// NULL
    Null,
    /// BIGINT
    Int(i64),
    /// DOUBLE PRECISION
    Real(f64),
    /// TEXT, JSONB
    Text(String),
    /// BYTEA
    Blob(Vec<u8>),
    /// UUID; a blob of 16 bytes on SQLite
    Uuid(Uuid),
}

macro_rules! value_from {
    ($($kind:ty => |$v:ident| $make:expr),* $(,)?) => { $(impl From<$kind> for Value {
        fn from($v: $kind) -> Value { $make }
    })* };
}
value_from! {
    i64 => |v| Value::Int(v),
    i32 => |v| Value::Int(v.into()),
    u32 => |v| Value::Int(v.into()),
    bool => |v| Value::Int(v.into()),
    f64 => |v| Value::Real(v),
    &str => |v| Value::Text(v.to_owned()),
    String => |v| Value::Text(v),
    &String => |v| Value::Text(v.clone()),
    Uuid => |v| Value::Uuid(v),
    &Uuid => |v| Value::Uuid(*v),
    Vec<u8> => |v| Value::Blob(v),
    &[u8] => |v| Value::Blob(v.to_vec()),
    [u8; 32] => |v| Value::Blob(v.to_vec()),
    &[u8; 32] => |v| Value::Blob(v.to_vec()),
}

impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// The parameters of a statement, `$1` first.
#[macro_export]
macro_rules! params {
    () => { [] as [$crate::Value; 0] };
    ($($value:expr),+ $(,)?) => { [$($crate::Value::from($value)),+] };
}

/// A row: cells by column name. Its texts lie behind one another in one piece of memory, its other bytes in another.
#[derive(Clone, Debug)]
pub struct Row {
    columns: Arc<[String]>,
    cells: Box<[Place]>,
    text: Box<str>,
    bytes: Box<[u8]>,
    /// The column that is probably asked for next: rows are mostly read in the order of their columns.
    next: std::cell::Cell<usize>,
}

/// A cell, as it is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// NULL
    Null,
    /// BIGINT
    Int(i64),
    /// DOUBLE PRECISION
    Real(f64),
    /// TEXT, JSONB
    Text(&'a str),
    /// BYTEA
    Blob(&'a [u8]),
    /// UUID, and on SQLite any 16 bytes
    Uuid(Uuid),
}

/// Where a cell lies: texts and bytes from here to there.
#[derive(Clone, Copy, Debug)]
enum Place {
    Null,
    Int(i64),
    Real(f64),
    Text(usize, usize),
    Blob(usize, usize),
    Uuid(Uuid),
}

/// Puts rows together; its memory serves one row after another.
#[derive(Default)]
pub(crate) struct Rows {
    cells: Vec<Place>,
    text: String,
    bytes: Vec<u8>,
}

impl Rows {
    /// The next cell of the row.
    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        let place = match cell {
            Cell::Null => Place::Null,
            Cell::Int(v) => Place::Int(v),
            Cell::Real(v) => Place::Real(v),
            Cell::Uuid(v) => Place::Uuid(v),
            Cell::Text(v) => {
                let from = self.text.len();
                self.text.push_str(v);
                Place::Text(from, self.text.len())
            }
            Cell::Blob(v) => {
                let from = self.bytes.len();
                self.bytes.extend_from_slice(v);
                Place::Blob(from, self.bytes.len())
            }
        };
        self.cells.push(place);
    }

    /// The row of the cells so far.
    pub(crate) fn row(&mut self, columns: &Arc<[String]>) -> Row {
        let row = Row {
            columns: Arc::clone(columns),
            cells: self.cells.as_slice().into(),
            text: self.text.as_str().into(),
            bytes: self.bytes.as_slice().into(),
            next: std::cell::Cell::new(0),
        };
        self.cells.clear();
        self.text.clear();
        self.bytes.clear();
        row
    }
}

impl Row {
    /// The cell of a column.
    ///
    /// # Panics
    /// When there is no such column or it holds another type: a mistake in the program, which the lane catches.
    pub fn get<T: FromCell>(&self, column: &str) -> T {
        let cell = self.cell(column);
        T::from_cell(cell).unwrap_or_else(|| panic!("column {column} holds {cell:?}"))
    }

    /// The text of a column, where it lies.
    ///
    /// # Panics
    /// As [`Row::get`].
    pub fn text(&self, column: &str) -> &str {
        match self.cell(column) {
            Cell::Text(text) => text,
            other => panic!("column {column} holds {other:?}"),
        }
    }

    fn cell(&self, column: &str) -> Cell<'_> {
        let at = self.at(column).unwrap_or_else(|| panic!("no column {column} among {:?}", self.columns));
        match self.cells[at] {
            Place::Null => Cell::Null,
            Place::Int(v) => Cell::Int(v),
            Place::Real(v) => Cell::Real(v),
            Place::Uuid(v) => Cell::Uuid(v),
            Place::Text(from, to) => Cell::Text(&self.text[from..to]),
            Place::Blob(from, to) => Cell::Blob(&self.bytes[from..to]),
        }
    }

    fn at(&self, column: &str) -> Option<usize> {
        let guess = self.next.get();
        let at = match self.columns.get(guess) {
            Some(name) if name == column => guess,
            _ => self.columns.iter().position(|name| name == column)?,
        };
        self.next.set(at + 1);
        Some(at)
    }
}

/// A type that a cell can be read as.
pub trait FromCell: Sized {
    /// The cell as this type, `None` when it holds another.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<i64> {
        if let Cell::Int(v) = cell { Some(v) } else { None }
    }
}

impl FromCell for u32 {
    fn from_cell(cell: Cell<'_>) -> Option<u32> {
        u32::try_from(i64::from_cell(cell)?).ok()
    }
}

impl FromCell for bool {
    fn from_cell(cell: Cell<'_>) -> Option<bool> {
        i64::from_cell(cell).map(|v| v != 0)
    }
}

impl FromCell for f64 {
    fn from_cell(cell: Cell<'_>) -> Option<f64> {
        if let Cell::Real(v) = cell { Some(v) } else { None }
    }
}

impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Option<String> {
        if let Cell::Text(v) = cell { Some(v.to_owned()) } else { None }
    }
}

impl FromCell for Uuid {
    fn from_cell(cell: Cell<'_>) -> Option<Uuid> {
        if let Cell::Uuid(v) = cell { Some(v) } else { None }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Vec<u8>> {
        match cell {
            Cell::Blob(v) => Some(v.to_vec()),
            Cell::Uuid(v) => Some(v.into_bytes().to_vec()),
            _ => None,
        }
    }
}

impl FromCell for [u8; 32] {
    fn from_cell(cell: Cell<'_>) -> Option<[u8; 32]> {
        if let Cell::Blob(v) = cell { v.try_into().ok() } else { None }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Option<T>> {
        if cell == Cell::Null { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

impl Value {
    /// As a cell is read.
    pub(crate) fn cell(&self) -> Cell<'_> {
        match self {
            Value::Null => Cell::Null,
            Value::Int(v) => Cell::Int(*v),
            Value::Real(v) => Cell::Real(*v),
            Value::Text(v) => Cell::Text(v),
            Value::Blob(v) => Cell::Blob(v),
            Value::Uuid(v) => Cell::Uuid(*v),
        }
    }

    /// How much memory it takes beside itself.
    pub(crate) fn size(&self) -> usize {
        match self {
            Value::Text(v) => v.len(),
            Value::Blob(v) => v.len(),
            Value::Null | Value::Int(_) | Value::Real(_) | Value::Uuid(_) => 0,
        }
    }
}
