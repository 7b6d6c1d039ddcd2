//! Choosing a slot, filling it in, and what becomes of it.

use jiff::civil::date;

use super::count;
use crate::app::millis_of;
use crate::testing::TestApp;

#[test]
fn a_firm_sees_what_is_free_keeps_a_slot_and_books_it() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| rules.questions = vec!["样品尺码?".into()]);
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    let page = firm.get(&format!("/instruments/{code}")).expect(200);
    // It is Wednesday, 09:30: a day ahead at least.
    page.shows("2026年3月5日(周四) 10:00–11:00").shows("200 元").hides("2026年3月5日(周四) 09:00");
    let page = firm.get(&format!("/instruments/{code}?minutes=180&from=2026-03-09")).expect(200);
    page.shows("2026年3月9日(周一) 09:00–12:00").shows("360 元").hides("09:00–10:00");
    let reference = app.slot_held(&code, date(2026, 3, 9), 9, 180);
    let place = format!("/bookings/{reference}");
    firm.get(&place).expect(200).shows("还保留 10 分钟").shows("样品尺码").shows("360 元");
    // Kept, it is nobody else's; nor is it anything to its owner yet.
    app.as_(app.world.chen_jing).get(&place).expect(404);
    lab.get(&place).expect(404);
    firm.get(&format!("/instruments/{code}?minutes=180&from=2026-03-09")).expect(200).hides("3月9日(周一) 09:00–12:00");
    let wrong = firm.post(&format!("{place}/book"), &[("samples", "很多"), ("purpose", "耐折")]).expect(422);
    wrong.shows("0 到 10000").shows("请回答这个问题").shows("耐折");
    let said = [("samples", "２"), ("purpose", "童鞋大底耐折"), ("answer_0", "32 码")];
    firm.post(&format!("{place}/book"), &said).expect(303);
    firm.get(&place).expect(200).shows("已安排").shows("32 码");
    lab.get(&place).expect(200).shows("童鞋大底耐折");
    firm.get("/bookings").expect(200).shows(&reference).shows("3 小时");
    lab.get("/bookings?from=2026-03-09&until=2026-03-09").expect(200).shows(&reference);
    lab.get("/bookings?from=2026-03-10").expect(200).hides(&reference);
    lab.get("/bookings.csv").expect(200).shows("温州康捷鞋业有限公司");
    app.as_(app.world.wu_fang).get("/bookings").expect(200).shows(&reference);
    app.as_(app.world.zheng_tao).get("/bookings").expect(200).hides(&reference);
    app.run_jobs();
    lab.get("/notices").expect(200).shows(&format!("新预约 {reference}"));
    assert_eq!((count(&app, "booking.held"), count(&app, "booking.made")), (1, 1));
}

#[test]
fn a_refusal_names_everything_with_its_way_out() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| {
        (rules.least, rules.most, rules.quota_hours) = (120, 240, 3);
        rules.training = true;
        rules.training_words = "下一场:3 月 11 日 14:00,丰门街道 302 室".into();
    });
    let firm = app.as_(app.world.li_mei);
    let hold = |day, hour, minute, minutes: &str| {
        let start = millis_of(day, hour, minute).to_string();
        let fields = [("start", start.as_str()), ("minutes", minutes)];
        firm.post(&format!("/instruments/{code}/holds"), &fields).expect(422)
    };
    let page = hold(date(2026, 3, 4), 10, 30, "60").shows("最短 120 分钟").shows("每 60 分钟可以开始一次");
    let page = page.shows("最早可以预约 2026年3月5日(周四) 09:30").shows("从 2026年3月5日(周四) 10:00 开始");
    page.shows("3 月 11 日 14:00").shows("报名培训");
    hold(date(2026, 3, 7), 9, 0, "240").shows("这段时间不开放").shows("每周最多 3 小时").shows("2026年3月9日(周一)");
    hold(date(2026, 6, 1), 9, 0, "120").shows("最晚可以预约到 2026年4月3日(周五) 09:30");
    firm.post(&format!("/instruments/{code}/holds"), &[]).expect(422).shows("请选择一个时段");
    assert_eq!(count(&app, "booking.held"), 0);
}

