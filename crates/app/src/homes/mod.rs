//! Homes: what a person sees first, by the role they act in. A firm and a provider see what is their turn, a hub's
//! staff their worklist, officials, auditors and administrators the figures of the hubs in reach. Nothing is kept here:
//! everything is read from the slices below.

pub mod pages;
mod store;
mod store_views;
mod store_week;
mod store_worklist;
pub mod views;
mod week;
mod worklist;

#[cfg(test)]
mod tests;
