//! A wrong merge is undone: in time, while nothing was decided, with everything as it was before.

use db::{params, sql};
use jiff::civil::date;

use crate::testing::TestApp;

/// State, due day and clerk of a need, as its row says.
fn row(app: &TestApp, reference: &str) -> (String, Option<String>, Option<uuid::Uuid>, Option<i64>) {
    let reference = reference.to_owned();
    app.system(move |tx, _| {
        let found = sql!("SELECT state, triage_due_on, clerk_id, closed_at FROM needs WHERE reference = $1");
        let row = tx.one(found, &params![reference])?;
        Ok((row.get("state"), row.get("triage_due_on"), row.get("clerk_id"), row.get("closed_at")))
    })
}

/// Two needs of 康捷, the second of which goes on in the first. Gives both.
fn merged(app: &TestApp) -> (String, String) {
    let (first, second) = (app.need_said("hub", Vec::new()), app.need_said("hub", Vec::new()));
    app.as_(app.world.wu_fang).post(&format!("/needs/{second}/merge"), &[("of", &first)]).expect(303);
    (first, second)
}

#[test]
fn both_needs_are_as_they_were_and_the_firm_is_told() {
    let app = TestApp::new();
    let first = app.need_said("hub", Vec::new());
    let second = app.need_said("hub", Vec::new());
    let before = (row(&app, &first), row(&app, &second));
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    clerk.post(&format!("/needs/{second}/part"), &[("part_reason", "x")]).expect(409).shows("没有并入另一项");
    clerk.post(&format!("/needs/{second}/merge"), &[("of", &first)]).expect(303);
    let page = clerk.get(&format!("/needs/{second}")).expect(200).shows("撤销合并");
    page.shows("最晚 2026年3月11日(周三)");
    firm.get(&format!("/needs/{second}")).expect(200).hides("撤销合并");
    let part = format!("/needs/{second}/part");
    clerk.post(&part, &[]).expect(422).shows("请说明为什么撤销合并");
    let long = "款".repeat(2001);
    clerk.post(&part, &[("part_reason", &long)]).expect(422).shows("款款款");
    for (who, status) in [(app.world.li_mei, 403), (app.world.zhao_gong, 403), (app.world.zheng_tao, 404)] {
        app.as_(who).post(&part, &[("part_reason", "x")]).expect(status);
    }
    clerk.post(&part, &[("part_reason", "一个测童鞋,一个测劳保鞋")]).expect(303);
    clerk.post(&part, &[("part_reason", "再来一次")]).expect(409);
    assert_eq!((row(&app, &first), row(&app, &second)), before);
    firm.get(&format!("/needs/{second}")).expect(200).shows("待受理").shows("恢复单独办理").hides("继续办理的需求");
    firm.get(&format!("/needs/{first}")).expect(200).hides("并入的需求</dt>");
    app.run_jobs();
    firm.get("/notices")
        .expect(200)
        .shows(&format!("需求 {second} 恢复单独办理"))
        .shows(&format!("它与 {first} 不是同一件事"));
    let events = app.events_of(&["need"]);
    for action in ["need.merged", "need.joined", "need.parted", "need.left"] {
        assert_eq!(events.iter().filter(|event| *event == action).count(), 1, "{action}");
    }
    // It goes on as any other, and can be merged again.
    clerk.get("/home?kind=triage").expect(200).shows(&second);
    clerk.post(&format!("/needs/{second}/merge"), &[("of", &first)]).expect(303);
}

#[test]
fn a_question_that_waited_for_the_firm_waits_again() {
    let app = TestApp::new();
    let (first, second) = (app.need_said("hub", Vec::new()), app.need_said("hub", Vec::new()));
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{second}/ask-back"), &[("question", "请补充鞋码")]).expect(303);
    let before = row(&app, &second);
    clerk.post(&format!("/needs/{second}/merge"), &[("of", &first)]).expect(303);
    app.on(date(2026, 3, 9));
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{second}/part"), &[("part_reason", "款式不同")]).expect(303);
    assert_eq!(row(&app, &second), before);
    // The clock has stood still all the while: the answer on the 10th leaves the days that were left on the 4th.
    app.on(date(2026, 3, 10));
    let firm = app.as_(app.world.li_mei);
    firm.post_files(&format!("/needs/{second}/answer"), &[("answer", "36 到 40 码")], &[]).expect(303);
    assert_eq!(row(&app, &second).1.as_deref(), Some("2026-03-12"));
}

#[test]
fn not_after_some_days_and_not_once_something_was_decided() {
    let app = TestApp::new();
    let (_, late) = merged(&app);
    app.on(date(2026, 3, 12));
    let clerk = app.as_(app.world.wu_fang);
    clerk.get(&format!("/needs/{late}")).expect(200).shows("已过可以撤销合并的期限").hides("part_reason");
    clerk.post(&format!("/needs/{late}/part"), &[("part_reason", "款式不同")]).expect(409).shows("已过可以撤销");
    for step in ["accept", "ask-back", "decline"] {
        let (first, second) = merged(&app);
        let clerk = app.as_(app.world.wu_fang);
        let fields = [("question", "请补充鞋码"), ("reason", "不在服务范围")];
        clerk.post(&format!("/needs/{first}/{step}"), &fields).expect(303);
        let refused = clerk.post(&format!("/needs/{second}/part"), &[("part_reason", "款式不同")]).expect(409);
        refused.shows("已有新的处理,不能再撤销合并");
        assert_eq!(row(&app, &second).0, "merged", "{step}");
    }
    // Whom it was given to decides nothing.
    let (first, second) = merged(&app);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{first}/assign"), &[("clerk", "me")]).expect(303);
    clerk.post(&format!("/needs/{second}/part"), &[("part_reason", "款式不同")]).expect(303);
    assert_eq!(app.events_of(&["need"]).iter().filter(|event| *event == "need.parted").count(), 1);
}
