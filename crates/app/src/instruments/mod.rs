//! Shared instruments: their records, kept by their owners and offered through hubs; their rules as data; and their
//! bookings, of which no two of one instrument ever overlap. That is the database's doing, whoever writes the row.

mod booking;
mod booking_model;
mod changing;
mod commands;
mod delivering;
mod entry;
mod model;
pub mod pages;
mod refusing;
pub mod releasing;
mod rules_form;
mod ruling;
mod schemes;
mod sensing;
mod series;
mod store;
mod store_bookings;
mod store_free;
mod store_lists;
mod store_sensing;
mod store_trainings;
mod store_uses;
mod store_waits;
mod striking;
pub mod sweeping;
mod together;
mod trainings;
pub mod use_watching;
mod using;
pub mod waits;

#[cfg(test)]
mod tests;

pub use booking::{Filled, For, book, hold, next_free, release, rules_of};
pub use booking_model::{BOOKING_STATES, Booking, Wanted};
pub use changing::{cancel, decide, hand_over, move_to};
pub use commands::{ask, change, create, decide as decide_offer, end_offer, set_state};
pub use delivering::{Line, NewHandOver, deliver, for_order};
pub use model::{Entry, Instrument, Offer, SHARING, SOURCES, STATES};
pub use rules_form::set_rules;
pub use ruling::Rules;
pub use store::{by_code, by_id};
pub use store_bookings::booking_by_reference;
pub use store_lists::offer;
pub use striking::{appeal, decide as decide_appeal};
pub use trainings::{ask as ask_training, give as give_training, holds as training_holds};
pub use using::{arrive, begin, end, miss, state as state_use};
