//! The Fluent files under `locales/<language>/`: which keys they define and which they refer to.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::Finding;
use super::tree::{File, Tree};
use crate::traditional;

/// Where a key is defined.
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    /// Names of the variables that it is given.
    pub(super) variables: BTreeSet<String>,
}

/// What all the files say, and what is wrong with them.
#[derive(Default)]
pub(super) struct Locales {
    /// Language → key → place, of the languages that people write.
    pub(super) languages: BTreeMap<String, BTreeMap<String, Place>>,
    /// Keys that other messages refer to.
    pub(super) referred: BTreeSet<String>,
    /// Names of the files without `.ftl`: the first word of each key.
    pub(super) slices: BTreeSet<String>,
    /// Syntax errors and keys defined twice.
    pub(super) findings: Vec<Finding>,
}

/// Reads every file.
pub(super) fn read(tree: &Tree) -> Locales {
    let mut locales = Locales::default();
    for file in tree.under("locales/", &["ftl"]) {
        let parts: Vec<&str> = file.path.split('/').collect();
        if let [_, language, name] = parts[..]
            && !file.path.starts_with(traditional::TO)
        {
            locales.slices.insert(name.trim_end_matches(".ftl").to_owned());
            locales.read_file(file, language);
        }
    }
    locales
}

impl Locales {
    fn read_file(&mut self, file: &File, language: &str) {
        let resource = match parser::parse(file.text.as_str()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                self.findings.extend(errors.into_iter().map(|error| {
                    let words = format!("not Fluent: {error}");
                    Finding::new(&file.path, line_at(&file.text, error.pos.start), words)
                }));
                resource
            }
        };
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let mut variables = BTreeSet::new();
                    message.value.iter().for_each(|pattern| taken(pattern, &mut variables));
                    self.define(file, language, message.id.name, variables);
                    let attributes = message.attributes.iter().map(|attribute| &attribute.value);
                    attributes.chain(&message.value).for_each(|pattern| self.refer(pattern));
                }
                Entry::Term(term) => self.refer(&term.value),
                _ => {}
            }
        }
    }

    fn define(&mut self, file: &File, language: &str, key: &str, variables: BTreeSet<String>) {
        let starts = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        let mut lines = file.lines().filter(|(_, line)| starts(line)).map(|(number, _)| number);
        let place = Place { file: file.path.clone(), line: lines.next().unwrap_or(0), variables };
        let keys = self.languages.entry(language.to_owned()).or_default();
        if let Some(first) = keys.insert(key.to_owned(), place) {
            let words = format!("`{key}` is defined twice: rename one");
            self.findings.push(Finding::new(&first.file, first.line, words));
        }
    }

    fn refer(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.refer_expression(expression);
            }
        }
    }

    fn refer_expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Select { variants, .. } => variants.iter().for_each(|variant| self.refer(&variant.value)),
            Expression::Inline(InlineExpression::MessageReference { id, .. }) => {
                self.referred.insert(id.name.to_owned());
            }
            Expression::Inline(InlineExpression::Placeable { expression }) => self.refer_expression(expression),
            Expression::Inline(_) => {}
        }
    }
}

/// The variables of a pattern, also those by which it chooses.
fn taken(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    fn inline(expression: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
        match expression {
            InlineExpression::VariableReference { id } => {
                variables.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => of(expression, variables),
            _ => {}
        }
    }
    fn of(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
        match expression {
            Expression::Select { selector, variants } => {
                inline(selector, variables);
                variants.iter().for_each(|variant| taken(&variant.value, variables));
            }
            Expression::Inline(expression) => inline(expression, variables),
        }
    }
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of(expression, variables);
        }
    }
}

fn line_at(text: &str, position: usize) -> usize {
    let before = text.as_bytes().iter().take(position);
    before.filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_references_and_mistakes_are_read() {
        let text = "needs-hub = 综合体\nneeds-send = 提交到{ needs-hub }\nneeds-bad = { $\nneeds-hub = 驿站\n";
        let locales = read(&Tree::of(&[("locales/zh-CN/needs.ftl", text)]));
        let keys: Vec<&str> = locales.languages["zh-CN"].keys().map(String::as_str).collect();
        assert_eq!(keys, ["needs-hub", "needs-send"]);
        assert!(locales.referred.contains("needs-hub") && locales.slices.contains("needs"));
        let lines: Vec<usize> = locales.findings.iter().map(|finding| finding.line).collect();
        assert_eq!(lines.len(), 2, "a syntax error and a key defined twice");
    }

    #[test]
    fn references_inside_choices_count() {
        let text = "needs-n = { $n ->\n    [0] { needs-none }\n   *[other] { $n } 条\n}\nneeds-none = 还没有需求\n";
        let locales = read(&Tree::of(&[("locales/zh-CN/needs.ftl", text)]));
        assert!(locales.referred.contains("needs-none") && locales.findings.is_empty());
    }
}
