//! The yearly evaluation: a round is opened, hubs hand in, the data are frozen at a checkpoint, experts and call-backs add
//! what no record can know, the result is reckoned, put up for objections, published by two people and packed so that anyone
//! can reckon it again.

mod archive;
mod checking;
mod deciding;
mod dossier;
mod figures;
mod freezing;
mod model;
mod objecting;
mod opening;
pub mod pages;
mod reviewing;
mod rules;
mod sampling;
mod shipped;
mod signals;
mod store;
mod store_objections;
mod store_reviews;
mod store_sample;
mod store_signals;
mod tar;
mod trying;
mod verifying;

pub use archive::pack;
pub use checking::{check, submit};
pub use deciding::{draft, notice, publish};
pub use freezing::freeze;
pub use model::{Objection, Round, RoundHub, State};
pub use objecting::{Answer, Said, answer, make as object};
pub use opening::{New, open};
pub use reviewing::{assign, call, close as close_review, give};
pub use store::by_code;
pub use verifying::verify;

use db::Tx;

use crate::access::{Parties, Who};
use crate::attachments::Attached;
use crate::web::Error;

/// Whether an objection's file is in reach: of who made it, of the hub that it is about, of who runs the round.
///
/// # Errors
/// `NotFound`.
pub fn reach_objection(tx: &mut Tx, who: &Who, file: &Attached) -> Result<(), Error> {
    let objection = tx.as_system(|tx| store_objections::by_id(tx, file.hub, file.object_id))?;
    let own = who.actor.person().is_some_and(|person| person.id == objection.person_id);
    who.reach(&Parties { hub: Some(file.hub), ..Parties::default() }).or(if own {
        Ok(())
    } else {
        Err(Error::NotFound)
    })
}

#[cfg(test)]
mod tests;
