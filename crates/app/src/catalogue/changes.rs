//! A provider's change of a published service: the service stays as it is until the hub has decided.

use db::Tx;
use serde_json::json;
use uuid::Uuid;

use super::commands::{demand_reason, demand_state, edit, record};
use super::model::{Change, NewService, Service};
use super::{rules, store, store_writes};
use crate::command::Command;
use crate::web::{Error, Refusal};

/// Proposes how a published service should read; replaces what the provider proposed before.
///
/// # Errors
/// `Refused` when it is not published or nothing differs, `Conflict` when the provider saw an older version, `Invalid`
/// when a field is wrong.
pub fn propose(
    tx: &mut Tx,
    c: &mut Command,
    service: &Service,
    seen: i64,
    provider: Uuid,
    new: &NewService,
) -> Result<(), Error> {
    demand_state(service, &["published"])?;
    if seen != service.version {
        return Err(Error::Conflict);
    }
    rules::check(tx, c, service.hub_id, new)?;
    let fields = store::entry_of(tx, service)?.differs(new);
    if fields.is_empty() {
        return Err(Refusal::new("catalogue-nothing-changed").into());
    }
    let entry = serde_json::to_string(new).map_err(Error::internal)?;
    store_writes::put_change(tx, service, provider, &entry, c.now)?;
    record(tx, c, service, "service.change-proposed", json!({ "provider": provider, "fields": fields }))
}

/// The service reads as proposed.
///
/// # Errors
/// `Refused` when the service was changed since it was proposed, `Invalid` when it breaks a rule by now.
pub fn accept(tx: &mut Tx, c: &mut Command, service: &Service, change: &Change) -> Result<(), Error> {
    demand_state(service, &["published"])?;
    if change.service_version != service.version {
        return Err(Refusal::new("catalogue-change-stale").into());
    }
    edit(tx, c, service, &change.entry)?;
    store_writes::delete_change(tx, change)?;
    record(tx, c, service, "service.change-accepted", json!({ "provider": change.organization_id }))
}

/// Sends the change back to its provider.
///
/// # Errors
/// `Invalid` without a reason, `Conflict` when the provider proposed another meanwhile.
pub fn send_back(tx: &mut Tx, c: &mut Command, service: &Service, change: &Change, words: &str) -> Result<(), Error> {
    demand_reason(words)?;
    store_writes::return_change(tx, change, words)?;
    record(tx, c, service, "service.change-returned", json!({ "provider": change.organization_id, "reason": words }))
}
