//! The service catalogue: what can be had at a hub, for whom, from whom, at what price and by when. The hub's staff
//! enter and publish services; a provider proposes its own, and changes of them, and the hub decides.

mod changes;
mod commands;
mod entry;
mod functions;
mod model;
pub mod pages;
mod rules;
mod store;
mod store_lists;
mod store_providers;
mod store_writes;

#[cfg(test)]
mod tests;

pub use changes::propose as propose_change;
pub use commands::{create, edit, propose_again, publish, retire, send_back};
pub use functions::{Function, function, functions};
pub use model::{Listed, NewMaterial, NewProvider, NewService, PRICE_KINDS, STATES, Service, ServiceProvider};
pub use store::{by_code, by_id, called, centers, entry_of, given_by, materials_of, providers_of, published};
pub use store_providers::{Provider, Residency, accreditations, provider, residencies};
