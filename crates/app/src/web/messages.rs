//! The words: one Fluent file per slice and language, embedded in the binary. A language is read when it is first asked
//! for; the first one at the start, since somebody always asks for it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

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
}

macro_rules! number_arguments {
    ($($kind:ty),*) => { $(impl Argument for $kind {
        fn value(&self) -> FluentValue<'static> { FluentValue::from(*self as f64) }
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
}

impl Argument for String {
    fn value(&self) -> FluentValue<'static> {
        self.as_str().value()
    }
}

impl<A: Argument + ?Sized> Argument for &A {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}

impl Argument for Cow<'_, str> {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
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
        for resource in resources {
            for entry in resource.entries() {
                if let fluent_syntax::ast::Entry::Message(message) = entry {
                    keys.push(message.id.name.to_owned());
                }
            }
            bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{tag}: {errors:?}"));
        }
        let mut language = Language { tag, bundle, plain: HashMap::default() };
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
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, value.value());
        }
        let mut errors = Vec::new();
        let text = self.format(key, Some(&arguments), &mut errors);
        if errors.is_empty() { text } else { missing(&format!("{key}: {errors:?}")) }
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

/// What stands in place of words that are missing: visible, logged, and looked for by every page test.
fn missing(key: &str) -> String {
    tracing::error!(%key, "message missing or wrong");
    format!("⟦{key}⟧")
}

#[cfg(test)]
mod tests;
