//! The firm's calendar: its page, its file, and the address that a calendar program reads.

use jiff::civil::date;

use crate::testing::{TestApp, value_after};

/// The address that was told once, as a path.
fn address(page: &str) -> String {
    let at = page.find("/calendar/subscription/").expect("an address");
    page[at..].split(['<', '"', ' ']).next().unwrap().to_owned()
}

#[test]
fn a_month_and_a_list_show_what_runs() {
    let app = TestApp::new();
    let order = app.order_accepted();
    let firm = app.as_(app.world.li_mei);
    let page =
        firm.get("/calendar").expect(200).shows("2026年3月").shows("耐折性能检测").shows(&format!("/orders/{order}"));
    page.shows("2026年3月5日(周四) — 2026年3月11日(周三)").shows("month=2026-04").shows("aria-current=\"date\"");
    firm.get("/calendar?month=2026-04").expect(200).shows("这段时间没有安排");
    firm.get("/calendar?view=list").expect(200).shows("耐折性能检测").hides("class=\"month\"");
    firm.get("/calendar?month=2026-13").expect(200).shows("2026年3月");
    firm.get("/calendar?need=LCX26-7K3F9Q-0").expect(200).hides("耐折性能检测");
    // Another firm has a calendar of its own, others none.
    app.as_(app.world.chen_jing).get("/calendar").expect(200).hides("耐折性能检测");
    app.as_(app.world.zhao_gong).get("/calendar").expect(403);
    // What was called off is no longer in it.
    firm.post(&format!("/orders/{order}/cancel"), &[("reason", "订单取消")]).expect(303);
    firm.get("/calendar").expect(200).hides("耐折性能检测");
}

#[test]
fn the_file_holds_the_days_and_nothing_of_persons_or_prices() {
    let app = TestApp::new();
    app.order_accepted();
    let answer = app.as_(app.world.li_mei).get("/calendar.ics").expect(200);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    assert!(answer.header("content-disposition").starts_with("attachment"));
    let text = answer.text.replace("\r\n ", "");
    for line in ["DTSTART;VALUE=DATE:20260305\r\n", "DTEND;VALUE=DATE:20260312\r\n", "SUMMARY:耐折性能检测\r\n"] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    for private in ["李梅", "13800000000", "800", "新款休闲鞋"] {
        assert!(!text.contains(private) || private == "800" && !text.contains("800 元"), "{private}");
    }
}

#[test]
fn a_subscription_is_told_once_read_by_anyone_and_revoked() {
    let app = TestApp::new();
    app.order_accepted();
    let firm = app.as_(app.world.li_mei);
    let told = firm.post("/calendar/subscription", &[]).expect(200).shows("这个地址只显示这一次").text;
    let first = address(&told);
    firm.get("/calendar").expect(200).hides(&first).shows("取消订阅");
    let file = app.stranger().get(&first).expect(200).shows("SUMMARY:耐折性能检测");
    assert!(file.cookies.is_empty());
    let uid = value_after(&file.text.replace("\r\n", "\""), "UID:");
    firm.get("/calendar").expect(200).shows("最近读取");
    // Another address ends the first.
    let second = address(&firm.post("/calendar/subscription", &[]).expect(200).text);
    app.stranger().get(&first).expect(404);
    let again = app.stranger().get(&second).expect(200);
    assert_eq!(value_after(&again.text.replace("\r\n", "\""), "UID:"), uid, "the identity stays");
    app.stranger().get(second.trim_end_matches(".ics")).expect(404);
    // A colleague's is their own.
    app.as_(app.world.wang_qiang).post("/calendar/subscription/revoke", &[]).expect(303);
    app.stranger().get(&second).expect(200);
    firm.post("/calendar/subscription/revoke", &[]).expect(303);
    app.stranger().get(&second).expect(404);
    let events = app.events();
    let count = |action: &str| events.iter().filter(|event| *event == action).count();
    assert_eq!((count("calendar.subscribed"), count("calendar.revoked")), (2, 1));
}

#[test]
fn who_leaves_the_firm_reads_its_calendar_no_more() {
    let app = TestApp::new();
    app.order_accepted();
    let member = app.world.wang_qiang;
    let place = address(&app.as_(member).post("/calendar/subscription", &[]).expect(200).text);
    app.stranger().get(&place).expect(200);
    app.system(move |tx, c| {
        let end = db::sql!("UPDATE memberships SET ended_at = $2 WHERE id = $1");
        tx.execute(end, &db::params![member, c.now])?;
        Ok(())
    });
    app.stranger().get(&place).expect(404);
}

#[test]
fn a_change_of_the_plan_is_a_newer_sequence_of_the_same_event() {
    let app = TestApp::new();
    app.order_accepted();
    let firm = app.as_(app.world.li_mei);
    let sequence = |text: &str| value_after(&text.replace("\r\n", "\""), "SEQUENCE:").parse::<i64>().unwrap();
    let before = sequence(&firm.get("/calendar.ics").expect(200).text);
    let need = value_after(&firm.get("/calendar").expect(200).text, "href=\"/orders/");
    let order = format!("/orders/{need}");
    let lab = app.as_(app.world.zhao_gong);
    let page = lab.get(&format!("{order}/change")).expect(200).text;
    let id = value_after(&page, "name=\"ends-");
    let fields = [
        (format!("starts-{id}"), "2026-03-05"),
        (format!("ends-{id}"), "2026-03-13"),
        (format!("price-{id}"), "800"),
        ("reason".to_owned(), "设备检修"),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let change = lab.post(&format!("{order}/change"), &fields).expect(303).location;
    firm.post(&format!("{change}/agree"), &[]).expect(303);
    let after = firm.get("/calendar.ics").expect(200).text;
    assert!(after.contains("DTEND;VALUE=DATE:20260314\r\n") && sequence(&after) > before);
    app.on(date(2026, 3, 16));
    app.as_(app.world.li_mei).get("/calendar").expect(200).shows("已逾期");
}