#[test]
fn who_was_trained_may_book_until_it_ends() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| {
        rules.training = true;
        rules.training_words = "每月第一个周三".into();
    });
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    firm.post(&format!("/instruments/{code}/training"), &[]).expect(303);
    let page = lab.get(&format!("/own-instruments/{code}")).expect(200).shows("李梅").shows("等待培训").text;
    let person = crate::testing::value_after(&page, "name=\"person\" value=\"");
    let place = format!("/own-instruments/{code}/training");
    lab.post(&place, &[("person", &person), ("until", "2026-03-01")]).expect(422).shows("不能早于今天");
    lab.post(&place, &[("person", &person), ("until", "2026-03-06")]).expect(303);
    app.run_jobs();
    firm.get("/notices").expect(200).shows("您已培训合格");
    app.slot_booked(&code, date(2026, 3, 6), 9, 60);
    let start = millis_of(date(2026, 3, 9), 9, 0).to_string();
    let fields = [("start", start.as_str()), ("minutes", "60")];
    firm.post(&format!("/instruments/{code}/holds"), &fields).expect(422).shows("每月第一个周三");
    assert_eq!(count(&app, "instrument.trained"), 1);
}

#[test]
fn its_owner_approves_or_declines() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| rules.approval = true);
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    let one = app.slot_booked(&code, date(2026, 3, 6), 9, 60);
    let other = app.slot_booked(&code, date(2026, 3, 6), 10, 60);
    firm.get(&format!("/bookings/{one}")).expect(200).shows("待审核").shows("仪器所有者");
    firm.post(&format!("/bookings/{one}/decide"), &[("do", "approve")]).expect(403);
    lab.post(&format!("/bookings/{one}/decide"), &[("do", "approve")]).expect(303);
    lab.post(&format!("/bookings/{one}/decide"), &[("do", "approve")]).expect(409);
    lab.post(&format!("/bookings/{other}/decide"), &[("do", "decline")]).expect(422).shows("请说明原因");
    let why = [("do", "decline"), ("words", "设备当天校准")];
    lab.post(&format!("/bookings/{other}/decide"), &why).expect(303);
    firm.get(&format!("/bookings/{other}")).expect(200).shows("设备当天校准");
    // What was declined is free again.
    app.slot_held(&code, date(2026, 3, 6), 10, 60);
    app.run_jobs();
    firm.get("/notices").expect(200).shows(&format!("预约 {one} 已通过")).shows(&format!("预约 {other} 未通过"));
    assert_eq!((count(&app, "booking.approved"), count(&app, "booking.declined")), (1, 1));
}

#[test]
fn a_booking_is_moved_handed_over_and_cancelled_by_rule() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| (rules.cancel_hours, rules.cancel_percent) = (24, 30));
    let (firm, lab) = (app.as_(app.world.li_mei), app.as_(app.world.zhao_gong));
    let reference = app.slot_booked(&code, date(2026, 3, 6), 9, 120);
    app.slot_booked(&code, date(2026, 3, 6), 14, 60);
    let place = format!("/bookings/{reference}");
    let to = |day, hour: i8| millis_of(day, hour, 0).to_string();
    firm.get(&format!("{place}?from=2026-03-06"))
        .expect(200)
        .shows("2026年3月6日(周五) 10:00–12:00")
        .hides("周五) 13:00–15:00");
    firm.post(&format!("{place}/move"), &[("start", &to(date(2026, 3, 6), 13))]).expect(422).shows("已有预约");
    firm.post(&format!("{place}/move"), &[("start", &to(date(2026, 3, 6), 10))]).expect(303);
    firm.get(&place).expect(200).shows("2026年3月6日(周五) 10:00–12:00");
    let page = firm.get(&place).expect(200).text;
    let at = page.find("name=\"person\"").expect("colleagues");
    let colleague =
        crate::testing::value_after(&page[page[at..].find("请选择同事").expect("a blank") + at..], "<option value=\"");
    firm.post(&format!("{place}/hand-over"), &[("person", "x")]).expect(422).shows("另一位同事");
    firm.post(&format!("{place}/hand-over"), &[("person", &colleague)]).expect(303);
    firm.get(&place).expect(200).shows("王强");
    app.run_jobs();
    app.as_(app.world.wang_qiang).get("/notices").expect(200).shows(&format!("预约 {reference} 转给了您"));
    lab.post(&format!("{place}/cancel"), &[("words", "")]).expect(422).shows("请说明原因");
    app.app.clock.set(millis_of(date(2026, 3, 5), 12, 0));
    // A day later she has signed in again.
    let firm = app.as_(app.world.li_mei);
    firm.get(&place).expect(200).shows("现在取消要收取 72 元");
    firm.post(&format!("{place}/cancel"), &[]).expect(303);
    firm.post(&format!("{place}/cancel"), &[]).expect(409).shows("已经结束");
    firm.get(&place).expect(200).shows("72 元").shows("已取消");
    for (event, times) in [("moved", 1), ("handed", 1), ("cancelled", 1)] {
        assert_eq!(count(&app, &format!("booking.{event}")), times, "{event}");
    }
}

