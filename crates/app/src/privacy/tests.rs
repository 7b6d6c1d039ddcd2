//! Whom to call, what is kept, and being erased, through HTTP.

use db::{params, sql};
use uuid::Uuid;

use crate::access::Role;
use crate::people::{Grant, NewPerson, add, give};
use crate::records::log;
use crate::testing::{TestApp, links};

const PASSWORD: &str = "瓯江潮起,鹿城鞋香十里";

fn count(app: &TestApp, action: &str) -> usize {
    app.events().iter().filter(|event| *event == action).count()
}

/// 钱多多, who has an address and a phone number, in this role of this firm; person and membership.
fn qian(app: &TestApp, role: Role, firm: Uuid) -> (Uuid, Uuid) {
    let phc = app.wait(crate::people::password::hash(&app.app, PASSWORD)).expect("a hash");
    app.system(move |tx, c| {
        let (email, phone) = (Some("qian@example.com".into()), Some("13800001234".into()));
        let id = add(tx, c, &NewPerson { name: "钱多多".into(), email, phone, password: Some(phc) })?;
        let grant = Grant { role, organization: Some(firm), hub: None, division: None };
        Ok((id, give(tx, c, id, &grant)?))
    })
}

#[test]
fn the_hub_sees_whom_to_call_on_purpose_and_it_is_recorded() {
    let app = TestApp::new();
    let w = &app.world;
    let need = app.need_with(&w.test_service.clone(), w.oujiang);
    let (page, place) = (format!("/needs/{need}"), format!("/needs/{need}/contact"));
    app.as_(w.li_mei).get(&page).expect(200).shows("13800000000").hides(&place);
    let clerk = app.as_(w.wu_fang);
    clerk.get(&page).expect(200).shows("李*").shows("138****0000").hides("13800000000").shows(&place);
    for reader in [w.he_official, w.lin_auditor] {
        app.as_(reader).get(&page).expect(200).shows("138****0000").hides("13800000000").hides(&place);
        app.as_(reader).post(&place, &[]).expect(403);
    }
    app.as_(w.zheng_tao).post(&place, &[]).expect(404);
    for other in [w.li_mei, w.zhao_gong, w.huang_admin] {
        app.as_(other).post(&place, &[]).expect(403);
    }
    assert_eq!(count(&app, "contact.read"), 0);
    let shown = clerk.post(&place, &[]).expect(200).shows("李梅").shows("13800000000").shows("您的这次查看已记录");
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(count(&app, "contact.read"), 1);
    app.run_jobs();
    // Who, when, whose: for the auditor, with its proof in the hub's log, and for the person.
    let auditor = app.as_(w.lin_auditor);
    let list = auditor.get("/events?action=contact.read").expect(200).shows("吴芳").shows(&need);
    let event = links(&list.text, "/events/").remove(0);
    auditor.get(&event).expect(200).shows(&w.kangjie.to_string()).shows("证明");
    app.as_(w.li_mei).get("/account/data").expect(200).shows("谁查看过您的联系方式").shows("吴芳").shows(&need);
}

#[test]
fn a_provider_sees_whom_to_call_while_it_works_for_the_firm() {
    let app = TestApp::new();
    let w = &app.world;
    let provider = app.as_(w.zhao_gong);
    let need = app.need_with(&w.test_service.clone(), w.oujiang);
    let asked = [("quote_by", "2026-03-10")];
    app.as_(w.wu_fang).post(&format!("/needs/{need}/plan/ask"), &asked).expect(303);
    let offered = crate::testing::value_after(&provider.get("/orders").expect(200).text, "href=\"/orders/");
    provider.get(&format!("/orders/{offered}")).expect(200).hides("/contact\"");
    provider.post(&format!("/orders/{offered}/contact"), &[]).expect(409).shows("企业接受您的报价之后");
    let order = app.order_accepted_by(w.juheng, w.chen_jing);
    let place = format!("/orders/{order}/contact");
    provider.get(&format!("/orders/{order}")).expect(200).shows(&place).hides("13800000000");
    provider.post(&place, &[]).expect(200).shows("13800000000");
    app.as_(w.sun_lin).post(&place, &[]).expect(404);
    app.as_(w.chen_jing).post(&place, &[]).expect(403);
    app.as_(w.wu_fang).post(&place, &[]).expect(200);
    assert_eq!(count(&app, "contact.read"), 2);
    app.run_jobs();
}

