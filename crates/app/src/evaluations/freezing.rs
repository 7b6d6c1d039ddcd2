//! The freeze: of every hub the values, the checkpoint of its log and the records that a sample is drawn from are kept, and
//! an event in its log commits to them. From then on the data of the round do not change.

use std::collections::BTreeMap;

use db::Tx;
use ledger::{Checkpoint, Note};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::model::{Round, RoundHub, State};
use super::opening::{must_go, must_run, record, record_at};
use super::store::Freeze;
use super::{figures, sampling, shipped, store, store_sample};
use crate::command::Command;
use crate::records::log;
use crate::web::{Error, Refusal};

/// SHA-256 of a text, hex.
pub fn sum(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// Freezes. Hubs that never handed in are marked as absent.
///
/// # Errors
/// `Refused` before the year has ended, while the city has not answered every hub, or while leaves wait for their place in a log.
pub fn freeze(tx: &mut Tx, c: &mut Command, round: &Round) -> Result<(), Error> {
    must_run(c, round)?;
    must_go(round, State::Frozen)?;
    if i64::from(c.today().year()) <= round.year {
        return Err(Refusal::new("evaluations-year-runs").with("year", round.year).into());
    }
    let members = tx.as_system(|tx| store::hubs(tx, round.id))?;
    let unanswered: Vec<String> =
        members.iter().filter(|hub| hub.state == "submitted").map(|hub| hub.name.clone()).collect();
    if !unanswered.is_empty() {
        return Err(Refusal::new("evaluations-unanswered").list("hubs", unanswered).into());
    }
    tx.as_system(|tx| {
        let states = log::states(tx)?;
        let waits = |hub: &RoundHub| states.iter().any(|state| state.code == hub.code && state.waiting > 0);
        if members.iter().any(waits) {
            return Err(Refusal::new("evaluations-log-waits").into());
        }
        let scheme = shipped::read(&round.scheme)?;
        let ids: Vec<_> = members.iter().map(|hub| hub.hub_id).collect();
        let all = figures::values(tx, &ids, &scheme, round.year, c.today())?;
        let seed = data_encoding::HEXLOWER.encode(&c.random());
        for (hub, values) in members.iter().zip(&all) {
            freeze_hub(tx, c, (round, &seed), hub, values)?;
        }
        store::freeze(tx, round, &seed, c.now)?;
        record(tx, c, round, "round.frozen-all", json!({ "seed": seed, "hubs": members.len() }))
    })
}

fn freeze_hub(
    tx: &mut Tx,
    c: &mut Command,
    (round, seed): (&Round, &str),
    hub: &RoundHub,
    values: &BTreeMap<String, String>,
) -> Result<(), Error> {
    let note = log::checkpoint(tx, hub.hub_id)?.unwrap_or_default();
    let (size, root) = read_checkpoint(&note)?;
    let references = store::population(tx, hub.hub_id, round.year)?;
    let population: String = references.iter().flat_map(|one| [one.as_str(), "\n"]).collect();
    let frozen = serde_json::to_string(values).map_err(Error::internal)?;
    let earlier = figures::earlier(tx, hub.hub_id, round.year, round.rules.earlier_years)?;
    let earlier = serde_json::to_string(&earlier).map_err(Error::internal)?;
    let told = json!({ "round": round.code, "values": sum(&frozen), "population": sum(&population),
        "records": references.len(), "scheme": sum(&round.scheme), "seed": seed, "size": size, "root": root });
    let event = record_at(tx, c, hub.hub_id, round, "round.frozen", told)?;
    let drawn = sampling::draw(seed, references.iter().map(String::as_str), round.rules.sample_percent);
    for (at, reference) in drawn.into_iter().enumerate() {
        store_sample::insert(tx, hub, at as i64 + 1, reference)?;
    }
    let new = Freeze {
        state: if hub.state == "accepted" { "accepted" } else { "absent" },
        frozen: &frozen,
        earlier: &earlier,
        checkpoint: &note,
        log_size: size,
        root: &root,
        population: &population,
        records: references.len() as i64,
        event,
    };
    store::freeze_hub(tx, hub, &new)
}

/// Leaves and root, hex, of a checkpoint's note; nothing of none.
fn read_checkpoint(note: &str) -> Result<(i64, String), Error> {
    if note.is_empty() {
        return Ok((0, String::new()));
    }
    let note = Note::parse(note).map_err(Error::internal)?;
    let checkpoint = Checkpoint::parse(&note.text).map_err(Error::internal)?;
    Ok((checkpoint.size as i64, checkpoint.root.hex()))
}
