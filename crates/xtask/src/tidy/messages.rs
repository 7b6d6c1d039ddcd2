//! The words of the product: every key that is used exists in every language, and every key is used.

use std::collections::BTreeSet;

use super::Finding;
use super::fluent::{self, Locales};
use super::rust::{self, Token, matches};
use super::tree::{File, Tree};

const SOURCE: &str = "crates/app/src/";
/// Functions whose first argument is a key.
const CALLS: &[&str] = &["t", "t1", "t2", "t3"];
/// How a file says that it puts keys together: `// keys: orders-status-*` or `{# keys: orders-status-* #}`.
const DECLARATION: &str = "keys: ";

/// A string in the sources, and whether it stands where only a key can stand.
struct Literal {
    text: String,
    file: String,
    line: usize,
    is_key: bool,
}

/// Keys used ⊆ keys of every language = keys of every other language ⊆ keys used.
pub(super) fn keys(tree: &Tree) -> Vec<Finding> {
    let locales = fluent::read(tree);
    let literals: Vec<Literal> = tree.under(SOURCE, &["rs", "html"]).flat_map(literals).collect();
    let mut findings = missing(&locales, &literals);
    findings.extend(unequal(&locales));
    findings.extend(unused(&locales, &literals, &declared(tree)));
    findings.extend(locales.findings);
    findings
}

/// Keys that the sources name and a language lacks.
fn missing(locales: &Locales, literals: &[Literal]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for literal in literals.iter().filter(|literal| literal.is_key || looks_like_key(locales, &literal.text)) {
        let lacking: Vec<&str> = locales
            .languages
            .iter()
            .filter(|(_, keys)| !keys.contains_key(&literal.text))
            .map(|(language, _)| language.as_str())
            .collect();
        if !lacking.is_empty() {
            let words = format!("no message `{}` in locales/{}: add it", literal.text, lacking.join(", locales/"));
            findings.push(Finding::new(&literal.file, literal.line, words));
        }
    }
    findings
}

/// Whether a text reads `<slice>-<words>` with the name of one of the Fluent files.
fn looks_like_key(locales: &Locales, text: &str) -> bool {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.split_once('-').is_some_and(|(slice, rest)| {
        locales.slices.contains(slice) && rest.chars().all(good) && !rest.is_empty() && !rest.ends_with('-')
    })
}

/// Keys that one language has and another lacks.
fn unequal(locales: &Locales) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (language, keys) in &locales.languages {
        for (other, others) in &locales.languages {
            for (key, place) in keys.iter().filter(|(key, _)| !others.contains_key(*key)) {
                let words = format!("`{key}` stands in locales/{language} and not in locales/{other}: add it there");
                findings.push(Finding::new(&place.file, place.line, words));
            }
        }
    }
    findings
}

/// A message that one language gives a variable which another does not: it would lose what it is told, or not be said.
pub(super) fn variables(tree: &Tree) -> Vec<Finding> {
    let languages = fluent::read(tree).languages;
    let mut findings = Vec::new();
    for (language, keys) in &languages {
        for (other, others) in languages.iter().filter(|(other, _)| *other != language) {
            for (key, place) in keys {
                let Some(there) = others.get(key) else { continue };
                for name in place.variables.difference(&there.variables) {
                    let words = format!("`{key}` says ${name} in locales/{language} and not in locales/{other}");
                    findings.push(Finding::new(&there.file, there.line, words));
                }
            }
        }
    }
    findings
}

/// Keys that nothing names.
fn unused(locales: &Locales, literals: &[Literal], declared: &[(String, Finding)]) -> Vec<Finding> {
    let named: BTreeSet<&str> = literals.iter().map(|literal| literal.text.as_str()).collect();
    let mut findings = Vec::new();
    let used = |key: &String| {
        named.contains(key.as_str())
            || locales.referred.contains(key)
            || declared.iter().any(|(prefix, _)| key.starts_with(prefix))
    };
    for keys in locales.languages.values() {
        for (key, place) in keys.iter().filter(|(key, _)| !used(key)) {
            let words =
                format!("nothing uses `{key}`: take it out (or declare keys put together: `// keys: prefix-*`)");
            findings.push(Finding::new(&place.file, place.line, words));
        }
    }
    let exists =
        |prefix: &str| locales.languages.values().flat_map(|keys| keys.keys()).any(|key| key.starts_with(prefix));
    let idle = declared.iter().filter(|(prefix, _)| !exists(prefix));
    findings.extend(idle.map(|(_, place)| Finding::new(&place.file, place.line, place.words.clone())));
    findings
}

/// The prefixes that the sources declare, each with the finding that fits when no key has it.
fn declared(tree: &Tree) -> Vec<(String, Finding)> {
    let mut prefixes = Vec::new();
    for file in tree.under(SOURCE, &["rs", "html"]) {
        for (number, line) in file.lines() {
            let comment = ["// ", "{# "].iter().find_map(|open| line.trim_start().strip_prefix(open));
            let Some(list) = comment.and_then(|comment| comment.strip_prefix(DECLARATION)) else {
                continue;
            };
            for prefix in list.split([' ', ',']).filter_map(|word| word.strip_suffix('*')) {
                let words = format!("no key starts with `{prefix}`: take the declaration out");
                prefixes.push((prefix.to_owned(), Finding::new(&file.path, number, words)));
            }
        }
    }
    prefixes
}

/// All strings of a Rust file outside tests, or of the expressions of a template.
fn literals(file: &File) -> Vec<Literal> {
    let found = if file.is(&["rs"]) { rust_strings(file) } else { template_strings(file) };
    let literal = |(text, line, is_key)| Literal { text, file: file.path.clone(), line, is_key };
    found.into_iter().map(literal).collect()
}

