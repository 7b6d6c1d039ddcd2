//! What was read.

use serde::{Deserialize, Serialize};

/// A table as text. Serialisable, so that a process that reads can hand it to the one that asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What the file was.
    pub origin: Origin,
    /// The rows that have content, in their order. Blank rows are left out; the row numbers tell where they were.
    pub rows: Vec<Row>,
}

/// What a table was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Separated values.
    Csv {
        /// `UTF-8`, `GB18030` or `UTF-16`.
        encoding: String,
        /// What stands between two fields: a comma, a semicolon or a tab.
        delimiter: char,
    },
    /// A workbook.
    Xlsx {
        /// The sheet that was read.
        sheet: String,
        /// All sheets of the workbook, hidden ones included.
        sheets: Vec<String>,
    },
}

/// A row with content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The number that Excel shows beside it, counted from 1.
    pub number: u32,
    /// Its cells from column A on, up to the last one that is not empty.
    pub cells: Vec<String>,
    /// What is to be known of some cells, by their place in `cells`.
    pub marks: Vec<(u16, Mark)>,
}

/// Why the text of a cell is not to be taken for what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// A number of 16 digits or more. Excel keeps 15, so that the last ones are lost (`9.13301E+17`): the cell has to be
    /// typed again as text.
    Lossy,
    /// An error such as `#N/A`, or a date that Excel cannot show.
    Error,
    /// A formula whose result is not stored: the file was written by a program that does not calculate. The cell is
    /// empty; opening and saving the workbook in Excel mends it.
    Uncalculated,
}

/// The row that names the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its number as Excel shows it.
    pub number: u32,
    /// The names from column A on, [tidied](Table::header); empty where a column has none.
    pub names: Vec<String>,
    /// How many rows of [`Table::rows`] stand before the first row below it.
    skipped: usize,
}

/// How many rows are searched for the header.
const SEARCHED: usize = 30;

impl Row {
    /// The text of the cell in that column, counted from 0; empty beyond the last.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// What is to be known of the cell in that column, counted from 0.
    pub fn mark(&self, column: usize) -> Option<Mark> {
        self.marks.iter().find(|(at, _)| usize::from(*at) == column).map(|(_, mark)| *mark)
    }
}

impl Table {
    /// Finds the header: among the first 30 rows the one with the most cells that `known` knows, the first of them when
    /// several have as many. Two such cells are needed, or one where the row has no other: a title above the table
    /// often repeats one of the names.
    ///
    /// Names are tidied before they are shown to `known`: white space and line breaks inside are taken out
    /// (`统一社会\n信用代码`), and the stars that mark what is required. Where a header takes two rows and a name
    /// stands in the upper one (cells merged downwards), it is taken from there when it is known.
    pub fn header(&self, known: impl Fn(&str) -> bool) -> Option<Header> {
        let names: Vec<Vec<String>> = self.rows.iter().take(SEARCHED).map(|row| tidied(&row.cells)).collect();
        let matches = |names: &[String]| names.iter().filter(|name| !name.is_empty() && known(name)).count();
        let enough = |found: usize, names: &[String]| {
            found >= 2 || found == 1 && names.iter().filter(|name| !name.is_empty()).count() == 1
        };
        let mut best: Option<(usize, usize)> = None;
        for (index, names) in names.iter().enumerate() {
            let found = matches(names);
            if enough(found, names) && best.is_none_or(|(_, most)| found > most) {
                best = Some((index, found));
            }
        }
        let (index, _) = best?;
        let mut header = names[index].clone();
        let number = self.rows[index].number;
        let above = index.checked_sub(1).filter(|above| self.rows[*above].number + 1 == number);
        for (column, name) in above.map(|above| names[above].iter()).into_iter().flatten().enumerate() {
            header.resize(header.len().max(column + 1), String::new());
            if header[column].is_empty() && !name.is_empty() && known(name) {
                header[column].clone_from(name);
            }
        }
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        Some(Header { number, names: header, skipped: index + 1 })
    }

    /// The rows below the header, those of sums (合计) included: what is data is the caller's to say.
    pub fn below(&self, header: &Header) -> &[Row] {
        self.rows.get(header.skipped..).unwrap_or_default()
    }
}

fn tidied(cells: &[String]) -> Vec<String> {
    let tidy = |cell: &String| cell.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊')).collect();
    cells.iter().map(tidy).collect()
}
