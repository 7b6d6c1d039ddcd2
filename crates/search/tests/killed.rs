//! An index survives that its writer is killed: what was committed is whole, with its position.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use search::{Analysis, Document, Fields, Index, Query, Viewer};

const FOLDER: &str = "SEARCH_KILLED_FOLDER";
/// Documents of each commit.
const BATCH: u64 = 20;

fn open(folder: &Path) -> Index {
    Index::open(folder, &Fields::new().names("name", 1.0), Analysis::default()).expect("an index")
}

/// Does nothing unless it is started as the child of the test below: then it writes until it is killed.
#[test]
fn child_that_writes() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let index = open(Path::new(&folder));
    let mut position = index.position().expect("a position").unwrap_or(0);
    let mut writer = index.writer(1).expect("a writer");
    loop {
        for number in position * BATCH..(position + 1) * BATCH {
            writer.put(&Document::new(format!("s{number}")).text("name", format!("盐雾试验 {number}"))).expect("put");
        }
        position += 1;
        writer.commit(position).expect("committed");
        println!("committed {position}");
    }
}

#[test]
fn killed_twenty_times_it_has_every_commit_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut told = 0;
    for round in 0..20 {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "child_that_writes", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let commits =
            lines.map_while(Result::ok).filter_map(|line| line.split_once("committed ")?.1.parse::<u64>().ok());
        // Killed at another moment of its work each time.
        for (number, position) in commits.enumerate() {
            told = position;
            if number >= round % 4 {
                break;
            }
        }
        for spin in 0..round * 3_000 {
            std::hint::black_box(spin);
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        let index = open(folder.path());
        let position = index.position().expect("a position").expect("something was committed");
        assert!(position >= told, "what was told as committed is there");
        assert_eq!(index.documents(), position * BATCH, "a commit is there whole or not at all");
        let last = format!("盐雾试验 {}", position * BATCH - 1);
        let found = index.find(&Query::of(last, Viewer::Machine)).expect("found");
        assert_eq!(found.hits[0].key, format!("s{}", position * BATCH - 1));
    }
    assert!(told >= 20);
}
