//! How much of what a reader takes before it refuses.

/// The bounds of one reading. Each is the largest that is still read; the next one up is refused.
///
/// The defaults hold a list of 100,000 rows and their header with 12 columns of Chinese (24 MB as CSV, 7 MB as a
/// workbook). They are chosen, not derived: `characters` is what Excel allows in a cell, the rest is what keeps the memory
/// of one reading below 512 MiB, which a test holds against the worst files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub bytes: u64,
    /// Files inside a workbook.
    pub entries: usize,
    /// Bytes that one part of a workbook may unpack to.
    pub entry: u64,
    /// Bytes that all parts that are read may unpack to.
    pub unpacked: u64,
    /// Rows with content, the header included.
    pub rows: usize,
    /// Columns up to the last one with content.
    pub columns: usize,
    /// Cells in all, those between the first and the last content of a row included.
    pub cells: usize,
    /// Characters in one cell; Excel itself holds 32,767.
    pub characters: usize,
    /// Bytes of text in all cells together, and in the strings that a workbook's cells share.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            entries: 1_000,
            entry: 192 << 20,
            unpacked: 256 << 20,
            rows: 100_001,
            columns: 200,
            cells: 3_000_000,
            characters: 32_767,
            text: 64 << 20,
        }
    }
}
