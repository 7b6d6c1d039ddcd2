//! Approvals inside an organization that asks for them (`approval_rules.rs`). What somebody sends above the amount of the
//! rule waits; each of the named people approves in turn, and with the last one it goes out as it was written. Nobody
//! approves their own: who is named cannot ask. It is the organization's own affair: no other party sees it.

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::approval_rules::Rule;
use super::commands::{self, WORDS, person};
use super::model::{Order, State, Step};
use super::{offering, store, store_approving};
use crate::access::Parties;
use crate::command::{Command, Event};
use crate::needs;
use crate::needs::Need;
use crate::plans::model::states;
use crate::plans::{self, Plan};
use crate::web::{Error, FormErrors, Refusal};

states! {
    /// What needs approval.
    Kind {
        /// A provider's quote.
        Quote = "quote",
        /// A firm's acceptance of a plan.
        Accept = "accept",
        /// A firm's confirmation of a delivery.
        Confirm = "confirm",
    }
}

/// What goes out once it is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Price in fen, working days, words.
    Quote(i64, i64, String),
    /// The items chosen, of the plan in this version.
    Accept(Vec<Uuid>, i64),
    /// A delivery, and what is said of it.
    Confirm(Confirmation),
}

/// A confirmation as somebody of the firm wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The delivery: another one needs another approval.
    pub delivery: Uuid,
    /// Its number.
    pub number: i64,
    /// The level of the rating.
    pub level: i64,
    /// All that was said, as the service record's slice keeps it.
    pub said: serde_json::Value,
}

/// Something that waits for approval, or did.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Hub of what it is about.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// Whose it is.
    pub organization: Uuid,
    /// What is to be approved.
    pub kind: Kind,
    /// The order of a quote or a confirmation, the need of an acceptance.
    pub object_id: Uuid,
    /// Its reference number.
    pub reference: String,
    /// The service, or the need's words.
    pub about: String,
    /// In fen.
    pub amount_fen: i64,
    /// What goes out.
    pub content: Content,
    /// Who approves, in this order.
    pub steps: Vec<Uuid>,
    /// Whose turn it is, from 0.
    pub step: i64,
    /// The person of that step.
    pub approver: Uuid,
    /// Their name.
    pub approver_name: String,
    /// Who asked.
    pub asked_by: Uuid,
    /// Their name then.
    pub asked_name: String,
    /// Milliseconds UTC.
    pub asked_at: i64,
    /// waiting, approved, refused, withdrawn.
    pub state: String,
    /// What was decided, the first step first.
    pub decisions: Vec<Decision>,
}

impl Approval {
    /// Whose rows these are.
    pub fn parties(&self) -> Parties {
        Parties { hub: None, firm: Some(self.organization), provider: Some(self.organization) }
    }

    /// Where what it is about is seen.
    pub fn url(&self) -> String {
        match self.kind {
            Kind::Quote | Kind::Confirm => format!("/orders/{}", self.reference),
            Kind::Accept => format!("/needs/{}/plan", self.reference),
        }
    }
}

/// What one of the steps came to.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Who.
    pub name: String,
    /// yes or no.
    pub decision: String,
    /// Why.
    pub words: String,
    /// Milliseconds UTC.
    pub at: i64,
}

/// A quote that waits for its approval.
///
/// # Errors
/// As [`commands::quote`]; `Refused` when one waits already, or for one of those who approve.
pub fn ask_quote(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    rule: &Rule,
    (price_fen, days, words): (i64, i64, &str),
) -> Result<(), Error> {
    commands::check_quote(tx, order, price_fen, days)?;
    let words: String = words.chars().take(WORDS).collect();
    let asked = Asked {
        hub: order.hub_id,
        organization: order.provider_id,
        kind: Kind::Quote,
        object: order.id,
        reference: &order.reference,
        about: &order.service_name,
        amount_fen: price_fen,
    };
    ask(tx, c, rule, &asked, Content::Quote(price_fen, days, words))
}

