//! What every page needs: who asks, forms, errors, messages, the shell. Names no slice.

mod address;
pub mod assets;
pub mod cartogram;
pub mod charts;
mod context;
mod error;
pub mod export;
mod form;
pub mod guard;
pub mod ics;
pub mod languages;
pub mod lists;
pub mod log;
pub mod masking;
pub mod messages;
pub mod multiples;
mod page;
pub mod qr;
mod store;
pub mod train;
pub mod words;

pub use context::{Ctx, Done};
pub use error::{Error, Refusal, Told, one_row};
pub use form::{FieldError, Form, FormErrors, Upload};
pub use page::{NavItem, Page, ShellPerson};
pub use store::forget_sent;

/// What a handler gives back.
pub type Reply = Result<axum::response::Response, Error>;
