//! Where SQL, HTTP and configuration may appear.

use super::Finding;
use super::rust::{self, Token, matches};
use super::tree::{File, Tree};

const SOURCE: &str = "crates/app/src/";
/// How many statements may have one text for SQLite and another for PostgreSQL.
const SPLIT_LIMIT: usize = 10;

/// Only `store.rs` and its split-offs (`store_….rs`, files in `store/`) contain `sql!`.
pub(super) fn sql(tree: &Tree) -> Vec<Finding> {
    let words = "SQL outside the store: move the statement into a function of the slice's store.rs";
    outside(tree, is_store, &[&["sql", "!"]], words)
}

fn is_store(file: &File) -> bool {
    let name = file.name();
    name == "store.rs" || name.starts_with("store_") || file.within("store")
}

/// Only `pages.rs`, `api.rs`, their folders, `web` and the table of contents speak of the HTTP library.
pub(super) fn http(tree: &Tree) -> Vec<Finding> {
    let words = "HTTP outside the pages: take plain values here and leave axum to pages.rs or api.rs";
    outside(tree, is_http, &[&["axum"]], words)
}

fn is_http(file: &File) -> bool {
    let folders = ["pages", "api", "web"];
    ["pages.rs", "api.rs", "routes.rs", "serve.rs"].contains(&file.name())
        || folders.iter().any(|folder| file.within(folder))
}

/// Only `main.rs`, `app.rs` and `config.rs` read the configuration or the environment.
pub(super) fn configuration(tree: &Tree) -> Vec<Finding> {
    let patterns: &[&[&str]] =
        &[&["Config", ":", ":", "load"], &["env", ":", ":", "var"], &["env", ":", ":", "var_os"]];
    let words = "configuration is read here: read it in config.rs and take the value as an argument";
    outside(tree, is_configuration, patterns, words)
}

fn is_configuration(file: &File) -> bool {
    let rest = file.path.strip_prefix(SOURCE).unwrap_or_default();
    ["main.rs", "app.rs", "config.rs"].contains(&rest) || rest.starts_with("config/")
}

/// Where one of the patterns stands outside tests in a file of the product that is not allowed to hold it.
fn outside(tree: &Tree, allowed: fn(&File) -> bool, patterns: &[&[&str]], words: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.under(SOURCE, &["rs"]).filter(|file| !allowed(file)) {
        let tokens = rust::tokens(file);
        let stands = |at: &usize| patterns.iter().any(|pattern| matches(&tokens, *at, pattern));
        let lines = (0..tokens.len()).filter(stands).map(|at| &tokens[at]);
        let lines = lines.filter(|token| !token.test).map(|token| token.line);
        findings.extend(lines.map(|line| Finding::new(&file.path, line, words)));
    }
    findings
}

/// At most [`SPLIT_LIMIT`] statements are written twice, once for each engine.
pub(super) fn split_statements(tree: &Tree) -> Vec<Finding> {
    let mut places = Vec::new();
    for file in tree.under("crates/app/", &["rs"]) {
        let tokens: Vec<Token> = rust::tokens(file);
        let split = rust::positions(&tokens, &["sql", "!", "(", "sqlite", ":"]);
        places.extend(split.map(|at| (file.path.clone(), tokens[at].line)));
    }
    let surplus = places.iter().skip(SPLIT_LIMIT);
    let words =
        format!("this is split statement more than the {SPLIT_LIMIT} allowed: find the wording both engines share");
    surplus.map(|(file, line)| Finding::new(file, *line, words.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_belongs_to_the_store() {
        let text = "fn f() {\n    tx.execute(sql!(\"DELETE FROM need\"), &[])\n}";
        let tree = Tree::of(&[
            ("crates/app/src/needs/commands.rs", text),
            ("crates/app/src/needs/store.rs", text),
            ("crates/app/src/needs/store/lists.rs", text),
            ("crates/app/src/needs/store_lists.rs", text),
            ("crates/db/src/migrate.rs", text),
        ]);
        let found = sql(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].file.as_str(), found[0].line), ("crates/app/src/needs/commands.rs", 2));
    }

    #[test]
    fn http_belongs_to_the_pages() {
        let text = "use axum::Router;";
        let tree = Tree::of(&[
            ("crates/app/src/needs/model.rs", text),
            ("crates/app/src/needs/pages.rs", text),
            ("crates/app/src/web/errors.rs", text),
            ("crates/app/src/needs/tests.rs", text),
        ]);
        assert_eq!(http(&tree).len(), 1);
    }

    #[test]
    fn configuration_is_read_in_one_place() {
        let text = "fn f() { let a = Config::load(path)?; let b = std::env::var(\"HOME\"); }";
        let tree = Tree::of(&[("crates/app/src/jobs/mod.rs", text), ("crates/app/src/config.rs", text)]);
        assert_eq!(configuration(&tree).len(), 2);
    }

    #[test]
    fn the_eleventh_split_statement_is_found() {
        let one = "fn f() { sql!(sqlite: \"a\", postgres: \"b\"); }\n";
        let tree = |count: usize| {
            let text = one.repeat(count);
            split_statements(&Tree::of(&[("crates/app/src/needs/store.rs", &text)]))
        };
        assert_eq!(tree(SPLIT_LIMIT), []);
        assert_eq!(tree(SPLIT_LIMIT + 1)[0].line, SPLIT_LIMIT + 1);
    }
}
