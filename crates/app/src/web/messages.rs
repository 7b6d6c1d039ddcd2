//! The words: one Fluent file per slice and language, embedded in the binary. A language is read when it is first asked
//! for; the first one at the start, since somebody always asks for it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};

use super::error::{Refusal, Told};
use super::languages::{ENGLISH, FIRST, INSTALLED};

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

/// A count chooses the plural form also where it is kept or was made as text; what only looks like one reads the same.
impl Argument for str {
    fn value(&self) -> FluentValue<'static> {
        let digits = (1..10).contains(&self.len()) && self.bytes().all(|byte| byte.is_ascii_digit());
        match self.parse::<u32>() {
            Ok(number) if digits && (number == 0) == self.starts_with('0') && (self.len() == 1 || number > 0) => {
                number.value()
            }
            _ => FluentValue::from(self.to_owned()),
        }
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
    pub tag: &'static str,
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

/// Every language, in the order of [`INSTALLED`].
pub struct Messages {
    languages: [OnceLock<Language>; INSTALLED.len()],
}

impl Messages {
    /// Reads the first language.
    ///
    /// # Panics
    /// When an embedded file does not parse: caught by a test, so it cannot be shipped.
    pub fn load() -> Messages {
        let messages = Messages { languages: Default::default() };
        messages.language(FIRST);
        messages
    }

    /// The language with this tag, else the first.
    pub fn language(&self, tag: &str) -> &Language {
        let place = INSTALLED.iter().position(|installed| installed.tag == tag).unwrap_or_default();
        self.languages[place].get_or_init(|| Language::read(INSTALLED[place].tag))
    }
}

impl Language {
    fn read(tag: &'static str) -> Language {
        let own = |path: &str| path.split_once('/').is_some_and(|(of, _)| of == tag);
        let resource = |path: Cow<str>| {
            let file = Locales::get(&path).unwrap_or_else(|| panic!("{path} is embedded"));
            let text = String::from_utf8_lossy(&file.data).into_owned();
            FluentResource::try_new(text).unwrap_or_else(|(_, e)| panic!("{path}: {e:?}"))
        };
        Language::new(tag, Locales::iter().filter(|path| own(path)).map(resource).collect())
    }

    fn new(tag: &'static str, resources: Vec<FluentResource>) -> Language {
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

    /// The words of a refusal, also of one that was kept.
    pub fn told<N: AsRef<str>>(&self, key: &str, values: &[(N, Told)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(name.as_ref().to_owned(), self.argument(value));
        }
        let mut errors = Vec::new();
        let text = self.format(key, Some(&arguments), &mut errors);
        if errors.is_empty() { text } else { missing(&format!("{key}: {errors:?}")) }
    }

    /// The words of a refusal.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        self.told(refusal.key, &refusal.arguments)
    }

    /// What each message says beside its arguments, in all its forms: to be looked for in pages.
    #[cfg(test)]
    pub fn literals(&self) -> HashMap<String, Vec<String>> {
        tests::literals(self.tag)
    }

    fn argument(&self, value: &Told) -> FluentValue<'static> {
        match value {
            Told::Text(text) => text.value(),
            Told::Day { day } => self.day(day).value(),
            Told::List { list } => self.list(list).value(),
            Told::Both { english, .. } if self.tag == ENGLISH => self.list(english).value(),
            Told::Both { chinese, .. } => self.list(chinese).value(),
        }
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
mod tests;
