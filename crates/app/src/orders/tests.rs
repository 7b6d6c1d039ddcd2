//! An order's steps through HTTP, each by its side and refused to the other.

use crate::testing::TestApp;

mod agreements;
mod approvals;
mod changes;
mod dispute;
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
fn another_party_finds_nothing() {
    let app = TestApp::new();
    let order = app.order_accepted();
    for stranger in [app.world.chen_jing, app.world.sun_lin, app.world.zheng_tao] {
        app.as_(stranger).get(&format!("/orders/{order}")).expect(404).hides("康捷");
    }
    app.as_(app.world.sun_lin).post(&format!("/orders/{order}/start"), &[]).expect(404);
    app.as_(app.world.he_official).get(&format!("/orders/{order}")).expect(200);
    app.as_(app.world.lin_auditor).get(&format!("/orders/{order}")).expect(200);
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
