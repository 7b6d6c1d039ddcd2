//! Registering an organization, and the page of who answers for one.

mod factor;
mod own;
mod register;

pub use factor::{factor_form, factor_reset};
pub use own::{affiliate, change, change_form, decide, end, invite, own, revoke, save_members};
pub use register::{done, register, register_form, waiting};
