//! What a plan is, and the reckoning of its dates. No SQL, no HTTP, no clock.

use jiff::civil::Date;
use uuid::Uuid;
use workdays::{Calendar, NotAnnounced};

use crate::web::Refusal;

/// Most items in one plan.
pub const MOST_ITEMS: usize = 20;

macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$d:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$d])* $variant),* }
        impl $name {
            /// As stored.
            pub fn code(self) -> &'static str { match self { $(Self::$variant => $code),* } }
            /// The state stored as `code`.
            pub fn parse(code: &str) -> Option<Self> { match code { $($code => Some(Self::$variant),)* _ => None } }
            /// Every state.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }
    };
}
pub(crate) use states;

states! {
    /// Where a plan stands.
    PlanState {
        /// The hub puts services in.
        Composing = "composing",
        /// Providers quote.
        Asking = "asking",
        /// The firm decides.
        Proposed = "proposed",
        /// The firm sent it back.
        Returned = "returned",
        /// The firm accepted all or some.
        Accepted = "accepted",
        /// Nothing of it goes on.
        Closed = "closed",
    }
}

states! {
    /// Where an item stands.
    ItemState {
        /// Not asked yet.
        Open = "open",
        /// The provider is to quote.
        Asked = "asked",
        /// Price and days are known.
        Quoted = "quoted",
        /// The provider declined.
        Declined = "declined",
        /// The firm took it.
        Accepted = "accepted",
        /// The firm left it.
        Dropped = "dropped",
        /// No quote came in time, and the plan went on without it.
        Unanswered = "unanswered",
        /// Taken out of the running plan by agreement.
        Removed = "removed",
    }
}

impl ItemState {
    /// Whether nothing comes of it any more.
    pub fn is_gone(self) -> bool {
        matches!(self, ItemState::Declined | ItemState::Dropped | ItemState::Unanswered | ItemState::Removed)
    }
}

/// The services that together meet one need.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Hub.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// The need it meets.
    pub need_id: Uuid,
    /// Who receives.
    pub firm_id: Uuid,
    /// Where it stands.
    pub state: PlanState,
    /// Providers quote by this day.
    pub quote_by: Option<String>,
    /// Since when the firm may decide; milliseconds UTC.
    pub proposed_at: Option<i64>,
    /// Why the firm sent it back.
    pub remark: String,
    /// Changes so far.
    pub version: i64,
}

/// One service of a plan with its provider.
#[derive(Clone, Debug)]
pub struct Item {
    /// Id.
    pub id: Uuid,
    /// What it stands for: items of one slot are alternatives, of which the firm takes one.
    pub slot: Uuid,
    /// 1-based place in the plan.
    pub position: i64,
    /// The service.
    pub service_id: Uuid,
    /// Its name.
    pub service_name: String,
    /// Its address on the site.
    pub service_code: String,
    /// Kind of its center: colour and pictogram of the container.
    pub center_kind: String,
    /// How its price is found: free, fixed, range, quote.
    pub price_kind: String,
    /// Working days that the service promises.
    pub promised_days: i64,
    /// The provider.
    pub provider_id: Uuid,
    /// Its name.
    pub provider_name: String,
    /// Its USCC, the address of its page.
    pub provider_uscc: String,
    /// The provider's own fixed price, or the service's.
    pub fixed_fen: Option<i64>,
    /// Price in fen, once known.
    pub price_fen: Option<i64>,
    /// Working days, once known.
    pub days: Option<i64>,
    /// Trips it needs.
    pub trips: i64,
    /// What the provider is asked to do.
    pub note: String,
    /// Where it stands.
    pub state: ItemState,
    /// The order, once offered.
    pub order_reference: Option<String>,
    /// First and last day, once the firm has accepted it.
    pub runs: Option<(String, String)>,
    /// When the firm confirmed it.
    pub done_at: Option<i64>,
    /// The day of its last quote.
    pub quoted_on: Option<String>,
    /// Changes so far.
    pub version: i64,
}

