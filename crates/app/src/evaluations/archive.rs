//! The archive of a round: a tar of what the result follows from, the result, and the proofs. docs/bundle.md tells how it
//! is read, so that somebody else can write a program that reckons the same.

use std::collections::BTreeMap;

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::dossier::{Correction, HubData, Sampled, Scored};
use super::model::{Round, RoundHub, State};
use super::opening::{must_go, must_run, record};
use super::rules::Rules;
use super::{figures, objecting, store, tar};
use crate::app::App;
use crate::command::Command;
use crate::records::log;
use crate::web::Error;

/// The form of the archive.
pub const FORMAT: &str = "yizhan-round-1";

/// `round.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The round's code.
    pub code: String,
    /// Title.
    pub title: String,
    /// The year that was evaluated.
    pub year: i64,
    /// Of the bureau.
    pub division: String,
    /// Code of the scheme.
    pub scheme: String,
    /// How the round went.
    pub rules: Rules,
    /// Of the sample, hex.
    pub seed: String,
    /// Milliseconds UTC.
    pub frozen_at: i64,
    /// Milliseconds UTC.
    pub final_at: i64,
    /// SHA-256 of every other file, hex.
    pub files: BTreeMap<String, String>,
}

/// A hub's line of `result.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The hub's code.
    pub hub: String,
    /// Name.
    pub name: String,
    /// Score, as it was published.
    pub score: String,
    /// Rank; none for a hub that is out of the ranking.
    pub rank: Option<i64>,
    /// Grade; empty for none.
    pub grade: String,
}

/// What was frozen of a hub: a line of `hubs.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Its data.
    #[serde(flatten)]
    pub data: HubData,
    /// The values exactly as its event commits to them.
    pub frozen: String,
    /// Leaves at the checkpoint.
    pub log_size: i64,
    /// Root there, hex.
    pub root: String,
    /// Records that the sample was drawn from.
    pub records: i64,
}

/// Packs a round that is published.
///
/// # Errors
/// `Refused` while the sequencer has not placed an event of the freeze.
pub fn pack(tx: &mut Tx, app: &App, round: &Round) -> Result<Vec<u8>, Error> {
    tx.as_system(|tx| packed(tx, app, round))
}

fn packed(tx: &mut Tx, app: &App, round: &Round) -> Result<Vec<u8>, Error> {
    let dossier = figures::dossier(tx, round, crate::app::day_of(round.opened_at))?;
    let members = store::hubs(tx, round.id)?;
    let mut files = BTreeMap::new();
    files.insert("scheme.toml".to_owned(), round.scheme.clone().into_bytes());
    let mut hubs = Vec::new();
    for (hub, data) in members.iter().zip(&dossier.hubs) {
        hubs.push(Kept {
            data: data.clone(),
            frozen: hub.frozen.clone(),
            log_size: hub.log_size.unwrap_or_default(),
            root: hub.root.clone(),
            records: hub.records,
        });
        let population = store::kept_population(tx, hub)?;
        files.insert(format!("population/{}.txt", hub.code), population.into_bytes());
        files.insert(format!("checkpoints/{}.txt", hub.code), hub.checkpoint.clone().into_bytes());
        proof(tx, app, hub, &mut files)?;
    }
    put(&mut files, "hubs.json", &hubs)?;
    put(&mut files, "sample.json", &dossier.sample)?;
    put(&mut files, "reviews.json", &dossier.scores)?;
    put(&mut files, "corrections.json", &dossier.corrections)?;
    let objections = objecting::of(tx, round, None)?;
    // Whoever objected is not named.
    let objections: Vec<_> = objections
        .iter()
        .map(|one| {
            json!({ "number": one.number, "hub": one.hub_code, "words": one.words, "state": one.state,
                "answer": one.answer, "effect": one.effect })
        })
        .collect();
    put(&mut files, "objections.json", &objections)?;
    put(&mut files, "result.json", &members.iter().map(published).collect::<Vec<_>>())?;
    put(&mut files, "explained.json", &dossier.evaluate()?)?;
    let sums = files.iter().map(|(name, bytes)| (name.clone(), hex(bytes))).collect();
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        code: round.code.clone(),
        title: round.title.clone(),
        year: round.year,
        division: round.division.clone(),
        scheme: round.scheme_code.clone(),
        rules: round.rules.clone(),
        seed: round.seed.clone(),
        frozen_at: round.frozen_at.unwrap_or_default(),
        final_at: round.final_at.unwrap_or_default(),
        files: sums,
    };
    put(&mut files, "round.json", &manifest)?;
    tar::pack(&files, round.final_at.unwrap_or_default())
}

/// The proof that the event of the freeze is in the hub's log.
fn proof(tx: &mut Tx, app: &App, hub: &RoundHub, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Error> {
    let Some(event) = hub.event_id else { return Ok(()) };
    let bundle = log::bundle(tx, app, hub.hub_id, event)?;
    let bundle = bundle.ok_or_else(|| crate::web::Refusal::new("evaluations-log-waits"))?;
    files.insert(format!("proofs/{}.json", hub.code), bundle.into_bytes());
    Ok(())
}

fn published(hub: &RoundHub) -> Published {
    Published {
        hub: hub.code.clone(),
        name: hub.name.clone(),
        score: hub.score.clone(),
        rank: hub.place,
        grade: hub.grade.clone(),
    }
}

fn put(files: &mut BTreeMap<String, Vec<u8>>, name: &str, value: &impl Serialize) -> Result<(), Error> {
    files.insert(name.to_owned(), serde_json::to_vec_pretty(value).map_err(Error::internal)?);
    Ok(())
}

/// SHA-256, hex.
pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Keeps which archive is the round's.
///
/// # Errors
/// `Refused` unless it is published.
pub fn keep(tx: &mut Tx, c: &mut Command, round: &Round, hash: &[u8; 32]) -> Result<(), Error> {
    must_run(c, round)?;
    must_go(round, State::Archived)?;
    store::archive(tx, round, hash, c.now)?;
    record(tx, c, round, "round.archived", json!({ "sha256": data_encoding::HEXLOWER.encode(hash) }))
}

/// The parts of an archive that a result follows from.
#[derive(Debug)]
pub struct Opened {
    /// `round.json`.
    pub manifest: Manifest,
    /// All files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// `hubs.json`.
    pub hubs: Vec<Kept>,
    /// `sample.json`.
    pub sample: Vec<Sampled>,
    /// `reviews.json`.
    pub scores: Vec<Scored>,
    /// `corrections.json`.
    pub corrections: Vec<Correction>,
    /// `result.json`.
    pub result: Vec<Published>,
}

/// Opens an archive.
///
/// # Errors
/// What is missing or not readable, in words.
pub fn open(bytes: &[u8]) -> Result<Opened, String> {
    fn read<T: for<'de> Deserialize<'de>>(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Result<T, String> {
        let bytes = files.get(name).ok_or_else(|| format!("缺少 {name}"))?;
        serde_json::from_slice(bytes).map_err(|error| format!("{name} 无法读取:{error}"))
    }
    let files = tar::unpack(bytes)?;
    let manifest: Manifest = read(&files, "round.json")?;
    if manifest.format != FORMAT {
        return Err(format!("不认识的格式 {}", manifest.format));
    }
    Ok(Opened {
        manifest,
        hubs: read(&files, "hubs.json")?,
        sample: read(&files, "sample.json")?,
        scores: read(&files, "reviews.json")?,
        corrections: read(&files, "corrections.json")?,
        result: read(&files, "result.json")?,
        files,
    })
}
