//! Why a file was not read.

use serde::{Deserialize, Serialize};

/// Why a file was not read. A caller tells the variants apart and says in its own words how to mend each; the English
/// text is for logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The file has more bytes than allowed.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// [`Limits::bytes`](crate::Limits::bytes).
        limit: u64,
    },
    /// The workbook holds more files than allowed.
    #[error("the workbook holds more than {limit} entries")]
    TooManyEntries {
        /// [`Limits::entries`](crate::Limits::entries).
        limit: usize,
    },
    /// A part of the workbook, or all of them, would unpack to more than allowed.
    #[error("the workbook unpacks to more than {limit} bytes at {entry}")]
    TooMuchUnpacked {
        /// The part at which reading stopped.
        entry: String,
        /// [`Limits::entry`](crate::Limits::entry) or [`Limits::unpacked`](crate::Limits::unpacked).
        limit: u64,
    },
    /// More rows with content than allowed.
    #[error("more than {limit} rows")]
    TooManyRows {
        /// [`Limits::rows`](crate::Limits::rows).
        limit: usize,
    },
    /// A row reaches further to the right than allowed.
    #[error("row {row} has more than {limit} columns")]
    TooManyColumns {
        /// The row as Excel numbers it.
        row: u32,
        /// [`Limits::columns`](crate::Limits::columns).
        limit: usize,
    },
    /// All cells together, or the texts that they share, are more than allowed.
    #[error("too many cells or too much text at row {row}")]
    TooMuchText {
        /// The row at which reading stopped; 0 when it was in the shared texts.
        row: u32,
    },
    /// A cell holds more characters than allowed.
    #[error("the cell in row {row}, column {column} holds more than {limit} characters")]
    CellTooLong {
        /// The row as Excel numbers it; 0 when it was in the shared texts.
        row: u32,
        /// The column counted from 1; 0 when it was in the shared texts.
        column: u32,
        /// [`Limits::characters`](crate::Limits::characters).
        limit: usize,
    },
    /// Nothing stands in the file, or in no visible sheet.
    #[error("there is no content")]
    Empty,
    /// The workbook has no sheet of the name asked for.
    #[error("there is no sheet {sheet:?} among {sheets:?}")]
    NoSuchSheet {
        /// The name asked for.
        sheet: String,
        /// The names that are there.
        sheets: Vec<String>,
    },
    /// The file is something else than a table that is read here.
    #[error("not a CSV or XLSX file but {0}")]
    NotATable(Seen),
    /// The workbook asks for a password.
    #[error("the workbook is encrypted")]
    Encrypted,
    /// The name of an entry leads out of the workbook (`/etc/…`, `../…`).
    #[error("the workbook holds an entry with an unsafe name: {entry:?}")]
    UnsafeName {
        /// The name.
        entry: String,
    },
    /// Two entries have one name, so that two readers may read two different workbooks.
    #[error("the workbook holds an entry twice: {entry:?}")]
    DuplicateEntry {
        /// The name.
        entry: String,
    },
    /// An XML part declares a document type or uses an entity of its own; Excel does neither.
    #[error("{entry} declares entities")]
    Entities {
        /// The part.
        entry: String,
    },
    /// The workbook cannot be read to its end, or contradicts itself.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// The text is in no encoding that is read: not UTF-8, not GB18030, not UTF-16 with its mark.
    #[error("byte {offset} (0x{byte:02X}) is not {encoding}")]
    Encoding {
        /// Where the first byte stands that does not fit, counted from 0.
        offset: u64,
        /// That byte.
        byte: u8,
        /// What the text had been up to there: `UTF-8`, `GB18030` or `UTF-16`.
        encoding: String,
    },
    /// A quote opens a field and never closes.
    #[error("the quote that opens in row {row}, column {column} never closes")]
    OpenQuote {
        /// The row as Excel numbers it.
        row: u32,
        /// The column counted from 1.
        column: u32,
    },
}

/// What a file turned out to be that is no table to be read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Seen {
    /// A workbook of Excel 97–2003 (`.xls`, `.et`): to be saved as `.xlsx` (另存为 .xlsx).
    OldXls,
    /// A binary workbook (`.xlsb`): to be saved as `.xlsx`.
    Xlsb,
    /// A spreadsheet of LibreOffice (`.ods`): to be saved as `.xlsx`.
    Ods,
    /// A page of HTML, which some systems export under the name `.xls`: to be opened and saved as `.xlsx`.
    Html,
    /// XML, such as the XML spreadsheet of Excel 2003: to be opened and saved as `.xlsx`.
    Xml,
    /// A text document or slides of Office, old or new.
    OfficeDocument,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// An archive that is no workbook (`.zip`, `.rar`, `.7z`, `.gz`): to be unpacked.
    Archive,
    /// Bytes that are no text.
    Binary,
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::OldXls => "an old .xls workbook",
            Self::Xlsb => "an .xlsb workbook",
            Self::Ods => "an .ods spreadsheet",
            Self::Html => "HTML",
            Self::Xml => "XML",
            Self::OfficeDocument => "another document of Office",
            Self::Pdf => "a PDF",
            Self::Picture => "a picture",
            Self::Archive => "an archive",
            Self::Binary => "binary data",
        })
    }
}
