//! Each kind of list, from the file to the directory and back.

use super::*;
use crate::hubs;

#[test]
fn organizations_are_tried_out_written_repeated_and_changed() {
    let app = TestApp::new();
    let admin = app.as_(app.world.huang_admin);
    let before = app.events();
    let (one, two) = (uscc(1), uscc(2));
    let head = "纳税人识别号,企业名称,类型,区县,所属行业,员工人数,营业收入(万元),电话";
    let list = csv(&[
        "鹿城区企业名录,,,,,,,",
        head,
        &format!("{one},温州市康泰鞋业有限公司,企业,鹿城区,皮鞋制造,８６,\"4,200\",0577-88880001"),
        &format!("{two},温州市质检科技有限公司,企业、服务机构,330304,7452,,,"),
    ]);
    let fields = [("kind", "organizations")];
    let page = take_in(&app, &admin, &fields, "企业名录.csv", &list);
    let shown = admin.get(&page).expect(200).shows("试算完成,还没有写入").shows("写入 2 行");
    shown.shows("纳税人识别号 → 统一社会信用代码").shows("温州市康泰鞋业有限公司").shows("黄伟");
    assert_eq!(counts(&app, &page), [2, 0, 0, 0]);
    let known = one.clone();
    assert!(app.system(move |tx, _| crate::organizations::by_uscc(tx, &known)).is_none(), "written by a trial");
    assert_eq!(told(&app, &before), ["import.checked", "import.received"]);

    decide(&app, &admin, &page, "start").shows("已写入 2 行");
    let events =
        ["import.checked", "import.received", "import.started", "import.written", "organization.registered ×2"];
    assert_eq!(told(&app, &before), events);
    let known = one.clone();
    let found = app.system(move |tx, _| crate::organizations::by_uscc(tx, &known)).unwrap();
    assert_eq!((found.staff, found.revenue_fen, found.industry.as_str()), (Some(86), Some(4_200_000_000), "1952"));
    assert_eq!(
        (found.size_class.as_deref(), found.division.as_str(), found.is_provider),
        (Some("small"), "330302", false)
    );

    // The same file once more changes nothing.
    let again = take_in(&app, &admin, &fields, "企业名录.csv", &list);
    admin
        .get(&again)
        .expect(200)
        .shows("没有需要写入的行")
        .shows("无需写入")
        .shows("同一个文件以前写入过")
        .shows(&page);
    assert_eq!(counts(&app, &again), [0, 0, 2, 0]);
    assert_eq!(admin.post(&format!("{again}/start"), &[("version", "9")]).status.as_u16(), 409);

    // A blank cell changes nothing, `清空` takes out what was there.
    let list = csv(&[head, &format!("{one},,企业,瓯海区,,120,,清空")]);
    let page = take_in(&app, &admin, &fields, "改.csv", &list);
    let shown = admin.get(&format!("{page}?outcome=changed")).expect(200).hides("温州市质检");
    shown
        .shows("所在地: <del>浙江省温州市鹿城区</del> → <ins>浙江省温州市瓯海区</ins>")
        .shows("<del>86</del> → <ins>120</ins>");
    decide(&app, &admin, &page, "start").shows("已写入 1 行");
    let found = app.system(move |tx, _| crate::organizations::by_uscc(tx, &one)).unwrap();
    assert_eq!((found.name.as_str(), found.contact_phone.as_str(), found.version), ("温州市康泰鞋业有限公司", "", 2));
}

#[test]
fn what_is_wrong_with_a_row_is_said_in_the_words_of_the_form_with_its_number() {
    let app = TestApp::new();
    let admin = app.as_(app.world.huang_admin);
    let good = uscc(1);
    let list = csv(&[
        "信用代码,企业名称,类别,所在地,行业,人数",
        "",
        "9.13E+17,温州市康泰鞋业有限公司,企业,鹿城区,1952,86",
        "9133030,短,企业,火星,鞋,很多",
        &format!("{good},温州市康泰鞋业有限公司,公司,鹿城区,1952,86"),
        &format!("{good},温州市康泰鞋业有限公司,企业,鹿城区,1952,86"),
        &format!(" {} ,温州市康泰鞋业有限公司,企业,鹿城区,1952,87", good.to_lowercase()),
    ]);
    let page = take_in(&app, &admin, &[("kind", "organizations")], "企业.csv", &list);
    assert_eq!(counts(&app, &page), [0, 0, 0, 5]);
    let shown = admin.get(&format!("{page}?outcome=refused")).expect(200).shows("有 5 行不能导入");
    let shown = shown.shows("统一社会信用代码:“9.13E+17”的后几位已经丢失").shows("设为“文本”格式");
    let shown = shown.shows("统一社会信用代码应为 18 位,您填了 7 位").shows("类别:请填“企业”“服务机构”");
    shown.shows("与第 5 行说的是同一条").shows("<td class=\"number\">7</td>");
}