fn rust_strings(file: &File) -> Vec<(String, usize, bool)> {
    let tokens = rust::tokens(file);
    let strings = tokens.iter().enumerate().filter(|(_, token)| !token.test);
    let texts = strings.filter_map(|(at, token)| Some((token.text()?.to_owned(), token.line, opens_call(&tokens, at))));
    texts.collect()
}

/// Whether the string at `at` is the first argument of a function that takes a key.
fn opens_call(tokens: &[Token], at: usize) -> bool {
    let call = at.checked_sub(2).is_some_and(|name| {
        let takes_key = tokens[name].word().is_some_and(|word| CALLS.contains(&word));
        takes_key && tokens[at - 1].is_mark('(')
    });
    let refusal = ["Refusal", ":", ":", "new", "("];
    call || at.checked_sub(refusal.len()).is_some_and(|start| matches(tokens, start, &refusal))
}

/// The strings inside `{{ … }}` and `{% … %}`.
fn template_strings(file: &File) -> Vec<(String, usize, bool)> {
    let mut strings = Vec::new();
    let mut line = 1;
    let mut rest = file.text.as_str();
    while let Some((start, close)) = next_expression(rest) {
        line += newlines(&rest[..start]);
        let end = rest[start..].find(close).map_or(rest.len(), |end| start + end);
        let expression = &rest[start..end];
        // Odd parts are inside quotes, even ones outside.
        let parts: Vec<&str> = expression.split('"').collect();
        for (index, part) in parts.iter().enumerate().filter(|(index, _)| index % 2 == 1) {
            let before = parts[..index].join("\"");
            strings.push(((*part).to_owned(), line + newlines(&before), ends_in_call(&before)));
        }
        line += newlines(expression);
        rest = &rest[end..];
    }
    strings
}

fn newlines(text: &str) -> usize {
    text.matches('\n').count()
}

/// Where the next expression starts and what closes it.
fn next_expression(text: &str) -> Option<(usize, &'static str)> {
    let expression = text.find("{{").map(|at| (at, "}}"));
    let statement = text.find("{%").map(|at| (at, "%}"));
    [expression, statement].into_iter().flatten().min()
}

fn ends_in_call(before: &str) -> bool {
    let name = before.trim_end().strip_suffix('(').unwrap_or_default();
    CALLS.iter().any(|call| {
        let path = name.strip_suffix(call);
        path.is_some_and(|path| path.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "crates/app/src/needs/send.html";
    const MODEL: &str = "crates/app/src/needs/model.rs";

    fn words(files: &[(&str, &str)]) -> Vec<String> {
        let findings = keys(&Tree::of(files)).into_iter();
        findings.map(|finding| format!("{}:{} {}", finding.file, finding.line, finding.words)).collect()
    }

    #[test]
    fn what_is_used_and_defined_everywhere_is_fine() {
        let found = words(&[
            ("locales/zh-CN/needs.ftl", "needs-title = 说出您的需求\nneeds-short = 太短\nneeds-status-new = 待受理\n"),
            ("locales/en/needs.ftl", "needs-title = Say your need\nneeds-short = Too short\nneeds-status-new = New\n"),
            (PAGE, "<h1 class=\"a\">\n{{ page.t(\"needs-title\") }}</h1>"),
            (MODEL, "// keys: needs-status-*\nfn f() { Refusal::new(\"needs-short\"); }"),
        ]);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn a_missing_key_is_found_in_templates_and_in_rust() {
        let found = words(&[
            ("locales/zh-CN/needs.ftl", "needs-title = 需求\n"),
            (PAGE, "<p>\n{{ page.t1(\"titel\", \"n\", n) }}{{ page.t(\"needs-title\") }}"),
            (MODEL, "fn f() -> Refusal {\n    Refusal::new(\"short\")\n}\nfn key() -> &'static str { \"needs-late\" }"),
        ]);
        assert_eq!(found.len(), 3);
        assert!(found[0].starts_with("crates/app/src/needs/send.html:2 no message `titel`"), "{found:?}");
        assert!(found[1].starts_with("crates/app/src/needs/model.rs:2 no message `short`"), "{found:?}");
        assert!(found[2].starts_with("crates/app/src/needs/model.rs:4 no message `needs-late`"), "{found:?}");
    }

    #[test]
    fn a_key_of_one_language_only_is_found() {
        let found = words(&[
            ("locales/zh-CN/needs.ftl", "needs-title = 需求\n"),
            ("locales/en/needs.ftl", "# none yet\nneeds-titel = Need\n"),
            (PAGE, "{# keys: needs-* #}"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_variable_of_one_language_only_is_found_also_where_it_only_chooses() {
        let tree = Tree::of(&[
            ("locales/zh-CN/needs.ftl", "needs-n = 还有 { $n } 项\nneeds-same = { $a }、{ $b }\n"),
            (
                "locales/en/needs.ftl",
                "needs-n = { $m ->\n    [one] one\n   *[other] { $n }\n }\nneeds-same = { $b } { $a }\n",
            ),
        ]);
        let found = variables(&tree);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].file == "locales/zh-CN/needs.ftl" && found[0].words.contains("$m"), "{found:?}");
    }

    #[test]
    fn an_unused_key_and_an_idle_declaration_are_found() {
        let found = words(&[
            ("locales/zh-CN/needs.ftl", "\nneeds-old = 旧\n"),
            (MODEL, "// keys: orders-*\n#[cfg(test)]\nmod tests { fn f() { t(\"needs-old\") } }"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("locales/zh-CN/needs.ftl:2 nothing uses"), "{found:?}");
        assert!(found[1].starts_with("crates/app/src/needs/model.rs:1 no key starts"), "{found:?}");
    }
}
