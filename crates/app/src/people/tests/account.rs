//! One's own account.

use super::*;

#[test]
fn contact_data_are_normalised_and_a_new_address_is_proven_first() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    somebody(&app, "白露", "13800000009", None);
    let person = signed_in(&app, "qian@example.com");
    let change = |fields: &[(&str, &str)]| person.post("/account/contact", fields);
    let wrong = change(&[("name", ""), ("email", "qian"), ("phone", "123")]).expect(422);
    wrong.shows("请填写姓名").shows("邮箱不正确").shows("电话号码不正确").shows("<title>错误").shows("value=\"qian\"");
    change(&[("name", "钱多多"), ("email", "")]).expect(422).shows("请填写邮箱");
    let new = [("name", "钱小多"), ("email", "Qian.New@example.com"), ("phone", "１３８ 0000-0007")];
    change(&new).expect(422).shows("现在的密码不对");
    let with = |phone: &'static str| {
        [("name", "钱小多"), ("email", "Qian.New@example.com"), ("phone", phone), ("present", PASSWORD)]
    };
    // Whose number it is nobody is told.
    change(&with("138 0000 0009")).expect(422).shows("这个号码现在不能用来登录").hides("白露");
    change(&with("１３８ 0000-0007")).expect(303);
    let account = person.get("/account").expect(200).shows("钱小多").shows("13800000007");
    account.shows(">qian@example.com<").hides("qian.new@example.com");
    let path = app.link_in_letter("qian.new@example.com");
    signed_in(&app, "13800000009").get(&path).expect(200).shows("申请换邮箱的那个账号").hides("确认,换成这个邮箱");
    signed_in(&app, "13800000009").post(&path, &[]).expect(404);
    assert_eq!(person.post(&path, &[]).expect(303).location, "/account");
    person.get("/account").expect(200).shows(">qian.new@example.com<");
    person.post(&path, &[]).expect(200).shows("链接已经用过");
    let letters = app.letters();
    assert!(letters.iter().any(|letter| letter.to == "qian@example.com" && letter.text.contains("改成了另一个")));
    sign_in(&app, "138-0000-0007", PASSWORD).expect(303);
    // A name alone needs no password.
    change(&[("name", "钱多多"), ("email", "qian.new@example.com"), ("phone", "13800000007")]).expect(303);
    assert_eq!((count(&app, "person.changed"), count(&app, "address.asked")), (3, 1));
}

#[test]
fn whose_address_it_is_is_told_to_its_mailbox_only() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    somebody(&app, "白露", "bai@example.com", None);
    let person = signed_in(&app, "qian@example.com");
    let change = |email: &str| {
        let answer = person.post("/account/contact", &[("name", "钱多多"), ("email", email), ("present", PASSWORD)]);
        let said = answer.cookies.iter().find(|line| line.starts_with("yz_said=")).cloned();
        (answer.expect(303).location, said)
    };
    assert_eq!(change("bai@example.com"), change("nobody@example.com"));
    let letters = app.letters();
    let to = |email: &str| letters.iter().filter(|letter| letter.to == email).collect::<Vec<_>>();
    assert!(to("bai@example.com")[0].text.contains("已有账号") && !to("bai@example.com")[0].text.contains("/links/"));
    assert!(to("nobody@example.com")[0].text.contains("/links/"));
    person.get("/account").expect(200).shows(">qian@example.com<");
    assert_eq!(count(&app, "address.asked"), 2);
}

#[test]
fn other_addresses_cannot_be_asked_for_again_and_again() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    let person = signed_in(&app, "qian@example.com");
    let change = |email: &str, name: &str| {
        person.post("/account/contact", &[("name", name), ("email", email), ("present", PASSWORD)])
    };
    somebody(&app, "白露", "bai@example.com", None);
    for number in 0..6 {
        change(&format!("bai{number}@example.com"), "钱多多").expect(303);
    }
    assert_eq!(change("lin@example.com", "钱多多").expect(429).header("retry-after"), "60");
    change("qian@example.com", "钱小多").expect(303);
    later(&app, MINUTE);
    change("lin@example.com", "钱小多").expect(303);
    app.run_jobs();
}

#[test]
fn a_new_password_asks_for_the_present_one_and_ends_other_sessions() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    let (person, other) = (signed_in(&app, "qian@example.com"), signed_in(&app, "qian@example.com"));
    let change =
        |present: &str, new: &str| person.post("/account/password", &[("present", present), ("password", new)]);
    change("不是这个密码不是这个", "塘河水暖,白鹭先知春").expect(422).shows("现在的密码不对");
    change(PASSWORD, "woaini1314520").expect(422).shows("太常见");
    change(PASSWORD, "钱多多12345678").expect(303);
    person.get("/account").expect(200);
    assert!(other.get("/account").expect(303).location.starts_with("/sign-in"));
    assert_eq!(app.letters()[0].to, "qian@example.com");
    assert_eq!(count(&app, "password.changed"), 1);
}

#[test]
fn own_sessions_are_listed_and_ended() {
    let app = TestApp::new();
    somebody(&app, "钱多多", "qian@example.com", None);
    somebody(&app, "白露", "13800000009", None);
    let (person, other, third) =
        (signed_in(&app, "qian@example.com"), signed_in(&app, "qian@example.com"), signed_in(&app, "qian@example.com"));
    let page = person.get("/account").expect(200).shows("现在这台").shows("退出其他所有设备").shows("未知浏览器");
    let one = crate::testing::value_after(&page.text, "name=\"id\" value=\"");
    signed_in(&app, "13800000009").post("/account/sessions/end", &[("id", &one)]).expect(404);
    person.post("/account/sessions/end", &[("id", &one)]).expect(303);
    let alive = [&other, &third].into_iter().filter(|persona| persona.get("/account").status == 200).count();
    assert_eq!(alive, 1);
    person.post("/account/sessions/end", &[]).expect(303);
    let alive = [&other, &third].into_iter().filter(|persona| persona.get("/account").status == 200).count();
    assert_eq!(alive, 0);
    person.get("/account").expect(200).hides("退出其他所有设备");
    assert_eq!(count(&app, "session.ended"), 2);
}

#[test]
fn the_last_owner_cannot_leave() {
    let app = TestApp::new();
    let owner = app.as_(app.world.li_mei);
    let leave = |persona: &Persona, id: Uuid| persona.post("/account/memberships/end", &[("id", &id.to_string())]);
    leave(&owner, app.world.li_mei).expect(409).shows("请先邀请另一位负责人");
    leave(&owner, app.world.wang_qiang).expect(404);
    leave(&app.as_(app.world.wang_qiang), app.world.wang_qiang).expect(303);
    let id = somebody(&app, "钱多多", "qian@example.com", Some((Role::FirmOwner, app.world.kangjie)));
    leave(&owner, app.world.li_mei).expect(303);
    owner.get("/account").expect(200).shows("您还没有加入任何组织");
    let last: Uuid = app.system(move |tx, _| {
        Ok(tx.one(sql!("SELECT id FROM memberships WHERE person_id = $1"), &params![id])?.get("id"))
    });
    leave(&signed_in(&app, "qian@example.com"), last).expect(409);
    assert_eq!(count(&app, "membership.ended"), 2);
    // Administrators answer for the installation.
    leave(&app.as_(app.world.huang_admin), app.world.huang_admin).expect(409);
}
