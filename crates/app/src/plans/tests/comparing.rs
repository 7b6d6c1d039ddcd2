//! Several providers asked for the same work: their quotes side by side, and the firm's choice.

use db::{params, sql};

use crate::testing::{Persona, TestApp, value_after};

/// 新锐设计 and 瓯江检测 both give the design; both are asked for the same need. Gives the plan's address.
fn asked_both(app: &TestApp) -> String {
    let (code, lab) = (app.world.design_service.clone(), app.world.oujiang);
    app.system(move |tx, _| {
        let insert = sql!(
            "INSERT INTO service_providers (hub_id, service_id, organization_id, accreditation)
             SELECT hub_id, id, $2, 'CNAS' FROM services WHERE code = $1"
        );
        tx.execute(insert, &params![code.as_str(), lab])?;
        Ok(())
    });
    let need = app.need_said("providers", Vec::new());
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{need}/accept"), &[]).expect(303);
    let plan = format!("/needs/{need}/plan");
    let offers = [app.world.xinrui, app.world.oujiang].map(|p| format!("{}/{p}", app.world.design_service));
    clerk.post(&format!("{plan}/items"), &[("offer", &offers[0]), ("offer", &offers[1])]).expect(303);
    plan
}

/// The order that this provider was offered last.
fn order_of(provider: &Persona) -> String {
    value_after(&provider.get("/orders").expect(200).text, "href=\"/orders/")
}

fn quote(provider: &Persona, price: &str, days: &str) -> String {
    let order = order_of(provider);
    let words = format!("含两次修改,{price} 元");
    let fields = [("price", price), ("days", days), ("words", &words)];
    provider.post(&format!("/orders/{order}/quote"), &fields).expect(303);
    order
}

/// Both have quoted and the plan is with the firm. Gives the plan's address and the two orders.
fn proposed(app: &TestApp) -> (String, [String; 2]) {
    let plan = asked_both(app);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let dear = quote(&app.as_(app.world.sun_lin), "4800", "5");
    let cheap = quote(&app.as_(app.world.zhao_gong), "3600", "9");
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    (plan, [dear, cheap])
}

/// Field and values of the firm's choice, in the order of the page; the last is none of them.
fn choices(app: &TestApp, plan: &str) -> (String, Vec<String>) {
    let page = app.as_(app.world.li_mei).get(plan).expect(200).text;
    let name = format!("choice-{}", value_after(&page, "name=\"choice-"));
    let mark = format!("name=\"{name}\" value=\"");
    let values = page.match_indices(&mark).map(|(at, _)| value_after(&page[at..], &mark)).collect();
    (name, values)
}

#[test]
fn the_firm_compares_chooses_and_the_other_is_freed_politely() {
    let app = TestApp::new();
    let (plan, [dear, cheap]) = proposed(&app);
    let firm = app.as_(app.world.li_mei);
    let page = firm.get(&plan).expect(200);
    let page = page.shows("2 家报价,选一家").shows("3,600–4,800 元").shows("不办理这一项").shows("比较报价");
    let compare = format!("{plan}/compare/{}", value_after(&page.text, &format!("href=\"{plan}/compare/")));
    let by_price =
        firm.get(&compare).expect(200).shows("3,600 元").shows("4,800 元").shows("同一区县").shows("CNAS").text;
    let at = |text: &str, name: &str| text.find(name).unwrap();
    assert!(at(&by_price, "瓯江检测") < at(&by_price, "新锐鞋样"));
    let by_finish = firm.get(&format!("{compare}?sort=finish")).expect(200).text;
    assert!(at(&by_finish, "新锐鞋样") < at(&by_finish, "瓯江检测"));
    // 4 March is a Wednesday: five working days after it, and nine.
    assert!(by_finish.contains("2026年3月11日(周三)") && by_finish.contains("2026年3月17日(周二)"));
    let (name, values) = choices(&app, &plan);
    let choose = format!("{plan}?{name}={}#items", values[1]);
    assert!(by_price.contains(&choose), "{choose}");
    // What is chosen on the comparison stands chosen in the plan.
    firm.get(choose.trim_end_matches("#items")).expect(200).shows(&format!("value=\"{}\" checked", values[1]));

    firm.get(&format!("{plan}/check?version=9")).expect(422).shows("请为“鞋款设计建模”选一家机构");
    firm.get(&format!("{plan}/check?{name}=none")).expect(422).shows("请至少选择一项服务");
    let check = firm.get(&format!("{plan}/check?{name}={}", values[1])).expect(200);
    let check =
        check.shows("确认接受").shows("3,600 元").shows("2026年3月17日(周二)").hides("4,800").shows("最多跑 1 次");
    let both = [
        ("items", values[0].as_str()),
        ("items", &values[1]),
        ("version", &value_after(&check.text, "name=\"version\" value=\"")),
    ];
    firm.post(&format!("{plan}/accept"), &both).expect(422).shows("只能选一家机构");
    firm.post(&format!("{plan}/accept"), &both[1..]).expect(303);

    app.as_(app.world.zhao_gong).get(&format!("/orders/{cheap}")).expect(200).shows("已安排").shows("2026年3月17日");
    let loser = app.as_(app.world.sun_lin);
    loser.get(&format!("/orders/{dear}")).expect(200).shows("企业比较报价后选择了另一家,谢谢您的报价");
    app.run_jobs();
    loser.get("/notices").expect(200).shows("企业选择了另一家");
    firm.get(&compare).expect(200).shows("已选").hides("选这家");
    firm.get(&plan).expect(200).shows("已跑 0 次 / 最多 1 次");
}

