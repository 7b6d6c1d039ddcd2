//! Homes through HTTP: each shows what is its person's turn and nothing of others; every figure equals a recount, and
//! leads to the rows that make it.

mod batch;
mod figures;
mod week;
mod worklist;
mod years;

use db::{params, sql};
use jiff::civil::date;

use crate::testing::TestApp;

#[test]
fn a_firm_sees_its_turn_what_is_under_way_and_what_is_done() {
    let app = TestApp::new();
    let (kangjie, li_mei) = (app.world.kangjie, app.world.li_mei);
    app.as_(li_mei).get("/home").expect(200).shows("您还没有办件").shows("href=\"/needs/new\"");
    let record = app.order_confirmed_by(kangjie, li_mei, &[("level", "5")]);
    app.on(date(2026, 3, 5));
    let delivered = app.order_delivered();
    app.on(date(2026, 3, 6));
    let working = app.order_accepted();
    let proposed = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{proposed}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    clerk.post(&format!("/needs/{proposed}/plan/propose"), &[]).expect(303);
    let accepted = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    let home = app.as_(li_mei).get("/home").expect(200);
    let (turn, rest) = home.text.split_once("办理中</h2>").unwrap();
    let (running, done) = rest.split_once("已完成</h2>").unwrap();
    for (part, shown, hidden) in [
        (
            turn,
            vec![format!("/orders/{delivered}"), format!("/needs/{proposed}/plan")],
            vec![&working, &accepted, &record],
        ),
        (
            running,
            vec![format!("/orders/{working}"), format!("/needs/{accepted}\"")],
            vec![&delivered, &proposed, &record],
        ),
        (done, vec![format!("/records/{record}")], vec![&working, &delivered]),
    ] {
        assert!(shown.iter().all(|text| part.contains(text)), "{shown:?} in {part}");
        assert!(hidden.iter().all(|text| !part.contains(*text)), "{hidden:?} not in {part}");
    }
    home.shows("温州瓯江检测技术有限公司已交付,请确认")
        .shows("2026年3月13日(周五) 前交付")
        .shows("前给您方案")
        .shows("1 家次");
    app.as_(app.world.wang_qiang).get("/home").expect(200).shows(&delivered);
    app.as_(app.world.chen_jing).get("/home").expect(200).shows("您还没有办件").hides(&delivered).hides(&record);
    app.on(date(2026, 3, 20));
    app.as_(li_mei).get("/home").expect(200).shows("应在 2026年3月13日(周五) 前交付,已超期");
}

#[test]
fn what_was_asked_back_is_the_firms_turn_and_what_was_declined_is_said() {
    let app = TestApp::new();
    let asked = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let declined = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    for (need, state) in [(asked.clone(), "asked"), (declined.clone(), "declined")] {
        app.system(move |tx, _| {
            tx.execute(sql!("UPDATE needs SET state = $2 WHERE reference = $1"), &params![need, state])?;
            Ok(())
        });
    }
    let home = app.as_(app.world.li_mei).get("/home").expect(200).shows("请补齐综合体要的材料").shows("综合体没有受理");
    let (turn, rest) = home.text.split_once("办理中</h2>").unwrap();
    assert!(turn.contains(&asked) && !rest.contains(&asked) && rest.contains(&declined));
}

#[test]
fn a_provider_sees_what_to_quote_deliver_and_put_right() {
    let app = TestApp::new();
    let (zhao_gong, sun_lin) = (app.world.zhao_gong, app.world.sun_lin);
    app.as_(zhao_gong).get("/home").expect(200).shows("没有等您报价的办件").shows("没有需要整改的评价");
    let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    app.as_(app.world.wu_fang).post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    app.as_(sun_lin).get("/home").expect(200).shows("鞋款设计建模").shows("2026年3月10日(周二)").hides("已逾期");
    app.as_(zhao_gong).get("/home").expect(200).hides("鞋款设计建模");
    let poor = [("level", "2"), ("aspects", "speed")];
    app.on(date(2026, 3, 5));
    app.order_confirmed_by(app.world.kangjie, app.world.li_mei, &poor);
    app.on(date(2026, 3, 6));
    let delivered = app.order_delivered();
    app.on(date(2026, 3, 9));
    let working = app.order_accepted();
    let home =
        app.as_(zhao_gong).get("/home").expect(200).shows("2026年3月26日(周四)").shows(&delivered).shows(&working);
    let (before, after) = home.text.split_once("待企业确认</h2>").unwrap();
    assert!(before.contains(&working) && !before.contains(&delivered) && after.contains(&delivered));
    // One record of this year, on time, rated 2 by one firm; each figure leads to it.
    home.shows("<b>1<small>家次</small>")
        .shows("100.0%")
        .shows("<b>2.0<small>分</small>")
        .shows("<b>1<small>家</small>");
    for link in crate::testing::links(&app.as_(zhao_gong).get("/home").text, "/own-records") {
        // None had a second trip.
        let rows = if link.ends_with("trips=2") { "没有符合条件的服务记录" } else { "共 1 条" };
        app.as_(zhao_gong).get(&link).expect(200).shows(rows);
    }
    app.on(date(2026, 3, 11));
    let late = app.as_(sun_lin).get("/home").expect(200).shows("已逾期");
    assert_eq!(late.text.matches("已逾期").count(), 1);
    app.as_(sun_lin).get("/orders?late=1").expect(200).shows("共 1 件");
    app.as_(zhao_gong).get("/orders?late=1").expect(200).shows("没有符合条件的办件");
    app.on(date(2026, 3, 17));
    app.as_(zhao_gong).get("/orders?late=1").expect(200).shows("共 1 件").shows(&working).hides(&delivered);
}

