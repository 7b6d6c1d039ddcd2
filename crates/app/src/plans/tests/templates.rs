//! A hub's templates: kept by its manager, a plan composed from one, a plan kept as one.

use crate::testing::{Answer, TestApp, value_after};

/// 周敏 keeps 新鞋型上市 with design before test. Gives its address and those of its lines.
fn template(app: &TestApp) -> (String, Vec<String>) {
    let manager = app.as_(app.world.zhou_min);
    let head = [("name", "新鞋型上市"), ("function", "testing"), ("words", "从设计到检测一次办好")];
    let place = manager.post("/plan-templates/new", &head).expect(303).location;
    let design = app.world.design_service.clone();
    let test = app.world.test_service.clone();
    let lines = [design, test]
        .map(|service| manager.post(&format!("{place}/lines"), &[("service", &service)]).expect(303).location);
    (place, lines.to_vec())
}

fn need(app: &TestApp) -> String {
    let need = app.need_said("providers", Vec::new());
    app.as_(app.world.wu_fang).post(&format!("/needs/{need}/accept"), &[]).expect(303);
    need
}

#[test]
fn a_manager_keeps_templates_and_clerks_read_them() {
    let app = TestApp::new();
    let (manager, clerk) = (app.as_(app.world.zhou_min), app.as_(app.world.wu_fang));
    manager.get("/plan-templates").expect(200).shows("还没有模板").shows("新建模板");
    clerk.get("/plan-templates").expect(200).hides("新建模板");
    manager
        .post("/plan-templates/new", &[("name", ""), ("words", "打样")])
        .expect(422)
        .shows("请填写模板名称")
        .shows("打样");
    let (place, lines) = template(&app);
    manager.post("/plan-templates/new", &[("name", "新鞋型上市")]).expect(422).shows("已有同名模板");
    manager.post("/plan-templates/new", &[("name", "打样"), ("function", "x")]).expect(422).shows("从列表里选择用途");
    clerk.get("/plan-templates").expect(200).shows("新鞋型上市").shows("检测产品或材料");
    clerk.get("/plan-templates?q=%25").expect(200).hides("新鞋型上市");
    clerk.get("/plan-templates.csv").expect(200).shows("新鞋型上市");
    clerk.get(&place).expect(200).shows("在“鞋款设计建模”之后").hides("停用模板");
    clerk.get(&lines[0]).expect(403);
    clerk.post("/plan-templates/new", &[("name", "样品")]).expect(403);
    // Another hub's staff, whatever they are.
    app.as_(app.world.zheng_tao).get(&place).expect(404);
    app.as_(app.world.li_mei).get(&place).expect(403);
    manager.post(&format!("{place}/lines"), &[("service", "LCX-999")]).expect(422).shows("请选择一项已发布的服务");
    manager.post(&place, &[("do", "retire")]).expect(303);
    manager.post(&format!("{place}/lines"), &[("service", &app.world.test_service)]).expect(409).shows("已停用");
    clerk.get("/plan-templates").expect(200).hides("新鞋型上市");
    // Its name is free again.
    manager.post("/plan-templates/new", &[("name", "新鞋型上市")]).expect(303);
    let events = app.events();
    let count = |action: &str| events.iter().filter(|event| *event == action).count();
    assert_eq!((count("template.kept"), count("template.changed"), count("template.retired")), (2, 2, 1));
}

#[test]
fn lines_are_ordered_linked_and_taken_out() {
    let app = TestApp::new();
    let (place, lines) = template(&app);
    let manager = app.as_(app.world.zhou_min);
    let id = |line: &String| line.rsplit('/').next().unwrap().to_owned();
    let (design, test) = (id(&lines[0]), id(&lines[1]));
    // The test waits for the design already, so the design cannot wait for the test.
    manager.post(&lines[0], &[("after", &test), ("note", "三套配色")]).expect(422).shows("成了循环").shows("三套配色");
    let stranger = app.world.oujiang.to_string();
    manager.post(&lines[0], &[("providers", &stranger)]).expect(422).shows("这家机构不提供此项服务");
    manager.post(&lines[1], &[("do", "up")]).expect(303);
    let page = manager.get(&place).expect(200).text;
    assert!(page.find(&test).unwrap() < page.find(&design).unwrap());
    manager.post(&lines[1], &[("providers", &stranger), ("note", "按 QB/T 4331")]).expect(303);
    manager
        .get(&place)
        .expect(200)
        .shows("温州瓯江检测技术有限公司")
        .shows("按 QB/T 4331")
        .hides("在“鞋款设计建模”之后");
    manager.get(&lines[1]).expect(200).shows("checked");
    manager.post(&lines[0], &[("do", "out")]).expect(303);
    manager.get(&lines[0]).expect(404);
}

