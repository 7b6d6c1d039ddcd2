//! What a provider is asked to do, with as much of the need as each side may know.

use db::Tx;

use super::model::{Order, State};
use super::store;
use crate::access::Who;
use crate::attachments::{self, Attachment};
use crate::needs::{self, Need};
use crate::plans;
use crate::web::Error;

/// What an order is about.
pub struct AskedFor {
    /// The need's reference number.
    pub need: String,
    /// The need in the firm's words.
    pub words: String,
    /// About what product or material; may be empty.
    pub product: String,
    /// By when the firm wants it done.
    pub wanted_on: Option<String>,
    /// What the hub adds for this provider.
    pub note: String,
    /// Services that must be done before.
    pub after: Vec<String>,
    /// The need's files, as far as they may be seen.
    pub files: Vec<Attachment>,
}

/// What an order is about, for whoever asks; `None` where its item is gone.
///
/// # Errors
/// Of the database.
pub fn asked_for(tx: &mut Tx, who: &Who, order: &Order) -> Result<Option<AskedFor>, Error> {
    let need = needs::by_id(tx, order.hub_id, order.need_id)?;
    // A provider sees its own items only; of the others it is told which services come before, and nothing else.
    let (items, links) = tx.as_system(|tx| -> Result<_, Error> {
        Ok((plans::items(tx, order.hub_id, order.plan_id)?, plans::links(tx, order.hub_id, order.plan_id)?))
    })?;
    let Some(item) = items.iter().find(|item| item.id == order.item_id) else { return Ok(None) };
    let after = plans::before(&items, &links, item);
    let shown = who.actor.provider().is_none() || agreed(order) || needs::reach(tx, who, &need).is_ok();
    Ok(Some(AskedFor {
        files: if shown { attachments::of(tx, need.id)? } else { Vec::new() },
        need: need.reference,
        words: need.words,
        product: need.product,
        wanted_on: need.wanted_on,
        note: item.note.clone(),
        after: after.into_iter().map(str::to_owned).collect(),
    }))
}

/// Whether the firm has accepted this provider's work.
fn agreed(order: &Order) -> bool {
    matches!(order.state, State::Accepted | State::InProgress | State::Delivered | State::Confirmed)
}

/// Whether a provider works, or has worked, on a need: whom the firm accepted may have what belongs to it, however few
/// others may see it.
///
/// # Errors
/// Of the database.
pub fn works_on(tx: &mut Tx, need: &Need, provider: uuid::Uuid) -> Result<bool, Error> {
    let orders = store::of_plan(tx, need.hub_id, need.id)?;
    Ok(orders.iter().any(|order| order.provider_id == provider && agreed(order)))
}
