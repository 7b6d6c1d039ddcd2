//! An order's steps through HTTP, each by its side and refused to the other.

use db::{params, sql};
use jiff::civil::date;

use crate::testing::{TestApp, value_after};

mod agreements;
mod approvals;
mod changes;
mod dispute;
mod due;
mod messages;
mod rated;
mod steps;
mod waiting;

#[test]
fn a_fixed_price_fills_in_and_the_work_runs_to_its_delivery() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let page = app.as_(app.world.li_mei).get(&format!("/orders/{order}")).expect(200);
    page.shows("800 元").shows("耐折 40000 次无裂口,合格").shows("确认并评价");
    let events = app.events();
    // The clock stands still, so only which events there are is sure, not their order.
    let mut of_orders: Vec<&str> =
        events.iter().map(String::as_str).filter(|action| action.starts_with("order.")).collect();
    of_orders.sort_unstable();
    assert_eq!(of_orders, ["order.accepted", "order.delivered", "order.offered", "order.quoted", "order.started"]);
}

#[test]
fn a_step_is_dated_once_and_what_is_noted_beside_it_changes_no_date() {
    let app = TestApp::new();
    let dates = |order: &str| -> [Option<i64>; 3] {
        let order = order.to_owned();
        app.system(move |tx, _| {
            let statement = sql!("SELECT quoted_at, started_at, delivered_at FROM orders WHERE reference = $1");
            let row = tx.one(statement, &params![order])?;
            Ok([row.get("quoted_at"), row.get("started_at"), row.get("delivered_at")])
        })
    };
    let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let studio = app.as_(app.world.sun_lin);
    let quoted = value_after(&studio.get("/orders").expect(200).text, "href=\"/orders/");
    studio.post(&format!("/orders/{quoted}/quote"), &[("price", "3600"), ("days", "8")]).expect(303);
    let first = app.app.clock.now();
    assert_eq!(dates(&quoted), [Some(first), None, None]);
    // The firm came before it decided: the quote is as old as it was. Quoted anew, it is new.
    app.on(date(2026, 3, 5));
    app.as_(app.world.sun_lin).post(&format!("/orders/{quoted}/trips"), &[("day", "2026-03-05")]).expect(303);
    assert_eq!(dates(&quoted), [Some(first), None, None]);
    let quote = [("price", "3500"), ("days", "8")];
    app.as_(app.world.sun_lin).post(&format!("/orders/{quoted}/quote"), &quote).expect(303);
    assert_eq!(dates(&quoted), [Some(app.app.clock.now()), None, None]);
    // What is delivered at once was begun then; what was begun before keeps that day.
    let provider = |app: &TestApp, order: &str, step: &str| {
        let fields = [("result", "report"), ("summary", "合格"), ("price", "800")];
        app.as_(app.world.zhao_gong).post(&format!("/orders/{order}/{step}"), &fields).expect(303);
    };
    app.on(date(2026, 3, 6));
    let at_once = app.order_accepted();
    provider(&app, &at_once, "deliver");
    let now = app.app.clock.now();
    assert_eq!(dates(&at_once)[1..], [Some(now), Some(now)]);
    app.on(date(2026, 3, 9));
    let in_turn = app.order_accepted_by(app.world.juheng, app.world.chen_jing);
    provider(&app, &in_turn, "start");
    let begun = app.app.clock.now();
    app.on(date(2026, 3, 10));
    provider(&app, &in_turn, "deliver");
    assert_eq!(dates(&in_turn)[1..], [Some(begun), Some(app.app.clock.now())]);
}

#[test]
fn a_provider_reads_what_it_is_asked_for_and_once_accepted_whom_to_call() {
    let app = TestApp::new();
    let w = &app.world;
    let firm = app.as_(w.li_mei);
    let begun = firm.post("/needs/new", &[("words", "鞋底开裂,想查原因"), ("function", "testing")]).expect(303);
    let draft = begun.location.trim_end_matches("/product").to_owned();
    firm.post(&format!("{draft}/product"), &[("product", "女鞋 PU 底")]).expect(303);
    firm.post(&format!("{draft}/when"), &[("wanted_on", "2026-03-20")]).expect(303);
    firm.post_files(&format!("{draft}/files"), &[("do", "add")], &[("鞋底照片.pdf", b"%PDF-1.7\n")]).expect(303);
    firm.post(&format!("{draft}/visibility"), &[("visibility", "hub")]).expect(303);
    let sent = firm.post(&format!("{draft}/check"), &[]).expect(303);
    let need = sent.location.trim_start_matches("/needs/").trim_end_matches("/sent").to_owned();
    let (clerk, plan) = (app.as_(w.wu_fang), format!("/needs/{need}/plan"));
    clerk.post(&format!("/needs/{need}/accept"), &[]).expect(303);
    let offer = format!("{}/{}", w.test_service, w.oujiang);
    clerk.post(&format!("{plan}/items"), &[("offer", &offer), ("note", "按 GB/T 3903.1 做")]).expect(303);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let provider = app.as_(w.zhao_gong);
    let order = value_after(&provider.get("/orders").expect(200).text, "href=\"/orders/");
    let page = provider.get(&format!("/orders/{order}")).expect(200).shows("女鞋 PU 底").shows("2026年3月20日(周五)");
    // The firm wants only the hub to see it, and has accepted nobody yet.
    page.shows("按 GB/T 3903.1 做").hides("鞋底照片.pdf").hides("企业联系人");
    let seen = clerk.get(&format!("/orders/{order}")).expect(200).shows("鞋底照片.pdf");
    let file = format!("/files/{}", value_after(&seen.text, "href=\"/files/"));
    provider.get(&file).expect(404);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    let page = firm.get(&plan).expect(200).text;
    let [item, version] = ["items", "version"].map(|name| value_after(&page, &format!("name=\"{name}\" value=\"")));
    firm.post(&format!("{plan}/accept"), &[("items", &item), ("version", &version)]).expect(303);
    let page = provider.get(&format!("/orders/{order}")).expect(200).shows("鞋底照片.pdf").shows("企业联系人");
    page.shows("查看联系方式").hides("href=\"tel:");
    provider.get(&file).expect(200).shows("%PDF-1.7");
    app.as_(w.sun_lin).get(&file).expect(404);
    provider.post(&format!("/orders/{order}/cancel"), &[("reason", "设备检修")]).expect(303);
    provider.get(&format!("/orders/{order}")).expect(200).hides("企业联系人").hides("鞋底照片.pdf");
    provider.get(&file).expect(404);
}

