//! Who deals with a need, what is said twice, where else it goes, and ready answers.

use crate::access::Role;
use crate::people::{self, Grant, NewPerson};
use crate::testing::{TestApp, value_after};

/// The person of a membership.
fn person(app: &TestApp, membership: uuid::Uuid) -> String {
    let id: uuid::Uuid = app.system(move |tx, _| {
        let row = tx.one(db::sql!("SELECT person_id FROM memberships WHERE id = $1"), &db::params![membership])?;
        Ok(row.get("person_id"))
    });
    id.to_string()
}

#[test]
fn a_need_is_given_to_a_colleague_or_taken() {
    let app = TestApp::new();
    let need = app.need_said("hub", Vec::new());
    let (clerk, manager) = (app.as_(app.world.wu_fang), app.as_(app.world.zhou_min));
    let (at, page) = (format!("/needs/{need}/assign"), format!("/needs/{need}"));
    let (wu_fang, stranger) = (person(&app, app.world.wu_fang), person(&app, app.world.zheng_tao));
    clerk.get(&page).expect(200).shows("未分配").shows("accesskey=\"m\"");
    clerk.get("/home?mine=none").expect(200).shows(&need);
    manager.post(&at, &[("clerk", &stranger)]).expect(422).shows("请选择本综合体的工作人员");
    manager.post(&at, &[("clerk", &wu_fang)]).expect(303);
    manager.post(&at, &[("clerk", &wu_fang)]).expect(409).shows("没有变化");
    app.run_jobs();
    clerk.get("/notices").expect(200).shows(&format!("需求 {need} 分给您办理"));
    manager.get("/notices").expect(200).hides("分给您办理");
    clerk.get("/home?mine=1").expect(200).shows(&need);
    clerk.get("/home?mine=none").expect(200).hides(&need);
    manager.get("/home?mine=1").expect(200).hides(&need);
    // Whoever accepts it: it stays with whom it was given to.
    manager.post(&format!("{page}/accept"), &[]).expect(303);
    clerk.get("/home?mine=1").expect(200).shows(&need);
    manager.post(&at, &[("clerk", "me")]).expect(303);
    manager.get("/home?mine=1").expect(200).shows(&need);
    app.as_(app.world.li_mei).get(&page).expect(200).hides("分配了经办人");
    app.as_(app.world.zheng_tao).post(&at, &[("clerk", "me")]).expect(404);
    app.as_(app.world.li_mei).post(&at, &[("clerk", "me")]).expect(403);
    assert_eq!(app.events_of(&["need"]), ["need.accepted", "need.assigned", "need.assigned", "need.sent"]);
}

#[test]
fn what_is_said_twice_is_shown_and_goes_on_in_one() {
    let app = TestApp::new();
    let (first, second) = (app.need_said("hub", Vec::new()), app.need_said("hub", Vec::new()));
    let other = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let clerk = app.as_(app.world.wu_fang);
    let page = clerk.get(&format!("/needs/{second}")).expect(200).shows("可能重复的需求").shows("文字相似 100%");
    page.shows("产品相同").shows(&first).hides(&other);
    clerk.get(&format!("/needs/{other}")).expect(200).hides("可能重复的需求");
    app.as_(app.world.li_mei).get(&format!("/needs/{second}")).expect(200).hides("可能重复的需求");
    let at = format!("/needs/{second}/merge");
    clerk.post(&at, &[("of", "LCX26-000000-0")]).expect(422).shows("没有找到这个编号的需求");
    clerk.post(&at, &[("of", &second)]).expect(409).shows("同一家企业");
    clerk.post(&at, &[("of", &first)]).expect(303);
    let firm = app.as_(app.world.li_mei);
    firm.get(&format!("/needs/{second}")).expect(200).shows("已关闭").shows(&format!("href=\"/needs/{first}\""));
    firm.get(&format!("/needs/{first}")).expect(200).shows("并入的需求").shows(&second);
    app.run_jobs();
    firm.get("/notices").expect(200).shows(&format!("需求 {second} 与 {first} 重复,已并入"));
    clerk.post(&at, &[("of", &first)]).expect(409);
    clerk.post(&format!("/needs/{other}/merge"), &[("of", &first)]).expect(409).shows("已经受理");
    // Nothing ends in what has ended.
    let third = app.need_said("hub", Vec::new());
    clerk.post(&format!("/needs/{third}/merge"), &[("of", &second)]).expect(409).shows("已经结束");
    let events = app.events_of(&["need"]);
    assert_eq!(events.iter().filter(|action| *action == "need.merged" || *action == "need.joined").count(), 2);
}

