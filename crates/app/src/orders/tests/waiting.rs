//! A firm that does not answer a delivery: reminded twice, then called; nothing of it confirms.

use db::{params, sql};
use jiff::civil::date;

use crate::testing::TestApp;

fn reminders(app: &TestApp) -> Vec<String> {
    app.run_jobs();
    let mut events = app.events();
    events.retain(|action| action.starts_with("order.reminded") || action == "order.called");
    events.sort_unstable();
    events
}

fn at(app: &TestApp, day: jiff::civil::Date, hour: i8) {
    app.app.clock.set(crate::app::millis_of(day, hour, 0));
}

#[test]
fn silence_is_reminded_of_twice_and_is_never_consent() {
    let app = TestApp::new();
    // Delivered on Wednesday 4 March: the third working day is the 9th, the seventh the 13th.
    let order = app.order_delivered();
    let path = format!("/orders/{order}");
    assert!(reminders(&app).is_empty());
    at(&app, date(2026, 3, 10), 8);
    assert!(reminders(&app).is_empty(), "not before nine");
    at(&app, date(2026, 3, 10), 9);
    assert_eq!(reminders(&app), ["order.reminded"]);
    app.as_(app.world.li_mei).get("/notices").expect(200).shows("还等您确认");
    app.as_(app.world.wu_fang).get("/home?kind=confirm").expect(200).shows(&order);
    at(&app, date(2026, 3, 16), 9);
    assert_eq!(reminders(&app), ["order.reminded", "order.reminded-again"]);
    at(&app, date(2026, 4, 20), 9);
    assert_eq!(reminders(&app).len(), 2, "no third reminder");
    app.as_(app.world.zhou_min).get("/notices").expect(200).shows("请致电企业");
    app.as_(app.world.wu_fang).get("/notices").expect(200).hides("请致电企业");
    app.as_(app.world.wu_fang).get("/home?kind=confirm").expect(200).hides(&order);
    let manager = app.as_(app.world.zhou_min);
    manager.get("/home?kind=call").expect(200).shows(&order);
    let call = format!("{path}/call");
    manager.post(&call, &[]).expect(422).shows("请选择企业怎么说").shows("请记下说了什么");
    let passed = [("result", "unreached"), ("call_words", "无人接听"), ("again_on", "2026-04-20")];
    manager.post(&call, &passed).expect(422).shows("应在今天以后").shows("无人接听");
    let said = [("result", "will-confirm"), ("spoke_with", "李梅"), ("call_words", "出差回来就看")];
    for (who, status) in [(app.world.wu_fang, 403), (app.world.li_mei, 403), (app.world.zheng_tao, 403)] {
        app.as_(who).post(&call, &said).expect(status);
    }
    manager.post(&call, &said).expect(303);
    manager.get("/home?kind=call").expect(200).hides(&order);
    let page = app.as_(app.world.li_mei).get(&path).expect(200);
    page.shows("周敏 致电 李梅").shows("2026年4月23日(周四) 再看").shows("待您确认").shows("都不能代替企业确认");
    app.on(date(2026, 4, 23));
    app.as_(app.world.zhou_min).get("/home?kind=call").expect(200).shows(&order);
    assert!(!app.events().iter().any(|action| action == "record.written"), "nobody confirmed");
    app.as_(app.world.li_mei).post(&format!("{path}/confirm"), &[("level", "4")]).expect(303);
    app.as_(app.world.zhou_min).post(&call, &said).expect(409).shows("不需要致电");
}

#[test]
fn an_answer_stops_the_reminders_and_a_new_delivery_begins_them_anew() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let waiting = |app: &TestApp| {
        let count = sql!("SELECT COUNT(*) AS n FROM jobs WHERE kind = 'orders.remind' AND state = 'waiting'");
        app.app.db.read_blocking(db::Scope::system(), move |tx| tx.one(count, &params![])).unwrap().get::<i64>("n")
    };
    assert_eq!(waiting(&app), 1);
    app.as_(app.world.li_mei).post(&format!("/orders/{order}/reject"), &[("reason", "缺少盖章页")]).expect(303);
    assert_eq!(waiting(&app), 0);
    at(&app, date(2026, 3, 9), 10);
    let again = [("result", "report"), ("summary", "补盖章页"), ("price", "800")];
    app.as_(app.world.zhao_gong).post(&format!("/orders/{order}/deliver"), &again).expect(303);
    at(&app, date(2026, 3, 10), 9);
    assert!(reminders(&app).is_empty(), "the first delivery was answered");
    at(&app, date(2026, 3, 13), 9);
    assert_eq!(reminders(&app), ["order.reminded"]);
    assert_eq!(waiting(&app), 1);
    app.as_(app.world.li_mei).post(&format!("/orders/{order}/confirm"), &[("level", "5")]).expect(303);
    assert_eq!(waiting(&app), 0);
    at(&app, date(2026, 4, 20), 9);
    assert_eq!(reminders(&app), ["order.reminded"]);
}

#[test]
fn no_day_is_guessed_where_the_calendar_is_not_announced() {
    let app = TestApp::new();
    app.on(date(2026, 12, 29));
    let order = app.order_delivered();
    at(&app, date(2027, 1, 20), 9);
    assert!(reminders(&app).is_empty());
    app.as_(app.world.li_mei).post(&format!("/orders/{order}/reject"), &[("reason", "缺少盖章页")]).expect(303);
    assert!(reminders(&app).is_empty());
}
