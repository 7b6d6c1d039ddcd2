//! Every statement of the service records.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::confirming::Said;
use super::model::Record;
use crate::orders::Order;
use crate::web::{Error, one_row};

pub(super) fn record(row: &Row) -> Result<Record, Error> {
    let list = |text: String| text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    Ok(Record {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        reference: row.get("reference"),
        order_id: row.get("order_id"),
        order_reference: row.get("order_reference"),
        corrects_id: row.get("corrects_id"),
        corrected_by: row.get("corrected_by"),
        center_id: row.get("center_id"),
        center_kind: row.get("center_kind"),
        center_name: row.get("center_name"),
        function: row.get("function"),
        service_id: row.get("service_id"),
        service_name: row.get("service_name"),
        provider_id: row.get("provider_id"),
        provider_name: row.get("provider_name"),
        provider_uscc: row.get("provider_uscc"),
        firm_id: row.get("firm_id"),
        firm_name: row.get("firm_name"),
        firm_uscc: row.get("firm_uscc"),
        firm_size: row.get("firm_size"),
        firm_division: row.get("firm_division"),
        firm_industry: row.get("firm_industry"),
        accepted_on: row.get("accepted_on"),
        due_on: row.get("due_on"),
        delivered_on: row.get("delivered_on"),
        confirmed_on: row.get("confirmed_on"),
        confirmed_at: row.get("confirmed_at"),
        price_fen: row.get("price_fen"),
        deliverables: serde_json::from_str(&row.get::<String>("deliverables")).map_err(Error::internal)?,
        rating: row.get("rating"),
        trips: row.get("trips"),
        on_time: row.get("on_time"),
        benefit: row.get("benefit"),
        benefit_fen: row.get("benefit_fen"),
        benefit_days: row.get("benefit_days"),
        benefit_how: row.get("benefit_how"),
        mediated: row.get("mediated"),
        counts: row.get("counts"),
        reasons: list(row.get("reasons")),
        rule: row.get("rule"),
        correction_words: row.get("correction_words"),
        event_id: row.get("event_id"),
    })
}

/// The record with this reference number, in any spelling a person may use.
///
/// # Errors
/// `NotFound`.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Record, Error> {
    let reference = codes::reference::Reference::parse(reference).map_err(|_| Error::NotFound)?.to_string();
    let row = tx.maybe(sql!("SELECT * FROM records WHERE reference = $1"), &params![reference])?;
    record(&row.ok_or(Error::NotFound)?)
}

/// The record with this id; used to follow a correction.
pub(super) fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Record, Error> {
    let row = tx.maybe(sql!("SELECT * FROM records WHERE hub_id = $1 AND id = $2"), &params![hub, id])?;
    record(&row.ok_or(Error::NotFound)?)
}

/// The record of an order and its corrections, the first one first.
///
/// # Errors
/// Of the database.
pub fn of_order(tx: &mut Tx, hub: Uuid, order: Uuid) -> Result<Vec<Record>, Error> {
    let rows =
        tx.query(sql!("SELECT * FROM records WHERE hub_id = $1 AND order_id = $2 ORDER BY id"), &params![hub, order])?;
    rows.iter().map(record).collect()
}

pub(super) fn insert(tx: &mut Tx, r: &Record) -> Result<(), Error> {
    let deliverables = serde_json::to_string(&r.deliverables).map_err(Error::internal)?;
    tx.execute(
        sql!(
            "INSERT INTO records (hub_id, id, reference, order_id, order_reference, corrects_id, center_id, center_kind,
             center_name, function, service_id, service_name, provider_id, provider_name, provider_uscc, firm_id,
             firm_name, firm_uscc, firm_size, firm_division, firm_industry, accepted_on, due_on, delivered_on,
             confirmed_on, confirmed_at, month, price_fen, deliverables, rating, trips, on_time, benefit, benefit_fen,
             benefit_days, benefit_how, counts, reasons, rule, correction_words, event_id, mediated)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
             $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42)"
        ),
        &params![
            r.hub_id,
            r.id,
            &r.reference,
            r.order_id,
            &r.order_reference,
            r.corrects_id,
            r.center_id,
            &r.center_kind,
            &r.center_name,
            &r.function,
            r.service_id,
            &r.service_name,
            r.provider_id,
            &r.provider_name,
            &r.provider_uscc,
            r.firm_id,
            &r.firm_name,
            &r.firm_uscc,
            &r.firm_size,
            &r.firm_division,
            &r.firm_industry,
            &r.accepted_on,
            r.due_on.clone(),
            &r.delivered_on,
            &r.confirmed_on,
            r.confirmed_at,
            &r.confirmed_on[..7],
            r.price_fen,
            deliverables,
            r.rating,
            r.trips,
            r.on_time,
            &r.benefit,
            r.benefit_fen,
            r.benefit_days,
            &r.benefit_how,
            r.counts,
            r.reasons.join(","),
            &r.rule,
            &r.correction_words,
            r.event_id,
            &r.mediated
        ],
    )?;
    Ok(())
}

/// Points from the old record to the new one; `Conflict` when another correction came first.
pub(super) fn mark_corrected(tx: &mut Tx, old: &Record, new: Uuid) -> Result<(), Error> {
    let changed = tx.execute(
        sql!("UPDATE records SET corrected_by = $3 WHERE hub_id = $1 AND id = $2 AND corrected_by IS NULL"),
        &params![old.hub_id, old.id, new],
    )?;
    one_row(changed)
}

pub(super) fn insert_confirmation(
    tx: &mut Tx,
    order: &Order,
    delivery: Uuid,
    person: Uuid,
    said: &Said,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO confirmations (hub_id, order_id, delivery_id, person_id, confirmed_at, benefit, benefit_fen,
             benefit_days, benefit_how) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![
            order.hub_id,
            order.id,
            delivery,
            person,
            now,
            &said.benefit,
            said.benefit_fen,
            said.benefit_days,
            &said.benefit_how
        ],
    )?;
    Ok(())
}
