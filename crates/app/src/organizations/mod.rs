//! Organizations: anything with a 统一社会信用代码. A firm receives services, a provider gives them; one may be both.
//! Its owners answer for it: they admit people, keep its data and declare whom it is affiliated with.

pub mod admitting;
mod commands;
pub mod model;
pub mod pages;
mod store;

pub use commands::{correct, declare_affiliation, register, remove};
pub use model::{NewOrganization, Organization};
pub use store::{affiliated, by_id, by_uscc};

#[cfg(test)]
mod tests;
