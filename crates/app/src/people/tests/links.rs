//! One-time links: the first administrator, a forgotten password.

use super::*;
use crate::people::{anybody, sign_in_link};

fn link_to(app: &TestApp, person: Uuid) -> String {
    app.system(move |tx, c| sign_in_link(tx, c, person, 24 * 60 * MINUTE))
}

#[test]
fn the_first_administrator_comes_in_by_link_and_sets_password_and_factor() {
    let app = TestApp::new();
    let id = app.system(|tx, c| {
        assert!(anybody(tx)?);
        let new =
            NewPerson { name: "金管理".into(), email: Some("jin@example.com".into()), phone: None, password: None };
        let id = add(tx, c, &new)?;
        give(tx, c, id, &Grant { role: Role::Administrator, organization: None, hub: None, division: None })?;
        Ok(id)
    });
    let path = format!("/links/{}", link_to(&app, id));
    // A mail program that opens it uses nothing up.
    app.visitor().get(&path).expect(200).shows("只能用一次");
    app.visitor().get(&path).expect(200);
    let answer = app.visitor().post(&path, &[]).expect(303);
    assert_eq!(answer.location, "/account/password");
    let person = app.holding(&answer);
    person.get("/account/password").expect(200).hides("现在的密码");
    let answer = person.post("/account/password", &[("password", PASSWORD)]).expect(303);
    assert_eq!(answer.location, "/sign-in/code?next=%2Forganization");
    person.get(&answer.location).expect(200).shows("<svg role=\"img\"");
    let code = crate::people::factor::code_at(&secret_of(&app, id), app.app.clock.now()).unwrap();
    let done = person.post("/sign-in/code", &[("code", &code), ("next", "/organization")]).expect(200);
    app.holding(&done).get("/organization").expect(200).shows("整个平台").shows("金管理");
    app.visitor().get(&path).expect(200).shows("链接已经用过").shows("href=\"/sign-in\"");
    app.visitor().post(&path, &[]).expect(200).shows("链接已经用过");
    app.holding(&done).get(&path).expect(200).shows("链接已经用过").shows("href=\"/home\"");
    let letters = app.letters();
    assert!(letters.iter().any(|letter| letter.to == "jin@example.com" && letter.text.contains("密码刚刚修改过")));
    assert_eq!((count(&app, "link.made"), count(&app, "password.changed"), count(&app, "factor.set")), (1, 1, 1));
}

#[test]
fn links_end_with_the_mailbox_and_with_the_password() {
    let app = TestApp::new();
    let id = somebody(&app, "钱多多", "qian@example.com", None);
    let path = format!("/links/{}", link_to(&app, id));
    app.visitor().post("/reset", &[("login", "qian@example.com")]).expect(303);
    let reset = format!("/links/{}", token_in(&app.letters()[0].text));
    let person = signed_in(&app, "qian@example.com");
    let change = |name: &str, email: &str| {
        person.post("/account/contact", &[("name", name), ("email", email), ("present", PASSWORD)]).expect(303)
    };
    change("钱小多", "qian@example.com");
    app.visitor().get(&path).expect(200);
    change("钱小多", "qian.new@example.com");
    // Not before the new mailbox has answered.
    app.visitor().get(&path).expect(200);
    let confirm = app.link_in_letter("qian.new@example.com");
    assert_eq!(
        app.visitor().get(&confirm).expect(303).location,
        format!("/sign-in?next={}", confirm.replace('/', "%2F"))
    );
    person.get(&confirm).expect(200).shows("qian.new@example.com");
    person.post(&confirm, &[]).expect(303);
    assert!(app.letters().iter().any(|letter| letter.to == "qian@example.com" && letter.text.contains("改成了另一个")));
    app.visitor().get(&path).expect(404);
    app.visitor().post(&reset, &[("password", "塘河水暖,白鹭先知春")]).expect(404);
    let path = format!("/links/{}", link_to(&app, id));
    let new = [("present", PASSWORD), ("password", "塘河水暖,白鹭先知春")];
    person.post("/account/password", &new).expect(303);
    app.visitor().post(&path, &[]).expect(404);
    assert_eq!(count(&app, "person.signed_in"), 1);
    app.run_jobs();
}

