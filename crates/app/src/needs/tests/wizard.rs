//! One question a page, from the first to the receipt.

use crate::access::Role;
use crate::app::millis_of;
use crate::testing::{Persona, TestApp, value_after};

const WORDS: &str = "新款休闲鞋要做耐折测试";

/// Answers the first question; gives the draft's address.
fn begun(person: &Persona) -> String {
    let answer = person.post("/needs/new", &[("words", WORDS), ("function", "testing")]).expect(303);
    answer.location.rsplit_once('/').map(|(draft, _)| draft.to_owned()).expect("a draft")
}

#[test]
fn from_the_first_question_to_the_receipt() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    firm.get("/needs/new").expect(200).shows("您想办成什么事?").shows("检测产品或材料").shows("还说不清");
    let draft = begun(&firm);
    let step = |question: &str, fields: &[(&str, &str)], next: &str| {
        let page = firm.get(&format!("{draft}/{question}")).expect(200);
        let answer = firm.post(&format!("{draft}/{question}"), fields).expect(303);
        assert_eq!(answer.location, format!("{draft}/{next}"));
        page
    };
    step("product", &[("product", "成年女鞋 PU 底")], "when").shows("第 2 题,共 7 题");
    step("when", &[("wanted_on", "２０２６年３月２０日")], "budget").shows("min=\"2026-03-04\"");
    step("budget", &[("budget", "３,０００")], "files").shows("只有综合体能看到");
    let drawing: &[(&str, &[u8])] = &[("鞋底图纸.pdf", b"%PDF-1.7\n")];
    let added = firm.post_files(&format!("{draft}/files"), &[("do", "add")], drawing).expect(303);
    assert_eq!(added.location, format!("{draft}/files"));
    firm.get(&added.location).expect(200).shows("鞋底图纸.pdf").shows("移除");
    step("files", &[], "visibility");
    step("visibility", &[("visibility", "providers")], "contact").shows("瓯江检测");
    step("contact", &[("contact_name", "李梅"), ("contact_phone", "138 0000-0000")], "check").shows("value=\"李梅\"");
    let check = firm.get(&format!("{draft}/check")).expect(200).shows(WORDS).shows("成年女鞋 PU 底");
    let check = check.shows("2026年3月20日(周五)").shows("3,000 元").shows("鞋底图纸.pdf").shows("李梅 13800000000");
    let version = value_after(&check.shows("鹿城鞋业").text, "name=\"version\" value=\"");
    let send = |once| firm.post_once(&format!("{draft}/check"), &[("version", &version)], once).expect(303);
    let sent = send("提交一次");
    assert_eq!(sent.location, send("提交一次").location, "sent twice is sent once");
    let receipt = firm.get(&sent.location).expect(200).shows("需求已提交").shows("2026年3月6日(周五) 前答复");
    let receipt = receipt.shows("0577-88880000").shows("工作日 08:30–17:30").shows("<svg role=\"img\"").hides("style=");
    let reference = sent.location.split('/').nth(2).expect("a reference number");
    receipt.shows(&format!("/needs/{reference}"));
    firm.get(&format!("{draft}/check")).expect(404);
    let need = firm.get(&format!("/needs/{reference}")).expect(200).shows("鞋底图纸.pdf").shows("待受理");
    need.shows("综合体在 2026年3月6日(周五) 前答复").shows("提交了需求");
    assert_eq!(app.events_of(&["draft", "need"]), ["draft.begun", "need.sent"]);
    let letters = app.letters();
    assert!(letters.len() == 2 && letters.iter().all(|letter| letter.to.starts_with("hub-")), "{letters:?}");
    assert!(letters[0].subject.contains(reference));
    assert!(letters[0].text.contains("2026年3月6日(周五)"), "{}", letters[0].text);
    assert_eq!(letters[0].text.matches("http://127.0.0.1:8080/notices/").count(), 1);
    assert!(
        !letters[0].text.contains("13800000000")
            && !letters[0].text.contains("李梅")
            && !letters[0].text.contains(WORDS)
    );
}

