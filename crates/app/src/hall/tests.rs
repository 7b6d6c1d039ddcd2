//! The hall through HTTP: windows, times that firms book, numbers for whoever comes.

mod closings;

use jiff::civil::date;

use crate::app::millis_of;
use crate::testing::{TestApp, links, value_after};

const WINDOW: [(&str, &str); 8] = [
    ("name", "1 号窗口"),
    ("opens", "09:00"),
    ("closes", "12:00"),
    ("break_from", ""),
    ("break_until", ""),
    ("minutes", "60"),
    ("places", "1"),
    ("state", "open"),
];

/// One window from nine to twelve, an hour an appointment. Gives its id.
fn window(app: &TestApp) -> String {
    let manager = app.as_(app.world.zhou_min);
    manager.post("/hall/windows/new", &WINDOW).expect(303);
    let page = manager.get("/hall/windows").expect(200).text;
    let place = links(&page, "/hall/windows/").into_iter().find(|link| !link.ends_with("new")).expect("a window");
    place.trim_start_matches("/hall/windows/").to_owned()
}

fn count(app: &TestApp, action: &str) -> usize {
    app.events().iter().filter(|event| *event == action).count()
}

#[test]
fn the_manager_keeps_windows() {
    let app = TestApp::new();
    let (manager, clerk) = (app.as_(app.world.zhou_min), app.as_(app.world.wu_fang));
    clerk.get("/hall/windows").expect(200).shows("还没有窗口").hides("href=\"/hall/windows/new\"");
    clerk.post("/hall/windows/new", &WINDOW).expect(403);
    let wrong = [
        ("name", ""),
        ("opens", "17:00"),
        ("closes", "9点"),
        ("break_from", "12:00"),
        ("minutes", "0"),
        ("places", "99"),
    ];
    let page = manager.post("/hall/windows/new", &wrong).expect(422).shows("请填写窗口名称").shows("09:00 的样子");
    page.shows("休息的开始和结束").shows("5 到 240").shows("1 到 20").shows("value=\"17:00\"");
    let id = window(&app);
    manager.post("/hall/windows/new", &WINDOW).expect(422).shows("已经有同名的窗口");
    let place = format!("/hall/windows/{id}");
    let page = manager.get(&place).expect(200).shows("value=\"12:00\"").text;
    let version = value_after(&page, "name=\"version\" value=\"");
    let mut changed = WINDOW.to_vec();
    changed[2].1 = "11:00";
    changed.push(("version", &version));
    manager.post(&place, &changed).expect(303);
    manager.post(&place, &changed).expect(409);
    manager.get("/hall/windows").expect(200).shows("09:00–11:00");
    app.as_(app.world.zheng_tao).get("/hall/windows").expect(200).hides("1 号窗口");
    assert_eq!(count(&app, "hall.window-kept"), 2);
}

#[test]
fn a_time_is_given_away_once() {
    let app = TestApp::new();
    let id = window(&app);
    let needs = [app.need_said("hub", Vec::new()), app.need_said("hub", Vec::new())];
    let firm = app.as_(app.world.li_mei);
    let at = |need: &str| format!("/needs/{need}/visit");
    firm.get(&format!("/needs/{}", needs[0])).expect(200).shows(&format!("href=\"{}\"", at(&needs[0])));
    // It is 09:30: nine o'clock has passed.
    let page = firm.get(&at(&needs[0])).expect(200).shows("10:00").shows("11:00").shows("2026年3月5日(周四)");
    page.hides("value=\"540\"").hides("2026年3月7日(周六)");
    firm.get(&format!("{}?day=2026-03-05", at(&needs[0]))).expect(200).shows("value=\"540\"");
    firm.post(&at(&needs[0]), &[("day", "2026-03-05")]).expect(422).shows("请选择一个时间");
    for (day, starts) in [("2026-03-04", "540"), ("2026-03-07", "600"), ("2026-03-05", "555"), ("2027-03-05", "600")] {
        firm.post(&at(&needs[0]), &[("day", day), ("starts", starts)]).expect(422);
    }
    let time = [("day", "2026-03-05"), ("starts", "600")];
    firm.post(&at(&needs[0]), &time).expect(303);
    firm.get(&at(&needs[0])).expect(200).shows("已预约 2026年3月5日(周四) 10:00").shows("1 号窗口");
    firm.post(&at(&needs[0]), &[("day", "2026-03-05"), ("starts", "660")]).expect(409).shows("先取消");
    firm.post(&at(&needs[1]), &time).expect(422).shows("刚刚约满");
    firm.get(&format!("{}?day=2026-03-05", at(&needs[1]))).expect(200).shows("已约满").shows("disabled");
    // Whose window is full is not told; another firm finds nothing.
    app.as_(app.world.chen_jing).get(&at(&needs[0])).expect(404);
    app.as_(app.world.chen_jing).post(&at(&needs[0]), &time).expect(404);
    // A window where somebody has booked keeps its times.
    let place = format!("/hall/windows/{id}");
    let version = value_after(&app.as_(app.world.zhou_min).get(&place).text, "name=\"version\" value=\"");
    let mut closed = WINDOW.to_vec();
    closed[7].1 = "closed";
    closed.push(("version", &version));
    app.as_(app.world.zhou_min).post(&place, &closed).expect(409).shows("还有 1 个预约");
    // Nor goes the need to another hub.
    let pass = [("to", "YQD"), ("pass_reason", "属于电气")];
    app.as_(app.world.wu_fang).post(&format!("/needs/{}/pass", needs[0]), &pass).expect(409);
    firm.post(&format!("{}/cancel", at(&needs[0])), &[]).expect(303);
    firm.post(&format!("{}/cancel", at(&needs[0])), &[]).expect(409);
    firm.post(&at(&needs[1]), &time).expect(303);
    assert_eq!((count(&app, "need.visit-booked"), count(&app, "need.visit-cancelled")), (2, 1));
    app.run_jobs();
    app.as_(app.world.wu_fang).get("/notices").expect(200).shows("企业预约到窗口").shows("企业取消了预约");
}

