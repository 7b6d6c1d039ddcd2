//! Carrying out a row: by the command that is behind the form that is filled by hand, so that there is one set of rules.
//! Trying a row out is carrying it out and taking it back.

mod experts;
mod organizations;
mod residencies;
mod services;

use db::Tx;
use uuid::Uuid;

use super::model::{Difference, Line, Said};
use super::scheme::Edition;
use super::typing::Given;
use crate::command::Command;
use crate::web::{Error, FormErrors, Refusal};

/// What is taken in, and where.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// Its hub; nil for organizations.
    pub(super) hub: Uuid,
    /// A kind of `access::IMPORTS`.
    pub(super) kind: &'a str,
    /// The words of the day.
    pub(super) edition: &'static Edition,
}

/// What a row was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// It says what is there already.
    Unchanged {
        /// The entry.
        object: Uuid,
    },
    /// It added an entry.
    New {
        /// The entry.
        object: Uuid,
    },
    /// It changed one.
    Changed {
        /// The entry.
        object: Uuid,
        /// Its version before.
        seen: i64,
        /// What was changed.
        differences: Vec<Difference>,
        /// How it read before, for undoing: JSON.
        before: String,
    },
}

impl Carried {
    /// As stored.
    pub(super) fn outcome(&self) -> &'static str {
        match self {
            Carried::Unchanged { .. } => "unchanged",
            Carried::New { .. } => "new",
            Carried::Changed { .. } => "changed",
        }
    }
}

/// How a trial ended.
enum Tried {
    Carried(Carried),
    Failed(Error),
}

impl From<db::Error> for Tried {
    fn from(error: db::Error) -> Tried {
        Tried::Failed(error.into())
    }
}

/// Carries a row out.
///
/// # Errors
/// `Invalid` and the others of the commands.
fn carry(tx: &mut Tx, c: &mut Command, place: &Place, given: &Given) -> Result<Carried, Error> {
    match place.kind {
        "organizations" | "providers" => organizations::carry(tx, c, place, given),
        "services" => services::carry(tx, c, place, given),
        "experts" => experts::carry(tx, c, place, given),
        "residencies" => residencies::carry(tx, c, place, given),
        other => Err(Error::internal(format!("lists of kind {other}"))),
    }
}

/// Carries a row out for good. When it is refused, or is not what was `seen` when it was tried out, nothing of it is left.
///
/// # Errors
/// As [`carry`]; `Conflict` when it became something else meanwhile.
pub(super) fn carry_out(
    tx: &mut Tx,
    c: &mut Command,
    place: &Place,
    given: &Given,
    seen: &Line,
) -> Result<Carried, Error> {
    tx.savepoint(|tx| {
        let carried = carry(tx, c, place, given)?;
        let same = match &carried {
            Carried::Unchanged { .. } => true,
            Carried::New { .. } => seen.outcome == "new",
            Carried::Changed { object, seen: version, .. } => {
                (seen.object, seen.seen_version) == (Some(*object), Some(*version))
            }
        };
        if same { Ok(carried) } else { Err(Error::Conflict) }
    })
}

/// Carries a row out and takes it back: what it would be.
///
/// # Errors
/// As [`carry`].
pub(super) fn try_out(tx: &mut Tx, c: &mut Command, place: &Place, given: &Given) -> Result<Carried, Error> {
    let tried = tx.savepoint(|tx| match carry(tx, c, place, given) {
        Ok(carried) => Err::<(), Tried>(Tried::Carried(carried)),
        Err(error) => Err(Tried::Failed(error)),
    });
    match tried {
        Err(Tried::Carried(carried)) => Ok(carried),
        Err(Tried::Failed(error)) => Err(error),
        Ok(()) => Err(Error::internal("a trial was kept")),
    }
}

