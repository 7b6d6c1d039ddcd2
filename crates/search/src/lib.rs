#![doc = include_str!("../README.md")]

pub mod analysis;
pub mod eval;
mod finding;
mod highlighting;
mod index;
mod meaning;
mod ranking;
mod suggesting;

pub use analysis::Analysis;
pub use finding::{Count, Facet, Filter, Found, Hit, Query, Viewer};
pub use highlighting::Piece;
pub use index::{Document, Fields, Folder, Index, Rebuilding, TextField, Writer};
pub use ranking::Tuning;
pub use suggesting::Suggestion;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index cannot be read or written.
    #[error("the index cannot be read or written: {0}")]
    Index(String),
    /// Files cannot be read or written.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// A field that the index does not have.
    #[error("the index has no field `{0}`")]
    Field(String),
    /// A key that is empty or too long.
    #[error("a key has 1 to 512 bytes: `{0}`")]
    Key(String),
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Error {
        Error::Index(error.to_string())
    }
}
