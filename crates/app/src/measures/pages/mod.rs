//! The pages of the measures: the catalogue and the values, entries, dashboards, the screen of a hall.

mod catalogue;
mod comparing;
mod dashboard;
mod entries;
mod screen;

pub use catalogue::{list, save_list, save_values, show};
pub use comparing::compare;
pub use dashboard::{dashboard, save as save_dashboard};
pub use entries::{check, form, list as entries, report, save as save_entries, show as entry, withdraw};
pub use screen::screen;

use indicators::Decimal;

use super::catalogue::{Measure, Unit};
use crate::records::Period;
use crate::web::Ctx;
use crate::web::messages::Language;

/// Digits after the point, for people; what is computed with is exact.
const DIGITS: u32 = 2;

/// A value as it is said: 是, 12.5%, 1280.5; a dash where there is none.
fn said(language: &Language, measure: &Measure, value: Option<Decimal>) -> String {
    let Some(value) = value else { return "—".into() };
    let rounded = |value: Decimal| indicators::Mode::HalfUp.round(value, DIGITS).to_string();
    match measure.unit {
        Unit::YesNo if value.is_zero() => language.t("measures-no").into_owned(),
        Unit::YesNo => language.t("measures-yes").into_owned(),
        Unit::Share => format!("{}%", rounded(value * Decimal::ONE_HUNDRED)),
        _ => rounded(value),
    }
}

/// `2026年3月`, or the span between two months.
fn months(language: &Language, from: &str, to: &str) -> String {
    let month = |text: &str| {
        let day = format!("{text}-01").parse();
        day.map_or_else(|_| text.to_owned(), |day| language.month_of(day))
    };
    if from == to {
        month(from)
    } else {
        language.with("measures-from-to", &[("from", &month(from)), ("to", &month(to))])
    }
}

/// Months as labels of a chart.
fn labels(ctx: &Ctx, period: &Period) -> Vec<String> {
    let one_year = period.from[..4] == period.to[..4];
    let label = |text: String| {
        let name = ctx.words().month(text[5..].parse().unwrap_or(1));
        if one_year {
            name
        } else {
            ctx.words().with("measures-month-of-year", &[("year", &&text[2..4]), ("month", &name)])
        }
    };
    period.months().into_iter().map(label).collect()
}
