//! An order: one provider's work on one service for one firm, from the offer to the confirmation. Its parties are
//! kept as they were, because an order is evidence. Confirming it belongs to `records`, which writes the service
//! record in the same transaction.

pub mod agreeing;
pub mod approval_rules;
pub mod approving;
mod asked;
pub mod calling_off;
pub mod chain;
pub mod changing;
mod columns;
pub mod commands;
pub mod direct;
pub mod disputing;
pub mod messaging;
pub mod model;
pub mod offering;
pub mod pages;
mod pausing;
pub mod rating;
pub mod reassigning;
pub mod rectifying;
pub mod reminding;
pub mod settling;
mod store;
mod store_agreeing;
mod store_approving;
mod store_chain;
mod store_disputes;
mod store_list;
mod store_messages;
mod store_rating;
mod store_reassigning;
mod store_reminders;
mod store_watching;
pub mod watching;

pub use asked::works_on;
pub use commands::last_delivery;
pub use model::{Delivery, Order, State};
pub use store::{by_delivery, by_id, by_reference, deliveries, trips};

#[cfg(test)]
mod tests;
