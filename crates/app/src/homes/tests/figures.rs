//! Figures and the records that make them.

use std::collections::HashSet;

use db::{Scope, params, sql};
use jiff::civil::date;
use uuid::Uuid;

use crate::access::Role;
use crate::people::{self, Grant, NewPerson};
use crate::records::{Figures, Filter, Of, Period, Record, by_hub, by_month, count, list, sums};
use crate::testing::{TestApp, links};

/// How many rows a list says it has.
fn rows(text: &str) -> i64 {
    let Some((_, rest)) = text.split_once("<caption>共 ") else { return 0 };
    rest.split(' ').next().and_then(|number| number.parse().ok()).expect("a number of rows")
}

/// What a link of a figure says.
fn said(text: &str, link: &str) -> Vec<String> {
    let escaped = link.replace('&', "&#38;");
    let with = [format!("href=\"{escaped}\">"), format!("href=\"{}\">", link.replace('&', "&amp;"))];
    let after = with.iter().flat_map(|mark| text.split(mark.as_str()).skip(1));
    after.filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect()
}

/// Two firms, three months: 康捷 in December, twice in February and in March, 巨恒 in March.
fn a_winter(app: &TestApp) -> Vec<String> {
    let w = &app.world;
    let benefit = [("level", "5"), ("benefit", "cost"), ("benefit_amount", "12000"), ("benefit_how", "返工率下降")];
    let mut records = Vec::new();
    for (day, firm, person, fields) in [
        (date(2025, 12, 8), w.kangjie, w.li_mei, &[("level", "4")][..]),
        (date(2026, 2, 3), w.kangjie, w.li_mei, &[("level", "3")][..]),
        (date(2026, 2, 5), w.kangjie, w.wang_qiang, &benefit[..]),
        (date(2026, 3, 4), w.kangjie, w.li_mei, &[("level", "5")][..]),
        (date(2026, 3, 5), w.juheng, w.chen_jing, &[("level", "2"), ("aspects", "speed")][..]),
    ] {
        app.on(day);
        records.push(app.order_confirmed_by(firm, person, fields));
    }
    records
}

#[test]
fn an_official_sees_firms_and_services_side_by_side() {
    let app = TestApp::new();
    a_winter(&app);
    let official = app.as_(app.world.he_official);
    let page = official.get("/home").expect(200);
    // This year: 2 firms, 4 services; rated 3, 5, 5, 2; before it, October to December: 1 and 1.
    let page = page.shows("<b>2<small>家</small>").shows("<b>4<small>家次</small>").shows("<b>3.8<small>分</small>");
    let page = page.shows("上一时段 1").shows("12,000 元").shows("100.0%").shows("平均评价(4 次)");
    let page = page.shows("鹿城鞋业产业创新服务综合体").shows("乐清电气产业创新服务综合体");
    // By month the firms are 0, 1, 2, which is not the sum.
    for (month, firms, services) in [("2026-01", "0", "0"), ("2026-02", "1", "2"), ("2026-03", "2", "2")] {
        assert_eq!(said(&page.text, &format!("/records?from={month}&to={month}&counts=1")), [firms, services]);
    }
    assert_eq!(page.text.matches("<figure class=\"chart\">").count(), 5);
    let quarter = official.get("/home?from=2025-12&to=2026-02").expect(200);
    quarter.shows("<b>1<small>家</small>").shows("<b>3<small>家次</small>").shows("25年12月");
    official.get("/home?from=2026-03&to=2026-03").expect(200).hides("<figure class=\"chart\">").shows("上一时段 2");
    official.get("/home?hub=YQD").expect(200).shows("这个时段还没有计入的服务记录");
    official.get("/home?hub=ZZZ").expect(404);
    for reader in [app.world.lin_auditor, app.world.huang_admin] {
        app.as_(reader).get("/home").expect(200).shows("<b>4<small>家次</small>");
    }
}

