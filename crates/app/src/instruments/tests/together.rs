//! Several uses in one booking, series, bookings on behalf, and who sees what when.

use jiff::civil::date;

use super::count;
use crate::app::millis_of;
use crate::testing::{TestApp, value_after};

fn pick(code: &str, day: i8, hour: i8) -> String {
    format!("{code} {} 60", millis_of(date(2026, 3, day), hour, 0))
}

#[test]
fn several_instruments_are_booked_together_or_not_at_all() {
    let app = TestApp::new();
    let one = app.instrument_offered(|rules| rules.questions = vec!["样品尺码?".into()]);
    let two = app.instrument_offered(|rules| (rules.cancel_hours, rules.cancel_percent) = (24, 50));
    let (firm, other) = (app.as_(app.world.li_mei), app.as_(app.world.chen_jing));
    app.slot_booked(&two, date(2026, 3, 6), 9, 60);
    let place = format!("/bookings/together?instrument={one}&instrument={two}&from=2026-03-06");
    firm.get(&place).expect(200).shows("2026年3月6日(周五) 10:00–11:00").shows("去掉");
    // One of them is taken at nine: nothing is kept, and it is said where it can be had.
    let picks = [("instrument", one.as_str()), ("pick", &pick(&one, 6, 9)), ("pick", &pick(&two, 6, 9))];
    firm.post("/bookings/together", &picks).expect(422).shows("从 2026年3月6日(周五) 10:00 开始");
    assert_eq!(count(&app, "booking.held"), 1, "only the one before");
    let start = millis_of(date(2026, 3, 6), 10, 0).to_string();
    let both = [("instrument", one.as_str()), ("instrument", two.as_str()), ("start", start.as_str())];
    let bundle = firm.post("/bookings/together", &both).expect(303).location;
    let page = firm.get(&bundle).expect(200).shows("合计 400 元").shows("样品尺码").text;
    other.get(&bundle).expect(404);
    app.as_(app.world.zhao_gong).get(&bundle).expect(404);
    let answer = format!("answer_0-{}", value_after(&page, "name=\"answer_0-"));
    firm.post(&format!("{bundle}/book"), &[("purpose", "")]).expect(422).shows("请填写用途").shows("请回答这个问题");
    assert_eq!(count(&app, "booking.made"), 1, "none is booked while one is not whole");
    let said = [("purpose", "童鞋大底耐折"), (answer.as_str(), "32 码")];
    firm.post(&format!("{bundle}/book"), &said).expect(303);
    assert_eq!(count(&app, "booking.made"), 3);
    // One alone, then the rest.
    let first = value_after(&firm.get(&bundle).expect(200).text, "href=\"/bookings/LCX26");
    let first = format!("/bookings/LCX26{first}");
    firm.get(&first).expect(200).shows(&bundle);
    firm.post(&format!("{first}/cancel"), &[]).expect(303);
    firm.get(&bundle).expect(200).shows("已取消").shows("全部取消");
    other.post(&format!("{bundle}/cancel"), &[]).expect(404);
    firm.post(&format!("{bundle}/cancel"), &[]).expect(303);
    firm.post(&format!("{bundle}/cancel"), &[]).expect(409).shows("已经结束");
    assert_eq!(count(&app, "booking.cancelled"), 2);
}

