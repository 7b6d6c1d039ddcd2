//! The day's hall: a firm that must come books a time at a window; whoever walks in takes a number by a QR code, without an
//! account; the people at the windows call the next. Somebody who was served has made a trip: it is counted with the order
//! that it was for, by the same command as every other trip.

mod booking;
pub mod closings;
mod model;
pub mod pages;
mod queue;
mod store;
mod store_closings;
mod store_queue;
mod windows;

pub use model::{Appointment, Ticket, Window};
pub use windows::keep as keep_window;

#[cfg(test)]
mod tests;
