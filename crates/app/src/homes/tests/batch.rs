//! Batch acts on the worklist, and saved views.

use crate::testing::{TestApp, links};

#[test]
fn several_are_accepted_or_assigned_and_each_is_told_of() {
    let app = TestApp::new();
    let (one, two) = (app.need_said("hub", Vec::new()), app.need_said("hub", Vec::new()));
    let lacking = super::worklist::sent_without_product(&app);
    let clerk = app.as_(app.world.wu_fang);
    clerk.get("/home").expect(200).shows("name=\"pick\"").shows("action=\"/home/batch\"");
    clerk.post("/home/batch", &[("do", "accept")]).expect(409).shows("请先在清单里勾选");
    clerk.post("/home/batch", &[("pick", &one)]).expect(409);
    let fields = [("do", "accept"), ("pick", one.as_str()), ("pick", two.as_str()), ("pick", lacking.as_str())];
    let page = clerk.post_once("/home/batch", &fields, "BATCH").expect(200).shows("共 3 项,办成 2 项");
    page.shows("没有写明产品或类别").shows(&format!("href=\"/needs/{lacking}\""));
    // The same form again tells the same of those that were done, and does nothing twice.
    clerk.post_once("/home/batch", &fields, "BATCH").expect(200).shows("共 3 项,办成 2 项");
    clerk.post("/home/batch", &fields).expect(200).shows("办成 0 项").shows("已经处理过");
    let me = links(&clerk.get("/home").text, "/home").len();
    assert!(me > 0);
    clerk.post("/home/batch", &[("do", "assign"), ("clerk", "x"), ("pick", &one)]).expect(409).shows("工作人员");
    let assign = [("do", "assign"), ("clerk", ""), ("pick", one.as_str()), ("pick", lacking.as_str())];
    clerk.post("/home/batch", &assign).expect(200).shows("办成 1 项").shows("没有变化");
    // Another hub's need is not there, and nothing of the world outside ends the rest.
    let other = app.as_(app.world.zheng_tao);
    let strange = [("do", "accept"), ("pick", lacking.as_str()), ("pick", "LCX26-000000-0")];
    other.post("/home/batch", &strange).expect(200).shows("办成 0 项").shows("没有找到这项需求");
    app.as_(app.world.li_mei).post("/home/batch", &fields).expect(403);
    let events = app.events();
    let count = |action: &str| events.iter().filter(|event| *event == action).count();
    assert_eq!((count("need.accepted"), count("need.assigned")), (2, 1));
}

#[test]
fn a_person_keeps_filters_under_a_name() {
    let app = TestApp::new();
    let (clerk, manager) = (app.as_(app.world.wu_fang), app.as_(app.world.zhou_min));
    clerk.get("/home").expect(200).hides("保存当前筛选");
    let page = clerk.get("/home?kind=triage&mine=none").expect(200).shows("保存当前筛选");
    let query = crate::testing::value_after(&page.text, "name=\"query\" value=\"").replace("&#38;", "&");
    assert_eq!(query, "/home?kind=triage&mine=none");
    clerk.post("/home/views", &[("query", &query), ("name", "")]).expect(409).shows("起个名字");
    clerk.post("/home/views", &[("query", "/home"), ("name", "全部")]).expect(409).shows("现在没有筛选");
    let saved = clerk.post("/home/views", &[("query", &query), ("name", "早上先看")]).expect(303);
    assert_eq!(saved.location, query);
    let page = clerk.get("/home").expect(200).shows("早上先看").shows("删除“早上先看”");
    assert!(links(&page.text, "/home?").contains(&query));
    manager.get("/home").expect(200).hides("早上先看");
    // The same name again: the new filters.
    clerk.post("/home/views", &[("query", "/home?kind=plan&page=7&x=y"), ("name", "早上先看")]).expect(303);
    let page = clerk.get("/home").expect(200).text;
    assert!(links(&page, "/home?").contains(&"/home?kind=plan".to_owned()));
    let remove = format!("/home/views/{}", crate::testing::value_after(&page, "action=\"/home/views/"));
    manager.post(&remove, &[]).expect(404);
    clerk.post(&remove, &[]).expect(303);
    clerk.get("/home").expect(200).hides("早上先看");
    let events = app.events();
    let count = |action: &str| events.iter().filter(|event| *event == action).count();
    assert_eq!((count("view.saved"), count("view.removed")), (2, 1));
    for number in 0..12 {
        clerk.post("/home/views", &[("query", &query), ("name", &format!("第 {number} 个"))]).expect(303);
    }
    clerk.post("/home/views", &[("query", &query), ("name", "多了")]).expect(409).shows("最多保存 12 个");
}
