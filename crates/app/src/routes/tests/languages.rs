//! Every page in every language: what is said in one does not stand in another.

use std::collections::{HashMap, HashSet};

use super::others::objects;
use super::*;
use crate::web::languages::{ENGLISH, FIRST, TRADITIONAL};

/// Shortest part of a message with arguments by which it is known, in letters.
const TELLING: usize = 4;

/// What the messages of the first language say, where another language says it differently: whole, and in parts.
struct Said {
    whole: HashMap<String, String>,
    parts: Vec<(String, String)>,
}

impl Said {
    fn of(app: &TestApp, language: &str) -> Said {
        let (first, other) = (app.app.messages.language(FIRST), app.app.messages.language(language));
        let there = other.literals();
        let mut said = Said { whole: HashMap::new(), parts: Vec::new() };
        for (key, literals) in first.literals() {
            let there = there.get(&key).map(|parts| parts.concat()).unwrap_or_default();
            match literals.as_slice() {
                [whole] if !whole.is_empty() && *whole != there && has_chinese(whole) => {
                    said.whole.insert(whole.trim().to_owned(), key);
                }
                parts => {
                    let telling = parts.iter().map(|part| part.trim()).filter(|part| part.chars().count() >= TELLING);
                    let telling = telling.filter(|part| has_chinese(part) && !there.contains(part));
                    said.parts.extend(telling.map(|part| (part.to_owned(), key.clone())));
                }
            }
        }
        said
    }

    /// The message of the first language that stands in this text.
    fn found(&self, text: &str) -> Option<&str> {
        let text = text.trim();
        let part = || self.parts.iter().find(|(part, _)| text.contains(part.as_str())).map(|(_, key)| key.as_str());
        self.whole.get(text).map(String::as_str).or_else(part)
    }
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|letter| matches!(letter, '\u{3001}'..='\u{3011}' | '\u{4e00}'..='\u{9fff}'))
}

/// What a page says: the text between its tags, and of the attributes that are read out.
fn texts(page: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        // Marked as in the language of whoever wrote it, such as the names in a scheme.
        if tag.contains(" lang=\"zh-CN\"") && !tag.starts_with("html") {
            continue;
        }
        texts.push(text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&#38;", "&"));
        for name in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\"", "content=\""] {
            texts.extend(tag.split(name).nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    texts.retain(|text| has_chinese(text));
    texts
}

/// Words of the data that happen to be those of a message: a function of `schemes/functions.toml` and a kind of center.
const DATA: &[&str] = &["知识产权"];

/// Looks at every page that these people can open.
fn walk(language: &str, people: impl Fn(&TestApp) -> Vec<uuid::Uuid>) {
    let app = TestApp::new();
    let objects = objects(&app);
    app.run_jobs();
    let said = Said::of(&app, language);
    app.system({
        let language = language.to_owned();
        move |tx, _| {
            tx.execute(db::sql!("UPDATE people SET language = $1"), &db::params![&language])?;
            Ok(())
        }
    });
    let (mut wrong, mut known, mut seen) = (Vec::new(), HashSet::new(), 0);
    let whole = table().into_iter().filter(|route| route.method == "GET" && !route.path.contains('{'));
    let whole: Vec<_> = whole.map(|route| route.path.to_owned()).collect();
    for person in people(&app) {
        let own = objects.iter().filter(|object| object.whose == person).map(|object| object.real.clone());
        for path in whole.iter().cloned().chain(own) {
            let page = app.as_(person).get(&path);
            if !page.header("content-type").starts_with("text/html") || page.status.is_redirection() {
                continue;
            }
            assert!(!page.text.contains('⟦'), "{path}: a message is missing:\n{}", page.text);
            assert!(page.text.contains(&format!("<html lang=\"{language}\">")), "{path}\n{}", page.text);
            seen += 1;
            // The same names stand on many pages.
            for text in texts(&page.text).into_iter().filter(|text| known.insert(text.clone())) {
                if let Some(key) = said.found(&text).filter(|_| !DATA.contains(&text.trim())) {
                    wrong.push(format!("{path}: {key}: {}", text.trim()));
                }
            }
        }
    }
    assert!(seen > 60, "{seen}");
    assert!(wrong.is_empty(), "{} places in Chinese:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn in_english_nothing_is_said_in_chinese() {
    walk(ENGLISH, |app| everybody(app).into_iter().map(|(_, person)| person).collect());
}

#[test]
fn in_traditional_letters_nothing_is_said_in_simplified_ones() {
    walk(TRADITIONAL, |app| vec![app.world.li_mei, app.world.zhao_gong, app.world.zhou_min]);
}

#[test]
fn a_page_in_chinese_would_be_noticed() {
    let app = TestApp::new();
    let said = Said::of(&app, ENGLISH);
    let page = app.as_(app.world.wu_fang).get("/orders").expect(200).text;
    let found: Vec<_> = texts(&page).iter().filter_map(|text| said.found(text)).map(str::to_owned).collect();
    assert!(found.len() > 10, "{found:?}");
    assert_eq!(Said::of(&app, TRADITIONAL).found("返回"), None, "the same in both");
    assert_eq!(said.found("已跑 1 次 / 最多 1 次"), Some("web-trips"));
}

#[test]
fn letters_only_of_simplified_chinese_stand_in_no_message_in_traditional_ones() {
    let app = TestApp::new();
    // Letters that traditional Chinese does not have at all.
    let simplified = "综务证创业产区导请这为对时间订单评选项应见过还进关统计数类价账户录确认书发";
    let messages = app.app.messages.language(TRADITIONAL).literals();
    let simple = |text: &str| text.chars().any(|letter| simplified.contains(letter));
    let wrong: Vec<_> = messages.iter().filter(|(_, literals)| simple(&literals.concat())).collect();
    assert!(messages.len() > 2_900 && wrong.is_empty(), "{wrong:?}");
}
