//! What a strict content security policy would refuse in a template.

use super::Finding;
use super::tree::{File, Tree};

/// No `<style>`, no `<script>` without `src`, no `style=` and no `on…=` in any template.
pub(super) fn inline(tree: &Tree) -> Vec<Finding> {
    tree.under("crates/", &["html"]).flat_map(check).collect()
}

fn check(file: &File) -> Vec<Finding> {
    let text = without_expressions(&file.text);
    let mut findings = Vec::new();
    for (start, _) in text.match_indices('<') {
        let rest = &text[start + 1..];
        if !rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        if let Some(words) = wrong(tag) {
            let line = text[..start].matches('\n').count() + 1;
            findings.push(Finding::new(&file.path, line, words));
        }
    }
    findings
}

/// What is wrong with an opening tag, given without its angle brackets.
fn wrong(tag: &str) -> Option<&'static str> {
    let mut parts = tag.split_whitespace();
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let attributes: Vec<String> =
        parts.filter_map(|part| part.split_once('=')).map(|(attribute, _)| attribute.to_ascii_lowercase()).collect();
    let has = |name: &str| attributes.iter().any(|attribute| attribute == name);
    if name == "style" || has("style") {
        Some("an inline style: put a class into assets/app.css")
    } else if name == "script" && !has("src") {
        Some("an inline script: put it into assets/app.js")
    } else if attributes.iter().any(|attribute| attribute.starts_with("on")) {
        Some("an inline event handler: listen in assets/app.js")
    } else {
        None
    }
}

/// The template with its expressions, statements and comments blanked, lines kept.
fn without_expressions(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let close = match rest[start + 1..].chars().next() {
            Some('{') => "}}",
            Some('%') => "%}",
            Some('#') => "#}",
            _ => "{",
        };
        out.push_str(&rest[..start]);
        let end = match rest[start + 1..].find(close) {
            Some(end) if close != "{" => start + 1 + end + close.len(),
            _ => start + 1,
        };
        out.extend(rest[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let findings = inline(&Tree::of(&[("crates/app/src/needs/list.html", text)]));
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn inline_script_style_and_handlers_are_found() {
        assert_eq!(lines("<p>好</p>\n<script>go()</script>"), [2]);
        assert_eq!(lines("<style>p{}</style>"), [1]);
        assert_eq!(lines("<p\n  class=\"a\"\n  style=\"color:red\">"), [1]);
        assert_eq!(lines("\n\n<button onclick=\"go()\">提交</button>"), [3]);
    }

    #[test]
    fn what_the_policy_allows_is_not_found() {
        let good = "{# <script>旧</script> #}\n<script src=\"{{ page.asset(\"app.js\") }}\" defer></script>\n\
                    <p {% if a > b %}class=\"on\"{% endif %}>一 style=\"\" {b</p>";
        assert!(lines(good).is_empty());
    }
}
