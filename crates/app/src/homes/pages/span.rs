//! Which months a home shows and with which it compares them; both are in its address.

use crate::records::Period;
use crate::web::Ctx;
use crate::web::lists::Asked;
use crate::web::messages::Language;

/// A choice that is a link.
pub(super) struct Choice {
    pub(super) title: String,
    pub(super) link: String,
    pub(super) current: bool,
}

/// The months asked for, those they are compared with, and the usual other choices.
pub(super) struct Span {
    pub(super) period: Period,
    pub(super) compared: Period,
    /// Whether it is compared with the same months of the year before.
    pub(super) with_year: bool,
    pub(super) usual: Vec<Choice>,
    pub(super) comparisons: Vec<Choice>,
    /// What the address asks for, with the months in it.
    pub(super) asked: Asked,
}

impl Span {
    /// `?from=2026-01&to=2026-03&compare=year`: without months the year so far, without `compare` the months right before.
    pub(super) fn read(ctx: &Ctx, asked: &Asked) -> Span {
        let today = ctx.who.today();
        let period = Period::read(asked.value("from"), asked.value("to"), today);
        let with_year = asked.value("compare") == "year";
        let asked = asked.clone().with("page", "").with("from", &period.from).with("to", &period.to);
        // keys: homes-usual-* homes-compare-*
        let usual = |(name, span): (&str, Period)| Choice {
            title: ctx.t(&format!("homes-usual-{name}")),
            link: asked.clone().with("from", &span.from).with("to", &span.to).url("/home"),
            current: span == period,
        };
        let comparison = |name: &str| Choice {
            title: ctx.t(&format!("homes-compare-{name}")),
            link: asked.clone().with("compare", if name == "year" { name } else { "" }).url("/home"),
            current: (name == "year") == with_year,
        };
        Span {
            usual: Period::usual(today).into_iter().map(usual).collect(),
            comparisons: ["before", "year"].map(comparison).into(),
            compared: if with_year { period.year_before() } else { period.before() },
            with_year,
            period,
            asked,
        }
    }

    /// What the compared months are called.
    pub(super) fn compared_key(&self) -> &'static str {
        if self.with_year { "homes-period-year-before" } else { "homes-period-before" }
    }

    /// What stands beside a figure: the same of the compared months.
    pub(super) fn beside_key(&self) -> &'static str {
        if self.with_year { "homes-year-before" } else { "homes-before" }
    }
}

/// `3月`, or `25年11月` when several years are shown.
pub(super) fn month_name(language: &Language, month: &str, one_year: bool) -> String {
    let (year, month) = month.split_once('-').unwrap_or(("", month));
    let month = language.month(month.parse().unwrap_or(1));
    if one_year {
        return month;
    }
    language.with("homes-month-of-year", &[("year", &year.get(2..).unwrap_or_default()), ("month", &month)])
}

/// With one decimal; `None` of nothing.
pub(super) fn mean(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10.0).round() / 10.0)
}
