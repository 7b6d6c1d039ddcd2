//! Calendars of bookings through HTTP.

use jiff::civil::date;

use crate::testing::{Persona, TestApp, value_after};

/// Makes an address and gives its path.
fn made(who: &Persona, kind: &str, code: &str) -> String {
    let page = who.post("/feeds", &[("kind", kind), ("instrument", code)]).expect(200);
    let page = page.shows("这个地址只显示这一次").shows("webcal://");
    let at = page.text.find("/feeds/calendar/").expect("an address");
    page.text[at..].split(['<', '"', ' ']).next().unwrap_or_default().to_owned()
}

fn read(app: &TestApp, path: &str) -> String {
    let answer = app.stranger().get(path).expect(200);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    assert!(answer.cookies.is_empty());
    answer.text.replace("\r\n ", "")
}

fn count(app: &TestApp, action: &str) -> usize {
    app.events().iter().filter(|event| *event == action).count()
}

#[test]
fn each_reads_what_is_theirs_and_no_more_than_needed() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let (firm, lab, clerk) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    let reference = app.slot_booked(&code, date(2026, 3, 6), 9, 120);
    app.slot_held(&code, date(2026, 3, 6), 14, 60);
    firm.get("/feeds").expect(200).shows("我的预约").hides("经 ");
    clerk.get("/feeds").expect(200).shows("我的预约").shows("经 鹿城鞋业产业创新服务综合体");
    lab.get("/feeds").expect(200).shows("在自己仪器的页面上");
    lab.get(&format!("/feeds?instrument={code}")).expect(200).shows("鞋类耐折试验机 的预约");
    let (own, of_instrument, of_hub) =
        (made(&firm, "person", ""), made(&lab, "instrument", &code), made(&clerk, "hub", ""));
    for (path, summary, name) in [
        (&own, "SUMMARY:鞋类耐折试验机\r\n", "NAME:驿站 我的仪器预约\r\n"),
        (&of_instrument, "SUMMARY:温州康捷鞋业有限公司 · 鞋类耐折试验机\r\n", "NAME:驿站预约 鞋类耐折试验机\r\n"),
        (&of_hub, "SUMMARY:温州康捷鞋业有限公司 · 鞋类耐折试验机\r\n", "NAME:驿站预约 鹿城鞋业产业创新服务综合体\r\n"),
    ] {
        let file = read(&app, path);
        assert!(file.contains(summary) && file.contains(name), "{file}");
        // What is only kept is nobody's booking yet.
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 1, "{file}");
        assert!(file.contains("DTSTART:20260306T010000Z\r\nDTEND:20260306T030000Z\r\n"), "{file}");
        assert!(file.contains("LOCATION:鹿城区丰门街道中国鞋都二期 8 幢 302 室\r\n"), "{file}");
        assert!(file.contains(&format!("/bookings/{reference}\r\n")) && file.contains("REFRESH-INTERVAL"));
        for private in ["李梅", "13800000000", "童鞋", "88880001", "赵工"] {
            assert!(!file.contains(private), "{private} is in {file}");
        }
    }
    // Another firm's person sees none of it, another owner and another hub make none.
    let other = made(&app.as_(app.world.chen_jing), "person", "");
    assert!(!read(&app, &other).contains("VEVENT"));
    app.as_(app.world.sun_lin).post("/feeds", &[("kind", "instrument"), ("instrument", &code)]).expect(404);
    app.as_(app.world.sun_lin).get(&format!("/feeds?instrument={code}")).expect(404);
    firm.post("/feeds", &[("kind", "hub")]).expect(404);
    lab.post("/feeds", &[("kind", "person")]).expect(404);
    firm.post("/feeds", &[("kind", "所有")]).expect(404);
    app.visitor().get("/feeds").expect(303);
    app.as_(app.world.huang_admin).get("/feeds").expect(403);
    assert_eq!(count(&app, "feed.made"), 4);
}