#[test]
fn a_visitor_comes_back_to_the_service_they_came_for() {
    let app = TestApp::new();
    let service = app.world.test_service.clone();
    let address = format!("/needs/new?hub=LCX&service={service}");
    let answer = app.visitor().get(&address).expect(303);
    assert_eq!(answer.location, format!("/sign-in?next=%2Fneeds%2Fnew%3Fhub%3DLCX%26service%3D{service}"));
    let page = app.as_(app.world.li_mei).get(&address).expect(200).shows("我想办“耐折性能检测”。");
    page.shows("value=\"testing\" checked").shows(&format!("name=\"service\" value=\"{service}\""));
}

#[test]
fn another_person_of_the_firm_continues_and_nobody_else() {
    let app = TestApp::new();
    let draft = begun(&app.as_(app.world.li_mei));
    let colleague = app.as_(app.world.wang_qiang);
    let list = colleague.get("/needs").expect(200).shows("还没提交的需求").shows(WORDS);
    list.shows(&format!("href=\"{draft}/product\""));
    colleague.post(&format!("{draft}/product"), &[("product", "童鞋")]).expect(303);
    app.as_(app.world.li_mei).get(&format!("{draft}/product")).expect(200).shows("value=\"童鞋\"");
    let stranger = app.as_(app.world.chen_jing);
    stranger.get(&format!("{draft}/product")).expect(404);
    stranger.get(&format!("{draft}/check")).expect(404);
    stranger.post(&format!("{draft}/product"), &[("product", "别家")]).expect(404);
    stranger.post(&format!("{draft}/check"), &[]).expect(404);
    stranger.post(&format!("{draft}/discard"), &[]).expect(404);
    stranger.get("/needs").expect(200).hides(WORDS).shows("说一次想办成的事");
    app.as_(app.world.wu_fang).get(&format!("{draft}/product")).expect(403);
    let gone = colleague.post(&format!("{draft}/discard"), &[]).expect(303);
    assert_eq!(gone.location, "/needs");
    app.as_(app.world.li_mei).get(&format!("{draft}/product")).expect(404);
    assert_eq!(app.events_of(&["draft"]), ["draft.begun", "draft.discarded"]);
}

#[test]
fn the_hub_is_asked_for_only_when_it_cannot_be_told() {
    let app = TestApp::new();
    let spectacles = app.newcomer("乐清明视眼镜有限公司", "MA2EEEEE", "3587", Role::FirmOwner);
    let firm = app.as_(spectacles);
    let draft = begun(&firm);
    let page = firm.get(&format!("{draft}/hub")).expect(200).shows("请哪家综合体来办?").shows("第 2 题,共 8 题");
    let (near, far) = (page.text.find("乐清电气"), page.text.find("鹿城鞋业"));
    assert!(near < far, "the hub of the same county stands first");
    firm.post(&format!("{draft}/hub"), &[]).expect(422).shows("请选择一家综合体");
    firm.post(&format!("{draft}/hub"), &[("hub", "YQD")]).expect(303);
    firm.get(&format!("{draft}/check")).expect(200).shows("乐清电气");
    // A service decides, whatever the industry says.
    let service = app.world.test_service.clone();
    let fields = [("words", WORDS), ("function", "testing"), ("service", service.as_str())];
    let answer = firm.post("/needs/new", &fields).expect(303);
    assert!(answer.location.ends_with("/product"), "{}", answer.location);
    let draft = answer.location.trim_end_matches("/product");
    firm.get(&format!("{draft}/check")).expect(200).shows("鹿城鞋业").shows("潘捷 13700000000");
}

