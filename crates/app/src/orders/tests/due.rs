//! An order whose result does not come: who is told and when, what stands on top, and what stops the clock.

use db::{Scope, params, sql};
use jiff::civil::{Date, date};

use crate::jobs::Job;
use crate::orders::watching;
use crate::testing::TestApp;

/// The hour of a day at which the recurring job comes, and what it does.
fn morning(app: &TestApp, day: Date, hour: i8) {
    app.app.clock.set(crate::app::millis_of(day, hour, 0));
    app.system(|tx, c| c.enqueue(tx, Job::once(watching::JOB, String::new(), &())?));
    app.run_jobs();
}

fn told(app: &TestApp) -> Vec<String> {
    let mut events = app.events();
    events.retain(|action| action.starts_with("order.due") || action.starts_with("order.overdue"));
    events.sort_unstable();
    events
}

fn due_on(app: &TestApp, order: &str) -> Date {
    let reference = order.to_owned();
    let day: String = app.system(move |tx, _| {
        Ok(tx.one(sql!("SELECT due_on FROM orders WHERE reference = $1"), &params![reference])?.get("due_on"))
    });
    day.parse().unwrap()
}

/// Names of who was told a kind.
fn readers(app: &TestApp, kind: &'static str) -> Vec<String> {
    let read = move |tx: &mut db::Tx| {
        tx.query(
            sql!("SELECT p.name FROM notices n JOIN people p ON p.id = n.person_id WHERE n.kind = $1 ORDER BY p.name"),
            &params![kind],
        )
    };
    app.app.db.read_blocking(Scope::system(), read).unwrap().iter().map(|row| row.get("name")).collect()
}

#[test]
fn the_provider_is_told_before_and_on_the_day_then_the_manager_and_the_firm() {
    let app = TestApp::new();
    let order = app.order_accepted();
    // Accepted on Wednesday 4 March for five working days.
    assert_eq!(due_on(&app, &order), date(2026, 3, 11));
    morning(&app, date(2026, 3, 9), 9);
    assert_eq!(told(&app), [""; 0]);
    morning(&app, date(2026, 3, 10), 7);
    assert_eq!(told(&app), [""; 0], "not before eight");
    morning(&app, date(2026, 3, 10), 8);
    morning(&app, date(2026, 3, 10), 9);
    assert_eq!(told(&app), ["order.due-soon"], "once");
    assert_eq!(readers(&app, "order-due-soon"), ["赵工"]);
    morning(&app, date(2026, 3, 11), 8);
    assert_eq!(told(&app), ["order.due", "order.due-soon"]);
    assert_eq!(readers(&app, "order-due"), ["赵工"]);
    app.as_(app.world.zhao_gong).get(&format!("/orders/{order}")).expect(200).hides("已逾期");
    morning(&app, date(2026, 3, 12), 8);
    assert_eq!(told(&app), ["order.due", "order.due-soon", "order.overdue"]);
    assert_eq!(readers(&app, "order-overdue"), ["赵工"]);
    assert_eq!(readers(&app, "order-overdue-hub"), ["周敏"]);
    assert_eq!(readers(&app, "order-overdue-firm"), ["李梅", "王强"]);
    // Everybody sees it as it is.
    for who in [app.world.li_mei, app.world.zhao_gong, app.world.wu_fang] {
        app.as_(who).get(&format!("/orders/{order}")).expect(200).shows("应在 2026年3月11日(周三) 前交付,已逾期");
    }
    app.as_(app.world.zhao_gong).get("/notices").expect(200).shows("请马上交付");
    // The days off count for nobody: Saturday the 14th tells nothing, Wednesday the 18th is five working days later.
    for day in [14, 16, 17] {
        morning(&app, date(2026, 3, day), 9);
        assert_eq!(told(&app).len(), 3, "{day}");
    }
    morning(&app, date(2026, 3, 18), 9);
    morning(&app, date(2026, 3, 19), 9);
    assert_eq!(told(&app), ["order.due", "order.due-soon", "order.overdue", "order.overdue-again"]);
    assert_eq!(readers(&app, "order-overdue-again-hub"), ["周敏"]);
    // Once it is delivered nobody is told any more.
    let delivery = [("result", "report"), ("summary", "耐折 40000 次无裂口"), ("price", "800")];
    app.as_(app.world.zhao_gong).post(&format!("/orders/{order}/deliver"), &delivery).expect(303);
    app.as_(app.world.li_mei).get(&format!("/orders/{order}")).expect(200).hides("已逾期");
    morning(&app, date(2026, 3, 25), 9);
    assert_eq!(told(&app).len(), 4);
}

