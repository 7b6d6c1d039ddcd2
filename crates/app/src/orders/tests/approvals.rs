//! Approvals inside an organization: in order, nobody their own, and seen by nobody else.

use db::{params, sql};
use uuid::Uuid;

use crate::access::Role;
use crate::people::{self, Grant, NewPerson};
use crate::testing::{TestApp, value_after};

fn person_of(app: &TestApp, membership: Uuid) -> String {
    let person: Uuid = app.system(move |tx, _| {
        Ok(tx.one(sql!("SELECT person_id FROM memberships WHERE id = $1"), &params![membership])?.get("person_id"))
    });
    person.to_string()
}

/// Somebody more of an organization; their membership.
fn join(app: &TestApp, name: &'static str, role: Role, organization: Uuid) -> Uuid {
    app.system(move |tx, c| {
        let new = NewPerson { name: name.into(), email: None, phone: None, password: None };
        let id = people::add(tx, c, &new)?;
        people::grant(tx, c, id, &Grant { role, organization: Some(organization), hub: None, division: None })
    })
}

/// A design order that 新锐设计 is asked to quote. Gives need and order.
fn asked(app: &TestApp) -> (String, String) {
    let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    let page = app.as_(app.world.sun_lin).get("/orders?state=offered").expect(200);
    (need, value_after(&page.text, "href=\"/orders/"))
}

fn waiting(app: &TestApp, who: Uuid) -> String {
    let page = app.as_(who).get("/approvals").expect(200);
    value_after(&page.text, "action=\"/approvals/").split('/').next().unwrap_or_default().to_owned()
}

fn of_approvals(app: &TestApp) -> Vec<String> {
    let mut events = app.events();
    events.retain(|action| action.starts_with("approval.") || action == "organization.approvals-set");
    events.sort_unstable();
    events
}

#[test]
fn a_quote_above_the_limit_goes_out_when_all_have_approved_in_order() {
    let app = TestApp::new();
    let w = &app.world;
    let (finance, designer) =
        (join(&app, "钱会计", Role::ProviderMember, w.xinrui), join(&app, "林设计", Role::ProviderMember, w.xinrui));
    let (first, second) = (person_of(&app, finance), person_of(&app, w.sun_lin));
    let owner = app.as_(w.sun_lin);
    owner.get("/organization").expect(200).shows("内部审批");
    owner.get("/organization/approvals").expect(200).shows("钱会计");
    let twice = [("above", "3000"), ("step1", first.as_str()), ("step2", first.as_str())];
    owner.post("/organization/approvals", &twice).expect(422).shows("只能批准一步");
    let stranger = person_of(&app, w.li_mei);
    owner
        .post("/organization/approvals", &[("above", "很多"), ("step1", &stranger)])
        .expect(422)
        .shows("请选择本单位的成员");
    let rule = [("above", "3000"), ("step1", first.as_str()), ("step2", second.as_str())];
    owner.post("/organization/approvals", &rule).expect(303);
    for who in [designer, w.wu_fang, w.wang_qiang] {
        app.as_(who).post("/organization/approvals", &rule).expect(403);
    }
    let (need, order) = asked(&app);
    let quote = format!("/orders/{order}/quote");
    let high = [("price", "3600"), ("days", "8"), ("words", "含两次修改")];
    // Nobody approves their own.
    owner.post(&quote, &high).expect(409).shows("您是审批人之一");
    let own = app.as_(designer);
    own.post(&quote, &[("price", "3600"), ("days", "0")]).expect(422).shows("工作日应为");
    own.post(&quote, &high).expect(303);
    own.post(&quote, &high).expect(409);
    own.get(&format!("/orders/{order}")).expect(200).shows("待报价").shows("正在内部审批");
    for who in [w.wu_fang, w.li_mei] {
        app.as_(who).get(&format!("/orders/{order}")).expect(200).hides("审批").hides("3,600");
    }
    let id = waiting(&app, finance);
    let decide = format!("/approvals/{id}/decide");
    // In their order, and nobody of another organization.
    owner.post(&decide, &[("do", "yes")]).expect(409).shows("现在不是您来决定");
    own.post(&decide, &[("do", "yes")]).expect(409);
    app.as_(w.zhao_gong).post(&decide, &[("do", "yes")]).expect(404);
    app.as_(w.zhao_gong).get("/approvals").expect(200).hides("鞋款设计建模");
    app.as_(finance).get("/approvals?mine=1").expect(200).shows("鞋款设计建模").shows("3,600 元").shows("含两次修改");
    app.as_(finance).post(&decide, &[("do", "yes"), ("words", "毛利合适")]).expect(303);
    own.get(&format!("/orders/{order}")).expect(200).shows("待报价");
    owner.get("/approvals").expect(200).shows("毛利合适").shows("第 2 / 2 步");
    owner.post(&decide, &[("do", "yes")]).expect(303);
    own.get(&format!("/orders/{order}")).expect(200).shows("已报价").shows("3,600 元").hides("正在内部审批");
    app.as_(w.wu_fang).post(&format!("/needs/{need}/plan/propose"), &[]).expect(303);
    assert_eq!(
        of_approvals(&app),
        ["approval.approved", "approval.asked", "approval.passed", "organization.approvals-set"]
    );
    app.run_jobs();
    app.as_(finance).get("/notices").expect(200).shows("等您审批");
    app.as_(designer).get("/notices").expect(200).shows("已批准");
    app.as_(w.wu_fang).get("/notices").expect(200).hides("审批");
}

