//! The public front through HTTP, as somebody without an account sees it.

use crate::hubs::{self, HubGrade, NewCarrier, Profile};
use crate::testing::TestApp;

/// The hub of Lucheng with everything that its page can show.
fn furnish(app: &TestApp) {
    let lucheng = app.world.lucheng;
    app.system(move |tx, c| {
        let carrier = NewCarrier {
            name: "温州大学鞋材研究中心".into(),
            partner: "温州大学".into(),
            field: "鞋材高分子".into(),
            founded_on: "2021-05-18".into(),
        };
        hubs::add_carrier(tx, c, lucheng, &carrier)?;
        let expert = Profile {
            name: "徐教授".into(),
            title: "教授".into(),
            employer: "温州大学".into(),
            fields: "生物力学".into(),
            asks: "鞋楦舒适度怎样改进".into(),
            industry_codes: "1952".into(),
        };
        hubs::add_expert(tx, c, lucheng, None, &expert)?;
        for (year, grade) in [(2023, "良"), (2024, "优")] {
            let source = format!("省委科技强省建设领导小组办公室 {} 年公布", year + 1);
            hubs::add_grade(tx, c, lucheng, &HubGrade { year, grade: grade.into(), source })?;
        }
        Ok(())
    });
}

#[test]
fn the_front_page_has_one_entry_purposes_and_the_hubs_by_county() {
    let app = TestApp::new();
    let page = app.visitor().get("/").expect(200);
    let page = page.shows("<h1>说出您的需求").shows("href=\"/needs/new\"").shows("检测产品或材料");
    let page = page.shows("href=\"/services?purpose=testing\"").shows("看全部 2 家综合体");
    let lucheng = "<li><a href=\"/hubs?division=330302\">鹿城</a> <span>1 家</span></li>";
    page.shows(lucheng).shows("<li><a href=\"/hubs?division=330329\">泰顺</a> <span>0 家</span></li>");
}

#[test]
fn hubs_are_found_by_county_industry_and_level() {
    let app = TestApp::new();
    furnish(&app);
    let visitor = app.visitor();
    let all = visitor.get("/hubs").expect(200).shows("2 家综合体").shows("鹿城鞋业").shows("乐清电气");
    all.shows("2024 年度 优").hides("2023 年度").shows("省级").shows("认定");
    visitor.get("/hubs?division=330302").expect(200).shows("鹿城鞋业").hides("乐清电气产业");
    visitor.get("/hubs?q=电气").expect(200).shows("乐清电气产业").hides("鹿城鞋业");
    let none = visitor.get("/hubs?level=city&q=%25").expect(200).shows("没有符合这些条件的综合体");
    none.shows("看全部综合体").shows("value=\"%\"");
}

#[test]
fn a_hub_shows_its_centers_people_grades_and_log_but_no_address_for_notices() {
    let app = TestApp::new();
    furnish(&app);
    let visitor = app.visitor();
    visitor.get("/hubs/LCX").expect(200).shows("日志里还没有记录");
    app.run_jobs();
    let page = visitor.get("/hubs/lcx").expect(200).shows("鹿城鞋业产业创新服务综合体").hides("hub@example.com");
    let page = page.shows("浙江省温州市鹿城区").shows("0577-88880000").shows("/needs/new?hub=LCX");
    let page = page.shows("/services?hub=LCX&#38;center=").shows("1 项服务").shows("入驻机构 2 家");
    let page = page.shows("/providers/91330302MA2CCCCC").shows("温州大学鞋材研究中心").shows("生物力学");
    let page = page.shows("2023 年度").shows("2024 年度 优").shows("省委科技强省建设领导小组办公室 2025 年公布");
    page.shows("/hubs/LCX/log/checkpoint").shows("日志共 ").shows("怎样验证");
    visitor.get("/hubs/lcx/log/checkpoint").expect(200);
    visitor.get("/hubs/LCX/providers").expect(200).shows("温州瓯江检测技术有限公司").shows("检测服务中心");
    visitor.get("/hubs/LCX/carriers").expect(200).shows("2021年5月18日(周二)成立");
    visitor.get("/hubs/LCX/experts?q=力学").expect(200).shows("徐教授");
    for unknown in ["/hubs/ZZZ", "/hubs/鹿城", "/hubs/ZZZ/providers", "/hubs/ZZZ/carriers", "/hubs/ZZZ/experts"] {
        visitor.get(&unknown.replace("鹿城", "%E9%B9%BF")).expect(404);
    }
}

