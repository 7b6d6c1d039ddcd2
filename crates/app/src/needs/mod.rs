//! A need: what a firm says once. The hub accepts it, and a plan of services meets it.

mod commands;
mod model;
mod store;

pub use commands::{NewNeed, Submitted, accept, close, planned, submit};
pub use model::{Need, State};
pub use store::{by_id, by_reference};