#[test]
fn every_figure_leads_to_the_rows_that_make_it() {
    let app = TestApp::new();
    let records = a_winter(&app);
    app.as_(app.world.zhao_gong).get("/home").expect(200);
    for reader in [app.world.he_official, app.world.lin_auditor, app.world.huang_admin] {
        let reader = app.as_(reader);
        let page = reader.get("/home").expect(200);
        let links: HashSet<String> = links(&page.text, "/records?").into_iter().collect();
        assert!(links.len() > 20, "{links:?}");
        for link in links {
            let list = reader.get(&link).expect(200);
            for figure in said(&page.text, &link).iter().filter_map(|text| text.parse::<i64>().ok()) {
                // A bare link says 家 and 家次: the list says the same of its rows.
                let services = list.text.contains(&format!("<b>{figure}<small>家次</small>"));
                let firms = list.text.contains(&format!("<b>{figure}<small>家</small>"));
                assert!(services || firms, "{link} {figure}");
            }
            let rated = said(&page.text, &link).iter().find_map(|text| text.split_once('(').map(|(_, n)| n.to_owned()));
            if let Some(rated) = rated {
                assert_eq!(rated, format!("{})", rows(&list.text)), "{link}");
            }
        }
    }
    // The administrator sees rows, not the single record.
    let list = app.as_(app.world.huang_admin).get("/records").expect(200);
    list.shows(&records[4]).hides(&format!("href=\"/records/{}\"", records[4]));
}

#[test]
fn a_corrected_record_is_not_counted_twice() {
    let app = TestApp::new();
    let records = a_winter(&app);
    let manager = app.as_(app.world.zhou_min);
    let fields = [("price", "700"), ("counts", "yes"), ("words", "发票金额为 700 元")];
    let new = manager.post(&format!("/records/{}/correct", records[1]), &fields).expect(303).location;
    let official = app.as_(app.world.he_official);
    official.get("/home").expect(200).shows("<b>2<small>家</small>").shows("<b>4<small>家次</small>");
    let list = manager.get("/records?counts=1").expect(200).hides(&format!("href=\"/records/{}\"", records[1]));
    assert_eq!(rows(&list.shows(&new).text), 4);
    // All rows, the corrected one among them, but the figures on top are still those that count.
    let all = manager.get("/records").expect(200).shows("已更正").shows("<b>4<small>家次</small>");
    assert_eq!(rows(&all.text), 5);
    let fields = [("price", "700"), ("words", "不是一次服务")];
    manager.post(&format!("/records/{}/correct", records[4]), &fields).expect(303);
    official.get("/home").expect(200).shows("<b>1<small>家</small>").shows("<b>3<small>家次</small>");
    let others = manager.get("/records?counts=0").expect(200).shows("<b>0<small>家次</small>");
    assert_eq!(rows(&others.text), 3);
}

#[test]
fn another_division_and_another_hub_see_nothing() {
    let app = TestApp::new();
    let records = a_winter(&app);
    let lishui = app.system(|tx, c| {
        let new =
            NewPerson { name: "叶科长".into(), email: Some("ye@example.com".into()), phone: None, password: None };
        let id = people::add(tx, c, &new)?;
        let grant = Grant { role: Role::Official, organization: None, hub: None, division: Some("3311".into()) };
        people::grant(tx, c, id, &grant)
    });
    let other = app.as_(lishui);
    other.get("/home").expect(200).shows("您的辖区还没有综合体").hides("鹿城");
    other.get("/home?hub=LCX").expect(404);
    other.get("/records?hub=LCX").expect(404);
    let clerk = app.as_(app.world.zheng_tao);
    clerk.get("/records?hub=LCX").expect(404);
    clerk.get("/records").expect(200).hides(&records[4]).shows("没有符合条件的服务记录");
    let provider = app.as_(app.world.sun_lin);
    provider.get("/own-records").expect(200).hides(&records[4]);
    provider.get("/records").expect(403);
    app.as_(app.world.he_official).get("/own-records").expect(403);
    let juheng = app.as_(app.world.chen_jing).get("/own-records").expect(200).shows(&records[4]).hides(&records[3]);
    juheng.shows("<b>1<small>家次</small>");
}

