//! 容缺受理: what follows later, by when, and what becomes of it.

use db::{params, sql};
use jiff::civil::date;

use crate::testing::TestApp;

const PDF: &[u8] = b"%PDF-1.7\n\xe2\xe3";

/// The guide of the test service asks for three materials; two of them may follow. Gives their keys.
fn materials(app: &TestApp) -> [String; 3] {
    let service = app.world.test_service.clone();
    app.system(move |tx, _| {
        let row = tx.one(sql!("SELECT hub_id, id FROM services WHERE code = $1"), &params![service])?;
        let (hub, id): (uuid::Uuid, uuid::Uuid) = (row.get("hub_id"), row.get("id"));
        for (position, name, may_follow) in [(1, "送检样品", 0), (2, "营业执照副本", 1), (3, "样品清单", 1)]
        {
            tx.execute(
                sql!(
                    "INSERT INTO service_materials (hub_id, service_id, position, name, needed, formats, may_follow)
                     VALUES ($1, $2, $3, $4, 1, 'PDF', $5)"
                ),
                &params![hub, id, position, name, may_follow],
            )?;
        }
        Ok([1, 2, 3].map(|position| format!("{id}/{position}")))
    })
}

/// A need accepted with two gaps: 营业执照副本 by 10 March, 样品清单 by 12 March.
fn accepted(app: &TestApp) -> String {
    let [_, licence, list] = materials(app);
    let need = app.need_said("providers", Vec::new());
    let (by_licence, by_list) = (format!("by-{licence}"), format!("by-{list}"));
    let fields = [
        ("pick", licence.as_str()),
        ("pick", list.as_str()),
        (by_licence.as_str(), "2026-03-10"),
        (by_list.as_str(), "2026-03-12"),
        ("message", "复印件请加盖公章"),
    ];
    app.as_(app.world.wu_fang).post(&format!("/needs/{need}/gaps"), &fields).expect(303);
    need
}

#[test]
fn only_what_a_guide_lets_follow_may_follow_by_a_day_within_reason() {
    let app = TestApp::new();
    let [sample, licence, _] = materials(&app);
    let need = app.need_said("providers", Vec::new());
    let (clerk, at) = (app.as_(app.world.wu_fang), format!("/needs/{need}/gaps"));
    let page = clerk.get(&at).expect(200).shows("营业执照副本").shows("样品清单");
    // The usual day: ten working days.
    page.shows("value=\"2026-03-18\"").shows("办事指南不允许后补的材料").hides(&format!("value=\"{sample}\""));
    clerk.post(&at, &[]).expect(422).shows("请至少勾选一项材料");
    let by_sample = format!("by-{sample}");
    clerk.post(&at, &[("pick", &sample), (&by_sample, "2026-03-10")]).expect(422).shows("不允许后补");
    let by = format!("by-{licence}");
    for (day, words) in [("2026-03-03", "日期已过"), ("很快", "请选择日期"), ("2026-06-01", "最长 30 个工作日")]
    {
        let page = clerk.post(&at, &[("pick", &licence), (&by, day), ("message", "请盖章")]).expect(422).shows(words);
        page.shows("请盖章").shows("checked");
    }
    for other in [app.world.li_mei, app.world.zhao_gong, app.world.he_official] {
        app.as_(other).get(&at).expect(403);
    }
    app.as_(app.world.zheng_tao).get(&at).expect(404);
    assert_eq!(app.events_of(&["need"]), ["need.sent"]);
    clerk.post(&at, &[("pick", &licence), (&by, "2026-03-10")]).expect(303);
    clerk.get(&at).expect(409).shows("已经处理过");
    assert_eq!(app.events_of(&["need"]), ["need.accepted", "need.gaps-set", "need.sent"]);
}

