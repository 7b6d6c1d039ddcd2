//! Hostile files do no harm: each gives what it should, within bounded memory, and changed at random it still does.

use std::process::Command;

use proptest::prelude::*;
use tables::Limits;

mod corpus;

/// Set in the process that reads under a limit of memory.
const CHILD: &str = "TABLES_TEST_CHILD";
/// Address space for the whole test program, in kilobytes.
const MEMORY: u32 = 512 << 10;

#[test]
fn every_file_gives_what_it_should() {
    let cases = corpus::all();
    assert!(cases.len() >= 40);
    let mut wrong = Vec::new();
    for case in cases {
        let shown = corpus::shown(&tables::read(&case.bytes, &case.limits));
        if !case.is_met_by(&shown) {
            wrong.push(format!("{}:\n  expected {}\n  but gave {shown:.200}", case.name, case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The limits hold memory as well as counts: the worst files are read in a process that may not have more than half a
/// gigabyte, this test program and its own making of the files included.
#[test]
fn the_worst_files_are_read_within_half_a_gigabyte() {
    if std::env::var_os(CHILD).is_some() {
        return read_the_worst();
    }
    let program = std::env::current_exe().unwrap();
    let limited = format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"");
    let mut child = Command::new("sh");
    child.args(["-c", &limited]).arg(program);
    child.args(["--exact", "the_worst_files_are_read_within_half_a_gigabyte", "--test-threads=1"]);
    let output = child.env(CHILD, "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

fn read_the_worst() {
    for case in corpus::worst::all() {
        let shown = corpus::shown(&tables::read(&case.bytes, &case.limits));
        assert!(case.is_met_by(&shown), "{}: {shown:.200}", case.name);
    }
}

/// A case of the corpus with some bytes overwritten, and perhaps cut off.
fn changed() -> impl Strategy<Value = Vec<u8>> {
    let small: Vec<Vec<u8>> = corpus::small().into_iter().map(|case| case.bytes).collect();
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12);
    let file = prop::sample::select(small);
    (file, changes, any::<prop::sample::Index>(), any::<bool>()).prop_map(|(mut bytes, changes, end, cut)| {
        for (at, byte) in changes {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        if cut && !bytes.is_empty() {
            bytes.truncate(end.index(bytes.len()));
        }
        bytes
    })
}

/// A part of a sound workbook with some bytes overwritten before it is packed: what gets past the sums of the archive.
fn changed_inside() -> impl Strategy<Value = Vec<u8>> {
    let part = prop::sample::select(corpus::books::changeable());
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
    (part, changes).prop_map(|((name, mut content), changes)| {
        for (at, byte) in changes {
            let at = at.index(content.len());
            content[at] = byte;
        }
        corpus::books::Book::of(corpus::books::ROWS).part(name, content).bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_file_is_read_or_refused(bytes in changed()) {
        if let Ok(table) = tables::read(&bytes, &Limits::default()) {
            prop_assert!(!table.rows.is_empty());
        }
    }

    #[test]
    fn a_changed_part_is_read_or_refused(bytes in changed_inside()) {
        if let Ok(table) = tables::read(&bytes, &Limits::default()) {
            for row in &table.rows {
                prop_assert!(row.cells.iter().all(|cell| !cell.contains('\0')));
                prop_assert!(row.cells.len() <= Limits::default().columns);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let limits = Limits { rows: 50, columns: 5, ..Limits::default() };
        if let Ok(table) = tables::read(&bytes, &limits) {
            prop_assert!(table.rows.len() <= 50);
        }
    }
}
