//! The wait list: joined, offered in turn, taken or passed on.

use jiff::civil::date;

use super::count;
use crate::app::millis_of;
use crate::testing::{TestApp, value_after};

const SPAN: [(&str, &str); 3] = [("wait_from", "2026-03-06"), ("wait_until", "2026-03-06"), ("wait_minutes", "60")];

/// An instrument that is open for one hour a day, which 李梅 has booked on the sixth.
fn full(app: &TestApp) -> (String, String) {
    let code = app.instrument_offered(|rules| rules.weekdays.fill(vec![(9 * 60, 10 * 60)]));
    let reference = app.slot_booked(&code, date(2026, 3, 6), 9, 60);
    (code, reference)
}

#[test]
fn what_becomes_free_is_offered_in_turn_and_passes_on() {
    let app = TestApp::new();
    let (code, reference) = full(&app);
    let place = format!("/instruments/{code}/waits");
    let firms = app.crowd(1);
    let chen = app.as_(app.world.chen_jing);
    chen.post(&place, &SPAN).expect(303);
    app.app.clock.set(app.app.clock.now() + 1000);
    let mut second = firms.into_iter().next().unwrap();
    let said = app.wait(second.post(&place, &SPAN));
    assert_eq!((said.0, said.1.as_str()), (303, "/bookings/waits"));
    chen.get("/bookings/waits").expect(200).shows("第 1 位").shows("排队中");
    chen.post(&place, &SPAN).expect(422).shows("已在候补这台仪器");
    app.as_(app.world.li_mei).post(&format!("/bookings/{reference}/cancel"), &[]).expect(303);
    app.run_jobs();
    chen.get("/notices").expect(200).shows("您候补的鞋类耐折试验机有空闲时段了");
    let page = chen.get("/bookings/waits").expect(200).shows("请确认").text;
    let offered = value_after(&page, "href=\"/bookings/LCX");
    let offered = format!("/bookings/LCX{offered}");
    chen.get(&offered).expect(200).shows("还保留 120 分钟");
    // Nobody else has it meanwhile, also not who waits behind.
    let start = millis_of(date(2026, 3, 6), 9, 0).to_string();
    let hold = [("start", start.as_str()), ("minutes", "60")];
    app.as_(app.world.li_mei).post(&format!("/instruments/{code}/holds"), &hold).expect(422).shows("已有预约");
    assert_eq!(count(&app, "booking.offered"), 1);
    // It runs out: the next one's turn, who takes it.
    app.app.clock.set(app.app.clock.now() + 121 * 60_000);
    app.run_jobs();
    chen.get("/bookings/waits").expect(200).shows("已错过");
    chen.get("/notices").expect(200).shows("时段已到期");
    chen.post(&format!("{offered}/book"), &[("purpose", "耐折")]).expect(409);
    let next: String = app.system(|tx, _| {
        let held = db::sql!("SELECT reference FROM bookings WHERE state = 'held'");
        Ok(tx.one(held, &db::params![])?.get("reference"))
    });
    let said = app.wait(second.post(&format!("/bookings/{next}/book"), &[("purpose", "耐折")]));
    assert_eq!(said.0, 303, "{}", said.2);
    let state: String = app.system(|tx, _| {
        let last = db::sql!("SELECT state FROM booking_waits ORDER BY joined_at DESC LIMIT 1");
        Ok(tx.one(last, &db::params![])?.get("state"))
    });
    assert_eq!(state, "taken");
    for (action, times) in [("booking.offered", 2), ("booking.offer-missed", 1), ("instrument.wait-joined", 2)] {
        assert_eq!(count(&app, action), times, "{action}");
    }
}

#[test]
fn joining_says_what_is_wrong_and_leaving_is_ones_own() {
    let app = TestApp::new();
    let (code, _) = full(&app);
    let place = format!("/instruments/{code}/waits");
    let (firm, other) = (app.as_(app.world.chen_jing), app.as_(app.world.li_mei));
    firm.post(&place, &[]).expect(422).shows("请填写日期");
    let free = [("wait_from", "2026-03-06"), ("wait_until", "2026-03-10"), ("wait_minutes", "60")];
    firm.post(&place, &free).expect(422).shows("不用候补:2026年3月7日(周六) 09:00 开始");
    let wrong = [("wait_from", "2026-03-06"), ("wait_until", "2026-03-05"), ("wait_minutes", "50")];
    firm.post(&place, &wrong)
        .expect(422)
        .shows("结束日期不能早于")
        .shows("60 分钟的整数倍")
        .shows("value=\"2026-03-05\"");
    firm.post(&place, &SPAN).expect(303);
    let page = firm.get("/bookings/waits").expect(200).text;
    let leave = format!("/bookings/waits/{}", value_after(&page, "action=\"/bookings/waits/"));
    other.post(&leave, &[]).expect(404);
    firm.post(&leave, &[]).expect(303);
    firm.post(&leave, &[]).expect(409).shows("已经结束");
    firm.get("/bookings/waits").expect(200).shows("已退出");
    assert_eq!((count(&app, "instrument.wait-joined"), count(&app, "instrument.wait-left")), (1, 1));
}
