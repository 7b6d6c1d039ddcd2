//! Price and dates kept as versions, told apart in words.

use db::{params, sql};

use crate::testing::{TestApp, value_after};

#[test]
fn each_proposal_and_the_acceptance_is_a_version_with_what_changed() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    let plan = format!("/needs/{need}/plan");
    let (clerk, firm, provider) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei), app.as_(app.world.sun_lin));
    firm.get(&format!("{plan}/versions")).expect(200).shows("方案还没有提交过");
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let order = value_after(&provider.get("/orders").expect(200).text, "href=\"/orders/");
    let quote = format!("/orders/{order}/quote");
    provider.post(&quote, &[("price", "3600"), ("days", "8")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    firm.post(&format!("{plan}/send-back"), &[("remark", "太慢")]).expect(303);
    provider.post(&quote, &[("price", "3900"), ("days", "6")]).expect(303);
    let test = format!("{}/{}", app.world.test_service, app.world.oujiang);
    clerk.post(&format!("{plan}/items"), &[("offer", &test)]).expect(303);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    let page = firm.get(&plan).expect(200).shows("方案的版本").text;
    let choice = [
        ("items", value_after(&page, "name=\"items\" value=\"")),
        ("version", value_after(&page, "name=\"version\" value=\"")),
    ];
    let choice: Vec<(&str, &str)> = choice.iter().map(|(name, value)| (*name, value.as_str())).collect();
    firm.post(&format!("{plan}/accept"), &choice).expect(303);

    let page = firm.get(&format!("{plan}/versions")).expect(200);
    let page = page.shows("第 1 版").shows("第 3 版").shows("现行").shows("李梅").shows("吴芳");
    let page = page.shows("“鞋款设计建模”(温州新锐鞋样设计有限公司)价格由 3,600 元 改为 3,900 元");
    let page =
        page.shows("时间由 8 个工作日 改为 6 个工作日").shows("新增“耐折性能检测”:温州瓯江检测技术有限公司,800 元");
    page.shows("去掉“耐折性能检测”").shows("改为 2026年3月5日(周四) — 2026年3月12日(周四)").hides("/events/");
    app.as_(app.world.lin_auditor).get(&format!("{plan}/versions")).expect(200).shows("/events/");
    for stranger in [app.world.chen_jing, app.world.sun_lin, app.world.zheng_tao] {
        app.as_(stranger).get(&format!("{plan}/versions")).expect(404);
    }
    // Calling the order off is a version too.
    provider.post(&format!("/orders/{order}/cancel"), &[("reason", "设计师离职")]).expect(303);
    firm.get(&format!("{plan}/versions")).expect(200).shows("第 4 版").shows("办件取消").shows("去掉“鞋款设计建模”");
    assert_eq!(app.events().iter().filter(|action| *action == "plan.version").count(), 4);
}

#[test]
fn a_version_is_neither_changed_nor_deleted() {
    let app = TestApp::new();
    app.order_accepted();
    let change = |statement| {
        let run = move |tx: &mut db::Tx| tx.execute(statement, &params![]);
        app.app.db.write_blocking(db::Scope::system(), run)
    };
    assert!(change(sql!("UPDATE plan_versions SET body = '[]'")).is_err());
    assert!(change(sql!("DELETE FROM plan_versions")).is_err());
}

#[test]
fn the_event_of_a_version_commits_to_its_lines() {
    let app = TestApp::new();
    app.order_accepted();
    let (body, kept): (String, String) = app.system(|tx, _| {
        let row = tx.one(
            sql!(
                "SELECT e.body, v.body AS kept FROM plan_versions v
                 JOIN events e ON e.hub_id = v.hub_id AND e.id = v.event_id ORDER BY v.number DESC LIMIT 1"
            ),
            &params![],
        )?;
        Ok((row.get("body"), row.get("kept")))
    });
    let event: serde_json::Value = serde_json::from_str(&body).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(event["data"]["lines"], kept);
    assert_eq!(kept[0]["price_fen"], 80_000);
    assert_eq!(kept[0]["runs"][1], "2026-03-11");
}
