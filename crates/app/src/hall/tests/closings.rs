//! What is booked and not needed any more, and days on which the hall takes nobody.

use super::*;
use crate::testing::Persona;

/// A second window with the same times.
fn second(app: &TestApp) {
    let mut other = WINDOW.to_vec();
    other[0].1 = "2 号窗口";
    app.as_(app.world.zhou_min).post("/hall/windows/new", &other).expect(303);
}

fn book(firm: &Persona, need: &str, starts: &str) {
    firm.post(&format!("/needs/{need}/visit"), &[("day", "2026-03-05"), ("starts", starts)]).expect(303);
}

/// Closes on 5 March.
fn close(app: &TestApp, window: &str, hours: (&str, &str)) {
    let fields = [
        ("day", "2026-03-05"),
        ("window", window),
        ("from", hours.0),
        ("until", hours.1),
        ("closing_reason", "停电检修"),
    ];
    assert_eq!(app.as_(app.world.zhou_min).post("/hall/closings/new", &fields).expect(303).location, "/hall/closings");
}

#[test]
fn a_time_is_released_when_its_need_ends() {
    let app = TestApp::new();
    window(&app);
    let (firm, clerk) = (app.as_(app.world.wang_qiang), app.as_(app.world.wu_fang));
    let needs = [app.need_said("hub", Vec::new()), app.need_said("hub", Vec::new())];
    book(&firm, &needs[0], "540");
    book(&firm, &needs[1], "600");
    app.as_(app.world.li_mei).post(&format!("/needs/{}/withdraw", needs[0]), &[("reason", "订单取消")]).expect(303);
    clerk.post(&format!("/needs/{}/decline", needs[1]), &[("reason", "不在服务范围")]).expect(303);
    // And with the last order of its plan.
    let order = app.order_delivered();
    let page = app.as_(app.world.li_mei).get(&format!("/orders/{order}")).expect(200).text;
    let need = format!("LCX{}", value_after(&page, "href=\"/needs/LCX"));
    book(&firm, &need, "660");
    app.as_(app.world.li_mei).post(&format!("/orders/{order}/confirm"), &[("level", "5")]).expect(303);
    assert_eq!(count(&app, "need.visit-released"), 3);
    firm.get(&format!("/needs/{}", needs[0])).expect(200).shows("到窗口的预约一并取消");
    app.run_jobs();
    // Whoever booked it is told, with the time.
    let told = firm.get("/notices").expect(200).shows("2026-03-05 09:00 的预约已取消").shows("2026-03-05 10:00 的预约");
    told.shows("您不用再来").shows("2026-03-05 11:00 的预约");
    app.as_(app.world.chen_jing).get("/notices").expect(200).hides("的预约已取消");
    // The times are free again, and nobody is awaited.
    let free = app.need_said("hub", Vec::new());
    let page = firm.get(&format!("/needs/{free}/visit?day=2026-03-05")).expect(200);
    page.shows("value=\"540\"").shows("value=\"600\"").shows("value=\"660\"").hides("已约满");
    app.app.clock.set(millis_of(date(2026, 3, 5), 8, 55));
    app.as_(app.world.wu_fang).get("/hall").expect(200).shows("今天没有预约");
}

