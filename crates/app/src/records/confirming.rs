//! The confirmation: the firm says that the service was given. In one transaction the order is confirmed, rated if
//! the firm rates, and the service record written.

use db::Tx;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use workdays::Calendar;

use super::counting::{self, Facts};
use super::model::{Deliverable, Record};
use super::{rollups, store};
use crate::app::day_of;
use crate::attachments;
use crate::command::{Command, Event};
use crate::hubs;
use crate::orders::approval_rules;
use crate::orders::approving::{self, Confirmation, Kind};
use crate::orders::rating::{self, NewRating};
use crate::orders::{self, Order};
use crate::organizations;
use crate::web::{Error, FormErrors, Refusal};

/// What a firm may say it gained.
pub const BENEFITS: [&str; 3] = ["revenue", "cost", "time"];

/// Most days that a service may have saved: ten years.
const MOST_DAYS: i64 = 3650;

/// What the firm says when it confirms.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Said {
    /// Its rating; silence is allowed here, but not for the confirmation itself.
    pub rating: Option<NewRating>,
    /// Empty, or one of [`BENEFITS`].
    pub benefit: String,
    /// Revenue or cost, in fen.
    pub benefit_fen: Option<i64>,
    /// Time, in days.
    pub benefit_days: Option<i64>,
    /// How it was measured.
    pub benefit_how: String,
}

/// Confirms an order, or asks for the approval that the firm's owner wants for it. Gives the reference number of the service
/// record; `None` while the approval waits.
///
/// # Errors
/// As [`confirm`]; `Refused` when an approval waits already, or for one of those who approve.
pub fn confirm_or_ask(
    tx: &mut Tx,
    c: &mut Command,
    order: Order,
    said: &Said,
    calendar: &Calendar,
) -> Result<Option<String>, Error> {
    let Some((delivery, _)) = orders::last_delivery(tx, &order)? else {
        return confirm(tx, c, order, said, calendar).map(Some);
    };
    let Some(rule) = approval_rules::needed(tx, &c.actor, Kind::Confirm, delivery.price_fen)? else {
        return confirm(tx, c, order, said, calendar).map(Some);
    };
    check_benefit(said)?;
    if let Some(rating) = &said.rating {
        rating::check(rating)?;
    }
    let confirmation = Confirmation {
        delivery: delivery.id,
        number: delivery.number,
        level: said.rating.as_ref().map_or(0, |rating| rating.level),
        said: serde_json::to_value(said).map_err(Error::internal)?,
    };
    approving::ask_confirmation(tx, c, &order, &rule, (delivery.price_fen, confirmation))?;
    Ok(None)
}

/// What was approved is confirmed as it was written, in the name of who approved last. Gives the reference number of the
/// service record.
///
/// # Errors
/// As [`confirm`].
pub fn confirm_approved(
    tx: &mut Tx,
    c: &mut Command,
    (order, approved): (Order, Confirmation),
    calendar: &Calendar,
) -> Result<String, Error> {
    let said: Said = serde_json::from_value(approved.said).map_err(Error::internal)?;
    confirm(tx, c, order, &said, calendar)
}

/// Confirms an order. Gives the reference number of its service record.
///
/// # Errors
/// `Refused` when it is not delivered or the person belongs to the other side; `Invalid` for an incomplete benefit
/// or rating.
pub fn confirm(tx: &mut Tx, c: &mut Command, order: Order, said: &Said, calendar: &Calendar) -> Result<String, Error> {
    check_benefit(said)?;
    let (order, delivery) = orders::commands::confirm(tx, c, order, calendar)?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    store::insert_confirmation(tx, &order, delivery.id, person, said, c.now)?;
    if let Some(rating) = &said.rating {
        rating::rate(tx, c, &order, rating, calendar)?;
    }
    let mut record = make(tx, c, &order, said)?;
    record.price_fen = delivery.price_fen;
    record.delivered_on = day_of(delivery.delivered_at).to_string();
    record.on_time = record.due_on.as_ref().map(|due| record.delivered_on <= *due);
    record.deliverables = attachments::of(tx, delivery.id)?
        .into_iter()
        .map(|file| Deliverable {
            name: file.name,
            sha256: data_encoding::HEXLOWER.encode(&file.hash),
            bytes: file.bytes,
        })
        .collect();
    let facts = Facts {
        same_party: order.firm_id == order.provider_id,
        affiliated: organizations::affiliated(tx, order.firm_id, order.provider_id)?,
        by_firm: c.actor.firm() == Some(order.firm_id),
        delivered: delivery.rejected_at.is_none(),
    };
    let edition = counting::edition(&record.confirmed_on);
    record.reasons = counting::refusing(edition, facts).into_iter().map(|rule| rule.code().to_owned()).collect();
    record.counts = record.reasons.is_empty();
    record.rule = edition.code.clone();
    write(tx, c, record, "record.written")
}

/// Writes the record and its event, whose leaf commits to all of it.
fn write(tx: &mut Tx, c: &mut Command, mut record: Record, action: &'static str) -> Result<String, Error> {
    let event = Event { hub: record.hub_id, action, object: "record", id: record.id, reference: &record.reference };
    record.event_id = c.record(tx, event, &record)?;
    store::insert(tx, &record)?;
    rollups::add(tx, &record)?;
    Ok(record.reference)
}

