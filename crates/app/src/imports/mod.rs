//! Taking in the lists that people keep in Excel: organizations, services, experts, residencies.
//!
//! A file goes to the file store, is read in a limited child process, its columns are matched with fields by their
//! names, and each row is tried out: carried out by the commands of its slice, as if it had been typed, and undone at
//! once. What came of it is shown before anything is written. Writing carries the same rows out for good, and for a day
//! they can be undone. Reading, trying out, writing and undoing are jobs of some hundred rows each; a job's part is one
//! transaction, so that a restart goes on where it stopped and no row is done twice.

mod carrying;
pub mod child;
mod commands;
mod matching;
mod model;
pub mod pages;
mod reading;
mod refusing;
mod scheme;
mod steps;
mod store;
mod store_rows;
mod store_uses;
mod typing;
mod undoing;

pub use reading::JOB as READ;
pub use reading::read;
pub use steps::JOB as STEP;
pub use steps::step;

#[cfg(test)]
mod tests;
