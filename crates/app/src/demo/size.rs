//! How much a demonstration holds.

use serde::{Deserialize, Serialize};

use super::material::{self, material};

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// Three hubs and some dozens of needs: for tests.
    Small,
    /// Thirty hubs and a year.
    Year,
    /// A city in full, over years: for whoever wants to see whether it stays fast.
    City(City),
}

/// What a city holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct City {
    /// The first of the thirty hubs.
    pub hubs: u32,
    /// Registered firms; one in twelve has come to a hub.
    pub firms: u32,
    /// Providers.
    pub providers: u32,
    /// Years that end where the demonstration ends.
    pub years: u32,
    /// About so many service records in each of them.
    pub records: u32,
}

/// Of how many firms one has come to a hub.
const ONE_COMES: u32 = 12;
/// A hub has at least so many firms that come: the stories that are shown need them.
const LEAST_FIRMS: u32 = 12;
/// Records that come of a hundred needs, measured: most needs ask for several services, some come to nothing.
const RECORDS_OF_100: u64 = 213;

impl City {
    /// The whole of it.
    pub const WHOLE: City = City { hubs: 30, firms: 470_000, providers: 1_000, years: 7, records: 100_000 };

    /// A city with a part of the firms and records, over the same years.
    #[must_use]
    pub fn part(self, of: u32) -> City {
        let of = of.max(1);
        City { firms: self.firms / of, records: self.records / of, ..self }
    }

    /// Needs that are said in all the years.
    pub(super) fn needs(self) -> u64 {
        u64::from(self.records) * u64::from(self.years) * 100 / RECORDS_OF_100
    }

    /// How many of the services of a hub exist for each of its products too.
    pub(super) fn variants(self) -> usize {
        self.providers as usize * 7 / 1_000
    }
}

impl Size {
    /// The hubs.
    pub(super) fn hubs(self) -> Vec<&'static material::Hub> {
        let small = ["LCX", "YQD", "OHY"];
        let hubs = material().hubs.iter();
        match self {
            Size::Small => hubs.filter(|hub| small.contains(&hub.code.as_str())).collect(),
            Size::Year => hubs.collect(),
            Size::City(city) => hubs.take(city.hubs as usize).collect(),
        }
    }

    /// How many firms of a hub have an account.
    pub(super) fn firms_of(self, hub: &material::Hub) -> u32 {
        match self {
            Size::Small => hub.firms.min(LEAST_FIRMS),
            Size::Year => hub.firms,
            Size::City(city) => {
                let all: u32 = self.hubs().iter().map(|hub| hub.firms).sum();
                (city.firms / ONE_COMES * hub.firms / all.max(1)).max(LEAST_FIRMS)
            }
        }
    }

    /// How many providers work for a hub alone, at least one of each kind that it needs.
    pub(super) fn providers_of(self, hub: &material::Hub) -> u32 {
        let Size::City(city) = self else { return hub.own_providers };
        let of_the_city: u32 = material().organizations.kind.iter().map(|kind| kind.city).sum();
        let own = u64::from(city.providers.saturating_sub(of_the_city));
        let hubs = self.hubs();
        let all: u64 = hubs.iter().map(|hub| u64::from(hub.own_providers)).sum();
        // What is rounded away of one hub goes to the next, so that the sum is right.
        let before: u64 =
            hubs.iter().take_while(|each| each.code != hub.code).map(|hub| u64::from(hub.own_providers)).sum();
        let upto = |count: u64| own * count / all.max(1);
        (upto(before + u64::from(hub.own_providers)) - upto(before)) as u32
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Size::Small => f.write_str("small"),
            Size::Year => f.write_str("year"),
            Size::City(City::WHOLE) => f.write_str("city"),
            Size::City(city) => write!(f, "city({} 家企业,每年 {} 条记录)", city.firms, city.records),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_has_as_many_providers_as_it_says() {
        let size = Size::City(City::WHOLE);
        let own: u32 = size.hubs().iter().map(|hub| size.providers_of(hub)).sum();
        let of_the_city: u32 = material().organizations.kind.iter().map(|kind| kind.city).sum();
        assert_eq!(own + of_the_city, City::WHOLE.providers);
        let firms: u32 = size.hubs().iter().map(|hub| size.firms_of(hub)).sum();
        assert!((35_000..40_000).contains(&firms), "{firms}");
    }
}
