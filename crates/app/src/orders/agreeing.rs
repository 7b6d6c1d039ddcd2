//! Contracts and non-disclosure agreements, kept and used again between a firm and a provider of a hub. One side puts
//! one up with its file and term, the other agrees. While it holds it is offered for every further order of the two.
//! An order may ask for one: until one of that kind is used for it, neither side opens the other's files of the order,
//! nor the provider those of the need. The hub and those who oversee it do.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::commands::{person, record};
use super::messaging;
use super::model::Order;
use super::{store, store_agreeing};
use crate::access::{Actor, Parties, Who};
use crate::attachments::{self, Attachment, Kept};
use crate::command::Command;
use crate::plans::model::states;
use crate::web::{Error, FormErrors, Refusal};

states! {
    /// What kind of agreement.
    Kind {
        /// Nothing is told to others.
        Nda = "nda",
        /// A contract for several orders.
        Contract = "contract",
    }
}

/// Longest title.
const TITLE: usize = 80;

/// What two parties agreed, or one of them put up.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Hub.
    pub hub_id: Uuid,
    /// Id; its file hangs on it.
    pub id: Uuid,
    /// The firm.
    pub firm_id: Uuid,
    /// Its name then.
    pub firm_name: String,
    /// The provider.
    pub provider_id: Uuid,
    /// Its name then.
    pub provider_name: String,
    /// What kind.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// First day of its term.
    pub starts_on: String,
    /// Last day; `None` until it is ended.
    pub ends_on: Option<String>,
    /// When the firm agreed; milliseconds UTC.
    pub firm_agreed_at: Option<i64>,
    /// When the provider agreed.
    pub provider_agreed_at: Option<i64>,
    /// When it was ended or refused.
    pub ended_at: Option<i64>,
    /// By which side.
    pub ended_by: String,
    /// Its file.
    pub files: Vec<Attachment>,
    /// Whether the order that is looked at uses it.
    pub used: bool,
}

impl Agreement {
    /// Who may reach it.
    pub fn parties(&self) -> Parties {
        Parties { hub: Some(self.hub_id), firm: Some(self.firm_id), provider: Some(self.provider_id) }
    }

    /// Whether both agreed and it was not ended.
    fn is_agreed(&self) -> bool {
        self.firm_agreed_at.is_some() && self.provider_agreed_at.is_some() && self.ended_at.is_none()
    }

    /// Where it stands on a day: ended, proposed, valid, to-come or over.
    pub fn state(&self, today: &str) -> &'static str {
        if self.ended_at.is_some() {
            "ended"
        } else if !self.is_agreed() {
            "proposed"
        } else if self.starts_on.as_str() > today {
            "to-come"
        } else if self.ends_on.as_ref().is_some_and(|end| end.as_str() < today) {
            "over"
        } else {
            "valid"
        }
    }

    /// Whether a side has agreed.
    pub fn agreed_by(&self, side: &str) -> bool {
        match side {
            "firm" => self.firm_agreed_at.is_some(),
            _ => self.provider_agreed_at.is_some(),
        }
    }
}

/// What a side puts up.
#[derive(Clone, Debug)]
pub struct NewAgreement {
    /// What kind.
    pub kind: Option<Kind>,
    /// What it is called.
    pub title: String,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Its file, already kept in the store.
    pub files: Vec<Kept>,
}