/// An acceptance that waits for its approval.
///
/// # Errors
/// `Refused` when one waits already, or for one of those who approve.
pub fn ask_acceptance(
    tx: &mut Tx,
    c: &mut Command,
    need: &Need,
    plan: &Plan,
    rule: &Rule,
    (chosen, amount_fen): (&[Uuid], i64),
) -> Result<(), Error> {
    let about: String = need.words.chars().take(60).collect();
    let asked = Asked {
        hub: need.hub_id,
        organization: need.firm_id,
        kind: Kind::Accept,
        object: need.id,
        reference: &need.reference,
        about: &about,
        amount_fen,
    };
    ask(tx, c, rule, &asked, Content::Accept(chosen.to_vec(), plan.version))
}

/// A confirmation that waits for its approval.
///
/// # Errors
/// `Refused` when one waits already, when the order is not delivered, or for one of those who approve.
pub fn ask_confirmation(
    tx: &mut Tx,
    c: &mut Command,
    order: &Order,
    rule: &Rule,
    (amount_fen, confirmation): (i64, Confirmation),
) -> Result<(), Error> {
    order.step(Step::Confirm)?;
    let asked = Asked {
        hub: order.hub_id,
        organization: order.firm_id,
        kind: Kind::Confirm,
        object: order.id,
        reference: &order.reference,
        about: &order.service_name,
        amount_fen,
    };
    ask(tx, c, rule, &asked, Content::Confirm(confirmation))
}

/// What is asked for.
struct Asked<'a> {
    hub: Uuid,
    organization: Uuid,
    kind: Kind,
    object: Uuid,
    reference: &'a str,
    about: &'a str,
    amount_fen: i64,
}

fn ask(tx: &mut Tx, c: &mut Command, rule: &Rule, asked: &Asked, content: Content) -> Result<(), Error> {
    let own = person(c)?;
    if rule.steps.contains(&own) {
        return Err(Refusal::new("orders-approval-own").into());
    }
    let approver = *rule.steps.first().ok_or(Error::Conflict)?;
    let approval = Approval {
        hub_id: asked.hub,
        id: c.new_id(),
        organization: asked.organization,
        kind: asked.kind,
        object_id: asked.object,
        reference: asked.reference.to_owned(),
        about: asked.about.to_owned(),
        amount_fen: asked.amount_fen,
        content,
        steps: rule.steps.clone(),
        step: 0,
        approver,
        approver_name: String::new(),
        asked_by: own,
        asked_name: c.actor.person().map(|person| person.name.clone()).unwrap_or_default(),
        asked_at: c.now,
        state: "waiting".into(),
        decisions: Vec::new(),
    };
    store_approving::insert(tx, &approval)?;
    record(tx, c, &approval, "approval.asked", json!({ "amount_fen": asked.amount_fen, "mentioned": [approver] }))
}

fn record(
    tx: &mut Tx,
    c: &mut Command,
    approval: &Approval,
    action: &'static str,
    mut data: serde_json::Value,
) -> Result<(), Error> {
    let object = if approval.kind == Kind::Accept { "need" } else { "order" };
    data[object] = json!(approval.object_id);
    data["kind"] = json!(approval.kind.code());
    let (id, reference) = (approval.id, approval.reference.as_str());
    c.record(tx, Event { hub: approval.hub_id, action, object: "approval", id, reference }, data)?;
    Ok(())
}

