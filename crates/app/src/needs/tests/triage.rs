//! What the hub answers, what the firm answers, and how a need ends before its plan was accepted.

use crate::app::millis_of;
use crate::testing::{TestApp, value_after};

#[test]
fn accepting_starts_the_clock_and_tells_the_firm() {
    let app = TestApp::new();
    let need = app.need_said("providers", Vec::new());
    let clerk = app.as_(app.world.wu_fang);
    let page = clerk
        .get(&format!("/needs/{need}"))
        .expect(200)
        .shows("accesskey=\"a\"")
        .shows("请在 5 个工作日内提出服务方案");
    let version = value_after(&page.text, "name=\"version\" value=\"");
    clerk.post(&format!("/needs/{need}/accept"), &[("version", &version)]).expect(303);
    let page = app.as_(app.world.li_mei).get(&format!("/needs/{need}")).expect(200).shows("处理中");
    page.shows("综合体在 2026年3月11日(周三) 前提出方案").shows("综合体受理了需求").shows("吴*").hides("吴芳");
    clerk.post(&format!("/needs/{need}/accept"), &[]).expect(409).shows("已经处理过");
    clerk.post(&format!("/needs/{need}/accept"), &[("version", &version)]).expect(409).shows("内容已被更新");
    assert_eq!(app.events_of(&["need"]), ["need.accepted", "need.sent"]);
    app.run_jobs();
    let told = app.as_(app.world.li_mei).get("/notices").expect(200);
    told.shows(&format!("需求 {need} 已受理")).shows("2026年3月11日(周三)");
}

#[test]
fn the_hub_asks_back_once_and_the_clock_waits_for_the_answer() {
    let app = TestApp::new();
    let need = app.need_said("providers", Vec::new());
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.wang_qiang));
    let at = |what: &str| format!("/needs/{need}/{what}");
    firm.get(&at("answer")).expect(409).shows("没有需要您补充的内容");
    clerk
        .post(&at("ask-back"), &[])
        .expect(422)
        .shows("请一次写明所有需要补充的内容")
        .shows("<details class=\"drawer\" open>");
    clerk.post(&at("ask-back"), &[("question", "请补充:1 面料成分;2 送检报告编号")]).expect(303);
    clerk.post(&at("accept"), &[]).expect(409);
    let page =
        firm.get(&format!("/needs/{need}")).expect(200).shows("待您确认").shows("请补充:1 面料成分").hides("前答复");
    page.shows(&format!("href=\"/needs/{need}/answer\"")).shows("class=\"turn yours\"");
    assert!(app.letters().iter().any(|letter| letter.subject.contains("需要您补充内容")));
    app.app.clock.set(millis_of(jiff::civil::date(2026, 3, 9), 10, 0));
    let firm = app.as_(app.world.wang_qiang);
    firm.get(&at("answer")).expect(200).shows("2 送检报告编号");
    firm.post(&at("answer"), &[]).expect(422).shows("请填写补充的内容").shows("2 送检报告编号");
    let report: &[(&str, &[u8])] = &[("送检报告.pdf", b"%PDF-1.7\n")];
    firm.post_files(&at("answer"), &[("answer", "PU 革,报告 WZ26-118")], report).expect(303);
    let page = app.as_(app.world.wu_fang).get(&format!("/needs/{need}")).expect(200).shows("PU 革,报告 WZ26-118");
    page.shows("送检报告.pdf").shows("综合体在 2026年3月11日(周三) 前答复").hides("accesskey=\"q\"");
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&at("ask-back"), &[("question", "还缺一样")]).expect(409).shows("已经请企业补充过一次");
    firm.post(&at("answer"), &[("answer", "再补充")]).expect(409);
    clerk.post(&at("accept"), &[]).expect(303);
    assert_eq!(app.events_of(&["need"]), ["need.accepted", "need.answered", "need.asked", "need.sent"]);
    let letters = app.letters();
    let told = letters.iter().find(|letter| letter.subject.contains("企业已补充内容")).expect("the hub is told");
    assert!(told.to.starts_with("hub-") && told.text.contains("2026年3月11日(周三)"), "{told:?}");
}

#[test]
fn declining_says_why_and_where_else_to_go() {
    let app = TestApp::new();
    let need = app.need_said("providers", Vec::new());
    let (clerk, firm) = (app.as_(app.world.zhou_min), app.as_(app.world.li_mei));
    let decline = format!("/needs/{need}/decline");
    clerk
        .post(&decline, &[("hint", "温州市质检院 0577-88000000")])
        .expect(422)
        .shows("请说明退回的原因")
        .shows("质检院");
    let long = "长".repeat(501);
    clerk.post(&decline, &[("reason", "不在服务范围"), ("hint", &long)]).expect(422).shows("最多 500 个字");
    let fields = [("reason", "童鞋化学检测不在本综合体范围"), ("hint", "温州市质检院 0577-88000000")];
    clerk.post(&decline, &fields).expect(303);
    firm.get(&format!("/needs/{need}"))
        .expect(200)
        .shows("已退回")
        .shows(fields[0].1)
        .shows(fields[1].1)
        .shows("无需操作");
    firm.get(&format!("/needs/{need}/sent")).expect(200).shows("综合体已经处理这项需求");
    clerk.post(&decline, &fields).expect(409).shows("已经结束");
    firm.post(&format!("/needs/{need}/withdraw"), &[("reason", "不要了")]).expect(409).shows("已经结束");
    assert_eq!(app.events_of(&["need"]), ["need.declined", "need.sent"]);
    assert!(
        app.letters().iter().any(|letter| letter.subject.contains("已退回") && letter.to.starts_with("firm-owner"))
    );
}

