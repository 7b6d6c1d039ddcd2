//! Files and functions that are too long to be read in one go.

use super::Finding;
use super::rust::{self, Token};
use super::tree::{File, Tree};

const FILE_LIMIT: usize = 500;
const FILE_WARNING: usize = 400;
const FUNCTION_LIMIT: usize = 80;
const READ: &[&str] = &["rs", "html", "js", "mjs"];

/// No source file has more than 500 lines (from 400 on there is a warning), no function more than 80.
pub(super) fn short(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().filter(|file| file.is(READ)) {
        findings.extend(long_file(file));
        if file.is(&["rs"]) {
            findings.extend(long_functions(file));
        }
    }
    findings
}

fn long_file(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    let words = format!("{lines} lines: split it by capability");
    if lines > FILE_LIMIT {
        Some(Finding::new(&file.path, 0, words))
    } else if lines > FILE_WARNING {
        Some(Finding::warning(&file.path, 0, words))
    } else {
        None
    }
}

fn long_functions(file: &File) -> Vec<Finding> {
    let tokens = rust::tokens(file);
    let mut findings = Vec::new();
    for at in rust::positions(&tokens, &["fn"]) {
        let lines = body(&tokens, at).map_or(0, |(open, close)| close - open + 1);
        if lines > FUNCTION_LIMIT {
            let words = format!("a function of {lines} lines: let it do one thing");
            findings.push(Finding::new(&file.path, tokens[at].line, words));
        }
    }
    findings
}

/// The first and last line of the body of the function whose `fn` stands at `at`.
fn body(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    for (offset, token) in tokens[at..].iter().enumerate() {
        if token.is_mark('(') || token.is_mark('[') {
            depth += 1;
        } else if token.is_mark(')') || token.is_mark(']') {
            // The type of a function pointer: `fn` stands inside brackets that close first.
            depth = depth.checked_sub(1)?;
        } else if depth == 0 && (token.is_mark(';') || token.is_mark(',')) {
            return None;
        } else if depth == 0 && token.is_mark('{') {
            let open = at + offset;
            let close = rust::closing(tokens, open)?;
            return Some((tokens[open].line, tokens[close].line));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<Finding> {
        short(&Tree::of(&[("crates/app/src/needs/model.rs", text)]))
    }

    #[test]
    fn long_files_warn_and_then_fail() {
        assert_eq!(found(&"// 说明\n".repeat(400)), []);
        assert!(found(&"// 说明\n".repeat(401)).iter().all(|finding| finding.warning));
        assert!(found(&"// 说明\n".repeat(501)).iter().any(|finding| !finding.warning));
    }

    #[test]
    fn a_long_function_is_found_at_its_line() {
        let function = |lines: usize| format!("\nfn f(g: fn(u8)) -> [u8; 2] {{\n{}}}\n", "    g();\n".repeat(lines));
        assert_eq!(found(&function(78)), []);
        assert_eq!(found(&function(79))[0].line, 2);
    }
}
