//! The words: one Fluent file per slice and language, embedded in the binary.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};

use super::error::Refusal;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../locales"]
#[include = "*.ftl"]
struct Locales;

/// A value put into a message.
pub trait Argument {
    /// As Fluent takes it: numbers choose plural forms, text stands as it is.
    fn value(&self) -> FluentValue<'static>;
    /// As it stands in a message that chooses nothing by it.
    fn push(&self, text: &mut String);
}

macro_rules! number_arguments {
    ($($kind:ty),*) => { $(impl Argument for $kind {
        fn value(&self) -> FluentValue<'static> { FluentValue::from(*self as f64) }
        fn push(&self, text: &mut String) { text.push_str(&self.to_string()) }
    })* };
}
number_arguments!(i64, i32, u64, u32, usize);

impl Argument for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }

    fn push(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Argument for String {
    fn value(&self) -> FluentValue<'static> {
        self.as_str().value()
    }

    fn push(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl<A: Argument + ?Sized> Argument for &A {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }

    fn push(&self, text: &mut String) {
        (**self).push(text);
    }
}

impl Argument for Cow<'_, str> {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }

    fn push(&self, text: &mut String) {
        text.push_str(self);
    }
}

/// One language.
pub struct Language {
    /// BCP 47 tag.
    pub tag: String,
    bundle: FluentBundle<FluentResource>,
    /// Messages without arguments, formatted once. The keys are the program's own, so a quick hash will do: a page asks
    /// for a hundred.
    plain: HashMap<String, String, foldhash::fast::FixedState>,
    /// Messages of words and arguments that choose nothing by them: put together without Fluent, in a twentieth of its time.
    pieces: HashMap<String, Vec<Piece>, foldhash::fast::FixedState>,
}

/// A part of a message.
enum Piece {
    Words(String),
    Argument(String),
}

impl Piece {
    fn is_argument(&self) -> bool {
        matches!(self, Piece::Argument(_))
    }
}

/// Every language.
pub struct Messages {
    languages: Vec<Language>,
}

/// The language that comes first.
pub const FIRST: &str = "zh-CN";

impl Messages {
    /// Reads the embedded files.
    ///
    /// # Panics
    /// When an embedded file does not parse: caught by a test, so it cannot be shipped.
    pub fn load() -> Messages {
        let mut texts: HashMap<String, Vec<FluentResource>> = HashMap::new();
        for path in Locales::iter() {
            let Some((tag, _)) = path.split_once('/') else { continue };
            let file = Locales::get(&path).unwrap_or_else(|| panic!("{path} is embedded"));
            let text = String::from_utf8_lossy(&file.data).into_owned();
            let resource = FluentResource::try_new(text).unwrap_or_else(|(_, e)| panic!("{path}: {e:?}"));
            texts.entry(tag.to_owned()).or_default().push(resource);
        }
        Messages { languages: texts.into_iter().map(|(tag, resources)| Language::new(tag, resources)).collect() }
    }

    /// The language with this tag, else the first.
    pub fn language(&self, tag: &str) -> &Language {
        let find = |tag: &str| self.languages.iter().find(|language| language.tag == tag);
        find(tag).or_else(|| find(FIRST)).unwrap_or_else(|| panic!("{FIRST} is embedded"))
    }

    /// Every language's tag.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(|language| language.tag.as_str())
    }
}

impl Language {
    fn new(tag: String, resources: Vec<FluentResource>) -> Language {
        let identifier = tag.parse().unwrap_or_else(|_| panic!("{tag} is a language tag"));
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks are for mixed directions; Chinese and English need none, and they break copied text.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        let mut pieces = HashMap::default();
        for resource in resources {
            for entry in resource.entries() {
                if let Entry::Message(message) = entry {
                    keys.push(message.id.name.to_owned());
                    let parts = message.value.as_ref().and_then(|pattern| pattern.elements.iter().map(piece).collect());
                    if let Some(parts) = parts.filter(|parts: &Vec<Piece>| parts.iter().any(Piece::is_argument)) {
                        pieces.insert(message.id.name.to_owned(), parts);
                    }
                }
            }
            bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{tag}: {errors:?}"));
        }
        let mut language = Language { tag, bundle, plain: HashMap::default(), pieces };
        for key in keys {
            let mut errors = Vec::new();
            let text = language.format(&key, None, &mut errors);
            if errors.is_empty() {
                language.plain.insert(key, text);
            }
        }
        language
    }

