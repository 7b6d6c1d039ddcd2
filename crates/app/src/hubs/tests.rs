//! The directory through HTTP: kept by a hub's own staff and by the administrator, refused to everybody else.

mod experts;

use uuid::Uuid;

use crate::hubs::{self, Hub, Profile};
use crate::testing::{TestApp, value_after};

/// Events that were not there before, sorted: the clock stands still, so only which there are is sure.
fn new_events(app: &TestApp, before: &[String]) -> Vec<String> {
    let mut events = app.events();
    for old in before {
        let at = events.iter().position(|event| event == old).expect("an event is never lost");
        events.swap_remove(at);
    }
    events.sort_unstable();
    events
}

fn hub_of(app: &TestApp, id: Uuid) -> Hub {
    app.system(move |tx, _| hubs::by_id(tx, id))
}

fn hub_fields(version: &str) -> Vec<(&str, &str)> {
    vec![
        ("version", version),
        ("name", "鹿城鞋业产业创新服务综合体"),
        ("industry", "鞋业"),
        ("industry_codes", "１９５、1951"),
        ("division", "330302"),
        ("operator", "温州市工业科学研究院"),
        ("address", "丰门街道总部经济园 3 幢"),
        ("hours", "工作日 08:30–17:30"),
        ("phone", "0577-88880001"),
        ("email", "LCX@example.com"),
        ("introduction", "为鹿城的制鞋企业服务。"),
    ]
}

#[test]
fn staff_change_what_their_hub_says_of_itself_but_not_its_standing() {
    let app = TestApp::new();
    let before = app.events();
    let clerk = app.as_(app.world.wu_fang);
    clerk.get("/directory").expect(200).shows("鹿城鞋业产业创新服务综合体").shows("检测服务中心").shows("入驻中");
    let form = clerk.get("/directory/hub").expect(200).hides("name=\"division\"").shows("所在地由管理员修改");
    let version = value_after(&form.text, "name=\"version\" value=\"");
    let mut fields = hub_fields(&version);
    // Another city's division: its officials would see the hub, and those of its own no more.
    fields.retain(|(name, _)| *name != "division");
    fields.extend([("division", "330106"), ("level", "city"), ("stage", "removed"), ("code", "AAA")]);
    assert_eq!(clerk.post("/directory/hub", &fields).expect(303).location, "/directory");
    let hub = hub_of(&app, app.world.lucheng);
    assert_eq!((hub.phone.as_str(), hub.industry_codes.as_str()), ("0577-88880001", "195,1951"));
    assert_eq!((hub.code.as_str(), hub.level.as_str(), hub.stage.as_str()), ("LCX", "province", "recognised"));
    assert_eq!((hub.email.as_str(), hub.division.as_str()), ("lcx@example.com", "330302"));
    app.as_(app.world.he_official).get("/home").expect(200).shows("鹿城鞋业");
    assert_eq!(new_events(&app, &before), ["hub.changed"]);
}

#[test]
fn a_stale_form_is_told_so_and_nothing_typed_is_lost() {
    let app = TestApp::new();
    let before = app.events();
    let (clerk, manager) = (app.as_(app.world.wu_fang), app.as_(app.world.zhou_min));
    manager.post("/directory/hub", &hub_fields("1")).expect(303);
    let mut late = hub_fields("1");
    late.retain(|(name, _)| *name != "hours");
    late.push(("hours", "每天 09:00–18:00"));
    let page = clerk.post("/directory/hub", &late).expect(409);
    let page = page.shows("别人修改并保存了这一项").shows("每天 09:00–18:00").shows("<title>错误");
    assert_eq!(value_after(&page.text, "name=\"version\" value=\""), "2");
    assert_eq!(hub_of(&app, app.world.lucheng).hours, "工作日 08:30–17:30");
    late[0] = ("version", "2");
    clerk.post("/directory/hub", &late).expect(303);
    assert_eq!(hub_of(&app, app.world.lucheng).hours, "每天 09:00–18:00");
    assert_eq!(new_events(&app, &before), ["hub.changed", "hub.changed"]);
}

