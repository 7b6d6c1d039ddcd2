//! People: their accounts, their memberships, how they sign in, and the one-time links by which they come in.

pub mod account;
mod commands;
pub mod contact;
pub mod factor;
pub mod links;
mod memberships;
pub mod pages;
pub mod password;
pub mod reset;
mod sessions;
mod store;
mod store_links;
mod store_sessions;
pub mod throttle;

pub use commands::{Grant, NewPerson, add, give, grant, sign_in_link};
pub use memberships::{Member, Place, end_membership, is_member, members, owners};
pub use sessions::{Browser, act_for, acting_through, find_by_session, see, start_session};
pub use store::{anybody, first_of, name_of};

#[cfg(test)]
mod tests;
