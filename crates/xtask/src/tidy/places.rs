//! Places that exist on the machine of one writer only.

use super::Finding;
use super::tree::{File, Tree};

/// First folders of absolute paths that are somebody's own.
const FOLDERS: &[&str] = &["root", "work", "Users"];
/// Where npm writes the host it downloaded from; the lock file must serve every mirror.
const LOCK: &str = "package-lock.json";

/// No committed file names an absolute path of one machine, and the lock file of npm names no host.
pub(super) fn places(tree: &Tree) -> Vec<Finding> {
    tree.files().flat_map(check).collect()
}

fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.lines() {
        if let Some(folder) = FOLDERS.iter().find(|folder| names(line, folder)) {
            let words =
                format!("a path under /{folder} exists on one machine only: write it from the repository's root");
            findings.push(Finding::new(&file.path, number, words));
        }
        if file.name() == LOCK && line.contains("\"resolved\": \"http") {
            let words = "the lock file names a host: run npm install again, browser/.npmrc leaves it out";
            findings.push(Finding::new(&file.path, number, words));
        }
    }
    findings
}

/// Whether the line holds `/folder/` as the start of a path, not as a part of a longer one or of a URL.
fn names(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"/._-}~".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_found() {
        let place = format!("see `/{}/main/notes`", "work");
        let found = |line: &str| places(&Tree::of(&[("docs/operations.md", line)])).len();
        assert_eq!(found(&place), 1);
        assert_eq!(found("see crates/work/main and https://example.org/work/1"), 0);
    }

    #[test]
    fn a_host_in_the_lock_file_is_found() {
        let line = r#"      "resolved": "https://mirror.example/axe-core.tgz","#;
        let found = |path: &str| places(&Tree::of(&[(path, line)])).len();
        assert_eq!(found("browser/package-lock.json"), 1);
        assert_eq!(found("docs/operations.md"), 0);
    }
}
