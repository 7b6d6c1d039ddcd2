//! Composing a plan and the firm's answer to it.

use crate::testing::TestApp;

#[test]
fn a_service_of_another_provider_is_refused() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let (design, wrong) = (app.world.design_service.clone(), app.world.oujiang.to_string());
    let clerk = app.as_(app.world.wu_fang);
    let item = [("service", design.as_str()), ("provider", wrong.as_str())];
    clerk.post(&format!("/needs/{need}/plan/items"), &item).expect(422).shows("这家机构不提供此项服务");
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
    firm.post(&format!("{plan}/accept"), &[]).expect(422).shows("请至少选择一项服务");
    firm.post(&format!("{plan}/send-back"), &[]).expect(422).shows("请说明哪里不合适");
    firm.post(&format!("{plan}/send-back"), &[("remark", "希望三天内完成")]).expect(303);
    clerk.get(&plan).expect(200).shows("希望三天内完成");
    app.as_(app.world.zheng_tao).get(&plan).expect(404);
}
