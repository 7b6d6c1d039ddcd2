//! Separated values.

mod decoding;
mod reading;
mod writing;

pub(crate) use reading::read;
pub use writing::write_csv;

/// A cell that Excel would take for a formula, behind any number of apostrophes. An apostrophe in front makes it text;
/// reading takes one away again, so that what was written is what is read.
fn looks_like_a_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}
