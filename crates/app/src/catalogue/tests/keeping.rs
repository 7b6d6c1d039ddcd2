//! The hub's staff keep the catalogue.

use super::{Typed, events_since};
use crate::testing::{TestApp, value_after};

#[test]
fn staff_enter_change_retire_and_publish_again() {
    let app = TestApp::new();
    let staff = app.as_(app.world.wu_fang);
    let before = app.events();
    let typed = Typed::good(&app).by(app.world.oujiang);
    let answer = staff.post("/catalogue/new", &typed.fields()).expect(303);
    assert_eq!(answer.location, "/catalogue/LCX-003");
    let page = staff.get("/catalogue/LCX-003").expect(200).shows("鞋底耐磨检测").shows("已发布").shows("成品鞋底");
    assert_eq!(value_after(&page.text, "name=\"version\" value=\""), "1");
    let changed = typed.with("version", "1").with("price_from", "１,２８０.５").with("material_name_2", "");
    staff.post("/catalogue/LCX-003", &changed.fields()).expect(303);
    app.visitor().get("/services/LCX-003").expect(200).shows("1,280.50 元/组").shows("成品鞋底").hides("配方单");
    staff.post("/catalogue/LCX-003/retire", &[("version", "2")]).expect(303);
    staff.post("/catalogue/LCX-003/retire", &[("version", "3")]).expect(409).shows("状态已经变了");
    staff.get("/catalogue/LCX-003").expect(200).shows("已停止").shows("重新发布");
    staff.post("/catalogue/LCX-003/publish", &[("version", "3")]).expect(303);
    // A number is never used again.
    let again = Typed::good(&app).by(app.world.oujiang).with("name", "鞋底硬度检测");
    assert_eq!(staff.post("/catalogue/new", &again.fields()).expect(303).location, "/catalogue/LCX-004");
    let events = ["service.changed", "service.published", "service.published", "service.published", "service.retired"];
    assert_eq!(events_since(&app, &before), events);
}

#[test]
fn each_rule_is_kept_at_its_bounds_and_nothing_typed_is_lost() {
    let app = TestApp::new();
    let staff = app.as_(app.world.zhou_min);
    let before = app.events();
    let good = Typed::good(&app).by(app.world.oujiang);
    let (long_name, long_words) = ("鞋".repeat(61), "鞋".repeat(1001));
    let juheng = app.world.juheng.to_string();
    let wrong: &[(&[(&str, &str)], &str)] = &[
        (&[("name", "")], "请填写事项名称"),
        (&[("name", &long_name)], "最多 60 个字"),
        (&[("outcome", "")], "请填写“您能得到什么”"),
        (&[("audience", &long_words)], "最多 1000 个字"),
        (&[("center", "不是编号")], "请选择中心"),
        (&[("function", "ufo")], "请选择功能"),
        (&[("price_kind", "gift")], "请选择价格的方式"),
        (&[("price_from", "0")], "大于 0 的金额"),
        (&[("price_from", "很多")], "大于 0 的金额"),
        (&[("price_from", "100000000.01")], "大于 0 的金额"),
        (&[("price_kind", "range"), ("price_to", "")], "大于 0 的金额"),
        (&[("price_kind", "range"), ("price_to", "600")], "最高价应大于最低价"),
        (&[("price_unit", "一二三四五六七八九十一二三")], "最多 12 个字"),
        (&[("promised_days", "0")], "时限应为 1 到 250"),
        (&[("promised_days", "251"), ("statutory_days", "")], "时限应为 1 到 250"),
        (&[("promised_days", "三")], "时限应为 1 到 250"),
        (&[("statutory_days", "0")], "时限应为 1 到 250"),
        (&[("promised_days", "11")], "承诺时限不能超过法定时限"),
        (&[("trips", "2")], "只能是 0 次或 1 次"),
        (&[("trips", "")], "只能是 0 次或 1 次"),
        (&[("material_name_1", "")], "请填写材料的名称"),
        (&[("provider_1", "")], "请选择服务机构,或"),
        (&[("provider_1", &juheng)], "不在入驻期内"),
        (&[("provider_price_1", "-1")], "大于 0 的金额"),
        (&[("price_kind", "free"), ("provider_price_1", "1")], "不填机构自己的价格"),
        (&[("price_kind", "range"), ("price_to", "900"), ("provider_price_1", "900.01")], "应在价格区间之内"),
    ];
    for (changes, words) in wrong {
        let typed = changes.iter().fold(good.clone(), |typed, (name, value)| typed.with(name, value));
        let page = staff.post("/catalogue/new", &typed.fields()).expect(422).shows(words);
        page.shows("<title>错误").shows("CMA 211100340001").shows("3 双,同一批次");
    }
    staff.post("/catalogue/new", &Typed::good(&app).fields()).expect(422).shows("请至少选择一家服务机构");
    let twice = good.clone().with("provider_4", &app.world.oujiang.to_string());
    staff.post("/catalogue/new", &twice.fields()).expect(422).shows("已经选过").shows("href=\"#provider_2\"");
    assert_eq!(events_since(&app, &before), Vec::<String>::new());
    let right: &[&[(&str, &str)]] = &[
        &[("name", &long_name[3..]), ("outcome", &long_words[3..])],
        &[("promised_days", "250"), ("statutory_days", "250"), ("trips", "1")],
        &[("promised_days", "１"), ("statutory_days", ""), ("price_from", "100000000")],
        &[("price_kind", "range"), ("price_to", "600.01"), ("provider_price_1", "600.01")],
        &[("price_kind", "quote"), ("price_from", "随便写的")],
        &[("price_kind", "free"), ("price_from", "")],
    ];
    for changes in right {
        let typed = changes.iter().fold(good.clone(), |typed, (name, value)| typed.with(name, value));
        staff.post("/catalogue/new", &typed.fields()).expect(303);
    }
    assert_eq!(events_since(&app, &before).len(), right.len());
}

