//! A clerk takes a need in for a firm that calls.

use crate::testing::{TestApp, value_after};

const NEED: [(&str, &str); 6] = [
    ("channel", "phone"),
    ("words", "想给鞋面胶水做环保检测"),
    ("function", "testing"),
    ("contact_name", "李梅"),
    ("contact_phone", "0577-88880000"),
    ("visibility", "providers"),
];

#[test]
fn a_firm_is_found_and_its_need_taken_in_by_keyboard() {
    let app = TestApp::new();
    let clerk = app.as_(app.world.wu_fang);
    let page =
        clerk.get("/intake").expect(200).shows("accesskey=\"f\"").shows("accesskey=\"n\"").hides("登记需求</button>");
    page.shows("Alt+F");
    let found = clerk.get("/intake?q=%E5%BA%B7%E6%8D%B7").expect(200).shows("温州康捷鞋业有限公司").hides("巨恒");
    let firm = value_after(&found.text, "href=\"/intake?firm=");
    let uscc = value_after(&found.text.replace("<td class=\"mono\">", "\u{1}\"").replace("</td>", "\""), "\u{1}\"");
    clerk.get(&format!("/intake?q={}", &uscc[..12].to_lowercase())).expect(200).shows("康捷");
    let form = clerk.get(&format!("/intake?firm={firm}")).expect(200).shows("accesskey=\"s\"");
    form.shows("value=\"李梅\"").shows("value=\"13800000000\"").shows("瓯江检测");
    let mut fields = NEED.to_vec();
    fields.push(("firm", &firm));
    let report: &[(&str, &[u8])] = &[("胶水说明.pdf", b"%PDF-1.7\n")];
    let taken = clerk.post_files("/intake", &fields, report).expect(303);
    let reference = taken.location.trim_start_matches("/intake?done=").to_owned();
    clerk.get(&taken.location).expect(200).shows(&reference).shows("请把编号念给企业").shows("2026年3月6日(周五)");
    let page =
        app.as_(app.world.li_mei).get(&format!("/needs/{reference}")).expect(200).shows("电话").shows("057788880000");
    page.shows("胶水说明.pdf").shows("吴*");
    app.as_(app.world.wang_qiang).get("/needs").expect(200).shows(&reference);
    app.as_(app.world.zheng_tao).get(&taken.location).expect(200).hides("请把编号念给企业");
    assert_eq!(app.events_of(&["need"]), ["need.sent"]);
    clerk.post(&format!("/needs/{reference}/accept"), &[]).expect(303);
    // The clerk's colleague is written to; the clerk said it, so the firm's owner is told.
    let told: Vec<String> = app.letters().into_iter().map(|letter| letter.to).collect();
    assert!(told.len() == 1 && told[0].starts_with("hub-manager"), "{told:?}");
    app.as_(app.world.li_mei).get("/notices").expect(200).shows("已受理");
    app.as_(app.world.wang_qiang).get("/notices").expect(200).hides("已受理");
}

#[test]
fn an_unknown_firm_is_registered_in_place() {
    let app = TestApp::new();
    let clerk = app.as_(app.world.wu_fang);
    let uscc = codes::uscc::Uscc::make('9', '1', "330302", "MA2GGGGG").unwrap().to_string();
    let page = clerk.get(&format!("/intake?q={uscc}")).expect(200).shows("没有找到这家企业");
    page.shows(&format!("value=\"{uscc}\"")).shows("value=\"330302\" selected").shows("浙江省温州市鹿城区");
    let mut fields = NEED.to_vec();
    fields.extend([("new", "1"), ("uscc", "913303"), ("name", ""), ("division", ""), ("industry", "皮")]);
    let page = clerk
        .post("/intake", &fields)
        .expect(422)
        .shows("统一社会信用代码应为 18 位,您填了 6 位")
        .shows("请填写企业名称");
    page.shows("请选择企业所在地").shows("有几个行业都像").shows("想给鞋面胶水做环保检测").shows("value=\"913303\"");
    let firm = [
        ("new", "1"),
        ("uscc", &uscc),
        ("name", "温州健步鞋业有限公司"),
        ("division", "330302"),
        ("industry", "皮鞋制造"),
    ];
    let fields: Vec<_> = NEED.into_iter().chain(firm).collect();
    let taken = clerk.post("/intake", &fields).expect(303);
    clerk.get(&taken.location).expect(200).shows("温州健步鞋业有限公司");
    clerk.get("/intake?q=%E5%81%A5%E6%AD%A5").expect(200).shows(&uscc);
    clerk.post("/intake", &fields).expect(422).shows("这个代码已登记为“温州健步鞋业有限公司”");
    let mut events = app.events_of(&["need", "organization"]);
    events.retain(|action| action == "need.sent" || action == "organization.registered");
    assert_eq!(
        events.iter().filter(|action| *action == "organization.registered").count(),
        5,
        "four of the world and this"
    );
    assert_eq!(events.iter().filter(|action| *action == "need.sent").count(), 1, "a refused form takes nothing in");
}

