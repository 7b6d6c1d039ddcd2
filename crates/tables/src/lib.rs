//! Reading tables that people have in Excel, and writing tables that people open in Excel.
//!
//! A leaf: no clock, no network, no file of its own choosing but the temporary one that writing a workbook needs. It
//! knows cells, rows and files, and nothing of what stands in them.
//!
//! - [`read`] takes the bytes of an upload and gives a [`Table`]: rows of text with the row numbers that Excel shows.
//!   What the bytes are is decided by looking at them, never by a file's name: CSV in UTF-8, GB18030 or UTF-16 with
//!   commas, semicolons or tabs, or an XLSX workbook. What cannot be read is [`Refused`] with a reason that a page
//!   can put into words.
//! - [`Table::header`] finds the row that holds the names of the columns.
//! - [`write_csv`] and [`write_xlsx`] write lists that Excel opens without running anything.
//!
//! # What a cell's text is
//! What Excel shows, without ornament: `12` and not `12.0`, `2026-03-01` for a date in any format, `12.5%` for a
//! percentage, `007` where the format pads with zeros, `TRUE`, `#N/A`. Thousands separators, colours and currency signs
//! are left out, and no decimal is rounded away. Two kinds of cells say that they are not to be trusted as they stand
//! ([`Mark`]): a number of 16 digits or more has lost digits ([`Mark::Lossy`]: a 18-digit code typed into a numeric
//! cell), and an error or a formula that was never calculated has no value. No text holds U+0000.
//!
//! # What hostile bytes can do
//! Every dimension has a limit in [`Limits`], enforced while reading: a workbook is read as a stream, entry by entry,
//! and refused at the byte that is too much, whatever its headers declare. Only the parts that hold cells are unpacked;
//! macros, pictures, external links and everything else stay packed. No entity is expanded, no link followed, no formula
//! calculated. With the default limits reading needs less than 512 MiB at the worst and no recursion.
//!
//! # Reading in a child process
//! A fault in the libraries for ZIP and XML would still be a fault in the process that reads. A server therefore reads
//! uploads in a child: the same executable with a subcommand that reads bytes on standard input, writes the serialised
//! `Result<Table, Refused>` ([`Table`] and [`Refused`] are `serde` types) on standard output and ends. What the child
//! may use is set before it starts, without code of ours:
//!
//! ```sh
//! sh -c 'ulimit -v 1048576 && ulimit -t 30 && ulimit -f 0 && ulimit -n 16 && ulimit -c 0 && exec "$0" "$@"' \
//!     path/to/product read-table
//! ```
//!
//! that is 1 GiB of address space, 30 seconds of processor, no file written (`-f 0`: standard output and error have to be pipes), 16 open files and no core dump
//! (`prlimit --as=1073741824 --cpu=30 --fsize=0 --nofile=16 --core=0 -- path/to/product read-table` does the same). The
//! parent gives an empty environment, bounds what it reads from the pipe, sets a time of its own and kills the child
//! after it. A child that ends by a signal is a refused file, not a fault of the server.

mod csv;
mod limits;
mod refused;
mod seen;
mod table;
mod writing;
mod xlsx;

pub use csv::write_csv;
pub use limits::Limits;
pub use refused::{Refused, Seen};
pub use table::{Header, Mark, Origin, Row, Table};
pub use writing::{Column, Kind, Unwritten, Value};
pub use xlsx::write_xlsx;

/// Reads the first visible sheet that has content, or the one table that a CSV is.
///
/// # Errors
/// [`Refused`], with the reason.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Table, Refused> {
    read_any(bytes, None, limits)
}

/// Reads the sheet of that name, hidden or not. A CSV has no sheets, so that asking for one is refused.
///
/// # Errors
/// [`Refused::NoSuchSheet`] names the sheets that are there; else as [`read`].
pub fn read_sheet(bytes: &[u8], sheet: &str, limits: &Limits) -> Result<Table, Refused> {
    read_any(bytes, Some(sheet), limits)
}

fn read_any(bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<Table, Refused> {
    if bytes.len() as u64 > limits.bytes {
        return Err(Refused::TooLarge { limit: limits.bytes });
    }
    match (seen::format(bytes)?, sheet) {
        (seen::Format::Zip, sheet) => xlsx::read(bytes, sheet, limits),
        (seen::Format::Text, None) => csv::read(bytes, limits),
        (seen::Format::Text, Some(sheet)) => Err(Refused::NoSuchSheet { sheet: sheet.to_owned(), sheets: Vec::new() }),
    }
}
