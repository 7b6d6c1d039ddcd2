//! Which records a list shows: read from its address, so that every figure can link to exactly the records that make
//! it.

use jiff::civil::Date;
use uuid::Uuid;

use super::confirming::BENEFITS;
use super::period::Period;
use crate::access::{Actor, Hubs, Role};
use crate::catalogue;
use crate::web::lists::Asked;

/// Kinds of centers, in the order they are offered.
// keys: records-center-*
pub const CENTERS: [&str; 8] =
    ["innovation", "testing", "property", "certification", "brand", "finance", "sharing", "talent"];
/// What a list can be sorted by.
pub const SORTS: [&str; 4] = ["time", "price", "rating", "trips"];

/// Whose records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// One hub's.
    Hub(Uuid),
    /// Those of every hub whose division begins so; empty: of every hub.
    Division(String),
    /// Those a firm received.
    Firm(Uuid),
    /// Those a provider gave.
    Provider(Uuid),
}

impl Of {
    /// Everything that staff, officials and auditors reach.
    pub fn reach(actor: &Actor) -> Option<Of> {
        let (person, membership) = (actor.person()?, actor.membership()?);
        match (&person.hubs, membership.role) {
            (Hubs::All, _) => Some(Of::Division(String::new())),
            (_, Role::HubManager | Role::HubClerk) => membership.hub.map(Of::Hub),
            (_, Role::Official) => membership.division.clone().map(Of::Division),
            _ => None,
        }
    }

    /// One's own: the records of the firm or provider acted for.
    pub fn own(actor: &Actor) -> Option<Of> {
        actor.firm().map(Of::Firm).or(actor.provider().map(Of::Provider))
    }
}

/// A list's filter; an empty text filters nothing.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Whose.
    pub of: Of,
    /// Months of the confirmation.
    pub period: Period,
    /// `1` those that count and stand, `0` the others.
    pub counts: String,
    /// `any` those with a due day, `1` on time, `0` late.
    pub on_time: String,
    /// At least so many trips.
    pub trips: i64,
    /// `any` those rated, or a level.
    pub rating: String,
    /// `any` those with a stated benefit, or its kind.
    pub benefit: String,
    /// Kind of the center.
    pub center: String,
    /// Code of schemes/functions.toml.
    pub function: String,
    /// Words of the provider's name, or its USCC.
    pub provider: String,
    /// Words of the firm's name, or its USCC.
    pub firm: String,
    /// Of [`SORTS`].
    pub sort: String,
    /// Highest first.
    pub descending: bool,
}

impl Filter {
    /// Those that count and stand of a period.
    pub fn standing(of: Of, period: Period) -> Filter {
        Filter { counts: "1".into(), ..Filter::all(of, period) }
    }

    /// Every record of a period, the newest first.
    pub fn all(of: Of, period: Period) -> Filter {
        let none = String::new;
        Filter {
            of,
            period,
            counts: none(),
            on_time: none(),
            trips: 0,
            rating: none(),
            benefit: none(),
            center: none(),
            function: none(),
            provider: none(),
            firm: none(),
            sort: "time".into(),
            descending: true,
        }
    }

    /// What an address asks for; a value that is none of the choices filters nothing.
    pub fn read(asked: &Asked, of: Of, today: Date) -> Filter {
        let one_of = |name: &str, choices: &[&str]| {
            let value = asked.value(name);
            if choices.contains(&value) { value.to_owned() } else { String::new() }
        };
        let words = |name: &str| asked.value(name).to_owned();
        let function = asked.value("function");
        let sort = asked.value("sort");
        let plain = sort.trim_start_matches('-');
        let known = SORTS.contains(&plain);
        Filter {
            of,
            period: Period::read(asked.value("from"), asked.value("to"), today),
            counts: one_of("counts", &["1", "0"]),
            on_time: one_of("on_time", &["any", "1", "0"]),
            trips: if asked.value("trips") == "2" { 2 } else { 0 },
            rating: one_of("rating", &["any", "1", "2", "3", "4", "5"]),
            benefit: one_of("benefit", &["any", BENEFITS[0], BENEFITS[1], BENEFITS[2]]),
            center: one_of("center", &CENTERS),
            function: catalogue::function(function).map_or_else(String::new, |function| function.code.clone()),
            provider: words("provider"),
            firm: words("firm"),
            sort: if known { plain.to_owned() } else { "time".into() },
            descending: !known || sort.starts_with('-'),
        }
    }

    /// Whether it asks for nothing but what the figures are reckoned of: then an index alone answers.
    pub fn is_figured(&self) -> bool {
        [&self.center, &self.function, &self.provider, &self.firm].into_iter().all(String::is_empty)
    }

    /// Whether it asks for no more than a span of those that count and stand: then the rollups answer.
    pub fn is_rolled_up(&self) -> bool {
        self.is_figured()
            && self.counts == "1"
            && self.trips == 0
            && [&self.on_time, &self.rating, &self.benefit].into_iter().all(String::is_empty)
    }

    /// The same, only those that count and stand; `None` when the others are asked for.
    pub fn counting(&self) -> Option<Filter> {
        (self.counts != "0").then(|| Filter { counts: "1".into(), ..self.clone() })
    }
}