#[test]
fn what_is_wrong_is_said_all_at_once_and_nothing_is_lost() {
    let app = TestApp::new();
    let clerk = app.as_(app.world.wu_fang);
    let firm = app.world.kangjie.to_string();
    let fields = [
        ("firm", firm.as_str()),
        ("channel", "online"),
        ("product", "童鞋"),
        ("budget", "好几千"),
        ("wanted_on", "2026-01-01"),
    ];
    let page = clerk.post("/intake", &fields).expect(422).shows("请选择企业怎样提出的").shows("请写下想办成什么事");
    let page = page.shows("请选择想办的事").shows("日期已过").shows("请填写金额").shows("请填写联系人姓名");
    page.shows("请选择谁可以看到").shows("value=\"童鞋\"").shows("value=\"好几千\"").shows("温州康捷鞋业有限公司");
    clerk.post("/intake", &NEED).expect(422).shows("请先查找并选择企业");
    let provider = app.world.oujiang.to_string();
    let of_provider: Vec<_> = NEED.into_iter().chain([("firm", provider.as_str())]).collect();
    clerk.post("/intake", &of_provider).expect(404);
    let program: &[(&str, &[u8])] = &[("a.pdf", b"MZ\x90\0")];
    clerk.post_files("/intake", &NEED, program).expect(422).shows("类型不支持").shows("想给鞋面胶水做环保检测");
    app.as_(app.world.li_mei).get("/intake").expect(403);
    assert!(app.events_of(&["need"]).is_empty());
}

#[test]
fn the_clerk_invites_the_first_owner_of_a_firm_that_has_nobody() {
    let app = TestApp::new();
    let clerk = app.as_(app.world.wu_fang);
    let uscc = codes::uscc::Uscc::make('9', '1', "330302", "MA2HHHHH").unwrap().to_string();
    let firm = [
        ("new", "1"),
        ("uscc", &uscc),
        ("name", "温州健步鞋业有限公司"),
        ("division", "330302"),
        ("industry", "皮鞋制造"),
    ];
    let fields: Vec<_> = NEED.into_iter().chain(firm).collect();
    let taken = clerk.post("/intake", &fields).expect(303);
    let reference = taken.location.trim_start_matches("/intake?done=").to_owned();
    let place = format!("/needs/{reference}/invitation");
    clerk.get(&taken.location).expect(200).shows("还没有负责人").shows(&format!("action=\"{place}\""));
    clerk.get(&format!("/needs/{reference}")).expect(200).shows("还没有负责人").shows("邀请企业负责人");
    app.as_(app.world.lin_auditor).get(&format!("/needs/{reference}")).expect(200).hides("邀请企业负责人");
    // Nobody else's: another hub's clerk, those who do not work for the hub.
    app.as_(app.world.zheng_tao).post(&place, &[]).expect(404);
    for other in [app.world.he_official, app.world.lin_auditor, app.world.huang_admin, app.world.li_mei] {
        app.as_(other).post(&place, &[]).expect(403);
    }
    clerk.post(&place, &[("email", "健步")]).expect(422).shows("健步").shows("邮箱");
    let first = clerk.post(&place, &[]).expect(200).shows("邀请链接已生成");
    clerk
        .post(&place, &[("email", "boss@example.com")])
        .expect(200)
        .shows("已把邀请发到 boss@example.com")
        .hides("/links/");
    let token = |page: &str| -> String {
        let rest = page.split_once("/links/").expect("a link").1;
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    let letters = app.letters();
    let letter = letters.iter().find(|letter| letter.to == "boss@example.com").expect("the letter");
    assert!(letter.text.contains("健步鞋业"), "{}", letter.text);
    let (first, second) = (token(&first.text), token(&letter.text));
    // The link made before works no more; the new one makes whoever opens it the owner.
    let visitor = app.visitor();
    assert!(visitor.get(&format!("/links/{first}")).status.is_client_error());
    visitor.get(&format!("/links/{second}")).expect(200).shows("温州健步鞋业有限公司");
    let person = [("name", "郑健"), ("password", "jianbu-shoes-2026")];
    let accepted = visitor.post(&format!("/links/{second}"), &person).expect(303);
    let owner = app.holding(&accepted);
    owner.get(&format!("/needs/{reference}")).expect(200).shows("撤回");
    // It has an owner now: the exception is over.
    clerk.get(&format!("/needs/{reference}")).expect(200).hides("还没有负责人");
    clerk.post(&place, &[]).expect(409).shows("已有负责人");
    let made = app.events().iter().filter(|action| *action == "invitation.made").count();
    assert_eq!(made, 2);
}

#[test]
fn no_link_is_given_for_a_firm_with_an_owner() {
    let app = TestApp::new();
    let need = app.need_said("hub", Vec::new());
    let clerk = app.as_(app.world.wu_fang);
    clerk.get(&format!("/needs/{need}")).expect(200).hides("邀请企业负责人");
    clerk.post(&format!("/needs/{need}/invitation"), &[]).expect(409).shows("已有负责人");
    assert!(!app.events().contains(&"invitation.made".to_owned()));
}
