//! From the booking to the use, and from the use to the service record.

use jiff::civil::{Date, date};

use super::count;
use crate::app::millis_of;
use crate::instruments::use_watching;
use crate::testing::TestApp;

const FRIDAY: Date = date(2026, 3, 6);

fn clock(app: &TestApp, hour: i8, minute: i8) {
    app.app.clock.set(millis_of(FRIDAY, hour, minute));
}

fn hour_passes(app: &TestApp) {
    app.wait(use_watching::watch(&app.app)).expect("the hour's job");
}

#[test]
fn who_is_at_the_instrument_checks_in_begins_and_ends_and_pays_for_the_time_used() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| {
        (rules.operated, rules.charged, rules.least_fen) = ("user".into(), "used".into(), 0);
    });
    let reference = app.slot_booked(&code, FRIDAY, 9, 120);
    let (place, here) = (format!("/bookings/{reference}"), format!("/instruments/{code}/here"));
    let does = |what: &str| app.as_(app.world.li_mei).post(&format!("{place}/use"), &[("do", what)]);
    clock(&app, 8, 29);
    does("arrive").expect(409).shows("2026年3月6日(周五) 08:30 起可以签到");
    does("end").expect(409).shows("还没有开始使用");
    clock(&app, 8, 45);
    app.visitor().get(&here).expect(200).shows("登录后签到").hides(&reference);
    app.as_(app.world.chen_jing).get(&here).expect(200).shows("没有预约").hides(&reference);
    app.as_(app.world.li_mei).get(&here).expect(200).shows(&reference).shows("签到");
    app.as_(app.world.zhao_gong).get(&here).expect(200).shows("温州康捷鞋业有限公司");
    app.as_(app.world.chen_jing).post(&format!("{place}/use"), &[("do", "arrive")]).expect(404);
    does("arrive").expect(303);
    does("arrive").expect(409).shows("已经签到");
    // Whoever has come cannot cancel any more, and is not missed.
    app.as_(app.world.li_mei).post(&format!("{place}/cancel"), &[]).expect(409);
    clock(&app, 9, 40);
    hour_passes(&app);
    app.as_(app.world.li_mei).get(&place).expect(200).shows("使用中").shows("240 元");
    // The owner's staff may do it for the user.
    app.as_(app.world.zhao_gong).post(&format!("{place}/use"), &[("do", "begin")]).expect(303);
    does("begin").expect(409).shows("已经开始");
    clock(&app, 11, 10);
    does("end").expect(303);
    let page = app.as_(app.world.li_mei).get(&place).expect(200);
    page.shows("已使用").shows("180 元").shows("2026年3月6日(周五) 09:40–11:10 · 1 小时 30 分钟");
    does("end").expect(409);
    app.run_jobs();
    app.as_(app.world.zhao_gong).get("/notices").expect(200).shows(&format!("预约 {reference} 已用完"));
    for (event, times) in [("came", 1), ("begun", 1), ("used", 1), ("missed", 0)] {
        assert_eq!(count(&app, &format!("booking.{event}")), times, "{event}");
    }
}

#[test]
fn one_use_ends_before_the_next_begins_and_a_forgotten_one_ends_with_its_booking() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let (one, other) = (app.slot_booked(&code, FRIDAY, 9, 60), app.slot_booked(&code, FRIDAY, 10, 60));
    let does = |reference: &str, what: &str| {
        app.as_(app.world.li_mei).post(&format!("/bookings/{reference}/use"), &[("do", what)])
    };
    clock(&app, 9, 5);
    does(&one, "begin").expect(303);
    clock(&app, 10, 0);
    does(&other, "begin").expect(409).shows("上一次使用还没有结束");
    clock(&app, 21, 59);
    hour_passes(&app);
    assert_eq!(count(&app, "booking.used"), 0);
    clock(&app, 22, 0);
    hour_passes(&app);
    hour_passes(&app);
    assert_eq!(count(&app, "booking.used"), 1);
    let page = app.as_(app.world.li_mei).get(&format!("/bookings/{one}")).expect(200);
    page.shows("09:05–10:00").shows("系统按预约结束时间登记");
    // Where the owner's staff work on it nobody is missed by the clock.
    assert_eq!(count(&app, "booking.missed"), 0);
}

