//! Another provider takes an order over, and what waits for what.

use db::{params, sql};
use jiff::civil::date;

use crate::testing::{TestApp, links, value_after};

/// 新锐设计 gives the test too, at this price of its own.
fn also_gives(app: &TestApp, price_fen: Option<i64>) {
    let (service, xinrui) = (app.world.test_service.clone(), app.world.xinrui);
    app.system(move |tx, _| {
        tx.execute(
            sql!(
                "INSERT INTO service_providers (hub_id, service_id, organization_id, price_fen, accreditation)
                 SELECT hub_id, id, $1, $2, '' FROM services WHERE code = $3"
            ),
            &params![xinrui, price_fen, service.as_str()],
        )?;
        if price_fen.is_none() {
            tx.execute(sql!("UPDATE services SET price_kind = 'quote' WHERE code = $1"), &params![service.as_str()])?;
        }
        Ok(())
    });
}

fn ask<'a>(app: &'a TestApp, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let mut fields = vec![
        ("provider", app.world.xinrui.to_string()),
        ("reason", "设备损坏,两个月修不好".to_owned()),
        ("settled", "0".to_owned()),
        ("quote_by", "2026-03-10".to_owned()),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

fn post(app: &TestApp, who: uuid::Uuid, path: &str, fields: &[(&str, String)]) -> crate::testing::Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.as_(who).post(path, &fields)
}

fn of(app: &TestApp, prefix: &str) -> Vec<String> {
    let mut events = app.events();
    events.retain(|action| action.starts_with(prefix));
    events.sort_unstable();
    events
}

/// The reference number of the order that replaces this one.
fn second(app: &TestApp, order: &str) -> String {
    let page = app.as_(app.world.wu_fang).get(&format!("/orders/{order}")).expect(200);
    let others = links(&page.text, "/orders/");
    let other = |link: &&String| !link.contains(order) && link.matches('/').count() == 2;
    others.iter().find(other).expect("its link").trim_start_matches("/orders/").to_owned()
}

#[test]
fn a_provider_at_the_same_price_and_in_time_takes_over_at_once() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let path = format!("/orders/{order}/reassign");
    let clerk = app.as_(app.world.wu_fang);
    clerk.get(&path).expect(200).shows("没有别的入驻机构提供这项服务");
    also_gives(&app, Some(80_000));
    clerk.get(&path).expect(200).shows("新锐鞋样设计");
    for (who, status) in [(app.world.li_mei, 403), (app.world.zhao_gong, 403), (app.world.zheng_tao, 404)] {
        app.as_(who).get(&path).expect(status);
        post(&app, who, &path, &ask(&app, &[])).expect(status);
    }
    post(&app, app.world.wu_fang, &path, &ask(&app, &[("reason", "")])).expect(422).shows("请说明原因");
    post(&app, app.world.wu_fang, &path, &ask(&app, &[("provider", "")])).expect(422).shows("请选择一家");
    post(&app, app.world.wu_fang, &path, &ask(&app, &[("settled", "800.01")])).expect(422).shows("约定的价格之间");
    post(&app, app.world.wu_fang, &path, &ask(&app, &[])).expect(303);
    // Five working days from today is the day agreed: nothing changes for the firm.
    let page = app.as_(app.world.zhao_gong).get(&format!("/orders/{order}")).expect(200);
    page.shows("已关闭").shows("已接替").shows("设备损坏").hides("开始办理");
    let new = second(&app, &order);
    app.as_(app.world.sun_lin)
        .get(&format!("/orders/{new}"))
        .expect(200)
        .shows("已安排")
        .shows("开始办理")
        .hides(&order);
    app.as_(app.world.li_mei).get(&format!("/orders/{new}")).expect(200).shows("本办件接替").shows(&order);
    app.as_(app.world.sun_lin).get(&format!("/orders/{order}")).expect(404);
    app.as_(app.world.zhao_gong).get(&format!("/orders/{new}")).expect(404);
    assert_eq!(of(&app, "order.reassign"), ["order.reassign-asked", "order.reassigned"]);
    // The work goes on to its record, and the plan tells the new provider.
    let lab = app.as_(app.world.sun_lin);
    let deliver = [("result", "report"), ("summary", "合格"), ("price", "800")];
    lab.post(&format!("/orders/{new}/deliver"), &deliver).expect(303);
    let record =
        app.as_(app.world.li_mei).post(&format!("/orders/{new}/confirm"), &[("level", "5")]).expect(303).location;
    app.as_(app.world.li_mei).get(&record).expect(200).shows("新锐鞋样设计");
    assert!(app.events().contains(&"need.closed".to_owned()), "nothing of the need is open: {:?}", of(&app, "need"));
}