#[test]
fn nobody_sees_the_others_quote() {
    let app = TestApp::new();
    let (plan, [dear, cheap]) = proposed(&app);
    let (studio, lab) = (app.as_(app.world.sun_lin), app.as_(app.world.zhao_gong));
    studio.get(&format!("/orders/{cheap}")).expect(404);
    lab.get(&format!("/orders/{dear}")).expect(404);
    studio.get(&format!("/orders/{dear}")).expect(200).hides("3,600").hides("瓯江检测");
    let page = app.as_(app.world.li_mei).get(&plan).expect(200).text;
    let compare = format!("{plan}/compare/{}", value_after(&page, &format!("href=\"{plan}/compare/")));
    for stranger in [app.world.sun_lin, app.world.zhao_gong, app.world.chen_jing, app.world.zheng_tao] {
        app.as_(stranger).get(&compare).expect(404);
        app.as_(stranger).get(&plan).expect(404);
    }
    app.as_(app.world.wu_fang).get(&compare).expect(200).shows(&dear).hides("选这家");
}

#[test]
fn the_firm_sees_no_quote_before_the_plan_is_with_it() {
    let app = TestApp::new();
    let plan = asked_both(&app);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    quote(&app.as_(app.world.sun_lin), "4800", "5");
    let page = clerk.get(&plan).expect(200).text;
    let compare = format!("{plan}/compare/{}", value_after(&page, &format!("href=\"{plan}/compare/")));
    clerk.get(&compare).expect(200).shows("4,800 元").shows("还在等:温州瓯江检测技术有限公司");
    app.as_(app.world.li_mei).get(&compare).expect(404);
}

#[test]
fn whoever_has_not_quoted_by_the_day_is_left_out_and_told() {
    let app = TestApp::new();
    let plan = asked_both(&app);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    quote(&app.as_(app.world.sun_lin), "4800", "5");
    clerk.post(&format!("{plan}/propose"), &[]).expect(409).shows("还有 1 家没有报价,截止日期是 2026年3月10日(周二)");
    let order = order_of(&app.as_(app.world.zhao_gong));
    app.on(jiff::civil::date(2026, 3, 11));
    app.as_(app.world.wu_fang).post(&format!("{plan}/propose"), &[]).expect(303);
    let lab = app.as_(app.world.zhao_gong);
    lab.get(&format!("/orders/{order}")).expect(200).shows("截止时没有收到报价");
    lab.post(&format!("/orders/{order}/quote"), &[("price", "3600"), ("days", "9")])
        .expect(409)
        .shows("已不在报价阶段");
    app.run_jobs();
    lab.get("/notices").expect(200).shows("的报价已截止");
    // One quote is left: nothing to choose between.
    app.as_(app.world.li_mei).get(&plan).expect(200).shows("4,800 元").hides("选一家");
}

