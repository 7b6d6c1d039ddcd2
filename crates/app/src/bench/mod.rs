//! Measurements of the product, each as a ratio in one run or against a promised limit: `yizhan bench NAME --json`,
//! called by `cargo xtask bench`.

pub mod client;
pub mod yard;
