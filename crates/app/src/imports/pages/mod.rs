//! Imports as their pages show them.

mod columns;
mod files;
mod list;
mod new;
mod show;

pub use columns::{columns, match_columns, sheet};
pub use files::{save, template};
pub use list::{list, save_list};
pub use new::{form, upload};
pub use show::{discard, show, start, undo};

use db::Tx;
use uuid::Uuid;

use super::model::{Import, Said};
use super::scheme::List;
use super::store;
use crate::access::{Parties, Who};
use crate::web::Error;
use crate::web::messages::Language;

/// The import with the id of an address, when it is in reach.
fn find(tx: &mut Tx, who: &Who, id: Uuid) -> Result<Import, Error> {
    let import = store::by_id(tx, id)?;
    who.reach(&Parties { hub: Some(import.hub), ..Parties::default() })?;
    Ok(import)
}

/// An id in an address.
fn id_of(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// Marks the own hub as reached; the administrator's place is of no hub.
fn reach_own(who: &Who) -> Result<(), Error> {
    who.reach(&Parties { hub: Some(who.actor.hub().unwrap_or_default()), ..Parties::default() })
}

/// Why something is as it is, behind the name of its column.
fn words(language: &Language, list: Option<&List>, said: &Said) -> String {
    let text = language.told(&said.key, &said.with);
    match list.and_then(|list| list.column(&said.field)) {
        Some(column) => language.labelled(column.name(language), &text),
        None => text,
    }
}
