//! Entries: what no record can tell of a hub, reported by it with evidence and checked by officials. A figure that records
//! give is refused, with the reason: it is mended in the record, not typed.

use db::Tx;
use indicators::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::catalogue::{Kept, Measure, Source, Unit, measure};
use super::figures::Span;
use super::store_entries as store;
use crate::access::Parties;
use crate::attachments::{self, Kept as File};
use crate::command::{Command, Event};
use crate::hubs;
use crate::web::{Error, FormErrors, Refusal};

/// Most letters of what the evidence shows.
const WORDS: usize = 1000;
/// Largest number that can be reported.
const MOST: i64 = 1_000_000_000;

// keys: measures-state-*
/// What becomes of an entry.
pub const STATES: [&str; 4] = ["reported", "accepted", "returned", "withdrawn"];

/// What a hub reports.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Of which hub.
    pub hub: Uuid,
    /// Of the catalogue.
    pub code: String,
    /// First month for which it holds.
    pub from_month: String,
    /// Last month.
    pub to_month: String,
    /// A number; `yes` or `no` where the measure asks for that.
    pub value: String,
    /// What the evidence shows.
    pub words: String,
}

/// What was reported.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Of which hub.
    pub hub_id: Uuid,
    /// Its code.
    pub hub_code: String,
    /// Its name.
    pub hub_name: String,
    /// Id; its files are attached to it.
    pub id: Uuid,
    /// Reference number.
    pub reference: String,
    /// Of the catalogue.
    pub code: String,
    /// First month.
    pub from_month: String,
    /// Last month.
    pub to_month: String,
    /// 1 or 0 for yes or no.
    pub value: Decimal,
    /// What the evidence shows.
    pub words: String,
    /// One of [`STATES`].
    pub state: String,
    /// Name of who reported it.
    pub reported_by: String,
    /// Milliseconds UTC.
    pub reported_at: i64,
    /// Name of who checked it; empty while nobody has.
    pub checked_by: String,
    /// Milliseconds UTC.
    pub checked_at: Option<i64>,
    /// Why it was returned, or a remark.
    pub checked_words: String,
    /// Counts its changes.
    pub version: i64,
}

impl Entry {
    /// Who may read it.
    pub fn parties(&self) -> Parties {
        Parties { hub: Some(self.hub_id), ..Parties::default() }
    }

    /// Colour of its state.
    pub fn tag(&self) -> &'static str {
        match self.state.as_str() {
            "accepted" => "ok",
            "returned" => "warn",
            "withdrawn" => "neutral",
            _ => "info",
        }
    }

    /// The measure.
    pub fn measure(&self) -> Option<&'static Measure> {
        measure(&self.code)
    }

    /// Whether it says yes or no.
    pub fn is_yes_no(&self) -> bool {
        self.measure().is_some_and(|measure| measure.unit == Unit::YesNo)
    }

    /// Whether it says yes.
    pub fn is_yes(&self) -> bool {
        !self.value.is_zero()
    }
}

/// Which entries a list shows; an empty text filters nothing.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Beginning of the hub's division.
    pub division: String,
    /// Code of the hub.
    pub hub: String,
    /// One of [`STATES`].
    pub state: String,
    /// Of the catalogue.
    pub code: String,
}

/// Why a figure of these rows is not typed.
// keys: measures-computed-*
fn computed(source: Source) -> Refusal {
    Refusal::new(match source {
        Source::Records | Source::Ratings => "measures-computed-records",
        Source::Needs => "measures-computed-needs",
        Source::Organizations => "measures-computed-organizations",
        Source::Residencies | Source::Carriers | Source::Experts => "measures-computed-directory",
        Source::Instruments | Source::Bookings => "measures-computed-instruments",
        Source::Round => "measures-computed-round",
        Source::Nothing | Source::Entry => "measures-computed-nothing",
    })
}

fn month(text: &str) -> Option<jiff::civil::Date> {
    (text.len() == 7).then(|| format!("{text}-01").parse().ok()).flatten()
}

