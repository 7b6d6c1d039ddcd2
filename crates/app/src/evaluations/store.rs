//! Every statement about rounds and the hubs in them.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Round, RoundHub, State};
use crate::hubs::Hub;
use crate::web::{Error, one_row};

fn round(row: &Row) -> Result<Round, Error> {
    let read = |column: &str| -> String { row.get(column) };
    Ok(Round {
        id: row.get("id"),
        code: row.get("code"),
        title: row.get("title"),
        year: row.get("year"),
        division: row.get("division"),
        level: row.get("level"),
        scheme_code: row.get("scheme_code"),
        scheme: row.get("scheme"),
        rules: serde_json::from_str(&read("rules")).map_err(Error::internal)?,
        hidden: row.get::<i64>("hidden") != 0,
        state: State::parse(&read("state")).ok_or_else(|| Error::internal("a round without a state"))?,
        steps: serde_json::from_str(&read("steps")).map_err(Error::internal)?,
        opened_at: row.get("opened_at"),
        seed: row.get("seed"),
        frozen_at: row.get("frozen_at"),
        noticed_on: row.get("noticed_on"),
        notice_until: row.get("notice_until"),
        first_by: row.get("first_by"),
        final_at: row.get("final_at"),
        archive: row.get("archive"),
        reason: row.get("reason"),
        version: row.get("version"),
    })
}

fn round_hub(row: &Row) -> RoundHub {
    RoundHub {
        hub_id: row.get("hub_id"),
        round_id: row.get("round_id"),
        code: row.get("hub_code"),
        name: row.get("hub_name"),
        state: row.get("state"),
        remarks: row.get("remarks"),
        submitted_at: row.get("submitted_at"),
        checked_words: row.get("checked_words"),
        fraud: row.get("fraud"),
        frozen: row.get("frozen"),
        earlier: row.get("earlier"),
        checkpoint: row.get("checkpoint"),
        log_size: row.get("log_size"),
        root: row.get("root"),
        records: row.get("records"),
        event_id: row.get("event_id"),
        score: row.get("score"),
        place: row.get("place"),
        grade: row.get("grade"),
        version: row.get("version"),
    }
}

pub(super) fn insert(tx: &mut Tx, new: &Round, person: Uuid) -> Result<(), db::Error> {
    let rules = serde_json::to_string(&new.rules).unwrap_or_default();
    let steps = serde_json::to_string(&new.steps).unwrap_or_default();
    tx.execute(
        sql!(
            "INSERT INTO rounds (id, code, title, year, division, level, scheme_code, scheme, rules, hidden, state, steps,
             opened_by, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &params![
            new.id,
            new.code.as_str(),
            new.title.as_str(),
            new.year,
            new.division.as_str(),
            new.level.as_str(),
            new.scheme_code.as_str(),
            new.scheme.as_str(),
            rules,
            i64::from(new.hidden),
            new.state.code(),
            steps,
            person,
            new.opened_at
        ],
    )?;
    Ok(())
}

pub(super) fn insert_hub(tx: &mut Tx, round: Uuid, hub: &Hub, earlier: &str) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO round_hubs (hub_id, round_id, hub_code, hub_name, state, earlier)
             VALUES ($1, $2, $3, $4, 'preparing', $5)"
        ),
        &params![hub.id, round, hub.code.as_str(), hub.name.as_str(), earlier],
    )?;
    Ok(())
}

/// The round with this code.
///
/// # Errors
/// `NotFound`.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Round, Error> {
    let row = tx.maybe(sql!("SELECT * FROM rounds WHERE code = $1"), &params![code])?;
    row.as_ref().map(round).ok_or(Error::NotFound)?
}

pub(super) fn by_id(tx: &mut Tx, id: Uuid) -> Result<Round, Error> {
    let row = tx.maybe(sql!("SELECT * FROM rounds WHERE id = $1"), &params![id])?;
    row.as_ref().map(round).ok_or(Error::NotFound)?
}

/// Every round, the newest year first: there are a few a year.
///
/// # Errors
/// Of the database.
pub fn all(tx: &mut Tx, rows: i64) -> Result<Vec<Round>, Error> {
    let rows = tx.query(sql!("SELECT * FROM rounds ORDER BY year DESC, code DESC LIMIT $1"), &params![rows])?;
    rows.iter().map(round).collect()
}

/// The rounds in which a hub takes part, the newest first.
pub(super) fn of_hub(tx: &mut Tx, hub: Uuid) -> Result<Vec<Round>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.* FROM round_hubs h JOIN rounds r ON r.id = h.round_id WHERE h.hub_id = $1
             ORDER BY r.year DESC, r.code DESC LIMIT 200"
        ),
        &params![hub],
    )?;
    rows.iter().map(round).collect()
}

/// The hubs of a round, by code.
pub(super) fn hubs(tx: &mut Tx, round: Uuid) -> Result<Vec<RoundHub>, Error> {
    let rows = tx.query(sql!("SELECT * FROM round_hubs WHERE round_id = $1 ORDER BY hub_code"), &params![round])?;
    Ok(rows.iter().map(round_hub).collect())
}

/// A hub in a round.
pub(super) fn hub(tx: &mut Tx, round: Uuid, code: &str) -> Result<RoundHub, Error> {
    let row = tx.maybe(
        sql!("SELECT * FROM round_hubs WHERE round_id = $1 AND hub_code = $2"),
        &params![round, code.to_ascii_uppercase()],
    )?;
    row.as_ref().map(round_hub).ok_or(Error::NotFound)
}