#[test]
fn a_need_is_withdrawn_while_sent_asked_or_accepted() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    let (sent, asked, accepted) =
        (app.need_said("hub", Vec::new()), app.need_said("hub", Vec::new()), app.need_accepted());
    let question = [("question", "请补充样品数量")];
    app.as_(app.world.wu_fang).post(&format!("/needs/{asked}/ask-back"), &question).expect(303);
    for need in [&sent, &asked, &accepted] {
        let withdraw = format!("/needs/{need}/withdraw");
        firm.post(&withdraw, &[]).expect(422).shows("请说明撤回的原因");
        firm.post(&withdraw, &[("reason", "订单取消")]).expect(303);
        firm.get(&format!("/needs/{need}")).expect(200).shows("已关闭").shows("订单取消").hides("accesskey");
        firm.post(&withdraw, &[("reason", "订单取消")]).expect(409);
    }
    let withdrawn = app.events().iter().filter(|action| *action == "need.withdrawn").count();
    app.run_jobs();
    let told = app.as_(app.world.wu_fang).get("/notices").expect(200);
    assert_eq!((withdrawn, told.text.matches("已撤回</b>").count()), (3, 3));
}

#[test]
fn an_open_plan_ends_with_its_need_and_what_was_asked_for_is_called_off() {
    for (who, what) in [("li_mei", "withdraw"), ("wu_fang", "decline")] {
        let app = TestApp::new();
        let person = app.as_(if who == "li_mei" { app.world.li_mei } else { app.world.wu_fang });
        let need = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
        let clerk = app.as_(app.world.wu_fang);
        clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
        let provider = app.as_(app.world.sun_lin);
        let order = value_after(&provider.get("/orders").expect(200).text, "href=\"/orders/");
        let quote = [("price", "3600"), ("days", "8")];
        provider.post(&format!("/orders/{order}/quote"), &quote).expect(303);
        clerk.post(&format!("/needs/{need}/plan/propose"), &[]).expect(303);
        let firm = app.as_(app.world.li_mei);
        let seen = firm.get(&format!("/needs/{need}/plan")).expect(200).text;
        let (item, version) =
            (value_after(&seen, "name=\"items\" value=\""), value_after(&seen, "name=\"version\" value=\""));
        person.post(&format!("/needs/{need}/{what}"), &[("reason", "客户改了款式")]).expect(303);
        provider.get(&format!("/orders/{order}")).expect(200).shows("已关闭").shows("客户改了款式");
        firm.post(&format!("/needs/{need}/plan/accept"), &[("items", &item), ("version", &version)]).expect(409);
        clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(409);
        let events = app.events_of(&["plan", "order"]);
        assert_eq!(events.iter().filter(|action| *action == "plan.closed").count(), 1);
        assert_eq!(events.iter().filter(|action| *action == "order.cancelled").count(), 1);
    }
}

#[test]
fn nothing_is_withdrawn_or_declined_once_a_plan_was_accepted() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let firm = app.as_(app.world.li_mei);
    let list = firm.get("/needs").expect(200).shows("已安排");
    let need = format!("/needs/LCX{}", value_after(&list.text, "href=\"/needs/LCX"));
    let page = firm.get(&need).expect(200).shows(&order).shows("已安排").hides("撤回需求");
    page.shows("企业接受了方案").shows("耐折性能检测");
    firm.post(&format!("{need}/withdraw"), &[("reason", "不要了")]).expect(409).shows("方案已被接受");
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("{need}/decline"), &[("reason", "做不了")]).expect(409).shows("方案已被接受");
    let events = app.events();
    assert!(!events.iter().any(|action| ["need.withdrawn", "need.declined", "plan.closed"].contains(&action.as_str())));
}

#[test]
fn the_page_follows_the_plan_and_the_orders_to_the_end() {
    let app = TestApp::new();
    let need = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    let page = format!("/needs/{need}");
    clerk.post(&format!("{page}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    firm.get(&page).expect(200).hides("瓯江检测").hides(&format!("href=\"{page}/plan\"")).shows("处理中");
    clerk.post(&format!("{page}/plan/propose"), &[]).expect(303);
    firm.get(&page).expect(200).shows("待您确认").shows("请确认服务方案").shows(&format!("href=\"{page}/plan\""));
    let seen = firm.get(&format!("{page}/plan")).expect(200).text;
    let (items, version) =
        (value_after(&seen, "name=\"items\" value=\""), value_after(&seen, "name=\"version\" value=\""));
    firm.post(&format!("{page}/plan/accept"), &[("items", &items), ("version", &version)]).expect(303);
    firm.get(&page).expect(200).shows("已安排").shows("服务机构在 2026年3月11日(周三) 前交付");
    let order = value_after(&firm.get("/orders").expect(200).text, "href=\"/orders/");
    let provider = app.as_(app.world.zhao_gong);
    provider.post(&format!("/orders/{order}/start"), &[]).expect(303);
    let delivery = [("result", "report"), ("summary", "合格"), ("price", "800")];
    provider.post(&format!("/orders/{order}/deliver"), &delivery).expect(303);
    firm.get(&page).expect(200).shows("成果已交付,请确认并评价");
    firm.post(&format!("/orders/{order}/confirm"), &[("level", "5")]).expect(303);
    firm.get(&page).expect(200).shows("已完成").shows("需求已办完").shows("服务记录已写入");
}
