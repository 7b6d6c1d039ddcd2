//! Changes of a running plan through HTTP: who proposes, who agrees, and what follows.

mod walks;

use crate::testing::{Answer, Persona, TestApp, links, value_after};

/// Test (瓯江检测, 5 days) before design (新锐设计, 8 days): both accepted on 4 March. Gives the need and the two orders.
fn running(app: &TestApp) -> (String, [String; 2]) {
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let plan = format!("/needs/{need}/plan");
    let (clerk, firm, studio) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei), app.as_(app.world.sun_lin));
    let test = value_after(&clerk.get(&plan).expect(200).text, "name=\"after\" value=\"");
    let design = format!("{}/{}", app.world.design_service, app.world.xinrui);
    clerk.post(&format!("{plan}/items"), &[("offer", &design), ("after", &test)]).expect(303);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let order = value_after(&studio.get("/orders").expect(200).text, "href=\"/orders/");
    studio.post(&format!("/orders/{order}/quote"), &[("price", "3600"), ("days", "8")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    let page = firm.get(&plan).expect(200).text;
    let mark = "name=\"items\" value=\"";
    let items: Vec<String> = page.match_indices(mark).map(|(at, _)| value_after(&page[at..], mark)).collect();
    let version = value_after(&page, "name=\"version\" value=\"");
    firm.post(&format!("{plan}/accept"), &[("items", &items[0]), ("items", &items[1]), ("version", &version)])
        .expect(303);
    let lab = value_after(&app.as_(app.world.zhao_gong).get("/orders").expect(200).text, "href=\"/orders/");
    (need, [lab, order])
}

/// The fields of a form as they stand, but for these.
fn fields(page: &Answer, changed: &[(&str, usize, &str)]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for name in ["starts", "ends", "price"] {
        let mark = format!("name=\"{name}-");
        for (place, (at, _)) in page.text.match_indices(&mark).enumerate() {
            let rest = &page.text[at..];
            let id = value_after(rest, &mark);
            let new =
                changed.iter().find(|(n, p, _)| *n == name && *p == place).map(|(_, _, value)| (*value).to_owned());
            all.push((format!("{name}-{id}"), new.unwrap_or_else(|| value_after(rest, "value=\""))));
        }
    }
    let drops = page.text.match_indices("name=\"drop\" value=\"").enumerate();
    for (place, (at, mark)) in drops {
        if changed.iter().any(|(name, p, _)| *name == "drop" && *p == place) {
            all.push(("drop".into(), value_after(&page.text[at..], mark)));
        }
    }
    all.push(("reason".into(), changed.iter().find(|c| c.0 == "reason").map_or("企业出口船期提前", |c| c.2).into()));
    all
}

fn send(person: &Persona, place: &str, changed: &[(&str, usize, &str)]) -> Answer {
    let page = person.get(place).expect(200);
    let fields = fields(&page, changed);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(place, &fields)
}

fn count(app: &TestApp, action: &str) -> usize {
    app.events().iter().filter(|event| *event == action).count()
}

#[test]
fn a_provider_moves_a_date_and_what_waits_moves_with_it_once_all_agree() {
    let app = TestApp::new();
    let (need, [test, design]) = running(&app);
    let (lab, firm, studio) = (app.as_(app.world.zhao_gong), app.as_(app.world.li_mei), app.as_(app.world.sun_lin));
    studio.get(&format!("/orders/{design}")).expect(200).shows("2026年3月23日(周一)").shows("变更方案");
    let place = format!("/orders/{test}/change");
    lab.get(&place).expect(200).hides("鞋款设计建模").hides("换一家机构");
    send(&lab, &place, &[]).expect(422).shows("没有改动");
    let change = send(&lab, &place, &[("ends", 0, "2026-03-13")]).expect(303).location;
    // Before anybody agreed nothing has moved.
    lab.get(&format!("/orders/{test}")).expect(200).shows("2026年3月11日(周三)").shows("有一项变更在等各方同意");
    let page = firm.get(&change).expect(200).shows("待各方同意").shows("温州康捷鞋业有限公司").shows("等待同意");
    page.shows("“鞋款设计建模”(温州新锐鞋样设计有限公司)随前面的服务顺延").shows("2026年3月25日(周三)");
    // Of the other's work a provider reads nothing.
    studio.get(&change).expect(200).shows("随前面的服务顺延").hides("“耐折性能检测”(");
    lab.get(&change).expect(200).shows("“耐折性能检测”(").hides("顺延").shows("撤回变更").hides("同意变更<");
    send(&firm, &format!("/needs/{need}/plan/change"), &[("price", 0, "700")]).expect(409).shows("已有一项变更");
    app.run_jobs();
    studio.get("/notices").expect(200).shows("方案变更等您同意");
    firm.post(&format!("{change}/agree"), &[]).expect(303);
    firm.post(&format!("{change}/agree"), &[]).expect(409).shows("您已同意过");
    firm.get(&format!("/needs/{need}/plan")).expect(200).shows("有一项变更在等各方同意");
    assert_eq!(count(&app, "order.changed"), 0);
    studio.post(&format!("{change}/agree"), &[]).expect(303);

    lab.get(&format!("/orders/{test}")).expect(200).shows("2026年3月13日(周五)");
    studio.get(&format!("/orders/{design}")).expect(200).shows("2026年3月16日(周一)").shows("2026年3月25日(周三)");
    assert_eq!((count(&app, "order.changed"), count(&app, "plan.changed"), count(&app, "change.effective")), (2, 1, 1));
    let versions = firm.get(&format!("/needs/{need}/plan/versions")).expect(200);
    versions.shows("协商变更").shows("改为 2026年3月5日(周四) — 2026年3月13日(周五)");
    firm.get(&format!("/needs/{need}/plan/changes")).expect(200).shows("企业出口船期提前").shows("已生效");
    app.run_jobs();
    lab.get("/notices").expect(200).shows("方案变更已生效");
    studio.post(&format!("{change}/refuse"), &[("words", "x")]).expect(409).shows("已有结果");
}

#[test]
fn a_refusal_leaves_everything_as_it_was() {
    let app = TestApp::new();
    let (need, [test, _]) = running(&app);
    let (firm, lab, clerk) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    let place = format!("/needs/{need}/plan/change");
    let wrong = send(&firm, &place, &[("price", 0, "很多"), ("reason", 0, "预算不够")]).expect(422);
    wrong.shows("请填写金额").shows("很多").shows("预算不够");
    send(&firm, &place, &[("price", 0, "600"), ("reason", 0, "")]).expect(422).shows("请说明为什么变更");
    send(&firm, &place, &[("starts", 1, "2026-03-10")]).expect(422).shows("开始日期请选在那之后");
    let change = send(&firm, &place, &[("price", 0, "600")]).expect(303).location;
    lab.post(&format!("{change}/refuse"), &[]).expect(422).shows("请说明原因");
    // The hub is told and reads it, but what the two owe each other is theirs to agree.
    clerk.get(&change).expect(200).shows("由 800 元 改为 600 元").hides("同意变更<");
    clerk.post(&format!("{change}/agree"), &[]).expect(409).shows("不需要您的同意");
    lab.post(&format!("{change}/refuse"), &[("words", "已按 800 元备料")]).expect(303);
    firm.get(&change).expect(200).shows("未获同意").shows("已按 800 元备料");
    lab.get(&format!("/orders/{test}")).expect(200).shows("800 元");
    assert_eq!((count(&app, "change.refused"), count(&app, "order.changed")), (1, 0));
    // Now another can be proposed, and taken back.
    let change = send(&clerk, &place, &[("price", 0, "750")]).expect(303).location;
    lab.post(&format!("{change}/withdraw"), &[]).expect(409);
    clerk.post(&format!("{change}/withdraw"), &[]).expect(303);
    clerk.get(&change).expect(200).shows("已撤回").shows("没有答复");
}

#[test]
fn a_service_is_dropped_and_another_comes_in_by_agreement() {
    let app = TestApp::new();
    let (need, [test, design]) = running(&app);
    let (firm, clerk) = (app.as_(app.world.li_mei), app.as_(app.world.wu_fang));
    let place = format!("/needs/{need}/plan/change");
    let page = clerk.get(&place).expect(200);
    let mut fields = fields(&page, &[("drop", 1, "")]);
    let offer = format!("{}/{}", app.world.test_service, app.world.oujiang);
    for (name, value) in
        [("offer", offer.as_str()), ("new_starts", "2026-03-12"), ("new_ends", "2026-03-18"), ("new_price", "750.50")]
    {
        fields.push((name.into(), value.into()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let change = clerk.post(&place, &fields).expect(303).location;
    for party in [app.world.li_mei, app.world.sun_lin, app.world.zhao_gong] {
        app.as_(party).post(&format!("{change}/agree"), &[]).expect(303);
    }
    let dropped = app.as_(app.world.sun_lin).get(&format!("/orders/{design}")).expect(200);
    dropped.shows("方案变更后不再办理,相关各方已同意");
    let plan = firm.get(&format!("/needs/{need}/plan")).expect(200).shows("已协商取消").shows("750.50 元");
    let orders = links(&plan.text, "/orders/");
    let new = orders.iter().find(|link| !link.contains(&test) && !link.contains(&design)).expect("a new order");
    app.as_(app.world.zhao_gong).get(new).expect(200).shows("已安排").shows("2026年3月18日(周三)").shows("开始办理");
    let versions = firm.get(&format!("/needs/{need}/plan/versions")).expect(200);
    versions.shows("新增“耐折性能检测”").shows("去掉“鞋款设计建模”");
    app.run_jobs();
    let told = app.as_(app.world.sun_lin).get("/notices").expect(200);
    told.shows("方案变更已生效").hides("已取消(");
}

#[test]
fn another_provider_takes_the_place() {
    let app = TestApp::new();
    let (need, [_, design]) = running(&app);
    let (code, lab) = (app.world.design_service.clone(), app.world.oujiang);
    app.system(move |tx, _| {
        let insert = db::sql!(
            "INSERT INTO service_providers (hub_id, service_id, organization_id) SELECT hub_id, id, $2 FROM services
             WHERE code = $1"
        );
        tx.execute(insert, &db::params![code.as_str(), lab])?;
        Ok(())
    });
    let firm = app.as_(app.world.li_mei);
    let place = format!("/needs/{need}/plan/change");
    let page = firm.get(&place).expect(200).shows("换一家机构");
    let mut fields = fields(&page, &[("price", 1, "4000")]);
    let field = format!("provider-{}", value_after(&page.text, "name=\"provider-"));
    fields.push((field, lab.to_string()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let change = firm.post(&place, &fields).expect(303).location;
    firm.get(&change).expect(200).shows("“鞋款设计建模”改由温州瓯江检测技术有限公司办理,4,000 元");
    app.as_(app.world.sun_lin).post(&format!("{change}/agree"), &[]).expect(303);
    app.as_(app.world.zhao_gong).post(&format!("{change}/agree"), &[]).expect(303);
    app.as_(app.world.sun_lin).get(&format!("/orders/{design}")).expect(200).shows("方案变更后不再办理");
    let versions = firm.get(&format!("/needs/{need}/plan/versions")).expect(200);
    versions.shows("由温州新锐鞋样设计有限公司换成温州瓯江检测技术有限公司").shows("价格由 3,600 元 改为 4,000 元");
    // It still waits for the test.
    let order = links(&firm.get(&format!("/needs/{need}/plan")).expect(200).text, "/orders/");
    let new = order.iter().find(|link| !link.contains(&design)).expect("an order");
    app.as_(app.world.zhao_gong).get(new).expect(200);
}

#[test]
fn what_was_delivered_meanwhile_is_not_changed() {
    let app = TestApp::new();
    let (need, [test, _]) = running(&app);
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    let change = send(&firm, &format!("/needs/{need}/plan/change"), &[("price", 0, "600")]).expect(303).location;
    let delivery = [("result", "report"), ("summary", "耐折 40000 次无裂口,合格"), ("price", "800")];
    lab.post(&format!("/orders/{test}/deliver"), &delivery).expect(303);
    lab.post(&format!("{change}/agree"), &[]).expect(409).shows("“耐折性能检测”已交付、结束或不再提供");
    firm.get(&change).expect(200).shows("待各方同意");
    lab.get(&format!("/orders/{test}/change")).expect(200).shows("不能再变更").hides("提议变更<");
    assert_eq!(count(&app, "change.effective"), 0);
}

#[test]
fn strangers_find_no_change() {
    let app = TestApp::new();
    let (need, [test, _]) = running(&app);
    let change = send(&app.as_(app.world.li_mei), &format!("/needs/{need}/plan/change"), &[("price", 0, "600")]);
    let change = change.expect(303).location;
    // The studio's work is not touched, so it is none of its business.
    for stranger in [app.world.sun_lin, app.world.chen_jing, app.world.zheng_tao] {
        app.as_(stranger).get(&change).expect(404);
        app.as_(stranger).post(&format!("{change}/agree"), &[]).expect(404);
        app.as_(stranger).get(&format!("/needs/{need}/plan/changes")).expect(404);
    }
    app.as_(app.world.sun_lin).get(&format!("/orders/{test}/change")).expect(404);
    app.as_(app.world.lin_auditor).get(&change).expect(200);
    app.as_(app.world.lin_auditor).post(&format!("{change}/agree"), &[]).expect(403);
}