/// What is typed as the value of a measure.
fn read(measure: &Measure, text: &str) -> Result<Decimal, Refusal> {
    if measure.unit == Unit::YesNo {
        return match text {
            "yes" => Ok(Decimal::ONE),
            "no" => Ok(Decimal::ZERO),
            _ => Err(Refusal::new("measures-say-yes-or-no")),
        };
    }
    let plain = codes::text::to_half_width(text).replace(',', "");
    let number = plain.trim().parse::<Decimal>().map_err(|_| Refusal::new("measures-say-number"))?;
    // Everything that is reported is counted in pieces.
    if number.is_sign_negative() || number > Decimal::from(MOST) || !number.fract().is_zero() {
        return Err(Refusal::new("measures-say-number"));
    }
    Ok(number.normalize())
}

/// Checks all of it; gives the value.
fn checked(tx: &mut Tx, c: &Command, new: &NewEntry, files: usize) -> Result<Decimal, Error> {
    let mut errors = FormErrors::none();
    let known = measure(&new.code);
    match known {
        None => errors.add("code", Refusal::new("measures-choose")),
        Some(known) if !known.is_reported() => errors.add("code", computed(known.source)),
        Some(_) => {}
    }
    let (from, to) = (month(&new.from_month), month(&new.to_month));
    let this = c.today().first_of_month();
    match (from, to) {
        (Some(from), Some(to)) if from > to => errors.add("to", Refusal::new("measures-months-turned")),
        (Some(from), Some(_)) if from > this => errors.add("from", Refusal::new("measures-months-ahead")),
        (Some(_), Some(to)) if to.year() > this.year() => errors.add("to", Refusal::new("measures-year-ahead")),
        (Some(_), Some(_)) => {}
        (None, _) => errors.add("from", Refusal::new("measures-say-month")),
        (_, None) => errors.add("to", Refusal::new("measures-say-month")),
    }
    let value = match known.filter(|known| known.is_reported()).map(|known| read(known, &new.value)) {
        Some(Err(refusal)) => {
            errors.add("value", refusal);
            Decimal::ZERO
        }
        Some(Ok(value)) => value,
        None => Decimal::ZERO,
    };
    if new.words.is_empty() {
        errors.add("words", Refusal::new("measures-say-words"));
    }
    if new.words.chars().count() > WORDS {
        errors.add("words", Refusal::new("measures-words-long").with("most", WORDS));
    }
    if files == 0 && !value.is_zero() {
        errors.add("files", Refusal::new("measures-hand-evidence"));
    }
    errors.finish()?;
    if let Some(other) = store::of_measure(tx, new.hub, &new.code, &new.from_month, &new.to_month)?.first() {
        let refusal = Refusal::new("measures-reported-already").with("reference", &other.reference);
        return Err(FormErrors::one("from", refusal).into());
    }
    Ok(value)
}

/// Reports what no record can tell, with evidence. Gives its reference number.
///
/// # Errors
/// `Invalid` for a figure that is computed, with the reason; for a month, value, words or evidence that are missing; where
/// something stands or waits for one of these months already.
pub fn report(tx: &mut Tx, c: &mut Command, new: &NewEntry, files: &[File]) -> Result<String, Error> {
    let value = checked(tx, c, new, files.len())?;
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let hub = hubs::by_id(tx, new.hub)?;
    let (id, reference) = (c.new_id(), c.new_reference(tx, &hub.code)?);
    store::insert(tx, (id, &reference), new, value, (person, c.now)).map_err(|error| match error {
        // Somebody reported the same at the same moment.
        db::Error::Unique { .. } => Error::Conflict,
        other => other.into(),
    })?;
    attachments::attach(tx, c, new.hub, "entry", id, files)?;
    let hashes: Vec<String> = files.iter().map(|file| data_encoding::HEXLOWER.encode(&file.hash)).collect();
    let told = json!({
        "code": new.code, "from": new.from_month, "to": new.to_month, "value": value, "words": new.words, "files": hashes,
    });
    record(tx, c, new.hub, "entry.reported", (id, &reference), told)?;
    Ok(reference)
}

