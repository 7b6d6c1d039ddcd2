//! Values against what happened, entries from the report to the figure, and the pages.

use indicators::Decimal;
use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::testing::TestApp;

fn values(app: &TestApp, hub: Uuid, codes: &'static [&'static str], year: i16) -> Vec<Option<Decimal>> {
    let today = crate::app::day_of(app.app.clock.now());
    let read = move |tx: &mut db::Tx| figures(tx, &[hub], codes, &Span::year(year, today));
    let values = app.app.db.read_blocking(db::Scope::system(), read).expect("they are counted");
    values.into_iter().map(|value| value.value).collect()
}

#[test]
fn every_measure_has_its_words_and_is_counted_or_says_why_not() {
    let app = TestApp::new();
    let today = crate::app::day_of(app.app.clock.now());
    let hub = app.world.lucheng;
    let codes: Vec<&str> = CATALOGUE.iter().map(|measure| measure.code).collect();
    let all = app.system(move |tx, _| figures(tx, &[hub], &codes, &Span::year(2026, today)));
    assert_eq!(all.len(), CATALOGUE.len());
    for (value, measure) in all.iter().zip(CATALOGUE) {
        assert_eq!(value.code, measure.code);
        assert_ne!(value.value.is_some(), value.why.is_some(), "{}", value.code);
    }
    for tag in ["zh-CN", "en"] {
        let words = app.app.messages.language(tag);
        for measure in CATALOGUE {
            for prefix in ["measures-name-", "measures-means-"] {
                let key = format!("{prefix}{}", measure.code);
                assert_ne!(words.t(&key), key, "{tag}");
            }
        }
    }
    let unknown = app
        .app
        .db
        .read_blocking(db::Scope::system(), move |tx| figures(tx, &[hub], &["weather"], &Span::year(2026, today)));
    assert!(unknown.is_err());
}

/// What our own scheme asks for is in the catalogue, of the same origin and in the same unit.
#[test]
fn our_scheme_is_asked_of_the_catalogue() {
    let text = include_str!("../../../../schemes/yizhan-2026.toml");
    let scheme: toml::Table = text.parse().expect("it is TOML");
    let measures = scheme["measures"].as_array().expect("measures");
    assert!(measures.len() > 25);
    for asked in measures {
        let code = asked["key"].as_str().expect("a key");
        let known = measure(code).unwrap_or_else(|| panic!("{code} is not in the catalogue"));
        let from = match known.source {
            Source::Entry => "report",
            Source::Round => "experts",
            _ => "records",
        };
        assert_eq!(asked["from"].as_str(), Some(from), "{code}");
    }
}

#[test]
fn a_confirmed_service_is_in_the_figures_of_its_hub_and_no_other() {
    let app = TestApp::new();
    const CODES: &[&str] = &[
        "firms_served",
        "services",
        "first_firms",
        "returning_firms",
        "functions_served",
        "contracts_value",
        "rated",
        "bad_ratings",
        "one_trip",
        "rating",
    ];
    assert_eq!(values(&app, app.world.lucheng, CODES, 2026)[..2], [Some(Decimal::ZERO); 2]);
    assert_eq!(values(&app, app.world.lucheng, CODES, 2026)[9], None, "a mean of nothing is no value");
    app.order_confirmed();
    let now = values(&app, app.world.lucheng, CODES, 2026);
    let whole = |number: i64| Some(Decimal::from(number));
    assert_eq!(now[..5], [whole(1), whole(1), whole(1), whole(0), whole(1)]);
    assert!(now[5].is_some_and(|value| value > Decimal::ZERO), "{now:?}");
    assert_eq!(now[6..], [whole(1), whole(0), whole(1), whole(5)]);
    assert_eq!(values(&app, app.world.yueqing, CODES, 2026)[..2], [Some(Decimal::ZERO); 2]);
    assert_eq!(values(&app, app.world.lucheng, CODES, 2025)[..2], [Some(Decimal::ZERO); 2]);
}

#[test]
fn days_and_spans_end_where_they_should() {
    let span = Span::year(2026, date(2026, 3, 4));
    assert_eq!((span.first_day(), span.day()), (date(2026, 1, 1), date(2026, 3, 4)));
    let past = Span::year(2024, date(2026, 3, 4));
    assert_eq!(past.day(), date(2024, 12, 31));
}

