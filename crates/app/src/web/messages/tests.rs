//! Every message in every language: it is there, it takes the same, and it can be said.

use std::collections::BTreeSet;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;

use super::*;
use crate::web::languages::TRADITIONAL;

/// The messages of a language as they are written.
fn each<T>(tag: &str, of: impl Fn(&Message<&str>) -> T) -> HashMap<String, T> {
    let mut messages = HashMap::new();
    for path in Locales::iter().filter(|path| path.starts_with(&format!("{tag}/"))) {
        let file = Locales::get(&path).expect("an embedded file");
        let text = String::from_utf8_lossy(&file.data).into_owned();
        for entry in parser::parse(text.as_str()).expect("Fluent").body {
            if let Entry::Message(message) = entry {
                messages.insert(message.id.name.to_owned(), of(&message));
            }
        }
    }
    messages
}

/// Text of a pattern, a part for each stretch between its arguments.
fn stretches(pattern: &Pattern<&str>, parts: &mut Vec<String>) {
    let mut part = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => part.push_str(value),
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(InlineExpression::StringLiteral { value }) => part.push_str(value),
                Expression::Select { variants, .. } => {
                    parts.push(std::mem::take(&mut part));
                    variants.iter().for_each(|variant| stretches(&variant.value, parts));
                }
                Expression::Inline(_) => parts.push(std::mem::take(&mut part)),
            },
        }
    }
    parts.push(part);
}

pub(super) fn literals(tag: &str) -> HashMap<String, Vec<String>> {
    each(tag, |message| {
        let mut parts = Vec::new();
        message.value.iter().for_each(|pattern| stretches(pattern, &mut parts));
        parts
    })
}

/// Variables of a pattern, and whether it chooses by them.
fn variables(pattern: &Pattern<&str>, found: &mut BTreeSet<(String, bool)>) {
    let inline = |expression: &InlineExpression<&str>, chooses: bool, found: &mut BTreeSet<(String, bool)>| {
        if let InlineExpression::VariableReference { id } = expression {
            found.insert((id.name.to_owned(), chooses));
        }
    };
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(expression) => inline(expression, false, found),
            Expression::Select { selector, variants } => {
                inline(selector, true, found);
                variants.iter().for_each(|variant| variables(&variant.value, found));
            }
        }
    }
}

fn variables_of(tag: &str) -> HashMap<String, BTreeSet<(String, bool)>> {
    each(tag, |message| {
        let mut found = BTreeSet::new();
        message.value.iter().for_each(|pattern| variables(pattern, &mut found));
        found
    })
}

