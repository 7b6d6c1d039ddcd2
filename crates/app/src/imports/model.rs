//! What an import is, as plain data.

use serde::{Deserialize, Serialize};
use tables::Mark;
use uuid::Uuid;

use crate::web::{Error, FieldError, Refusal, Told};

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The file is being read.
    Reading,
    /// The file could not be read.
    Refused,
    /// Somebody must say which column is which.
    Matching,
    /// Its rows are being tried out.
    Checking,
    /// They were; nothing is written yet.
    Checked,
    /// They are being written.
    Writing,
    /// Whoever began it may do so no more: the rest is not written.
    Stopped,
    /// They are written.
    Written,
    /// They are being undone.
    Undoing,
    /// They were undone.
    Undone,
    /// It was given up before anything was written.
    Discarded,
}

use State::*;

// keys: imports-state-*
impl State {
    /// Every state.
    pub const ALL: [State; 11] =
        [Reading, Refused, Matching, Checking, Checked, Writing, Stopped, Written, Undoing, Undone, Discarded];

    /// As stored, and as the end of its message key.
    pub fn code(self) -> &'static str {
        match self {
            Reading => "reading",
            Refused => "refused",
            Matching => "matching",
            Checking => "checking",
            Checked => "checked",
            Writing => "writing",
            Stopped => "stopped",
            Written => "written",
            Undoing => "undoing",
            Undone => "undone",
            Discarded => "discarded",
        }
    }

    /// The state stored as `code`.
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether a job is at it.
    pub fn runs(self) -> bool {
        matches!(self, Reading | Checking | Writing | Undoing)
    }

    /// Whether nothing was written yet, so that it may be given up.
    pub fn untouched(self) -> bool {
        matches!(self, Reading | Matching | Checking | Checked)
    }

    /// Whether its columns may still be matched anew.
    pub fn open(self) -> bool {
        matches!(self, Matching | Checked)
    }

    fn tag(self) -> &'static str {
        match self {
            Reading | Checking | Writing | Undoing => "info",
            Matching | Checked => "warn",
            Refused | Stopped => "danger",
            Written => "ok",
            Undone | Discarded => "neutral",
        }
    }
}

/// What a row was found to be. Stored as such, and the ends of message keys.
// keys: imports-outcome-*
pub const OUTCOMES: [&str; 4] = ["new", "changed", "unchanged", "refused"];

/// How many rows became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Would add an entry, or did.
    pub new: i64,
    /// Would change one, or did.
    pub changed: i64,
    /// Say what is there already.
    pub unchanged: i64,
    /// Were refused.
    pub refused: i64,
    /// Were written.
    pub written: i64,
    /// Were undone.
    pub undone: i64,
    /// Could not be undone.
    pub kept: i64,
}

impl Counts {
    /// One row of this outcome.
    pub(super) fn one(outcome: &str) -> Counts {
        let is = |word: &str| i64::from(outcome == word);
        Counts {
            new: is("new"),
            changed: is("changed"),
            unchanged: is("unchanged"),
            refused: is("refused"),
            ..Counts::default()
        }
    }

    /// As many less.
    pub(super) fn taken_back(self) -> Counts {
        Counts {
            new: -self.new,
            changed: -self.changed,
            unchanged: -self.unchanged,
            refused: -self.refused,
            ..Counts::default()
        }
    }

    /// And as many more.
    pub(super) fn add(&mut self, more: &Counts) {
        self.new += more.new;
        self.changed += more.changed;
        self.unchanged += more.unchanged;
        self.refused += more.refused;
        self.written += more.written;
        self.undone += more.undone;
        self.kept += more.kept;
    }
}

/// A column of a file, and the field that it is; empty when nothing is read from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// Its name in the file.
    pub name: String,
    /// The field.
    pub field: String,
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its hub; nil for organizations.
    pub hub: Uuid,
    /// Id.
    pub id: Uuid,
    /// A kind of `access::IMPORTS`.
    pub kind: String,
    /// Where it stands.
    pub state: State,
    /// Name of the file.
    pub file_name: String,
    /// Its SHA-256.
    pub file_hash: [u8; 32],
    /// Its size.
    pub file_bytes: i64,
    /// What it was read from: `xlsx`, or the encoding of a CSV.
    pub origin: String,
    /// The sheet that was read.
    pub sheet: String,
    /// All sheets.
    pub sheets: Vec<String>,
    /// The row that names the columns, as Excel numbers it; 0 while it is not known.
    pub header_line: i64,
    /// The row before the first of the list: the header, or what explains it.
    pub data_after: i64,
    /// Its columns.
    pub matching: Vec<Matched>,
    /// Why it was refused or stopped.
    pub said: Option<Said>,
    /// Who began it.
    pub person: Uuid,
    /// Their name.
    pub person_name: String,
    /// Through which membership.
    pub membership: Uuid,
    /// Who decided last, and through which membership: the running step acts for them.
    pub acting: (Uuid, Uuid),
    /// Code and name of its hub, or empty.
    pub hub_name: String,
    /// When, milliseconds UTC.
    pub created_at: i64,
    /// Rows below the header.
    pub total: i64,
    /// How far the running step has come: a row's number.
    pub cursor: i64,
    /// How many rows that were.
    pub passed: i64,
    /// What its rows became.
    pub counts: Counts,
    /// When the last row was written.
    pub written_at: Option<i64>,
    /// Counts what was decided of it.
    pub version: i64,
}

