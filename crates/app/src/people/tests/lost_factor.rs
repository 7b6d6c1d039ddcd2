//! A second factor that was lost with the phone and the recovery codes.

use super::*;
use crate::people::factor::code_at;

fn code(app: &TestApp, person: Uuid) -> String {
    code_at(&secret_of(app, person), app.app.clock.now()).unwrap()
}

/// A clerk of 鹿城 with password and second factor, and the membership.
fn clerk(app: &TestApp, name: &str, login: &str) -> (Uuid, Uuid) {
    let id = somebody(app, name, login, Some((Role::HubClerk, app.world.lucheng)));
    signed_in(app, login).post("/sign-in/code", &[("code", &code(app, id)), ("next", "/home")]).expect(200);
    (id, membership_of(app, id))
}

fn membership_of(app: &TestApp, person: Uuid) -> Uuid {
    app.system(move |tx, _| {
        let found = sql!("SELECT id FROM memberships WHERE person_id = $1 AND ended_at IS NULL ORDER BY id");
        Ok(tx.query(found, &params![person])?[0].get("id"))
    })
}

fn path_of(membership: Uuid) -> String {
    format!("/organization/members/{membership}/factor")
}

const WHY: [(&str, &str); 1] = [("reason", "手机遗失,已当面核对工作证")];

#[test]
fn the_manager_resets_it_and_the_clerk_sets_up_a_new_one_by_mailbox_and_password() {
    let app = TestApp::new();
    let (id, membership) = clerk(&app, "胡小窗", "hu@example.com");
    let (other, _) = clerk(&app, "许小窗", "xu@example.com");
    later(&app, 60_000);
    let owing = signed_in(&app, "hu@example.com");
    let working =
        app.holding(&owing.post("/sign-in/code", &[("code", &code(&app, id)), ("next", "/home")]).expect(303));
    working.get("/home").expect(200);
    let (old, manager, path) = (secret_of(&app, id), app.as_(app.world.zhou_min), path_of(membership));
    manager.get("/organization").expect(200).shows(&path);
    manager.get(&path).expect(200).shows("胡小窗").shows("窗口人员").shows("先当面或打电话确认");
    manager.post(&path, &[]).expect(422).shows("请写明为什么重置");
    let [one, two] = manager.post_twice(&path, &WHY);
    assert_eq!((one.expect(303).location, two.expect(303).location), ("/organization".into(), "/organization".into()));
    assert_eq!(count(&app, "factor.reset"), 1);
    assert!(working.get("/home").expect(303).location.starts_with("/sign-in"), "every session has ended");
    manager.post(&path, &WHY).expect(409).shows("还没有设置两步验证");

    // The password alone sets up nothing.
    let owing = signed_in(&app, "hu@example.com");
    owing
        .get("/sign-in/code")
        .expect(200)
        .shows("链接发到您登记的邮箱")
        .hides("<svg role=\"img\"")
        .hides("name=\"code\"");
    owing.post("/sign-in/code", &[("do", "begin")]).expect(303);
    owing.post("/sign-in/code", &[("code", &code(&app, id))]).expect(409).shows("打开邮件里的链接");
    assert_ne!(secret_of(&app, id), old);
    owing.post("/sign-in/code/resend", &[]).expect(303);
    let letters = app.letters();
    assert_eq!(
        letters.iter().filter(|letter| letter.to == "hu@example.com" && letter.text.contains("/links/")).count(),
        2
    );

    // Nor does the mailbox alone.
    let link = app.link_in_letter("hu@example.com");
    app.visitor().get(&link).expect(200).shows("<svg role=\"img\"").shows("name=\"present\"");
    let set = |password: &str, code: &str| app.visitor().post(&link, &[("present", password), ("code", code)]);
    set("不是这个密码不是这个", &code(&app, id)).expect(422).shows("现在的密码不对").shows("<svg role=\"img\"");
    set(PASSWORD, "000000").expect(422).shows("验证码不对");
    let done = set(PASSWORD, &code(&app, id)).expect(200).shows("请保存恢复码");
    app.holding(&done).get("/home").expect(200);
    set(PASSWORD, &code(&app, id)).expect(200).shows("链接已经用过");
    assert_eq!((count(&app, "factor.set"), count(&app, "factor.asked")), (3, 1));
    app.holding(&done).get("/notices").expect(200).shows("您的两步验证已被重置");
    let told = app.letters().iter().filter(|letter| letter.subject.contains("两步验证已被重置")).count();
    assert_eq!(told, 0, "who did it is not told of it, and {other} is no manager");
}

#[test]
fn other_managers_are_told() {
    let app = TestApp::new();
    let (_, membership) = clerk(&app, "胡小窗", "hu@example.com");
    somebody(&app, "叶主任", "ye@example.com", Some((Role::HubManager, app.world.lucheng)));
    app.as_(app.world.zhou_min).post(&path_of(membership), &WHY).expect(303);
    let letters = app.letters();
    let told: Vec<_> = letters.iter().filter(|letter| letter.subject.contains("胡**的两步验证已被重置")).collect();
    assert_eq!((told.len(), told[0].to.as_str()), (1, "ye@example.com"));
}

#[test]
fn nobody_resets_their_own_or_that_of_somebody_with_more_rights() {
    let app = TestApp::new();
    let w = &app.world;
    let (id, membership) = clerk(&app, "胡小窗", "hu@example.com");
    // Who answers for nobody, or elsewhere.
    for who in [w.wu_fang, w.he_official, w.lin_auditor] {
        app.as_(who).get(&path_of(membership)).expect(403);
        app.as_(who).post(&path_of(membership), &WHY).expect(403);
    }
    let elsewhere = somebody(&app, "叶主任", "ye@example.com", Some((Role::HubManager, w.yueqing)));
    let elsewhere = app.as_(membership_of(&app, elsewhere));
    elsewhere.post(&path_of(membership), &WHY).expect(404);
    app.as_(w.li_mei).post(&path_of(w.wang_qiang), &WHY).expect(404);
    // One's own, and another manager's.
    for whose in [w.zhou_min, w.huang_admin, w.xu_expert] {
        app.as_(w.zhou_min).post(&path_of(whose), &WHY).expect(404);
    }
    app.as_(w.huang_admin).post(&path_of(w.huang_admin), &WHY).expect(404);
    // A clerk who is an official as well has more rights than the manager.
    app.system(move |tx, c| {
        let grant = Grant { role: Role::Official, organization: None, hub: None, division: Some("3303".into()) };
        give(tx, c, id, &grant)
    });
    app.as_(w.zhou_min).post(&path_of(membership), &WHY).expect(404);
    assert_eq!(count(&app, "factor.reset"), 0);
    // The administrator may, and needs an address.
    app.as_(w.huang_admin).post(&path_of(membership), &WHY).expect(303);
    let phone = somebody(&app, "白主任", "13800000009", Some((Role::HubManager, w.lucheng)));
    signed_in(&app, "13800000009").post("/sign-in/code", &[("code", &code(&app, phone))]).expect(200);
    app.as_(w.huang_admin).post(&path_of(membership_of(&app, phone)), &WHY).expect(409).shows("没有登记邮箱");
    let link = app.system(|tx, c| crate::people::factor_reset::link_for(tx, c, "13800000009")).expect("a link");
    app.visitor().get(&format!("/links/{link}")).expect(200).shows("<svg role=\"img\"");
    assert_eq!(count(&app, "factor.reset"), 2);
}
