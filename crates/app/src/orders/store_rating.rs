//! Every statement about ratings and what they set off.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::Order;
use super::rating::Rating;
use super::rectifying::{Call, Round, Task};
use crate::web::{Error, one_row};

pub(super) struct RatingRow<'a> {
    pub(super) level: i64,
    pub(super) aspects: &'a str,
    pub(super) words: &'a str,
    pub(super) person: Uuid,
}

pub(super) fn insert_rating(tx: &mut Tx, order: &Order, rating: &RatingRow, now: i64) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO ratings (hub_id, order_id, level, aspects, words, person_id, rated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let values = params![order.hub_id, order.id, rating.level, rating.aspects, rating.words, rating.person, now];
    match tx.execute(insert, &values) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

/// The rating of an order, without its task.
pub(super) fn rating(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Option<Rating>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT r.level, r.aspects, r.words, a.words AS added, a.added_at FROM ratings r
             LEFT JOIN rating_additions a ON a.hub_id = r.hub_id AND a.order_id = r.order_id
             WHERE r.hub_id = $1 AND r.order_id = $2"
        ),
        &params![hub, order],
    )?;
    Ok(row.map(|row| Rating {
        level: row.get("level"),
        aspects: row.get("aspects"),
        words: row.get("words"),
        addition: row.get::<Option<String>>("added").zip(row.get("added_at")),
        task: None,
    }))
}

pub(super) fn insert_addition(tx: &mut Tx, order: &Order, words: &str, person: Uuid, now: i64) -> Result<(), Error> {
    let insert =
        sql!("INSERT INTO rating_additions (hub_id, order_id, words, person_id, added_at) VALUES ($1, $2, $3, $4, $5)");
    match tx.execute(insert, &params![order.hub_id, order.id, words, person, now]) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

pub(super) fn insert_rectification(
    tx: &mut Tx,
    order: &Order,
    id: Uuid,
    aspects: &str,
    now: i64,
    due_on: Option<String>,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO rectifications (hub_id, id, order_id, provider_id, aspects, opened_at, due_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![order.hub_id, id, order.id, order.provider_id, aspects, now, due_on],
    )?;
    Ok(())
}

/// The task without its rounds.
pub(super) fn task(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Option<Task>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT round, due_on, call_by, answered_at, outcome, closed_at FROM rectifications
             WHERE hub_id = $1 AND order_id = $2"
        ),
        &params![hub, order],
    )?;
    Ok(row.map(|row| Task {
        round: row.get("round"),
        due_on: row.get("due_on"),
        call_by: row.get("call_by"),
        answered: row.get::<Option<i64>>("answered_at").is_some(),
        outcome: row.get("outcome"),
        closed_at: row.get("closed_at"),
        rounds: Vec::new(),
    }))
}

/// The answers with their ids, the first round first; without files and calls.
pub(super) fn answers(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<(Uuid, Round)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, round, words, answered_at FROM rectification_answers
             WHERE hub_id = $1 AND order_id = $2 ORDER BY round"
        ),
        &params![hub, order],
    )?;
    let round = |row: &Row| Round {
        number: row.get("round"),
        words: row.get("words"),
        answered_at: row.get("answered_at"),
        files: Vec::new(),
        calls: Vec::new(),
    };
    Ok(rows.iter().map(|row| (row.get("id"), round(row))).collect())
}

pub(super) fn calls(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<Call>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.round, p.name, c.called_at, c.spoke_with, c.words, c.result FROM rectification_calls c
             JOIN people p ON p.id = c.person_id WHERE c.hub_id = $1 AND c.order_id = $2 ORDER BY c.called_at, c.id"
        ),
        &params![hub, order],
    )?;
    let call = |row: &Row| Call {
        round: row.get("round"),
        by: row.get("name"),
        at: row.get("called_at"),
        spoke_with: row.get("spoke_with"),
        words: row.get("words"),
        result: row.get("result"),
    };
    Ok(rows.iter().map(call).collect())
}

pub(super) fn insert_answer(
    tx: &mut Tx,
    order: &Order,
    id: Uuid,
    round: i64,
    words: &str,
    person: Uuid,
    now: i64,
) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO rectification_answers (hub_id, id, order_id, round, words, person_id, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    match tx.execute(insert, &params![order.hub_id, id, order.id, round, words, person, now]) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

pub(super) fn mark_answered(
    tx: &mut Tx,
    order: &Order,
    person: Uuid,
    now: i64,
    words: &str,
    call_by: Option<String>,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE rectifications SET answer = $3, answered_by = $4, answered_at = $5, call_by = $6,
             version = version + 1 WHERE hub_id = $1 AND order_id = $2 AND answered_at IS NULL AND closed_at IS NULL"
        ),
        &params![order.hub_id, order.id, words, person, now, call_by],
    )?;
    one_row(changed)
}

pub(super) struct CallRow<'a> {
    pub(super) round: i64,
    pub(super) spoke_with: &'a str,
    pub(super) words: &'a str,
    pub(super) result: &'a str,
}

pub(super) fn insert_call(
    tx: &mut Tx,
    order: &Order,
    id: Uuid,
    call: &CallRow,
    person: Uuid,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO rectification_calls (hub_id, id, order_id, round, person_id, called_at, spoke_with, words,
             result) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![order.hub_id, id, order.id, call.round, person, now, call.spoke_with, call.words, call.result],
    )?;
    Ok(())
}

/// The next round begins; `Conflict` when somebody else called meanwhile.
pub(super) fn open_again(tx: &mut Tx, order: &Order, due_on: Option<String>) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE rectifications SET round = round + 1, due_on = $3, answer = NULL, answered_by = NULL,
             answered_at = NULL, call_by = NULL, version = version + 1
             WHERE hub_id = $1 AND order_id = $2 AND answered_at IS NOT NULL AND closed_at IS NULL"
        ),
        &params![order.hub_id, order.id, due_on],
    )?;
    one_row(changed)
}

pub(super) fn close_task(tx: &mut Tx, order: &Order, outcome: &str, now: i64) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE rectifications SET outcome = $3, closed_at = $4, version = version + 1
             WHERE hub_id = $1 AND order_id = $2 AND answered_at IS NOT NULL AND closed_at IS NULL"
        ),
        &params![order.hub_id, order.id, outcome, now],
    )?;
    one_row(changed)
}

pub(super) fn order_of_answer(tx: &mut Tx, hub: Uuid, answer: Uuid) -> Result<Uuid, Error> {
    let row = tx.maybe(
        sql!("SELECT order_id FROM rectification_answers WHERE hub_id = $1 AND id = $2"),
        &params![hub, answer],
    )?;
    Ok(row.ok_or(Error::NotFound)?.get("order_id"))
}