#[test]
fn who_does_not_come_is_struck_paused_and_may_appeal() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| {
        (rules.operated, rules.missed_most, rules.paused_days) = ("user".into(), 1, 30);
    });
    let (one, other) = (app.slot_booked(&code, FRIDAY, 9, 60), app.slot_booked(&code, FRIDAY, 10, 60));
    let (mei, lab) = (app.world.li_mei, app.world.zhao_gong);
    clock(&app, 9, 29);
    hour_passes(&app);
    assert_eq!(count(&app, "booking.missed"), 0);
    clock(&app, 9, 31);
    hour_passes(&app);
    assert_eq!(count(&app, "booking.missed"), 1);
    let start = millis_of(date(2026, 3, 10), 9, 0).to_string();
    let wanted = [("start", start.as_str()), ("minutes", "60")];
    let holds = format!("/instruments/{code}/holds");
    app.as_(mei).post(&holds, &wanted).expect(303);
    clock(&app, 10, 31);
    hour_passes(&app);
    app.run_jobs();
    app.as_(mei).get("/notices").expect(200).shows(&format!("预约 {one} 记为爽约"));
    let page = app.as_(mei).post(&holds, &wanted).expect(422);
    page.shows("已爽约 2 次").shows("2026年4月5日");
    // Another firm is not concerned.
    let later = millis_of(date(2026, 3, 10), 10, 0).to_string();
    app.as_(app.world.chen_jing).post(&holds, &[("start", later.as_str()), wanted[1]]).expect(303);
    let appeal = format!("/bookings/{one}/appeal");
    app.as_(app.world.chen_jing).post(&appeal, &[("words", "停电")]).expect(404);
    app.as_(mei).post(&appeal, &[]).expect(422).shows("请说明原因");
    app.as_(mei).post(&appeal, &[("words", "当天园区停电,有物业通知")]).expect(303);
    app.as_(mei).post(&appeal, &[("words", "再说一次")]).expect(409).shows("已经申诉");
    app.run_jobs();
    app.as_(lab).get("/notices").expect(200).shows(&format!("预约 {one} 的爽约有申诉"));
    app.as_(app.world.wu_fang).get("/notices").expect(200).shows(&format!("预约 {one} 的爽约有申诉"));
    let decide = |reference: &str| format!("/bookings/{reference}/appeal/decide");
    app.as_(mei).post(&decide(&one), &[("do", "grant")]).expect(403);
    app.as_(app.world.sun_lin).post(&decide(&one), &[("do", "grant")]).expect(404);
    app.as_(lab).post(&decide(&one), &[("do", "uphold")]).expect(422).shows("请说明原因").shows("停电");
    app.as_(lab).post(&decide(&one), &[("do", "grant")]).expect(303);
    app.as_(mei).get(&format!("/bookings/{one}")).expect(200).shows("已撤销").shows("当天园区停电");
    // What is taken back pauses no more; the hub decides as well.
    app.as_(mei).post(&holds, &wanted).expect(303);
    app.as_(mei).post(&format!("/bookings/{other}/appeal"), &[("words", "堵车")]).expect(303);
    let why = [("do", "uphold"), ("words", "可以提前取消")];
    app.as_(app.world.wu_fang).post(&decide(&other), &why).expect(303);
    app.run_jobs();
    app.as_(mei).get("/notices").expect(200).shows(&format!("预约 {other} 的爽约维持"));
    for (event, times) in [("missed", 2), ("appealed", 2), ("appeal-granted", 1), ("appeal-upheld", 1)] {
        assert_eq!(count(&app, &format!("booking.{event}")), times, "{event}");
    }
}

#[test]
fn its_owner_states_a_use_also_instead_of_a_strike() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| (rules.charged, rules.least_fen) = ("used".into(), 0));
    let reference = app.slot_booked(&code, FRIDAY, 9, 60);
    let lab = app.as_(app.world.zhao_gong);
    let place = format!("/bookings/{reference}");
    lab.post(&format!("{place}/missed"), &[]).expect(409).shows("30 分钟后才能");
    clock(&app, 16, 0);
    let lab = app.as_(app.world.zhao_gong);
    lab.post(&format!("{place}/missed"), &[]).expect(303);
    lab.post(&format!("{place}/missed"), &[]).expect(409).shows("不能标记爽约");
    lab.get(&place).expect(200).shows("爽约").shows("登记实际时间");
    let say = |fields: &[(&str, &str)]| lab.post(&format!("{place}/stated"), fields);
    say(&[("from_day", "2026-03-06"), ("from_clock", "九点"), ("until_clock", "10:00")]).expect(422).shows("请按 9:30");
    let times = [("from_day", "2026-03-06"), ("from_clock", "9:30"), ("until_clock", "11:00")];
    say(&[times[0], ("from_clock", "11:30"), times[2]]).expect(422).shows("晚于开始时间").shows("11:30");
    say(&[times[0], times[1], ("until_clock", "17:00")]).expect(422).shows("还没有到");
    say(&times).expect(422).shows("请说明原因");
    app.as_(app.world.sun_lin).post(&format!("{place}/stated"), &times).expect(404);
    app.as_(app.world.li_mei).post(&format!("{place}/stated"), &times).expect(403);
    say(&[times[0], times[1], times[2], ("words", "样品由同事送到")]).expect(303);
    lab.get(&place).expect(200).shows("已使用").shows("180 元").shows("已撤销").shows("样品由同事送到");
    app.run_jobs();
    app.as_(app.world.li_mei).get("/notices").expect(200).shows("鞋类耐折试验机的使用时间已更正");
    assert_eq!((count(&app, "booking.missed"), count(&app, "booking.stated")), (1, 1));
}

