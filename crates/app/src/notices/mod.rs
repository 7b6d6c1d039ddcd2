//! Notices: what people are told of what happened, in the app and by e-mail. The slice follows the stream of events;
//! no command calls it. What is told to whom is the table in `kinds.rs`.

mod figures;
pub mod following;
pub mod kinds;
pub mod letters;
pub mod pages;
pub mod preferences;
mod store;
mod store_facts;
mod store_readers;

pub use following::{catch_up, follow, forget};
pub use letters::send;
pub use store::{title, unread};

#[cfg(test)]
mod tests;
