//! From the confirmation to the verified record.

use db::{Scope, params, sql};

use crate::records::log;
use crate::testing::TestApp;

#[test]
fn a_confirmation_becomes_a_record_that_anyone_can_verify() {
    let app = TestApp::new();
    let record = app.order_confirmed();
    let firm = app.as_(app.world.li_mei);
    firm.get(&format!("/records/{record}")).expect(200).shows("计入家次").shows("几秒后写入存证日志");
    firm.get(&format!("/records/{record}/bundle")).expect(404);
    app.run_jobs();
    firm.get(&format!("/records/{record}")).expect(200).shows("存证日志第").shows("非常满意");
    let bundle = firm.get(&format!("/records/{record}/bundle")).expect(200).text;
    let words = log::verify_bundle(&bundle, None).unwrap();
    assert!(words.contains("/hubs/LCX") && words.contains(&record), "{words}");
    assert!(log::verify_bundle(&bundle.replace("康捷", "巨恒"), None).is_err());
    let key = app.visitor().get("/hubs/LCX/log/key").expect(200).text;
    assert!(log::verify_bundle(&bundle, Some(&key)).is_ok());
    let other = app.visitor().get("/hubs/YQD/log/key").expect(200).text;
    assert!(log::verify_bundle(&bundle, Some(&other)).is_err(), "another hub's key does not speak for this log");
    app.visitor().get("/hubs/LCX/log/checkpoint").expect(200).shows("/hubs/LCX\n");
    assert_eq!(log::verify_all(&app.app, None).unwrap().len(), 2);
    app.as_(app.world.chen_jing).get(&format!("/records/{record}")).expect(404);
    app.as_(app.world.lin_auditor).get("/events").expect(200).shows("record.written");
}

#[test]
fn the_log_must_still_begin_with_an_older_checkpoint() {
    let app = TestApp::new();
    app.run_jobs();
    let older = app.visitor().get("/hubs/LCX/log/checkpoint").expect(200).text;
    app.order_confirmed();
    app.run_jobs();
    assert!(log::verify_all(&app.app, Some(&older)).is_ok());
    let forged = app.app.db.write_blocking(Scope::system(), |tx| {
        tx.execute(sql!("UPDATE events SET body = '{}' WHERE action = 'record.written'"), &params![])
    });
    assert_eq!(forged.unwrap(), 1);
    let error = log::verify_all(&app.app, None).unwrap_err();
    assert!(error.to_string().contains("与它的事件不符"), "{error}");
}

#[test]
fn an_erased_event_is_counted_and_the_log_still_holds() {
    let app = TestApp::new();
    let record = app.order_confirmed();
    app.run_jobs();
    let write = |statement| app.app.db.write_blocking(Scope::system(), move |tx| tx.execute(statement, &params![]));
    let none = Vec::<u8>::new();
    let erase = sql!("UPDATE events SET body = '', salt = $1 WHERE action = 'record.written'");
    let erased = app.app.db.write_blocking(Scope::system(), move |tx| tx.execute(erase, &params![none]));
    assert_eq!(erased, Ok(1));
    let lines = log::verify_all(&app.app, None).unwrap().join("\n");
    assert!(lines.contains("其中 1 条的内容已删除"), "{lines}");
    // Nothing is left that a bundle could prove.
    app.as_(app.world.li_mei).get(&format!("/records/{record}/bundle")).expect(404);
    app.as_(app.world.li_mei).get(&format!("/records/{record}")).expect(200);
    app.as_(app.world.lin_auditor).get("/events").expect(200).shows("record.written");
    // Half of it gone is not an erasure, it is a change.
    assert_eq!(write(sql!("UPDATE events SET body = '' WHERE action = 'need.sent'")), Ok(1));
    let error = log::verify_all(&app.app, None).unwrap_err();
    assert!(error.to_string().contains("与它的事件不符"), "{error}");
}

#[test]
fn what_the_firm_said_is_kept() {
    let app = TestApp::new();
    app.order_confirmed();
    for statement in [
        sql!("UPDATE ratings SET level = 5"),
        sql!("DELETE FROM ratings"),
        sql!("DELETE FROM confirmations"),
        sql!("DELETE FROM records"),
        sql!("UPDATE records SET counts = 0"),
        sql!("DELETE FROM events"),
    ] {
        let tried = app.app.db.write_blocking(Scope::system(), move |tx| tx.execute(statement, &params![]));
        assert!(matches!(tried, Err(db::Error::Check(_))), "{tried:?}");
    }
}

