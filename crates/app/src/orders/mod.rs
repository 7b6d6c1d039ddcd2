//! An order: one provider's work on one service for one firm, from the offer to the confirmation. Its parties are
//! kept as they were, because an order is evidence. Confirming it belongs to `records`, which writes the service
//! record in the same transaction.

mod asked;
pub mod calling_off;
pub mod changing;
mod columns;
pub mod commands;
pub mod model;
pub mod offering;
pub mod pages;
pub mod rating;
mod store;
mod store_list;

pub use asked::works_on;
pub use commands::last_delivery;
pub use model::{Delivery, Order, State};
pub use store::{by_delivery, by_id, by_reference, deliveries, trips};

#[cfg(test)]
mod tests;
