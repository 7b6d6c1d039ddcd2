//! A service record: one confirmed service, written in the transaction of its confirmation, a leaf of its hub's
//! append-only log. 家 counts distinct firms, 家次 counts records. A record is never changed: a correction is a new
//! record that points to the old one.

pub mod confirming;
pub mod counting;
pub mod log;
pub mod model;
pub mod pages;
mod store;
mod store_log;

pub use log::sequence;
pub use model::{Figures, Record};
pub use store::{by_reference, figures, figures_by_month, of_order};

#[cfg(test)]
mod tests;