#[test]
fn orders_are_found_by_state_and_words() {
    let app = TestApp::new();
    let first = app.order_delivered();
    app.on(date(2026, 3, 5));
    let second = app.order_accepted_by(app.world.juheng, app.world.chen_jing);
    let clerk = app.as_(app.world.wu_fang);
    clerk.get("/orders").expect(200).shows(&first).shows(&second).shows("共 2 件");
    clerk.get("/orders?state=working").expect(200).shows(&second).hides(&first);
    clerk.get("/orders?state=delivered").expect(200).shows(&first).hides(&second);
    clerk.get("/orders?q=%E5%B7%A8%E6%81%92").expect(200).shows(&second).hides(&first);
    clerk.get(&format!("/orders?q={}", first.to_lowercase())).expect(200).shows(&first).hides(&second);
    clerk.get("/orders?q=100%25").expect(200).shows("没有符合条件的办件").shows("value=\"100%\"");
    app.as_(app.world.zheng_tao).get("/orders").expect(200).hides(&first).hides(&second);
    app.as_(app.world.chen_jing).get("/orders").expect(200).shows(&second).hides(&first);
}

#[test]
fn who_acts_for_nobody_is_told_so() {
    let app = TestApp::new();
    app.as_(app.world.xu_expert).get("/home").expect(200).shows("我的专家资料");
    assert!(app.visitor().get("/home").location.starts_with("/sign-in"));
}

#[test]
fn the_auditor_sees_logs_events_and_proofs() {
    let app = TestApp::new();
    let record = app.order_confirmed();
    let auditor = app.as_(app.world.lin_auditor);
    let waiting = auditor.get("/home").expect(200).shows("各综合体的存证日志").hides("/hubs/LCX/log/checkpoint");
    assert!(waiting.text.contains("/events?hub=LCX"));
    app.run_jobs();
    auditor.get("/home").expect(200).shows("/hubs/LCX/log/checkpoint").shows("2026年3月4日(周三) 09:30");
    app.as_(app.world.he_official).get("/home").expect(200).hides("各综合体的存证日志");
    let list =
        auditor.get(&format!("/events?reference={record}")).expect(200).shows(">生成服务记录</a>").shows("共 1 条");
    list.hides(">接受办件</a>");
    auditor.get("/events?action=order.acc").expect(200).shows(">接受办件</a>").hides(">请机构报价</a>").shows("李梅");
    auditor.get("/events?action=order.accepted").expect(200).shows(">接受办件</a>").hides(">请机构报价</a>");
    auditor.get("/events?action=order.accepted&from=2026-03-05").expect(200).shows("还没有事件");
    auditor.get("/events?hub=LCX&from=2026-03-04&to=2026-03-04").expect(200).shows(">生成服务记录</a>");
    auditor.get("/events?hub=LCX&from=2026-03-05").expect(200).shows("还没有事件").shows("value=\"2026-03-05\"");
    auditor.get("/events?to=2026-03-03").expect(200).shows("还没有事件");
    auditor.get("/events?hub=YQD").expect(200).hides(">生成服务记录</a>").shows("<td><a href=\"/events/");
    auditor.get(&format!("/events?hub=YQD&reference={record}")).expect(200).hides(">生成服务记录</a>");
    auditor.get("/events?hub=ZZZ").expect(404);
    let list = auditor.get(&format!("/events?reference={record}")).expect(200);
    let event = crate::testing::links(&list.text, "/events/").remove(0);
    let page = auditor.get(&event).expect(200).shows("data.firm_name").shows("温州康捷鞋业有限公司");
    page.shows("data.confirmed_at").shows(&format!("/records/{record}")).shows("存证日志第");
    let bundle = auditor.get(&format!("{event}/bundle")).expect(200).text;
    assert!(crate::records::log::verify_bundle(&bundle, None).unwrap().contains(&record));
    for stranger in [app.world.li_mei, app.world.zhou_min, app.world.he_official] {
        app.as_(stranger).get(&event).expect(403);
        app.as_(stranger).get(&format!("{event}/bundle")).expect(403);
    }
    auditor.get("/events/not-an-id").expect(404);
    auditor.get("/events/01957000-0000-7000-8000-000000000000").expect(404);
}
