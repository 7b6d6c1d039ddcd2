//! Forms sent twice, forms with files, and what a browser is told, through HTTP.

use super::*;
use crate::testing::TestApp;

#[test]
fn a_double_click_is_done_once_and_both_get_the_same_answer() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let firm = app.as_(app.world.li_mei);
    let [one, other] = firm.post_twice(&format!("/orders/{order}/confirm"), &[("level", "5")]);
    let (one, other) = (one.expect(303), other.expect(303));
    assert!(one.location.starts_with("/records/"));
    assert_eq!(one.location, other.location);
    assert_eq!(app.events().iter().filter(|event| *event == "record.written").count(), 1);
}

#[test]
fn the_same_word_with_other_content_is_another_command() {
    let app = TestApp::new();
    let person = app.as_(app.world.li_mei);
    let rename = |name: &str| person.post_once("/account/contact", &[("name", name), ("phone", "13800000077")], "ONE");
    rename("李梅").expect(303);
    rename("李小梅").expect(303);
    rename("李小梅").expect(303);
    person.get("/account").expect(200).shows("李小梅");
    assert_eq!(app.events().iter().filter(|event| *event == "person.changed").count(), 2);
    person.post_once("/account/contact", &[("name", "李梅")], &"长".repeat(22)).expect(409);
}

#[test]
fn what_was_sent_is_forgotten_after_two_days() {
    let app = TestApp::new();
    let hour = 3_600_000;
    let person = app.as_(app.world.li_mei);
    let rename = |name: &str| person.post_once("/account/contact", &[("name", name), ("phone", "13800000077")], "ONE");
    let kept =
        || -> i64 { app.system(|tx, _| Ok(tx.one(db::sql!("SELECT count(*) AS n FROM commands"), &[])?.get("n"))) };
    rename("李梅").expect(303);
    assert_eq!(kept(), 1);
    for (hours, left) in [(47, 1), (2, 0)] {
        app.app.clock.set(app.app.clock.now() + hours * hour);
        let id = app.world.kangjie;
        app.system(move |tx, c| {
            let person = crate::people::first_of(tx, id)?;
            crate::people::start_session(tx, c, person, None, false, &crate::people::Browser::default())
        });
        app.wait(crate::people::sweeping::sweep(&app.app)).expect("swept");
        assert_eq!(kept(), left, "{hours}");
    }
}

#[test]
fn text_with_nul_is_text_without() {
    let app = TestApp::new();
    let clerk = app.as_(app.world.wu_fang);
    for path in ["/hubs?q=%00", "/hubs?q=%00%E9%9E%8B&page=%00", "/services?q=a%00b", "/providers/x?page=%00"] {
        assert!(app.visitor().get(path).status.as_u16() < 500, "{path}");
    }
    for path in ["/organization?page=%00", "/intake?q=%00", "/catalogue?q=%00", "/directory/experts?q=%00"] {
        assert!(app.as_(app.world.zhou_min).get(path).status.as_u16() < 500, "{path}");
        assert!(clerk.get(path).status.as_u16() < 500, "{path}");
    }
    for path in ["/hubs/L%00X", "/services/%00", "/links/%00", "/providers/%00", "/%00"] {
        app.visitor().get(path).expect(404).shows("没有找到");
    }
    app.visitor()
        .post("/sign-in", &[("login", "qian\0@example.com"), ("password", "\0不是这个密码不是这个")])
        .expect(422);
    let person = app.as_(app.world.li_mei);
    person.post("/account/contact", &[("name", "李\0小梅"), ("phone", "13800000077")]).expect(303);
    person.get("/account").expect(200).shows("李小梅");
}

#[test]
fn forms_with_files_have_longer_and_their_room_is_bounded() {
    let app = TestApp::with(|config| config.server.request_seconds = 0);
    let sign_in = [("login", "qian@example.com"), ("password", "不是这个密码不是这个")];
    app.visitor().post("/sign-in", &sign_in).expect(503);
    let clerk = app.as_(app.world.wu_fang);
    let send = || clerk.post_files("/intake", &[], &[("图纸.pdf", b"%PDF-1.7")]);
    send().expect(422);
    let room = ROOM.try_acquire_many(u32::try_from(ROOM.available_permits()).unwrap()).unwrap();
    let busy = send().expect(503).shows("系统繁忙");
    assert_eq!(busy.header("retry-after"), "2");
    drop(room);
    send().expect(422);
    assert_eq!(ROOM.available_permits(), 3 * 211, "what was taken is given back");
}

#[test]
fn over_https_everything_stays_on_https() {
    let app = TestApp::with(|config| config.server.base_url = "https://yizhan.example.cn".into());
    let answer = app.as_(app.world.li_mei).post("/account/contact", &[("name", "李小梅"), ("phone", "13800000077")]);
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    let said = answer.cookies.iter().find(|line| line.starts_with("yz_said=")).expect("what is said");
    assert!(said.contains("; Secure"), "{said}");
    let app = TestApp::new();
    assert_eq!(app.visitor().get("/").header("strict-transport-security"), "");
}
