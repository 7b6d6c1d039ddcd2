//! 容缺受理: the hub accepts although something is missing that may follow, by a day. The firm hands it in, the clerk ticks
//! it off. What does not come is extended once with a reason, or the need is ended; the page and the receipt say so.

use db::Tx;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;
use workdays::Calendar;

use super::commands::{accept, record};
use super::model::Need;
use super::reading::REASON;
use super::{store, store_gaps, watching};
use crate::attachments::{self, Kept};
use crate::command::Command;
use crate::deadlines;
use crate::web::{Error, FormErrors, Refusal};

/// What a guide of the hub asks for, as a clerk may let it follow.
#[derive(Clone, Debug)]
pub struct Material {
    /// `service/position`: as the value of a box.
    pub key: String,
    /// Whose guide.
    pub service_name: String,
    /// Name.
    pub name: String,
    /// Formats in words.
    pub formats: String,
    /// Whether the guide lets it follow.
    pub may_follow: bool,
}

/// Something that follows later.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Id.
    pub id: Uuid,
    /// 1-based, stands in the address.
    pub number: i64,
    /// Name.
    pub name: String,
    /// Formats in words.
    pub formats: String,
    /// Whose guide allows it.
    pub service_name: String,
    /// What the clerk said to the firm with all of them.
    pub message: String,
    /// By when.
    pub due_on: String,
    /// open, handed, received, ended.
    pub state: String,
    /// Why what was handed in was sent back.
    pub note: String,
    /// The first day, once it was extended.
    pub extended_from: Option<String>,
    /// Why.
    pub extended_reason: String,
    /// Changes so far.
    pub version: i64,
}

impl Gap {
    /// Whether the firm has to hand it in.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// Whether it waits for the clerk's tick.
    pub fn is_handed(&self) -> bool {
        self.state == "handed"
    }

    /// Whether it should have come before `today`.
    pub fn is_late(&self, today: &str) -> bool {
        self.is_open() && self.due_on.as_str() < today
    }

    /// Kind of its tag.
    pub fn tag(&self, today: &str) -> &'static str {
        match self.state.as_str() {
            "open" if self.is_late(today) => "danger",
            "open" => "warn",
            "handed" => "info",
            "received" => "ok",
            _ => "neutral",
        }
    }
}

/// What a clerk lets follow: the material's key and the day as it was typed.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Key of a [`Material`].
    pub key: String,
    /// The day.
    pub day: String,
}

/// The day until which a material is to come when the clerk names no other.
pub fn usual_day(calendar: &Calendar, today: Date) -> Option<String> {
    deadlines::due(calendar, today, deadlines::on(today).gap)
}

/// The hub accepts although these are missing.
///
/// # Errors
/// `Invalid` when nothing is chosen, a guide does not let it follow, or a day is wrong; else those of [`accept`].
pub fn accept_with_gaps(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    need: &Need,
    chosen: &[Chosen],
    message: &str,
) -> Result<(), Error> {
    let materials = store_gaps::materials(tx, need.hub_id, "")?;
    let mut errors = FormErrors::none();
    let mut taken = Vec::new();
    for choice in chosen {
        let material = materials.iter().find(|material| material.key == choice.key);
        let Some(material) = material.filter(|material| material.may_follow) else {
            errors.add("pick", Refusal::new("needs-gap-not-allowed"));
            continue;
        };
        match read_day(calendar, c.today(), &choice.day) {
            Ok(day) => taken.push((material, day)),
            Err(refusal) => errors.add(&format!("by-{}", choice.key), refusal),
        }
    }
    if chosen.is_empty() {
        errors.add("pick", Refusal::new("needs-gap-choose"));
    }
    let given = message.chars().count();
    if given > REASON {
        errors.add("message", Refusal::new("needs-too-long").with("most", REASON).with("given", given));
    }
    errors.finish()?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    accept(tx, c, calendar, need)?;
    for (number, (material, day)) in (1..).zip(&taken) {
        store_gaps::insert(tx, need, (c.new_id(), number), material, (day, message), (person, c.now))?;
    }
    let told: Vec<_> = taken.iter().map(|(material, day)| json!({ "name": material.name, "due_on": day })).collect();
    let first = taken.iter().map(|(_, day)| day.clone()).min();
    let told = json!({ "materials": told, "message": message, "due_on": first });
    record(tx, c, need, "need.gaps-set", told)?;
    watching::watch(tx, c, need.hub_id)
}

/// A day that may be given for something to follow.
fn read_day(calendar: &Calendar, today: Date, typed: &str) -> Result<String, Refusal> {
    let day: Date = typed.parse().map_err(|_| Refusal::new("needs-choose-day"))?;
    if day < today {
        return Err(Refusal::new("needs-day-passed"));
    }
    let most = deadlines::on(today).gap_most;
    match calendar.add(today, most) {
        Ok(last) if day > last => Err(Refusal::new("needs-gap-too-late").with("most", most).date("day", last)),
        _ => Ok(day.to_string()),
    }
}

