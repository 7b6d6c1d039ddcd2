//! Saved views of the worklist: its filters, under a name that a person gave them. They are that person's alone.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::store_views as store;
use crate::command::{Command, Event};
use crate::needs::rules;
use crate::web::lists::Asked;
use crate::web::{Error, FormErrors, Refusal};

/// Longest name.
const NAME: usize = 20;
/// What a view may keep of an address.
const FILTERS: [&str; 2] = ["kind", "mine"];

/// A saved view.
#[derive(Clone, Debug)]
pub struct View {
    /// Id.
    pub id: Uuid,
    /// As the person calls it.
    pub name: String,
    /// The address of the list with its filters.
    pub query: String,
}

/// The person's views of a hub's worklist.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx, hub: Uuid, person: Uuid) -> Result<Vec<View>, Error> {
    store::of(tx, hub, person)
}

/// The filters of an address, and nothing else of it.
fn filters(address: &str) -> String {
    let asked = Asked::read(address.split_once('?').map(|(_, query)| query));
    let kept = FILTERS.iter().fold(Asked::default(), |kept, name| kept.with(name, asked.value(name)));
    kept.url("/home")
}

/// Keeps the filters of an address under a name; the same name again means these filters from now on.
///
/// # Errors
/// `Invalid` without a name; `Refused` when there are too many, or nothing is filtered.
pub fn save(tx: &mut Tx, c: &mut Command, hub: Uuid, name: &str, address: &str) -> Result<View, Error> {
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let query = filters(address);
    let given = name.chars().count();
    if name.is_empty() {
        return Err(FormErrors::one("name", Refusal::new("homes-views-say-name")).into());
    }
    if given > NAME {
        return Err(Refusal::new("needs-too-long").with("most", NAME).with("given", given).into());
    }
    if query == "/home" {
        return Err(Refusal::new("homes-views-nothing").into());
    }
    let had = of(tx, hub, person)?;
    let most = rules::on(c.today()).views;
    if had.len() >= most && !had.iter().any(|view| view.name == name) {
        return Err(Refusal::new("homes-views-most").with("most", most).into());
    }
    let view = View { id: c.new_id(), name: name.to_owned(), query };
    store::put(tx, hub, person, &view, c.now)?;
    record(tx, c, hub, &view, "view.saved")?;
    Ok(view)
}

/// Throws a view away.
///
/// # Errors
/// `NotFound` when it is not the person's own.
pub fn remove(tx: &mut Tx, c: &mut Command, hub: Uuid, id: Uuid) -> Result<(), Error> {
    let person = c.actor.person().map(|person| person.id).ok_or(Error::SignIn)?;
    let view = of(tx, hub, person)?.into_iter().find(|view| view.id == id).ok_or(Error::NotFound)?;
    store::remove(tx, hub, person, id)?;
    record(tx, c, hub, &view, "view.removed")
}

/// Of nobody's business but the person's: without a leaf in the hub's log.
fn record(tx: &mut Tx, c: &mut Command, hub: Uuid, view: &View, action: &'static str) -> Result<(), Error> {
    let event = Event { hub: Uuid::nil(), action, object: "view", id: view.id, reference: "" };
    c.record(tx, event, json!({ "hub": hub, "query": view.query }))?;
    Ok(())
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn only_filters_are_kept() {
        assert_eq!(filters("/home?kind=triage&mine=none&page=3"), "/home?kind=triage&mine=none");
        assert_eq!(filters("https://example.com/?x=1"), "/home");
        assert_eq!(filters("/home?kind=%22%3E%3Cscript"), "/home?kind=%22%3E%3Cscript");
    }
}