#[test]
fn wrong_fields_of_a_hub_are_named_in_words() {
    let app = TestApp::new();
    let before = app.events();
    let clerk = app.as_(app.world.wu_fang);
    let long = "长".repeat(101);
    let wrong = [
        ("version", "1"),
        ("name", ""),
        ("industry", "鞋业"),
        ("industry_codes", "195,9999"),
        ("operator", long.as_str()),
        ("email", "lcx"),
    ];
    let page = clerk.post("/directory/hub", &wrong).expect(422);
    page.shows("请填写这一项")
        .shows("行业代码“9999”不在 GB/T 4754-2017 里")
        .shows("最多 100 个字,您填了 101 个字")
        .shows("邮箱应为 名称@域名 的形式")
        .shows("195,9999")
        .shows(&long);
    assert_eq!(new_events(&app, &before), [""; 0]);
}

#[test]
fn centers_are_added_changed_and_put_in_order() {
    let app = TestApp::new();
    let before = app.events();
    let clerk = app.as_(app.world.wu_fang);
    clerk.get("/directory/centers/new").expect(200).shows("value=\"3\"");
    let wrong = [("kind", "cooking"), ("name", ""), ("position", "一")];
    let page = clerk.post("/directory/centers/new", &wrong).expect(422);
    page.shows("请选择一项").shows("请填写这一项").shows("排列顺序应为 1 到 99");
    let new = [("kind", "property"), ("name", "知识产权中心"), ("introduction", "申请与维权"), ("position", "１")];
    assert_eq!(clerk.post("/directory/centers/new", &new).expect(303).location, "/directory#centers");
    let world = app.world.lucheng;
    let centers = app.system(move |tx, _| hubs::centers(tx, world));
    let testing = centers.iter().find(|center| center.kind == "testing").unwrap();
    let path = format!("/directory/centers/{}", testing.id);
    clerk.get(&path).expect(200).shows("检测服务中心");
    let last = [("version", "1"), ("kind", "testing"), ("name", "检测认证中心"), ("position", "9")];
    clerk.post(&path, &last).expect(303);
    clerk.post(&path, &last).expect(409).shows("检测认证中心").shows("打开现在的内容");
    let names = app.system(move |tx, _| Ok(hubs::centers(tx, world)?.into_iter().map(|c| c.name).collect::<Vec<_>>()));
    assert_eq!(names, ["知识产权中心", "科技创新中心", "检测认证中心"]);
    let stranger = app.as_(app.world.zheng_tao);
    stranger.get(&path).expect(404);
    stranger.post(&path, &last).expect(404);
    assert_eq!(new_events(&app, &before), ["hub.center-added", "hub.center-changed"]);
}

#[test]
fn a_provider_moves_in_by_name_or_uscc_and_terms_do_not_overlap() {
    let app = TestApp::new();
    let before = app.events();
    let clerk = app.as_(app.world.wu_fang);
    let (lucheng, xinrui) = (app.world.lucheng, app.world.xinrui);
    let centers = app.system(move |tx, _| hubs::centers(tx, lucheng));
    let testing = centers.iter().find(|center| center.kind == "testing").unwrap().id.to_string();
    let uscc = app.system(move |tx, _| Ok(crate::organizations::by_id(tx, xinrui)?.uscc));
    let add = |provider: &str, starts: &str, ends: &str| {
        let fields = [("provider", provider), ("center", &testing), ("starts_on", starts), ("ends_on", ends)];
        clerk.post("/directory/residencies/new", &fields)
    };
    add("温州没有注册的公司", "2026-03-01", "").expect(422).shows("没有找到这家服务机构").shows("温州没有注册的公司");
    // A firm that gives no services cannot move in.
    add("温州康捷鞋业有限公司", "2026-03-01", "").expect(422).shows("没有找到这家服务机构");
    add(&uscc, "2026-02-30", "明天").expect(422).shows("请填写日期").shows("明天");
    add(&uscc, "2026-03-01", "2026-02-01").expect(422).shows("到期日期不能早于入驻日期");
    add(&uscc.to_lowercase(), "2026-03-01", "2026-06-30").expect(303);
    add("温州新锐鞋样设计有限公司", "2026-06-30", "").expect(422).shows("已有入驻期与此重叠");
    add("温州新锐鞋样设计有限公司", "2026-07-01", "").expect(303);
    let wrong_center = [("provider", uscc.as_str()), ("center", "x"), ("starts_on", "2027-01-01")];
    clerk.post("/directory/residencies/new", &wrong_center).expect(422).shows("请选择一项");
    let running = clerk.get("/directory/residencies").expect(200).hides("未开始");
    running.shows("温州新锐鞋样设计有限公司").shows("2026年6月30日(周二)");
    clerk.get("/directory/residencies?state=all&q=新锐").expect(200).shows("未开始").hides("瓯江");
    assert_eq!(new_events(&app, &before), ["hub.residency-added", "hub.residency-added"]);
}

