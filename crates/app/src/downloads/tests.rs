//! Who may have which file.

use crate::testing::{TestApp, value_after};

const PDF: &[u8] = b"%PDF-1.7\n\xe2\xe3";

/// Who gets the file, and who does not find it.
fn assert_reach(app: &TestApp, file: &str, gets: &[uuid::Uuid], not: &[uuid::Uuid]) {
    for who in gets {
        app.as_(*who).get(file).expect(200).shows("%PDF-1.7");
    }
    for who in not {
        app.as_(*who).get(file).expect(404).hides("%PDF-1.7");
    }
    assert!(app.visitor().get(file).expect(303).location.starts_with("/sign-in?next=%2Ffiles%2F"));
    app.as_(app.world.huang_admin).get(file).expect(403);
}

#[test]
fn a_file_goes_with_its_draft_to_the_need() {
    let app = TestApp::new();
    let w = &app.world;
    let firm = app.as_(w.li_mei);
    let begun = firm.post("/needs/new", &[("words", "鞋底开裂,想查原因"), ("function", "testing")]).expect(303);
    let draft = begun.location.trim_end_matches("/product").to_owned();
    firm.post_files(&format!("{draft}/files"), &[("do", "add")], &[("鞋底 照片.pdf", PDF)]).expect(303);
    let page = firm.get(&format!("{draft}/files")).expect(200);
    let file = format!("/files/{}", value_after(&page.text, "href=\"/files/"));
    let others = [w.chen_jing, w.zhao_gong, w.sun_lin, w.wu_fang, w.zheng_tao, w.he_official, w.lin_auditor];
    assert_reach(&app, &file, &[w.li_mei, w.wang_qiang], &others);
    let oujiang = w.oujiang.to_string();
    firm.post(&format!("{draft}/visibility"), &[("visibility", "named"), ("named", &oujiang)]).expect(303);
    firm.post(&format!("{draft}/check"), &[]).expect(303);
    let gets = [w.li_mei, w.wang_qiang, w.zhao_gong, w.wu_fang, w.zhou_min, w.he_official, w.lin_auditor];
    assert_reach(&app, &file, &gets, &[w.chen_jing, w.sun_lin, w.zheng_tao]);
    let answer = firm.get(&file).expect(200);
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    let name = "attachment; filename*=UTF-8''%E9%9E%8B%E5%BA%95%20%E7%85%A7%E7%89%87.pdf";
    assert_eq!(answer.header("content-disposition"), name);
}

#[test]
fn an_answers_file_is_reached_as_its_need() {
    let app = TestApp::new();
    let w = &app.world;
    let need = app.need_said("hub", Vec::new());
    app.as_(w.wu_fang).post(&format!("/needs/{need}/ask-back"), &[("question", "请补充报告")]).expect(303);
    let answer = [("answer", "见附件")];
    app.as_(w.li_mei).post_files(&format!("/needs/{need}/answer"), &answer, &[("报告.pdf", PDF)]).expect(303);
    let page = app.as_(w.wu_fang).get(&format!("/needs/{need}")).expect(200);
    let file = format!("/files/{}", value_after(&page.text, "href=\"/files/"));
    let not = [w.chen_jing, w.zhao_gong, w.sun_lin, w.zheng_tao];
    assert_reach(&app, &file, &[w.li_mei, w.wu_fang, w.he_official, w.lin_auditor], &not);
}

#[test]
fn a_deliverable_is_reached_by_the_parties_of_its_order() {
    let app = TestApp::new();
    let w = &app.world;
    let order = app.order_accepted();
    let provider = app.as_(w.zhao_gong);
    let delivery = [("result", "report"), ("summary", "合格"), ("price", "800")];
    provider.post_files(&format!("/orders/{order}/deliver"), &delivery, &[("检测报告.pdf", PDF)]).expect(303);
    let page = provider.get(&format!("/orders/{order}")).expect(200);
    let file = format!("/files/{}", value_after(&page.text, "href=\"/files/"));
    let gets = [w.li_mei, w.wang_qiang, w.zhao_gong, w.wu_fang, w.he_official, w.lin_auditor];
    assert_reach(&app, &file, &gets, &[w.chen_jing, w.sun_lin, w.zheng_tao]);
}

#[test]
fn there_is_no_file_that_nobody_attached() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    firm.get("/files/01950000-0000-7000-8000-000000000000").expect(404);
    firm.get("/files/..%2Fetc%2Fpasswd").expect(404);
}
