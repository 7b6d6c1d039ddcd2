//! Registering an organization, keeping its data.

use super::*;

#[test]
fn a_firm_registers_and_its_size_class_is_shown() {
    let app = TestApp::new();
    let person = newcomer(&app);
    person.get("/register").expect(200).shows("统一社会信用代码").shows("鹿城区");
    assert_eq!(register(&person, &[]).expect(303).location, "/register/done?next=%2Fhome");
    let done = person.get("/register/done").expect(200).shows("温州多多鞋业有限公司").shows("1952 皮鞋制造");
    done.shows("小型").shows("工信部联企业〔2011〕300号").shows("href=\"/needs/new\"");
    person.get("/organization").expect(200).shows("企业负责人").shows("qian@example.com");
    for event in ["person.added", "organization.registered", "membership.granted", "person.signed_in"] {
        assert!(count(&app, event) >= 1, "{event}");
    }
    let signed_in = app.visitor().post("/sign-in", &[("login", "qian@example.com"), ("password", PASSWORD)]);
    assert_eq!(signed_in.expect(303).location, "/home");
}

#[test]
fn what_is_wrong_is_said_in_words_and_nothing_typed_is_lost() {
    let app = TestApp::new();
    let person = newcomer(&app);
    let page = register(
        &person,
        &[("uscc", "9133030"), ("industry", "鞋"), ("staff", "很多"), ("kinds", ""), ("division", "")],
    );
    let page = page.expect(422).shows("<title>错误").shows("应为 18 位,您填了 7 位");
    let page = page.shows("有几个行业都像").shows("请填写人数").shows("请至少选一项").shows("请选择所在地");
    page.shows("温州多多鞋业有限公司");
    let letter = new_uscc().replacen("MA2", "IA2", 1);
    register(&person, &[("uscc", &letter)]).expect(422).shows("没有这个字母");
    let mut digits = new_uscc();
    let last = if digits.ends_with('1') { "2" } else { "1" };
    digits.replace_range(17.., last);
    register(&person, &[("uscc", &digits)]).expect(422).shows("校验不通过");
    assert_eq!(count(&app, "organization.registered"), 4, "only those of the world");
}

#[test]
fn a_missing_figure_is_named_and_can_be_added_later() {
    let app = TestApp::new();
    let person = newcomer(&app);
    register(&person, &[("revenue", "")]).expect(303);
    person.get("/register/done").expect(200).shows("还不知道:缺营业收入");
    let form = person.get("/organization/change").expect(200).shows("value=\"温州多多鞋业有限公司\"");
    let version = crate::testing::value_after(&form.text, "name=\"version\" value=\"");
    let change = |version: &str| {
        let fields = [
            ("organization", "温州多多鞋业有限公司"),
            ("kinds", "provider"),
            ("division", "330302"),
            ("industry", "1952"),
            ("staff", "86"),
            ("revenue", "４２００万"),
            ("version", version),
            ("introduction", "做童鞋二十年"),
        ];
        person.post("/organization/change", &fields)
    };
    change(&version).expect(303);
    // It gives services now, and still receives them; its owner answers for both.
    person
        .get("/organization")
        .expect(200)
        .shows("小型")
        .shows("做童鞋二十年")
        .shows("服务机构负责人")
        .shows("企业负责人");
    change(&version).expect(409);
    assert_eq!(count(&app, "organization.changed"), 1);
}

#[test]
fn a_signed_in_person_registers_another_organization() {
    let app = TestApp::new();
    let person = app.as_(app.world.li_mei);
    person.get("/register").expect(200).hides("name=\"password\"");
    assert_eq!(register(&person, &[]).expect(303).location, "/register/done?next=%2Fhome");
    person.get("/organization").expect(200).shows("温州多多鞋业有限公司").shows("换一个身份");
}

#[test]
fn too_many_registrations_wait() {
    let app = TestApp::new();
    let person = newcomer(&app);
    register(&person, &[]).expect(303);
    // Two were counted while the account was opened.
    for _ in 0..18 {
        register(&person, &[("uscc", "1")]).expect(422);
    }
    assert_eq!(register(&person, &[]).expect(429).header("retry-after"), "30");
    assert_eq!(count(&app, "organization.registered"), 5);
}

#[test]
fn affiliations_are_declared() {
    let app = TestApp::new();
    let owner = app.as_(app.world.li_mei);
    let other = uscc_of(&app, app.world.oujiang);
    let own = uscc_of(&app, app.world.kangjie);
    let declare =
        |uscc: &str, words: &str| owner.post("/organization/affiliations", &[("uscc", uscc), ("words", words)]);
    declare(&new_uscc(), "持股 40%").expect(422).shows("还没有在驿站登记");
    declare(&own, "持股 40%").expect(422).shows("您自己组织的代码");
    declare(&other, "").expect(422).shows("请说明是什么关系");
    declare(&other, "持股 40%").expect(303);
    owner.get("/organization").expect(200).shows("温州瓯江检测技术有限公司:持股 40%");
    app.as_(app.world.zhao_gong).get("/organization").expect(200).shows("温州康捷鞋业有限公司:持股 40%");
    assert_eq!(count(&app, "organization.affiliated"), 1);
}