/// The firm hands it in, in files or in words that say how it comes.
///
/// # Errors
/// `Invalid` without a file; `Refused` when it was received or the need has ended.
pub fn hand_in(tx: &mut Tx, c: &mut Command, need: &Need, gap: &Gap, files: &[Kept]) -> Result<(), Error> {
    open(need)?;
    if !gap.is_open() && !gap.is_handed() {
        return Err(Refusal::new("needs-gap-received").into());
    }
    if files.is_empty() {
        return Err(FormErrors::one("files", Refusal::new("needs-gap-choose-file")).into());
    }
    let had = attachments::of(tx, gap.id)?.len();
    if had + files.len() > attachments::MOST_FILES {
        let refusal = Refusal::new("needs-too-many-files").with("most", attachments::MOST_FILES).with("had", had);
        return Err(FormErrors::one("files", refusal).into());
    }
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    store_gaps::hand_in(tx, need, gap, (person, c.now))?;
    attachments::attach(tx, c, need.hub_id, "gap", gap.id, files)?;
    let hashes: Vec<String> = files.iter().map(|file| data_encoding::HEXLOWER.encode(&file.hash)).collect();
    record(tx, c, need, "need.gap-handed", json!({ "number": gap.number, "name": gap.name, "files": hashes }))
}

/// The clerk has it, in files or on paper: ticked off.
///
/// # Errors
/// `Refused` when it was received or the need has ended.
pub fn receive(tx: &mut Tx, c: &mut Command, need: &Need, gap: &Gap) -> Result<(), Error> {
    open(need)?;
    if !gap.is_open() && !gap.is_handed() {
        return Err(Refusal::new("needs-gap-received").into());
    }
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    store_gaps::receive(tx, need, gap, (person, c.now))?;
    record(tx, c, need, "need.gap-received", json!({ "number": gap.number, "name": gap.name }))
}

/// What was handed in is not what was wanted.
///
/// # Errors
/// `Invalid` without a reason; `Refused` when nothing was handed in.
pub fn send_back(tx: &mut Tx, c: &mut Command, need: &Need, gap: &Gap, why: &str) -> Result<(), Error> {
    open(need)?;
    said("note", why, "needs-gap-say-why-back")?;
    if !gap.is_handed() {
        return Err(Refusal::new("needs-gap-not-handed").into());
    }
    store_gaps::send_back(tx, need, gap, why)?;
    let told = json!({ "number": gap.number, "name": gap.name, "reason": why, "due_on": gap.due_on });
    record(tx, c, need, "need.gap-sent-back", told)
}

/// The clerk gives more time, once, with a reason.
///
/// # Errors
/// `Invalid` without a reason or a later day; `Refused` when it was extended before.
pub fn extend(
    tx: &mut Tx,
    c: &mut Command,
    calendar: &Calendar,
    need: &Need,
    gap: &Gap,
    (day, why): (&str, &str),
) -> Result<(), Error> {
    open(need)?;
    if !gap.is_open() {
        return Err(Refusal::new("needs-gap-not-open").into());
    }
    if gap.extended_from.is_some() {
        return Err(Refusal::new("needs-gap-extended-already").into());
    }
    let mut errors = FormErrors::none();
    let day = match read_day(calendar, c.today(), day) {
        Ok(day) if day <= gap.due_on => {
            errors.add("extended_to", Refusal::new("needs-gap-not-later").day("day", &gap.due_on));
            day
        }
        Ok(day) => day,
        Err(refusal) => {
            errors.add("extended_to", refusal);
            String::new()
        }
    };
    if let Err(Error::Invalid(more)) = said("extended_reason", why, "needs-gap-say-why-extended") {
        errors.0.extend(more.0);
    }
    errors.finish()?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    store_gaps::extend(tx, need, gap, (&day, why), person)?;
    let told = json!({ "number": gap.number, "name": gap.name, "from": gap.due_on, "due_on": day, "reason": why });
    record(tx, c, need, "need.gap-extended", told)?;
    watching::watch(tx, c, need.hub_id)
}

/// What it says to the firm when a need is ended because this did not come. `orders` ends the need.
///
/// # Errors
/// `Invalid` without a reason; `Refused` before its day has passed.
pub fn ending(c: &Command, gap: &Gap, why: &str) -> Result<Refusal, Error> {
    said("end_reason", why, "needs-gap-say-why-ended")?;
    if !gap.is_late(&c.today().to_string()) {
        return Err(Refusal::new("needs-gap-not-late").day("day", &gap.due_on).into());
    }
    Ok(Refusal::new("needs-gap-ended-words").with("name", &gap.name).day("day", &gap.due_on).with("reason", why))
}

/// A need that has ended waits for nothing more.
pub(super) fn end_all(tx: &mut Tx, need: &Need) -> Result<(), Error> {
    store_gaps::end_all(tx, need)
}

fn open(need: &Need) -> Result<(), Error> {
    if need.state.is_end() { Err(Refusal::new("needs-ended").into()) } else { Ok(()) }
}

fn said(field: &str, why: &str, needed: &'static str) -> Result<(), Error> {
    let given = why.chars().count();
    if why.is_empty() {
        return Err(FormErrors::one(field, Refusal::new(needed)).into());
    }
    if given > REASON {
        let refusal = Refusal::new("needs-too-long").with("most", REASON).with("given", given);
        return Err(FormErrors::one(field, refusal).into());
    }
    Ok(())
}

/// What follows later with this number.
///
/// # Errors
/// `NotFound`.
pub fn by_number(tx: &mut Tx, need: &Need, number: i64) -> Result<Gap, Error> {
    store_gaps::of(tx, need.hub_id, need.id)?.into_iter().find(|gap| gap.number == number).ok_or(Error::NotFound)
}

/// The need that a file belongs to which was handed in later.
///
/// # Errors
/// `NotFound`.
pub fn need_of(tx: &mut Tx, hub: Uuid, gap: Uuid) -> Result<Need, Error> {
    let need = store_gaps::need_of(tx, hub, gap)?;
    store::by_id(tx, hub, need)
}