fn record(
    tx: &mut Tx,
    c: &mut Command,
    hub: Uuid,
    action: &'static str,
    (id, reference): (Uuid, &str),
    told: serde_json::Value,
) -> Result<(), Error> {
    c.record(tx, Event { hub, action, object: "entry", id, reference }, told)?;
    Ok(())
}

/// An official accepts an entry, or returns it, also one that was accepted before.
///
/// # Errors
/// `Invalid` when it is returned without words; `Refused` when it does not wait; `Conflict` when it changed meanwhile.
pub fn check(tx: &mut Tx, c: &mut Command, entry: &Entry, accept: bool, words: &str) -> Result<(), Error> {
    if !accept && words.is_empty() {
        return Err(FormErrors::one("words", Refusal::new("measures-say-why")).into());
    }
    if words.chars().count() > WORDS {
        return Err(FormErrors::one("words", Refusal::new("measures-words-long").with("most", WORDS)).into());
    }
    let waits = entry.state == "reported" || (entry.state == "accepted" && !accept);
    if !waits {
        return Err(Refusal::new("measures-checked-already").into());
    }
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let (state, action) = if accept { ("accepted", "entry.accepted") } else { ("returned", "entry.returned") };
    store::set_state(tx, entry, state, words, (person, c.now))?;
    record(tx, c, entry.hub_id, action, (entry.id, &entry.reference), json!({ "words": words }))
}

/// The hub takes back what it reported.
///
/// # Errors
/// `Refused` when it was returned or taken back already, or accepted; `Conflict` when it changed meanwhile.
pub fn withdraw(tx: &mut Tx, c: &mut Command, entry: &Entry) -> Result<(), Error> {
    if entry.state != "reported" {
        return Err(Refusal::new("measures-checked-already").into());
    }
    store::withdraw(tx, entry)?;
    record(tx, c, entry.hub_id, "entry.withdrawn", (entry.id, &entry.reference), json!({}))
}

/// The entry with this reference number, in any spelling a person may use.
///
/// # Errors
/// `NotFound`.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Entry, Error> {
    let reference = codes::reference::Reference::parse(reference).map_err(|_| Error::NotFound)?.to_string();
    store::by_reference(tx, &reference)
}

/// The entry that a file is attached to.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Entry, Error> {
    store::by_id(tx, hub, id)
}

/// What a hub reported of measures for months of a span, the newest first; of all where none is named.
///
/// # Errors
/// Of the database.
pub fn entries(tx: &mut Tx, hub: Uuid, codes: &[&str], span: &Span) -> Result<Vec<Entry>, Error> {
    let mut found = store::of_hub(tx, hub, &span.from, &span.to)?;
    found.retain(|entry| codes.is_empty() || codes.contains(&entry.code.as_str()));
    Ok(found)
}

/// What accepted entries say: at a day the newest that holds for a month of the span; within it the sum of those that lie
/// in it, and yes where one says so.
pub(super) fn value(
    tx: &mut Tx,
    hub: Uuid,
    measure: &Measure,
    span: &Span,
) -> Result<Result<Decimal, &'static str>, Error> {
    let found = store::of_measure(tx, hub, measure.code, &span.from, &span.to)?;
    let inside = |entry: &&Entry| match (measure.kept, measure.unit) {
        (Kept::AtDay, _) | (_, Unit::YesNo) => true,
        _ => entry.from_month >= span.from && entry.to_month <= span.to,
    };
    let accepted: Vec<Decimal> =
        found.iter().filter(|entry| entry.state == "accepted").filter(inside).map(|entry| entry.value).collect();
    let value = match (measure.kept, measure.unit) {
        (Kept::AtDay, _) => accepted.first().copied(),
        (_, Unit::YesNo) => accepted.iter().copied().max(),
        _ if accepted.is_empty() => None,
        _ => Some(accepted.iter().copied().sum()),
    };
    let why = if found.iter().any(|entry| entry.state == "reported") {
        "measures-why-waits"
    } else {
        "measures-why-not-reported"
    };
    Ok(value.ok_or(why))
}
