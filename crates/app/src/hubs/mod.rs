//! A hub, its centers, and who is resident in it.

mod commands;
mod store;

use uuid::Uuid;

pub use commands::{NewCenter, NewHub, add_center, add_residency, create};
pub use store::{all, by_code, by_id, centers, is_resident, residents};

/// An industry innovation service hub.
#[derive(Clone, Debug)]
pub struct Hub {
    /// Id.
    pub id: Uuid,
    /// Three letters.
    pub code: String,
    /// Name.
    pub name: String,
    /// Industry in words.
    pub industry: String,
    /// GB/T 2260.
    pub division: String,
    /// city, province.
    pub level: String,
    /// Where to call.
    pub phone: String,
    /// Where notices go.
    pub email: String,
}

/// A department of a hub.
#[derive(Clone, Debug)]
pub struct Center {
    /// Id.
    pub id: Uuid,
    /// Kind: colour and pictogram of its container.
    pub kind: String,
    /// Name.
    pub name: String,
}

/// A provider resident in a hub.
#[derive(Clone, Debug)]
pub struct Resident {
    /// The provider.
    pub organization_id: Uuid,
    /// Its name.
    pub name: String,
}
