//! How long it takes to verify a whole installation with a log of 700,000 leaves.

use std::time::Instant;

use serde_json::json;

use super::yard::{Yard, system};
use super::{Figure, Folder, store};
use crate::app::{App, Clock};
use crate::command::Event;
use crate::records::log;

const LEAVES: i64 = 700_000;
/// Events written in one transaction.
const BATCH: i64 = 10_000;

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new()?;
    let app = folder.open()?;
    let yard = Yard::build(&app)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let hub = serde_json::to_string(&yard.hub)?;
    let started = Instant::now();
    let mut written = 0;
    while written < LEAVES {
        written += write(&app, yard, BATCH.min(LEAVES - written))?;
        runtime.block_on(log::sequence(&app, &hub)).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    }
    let writing = started.elapsed().as_secs_f64();
    let events = system(&app, move |tx, _| store::events(tx, yard.hub))?;
    let started = Instant::now();
    log::verify_all(&app, None)?;
    let verifying = started.elapsed().as_secs_f64();
    app.db.close();
    Ok(vec![
        Figure::plain("events written and placed in the log, one writer", events as f64 / writing, "1/s"),
        Figure::plain("verifying a log of 700,000 leaves", verifying, "s").at_most(10.0),
    ])
}

fn write(app: &App, yard: Yard, count: i64) -> anyhow::Result<i64> {
    let day = Clock::Machine.now();
    system(app, move |tx, c| {
        for _ in 0..count {
            let event = Event {
                hub: yard.hub,
                action: "need.sent",
                object: "need",
                id: yard.service,
                reference: "LCX-2026-0000",
            };
            c.record(
                tx,
                event,
                json!({ "function": "testing", "channel": "online", "due_on": "2026-03-05", "at": day }),
            )?;
        }
        Ok(count)
    })
}
