//! Composing a plan and the firm's answer to it.

mod calendar;
mod comparing;
mod templates;
mod versions;

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
    // Nothing is left of the plan: it lies with the hub again.
    firm.post(&format!("{plan}/accept"), &choice).expect(409);
    clerk.get(&plan).expect(200).shows("机构谢绝或取消了方案里的服务");
}

/// The value of the first choice named so on the plan's page.
fn choice(page: &str, name: &str) -> String {
    value_after(page, &format!("name=\"{name}\" value=\""))
}

#[test]
fn calling_off_the_last_order_of_a_plan_with_the_firm_gives_it_back_to_the_hub() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let plan = format!("/needs/{need}/plan");
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    let order = value_after(&clerk.get("/orders").expect(200).text, "href=\"/orders/");
    let provider = app.as_(app.world.zhao_gong);
    provider.post(&format!("/orders/{order}/cancel"), &[("reason", "设备检修")]).expect(303);
    assert!(app.events().contains(&"plan.emptied".to_owned()));
    app.run_jobs();
    clerk.get("/notices").expect(200).shows(&format!("需求 {need} 的服务方案已没有可办的服务"));
    firm.get("/notices").expect(200).hides("已没有可办的服务");
    assert!(!app.events().contains(&"need.closed".to_owned()), "the need is still to be met");
    clerk.get("/home").expect(200).shows(&need);
    firm.get("/home").expect(200).shows("新款休闲鞋要做耐折测试");
    clerk.get(&plan).expect(200).shows("机构谢绝或取消了方案里的服务").shows("加入服务");
    let again = format!("{}/{}", app.world.test_service, app.world.oujiang);
    clerk.post(&format!("{plan}/items"), &[("offer", &again)]).expect(303);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    // All is quoted again: the hub still finds it on its list.
    clerk.get("/home").expect(200).shows(&need);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    firm.get(&plan).expect(200).shows("接受方案");
}

#[test]
fn what_must_be_done_before_is_accepted_with_it() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let plan = format!("/needs/{need}/plan");
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    let test = choice(&clerk.get(&plan).expect(200).text, "after");
    let design = format!("{}/{}", app.world.design_service, app.world.xinrui);
    clerk.post(&format!("{plan}/items"), &[("offer", &design), ("after", &test)]).expect(303);
    clerk.get(&plan).expect(200).shows("在“耐折性能检测”之后");
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let provider = app.as_(app.world.sun_lin);
    let order = value_after(&provider.get("/orders").expect(200).text, "href=\"/orders/");
    provider.post(&format!("/orders/{order}/quote"), &[("price", "3600"), ("days", "8")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    let page = firm.get(&plan).expect(200).text;
    let version = choice(&page, "version");
    let items: Vec<String> =
        page.match_indices("name=\"items\" value=\"").map(|(at, _)| choice(&page[at..], "items")).collect();
    let only_later = [("items", items[1].as_str()), ("version", &version)];
    firm.post(&format!("{plan}/accept"), &only_later).expect(422).shows("“鞋款设计建模”要等“耐折性能检测”完成");
    let only_first = [("items", items[0].as_str()), ("version", &version)];
    firm.post(&format!("{plan}/accept"), &only_first).expect(303);
}

#[test]
fn the_dates_of_an_accepted_plan_stay_as_they_were_told() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let firm = app.as_(app.world.li_mei);
    let need = value_after(&firm.get(&format!("/orders/{order}")).expect(200).text, "href=\"/needs/LCX");
    let need = format!("LCX{need}");
    let plan = format!("/needs/{need}/plan");
    firm.get(&plan).expect(200).shows("2026年3月11日(周三)");
    app.app.clock.set(app.app.clock.now() + 7 * 86_400_000);
    app.as_(app.world.li_mei).get(&plan).expect(200).shows("2026年3月11日(周三)");
}

#[test]
fn a_plan_into_a_year_that_is_not_announced_has_no_made_up_dates() {
    let app = TestApp::new();
    app.app.clock.set(crate::app::millis_of(jiff::civil::date(2026, 12, 30), 9, 30));
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let plan = format!("/needs/{need}/plan");
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-12-31")]).expect(303);
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    let page = firm.get(&plan).expect(200).shows("2027 年的工作日历尚未公布").text;
    let chosen = [("items", choice(&page, "items")), ("version", choice(&page, "version"))];
    let chosen: Vec<(&str, &str)> = chosen.iter().map(|(name, value)| (*name, value.as_str())).collect();
    firm.post(&format!("{plan}/accept"), &chosen).expect(303);
    let order = value_after(&firm.get("/orders").expect(200).text, "href=\"/orders/");
    firm.get(&format!("/orders/{order}")).expect(200).shows("工作日历尚未公布").hides("2027年");
}