/// What a row is about: a key by which two rows of a file are the same, and words for people. Both as they are typed,
/// tidied; empty while the cells are missing.
pub(super) fn about(kind: &str, given: &Given) -> (String, String) {
    let text = |field: &str| given.filled(field).unwrap_or_default();
    let code = |field: &str| codes::text::tidy(text(field));
    let joined = |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ");
    match kind {
        "organizations" | "providers" => (code("uscc"), joined(&[text("organization"), &code("uscc")])),
        "services" if !code("code").is_empty() => (text("code").to_uppercase(), joined(&[text("code"), text("name")])),
        "services" => (text("name").to_owned(), text("name").to_owned()),
        "experts" => (format!("{}\n{}", text("name"), text("employer")), joined(&[text("name"), text("employer")])),
        _ => {
            let provider =
                if code("provider").is_empty() { text("provider_name").to_owned() } else { code("provider") };
            let named = if text("provider_name").is_empty() { text("provider") } else { text("provider_name") };
            let key = format!("{provider}\n{}\n{}", text("center"), text("starts_on"));
            (key, joined(&[named, text("center"), text("starts_on")]))
        }
    }
}

/// Undoes a change: the entry reads as it did before.
///
/// # Errors
/// `Conflict` when it was changed since `version`; the others of the commands.
pub(super) fn restore(
    tx: &mut Tx,
    c: &mut Command,
    place: &Place,
    object: Uuid,
    version: i64,
    before: &str,
) -> Result<(), Error> {
    match place.kind {
        "organizations" | "providers" => organizations::restore(tx, c, object, version, before),
        "services" => services::restore(tx, c, place, object, version, before),
        "experts" => experts::restore(tx, c, place, object, version, before),
        _ => residencies::restore(tx, c, place, object, version, before),
    }
}

/// Undoes an addition: the entry is taken out.
///
/// # Errors
/// `Conflict` when it was changed since `version`; the others of the commands.
pub(super) fn remove(tx: &mut Tx, c: &mut Command, place: &Place, object: Uuid, version: i64) -> Result<(), Error> {
    match place.kind {
        "organizations" | "providers" => organizations::remove(tx, c, object, version),
        "services" => services::remove(tx, c, place, object, version),
        "experts" => experts::remove(tx, c, place, object, version),
        _ => residencies::remove(tx, c, place, object, version),
    }
}

/// The fields in which two descriptions of an entry differ.
fn differences(before: &[(&'static str, String)], after: &[(&'static str, String)]) -> Vec<Difference> {
    let differs = |(was, is): (&(&'static str, String), &(&'static str, String))| {
        (was.1 != is.1).then(|| Difference { field: was.0.to_owned(), before: was.1.clone(), after: is.1.clone() })
    };
    before.iter().zip(after).filter_map(differs).collect()
}

/// A field that is needed for a new entry.
fn needed<'g>(given: &'g Given, field: &str, errors: &mut FormErrors) -> &'g str {
    let text = given.filled(field);
    if text.is_none() {
        errors.add(field, Refusal::new("imports-fill-in"));
    }
    text.unwrap_or_default()
}

/// One field is wrong.
fn wrong(field: &str, refusal: Refusal) -> Error {
    FormErrors::one(field, refusal).into()
}

/// JSON of how an entry read.
fn kept(before: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(before).map_err(Error::internal)
}

/// The same, read.
fn read_kept<'d, T: serde::Deserialize<'d>>(before: &'d str) -> Result<T, Error> {
    serde_json::from_str(before).map_err(Error::internal)
}

/// Errors of a form's fields that go by other names in the list.
fn renamed(error: Error, name: impl Fn(&str) -> String) -> Error {
    let Error::Invalid(mut errors) = error else { return error };
    for error in &mut errors.0 {
        error.field = name(&error.field);
    }
    Error::Invalid(errors)
}

/// The center of this hub that goes by a name.
fn center(tx: &mut Tx, hub: Uuid, name: &str) -> Result<Option<Uuid>, Error> {
    let name = codes::text::to_half_width(name);
    let same = |center: &crate::hubs::Center| codes::text::to_half_width(&center.name) == name.trim();
    Ok(crate::hubs::centers(tx, hub)?.into_iter().find(same).map(|center| center.id))
}

/// The provider that is told by its code or its name.
fn provider(tx: &mut Tx, told: &str) -> Result<Option<Uuid>, Error> {
    let uscc = codes::uscc::Uscc::parse(told).map(|uscc| uscc.as_str().to_owned()).unwrap_or_default();
    crate::hubs::provider_called(tx, &codes::text::to_half_width(told), &uscc)
}

/// Refused: another row of the file, at this line, is about the same.
pub(super) fn twice(line: i64) -> Said {
    Said::of("", &Refusal::new("imports-twice").with("line", line))
}
