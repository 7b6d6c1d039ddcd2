//! The pages of the hall: for firms that book, for the people at the windows, for the manager, and in public.

pub mod booking;
pub mod closings;
pub mod desk;
pub mod public;
pub mod windows;

use crate::access::{Parties, Who};
use crate::web::Error;
use uuid::Uuid;

/// The hub worked for.
fn own_hub(who: &Who) -> Result<Uuid, Error> {
    let hub = who.actor.hub().ok_or(Error::NotFound)?;
    who.reach(&Parties { hub: Some(hub), ..Parties::default() })?;
    Ok(hub)
}