#[test]
fn a_series_is_reported_before_anything_is_taken() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| rules.horizon_days = 60);
    let firm = app.as_(app.world.li_mei);
    app.slot_booked(&code, date(2026, 3, 13), 9, 60);
    let place = format!("/instruments/{code}/series");
    firm.get(&place).expect(200).shows("填写第一次的日期");
    // Weekly on Fridays; the thirteenth is taken. Daily: a weekend comes between.
    let weekly = firm.get(&format!("{place}?first=2026-03-06&time=09:00&minutes=60&every=week&count=3")).expect(200);
    weekly.shows("共 3 次,其中 2 次可以预约").shows("已有预约").shows("代替 2026年3月13日(周五) 09:00–10:00");
    let daily = firm.get(&format!("{place}?first=2026-03-06&time=09:00&minutes=60&every=day&until=2026-03-09"));
    daily.expect(200).shows("共 4 次,其中 2 次可以预约").shows("节假日");
    firm.get(&format!("{place}?first=2026-03-06&time=20:00&minutes=60&count=1")).expect(200).shows("不开放");
    assert_eq!(count(&app, "booking.held"), 1, "the report takes nothing");
    let picks = [
        ("series", code.as_str()),
        ("pick", &pick(&code, 6, 9)),
        ("pick", &pick(&code, 13, 10)),
        ("pick", &pick(&code, 20, 9)),
    ];
    let taken = [("series", code.as_str()), ("pick", &pick(&code, 6, 9)), ("pick", &pick(&code, 13, 9))];
    firm.post("/bookings/together", &taken).expect(422).shows("已有预约");
    firm.post("/bookings/together", &[("series", &code)]).expect(422).shows("请选择 1 到 30 个时段");
    let bundle = firm.post("/bookings/together", &picks).expect(303).location;
    firm.post(&format!("{bundle}/book"), &[("purpose", "每周例行耐折")]).expect(303);
    firm.get(&bundle).expect(200).shows("2026年3月20日(周五) 09:00–10:00");
    assert_eq!((count(&app, "booking.held"), count(&app, "booking.made")), (4, 4));
}

#[test]
fn its_owner_books_for_a_firm_and_sees_the_week() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| rules.approval = true);
    let (lab, kangjie) = (app.as_(app.world.zhao_gong), app.world.kangjie);
    let uscc = app.system(move |tx, _| Ok(crate::organizations::by_id(tx, kangjie)?.uscc));
    let start = millis_of(date(2026, 3, 6), 9, 0).to_string();
    let place = format!("/instruments/{code}/holds");
    let wanted = [("start", start.as_str()), ("minutes", "60"), ("firm", uscc.as_str())];
    // Another provider's instrument is not theirs to give.
    app.as_(app.world.sun_lin).post(&place, &wanted).expect(404);
    lab.get(&format!("/instruments/{code}")).expect(200).shows("为哪家企业预约");
    let kept = lab.post(&place, &wanted).expect(303).location;
    lab.post(&format!("{kept}/book"), &[("purpose", "电话预约:大底耐折")]).expect(303);
    app.run_jobs();
    let firm = app.as_(app.world.li_mei);
    firm.get(&kept).expect(200).shows("已安排");
    firm.get("/notices").expect(200).shows("仪器所有者为您预约了鞋类耐折试验机");
    for who in [app.world.zhao_gong, app.world.wu_fang, app.world.li_mei] {
        let page = app.as_(who).get("/bookings/week?week=2026-03-06").expect(200);
        page.shows("9:00–10:00 温州康捷鞋业有限公司").shows(&kept);
    }
    lab.get("/bookings/week?day=2026-03-06").expect(200).shows("9:00–10:00").shows("看一周");
    lab.get("/bookings/week?day=2026-03-09").expect(200).hides("9:00–10:00").shows("这段时间没有预约");
    app.as_(app.world.sun_lin).get("/bookings/week?week=2026-03-06").expect(200).hides("康捷");
    assert_eq!((count(&app, "booking.made"), count(&app, "booking.asked")), (1, 0));
}

#[test]
fn the_soonest_free_slots_are_found_by_what_is_measured() {
    let app = TestApp::new();
    let one = app.instrument_offered(|_| {});
    let two = app.instrument_offered(|rules| (rules.least, rules.slot) = (120, 60));
    app.slot_booked(&one, date(2026, 3, 5), 10, 60);
    let page = app.visitor().get("/instruments/slots?measure=%E8%80%90%E6%8A%98&until=2026-03-06").expect(200);
    let page = page.shows("2026年3月5日(周四) 11:00–12:00").shows("2026年3月5日(周四) 10:00–12:00");
    let (later, sooner) = (page.text.find("11:00–12:00"), page.text.find("10:00–12:00"));
    assert!(sooner < later, "the soonest stands first");
    page.shows(&one).shows(&two);
    app.visitor().get("/instruments/slots?measure=%E7%9B%90%E9%9B%BE").expect(200).shows("没有符合条件的空闲时段");
    app.visitor().get("/instruments/slots?minutes=120&until=2026-03-05").expect(200).hides("11:00–12:00");
    app.visitor().get("/instruments/slots?until=2026-03-04").expect(200).shows("没有符合条件");
}
