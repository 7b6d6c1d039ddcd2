//! Who sees a need, and how much of it.

use db::{params, sql};

use crate::access::Role;
use crate::testing::TestApp;

#[test]
fn each_visibility_opens_the_need_to_those_it_names() {
    let app = TestApp::new();
    let w = &app.world;
    let outside = app.newcomer("乐清精测仪器有限公司", "MA2FFFFF", "7452", Role::ProviderOwner);
    // Rows: who; columns: providers, named (瓯江检测), hub.
    let table = [
        ("the firm", w.li_mei, [200, 200, 200]),
        ("a member of the firm", w.wang_qiang, [200, 200, 200]),
        ("another firm", w.chen_jing, [404, 404, 404]),
        ("the named provider, resident", w.zhao_gong, [200, 200, 404]),
        ("another resident provider", w.sun_lin, [200, 404, 404]),
        ("a provider that is not resident", outside, [404, 404, 404]),
        ("the hub's manager", w.zhou_min, [200, 200, 200]),
        ("the hub's clerk", w.wu_fang, [200, 200, 200]),
        ("another hub's clerk", w.zheng_tao, [404, 404, 404]),
        ("the city's official", w.he_official, [200, 200, 200]),
        ("the auditor", w.lin_auditor, [200, 200, 200]),
        ("the administrator", w.huang_admin, [403, 403, 403]),
        ("an expert", w.xu_expert, [403, 403, 403]),
    ];
    let needs = [
        app.need_said("providers", Vec::new()),
        app.need_said("named", vec![w.oujiang]),
        app.need_said("hub", Vec::new()),
    ];
    for (who, membership, statuses) in table {
        for (need, status) in needs.iter().zip(statuses) {
            let answer = app.as_(membership).get(&format!("/needs/{need}"));
            assert_eq!(answer.status.as_u16(), status, "{who}: {need}");
            assert_eq!(answer.text.contains("邻苯"), status == 200, "{who}");
        }
    }
}

#[test]
fn a_provider_sees_neither_budget_nor_contact_nor_history() {
    let app = TestApp::new();
    let need = app.need_said("named", vec![app.world.oujiang]);
    let question = [("question", "请补充采购单价")];
    app.as_(app.world.wu_fang).post(&format!("/needs/{need}/ask-back"), &question).expect(303);
    let (provider, page) = (app.as_(app.world.zhao_gong), format!("/needs/{need}"));
    let seen = provider.get(&page).expect(200).shows("儿童凉鞋 PVC 底").shows("2026年3月20日(周五)");
    seen.hides("3,000 元").hides("13800000000").hides("李梅").hides("办理经过").hides("采购单价").hides("回执");
    provider.get(&format!("{page}/sent")).expect(404).hides("邻苯");
    provider.get(&format!("{page}/plan")).expect(404);
    app.as_(app.world.li_mei).get(&page).expect(200).shows("13800000000").shows("李梅");
    for side in [app.world.li_mei, app.world.wu_fang, app.world.he_official, app.world.lin_auditor] {
        let seen = app.as_(side).get(&page).expect(200).shows("3,000 元").shows("办理经过").shows("采购单价");
        // Whom to call is shown in full on purpose only.
        assert!(side == app.world.li_mei || seen.shows("138****0000").status == 200);
        app.as_(side).get(&format!("{page}/sent")).expect(200).shows(&need);
    }
}

#[test]
fn only_the_sides_act_and_readers_only_read() {
    let app = TestApp::new();
    let need = app.need_said("providers", Vec::new());
    for what in ["accept", "ask-back", "decline"] {
        let path = format!("/needs/{need}/{what}");
        app.as_(app.world.zheng_tao).post(&path, &[("reason", "x"), ("question", "x")]).expect(404);
        for other in [app.world.li_mei, app.world.zhao_gong, app.world.he_official, app.world.lin_auditor] {
            app.as_(other).post(&path, &[("reason", "x"), ("question", "x")]).expect(403);
        }
    }
    for what in ["withdraw", "answer"] {
        let path = format!("/needs/{need}/{what}");
        app.as_(app.world.chen_jing).post(&path, &[("reason", "x"), ("answer", "x")]).expect(404);
        app.as_(app.world.wu_fang).post(&path, &[("reason", "x"), ("answer", "x")]).expect(403);
    }
    app.as_(app.world.lin_auditor)
        .get(&format!("/needs/{need}"))
        .expect(200)
        .hides("<form method=\"post\" action=\"/needs");
    assert_eq!(app.events_of(&["need"]), ["need.sent"]);
}

