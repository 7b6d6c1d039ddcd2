//! Why a file was not read, in words that say how to mend it.

use tables::{Refused, Seen};

use crate::web::Refusal;

/// What to say of it.
pub(super) fn refusal(refused: &Refused) -> Refusal {
    match refused {
        Refused::TooLarge { limit } => Refusal::new("imports-file-large").with("most", limit >> 20),
        Refused::TooManyRows { limit } => Refusal::new("imports-file-rows").with("most", limit - 1),
        Refused::TooManyColumns { limit, .. } => Refusal::new("imports-file-columns").with("most", limit),
        Refused::TooManyEntries { .. } | Refused::TooMuchUnpacked { .. } | Refused::TooMuchText { .. } => {
            Refusal::new("imports-file-unpacks")
        }
        Refused::CellTooLong { row, limit, .. } => {
            Refusal::new("imports-file-cell").with("row", row).with("most", limit)
        }
        Refused::Empty => Refusal::new("imports-file-empty"),
        Refused::NoSuchSheet { sheet, .. } => Refusal::new("imports-file-sheet").with("sheet", sheet),
        Refused::NotATable(seen) => of_kind(*seen),
        Refused::Encrypted => Refusal::new("imports-file-encrypted"),
        Refused::Encoding { .. } => Refusal::new("imports-file-encoding"),
        Refused::OpenQuote { row, .. } => Refusal::new("imports-file-quote").with("row", row),
        Refused::UnsafeName { .. } | Refused::DuplicateEntry { .. } | Refused::Entities { .. } => {
            Refusal::new("imports-file-unsafe")
        }
        _ => Refusal::new("imports-file-damaged"),
    }
}

fn of_kind(seen: Seen) -> Refusal {
    match seen {
        Seen::OldXls | Seen::Xlsb | Seen::Ods | Seen::Html | Seen::Xml => Refusal::new("imports-file-save-as"),
        Seen::Archive => Refusal::new("imports-file-archive"),
        _ => Refusal::new("imports-file-other"),
    }
}
