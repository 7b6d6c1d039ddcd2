//! Composing a plan and the firm's answer to it.

use crate::testing::{TestApp, value_after};

#[test]
fn a_service_of_another_provider_is_refused() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let wrong = format!("{}/{}", app.world.design_service, app.world.oujiang);
    let clerk = app.as_(app.world.wu_fang);
    let plan = format!("/needs/{need}/plan");
    clerk.post(&format!("{plan}/items"), &[("offer", &wrong)]).expect(422).shows("这家机构不提供此项服务");
    clerk.post(&format!("{plan}/items"), &[]).expect(422).shows("请选择一项服务和提供它的机构");
    // The need asks for a test, so tests are offered first.
    let page = clerk.get(&plan).expect(200).text;
    assert!(page.find("耐折性能检测 · ").unwrap() < page.find("鞋款设计建模 · ").unwrap());
    clerk.get(&format!("{plan}?q=新锐")).expect(200).shows("鞋款设计建模 · ").hides("耐折性能检测 · ");
    clerk.get(&format!("{plan}?q=%25")).expect(200).shows("没有找到已发布的服务");
}

#[test]
fn the_firm_sends_a_plan_back_with_a_remark() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let plan = format!("/needs/{need}/plan");
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    firm.get(&plan).expect(200).hides("瓯江检测");
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    firm.get(&plan).expect(200).shows("瓯江检测").shows("2026年3月11日(周三)");
    let page = firm.get(&plan).expect(200).text;
    let version = value_after(&page, "name=\"version\" value=\"");
    firm.post(&format!("{plan}/accept"), &[("version", &version)]).expect(422).shows("请至少选择一项服务");
    firm.post(&format!("{plan}/send-back"), &[]).expect(422).shows("请说明哪里不合适");
    firm.post(&format!("{plan}/send-back"), &[("remark", "希望三天内完成")]).expect(303);
    clerk.get(&plan).expect(200).shows("希望三天内完成");
    app.as_(app.world.zheng_tao).get(&plan).expect(404);
}

#[test]
fn what_the_firm_decides_on_does_not_change_under_its_hand() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    let plan = format!("/needs/{need}/plan");
    let (clerk, firm, provider) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei), app.as_(app.world.sun_lin));
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let order = value_after(&provider.get("/orders").expect(200).text, "href=\"/orders/");
    let quote = format!("/orders/{order}/quote");
    provider.post(&quote, &[("price", "3600"), ("days", "8")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    let seen = firm.get(&plan).expect(200).shows("3,600 元").text;
    let choice = [
        ("items", value_after(&seen, "name=\"items\" value=\"")),
        ("version", value_after(&seen, "name=\"version\" value=\"")),
    ];
    let choice: Vec<(&str, &str)> = choice.iter().map(|(name, value)| (*name, value.as_str())).collect();

    provider.post(&quote, &[("price", "36000"), ("days", "8")]).expect(409).shows("方案已发给企业");
    firm.post(&format!("{plan}/send-back"), &[("remark", "太贵了")]).expect(303);
    provider.post(&quote, &[("price", "36000"), ("days", "8")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    // The page of the first proposal does not accept the second one.
    firm.post(&format!("{plan}/accept"), &choice).expect(409);
    provider.post(&format!("/orders/{order}/decline"), &[("reason", "没有档期")]).expect(303);
    let version = value_after(&firm.get(&plan).expect(200).text, "name=\"version\" value=\"");
    let late = [choice[0], ("version", version.as_str())];
    firm.post(&format!("{plan}/accept"), &late).expect(409).shows("机构刚刚谢绝或取消");
}
