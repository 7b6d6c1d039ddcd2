//! A service record: one confirmed service, written in the transaction of its confirmation, a leaf of its hub's
//! append-only log. 家 counts distinct firms, 家次 counts records. A record is never changed: a correction is a new
//! record that points to the old one.

pub mod actions;
mod columns;
pub mod confirming;
pub mod counting;
mod filter;
pub mod log;
pub mod model;
pub mod pages;
mod period;
pub mod rollups;
pub mod standing;
mod store;
mod store_list;
mod store_log;
mod store_standing;

pub use filter::{Filter, Of};
pub use log::sequence;
pub use model::{Figures, Record, Worth};
pub use period::Period;
pub use store::{by_reference, of_order};
pub use store_list::{by_center, by_hub, by_hub_and_month, by_month, count, list, sums, worth_by_month};

#[cfg(test)]
mod tests;
