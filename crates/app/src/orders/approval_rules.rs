//! Which of an organization's acts need approval inside its house: its owner says from which amount a provider's quotes,
//! or a firm's acceptances of a plan and its confirmations of a delivery, need it, and who approves in which order.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::approving::Kind;
use super::commands::person;
use super::store_approving;
use crate::access::Actor;
use crate::command::{Command, Event};
use crate::people;
use crate::web::{Error, FormErrors, Refusal};

/// Most people who approve one after the other.
pub const MOST_STEPS: usize = 3;

/// What an organization wants approved.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Id.
    pub id: Uuid,
    /// Amounts above this one, in fen.
    pub above_fen: i64,
    /// Who approves, in this order.
    pub steps: Vec<Uuid>,
}

/// What somebody acts for and what of it may need approval.
pub fn kinds_of(actor: &Actor) -> Option<(Uuid, &'static [Kind])> {
    match (actor.provider(), actor.firm()) {
        (Some(provider), _) => Some((provider, &[Kind::Quote])),
        (_, Some(firm)) => Some((firm, &[Kind::Accept, Kind::Confirm])),
        _ => None,
    }
}

/// What an organization wants approved, if anything.
///
/// # Errors
/// Of the database.
pub fn rule(tx: &mut Tx, organization: Uuid, kind: Kind) -> Result<Option<Rule>, Error> {
    store_approving::rule(tx, organization, kind)
}

/// The owner sets what needs approval; without steps nothing does any more.
///
/// # Errors
/// `Forbidden` for a kind that is not the organization's; `Invalid` for an amount below zero, too many steps, somebody
/// twice or somebody who is not of the organization.
pub fn set_rule(tx: &mut Tx, c: &mut Command, kind: Kind, above_fen: i64, steps: &[Uuid]) -> Result<(), Error> {
    let (organization, kinds) = kinds_of(&c.actor).ok_or(Error::Forbidden)?;
    if !kinds.contains(&kind) {
        return Err(Error::Forbidden);
    }
    let mut errors = FormErrors::none();
    if above_fen < 0 {
        errors.add("above", Refusal::new("orders-price-wrong"));
    }
    let twice = steps.iter().enumerate().any(|(at, one)| steps[..at].contains(one));
    if twice || steps.len() > MOST_STEPS {
        errors.add("step1", Refusal::new("orders-approval-twice"));
    }
    for (at, one) in steps.iter().enumerate() {
        if !people::is_member(tx, organization, *one)? {
            errors.add(["step1", "step2", "step3"][at.min(2)], Refusal::new("orders-approval-who"));
        }
    }
    errors.finish()?;
    store_approving::end_rule(tx, organization, kind, c.now)?;
    if !steps.is_empty() {
        let (id, by) = (c.new_id(), person(c)?);
        let rule = Rule { id, above_fen, steps: steps.to_vec() };
        store_approving::insert_rule(tx, organization, kind, &rule, by, c.now)?;
    }
    let event = Event {
        hub: Uuid::nil(),
        action: "organization.approvals-set",
        object: "organization",
        id: organization,
        reference: "",
    };
    c.record(tx, event, json!({ "kind": kind.code(), "above_fen": above_fen, "steps": steps }))?;
    Ok(())
}

/// Who approves an amount of the organization acted for; `None` when nobody has to.
///
/// # Errors
/// Of the database.
pub fn needed(tx: &mut Tx, actor: &Actor, kind: Kind, amount_fen: i64) -> Result<Option<Rule>, Error> {
    let Some((organization, _)) = kinds_of(actor).filter(|(_, own)| own.contains(&kind)) else { return Ok(None) };
    Ok(rule(tx, organization, kind)?.filter(|rule| amount_fen > rule.above_fen))
}
