//! Each kind tells exactly whom it concerns.

use db::{params, sql};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::command::Event;
use crate::notices::figures::Figures;
use crate::notices::kinds::KINDS;
use crate::testing::{links, value_after};
use crate::web::languages::INSTALLED;
use crate::web::messages::Argument;

const STAFF: &[&str] = &["周敏", "吴芳"];
const FIRM: &[&str] = &["李梅", "王强"];
const LAB: &[&str] = &["赵工"];
const STUDIO: &[&str] = &["孙琳"];

#[test]
fn a_need_is_told_from_its_first_word_to_its_rectification() {
    let app = TestApp::new();
    let poor = [("level", "2"), ("aspects", "speed")];
    let record = app.order_confirmed_by(app.world.kangjie, app.world.li_mei, &poor);
    let page = app.as_(app.world.zhao_gong).get(&format!("/records/{record}")).expect(200);
    let order = value_after(&page.text, "href=\"/orders/");
    let answer = [("answer", "已补做试验,三天内出具报告")];
    app.as_(app.world.zhao_gong).post(&format!("/orders/{order}/rectification"), &answer).expect(303);
    assert_eq!(
        told(&app),
        expected(&[
            ("need-sent", STAFF),
            ("need-accepted", &["李梅"]),
            ("plan-proposed", FIRM),
            ("plan-accepted", STAFF),
            ("order-accepted", LAB),
            ("order-delivered", FIRM),
            ("record-written", LAB),
            ("rectification-opened", LAB),
            ("rectification-watched", STAFF),
            ("rectification-answered", FIRM),
            ("rectification-done", STAFF),
        ])
    );
}

#[test]
fn whoever_did_it_is_not_told() {
    let app = TestApp::new();
    let need = say(&app);
    let (clerk, firm) = (app.as_(app.world.wu_fang), app.as_(app.world.wang_qiang));
    clerk.post(&format!("/needs/{need}/ask-back"), &[("question", "请补充面料成分")]).expect(303);
    firm.post(&format!("/needs/{need}/answer"), &[("answer", "PU 革")]).expect(303);
    clerk.post(&format!("/needs/{need}/accept"), &[]).expect(303);
    let design = format!("{}/{}", app.world.design_service, app.world.xinrui);
    clerk.post(&format!("/needs/{need}/plan/items"), &[("offer", &design)]).expect(303);
    clerk.post(&format!("/needs/{need}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    // Told while the quote is still awaited.
    app.run_jobs();
    let studio = app.as_(app.world.sun_lin);
    let order = value_after(&studio.get("/orders").expect(200).text, "href=\"/orders/");
    studio.post(&format!("/orders/{order}/quote"), &[("price", "3600"), ("days", "8")]).expect(303);
    clerk.post(&format!("/needs/{need}/plan/propose"), &[]).expect(303);
    firm.post(&format!("/needs/{need}/plan/send-back"), &[("remark", "价格偏高")]).expect(303);
    firm.post(&format!("/needs/{need}/withdraw"), &[("reason", "订单取消")]).expect(303);
    assert_eq!(
        told(&app),
        expected(&[
            ("need-sent", STAFF),
            ("need-asked", &["李梅"]),
            ("need-answered", STAFF),
            ("need-accepted", &["李梅"]),
            ("order-offered", STUDIO),
            ("order-quoted", STAFF),
            ("plan-proposed", FIRM),
            ("plan-returned", STAFF),
            ("need-withdrawn", STAFF),
            ("order-cancelled", STUDIO),
        ])
    );
}

#[test]
fn what_ends_early_is_told_to_the_other_sides() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let (firm, lab, manager) =
        (app.as_(app.world.wang_qiang), app.as_(app.world.zhao_gong), app.as_(app.world.zhou_min));
    firm.post(&format!("/orders/{order}/reject"), &[("reason", "缺少盖章")]).expect(303);
    lab.post(&format!("/orders/{order}/cancel"), &[("reason", "设备停用")]).expect(303);
    let need = say(&app);
    manager.post(&format!("/needs/{need}/decline"), &[("reason", "不在服务范围")]).expect(303);
    let told = told(&app);
    for (kind, people) in [
        ("order-rejected", LAB),
        ("order-cancelled-firm", FIRM),
        ("order-cancelled-hub", STAFF),
        ("need-declined", &["李梅"][..]),
    ] {
        assert_eq!(told.get(kind), expected(&[(kind, people)]).get(kind), "{kind}");
    }
    assert!(!told.contains_key("order-cancelled"), "the provider did it itself: {told:?}");
}

/// Records an event as the system does, so that nobody is left out.
fn happen(app: &TestApp, action: &'static str, (object, hub, id): (&'static str, Uuid, Uuid), data: Value) {
    app.system(move |tx, c| c.record(tx, Event { hub, action, object, id, reference: "" }, data));
}