/// A statement for each change of a record.
macro_rules! changes {
    ($($change:literal),* $(,)?) => { vec![$(sql!(concat!("UPDATE records SET ", $change))),*] };
}

#[test]
fn a_record_is_kept_whole_and_corrected_once() {
    let app = TestApp::new();
    let record = app.order_confirmed();
    let changes = changes![
        "hub_id = id",
        "id = order_id",
        "reference = '改'",
        "order_id = id",
        "order_reference = '改'",
        "corrects_id = id",
        "center_id = id",
        "center_kind = '改'",
        "center_name = '改'",
        "function = '改'",
        "service_id = id",
        "service_name = '改'",
        "provider_id = id",
        "provider_name = '改'",
        "provider_uscc = '改'",
        "firm_id = id",
        "firm_name = '改'",
        "firm_uscc = '改'",
        "firm_size = '改'",
        "firm_division = '改'",
        "firm_industry = '改'",
        "accepted_on = '改'",
        "due_on = '改'",
        "delivered_on = '改'",
        "confirmed_on = '改'",
        "confirmed_at = 1",
        "month = '改'",
        "price_fen = 1",
        "deliverables = '改'",
        "rating = 1",
        "trips = 9",
        "on_time = 0",
        "benefit = '改'",
        "benefit_fen = 1",
        "benefit_days = 1",
        "benefit_how = '改'",
        "counts = 0",
        "reasons = '改'",
        "rule = '改'",
        "correction_words = '改'",
        "event_id = id",
    ];
    let columns =
        include_str!("../../../../migrations/0005_records.sql").split_once("CREATE TABLE records (").unwrap().1;
    let columns = columns.split_once("PRIMARY KEY").unwrap().0;
    // All but corrected_by.
    assert_eq!(changes.len() + 1, columns.lines().filter(|line| line.starts_with("  ")).count() - 1);
    let write = |statement| app.app.db.write_blocking(Scope::system(), move |tx| tx.execute(statement, &params![]));
    for (at, change) in changes.into_iter().enumerate() {
        let tried = write(change);
        assert!(matches!(tried, Err(db::Error::Check(_))), "change {at}: {tried:?}");
    }
    let fields = [("price", "700"), ("counts", "yes"), ("words", "发票金额为 700 元")];
    app.as_(app.world.zhou_min).post(&format!("/records/{record}/correct"), &fields).expect(303);
    for again in [
        sql!("UPDATE records SET corrected_by = id WHERE corrected_by IS NOT NULL"),
        sql!("UPDATE records SET corrected_by = NULL WHERE corrected_by IS NOT NULL"),
    ] {
        let tried = write(again);
        assert!(matches!(tried, Err(db::Error::Check(_))), "{tried:?}");
    }
}

#[test]
fn a_poor_rating_asks_why_and_opens_a_task() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let firm = app.as_(app.world.li_mei);
    let confirm = format!("/orders/{order}/confirm");
    firm.post(&confirm, &[]).expect(422).shows("请选择满意程度");
    firm.post(&confirm, &[("level", "2")]).expect(422).shows("请勾选哪方面不满意");
    firm.post(&confirm, &[("level", "2"), ("aspects", "speed")]).expect(303);
    // 15 working days after 4 March 2026.
    let provider = app.as_(app.world.zhao_gong);
    provider.get(&format!("/orders/{order}")).expect(200).shows("2026年3月25日(周三)").shows("提交整改答复");
    provider.post(&format!("/orders/{order}/rectification"), &[("answer", "已增加一台设备")]).expect(303);
    provider.post(&format!("/orders/{order}/rectification"), &[("answer", "再说一次")]).expect(409);
}

#[test]
fn an_affiliation_does_not_count_and_says_why() {
    let app = TestApp::new();
    let (firm, provider) = (app.world.kangjie, app.world.oujiang);
    app.system(move |tx, c| {
        let insert =
            sql!("INSERT INTO affiliations (organization_id, other_id, words, declared_at) VALUES ($1, $2, $3, $4)");
        tx.execute(insert, &params![firm, provider, "同一实际控制人", c.now])?;
        Ok(())
    });
    let record = app.order_confirmed();
    app.as_(app.world.li_mei).get(&format!("/records/{record}")).expect(200).shows("双方申报了关联关系");
}

