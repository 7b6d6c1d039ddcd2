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
