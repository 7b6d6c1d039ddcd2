//! Contracts and non-disclosure agreements: agreed by both, used again, asked for before files are opened.

use jiff::civil::date;

use crate::testing::{TestApp, value_after};

const PDF: &[u8] = b"%PDF-1.7\n\xe2\xe3";
const NDA: [(&str, &str); 4] =
    [("kind", "nda"), ("title", "2026 年度保密协议"), ("starts_on", "2026-03-04"), ("ends_on", "2026-06-30")];

/// The first agreement of the page.
fn first(app: &TestApp, who: uuid::Uuid, path: &str) -> String {
    value_after(&app.as_(who).get(path).expect(200).text, "name=\"id\" value=\"")
}

#[test]
fn what_both_agreed_to_is_offered_again_for_the_next_order() {
    let app = TestApp::new();
    let w = &app.world;
    let order = app.order_accepted();
    let path = format!("/orders/{order}/agreements");
    let (firm, lab) = (app.as_(w.li_mei), app.as_(w.zhao_gong));
    firm.get(&path).expect(200).shows("双方还没有协议");
    firm.post(&path, &[]).expect(422).shows("请选择协议的类型").shows("请附上协议文件").shows("请填写名称");
    let over = [("kind", "nda"), ("title", "旧协议"), ("starts_on", "2025-01-01"), ("ends_on", "2025-12-31")];
    firm.post_files(&path, &over, &[("旧协议.pdf", PDF)]).expect(422).shows("到期日期应在今天以后").shows("旧协议");
    firm.post_files(&path, &NDA, &[("保密协议.pdf", PDF)]).expect(303);
    let decide = format!("{path}/decide");
    let id = first(&app, w.zhao_gong, &path);
    firm.post(&decide, &[("id", &id), ("do", "agree")]).expect(409).shows("不能这样处理");
    for (who, status) in [(w.chen_jing, 404), (w.sun_lin, 404), (w.wu_fang, 403)] {
        app.as_(who).post(&decide, &[("id", &id), ("do", "agree")]).expect(status);
    }
    lab.get(&path).expect(200).shows("待对方同意").shows("保密协议.pdf");
    lab.post(&decide, &[("id", &id), ("do", "agree")]).expect(303);
    firm.get(&path).expect(200).shows("有效").shows("用于本办件").shows("2026年6月30日(周二)");
    lab.get("/agreements").expect(200).shows("2026 年度保密协议").shows("康捷");
    app.as_(w.sun_lin).get("/agreements").expect(200).hides("2026 年度保密协议");
    // The next order of the two.
    let next = app.order_accepted();
    let next_path = format!("/orders/{next}/agreements");
    lab.get(&next_path).expect(200).shows("沿用到本办件").hides("用于本办件<");
    lab.post(&format!("{next_path}/decide"), &[("id", &id), ("do", "use")]).expect(303);
    firm.get(&next_path).expect(200).hides("沿用到本办件");
    // When its term is over it is not.
    app.on(date(2026, 7, 1));
    let late = app.order_accepted();
    app.as_(w.li_mei).get(&format!("/orders/{late}/agreements")).expect(200).shows("已到期").hides("沿用到本办件");
    let again = [("id", id.as_str()), ("do", "use")];
    app.as_(w.li_mei).post(&format!("/orders/{late}/agreements/decide"), &again).expect(409).shows("在期限内");
    let mut events = app.events();
    events.retain(|action| action.starts_with("order.agreement"));
    events.sort_unstable();
    assert_eq!(events, ["order.agreement-agreed", "order.agreement-proposed", "order.agreement-used"]);
    app.run_jobs();
    app.as_(w.zhao_gong).get("/notices").expect(200).shows("提出了协议,请您确认");
}

#[test]
fn files_stay_closed_until_the_agreement_that_is_asked_for() {
    let app = TestApp::new();
    let w = &app.world;
    let order = app.order_accepted();
    let (firm, lab) = (app.as_(w.li_mei), app.as_(w.zhao_gong));
    let talk = format!("/orders/{order}/messages");
    firm.post_files(&talk, &[("words", "图纸见附件")], &[("鞋楦图纸.pdf", PDF)]).expect(303);
    let file = format!("/files/{}", value_after(&lab.get(&talk).expect(200).text, "href=\"/files/"));
    lab.get(&file).expect(200);
    let path = format!("/orders/{order}/agreements");
    let require = format!("{path}/require");
    firm.post(&require, &[("kind", "nda"), ("do", "yes")]).expect(303);
    lab.get(&file).expect(409).shows("要求先签协议");
    lab.get(&format!("/orders/{order}")).expect(200).shows("还没有具备");
    // The hub, and who oversees it, do not wait for it.
    app.as_(w.wu_fang).get(&file).expect(200);
    app.as_(w.lin_auditor).get(&file).expect(200);
    lab.post(&require, &[("kind", "nda"), ("do", "no")]).expect(409).shows("只有提出要求的一方");
    lab.post_files(&path, &NDA, &[("保密协议.pdf", PDF)]).expect(303);
    lab.get(&file).expect(409);
    // What is to be agreed to can be read.
    let page = firm.get(&path).expect(200);
    let agreement = format!("/files/{}", value_after(&page.text, "href=\"/files/"));
    firm.get(&agreement).expect(200);
    let id = first(&app, w.li_mei, &path);
    firm.post(&format!("{path}/decide"), &[("id", &id), ("do", "agree")]).expect(303);
    lab.get(&file).expect(200);
    // Ended by a side, it does not hold any more.
    firm.post(&format!("{path}/decide"), &[("id", &id), ("do", "end")]).expect(303);
    lab.get(&file).expect(409);
    firm.get(&path).expect(200).shows("已终止").shows("不再要求");
    firm.post(&require, &[("kind", "nda"), ("do", "no")]).expect(303);
    lab.get(&file).expect(200);
}