#[test]
fn a_provider_whose_term_is_over_cannot_be_published_again() {
    let app = TestApp::new();
    let (hub, juheng) = (app.world.lucheng, app.world.juheng);
    let center = super::centers(&app).0.parse().unwrap();
    app.system(move |tx, c| {
        crate::hubs::add_residency(tx, c, hub, juheng, center, "2026-01-01", Some("2026-03-04"))?;
        Ok(())
    });
    let staff = app.as_(app.world.wu_fang);
    staff.post("/catalogue/new", &Typed::good(&app).by(juheng).fields()).expect(303);
    staff.post("/catalogue/LCX-003/retire", &[("version", "1")]).expect(303);
    app.app.clock.set(app.app.clock.now() + 86_400_000);
    let staff = app.as_(app.world.wu_fang);
    staff.post("/catalogue/LCX-003/publish", &[("version", "2")]).expect(422).shows("不在入驻期内").shows("成品鞋底");
}

#[test]
fn more_rows_keep_what_was_typed_without_script() {
    let app = TestApp::new();
    let staff = app.as_(app.world.wu_fang);
    let before = app.events();
    staff.get("/catalogue/new").expect(200).shows("material_name_2").hides("material_name_3");
    let typed = Typed::good(&app).by(app.world.oujiang).with("materials", "4").with("do", "more-materials");
    let page = staff.post("/catalogue/new", &typed.fields()).expect(200).shows("material_name_6").shows("配方单");
    page.hides("material_name_7").shows("鞋底耐磨检测");
    let typed = typed.with("providers", "3").with("do", "more-providers");
    staff.post("/catalogue/LCX-001", &typed.fields()).expect(200).shows("provider_5").shows("鞋底耐磨检测");
    assert_eq!(events_since(&app, &before), Vec::<String>::new());
    // A box that is taken in a row far below moves up with its row.
    let gaps = Typed::good(&app).by(app.world.oujiang).with("material_name_9", "检测委托书");
    staff.post("/catalogue/new", &gaps.with("material_follow_9", "yes").fields()).expect(303);
    staff.get("/catalogue/LCX-003").expect(200).shows("name=\"material_name_3\" value=\"检测委托书\"");
}

#[test]
fn who_saw_an_older_version_overwrites_nothing() {
    let app = TestApp::new();
    let staff = app.as_(app.world.wu_fang);
    let typed = Typed::good(&app).by(app.world.oujiang).with("version", "1");
    staff.post("/catalogue/LCX-001", &typed.fields()).expect(303);
    let late = typed.with("name", "迟到的修改");
    app.as_(app.world.zhou_min).post("/catalogue/LCX-001", &late.fields()).expect(409).shows("别人刚刚修改过");
    staff.post("/catalogue/LCX-001/retire", &[("version", "1")]).expect(409);
    app.visitor().get("/services/LCX-001").expect(200).shows("鞋底耐磨检测").hides("迟到的修改");
}

#[test]
fn another_hub_finds_nothing() {
    let app = TestApp::new();
    let other = app.as_(app.world.zheng_tao);
    other.get("/catalogue/LCX-001").expect(404).hides("耐折");
    other.get("/catalogue").expect(200).hides("耐折性能检测").shows("目录里还没有服务事项");
    let typed = Typed::good(&app).by(app.world.oujiang).with("version", "1");
    other.post("/catalogue/LCX-001", &typed.fields()).expect(404);
    for step in ["publish", "retire", "send-back"] {
        other.post(&format!("/catalogue/LCX-001/{step}"), &[("version", "1"), ("words", "x")]).expect(404);
    }
    // Its own entry cannot lie in another hub's center, nor be given by who is resident elsewhere.
    other.post("/catalogue/new", &typed.fields()).expect(422).shows("请选择中心").shows("不在入驻期内");
}

#[test]
fn the_hubs_list_is_narrowed_by_its_address() {
    let app = TestApp::new();
    let staff = app.as_(app.world.wu_fang);
    staff.get("/catalogue").expect(200).shows("耐折性能检测").shows("鞋款设计建模").shows("href=\"/catalogue/new\"");
    let asked = |query: &str| staff.get(&format!("/catalogue?{query}")).expect(200);
    asked("state=retired").hides("耐折性能检测").shows("没有符合条件").shows("看全部");
    asked("function=testing").shows("耐折性能检测").shows("</span>检测服务中心</span>").hides("鞋款设计建模");
    asked(&format!("center={}", super::centers(&app).1)).shows("鞋款设计建模").hides("耐折性能检测");
    asked(&format!("provider={}", app.world.oujiang)).shows("耐折性能检测").hides("鞋款设计建模");
    asked("words=lcx-002").shows("鞋款设计建模").hides("耐折性能检测");
    asked("words=报告").shows("鞋款设计建模").shows("耐折性能检测");
}
