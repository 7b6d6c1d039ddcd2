//! The pages of a need: the wizard, the check and the receipt, the firm's list, the need itself, triage, intake.

mod all;
pub mod answers;
pub mod checking;
pub mod gaps;
pub mod intake;
pub mod inviting;
pub mod list;
pub mod need;
mod offered;
mod passed;
pub mod sorting;
pub mod triage;
pub mod wizard;

use super::model::{UNSURE, VISIBILITIES};
use crate::access::{Parties, Who};
use crate::catalogue;
use crate::web::{Ctx, Error};
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

/// What a list is filtered by, `状态:待受理、关键词:鞋底`, of message keys and values; a value that is empty is left out.
fn filters_said(ctx: &Ctx, filters: &[(&str, &str)]) -> String {
    let said = filters.iter().filter(|(_, value)| !value.is_empty());
    ctx.words().list(said.map(|(key, value)| ctx.words().labelled(ctx.t(key), value)).collect::<Vec<_>>())
}

// keys: needs-visibility-*
fn visibilities(ctx: &Ctx) -> Pairs {
    VISIBILITIES.iter().map(|code| ((*code).to_owned(), ctx.t(&format!("needs-visibility-{code}")))).collect()
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
