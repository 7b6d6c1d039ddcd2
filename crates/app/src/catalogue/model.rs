//! What an entry of the catalogue holds.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a price is set, as stored and as the end of the message key `catalogue-price-…`.
// keys: catalogue-price-*
pub const PRICE_KINDS: [&str; 4] = ["free", "fixed", "range", "quote"];
/// Where an entry stands, as stored and as the end of `catalogue-state-…`: a draft was sent back to its provider, a
/// proposal waits for the hub.
// keys: catalogue-state-*
pub const STATES: [&str; 4] = ["proposed", "published", "draft", "retired"];

/// A catalogue entry.
#[derive(Clone, Debug)]
pub struct Service {
    /// Hub.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// Code, stands in its address.
    pub code: String,
    /// Center.
    pub center_id: Uuid,
    /// Kind of the center.
    pub center_kind: String,
    /// Function it counts under.
    pub function: String,
    /// Name.
    pub name: String,
    /// What one gets.
    pub outcome: String,
    /// Who may ask.
    pub audience: String,
    /// One of [`PRICE_KINDS`].
    pub price_kind: String,
    /// The fixed price, or the lowest of a range, in fen.
    pub price_from_fen: Option<i64>,
    /// The highest of a range, in fen.
    pub price_to_fen: Option<i64>,
    /// Per what.
    pub price_unit: String,
    /// Working days promised.
    pub promised_days: i64,
    /// Working days by statute.
    pub statutory_days: Option<i64>,
    /// Trips it needs: 0 or 1.
    pub trips: i64,
    /// One of [`STATES`].
    pub state: String,
    /// The provider that proposed it, if one did.
    pub proposed_by: Option<Uuid>,
    /// Why the hub sent the proposal back.
    pub returned_words: String,
    /// Counts changes.
    pub version: i64,
}

impl Service {
    /// The message that says how often one must come.
    pub fn trips_key(&self) -> &'static str {
        if self.trips == 0 { "catalogue-trips-0" } else { "catalogue-trips-1" }
    }

    /// The official word of its function.
    pub fn function_name(&self) -> &'static str {
        super::function(&self.function).map_or("", |function| function.name.as_str())
    }

    /// Colour of the state's tag.
    pub fn tag(&self) -> &'static str {
        match self.state.as_str() {
            "published" => "ok",
            "proposed" => "warn",
            "draft" => "danger",
            _ => "neutral",
        }
    }
}

/// A service with the hub and center it is had at.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The service.
    pub service: Service,
    /// Code of its hub.
    pub hub_code: String,
    /// Name of its hub.
    pub hub_name: String,
    /// Whether the hub is none any more.
    pub hub_removed: bool,
    /// Name of its center.
    pub center_name: String,
}

/// A provider of a service.
#[derive(Clone, Debug)]
pub struct ServiceProvider {
    /// The provider.
    pub organization_id: Uuid,
    /// Its USCC, stands in the address of its page.
    pub uscc: String,
    /// Its name.
    pub name: String,
    /// Its own price in fen, when it differs from the service's.
    pub price_fen: Option<i64>,
    /// CMA, CNAS and their scope.
    pub accreditation: String,
}

/// A provider as it is entered with a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProvider {
    /// The provider.
    pub organization_id: Uuid,
    /// Its own price in fen.
    pub price_fen: Option<i64>,
    /// CMA, CNAS and their scope.
    pub accreditation: String,
}

/// Something to be handed in for a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMaterial {
    /// Name.
    pub name: String,
    /// Needed, or optional.
    pub needed: bool,
    /// Formats in words.
    pub formats: String,
    /// May be handed in later (容缺).
    pub may_follow: bool,
}

/// A service as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewService {
    /// Center.
    pub center_id: Uuid,
    /// Function it counts under.
    pub function: String,
    /// Name.
    pub name: String,
    /// What one gets.
    pub outcome: String,
    /// Who may ask.
    pub audience: String,
    /// One of [`PRICE_KINDS`].
    pub price_kind: String,
    /// In fen.
    pub price_from_fen: Option<i64>,
    /// In fen.
    pub price_to_fen: Option<i64>,
    /// Per what.
    pub price_unit: String,
    /// Working days promised.
    pub promised_days: i64,
    /// Working days by statute.
    pub statutory_days: Option<i64>,
    /// 0 or 1.
    pub trips: i64,
    /// What to hand in.
    pub materials: Vec<NewMaterial>,
    /// Who gives it.
    pub providers: Vec<NewProvider>,
}

impl NewService {
    /// The names of the fields in which `other` differs.
    pub fn differs(&self, other: &NewService) -> Vec<&'static str> {
        let price = |entry: &NewService| {
            (entry.price_kind.clone(), entry.price_from_fen, entry.price_to_fen, entry.price_unit.clone())
        };
        let fields = [
            ("center", self.center_id != other.center_id),
            ("function", self.function != other.function),
            ("name", self.name != other.name),
            ("outcome", self.outcome != other.outcome),
            ("audience", self.audience != other.audience),
            ("price", price(self) != price(other)),
            ("promised_days", self.promised_days != other.promised_days),
            ("statutory_days", self.statutory_days != other.statutory_days),
            ("trips", self.trips != other.trips),
            ("materials", self.materials != other.materials),
            ("providers", self.providers != other.providers),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }
}

/// A provider's change of a published service.
#[derive(Clone, Debug)]
pub struct Change {
    /// The hub.
    pub hub_id: Uuid,
    /// The service.
    pub service_id: Uuid,
    /// Its code.
    pub service_code: String,
    /// Its name.
    pub service_name: String,
    /// The provider.
    pub organization_id: Uuid,
    /// Its USCC.
    pub provider_uscc: String,
    /// Its name.
    pub provider_name: String,
    /// Version of the service that the provider saw.
    pub service_version: i64,
    /// As it should read.
    pub entry: NewService,
    /// When it was proposed.
    pub proposed_at: i64,
    /// Why the hub sent it back; empty while it waits.
    pub returned_words: String,
}