#[test]
fn a_no_needs_a_reason_and_what_is_below_the_limit_needs_nobody() {
    let app = TestApp::new();
    let w = &app.world;
    let designer = join(&app, "林设计", Role::ProviderMember, w.xinrui);
    let boss = person_of(&app, w.sun_lin);
    app.as_(w.sun_lin).post("/organization/approvals", &[("above", "3000"), ("step1", &boss)]).expect(303);
    let (_, order) = asked(&app);
    let own = app.as_(designer);
    own.post(&format!("/orders/{order}/quote"), &[("price", "3600"), ("days", "8")]).expect(303);
    let id = waiting(&app, designer);
    app.as_(w.sun_lin).post(&format!("/approvals/{id}/withdraw"), &[]).expect(409);
    app.as_(w.sun_lin).post(&format!("/approvals/{id}/decide"), &[("do", "no")]).expect(422).shows("请说明原因");
    app.as_(w.sun_lin).post(&format!("/approvals/{id}/decide"), &[("do", "no"), ("words", "太高")]).expect(303);
    own.get("/approvals").expect(200).shows("没有批准").shows("太高");
    own.post(&format!("/orders/{order}/quote"), &[("price", "3600"), ("days", "8")]).expect(303);
    let id = waiting(&app, designer);
    own.post(&format!("/approvals/{id}/withdraw"), &[]).expect(303);
    own.post(&format!("/orders/{order}/quote"), &[("price", "3000"), ("days", "8")]).expect(303);
    own.get(&format!("/orders/{order}")).expect(200).shows("已报价");
    app.as_(w.sun_lin).post("/organization/approvals", &[("do", "off")]).expect(303);
    app.as_(w.sun_lin).post(&format!("/orders/{order}/quote"), &[("price", "9000"), ("days", "8")]).expect(303);
}

#[test]
fn a_firm_approves_what_it_accepts_and_a_plan_that_changed_is_not_accepted() {
    let app = TestApp::new();
    let w = &app.world;
    let boss = person_of(&app, w.li_mei);
    app.as_(w.li_mei).post("/organization/approvals", &[("above", "3000"), ("step1", &boss)]).expect(303);
    let (need, order) = asked(&app);
    app.as_(w.sun_lin).post(&format!("/orders/{order}/quote"), &[("price", "3600"), ("days", "8")]).expect(303);
    let plan = format!("/needs/{need}/plan");
    let accept = |who: Uuid| {
        let page = app.as_(who).get(&plan).expect(200);
        let item = value_after(&page.text, "name=\"items\" value=\"");
        let version = value_after(&page.text, "name=\"version\" value=\"");
        app.as_(who).post(&format!("{plan}/accept"), &[("items", &item), ("version", &version)])
    };
    app.as_(w.wu_fang).post(&format!("{plan}/propose"), &[]).expect(303);
    assert_eq!(accept(w.wang_qiang).expect(303).location, "/approvals");
    app.as_(w.sun_lin).get(&format!("/orders/{order}")).expect(200).shows("已报价");
    app.as_(w.li_mei).get("/approvals").expect(200).shows("3,600 元").shows("1 项服务").shows("王强");
    // The plan goes back and comes again: what waited is not what would be accepted.
    app.as_(w.li_mei).post(&format!("{plan}/send-back"), &[("remark", "先等等")]).expect(303);
    app.as_(w.wu_fang).post(&format!("{plan}/propose"), &[]).expect(303);
    let decide = format!("/approvals/{}/decide", waiting(&app, w.li_mei));
    app.as_(w.li_mei).post(&decide, &[("do", "yes")]).expect(409).shows("方案已经改变");
    app.as_(w.li_mei).post(&decide, &[("do", "no"), ("words", "方案已变")]).expect(303);
    accept(w.wang_qiang).expect(303);
    let decide = format!("/approvals/{}/decide", waiting(&app, w.li_mei));
    app.as_(w.li_mei).post(&decide, &[("do", "yes")]).expect(303);
    app.as_(w.sun_lin).get(&format!("/orders/{order}")).expect(200).shows("已安排");
}

