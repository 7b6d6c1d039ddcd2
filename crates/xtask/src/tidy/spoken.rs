//! What is said in Chinese: the messages in traditional letters are those of today, and no Chinese stands where a reader of
//! another language would meet it.

use super::Finding;
use super::rust;
use super::tree::{File, Tree};
use crate::traditional::{Converter, FROM, OVERRIDES, TO};

const SOURCE: &str = "crates/app/src/";

/// Where Chinese may stand in the code, and why.
const MAY: &[(&str, &str)] = &[
    ("crates/app/src/demo/", "the data of the demonstration"),
    ("crates/app/src/bench/", "the data that is measured"),
    ("crates/app/src/commands", "the terminal speaks the first language"),
    ("crates/app/src/records/log.rs", "the report of `ledger verify`, for the terminal"),
    ("crates/app/src/records/rollups/recount.rs", "the report of `measures recount`, for the terminal"),
    ("crates/app/src/measures/catalogue.rs", "the heads of the document in two languages"),
    ("crates/app/src/evaluations/archive.rs", "the report of `evaluate verify`, for the terminal"),
    ("crates/app/src/evaluations/verifying.rs", "the report of `evaluate verify`, for the terminal"),
    ("crates/app/src/config.rs", "the product's name, as the default sender"),
    ("crates/app/src/people/factor.rs", "the product's name, as authenticators keep it"),
    ("crates/app/src/web/languages.rs", "what the languages call themselves"),
    ("crates/app/src/web/cartogram.rs", "names of places"),
    ("crates/app/src/needs/answers.rs", "the places in answers that a hub has saved"),
    ("crates/app/src/plans/drafting/unit.rs", "tests"),
    ("crates/app/src/plans/versions.rs", "names as they are kept in a version"),
    ("crates/app/src/imports/", "lists as people keep them in Excel"),
    ("crates/app/src/hubs/checking.rs", "codes as people type them"),
];

/// What `cargo xtask traditional` would write is what is committed.
pub(super) fn traditional(tree: &Tree) -> Vec<Finding> {
    let sources: Vec<&File> = tree.under(FROM, &["ftl"]).collect();
    if sources.is_empty() {
        return Vec::new();
    }
    let converter = match Converter::new(tree.file(OVERRIDES).map_or("", |file| file.text.as_str())) {
        Ok(converter) => converter,
        Err(error) => return vec![Finding::new(OVERRIDES, 0, format!("{error:#}"))],
    };
    let stale = |path: &str| Finding::new(path, 0, "out of date: run cargo xtask traditional");
    let written = |file: &&File| format!("{TO}{}", file.name());
    let mut findings: Vec<Finding> = sources
        .iter()
        .filter(|file| tree.file(&written(file)).map(|file| &file.text) != Some(&converter.file(&file.text)))
        .map(|file| stale(&written(file)))
        .collect();
    let idle = tree.under(TO, &["ftl"]).filter(|file| !sources.iter().any(|source| source.name() == file.name()));
    findings.extend(idle.map(|file| stale(&file.path)));
    findings
}

/// No Chinese in the strings of the code outside tests, nor in a template outside its comments, but where it may stand.
pub(super) fn chinese(tree: &Tree) -> Vec<Finding> {
    let may = |file: &&File| !MAY.iter().any(|(path, _)| file.path.starts_with(path));
    let files = tree.under(SOURCE, &["rs", "html"]).filter(may);
    files.flat_map(|file| if file.is(&["rs"]) { in_code(file) } else { in_template(file) }).collect()
}

fn in_code(file: &File) -> Vec<Finding> {
    let tokens = rust::tokens(file);
    // A comment that documents is the string of an attribute.
    let documents = |at: usize| at >= 2 && tokens[at - 1].is_mark('=') && tokens[at - 2].word() == Some("doc");
    let strings = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| !token.test && token.text().is_some_and(is_chinese) && !documents(*at));
    strings.map(|(_, token)| found(file, token.line)).collect()
}

fn in_template(file: &File) -> Vec<Finding> {
    let mut text = file.text.clone();
    while let Some(start) = text.find("{#") {
        let end = text[start..].find("#}").map_or(text.len(), |end| start + end + 2);
        let lines = "\n".repeat(text[start..end].matches('\n').count());
        text.replace_range(start..end, &lines);
    }
    let lines = text.lines().enumerate().filter(|(_, line)| is_chinese(line));
    lines.map(|(at, _)| found(file, at + 1)).collect()
}

fn found(file: &File, line: usize) -> Finding {
    Finding::new(&file.path, line, "Chinese in the code: make it a message in locales/zh-CN and locales/en")
}

/// A Han character, or a mark that only Chinese has.
fn is_chinese(text: &str) -> bool {
    text.chars()
        .any(|letter| matches!(letter, '\u{3001}'..='\u{3011}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(files: &[(&str, &str)]) -> Vec<(String, usize)> {
        chinese(&Tree::of(files)).into_iter().map(|finding| (finding.file, finding.line)).collect()
    }

    #[test]
    fn chinese_is_found_in_strings_and_templates() {
        let code = "//! 说明\n/// 说明\nfn f() {\n    // 注释\n    let a = \"元\";\n    names.join(\"、\")\n}\n#[cfg(test)]\nmod tests { const A: &str = \"鞋\"; }\n";
        let page = "{# 说明\n两行 #}\n<p>{{ page.t(\"needs-title\") }}</p>\n<p>需求</p>\n";
        let found = places(&[("crates/app/src/needs/rules.rs", code), ("crates/app/src/needs/page.html", page)]);
        let found: Vec<_> = found.iter().map(|(file, line)| (file.rsplit('/').next().unwrap_or(""), *line)).collect();
        assert_eq!(found, [("rules.rs", 5), ("rules.rs", 6), ("page.html", 4)]);
    }

    #[test]
    fn it_may_stand_in_data_and_in_tests() {
        let code = "const A: &str = \"鞋\";";
        for path in ["crates/app/src/demo/needs.rs", "crates/app/src/needs/tests/sending.rs", "crates/codes/src/lib.rs"]
        {
            assert_eq!(places(&[(path, code)]), [], "{path}");
        }
    }

    #[test]
    fn messages_in_traditional_letters_are_those_of_today() {
        let (source, list) = (("locales/zh-CN/web.ftl", "web-hub = 综合体\n"), ("locales/traditional.toml", ""));
        let converted = Converter::new("").expect("a converter").file(source.1);
        let right = ("locales/zh-Hant/web.ftl", converted.as_str());
        let paths = |files: &[(&str, &str)]| -> Vec<String> {
            traditional(&Tree::of(files)).into_iter().map(|finding| finding.file).collect()
        };
        assert_eq!(paths(&[source, list, right]), [""; 0]);
        assert_eq!(paths(&[source, list]), ["locales/zh-Hant/web.ftl"]);
        assert_eq!(
            paths(&[source, list, ("locales/zh-Hant/web.ftl", "web-hub = 綜合體\n")]),
            ["locales/zh-Hant/web.ftl"]
        );
        assert_eq!(paths(&[source, list, right, ("locales/zh-Hant/old.ftl", "")]), ["locales/zh-Hant/old.ftl"]);
        assert_eq!(paths(&[source, ("locales/traditional.toml", "no toml"), right]), ["locales/traditional.toml"]);
    }
}
