//! Experts: entered by the hub, and keeping their own profiles.

use uuid::Uuid;

use super::new_events;
use crate::testing::{TestApp, value_after};

#[test]
fn an_expert_may_be_tied_to_an_account_that_the_hub_has_admitted() {
    let app = TestApp::new();
    let before = app.events();
    let clerk = app.as_(app.world.wu_fang);
    let form = clerk.get("/directory/experts/new").expect(200).shows("徐");
    let account = value_after(&form.text, "不关联账号</option><option value=\"");
    let fields = |person: &str| {
        vec![
            ("version".to_owned(), "1".to_owned()),
            ("name".to_owned(), "徐教授".to_owned()),
            ("title".to_owned(), "教授".to_owned()),
            ("employer".to_owned(), "温州大学".to_owned()),
            ("fields".to_owned(), "鞋材高分子、生物力学".to_owned()),
            ("person".to_owned(), person.to_owned()),
        ]
    };
    let post = |path: &str, person: &str| {
        let fields = fields(person);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        clerk.post(path, &fields)
    };
    post("/directory/experts/new", "无此人").expect(422).shows("不是本综合体接纳的专家").shows("鞋材高分子、生物力学");
    post("/directory/experts/new", &Uuid::from_u128(7).to_string()).expect(422).shows("不是本综合体接纳的专家");
    post("/directory/experts/new", &account).expect(303);
    clerk.get("/directory/experts?q=力学").expect(200).shows("徐教授").shows("已关联");
    let list = clerk.get("/directory/experts?q=没有的").expect(200).shows("没有符合条件的专家");
    assert!(!list.text.contains("徐教授"));
    let list = clerk.get("/directory/experts").expect(200);
    let path = format!("/directory/experts/{}", value_after(&list.text, "<tr><td><a href=\"/directory/experts/"));
    post(&path, "").expect(303);
    post(&path, "").expect(409);
    clerk.get("/directory/experts").expect(200).hides("已关联");
    app.as_(app.world.zheng_tao).get(&path).expect(404);
    clerk.post(&format!("{path}/remove"), &[("version", "2")]).expect(303);
    assert_eq!(new_events(&app, &before), ["hub.expert-added", "hub.expert-changed", "hub.expert-removed"]);
}

#[test]
fn an_expert_keeps_a_profile_which_the_hub_publishes() {
    let app = TestApp::new();
    let w = &app.world;
    let before = app.events();
    let expert = app.as_(w.xu_expert);
    expert.get("/home").expect(200).shows("待填写").shows("填写专家资料").shows("鹿城鞋业产业创新服务综合体");
    let form = expert.get("/expert-profile").expect(200).shows("value=\"徐立\"").shows("value=\"195\"");
    form.shows("可以咨询什么");
    let wrong = [("version", ""), ("name", "徐立"), ("employer", ""), ("fields", "鞋楦"), ("industry_codes", "999")];
    let page = expert.post("/expert-profile", &wrong).expect(422).shows("请填写这一项").shows("999");
    page.shows("value=\"鞋楦\"");
    let said = |version: &'static str, asks: &'static str| {
        [
            ("version", version),
            ("name", "徐立"),
            ("title", "教授"),
            ("employer", "温州大学"),
            ("fields", "鞋材高分子、生物力学"),
            ("asks", asks),
            ("industry_codes", "1952、195"),
        ]
    };
    assert_eq!(expert.post("/expert-profile", &said("", "鞋底开胶的原因")).expect(303).location, "/home");
    expert.post("/expert-profile", &said("", "鞋底开胶的原因")).expect(409).shows("别人修改并保存了这一项");
    expert.get("/home").expect(200).shows("待审核").shows("鞋底开胶的原因").shows("2026年3月4日(周三) 09:30提交");
    // Nobody outside sees it before the hub has published it.
    app.visitor().get("/hubs/LCX").expect(200).hides("鞋底开胶的原因");
    app.visitor().get("/hubs/LCX/experts").expect(200).hides("徐立");
    app.run_jobs();
    let clerk = app.as_(w.wu_fang);
    clerk.get("/notices").expect(200).shows("专家徐立的资料等您审核");
    clerk.get("/directory").expect(200).shows("1 份资料待审核");
    let list = clerk.get("/directory/experts?state=waiting").expect(200).shows("待审核").shows("徐立");
    let path = format!("/directory/experts/{}", value_after(&list.text, "<tr><td><a href=\"/directory/experts/"));
    let page = clerk.get(&path).expect(200).shows("鞋底开胶的原因").shows("皮鞋制造").shows("通过并公开");
    page.hides("name=\"fields\"");
    for other in [w.zheng_tao, w.xu_expert] {
        let status = app.as_(other).post(&format!("{path}/publish"), &[("version", "1")]).status.as_u16();
        assert!([403, 404].contains(&status), "{status}");
    }
    clerk.post(&format!("{path}/send-back"), &[("version", "1")]).expect(422).shows("请说明原因");
    clerk.post(&format!("{path}/send-back"), &[("version", "1"), ("words", "请写明职称评定单位")]).expect(303);
    clerk.post(&format!("{path}/publish"), &[("version", "2")]).expect(409);
    expert.get("/home").expect(200).shows("已退回").shows("请写明职称评定单位");
    expert.get("/expert-profile").expect(200).shows("请写明职称评定单位").shows("鞋底开胶的原因");
    expert.post("/expert-profile", &said("2", "鞋底开胶、断裂的原因")).expect(303);
    clerk.post(&format!("{path}/publish"), &[("version", "2")]).expect(409);
    clerk.post(&format!("{path}/publish"), &[("version", "3")]).expect(303);
    let page = app.visitor().get("/hubs/LCX").expect(200).shows("徐立").shows("可咨询:鞋底开胶、断裂的原因");
    page.hides("鞋底开胶的原因");
    app.visitor().get("/hubs/LCX/experts?q=断裂").expect(200).shows("皮鞋制造");
    expert.get("/home").expect(200).shows("已公开").shows("href=\"/hubs/LCX/experts\"");
    // A change waits beside what is published.
    expert.post("/expert-profile", &said("4", "鞋底开胶、断裂的原因")).expect(422).shows("和现在公开的一样");
    expert.post("/expert-profile", &said("4", "新材料选型")).expect(303);
    app.visitor().get("/hubs/LCX").expect(200).shows("断裂的原因").hides("新材料选型");
    clerk.get(&path).expect(200).shows("新材料选型").shows("现在公开的内容").shows("断裂的原因");
    app.run_jobs();
    expert.get("/notices").expect(200).shows("您的专家资料被退回修改").shows("您的专家资料已公开");
    assert_eq!(
        new_events(&app, &before),
        ["expert.proposed", "expert.proposed", "expert.proposed", "expert.published", "expert.returned"]
    );
}

#[test]
fn an_account_has_one_profile_at_a_hub() {
    let app = TestApp::new();
    let expert = app.as_(app.world.xu_expert);
    let said = [("name", "徐立"), ("employer", "温州大学"), ("fields", "生物力学")];
    expert.post("/expert-profile", &said).expect(303);
    let clerk = app.as_(app.world.wu_fang);
    let form = clerk.get("/directory/experts/new").expect(200);
    let account = value_after(&form.text, "不关联账号</option><option value=\"");
    let again = [said[0], said[1], said[2], ("person", account.as_str())];
    clerk.post("/directory/experts/new", &again).expect(422).shows("这个账号已有一份专家资料").shows("生物力学");
}