#[test]
fn a_list_of_records_is_filtered_by_its_address() {
    let app = TestApp::new();
    let records = a_winter(&app);
    let uscc = app.system({
        let firm = app.world.juheng;
        move |tx, _| Ok(crate::organizations::by_id(tx, firm)?.uscc)
    });
    let manager = app.as_(app.world.zhou_min);
    for (query, expected) in [
        ("", &[1, 2, 3, 4][..]),
        ("?from=2025-12&to=2025-12", &[0]),
        ("?from=2025-12", &[0, 1, 2, 3, 4]),
        ("?firm=%E5%B7%A8%E6%81%92", &[4]),
        (&format!("?firm={uscc}"), &[4]),
        ("?provider=%E7%93%AF%E6%B1%9F", &[1, 2, 3, 4]),
        ("?provider=%E6%96%B0%E9%94%90", &[]),
        ("?center=testing&function=testing", &[1, 2, 3, 4]),
        ("?center=brand", &[]),
        ("?function=design", &[]),
        ("?rating=5", &[2, 3]),
        ("?rating=any&to=2026-02", &[1, 2]),
        ("?benefit=cost", &[2]),
        ("?benefit=revenue", &[]),
        ("?on_time=1", &[1, 2, 3, 4]),
        ("?on_time=0", &[]),
        ("?trips=2", &[]),
        ("?rating=9&center=x&sort=x", &[1, 2, 3, 4]),
    ] {
        let page = manager.get(&format!("/records{query}")).expect(200).text;
        let shown: Vec<usize> = (0..5).filter(|at| page.contains(&records[*at])).collect();
        assert_eq!(shown, expected, "{query}");
        assert_eq!(rows(&page), expected.len() as i64, "{query}");
    }
    let place = |page: &str, at: usize| page.find(&records[at]).unwrap();
    let newest = manager.get("/records").expect(200).text;
    assert!(place(&newest, 4) < place(&newest, 3) && place(&newest, 3) < place(&newest, 1));
    let worst = manager.get("/records?sort=rating").expect(200).text;
    assert!(place(&worst, 4) < place(&worst, 1) && place(&worst, 1) < place(&worst, 2));
    assert!(worst.contains("aria-sort=\"ascending\"") && worst.contains("sort=-rating"));
}

/// Two hundred records of every kind, written without their history.
fn many(app: &TestApp) {
    let record = app.order_confirmed();
    let firms = [app.world.kangjie, app.world.juheng, app.world.oujiang, app.world.xinrui];
    let chance: Vec<u8> = (0..50).flat_map(|_| app.app.random()).collect();
    app.system(move |tx, c| {
        for (n, dice) in chance.chunks(8).enumerate() {
            let pick = |at: usize, sides: u8| i64::from(dice[at] % sides);
            let (order, reference) = (c.new_id(), format!("LCX26-{n:06}-X"));
            tx.execute(
                sql!(
                    "INSERT INTO orders (hub_id, id, reference, need_id, plan_id, item_id, service_id, service_name,
                     center_id, center_kind, function, firm_id, firm_name, firm_uscc, provider_id, provider_name,
                     provider_uscc, state, offered_at)
                     SELECT hub_id, $1, $2, need_id, plan_id, item_id, service_id, service_name, center_id, center_kind,
                     function, firm_id, firm_name, firm_uscc, provider_id, provider_name, provider_uscc, 'cancelled', 0
                     FROM orders WHERE state = 'confirmed'"
                ),
                &params![order, &reference],
            )?;
            let month = format!("2025-{:02}", 1 + pick(0, 12));
            let (kind, benefit) = (["testing", "brand"][dice[1] as usize % 2], ["", "cost", "time"][dice[2] as usize % 3]);
            let rating = Some(pick(3, 6)).filter(|level| *level > 0);
            let on_time = Some(pick(4, 3)).filter(|timely| *timely < 2);
            let (fen, days) = ((benefit == "cost").then_some(50_000), (benefit == "time").then_some(3_i64));
            tx.execute(
                sql!(
                    "INSERT INTO records (hub_id, id, reference, order_id, order_reference, center_id, center_kind,
                     center_name, function, service_id, service_name, provider_id, provider_name, provider_uscc, firm_id,
                     firm_name, firm_uscc, firm_size, firm_division, firm_industry, accepted_on, delivered_on,
                     confirmed_on, confirmed_at, month, price_fen, deliverables, rating, trips, on_time, benefit,
                     benefit_fen, benefit_days, benefit_how, counts, reasons, rule, event_id)
                     SELECT hub_id, $1, $2, $3, order_reference, center_id, $4, center_name, function, service_id,
                     service_name, provider_id, provider_name, provider_uscc, $5, firm_name, firm_uscc, firm_size,
                     firm_division, firm_industry, accepted_on, delivered_on, $6, confirmed_at, $7, price_fen,
                     deliverables, $8, $9, $10, $11, $12, $13, benefit_how, $14, reasons, rule, event_id
                     FROM records WHERE reference = $15"
                ),
                &params![
                    c.new_id(),
                    &reference,
                    order,
                    kind,
                    firms[dice[5] as usize % 4],
                    format!("{month}-09"),
                    &month,
                    rating,
                    pick(6, 3),
                    on_time,
                    benefit,
                    fen,
                    days,
                    i64::from(dice[7] % 5 > 0),
                    &record
                ],
            )?;
        }
        crate::records::rollups::recount::rebuild(tx)
    });
}