#[test]
fn staff_officials_and_auditors_list_the_needs_in_reach() {
    let app = TestApp::new();
    let need = app.need_said("hub", Vec::new());
    let w = &app.world;
    for reader in [w.zhou_min, w.wu_fang, w.he_official, w.lin_auditor] {
        let person = app.as_(reader);
        person.get("/needs").expect(200).shows(&need).shows("共 1 项需求").shows("康捷").shows("待受理");
        person
            .get("/needs?hub=LCX&state=sent&channel=online&from=2026-03-04&to=2026-03-04&q=邻苯")
            .expect(200)
            .shows(&need);
        for none in ["state=closed", "channel=phone", "from=2026-03-05", "to=2026-03-03", "q=电机"] {
            person.get(&format!("/needs?{none}")).expect(200).hides(&need).shows("没有符合条件的需求(");
        }
        person.get(&format!("/needs/{need}")).expect(200);
    }
    app.as_(w.zheng_tao).get("/needs").expect(200).hides(&need).shows("还没有需求");
    app.as_(w.zheng_tao).get("/needs?hub=LCX").expect(404);
    for overseer in [w.he_official, w.lin_auditor] {
        app.as_(overseer).get("/needs?hub=YQD").expect(200).hides(&need);
        app.as_(overseer).post(&format!("/needs/{need}/accept"), &[]).expect(403);
    }
    for other in [w.huang_admin, w.xu_expert] {
        app.as_(other).get("/needs").expect(403);
    }
    app.as_(w.chen_jing).get("/needs").expect(200).hides(&need);
}

#[test]
fn a_provider_lists_the_needs_that_it_may_see() {
    let app = TestApp::new();
    let w = &app.world;
    let outside = app.newcomer("乐清精测仪器有限公司", "MA2FFFFF", "7452", Role::ProviderOwner);
    let for_all = app.need_said("providers", Vec::new());
    let named = app.need_said("named", vec![w.oujiang]);
    let hidden = app.need_said("hub", Vec::new());
    let zhao = app.as_(w.zhao_gong);
    let page = zhao.get("/needs").expect(200).shows("共 2 项需求").shows(&for_all).shows(&named).hides(&hidden);
    page.shows("儿童凉鞋 PVC 底").shows("2026年3月20日(周五)").hides("13800000000").hides("3,000 元");
    let file = zhao.get("/needs.csv").expect(200).shows(&for_all).shows(&named).hides(&hidden);
    file.hides("13800000000");
    app.as_(w.sun_lin).get("/needs").expect(200).shows(&for_all).hides(&named).hides(&hidden);
    app.as_(outside).get("/needs").expect(200).shows("没有入驻综合体").hides(&for_all);
    zhao.get("/needs?q=童鞋").expect(200).shows(&for_all);
    zhao.get("/needs?q=电机").expect(200).shows("没有符合条件的需求(编号或内容:电机)").shows("查看全部需求");
    zhao.get("/needs?hub=YQD&state=all").expect(200).hides(&for_all);
    // What has a plan is no longer waiting, what was declined is nobody's any more.
    for (need, state) in [(for_all.clone(), "planned"), (named.clone(), "declined")] {
        app.system(move |tx, _| {
            tx.execute(sql!("UPDATE needs SET state = $2 WHERE reference = $1"), &params![need, state])?;
            Ok(())
        });
    }
    zhao.get("/needs").expect(200).shows("现在没有等待安排的需求").shows("href=\"/needs?state=all\"");
    zhao.get("/needs?state=all").expect(200).shows(&for_all).hides(&named);
    // A residency that has ended shows nothing more.
    app.on(jiff::civil::date(2026, 4, 1));
    let xinrui = w.xinrui;
    app.system(move |tx, _| {
        let end = sql!("UPDATE residencies SET ends_on = '2026-03-31' WHERE organization_id = $1");
        tx.execute(end, &params![xinrui])?;
        Ok(())
    });
    app.as_(w.sun_lin).get("/needs?state=all").expect(200).hides(&for_all);
}

#[test]
fn staff_save_the_list_of_needs() {
    let app = TestApp::new();
    let need = app.need_said("hub", Vec::new());
    let w = &app.world;
    for reader in [w.wu_fang, w.he_official, w.lin_auditor] {
        app.as_(reader).get("/needs.csv?q=邻苯").expect(200).shows(&need).shows("温州康捷鞋业有限公司");
        app.as_(reader).get("/needs.csv?q=电机").expect(200).hides(&need);
        app.as_(reader).get("/needs?q=邻苯").expect(200).shows("href=\"/needs.xlsx?q=");
    }
    app.as_(w.zheng_tao).get("/needs.csv").expect(200).hides(&need);
    app.as_(w.chen_jing).get("/needs.csv").expect(200).hides(&need);
}
