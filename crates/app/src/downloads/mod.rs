//! Handing out attached files. Stands above everything that files are attached to, because only what a file belongs to
//! knows who may have it.

pub mod pages;

use db::Tx;

use crate::access::{Parties, Who};
use crate::attachments::Attached;
use crate::web::Error;
use crate::{evaluations, measures, needs, orders};

/// Checks whether a file is in reach: who reaches what it is attached to, reaches it.
type Reach = fn(&mut Tx, &Who, &Attached) -> Result<(), Error>;

/// Kinds of objects that files are attached to, and whose those are. A delivery's files are the deliverables of the
/// service record, whose parties are those of the order.
const KINDS: [(&str, Reach); 11] = [
    ("draft", |tx, who, file| who.reach(&needs::draft_by_id(tx, file.object_id)?.parties())),
    ("need", reach_need),
    ("askback", reach_need),
    ("delivery", |tx, who, file| {
        let order = orders::by_delivery(tx, file.hub, file.object_id)?;
        who.reach(&order.parties())?;
        orders::agreeing::files_open(tx, who, &order)
    }),
    // Handed in later: as private as the contact, so not for providers.
    ("gap", |tx, who, file| who.reach(&needs::gaps::need_of(tx, file.hub, file.object_id)?.parties())),
    ("agreement", |tx, who, file| who.reach(&orders::agreeing::by_id(tx, file.hub, file.object_id)?.parties())),
    ("message", |tx, who, file| {
        let order = orders::messaging::order_of(tx, file.hub, file.object_id)?;
        who.reach(&order.parties())?;
        orders::agreeing::files_open(tx, who, &order)
    }),
    ("dispute", |tx, who, file| who.reach(&orders::disputing::order_of_entry(tx, file.hub, file.object_id)?.parties())),
    ("objection", evaluations::reach_objection),
    ("entry", |tx, who, file| who.reach(&measures::entries::by_id(tx, file.hub, file.object_id)?.parties())),
    ("rectification", |tx, who, file| {
        who.reach(&orders::rectifying::order_of_answer(tx, file.hub, file.object_id)?.parties())
    }),
];

fn reach_need(tx: &mut Tx, who: &Who, file: &Attached) -> Result<(), Error> {
    let need = needs::by_id(tx, file.hub, file.object_id)?;
    match who.actor.provider() {
        Some(provider) if orders::works_on(tx, &need, provider)? => {
            who.reach(&Parties { provider: Some(provider), ..need.parties() })?;
        }
        _ => needs::reach(tx, who, &need)?,
    }
    orders::agreeing::need_files_open(tx, who, need.hub_id, need.id)
}

/// Refuses unless the file is in reach.
///
/// # Errors
/// `NotFound`, also for a file that is attached to nothing known.
pub fn reach(tx: &mut Tx, who: &Who, file: &Attached) -> Result<(), Error> {
    let (_, reach) = KINDS.iter().find(|(kind, _)| *kind == file.object).ok_or(Error::NotFound)?;
    reach(tx, who, file)
}

#[cfg(test)]
mod tests;