#[test]
fn a_late_quote_is_taken_and_says_so() {
    let app = TestApp::new();
    let plan = asked_both(&app);
    app.as_(app.world.wu_fang).post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    quote(&app.as_(app.world.sun_lin), "4800", "5");
    app.on(jiff::civil::date(2026, 3, 11));
    quote(&app.as_(app.world.zhao_gong), "3600", "9");
    let clerk = app.as_(app.world.wu_fang);
    let page = clerk.get(&plan).expect(200).text;
    let compare = format!("{plan}/compare/{}", value_after(&page, &format!("href=\"{plan}/compare/")));
    let page = clerk.get(&compare).expect(200).text;
    assert_eq!(page.matches("截止后报价").count(), 1);
    assert!(page.find("瓯江检测").unwrap() < page.find("截止后报价").unwrap());
}

#[test]
fn another_provider_is_asked_for_a_service_already_in_the_plan() {
    let app = TestApp::new();
    let plan = asked_both(&app);
    let clerk = app.as_(app.world.wu_fang);
    let page = clerk.get(&plan).expect(200).text;
    let slot = value_after(&page, &format!("href=\"{plan}?join=")).replace("#add", "");
    let joined = clerk.get(&format!("{plan}?join={slot}")).expect(200);
    joined.shows("再请一家机构报价:鞋款设计建模").shows("没有别的入驻机构提供这项服务");
    let again = format!("{}/{}", app.world.design_service, app.world.xinrui);
    clerk.post(&format!("{plan}/items"), &[("offer", &again), ("join", &slot)]).expect(422).shows("已被请求报价");
    let other = format!("{}/{}", app.world.test_service, app.world.oujiang);
    clerk
        .post(&format!("{plan}/items"), &[("offer", &other), ("join", &slot)])
        .expect(422)
        .shows("只能为同一项服务加请机构");
    // The first of a slot goes, the second keeps its place.
    clerk.post(&format!("{plan}/items/remove"), &[("item", &slot)]).expect(303);
    let left = clerk.get(&plan).expect(200).text;
    let rest = value_after(&left, "name=\"item\" value=\"");
    assert_ne!(rest, slot);
    clerk.get(&format!("{plan}?join={rest}")).expect(200).shows("温州新锐鞋样设计有限公司");
}

#[test]
fn what_depends_on_a_refused_service_is_said_before_accepting() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let plan = format!("/needs/{need}/plan");
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    let test = value_after(&clerk.get(&plan).expect(200).text, "name=\"after\" value=\"");
    let design = format!("{}/{}", app.world.design_service, app.world.xinrui);
    clerk.post(&format!("{plan}/items"), &[("offer", &design), ("after", &test)]).expect(303);
    clerk.post(&format!("{plan}/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    quote(&app.as_(app.world.sun_lin), "3600", "8");
    clerk.post(&format!("{plan}/propose"), &[]).expect(303);
    let page = firm.get(&plan).expect(200).shows("不选它,“鞋款设计建模”也不能办");
    let page = page.shows("耐折性能检测、鞋款设计建模都要到场,由综合体安排在同一次").text;
    clerk.get(&plan).expect(200).shows("耐折性能检测、鞋款设计建模都要到场");
    let mark = "name=\"items\" value=\"";
    let items: Vec<String> = page.match_indices(mark).map(|(at, _)| value_after(&page[at..], mark)).collect();
    let version = value_after(&page, "name=\"version\" value=\"");
    let check = format!("{plan}/check?version={version}");
    let told = firm.get(&format!("{check}&items={}", items[1])).expect(200);
    let told = told.shows("“鞋款设计建模”要等“耐折性能检测”完成").hides("确认接受").shows("把缺的一起选上");
    // Without the design nothing would be left, so that is not offered.
    let told = told.hides("受影响的也不办理").text;
    let mend = crate::testing::links(&told, &check);
    firm.get(&mend[0]).expect(200).shows("确认接受").shows("4,400 元");
    firm.get(&format!("{check}&items={}", items[0]))
        .expect(200)
        .shows("确认接受")
        .shows("不办理")
        .shows("鞋款设计建模");
    app.as_(app.world.chen_jing).get(&format!("{check}&items={}", items[0])).expect(404);
}