#[test]
fn a_quote_is_checked_and_nothing_typed_is_lost() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-03")]).expect(422).shows("日期已过");
    clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    clerk.post(&format!("/needs/{need}/plan/propose"), &[]).expect(409).shows("还有 1 项服务没有报价");
    let provider = app.as_(app.world.sun_lin);
    let list = provider.get("/orders").expect(200);
    let order = crate::testing::value_after(&list.text, "href=\"/orders/");
    let wrong = [("price", "很多"), ("days", "0"), ("words", "含两次修改")];
    let page = provider.post(&format!("/orders/{order}/quote"), &wrong).expect(422);
    page.shows("请填写金额").shows("工作日应为 1 到 365").shows("含两次修改").shows("<title>错误");
    let right = [("price", "３,６００"), ("days", "８"), ("words", "含两次修改")];
    provider.post(&format!("/orders/{order}/quote"), &right).expect(303);
    clerk.post(&format!("/needs/{need}/plan/propose"), &[]).expect(303);
    app.as_(app.world.li_mei).get(&format!("/needs/{need}/plan")).expect(200).shows("3,600 元").shows("8 个工作日");
}

#[test]
fn a_second_trip_needs_a_reason() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let firm = app.as_(app.world.li_mei);
    let trips = format!("/orders/{order}/trips");
    firm.post(&trips, &[("day", "2026-03-04")]).expect(303);
    firm.post(&trips, &[("day", "2026-03-04")]).expect(422).shows("第二次请说明原因");
    firm.post(&trips, &[("day", "2026-03-04"), ("reason", "送补充样品")]).expect(303);
    firm.get(&format!("/orders/{order}")).expect(200).shows("送补充样品");
}

#[test]
fn a_rejected_delivery_goes_back_to_work() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let firm = app.as_(app.world.li_mei);
    firm.post(&format!("/orders/{order}/reject"), &[]).expect(422).shows("请说明原因");
    firm.post(&format!("/orders/{order}/reject"), &[("reason", "缺少盖章页")]).expect(303);
    firm.get(&format!("/orders/{order}/confirm")).expect(200);
    firm.post(&format!("/orders/{order}/confirm"), &[("level", "5")]).expect(409).shows("还没有交付");
    let again = [("result", "report"), ("summary", "补盖章页"), ("price", "800")];
    app.as_(app.world.zhao_gong).post(&format!("/orders/{order}/deliver"), &again).expect(303);
    firm.get(&format!("/orders/{order}")).expect(200).shows("缺少盖章页").shows("第 2 次交付");
}

#[test]
fn a_form_sent_twice_is_done_once() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let provider = app.as_(app.world.zhao_gong);
    let start = format!("/orders/{order}/start");
    let first = provider.post_once(&start, &[], "同一份表单").expect(303);
    let second = provider.post_once(&start, &[], "同一份表单").expect(303);
    assert_eq!(first.location, second.location);
    assert_eq!(app.events().iter().filter(|action| *action == "order.started").count(), 1);
    provider.post(&start, &[]).expect(409).shows("企业接受后才能开始办理");
}

#[test]
fn officials_and_auditors_list_the_orders_in_reach_and_change_none() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let w = &app.world;
    for reader in [w.he_official, w.lin_auditor] {
        let person = app.as_(reader);
        person.get("/orders").expect(200).shows(&order).shows("共 1 件").shows("鹿城鞋业");
        for found in ["hub=LCX", "state=accepted", "state=working", "hub=lcx&state=accepted&q=耐折"] {
            person.get(&format!("/orders?{found}")).expect(200).shows(&order);
        }
        for none in ["hub=YQD", "state=confirmed", "late=1", "q=电机", "hub=LCX&state=declined"] {
            person.get(&format!("/orders?{none}")).expect(200).hides(&order);
        }
        person.get("/orders?hub=ZZZ").expect(404);
        person.get(&format!("/orders/{order}")).expect(200).shows("新款休闲鞋要做耐折测试");
        person.post(&format!("/orders/{order}/cancel"), &[("reason", "x")]).expect(403);
    }
    for side in [w.li_mei, w.zhao_gong, w.wu_fang] {
        for found in ["", "?state=accepted", "?state=working", "?q=耐折"] {
            app.as_(side).get(&format!("/orders{found}")).expect(200).shows(&order);
        }
    }
    app.as_(w.zheng_tao).get("/orders?hub=LCX").expect(200).hides(&order);
    app.as_(w.huang_admin).get("/orders").expect(403);
}