#[test]
fn who_has_booked_comes_and_it_is_a_trip_of_the_order() {
    let app = TestApp::new();
    let window = window(&app);
    let order = app.order_accepted();
    let list = app.as_(app.world.li_mei).get("/needs").expect(200).text;
    let need = format!("LCX{}", value_after(&list, "href=\"/needs/LCX"));
    let time = [("day", "2026-03-05"), ("starts", "600")];
    app.as_(app.world.li_mei).post(&format!("/needs/{need}/visit"), &time).expect(303);
    let id = |page: &str| value_after(page, "action=\"/hall/appointments/").trim_end_matches("/arrived").to_owned();
    app.app.clock.set(millis_of(date(2026, 3, 5), 9, 55));
    let clerk = app.as_(app.world.wu_fang);
    let page = clerk.get(&format!("/hall?window={window}")).expect(200).shows("温州康捷鞋业有限公司").shows("10:00");
    let booked = format!("/hall/appointments/{}", id(&page.text));
    clerk.post(&format!("{booked}/missed"), &[]).expect(409).shows("还没有到预约的时间");
    app.as_(app.world.zheng_tao).post(&format!("{booked}/arrived"), &[]).expect(404);
    // Somebody takes a number before them; from ten o'clock on who has booked goes first.
    app.visitor().post("/queue/LCX/tickets", &[("function", "testing")]).expect(303);
    let there = clerk.post(&format!("{booked}/arrived"), &[("window", &window)]).expect(303);
    assert_eq!(there.location, format!("/hall?window={window}"));
    clerk.post(&format!("{booked}/arrived"), &[]).expect(409);
    app.app.clock.set(millis_of(date(2026, 3, 5), 10, 1));
    let clerk = app.as_(app.world.wu_fang);
    clerk.post("/hall/next", &[("window", &window)]).expect(303);
    clerk.post("/hall/next", &[("window", &window)]).expect(409).shows("没有办完");
    let page = clerk.get(&format!("/hall?window={window}")).expect(200).shows("Y002").shows("accesskey=\"s\"").text;
    let ticket = value_after(&page, "action=\"/hall/tickets/").trim_end_matches("/served").to_owned();
    clerk.post(&format!("/hall/tickets/{ticket}/served"), &[("window", &window)]).expect(303);
    clerk.post(&format!("/hall/tickets/{ticket}/served"), &[]).expect(409);
    app.as_(app.world.li_mei).get(&format!("/orders/{order}")).expect(200).shows("已跑 1 次");
    app.as_(app.world.li_mei).get(&format!("/needs/{need}")).expect(200).shows("已跑 1 次").shows("企业到窗口办理");
    assert_eq!((count(&app, "order.trip"), count(&app, "need.visited")), (1, 1));
    // The walk-in says that it comes for the same order: a second trip needs a reason.
    clerk.post("/hall/next", &[("window", &window)]).expect(303);
    let page = clerk.get(&format!("/hall?window={window}")).expect(200).shows("A001").text;
    let ticket = value_after(&page, "action=\"/hall/tickets/").trim_end_matches("/served").to_owned();
    let served = format!("/hall/tickets/{ticket}/served");
    clerk.post(&served, &[("about", "LCX26-000000-0")]).expect(409).shows("没有找到这个编号");
    assert!(clerk.post(&served, &[("about", &order)]).status.is_client_error());
    assert_eq!(count(&app, "need.visited"), 1, "nothing is half done");
    clerk.post(&served, &[("about", &order), ("reason", "样品数量不足,补送")]).expect(303);
    app.as_(app.world.li_mei).get(&format!("/orders/{order}")).expect(200).shows("已跑 2 次");
}