impl Import {
    /// The SHA-256 of the file, as it is compared.
    pub fn hash_in_words(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.file_hash)
    }

    /// Where it stands, as the end of its message key: one without a row to be written waits for nobody.
    pub fn stands(&self) -> &'static str {
        if self.state == Checked && self.to_write() == 0 { "idle" } else { self.state.code() }
    }

    /// Colour of its tag.
    pub fn tag(&self) -> &'static str {
        if self.stands() == "idle" { "neutral" } else { self.state.tag() }
    }

    /// Rows that writing would write.
    pub fn to_write(&self) -> i64 {
        self.counts.new + self.counts.changed
    }

    /// Until when it can be undone, milliseconds UTC; `None` when there is nothing to undo.
    pub fn undo_until(&self, hours: i64) -> Option<i64> {
        let done = matches!(self.state, Written | Stopped) && self.counts.written > 0;
        self.written_at.filter(|_| done).map(|at| at + hours * 3_600_000)
    }
}

/// A row as it stood in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Its cells from the first column on.
    pub cells: Vec<String>,
    /// What is to be known of some of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<(u16, Mark)>,
}

impl Content {
    /// The text of a column; empty beyond the last.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    /// How it begins, for people: its first two cells that are not blank.
    pub(super) fn begin(&self) -> String {
        let cells = self.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let text = cells.take(2).collect::<Vec<_>>().join(" · ");
        text.chars().take(60).collect()
    }

    /// What is to be known of it.
    pub fn mark(&self, column: usize) -> Option<Mark> {
        self.marks.iter().find(|(at, _)| usize::from(*at) == column).map(|(_, mark)| *mark)
    }
}

/// Why a row was refused: a message with its arguments, and the field it is about, or empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The field.
    pub field: String,
    /// The key of the message.
    pub key: String,
    /// Its arguments.
    pub with: Vec<(String, Told)>,
}

impl Said {
    /// What a refusal says of a field.
    pub fn of(field: &str, refusal: &Refusal) -> Said {
        let with = refusal.arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Said { field: field.to_owned(), key: refusal.key.to_owned(), with }
    }

    /// What the error of a row says. A fault of ours refuses its row and is logged; a queue that is full is the
    /// moment's, and given back.
    pub(super) fn from_error(error: Error) -> Result<Vec<Said>, Error> {
        let one = |refusal: &Refusal| Ok(vec![Said::of("", refusal)]);
        match error {
            Error::Invalid(errors) => {
                Ok(errors.0.iter().map(|FieldError { field, refusal, .. }| Said::of(field, refusal)).collect())
            }
            Error::Refused(refusal) => one(&refusal),
            Error::Conflict => one(&Refusal::new("imports-moved")),
            Error::NotFound => one(&Refusal::new("imports-gone")),
            Error::Busy => Err(Error::Busy),
            other => {
                tracing::error!(cause = %other.cause(), "a row of an import failed");
                one(&Refusal::new("imports-fault"))
            }
        }
    }
}

/// A field that a row changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The field.
    pub field: String,
    /// As it is.
    pub before: String,
    /// As it would be.
    pub after: String,
}

/// A row of an import.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number in the file.
    pub line: i64,
    /// As it stood there.
    pub content: Content,
    /// What it is about, for people.
    pub label: String,
    /// One of [`OUTCOMES`]; empty while it was not tried out.
    pub outcome: String,
    /// `written`, `undone`, `kept`, or empty.
    pub state: String,
    /// Why it was refused or kept.
    pub said: Vec<Said>,
    /// What it changes.
    pub differences: Vec<Difference>,
    /// The entry it is about.
    pub object: Option<Uuid>,
    /// The entry's version when the row was tried out.
    pub seen_version: Option<i64>,
    /// And after it was written.
    pub written_version: Option<i64>,
    /// How the entry read before, for undoing.
    pub before: Option<String>,
}

impl Line {
    /// It is refused.
    pub(super) fn refuse(&mut self, said: Vec<Said>) {
        self.outcome = "refused".into();
        self.said = said;
        self.differences = Vec::new();
    }

    /// Whether it is still to be written.
    pub(super) fn waits(&self) -> bool {
        self.state.is_empty() && (self.outcome == "new" || self.outcome == "changed")
    }
}
