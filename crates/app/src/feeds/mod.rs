//! Calendars of bookings that other programs read (RFC 5545, RFC 7986): a person's own, those of an instrument for its owner,
//! those through a hub for its staff, each at a secret address that its maker can end.

mod making;
pub mod pages;
mod schemes;
mod store;
mod writing;

#[cfg(test)]
mod tests;