#[test]
fn a_day_that_was_moved_is_told_anew_and_a_dispute_stands_still() {
    let app = TestApp::new();
    let order = app.order_accepted();
    morning(&app, date(2026, 3, 10), 9);
    assert_eq!(told(&app), ["order.due-soon"]);
    // Testing time that the firm has agreed to moves the day: one day was left.
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    let days = [("pause_from", "2026-03-11"), ("pause_to", "2026-03-13"), ("pause_words", "样品老化试验")];
    lab.post(&format!("/orders/{order}/pauses"), &days).expect(303);
    firm.post(&format!("/orders/{order}/pauses/decide"), &[("do", "agree")]).expect(303);
    assert_eq!(due_on(&app, &order), date(2026, 3, 16));
    morning(&app, date(2026, 3, 11), 9);
    morning(&app, date(2026, 3, 12), 9);
    assert_eq!(told(&app), ["order.due-soon"]);
    morning(&app, date(2026, 3, 13), 9);
    assert_eq!(told(&app), ["order.due-soon", "order.due-soon"]);
    // A dispute: nobody is told while it is open, and nothing counts as late.
    let said = [("reason", "delay"), ("words", "样品迟迟没有寄到")];
    app.as_(app.world.zhao_gong).post_files(&format!("/orders/{order}/dispute"), &said, &[]).expect(303);
    for day in [16, 17, 18] {
        morning(&app, date(2026, 3, day), 9);
        assert_eq!(told(&app).len(), 2, "{day}");
    }
    for who in [app.world.li_mei, app.world.zhao_gong, app.world.wu_fang] {
        let reader = app.as_(who);
        reader.get(&format!("/orders/{order}")).expect(200).shows("争议调解中,时限暂停").hides("已逾期");
        reader.get("/orders").expect(200).shows("调解中");
        reader.get("/orders?late=1").expect(200).hides(&order);
    }
    app.as_(app.world.wu_fang).get("/home?kind=deliver").expect(200).hides(&order);
    let lab = app.as_(app.world.zhao_gong);
    lab.get("/home").expect(200).shows(&order).hides("已逾期");
    lab.post(&format!("/orders/{order}/dispute/withdraw"), &[]).expect(303);
    // Three working days were spent on it.
    let after = due_on(&app, &order);
    assert_eq!(after, date(2026, 3, 19));
    morning(&app, after, 9);
    assert_eq!(told(&app), ["order.due", "order.due-soon", "order.due-soon"]);
}

#[test]
fn what_is_late_stands_on_top_of_the_lists() {
    let app = TestApp::new();
    let late = app.order_accepted();
    app.on(date(2026, 3, 12));
    let newer = app.order_accepted();
    // Orders of the same millisecond have no order.
    app.app.clock.set(app.app.clock.now() + 60_000);
    let newest = app.order_accepted();
    for who in [app.world.li_mei, app.world.zhao_gong, app.world.wu_fang, app.world.he_official] {
        let page = app.as_(who).get("/orders").expect(200).shows("已逾期").text;
        let at = |order: &str| page.find(order).unwrap_or_else(|| panic!("{order} is not in the list"));
        assert!(at(&late) < at(&newest) && at(&newest) < at(&newer));
        // Once each, also with a filter, and in the file.
        assert_eq!(page.matches(&format!("href=\"/orders/{late}\"")).count(), 1);
        let page = app.as_(who).get("/orders?state=working").expect(200).text;
        assert!(page.find(&late) < page.find(&newest));
        let page = app.as_(who).get("/orders?state=accepted&q=耐折").expect(200).text;
        assert!(page.find(&late) < page.find(&newest) && page.contains(&newer));
        app.as_(who).get("/orders?late=1").expect(200).shows(&late).hides(&newer);
        let file = app.as_(who).get("/orders.csv").expect(200).text;
        assert!(file.find(&late) < file.find(&newest) && file.matches(&late).count() == 1);
    }
    let home = app.as_(app.world.zhao_gong).get("/home").expect(200).text;
    assert!(home.find("<h2>办理中</h2>") < home.find("<h2>待报价</h2>"));
    // On the day itself nothing is late.
    app.on(date(2026, 3, 11));
    app.as_(app.world.zhao_gong).get("/orders?late=1").expect(200).hides(&late);
}
