//! What a hub is and what belongs to it, as plain data.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

// keys: hubs-level-* hubs-stage-* hubs-kind-*

/// The levels of a hub, the higher first. The ends of the keys `hubs-level-…`.
pub const LEVELS: [&str; 2] = ["province", "city"];

/// The stages of a hub in their order; a hub whose recognition was taken back is removed. The ends of the keys
/// `hubs-stage-…`.
pub const STAGES: [&str; 4] = ["cultivating", "creating", "recognised", "removed"];

/// The kinds of a center, each with its colour and pictogram. The ends of the keys `hubs-kind-…`.
pub const CENTER_KINDS: [&str; 8] =
    ["innovation", "testing", "property", "certification", "brand", "finance", "sharing", "talent"];

/// An industry innovation service hub.
#[derive(Clone, Debug)]
pub struct Hub {
    /// Id.
    pub id: Uuid,
    /// Three letters.
    pub code: String,
    /// Name.
    pub name: String,
    /// Industry in words.
    pub industry: String,
    /// GB/T 4754-2017 prefixes, comma separated.
    pub industry_codes: String,
    /// GB/T 2260.
    pub division: String,
    /// One of [`LEVELS`].
    pub level: String,
    /// One of [`STAGES`].
    pub stage: String,
    /// Who runs it.
    pub operator: String,
    /// Address.
    pub address: String,
    /// Opening hours in words.
    pub hours: String,
    /// Where to call.
    pub phone: String,
    /// Where notices go; not shown in public.
    pub email: String,
    /// What it is.
    pub introduction: String,
    /// In a demonstration: named in public news, not invented.
    pub named_publicly: bool,
    /// Counts its changes.
    pub version: i64,
}

impl Hub {
    /// Whether its recognition was taken back: it is in no list, its page says so.
    pub fn is_removed(&self) -> bool {
        self.stage == "removed"
    }

    /// How its stage is marked.
    pub fn stage_tag(&self) -> &'static str {
        match self.stage.as_str() {
            "recognised" => "ok",
            "creating" => "info",
            "removed" => "danger",
            _ => "neutral",
        }
    }
}

/// A hub to be added, or what an old one shall be.
#[derive(Clone, Debug)]
pub struct NewHub {
    /// Three letters, the head of its reference numbers.
    pub code: String,
    /// Name.
    pub name: String,
    /// Industry in words.
    pub industry: String,
    /// GB/T 4754-2017 prefixes, comma separated.
    pub industry_codes: String,
    /// GB/T 2260.
    pub division: String,
    /// city, province.
    pub level: String,
    /// cultivating, creating, recognised, removed.
    pub stage: String,
    /// Who runs it.
    pub operator: String,
    /// Address.
    pub address: String,
    /// Opening hours in words.
    pub hours: String,
    /// Where to call.
    pub phone: String,
    /// Where notices go.
    pub email: String,
    /// What it is.
    pub introduction: String,
}

/// What the bureau decides of a hub: kept by the administrator, not by the hub's own staff.
#[derive(Clone, Debug)]
pub struct Standing {
    /// One of [`LEVELS`].
    pub level: String,
    /// One of [`STAGES`].
    pub stage: String,
    /// GB/T 2260: decides whose official sees it.
    pub division: String,
}

/// A hub in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The hub.
    pub hub: Hub,
    /// The newest grade that was published for it, with its year.
    pub grade: Option<(i64, String)>,
}

/// Which hubs of the directory; an empty text does not filter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// GB/T 2260: that division and what lies in it.
    pub division: String,
    /// Words of the name or the industry.
    pub words: String,
    /// One of [`LEVELS`].
    pub level: String,
    /// Removed ones too.
    pub with_removed: bool,
}

/// A department of a hub.
#[derive(Clone, Debug)]
pub struct Center {
    /// Id.
    pub id: Uuid,
    /// Kind: colour and pictogram of its container.
    pub kind: String,
    /// Name.
    pub name: String,
    /// What it does.
    pub introduction: String,
    /// Place in the stack, from 1.
    pub position: i64,
    /// Counts its changes.
    pub version: i64,
}

/// A center to be added, or what an old one shall be.
#[derive(Clone, Debug)]
pub struct NewCenter {
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// What it does.
    pub introduction: String,
    /// Place in the stack, from 1.
    pub position: i64,
}

/// A provider resident in a hub.
#[derive(Clone, Debug)]
pub struct Resident {
    /// The provider.
    pub organization_id: Uuid,
    /// Its name.
    pub name: String,
    /// Its USCC, the address of its page.
    pub uscc: String,
}