impl Item {
    /// Whether price and days are known and the firm may take it, or took it.
    pub fn is_live(&self) -> bool {
        matches!(self.state, ItemState::Quoted | ItemState::Accepted)
    }

    /// Its working days; 1 before they are known.
    pub fn working_days(&self) -> u32 {
        self.days.and_then(|days| u32::try_from(days).ok()).unwrap_or(1)
    }
}

/// A service that a resident provider gives: what can be put into a plan.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Code of the service.
    pub service_code: String,
    /// Its name.
    pub service_name: String,
    /// Kind of its center: colour and pictogram of the container.
    pub center_kind: String,
    /// Who gives it.
    pub provider_id: Uuid,
    /// Its name.
    pub provider_name: String,
    /// Its price in fen; `None` when it quotes.
    pub fixed_fen: Option<i64>,
    /// Working days that the service promises.
    pub promised_days: i64,
    /// Trips it needs.
    pub trips: i64,
}

impl Offer {
    /// As the value of a choice, read back by [`Offer::parse`].
    pub fn value(&self) -> String {
        format!("{}/{}", self.service_code, self.provider_id)
    }

    /// Service code and provider of a choice.
    pub fn parse(value: &str) -> Option<(String, Uuid)> {
        let (service, provider) = value.split_once('/')?;
        Some((service.to_owned(), provider.parse().ok()?))
    }
}

/// What a provider charges for a service without a quote, in fen: its own price before the service's.
pub fn fixed_price(price_kind: &str, from_fen: Option<i64>, own_fen: Option<i64>) -> Option<i64> {
    match price_kind {
        "free" => Some(0),
        "fixed" => own_fen.or(from_fen),
        _ => own_fen,
    }
}

/// `after` cannot start before `before` is done. Both are slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Done first.
    pub before: Uuid,
    /// Waits.
    pub after: Uuid,
}

/// Names of the services that must be done before an item.
pub fn before<'i>(items: &'i [Item], links: &[Link], item: &Item) -> Vec<&'i str> {
    let before = links.iter().filter(|link| link.after == item.slot).map(|link| link.before);
    before
        .filter_map(|slot| items.iter().find(|other| other.slot == slot))
        .map(|other| other.service_name.as_str())
        .collect()
}

/// When an item runs: first and last working day. Alternatives are reckoned by their slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The item.
    pub item: Uuid,
    /// First day.
    pub starts: Date,
    /// Last day.
    pub ends: Date,
}

/// The dependencies of a plan run in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circle;

impl From<Circle> for Refusal {
    fn from(_: Circle) -> Refusal {
        Refusal::new("plans-circle")
    }
}

/// When the items of a plan run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Those that can be reckoned.
    pub spans: Vec<Span>,
    /// The year whose calendar is not announced, so that the other items have no dates: they are never guessed.
    pub unknown: Option<i16>,
}

/// Reckons when each item runs if the work is agreed on `agreed`: an item begins on the working day after all those
/// before it have ended, else on the working day after the agreement (the first day does not count, 民法典 §201).
///
/// # Errors
/// When the dependencies run in a circle.
pub fn schedule(items: &[(Uuid, u32)], links: &[Link], agreed: Date, calendar: &Calendar) -> Result<Schedule, Circle> {
    let mut schedule = Schedule::default();
    // An item without dates leaves those after it without dates too.
    let mut undated: Vec<Uuid> = Vec::new();
    while schedule.spans.len() + undated.len() < items.len() {
        let known = schedule.spans.len() + undated.len();
        for &(item, days) in items {
            if undated.contains(&item) || schedule.spans.iter().any(|span| span.item == item) {
                continue;
            }
            if links.iter().any(|link| link.after == item && undated.contains(&link.before)) {
                undated.push(item);
                continue;
            }
            let Some(base) = base(item, items, links, agreed, &schedule.spans) else { continue };
            match span(item, base, days, calendar) {
                Ok(span) => schedule.spans.push(span),
                Err(error) => {
                    schedule.unknown = Some(error.year);
                    undated.push(item);
                }
            }
        }
        if schedule.spans.len() + undated.len() == known {
            return Err(Circle);
        }
    }
    Ok(schedule)
}

