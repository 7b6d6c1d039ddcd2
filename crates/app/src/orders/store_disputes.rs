//! Every statement about disputes.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::disputing::{Dispute, Entry, Outcome, State};
use super::model::Order;
use crate::web::{Error, Refusal, one_row};

pub(super) fn insert(tx: &mut Tx, order: &Order, new: &Dispute) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO disputes (hub_id, id, order_id, number, opened_by, reason, opened_at, name_by, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        order.hub_id,
        new.id,
        order.id,
        new.number,
        new.opened_by.as_str(),
        new.reason.as_str(),
        new.opened_at,
        new.name_by.clone(),
        new.state.code()
    ];
    match tx.execute(insert, &values) {
        // Both sides at the same moment.
        Err(db::Error::Unique { .. }) => Err(Refusal::new("orders-dispute-open").into()),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

/// Writes what a step changes; `Conflict` when somebody else changed the dispute meanwhile.
pub(super) fn update(tx: &mut Tx, order: &Order, dispute: &Dispute) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE disputes SET mediator_id = $3, mediator_name = $4, due_on = $5, state = $6, outcome = $7,
             price_fen = $8, deliver_by = $9, firm_answer = $10, provider_answer = $11, ended_at = $12,
             version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $13 AND ended_at IS NULL"
        ),
        &params![
            order.hub_id,
            dispute.id,
            dispute.mediator,
            dispute.mediator_name.as_str(),
            dispute.due_on.clone(),
            dispute.state.code(),
            dispute.outcome.map(Outcome::code).unwrap_or_default(),
            dispute.price_fen,
            dispute.deliver_by.clone(),
            dispute.firm_answer.as_str(),
            dispute.provider_answer.as_str(),
            dispute.ended_at,
            dispute.version
        ],
    )?;
    one_row(changed)
}

/// The disputes of an order, the first one first.
pub(super) fn of_order(tx: &mut Tx, order: &Order) -> Result<Vec<Dispute>, Error> {
    let rows = tx.query(
        sql!("SELECT * FROM disputes WHERE hub_id = $1 AND order_id = $2 ORDER BY number"),
        &params![order.hub_id, order.id],
    )?;
    rows.iter().map(dispute).collect()
}

fn dispute(row: &Row) -> Result<Dispute, Error> {
    let state: String = row.get("state");
    Ok(Dispute {
        id: row.get("id"),
        number: row.get("number"),
        opened_by: row.get("opened_by"),
        reason: row.get("reason"),
        opened_at: row.get("opened_at"),
        name_by: row.get("name_by"),
        mediator: row.get("mediator_id"),
        mediator_name: row.get("mediator_name"),
        due_on: row.get("due_on"),
        state: State::parse(&state).ok_or_else(|| Error::internal(format!("dispute state {state}")))?,
        outcome: Outcome::parse(&row.get::<String>("outcome")),
        price_fen: row.get("price_fen"),
        deliver_by: row.get("deliver_by"),
        firm_answer: row.get("firm_answer"),
        provider_answer: row.get("provider_answer"),
        ended_at: row.get("ended_at"),
        version: row.get("version"),
    })
}

pub(super) struct EntryRow<'a> {
    pub(super) id: Uuid,
    pub(super) dispute: Uuid,
    pub(super) side: &'a str,
    pub(super) kind: &'a str,
    pub(super) person: Uuid,
    pub(super) name: &'a str,
    pub(super) words: &'a str,
}

pub(super) fn insert_entry(tx: &mut Tx, hub: Uuid, new: &EntryRow, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO dispute_entries (hub_id, id, dispute_id, side, kind, person_id, person_name, words, said_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![hub, new.id, new.dispute, new.side, new.kind, new.person, new.name, new.words, now],
    )?;
    Ok(())
}

/// What was said in a dispute, the first word first; without files.
pub(super) fn entries(tx: &mut Tx, hub: Uuid, dispute: Uuid) -> Result<Vec<Entry>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, side, kind, person_name, words, said_at FROM dispute_entries
             WHERE hub_id = $1 AND dispute_id = $2 ORDER BY said_at, id"
        ),
        &params![hub, dispute],
    )?;
    let entry = |row: &Row| Entry {
        id: row.get("id"),
        side: row.get("side"),
        kind: row.get("kind"),
        name: row.get("person_name"),
        words: row.get("words"),
        at: row.get("said_at"),
        files: Vec::new(),
    };
    Ok(rows.iter().map(entry).collect())
}

pub(super) fn order_of_entry(tx: &mut Tx, hub: Uuid, entry: Uuid) -> Result<Uuid, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT d.order_id FROM dispute_entries e JOIN disputes d ON d.hub_id = e.hub_id AND d.id = e.dispute_id
             WHERE e.hub_id = $1 AND e.id = $2"
        ),
        &params![hub, entry],
    )?;
    Ok(row.ok_or(Error::NotFound)?.get("order_id"))
}
