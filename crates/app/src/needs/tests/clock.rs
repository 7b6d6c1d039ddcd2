//! What stops the clock and who is told of a due date.

use jiff::civil::date;

use crate::testing::TestApp;

/// How many letters with these words in their subject there are so far, to whom.
fn told(app: &TestApp, subject: &str) -> Vec<String> {
    let letters = app.letters();
    letters.into_iter().filter(|letter| letter.subject.contains(subject)).map(|letter| letter.to).collect()
}

#[test]
fn the_days_that_were_left_when_the_firm_was_asked_are_left_when_it_answers() {
    let app = TestApp::new();
    let need = app.need_said("hub", Vec::new());
    // Said on Wednesday 4 March, due on Friday the 6th; asked on the 6th, answered on Monday the 9th: one day is left.
    app.on(date(2026, 3, 6));
    let question = [("question", "请补充样品数量")];
    app.as_(app.world.wu_fang).post(&format!("/needs/{need}/ask-back"), &question).expect(303);
    let page = format!("/needs/{need}");
    // Of the other side's people the first letter.
    let lasts = "2026年3月6日(周五) 起等企业补充(吴*请企业补充),不计时限";
    app.as_(app.world.li_mei).get(&page).expect(200).shows(lasts);
    app.on(date(2026, 3, 9));
    let firm = app.as_(app.world.li_mei);
    firm.post(&format!("{page}/answer"), &[("answer", "20 双")]).expect(303);
    let seen = app.as_(app.world.wu_fang).get(&page).expect(200).shows("综合体在 2026年3月10日(周二) 前答复");
    seen.shows("2026年3月6日(周五) 至 2026年3月9日(周一) 等企业补充(吴芳请企业补充,李*答复),不计时限")
        .shows("期限由 2026年3月6日(周五) 顺延到 2026年3月10日(周二)")
        .hides("起等企业补充");
    assert_eq!(app.events_of(&["need"]), ["need.answered", "need.asked", "need.sent"]);
}

#[test]
fn the_manager_is_told_before_and_on_the_day_once_each() {
    let app = TestApp::new();
    let need = app.need_said("hub", Vec::new());
    assert!(told(&app, "快到期限").is_empty());
    app.on(date(2026, 3, 5));
    let before = told(&app, "快到期限");
    assert!(before.len() == 1 && before[0].starts_with("hub-manager"), "{before:?}");
    app.run_jobs();
    app.on(date(2026, 3, 6));
    let today = told(&app, "今天到期");
    assert!(today.len() == 1 && today[0].starts_with("hub-manager"), "{today:?}");
    // Nothing more on the days after: it was told of.
    app.on(date(2026, 3, 9));
    assert_eq!((told(&app, "快到期限").len(), told(&app, "今天到期").len()), (1, 1));
    assert_eq!(app.events_of(&["need"]), ["need.due", "need.due-soon", "need.sent"]);
    let clerk = app.as_(app.world.wu_fang);
    clerk.get(&format!("/needs/{need}")).expect(200).shows("已到期限,已提醒负责人");
    app.as_(app.world.li_mei).get(&format!("/needs/{need}")).expect(200).hides("已提醒负责人");
    clerk.get("/home").expect(200).shows("已逾期").shows(&need);
    // Accepted: a new due date, the plan's, is told of anew.
    clerk.post(&format!("/needs/{need}/accept"), &[]).expect(303);
    app.on(date(2026, 3, 13));
    assert_eq!(told(&app, "快到期限").len(), 2);
}

#[test]
fn nobody_is_told_while_the_clock_stands_nor_on_a_day_off() {
    let app = TestApp::new();
    let need = app.need_said("hub", Vec::new());
    let question = [("question", "请补充样品数量")];
    app.as_(app.world.wu_fang).post(&format!("/needs/{need}/ask-back"), &question).expect(303);
    for day in 5..=9 {
        app.on(date(2026, 3, day));
        assert!(told(&app, "期限").is_empty() && told(&app, "今天到期").is_empty());
    }
    app.as_(app.world.li_mei).post(&format!("/needs/{need}/answer"), &[("answer", "20 双")]).expect(303);
    app.on(date(2026, 3, 10));
    assert_eq!(told(&app, "快到期限").len(), 1, "due on the 11th");
    let other = TestApp::new();
    other.on(date(2026, 3, 5));
    other.need_said("hub", Vec::new());
    // Due on Monday the 9th; the working day before it is Friday the 6th.
    for (day, count) in [(6, 1), (7, 1), (8, 1)] {
        other.on(date(2026, 3, day));
        assert_eq!(told(&other, "快到期限").len(), count, "{day}");
    }
    assert!(told(&other, "今天到期").is_empty());
}

