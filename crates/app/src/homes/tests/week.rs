//! The week of a hub's staff, and the keys of whoever works with lists.

use jiff::civil::date;

use crate::testing::{TestApp, links};

#[test]
fn a_week_shows_what_is_due_on_which_day_and_what_came_in() {
    let app = TestApp::new();
    let w = &app.world;
    let sent = app.need_said("hub", Vec::new());
    let order = app.order_accepted();
    let clerk = app.as_(w.wu_fang);
    // Wednesday 4 March: to be answered by Friday; the order is due on Wednesday of the next week.
    let page =
        clerk.get("/home/week").expect(200).shows("3月4日(周三) <strong class=\"tag info\">今天").shows("休</strong>");
    let page =
        page.shows("新提出的需求").shows("<b>2<small>件</small>").shows("上一周 0 件").shows(&sent).hides(&order);
    let page = page.shows("2026年3月6日(周五)").shows("受理需求");
    assert_eq!(links(&page.text, "/needs?from=2026-03-02").len(), 1);
    let friday = "/home/week?week=2026-03-02&day=2026-03-06&kind=triage#due";
    assert!(links(&page.text, "/home/week?").iter().any(|link| link == friday));
    clerk.get(friday.trim_end_matches("#due")).expect(200).shows("2026年3月6日(周五) · 受理需求").shows(&sent);
    clerk.get("/home/week?week=2026-03-02&day=2026-03-05").expect(200).hides(&sent).shows("没有到期的事项");
    let next = clerk.get("/home/week?week=2026-03-11").expect(200).shows(&order).hides(&sent).shows("上一周 2 件");
    next.shows("催交付").shows("温州瓯江检测技术有限公司");
    clerk.get("/home/week?week=2026-03-11&kind=quote").expect(200).hides(&order);
    clerk.get("/home/week?week=nichts&day=2026-03-11").expect(200).shows(&sent);
    clerk.get("/home").expect(200).shows("href=\"/home/week\"");
    app.as_(w.zheng_tao).get("/home/week").expect(200).hides(&sent).hides("康捷");
    for other in [w.li_mei, w.he_official, w.lin_auditor] {
        app.as_(other).get("/home/week").expect(403);
    }
    app.on(date(2026, 3, 12));
    // What is overdue stays in its week; the worklist has it on top.
    app.as_(w.wu_fang).get("/home/week?week=2026-03-02").expect(200).shows(&sent);
}

#[test]
fn single_keys_are_there_for_staff_until_they_switch_them_off() {
    let app = TestApp::new();
    let w = &app.world;
    for staff in [w.wu_fang, w.he_official, w.lin_auditor, w.huang_admin] {
        let page = app.as_(staff).get("/home").expect(200).shows("/keys.js\"").shows("<dialog id=\"keys\"");
        assert_eq!(page.text.contains("data-new=\"/intake\""), staff == w.wu_fang);
    }
    for other in [w.li_mei, w.zhao_gong, w.xu_expert] {
        app.as_(other).get("/home").expect(200).hides("/keys.js").hides("<dialog");
        app.as_(other).get("/account").expect(200).hides("action=\"/account/keys\"");
    }
    let before = app.events();
    let clerk = app.as_(w.wu_fang);
    clerk.get("/account").expect(200).shows("关闭快捷键").shows("<kbd>j</kbd>");
    assert_eq!(clerk.post("/account/keys", &[("keys", "off")]).expect(303).location, "/account");
    clerk.get("/home").expect(200).hides("/keys.js").hides("<dialog");
    clerk.get("/account").expect(200).shows("开启快捷键").shows("<kbd>j</kbd>");
    // It is the person's own choice.
    app.as_(w.zhou_min).get("/home").expect(200).shows("/keys.js");
    clerk.post("/account/keys", &[("keys", "on")]).expect(303);
    clerk.get("/home").expect(200).shows("/keys.js");
    assert_eq!(app.events().len(), before.len() + 2);
    assert_eq!(app.events().iter().filter(|action| *action == "person.keys").count(), 2);
}
