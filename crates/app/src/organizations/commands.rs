//! What changes organizations.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::model::{NewOrganization, Organization, read_uscc};
use super::store;
use crate::access::Role;
use crate::command::{Command, Event};
use crate::people::{self, Grant};
use crate::web::{Error, FormErrors, Refusal};

fn record(tx: &mut Tx, c: &mut Command, action: &'static str, id: Uuid, data: serde_json::Value) -> Result<(), Error> {
    c.record(tx, Event { hub: Uuid::nil(), action, object: "organization", id, reference: "" }, data)?;
    Ok(())
}

/// Registers an organization; its size class is reckoned from its figures.
///
/// # Errors
/// `Invalid` on `uscc` for a wrong or known one.
pub fn register(tx: &mut Tx, c: &mut Command, new: &NewOrganization) -> Result<Uuid, Error> {
    let uscc = read_uscc(&new.uscc).map_err(|refusal| FormErrors::one("uscc", refusal))?;
    let id = c.new_id();
    match store::insert(tx, id, uscc.as_str(), new, c.now) {
        Err(db::Error::Unique { .. }) => {
            return Err(FormErrors::one("uscc", Refusal::new("organizations-known")).into());
        }
        other => other?,
    }
    record(
        tx,
        c,
        "organization.registered",
        id,
        json!({ "uscc": uscc.as_str(), "firm": new.is_firm, "provider": new.is_provider }),
    )?;
    Ok(id)
}

/// Changes an organization's data, all but its USCC. It may begin to receive or to give services, and does not cease
/// to: what it received and gave stays its own. Whoever changes it answers for what it begins.
///
/// # Errors
/// `Conflict` when they were changed since `version`.
pub fn change(
    tx: &mut Tx,
    c: &mut Command,
    own: &Organization,
    mut new: NewOrganization,
    version: i64,
) -> Result<(), Error> {
    new.is_firm |= own.is_firm;
    new.is_provider |= own.is_provider;
    correct(tx, c, own, &new, version)?;
    let begun =
        [(new.is_firm && !own.is_firm, Role::FirmOwner), (new.is_provider && !own.is_provider, Role::ProviderOwner)];
    let person = c.actor.person().map(|person| person.id);
    for (_, role) in begun.into_iter().filter(|(begins, _)| *begins) {
        if let Some(person) = person {
            let grant = Grant { role, organization: Some(own.id), hub: None, division: None };
            people::give(tx, c, person, &grant)?;
        }
    }
    Ok(())
}

/// Changes the data of an organization for somebody who does not answer for it: nobody gets a role by it.
///
/// # Errors
/// `Conflict` when they were changed since `version`.
pub fn correct(
    tx: &mut Tx,
    c: &mut Command,
    own: &Organization,
    new: &NewOrganization,
    version: i64,
) -> Result<(), Error> {
    if !store::update(tx, own.id, new, version)? {
        return Err(Error::Conflict);
    }
    record(tx, c, "organization.changed", own.id, json!({ "size_class": new.size_class() }))
}

/// Takes out an organization that was registered by mistake.
///
/// # Errors
/// `Refused` when anything refers to it, `Conflict` when it was changed since `own.version`.
pub fn remove(tx: &mut Tx, c: &mut Command, own: &Organization) -> Result<(), Error> {
    match tx.savepoint(|tx| store::delete(tx, own.id, own.version)) {
        Ok(true) => record(tx, c, "organization.removed", own.id, json!({ "uscc": own.uscc })),
        Ok(false) => Err(Error::Conflict),
        Err(db::Error::ForeignKey) => Err(Refusal::new("organizations-in-use").into()),
        Err(error) => Err(error.into()),
    }
}

/// Declares that two organizations belong together: services between them do not count.
///
/// # Errors
/// `Invalid` on `uscc` when it is wrong, not registered, or one's own.
pub fn declare_affiliation(
    tx: &mut Tx,
    c: &mut Command,
    own: &Organization,
    uscc: &str,
    words: &str,
) -> Result<(), Error> {
    let wrong = |key| Error::from(FormErrors::one("uscc", Refusal::new(key)));
    let uscc = read_uscc(uscc).map_err(|refusal| FormErrors::one("uscc", refusal))?;
    let other = store::by_uscc(tx, uscc.as_str())?.ok_or_else(|| wrong("organizations-affiliation-unknown"))?;
    if other.id == own.id {
        return Err(wrong("organizations-affiliation-self"));
    }
    if words.is_empty() {
        return Err(FormErrors::one("words", Refusal::new("organizations-affiliation-words-needed")).into());
    }
    store::upsert_affiliation(tx, own.id, other.id, words, c.now)?;
    record(tx, c, "organization.affiliated", own.id, json!({ "other": other.id }))
}