#[test]
fn a_use_is_delivered_confirmed_and_becomes_a_service_record() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let reference = app.slot_booked(&code, FRIDAY, 9, 120);
    let place = format!("/bookings/{reference}");
    clock(&app, 15, 0);
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    let deliver = format!("{place}/deliver");
    let said = [("result", "report"), ("summary", "大底耐折 4 万次无裂口"), ("lines", "试样夹具垫片,2 套,160")];
    lab.post_files(&deliver, &said, &[]).expect(409).shows("没有待交付的使用");
    let times = [("from_day", "2026-03-06"), ("from_clock", "9:00"), ("until_clock", "11:30")];
    lab.post(&format!("{place}/stated"), &times).expect(303);
    lab.get(&place).expect(200).shows("交付结果").shows("耐折性能检测");
    lab.post_files(&deliver, &said, &[]).expect(422).shows("请选择一项服务").shows("大底耐折 4 万次无裂口");
    let service = app.world.test_service.clone();
    let wrong = [("service", service.as_str()), said[0], said[1], ("lines", "垫片两套")];
    lab.post_files(&deliver, &wrong, &[]).expect(422).shows("请每行写一项").shows("垫片两套");
    app.as_(app.world.sun_lin).post_files(&deliver, &said, &[]).expect(404);
    let whole = [("service", service.as_str()), said[0], said[1], said[2]];
    let order = lab.post_files(&deliver, &whole, &[("耐折报告.pdf", b"%PDF-1.4\n%%EOF\n")]).expect(303).location;
    // What was booked, with what was used up.
    firm.get(&order).expect(200).shows("2 小时 30 分钟").shows("400 元").shows("耐折报告.pdf");
    firm.get(&place)
        .expect(200)
        .shows("试样夹具垫片")
        .shows("2 套 · 160 元")
        .shows(order.trim_start_matches("/orders/"));
    app.as_(app.world.chen_jing).get(&order).expect(404);
    lab.post(&format!("{place}/stated"), &times).expect(409).shows("已经交付");
    let record = firm.post(&format!("{order}/confirm"), &[("level", "5")]).expect(303).location;
    app.run_jobs();
    firm.get(&record).expect(200).shows("耐折性能检测").shows("400").shows("存证日志第").shows("耐折报告.pdf");
    for event in
        ["need.booked", "order.booked", "booking.delivered", "order.delivered", "record.written", "need.closed"]
    {
        assert_eq!(count(&app, event), 1, "{event}");
    }
    // It was never waited for at the window, nor asked of the provider.
    assert_eq!((count(&app, "need.sent"), count(&app, "order.offered")), (0, 0));
}

#[test]
fn an_order_holds_an_instrument_and_gives_it_back_when_it_is_called_off() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let order = app.order_accepted();
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    let place = format!("/orders/{order}/slots");
    firm.get(&format!("/orders/{order}")).expect(200).shows(&place);
    firm.get(&place).expect(200).shows("鞋类耐折试验机");
    firm.get(&format!("{place}?instrument={code}&from=2026-03-09")).expect(200).shows("2026年3月9日(周一) 09:00–10:00");
    let start = millis_of(date(2026, 3, 9), 9, 0).to_string();
    let wanted = [("instrument", code.as_str()), ("start", start.as_str()), ("minutes", "60")];
    app.as_(app.world.chen_jing).post(&place, &wanted).expect(404);
    firm.post(&place, &[wanted[0], wanted[2]]).expect(422).shows("请选择一个时段");
    let kept = firm.post(&place, &wanted).expect(303).location;
    firm.post(&format!("{kept}/book"), &[("purpose", "订单样品耐折")]).expect(303);
    lab.get(&place).expect(200).shows(&kept).shows("2026年3月9日(周一) 09:00–10:00");
    firm.get(&kept).expect(200).shows(&order);
    firm.post(&format!("/orders/{order}/cancel"), &[("reason", "新款推迟上市")]).expect(303);
    app.run_jobs();
    firm.get(&kept).expect(200).shows("已取消").shows("新款推迟上市");
    firm.post(&place, &wanted).expect(409).shows("现在不能预约仪器");
    // The slot is free for others.
    app.as_(app.world.chen_jing).post(&format!("/instruments/{code}/holds"), &wanted[1..]).expect(303);
    assert_eq!((count(&app, "booking.cancelled"), count(&app, "order.cancelled")), (1, 1));
}