    fn format(
        &self,
        key: &str,
        arguments: Option<&FluentArgs>,
        errors: &mut Vec<fluent_bundle::FluentError>,
    ) -> String {
        match self.bundle.get_message(key).and_then(|message| message.value()) {
            Some(pattern) => self.bundle.format_pattern(pattern, arguments, errors).into_owned(),
            None => missing(key),
        }
    }

    /// The words of a message without arguments.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        match self.plain.get(key) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.with(key, &[])),
        }
    }

    /// The words of a message with arguments.
    pub fn with(&self, key: &str, values: &[(&'static str, &dyn Argument)]) -> String {
        if let Some(text) = self.pieces.get(key).and_then(|pieces| together(pieces, values)) {
            return text;
        }
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, value.value());
        }
        let mut errors = Vec::new();
        let text = self.format(key, Some(&arguments), &mut errors);
        if errors.is_empty() { text } else { missing(&format!("{key}: {errors:?}")) }
    }

    /// The words of a message without arguments, if there is one of this key.
    pub fn known(&self, key: &str) -> Option<&str> {
        self.plain.get(key).map(String::as_str)
    }

    /// The words of a message that was kept with its arguments.
    pub fn kept(&self, key: &str, values: &[(String, String)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(name.clone(), value.clone());
        }
        let mut errors = Vec::new();
        let text = self.format(key, Some(&arguments), &mut errors);
        if errors.is_empty() { text } else { missing(&format!("{key}: {errors:?}")) }
    }

    /// The words of a refusal.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let values: Vec<(&'static str, &dyn Argument)> =
            refusal.arguments.iter().map(|(name, value)| (*name, value as &dyn Argument)).collect();
        self.with(refusal.key, &values)
    }
}

/// A part of a message without a choice; `None` for what only Fluent can do.
fn piece(element: &PatternElement<&str>) -> Option<Piece> {
    match element {
        PatternElement::TextElement { value } => Some(Piece::Words((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(Piece::Argument(id.name.to_owned()))
        }
        PatternElement::Placeable { .. } => None,
    }
}

/// The message of these parts; `None` when an argument is missing.
fn together(pieces: &[Piece], values: &[(&'static str, &dyn Argument)]) -> Option<String> {
    let mut text = String::with_capacity(64);
    for piece in pieces {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Argument(name) => values.iter().find(|(given, _)| given == name)?.1.push(&mut text),
        }
    }
    Some(text)
}

/// What stands in place of words that are missing: visible, logged, and looked for by every page test.
fn missing(key: &str) -> String {
    tracing::error!(%key, "message missing or wrong");
    format!("⟦{key}⟧")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_the_same_with_and_without_fluent() {
        let file = "one = 送达 { $name }({ $count } 项)\nbare = 共 { $count } 项\ntwo = { $count ->\n    [0] 没有\n   *[other] { $count } 项\n}\n";
        let resource = FluentResource::try_new(file.to_owned()).unwrap();
        let mut language = Language::new("zh-CN".into(), vec![resource]);
        assert_eq!(language.pieces.len(), 2);
        let all = |language: &Language| -> Vec<String> {
            let counts = [0_i64, 7, 12_800, -3];
            let words = |key, count| language.with(key, &[("count", &count), ("name", &"红蜻蜓<鞋业>")]);
            counts.iter().flat_map(|count| ["one", "bare", "two"].map(|key| words(key, *count))).collect()
        };
        let quick = all(&language);
        assert_eq!(quick[3..6], ["送达 红蜻蜓<鞋业>(7 项)", "共 7 项", "7 项"]);
        language.pieces.clear();
        assert_eq!(quick, all(&language));
    }

    #[test]
    fn a_message_without_its_argument_is_seen_to_be_wrong() {
        let resource = FluentResource::try_new("one = 送达 { $name }\n".to_owned()).unwrap();
        let language = Language::new("zh-CN".into(), vec![resource]);
        assert!(language.with("one", &[]).contains('⟦'));
    }
}