#[test]
fn lists_of_people_mask_how_they_are_reached() {
    let app = TestApp::new();
    let w = &app.world;
    let (_, member) = qian(&app, Role::FirmMember, w.kangjie);
    let owner = app.as_(w.li_mei);
    let place = format!("/organization/members/{member}/contact");
    owner
        .get("/organization")
        .expect(200)
        .shows("钱多多")
        .shows("q***@example.com")
        .hides("qian@example.com")
        .shows(&place);
    owner.post(&place, &[]).expect(200).shows("qian@example.com").shows("13800001234");
    app.as_(w.chen_jing).post(&place, &[]).expect(404);
    app.as_(w.huang_admin).post(&place, &[]).expect(404);
    app.as_(w.wang_qiang).post(&place, &[]).expect(403);
    assert_eq!(count(&app, "contact.read"), 1);
    // Whoever asks to join shows their name; how they are reached is read on purpose.
    let uscc = app.system({
        let juheng = w.juheng;
        move |tx, _| Ok(crate::organizations::by_id(tx, juheng)?.uscc)
    });
    let fields = [
        ("uscc", uscc.as_str()),
        ("organization", "温州巨恒鞋材有限公司"),
        ("kinds", "firm"),
        ("division", "330302"),
        ("industry", "1952"),
    ];
    app.as_(member).post("/register", &fields).expect(303);
    let other = app.as_(w.chen_jing);
    let page =
        other.get("/organization").expect(200).shows("钱多多").shows("q***@example.com").hides("qian@example.com");
    let request = crate::testing::value_after(&page.text, "action=\"/organization/requests/");
    let place = format!("/organization/requests/{request}");
    other.post(&place, &[]).expect(200).shows("qian@example.com");
    owner.post(&place, &[]).expect(404);
    assert_eq!(count(&app, "contact.read"), 2);
    // At the window the form is filled with whom to call.
    app.as_(w.wu_fang).get(&format!("/intake?firm={}", w.kangjie)).expect(200).shows("13800000000");
    assert_eq!(count(&app, "contact.read"), 3);
    app.run_jobs();
}