#[test]
fn a_need_goes_to_another_hub_under_its_number() {
    let app = TestApp::new();
    let need = app.need_said("named", vec![app.world.oujiang]);
    let w = &app.world;
    let (clerk, firm, other) = (app.as_(w.wu_fang), app.as_(w.li_mei), app.as_(w.zheng_tao));
    let (at, page) = (format!("/needs/{need}/pass"), format!("/needs/{need}"));
    clerk.post(&format!("{page}/ask-back"), &[("question", "请补充型号")]).expect(303);
    clerk.post(&at, &[("to", "YQD"), ("pass_reason", "是电气")]).expect(409).shows("不能转出");
    let report: &[(&str, &[u8])] = &[("型号.pdf", b"%PDF-1.7\n")];
    firm.post_files(&format!("{page}/answer"), &[("answer", "DZ47 断路器")], report).expect(303);
    clerk.post(&at, &[("to", "LCX")]).expect(422).shows("已经在这家综合体").shows("请说明转出的原因");
    other.get(&page).expect(404);
    clerk.post(&at, &[("to", "YQD"), ("pass_reason", "产品是断路器,属于电气行业")]).expect(303);
    // Who passed it keeps that, and what was known until then.
    let kept =
        clerk.get(&page).expect(200).shows("已转给乐清电气产业创新服务综合体").shows("产品是断路器").shows("邻苯");
    kept.hides("accesskey=\"a\"").hides("型号.pdf");
    clerk.post(&format!("{page}/accept"), &[]).expect(404);
    clerk.get("/home").expect(200).hides(&need);
    clerk.get("/needs?state=passed").expect(200).shows(&need);
    app.as_(w.zhao_gong).get(&page).expect(404);
    // Who received it sees all that happened before, its files and the answer, and cannot ask again.
    let seen =
        other.get(&page).expect(200).shows("由鹿城鞋业产业创新服务综合体转给").shows("请补充型号").shows("型号.pdf");
    let seen = seen.shows("提交了需求").shows("由另一家综合体转来").shows("综合体在 2026年3月6日(周五) 前答复");
    let file = format!("/files/{}", value_after(&seen.text, "href=\"/files/"));
    other.get(&file).expect(200);
    clerk.get(&file).expect(404);
    other.post(&format!("{page}/ask-back"), &[("question", "再问")]).expect(409);
    other.post(&at, &[("to", "LCX"), ("pass_reason", "还是你们的")]).expect(422).shows("不能再转回");
    other.post(&format!("{page}/accept"), &[]).expect(303);
    let list = firm.get("/needs").expect(200);
    assert_eq!(list.text.matches(&format!("href=\"/needs/{need}\"")).count(), 1, "one need, one line");
    firm.get(&page).expect(200).shows("处理中").shows("产品是断路器").shows("只有综合体可以看到");
    clerk.get(&page).expect(200).hides("综合体受理了需求");
    app.as_(w.he_official).get(&page).expect(200).shows("乐清电气");
    app.run_jobs();
    firm.get("/notices").expect(200).shows(&format!("需求 {need} 已转给乐清电气产业创新服务综合体"));
    other.get("/notices").expect(200).shows(&format!("鹿城鞋业产业创新服务综合体转来需求 {need}"));
    let expected = ["need.accepted", "need.answered", "need.asked", "need.passed", "need.received", "need.sent"];
    assert_eq!(app.events_of(&["need"]), expected);
}

#[test]
fn what_is_under_way_stays_where_it_is() {
    let app = TestApp::new();
    let planned = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let accepted = app.need_accepted();
    let clerk = app.as_(app.world.wu_fang);
    let fields = [("to", "YQD"), ("pass_reason", "属于电气行业")];
    clerk.post(&format!("/needs/{planned}/pass"), &fields).expect(409).shows("不能转出");
    clerk.post(&format!("/needs/{accepted}/pass"), &fields).expect(303);
    app.as_(app.world.zheng_tao).get(&format!("/needs/{accepted}")).expect(200).shows("待受理");
}