#[test]
fn old_and_unknown_links_say_what_to_do() {
    let app = TestApp::new();
    let id = somebody(&app, "钱多多", "qian@example.com", None);
    let path = format!("/links/{}", link_to(&app, id));
    later(&app, 24 * 60 * MINUTE);
    app.visitor().get(&path).expect(404).shows("请对方再发一次邀请").shows("href=\"/reset\"");
    app.visitor().post("/links/nichts", &[]).expect(404).shows("链接不能用了");
    assert_eq!(count(&app, "person.signed_in"), 0);
}

#[test]
fn a_forgotten_password_is_set_by_mail_and_ends_every_session() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", Some((Role::FirmOwner, app.world.kangjie)));
    let old = signed_in(&app, "qian@example.com");
    let known = app.visitor().post("/reset", &[("login", "Qian@example.com")]).expect(303);
    let unknown = app.visitor().post("/reset", &[("login", "nobody@example.com")]).expect(303);
    let phone = app.visitor().post("/reset", &[("login", "13800000009")]).expect(303);
    assert_eq!([&known.location, &unknown.location, &phone.location], ["/reset/sent"; 3]);
    app.visitor().get("/reset/sent").expect(200).shows("1 小时内有效").shows("只登记了手机号的账号");
    let letters = app.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, "qian@example.com");
    let path = format!("/links/{}", token_in(&letters[0].text));
    app.visitor().get(&path).expect(200).shows("新密码");
    app.visitor().post(&path, &[("password", "1234567890")]).expect(422).shows("太常见");
    app.visitor().post(&path, &[("password", "qian@example.com")]).expect(422).shows("不能由您的姓名");
    app.visitor().post(&path, &[("password", "塘河水暖白鹭先知")]).expect(422).shows("您填了 8 个");
    let answer = app.visitor().post(&path, &[("password", "塘河水暖,白鹭先知春")]).expect(303);
    assert_eq!(answer.location, "/home");
    app.holding(&answer).get("/account").expect(200);
    assert!(old.get("/account").expect(303).location.starts_with("/sign-in"), "sessions before have ended");
    app.visitor().post(&path, &[("password", "塘河水暖,白鹭先知春")]).expect(200).shows("链接已经用过");
    sign_in(&app, "qian@example.com", PASSWORD).expect(422);
    sign_in(&app, "qian@example.com", "塘河水暖,白鹭先知春").expect(303);
    assert_eq!((count(&app, "reset.asked"), count(&app, "password.reset")), (1, 1));
}

#[test]
fn a_link_to_set_a_password_is_good_for_an_hour_and_asking_is_slowed_down() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    for _ in 0..4 {
        app.visitor().post("/reset", &[("login", "qian@example.com")]).expect(303);
    }
    assert_eq!(app.visitor().post("/reset", &[("login", "qian@example.com")]).expect(429).header("retry-after"), "60");
    let letters = app.letters();
    let path = format!("/links/{}", token_in(&letters[0].text));
    later(&app, 60 * MINUTE - 1);
    app.visitor().get(&path).expect(200);
    later(&app, 1);
    app.visitor().get(&path).expect(404);
}

#[test]
fn a_new_password_makes_every_other_link_to_set_one_worthless() {
    let app = TestApp::new();
    let id = somebody(&app, "白露", "13800000009", None);
    let links = app.system(move |tx, c| {
        let wrong = crate::people::reset::link_for(tx, c, "13800000008")?;
        assert_eq!(wrong, None);
        let first = crate::people::reset::link_for(tx, c, "138 0000 0009")?;
        Ok([first, crate::people::reset::link_for(tx, c, "13800000009")?].map(Option::unwrap))
    });
    app.visitor().post(&format!("/links/{}", links[0]), &[("password", "塘河水暖,白鹭先知春")]).expect(303);
    app.visitor().get(&format!("/links/{}", links[1])).expect(404);
    assert!(app.letters().is_empty(), "{id} has no address");
}