#[test]
fn testing_time_counts_once_the_firm_agrees() {
    let app = TestApp::new();
    let need = app.need_accepted();
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    let at = format!("/needs/{need}/pauses");
    let wrong = [("pause_from", "2026-03-09"), ("pause_to", "2026-03-06"), ("pause_words", "")];
    let page = clerk.post(&at, &wrong).expect(422).shows("结束日期不能早于开始日期").shows("请写明这段时间做什么");
    page.shows("value=\"2026-03-09\"");
    let time = [("pause_from", "2026-03-09"), ("pause_to", "2026-03-13"), ("pause_words", "样品恒温老化 5 天")];
    clerk.post(&at, &time).expect(303);
    clerk.post(&at, &time).expect(409).shows("还有一段时间在等企业同意");
    clerk.get(&format!("/needs/{need}")).expect(200).shows("综合体在 2026年3月11日(周三) 前提出方案");
    firm.get(&format!("/needs/{need}")).expect(200).shows("请确认检测试验时间").shows("样品恒温老化 5 天");
    app.as_(app.world.chen_jing).post(&format!("{at}/decide"), &[("do", "agree")]).expect(404);
    clerk.post(&format!("{at}/decide"), &[("do", "agree")]).expect(403);
    firm.post(&format!("{at}/decide"), &[("do", "agree")]).expect(303);
    firm.post(&format!("{at}/decide"), &[("do", "agree")]).expect(409).shows("没有等您同意的检测试验时间");
    // Three of the five days were left on the 9th: 16, 17, 18 March.
    let page = firm.get(&format!("/needs/{need}")).expect(200).shows("综合体在 2026年3月18日(周三) 前提出方案");
    page.shows("吴*提出,李梅同意").shows("期限由 2026年3月11日(周三) 顺延到 2026年3月18日(周三)");
    clerk.post(&at, &time).expect(303);
    firm.post(&format!("{at}/decide"), &[("do", "refuse")]).expect(303);
    firm.get(&format!("/needs/{need}")).expect(200).shows("李梅没有同意").shows("2026年3月18日(周三) 前提出方案");
    let expected = ["need.pause-proposed", "need.pause-proposed", "need.pause-refused", "need.paused", "need.sent"];
    assert_eq!(app.events_of(&["need"])[1..], expected);
    assert_eq!(told(&app, "检测试验时间等您同意").len(), 2);
}

#[test]
fn the_provider_of_an_order_agrees_on_testing_time_with_the_firm() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let (provider, firm) = (app.as_(app.world.zhao_gong), app.as_(app.world.li_mei));
    let (page, at) = (format!("/orders/{order}"), format!("/orders/{order}/pauses"));
    provider.get(&page).expect(200).shows("2026年3月11日(周三)").shows("约定检测试验时间");
    firm.post(&at, &[]).expect(403);
    app.as_(app.world.sun_lin).post(&at, &[]).expect(404);
    provider.post(&at, &[]).expect(422).shows("请选择日期");
    let time = [("pause_from", "2026-03-10"), ("pause_to", "2026-03-12"), ("pause_words", "耐折 10 万次")];
    provider.post(&at, &time).expect(303);
    firm.get(&page).expect(200).shows("请确认检测试验时间").shows("耐折 10 万次");
    firm.post(&format!("{at}/decide"), &[("do", "agree")]).expect(303);
    // Two days were left: 13 and 16 March.
    provider.get(&page).expect(200).shows("2026年3月16日(周一)").shows("赵工提出,李*同意");
    let events = app.events_of(&["order"]);
    assert!(events.contains(&"order.paused".to_owned()) && events.contains(&"order.pause-proposed".to_owned()));
    app.run_jobs();
    app.as_(app.world.zhao_gong).get("/notices").expect(200).shows("检测试验时间已同意");
}
