//! A need: what a firm says once. It is said in a wizard or taken in by a clerk; the hub accepts it, asks back once, or
//! declines; a plan of services meets it.

pub mod answers;
pub mod assigning;
mod commands;
mod drafts;
pub mod duplicates;
pub mod gaps;
mod model;
pub mod pages;
pub mod parting;
pub mod passing;
pub mod pausing;
mod reading;
mod releasing;
mod routing;
pub mod rules;
mod store;
mod store_drafts;
mod store_gaps;
mod store_list;
mod store_offered;
mod store_passing;
mod store_pauses;
mod store_reading;
mod store_triage;
mod store_visits;
mod triage;
pub mod watching;

use db::Tx;
use uuid::Uuid;

use crate::access::{Parties, Who};
use crate::web::Error;

pub use commands::{NewNeed, Submitted, accept, booked, close, planned, submit};
pub use drafts::Draft;
pub use model::{Need, OrderSeen, Progress, Standing, State, Step, standing};
pub use store::{by_id, by_reference, hold, reference_of};
pub use store_drafts::by_id as draft_by_id;
pub use store_pauses::of as pauses_of;
pub use store_reading::progress;
pub use store_triage::staff;
pub use triage::{answer, ask_back, decline, withdraw};

/// Refuses unless the actor may see the need: its firm, its hub, the hub's officials and auditors, and providers as far
/// as the firm allows (resident ones, named ones, or none).
///
/// # Errors
/// `NotFound`: for who may not see it, it does not exist.
pub fn reach(tx: &mut Tx, who: &Who, need: &Need) -> Result<(), Error> {
    let provider = match who.actor.provider() {
        Some(provider) if sees(tx, who, need, provider)? => Some(provider),
        _ => None,
    };
    who.reach(&Parties { provider, ..need.parties() })
}

fn sees(tx: &mut Tx, who: &Who, need: &Need, provider: Uuid) -> Result<bool, Error> {
    match need.visibility.as_str() {
        "providers" => crate::hubs::is_resident(tx, need.hub_id, provider, &who.today().to_string()),
        "named" => Ok(store::named(tx, need.hub_id, need.id)?.iter().any(|(id, _)| *id == provider)),
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests;