fn offered(page: &Answer, line: &str) -> (String, String) {
    let name = format!("line-{}", line.rsplit('/').next().unwrap());
    let mark = format!("name=\"{name}\" value=\"");
    (name, value_after(&page.text, &mark))
}

#[test]
fn a_plan_is_composed_from_a_template_in_one_step() {
    let app = TestApp::new();
    let (place, lines) = template(&app);
    let manager = app.as_(app.world.zhou_min);
    let xinrui = app.world.xinrui.to_string();
    manager.post(&lines[0], &[("providers", &xinrui)]).expect(303);
    let need = need(&app);
    let clerk = app.as_(app.world.wu_fang);
    let id = place.rsplit('/').next().unwrap().to_owned();
    let plan = format!("/needs/{need}/plan");
    clerk.get(&plan).expect(200).shows("按模板制定").shows("新鞋型上市(2 项服务)");
    let page = clerk.get(&format!("{plan}/template?template={id}")).expect(200);
    let (design, test) = (offered(&page, &lines[0]), offered(&page, &lines[1]));
    assert!(page.text.contains(&format!("value=\"{}\" checked", design.1)), "the default provider is ticked");
    clerk.post(&format!("{plan}/template"), &[("template", &id)]).expect(422).shows("请至少为一项服务选择机构");
    let all = [("template", id.as_str()), (&design.0, &design.1), (&test.0, &test.1)];
    clerk.post(&format!("{plan}/template"), &all).expect(303);
    clerk.get(&plan).expect(200).shows("在“鞋款设计建模”之后");
    assert!(app.events().contains(&"plan.composed".to_owned()));
    // A template of another hub is none.
    app.as_(app.world.zheng_tao).post(&format!("{plan}/template"), &all).expect(404);
}

#[test]
fn a_line_nobody_is_chosen_for_is_left_out_and_the_chain_holds() {
    let app = TestApp::new();
    let (place, mut lines) = template(&app);
    let manager = app.as_(app.world.zhou_min);
    let third = manager.post(&format!("{place}/lines"), &[("service", &app.world.design_service)]).expect(303).location;
    lines.push(third);
    let need = need(&app);
    let clerk = app.as_(app.world.wu_fang);
    let id = place.rsplit('/').next().unwrap().to_owned();
    let plan = format!("/needs/{need}/plan");
    let page = clerk.get(&format!("{plan}/template?template={id}")).expect(200);
    let (first, last) = (offered(&page, &lines[0]), offered(&page, &lines[2]));
    let fields = [("template", id.as_str()), (&first.0, &first.1), (&last.0, &last.1)];
    clerk.post(&format!("{plan}/template"), &fields).expect(303);
    clerk.get(&plan).expect(200).shows("在“鞋款设计建模”之后").hides("耐折性能检测</a>");
}

#[test]
fn a_clerk_keeps_a_plan_as_a_template() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let clerk = app.as_(app.world.wu_fang);
    let plan = format!("/needs/{need}/plan");
    clerk.post(&format!("{plan}/keep"), &[("name", "")]).expect(422).shows("请填写模板名称");
    clerk.post(&format!("{plan}/keep"), &[("name", "耐折检测"), ("words", "新款出货前")]).expect(303);
    let list = clerk.get("/plan-templates").expect(200).shows("耐折检测").shows("新款出货前");
    let place = format!("/plan-templates/{}", value_after(&list.text, "href=\"/plan-templates/"));
    clerk.get(&place).expect(200).shows("耐折性能检测").shows("温州瓯江检测技术有限公司");
    app.as_(app.world.li_mei).post(&format!("{plan}/keep"), &[("name", "x")]).expect(403);
}
