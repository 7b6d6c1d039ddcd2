//! What everyone sees.

use super::{Typed, enter};
use crate::app::millis_of;
use crate::testing::TestApp;

#[test]
fn the_start_page_says_what_one_gets_for_how_much_and_by_when() {
    let app = TestApp::new();
    let typed = Typed::good(&app).by(app.world.oujiang).with("provider_price_1", "550");
    app.as_(app.world.wu_fang).post("/catalogue/new", &typed.fields()).expect(303);
    let page = app.visitor().get("/services/LCX-003").expect(200);
    let page = page.shows("鞋底耐磨检测").shows("盖 CMA 章的耐磨检测报告").shows("制鞋和鞋材企业").shows("600 元/组");
    let page = page
        .shows("承诺 3 个工作日")
        .shows("法定 10 个工作日")
        .shows("预计 2026年3月9日(周一) 前办好")
        .shows("跑 0 次");
    let page = page.shows("成品鞋底").shows("3 双,同一批次").shows("有则提供").shows("可以后补");
    let page = page.shows("温州瓯江检测技术有限公司").shows("CMA 211100340001").shows("550 元").shows("检测服务中心");
    page.shows("/needs/new?service=LCX-003").shows("href=\"/hubs/LCX\"").hides("尚未公布");
}

#[test]
fn no_day_is_promised_in_a_year_that_is_not_announced() {
    let app = TestApp::new();
    app.app.clock.set(millis_of(jiff::civil::date(2026, 12, 30), 10, 0));
    let page = app.visitor().get(&format!("/services/{}", app.world.test_service)).expect(200);
    page.shows("工作日历尚未公布").hides("预计");
}

#[test]
fn the_list_is_narrowed_by_its_address() {
    let app = TestApp::new();
    enter(&app, 1, |_, new| new.name = "ROHS 有害物质_筛查".into());
    let visitor = app.visitor();
    let all = visitor.get("/services").expect(200);
    let (design, testing) = (all.text.find("鞋款设计建模").unwrap(), all.text.find("耐折性能检测").unwrap());
    assert!(design < testing, "purposes stand in the order of functions()");
    all.shows("检测产品或材料").shows("设计款式、外观或包装").shows("800 元/次").shows("按需报价").shows("5 个工作日");
    let asked = |query: &str| visitor.get(&format!("/services?{query}")).expect(200);
    asked("purpose=design").shows("鞋款设计建模").hides("耐折性能检测");
    asked("center=testing").shows("耐折性能检测").hides("鞋款设计建模");
    asked("free=yes").shows("有害物质").hides("耐折性能检测");
    asked("hub=LCX").shows("耐折性能检测");
    asked("hub=YQD").hides("耐折性能检测").shows("没有找到符合条件").shows("href=\"/needs/new\"");
    // Names, outcomes and audiences are searched, in any case and width; a wildcard is only a letter.
    asked("words=耐折").shows("耐折性能检测").hides("鞋款设计建模");
    asked("words=盖章的报告").shows("耐折性能检测").shows("鞋款设计建模").hides("有害物质");
    asked("words=ｒｏｈｓ").shows("有害物质").hides("耐折性能检测");
    asked("words=制鞋企业&purpose=design").shows("鞋款设计建模").hides("耐折性能检测");
    asked("words=质_筛").shows("有害物质").hides("耐折性能检测");
    asked("words=%25").shows("没有找到符合条件");
}

#[test]
fn the_list_pages_through_the_purposes_in_their_order() {
    let app = TestApp::new();
    enter(&app, 60, |number, new| {
        if number > 55 {
            new.function = "policy".into();
        }
    });
    let visitor = app.visitor();
    // 1 design, 56 testing, 5 policy.
    let first = visitor.get("/services").expect(200).shows("鞋款设计建模").shows("第 48 号").hides("第 49 号");
    first.shows("第 1 / 2 页,共 62 条").shows("56 项").shows("purpose=policy");
    let second = visitor.get("/services?page=2").expect(200).shows("第 49 号").shows("第 60 号").hides("第 48 号");
    second.shows("申报项目、享受政策").hides("鞋款设计建模");
    let words = visitor.get("/services?words=鞋材检测&page=2").expect(200).shows("第 60 号").hides("第 2 号");
    words.shows("words=%E9%9E%8B%E6%9D%90%E6%A3%80%E6%B5%8B&#38;page=1");
}

#[test]
fn a_retired_service_says_so_and_what_is_not_public_is_not_there() {
    let app = TestApp::new();
    let typed = Typed::good(&app);
    app.as_(app.world.zhao_gong).post("/own-services/new", &typed.with("hub", "LCX").fields()).expect(303);
    app.visitor().get("/services/LCX-003").expect(404);
    app.visitor().get("/services").expect(200).hides("鞋底耐磨检测");
    app.visitor().get("/services/LCX-999").expect(404);
    let staff = app.as_(app.world.wu_fang);
    staff.post("/catalogue/LCX-003/send-back", &[("version", "1"), ("words", "缺少方法标准")]).expect(303);
    app.visitor().get("/services/LCX-003").expect(404);
    staff.post("/catalogue/LCX-001/retire", &[("version", "1")]).expect(303);
    let page = app.visitor().get("/services/LCX-001").expect(410).shows("已停止办理");
    page.shows("href=\"/services?hub=LCX\"").hides("/needs/new?service=");
    app.visitor().get("/services").expect(200).hides("耐折性能检测");
    staff.post("/catalogue/LCX-001/publish", &[("version", "2")]).expect(303);
    app.visitor().get("/services/LCX-001").expect(200);
}

#[test]
fn a_provider_shows_where_it_is_resident_and_what_it_gives() {
    let app = TestApp::new();
    let service = app.visitor().get("/services/LCX-001").expect(200);
    let uscc = crate::testing::value_after(&service.text, "href=\"/providers/");
    let page = app.visitor().get(&format!("/providers/{uscc}")).expect(200);
    let page = page.shows("温州瓯江检测技术有限公司").shows("浙江省温州市鹿城区").shows("CMA");
    let page = page.shows("鹿城鞋业产业创新服务综合体").shows("2025年1月1日(周三)起,长期").shows("检测服务中心");
    page.shows("href=\"/services/LCX-001\"").hides("鞋款设计建模");
    let firm = app.world.kangjie;
    let uscc = app.system(move |tx, _| Ok(crate::organizations::by_id(tx, firm)?.uscc));
    app.visitor().get(&format!("/providers/{uscc}")).expect(404).hides("康捷");
    app.visitor().get("/providers/91330302MA2ZZZZZ00").expect(404);
}
