//! The language: of a visitor, of a person, and of the letters they get.

use super::*;
use crate::web::languages::{ENGLISH, FIRST, INSTALLED, TRADITIONAL};

/// What the front page says first, in each language.
const HEADINGS: [(&str, &str); 3] = [
    (FIRST, "说出您的需求,其余的我们来跑"),
    (TRADITIONAL, "說出您的需求,其餘的我們來跑"),
    (ENGLISH, "Say what you need, and we do the running"),
];

#[track_caller]
fn in_language(answer: Answer, language: &str) -> Answer {
    let heading = HEADINGS.iter().find(|(tag, _)| *tag == language).expect("a language").1;
    answer.expect(200).shows(&format!("<html lang=\"{language}\">")).shows(heading)
}

fn stored(app: &TestApp, name: &'static str) -> String {
    app.system(move |tx, _| {
        let row = tx.one(sql!("SELECT language FROM people WHERE name = $1"), &params![name])?;
        Ok(row.get("language"))
    })
}

#[test]
fn a_visitor_reads_the_language_that_the_browser_asks_for() {
    let app = TestApp::new();
    in_language(app.stranger().get("/"), FIRST);
    for (accepted, language) in [
        ("en-GB,en;q=0.9", ENGLISH),
        ("zh-TW,zh;q=0.9,en;q=0.8", TRADITIONAL),
        ("zh-CN,en;q=0.9", FIRST),
        ("fr-FR,fr;q=0.9", FIRST),
    ] {
        let answer = in_language(app.stranger().saying("accept-language", accepted).get("/"), language);
        assert!(answer.cookies.is_empty(), "a visitor gets no cookie: {:?}", answer.cookies);
        let vary: Vec<_> = answer.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok()).collect();
        assert!(vary.contains(&"accept-language, cookie"), "{vary:?}");
    }
    // Errors speak it as well.
    let english = app.stranger().saying("accept-language", "en");
    english.get("/no-such-page").expect(404).shows("lang=\"en\"").shows("Not found");
}

#[test]
fn a_visitor_chooses_a_language_for_this_browser() {
    let app = TestApp::new();
    let page = app.stranger().get("/hubs?q=%E9%9E%8B").expect(200);
    for language in INSTALLED {
        let button = format!("name=\"to\" value=\"{0}\" lang=\"{0}\"", language.tag);
        assert!(page.text.contains(&button) && page.text.contains(language.name), "{}", page.text);
    }
    assert!(page.text.contains("name=\"next\" value=\"/hubs?q=%E9%9E%8B\""), "{}", page.text);
    let own_page = || app.stranger().saying("sec-fetch-site", "same-origin");
    let chosen = own_page().post("/language", &[("to", "en"), ("next", "/hubs?q=%E9%9E%8B")]).expect(303);
    assert_eq!(chosen.location, "/hubs?q=%E9%9E%8B");
    let cookie = chosen.cookies.iter().find(|line| line.starts_with("yz_language=en;")).expect("a cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Max-Age="), "{cookie}");
    let remembers = || app.stranger().saying("cookie", "yz_language=en").saying("accept-language", "zh-CN");
    in_language(remembers().get("/"), ENGLISH);
    // One that is not installed does not count, and cannot be chosen.
    in_language(app.stranger().saying("cookie", "yz_language=de").get("/"), FIRST);
    assert!(own_page().post("/language", &[("to", "de"), ("next", "/")]).expect(404).cookies.is_empty());
    // Back to this site only.
    for elsewhere in ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)", ""] {
        let answer = own_page().post("/language", &[("to", "en"), ("next", elsewhere)]).expect(303);
        assert_eq!(answer.location, "/", "{elsewhere}");
    }
    assert!(!app.events().contains(&"person.language".to_owned()));
}

