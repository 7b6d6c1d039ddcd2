//! The second factor.

use super::*;
use crate::people::factor::code_at;

fn code(app: &TestApp, person: Uuid, steps: i64) -> String {
    code_at(&secret_of(app, person), app.app.clock.now() + steps * 30_000).unwrap()
}

fn give_code(persona: &Persona, code: &str) -> Answer {
    persona.post("/sign-in/code", &[("code", code), ("next", "/organization")])
}

#[test]
fn a_role_that_needs_it_sets_it_up_at_the_first_sign_in() {
    let app = TestApp::new();
    let id = somebody(&app, "胡主任", "hu@example.com", Some((Role::HubManager, app.world.lucheng)));
    let answer = sign_in(&app, "hu@example.com", PASSWORD).expect(303);
    assert_eq!(answer.location, "/sign-in/code?next=%2Fhome");
    let person = app.holding(&answer);
    for path in ["/organization", "/account", "/records"] {
        assert!(person.get(path).expect(303).location.starts_with("/sign-in/code?next="), "{path}");
    }
    let page = person.get("/sign-in/code?next=/organization").expect(200).shows("<svg role=\"img\"");
    let secret = data_encoding::BASE32_NOPAD.encode(&secret_of(&app, id));
    page.shows(&secret[..4]);
    give_code(&person, "000000").expect(422).shows("验证码不对");
    let done = give_code(&person, &code(&app, id, 0)).expect(200).shows("请保存恢复码").shows("href=\"/organization\"");
    assert!(done.text.matches("<li>").count() >= 10, "ten recovery codes:\n{}", done.text);
    let strong = app.holding(&done);
    strong.get("/organization").expect(200).shows("鹿城鞋业产业创新服务综合体");
    assert!(person.get("/account").expect(303).location.starts_with("/sign-in?"), "the cookie before is worth nothing");
    assert_eq!((count(&app, "factor.set"), count(&app, "recovery.made")), (1, 1));
}

#[test]
fn a_code_works_once_and_one_step_of_drift_is_forgiven() {
    let app = TestApp::new();
    let id = somebody(&app, "胡主任", "hu@example.com", Some((Role::HubManager, app.world.lucheng)));
    let person = signed_in(&app, "hu@example.com");
    let first = code(&app, id, 0);
    give_code(&person, &first).expect(200);
    give_code(&signed_in(&app, "hu@example.com"), &first).expect(422).shows("已经用过");
    give_code(&signed_in(&app, "hu@example.com"), &code(&app, id, -1)).expect(422).shows("已经用过");
    give_code(&signed_in(&app, "hu@example.com"), &code(&app, id, 2)).expect(422).shows("验证码不对");
    let next = code(&app, id, 1);
    let answer = give_code(&signed_in(&app, "hu@example.com"), &next).expect(303);
    assert_eq!(answer.location, "/organization");
    app.holding(&answer).get("/organization").expect(200);
    assert_eq!(count(&app, "factor.given"), 1);
}

#[test]
fn guessing_codes_is_slowed_down() {
    let app = TestApp::new();
    let id = somebody(&app, "胡主任", "hu@example.com", Some((Role::HubManager, app.world.lucheng)));
    let person = signed_in(&app, "hu@example.com");
    for _ in 0..6 {
        give_code(&person, "000000").expect(422);
    }
    assert_eq!(give_code(&person, &code(&app, id, 0)).expect(429).header("retry-after"), "10");
    later(&app, 10_000);
    give_code(&person, &code(&app, id, 0)).expect(200);
}

