//! The service catalogue: an entry per service with its price, promise and providers.

mod functions;
mod store;

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use crate::command::{Command, Event};
use crate::hubs;
use crate::web::Error;

pub use functions::{Function, function, functions};
pub use store::{by_code, by_id, providers_of, published};

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
    /// Working days promised.
    pub promised_days: i64,
    /// Trips it needs: 0 or 1.
    pub trips: i64,
    /// draft, proposed, published, retired.
    pub state: String,
}

/// A provider of a service.
#[derive(Clone, Debug)]
pub struct ServiceProvider {
    /// The provider.
    pub organization_id: Uuid,
}

/// A provider to be entered with a service.
#[derive(Clone, Debug)]
pub struct NewProvider {
    /// The provider.
    pub organization_id: Uuid,
    /// Its own price in fen.
    pub price_fen: Option<i64>,
    /// CMA, CNAS and their scope.
    pub accreditation: String,
}

/// Something to be handed in for a service.
#[derive(Clone, Debug)]
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

/// A service to be entered.
#[derive(Clone, Debug)]
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
    /// free, fixed, range, quote.
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

/// Enters a service. A provider's own is proposed, and published by the hub.
///
/// # Errors
/// Of the database.
pub fn create(tx: &mut Tx, c: &mut Command, hub: Uuid, new: &NewService) -> Result<Uuid, Error> {
    let id = c.new_id();
    let code = format!("{}-{:03}", hubs::by_id(tx, hub)?.code, store::count(tx, hub)? + 1);
    let proposed_by = c.actor.provider();
    let state = if proposed_by.is_some() { "proposed" } else { "published" };
    store::insert(tx, hub, id, &code, state, proposed_by, new, c.now)?;
    for (position, material) in new.materials.iter().enumerate() {
        store::insert_material(tx, hub, id, position as i64 + 1, material)?;
    }
    for provider in &new.providers {
        store::insert_provider(tx, hub, id, provider)?;
    }
    let action = if proposed_by.is_some() { "service.proposed" } else { "service.published" };
    c.record(tx, Event { hub, action, object: "service", id, reference: &code }, json!({ "function": new.function }))?;
    Ok(id)
}