#[test]
fn a_change_is_a_newer_sequence_of_the_same_event_and_what_is_cancelled_stays_for_a_while() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| rules.approval = true);
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    let reference = app.slot_booked(&code, date(2026, 3, 6), 9, 120);
    let path = made(&firm, "person", "");
    let of = |name: &str| value_after(&read(&app, &path).replace("\r\n", "\""), name);
    let number = || of("SEQUENCE:").parse::<i64>().unwrap();
    let (uid, asked, stamp) = (of("UID:"), number(), of("LAST-MODIFIED:"));
    assert_eq!((of("STATUS:").as_str(), of("SUMMARY:").as_str()), ("TENTATIVE", "待审核:鞋类耐折试验机"));
    app.app.clock.set(app.app.clock.now() + 600_000);
    lab.post(&format!("/bookings/{reference}/decide"), &[("do", "approve")]).expect(303);
    let approved = number();
    assert!(approved > asked && of("LAST-MODIFIED:") > stamp && of("UID:") == uid);
    assert_eq!((of("STATUS:").as_str(), of("SUMMARY:").as_str()), ("CONFIRMED", "鞋类耐折试验机"));
    firm.post(&format!("/bookings/{reference}/cancel"), &[("words", "样品没有准备好")]).expect(303);
    assert_eq!((of("STATUS:").as_str(), of("TRANSP:").as_str(), of("UID:")), ("CANCELLED", "TRANSPARENT", uid));
    assert!(number() > approved);
    app.on(date(2026, 4, 2));
    assert!(read(&app, &path).contains("VEVENT"));
    app.on(date(2026, 4, 5));
    assert!(!read(&app, &path).contains("VEVENT"), "told for 30 days");
}

#[test]
fn who_has_it_already_is_told_only_that() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    app.slot_booked(&code, date(2026, 3, 6), 9, 60);
    let path = made(&app.as_(app.world.li_mei), "person", "");
    let tag = app.stranger().get(&path).expect(200).header("etag").to_owned();
    app.app.clock.set(app.app.clock.now() + 7_200_000);
    let again = app.stranger().saying("if-none-match", format!("\"x\", W/{tag}")).get(&path).expect(304);
    assert!(again.text.is_empty() && again.header("etag") == tag);
    app.slot_booked(&code, date(2026, 3, 6), 14, 60);
    let changed = app.stranger().saying("if-none-match", tag.as_str()).get(&path).expect(200);
    assert_ne!(changed.header("etag"), tag);
    assert_eq!(changed.header("cache-control"), "private, no-cache");
}

#[test]
fn an_address_is_told_once_renewed_and_ended_by_its_maker() {
    let app = TestApp::new();
    let firm = app.as_(app.world.li_mei);
    let [one, other] = firm.post_twice("/feeds", &[("kind", "person")]);
    let address = |page: &str| {
        let at = page.find("/feeds/calendar/").expect("an address");
        page[at..].split(['<', '"', ' ']).next().unwrap_or_default().to_owned()
    };
    let first = address(&one.expect(200).text);
    assert_eq!(first, address(&other.expect(200).text), "a form sent twice makes one");
    assert_eq!(count(&app, "feed.made"), 1);
    firm.get("/feeds").expect(200).hides(&first).shows("还没有日历读取过");
    read(&app, &first);
    let page = firm.get("/feeds").expect(200).shows("最近读取").text;
    let second = made(&firm, "person", "");
    app.stranger().get(&first).expect(404);
    read(&app, &second);
    app.stranger().get(second.trim_end_matches(".ics")).expect(404);
    app.stranger().get("/feeds/calendar/x.ics").expect(404);
    let old = value_after(&page, "action=\"/feeds/");
    firm.post(&format!("/feeds/{old}"), &[]).expect(404);
    let id = value_after(&firm.get("/feeds").expect(200).text, "action=\"/feeds/");
    app.as_(app.world.wang_qiang).post(&format!("/feeds/{id}"), &[]).expect(404);
    firm.post(&format!("/feeds/{id}"), &[]).expect(303);
    app.stranger().get(&second).expect(404);
    assert_eq!((count(&app, "feed.made"), count(&app, "feed.revoked")), (2, 1));
}

#[test]
fn who_leaves_reads_no_more() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    app.slot_booked(&code, date(2026, 3, 6), 9, 60);
    let (li_mei, zhao_gong, wu_fang) = (app.world.li_mei, app.world.zhao_gong, app.world.wu_fang);
    let own = made(&app.as_(li_mei), "person", "");
    let instrument = made(&app.as_(zhao_gong), "instrument", &code);
    let hub = made(&app.as_(wu_fang), "hub", "");
    assert!([&own, &instrument, &hub].into_iter().all(|path| read(&app, path).contains("VEVENT")));
    app.system(move |tx, c| {
        for membership in [li_mei, zhao_gong, wu_fang] {
            let end = db::sql!("UPDATE memberships SET ended_at = $2 WHERE id = $1");
            tx.execute(end, &db::params![membership, c.now])?;
        }
        Ok(())
    });
    assert!(!read(&app, &own).contains("VEVENT"));
    app.stranger().get(&instrument).expect(404);
    app.stranger().get(&hub).expect(404);
}
