//! A plan: the services that together meet one need, with providers, prices, dependencies and dates, shown as a
//! train of containers. The hub composes it; the firm accepts all or some of it, or sends it back with a remark.
//! What the providers answer is told here by `orders`.

pub mod commands;
pub mod model;
pub mod pages;
mod store;

pub use commands::Replacement;
pub use commands::{
    close, decide, mark_asked, mark_proposed, record_answer, record_done, record_gone, record_order, record_replaced,
    record_runs,
};
pub use model::{Item, ItemState, Plan, PlanState, Span, before};
pub use store::{by_need, items, links};

#[cfg(test)]
mod tests;