/// A provider's place in a center, with its term.
#[derive(Clone, Debug)]
pub struct Residency {
    /// Id.
    pub id: Uuid,
    /// The provider.
    pub organization_id: Uuid,
    /// Its name.
    pub name: String,
    /// Its USCC, the address of its page.
    pub uscc: String,
    /// The center.
    pub center_id: Uuid,
    /// Its kind.
    pub center_kind: String,
    /// Its name.
    pub center_name: String,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day; `None`: open-ended.
    pub ends_on: Option<String>,
    /// Counts its changes.
    pub version: i64,
}

impl Residency {
    /// Whether the term runs on a day.
    pub fn runs_on(&self, day: &str) -> bool {
        self.starts_on.as_str() <= day && self.ends_on.as_deref().is_none_or(|end| end >= day)
    }
}

/// What a university or an institute and a hub founded together, as it is said.
#[derive(Clone, Debug)]
pub struct NewCarrier {
    /// Name.
    pub name: String,
    /// The university or institute.
    pub partner: String,
    /// Its field, or empty.
    pub field: String,
    /// The day, `YYYY-MM-DD`.
    pub founded_on: String,
}

/// A co-founded carrier.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// Id.
    pub id: Uuid,
    /// What is said of it.
    pub said: NewCarrier,
    /// Counts its changes.
    pub version: i64,
}

/// What is said of an expert, by themself or by the hub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Name.
    pub name: String,
    /// Title, or empty.
    pub title: String,
    /// Where they work.
    pub employer: String,
    /// Fields of work.
    pub fields: String,
    /// What they can be asked; may be empty.
    pub asks: String,
    /// GB/T 4754-2017 prefixes, comma separated; may be empty.
    pub industry_codes: String,
}

impl Profile {
    /// The names of its industries.
    pub fn industries(&self) -> Vec<&'static str> {
        let names = self.industry_codes.split(',').filter_map(codes::industries::lookup).map(|industry| industry.name);
        names.collect()
    }
}

/// Who solves problems for a hub's firms.
#[derive(Clone, Debug)]
pub struct Expert {
    /// Id.
    pub id: Uuid,
    /// The account, when the expert has one at this hub.
    pub person_id: Option<Uuid>,
    /// What is said of them in public, once it is published.
    pub said: Profile,
    /// Whether the hub has published it.
    pub published: bool,
    /// What the expert wants to have said, until the hub has published it.
    pub proposal: Option<Profile>,
    /// When that was proposed, milliseconds UTC.
    pub proposed_at: Option<i64>,
    /// Why the hub sent it back; empty while it waits.
    pub returned_words: String,
    /// Counts its changes.
    pub version: i64,
}

impl Expert {
    /// Where it stands: `published`, `waiting` for the hub, or `returned` to the expert.
    pub fn state(&self) -> &'static str {
        match (&self.proposal, self.returned_words.is_empty()) {
            (None, _) => "published",
            (Some(_), true) => "waiting",
            (Some(_), false) => "returned",
        }
    }

    /// Colour of its tag.
    pub fn tag(&self) -> &'static str {
        match self.state() {
            "published" => "ok",
            "waiting" => "info",
            _ => "warn",
        }
    }
}

/// Which experts of a hub.
#[derive(Clone, Debug)]
pub struct Experts {
    /// The hub.
    pub hub: Uuid,
    /// Words of the name, the employer, the fields or what they can be asked; empty: all.
    pub words: String,
    /// `published` what everyone sees, `waiting` what waits for the hub; empty: all.
    pub state: &'static str,
}

impl Experts {
    /// Those of a hub that everyone sees.
    pub fn public(hub: Uuid, words: &str) -> Experts {
        Experts { hub, words: words.to_owned(), state: "published" }
    }
}

/// A grade as it was published. Its words are those of that year's scheme, so they are data.
#[derive(Clone, Debug)]
pub struct HubGrade {
    /// The year that was evaluated.
    pub year: i64,
    /// The word: 优.
    pub grade: String,
    /// Who published it, when and under which number.
    pub source: String,
}

/// A grade that is in the directory.
#[derive(Clone, Debug)]
pub struct Graded {
    /// What was published.
    pub said: HubGrade,
    /// Counts its changes.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_includes_its_first_and_last_day() {
        let term = |ends_on: Option<&str>| Residency {
            id: Uuid::nil(),
            organization_id: Uuid::nil(),
            name: "温州瓯江检测技术有限公司".into(),
            uscc: "91330302MA2CCCCC00".into(),
            center_id: Uuid::nil(),
            center_kind: "testing".into(),
            center_name: "检测服务中心".into(),
            starts_on: "2025-01-01".into(),
            ends_on: ends_on.map(str::to_owned),
            version: 1,
        };
        let cases = [("2024-12-31", false), ("2025-01-01", true), ("2025-12-31", true), ("2026-01-01", false)];
        for (day, runs) in cases {
            assert_eq!(term(Some("2025-12-31")).runs_on(day), runs, "{day}");
        }
        assert!(term(None).runs_on("2099-01-01"));
    }
}