pub(super) fn submit(tx: &mut Tx, hub: &RoundHub, remarks: &str, (person, now): (Uuid, i64)) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE round_hubs SET state = 'submitted', remarks = $4, submitted_by = $5, submitted_at = $6,
             version = version + 1 WHERE hub_id = $1 AND round_id = $2 AND version = $3"
        ),
        &params![hub.hub_id, hub.round_id, hub.version, remarks, person, now],
    )?)
}

pub(super) fn check(
    tx: &mut Tx,
    hub: &RoundHub,
    (state, words): (&str, &str),
    (person, now): (Uuid, i64),
) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE round_hubs SET state = $4, checked_words = $5, checked_by = $6, checked_at = $7,
             version = version + 1 WHERE hub_id = $1 AND round_id = $2 AND version = $3"
        ),
        &params![hub.hub_id, hub.round_id, hub.version, state, words, person, now],
    )?)
}

pub(super) fn set_fraud(tx: &mut Tx, hub: &RoundHub, words: &str) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE round_hubs SET fraud = $4, version = version + 1
             WHERE hub_id = $1 AND round_id = $2 AND version = $3"
        ),
        &params![hub.hub_id, hub.round_id, hub.version, words],
    )?)
}

/// What is frozen of a hub.
pub(super) struct Freeze<'f> {
    pub state: &'f str,
    pub frozen: &'f str,
    pub earlier: &'f str,
    pub checkpoint: &'f str,
    pub log_size: i64,
    pub root: &'f str,
    pub population: &'f str,
    pub records: i64,
    pub event: Uuid,
}

pub(super) fn freeze_hub(tx: &mut Tx, hub: &RoundHub, new: &Freeze<'_>) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE round_hubs SET state = $4, frozen = $5, earlier = $6, checkpoint = $7, log_size = $8, root = $9,
             population = $10, records = $11, event_id = $12, version = version + 1
             WHERE hub_id = $1 AND round_id = $2 AND version = $3"
        ),
        &params![
            hub.hub_id,
            hub.round_id,
            hub.version,
            new.state,
            new.frozen,
            new.earlier,
            new.checkpoint,
            new.log_size,
            new.root,
            new.population,
            new.records,
            new.event
        ],
    )?)
}

pub(super) fn freeze(tx: &mut Tx, round: &Round, seed: &str, now: i64) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE rounds SET state = 'frozen', seed = $3, frozen_at = $4, version = version + 1
             WHERE id = $1 AND version = $2"
        ),
        &params![round.id, round.version, seed, now],
    )?)
}

pub(super) fn set_state(tx: &mut Tx, round: &Round, state: State) -> Result<(), Error> {
    one_row(tx.execute(
        sql!("UPDATE rounds SET state = $3, version = version + 1 WHERE id = $1 AND version = $2"),
        &params![round.id, round.version, state.code()],
    )?)
}

pub(super) fn call_off(tx: &mut Tx, round: &Round, reason: &str) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE rounds SET state = 'called-off', reason = $3, version = version + 1 WHERE id = $1 AND version = $2"
        ),
        &params![round.id, round.version, reason],
    )?)
}

pub(super) fn notice(tx: &mut Tx, round: &Round, (on, until): (&str, &str)) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE rounds SET state = 'noticed', noticed_on = $3, notice_until = $4, version = version + 1
             WHERE id = $1 AND version = $2"
        ),
        &params![round.id, round.version, on, until],
    )?)
}

pub(super) fn publish_first(tx: &mut Tx, round: &Round, person: Uuid, now: i64) -> Result<(), Error> {
    one_row(tx.execute(
        sql!("UPDATE rounds SET first_by = $3, first_at = $4, version = version + 1 WHERE id = $1 AND version = $2"),
        &params![round.id, round.version, person, now],
    )?)
}

/// What was to be published has changed: who published first has to look again.
pub(super) fn publish_again(tx: &mut Tx, round: &Round) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE rounds SET first_by = NULL, first_at = NULL, version = version + 1
             WHERE id = $1 AND version = $2"
        ),
        &params![round.id, round.version],
    )?)
}

pub(super) fn publish(tx: &mut Tx, round: &Round, person: Uuid, now: i64) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE rounds SET state = 'final', final_by = $3, final_at = $4, version = version + 1
             WHERE id = $1 AND version = $2"
        ),
        &params![round.id, round.version, person, now],
    )?)
}

pub(super) fn archive(tx: &mut Tx, round: &Round, hash: &[u8; 32], now: i64) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE rounds SET state = 'archived', archive = $3, archived_at = $4, version = version + 1
             WHERE id = $1 AND version = $2"
        ),
        &params![round.id, round.version, hash.to_vec(), now],
    )?)
}

pub(super) fn set_result(
    tx: &mut Tx,
    hub: &RoundHub,
    (score, place, grade): (&str, Option<i64>, &str),
) -> Result<(), Error> {
    one_row(tx.execute(
        sql!("UPDATE round_hubs SET score = $3, place = $4, grade = $5 WHERE hub_id = $1 AND round_id = $2"),
        &params![hub.hub_id, hub.round_id, score, place, grade],
    )?)
}

/// Reference numbers of the records of a year that stand and count.
pub(super) fn population(tx: &mut Tx, hub: Uuid, year: i64) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT reference FROM records WHERE hub_id = $1 AND month >= $2 AND month <= $3 AND counts = 1
             AND corrected_by IS NULL ORDER BY reference"
        ),
        &params![hub, format!("{year:04}-01"), format!("{year:04}-12")],
    )?;
    Ok(rows.iter().map(|row| row.get("reference")).collect())
}

pub(super) fn kept_population(tx: &mut Tx, hub: &RoundHub) -> Result<String, Error> {
    let row = tx.one(
        sql!("SELECT population FROM round_hubs WHERE hub_id = $1 AND round_id = $2"),
        &params![hub.hub_id, hub.round_id],
    )?;
    Ok(row.get("population"))
}
