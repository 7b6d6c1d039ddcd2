//! The reader that the server starts, as it is built, with its own memory: of every file it says what reading it in this
//! process says, within the limits that the server sets.

use std::path::PathBuf;

use tables::{Limits, Table};
use yizhan::imports::child::{self, Unread};

#[expect(dead_code, reason = "the corpus of another crate's tests, of which not all is used here")]
#[path = "../../tables/tests/corpus/mod.rs"]
mod corpus;

/// What the reader says of a file, in the words of the corpus.
fn read(bytes: &[u8]) -> String {
    match child::read_by(PathBuf::from(env!("CARGO_BIN_EXE_yizhan")), bytes.to_vec().into(), None) {
        Ok(lines) => {
            let origin = lines.origin.clone();
            corpus::shown(&Ok(Table { origin, rows: lines.map(Result::unwrap).collect() }))
        }
        Err(Unread::Refused(refused)) => corpus::shown(&Err(refused)),
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn the_reader_says_of_every_file_what_reading_it_here_says() {
    let cases: Vec<corpus::Case> = corpus::small().into_iter().chain(corpus::worst::all()).collect();
    assert!(cases.len() >= 40, "{}", cases.len());
    let limits = child::limits();
    for case in cases {
        let here = corpus::shown(&tables::read(&case.bytes, &limits));
        assert_eq!(read(&case.bytes), here, "{}", case.name);
        // Where the corpus was made for the limits that everybody has, it says so too.
        if case.limits == Limits::default() && !here.contains("limit") && !here.starts_with("TooMuchText") {
            assert!(case.is_met_by(&here), "{}: {here:.200}", case.name);
        }
    }
}

#[test]
fn a_sheet_is_asked_for_by_its_name() {
    let book = corpus::books::Book::of(corpus::books::ROWS).bytes();
    let program = || PathBuf::from(env!("CARGO_BIN_EXE_yizhan"));
    assert_eq!(child::read_by(program(), book.clone().into(), Some("选项")).unwrap().count(), 1);
    let none = child::read_by(program(), book.into(), Some("--help")).unwrap_err();
    assert!(matches!(none, Unread::Refused(tables::Refused::NoSuchSheet { .. })), "{none:?}");
}