#[test]
fn what_is_booked_goes_to_another_window_or_is_called_off_with_an_offer() {
    let app = TestApp::new();
    let first = window(&app);
    let firm = app.as_(app.world.li_mei);
    let needs: Vec<String> = (0..3).map(|_| app.need_said("hub", Vec::new())).collect();
    // At the first window, before there is a second one: at nine, ten and eleven.
    for (need, starts) in needs.iter().zip(["540", "600", "660"]) {
        book(&firm, need, starts);
    }
    second(&app);
    let taken = app.need_said("hub", Vec::new());
    book(&firm, &taken, "600");
    // The first window is closed until eleven: one goes over, one finds no place, one is not touched.
    close(&app, &first, ("09:00", "11:00"));
    for (action, times) in [("hall.closed", 1), ("need.visit-moved", 1), ("need.visit-called-off", 1)] {
        assert_eq!(count(&app, action), times, "{action}");
    }
    let visit = |need: &str| firm.get(&format!("/needs/{need}/visit")).expect(200);
    visit(&needs[0]).shows("已预约 2026年3月5日(周四) 09:00").shows("2 号窗口");
    visit(&needs[2]).shows("已预约 2026年3月5日(周四) 11:00").shows("1 号窗口");
    let page = visit(&needs[1]).shows("2026年3月5日(周四) 10:00 的预约已被综合体取消").shows("停电检修");
    // It is 09:30 on the 4th: three free times are offered, and one of them is booked with one button.
    let page = page.shows("约 2026年3月4日(周三) 10:00").shows("约 2026年3月4日(周三) 11:00");
    assert_eq!(page.text.matches("class=\"button secondary\" name=\"starts\"").count(), 3);
    firm.post(&format!("/needs/{}/visit", needs[1]), &[("day", "2026-03-04"), ("starts", "600")]).expect(303);
    visit(&needs[1]).shows("已预约 2026年3月4日(周三) 10:00").hides("已被综合体取消");
    app.run_jobs();
    let told = firm.get("/notices").expect(200).shows("2026-03-05 09:00 的预约换了窗口");
    let told = told.shows("2026-03-05 10:00 的预约被取消").shows("从最近的空闲时间里另约一个");
    let link = links(&told.text, "/notices/").into_iter().next().expect("a notice");
    assert!(firm.get(&link).expect(303).location.ends_with("/visit"));
    // The closed hours cannot be booked any more: at ten there is one window, and its place is taken.
    let free = app.need_said("hub", Vec::new());
    let page = firm.get(&format!("/needs/{free}/visit?day=2026-03-05")).expect(200);
    assert_eq!(page.text.matches("已约满").count(), 2, "{}", page.text);
    firm.post(&format!("/needs/{free}/visit"), &[("day", "2026-03-05"), ("starts", "600")]).expect(422);
    firm.post(&format!("/needs/{free}/visit"), &[("day", "2026-03-05"), ("starts", "660")]).expect(303);
    let list = app.as_(app.world.wu_fang).get("/hall/closings").expect(200).shows("1 号窗口").shows("09:00–11:00");
    list.shows("停电检修").hides("/lift\"").hides("href=\"/hall/closings/new\"");
}

#[test]
fn the_whole_hall_is_closed_for_a_day_and_opened_again() {
    let app = TestApp::new();
    window(&app);
    let (manager, clerk, firm) = (app.as_(app.world.zhou_min), app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    clerk.get("/hall/closings").expect(200).shows("还没有登记");
    let wrong = [("day", "2026-03-03"), ("window", "x"), ("from", "11:00"), ("until", "9点"), ("closing_reason", "")];
    let page = manager.post("/hall/closings/new", &wrong).expect(422).shows("请选择今天或以后一年内的一天");
    page.shows("请选择窗口").shows("结束应晚于开始").shows("请填写原因").shows("value=\"11:00\"");
    for who in [app.world.wu_fang, app.world.li_mei, app.world.lin_auditor] {
        app.as_(who).post("/hall/closings/new", &wrong).expect(403);
    }
    let need = app.need_said("hub", Vec::new());
    book(&firm, &need, "540");
    close(&app, "all", ("", ""));
    firm.get(&format!("/needs/{need}/visit?day=2026-03-05")).expect(200).shows("没有开放的窗口");
    // On the day nobody gets a number, and everybody reads why.
    app.app.clock.set(millis_of(date(2026, 3, 5), 9, 5));
    app.visitor().get("/queue/LCX").expect(200).shows("停电检修").hides("取号</button>");
    app.visitor().post("/queue/LCX/tickets", &[("function", "testing")]).expect(409).shows("现在不在取号时间");
    let (manager, clerk) = (app.as_(app.world.zhou_min), app.as_(app.world.wu_fang));
    clerk.get("/hall").expect(200).shows("整个大厅今天停止服务(全天):停电检修");
    let file = clerk.get("/hall/closings.csv").expect(200);
    assert!(file.text.contains("停电检修") && file.text.contains("2026-03-05"), "{}", file.text);
    app.as_(app.world.zheng_tao).get("/hall/closings").expect(200).hides("停电检修");
    let page = manager.get("/hall/closings").expect(200).text;
    let lift = format!("/hall/closings/{}", value_after(&page, "action=\"/hall/closings/"));
    clerk.post(&lift, &[]).expect(403);
    manager.post(&lift, &[]).expect(303);
    manager.post(&lift, &[]).expect(409).shows("已经撤销");
    app.visitor().post("/queue/LCX/tickets", &[("function", "testing")]).expect(303);
    assert_eq!(
        (count(&app, "hall.closed"), count(&app, "hall.reopened"), count(&app, "need.visit-called-off")),
        (1, 1, 1)
    );
    // What has passed stays.
    app.on(date(2026, 3, 6));
    app.as_(app.world.zhou_min).get("/hall/closings?from=2026-03-06").expect(200).shows("没有停止服务的安排");
}