#[test]
fn the_firm_hands_it_in_and_the_clerk_ticks_it_off() {
    let app = TestApp::new();
    let need = accepted(&app);
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.li_mei));
    let page = firm.get(&format!("/needs/{need}")).expect(200).shows("可以后补的材料").shows("营业执照副本");
    page.shows("复印件请加盖公章")
        .shows("2026年3月10日(周二) 前补交")
        .shows("待补交")
        .shows("终止办理、退回需求")
        .shows("处理中");
    firm.get(&format!("/needs/{need}/sent")).expect(200).shows("样品清单:2026年3月12日(周四) 前补交(待补交)");
    firm.get("/home").expect(200).shows("请在 2026年3月10日(周二) 前补交材料");
    let at = format!("/needs/{need}/gaps/1");
    firm.get(&at).expect(200).shows("提交材料").hides("accesskey=\"a\"");
    firm.post_files(&at, &[], &[]).expect(422).shows("请选择要上传的文件");
    firm.post_files(&at, &[], &[("执照.pdf", PDF)]).expect(303);
    firm.get(&format!("/needs/{need}")).expect(200).shows("执照.pdf").shows("待核对");
    clerk.get("/home?kind=gap").expect(200).shows(&need).shows("核对后补材料").shows("营业执照副本");
    clerk.post(&format!("{at}/send-back"), &[]).expect(422).shows("请写明哪里不对");
    clerk.post(&format!("{at}/send-back"), &[("note", "执照已过期,请换新的")]).expect(303);
    firm.get(&at).expect(200).shows("执照已过期");
    clerk.post(&format!("{at}/send-back"), &[("note", "再来")]).expect(409).shows("还没有提交");
    firm.post_files(&at, &[], &[("新执照.pdf", PDF)]).expect(303);
    clerk.post(&format!("{at}/tick"), &[]).expect(303);
    firm.get(&at).expect(200).shows("已收到").hides("提交材料</button>");
    firm.post_files(&at, &[], &[("再来.pdf", PDF)]).expect(409).shows("已经收到");
    // On paper at the window: ticked off without a file.
    clerk.post(&format!("/needs/{need}/gaps/2/tick"), &[]).expect(303);
    clerk.post(&format!("/needs/{need}/gaps/3/tick"), &[]).expect(404);
    clerk.get("/home?kind=gap").expect(200).hides(&need);
    app.as_(app.world.zhao_gong).get(&at).expect(404);
    app.as_(app.world.zhao_gong).get(&format!("/needs/{need}")).expect(200).hides("营业执照副本");
    app.as_(app.world.chen_jing).get(&at).expect(404);
    let file = format!("/files/{}", crate::testing::value_after(&firm.get(&at).text, "href=\"/files/"));
    for reader in [app.world.wu_fang, app.world.li_mei, app.world.he_official] {
        app.as_(reader).get(&file).expect(200);
    }
    for stranger in [app.world.zhao_gong, app.world.chen_jing, app.world.zheng_tao] {
        app.as_(stranger).get(&file).expect(404);
    }
    let mut events = app.events_of(&["need"]);
    events.retain(|action| action.starts_with("need.gap"));
    let expected = [
        "need.gap-handed",
        "need.gap-handed",
        "need.gap-received",
        "need.gap-received",
        "need.gap-sent-back",
        "need.gaps-set",
    ];
    assert_eq!(events, expected);
}

#[test]
fn the_firm_is_reminded_and_what_does_not_come_is_extended_once_or_ends_the_need() {
    let app = TestApp::new();
    let need = accepted(&app);
    let subjects = |part: &str| app.letters().iter().filter(|letter| letter.subject.contains(part)).count();
    assert_eq!(subjects("有材料要后补"), 1);
    app.on(date(2026, 3, 6));
    assert_eq!(subjects("快到补交期限"), 1, "two working days before the 10th");
    app.on(date(2026, 3, 10));
    assert_eq!((subjects("快到补交期限"), subjects("材料今天到期")), (2, 1), "the other is due on the 12th");
    let clerk = app.as_(app.world.wu_fang);
    let at = format!("/needs/{need}/gaps/1");
    clerk.post(&format!("{at}/end"), &[("end_reason", "联系不上")]).expect(409).shows("还没有过");
    clerk.post(&format!("{at}/extend"), &[]).expect(422).shows("请选择日期").shows("请说明延期的原因");
    let same = [("extended_to", "2026-03-10"), ("extended_reason", "x")];
    clerk.post(&format!("{at}/extend"), &same).expect(422).shows("请选择 2026年3月10日(周二) 之后的日期");
    let later = [("extended_to", "2026-03-11"), ("extended_reason", "工商变更中")];
    clerk.post(&format!("{at}/extend"), &later).expect(303);
    clerk.post(&format!("{at}/extend"), &[("extended_to", "2026-03-13"), ("extended_reason", "x")]).expect(409);
    let firm = app.as_(app.world.li_mei);
    firm.get(&format!("/needs/{need}")).expect(200).shows("原定 2026年3月10日(周二),延期原因:工商变更中");
    app.on(date(2026, 3, 12));
    assert_eq!(subjects("到期没有补交"), 2, "the hub's two are told");
    assert_eq!(subjects("已过补交期限"), 1);
    let clerk = app.as_(app.world.wu_fang);
    clerk.get("/home?kind=gap").expect(200).shows(&need).shows("已逾期");
    clerk.post(&format!("{at}/end"), &[]).expect(422).shows("请说明终止的原因");
    clerk.post(&format!("{at}/end"), &[("end_reason", "企业不再需要")]).expect(303);
    let page = app.as_(app.world.li_mei).get(&format!("/needs/{need}")).expect(200).shows("已退回");
    page.shows("后补材料“营业执照副本”到 2026年3月11日(周三) 没有补交。企业不再需要").shows("不用再交");
    let firm = app.as_(app.world.li_mei);
    firm.post_files(&format!("/needs/{need}/gaps/2"), &[], &[("清单.pdf", PDF)]).expect(409).shows("已经结束");
    app.as_(app.world.wu_fang).get("/home?kind=gap").expect(200).hides(&need);
    let events = app.events_of(&["need"]);
    assert!(
        ["need.declined", "need.gap-extended", "need.gap-missed"]
            .iter()
            .all(|action| events.iter().any(|e| e == action))
    );
}
