//! Hours that an instrument sends itself.

use jiff::civil::date;

use super::count;
use crate::app::millis_of;
use crate::testing::TestApp;

/// The owner makes a token for a device.
fn token(app: &TestApp, code: &str) -> String {
    let lab = app.as_(app.world.zhao_gong);
    let page = lab.post(&format!("/own-instruments/{code}/tokens"), &[("name", "电流采集器 1 号")]).expect(200);
    let page = page.shows("只显示这一次").text;
    let at = page.find("<p class=\"mono\">").expect("a token") + "<p class=\"mono\">".len();
    page[at..].split('<').next().expect("a token").to_owned()
}

const BATCH: &str = r#"{"sent_at":"2026-03-06T12:00:00+08:00","hours":[
    {"id":"A-1","from":"2026-03-06T09:00:00+08:00","until":"2026-03-06T10:00:00+08:00"},
    {"id":"A-2","from":"2026-03-06T02:00:00Z","until":"2026-03-06T02:30:00Z"}]}"#;

#[test]
fn an_instrument_sends_its_hours_with_a_token_of_its_own() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    app.app.clock.set(millis_of(date(2026, 3, 6), 12, 0));
    let (place, secret) = (format!("/api/instruments/{code}/hours"), token(&app, &code));
    let program = app.visitor();
    program.post_json(&place, "wrong", BATCH).expect(401).shows("\"error\":\"token\"");
    program.post_json("/api/instruments/LCX-I0999/hours", &secret, BATCH).expect(401);
    // A session is no token.
    app.as_(app.world.zhao_gong).post_json(&place, "", BATCH).expect(401);
    program.post_json(&place, &secret, "[").expect(400).shows("\"error\":\"malformed\"");
    program.post_json(&place, &secret, "[]").expect(422).shows("\"error\":\"count\"").shows("500");
    program.post_json(&place, &secret, " ".repeat(256 * 1024 + 1)).expect(413).shows("\"error\":\"bytes\"");
    let late = BATCH.replace("T12:00", "T12:30");
    program.post_json(&place, &secret, late).expect(422).shows("\"error\":\"clock\"").shows("-1800");
    let backwards = BATCH.replace("02:30:00Z", "01:30:00Z");
    let answer = program.post_json(&place, &secret, backwards).expect(422).shows("\"error\":\"hours\"");
    answer.shows("{\"at\":1,\"id\":\"A-2\",\"wrong\":\"length\"}");
    // All of a batch or none: the first of that one was not kept.
    program.post_json(&place, &secret, BATCH).expect(200).shows("{\"known\":0,\"taken\":2}");
    program.post_json(&place, &secret, BATCH).expect(200).shows("{\"known\":2,\"taken\":0}");
    let changed = BATCH.replace("02:30:00Z", "02:45:00Z");
    program.post_json(&place, &secret, changed).expect(422).shows("\"wrong\":\"changed\"");
    program.post_json(&place, &secret, BATCH.replace("A-2", "A-1")).expect(422).shows("\"wrong\":\"twice\"");
    let lab = app.as_(app.world.zhao_gong);
    let page = lab.get(&format!("/instruments/{code}/hours")).expect(200);
    page.hides(&secret).shows("电流采集器 1 号").shows("1 小时 30 分钟");
    let text = lab.get(&format!("/instruments/{code}/hours")).expect(200).text;
    let id = crate::testing::value_after(&text, "name=\"token\" value=\"");
    let revoke = format!("/own-instruments/{code}/tokens/revoke");
    app.as_(app.world.sun_lin).post(&revoke, &[("token", &id)]).expect(404);
    lab.post(&revoke, &[("token", &id)]).expect(303);
    lab.post(&revoke, &[("token", &id)]).expect(404);
    program.post_json(&place, &secret, BATCH).expect(401);
    lab.post(&format!("/own-instruments/{code}/tokens"), &[("name", "")]).expect(422).shows("请填写设备名称");
    for (event, times) in [("token-made", 1), ("token-revoked", 1)] {
        assert_eq!(count(&app, &format!("instrument.{event}")), times, "{event}");
    }
}

#[test]
fn booked_stated_and_sent_hours_stand_beside_each_other() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let one = app.slot_booked(&code, date(2026, 3, 5), 10, 120);
    let other = app.slot_booked(&code, date(2026, 3, 6), 9, 60);
    app.app.clock.set(millis_of(date(2026, 3, 6), 12, 0));
    let lab = app.as_(app.world.zhao_gong);
    for (reference, day, from, until) in
        [(&one, "2026-03-05", "10:00", "12:00"), (&other, "2026-03-06", "9:00", "10:00")]
    {
        let times = [("from_day", day), ("from_clock", from), ("until_clock", until)];
        lab.post(&format!("/bookings/{reference}/stated"), &times).expect(303);
    }
    let place = format!("/instruments/{code}/hours");
    lab.get(&place).expect(200).shows("3 小时").hides("不一致");
    let secret = token(&app, &code);
    app.visitor().post_json(&format!("/api{place}"), &secret, BATCH).expect(200);
    let page = lab.get(&format!("{place}?month=2026-03")).expect(200);
    // Half an hour more than stated on the 6th, nothing at all on the 5th.
    assert_eq!(page.text.matches("不一致").count(), 2);
    page.shows(&format!("/bookings?from=2026-03-05&amp;until=2026-03-05&amp;instrument={code}"));
    lab.get(&format!("{place}?month=2026-02")).expect(200).shows("2026-02 没有机时");
    app.as_(app.world.wu_fang).get(&place).expect(200).shows("不一致").hides("生成令牌");
    app.as_(app.world.zheng_tao).get(&place).expect(404);
    app.as_(app.world.sun_lin).get(&place).expect(404);
    app.as_(app.world.li_mei).get(&place).expect(403);
    app.visitor().get(&place).expect(303);
}
