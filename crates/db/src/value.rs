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

/// A row: cells by column name.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) columns: Arc<[String]>,
    pub(crate) cells: Vec<Value>,
}

impl Row {
    /// The cell of a column.
    ///
    /// # Panics
    /// When there is no such column or it holds another type: a mistake in the program, which the lane catches.
    pub fn get<T: FromValue>(&self, column: &str) -> T {
        let at = self.columns.iter().position(|name| name == column);
        let at = at.unwrap_or_else(|| panic!("no column {column} among {:?}", self.columns));
        T::from_value(&self.cells[at]).unwrap_or_else(|| panic!("column {column} holds {:?}", self.cells[at]))
    }
}

/// A type that a cell can be read as.
pub trait FromValue: Sized {
    /// The cell as this type, `None` when it holds another.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<i64> {
        if let Value::Int(v) = value { Some(*v) } else { None }
    }
}

impl FromValue for u32 {
    fn from_value(value: &Value) -> Option<u32> {
        u32::try_from(i64::from_value(value)?).ok()
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<bool> {
        i64::from_value(value).map(|v| v != 0)
    }
}

impl FromValue for f64 {
    fn from_value(value: &Value) -> Option<f64> {
        if let Value::Real(v) = value { Some(*v) } else { None }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<String> {
        if let Value::Text(v) = value { Some(v.clone()) } else { None }
    }
}

impl FromValue for Uuid {
    fn from_value(value: &Value) -> Option<Uuid> {
        match value {
            Value::Uuid(v) => Some(*v),
            Value::Blob(v) => Uuid::from_slice(v).ok(),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Vec<u8>> {
        if let Value::Blob(v) = value { Some(v.clone()) } else { None }
    }
}

impl FromValue for [u8; 32] {
    fn from_value(value: &Value) -> Option<[u8; 32]> {
        if let Value::Blob(v) = value { v.as_slice().try_into().ok() } else { None }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Option<T>> {
        if *value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}
