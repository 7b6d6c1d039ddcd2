//! What the parties say to each other, who has read it, and what the hub notes for itself.

use db::{params, sql};
use uuid::Uuid;

use crate::testing::{TestApp, value_after};

const PDF: &[u8] = b"%PDF-1.7\n\xe2\xe3";

/// Messages of the same millisecond have no order.
fn later(app: &TestApp) {
    app.app.clock.set(app.app.clock.now() + 60_000);
}

fn notices(app: &TestApp, kind: &str) -> Vec<String> {
    app.run_jobs();
    let kind = kind.to_owned();
    app.system(move |tx, _| {
        let rows = tx.query(
            sql!("SELECT p.name FROM notices n JOIN people p ON p.id = n.person_id WHERE n.kind = $1 ORDER BY p.name"),
            &params![kind.as_str()],
        )?;
        Ok(rows.iter().map(|row| row.get("name")).collect())
    })
}

#[test]
fn the_parties_write_and_know_who_has_read() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let path = format!("/orders/{order}/messages");
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    firm.get(&path).expect(200).shows("还没有消息").shows("@赵工").shows("@王强").shows("@吴芳");
    firm.post(&path, &[]).expect(422).shows("请写点什么");
    firm.post(&path, &[("words", &"长".repeat(2001))]).expect(422).shows("最多 2000 个字");
    firm.post_files(&path, &[("words", "样品今天寄出,单号见附件 @赵工")], &[("运单.pdf", PDF)]).expect(303);
    assert!(app.events().contains(&"order.message".to_owned()));
    for place in ["/orders", &format!("/orders/{order}")] {
        lab.get(place).expect(200).shows("1 条未读");
    }
    lab.get("/home").expect(200).shows("1 条未读消息");
    lab.get("/messages").expect(200).shows(&order).shows("耐折性能检测");
    firm.get("/home").expect(200).hides("未读消息");
    firm.get(&path).expect(200).shows("对方还没有读");
    let page = lab.get(&path).expect(200);
    page.shows("样品今天寄出").shows("运单.pdf");
    lab.get("/home").expect(200).hides("未读消息");
    lab.get("/messages").expect(200).shows("没有未读消息");
    firm.get(&path).expect(200).shows("已读:赵工");
    assert_eq!(notices(&app, "message-mentioned"), ["赵工"]);
    assert!(notices(&app, "message-written").is_empty(), "who is named is told once");
    // Its file goes to whoever reaches the order.
    let page = lab.get(&path).expect(200);
    let file = format!("/files/{}", value_after(&page.text, "href=\"/files/"));
    for (who, status) in [(app.world.zhao_gong, 200), (app.world.wu_fang, 200), (app.world.sun_lin, 404)] {
        app.as_(who).get(&file).expect(status);
    }
    later(&app);
    lab.post(&path, &[("words", "收到,明天开始")]).expect(303);
    assert_eq!(notices(&app, "message-written").len(), 2, "李梅 and 王强");
    for (who, status) in [(app.world.chen_jing, 404), (app.world.sun_lin, 404), (app.world.zheng_tao, 404)] {
        app.as_(who).get(&path).expect(status).hides("样品");
        app.as_(who).post(&path, &[("words", "看看")]).expect(status);
    }
    // Who oversees reads, writes nothing and is not counted among those who have read.
    app.as_(app.world.lin_auditor).get(&path).expect(200).shows("收到,明天开始").hides("发送</button>");
    app.as_(app.world.lin_auditor).post(&path, &[("words", "看看")]).expect(403);
    app.as_(app.world.zhao_gong).get(&path).expect(200).hides("林晓");
}

