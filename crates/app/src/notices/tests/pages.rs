//! The list, the count in the shell, and the preferences.

use super::*;
use crate::testing::{links, value_after};

#[test]
fn notices_are_counted_opened_and_marked() {
    let app = TestApp::new();
    app.visitor().get("/notices").expect(303);
    let clerk = app.as_(app.world.wu_fang);
    clerk.get("/notices").expect(200).shows("还没有通知");
    let (first, second, third) = (say(&app), say(&app), say(&app));
    app.run_jobs();
    clerk.get("/home").expect(200).shows("通知,未读:</span><b>3</b>");
    let page = clerk.get("/notices").expect(200).shows(&first).shows(&second).shows(&third);
    let all: Vec<String> = links(&page.text, "/notices/").into_iter().collect();
    assert_eq!(all.len(), 3);
    let opened = clerk.get(&all[0]).expect(303).location;
    clerk.get(&opened).expect(200).shows("<b>2</b>");
    let page = clerk.get("/notices?state=unread").expect(200);
    assert_eq!(links(&page.text, "/notices/").len(), 2);
    let page = clerk.get("/notices").expect(200);
    assert_eq!(links(&page.text, "/notices/")[2], all[0], "what was read comes last");

    let id = value_after(&page.text, "name=\"id\" value=\"");
    app.as_(app.world.zhou_min).get(&all[0]).expect(404);
    app.as_(app.world.zhou_min).post("/notices/read", &[("id", &id)]).expect(404);
    clerk.post("/notices/read", &[("id", &id)]).expect(303);
    clerk.get("/notices").expect(200).shows("<b>1</b>");
    let seen = value_after(&page.text, "name=\"seen\" value=\"");
    app.app.clock.set(app.app.clock.now() + 1000);
    say(&app);
    app.run_jobs();
    clerk.post("/notices/read", &[("seen", &seen)]).expect(303);
    let page = clerk.get("/notices?state=unread").expect(200).shows("<b>1</b>");
    assert_eq!(links(&page.text, "/notices/").len(), 1, "what came since stays unread");
    clerk.post("/notices/read", &[]).expect(303);
    clerk.get("/notices?state=unread").expect(200).shows("没有未读通知").hides("通知,未读:");
    app.as_(app.world.zhou_min).get("/home").expect(200).shows("<b>4</b>");
    clerk.get("/notices/nothing").expect(404);
}

#[test]
fn a_notice_is_opened_as_whom_it_was_told() {
    let app = TestApp::new();
    let (zhao, kangjie) = (app.world.zhao_gong, app.world.kangjie);
    let other = app.system(move |tx, c| {
        let row = tx.one(db::sql!("SELECT person_id FROM memberships WHERE id = $1"), &db::params![zhao])?;
        let role = crate::access::Role::FirmMember;
        let grant = crate::people::Grant { role, organization: Some(kangjie), hub: None, division: None };
        crate::people::give(tx, c, row.get("person_id"), &grant)
    });
    let order = app.order_accepted();
    app.run_jobs();
    let person = app.as_(other);
    let page = person.get("/notices").expect(200).shows("企业接受了您的");
    let at = page.text.find("企业接受了您的").expect("the notice");
    let link = page.text[..at].rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("a link");
    assert_eq!(person.get(link).expect(303).location, format!("/orders/{order}"));
    person.get(&format!("/orders/{order}")).expect(200).shows(&format!("/orders/{order}/start"));
}

#[test]
fn preferences_are_kept_and_wrong_times_refused() {
    let app = TestApp::new();
    let person = app.as_(app.world.li_mei);
    let page = person.get("/account/notices").expect(200);
    page.shows("name=\"mail\" value=\"act\" checked").hides("name=\"mail\" value=\"results\" checked");
    for (from, until, words) in [
        ("22:00", "", "请把开始和结束都填上"),
        ("", "7:00", "请把开始和结束都填上"),
        ("晚上", "7:00", "请按 22:00 的样子填写时间"),
        ("22:00", "22:00", "结束时间不能与开始时间相同"),
    ] {
        let fields = [("mail", "results"), ("quiet_from", from), ("quiet_until", until)];
        let page = person.post("/account/notices", &fields).expect(422).shows(words);
        page.shows("name=\"mail\" value=\"results\" checked").shows(&format!("value=\"{from}\""));
    }
    assert!(!app.events().contains(&"person.notices-chosen".to_owned()));
    let fields = [("app", "results"), ("mail", "results"), ("quiet_from", "22:00"), ("quiet_until", "7:30")];
    person.post("/account/notices", &fields).expect(303);
    let page = person.get("/account/notices").expect(200);
    page.shows("value=\"22:00\"").shows("value=\"07:30\"").hides("name=\"mail\" value=\"act\" checked");
    assert_eq!(app.events().iter().filter(|action| *action == "person.notices-chosen").count(), 1);
    person.get("/account").expect(200).shows("/account/notices");
}
