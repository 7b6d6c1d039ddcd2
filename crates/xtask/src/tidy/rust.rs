//! Rust source as a flat list of tokens: enough to see names, paths and strings, without comments.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::tree::File;

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or keyword.
    Word(String),
    /// A punctuation character, or an opening or closing bracket.
    Mark(char),
    /// The inside of a string literal, escapes as written.
    Text(String),
    /// Any other literal.
    Other,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) line: usize,
    /// Inside an item under `#[cfg(test)]`, or in a file that is all test.
    pub(super) test: bool,
}

impl Token {
    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The tokens of a Rust file. One that is no Rust gives none: the compiler says it better.
pub(super) fn tokens(file: &File) -> Vec<Token> {
    let whole_test =
        file.name() == "tests.rs" || file.name() == "testing.rs" || file.within("tests") || file.within("testing");
    let mut tokens = Vec::new();
    if let Ok(stream) = file.text.parse() {
        flatten(stream, whole_test, &mut tokens);
    }
    tokens
}

/// Whether the tokens from `at` on are these: a word for a name, a single mark for punctuation.
pub(super) fn matches(tokens: &[Token], at: usize, pattern: &[&str]) -> bool {
    let fits = |token: &Token, part: &str| match &token.kind {
        Kind::Word(word) => word == part,
        Kind::Mark(mark) => part.chars().eq([*mark]),
        _ => false,
    };
    tokens
        .get(at..at + pattern.len())
        .is_some_and(|window| window.iter().zip(pattern).all(|(token, part)| fits(token, part)))
}

/// The positions where the pattern stands.
pub(super) fn positions<'a>(tokens: &'a [Token], pattern: &'a [&'a str]) -> impl Iterator<Item = usize> + 'a {
    (0..tokens.len()).filter(move |at| matches(tokens, *at, pattern))
}

/// The position of the bracket that closes the one at `open`.
pub(super) fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, token) in tokens.get(open..)?.iter().enumerate() {
        match token.kind {
            Kind::Mark('(' | '[' | '{') => depth += 1,
            Kind::Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + offset);
        }
    }
    None
}

fn flatten(stream: TokenStream, test: bool, out: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    // Set by `#[cfg(test)]`, until the item it stands on has ended.
    let mut test_item = false;
    while let Some(tree) = trees.next() {
        if is_mark(&tree, '#')
            && let Some(attribute) = trees.peek().and_then(bracketed)
        {
            if attribute.starts_with("doc") {
                trees.next();
                continue;
            }
            test_item |= attribute.starts_with("cfg") && attribute.contains("test");
        }
        let ends_item =
            is_mark(&tree, ';') || matches!(&tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        push(tree, test || test_item, out);
        if ends_item {
            test_item = false;
        }
    }
}

fn is_mark(tree: &TokenTree, mark: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn bracketed(tree: &TokenTree) -> Option<String> {
    match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Some(group.stream().to_string()),
        _ => None,
    }
}

fn push(tree: TokenTree, test: bool, out: &mut Vec<Token>) {
    let line = tree.span().start().line;
    let kind = match tree {
        TokenTree::Ident(word) => Kind::Word(word.to_string()),
        TokenTree::Punct(punct) => Kind::Mark(punct.as_char()),
        TokenTree::Literal(literal) => string(&literal.to_string()),
        TokenTree::Group(group) => {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ('(', ')'),
                Delimiter::Bracket => ('[', ']'),
                Delimiter::Brace => ('{', '}'),
                Delimiter::None => return flatten(group.stream(), test, out),
            };
            out.push(Token { kind: Kind::Mark(open), line, test });
            flatten(group.stream(), test, out);
            let line = group.span_close().start().line;
            return out.push(Token { kind: Kind::Mark(close), line, test });
        }
    };
    out.push(Token { kind, line, test });
}

/// The inside of a string literal, plain, raw or of bytes.
fn string(literal: &str) -> Kind {
    let inside = literal.trim_start_matches(['b', 'r', '#']).trim_end_matches('#');
    match inside.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(text) => Kind::Text(text.to_owned()),
        None => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Token> {
        tokens(&File { path: "crates/app/src/needs/mod.rs".to_owned(), text: text.to_owned() })
    }

    #[test]
    fn comments_are_no_tokens_and_strings_are_bare() {
        let all = read("/// sql!(\"a\")\n// axum\nfn say() -> &'static str {\n    r#\"说出\"#\n}\n");
        assert_eq!(positions(&all, &["sql"]).count(), 0);
        let text = all.iter().find_map(|token| token.text().map(|text| (text, token.line)));
        assert_eq!(text, Some(("说出", 4)));
    }

    #[test]
    fn items_under_cfg_test_are_marked_and_what_follows_is_not() {
        let all = read("#[cfg(test)]\nmod tests { fn a() {} }\n#[cfg(test)]\nuse x::Y;\nfn b() {}");
        let tested = |word: &str| all.iter().find(|token| token.word() == Some(word)).map(|token| token.test);
        assert_eq!(["a", "Y", "b"].map(tested), [Some(true), Some(true), Some(false)]);
    }

    #[test]
    fn brackets_are_matched() {
        let all = read("fn a() { if b { c() } } fn d() {}");
        let open = positions(&all, &["{"]).next();
        let close = open.and_then(|open| closing(&all, open));
        assert!(close.is_some_and(|close| all[close + 1].word() == Some("fn")));
    }
}