#[test]
fn every_question_says_what_is_wrong_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    firm.post("/needs/new", &[("words", ""), ("function", "")])
        .expect(422)
        .shows("请写下想办成什么事")
        .shows("请选择想办的事");
    let long = "长".repeat(2001);
    let page = firm.post("/needs/new", &[("words", &long), ("function", "unsure")]).expect(422);
    page.shows("最多 2000 个字,您写了 2001 个").shows("<title>错误").shows("value=\"unsure\" checked");
    let draft = begun(&firm);
    type Wrong<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);
    let wrong: [Wrong; 7] = [
        ("when", &[("wanted_on", "2026-03-03")], "日期已过", "2026-03-03"),
        ("when", &[("wanted_on", "下个月")], "请选择日期", "下个月"),
        ("budget", &[("budget", "三千左右")], "请填写金额", "三千左右"),
        ("visibility", &[("visibility", "everyone")], "请选择谁可以看到", "瓯江检测"),
        ("visibility", &[("visibility", "named")], "请至少选择一家机构", "value=\"named\" checked"),
        ("contact", &[("contact_name", ""), ("contact_phone", "13800000000")], "请填写联系人姓名", "13800000000"),
        ("contact", &[("contact_name", "李梅"), ("contact_phone", "打座机")], "电话应为 7 到 15 位数字", "打座机"),
    ];
    for (question, fields, words, kept) in wrong {
        firm.post(&format!("{draft}/{question}"), fields).expect(422).shows(words).shows(kept);
    }
    let program: &[(&str, &[u8])] = &[("报价.pdf", b"MZ\x90\0\x03\0\0\0\x04\0")];
    firm.post_files(&format!("{draft}/files"), &[], program).expect(422).shows("报价.pdf 的类型不支持");
    let ten: Vec<(&str, &[u8])> = vec![("清单.csv", b"a,1\n"); 10];
    firm.post_files(&format!("{draft}/files"), &[("do", "add")], &ten).expect(303);
    let page = firm.post_files(&format!("{draft}/files"), &[], &ten[..1]).expect(422).shows("已经传了 10 个");
    let file = value_after(&page.text, "name=\"file\" value=\"");
    firm.post(&format!("{draft}/files/remove"), &[("file", &file)]).expect(303);
    firm.post_files(&format!("{draft}/files"), &[], &ten[..1]).expect(303);
    firm.get(&format!("{draft}/nichts")).expect(404);
}

#[test]
fn the_check_sends_only_what_is_complete_and_was_seen() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    let draft = begun(&firm);
    let check = format!("{draft}/check");
    let page = firm.post(&check, &[]).expect(422).shows("请选择谁可以看到").shows("<title>错误");
    page.shows(&format!("href=\"{draft}/visibility?back=check\"")).hides("电话应为");
    let answer = firm.post(&format!("{draft}/visibility"), &[("visibility", "hub"), ("back", "check")]).expect(303);
    assert_eq!(answer.location, check, "a change goes back to the check");
    firm.post(&format!("{draft}/when"), &[("wanted_on", "2026-03-10")]).expect(303);
    let seen = value_after(&firm.get(&check).expect(200).text, "name=\"version\" value=\"");
    app.as_(app.world.wang_qiang).post(&format!("{draft}/product"), &[("product", "童鞋")]).expect(303);
    firm.post(&check, &[("version", &seen)]).expect(409).shows("同事刚刚改过");
    app.app.clock.set(millis_of(jiff::civil::date(2026, 3, 11), 9, 0));
    let firm = app.as_(app.world.li_mei);
    firm.post(&check, &[]).expect(422).shows("日期已过");
    firm.post(&format!("{draft}/when"), &[("wanted_on", "")]).expect(303);
    firm.post(&check, &[]).expect(303);
    assert_eq!(app.events_of(&["need"]), ["need.sent"]);
}

#[test]
fn choosing_another_hub_forgets_the_providers_named_at_the_first() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    let draft = begun(&firm);
    let oujiang = app.world.oujiang.to_string();
    let named = [("visibility", "named"), ("named", oujiang.as_str())];
    firm.post(&format!("{draft}/visibility"), &named).expect(303);
    firm.get(&format!("{draft}/check")).expect(200).shows("只有我选的机构可以看到:温州瓯江检测技术有限公司");
    firm.post(&format!("{draft}/hub"), &[("hub", "YQD"), ("back", "check")]).expect(303);
    firm.get(&format!("{draft}/check")).expect(200).hides("瓯江检测");
    firm.post(&format!("{draft}/check"), &[]).expect(422).shows("请选择谁可以看到");
}

#[test]
fn the_list_filters_and_says_why_it_is_empty() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    firm.get("/needs").expect(200).shows("您还没有提交过需求").shows("说出您的需求");
    let first = app.need_said("hub", Vec::new());
    let second = app.need_accepted();
    firm.get("/needs").expect(200).shows(&first).shows(&second).shows("综合体");
    firm.get("/needs?state=accepted").expect(200).shows(&second).hides(&first);
    firm.get("/needs?q=%E9%82%BB%E8%8B%AF").expect(200).shows(&first);
    firm.get("/needs?q=100%25")
        .expect(200)
        .hides(&first)
        .shows("没有符合条件的需求(编号或内容:100%)")
        .shows("查看全部需求");
    app.as_(app.world.chen_jing).get("/needs").expect(200).hides(&first);
}

