//! Small habits that hide trouble.

use super::Finding;
use super::rust::{self, Token};
use super::tree::Tree;

/// A pattern of tokens, whether it is bad in tests only, and what to say.
const BAD: &[(&[&str], bool, &str)] = &[
    (&["#", "[", "allow", "("], false, "a lint is switched off for good: use #[expect(…, reason = \"…\")]"),
    (&["#", "[", "ignore"], false, "an ignored test proves nothing: mend it or take it out"),
    (&["sleep", "("], true, "a test sleeps: wait for the thing itself, or move the clock"),
];

/// No `#[allow]`, no ignored test, no test that sleeps.
pub(super) fn habits(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.under("crates/", &["rs"]) {
        let tokens: Vec<Token> = rust::tokens(file);
        for (pattern, tests_only, words) in BAD {
            let places = rust::positions(&tokens, pattern).map(|at| &tokens[at]);
            let places = places.filter(|token| token.test || !tests_only);
            findings.extend(places.map(|token| Finding::new(&file.path, token.line, *words)));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bad_habit_is_found() {
        let text = "#[allow(dead_code)]\nfn f() { sleep(a) }\n#[cfg(test)]\nmod tests {\n    #[test]\n    \
                    #[ignore = \"slow\"]\n    fn 慢() {\n        std::thread::sleep(a);\n    }\n}\n";
        let found = habits(&Tree::of(&[("crates/db/src/lib.rs", text)]));
        let lines: Vec<usize> = found.iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [1, 6, 8]);
    }
}
