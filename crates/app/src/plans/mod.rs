//! A plan: the services that together meet one need, with providers, prices, dependencies and dates, shown as a
//! train of containers. The hub composes it; the firm accepts all or some of it, or sends it back with a remark.
//! What the providers answer is told here by `orders`.

pub mod calendar;
pub mod changes;
pub mod commands;
pub mod comparing;
mod drafting;
pub mod model;
pub mod pages;
pub mod slots;
mod store;
mod store_calendar;
mod store_changes;
mod store_comparing;
mod store_templates;
mod store_versions;
mod telling;
pub mod templates;
pub mod versions;

pub use commands::{booked, close, decide, mark_asked, mark_proposed};
pub use model::{Item, ItemState, Link, Plan, PlanState, Span, before};
pub use store::{by_need, items, links, offers, offers_of};
pub use telling::{
    Replacement, add_agreed, mark_changed, record_accepted, record_answer, record_done, record_gone, record_order,
    record_price, record_removed, record_replaced, record_runs,
};

#[cfg(test)]
mod tests;