#[test]
fn the_manager_keeps_ready_answers_and_a_link_puts_them_in() {
    let app = TestApp::new();
    let need = app.need_said("hub", Vec::new());
    let (manager, clerk) = (app.as_(app.world.zhou_min), app.as_(app.world.wu_fang));
    manager.get("/directory/answers").expect(200).shows("还没有常用答复");
    let at = "/directory/answers/new";
    manager.post(at, &[]).expect(422).shows("请选择用在哪里").shows("请填写名称").shows("请填写内容");
    let wrong = [("kind", "ask"), ("title", "补样品"), ("words", "{负责人}您好")];
    manager.post(at, &wrong).expect(422).shows("没有“负责人”这个填入位置").shows("{负责人}您好");
    let words = "{企业}您好,请为需求 {编号} 补样品清单。有问题请联系{经办人} {综合体电话}";
    let ask = [("kind", "ask"), ("title", "补样品"), ("words", words)];
    manager.post(at, &ask).expect(303);
    manager.post(at, &ask).expect(422).shows("已经有同名的常用答复");
    let list = clerk.get("/directory/answers").expect(200).shows("补样品").hides("添加常用答复");
    assert!(!list.text.contains("href=\"/directory/answers/"));
    clerk.get(at).expect(403);
    clerk.post(at, &ask).expect(403);
    app.as_(app.world.li_mei).get("/directory/answers").expect(403);
    let page = clerk.get(&format!("/needs/{need}")).expect(200).shows("套用:").text;
    let link = format!("/needs/{need}?answer={}", value_after(&page, &format!("href=\"/needs/{need}?answer=")));
    let filled = clerk.get(link.split('#').next().unwrap()).expect(200);
    let told = format!("温州康捷鞋业有限公司您好,请为需求 {need} 补样品清单。有问题请联系吴芳 0577-88880000");
    filled.shows(&told).shows("<details class=\"drawer\" open><summary accesskey=\"q\">");
    let one = manager.get("/directory/answers").expect(200).text;
    let place = format!("/directory/answers/{}", value_after(&one, "href=\"/directory/answers/"));
    let place = if place.ends_with("/new") { manager_second(&one) } else { place };
    let version = value_after(&manager.get(&place).expect(200).text, "name=\"version\" value=\"");
    let changed = [("kind", "ask"), ("title", "补清单"), ("words", "请补清单"), ("version", version.as_str())];
    manager.post(&place, &changed).expect(303);
    manager.post(&place, &changed).expect(409);
    manager.post(&format!("{place}/remove"), &[]).expect(303);
    manager.get("/directory/answers").expect(200).hides("补清单");
    let events = app.events_of(&["answer"]);
    assert_eq!(events, ["answer.kept", "answer.kept", "answer.removed"]);
}

/// The second link to an answer: the first is that to a new one.
fn manager_second(page: &str) -> String {
    crate::testing::links(page, "/directory/answers/")
        .into_iter()
        .find(|link| !link.ends_with("/new"))
        .expect("an answer")
}

#[test]
fn another_hubs_answers_are_not_there() {
    let app = TestApp::new();
    let yueqing = app.world.yueqing;
    let manager = app.system(move |tx, c| {
        let new =
            NewPerson { name: "叶主任".into(), email: None, phone: Some("13900000000".into()), password: None };
        let person = people::add(tx, c, &new)?;
        people::grant(
            tx,
            c,
            person,
            &Grant { role: Role::HubManager, organization: None, hub: Some(yueqing), division: None },
        )
    });
    let answer = [("kind", "decline"), ("title", "不在范围"), ("words", "不在服务范围")];
    app.as_(manager).post("/directory/answers/new", &answer).expect(303);
    let place = manager_second(&app.as_(manager).get("/directory/answers").expect(200).text);
    let own = app.as_(app.world.zhou_min);
    own.get("/directory/answers").expect(200).hides("不在范围");
    own.get(&place).expect(404);
    own.post(&format!("{place}/remove"), &[]).expect(404);
}
