//! How each measure is counted for one hub. What several measures need is read once.

use db::Tx;
use indicators::Decimal;
use jiff::ToSpan;
use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::catalogue::{Measure, Source};
use super::{entries, figures::Span, store};
use crate::app::{first_id, millis_of};
use crate::hubs;
use crate::instruments;
use crate::records::rollups::{self, ALL, FUNCTION, PROVIDERS, SIZE};
use crate::records::{Figures, Period};
use crate::web::Error;

/// The size classes that are small: 小型、微型.
const SMALL: [&str; 2] = ["small", "micro"];
/// What a technical problem asks for, a code of schemes/functions.toml: 技术研发.
pub(super) const PROBLEM: &str = "research";
/// Fen of ten thousand yuan, as a scale of ten.
const WANYUAN: u32 = 6;

/// A value, or why there is none.
type Counted = Result<Decimal, &'static str>;

/// A hub and what was read of it so far.
pub(super) struct Hub {
    hub: hubs::Hub,
    span: Span,
    total: Option<Figures>,
    firms: Option<RoaringBitmap>,
    industry: Option<RoaringBitmap>,
    hours: Option<(i64, i64, i64)>,
    problems: Option<(i64, i64)>,
}

fn united(sets: Vec<(String, String, RoaringBitmap)>, of: impl Fn(&str) -> bool) -> RoaringBitmap {
    use roaring::MultiOps;
    let own: Vec<RoaringBitmap> = sets.into_iter().filter(|(value, ..)| of(value)).map(|(_, _, set)| set).collect();
    own.union()
}

fn number(count: u64) -> Counted {
    Ok(Decimal::from(count))
}

fn share(part: Decimal, whole: Decimal) -> Counted {
    part.checked_div(whole).ok_or("measures-why-none-of-none")
}

impl Hub {
    pub(super) fn new(hub: hubs::Hub, span: Span) -> Hub {
        Hub { hub, span, total: None, firms: None, industry: None, hours: None, problems: None }
    }

    /// The value of a measure.
    pub(super) fn value(&mut self, tx: &mut Tx, measure: &Measure) -> Result<Counted, Error> {
        match measure.source {
            Source::Entry => entries::value(tx, self.hub.id, measure, &self.span),
            Source::Round => Ok(Err("measures-why-round")),
            Source::Nothing => Ok(Err("measures-why-nothing")),
            Source::Records => self.of_records(tx, measure.code),
            _ => self.of_others(tx, measure.code),
        }
    }

    fn total(&mut self, tx: &mut Tx) -> Result<&Figures, Error> {
        if self.total.is_none() {
            let mut total = Figures::default();
            for (_, _, sum) in rollups::sums(tx, self.hub.id, ALL, &self.span.period())? {
                total += &sum;
            }
            self.total = Some(total);
        }
        Ok(self.total.get_or_insert_default())
    }

    fn firms(&mut self, tx: &mut Tx) -> Result<&RoaringBitmap, Error> {
        if self.firms.is_none() {
            self.firms = Some(self.firms_of(tx, &self.span.period())?);
        }
        Ok(self.firms.get_or_insert_default())
    }

    fn firms_of(&self, tx: &mut Tx, period: &Period) -> Result<RoaringBitmap, Error> {
        Ok(united(rollups::sets(tx, self.hub.id, ALL, period)?, |_| true))
    }

    /// The firms of the hub's industry that have a number: those that were ever served.
    fn industry(&mut self, tx: &mut Tx) -> Result<&RoaringBitmap, Error> {
        if self.industry.is_none() {
            let set = store::industry_numbers(tx, &self.industry_codes(), &self.region())?;
            self.industry = Some(set.into_iter().collect());
        }
        Ok(self.industry.get_or_insert_default())
    }

    fn industry_codes(&self) -> Vec<String> {
        let codes = self.hub.industry_codes.split(',').map(str::trim).filter(|code| !code.is_empty());
        let mut codes: Vec<String> = codes.map(str::to_owned).collect();
        codes.sort_unstable();
        // What begins with a shorter one is counted by that already.
        let all = codes.clone();
        codes.retain(|code| !all.iter().any(|other| other != code && code.starts_with(other.as_str())));
        codes.dedup();
        codes
    }

    /// The hub's region, as the beginning of division codes.
    fn region(&self) -> String {
        let mut region = self.hub.division.as_str();
        while let Some(rest) = region.strip_suffix("00").filter(|rest| rest.len() >= 2) {
            region = rest;
        }
        region.to_owned()
    }

