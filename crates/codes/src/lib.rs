//! National codes and classes, and the reference numbers that people read to each other.
//!
//! A pure leaf: no clock, no randomness, no input or output. Tables are embedded; `data/README.md` says where each
//! comes from.
//!
//! - [`uscc`]: the unified social credit code of an organization (GB 32100-2015)
//! - [`divisions`]: provinces, cities and counties (GB/T 2260)
//! - [`industries`]: the industry classification (GB/T 4754-2017)
//! - [`size`]: large, medium, small and micro firms (工信部联企业〔2011〕300号)
//! - [`reference`](mod@reference): numbers such as `LCX26-7K3F9Q-0`
//! - [`text`]: what tidies typed codes before they are read

pub mod divisions;
pub mod industries;
pub mod reference;
pub mod size;
pub mod text;
mod tree;
pub mod uscc;

pub use reference::{Reference, ReferenceError};
pub use size::SizeClass;
pub use tree::Entry;
pub use uscc::{Uscc, UsccError};
