//! The record, its rules, the hubs, the public list.

use super::{RECORD, count};
use crate::testing::{TestApp, value_after};

/// The form of the rules as it is shown, with some fields changed.
fn rules_of(page: &str, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let names = [
        "version",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "slot",
        "least",
        "most",
        "before",
        "after",
        "notice_hours",
        "horizon_days",
        "quota_hours",
        "hour_price",
        "sample_price",
        "least_price",
        "percent_micro",
        "percent_small",
        "percent_medium",
        "percent_large",
        "cancel_hours",
        "cancel_percent",
        "missed_most",
        "paused_days",
    ];
    for name in names {
        let at = page.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}"));
        fields.push((name.to_owned(), value_after(&page[at..], "value=\"")));
    }
    for (name, value) in
        [("quota_period", "week"), ("operated", "staff"), ("charged", "booked"), ("approval", "no"), ("training", "no")]
    {
        fields.push((name.to_owned(), value.to_owned()));
    }
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn an_owner_enters_an_instrument_and_a_hub_offers_it() {
    let app = TestApp::new();
    let (lab, clerk) = (app.as_(app.world.zhao_gong), app.as_(app.world.wu_fang));
    lab.get("/own-instruments").expect(200).shows("您还没有登记仪器").shows("鹿城鞋业产业创新服务综合体");
    lab.get("/own-instruments/new?hub=LCX").expect(200).shows("主要技术指标");
    let mut record = RECORD.to_vec();
    record.push(("hub", "LCX"));
    let entered = lab.post("/own-instruments/new", &record).expect(303).location;
    assert_eq!(entered, "/own-instruments/LCX-I0001/rules");
    let place = "/own-instruments/LCX-I0001";
    // Not yet: first the rules, then the hub.
    lab.post(&format!("{place}/state"), &[("do", "offer")]).expect(409).shows("还没有设定规则");
    let page = lab.get(&entered).expect(200).shows("09:00-12:00 13:00-17:00").text;
    let fields = rules_of(&page, &[("hour_price", "240"), ("percent_micro", "50")]);
    lab.post(&entered, &borrowed(&fields)).expect(303);
    lab.post(&entered, &borrowed(&fields)).expect(409);
    lab.post(&format!("{place}/state"), &[("do", "offer")]).expect(303);
    app.visitor().get("/instruments/LCX-I0001").expect(404);
    clerk.get("/directory/instruments").expect(200).shows("三坐标测量机").shows("待审核");
    clerk.post("/directory/instruments/LCX-I0001", &[("do", "decline"), ("words", "")]).expect(422).shows("请说明原因");
    clerk.post("/directory/instruments/LCX-I0001", &[("do", "approve")]).expect(303);
    let page = app.visitor().get("/instruments/LCX-I0001").expect(200);
    page.shows("240 元/小时").shows("微型企业 50%").shows("GB/T 1958-2017").shows("登录后预约");
    app.run_jobs();
    lab.get("/notices").expect(200).shows("三坐标测量机 已审核通过");
    for event in ["entered", "rules-set", "asked", "offered", "approved"] {
        assert_eq!(count(&app, &format!("instrument.{event}")), 1, "{event}");
    }
    lab.get(&format!("{place}/label")).expect(200).shows("<svg role=\"img\"").shows("LCX-I0001");
}

#[test]
fn what_is_wrong_with_a_record_is_said_at_once_and_kept() {
    let app = TestApp::new();
    let lab = app.as_(app.world.zhao_gong);
    let wrong = [
        ("hub", "LCX"),
        ("name", ""),
        ("category", "0301"),
        ("value", "-3"),
        ("in_use_on", "2027-01-01"),
        ("division", "999999"),
        ("figures", "量程 5 kN"),
        ("contact_email", "zhao"),
    ];
    let page = lab.post("/own-instruments/new", &wrong).expect(422);
    let page = page.shows("请填写仪器名称").shows("6 位数字").shows("大于 0 的金额").shows("不能晚于今天");
    page.shows("所在的区县").shows("至少填写一项检测指标").shows("应含有 @").shows("量程 5 kN").shows("LCX");
    let mut elsewhere = RECORD.to_vec();
    elsewhere.push(("hub", "YQD"));
    lab.post("/own-instruments/new", &elsewhere).expect(409).shows("入驻");
    assert_eq!(count(&app, "instrument.entered"), 0);
}

#[test]
fn rules_that_cannot_be_are_refused_field_by_field() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let lab = app.as_(app.world.zhao_gong);
    let place = format!("/own-instruments/{code}/rules");
    let page = lab.get(&place).expect(200).text;
    let changed = [
        ("monday", "九点"),
        ("tuesday", "13:00-17:00 09:00-14:00"),
        ("slot", "x"),
        ("hour_price", "很多"),
        ("notice_hours", "240"),
        ("horizon_days", "3"),
        ("training", "yes"),
    ];
    let page = lab.post(&place, &borrowed(&rules_of(&page, &changed))).expect(422);
    let page = page.shows("09:00-12:00 13:00-17:00 的样子").shows("不能重叠").shows("5 到 1440").shows("最多 100 万元");
    page.shows("请写明培训安排").shows("value=\"九点\"");
    assert_eq!(count(&app, "instrument.rules-set"), 1);
}

#[test]
fn everybody_finds_instruments_by_what_is_to_be_measured() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let visitor = app.visitor();
    let found = format!("/instruments/{code}");
    for (query, finds) in [
        ("", true),
        ("?q=%E8%80%90%E6%8A%98", true),
        ("?q=gt-7011", true),
        ("?q=%E5%9C%86%E5%BA%A6", false),
        ("?standard=gb%2Ft3903.1", true),
        ("?standard=3903", false),
        ("?category=0301", true),
        ("?category=04", false),
        ("?hub=LCX", true),
        ("?hub=YQD", false),
        ("?division=330302", true),
        ("?division=330382", false),
        ("?q=%25", false),
    ] {
        let page = visitor.get(&format!("/instruments{query}")).expect(200);
        assert_eq!(page.text.contains(&found), finds, "{query}");
    }
    visitor.get("/instruments?q=x").expect(200).shows("没有符合条件的仪器");
    visitor.get("/instruments.csv").expect(200).shows("鞋类耐折试验机");
    visitor.get("/instruments/week?week=2026-03-02").expect(200).shows("鞋类耐折试验机").shows("3月5日").shows("13-17");
}

#[test]
fn what_is_out_of_service_is_seen_but_not_booked() {
    let app = TestApp::new();
    let code = app.instrument_offered(|_| {});
    let lab = app.as_(app.world.zhao_gong);
    let place = format!("/own-instruments/{code}/state");
    lab.post(&place, &[("do", "out"), ("words", "")]).expect(422).shows("请说明原因");
    lab.post(&place, &[("do", "out"), ("words", "更换夹具,3 月 20 日恢复")]).expect(303);
    app.visitor().get(&format!("/instruments/{code}")).expect(200).shows("更换夹具").hides("最近的空闲时段");
    let start = crate::app::millis_of(jiff::civil::date(2026, 3, 6), 9, 0).to_string();
    let fields = [("start", start.as_str()), ("minutes", "60")];
    let firm = app.as_(app.world.li_mei);
    firm.post(&format!("/instruments/{code}/holds"), &fields).expect(422).shows("现在不能预约").shows("0577-88880001");
    lab.post(&place, &[("do", "offer")]).expect(303);
    app.slot_booked(&code, jiff::civil::date(2026, 3, 6), 9, 60);
    lab.post(&place, &[("do", "retire")]).expect(409).shows("还有未完成的预约");
}
