//! Which module of the product may name which: `routes → slices → web, jobs, access, app`, and the slices one
//! way along the flow.

use super::Finding;
use super::rust::{self, Token, matches};
use super::tree::{File, Tree};

const SOURCE: &str = "crates/app/src/";

/// The slices in the order of the flow: each may name those before it, none after it. This is the one place
/// where the order is declared.
const SLICES: &[&str] = &[
    "people",
    "organizations",
    "hubs",
    "catalogue",
    "attachments",
    "needs",
    "plans",
    "orders",
    "hall",
    "instruments",
    "feeds",
    "records",
    "measures",
    "evaluations",
    "imports",
    "downloads",
    "homes",
    "notices",
    "privacy",
    "portal",
    "demo",
];

/// What stands on the slices and may name everything.
const TOP: &[&str] = &["main", "lib", "routes", "commands", "serve", "bench", "testing"];
/// What every slice stands on. `app` is among them because it holds the words that `web` speaks.
const MIDDLE: &[&str] = &["web", "jobs", "mail", "access", "command", "app"];
/// What everything stands on.
const GROUND: &[&str] = &["config", "deadlines", "editions"];

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["domain", "service", "repository", "models", "common", "utils", "helpers"];

/// How high a module stands; those on one level, but for the slices, may name each other.
fn height(module: &str) -> Option<usize> {
    if GROUND.contains(&module) {
        Some(0)
    } else if MIDDLE.contains(&module) {
        Some(1)
    } else if TOP.contains(&module) {
        Some(2 + SLICES.len())
    } else {
        SLICES.iter().position(|slice| *slice == module).map(|place| 2 + place)
    }
}

/// Every `crate::module` in the product points to the same level or downwards.
pub(super) fn one_way(tree: &Tree) -> Vec<Finding> {
    tree.under(SOURCE, &["rs"]).flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Finding> {
    let module = module_of(file);
    let Some(own) = height(module) else {
        let words = format!("`{module}` has no place: add it to the lists in crates/xtask/src/tidy/layers.rs");
        return vec![Finding::new(&file.path, 0, words)];
    };
    let tokens = rust::tokens(file);
    let upward = |(name, line): (String, usize)| {
        let other = height(&name)?;
        (other > own).then(|| {
            let words = format!(
                "`{module}` names `{name}`, which stands above it: pass what it needs as an argument, or let \
                 `{name}` follow its events"
            );
            Finding::new(&file.path, line, words)
        })
    };
    named_modules(&tokens).into_iter().filter_map(upward).collect()
}

/// The module right under `src` that a file belongs to.
fn module_of(file: &File) -> &str {
    let path = file.path.strip_prefix(SOURCE).unwrap_or(&file.path);
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The first parts of all `crate::…` paths outside tests, those of `crate::{a, b::c}` included.
fn named_modules(tokens: &[Token]) -> Vec<(String, usize)> {
    let mut named = Vec::new();
    for at in rust::positions(tokens, &["crate", ":", ":"]) {
        if tokens[at].test {
            continue;
        }
        let after = at + 3;
        if matches(tokens, after, &["{"]) {
            named.extend(firsts_of_group(tokens, after));
        } else if let Some(token) = tokens.get(after) {
            named.extend(token.word().map(|word| (word.to_owned(), token.line)));
        }
    }
    named
}

fn firsts_of_group(tokens: &[Token], open: usize) -> Vec<(String, usize)> {
    let close = rust::closing(tokens, open).unwrap_or(open);
    let mut firsts = Vec::new();
    let mut depth = 0_usize;
    let mut first = true;
    for token in &tokens[open..close] {
        if depth == 1
            && first
            && let Some(word) = token.word()
        {
            firsts.push((word.to_owned(), token.line));
        }
        first = token.is_mark(',') || depth == 0;
        if token.is_mark('{') {
            depth += 1;
        } else if token.is_mark('}') {
            depth -= 1;
        }
    }
    firsts
}

/// No crate, folder or file of Rust is called by a word that says nothing.
pub(super) fn names(tree: &Tree) -> Vec<Finding> {
    let called = |file: &&File| {
        let path = file.path.trim_end_matches(".rs");
        path.split('/').any(|part| EMPTY_NAMES.contains(&part))
    };
    let words = "the name says nothing: use the word of the thing itself";
    let files = tree.under("crates/", &["rs"]).filter(called);
    files.map(|file| Finding::new(&file.path, 0, words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        let findings = one_way(&Tree::of(&[(path, text)]));
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_slice_names_only_what_is_upstream() {
        let text = "use crate::needs::Need;\nuse crate::orders::Order;\nfn f() { crate::records::count() }";
        assert_eq!(found("crates/app/src/plans/mod.rs", text), [2, 3]);
        assert!(found("crates/app/src/records/mod.rs", text).is_empty());
    }

    #[test]
    fn groups_and_layers_are_seen() {
        let text = "use crate::{\n    app::App,\n    hubs::{Hub, orders},\n    routes,\n};";
        assert_eq!(found("crates/app/src/catalogue/pages.rs", text), [4]);
        assert_eq!(found("crates/app/src/web/forms.rs", text), [3, 4]);
        assert!(found("crates/app/src/routes.rs", text).is_empty());
    }

    #[test]
    fn tests_may_name_anything_and_a_new_module_needs_a_place() {
        let test = "#[cfg(test)]\nmod tests { use crate::orders::Order; }";
        assert!(found("crates/app/src/needs/model.rs", test).is_empty());
        assert!(found("crates/app/src/needs/tests.rs", "use crate::orders::Order;").is_empty());
        assert_eq!(found("crates/app/src/gadgets/mod.rs", ""), [0]);
    }

    #[test]
    fn empty_names_are_found() {
        let tree = Tree::of(&[("crates/app/src/needs/utils.rs", ""), ("crates/app/src/needs/model.rs", "")]);
        assert_eq!(names(&tree).len(), 1);
    }
}
