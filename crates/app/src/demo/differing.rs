//! Where the two sides of an order do not agree yet: a change of the plan that waits for an answer, a dispute.

use db::Tx;
use jiff::civil::Date;

use super::material::material;
use super::story::{Stop, Telling};
use crate::orders::changing::{self, Proposal};
use crate::orders::disputing::{self, Said};
use crate::orders::{self, Order};
use crate::plans;
use crate::plans::changes::Wanted;

/// Working days that the provider asks for.
const DAYS: u32 = 3;

/// The provider proposes to deliver some days later.
pub(super) fn ask_for_days(t: &mut Telling, tx: &mut Tx, reference: &str) -> Result<(), Stop> {
    let order = orders::by_reference(tx, reference)?;
    let plan = plans::by_need(tx, order.hub_id, order.need_id)?;
    let (Some(plan), Some(wanted)) = (plan, later(t, &order)) else { return Ok(()) };
    let by = t.staff_of(order.provider_id)?;
    let reason = t.dice.word(&material().steps.laters).to_owned();
    let proposal = Proposal { wanted: vec![wanted], new: None, reason };
    changing::propose(tx, &mut t.command(by), &plan, &proposal, t.world.calendar)?;
    Ok(())
}

/// The same order with a later day; `None` where its days are not known.
fn later(t: &Telling, order: &Order) -> Option<Wanted> {
    let due: Date = order.due_on.as_ref()?.parse().ok()?;
    let fen = order.price_fen?;
    Some(Wanted {
        item: order.item_id,
        starts: order.starts_on.clone()?,
        ends: t.world.calendar.add(due, DAYS).ok()?.to_string(),
        price: format!("{}.{:02}", fen / 100, fen % 100),
        ..Wanted::default()
    })
}

/// The firm says what it disputes.
pub(super) fn dispute(t: &mut Telling, tx: &mut Tx, reference: &str) -> Result<(), Stop> {
    let order = orders::by_reference(tx, reference)?;
    let (person, words) = (t.somebody(), t.dice.word(&material().steps.disputes).to_owned());
    let said = Said { words, files: Vec::new() };
    disputing::open(tx, &mut t.command(person), &order, "quality", &said, t.world.calendar)?;
    Ok(())
}