#[test]
fn a_term_is_ended_and_with_it_the_place_in_the_hub() {
    let app = TestApp::new();
    let before = app.events();
    let manager = app.as_(app.world.zhou_min);
    let (lucheng, oujiang) = (app.world.lucheng, app.world.oujiang);
    let list = manager.get("/directory/residencies?q=瓯江").expect(200);
    let path =
        format!("/directory/residencies/{}", value_after(&list.text, "<tr><td><a href=\"/directory/residencies/"));
    manager.get(&path).expect(200).shows("温州瓯江检测技术有限公司").shows("2025-01-01");
    let center = app.system(move |tx, _| hubs::centers(tx, lucheng))[0].id.to_string();
    let term = ("starts_on", "2025-01-01");
    let fields = [("version", "1"), ("center", center.as_str()), term, ("ends_on", "2026-03-03")];
    let stranger = app.as_(app.world.zheng_tao);
    stranger.get(&path).expect(404);
    stranger.post(&path, &fields).expect(404);
    manager.post(&path, &fields).expect(303);
    manager.post(&path, &fields).expect(409).shows("别人修改并保存了这一项");
    assert!(!app.system(move |tx, _| hubs::is_resident(tx, lucheng, oujiang, "2026-03-04")));
    assert!(app.system(move |tx, _| hubs::is_resident(tx, lucheng, oujiang, "2026-03-03")));
    assert_eq!(new_events(&app, &before), ["hub.residency-changed"]);
}

#[test]
fn carriers_are_kept() {
    let app = TestApp::new();
    let before = app.events();
    let clerk = app.as_(app.world.wu_fang);
    let wrong = [("name", "温州大学鞋材研究中心"), ("partner", ""), ("founded_on", "2027-01-01")];
    let page = clerk.post("/directory/carriers/new", &wrong).expect(422);
    page.shows("请填写这一项").shows("日期不能晚于今天").shows("温州大学鞋材研究中心");
    let fields = [
        ("version", "1"),
        ("name", "温州大学鞋材研究中心"),
        ("partner", "温州大学"),
        ("field", "鞋材高分子"),
        ("founded_on", "2021-05-18"),
    ];
    clerk.post("/directory/carriers/new", &fields).expect(303);
    let list = clerk.get("/directory/carriers").expect(200).shows("2021年5月18日(周二)");
    let path = format!("/directory/carriers/{}", value_after(&list.text, "<tr><td><a href=\"/directory/carriers/"));
    clerk.get(&path).expect(200).shows("鞋材高分子");
    clerk.post(&path, &fields).expect(303);
    clerk.post(&path, &fields).expect(409).shows("别人修改并保存了这一项");
    let stranger = app.as_(app.world.zheng_tao);
    stranger.get(&path).expect(404);
    stranger.post(&format!("{path}/remove"), &[("version", "2")]).expect(404);
    clerk.post(&format!("{path}/remove"), &[("version", "1")]).expect(409).shows("内容已被更新");
    clerk.post(&format!("{path}/remove"), &[("version", "2")]).expect(303);
    clerk.get("/directory/carriers").expect(200).shows("还没有登记和高校院所共建的载体");
    assert_eq!(new_events(&app, &before), ["hub.carrier-added", "hub.carrier-changed", "hub.carrier-removed"]);
}

