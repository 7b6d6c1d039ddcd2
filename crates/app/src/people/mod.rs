//! People: their memberships, sessions, and the one-time links by which they come in.

mod commands;
mod store;

pub use commands::{Grant, NewPerson, add, grant, sign_in_link};
pub use store::{anybody, find_by_session, first_of, name_of};