    fn of_records(&mut self, tx: &mut Tx, code: &str) -> Result<Counted, Error> {
        let period = self.span.period();
        let hub = self.hub.id;
        Ok(match code {
            "firms_served" => number(self.firms(tx)?.len()),
            "small_firms_served" => {
                let sets = rollups::sets(tx, hub, SIZE, &period)?;
                number(united(sets, |size| SMALL.contains(&size)).len())
            }
            "first_firms" => {
                let before = Period { from: Period::ever().from, to: period.before().to };
                let before = self.firms_of(tx, &before)?;
                number((self.firms(tx)? - &before).len())
            }
            "returning_firms" => {
                let before = self.firms_of(tx, &period.year_before())?;
                number(self.firms(tx)?.intersection_len(&before))
            }
            "industry_firms_served" => number(self.industry_served(tx)?),
            "industry_coverage" => {
                let served = Decimal::from(self.industry_served(tx)?);
                share(served, Decimal::from(self.industry_firms(tx)?))
            }
            "active_providers" => {
                let active = united(rollups::sets(tx, hub, PROVIDERS, &period)?, |_| true);
                let residents = hubs::residents(tx, hub, &self.span.day().to_string())?;
                let ids: Vec<uuid::Uuid> = residents.iter().map(|resident| resident.organization_id).collect();
                number(rollups::numbers_of(tx, &ids)?.intersection_len(&active))
            }
            "functions_served" => {
                let mut functions: Vec<String> =
                    rollups::sums(tx, hub, FUNCTION, &period)?.into_iter().map(|(function, ..)| function).collect();
                functions.dedup();
                number(functions.len() as u64)
            }
            _ => of_sums(self.total(tx)?, code),
        })
    }

    fn industry_firms(&self, tx: &mut Tx) -> Result<i64, Error> {
        let until = millis_of(tomorrow(self.span.day()), 0, 0);
        store::industry_firms(tx, &self.industry_codes(), &self.region(), until)
    }

    fn industry_served(&mut self, tx: &mut Tx) -> Result<u64, Error> {
        self.industry(tx)?;
        let industry = self.industry.take().unwrap_or_default();
        let served = self.firms(tx)?.intersection_len(&industry);
        self.industry = Some(industry);
        Ok(served)
    }

    fn of_others(&mut self, tx: &mut Tx, code: &str) -> Result<Counted, Error> {
        let hub = self.hub.id;
        let (first, day) = (self.span.first_day(), self.span.day());
        if first > self.span.today {
            return Ok(Err("measures-why-ahead"));
        }
        let (first_millis, until) = (millis_of(first, 0, 0), millis_of(tomorrow(day), 0, 0));
        let (first, day) = (first.to_string(), day.to_string());
        let count = match code {
            "industry_firms" => self.industry_firms(tx)?,
            "bad_answered" => store::bad_answered(tx, hub, &self.span.period())?,
            "problems" => self.problems(tx, first_millis, until)?.0,
            "problems_solved" => self.problems(tx, first_millis, until)?.1,
            "providers" => hubs::residents_count(tx, hub, &day)?,
            "providers_new" => store::providers_new(tx, hub, &first, &day)?,
            "carriers" => store::carriers(tx, hub, "", &day)?,
            "carriers_new" => store::carriers(tx, hub, &first, &day)?,
            "experts" => store::experts(tx, hub, first_id(0), first_id(until))?,
            "experts_new" => store::experts(tx, hub, first_id(first_millis), first_id(until))?,
            "instruments" => store::instruments(tx, hub, 0, until)?,
            "instruments_new" => store::instruments(tx, hub, first_millis, until)?,
            "open_hours" => return Ok(Ok(hours(self.hours(tx, first_millis, until)?.0))),
            "machine_hours" => return Ok(Ok(hours(self.hours(tx, first_millis, until)?.1))),
            "shared_hours" => return Ok(Ok(hours(self.hours(tx, first_millis, until)?.2))),
            "utilisation" => {
                let (open, used, _) = self.hours(tx, first_millis, until)?;
                return Ok(share(Decimal::from(used), Decimal::from(open)));
            }
            other => return Err(Error::internal(format!("the measure {other} is not counted"))),
        };
        Ok(Ok(Decimal::from(count)))
    }

