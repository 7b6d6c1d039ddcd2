//! People: their accounts, their memberships, how they sign in, and the one-time links by which they come in.

pub mod account;
mod commands;
pub mod contact;
pub mod erasing;
pub mod factor;
pub mod factor_reset;
pub mod links;
pub mod mailbox;
mod memberships;
pub mod pages;
pub mod password;
pub mod reading;
pub mod reset;
mod sessions;
mod store;
mod store_erasing;
mod store_links;
mod store_sessions;
pub mod sweeping;
pub mod throttle;

pub use commands::{Grant, NewPerson, add, give, grant, sign_in_link};
pub use memberships::{Member, Place, end_membership, is_member, members, owners};
pub use sessions::{Browser, act_for, acting_through, find_by_session, see, start_session};
pub use store::{Account, anybody, by_id as account_of, contact_of, first_of, language_for, language_of, name_of};

#[cfg(test)]
mod tests;
