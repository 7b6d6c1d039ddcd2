//! The values of measures for hubs and a span of months.

use db::Tx;
use indicators::Decimal;
use jiff::civil::Date;
use uuid::Uuid;

use super::catalogue::{Kept, Measure, Source, measure};
use super::counting::Hub;
use crate::hubs;
use crate::records::Period;
use crate::web::Error;
use crate::web::lists::Asked;

/// Months, both inclusive, and the day on which it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// First month, `YYYY-MM`.
    pub from: String,
    /// Last month.
    pub to: String,
    /// Today: what lies after it is not known yet.
    pub today: Date,
}

impl Span {
    /// A calendar year.
    pub fn year(year: i16, today: Date) -> Span {
        Span { from: format!("{year:04}-01"), to: format!("{year:04}-12"), today }
    }

    /// The months of a period.
    pub fn of(period: &Period, today: Date) -> Span {
        Span { from: period.from.clone(), to: period.to.clone(), today }
    }

    /// As a period of records.
    pub fn period(&self) -> Period {
        Period { from: self.from.clone(), to: self.to.clone() }
    }

    /// The day at whose end things stand: the last of the span, or today where that is earlier.
    pub fn day(&self) -> Date {
        let last = format!("{}-01", self.to).parse::<Date>().map_or(self.today, Date::last_of_month);
        last.min(self.today)
    }

    /// The first day of the span.
    pub fn first_day(&self) -> Date {
        format!("{}-01", self.from).parse().unwrap_or(self.today)
    }
}

/// A value of a hub.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Whose.
    pub hub: Uuid,
    /// Of what.
    pub code: &'static str,
    /// Exact; `None` is no value, never zero.
    pub value: Option<Decimal>,
    /// Why there is none, as a message key.
    pub why: Option<&'static str>,
}

/// The values of measures: hub by hub as given, code by code as given. What the actor may not see is counted too: whoever
/// calls has found that the hub is in reach, or shows what is public.
///
/// # Errors
/// `Internal` for a code that is not in the catalogue; of the database.
pub fn figures(tx: &mut Tx, hubs: &[Uuid], codes: &[&str], span: &Span) -> Result<Vec<Value>, Error> {
    let mut measures = Vec::with_capacity(codes.len());
    for code in codes {
        measures.push(measure(code).ok_or_else(|| Error::internal(format!("no measure is called {code}")))?);
    }
    tx.as_system(|tx| {
        let mut values = Vec::with_capacity(hubs.len() * codes.len());
        for id in hubs {
            let mut hub = Hub::new(hubs::by_id(tx, *id)?, span.clone());
            for measure in &measures {
                let (value, why) = match hub.value(tx, measure)? {
                    Ok(value) => (Some(value.normalize()), None),
                    Err(why) => (None, Some(why)),
                };
                values.push(Value { hub: *id, code: measure.code, value, why });
            }
        }
        Ok(values)
    })
}

/// Where the rows behind a value are listed, for who may see them; `None` where no list shows them.
pub fn rows_url(measure: &Measure, hub: &str, span: &Span) -> Option<String> {
    let asked = Asked::default().with("from", &span.from).with("to", &span.to).with("counts", "1").with("hub", hub);
    let hub_only = Asked::default().with("hub", hub);
    let day = span.day().to_string();
    Some(match (measure.source, measure.code) {
        (Source::Records, "on_time") => asked.with("on_time", "1").url("/records"),
        (Source::Records, "with_due") => asked.with("on_time", "any").url("/records"),
        (Source::Records, "rating" | "rated") => asked.with("rating", "any").url("/records"),
        (Source::Records, "bad_ratings" | "bad_share") => asked.with("sort", "rating").url("/records"),
        (Source::Records, "trips") => asked.with("sort", "-trips").url("/records"),
        (Source::Records, "contracts" | "contracts_value") => asked.with("sort", "-price").url("/records"),
        (Source::Records, "benefits") => asked.with("benefit", "any").url("/records"),
        (Source::Records, "benefit") => asked.with("benefit", "money").url("/records"),
        (Source::Records, "benefit_days") => asked.with("benefit", "time").url("/records"),
        (Source::Records, _) => asked.url("/records"),
        (Source::Ratings, _) => asked.with("rating", "any").with("sort", "rating").url("/records"),
        (Source::Needs, _) => hub_only.with("function", "research").url("/needs"),
        // Directories are kept hub by hub.
        (Source::Residencies, _) if !hub.is_empty() => hub_only.with("day", day).url("/directory/residencies"),
        (Source::Carriers, _) if !hub.is_empty() => hub_only.url("/directory/carriers"),
        (Source::Experts, _) if !hub.is_empty() => hub_only.url("/directory/experts"),
        (Source::Instruments, _) => hub_only.url("/instruments"),
        (Source::Entry, _) => hub_only.with("code", measure.code).url("/entries"),
        _ => return None,
    })
}

impl Measure {
    /// How a span is said of it: as at a day, or as within months.
    pub fn is_at_day(&self) -> bool {
        self.kept == Kept::AtDay
    }
}