fn recount<'a>(records: impl Iterator<Item = &'a Record>) -> Figures {
    let mut firms = HashSet::new();
    let mut figures = Figures::default();
    for record in records {
        firms.insert(record.firm_id);
        figures.records += 1;
        figures.on_time += i64::from(record.on_time == Some(true));
        figures.with_due += i64::from(record.on_time.is_some());
        figures.rating_sum += record.rating.unwrap_or(0);
        figures.rated += i64::from(record.rating.is_some());
        figures.poor += i64::from(record.rating.is_some_and(|level| level <= 2));
        figures.priced += i64::from(record.price_fen > 0);
        figures.price_fen += record.price_fen;
        figures.trips += record.trips;
        figures.trips_over += i64::from(record.trips > 1);
        figures.benefits += i64::from(!record.benefit.is_empty());
        figures.benefit_fen += record.benefit_fen.unwrap_or(0);
        figures.benefit_days += record.benefit_days.unwrap_or(0);
    }
    figures.firms = firms.len() as i64;
    figures
}

#[test]
fn figures_equal_a_recount() {
    let app = TestApp::new();
    many(&app);
    let (hub, division) = (Of::Hub(app.world.lucheng), Of::Division("3303".into()));
    let (firm, provider) = (Of::Firm(app.world.juheng), Of::Provider(app.world.oujiang));
    let period = Period { from: "2025-03".into(), to: "2025-10".into() };
    let lucheng: Uuid = app.world.lucheng;
    app.app
        .db
        .read_blocking(Scope::system(), move |tx| -> Result<(), crate::web::Error> {
            let everything = list(tx, &Filter::all(division.clone(), Period::ever()), 0, 1000)?;
            assert_eq!(everything.len(), 201);
            let within = |record: &&Record| {
                let month = &record.confirmed_on[..7];
                record.counts && month >= period.from.as_str() && month <= period.to.as_str()
            };
            let all: Vec<&Record> = everything.iter().filter(within).collect();
            assert!(all.len() > 50, "{}", all.len());
            for of in [&hub, &division, &provider] {
                assert_eq!(sums(tx, &Filter::standing(of.clone(), period.clone()))?, recount(all.iter().copied()));
            }
            let own = all.iter().copied().filter(|record| matches!(firm, Of::Firm(id) if id == record.firm_id));
            assert_eq!(sums(tx, &Filter::standing(firm.clone(), period.clone()))?, recount(own));
            for (month, figures) in by_month(tx, &division, &period)? {
                let of_month = all.iter().copied().filter(|record| record.confirmed_on.starts_with(&month));
                assert_eq!(figures, recount(of_month), "{month}");
            }
            assert_eq!(by_hub(tx, &division, &period)?, [(lucheng, recount(all.iter().copied()))]);
            let mut late = Filter::standing(division.clone(), period.clone());
            (late.on_time, late.rating, late.trips, late.center) = ("0".into(), "any".into(), 2, "brand".into());
            let some = all
                .iter()
                .copied()
                .filter(|r| r.on_time == Some(false) && r.rating.is_some() && r.trips > 1 && r.center_kind == "brand");
            assert_eq!(sums(tx, &late)?, recount(some.clone()));
            assert_eq!(count(tx, &late, i64::MAX)?, some.count() as i64);
            Ok(())
        })
        .unwrap();
    let first = app.as_(app.world.he_official).get("/records?from=2025-01&to=2026-12").expect(200);
    assert_eq!(rows(&first.shows("第 1 / 5 页,共 201 条").text), 201);
    let last = app.as_(app.world.he_official).get("/records?from=2025-01&to=2026-12&page=5").expect(200);
    assert_eq!(links(&last.text, "/records/").len(), 1);
}