fn span(item: Uuid, base: Date, days: u32, calendar: &Calendar) -> Result<Span, NotAnnounced> {
    Ok(Span { item, starts: calendar.add(base, 1)?, ends: calendar.add(base, days.max(1))? })
}

/// The day from which an item's days count; `None` while something before it is not reckoned yet.
fn base(item: Uuid, items: &[(Uuid, u32)], links: &[Link], agreed: Date, spans: &[Span]) -> Option<Date> {
    let mut base = agreed;
    for link in links.iter().filter(|link| link.after == item) {
        if !items.iter().any(|(id, _)| *id == link.before) {
            continue;
        }
        base = base.max(spans.iter().find(|span| span.item == link.before)?.ends);
    }
    Some(base)
}

#[cfg(test)]
mod unit {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn id(n: u8) -> Uuid {
        Uuid::from_bytes([n; 16])
    }

    #[test]
    fn design_before_sample_before_test_over_the_national_holiday() {
        let items = [(id(3), 5), (id(1), 3), (id(2), 2)];
        let links = [Link { before: id(1), after: id(2) }, Link { before: id(2), after: id(3) }];
        let spans = schedule(&items, &links, date(2026, 9, 25), Calendar::official()).unwrap().spans;
        let of = |n| *spans.iter().find(|span| span.item == id(n)).unwrap();
        // 25 to 27 September is Mid-Autumn, 1 to 7 October the National Day, 10 October a working Saturday.
        assert_eq!((of(1).starts, of(1).ends), (date(2026, 9, 28), date(2026, 9, 30)));
        assert_eq!((of(2).starts, of(2).ends), (date(2026, 10, 8), date(2026, 10, 9)));
        assert_eq!((of(3).starts, of(3).ends), (date(2026, 10, 10), date(2026, 10, 15)));
    }

    #[test]
    fn circles_and_unknown_years_are_refused() {
        let items = [(id(1), 1), (id(2), 1)];
        let links = [Link { before: id(1), after: id(2) }, Link { before: id(2), after: id(1) }];
        let calendar = Calendar::official();
        assert_eq!(schedule(&items, &links, date(2026, 3, 2), calendar), Err(Circle));
        // What ends within 2026 has dates, what runs into 2027 has none, nor has what waits for it.
        let items = [(id(1), 2), (id(2), 8), (id(3), 1)];
        let links = [Link { before: id(1), after: id(2) }, Link { before: id(2), after: id(3) }];
        let known = schedule(&items, &links, date(2026, 12, 28), calendar).unwrap();
        assert_eq!(known.spans.iter().map(|span| span.item).collect::<Vec<_>>(), [id(1)]);
        assert_eq!(known.unknown, Some(2027));
    }

    proptest! {
        #[test]
        fn nothing_starts_before_what_it_waits_for(
            days in prop::collection::vec(1u32..15, 1..8), pairs in prop::collection::vec((0usize..8, 0usize..8), 0..12)
        ) {
            let items: Vec<(Uuid, u32)> = days.iter().enumerate().map(|(n, d)| (id(n as u8 + 1), *d)).collect();
            let links: Vec<Link> = pairs.iter().filter(|(a, b)| a < b && *b < items.len())
                .map(|(a, b)| Link { before: items[*a].0, after: items[*b].0 }).collect();
            let spans = schedule(&items, &links, date(2026, 1, 5), Calendar::official()).unwrap().spans;
            let of = |item| *spans.iter().find(|span| span.item == item).unwrap();
            for link in &links {
                prop_assert!(of(link.before).ends < of(link.after).starts);
            }
        }
    }
}