#[test]
fn a_recovery_code_stands_in_once() {
    let app = TestApp::new();
    let id = somebody(&app, "胡主任", "hu@example.com", Some((Role::HubManager, app.world.lucheng)));
    let person = signed_in(&app, "hu@example.com");
    let done = give_code(&person, &code(&app, id, 0)).expect(200);
    let recovery =
        crate::testing::value_after(&done.text.replace("<li>", "\"").replace("</li>", "\""), "<ul class=\"mono\">\"");
    assert_eq!(recovery.len(), 19, "{recovery}");
    let answer = give_code(&signed_in(&app, "hu@example.com"), &recovery.to_lowercase()).expect(303);
    app.holding(&answer).get("/account").expect(200).shows("恢复码还有 9 个");
    give_code(&signed_in(&app, "hu@example.com"), &recovery).expect(422).shows("验证码不对");
    // New ones take the place of all old ones.
    let strong = app.holding(&answer);
    strong.post("/account/recovery", &[]).expect(200).shows("请保存恢复码").hides(&recovery);
    strong.get("/account").expect(200).shows("恢复码还有 10 个");
    assert_eq!((count(&app, "recovery.used"), count(&app, "recovery.made")), (1, 2));
}

#[test]
fn anybody_may_switch_it_on_and_off() {
    let app = TestApp::new();
    let id = somebody(&app, "钱多多", "qian@example.com", Some((Role::FirmOwner, app.world.kangjie)));
    let person = signed_in(&app, "qian@example.com");
    person.get("/account").expect(200).shows("开始设置");
    let begun = person.post("/sign-in/code", &[("do", "begin"), ("next", "/account")]).expect(303);
    assert_eq!(begun.location, "/sign-in/code?next=%2Faccount");
    let other = signed_in(&app, "qian@example.com");
    other.get("/account").expect(200);
    let person = app.holding(&give_code(&person, &code(&app, id, 0)).expect(200));
    // From now on every session owes it, also those begun before.
    assert!(other.get("/account").expect(303).location.starts_with("/sign-in/code"));
    assert!(sign_in(&app, "qian@example.com", PASSWORD).expect(303).location.starts_with("/sign-in/code"));
    person.get("/account/factor/off").expect(200);
    person.post("/account/factor/off", &[("present", "不是这个密码不是这个")]).expect(422).shows("现在的密码不对");
    person.post("/account/factor/off", &[("present", PASSWORD)]).expect(303);
    assert_eq!(sign_in(&app, "qian@example.com", PASSWORD).expect(303).location, "/home");
    assert_eq!(count(&app, "factor.removed"), 1);
}

#[test]
fn a_strong_session_does_not_stay_strong_by_acting_for_a_firm() {
    let app = TestApp::new();
    let id = somebody(&app, "胡主任", "hu@example.com", Some((Role::HubManager, app.world.lucheng)));
    let (kangjie, hub) = (app.world.kangjie, app.world.lucheng);
    later(&app, 1);
    let (firm, manager) = app.system(move |tx, c| {
        let grant = Grant { role: Role::FirmOwner, organization: Some(kangjie), hub: None, division: None };
        let firm = give(tx, c, id, &grant)?;
        let grant = Grant { role: Role::HubManager, organization: None, hub: Some(hub), division: None };
        Ok((firm.to_string(), give(tx, c, id, &grant)?.to_string()))
    });
    let person = signed_in(&app, "hu@example.com");
    let person = app.holding(&give_code(&person, &code(&app, id, 0)).expect(200));
    let switch = |persona: &Persona, id: &str| persona.post("/membership", &[("id", id)]).expect(303);
    // There and back within a working day is nothing.
    switch(&person, &firm);
    later(&app, 11 * 60 * MINUTE);
    person.get("/organization").expect(200).shows("温州康捷鞋业有限公司");
    switch(&person, &manager);
    person.get("/organization").expect(200).shows("鹿城鞋业产业创新服务综合体");
    switch(&person, &firm);
    for _ in 0..3 {
        later(&app, 9 * 60 * MINUTE);
        person.get("/account").expect(200);
    }
    switch(&person, &manager);
    assert!(person.get("/organization").expect(303).location.starts_with("/sign-in/code?next="));
    let again = app.holding(&give_code(&person, &code(&app, id, 0)).expect(303));
    again.get("/organization").expect(200).shows("鹿城鞋业产业创新服务综合体");
}

#[test]
fn a_role_that_needs_it_cannot_switch_it_off() {
    let app = TestApp::new();
    app.as_(app.world.zhou_min).post("/account/factor/off", &[]).expect(409).shows("必须使用两步验证");
}