/// A side puts one up; it has agreed by that.
///
/// # Errors
/// `Invalid` when something is missing.
pub fn put_up(tx: &mut Tx, c: &mut Command, order: &Order, new: &NewAgreement) -> Result<(), Error> {
    let mut errors = FormErrors::none();
    if new.kind.is_none() {
        errors.add("kind", Refusal::new("orders-agreement-choose-kind"));
    }
    if new.title.is_empty() || new.title.chars().count() > TITLE {
        errors.add("title", Refusal::new("orders-agreement-title-wrong").with("most", TITLE));
    }
    if new.starts_on.is_none() {
        errors.add("starts_on", Refusal::new("orders-choose-day"));
    }
    if new.ends_on.is_some_and(|end| end < c.today() || new.starts_on.is_some_and(|start| end < start)) {
        errors.add("ends_on", Refusal::new("orders-agreement-term-wrong"));
    }
    if new.files.is_empty() {
        errors.add("files", Refusal::new("orders-agreement-file-missing"));
    }
    errors.finish()?;
    let (Some(kind), Some(starts_on)) = (new.kind, new.starts_on) else { return Ok(()) };
    let (side, by) = (messaging::side(&c.actor)?, person(c)?);
    let agreement = Agreement {
        hub_id: order.hub_id,
        id: c.new_id(),
        firm_id: order.firm_id,
        firm_name: order.firm_name.clone(),
        provider_id: order.provider_id,
        provider_name: order.provider_name.clone(),
        kind,
        title: new.title.clone(),
        starts_on: starts_on.to_string(),
        ends_on: new.ends_on.map(|day| day.to_string()),
        firm_agreed_at: (side == "firm").then_some(c.now),
        provider_agreed_at: (side == "provider").then_some(c.now),
        ended_at: None,
        ended_by: String::new(),
        files: Vec::new(),
        used: false,
    };
    store_agreeing::insert(tx, &agreement, by)?;
    attachments::attach(tx, c, order.hub_id, "agreement", agreement.id, &new.files)?;
    store_agreeing::use_for(tx, order, &agreement, by, c.now)?;
    let files: Vec<String> = new.files.iter().map(|file| data_encoding::HEXLOWER.encode(&file.hash)).collect();
    let data = json!({ "agreement": agreement.id, "kind": kind.code(), "title": agreement.title, "by": side,
        "starts_on": agreement.starts_on, "ends_on": agreement.ends_on, "files": files });
    record(tx, c, order, "order.agreement-proposed", data)
}

/// The agreement with this id, between the parties of this order.
fn of_parties(tx: &mut Tx, order: &Order, id: Uuid) -> Result<Agreement, Error> {
    let found = store_agreeing::by_id(tx, order.hub_id, id)?;
    let same = found.firm_id == order.firm_id && found.provider_id == order.provider_id;
    if same { Ok(found) } else { Err(Error::NotFound) }
}

/// The other side agrees.
///
/// # Errors
/// `Refused` when it has agreed before or it was ended.
pub fn agree(tx: &mut Tx, c: &mut Command, order: &Order, id: Uuid) -> Result<(), Error> {
    let found = of_parties(tx, order, id)?;
    let side = messaging::side(&c.actor)?;
    if found.ended_at.is_some() || found.agreed_by(side) {
        return Err(Refusal::new("orders-agreement-not-now").into());
    }
    store_agreeing::agree(tx, &found, side, person(c)?, c.now)?;
    record(tx, c, order, "order.agreement-agreed", json!({ "agreement": id, "title": found.title, "by": side }))
}

/// A side ends it, or refuses what the other put up: it is not used any more from now on.
///
/// # Errors
/// `Refused` when it was ended before.
pub fn end(tx: &mut Tx, c: &mut Command, order: &Order, id: Uuid) -> Result<(), Error> {
    let found = of_parties(tx, order, id)?;
    if found.ended_at.is_some() {
        return Err(Refusal::new("orders-agreement-not-now").into());
    }
    let side = messaging::side(&c.actor)?;
    store_agreeing::end(tx, &found, side, c.now)?;
    record(tx, c, order, "order.agreement-ended", json!({ "agreement": id, "title": found.title, "by": side }))
}

