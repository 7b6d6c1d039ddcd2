//! `/dashboard`: the field in figures, for officials, auditors and administrators.

use std::collections::HashMap;

use askama::Template;
use axum::extract::RawQuery;
use db::Tx;
use uuid::Uuid;

use super::labels;
use crate::access::Who;
use crate::hubs::{self, Hub};
use crate::measures::figures::Span;
use crate::measures::store_regions::{self as store, Gathered};
use crate::records::rollups::{self, Course, FUNCTION};
use crate::records::{Figures, Period};
use crate::web::cartogram::Cartogram;
use crate::web::charts::Chart;
use crate::web::export::Column::{Fen, Integer, Text};
use crate::web::export::{self, Export};
use crate::web::lists::Asked;
use crate::web::multiples::{Multiples, Said};
use crate::web::{Ctx, Error, Form, Page, Reply};

/// The region whose counties are drawn.
const CITY: &str = "3303";

/// A figure with the same of the year before, and where its rows are.
struct Figure {
    label: String,
    value: String,
    unit: String,
    url: String,
    before: String,
}

struct Choice {
    title: String,
    link: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "measures/dashboard.html")]
struct DashboardPage<'a> {
    page: Page<'a>,
    form: Form,
    months_choice: Vec<(String, String)>,
    divisions: Vec<(String, String)>,
    now: i64,
    figures: Vec<Figure>,
    charts: Vec<Chart>,
    choices: Vec<Choice>,
    multiples: Multiples,
    cartogram: Option<Cartogram>,
    functions: Vec<(String, Figures)>,
    rows: Vec<Row>,
    compare: String,
    saved: [String; 2],
}

/// A hub's line.
struct Row {
    hub: Hub,
    base: String,
    figures: Figures,
}

/// What is read.
struct Found {
    hubs: Vec<Hub>,
    /// Of the months asked for, and of the same a year before.
    course: [Course; 2],
    gathered: [Gathered; 2],
    functions: Vec<(String, Figures)>,
}

/// The hubs in reach whose division begins so.
fn hubs_in(tx: &mut Tx, who: &Who, division: &str) -> Result<Vec<Hub>, Error> {
    let mut hubs = hubs::all(tx)?;
    hubs.retain(|hub| who.actor.reaches_hub(hub.id) && hub.division.starts_with(division));
    Ok(hubs)
}

fn read(tx: &mut Tx, who: &Who, division: &str, period: &Period) -> Result<Found, Error> {
    let hubs = hubs_in(tx, who, division)?;
    let ids: Vec<Uuid> = hubs.iter().map(|hub| hub.id).collect();
    let today = who.today();
    let year_ago = today.saturating_sub(jiff::Span::new().years(1));
    let (span, before) = (Span::of(period, today), Span::of(&period.year_before(), year_ago));
    let course = [Course::of(tx, &ids, period)?, Course::of(tx, &ids, &before.period())?];
    let functions = rollups::values(tx, &ids, FUNCTION, period)?;
    let gathered =
        tx.as_system(|tx| Ok::<_, Error>([store::gathered(tx, &ids, &span)?, store::gathered(tx, &ids, &before)?]))?;
    Ok(Found { hubs, course, gathered, functions })
}

/// The division asked for; only digits.
fn division_of(asked: &Asked) -> String {
    let division = asked.value("division");
    if division.bytes().all(|byte| byte.is_ascii_digit()) { division.to_owned() } else { String::new() }
}

/// `GET /dashboard?from=2026-01&to=2026-06&division=330302&measure=firms`
pub async fn dashboard(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let period = Period::read(asked.value("from"), asked.value("to"), ctx.who.today());
    let asked = asked.with("from", &period.from).with("to", &period.to);
    let (wanted, division) = (period.clone(), division_of(&asked));
    let found = ctx.read(move |tx, who| read(tx, who, &division, &wanted)).await?;
    ctx.html(&page(&ctx, asked, &period, found))
}

