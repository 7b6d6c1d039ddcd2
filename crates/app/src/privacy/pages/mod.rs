//! 我的数据, and whom to call.

mod contact;
mod data;
mod erase;

pub use contact::{of_member, of_need, of_order, of_request};
pub use data::{data, download};
pub use erase::{erase, erase_form};