#[test]
fn my_data_are_shown_and_taken_along() {
    let app = TestApp::new();
    let w = &app.world;
    let order = app.order_confirmed();
    let person = app.as_(w.li_mei);
    person.get("/account").expect(200).shows("href=\"/account/data\"");
    let page = person.get("/account/data").expect(200).shows("李梅").shows("企业负责人").shows("温州康捷鞋业有限公司");
    page.shows("新款休闲鞋要做耐折测试").shows("只用于核对,不能读出").hides("陈静");
    // In words, not in codes.
    let page = person.get("/account/data").expect(200).shows("<td>评价</td>").shows("<td>生成服务记录</td>");
    page.shows("非常满意").hides("order.rated").hides("need.sent").hides(">firm-owner<").hides("order-delivered");
    let file = person.get("/account/data.json").expect(200);
    assert_eq!(file.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(file.header("cache-control"), "no-store");
    assert!(file.header("content-disposition").ends_with(".json"), "{}", file.header("content-disposition"));
    let read: serde_json::Value = serde_json::from_str(&file.text).expect("JSON");
    assert_eq!((read["account"]["name"].as_str(), read["needs"]["total"].as_i64()), (Some("李梅"), Some(1)));
    assert_eq!(read["memberships"]["rows"][0]["place"], "温州康捷鞋业有限公司");
    // Words, with the code for machines beside them.
    let rated = &read["ratings"]["rows"][0];
    assert_eq!((rated["level"].as_str(), rated["level_code"].as_str()), (Some("非常满意"), Some("5")));
    let acts = read["acts"]["rows"].as_array().expect("acts");
    assert!(acts.iter().any(|act| act["action"] == "评价" && act["action_code"] == "order.rated"), "{acts:?}");
    assert!(!file.text.contains("陈静") && !file.text.contains("argon2"), "{}", file.text);
    assert_eq!(count(&app, "data.taken"), 1);
    app.visitor().get("/account/data.json").expect(303);
    let others: serde_json::Value =
        serde_json::from_str(&app.as_(w.chen_jing).get("/account/data.json").expect(200).text).expect("JSON");
    assert_eq!(others["needs"]["total"], 0);
    assert!(!order.is_empty());
}

#[test]
fn what_is_not_handed_over_stands_against_being_erased() {
    let app = TestApp::new();
    let w = &app.world;
    let owner = app.as_(w.li_mei);
    let need = app.need_with(&w.test_service.clone(), w.oujiang);
    let page = owner.get("/account/erase").expect(200).shows("现在还不能注销").shows("您是最后一位负责人");
    page.shows(&format!("href=\"/needs/{need}\"")).hides("注销我的账号");
    owner.post("/account/erase", &[("sure", "yes")]).expect(409).shows("还有事情没有交接");
    let clerk = w.wu_fang;
    app.system(move |tx, _| {
        let taken = sql!("UPDATE needs SET clerk_id = (SELECT person_id FROM memberships WHERE id = $1)");
        Ok(tx.execute(taken, &params![clerk])?)
    });
    app.as_(clerk).get("/account/erase").expect(200).shows(&need);
    app.as_(clerk).post("/account/erase", &[("sure", "yes")]).expect(409).shows("还有事情没有交接");
    app.as_(w.huang_admin).post("/account/erase", &[("sure", "yes")]).expect(409);
    assert_eq!(count(&app, "person.erased"), 0);
    owner.get("/account").expect(200).shows("李梅");
}

#[test]
fn whoever_is_erased_leaves_records_and_no_trace_and_the_log_still_holds() {
    let app = TestApp::new();
    let w = &app.world;
    let (id, membership) = qian(&app, Role::FirmMember, w.kangjie);
    let order = app.order_delivered_to(w.kangjie, membership);
    let person = app.as_(membership);
    let refused = [("reason", "鞋底有裂口,请打 13800001234 找我")];
    person.post(&format!("/orders/{order}/reject"), &refused).expect(303);
    let delivery = [("result", "report"), ("summary", "重新测试,合格"), ("price", "800")];
    app.as_(w.zhao_gong).post(&format!("/orders/{order}/deliver"), &delivery).expect(303);
    let record = person.post(&format!("/orders/{order}/confirm"), &[("level", "5")]).expect(303).location;
    // The need that 李梅 said was on behalf of the firm: make it 钱多多's own.
    let kangjie = w.kangjie;
    app.system(move |tx, _| {
        let own = sql!("UPDATE needs SET said_by = $1, contact_name = $2, contact_phone = $3, words = $4");
        tx.execute(own, &params![id, "钱多多", "13800001234", "要做耐折测试,电话 13800001234"])?;
        let own = sql!("UPDATE organizations SET contact_name = $2, contact_phone = $3 WHERE id = $1");
        tx.execute(own, &params![kangjie, "钱多多", "13800001234"])?;
        Ok(())
    });
    app.run_jobs();
    let before = app.system({
        let hub = w.lucheng;
        move |tx, _| Ok(log::checkpoint(tx, hub)?.expect("a checkpoint"))
    });

    let signed = app.visitor().post("/sign-in", &[("login", "13800001234"), ("password", PASSWORD)]).expect(303);
    let browser = app.holding(&signed);
    browser.get("/account/erase").expect(200).shows("注销我的账号").hides("现在还不能注销");
    browser.post("/account/erase", &[("present", PASSWORD)]).expect(422).shows("请先确认您明白");
    browser
        .post("/account/erase", &[("sure", "yes"), ("present", "不是这个密码不是这个")])
        .expect(422)
        .shows("现在的密码不对");
    let gone = browser.post("/account/erase", &[("sure", "yes"), ("present", PASSWORD)]).expect(303);
    assert_eq!(gone.location, "/sign-in");
    assert!(gone.cookies.iter().any(|line| line.starts_with("yz_session=;") && line.contains("Max-Age=0")));
    assert_eq!((count(&app, "person.erased"), count(&app, "membership.ended")), (1, 1));

    for session in [&browser, &person] {
        assert!(session.get("/account").expect(303).location.starts_with("/sign-in"));
    }
    for login in ["13800001234", "qian@example.com"] {
        app.visitor().post("/sign-in", &[("login", login), ("password", PASSWORD)]).expect(422);
    }
    assert!(app.letters().iter().any(|letter| letter.to == "qian@example.com" && letter.subject.contains("已注销")));
    // Nothing of the name, the number or the address is left in the database.
    let left: Vec<String> = app.system(move |tx, _| {
        let rows = tx.query(
            sql!(
                "SELECT 'people' AS place, name || COALESCE(email, '') || COALESCE(phone, '') AS text FROM people
                 UNION ALL SELECT 'needs', words || contact_name || contact_phone FROM needs
                 UNION ALL SELECT 'organizations', contact_name || contact_phone FROM organizations
                 UNION ALL SELECT 'notices', about FROM notices
                 UNION ALL SELECT 'links', COALESCE(email, '') FROM links
                 UNION ALL SELECT 'events', body FROM events
                 UNION ALL SELECT 'jobs', payload FROM jobs"
            ),
            &params![],
        )?;
        let texts = rows.iter().map(|row| row.get::<String>("place") + " " + &row.get::<String>("text"));
        Ok(texts.filter(|text| ["钱多多", "13800001234", "qian@"].iter().any(|own| text.contains(own))).collect())
    });
    assert_eq!(left, Vec::<String>::new());
    // What the firm got stays, and the log still holds: one text of it can no longer be read.
    app.as_(w.li_mei).get(&record).expect(200).shows("耐折性能检测");
    let lines = log::verify_all(&app.app, Some(&before)).expect("the log holds").join("\n");
    assert!(lines.contains("其中 1 条的内容已删除,只留存证"), "{lines}");
    let auditor = app.as_(w.lin_auditor);
    auditor.get("/events?action=order.rated").expect(200).shows("已注销用户");
    auditor.get("/events?action=order.rejected").expect(200).shows("已注销用户");
    let list = auditor.get("/events?action=order.rejected").expect(200);
    auditor.get(&links(&list.text, "/events/")[0]).expect(200).shows("只留存证").hides("13800001234");
    // The address is free again.
    app.opened("钱多多", "qian@example.com", PASSWORD).get("/account").expect(200).shows("您还没有加入任何组织");
}

#[test]
fn an_expert_who_is_erased_leaves_the_directory() {
    let app = TestApp::new();
    let w = &app.world;
    let (expert, hub) = (w.xu_expert, w.lucheng);
    app.system(move |tx, c| {
        let id: Uuid =
            tx.one(sql!("SELECT person_id FROM memberships WHERE id = $1"), &params![expert])?.get("person_id");
        let entry = c.new_id();
        tx.execute(
            sql!(
                "INSERT INTO experts (hub_id, id, person_id, name, title, employer, fields)
                 VALUES ($1, $2, $3, '徐立', '教授', '温州大学', '高分子')"
            ),
            &params![hub, entry, id],
        )?;
        Ok(())
    });
    app.visitor().get("/hubs/LCX/experts").expect(200).shows("徐立");
    app.as_(expert).post("/account/erase", &[("sure", "yes")]).expect(303);
    app.visitor().get("/hubs/LCX/experts").expect(200).hides("徐立");
    assert_eq!(count(&app, "hub.expert-removed"), 1);
    app.run_jobs();
    assert!(log::verify_all(&app.app, None).is_ok());
}

#[test]
fn names_in_a_history_are_for_those_of_the_same_place() {
    let app = TestApp::new();
    let w = &app.world;
    let need = app.need_with(&w.test_service.clone(), w.oujiang);
    let place = format!("/needs/{need}");
    let said = [("pause_from", "2026-03-05"), ("pause_to", "2026-03-06"), ("pause_words", "样品老化试验")];
    app.as_(w.wu_fang).post(&format!("{place}/pauses"), &said).expect(303);
    app.as_(w.wang_qiang).post(&format!("{place}/pauses/decide"), &[("do", "agree")]).expect(303);
    // The hub reads its own people's names, and of the firm's the first letter.
    let history = |who: Uuid| {
        let page = app.as_(who).get(&place).expect(200).text;
        page[page.find("<h2>办理经过</h2>").expect("a history")..].to_owned()
    };
    let (hub, firm, auditor) = (history(w.zhou_min), history(w.li_mei), history(w.lin_auditor));
    assert!(hub.contains("吴芳") && hub.contains("王*") && !hub.contains("王强"), "{hub}");
    assert!(firm.contains("王强") && firm.contains("吴*") && !firm.contains("吴芳"), "{firm}");
    assert!(auditor.contains("吴*") && auditor.contains("王*") && !auditor.contains("王强"), "{auditor}");
}