    fn problems(&mut self, tx: &mut Tx, from: i64, until: i64) -> Result<(i64, i64), Error> {
        if self.problems.is_none() {
            self.problems = Some(store::problems(tx, self.hub.id, PROBLEM, from, until)?);
        }
        Ok(self.problems.unwrap_or_default())
    }

    /// Minutes that the hub's instruments were open, were used, and were used by firms other than their owner.
    fn hours(&mut self, tx: &mut Tx, from: i64, until: i64) -> Result<(i64, i64, i64), Error> {
        if let Some(hours) = self.hours {
            return Ok(hours);
        }
        let open = self.open_minutes(tx)?;
        // What is still ahead has not been used.
        let until = until.min(millis_of(tomorrow(self.span.today), 0, 0));
        let (used, shared) = store::booked_minutes(tx, self.hub.id, from, until)?;
        self.hours = Some((open, used, shared));
        Ok((open, used, shared))
    }

    /// By the rules as they were on each day, from the day an instrument first had some.
    fn open_minutes(&self, tx: &mut Tx) -> Result<i64, Error> {
        let days = Days::of(self.span.first_day(), self.span.day());
        let mut open = 0;
        for instrument in store::rules(tx, self.hub.id)? {
            for (at, (since, rules)) in instrument.iter().enumerate() {
                let ends = instrument.get(at + 1).map(|(next, _)| *next);
                open += days.minutes(rules, *since, ends);
            }
        }
        Ok(open)
    }
}

fn of_sums(total: &Figures, code: &str) -> Counted {
    let count = match code {
        "services" => total.records,
        "with_due" => total.with_due,
        "on_time" => total.on_time,
        "one_trip" => total.records - total.trips_over,
        "trips" => total.trips,
        "rated" => total.rated,
        "bad_ratings" => total.poor,
        "contracts" => total.priced,
        "benefits" => total.benefits,
        "benefit_days" => total.benefit_days,
        "contracts_value" => return Ok(Decimal::new(total.price_fen, WANYUAN)),
        "benefit" => return Ok(Decimal::new(total.benefit_fen, WANYUAN)),
        "rating" => return share(Decimal::from(total.rating_sum), Decimal::from(total.rated)),
        "bad_share" => return share(Decimal::from(total.poor), Decimal::from(total.rated)),
        _ => return Err("measures-why-nothing"),
    };
    Ok(Decimal::from(count))
}

fn hours(minutes: i64) -> Decimal {
    Decimal::from(minutes) / Decimal::from(60)
}

fn tomorrow(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}

/// Kinds of days that opening hours tell apart: a weekday, and whether it is worked, not, or not announced.
const DAY_KINDS: usize = 21;

/// Days of a span, counted by kind: up to each day, so that any stretch of them is a difference.
struct Days {
    first: Date,
    /// How many of each kind lie before each day, and before the day after the last.
    before: Vec<[i64; DAY_KINDS]>,
    /// One day of each kind.
    samples: [Option<(Date, Option<bool>)>; DAY_KINDS],
}

impl Days {
    fn of(first: Date, last: Date) -> Days {
        let calendar = workdays::Calendar::official();
        let mut counts = [0; DAY_KINDS];
        let mut days = Days { first, before: vec![counts], samples: [None; DAY_KINDS] };
        for day in std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(|day| *day <= last) {
            let works = calendar.is_workday(day).ok();
            let kind = day.weekday().to_monday_zero_offset() as usize * 3 + works.map_or(2, usize::from);
            counts[kind] += 1;
            days.samples[kind] = Some((day, works));
            days.before.push(counts);
        }
        days
    }

    /// The place of a day among them; the nearest end for one outside.
    fn place(&self, day: Date) -> usize {
        let distance = self.first.until(day).map_or(0, |span| span.get_days());
        usize::try_from(distance).unwrap_or(0).min(self.before.len() - 1)
    }

    /// Minutes that rules open on these days, from one day on and until before another.
    fn minutes(&self, rules: &instruments::Rules, since: Date, ends: Option<Date>) -> i64 {
        let hours = rules.slots().hours;
        let (from, until) = (self.place(since), ends.map_or(self.before.len() - 1, |ends| self.place(ends)));
        if until <= from {
            return 0;
        }
        let open = |kind: usize| {
            let (day, works) = self.samples[kind]?;
            let days = self.before[until][kind] - self.before[from][kind];
            let works = |_| works;
            Some(days * hours.on(day, &works).iter().map(|span| span.until - span.from).sum::<i64>())
        };
        (0..DAY_KINDS).filter_map(open).sum()
    }
}
