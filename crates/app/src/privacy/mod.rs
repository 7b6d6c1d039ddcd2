//! What people may ask about themselves: what is kept, a copy of it, to be erased; and reading how somebody is reached,
//! on demand and as an event.

pub mod contacts;
pub mod erasing;
pub mod kept;
pub mod pages;
mod store;
mod store_erasing;

#[cfg(test)]
mod tests;