/// 康捷 wants confirmations above 500 元 approved by 李梅. Gives a delivered order of 800 元.
fn to_confirm(app: &TestApp) -> String {
    let boss = person_of(app, app.world.li_mei);
    let owner = app.as_(app.world.li_mei);
    owner.get("/organization/approvals").expect(200).shows("接受方案").shows("确认成果");
    owner.get("/organization/approvals?kind=confirm").expect(200).shows("收费超过限额的成果");
    let wrong = [("kind", "confirm"), ("above", "很多"), ("step1", boss.as_str())];
    owner.post("/organization/approvals", &wrong).expect(422).shows("收费超过限额的成果").shows("很多");
    let rule = [("kind", "confirm"), ("above", "500"), ("step1", boss.as_str())];
    owner.post("/organization/approvals", &rule).expect(303);
    // Each kind has its own rule, and a provider has none for confirmations.
    owner.get("/organization/approvals").expect(200).hides("取消审批");
    app.as_(app.world.sun_lin).post("/organization/approvals", &rule).expect(403);
    app.order_delivered()
}

#[test]
fn a_confirmation_above_the_limit_is_made_as_it_was_written_when_it_is_approved() {
    let app = TestApp::new();
    let w = &app.world;
    let order = to_confirm(&app);
    let (member, owner) = (app.as_(w.wang_qiang), app.as_(w.li_mei));
    let confirm = format!("/orders/{order}/confirm");
    // What is wrong with it is said at once, not to who approves.
    member.post(&confirm, &[("level", "2")]).expect(422);
    member.post(&confirm, &[("level", "4"), ("benefit", "time"), ("benefit_amount", "0")]).expect(422);
    owner.post(&confirm, &[("level", "5")]).expect(409).shows("您是审批人之一");
    let said = [
        ("level", "4"),
        ("rating_words", "数据齐全"),
        ("benefit", "time"),
        ("benefit_amount", "6"),
        ("benefit_how", "比送省城快"),
    ];
    assert_eq!(member.post(&confirm, &said).expect(303).location, "/approvals");
    member.post(&confirm, &said).expect(409).shows("正在内部审批");
    for page in [format!("/orders/{order}"), confirm.clone()] {
        member.get(&page).expect(200).shows("正在内部审批");
    }
    for who in [w.zhao_gong, w.wu_fang] {
        app.as_(who).get(&format!("/orders/{order}")).expect(200).hides("审批");
    }
    owner.get("/approvals?mine=1").expect(200).shows("确认成果").shows("800 元").shows("第 1 次交付").shows("王强");
    let decide = format!("/approvals/{}/decide", waiting(&app, w.li_mei));
    app.as_(w.chen_jing).post(&decide, &[("do", "yes")]).expect(404);
    owner.post(&decide, &[("do", "no")]).expect(422).shows("请说明原因");
    assert!(!app.events().iter().any(|action| action == "record.written"));
    let [one, other] = owner.post_twice(&decide, &[("do", "yes")]);
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (303, 303));
    let page = member.get(&format!("/orders/{order}")).expect(200).shows("已完成").shows("数据齐全");
    page.hides("正在内部审批");
    let events = app.events();
    for (action, times) in [
        ("approval.asked", 1),
        ("approval.approved", 1),
        ("order.rated", 1),
        ("record.written", 1),
        ("approval.passed", 0),
    ] {
        assert_eq!(events.iter().filter(|event| *event == action).count(), times, "{action}");
    }
    let benefit = app.system(|tx, _| {
        let row = tx.one(sql!("SELECT benefit, benefit_days, counts FROM records"), &params![])?;
        Ok((row.get::<String>("benefit"), row.get::<Option<i64>>("benefit_days"), row.get::<i64>("counts")))
    });
    assert_eq!(benefit, ("time".into(), Some(6), 1));
    app.run_jobs();
    owner.get("/notices").expect(200).shows("等您审批");
    member.get("/notices").expect(200).shows("您提交的审批已批准");
    app.as_(w.zhao_gong).get("/notices").expect(200).shows("企业确认了").hides("审批");
}

#[test]
fn another_delivery_needs_another_approval_and_what_costs_less_needs_none() {
    let app = TestApp::new();
    let w = &app.world;
    let order = to_confirm(&app);
    let (member, owner, lab) = (app.as_(w.wang_qiang), app.as_(w.li_mei), app.as_(w.zhao_gong));
    let confirm = format!("/orders/{order}/confirm");
    member.post(&confirm, &[("level", "4")]).expect(303);
    // While it waits, the firm rejects the delivery, and another comes.
    owner.post(&format!("/orders/{order}/reject"), &[("reason", "缺少盖章页")]).expect(303);
    let decide = format!("/approvals/{}/decide", waiting(&app, w.li_mei));
    owner.post(&decide, &[("do", "yes")]).expect(409).shows("成果已经退回、重新交付或确认");
    let again = [("result", "report"), ("summary", "补盖章页"), ("price", "500")];
    lab.post(&format!("/orders/{order}/deliver"), &again).expect(303);
    owner.post(&decide, &[("do", "yes")]).expect(409).shows("成果已经退回、重新交付或确认");
    owner.post(&decide, &[("do", "no"), ("words", "已重新交付")]).expect(303);
    assert!(!app.events().iter().any(|action| action == "record.written"));
    // 500 元 is not above 500 元.
    assert!(member.post(&confirm, &[("level", "5")]).expect(303).location.starts_with("/records/"));
    owner.post("/organization/approvals", &[("kind", "confirm"), ("do", "off")]).expect(303);
}
