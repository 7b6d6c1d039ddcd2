//! Documents that the program writes about itself.

use std::path::Path;
use std::time::Duration;

use super::Finding;
use super::tree::Tree;
use crate::child;

/// The document and the word after `yizhan docs` that writes it to standard output.
const DOCUMENTS: &[(&str, &str)] =
    &[("docs/routes.md", "routes"), ("docs/configuration.md", "configuration"), ("docs/measures.md", "measures")];
const LIMIT: Duration = Duration::from_secs(60);

/// What `binary docs …` writes is what is committed. When nothing is built yet, only a warning says so.
pub(super) fn up_to_date(tree: &Tree, binary: &Path) -> Vec<Finding> {
    if !binary.is_file() {
        let words = format!("not checked, {} is not built: run cargo build", binary.display());
        return vec![Finding::warning("docs/", 0, words)];
    }
    let documents = DOCUMENTS.iter();
    documents
        .filter_map(|(path, word)| {
            let mut yizhan = child::limited(LIMIT, binary);
            yizhan.args(["docs", word]);
            match child::output(yizhan) {
                Ok(text) => differs(tree, path, word, &text),
                Err(error) => Some(Finding::new(path, 0, format!("{error:#}"))),
            }
        })
        .collect()
}

fn differs(tree: &Tree, path: &str, word: &str, text: &str) -> Option<Finding> {
    let committed = tree.file(path).map_or("", |file| file.text.as_str());
    if committed == text {
        return None;
    }
    let lines = committed.lines().zip(text.lines());
    let line = lines.take_while(|(committed, new)| committed == new).count() + 1;
    let words = format!("out of date: run cargo run -- docs {word} > {path}");
    Some(Finding::new(path, line, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_told() {
        let tree = Tree::of(&[("docs/routes.md", "# 网址\nGET /\n")]);
        assert_eq!(differs(&tree, "docs/routes.md", "routes", "# 网址\nGET /\n"), None);
        let found = differs(&tree, "docs/routes.md", "routes", "# 网址\nGET /needs\n");
        assert_eq!(found.map(|finding| finding.line), Some(2));
        assert!(differs(&tree, "docs/configuration.md", "configuration", "# 配置\n").is_some());
    }

    #[test]
    fn without_a_binary_there_is_a_warning_and_with_a_failing_one_an_error() {
        let tree = Tree::of(&[]);
        assert!(up_to_date(&tree, Path::new("/nowhere/yizhan"))[0].warning);
        assert!(up_to_date(&tree, Path::new("/usr/bin/false")).iter().all(|finding| !finding.warning));
    }
}