#[test]
fn where_price_or_day_or_a_settlement_changes_something_the_firm_consents() {
    let app = TestApp::new();
    let order = app.order_accepted();
    also_gives(&app, None);
    let path = format!("/orders/{order}");
    let settled = [("settled", "200"), ("settled_words", "")];
    let reassign = format!("{path}/reassign");
    post(&app, app.world.wu_fang, &reassign, &ask(&app, &settled)).expect(422).shows("请写明结算的是哪些工作");
    let settled = [("settled", "200"), ("settled_words", "已完成前处理")];
    post(&app, app.world.wu_fang, &reassign, &ask(&app, &settled)).expect(303);
    post(&app, app.world.wu_fang, &reassign, &ask(&app, &settled)).expect(409).shows("已经在为这个办件更换");
    let new = second(&app, &order);
    let firm = app.as_(app.world.li_mei);
    firm.post(&format!("{reassign}/consent"), &[("do", "yes")]).expect(409).shows("没有等着决定的更换");
    app.as_(app.world.sun_lin).post(&format!("/orders/{new}/quote"), &[("price", "900"), ("days", "4")]).expect(303);
    firm.get(&path)
        .expect(200)
        .shows("等企业同意")
        .shows("900 元")
        .shows("200 元 · 已完成前处理")
        .shows("2026年3月10日(周二)");
    // The first provider sees that, but not the other's price.
    app.as_(app.world.zhao_gong).get(&path).expect(200).shows("等企业同意").hides("900 元").hides(&new);
    firm.post(&format!("{reassign}/consent"), &[("do", "no")]).expect(422).shows("请说明原因");
    firm.post(&format!("{reassign}/consent"), &[("do", "no"), ("consent_words", "太贵")]).expect(303);
    app.as_(app.world.sun_lin).get(&format!("/orders/{new}")).expect(200).shows("已关闭").shows("太贵");
    firm.get(&path).expect(200).shows("企业不同意").shows("已安排");
    // A second time, and this time it is agreed.
    post(&app, app.world.wu_fang, &reassign, &ask(&app, &settled)).expect(303);
    let page = app.as_(app.world.sun_lin).get("/orders?state=offered").expect(200);
    let new = value_after(&page.text, "href=\"/orders/");
    app.as_(app.world.sun_lin).post(&format!("/orders/{new}/quote"), &[("price", "850"), ("days", "4")]).expect(303);
    firm.post(&format!("{reassign}/consent"), &[("do", "yes")]).expect(303);
    app.as_(app.world.zhao_gong).get(&path).expect(200).shows("已关闭").shows("200 元 · 已完成前处理");
    app.as_(app.world.sun_lin).get(&format!("/orders/{new}")).expect(200).shows("已安排").shows("850 元");
    app.run_jobs();
    // 李梅 decided it herself; her colleague is told.
    app.as_(app.world.wang_qiang).get("/notices").expect(200).shows("请您同意").shows("已由另一家机构接替");
    app.as_(app.world.sun_lin).get("/notices").expect(200).shows("企业接受了您的");
}

#[test]
fn a_delivery_in_the_meantime_calls_the_change_off_and_so_does_a_no() {
    let app = TestApp::new();
    let order = app.order_accepted();
    also_gives(&app, None);
    let reassign = format!("/orders/{order}/reassign");
    post(&app, app.world.wu_fang, &reassign, &ask(&app, &[])).expect(303);
    let new = second(&app, &order);
    let lab = app.as_(app.world.zhao_gong);
    lab.post(&format!("/orders/{order}/dispute"), &[("reason", "other"), ("words", "不同意换")]).expect(409);
    app.as_(app.world.sun_lin).post(&format!("/orders/{new}/decline"), &[("reason", "排期已满")]).expect(303);
    lab.get(&format!("/orders/{order}")).expect(200).shows("新机构不接").shows("排期已满");
    post(&app, app.world.wu_fang, &reassign, &ask(&app, &[])).expect(303);
    let page = app.as_(app.world.sun_lin).get("/orders?state=offered").expect(200);
    let new = value_after(&page.text, "href=\"/orders/");
    let deliver = [("result", "report"), ("summary", "合格"), ("price", "800")];
    lab.post(&format!("/orders/{order}/deliver"), &deliver).expect(303);
    app.as_(app.world.sun_lin).get(&format!("/orders/{new}")).expect(200).shows("已关闭");
    app.as_(app.world.wu_fang).post(&format!("{reassign}/call-off"), &[]).expect(409);
    app.as_(app.world.li_mei).post(&format!("/orders/{order}/confirm"), &[("level", "5")]).expect(303);
    assert_eq!(
        of(&app, "order.reassign"),
        ["order.reassign-asked", "order.reassign-asked", "order.reassign-ended", "order.reassign-ended"]
    );
}