#[test]
fn a_correction_is_a_new_record() {
    let app = TestApp::new();
    let record = app.order_confirmed();
    let manager = app.as_(app.world.zhou_min);
    let correct = format!("/records/{record}/correct");
    app.as_(app.world.wu_fang).post(&correct, &[("words", "x")]).expect(403);
    manager.post(&correct, &[("price", "700")]).expect(422).shows("请说明为什么更正");
    let fields = [("price", "700"), ("counts", "yes"), ("words", "发票金额为 700 元")];
    let new = manager.post(&correct, &fields).expect(303).location;
    manager.get(&new).expect(200).shows("700 元").shows("发票金额为 700 元").shows(&record);
    manager.get(&format!("/records/{record}")).expect(200).shows("800 元").shows("已更正为");
    manager.post(&correct, &fields).expect(409).shows("已经更正过");
    manager.get("/records?hub=LCX").expect(200).shows("已更正");
}

#[test]
fn the_firm_sees_what_it_confirms() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let delivery = [("result", "report"), ("summary", "耐折 40000 次无裂口"), ("price", "1000")];
    let provider = app.as_(app.world.zhao_gong);
    provider.get(&format!("/orders/{order}")).expect(200).shows("新款休闲鞋要做耐折测试");
    provider.post(&format!("/orders/{order}/deliver"), &delivery).expect(303);
    let page = app.as_(app.world.li_mei).get(&format!("/orders/{order}/confirm")).expect(200);
    page.shows("耐折 40000 次无裂口").shows("1,000 元").shows("实际收费与报价不同");
}

#[test]
fn an_event_without_its_leaf_is_found() {
    let app = TestApp::new();
    app.order_confirmed();
    app.run_jobs();
    assert!(log::verify_all(&app.app, None).is_ok());
    let gone = app.app.db.write_blocking(Scope::system(), |tx| {
        tx.execute(
            sql!("DELETE FROM leaves WHERE event_id = (SELECT id FROM events WHERE action = 'order.started' LIMIT 1)"),
            &params![],
        )
    });
    assert_eq!(gone.unwrap(), 1);
    let error = log::verify_all(&app.app, None).unwrap_err();
    assert!(error.to_string().contains("1 个事件没有写入日志"), "{error}");
}

#[test]
fn a_log_keeps_its_name_when_the_installation_moves() {
    let app = TestApp::new();
    app.run_jobs();
    let before = app.visitor().get("/hubs/LCX/log/checkpoint").expect(200).text;
    let mut config = app.app.config.clone();
    config.server.base_url = "https://yizhan.example.cn".into();
    let moved = crate::app::App::open(config, crate::app::Clock::fixed(crate::testing::start()), [9; 32]).unwrap();
    assert!(log::verify_all(&moved, Some(&before)).is_ok());
    moved.db.close();
}

#[test]
fn a_benefit_beyond_reason_is_refused() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let firm = app.as_(app.world.li_mei);
    let confirm = format!("/orders/{order}/confirm");
    let said = [("level", "5"), ("benefit", "time"), ("benefit_how", "少跑几趟")];
    let with = |amount: &'static str| [said.as_slice(), &[("benefit_amount", amount)]].concat();
    firm.post(&confirm, &with("9223372036854775807")).expect(422).shows("最多 3650 天");
    let money = [("level", "5"), ("benefit", "cost"), ("benefit_how", "估算"), ("benefit_amount", "99999999999")];
    firm.post(&confirm, &money).expect(422).shows("请填写大于 0 的数");
    firm.post(&confirm, &with("12")).expect(303);
    firm.get("/own-records").expect(200);
}

#[test]
fn provider_and_hub_see_what_was_found_wrong() {
    let app = TestApp::new();
    let order = app.order_delivered();
    let firm = app.as_(app.world.li_mei);
    let poor =
        [("level", "1"), ("aspects", "speed"), ("aspects", "manner"), ("aspects", "<b>"), ("rating_words", "等太久")];
    firm.post(&format!("/orders/{order}/confirm"), &poor).expect(422).shows("请勾选哪方面不满意");
    let poor = [("level", "1"), ("aspects", "speed"), ("aspects", "manner")];
    firm.post(&format!("/orders/{order}/confirm"), &poor).expect(303);
    for side in [app.world.zhao_gong, app.world.wu_fang] {
        app.as_(side).get(&format!("/orders/{order}")).expect(200).shows("服务效率、服务态度");
    }
}