#[test]
fn whoever_comes_takes_a_number_without_an_account() {
    let app = TestApp::new();
    app.visitor().get("/queue/ZZZ").expect(404);
    let stranger = app.stranger();
    let asked = stranger.get("/queue/LCX").expect(303);
    assert!(asked.location.contains("again=1") && asked.cookies.iter().any(|cookie| cookie.starts_with("yz_visitor=")));
    let visitor = app.visitor();
    visitor.get("/queue/LCX").expect(200).shows("现在不在取号时间");
    visitor.post("/queue/LCX/tickets", &[("function", "unsure")]).expect(409).shows("现在不在取号时间");
    let window = window(&app);
    visitor.get("/queue/LCX").expect(200).shows("0 人等候").shows("取号");
    visitor.post("/queue/LCX/tickets", &[("function", "x")]).expect(422).shows("请选择办什么");
    let tickets: Vec<String> =
        (0..3).map(|_| visitor.post("/queue/LCX/tickets", &[("function", "testing")]).expect(303).location).collect();
    let twice = visitor.post_once("/queue/LCX/tickets", &[("function", "testing")], "AGAIN").expect(303).location;
    assert_eq!(visitor.post_once("/queue/LCX/tickets", &[("function", "testing")], "AGAIN").location, twice);
    let page = visitor.get(&tickets[2]).expect(200).shows("A003").shows("前面还有 2 人");
    assert_eq!(page.header("refresh"), "20");
    visitor.get("/queue/LCX/tickets/AAAA").expect(404);
    visitor.get(&tickets[2].replace("LCX", "YQD")).expect(404);
    let clerk = app.as_(app.world.wu_fang);
    clerk.get("/hall").expect(200).shows("4 人等候").shows("检测产品或材料");
    clerk.post("/hall/next", &[]).expect(409).shows("请选择您的窗口");
    clerk.post("/hall/next", &[("window", &window)]).expect(303);
    visitor.get(&tickets[0]).expect(200).shows("请到1 号窗口");
    let screen = visitor.get("/queue/LCX/screen").expect(200).shows("A001").shows("1 号窗口").shows("3 人等候");
    assert_eq!(screen.header("refresh"), "10");
    screen.hides("康捷");
    let page = clerk.get("/hall").expect(200).text;
    let ticket = value_after(&page, "action=\"/hall/tickets/").trim_end_matches("/served").to_owned();
    clerk.post(&format!("/hall/tickets/{ticket}/gone"), &[]).expect(303);
    let page = visitor.get(&tickets[0]).expect(200).shows("号码已过");
    assert_eq!(page.header("refresh"), "", "what has ended is not asked for again");
    app.on(date(2026, 3, 5));
    app.visitor().get(&tickets[1]).expect(200).shows("这是以前的号码");
    app.as_(app.world.wu_fang).get("/hall").expect(200).shows("现在没有人排队");
    // At noon and on a Saturday nobody is there.
    app.app.clock.set(millis_of(date(2026, 3, 5), 12, 0));
    app.visitor().post("/queue/LCX/tickets", &[("function", "unsure")]).expect(409);
    app.on(date(2026, 3, 7));
    app.visitor().post("/queue/LCX/tickets", &[("function", "unsure")]).expect(409);
    app.as_(app.world.zhou_min).get("/hall/poster").expect(200).shows("<svg").shows("/queue/LCX");
    assert_eq!((count(&app, "hall.number-taken"), count(&app, "hall.number-gone")), (4, 1));
}

#[test]
fn two_who_ask_at_once_get_two_numbers_and_one_place() {
    let app = TestApp::new();
    window(&app);
    let need = app.need_said("hub", Vec::new());
    let firm = app.as_(app.world.li_mei);
    let both = firm.post_twice(&format!("/needs/{need}/visit"), &[("day", "2026-03-05"), ("starts", "600")]);
    assert!(both.iter().all(|answer| answer.status.as_u16() == 303), "a double click books once");
    let visitor = app.visitor();
    let numbers = visitor.post_twice("/queue/LCX/tickets", &[("function", "unsure")]);
    assert_eq!(numbers[0].location, numbers[1].location, "a double click takes one number");
    assert_eq!((count(&app, "need.visit-booked"), count(&app, "hall.number-taken")), (1, 1));
}