#[test]
fn the_hub_books_for_a_firm() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let clerk = app.as_(app.world.wu_fang);
    let kangjie = app.world.kangjie;
    let uscc = app.system(move |tx, _| Ok(crate::organizations::by_id(tx, kangjie)?.uscc));
    let start = millis_of(date(2026, 3, 6), 9, 0).to_string();
    let place = format!("/instruments/{code}/holds");
    let wanted = [("start", start.as_str()), ("minutes", "60"), ("firm", "123")];
    clerk.post(&place, &wanted).expect(422).shows("没有找到这家企业").shows("value=\"123\"");
    let kept = clerk.post(&place, &[wanted[0], wanted[1], ("firm", &uscc)]).expect(303).location;
    clerk.post(&format!("{kept}/book"), &[("purpose", "电话预约:大底耐折")]).expect(303);
    app.run_jobs();
    let firm = app.as_(app.world.li_mei);
    firm.get("/notices").expect(200).shows("综合体为您预约了鞋类耐折试验机");
    firm.get(&kept).expect(200).shows("已安排").shows("李梅");
    // A hub that does not offer it books none.
    let other = app.as_(app.world.zheng_tao);
    other.post(&place, &[wanted[0], wanted[1], ("firm", &uscc)]).expect(404);
}

#[test]
fn a_slot_is_kept_for_ten_minutes() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let reference = app.slot_held(&code, date(2026, 3, 6), 9, 60);
    let (firm, other) = (app.as_(app.world.li_mei), app.as_(app.world.chen_jing));
    let start = millis_of(date(2026, 3, 6), 9, 0).to_string();
    let wanted = [("start", start.as_str()), ("minutes", "60")];
    let place = format!("/instruments/{code}/holds");
    other.post(&place, &wanted).expect(422).shows("已有预约");
    app.app.clock.set(app.app.clock.now() + 10 * 60_000);
    other.post(&place, &wanted).expect(303);
    firm.post(&format!("/bookings/{reference}/book"), &[("purpose", "耐折")]).expect(409).shows("不再保留");
    firm.get(&format!("/bookings/{reference}")).expect(200).shows("已过期");
    // Choosing another gives the first back at once; so does giving it up.
    let first = app.slot_held(&code, date(2026, 3, 6), 10, 60);
    app.slot_held(&code, date(2026, 3, 6), 11, 60);
    firm.get(&format!("/bookings/{first}")).expect(200).shows("已放弃");
    other.post(&place, &[("start", &millis_of(date(2026, 3, 6), 10, 0).to_string()), ("minutes", "60")]).expect(303);
}

#[test]
fn buffers_keep_bookings_apart() {
    let app = TestApp::new();
    let code = app.instrument_offered(|rules| (rules.before, rules.after, rules.slot) = (15, 30, 15));
    app.slot_booked(&code, date(2026, 3, 6), 14, 60);
    let firm = app.as_(app.world.li_mei);
    let place = format!("/instruments/{code}/holds");
    let hold = |hour, minute| {
        let start = millis_of(date(2026, 3, 6), hour, minute).to_string();
        firm.post(&place, &[("start", start.as_str()), ("minutes", "60")])
    };
    // 13:45–15:30 is blocked: who is before needs half an hour of cleaning, who is behind a quarter of setting up.
    hold(13, 0).expect(422).shows("正在准备、清理").shows("从 2026年3月6日(周五) 15:45 开始");
    hold(15, 30).expect(422).shows("正在准备、清理");
    hold(15, 45).expect(303);
}