#[test]
fn services_records_and_members_are_told_of_too() {
    let app = TestApp::new();
    let record = app.order_confirmed();
    let before = told(&app);
    let (hub, lab) = (app.world.lucheng, app.world.oujiang);
    let code = app.world.test_service.clone();
    let (service, record): (Uuid, Uuid) = app.system(move |tx, _| {
        tx.execute(sql!("UPDATE services SET proposed_by = $1 WHERE code = $2"), &params![lab, code.as_str()])?;
        let service = tx.one(sql!("SELECT id FROM services WHERE code = $1"), &params![code.as_str()])?;
        let record = tx.one(sql!("SELECT id FROM records WHERE reference = $1"), &params![record.as_str()])?;
        Ok((service.get("id"), record.get("id")))
    });
    for action in ["service.proposed", "service.returned", "service.published"] {
        happen(&app, action, ("service", hub, service), json!({}));
    }
    let studio = json!({ "provider": app.world.xinrui });
    for action in ["service.change-proposed", "service.change-accepted", "service.change-returned"] {
        happen(&app, action, ("service", hub, service), studio.clone());
    }
    happen(&app, "record.corrected", ("record", hub, record), json!({}));
    // What the catalogue does not name, and what is gone, tells nobody.
    happen(&app, "hub.changed", ("hub", hub, hub), json!({}));
    happen(&app, "need.sent", ("need", hub, Uuid::max()), json!({}));
    let mut after = told(&app);
    after.retain(|kind, _| !before.contains_key(kind));
    assert_eq!(
        after,
        expected(&[
            ("service-proposed", STAFF),
            ("service-returned", LAB),
            ("service-published", LAB),
            ("change-proposed", STAFF),
            ("change-accepted", STUDIO),
            ("change-returned", STUDIO),
            ("record-corrected", FIRM),
            ("record-corrected-provider", LAB),
        ])
    );
}

#[test]
fn an_owner_is_told_of_who_wants_to_join_and_they_of_the_answer() {
    let app = TestApp::new();
    let juheng = app.world.juheng;
    let zhao = app.world.zhao_gong;
    let request: Uuid = app.system(move |tx, c| {
        let id = c.new_id();
        tx.execute(
            sql!(
                "INSERT INTO join_requests (id, organization_id, person_id, role, created_at)
                 SELECT $1, $2, person_id, 'firm-member', 0 FROM memberships WHERE id = $3"
            ),
            &params![id, juheng, zhao],
        )?;
        Ok(id)
    });
    let place = ("organization", Uuid::nil(), juheng);
    happen(&app, "join.asked", place, json!({ "request": request }));
    happen(&app, "join.decided", place, json!({ "request": request, "accepted": true }));
    assert_eq!(told(&app), expected(&[("join-asked", &["陈静"]), ("join-accepted", LAB)]));
    happen(&app, "join.decided", place, json!({ "request": request, "accepted": false }));
    assert!(told(&app).contains_key("join-refused"));
    let page = app.as_(zhao).get("/notices").expect(200);
    page.shows("没有得到同意").hides("巨恒");
}

#[test]
fn followed_twice_is_told_once() {
    let app = TestApp::new();
    app.order_confirmed();
    let (letters, notices) = (app.letters().len(), rows(&app));
    assert!(letters > 0 && notices > 8);
    app.system(|tx, _| {
        tx.execute(sql!("INSERT INTO event_queue (event_id, hub_id) SELECT id, hub_id FROM events"), &params![])?;
        Ok(())
    });
    app.wait(crate::notices::follow(&app.app)).unwrap();
    assert_eq!((app.letters().len(), rows(&app)), (letters, notices));
}

#[test]
fn what_a_load_wrote_is_told_without_letters() {
    let app = TestApp::new();
    say(&app);
    let now = app.app.clock.now();
    app.app.clock.set(now + 1000);
    say(&app);
    app.app.clock.set(now + 2000);
    say(&app);
    app.wait(crate::notices::catch_up(&app.app, now + 1, now + 1500)).unwrap();
    assert!(app.letters().is_empty());
    let page = app.as_(app.world.wu_fang).get("/notices").expect(200);
    assert_eq!((links(&page.text, "/notices/").len(), page.text.matches("等您受理</b>").count()), (2, 1));
}

#[test]
fn every_kind_has_its_words_and_its_own_code() {
    let app = TestApp::new();
    let languages = INSTALLED.map(|language| app.app.messages.language(language.tag));
    for (place, kind) in KINDS.iter().enumerate() {
        assert!(KINDS[..place].iter().all(|before| before.code != kind.code), "{}", kind.code);
        for prefix in ["notices-title-", "notices-do-"] {
            let key = format!("{prefix}{}", kind.code);
            let figures = Figures::default().arguments();
            let mut values: Vec<(&'static str, &dyn Argument)> =
                vec![("about", &"鞋底耐折测试"), ("reference", &"LCX26-7K3F9Q-T")];
            values.extend(figures.iter().map(|(name, count)| (*name, count as &dyn Argument)));
            for words in languages {
                let text = words.with(&key, &values);
                assert!(!text.contains('⟦'), "{text}");
            }
        }
    }
}
