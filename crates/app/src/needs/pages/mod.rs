//! The pages of a need: the wizard, the check and the receipt, the firm's list, the need itself, triage, intake.

mod all;
pub mod answers;
pub mod checking;
pub mod gaps;
pub mod intake;
pub mod inviting;
pub mod list;
pub mod need;
mod passed;
pub mod sorting;
pub mod triage;
pub mod wizard;

use super::model::{UNSURE, VISIBILITIES};
use crate::access::{Parties, Who};
use crate::catalogue;
use crate::web::{Ctx, Error, lists};
use uuid::Uuid;

type Pairs = Vec<(String, String)>;

/// The purposes as a firm says them, and one for who cannot tell.
fn purposes(ctx: &Ctx) -> Pairs {
    let known = catalogue::functions().iter().map(|function| (function.code.clone(), function.purpose.clone()));
    known.chain([(UNSURE.to_owned(), ctx.t("needs-unsure"))]).collect()
}

/// A purpose in words.
fn purpose(ctx: &Ctx, code: &str) -> String {
    catalogue::function(code).map_or_else(|| ctx.t("needs-unsure"), |function| function.purpose.clone())
}

// keys: needs-visibility-*
fn visibilities(ctx: &Ctx) -> Pairs {
    VISIBILITIES.iter().map(|code| ((*code).to_owned(), ctx.t(&format!("needs-visibility-{code}")))).collect()
}

fn read_query(query: Option<String>) -> Pairs {
    lists::read_query(query.as_deref())
}

fn asked(query: &[(String, String)], name: &str) -> String {
    query.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The firm acted for: what the wizard and the firm's list are about.
fn own_firm(who: &Who) -> Result<Uuid, Error> {
    let firm = who.actor.firm().ok_or(Error::NotFound)?;
    who.reach(&Parties { firm: Some(firm), ..Parties::default() })?;
    Ok(firm)
}

/// The hub worked for.
fn own_hub(who: &Who) -> Result<Uuid, Error> {
    let hub = who.actor.hub().ok_or(Error::NotFound)?;
    who.reach(&Parties { hub: Some(hub), ..Parties::default() })?;
    Ok(hub)
}

/// firm, provider, hub or reader.
fn side(ctx: &Ctx) -> &'static str {
    match ctx.actor().role() {
        Some(role) if role.is_firm() => "firm",
        Some(role) if role.is_provider() => "provider",
        Some(role) if role.is_hub() => "hub",
        _ => "reader",
    }
}