/// Design, then the test of what was designed. Gives both orders.
fn chained(app: &TestApp) -> (String, String) {
    let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    let clerk = app.as_(app.world.wu_fang);
    let page = clerk.get(&format!("/needs/{need}/plan?q=耐折")).expect(200);
    let first = value_after(&page.text, "name=\"after\" value=\"");
    let offer = format!("{}/{}", app.world.test_service, app.world.oujiang);
    clerk.post(&format!("/needs/{need}/plan/items"), &[("offer", &offer), ("after", &first)]).expect(303);
    clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let design = value_after(&app.as_(app.world.sun_lin).get("/orders").expect(200).text, "href=\"/orders/");
    let quote = [("price", "3600"), ("days", "3")];
    app.as_(app.world.sun_lin).post(&format!("/orders/{design}/quote"), &quote).expect(303);
    clerk.post(&format!("/needs/{need}/plan/propose"), &[]).expect(303);
    let firm = app.as_(app.world.li_mei);
    let page = firm.get(&format!("/needs/{need}/plan")).expect(200);
    let mut fields = vec![("version", value_after(&page.text, "name=\"version\" value=\""))];
    for part in page.text.split("name=\"items\" value=\"").skip(1) {
        fields.push(("items", part.split('"').next().unwrap_or_default().to_owned()));
    }
    post(app, app.world.li_mei, &format!("/needs/{need}/plan/accept"), &fields).expect(303);
    let test = value_after(&app.as_(app.world.zhao_gong).get("/orders").expect(200).text, "href=\"/orders/");
    (design, test)
}

#[test]
fn what_waits_is_seen_by_both_and_moves_with_what_comes_before() {
    let app = TestApp::new();
    let (design, test) = chained(&app);
    let (studio, lab) = (app.as_(app.world.sun_lin), app.as_(app.world.zhao_gong));
    // Three working days from 4 March end on the 9th; the test runs from the 10th to the 16th.
    let page = lab.get(&format!("/orders/{test}")).expect(200);
    let page =
        page.shows("还不能开始").shows("鞋款设计建模").shows("2026年3月16日(周一)").hides(&design).hides("3,600");
    // Drawn as the plan is, with its list: what comes before, who gives it only for those who reach it.
    let page = page.shows("<svg class=\"train-picture\"").shows("在前 · 还没完成").shows("本办件");
    assert_eq!(page.text.matches("<svg class=\"train-car ").count(), 2);
    page.hides("温州新锐鞋样设计有限公司");
    lab.get("/orders").expect(200).shows("等前面的服务");
    studio
        .get(&format!("/orders/{design}"))
        .expect(200)
        .shows("在后")
        .shows("耐折性能检测")
        .hides(&test)
        .hides("还不能开始");
    app.as_(app.world.li_mei).get(&format!("/orders/{test}")).expect(200).shows(&design);
    app.on(date(2026, 3, 12));
    let studio = app.as_(app.world.sun_lin);
    let deliver = [("result", "design"), ("summary", "三维模型"), ("price", "3600")];
    studio.post(&format!("/orders/{design}/deliver"), &deliver).expect(303);
    app.as_(app.world.zhao_gong).get("/orders").expect(200).shows("等前面的服务");
    app.as_(app.world.li_mei).post(&format!("/orders/{design}/confirm"), &[("level", "4")]).expect(303);
    // Confirmed on Thursday the 12th: from the 13th on, five working days.
    let page = app.as_(app.world.zhao_gong).get(&format!("/orders/{test}")).expect(200);
    page.shows("2026年3月13日(周五)").shows("2026年3月19日(周四)").hides("还不能开始");
    app.as_(app.world.zhao_gong).get("/orders").expect(200).hides("等前面的服务");
    assert_eq!(of(&app, "order.moved").len(), 1);
    app.run_jobs();
    app.as_(app.world.zhao_gong).get("/notices").expect(200).shows("日期顺延").shows("2026年3月19日");
    app.as_(app.world.wang_qiang).get("/notices").expect(200).shows("日期顺延");
}

#[test]
fn what_ends_early_moves_nothing_and_what_is_called_off_holds_nothing_up() {
    let app = TestApp::new();
    let (design, test) = chained(&app);
    let studio = app.as_(app.world.sun_lin);
    studio.post(&format!("/orders/{design}/cancel"), &[("reason", "设计师离职")]).expect(303);
    let page = app.as_(app.world.zhao_gong).get(&format!("/orders/{test}")).expect(200);
    page.hides("还不能开始").shows("2026年3月16日(周一)");
    // Orders of the same millisecond have no order.
    app.app.clock.set(app.app.clock.now() + 60_000);
    let (design, test) = chained(&app);
    let deliver = [("result", "design"), ("summary", "三维模型"), ("price", "3600")];
    studio.post(&format!("/orders/{design}/deliver"), &deliver).expect(303);
    app.as_(app.world.li_mei).post(&format!("/orders/{design}/confirm"), &[("level", "4")]).expect(303);
    app.as_(app.world.zhao_gong).get(&format!("/orders/{test}")).expect(200).shows("2026年3月16日(周一)");
    assert!(of(&app, "order.moved").is_empty());
}
