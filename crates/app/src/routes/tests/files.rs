//! Lists as files: the same rows as their pages, for the same people.

use tables::{Limits, Table};
use uuid::Uuid;

use super::*;
use crate::testing::{Answer, TestApp, links};

/// The rows of a file, header first, as Excel would show them.
#[track_caller]
fn read(answer: &Answer) -> Vec<Vec<String>> {
    let table: Table = tables::read(&answer.bytes, &Limits::default()).expect("a table");
    table.rows.into_iter().map(|row| row.cells).collect()
}

/// The first cell of every row below the header.
#[track_caller]
fn firsts(answer: &Answer) -> Vec<String> {
    read(answer).into_iter().skip(1).map(|mut row| row.swap_remove(0)).collect()
}

/// The reference numbers that a page links to, in its order.
fn linked(answer: &Answer, begin: &str) -> Vec<String> {
    let references = links(&answer.text, begin).into_iter().map(|link| link[begin.len()..].to_owned());
    references.filter(|reference| !reference.contains(['?', '/'])).collect()
}

fn exports(app: &TestApp) -> Vec<(&'static str, Uuid, &'static str)> {
    let w = &app.world;
    vec![
        ("/home", w.wu_fang, "期限"),
        ("/organization/members", w.li_mei, "姓名"),
        ("/catalogue", w.wu_fang, "编号"),
        ("/directory/residencies", w.wu_fang, "服务机构"),
        ("/directory/carriers", w.wu_fang, "名称"),
        ("/directory/experts", w.wu_fang, "姓名"),
        ("/imports", w.zhou_min, "时间"),
        ("/admin/hubs", w.huang_admin, "代码"),
        ("/needs", w.li_mei, "编号"),
        ("/orders", w.zhao_gong, "办件编号"),
        ("/records", w.he_official, "编号"),
        ("/own-records", w.li_mei, "编号"),
        ("/events", w.lin_auditor, "时间"),
        ("/services", w.li_mei, "您想办什么"),
        ("/plan-templates", w.zhou_min, "模板名称"),
        ("/instruments", w.li_mei, "仪器编号"),
        ("/bookings", w.li_mei, "预约编号"),
        ("/hall/closings", w.zhou_min, "哪一天"),
        ("/rounds/2026-3303/results", w.he_official, "名次"),
        ("/measures", w.he_official, "代码"),
        ("/measures/services/values", w.he_official, "综合体"),
        ("/dashboard", w.he_official, "综合体代码"),
        ("/entries", w.zhou_min, "编号"),
    ]
}

#[test]
fn every_list_is_saved_both_ways_with_a_name_that_tells_the_day() {
    let app = TestApp::new();
    app.order_confirmed();
    let code = app.instrument_offered(|_| {});
    app.slot_booked(&code, jiff::civil::date(2026, 3, 6), 9, 60);
    let round = [("title", "2026 年度评价"), ("year", "2026"), ("scheme", "yizhan-2026"), ("within", "3303")];
    let round: Vec<_> = round.into_iter().chain([("begins", "2026-03-04"), ("sample", "5")]).collect();
    app.as_(app.world.he_official).post("/rounds/new", &round).expect(303);
    app.entry_reported("hall", "yes");
    let exports = exports(&app);
    let listed = table().iter().filter(|route| route.path.ends_with(".csv")).count();
    assert_eq!(listed, exports.len(), "a list is saved that this test does not know");
    for (path, who, first) in exports {
        let person = app.as_(who);
        let csv = person.get(&format!("{path}.csv")).expect(200);
        let xlsx = person.get(&format!("{path}.xlsx")).expect(200);
        assert_eq!(read(&csv)[0][0], first, "{path}");
        if path != "/events" {
            // Saving the events is one of them.
            assert_eq!(read(&csv), read(&xlsx), "{path}");
        }
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert!(xlsx.header("content-type").ends_with("spreadsheetml.sheet"), "{path}");
        let day = "2026%E5%B9%B43%E6%9C%884%E6%97%A5";
        assert!(csv.header("content-disposition").ends_with(&format!("%20{day}.csv")), "{path}");
        assert!(xlsx.header("content-disposition").ends_with(&format!("%20{day}.xlsx")), "{path}");
        assert_eq!(csv.header("cache-control"), "no-store");
        let page = match path {
            "/organization/members" => "/organization",
            "/rounds/2026-3303/results" => "/rounds/2026-3303",
            "/measures/services/values" => "/measures/services",
            other => other,
        };
        // A list without rows offers no file.
        if read(&csv).len() > 1 {
            person.get(page).expect(200).shows(&format!("href=\"{path}.xlsx")).shows(&format!("href=\"{path}.csv"));
        }
    }
}

