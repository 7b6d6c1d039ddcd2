//! What an instrument's record holds.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where an instrument stands, as stored and as the end of `instruments-state-…`.
// keys: instruments-state-*
pub const STATES: [&str; 4] = ["draft", "offered", "out", "retired"];
/// How it was come by, as in the national record.
// keys: instruments-source-*
pub const SOURCES: [&str; 4] = ["bought", "built", "donated", "leased"];
/// Who may use it, as in the national record.
// keys: instruments-sharing-*
pub const SHARING: [&str; 3] = ["external", "internal", "none"];

/// The record, with the fields of the national network's and of UNIQUIP.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// 仪器名称
    pub name: String,
    /// 英文名称
    pub name_en: String,
    /// Number within its owner (innerId).
    pub own_number: String,
    /// Six digits of the national classification.
    pub category: String,
    /// One of [`SOURCES`].
    pub source: String,
    /// Model and specification.
    pub model: String,
    /// Who made it.
    pub manufacturer: String,
    /// Where it was made.
    pub country: String,
    /// What was paid for it, in fen.
    pub value_fen: Option<i64>,
    /// First day of use.
    pub in_use_on: String,
    /// GB/T 2260 of where it stands.
    pub division: String,
    /// Street, building and room.
    pub place: String,
    /// Main technical figures.
    pub figures: String,
    /// What it is for.
    pub purpose: String,
    /// What it measures or makes, one each.
    pub measures: Vec<String>,
    /// Standards it works to, one each: `GB/T 3903.1-2017`.
    pub standards: Vec<String>,
    /// CMA, CNAS and their scope.
    pub accreditation: String,
    /// Samples that are taken.
    pub samples: String,
    /// What belongs to it.
    pub accessories: String,
    /// What users must know.
    pub requirements: String,
    /// Whom to ask.
    pub contact_name: String,
    /// By telephone.
    pub contact_phone: String,
    /// By mail.
    pub contact_email: String,
    /// One of [`SHARING`].
    pub sharing: String,
    /// Whether it came in free of duty and stands under customs supervision.
    pub supervised: bool,
}

impl Entry {
    /// What it is found by: small letters of half width.
    pub fn words(&self) -> String {
        let parts = [&self.name, &self.name_en, &self.model, &self.manufacturer, &self.purpose];
        let words: Vec<&str> =
            parts.into_iter().map(String::as_str).chain(self.measures.iter().map(String::as_str)).collect();
        codes::text::to_half_width(&words.join(" ")).to_lowercase()
    }

    /// The names of the fields in which `other` differs.
    pub fn differs(&self, other: &Entry) -> Vec<String> {
        let (one, other) = (serde_json::to_value(self), serde_json::to_value(other));
        let (Ok(serde_json::Value::Object(one)), Ok(serde_json::Value::Object(other))) = (one, other) else {
            return Vec::new();
        };
        one.into_iter().filter(|(name, value)| other.get(name) != Some(value)).map(|(name, _)| name).collect()
    }
}

/// A term as it is looked for: small letters of half width, without spaces.
pub fn norm(term: &str) -> String {
    codes::text::to_half_width(term).to_lowercase().split_whitespace().collect()
}

/// An instrument.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// The hub that keeps it.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// Stands in its address.
    pub code: String,
    /// Whose it is.
    pub provider_id: Uuid,
    /// What its owner is called.
    pub provider_name: String,
    /// Stands in the address of its owner's page.
    pub provider_uscc: String,
    /// The record.
    pub entry: Entry,
    /// One of [`STATES`].
    pub state: String,
    /// Why it is out of service.
    pub out_words: String,
    /// Whether everybody sees it.
    pub shown: bool,
    /// The rules in force; 0 for none yet.
    pub rules_number: i64,
    /// Counts changes.
    pub version: i64,
}

impl Instrument {
    /// Colour of the state's tag.
    pub fn tag(&self) -> &'static str {
        match self.state.as_str() {
            "offered" => "ok",
            "out" => "warn",
            _ => "neutral",
        }
    }

    /// Whether it can be booked at all.
    pub fn takes_bookings(&self) -> bool {
        self.shown && self.state == "offered" && self.rules_number > 0
    }

    /// Where it stands, in words.
    pub fn where_it_stands(&self) -> String {
        let division = codes::divisions::lookup(&self.entry.division).map_or("", |division| division.name);
        format!("{division}{}", self.entry.place)
    }
}

/// A hub through which an instrument is offered.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The hub.
    pub hub_id: Uuid,
    /// Its code.
    pub hub_code: String,
    /// Its name.
    pub hub_name: String,
    /// asked, approved, declined, ended; the end of `instruments-offer-…`.
    pub state: String,
    /// Why it was declined.
    pub words: String,
    /// When it was asked.
    pub asked_at: i64,
    /// Counts changes.
    pub version: i64,
}

impl Offer {
    /// Colour of the state's tag.
    pub fn tag(&self) -> &'static str {
        match self.state.as_str() {
            "approved" => "ok",
            "asked" => "warn",
            "declined" => "danger",
            _ => "neutral",
        }
    }
}