fn page<'a>(ctx: &'a Ctx, asked: Asked, period: &Period, found: Found) -> DashboardPage<'a> {
    let by_hub: HashMap<Uuid, Figures> = found.course[0].by_hub().into_iter().collect();
    let base = |hub: &str| {
        let asked = Asked::default().with("from", &period.from).with("to", &period.to).with("counts", "1");
        asked.with("hub", hub).url("/records")
    };
    let rows: Vec<Row> = found
        .hubs
        .iter()
        .map(|hub| Row {
            base: base(&hub.code),
            figures: by_hub.get(&hub.id).cloned().unwrap_or_default(),
            hub: hub.clone(),
        })
        .collect();
    let cartogram = found.hubs.iter().any(|hub| hub.division.starts_with(CITY)).then(|| counties(&asked, &rows));
    let functions = found.functions.iter().map(|(code, figures)| {
        let name = crate::catalogue::function(code).map_or_else(|| code.clone(), |function| function.name.clone());
        (name, figures.clone())
    });
    let divisions =
        codes::divisions::children(CITY).map(|division| (division.code.to_owned(), division.name.to_owned()));
    let two: Vec<&str> = found.hubs.iter().take(2).map(|hub| hub.code.as_str()).collect();
    let compared = match two.as_slice() {
        [a, b] => {
            asked.clone().with("division", "").with("measure", "").with("a", *a).with("b", *b).url("/dashboard/compare")
        }
        _ => String::new(),
    };
    DashboardPage {
        page: ctx.page("measures-dashboard"),
        months_choice: period.choices(ctx.who.today(), ctx.words()),
        divisions: divisions.collect(),
        now: ctx.who.now,
        figures: headline(ctx, &found, &base("")),
        charts: charts(ctx, period, &found.course),
        choices: MEASURES.iter().map(|measure| choice(ctx, &asked, measure.0)).collect(),
        multiples: multiples(ctx, &asked, period, &found, &rows),
        cartogram,
        functions: functions.collect(),
        rows,
        compare: compared,
        saved: ["xlsx", "csv"].map(|kind| asked.url(&format!("/dashboard.{kind}"))),
        form: asked.form(),
    }
}

/// 家次 of the hubs of each county of the city.
fn counties(asked: &Asked, rows: &[Row]) -> Cartogram {
    Cartogram::wenzhou(|county| {
        let own = rows.iter().filter(|row| row.hub.division == county);
        let count: i64 = own.map(|row| row.figures.records).sum();
        (count.unsigned_abs(), asked.clone().with("division", county).url("/dashboard"))
    })
}

/// The figures of the field.
fn headline(ctx: &Ctx, found: &Found, base: &str) -> Vec<Figure> {
    let [now, before] = [&found.course[0], &found.course[1]].map(Course::total);
    let [have, had] = &found.gathered;
    let wan = |fen: i64| format!("{:.1}", fen as f64 / 1_000_000.0);
    // keys: measures-head-*
    let figure = |name: &str, unit: &str, url: String, (value, earlier): (String, String)| Figure {
        label: ctx.t(&format!("measures-head-{name}")),
        unit: if unit.is_empty() { String::new() } else { ctx.t(&format!("measures-unit-{unit}")) },
        before: ctx.words().with("measures-year-before", &[("value", &earlier)]),
        url,
        value,
    };
    let count = |now: i64, before: i64| (now.to_string(), before.to_string());
    let rows = |more: &str| format!("{base}{more}");
    vec![
        figure("firms", "firms", rows(""), count(now.firms, before.firms)),
        figure("services", "times", rows(""), count(now.records, before.records)),
        figure("providers", "firms", "/measures/providers".into(), count(have.providers, had.providers)),
        figure("carriers", "pieces", "/measures/carriers".into(), count(have.carriers, had.carriers)),
        figure("instruments", "sets", "/instruments".into(), count(have.instruments, had.instruments)),
        figure("experts", "people", "/measures/experts".into(), count(have.experts, had.experts)),
        figure("solved", "items", "/measures/problems_solved".into(), count(have.solved, had.solved)),
        figure("contracts", "wanyuan", rows("&sort=-price"), (wan(now.price_fen), wan(before.price_fen))),
        figure("benefit", "wanyuan", rows("&benefit=money"), (wan(now.benefit_fen), wan(before.benefit_fen))),
        figure("on-time", "", rows("&on_time=any"), (now.on_time_share(), before.on_time_share())),
        figure("rating", "points", rows("&rating=any"), (now.rating(), before.rating())),
    ]
}

fn mean(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10.0).round() / 10.0)
}

/// What the pictures can show: the end of its keys, its unit, the value of a month, the value of the whole span.
type Shown = (&'static str, &'static str, fn(&Figures) -> Option<f64>, fn(&Figures) -> String);

// keys: measures-shown-*
const MEASURES: [Shown; 5] = [
    ("services", "times", |f| Some(f.records as f64), |f| f.records.to_string()),
    ("firms", "firms", |f| Some(f.firms as f64), |f| f.firms.to_string()),
    ("on-time", "percent", |f| mean(f.on_time * 100, f.with_due), Figures::on_time_share),
    ("rating", "points", |f| mean(f.rating_sum, f.rated), Figures::rating),
    ("contracts", "wanyuan", |f| mean(f.price_fen, 1_000_000), |f| format!("{:.1}", f.price_fen as f64 / 1_000_000.0)),
];

fn choice(ctx: &Ctx, asked: &Asked, code: &str) -> Choice {
    let current = shown(asked).0 == code;
    let link = asked.clone().with("measure", if code == MEASURES[0].0 { "" } else { code }).url("/dashboard");
    Choice { title: ctx.t(&format!("measures-shown-{code}")), link, current }
}

