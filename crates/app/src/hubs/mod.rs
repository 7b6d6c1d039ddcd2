//! A hub, its centers, and who and what it gathers: resident providers, carriers founded with universities, experts;
//! and the grades that were published for it.

mod checking;
mod commands;
mod experts;
mod listing;
pub mod model;
pub mod pages;

mod residing;
mod store;
mod store_experts;
mod store_lists;
mod store_residing;

pub use commands::{add_center, change, change_center, change_standing, create, name_publicly};
pub use experts::{add_expert, change_expert, propose as propose_profile, remove_expert};
pub use listing::{add_carrier, add_grade, change_carrier, change_grade, remove_carrier, remove_grade};
pub use model::{
    CENTER_KINDS, Carrier, Center, Expert, Experts, Filter, Graded, Hub, HubGrade, LEVELS, Listed, NewCarrier,
    NewCenter, NewHub, Profile, Residency, Resident, STAGES, Standing,
};
pub use residing::{add_residency, change_residency, remove_residency};
pub use store::{all, by_code, by_id, centers, count, count_by_division, list};
pub use store_experts::{expert_by_id, expert_of, experts, experts_called, experts_count};
pub use store_lists::{carriers, carriers_count, grades};
pub use store_residing::{
    Terms, begun_on, is_resident, provider_called, residencies, residencies_count, residency_by_id, resident_elsewhere,
    residents, residents_count,
};

#[cfg(test)]
mod tests;
