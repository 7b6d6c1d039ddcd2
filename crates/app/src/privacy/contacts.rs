//! How a firm is reached about a need or an order: shown to who works for it, and recorded.

use db::Tx;
use uuid::Uuid;

use crate::access::Actor;
use crate::command::Command;
use crate::needs::{self, Need};
use crate::orders::{self, State};
use crate::people::reading::{self, Contact, Read};
use crate::web::{Error, Refusal};

fn of(need: Need) -> Contact {
    Contact { name: need.contact_name, phone: need.contact_phone, email: String::new() }
}

/// Whom the hub's staff call about a need.
///
/// # Errors
/// `NotFound` for who has nothing to do with it.
pub fn of_need(tx: &mut Tx, c: &mut Command, reference: &str) -> Result<Contact, Error> {
    let need = needs::by_reference(tx, reference)?;
    c.reach(&need.parties())?;
    reading::record(tx, c, read(need.hub_id, "need", need.id, reference, need.firm_id))?;
    Ok(of(need))
}

/// Whom the provider or the hub's staff call about an order. A provider, once the firm has accepted it, until it ends.
///
/// # Errors
/// `NotFound` for who has nothing to do with it; `Refused` while the provider has no work to do for the firm.
pub fn of_order(tx: &mut Tx, c: &mut Command, reference: &str) -> Result<Contact, Error> {
    let order = orders::by_reference(tx, reference)?;
    c.reach(&order.parties())?;
    if !may_call(&c.actor, order.state) {
        return Err(Refusal::new("privacy-no-work").into());
    }
    let need = needs::by_id(tx, order.hub_id, order.need_id)?;
    reading::record(tx, c, read(order.hub_id, "order", order.id, reference, order.firm_id))?;
    Ok(of(need))
}

/// Whether the state of an order is a reason for this actor to call its firm.
fn may_call(actor: &Actor, state: State) -> bool {
    actor.hub().is_some() || matches!(state, State::Accepted | State::InProgress | State::Delivered)
}

fn read<'a>(hub: Uuid, object: &'static str, id: Uuid, reference: &'a str, whose: Uuid) -> Read<'a> {
    Read { hub, object, id, reference, whose }
}