#[test]
fn only_published_grades_of_past_years_are_entered_once_a_year() {
    let app = TestApp::new();
    let before = app.events();
    let manager = app.as_(app.world.zhou_min);
    let source = "省委科技强省建设领导小组办公室 2025-06-28 公布";
    for year in ["2017", "2026", "去年"] {
        let page = manager.post("/directory/grades/new", &[("year", year), ("grade", "优"), ("source", source)]);
        page.expect(422).shows("考核年度应从 2018 年到去年").shows(source);
    }
    manager.post("/directory/grades/new", &[("year", "2024")]).expect(422).shows("请填写这一项");
    let fields = [("year", "２０２４"), ("grade", "优"), ("source", source), ("version", "1")];
    manager.post("/directory/grades/new", &fields).expect(303);
    manager.post("/directory/grades/new", &fields).expect(422).shows("这个年度已登记过等次");
    manager.get("/directory/grades/2024").expect(200).shows(source);
    let better = [("grade", "良"), ("source", source), ("version", "1")];
    manager.post("/directory/grades/2024", &better).expect(303);
    manager.post("/directory/grades/2024", &better).expect(409).shows("别人修改并保存了这一项");
    manager.get("/directory").expect(200).shows("良");
    app.as_(app.world.zheng_tao).get("/directory/grades/2024").expect(404);
    manager.post("/directory/grades/2024/remove", &[("version", "2")]).expect(303);
    manager.get("/directory/grades/2024").expect(404);
    assert_eq!(new_events(&app, &before), ["hub.grade-added", "hub.grade-changed", "hub.grade-removed"]);
}

#[test]
fn the_administrator_adds_a_hub_and_changes_its_standing() {
    let app = TestApp::new();
    let before = app.events();
    let admin = app.as_(app.world.huang_admin);
    admin.get("/admin/hubs").expect(200).shows("鹿城鞋业产业创新服务综合体").shows("综合体管理");
    let mut fields = hub_fields("");
    fields.extend([("code", "l1"), ("level", "planet"), ("stage", "cultivating")]);
    let page = admin.post("/admin/hubs/new", &fields).expect(422);
    page.shows("代码应为三个大写字母").shows("请选择一项").shows("丰门街道总部经济园 3 幢");
    fields.retain(|(name, _)| !["code", "level"].contains(name));
    fields.extend([("code", "lcx"), ("level", "city")]);
    admin.post("/admin/hubs/new", &fields).expect(422).shows("这个代码已被使用");
    fields.retain(|(name, _)| *name != "code");
    fields.push(("code", "ohy"));
    assert_eq!(admin.post("/admin/hubs/new", &fields).expect(303).location, "/admin/hubs/OHY");
    admin.get("/admin/hubs/ohy").expect(200).shows("培育");
    let standing = [("version", "1"), ("level", "province"), ("stage", "removed"), ("division", "330324")];
    let of_none = [("version", "1"), ("level", "province"), ("stage", "creating"), ("division", "330399")];
    let nonsense = [("version", "1"), ("level", "province"), ("stage", "better"), ("division", "330324")];
    for wrong in [nonsense, of_none] {
        admin.post("/admin/hubs/OHY", &wrong).expect(422).shows("请选择一项");
    }
    admin.post("/admin/hubs/OHY", &standing).expect(303);
    admin.post("/admin/hubs/OHY", &standing).expect(409).shows("别人修改并保存了这一项");
    admin.get("/admin/hubs?q=鞋").expect(200).shows("OHY").shows("撤销").hides("YQD");
    admin.get("/admin/hubs/OHY").expect(200).shows("value=\"330324\" selected");
    admin.get("/admin/hubs/ZZZ").expect(404);
    assert_eq!(new_events(&app, &before), ["hub.created", "hub.standing-changed"]);
}

