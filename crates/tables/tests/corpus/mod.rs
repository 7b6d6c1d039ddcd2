//! Files that do harm, or look as if they did, each with what has to come of it. All are made here, byte by byte.

pub mod books;
pub mod broken;
pub mod packages;
pub mod texts;
pub mod worst;

use tables::{Limits, Refused, Table};

/// A file and what reading it gives, in the words of [`shown`].
pub struct Case {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub limits: Limits,
    pub expected: &'static str,
}

pub fn case(name: &'static str, bytes: impl Into<Vec<u8>>, expected: &'static str) -> Case {
    Case { name, bytes: bytes.into(), limits: Limits::default(), expected }
}

impl Case {
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Whether that is what reading should give; `…` stands for a long text at the start or the end.
    pub fn is_met_by(&self, shown: &str) -> bool {
        match (self.expected.strip_prefix('…'), self.expected.strip_suffix('…')) {
            (Some(end), _) => shown.ends_with(end),
            (None, Some(start)) => shown.starts_with(start),
            (None, None) => shown == self.expected,
        }
    }
}

pub fn all() -> Vec<Case> {
    [texts::all(), books::all(), broken::all(), packages::all()].into_iter().flatten().collect()
}

/// Those that are quick to make.
pub fn small() -> Vec<Case> {
    [texts::small(), books::all(), broken::small(), packages::all()].into_iter().flatten().collect()
}

/// Rows as `1: 企业名称 | 信用代码`, one a line, with marks behind a `!`; a refusal as its variant. What is damaged is
/// said in the words of the libraries, which are not ours to promise.
pub fn shown(result: &Result<Table, Refused>) -> String {
    match result {
        Err(Refused::Damaged(_)) => "Damaged".to_owned(),
        Err(refused) => format!("{refused:?}"),
        Ok(table) if table.rows.len() > 20 => {
            let last = table.rows.last().map(row).unwrap_or_default();
            format!("{} rows, the last {last}", table.rows.len())
        }
        Ok(table) => table.rows.iter().map(row).collect::<Vec<_>>().join("\n"),
    }
}

fn row(row: &tables::Row) -> String {
    let cell = |(at, text): (usize, &String)| match row.mark(at) {
        Some(mark) => format!("{text}!{mark:?}"),
        None => text.clone(),
    };
    let cells: Vec<String> = row.cells.iter().enumerate().map(cell).collect();
    format!("{}: {}", row.number, cells.join(" | "))
}
