//! Undoing within a day, and what stays.

use super::*;
use crate::hubs;

#[test]
fn experts_and_residencies_go_as_they_came() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let hub = app.world.lucheng;
    let list =
        csv(&["姓名,职称,工作单位,擅长领域", "徐立,教授,温州大学,鞋材", "林悦,,温州大学,力学", "陈明,,温州大学,皮革"]);
    let first = take_in(&app, &manager, &[("kind", "experts")], "甲.csv", &list);
    decide(&app, &manager, &first, "start");
    let list = csv(&["姓名,职称,工作单位,擅长领域", "徐立,副教授,温州大学,鞋材"]);
    let second = take_in(&app, &manager, &[("kind", "experts")], "乙.csv", &list);
    decide(&app, &manager, &second, "start");
    let before = app.events();
    decide(&app, &manager, &second, "undo").shows("已撤销 1 行,0 行未能撤销");
    assert_eq!(told(&app, &before), ["hub.expert-changed", "import.undo-started", "import.undone"]);
    let experts = app.system(move |tx, _| hubs::experts_called(tx, hub, "徐立", "温州大学"));
    assert_eq!(experts[0].said.title, "教授");
    // One was changed since, one was taken out: they stay as they are.
    let page = manager.get("/directory/experts?q=林悦").expect(200);
    let expert =
        crate::testing::links(&page.text, "/directory/experts/").into_iter().find(|link| link.len() > 40).unwrap();
    manager.post(&format!("{expert}/remove"), &[("version", "1")]).expect(303);
    let shown = decide(&app, &manager, &first, "undo").shows("已撤销 1 行,2 行未能撤销").shows("之后又被修改过");
    shown.shows("之后已被删除");
    manager.get(&format!("{first}?outcome=kept")).expect(200).shows("徐立").hides("陈明");
    manager.get("/directory/experts").expect(200).shows("徐立").hides("陈明");
    manager.post(&format!("{first}/undo"), &[("version", "99")]).expect(409);

    let list = csv(&["机构名称,中心,入驻日期", "温州瓯江检测技术有限公司,科技创新中心,2026-01-01"]);
    let page = take_in(&app, &manager, &[("kind", "residencies")], "入驻.csv", &list);
    decide(&app, &manager, &page, "start");
    let before = app.events();
    decide(&app, &manager, &page, "undo").shows("已撤销 1 行");
    assert!(told(&app, &before).contains(&"hub.residency-removed".to_owned()));
}

#[test]
fn an_organization_that_is_used_since_stays() {
    let app = TestApp::new();
    let admin = app.as_(app.world.huang_admin);
    let head = "信用代码,名称,类别,所在地,行业";
    let list: Vec<String> = (1..=3).map(|n| format!("{},温州第{n}鞋材厂,服务机构,鹿城区,1959", uscc(n))).collect();
    let page =
        take_in(&app, &admin, &[("kind", "organizations")], "组织.csv", &csv(&[head, &list[0], &list[1], &list[2]]));
    decide(&app, &admin, &page, "start").shows("已写入 3 行");
    let (hub, used) = (app.world.lucheng, uscc(2));
    app.system(move |tx, c| {
        let organization = crate::organizations::by_uscc(tx, &used)?.unwrap().id;
        let center = hubs::centers(tx, hub)?[0].id;
        hubs::add_residency(tx, c, hub, organization, center, "2026-01-01", None)
    });
    let before = app.events();
    decide(&app, &admin, &page, "undo").shows("已撤销 2 行,1 行未能撤销").shows("之后已入驻综合体");
    assert_eq!(told(&app, &before), ["import.undo-started", "import.undone", "organization.removed ×2"]);
    let left: Vec<bool> = (1..=3)
        .map(|n| {
            let code = uscc(n);
            app.system(move |tx, _| crate::organizations::by_uscc(tx, &code)).is_some()
        })
        .collect();
    assert_eq!(left, [false, true, false]);
    // What was undone can be taken in again.
    let page =
        take_in(&app, &admin, &[("kind", "organizations")], "组织.csv", &csv(&[head, &list[0], &list[1], &list[2]]));
    assert_eq!(counts(&app, &page), [2, 0, 1, 0]);
}

#[test]
fn a_service_is_retired_and_one_that_somebody_needs_stays() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let head = "服务项目,所属中心,服务功能,成果,服务对象,收费方式,收费标准,单位,承诺工作日,跑几次,承接机构";
    let line = |name: &str| {
        format!("{name},检测服务中心,检验检测,一份报告,制鞋企业,固定价格,500,次,5,0,温州瓯江检测技术有限公司")
    };
    let list = csv(&[head, &line("鞋底耐磨检测"), &line("鞋面色牢度检测"), &line("耐折性能检测")]);
    let page = take_in(&app, &manager, &[("kind", "services")], "服务.csv", &list);
    assert_eq!(counts(&app, &page), [2, 1, 0, 0]);
    decide(&app, &manager, &page, "start");
    let (hub, oujiang) = (app.world.lucheng, app.world.oujiang);
    let code = app.system(move |tx, _| Ok(crate::catalogue::called(tx, hub, "鞋底耐磨检测")?.remove(0).code));
    app.need_with(&code, oujiang);
    decide(&app, &manager, &page, "undo").shows("已撤销 2 行,1 行未能撤销").shows("之后已用于需求、方案或办件");
    let services = app.visitor().get("/services").expect(200).hides("鞋面色牢度检测").shows("鞋底耐磨检测");
    services.shows("800 元");
}

#[test]
fn after_a_day_it_is_too_late() {
    let app = TestApp::new();
    let admin = app.as_(app.world.huang_admin);
    let list = csv(&["信用代码,名称,类别,所在地,行业", &format!("{},温州鞋材厂,企业,鹿城区,1959", uscc(1))]);
    let page = take_in(&app, &admin, &[("kind", "organizations")], "组织.csv", &list);
    let shown = decide(&app, &admin, &page, "start").shows("24 小时内可以撤销,到 2026年3月5日(周四) 09:30 为止");
    let version = crate::testing::value_after(&shown.text, "name=\"version\" value=\"");
    app.app.clock.set(app.app.clock.now() + 24 * 3_600_000 + 1);
    let admin = app.as_(app.world.huang_admin);
    admin.get(&page).expect(200).hides("/undo");
    admin.post(&format!("{page}/undo"), &[("version", &version)]).expect(409).shows("写入已超过 24 小时");
}