/// What is known of a confirmed order without its delivery.
fn make(tx: &mut Tx, c: &mut Command, order: &Order, said: &Said) -> Result<Record, Error> {
    let firm = organizations::by_id(tx, order.firm_id)?;
    let hub = hubs::by_id(tx, order.hub_id)?;
    let center = hubs::centers(tx, order.hub_id)?.into_iter().find(|center| center.id == order.center_id);
    let today = c.today().to_string();
    Ok(Record {
        hub_id: order.hub_id,
        id: c.new_id(),
        reference: c.new_reference(tx, &hub.code)?,
        order_id: order.id,
        order_reference: order.reference.clone(),
        corrects_id: None,
        corrected_by: None,
        center_id: order.center_id,
        center_kind: order.center_kind.clone(),
        center_name: center.map(|center| center.name).unwrap_or_default(),
        function: order.function.clone(),
        service_id: order.service_id,
        service_name: order.service_name.clone(),
        provider_id: order.provider_id,
        provider_name: order.provider_name.clone(),
        provider_uscc: order.provider_uscc.clone(),
        firm_id: order.firm_id,
        firm_name: order.firm_name.clone(),
        firm_uscc: order.firm_uscc.clone(),
        firm_size: firm.size_class.unwrap_or_default(),
        firm_division: firm.division,
        firm_industry: firm.industry,
        accepted_on: order.accepted_at.map(|at| day_of(at).to_string()).unwrap_or_default(),
        due_on: order.due_on.clone(),
        delivered_on: today.clone(),
        confirmed_on: today,
        confirmed_at: c.now,
        price_fen: order.price_fen.unwrap_or(0),
        deliverables: Vec::new(),
        rating: said.rating.as_ref().map(|rating| rating.level),
        trips: order.trips,
        on_time: None,
        benefit: said.benefit.clone(),
        benefit_fen: said.benefit_fen,
        benefit_days: said.benefit_days,
        benefit_how: said.benefit_how.clone(),
        mediated: orders::settling::mark(tx, order)?,
        counts: false,
        reasons: Vec::new(),
        rule: String::new(),
        correction_words: String::new(),
        event_id: Uuid::nil(),
    })
}

fn check_benefit(said: &Said) -> Result<(), Error> {
    if said.benefit.is_empty() {
        return Ok(());
    }
    let mut errors = FormErrors::none();
    if !BENEFITS.contains(&said.benefit.as_str()) {
        errors.add("benefit", Refusal::new("records-benefit-unknown"));
    }
    let amount = if said.benefit == "time" { said.benefit_days } else { said.benefit_fen };
    if amount.is_none_or(|amount| amount <= 0) {
        errors.add("benefit_amount", Refusal::new("records-benefit-amount"));
    }
    if said.benefit_days.is_some_and(|days| days > MOST_DAYS) {
        errors.add("benefit_amount", Refusal::new("records-benefit-days-most").with("most", MOST_DAYS));
    }
    if said.benefit_how.is_empty() {
        errors.add("benefit_how", Refusal::new("records-benefit-how"));
    }
    errors.finish()
}

/// What a manager puts right in a new record; the old one stays and points to it.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Charged, in fen.
    pub price_fen: i64,
    /// Whether it counts.
    pub counts: bool,
    /// Why.
    pub words: String,
}

/// Corrects a record with a new one.
///
/// # Errors
/// `Invalid` without words; `Refused` when it was corrected already.
pub fn correct(tx: &mut Tx, c: &mut Command, old: &Record, correction: &Correction) -> Result<String, Error> {
    let mut errors = FormErrors::none();
    if correction.words.is_empty() {
        errors.add("words", Refusal::new("records-say-why"));
    }
    if correction.price_fen < 0 {
        errors.add("price", Refusal::new("orders-price-wrong"));
    }
    // A rule's no cannot be overruled by hand; only what counted can be taken back.
    if correction.counts && !old.counts {
        errors.add("counts", Refusal::new("records-rules-say-no"));
    }
    errors.finish()?;
    if old.corrected_by.is_some() {
        return Err(Refusal::new("records-corrected-already").into());
    }
    let hub = hubs::by_id(tx, old.hub_id)?;
    let new = Record {
        id: c.new_id(),
        reference: c.new_reference(tx, &hub.code)?,
        corrects_id: Some(old.id),
        corrected_by: None,
        price_fen: correction.price_fen,
        counts: correction.counts,
        reasons: if correction.counts { Vec::new() } else { not_counting(old) },
        correction_words: correction.words.clone(),
        ..old.clone()
    };
    let id = new.id;
    let reference = write(tx, c, new, "record.corrected")?;
    store::mark_corrected(tx, old, id)?;
    rollups::corrected(tx, old)?;
    Ok(reference)
}

fn not_counting(old: &Record) -> Vec<String> {
    if old.reasons.is_empty() { vec!["corrected".into()] } else { old.reasons.clone() }
}