#[test]
fn a_file_holds_the_rows_of_its_page_by_the_same_filter_in_the_same_order() {
    let app = TestApp::new();
    let w = &app.world;
    let (first, second) = (app.order_accepted(), app.order_delivered_to(w.juheng, w.chen_jing));
    let record = app.order_confirmed();
    let clerk = app.as_(w.wu_fang);
    for query in ["", "?q=%E5%B7%A8%E6%81%92", "?state=working", "?q=nichts"] {
        let page = linked(&clerk.get(&format!("/orders{query}")).expect(200), "/orders/");
        let file = clerk.get(&format!("/orders.csv{query}")).expect(200);
        assert_eq!(firsts(&file), page, "{query}");
    }
    let working = firsts(&clerk.get("/orders.xlsx?state=working").expect(200));
    assert_eq!(working, [first.as_str()]);
    assert_eq!(firsts(&clerk.get("/orders.csv?q=%E5%B7%A8%E6%81%92").expect(200)), [second.as_str()]);
    let page = clerk.get("/orders?state=working").expect(200);
    page.shows("/orders.csv?state=working").hides("最多 100000 行");
    let row = &read(&app.as_(w.zhao_gong).get("/orders.csv?state=working").expect(200))[1];
    let expected = ["耐折性能检测", "温州康捷鞋业有限公司"];
    assert_eq!([row[1].as_str(), row[2].as_str()], expected);
    assert_eq!((row[6].as_str(), row[10].as_str()), ("已安排", "800.00"));
    let records = &read(&app.as_(w.he_official).get("/records.csv?counts=1").expect(200));
    assert_eq!((records.len(), records[1][0].as_str(), records[1][1].as_str()), (2, record.as_str(), "2026-03-04"));
    assert_eq!((records[1][13].as_str(), records[1][17].as_str()), ("非常满意", "是"));
    assert_eq!(read(&app.as_(w.he_official).get("/records.csv?counts=0").expect(200)).len(), 1);
    let needs = linked(&app.as_(w.li_mei).get("/needs").expect(200), "/needs/");
    let needs: Vec<String> = needs.into_iter().filter(|need| need != "new").collect();
    assert_eq!(firsts(&app.as_(w.li_mei).get("/needs.xlsx").expect(200)), needs);
}

#[test]
fn nobody_saves_what_they_do_not_see() {
    let app = TestApp::new();
    let w = &app.world;
    app.order_confirmed();
    for path in ["/orders.csv", "/own-records.csv", "/needs.csv"] {
        assert_eq!(read(&app.as_(w.chen_jing).get(path).expect(200)).len(), 1, "{path}");
    }
    for path in ["/orders.csv", "/records.csv", "/catalogue.csv", "/home.csv", "/directory/residencies.csv"] {
        assert_eq!(read(&app.as_(w.zheng_tao).get(path).expect(200)).len(), 1, "{path}");
    }
    app.as_(w.sun_lin).get("/own-records.csv").expect(200).hides("康捷");
    app.as_(w.zheng_tao).get("/records.csv?hub=LCX").expect(404);
    app.as_(w.li_mei).get("/records.csv").expect(403);
    app.as_(w.wang_qiang).get("/organization/members.csv").expect(403);
    let members = app.as_(w.chen_jing).get("/organization/members.csv").expect(200);
    members.shows("陈静").hides("李梅");
    assert!(app.visitor().get("/orders.csv").expect(303).location.starts_with("/sign-in"));
    app.visitor().get("/services.csv").expect(200).shows("耐折性能检测").shows("800 元");
}

#[test]
fn no_cell_becomes_a_formula() {
    let app = TestApp::new();
    let clerk = app.as_(app.world.wu_fang);
    let name = "=HYPERLINK(\"http://x\",\"鞋材研究院\")";
    let carrier = [("name", name), ("partner", "+温州大学"), ("field", "@鞋材"), ("founded_on", "2024-05-01")];
    clerk.post("/directory/carriers/new", &carrier).expect(303);
    let csv = clerk.get("/directory/carriers.csv").expect(200);
    let row = r#""'=HYPERLINK(""http://x"",""鞋材研究院"")","'+温州大学","'@鞋材",2024-05-01"#;
    assert!(csv.text.contains(row), "{}", csv.text);
    let xlsx = clerk.get("/directory/carriers.xlsx").expect(200);
    assert_eq!(read(&xlsx)[1], [name, "+温州大学", "@鞋材", "2024-05-01"]);
}

#[test]
fn taking_away_how_to_reach_people_is_an_event() {
    let app = TestApp::new();
    let w = &app.world;
    let exported = || app.events().iter().filter(|action| *action == "list.exported").count();
    app.as_(w.zhao_gong).get("/orders.csv").expect(200);
    assert_eq!(exported(), 0);
    app.as_(w.li_mei).get("/organization/members.xlsx").expect(200);
    app.as_(w.wu_fang).get("/directory/experts.csv?q=%E9%AB%98%E5%88%86%E5%AD%90").expect(200);
    assert_eq!(exported(), 2);
    app.as_(w.li_mei).get("/directory/experts.csv").expect(403);
    assert_eq!(exported(), 2);
    app.run_jobs();
    let auditor = app.as_(w.lin_auditor);
    let list = auditor.get("/events?action=list.exported&hub=LCX").expect(200).shows("吴芳").hides("李梅");
    let event = links(&list.text, "/events/").remove(0);
    auditor.get(&event).expect(200).shows("/directory/experts.csv").shows("高分子").shows("<dd>0</dd>");
}