#[test]
fn a_hub_reports_with_evidence_and_an_official_checks() {
    let app = TestApp::new();
    let w = &app.world;
    let reference = app.entry_reported("hall", "yes");
    let page = format!("/entries/{reference}");
    assert_eq!(values(&app, w.lucheng, &["hall"], 2026), [None], "it waits");
    app.as_(w.zhou_min).get("/entries").expect(200).shows("服务大厅").shows("待审核");
    app.run_jobs();
    let official = app.as_(w.he_official);
    official.get("/notices").expect(200).shows("有填报数据等您审核");
    official.get(&page).expect(200).shows("有照片为证").shows("照片.pdf");
    let form = [("version", "1"), ("do", "return"), ("words", "")];
    official.post(&format!("{page}/check"), &form).expect(422).shows("请说明退回的原因");
    app.as_(w.zhou_min).post(&format!("{page}/check"), &form).expect(403);
    official.post(&format!("{page}/check"), &[("version", "1"), ("do", "accept")]).expect(303);
    assert_eq!(values(&app, w.lucheng, &["hall"], 2026), [Some(Decimal::ONE)]);
    official.post(&format!("{page}/check"), &[("version", "2"), ("do", "accept")]).expect(422).shows("已经处理过");
    // One that was accepted can still be returned; then it says nothing any more and may be reported anew.
    let back = [("version", "2"), ("do", "return"), ("words", "照片看不清")];
    official.post(&format!("{page}/check"), &back).expect(303);
    assert_eq!(values(&app, w.lucheng, &["hall"], 2026), [None]);
    app.run_jobs();
    app.as_(w.zhou_min).get(&page).expect(200).shows("照片看不清").shows("重新填报");
    app.entry_reported("hall", "yes");
    let events = app.events();
    assert_eq!(events.iter().filter(|event| event.starts_with("entry.")).count(), 4, "{events:?}");
}

#[test]
fn what_records_tell_is_not_typed() {
    let app = TestApp::new();
    let hub = app.as_(app.world.zhou_min);
    let before = app.events();
    let said = |code: &'static str, more: &[(&'static str, &'static str)]| {
        let mut fields = vec![("code", code), ("from", "2026-01"), ("to", "2026-12"), ("words", "全年服务统计表")];
        fields.extend_from_slice(more);
        hub.post_files("/entries/new", &fields, &[("统计表.pdf", b"%PDF-1.7\n")])
    };
    said("services", &[("number", "30000")]).expect(422).shows("服务记录算出").shows("全年服务统计表");
    said("instruments", &[("number", "99")]).expect(422).shows("仪器和预约记录算出");
    said("consortium_firms", &[("number", "9")]).expect(422).shows("本版本还没有这类记录");
    said("weather", &[("number", "9")]).expect(422).shows("请选择要填报的事项");
    said("talents", &[("number", "-1")]).expect(422).shows("不小于 0 的整数");
    said("hall", &[]).expect(422).shows("请选择是或否");
    let bare = [("code", "hall"), ("from", "2026-12"), ("to", "2026-01"), ("answer", "yes")];
    hub.post("/entries/new", &bare)
        .expect(422)
        .shows("不能早于起始月份")
        .shows("请上传佐证材料")
        .shows("请填写情况说明");
    assert_eq!(app.events(), before);
    let done = said("talents", &[("number", "1,200")]).expect(303);
    said("talents", &[("number", "1,300")]).expect(422).shows("已经填报过");
    hub.post(&format!("{}/withdraw", done.location), &[("version", "1")]).expect(303);
    said("talents", &[("number", "1,300")]).expect(303);
}

#[test]
fn everybody_reads_the_catalogue_and_who_reaches_a_hub_its_months() {
    let app = TestApp::new();
    let w = &app.world;
    app.order_confirmed();
    let visitor = app.visitor();
    visitor.get("/measures").expect(200).shows("服务家次").shows("浙科领办〔2020〕3号");
    visitor.get("/measures.csv").expect(200).shows("firms_served");
    visitor.get("/measures/weather").expect(404);
    visitor.get("/measures/services").expect(200).shows("鹿城鞋业").shows("按服务功能").hides("/records?");
    visitor.get("/measures/services?hub=LCX").expect(404);
    let official = app.as_(w.he_official);
    official.get("/measures/services?hub=LCX").expect(200).shows("按月").shows("/records?from=2026-03");
    official.get("/measures/services/values.csv?hub=LCX").expect(200).shows("LCX,2026-03,2026-03,services,1");
    app.as_(w.zheng_tao).get("/measures/services?hub=LCX").expect(404);
}

#[test]
fn officials_see_the_field_and_compare_two_hubs() {
    let app = TestApp::new();
    let w = &app.world;
    app.order_confirmed();
    let official = app.as_(w.he_official);
    let page = official.get("/dashboard").expect(200);
    page.shows("数据截至").shows("服务企业").shows("创新载体").shows("各综合体走势").shows("鹿城鞋业").shows("乐清");
    official.get("/dashboard?measure=contracts&division=330302").expect(200).shows("合同金额").hides("乐清电气");
    official.get("/dashboard?division=110000").expect(200).shows("没有综合体");
    official.get("/dashboard.csv").expect(200).shows("LCX,");
    official.get("/dashboard/compare").expect(200).shows("请选择两个综合体");
    official.get("/dashboard/compare?a=LCX&b=YQD").expect(200).shows("产业覆盖率").shows("按时办结数");
    official.get("/dashboard/compare?a=LCX&b=XXX").expect(404);
    app.as_(w.zhou_min).get("/dashboard").expect(403);
}

#[test]
fn the_screen_of_a_hall_shows_public_figures_and_asks_again_by_itself() {
    let app = TestApp::new();
    app.order_confirmed();
    let page = app.visitor().get("/hubs/LCX/screen").expect(200);
    page.shows("服务企业数").shows("开放共享仪器数").hides("康捷");
    app.visitor().get("/hubs/XXX/screen").expect(404);
}