fn shown(asked: &Asked) -> Shown {
    MEASURES.into_iter().find(|measure| measure.0 == asked.value("measure")).unwrap_or(MEASURES[0])
}

/// Every hub on one scale, with the same months of the year before as a line.
fn multiples(ctx: &Ctx, asked: &Asked, period: &Period, found: &Found, rows: &[Row]) -> Multiples {
    let (code, unit, of_month, whole) = shown(asked);
    let by_month = found.course.each_ref().map(|course| {
        let course = course.by_hub_and_month();
        course.into_iter().map(|(hub, month, figures)| ((hub, month), figures)).collect::<HashMap<_, _>>()
    });
    let earlier: HashMap<Uuid, Figures> = found.course[1].by_hub().into_iter().collect();
    let nothing = Figures::default();
    let values = |at: usize, hub: Uuid, months: Vec<String>| -> Vec<Option<f64>> {
        months.into_iter().map(|month| of_month(by_month[at].get(&(hub, month)).unwrap_or(&nothing))).collect()
    };
    let said = rows.iter().map(|row| {
        let before = whole(earlier.get(&row.hub.id).unwrap_or(&nothing));
        Said {
            name: row.hub.name.clone(),
            url: row.base.clone(),
            whole: whole(&row.figures),
            compared: ctx.words().with("measures-year-before", &[("value", &before)]),
            values: values(0, row.hub.id, period.months()),
            before: values(1, row.hub.id, period.year_before().months()),
        }
    });
    let title = ctx.t(&format!("measures-shown-{code}"));
    Multiples::new(&title, &ctx.t(&format!("measures-unit-{unit}")), &labels(ctx, period), said.collect())
}

/// By month, beside the year before. A month alone has no course.
fn charts(ctx: &Ctx, period: &Period, course: &[Course; 2]) -> Vec<Chart> {
    if period.months().len() < 2 {
        return Vec::new();
    }
    let [now, before] = course.each_ref().map(|course| course.by_month().into_iter().collect::<HashMap<_, _>>());
    let nothing = Figures::default();
    let series = |of: &HashMap<String, Figures>, months: Vec<String>, value: fn(&Figures) -> Option<f64>| {
        months.iter().map(|month| value(of.get(month).unwrap_or(&nothing))).collect::<Vec<_>>()
    };
    let (this, last) = (ctx.t("measures-this-span"), ctx.t("measures-year-earlier"));
    let one = |(code, unit, value, _): Shown, bars: bool| {
        let both = [
            (this.as_str(), series(&now, period.months(), value)),
            (last.as_str(), series(&before, period.year_before().months(), value)),
        ];
        let (title, unit) = (ctx.t(&format!("measures-shown-{code}")), ctx.t(&format!("measures-unit-{unit}")));
        let labels = labels(ctx, period);
        if bars { Chart::bars(&title, &unit, &labels, &both) } else { Chart::lines(&title, &unit, &labels, &both) }
    };
    vec![one(MEASURES[0], true), one(MEASURES[1], true), one(MEASURES[4], true), one(MEASURES[2], false)]
}

static EXPORT: Export<(String, String, Figures)> = Export {
    title: "measures-dashboard",
    columns: &[
        Text("measures-hub-code", |row, _| row.0.clone()),
        Text("measures-hub", |row, _| row.1.clone()),
        Integer("measures-head-firms", |row| Some(row.2.firms)),
        Integer("measures-head-services", |row| Some(row.2.records)),
        Integer("measures-name-with_due", |row| Some(row.2.with_due)),
        Integer("measures-name-on_time", |row| Some(row.2.on_time)),
        Integer("measures-name-rated", |row| Some(row.2.rated)),
        Text("measures-name-rating", |row, _| row.2.rating()),
        Integer("measures-name-bad_ratings", |row| Some(row.2.poor)),
        Fen("measures-name-contracts_value", |row| Some(row.2.price_fen)),
        Fen("measures-name-benefit", |row| Some(row.2.benefit_fen)),
    ],
    contacts: false,
};

/// `GET /dashboard.xlsx`, `.csv`: the hubs of the page.
pub async fn save(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let asked = Asked::read(query.as_deref());
    let period = Period::read(asked.value("from"), asked.value("to"), ctx.who.today());
    let division = division_of(&asked);
    export::answer(&ctx, &EXPORT, move |tx, who, offset, _| {
        if offset > 0 {
            return Ok(Vec::new());
        }
        let hubs = hubs_in(tx, who, &division)?;
        let ids: Vec<Uuid> = hubs.iter().map(|hub| hub.id).collect();
        let by_hub: HashMap<Uuid, Figures> = Course::of(tx, &ids, &period)?.by_hub().into_iter().collect();
        let row = |hub: Hub| (hub.code, hub.name, by_hub.get(&hub.id).cloned().unwrap_or_default());
        Ok(hubs.into_iter().map(row).collect())
    })
    .await
}