#[test]
fn of_the_hub_only_those_concerned_are_kept_busy() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let path = format!("/orders/{order}/messages");
    app.system(|tx, _| {
        tx.execute(sql!("UPDATE needs SET clerk_id = NULL"), &params![])?;
        Ok(())
    });
    app.as_(app.world.li_mei).post(&path, &[("words", "发票抬头请用新名称")]).expect(303);
    app.as_(app.world.wu_fang).get("/home").expect(200).hides("未读消息");
    app.as_(app.world.zhou_min).get("/home").expect(200).hides("未读消息");
    later(&app);
    app.as_(app.world.li_mei).post(&path, &[("words", "请 @周敏 协调")]).expect(303);
    app.as_(app.world.wu_fang).get("/home").expect(200).hides("未读消息");
    app.as_(app.world.zhou_min).get("/home").expect(200).shows("1 条未读消息");
    later(&app);
    // Who has written here follows it from then on.
    app.as_(app.world.zhou_min).post(&path, &[("words", "已联系机构")]).expect(303);
    later(&app);
    app.as_(app.world.zhao_gong).post(&path, &[("words", "按新名称开")]).expect(303);
    app.as_(app.world.zhou_min).get("/messages").expect(200).shows(&order);
    app.as_(app.world.zhou_min).get(&path).expect(200).shows("按新名称开");
    app.as_(app.world.zhou_min).get("/messages").expect(200).hides(&order);
}

#[test]
fn many_messages_are_paged_from_the_newest() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let path = format!("/orders/{order}/messages");
    let firm = app.as_(app.world.li_mei);
    for number in 1..=52 {
        later(&app);
        firm.post(&path, &[("words", &format!("第{number}句。"))]).expect(303);
    }
    firm.get(&path).expect(200).shows("第52句。").shows("第3句。").hides("第2句。").shows("第 1 / 2 页,共 52 条");
    firm.get(&format!("{path}?page=2")).expect(200).shows("第2句。").shows("第1句。").hides("第3句。");
    // Who looks at the second page only has not read the newest.
    let lab = app.as_(app.world.zhao_gong);
    lab.get(&format!("{path}?page=2")).expect(200);
    lab.get("/messages").expect(200).shows("52");
    firm.get(&path).expect(200).hides("已读:赵工");
}

#[test]
fn what_was_written_stays_and_a_note_is_seen_by_no_party() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let (notes, messages) = (format!("/orders/{order}/notes"), format!("/orders/{order}/messages"));
    let clerk = app.as_(app.world.wu_fang);
    clerk.post(&notes, &[]).expect(422).shows("请写点什么");
    clerk.post(&notes, &[("words", "这家机构上次也晚了,@周敏 留意")]).expect(303);
    app.as_(app.world.zhou_min).get(&notes).expect(200).shows("上次也晚了").shows("吴芳");
    assert_eq!(notices(&app, "note-mentioned"), ["周敏"]);
    for (who, status) in [(app.world.li_mei, 403), (app.world.zhao_gong, 403), (app.world.zheng_tao, 404)] {
        app.as_(who).get(&notes).expect(status).hides("上次也晚了");
        app.as_(who).post(&notes, &[("words", "看看")]).expect(status);
    }
    for (who, place) in [(app.world.li_mei, &messages), (app.world.zhao_gong, &messages)] {
        app.as_(who).get(place).expect(200).hides("上次也晚了");
        app.as_(who).get(&format!("/orders/{order}")).expect(200).hides("上次也晚了").hides("内部备注");
    }
    clerk.post(&messages, &[("words", "请双方补齐资料")]).expect(303);
    for statement in [
        sql!("UPDATE messages SET words = ''"),
        sql!("DELETE FROM messages"),
        sql!("UPDATE order_notes SET words = ''"),
        sql!("DELETE FROM order_notes"),
    ] {
        let change = app.app.db.write_blocking(db::Scope::system(), move |tx| tx.execute(statement, &params![]));
        assert!(change.is_err(), "{change:?}");
    }
    let note: Uuid = app.system(|tx, _| {
        let event = sql!("SELECT object_id FROM events WHERE action = 'order.noted' AND object = 'order-note'");
        Ok(tx.one(event, &params![])?.get("object_id"))
    });
    assert!(!note.is_nil());
}