fn names(found: &BTreeSet<(String, bool)>) -> BTreeSet<&str> {
    found.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn every_language_has_every_message_with_the_same_variables() {
    let first = variables_of(FIRST);
    assert!(first.len() > 2_900, "{}", first.len());
    for installed in INSTALLED {
        let other = variables_of(installed.tag);
        let lacking: Vec<_> = first.keys().filter(|key| !other.contains_key(*key)).collect();
        let more: Vec<_> = other.keys().filter(|key| !first.contains_key(*key)).collect();
        assert!(lacking.is_empty() && more.is_empty(), "{}: lacks {lacking:?}, has {more:?}", installed.tag);
        let differ: Vec<_> = first.iter().filter(|(key, found)| names(found) != names(&other[*key])).collect();
        assert!(differ.is_empty(), "{}: {differ:?}", installed.tag);
    }
}

#[test]
fn every_message_can_be_said_of_none_one_and_many() {
    let messages = Messages::load();
    for installed in INSTALLED {
        let language = messages.language(installed.tag);
        for (key, found) in variables_of(installed.tag) {
            for count in ["0", "1", "2", "鹿城"] {
                let values: Vec<(&str, Told)> =
                    names(&found).into_iter().map(|name| (name, Told::Text(count.to_owned()))).collect();
                let text = language.told(&key, &values);
                assert!(!text.contains('⟦'), "{}: {text}", installed.tag);
                let shown = found.iter().any(|(_, chooses)| !chooses);
                assert!(!shown || text.contains(count) || found.iter().any(|(_, chooses)| *chooses), "{key}: {text}");
            }
        }
    }
}

#[test]
fn english_has_no_chinese_and_its_counts_have_two_forms() {
    let chinese =
        |text: &str| text.chars().any(|letter| matches!(letter, '\u{3001}'..='\u{3011}' | '\u{4e00}'..='\u{9fff}'));
    let wrong: Vec<_> = literals(ENGLISH).into_iter().filter(|(_, parts)| chinese(&parts.concat())).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let forms = each(ENGLISH, |message| {
        let elements = message.value.iter().flat_map(|pattern| &pattern.elements);
        let selects = elements.filter_map(|element| match element {
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => Some(variants),
            _ => None,
        });
        selects
            .map(|variants| {
                let key = |key: &VariantKey<&str>| match key {
                    VariantKey::Identifier { name } => (*name).to_owned(),
                    VariantKey::NumberLiteral { value } => (*value).to_owned(),
                };
                variants.iter().map(|variant| key(&variant.key)).collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
    });
    // What chooses by a word, such as week or month, is no count.
    let counts = |forms: &Vec<String>| forms.iter().any(|form| form == "one" || form == "other");
    let wrong = |forms: &Vec<String>| counts(forms) && *forms != ["one", "other"];
    let wrong: Vec<_> = forms.iter().filter(|(_, selects)| selects.iter().any(wrong)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_number_chooses_its_form_however_it_is_kept() {
    let messages = Messages::load();
    let english = messages.language(ENGLISH);
    let days = |days: i64| english.with("plans-days", &[("days", &days)]);
    assert_eq!(
        (days(1).as_str(), days(2).as_str(), days(0).as_str()),
        ("1 working day", "2 working days", "0 working days")
    );
    let kept = Refusal::new("plans-quotes-awaited").with("count", 1).day("day", "2026-09-03");
    let said = english.refusal(&kept);
    assert!(said.starts_with("1 provider has not quoted yet and can until Thu 3 Sep 2026."), "{said}");
    let said = messages.language(TRADITIONAL).refusal(&kept);
    assert!(said.contains("2026年9月3日(週四)"), "{said}");
    assert_eq!(english.with("plans-days", &[("days", &"1")]), "1 working day");
    // What only looks like a number reads as it was written.
    for code in ["0195", "+5", "00", "0", "7", "1234567890123", "1e3", ""] {
        let said = english.refusal(&Refusal::new("hubs-industry-unknown").with("code", code));
        assert!(said.contains(&format!("“{code}”")), "{said}");
    }
}

#[test]
fn what_was_kept_before_languages_could_be_chosen_is_read() {
    let old: Vec<(String, Told)> = serde_json::from_str(r#"[["most","20"]]"#).expect("as it was kept");
    assert_eq!(old, [("most".to_owned(), Told::Text("20".into()))]);
    let both = Refusal::new("imports-column-twice").both("column", [("编号", "Code")]);
    let kept = serde_json::to_string(&both.arguments[0].1).expect("JSON");
    assert_eq!(serde_json::from_str::<Told>(&kept).expect("read again"), both.arguments[0].1);
    let messages = Messages::load();
    assert_eq!(messages.language(ENGLISH).refusal(&both), "“Code” is matched twice. Keep one");
    assert!(messages.language(FIRST).refusal(&both).contains("编号"));
}

#[test]
fn another_language_is_read_only_when_it_is_asked_for() {
    let messages = Messages::load();
    let read = |messages: &Messages| messages.languages.iter().filter(|language| language.get().is_some()).count();
    assert_eq!(read(&messages), 1);
    assert_eq!(messages.language("de").tag, FIRST);
    assert_eq!(read(&messages), 1);
    assert_eq!(messages.language(ENGLISH).tag, ENGLISH);
    assert_eq!(read(&messages), 2);
}

#[test]
fn messages_are_the_same_with_and_without_fluent() {
    let file = "one = 送达 { $name }({ $count } 项)\nbare = 共 { $count } 项\ntwo = { $count ->\n    [0] 没有\n   *[other] { $count } 项\n}\n";
    let resource = FluentResource::try_new(file.to_owned()).unwrap();
    let mut language = Language::new(FIRST, vec![resource]);
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
    let language = Language::new(FIRST, vec![resource]);
    assert!(language.with("one", &[]).contains('⟦'));
}
