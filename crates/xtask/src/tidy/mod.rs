//! The rules of ARCHITECTURE.md that no test and no compiler checks. Each says where it is broken and how to
//! mend it.

mod borders;
mod budgets;
mod crates;
mod fluent;
mod generated;
mod habits;
mod layers;
mod messages;
mod places;
mod rust;
mod sizes;
mod spoken;
mod templates;
mod tree;

use anyhow::Result;

use crate::counts::Counts;
use crate::workspace::Workspace;
use tree::Tree;

/// One place where a rule is broken.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    /// Path from the root of the repository.
    file: String,
    /// Counted from 1; 0 when the whole file is meant.
    line: usize,
    /// What is wrong and how to mend it.
    words: String,
    /// A warning is printed and does not fail the check.
    warning: bool,
}

impl Finding {
    fn new(file: &str, line: usize, words: impl Into<String>) -> Finding {
        Finding { file: file.to_owned(), line, words: words.into(), warning: false }
    }

    fn warning(file: &str, line: usize, words: impl Into<String>) -> Finding {
        Finding { warning: true, ..Finding::new(file, line, words) }
    }
}

/// A rule: its name and what finds where it is broken.
type Check = (&'static str, fn(&Tree) -> Vec<Finding>);

const CHECKS: &[Check] = &[
    ("leaf crates depend on no workspace crate", crates::leaves),
    ("modules depend one way", layers::one_way),
    ("no crate or module is called by a word without meaning", layers::names),
    ("only store files contain SQL", borders::sql),
    ("few statements differ between the engines", borders::split_statements),
    ("only pages and routes know of HTTP", borders::http),
    ("only main, app and config read configuration", borders::configuration),
    ("files and functions stay short", sizes::short),
    ("no lint is switched off, no test sleeps or is ignored", habits::habits),
    ("every message key exists, in every language, and is used", messages::keys),
    ("a message takes the same in every language", messages::variables),
    ("the messages in traditional letters are up to date", spoken::traditional),
    ("no word of a page stands in the code", spoken::chinese),
    ("templates have no inline script or style", templates::inline),
    ("script and style keep their budgets", budgets::assets),
    ("no file names a place on one machine", places::places),
];

/// Runs every check and prints what it finds.
///
/// # Errors
/// When the repository cannot be read.
pub(crate) fn run(workspace: &Workspace) -> Result<Counts> {
    let tree = Tree::read(&workspace.root)?;
    let mut counts = Counts::default();
    for (name, check) in CHECKS {
        counts += report(name, &check(&tree));
    }
    let generated = generated::up_to_date(&tree, &workspace.binary("debug"));
    counts += report("generated documents are up to date", &generated);
    println!("tidy: {} passed, {} failed", counts.passed, counts.failed);
    Ok(counts)
}

fn report(name: &str, findings: &[Finding]) -> Counts {
    let kept = findings.iter().all(|finding| finding.warning);
    println!("{} {name}", if kept { "ok  " } else { "FAIL" });
    for Finding { file, line, words, warning } in findings {
        let kind = if *warning { "warning: " } else { "" };
        println!("     {file}:{line}: {kind}{words}");
    }
    Counts::one(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_alone_keeps_a_check_passed() {
        let warning = Finding::warning("README.md", 1, "long");
        assert_eq!(report("短", &[warning]), Counts::one(true));
        assert_eq!(report("短", &[Finding::new("README.md", 1, "too long")]), Counts::one(false));
    }

    #[test]
    fn an_empty_repository_breaks_no_rule_of_its_own() {
        let tree = Tree::of(&[]);
        for (name, check) in CHECKS {
            assert_eq!(check(&tree), [], "{name}");
        }
    }
}