#[test]
fn a_removed_hub_says_so_and_stands_in_no_list() {
    let app = TestApp::new();
    let admin = app.as_(app.world.huang_admin);
    let standing = [("version", "1"), ("level", "province"), ("stage", "removed"), ("division", "330382")];
    admin.post("/admin/hubs/YQD", &standing).expect(303);
    let visitor = app.visitor();
    let page = visitor.get("/hubs/YQD").expect(200).shows("这家综合体已被撤销").hides("/needs/new?hub=YQD");
    page.shows("乐清电气产业创新服务综合体");
    visitor.get("/hubs").expect(200).hides("乐清电气产业").shows("1 家综合体");
    visitor.get("/").expect(200).shows("<li><a href=\"/hubs?division=330382\">乐清</a> <span>0 家</span></li>");
    app.as_(app.world.zheng_tao).get("/directory").expect(200).shows("已被撤销");
}

#[test]
fn a_term_that_has_ended_is_not_shown_in_public() {
    let app = TestApp::new();
    let (lucheng, oujiang) = (app.world.lucheng, app.world.oujiang);
    app.system(move |tx, c| {
        let terms = hubs::Terms { hub: lucheng, words: "瓯江".into(), day: String::new() };
        let old = hubs::residencies(tx, &terms, 0, 10)?.remove(0);
        assert_eq!(old.organization_id, oujiang);
        hubs::change_residency(tx, c, lucheng, &old, old.center_id, "2025-01-01", Some("2025-12-31"))
    });
    let page = app.visitor().get("/hubs/LCX").expect(200).shows("入驻机构 1 家");
    page.hides("温州瓯江检测技术有限公司").shows("温州新锐鞋样设计有限公司");
}

#[test]
fn a_providers_page_shows_what_its_records_say_with_their_counts() {
    let app = TestApp::new();
    let w = &app.world;
    let oujiang = w.oujiang;
    let uscc = app.system(move |tx, _| Ok(crate::organizations::by_id(tx, oujiang)?.uscc));
    let page = format!("/providers/{uscc}");
    app.visitor().get(&page).expect(200).shows("还没有企业确认过的服务");
    app.order_confirmed_by(w.kangjie, w.li_mei, &[("level", "5")]);
    app.on(jiff::civil::date(2026, 3, 5));
    app.order_confirmed_by(w.kangjie, w.li_mei, &[("level", "4")]);
    app.on(jiff::civil::date(2026, 3, 6));
    app.order_confirmed_by(w.juheng, w.chen_jing, &[("level", "3")]);
    let seen = app.visitor().get(&page).expect(200).shows("服务记录(2022-01以来)");
    let seen = seen.shows("<b>2<small>家</small></b>").shows("<b>3<small>家次</small></b>").shows("100.0%");
    let seen = seen.shows("3 次有期限,3 次按时").shows("评价(3 次)").shows("评价次数还少,仅供参考");
    // Visitors read how the figures are made; the records only their parties and who oversees.
    seen.shows("href=\"#figures-how\"").hides("康捷").hides("/records").hides("/own-records");
    let own = app.as_(w.zhao_gong).get(&page).expect(200);
    for link in crate::testing::links(&own.text, "/own-records") {
        app.as_(w.zhao_gong).get(&link).expect(200).shows("共 3 条");
    }
    assert_eq!(crate::testing::links(&own.text, "/own-records").len(), 3);
    let audited = app.as_(w.lin_auditor).get(&page).expect(200);
    let link = crate::testing::links(&audited.text, "/records?").remove(0);
    app.as_(w.lin_auditor).get(&link).expect(200).shows("共 3 条").shows("康捷");
    app.as_(w.sun_lin).get(&page).expect(200).hides("/own-records");
}