#[test]
fn the_list_pages() {
    let app = TestApp::new();
    for _ in 0..51 {
        app.need_said("hub", Vec::new());
    }
    let firm = app.as_(app.world.li_mei);
    let count = |page: &str| firm.get(page).expect(200).text.matches("class=\"mono\"").count();
    assert_eq!((count("/needs"), count("/needs?page=2")), (50, 1));
    firm.get("/needs").expect(200).shows("第 1 / 2 页,共 51 条");
}

#[test]
fn a_reference_number_that_is_taken_is_made_anew() {
    let app = TestApp::new();
    let (hub_id, firm_id, calendar) = (app.world.lucheng, app.world.kangjie, app.app.calendar);
    // The same chance twice gives the same number first.
    let say = |now: i64| {
        let mut command = crate::command::Command::new(crate::access::Who::system(now), [3; 32]);
        app.app.db.write_blocking(db::Scope::system(), move |tx| {
            let new = crate::needs::NewNeed {
                hub_id,
                firm_id,
                said_by: crate::people::first_of(tx, firm_id)?,
                channel: "online".into(),
                function: "testing".into(),
                words: "鞋底要做耐黄变测试".into(),
                product: String::new(),
                wanted_on: None,
                budget_fen: None,
                visibility: "hub".into(),
                named: Vec::new(),
                contact_name: "李梅".into(),
                contact_phone: "13800000000".into(),
            };
            crate::needs::submit(tx, &mut command, calendar, &new).map(|made| made.reference)
        })
    };
    let first = say(crate::testing::start()).unwrap();
    let second = say(crate::testing::start() + 1).unwrap();
    assert_ne!(first, second);
}

#[test]
fn a_removed_hub_takes_no_needs_and_says_so() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    let clerk = app.as_(app.world.wu_fang);
    let draft = begun(&firm);
    firm.get(&format!("{draft}/check")).expect(200).shows("鹿城鞋业");
    let standing = [("version", "1"), ("level", "province"), ("stage", "removed"), ("division", "330302")];
    app.as_(app.world.huang_admin).post("/admin/hubs/LCX", &standing).expect(303);
    // Begun before: it cannot be sent, and the words lead to the question.
    firm.post(&format!("{draft}/visibility"), &[("visibility", "hub")]).expect(303);
    let page =
        firm.post(&format!("{draft}/check"), &[]).expect(422).shows("鹿城鞋业产业创新服务综合体已撤销,不再接收需求");
    page.shows(&format!("{draft}/hub?back=check"));
    firm.post(&format!("{draft}/hub"), &[("hub", "LCX")]).expect(422).shows("已撤销,不再接收需求,请选择另一家综合体");
    firm.post(&format!("{draft}/hub"), &[("hub", "YQD")]).expect(303);
    firm.post(&format!("{draft}/check"), &[]).expect(303);
    // Asked for by its code or by one of its services.
    let service = app.world.test_service.clone();
    for query in ["hub=LCX".to_owned(), format!("service={service}")] {
        let page = firm.get(&format!("/needs/new?{query}")).expect(200);
        page.shows("鹿城鞋业产业创新服务综合体已撤销,不再接收需求").hides(&format!("value=\"{service}\""));
        let (name, code) = query.split_once('=').expect("a pair");
        let fields = [("words", WORDS), ("function", "testing"), (name, code)];
        let begun = firm.post("/needs/new", &fields).expect(303);
        let draft = begun.location.rsplit_once('/').expect("a draft").0;
        firm.get(&format!("{draft}/check")).expect(200).hides("鹿城鞋业产业");
    }
    firm.get("/needs/new?hub=YQD").expect(200).hides("已撤销");
    // Its own window takes none in either.
    let kangjie = app.world.kangjie.to_string();
    let counter = [
        ("firm", kangjie.as_str()),
        ("channel", "counter"),
        ("words", WORDS),
        ("function", "testing"),
        ("contact_name", "李梅"),
        ("contact_phone", "13800000000"),
        ("visibility", "hub"),
    ];
    clerk.post("/intake", &counter).expect(422).shows("已撤销,不再接收需求");
    assert_eq!(app.events_of(&["need"]), ["need.sent"], "the one to the other hub");
}