#[test]
fn another_site_chooses_no_language_for_anybody() {
    let app = TestApp::new();
    let choose = |persona: Persona| persona.post("/language", &[("to", "en"), ("next", "/")]);
    choose(app.stranger()).expect(403);
    choose(app.stranger().saying("sec-fetch-site", "cross-site")).expect(403);
    choose(app.stranger().saying("host", "hub.example.com").saying("origin", "https://evil.example.com")).expect(403);
    choose(app.stranger().saying("host", "hub.example.com").saying("origin", "null")).expect(403);
    // Where the browser says less, its own origin does, or the token of a page with one.
    choose(app.stranger().saying("host", "hub.example.com").saying("origin", "http://hub.example.com")).expect(303);
    choose(app.visitor()).expect(303);
    // With a session only the token counts, and nothing else is let through so.
    let member = app.as_(app.world.wang_qiang).saying("sec-fetch-site", "same-origin");
    member.post_without_token("/language").expect(403);
    app.stranger().saying("sec-fetch-site", "same-origin").post_without_token("/sign-in").expect(403);
    assert_eq!(stored(&app, "王强"), "");
}

#[test]
fn a_person_chooses_once_for_every_browser() {
    let app = TestApp::new();
    let firm = || app.as_(app.world.li_mei).saying("accept-language", "zh-TW");
    firm().get("/home").expect(200).shows("lang=\"zh-Hant\"").shows("我的辦件");
    firm().get("/account").expect(200).shows("value=\"en\" lang=\"en\"");
    let answer = firm().post("/language", &[("to", "en"), ("next", "/account")]).expect(303);
    assert_eq!(answer.location, "/account");
    assert_eq!(stored(&app, "李梅"), "en");
    firm().get("/home").expect(200).shows("lang=\"en\"").shows("My orders").hides("我的辦件");
    // Twice is once.
    firm().post("/language", &[("to", "en"), ("next", "/account")]).expect(303);
    let events = app.events();
    assert_eq!(events.iter().filter(|action| *action == "person.language").count(), 1);
    // Another person of the same firm goes on in their own.
    app.as_(app.world.wang_qiang).get("/home").expect(200).shows("lang=\"zh-CN\"");
    // A form with something wrong is shown again without the switch: what was typed would be lost.
    let wrong = firm().post("/account/contact", &[("name", "")]).expect(422).shows("lang=\"en\"");
    assert!(
        wrong.text.contains("There is a problem") && !wrong.text.contains("action=\"/language\""),
        "{}",
        wrong.text
    );
}

#[test]
fn a_letter_is_in_the_language_of_its_reader() {
    let app = TestApp::new();
    let subject = |to: &str| {
        let letters = app.letters();
        letters
            .iter()
            .rev()
            .find(|letter| letter.to == to)
            .unwrap_or_else(|| panic!("no letter to {to}"))
            .subject
            .clone()
    };
    somebody(&app, "钱多多", "qian@example.com", None);
    // Whoever has no account yet: as who asked.
    let english = || app.visitor().saying("accept-language", "en");
    english().post("/register", &[("email", "smith@example.com")]).expect(200);
    assert_eq!(subject("smith@example.com"), "Go on registering with Yizhan");
    // Whoever has one and chose nothing: in the first, whoever asked.
    english().post("/reset", &[("login", "qian@example.com")]).expect(303);
    assert_eq!(subject("qian@example.com"), "Reset your Yizhan password");
    english().post("/register", &[("email", "qian@example.com")]).expect(200);
    assert_eq!(subject("qian@example.com"), "继续注册驿站");
    // Whoever chose: in that.
    app.system(|tx, _| {
        tx.execute(sql!("UPDATE people SET language = 'zh-Hant' WHERE name = '钱多多'"), &params![])?;
        Ok(())
    });
    english().post("/reset", &[("login", "qian@example.com")]).expect(303);
    assert_eq!(subject("qian@example.com"), "重設驛站密碼");
    app.as_(app.world.li_mei)
        .post("/organization/invitations", &[("role", "firm-member"), ("email", "qian@example.com")])
        .expect(200);
    assert_eq!(subject("qian@example.com"), "邀請您加入驛站");
}

#[test]
fn who_opens_an_account_in_a_language_keeps_it() {
    let app = TestApp::new();
    let english = || app.visitor().saying("accept-language", "en");
    english().post("/register", &[("email", "smith@example.com")]).expect(200);
    let link = app.link_in_letter("smith@example.com");
    english().get(&link).expect(200).shows("lang=\"en\"");
    english().post(&link, &[("name", "Jane Smith"), ("password", PASSWORD)]).expect(303);
    assert_eq!(stored(&app, "Jane Smith"), "en");
}