/// One of those who approve decides in turn. With the last yes, what waited goes out; a confirmation, which belongs to
/// the service record, is given back to be carried out in the same transaction.
///
/// # Errors
/// `Invalid` for a no without words; `Refused` out of turn, or when what waited cannot go out any more.
pub fn decide(
    tx: &mut Tx,
    c: &mut Command,
    approval: &Approval,
    yes: bool,
    words: &str,
    calendar: &Calendar,
) -> Result<Option<(Order, Confirmation)>, Error> {
    let own = person(c)?;
    if approval.state != "waiting" || approval.approver != own || approval.asked_by == own {
        return Err(Refusal::new("orders-approval-not-yours").into());
    }
    if !yes && words.is_empty() {
        return Err(FormErrors::one("words", Refusal::new("orders-say-why")).into());
    }
    let words: String = words.chars().take(WORDS).collect();
    let name = c.actor.person().map(|person| person.name.clone()).unwrap_or_default();
    let decision = Decision { name, decision: if yes { "yes" } else { "no" }.into(), words, at: c.now };
    store_approving::insert_decision(tx, approval, own, &decision)?;
    let step = json!({ "step": approval.step + 1, "words": decision.words, "told": [approval.asked_by] });
    if !yes {
        store_approving::move_on(tx, approval, approval.step, own, "refused", Some(c.now))?;
        record(tx, c, approval, "approval.refused", step)?;
        return Ok(None);
    }
    let next = usize::try_from(approval.step + 1).ok().and_then(|next| approval.steps.get(next));
    if let Some(next) = next {
        store_approving::move_on(tx, approval, approval.step + 1, *next, "waiting", None)?;
        let data = json!({ "step": approval.step + 1, "words": decision.words, "mentioned": [next] });
        record(tx, c, approval, "approval.passed", data)?;
        return Ok(None);
    }
    store_approving::move_on(tx, approval, approval.step, own, "approved", Some(c.now))?;
    record(tx, c, approval, "approval.approved", step)?;
    go_out(tx, c, approval, calendar)
}

fn go_out(
    tx: &mut Tx,
    c: &mut Command,
    approval: &Approval,
    calendar: &Calendar,
) -> Result<Option<(Order, Confirmation)>, Error> {
    match &approval.content {
        Content::Quote(price_fen, days, words) => {
            let order = store::by_id(tx, approval.hub_id, approval.object_id)?;
            commands::quote(tx, c, order, *price_fen, *days, words, calendar)?;
        }
        Content::Accept(chosen, version) => {
            let need = needs::by_id(tx, approval.hub_id, approval.object_id)?;
            let plan = plans::by_need(tx, need.hub_id, need.id)?.filter(|plan| plan.version == *version);
            let plan = plan.ok_or_else(|| Refusal::new("orders-approval-stale"))?;
            offering::accept(tx, c, &plan, chosen, calendar)?;
        }
        Content::Confirm(confirmation) => {
            let order = store::by_id(tx, approval.hub_id, approval.object_id)?;
            let last = store::deliveries(tx, order.hub_id, order.id)?.pop().map(|delivery| delivery.id);
            if order.state != State::Delivered || last != Some(confirmation.delivery) {
                return Err(Refusal::new("orders-approval-other-delivery").into());
            }
            return Ok(Some((order, confirmation.clone())));
        }
    }
    Ok(None)
}

/// Whoever asked takes it back.
///
/// # Errors
/// `Refused` for somebody else, or when it was decided.
pub fn withdraw(tx: &mut Tx, c: &mut Command, approval: &Approval) -> Result<(), Error> {
    if approval.state != "waiting" || approval.asked_by != person(c)? {
        return Err(Refusal::new("orders-approval-not-yours").into());
    }
    store_approving::move_on(tx, approval, approval.step, approval.approver, "withdrawn", Some(c.now))?;
    record(tx, c, approval, "approval.withdrawn", json!({}))
}

/// The approval with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Approval, Error> {
    store_approving::by_id(tx, id)
}

/// What of an organization waits or waited for approval, the newest first, with its decisions; only what waits for
/// this person, where one is given.
///
/// # Errors
/// Of the database.
pub fn list(
    tx: &mut Tx,
    organization: Uuid,
    waiting_for: Option<Uuid>,
    offset: i64,
    rows: i64,
) -> Result<(Vec<Approval>, i64), Error> {
    let (mut all, total) = store_approving::list(tx, organization, waiting_for, offset, rows)?;
    for approval in &mut all {
        approval.decisions = store_approving::decisions(tx, approval)?;
    }
    Ok((all, total))
}

/// Whether something about an order or a need waits for an approval of this organization.
///
/// # Errors
/// Of the database.
pub fn is_waiting(tx: &mut Tx, organization: Uuid, object: Uuid) -> Result<bool, Error> {
    store_approving::is_waiting(tx, organization, object)
}