#[test]
fn trips_are_figures_by_month_and_by_hub_with_a_chart() {
    let app = TestApp::new();
    a_winter(&app);
    let order = app.order_delivered();
    let firm = app.as_(app.world.li_mei);
    for reason in ["", "补送一只样鞋"] {
        let trip = [("day", "2026-03-05"), ("reason", reason)];
        firm.post(&format!("/orders/{order}/trips"), &trip).expect(303);
    }
    firm.post(&format!("/orders/{order}/confirm"), &[("level", "5")]).expect(303);
    let page = app.as_(app.world.he_official).get("/home").expect(200);
    let page = page.shows("跑动次数").shows("最多跑 1 次的占比").shows("企业跑动次数");
    let cell = |base: &str, sort: &str| {
        let mark = format!("href=\"{}&amp;sort={sort}\">", base.replace('&', "&#38;"));
        let rest = page.text.split_once(&mark).map_or("", |(_, rest)| rest);
        rest.split('<').next().unwrap_or_default().to_owned()
    };
    // In March three services, one of them with two trips; in February none of two.
    for (month, trips, few) in [("2026-02", "0", "100.0%"), ("2026-03", "2", "66.7%")] {
        let base = format!("/records?from={month}&to={month}&counts=1");
        assert_eq!((cell(&base, "-trips").as_str(), cell(&base, "trips").as_str()), (trips, few), "{month}");
    }
    let lucheng = "/records?from=2026-01&to=2026-03&counts=1&hub=LCX";
    assert_eq!((cell(lucheng, "-trips").as_str(), cell(lucheng, "trips").as_str()), ("2", "80.0%"));
}

#[test]
fn months_are_chosen_in_the_page_s_own_words() {
    let app = TestApp::new();
    for (who, page) in [
        (app.world.zhao_gong, "/home?from=2026-01&to=2026-03"),
        (app.world.he_official, "/home?from=2026-01&to=2026-03"),
        (app.world.wu_fang, "/records?from=2026-01&to=2026-03"),
        (app.world.zhao_gong, "/own-records?from=2026-01&to=2026-03"),
    ] {
        let shown = app.as_(who).get(page).expect(200).hides("type=\"month\"").shows("<select id=\"from\"");
        let shown = shown.shows("<option value=\"2026-01\" selected>2026年1月</option>");
        shown.shows("<option value=\"2026-03\" selected>2026年3月</option>").hides("2026-04");
    }
    // What is asked for is among the choices, however long ago.
    let old = app.as_(app.world.zhao_gong).get("/home?from=2011-05&to=2011-07").expect(200);
    old.shows("<option value=\"2011-05\" selected>2011年5月</option>");
}