/// A side uses one that holds for this order too.
///
/// # Errors
/// `Refused` unless it holds today.
pub fn use_again(tx: &mut Tx, c: &mut Command, order: &Order, id: Uuid) -> Result<(), Error> {
    let found = of_parties(tx, order, id)?;
    if found.state(&c.today().to_string()) != "valid" {
        return Err(Refusal::new("orders-agreement-not-valid").into());
    }
    store_agreeing::use_for(tx, order, &found, person(c)?, c.now)?;
    let side = messaging::side(&c.actor)?;
    record(tx, c, order, "order.agreement-used", json!({ "agreement": id, "title": found.title, "by": side }))
}

/// A side asks for a kind of agreement before files are opened, or takes that back.
///
/// # Errors
/// `Refused` once the order has ended, or to take back what the other side asked for.
pub fn require(tx: &mut Tx, c: &mut Command, order: &Order, kind: Kind, wanted: bool) -> Result<(), Error> {
    if order.state.is_end() {
        return Err(Refusal::new("orders-ended").into());
    }
    let side = messaging::side(&c.actor)?;
    if wanted {
        store_agreeing::require(tx, order, kind, side, person(c)?, c.now)?;
    } else if !store_agreeing::no_longer(tx, order, kind, side)? {
        return Err(Refusal::new("orders-agreement-others").into());
    }
    record(tx, c, order, "order.agreement-required", json!({ "kind": kind.code(), "wanted": wanted, "by": side }))
}

/// The kinds that an order asks for, by which side, and whether one is used and holds.
///
/// # Errors
/// Of the database.
pub fn required(tx: &mut Tx, order: &Order, today: Date) -> Result<Vec<(Kind, String, bool)>, Error> {
    let today = today.to_string();
    let used = between(tx, order)?;
    let met = |kind: Kind| used.iter().any(|one| one.used && one.kind == kind && one.state(&today) == "valid");
    let asked = store_agreeing::required(tx, order)?;
    Ok(asked.into_iter().map(|(kind, side)| (kind, side, met(kind))).collect())
}

/// What the parties of an order have put up and agreed, the newest first, with their files.
///
/// # Errors
/// Of the database.
pub fn between(tx: &mut Tx, order: &Order) -> Result<Vec<Agreement>, Error> {
    let mut all = store_agreeing::between(tx, order)?;
    for one in &mut all {
        one.files = attachments::of(tx, one.id)?;
    }
    Ok(all)
}

/// The agreements of an organization, the newest first, and how many there are.
///
/// # Errors
/// Of the database.
pub fn of_organization(tx: &mut Tx, actor: &Actor, offset: i64, rows: i64) -> Result<(Vec<Agreement>, i64), Error> {
    let own = actor.firm().or(actor.provider()).ok_or(Error::NotFound)?;
    let (mut all, total) = store_agreeing::of_organization(tx, own, offset, rows)?;
    for one in &mut all {
        one.files = attachments::of(tx, one.id)?;
    }
    Ok((all, total))
}

/// Refuses a party of an order its files while the order asks for an agreement that is not there.
///
/// # Errors
/// `Refused`.
pub fn files_open(tx: &mut Tx, who: &Who, order: &Order) -> Result<(), Error> {
    let party = who.actor.firm().is_some() || who.actor.provider().is_some();
    if party && required(tx, order, who.today())?.iter().any(|(_, _, met)| !met) {
        return Err(Refusal::new("orders-agreement-first").into());
    }
    Ok(())
}

/// The same for the files of a need: of a provider, by each of its open orders for it.
///
/// # Errors
/// `Refused`.
pub fn need_files_open(tx: &mut Tx, who: &Who, hub: Uuid, need: Uuid) -> Result<(), Error> {
    let Some(provider) = who.actor.provider() else { return Ok(()) };
    for order in store::of_plan(tx, hub, need)? {
        if order.provider_id == provider && !order.state.is_end() {
            files_open(tx, who, &order)?;
        }
    }
    Ok(())
}

/// The agreement with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Agreement, Error> {
    store_agreeing::by_id(tx, hub, id)
}