#[test]
fn experts_come_in_gb18030_and_are_known_by_name_and_employer() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let before = app.events();
    let text =
        "专家姓名;职称;所在单位;研究方向;备注\n徐立;教授;温州大学;鞋材高分子;\n林悦;;温州医科大学;足部生物力学;新\n";
    let bytes = encoding_rs::GB18030.encode(text).0.into_owned();
    let page = take_in(&app, &manager, &[("kind", "experts")], "专家.csv", &bytes);
    manager.get(&page).expect(200).shows("GB18030").shows("徐立 · 温州大学");
    decide(&app, &manager, &page, "start").shows("已写入 2 行");
    let changed = csv(&["姓名,工作单位,擅长领域", "徐立,温州大学,鞋材高分子、耐磨", "徐立,浙江大学,纳米材料"]);
    let page = take_in(&app, &manager, &[("kind", "experts")], "专家.csv", &changed);
    assert_eq!(counts(&app, &page), [1, 1, 0, 0]);
    decide(&app, &manager, &page, "start");
    let hub = app.world.lucheng;
    let experts = app.system(move |tx, _| hubs::experts_called(tx, hub, "徐立", "温州大学"));
    assert_eq!(
        (experts.len(), experts[0].said.title.as_str(), experts[0].said.fields.as_str()),
        (1, "教授", "鞋材高分子、耐磨")
    );
    let events = told(&app, &before);
    for event in ["hub.expert-added ×3", "hub.expert-changed", "import.written ×2"] {
        assert!(events.iter().any(|told| told == event), "{event} is not in {events:?}");
    }
    // Whoever looks at the log sees which import an event belongs to.
    let auditor = app.as_(app.world.lin_auditor);
    let list = auditor.get("/events?action=hub.expert-changed").expect(200).shows("周敏");
    let event = crate::testing::links(&list.text, "/events/").remove(0);
    auditor.get(&event).expect(200).shows(page.trim_start_matches("/imports/"));
}

#[test]
fn residencies_take_days_as_people_write_them() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let columns =
        ["机构名称", "所属中心", "起始日期", "截止日期"].map(|name| tables::Column { name, kind: tables::Kind::Text });
    let line = |cells: [&'static str; 4]| cells.map(tables::Value::text);
    let (oujiang, xinrui) = ("温州瓯江检测技术有限公司", "温州新锐鞋样设计有限公司");
    let lines = [
        line([oujiang, "检测服务中心", "2025-01-01", "2026年12月31日"]),
        line([oujiang, "科技创新中心", "2026.3.1", "长期"]),
        line([xinrui, "检测服务中心", "46082", "2027/3/1"]),
        line([xinrui, "检测服务中心", "20261301", ""]),
        line([xinrui, "没有的中心", "2026-03-01", ""]),
        line(["没有的机构", "检测服务中心", "2026-03-01", ""]),
        line([xinrui, "科技创新中心", "2026-03-01", "2025-03-01"]),
    ];
    let book = tables::write_xlsx("入驻", &columns, lines).unwrap();
    let page = take_in(&app, &manager, &[("kind", "residencies")], "入驻.xlsx", &book);
    assert_eq!(counts(&app, &page), [2, 1, 0, 4]);
    let shown = manager.get(&page).expect(200).shows("到期日期: <del>(空)</del> → <ins>2026-12-31</ins>");
    let shown = shown.shows("本综合体没有这个中心").shows("入驻日期:").shows("到期日期:");
    shown.shows(&app.app.messages.language("zh-CN").t("hubs-provider-unknown"));
    decide(&app, &manager, &page, "start").shows("已写入 3 行");
    manager.get("/directory/residencies?state=all").expect(200).shows("2027年3月1日").shows("2026年12月31日");
}

#[test]
fn services_are_published_and_changed_by_their_code_or_name() {
    let app = TestApp::new();
    let manager = app.as_(app.world.zhou_min);
    let before = app.events();
    let head = "编号,服务项目,所属中心,服务功能,成果,服务对象,收费方式,收费标准,最高价,单位,承诺工作日,跑几次,申请材料,承接机构,资质";
    let list = csv(&[
        head,
        ",鞋底耐磨检测,检测服务中心,检验检测,一份报告,制鞋企业,价格区间,\"1,200\",2000,次,5,1次,营业执照(PDF)、样品照片(选填、容缺),温州瓯江检测技术有限公司,CMA",
        ",没有机构,检测服务中心,算命,一份报告,制鞋企业,固定价格,,,次,0,2,,没有的机构,",
        "LCX-001,耐折性能检测,,,,,,900,,,,,,,",
    ]);
    let page = take_in(&app, &manager, &[("kind", "services")], "服务.csv", &list);
    assert_eq!(counts(&app, &page), [1, 1, 0, 1], "{}", manager.get(&page).text);
    let shown = manager.get(&page).expect(200).shows("没有登记过“没有的机构”");
    shown.shows("价格或最低价: <del>800</del> → <ins>900</ins>");
    decide(&app, &manager, &page, "start").shows("已写入 2 行");
    let hub = app.world.lucheng;
    let code = app.system(move |tx, _| Ok(crate::catalogue::called(tx, hub, "鞋底耐磨检测")?.remove(0).code));
    let shown = app
        .visitor()
        .get(&format!("/services/{code}"))
        .expect(200)
        .shows("样品照片")
        .shows("可以后补")
        .shows("1,200–2,000 元/次");
    shown.shows("CMA").shows("瓯江检测");
    let list = csv(&["名称,承诺时限", "鞋底耐磨检测,4"]);
    let page = take_in(&app, &manager, &[("kind", "services")], "改.csv", &list);
    // The file lacks columns that a new service would need: somebody has to say so.
    manager.get(&page).expect(200).shows("请先对应列");
    let full = csv(&[head, ",鞋底耐磨检测,,,,,,,,,4,,,,"]);
    let page = take_in(&app, &manager, &[("kind", "services")], "改.csv", &full);
    assert_eq!(counts(&app, &page), [0, 1, 0, 0]);
    decide(&app, &manager, &page, "start");
    let events = told(&app, &before);
    for event in ["service.published", "service.changed ×2"] {
        assert!(events.iter().any(|told| told == event), "{event} is not in {events:?}");
    }
}
