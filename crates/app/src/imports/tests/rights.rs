//! Who takes in what, and who sees it.

use super::*;

const EXPERTS: &[&str] = &["姓名,工作单位,擅长领域", "徐立,温州大学,鞋材"];

#[test]
fn a_hub_s_list_is_its_manager_s_and_nobody_else_s() {
    let app = TestApp::new();
    let w = &app.world;
    let (manager, admin) = (app.as_(w.zhou_min), app.as_(w.huang_admin));
    let own = take_in(&app, &manager, &[("kind", "experts")], "专家.csv", &csv(EXPERTS));
    // A manager cannot name another hub.
    let named = take_in(&app, &manager, &[("kind", "experts"), ("hub", "YQD")], "专家.csv", &csv(EXPERTS));
    let other = take_in(&app, &admin, &[("kind", "experts"), ("hub", "YQD")], "乐清专家.csv", &csv(EXPERTS));
    let none =
        take_in(&app, &admin, &[("kind", "organizations")], "组织.csv", &csv(&["税号,名称,类别,所在地,行业", "1"]));
    for page in [&own, &named] {
        manager.get(page).expect(200).shows("专家.csv");
    }
    for page in [&other, &none] {
        for path in [
            page.clone(),
            format!("{page}/columns"),
            format!("{page}/files/original.csv"),
            format!("{page}/files/errors.csv"),
        ] {
            manager.get(&path).expect(404);
        }
        for what in ["start", "discard", "undo", "columns", "sheet"] {
            manager.post(&format!("{page}/{what}"), &[("version", "1"), ("header", "1")]).expect(404);
        }
    }
    for page in [&own, &other, &none] {
        admin.get(page).expect(200);
    }
    manager.get("/imports").expect(200).shows("专家.csv").hides("乐清专家.csv").hides("组织.csv");
    let list =
        admin.get("/imports").expect(200).shows("乐清专家.csv").shows("乐清电气产业创新服务综合体").shows("周敏");
    list.shows("/imports.csv");
    admin.get("/imports?kind=organizations").expect(200).shows("组织.csv").hides("专家.csv");
    admin.get("/imports?state=written").expect(200).shows("还没有符合条件的导入");
    assert_eq!(rows(&manager.get("/imports.csv").expect(200)).len(), 3);
    for who in [w.wu_fang, w.zheng_tao, w.li_mei, w.zhao_gong, w.he_official, w.lin_auditor, w.xu_expert] {
        app.as_(who).get(&own).expect(403);
        app.as_(who).get("/imports").expect(403);
    }
}

#[test]
fn a_manager_adds_providers_but_does_not_speak_for_those_with_an_owner() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let (oujiang, juheng) = (app.world.oujiang, app.world.juheng);
    let code = |id| app.system(move |tx, _| Ok(crate::organizations::by_id(tx, id)?.uscc));
    let (owned, firm) = (code(oujiang), code(juheng));
    let new = uscc(7);
    let list = csv(&[
        "信用代码,机构名称,所在地,行业,简介",
        &format!("{new},温州鞋革检测研究院,鹿城区,7452,检测"),
        &format!("{owned},温州瓯江检测技术有限公司,鹿城区,7452,别人写的"),
        &format!("{firm},温州巨恒鞋材有限公司,鹿城区,1952,"),
    ]);
    let page = take_in(&app, &manager, &[("kind", "providers")], "机构.csv", &list);
    assert_eq!(counts(&app, &page), [1, 0, 0, 2]);
    manager.get(&page).expect(200).shows("这个组织已有负责人");
    decide(&app, &manager, &page, "start");
    let found = app.system(move |tx, _| crate::organizations::by_uscc(tx, &new)).unwrap();
    assert!(found.is_provider && !found.is_firm);
    // It has no owner, so the hub still keeps its data; nobody became a member by it.
    let list = csv(&["信用代码,机构名称,所在地,行业", &format!("{},温州鞋革检测院,鹿城区,7452", found.uscc)]);
    let page = take_in(&app, &manager, &[("kind", "providers")], "机构.csv", &list);
    assert_eq!(counts(&app, &page), [0, 1, 0, 0]);
    decide(&app, &manager, &page, "start");
    let id = found.id;
    assert!(app.system(move |tx, _| crate::people::owners(tx, id)).is_empty());
    // Resident at another hub it is not this manager's any more.
    let (yueqing, now) = (app.world.yueqing, found.uscc);
    app.system(move |tx, c| {
        let center = crate::hubs::NewCenter {
            kind: "testing".into(),
            name: "检测中心".into(),
            introduction: String::new(),
            position: 1,
        };
        let center = crate::hubs::add_center(tx, c, yueqing, &center)?;
        crate::hubs::add_residency(tx, c, yueqing, id, center, "2026-01-01", None)
    });
    let list = csv(&["信用代码,机构名称,所在地,行业", &format!("{now},温州鞋革院,鹿城区,7452")]);
    let page = take_in(&app, &manager, &[("kind", "providers")], "机构.csv", &list);
    assert_eq!(counts(&app, &page), [0, 0, 0, 1]);
    let admin = app.as_(app.world.huang_admin);
    let list = csv(&["信用代码,机构名称,类别,所在地,行业", &format!("{now},温州鞋革院,服务机构,鹿城区,7452")]);
    let page = take_in(&app, &admin, &[("kind", "organizations")], "机构.csv", &list);
    assert_eq!(counts(&app, &page), [0, 1, 0, 0]);
    decide(&app, &admin, &page, "start");
}
