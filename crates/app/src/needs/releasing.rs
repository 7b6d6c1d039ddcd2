//! A time at a window that was booked for a need is released when the need ends: somebody else can have it, and whoever
//! booked it is told that they need not come. The hall itself stands downstream, in `hall`.

use db::Tx;
use serde_json::json;

use super::commands::record;
use super::model::Need;
use super::store_visits;
use crate::command::Command;
use crate::web::Error;

/// The need ends: what is booked and not begun is released.
///
/// # Errors
/// `Conflict` when it was changed meanwhile.
pub(super) fn release(tx: &mut Tx, c: &mut Command, need: &Need) -> Result<(), Error> {
    let Some(booked) = store_visits::booked(tx, need)? else { return Ok(()) };
    store_visits::release(tx, need, &booked, c.now)?;
    let time = format!("{} {:02}:{:02}", booked.day, booked.starts / 60, booked.starts % 60);
    record(tx, c, need, "need.visit-released", json!({ "time": time, "told": [booked.person] }))
}
