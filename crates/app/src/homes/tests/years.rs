//! Years and spans in the address: what a firm spent and gained, a provider's figures, the hubs side by side.

use jiff::civil::date;

use crate::testing::{TestApp, links};

/// 康捷 confirmed two services in 2025 and three in 2026, each of 800 yuan.
fn two_years(app: &TestApp) {
    let w = &app.world;
    let of = |kind: &'static str, amount: &'static str| {
        [("level", "5"), ("benefit", kind), ("benefit_amount", amount), ("benefit_how", "按出货单核算")]
    };
    for (day, said) in [
        (date(2025, 2, 11), &[("level", "4")][..]),
        (date(2025, 11, 4), &of("cost", "3000")[..]),
        (date(2026, 1, 6), &of("revenue", "50000")[..]),
        (date(2026, 2, 3), &of("cost", "12000")[..]),
        (date(2026, 3, 4), &of("time", "6")[..]),
    ] {
        app.on(day);
        app.order_confirmed_by(w.kangjie, w.li_mei, said);
    }
}

#[test]
fn a_firm_sees_what_its_year_cost_and_brought() {
    let app = TestApp::new();
    two_years(&app);
    let firm = app.as_(app.world.li_mei);
    let home = firm.get("/home").expect(200).shows("2026 年:我们办成的事").shows("<b>3<small>家次</small>");
    let home =
        home.shows("<b>2,400<small>元</small>").shows("<b>50,000<small>元</small>").shows("<b>12,000<small>元</small>");
    // Compared with the same months of the year before: only February 2025 lies in them.
    let home = home.shows("<b>6<small>天</small>").shows("去年同期 800 元").shows("去年同期 1").shows("检测服务中心");
    assert_eq!(home.text.matches("<figure class=\"chart\">").count(), 1);
    for link in links(&home.text, "/own-records?") {
        let rows = match link.rsplit_once("benefit=") {
            Some(_) => "共 1 条",
            None => "共 3 条",
        };
        firm.get(&link).expect(200).shows(rows);
    }
    let before =
        firm.get("/home?year=2025").expect(200).shows("2025 年:我们办成的事").shows("<b>1,600<small>元</small>");
    before.shows("from=2025-01&#38;to=2025-12").shows("去年同期 0 元").shows("<b>3,000<small>元</small>");
    firm.get("/home?year=2024").expect(200).shows("这一年还没有确认并计入的服务");
    firm.get("/home?year=1999").expect(200).shows("2026 年:我们办成的事");
    let other = app.as_(app.world.chen_jing).get("/home").expect(200);
    other.hides("2,400").hides("50,000");
}

#[test]
fn a_provider_chooses_the_months_and_what_they_are_compared_with() {
    let app = TestApp::new();
    two_years(&app);
    let provider = app.as_(app.world.zhao_gong);
    let home = provider.get("/home").expect(200).shows("本机构的数据").shows("<b>3<small>家次</small>");
    // This year so far is January to March; right before it are October to December 2025.
    let home = home.shows("<b>2,400<small>元</small>").shows("上一时段 800 元").shows("aria-current=\"true\">今年");
    assert_eq!(home.text.matches("<figure class=\"chart\">").count(), 4);
    let year = provider.get("/home?from=2026-02&to=2026-03&compare=year").expect(200).shows("<b>2<small>家次</small>");
    let year = year.shows("去年同期 1").shows("name=\"compare\" value=\"year\"");
    year.shows("from=2026-02&#38;to=2026-03&#38;counts=1");
    provider.get("/home?from=2026-03&to=2026-03").expect(200).hides("<figure class=\"chart\">");
    app.as_(app.world.sun_lin).get("/home").expect(200).shows("<b>0<small>家次</small>").hides("2,400");
}

#[test]
fn hubs_stand_side_by_side_on_one_scale() {
    let app = TestApp::new();
    two_years(&app);
    let official = app.as_(app.world.he_official);
    let page = official.get("/home").expect(200).shows("各综合体同尺对比").shows("<figure class=\"multiples\">");
    let tiles = page.text.split("<figure class=\"multiples\">").nth(1).and_then(|rest| rest.split("</ul>").next());
    let tiles = tiles.expect("the pictures").to_owned();
    // 鹿城 has a service in each month, of one: its bars reach the upper edge. 乐清 has none, on the same scale.
    assert_eq!(tiles.matches("<li>").count(), 2);
    assert_eq!(tiles.matches("height=\"100%\"/>").count(), 3, "{tiles}");
    assert!(page.text.contains("上沿 1;1月–3月"), "{tiles}");
    assert!(tiles.contains("<b>3</b>") && tiles.contains("<b>0</b>") && tiles.contains("上一时段 1"), "{tiles}");
    // Each leads to its hub, and keeps what was asked for.
    let hub = links(&tiles, "/home?").into_iter().find(|link| link.contains("hub=LCX")).expect("a link");
    official.get(&hub).expect(200).shows("<h1>鹿城鞋业").hides("<figure class=\"multiples\">");
    let rated = official.get("/home?measure=rating&compare=year").expect(200).shows("单位:分").shows("去年同期 4.0");
    let rated =
        rated.shows("上沿 5;").shows("aria-current=\"true\">平均评价").shows("aria-current=\"true\">比去年同期");
    // The table twin says the same, month by month; what is not known is no zero.
    rated.shows("<th scope=\"row\">乐清电气产业创新服务综合体</th><td class=\"number\">—</td>");
    let compared = official.get("/home?compare=year&measure=nichts").expect(200).shows("去年同期 1");
    compared.shows("class=\"before\"");
    // Five years are too long to be drawn hub by hub.
    official.get("/home?from=2022-01&to=2026-03").expect(200).hides("<figure class=\"multiples\">");
}
