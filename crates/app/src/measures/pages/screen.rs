//! `/hubs/{code}/screen`: for the wall of a hub's hall. Public figures of the year; asks again by itself, by a header and
//! without script.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue};
use db::Tx;
use jiff::civil::Date;

use super::{labels, said};
use crate::hubs::{self, Hub};
use crate::measures::catalogue::{Measure, measure};
use crate::measures::figures::{Span, figures};
use crate::records::rollups::Course;
use crate::records::{Figures, Period};
use crate::web::charts::Chart;
use crate::web::{Ctx, Error, Page, Reply};

/// Seconds after which the screen is asked for again.
const SECONDS: &str = "60";
/// What is shown, in its order.
const SHOWN: [&str; 9] = [
    "firms_served",
    "services",
    "problems_solved",
    "on_time",
    "rating",
    "providers",
    "carriers",
    "instruments",
    "experts",
];

struct Shown {
    measure: &'static Measure,
    said: String,
}

#[derive(Template)]
#[template(path = "measures/screen.html")]
struct ScreenPage<'a> {
    page: Page<'a>,
    hub: Hub,
    year: i16,
    now: i64,
    shown: Vec<Shown>,
    chart: Option<Chart>,
}

type Found = (Hub, Vec<Option<indicators::Decimal>>, Vec<(String, Figures)>);

fn read(tx: &mut Tx, code: &str, today: Date, period: &Period) -> Result<Found, Error> {
    let hub = hubs::by_code(tx, code)?;
    if hub.is_removed() {
        return Err(Error::NotFound);
    }
    let values = figures(tx, &[hub.id], &SHOWN, &Span::of(period, today))?;
    let values = values.into_iter().map(|value| value.value).collect();
    let months = Course::of(tx, &[hub.id], period)?.by_month();
    Ok((hub, values, months))
}

/// `GET /hubs/{code}/screen`
pub async fn screen(ctx: Ctx, Path(code): Path<String>) -> Reply {
    let today = ctx.who.today();
    let period = Period::year(today);
    let wanted = period.clone();
    let (hub, values, months) = ctx.read(move |tx, _| read(tx, &code, today, &wanted)).await?;
    let shown = SHOWN.into_iter().filter_map(measure).zip(values);
    let shown = shown.map(|(measure, value)| Shown { measure, said: said(ctx.words(), measure, value) }).collect();
    let title = ctx.words().with("measures-screen", &[("hub", &hub.name)]);
    let page = ScreenPage {
        page: ctx.page("measures-dashboard").titled(title),
        year: today.year(),
        now: ctx.who.now,
        chart: (months.len() > 1).then(|| course(&ctx, &period, &months)),
        shown,
        hub,
    };
    let mut response = ctx.html(&page)?;
    response.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static(SECONDS));
    Ok(response)
}

fn course(ctx: &Ctx, period: &Period, months: &[(String, Figures)]) -> Chart {
    let of = |month: &String| months.iter().find(|(name, _)| name == month).map_or(0, |(_, figures)| figures.records);
    let values = period.months().iter().map(|month| Some(of(month) as f64)).collect();
    let title = ctx.t("measures-shown-services");
    Chart::bars(&title, &ctx.t("measures-unit-times"), &labels(ctx, period), &[(title.as_str(), values)])
}
