//! The worklist.

use db::{params, sql};
use jiff::civil::date;

use crate::testing::TestApp;

/// A need of 康捷 that nobody has answered.
fn sent(app: &TestApp) -> String {
    sent_about(app, "童鞋")
}

/// The same, about no product in particular.
pub(super) fn sent_without_product(app: &TestApp) -> String {
    sent_about(app, "")
}

fn sent_about(app: &TestApp, product: &'static str) -> String {
    let (hub, firm, calendar) = (app.world.lucheng, app.world.kangjie, app.app.calendar);
    app.system(move |tx, c| {
        let new = crate::needs::NewNeed {
            hub_id: hub,
            firm_id: firm,
            said_by: crate::people::first_of(tx, firm)?,
            channel: "phone".into(),
            function: "testing".into(),
            words: "童鞋出口要做邻苯检测".into(),
            product: product.into(),
            wanted_on: None,
            budget_fen: None,
            visibility: "providers".into(),
            named: Vec::new(),
            contact_name: "李梅".into(),
            contact_phone: "13800000000".into(),
        };
        Ok(crate::needs::submit(tx, c, calendar, &new)?.reference)
    })
}

/// The texts stand in the page in this order.
fn in_order(page: &str, texts: &[&str]) {
    let places: Vec<_> =
        texts.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text} in {page}"))).collect();
    assert!(places.is_sorted(), "{texts:?} stand at {places:?} in {page}");
}

#[test]
fn everything_with_a_deadline_stands_in_its_order() {
    let app = TestApp::new();
    app.as_(app.world.wu_fang).get("/home").expect(200).shows("没有待办的事").shows("href=\"/intake\"");
    // Rated poorly on 4 March: to be put right by the 25th.
    let poor = app.order_delivered();
    let said = [("level", "1"), ("aspects", "quality")];
    app.as_(app.world.li_mei).post(&format!("/orders/{poor}/confirm"), &said).expect(303);
    app.on(date(2026, 3, 5));
    let waiting = app.order_delivered();
    app.on(date(2026, 3, 6));
    let working = app.order_accepted();
    let asked = app.need_with(&app.world.design_service.clone(), app.world.xinrui);
    app.as_(app.world.wu_fang).post(&format!("/needs/{asked}/plan/ask"), &[("quote_by", "2026-03-09")]).expect(303);
    let clerk = app.as_(app.world.wu_fang);
    // Nothing is late yet: the accepted need waits for its plan.
    clerk.get("/home").expect(200).shows(&asked).hides(&working).hides(&waiting).hides("已逾期").shows("共 1 件");
    app.on(date(2026, 3, 30));
    let fresh = sent(&app);
    let page = app.as_(app.world.wu_fang).get("/home").expect(200);
    let quote = app.as_(app.world.sun_lin).get("/orders").expect(200);
    let quote = crate::testing::value_after(&quote.text, "href=\"/orders/");
    // 9 March: the quote; 10 March: the confirmation, three working days after the delivery; 13 March: the plan and
    // the delivery; 25 March: the rectification; 1 April: the new need, not late.
    in_order(&page.text, &[&quote, &waiting, &asked, &poor, &fresh]);
    in_order(&page.text, &[&waiting, &working, &poor]);
    assert_eq!(page.text.matches("已逾期").count(), 5);
    page.shows("催报价")
        .shows("提醒企业确认")
        .shows("催整改")
        .shows("2026年4月1日(周三)")
        .shows("温州新锐鞋样设计有限公司");
    app.as_(app.world.zheng_tao).get("/home").expect(200).shows("没有待办的事").hides(&fresh).hides(&working);
}

#[test]
fn it_is_filtered_by_kind_and_clerk_and_the_manager_sees_counts() {
    let app = TestApp::new();
    let fresh = sent(&app);
    let planning = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let (need, clerk) = (planning.clone(), app.world.wu_fang);
    app.system(move |tx, _| {
        let mine =
            sql!("UPDATE needs SET clerk_id = (SELECT person_id FROM memberships WHERE id = $2) WHERE reference = $1");
        tx.execute(mine, &params![need, clerk])?;
        Ok(())
    });
    let returned = app.need_with(&app.world.test_service.clone(), app.world.oujiang);
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&format!("/needs/{returned}/plan/ask"), &[("quote_by", "2026-03-10")]).expect(303);
    clerk.post(&format!("/needs/{returned}/plan/propose"), &[]).expect(303);
    clerk.get("/home").expect(200).hides(&returned);
    let firm = app.as_(app.world.li_mei);
    firm.post(&format!("/needs/{returned}/plan/send-back"), &[("remark", "交期太长")]).expect(303);
    firm.get("/home").expect(200).shows("正在修改方案");
    clerk
        .get("/home")
        .expect(200)
        .shows(&fresh)
        .shows(&planning)
        .shows(&returned)
        .shows("共 3 件")
        .hides("<b>1<small>件");
    clerk.get("/home?kind=triage").expect(200).shows(&fresh).hides(&planning).shows("共 1 件");
    let page = clerk.get("/home?kind=returned").expect(200).shows(&format!("/needs/{returned}/plan")).hides(&fresh);
    page.hides("1970年");
    clerk.get("/home?mine=1").expect(200).shows(&planning).shows("吴芳").hides(&fresh).hides(&returned);
    clerk.get("/home?kind=quote").expect(200).shows("没有符合条件的待办");
    let manager = app.as_(app.world.zhou_min).get("/home").expect(200);
    assert_eq!(manager.text.matches("<b>1<small>件</small>").count(), 3);
    assert_eq!(manager.text.matches("<b>0<small>件</small>").count(), 5);
    app.as_(app.world.zhou_min).get("/home?mine=1").expect(200).shows("没有符合条件的待办");
}

#[test]
fn it_pages_and_misses_nothing() {
    let app = TestApp::new();
    let all: Vec<String> = (0..57).map(|_| sent(&app)).collect();
    let clerk = app.as_(app.world.wu_fang);
    let pages = [clerk.get("/home?kind=triage").expect(200), clerk.get("/home?kind=triage&page=2").expect(200)];
    pages[0].text.find("第 1 / 2 页,共 57 条").unwrap();
    let shown = |page: usize| all.iter().filter(|reference| pages[page].text.contains(*reference)).count();
    assert_eq!((shown(0), shown(1)), (50, 7));
    assert!(all.iter().all(|reference| pages.iter().any(|page| page.text.contains(reference))));
    assert!(crate::testing::links(&pages[0].text, "?").contains(&"?kind=triage&page=2".to_owned()));
}