#[test]
fn others_do_not_keep_the_directory() {
    let app = TestApp::new();
    let w = &app.world;
    for membership in [w.li_mei, w.zhao_gong, w.xu_expert] {
        app.as_(membership).get("/directory").expect(403);
    }
    for membership in [w.li_mei, w.zhao_gong, w.he_official, w.lin_auditor, w.huang_admin, w.xu_expert] {
        app.as_(membership).post("/directory/hub", &hub_fields("1")).expect(403);
    }
    for membership in [w.zhou_min, w.wu_fang, w.he_official, w.lin_auditor] {
        app.as_(membership).get("/admin/hubs").expect(403);
    }
    app.as_(w.zheng_tao).get("/directory").expect(200).shows("乐清电气").shows("还没有中心").hides("鹿城鞋业");
}

#[test]
fn who_oversees_hubs_reads_their_directory_and_changes_nothing() {
    let app = TestApp::new();
    let w = &app.world;
    let clerk = app.as_(w.wu_fang);
    let carrier = [("name", "温州大学鞋材研究中心"), ("partner", "温州大学"), ("founded_on", "2021-05-18")];
    clerk.post("/directory/carriers/new", &carrier).expect(303);
    let expert = [("name", "徐教授"), ("employer", "温州大学"), ("fields", "生物力学")];
    clerk.post("/directory/experts/new", &expert).expect(303);
    let before = app.events();
    for reader in [w.he_official, w.lin_auditor, w.huang_admin] {
        let reader = app.as_(reader);
        for list in ["/directory", "/directory/residencies", "/directory/carriers", "/directory/experts", "/catalogue"]
        {
            let choices = reader.get(list).expect(200).shows("请选择要查看的综合体");
            choices.shows(&format!("href=\"{list}?hub=LCX\"")).shows(&format!("href=\"{list}?hub=YQD\""));
            let page = reader.get(&format!("{list}?hub=LCX")).expect(200).shows("鹿城鞋业");
            for kept in
                ["/new\"", "href=\"/directory/hub\"", "method=\"post\" action=\"/directory", "<td><a href=\"/directory"]
            {
                assert!(!page.text.contains(kept), "{kept} in {list}");
            }
            reader.get(&format!("{list}?hub=ZZZ")).expect(404);
        }
        reader.get("/directory?hub=LCX").expect(200).shows("检测服务中心").shows("href=\"/directory/experts?hub=LCX\"");
        reader.get("/directory/experts?hub=LCX&q=力学").expect(200).shows("徐教授").shows("name=\"hub\" value=\"LCX\"");
        reader.get("/directory/carriers.csv?hub=LCX").expect(200).shows("温州大学鞋材研究中心");
        reader.get("/directory/carriers.csv").expect(404);
        reader.get("/directory/residencies.csv?hub=YQD").expect(200).hides("瓯江");
        reader.get("/directory/carriers/new").expect(403);
        let entry = reader.get("/catalogue/LCX-001").expect(200).shows("耐折性能检测").shows("一份盖章的报告");
        entry.shows("温州瓯江检测技术有限公司").hides("<textarea").hides("保存");
    }
    assert_eq!(app.events(), before);
    // The staff of one hub do not read that of another.
    app.as_(w.zheng_tao).get("/directory?hub=LCX").expect(404);
    app.as_(w.zheng_tao).get("/catalogue.csv?hub=LCX").expect(404);
}

#[test]
fn long_lists_are_paged() {
    let app = TestApp::new();
    let lucheng = app.world.lucheng;
    app.system(move |tx, c| {
        for number in 1..=60 {
            let new = Profile {
                name: format!("专家{number:02}"),
                title: String::new(),
                employer: "温州大学".into(),
                fields: "鞋楦数字化".into(),
                ..Profile::default()
            };
            hubs::add_expert(tx, c, lucheng, None, &new)?;
        }
        Ok(())
    });
    let clerk = app.as_(app.world.wu_fang);
    clerk.get("/directory/experts").expect(200).shows("专家01").hides("专家60").shows("第 1 / 2 页,共 60 条");
    clerk.get("/directory/experts?page=2").expect(200).shows("专家60").hides("专家01");
    app.visitor().get("/hubs/LCX").expect(200).shows("专家 60 位").shows("看全部 60 位专家").hides("专家13");
    app.visitor().get("/hubs/LCX/experts?page=2").expect(200).shows("专家60").hides("专家01");
}
