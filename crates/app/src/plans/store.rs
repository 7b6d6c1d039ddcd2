//! Every statement of the plans.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Item, ItemState, Link, Offer, Plan, PlanState, Span, fixed_price};
use super::telling::Replacement;
use crate::web::{Error, lists, one_row};

fn plan(row: &Row) -> Result<Plan, Error> {
    let state: String = row.get("state");
    Ok(Plan {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        need_id: row.get("need_id"),
        firm_id: row.get("firm_id"),
        state: PlanState::parse(&state).ok_or_else(|| Error::internal(format!("plan state {state}")))?,
        quote_by: row.get("quote_by"),
        proposed_at: row.get("proposed_at"),
        remark: row.get("remark"),
        version: row.get("version"),
    })
}

/// The plan of a need, if it has one yet.
///
/// # Errors
/// Of the database.
pub fn by_need(tx: &mut Tx, hub: Uuid, need: Uuid) -> Result<Option<Plan>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT hub_id, id, need_id, firm_id, state, quote_by, proposed_at, remark, version
             FROM plans WHERE hub_id = $1 AND need_id = $2"
        ),
        &params![hub, need],
    )?;
    row.as_ref().map(plan).transpose()
}

pub(super) fn insert(tx: &mut Tx, plan: &Plan, person: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO plans (hub_id, id, need_id, firm_id, state, created_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![plan.hub_id, plan.id, plan.need_id, plan.firm_id, plan.state.code(), person, now],
    )?;
    Ok(())
}

/// Moves the plan on; `Conflict` when somebody else changed it meanwhile.
pub(super) fn update(tx: &mut Tx, plan: &Plan, state: PlanState) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE plans SET state = $3, quote_by = $4, proposed_at = $5, remark = $6, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $7"
        ),
        &params![
            plan.hub_id,
            plan.id,
            state.code(),
            plan.quote_by.clone(),
            plan.proposed_at,
            plan.remark.as_str(),
            plan.version
        ],
    )?;
    one_row(changed)
}

pub(super) fn mark_decided(tx: &mut Tx, plan: &Plan, person: Option<Uuid>, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE plans SET decided_at = $3, decided_by = $4 WHERE hub_id = $1 AND id = $2"),
        &params![plan.hub_id, plan.id, now, person],
    )?;
    Ok(())
}

/// The items of a plan in their order.
///
/// # Errors
/// Of the database.
pub fn items(tx: &mut Tx, hub: Uuid, plan: Uuid) -> Result<Vec<Item>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT i.id, i.position, i.service_id, s.name AS service_name, s.code AS service_code,
                    c.kind AS center_kind, s.price_kind, s.promised_days, s.price_from_fen, sp.price_fen AS own_fen,
                    i.provider_id, o.name AS provider_name, o.uscc AS provider_uscc, i.price_fen, i.days, i.trips, i.note, i.state,
                    i.order_reference, i.starts_on, i.ends_on, i.done_at, i.quoted_on,
                    COALESCE(i.slot_id, i.id) AS slot, i.version
             FROM plan_items i
             JOIN services s ON s.hub_id = i.hub_id AND s.id = i.service_id
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             JOIN organizations o ON o.id = i.provider_id
             LEFT JOIN service_providers sp ON sp.hub_id = i.hub_id AND sp.service_id = i.service_id
                  AND sp.organization_id = i.provider_id
             WHERE i.hub_id = $1 AND i.plan_id = $2 ORDER BY i.position, i.id"
        ),
        &params![hub, plan],
    )?;
    rows.iter().map(item).collect()
}

fn item(row: &Row) -> Result<Item, Error> {
    let state: String = row.get("state");
    let price_kind: String = row.get("price_kind");
    let fixed_fen = fixed_price(&price_kind, row.get("price_from_fen"), row.get("own_fen"));
    Ok(Item {
        id: row.get("id"),
        slot: row.get("slot"),
        position: row.get("position"),
        service_id: row.get("service_id"),
        service_name: row.get("service_name"),
        service_code: row.get("service_code"),
        center_kind: row.get("center_kind"),
        price_kind,
        promised_days: row.get("promised_days"),
        provider_id: row.get("provider_id"),
        provider_name: row.get("provider_name"),
        provider_uscc: row.get("provider_uscc"),
        fixed_fen,
        price_fen: row.get("price_fen"),
        days: row.get("days"),
        trips: row.get("trips"),
        note: row.get("note"),
        state: ItemState::parse(&state).ok_or_else(|| Error::internal(format!("item state {state}")))?,
        order_reference: row.get("order_reference"),
        runs: row.get::<Option<String>>("starts_on").zip(row.get("ends_on")),
        done_at: row.get("done_at"),
        quoted_on: row.get("quoted_on"),
        version: row.get("version"),
    })
}

/// Services whose name, or whose provider's name, contains `words`, each with a provider resident on `today`: those of
/// the need's own purpose first. At most `rows`; more words find fewer.
///
/// # Errors
/// Of the database.
pub fn offers(tx: &mut Tx, hub: Uuid, need: Uuid, words: &str, today: &str, rows: i64) -> Result<Vec<Offer>, Error> {
    let pattern = lists::containing(words);
    let rows = tx.query(
        sql!(
            "SELECT s.code, s.name, s.price_kind, s.price_from_fen, s.promised_days, s.trips, c.kind AS center_kind,
                    p.organization_id, p.price_fen AS own_fen, o.name AS provider_name
             FROM services s
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             JOIN service_providers p ON p.hub_id = s.hub_id AND p.service_id = s.id
             JOIN organizations o ON o.id = p.organization_id
             WHERE s.hub_id = $1 AND s.state = 'published'
               AND (s.name LIKE $3 ESCAPE '!' OR o.name LIKE $3 ESCAPE '!')
               AND EXISTS (SELECT 1 FROM residencies r WHERE r.hub_id = s.hub_id
                           AND r.organization_id = p.organization_id AND r.starts_on <= $4
                           AND (r.ends_on IS NULL OR r.ends_on >= $4))
             ORDER BY CASE WHEN s.function = (SELECT n.function FROM needs n WHERE n.hub_id = $1 AND n.id = $2)
                      THEN 0 ELSE 1 END, s.name, o.name
             LIMIT $5"
        ),
        &params![hub, need, pattern, today, rows],
    )?;
    Ok(rows.iter().map(offer).collect())
}

/// The resident providers of one service.
///
/// # Errors
/// Of the database.
pub fn offers_of(tx: &mut Tx, hub: Uuid, service: Uuid, today: &str, rows: i64) -> Result<Vec<Offer>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.code, s.name, s.price_kind, s.price_from_fen, s.promised_days, s.trips, c.kind AS center_kind,
                    p.organization_id, p.price_fen AS own_fen, o.name AS provider_name
             FROM services s
             JOIN centers c ON c.hub_id = s.hub_id AND c.id = s.center_id
             JOIN service_providers p ON p.hub_id = s.hub_id AND p.service_id = s.id
             JOIN organizations o ON o.id = p.organization_id
             WHERE s.hub_id = $1 AND s.id = $2 AND s.state = 'published'
               AND EXISTS (SELECT 1 FROM residencies r WHERE r.hub_id = s.hub_id
                           AND r.organization_id = p.organization_id AND r.starts_on <= $3
                           AND (r.ends_on IS NULL OR r.ends_on >= $3))
             ORDER BY o.name LIMIT $4"
        ),
        &params![hub, service, today, rows],
    )?;
    Ok(rows.iter().map(offer).collect())
}

fn offer(row: &Row) -> Offer {
    Offer {
        service_code: row.get("code"),
        service_name: row.get("name"),
        center_kind: row.get("center_kind"),
        provider_id: row.get("organization_id"),
        provider_name: row.get("provider_name"),
        fixed_fen: fixed_price(&row.get::<String>("price_kind"), row.get("price_from_fen"), row.get("own_fen")),
        promised_days: row.get("promised_days"),
        trips: row.get("trips"),
    }
}

/// What waits for what in a plan.
///
/// # Errors
/// Of the database.
pub fn links(tx: &mut Tx, hub: Uuid, plan: Uuid) -> Result<Vec<Link>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT l.before_id, l.after_id FROM plan_links l
             JOIN plan_items i ON i.hub_id = l.hub_id AND i.id = l.after_id
             WHERE l.hub_id = $1 AND i.plan_id = $2"
        ),
        &params![hub, plan],
    )?;
    Ok(rows.iter().map(|row| Link { before: row.get("before_id"), after: row.get("after_id") }).collect())
}

/// A new item, not asked yet.
pub(super) struct NewRow<'a> {
    pub(super) id: Uuid,
    pub(super) slot: Uuid,
    pub(super) position: i64,
    pub(super) service: Uuid,
    pub(super) provider: Uuid,
    pub(super) trips: i64,
    pub(super) note: &'a str,
}

pub(super) fn insert_item(tx: &mut Tx, plan: &Plan, new: &NewRow) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO plan_items (hub_id, id, slot_id, plan_id, position, service_id, provider_id, trips, note, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')"
        ),
        &params![plan.hub_id, new.id, new.slot, plan.id, new.position, new.service, new.provider, new.trips, new.note],
    )?;
    Ok(())
}

/// Hands a slot, with what waits for it and what it waits for, to another of its items.
pub(super) fn hand_slot(tx: &mut Tx, hub: Uuid, slot: Uuid, to: Uuid) -> Result<(), Error> {
    tx.execute(sql!("UPDATE plan_items SET slot_id = $3 WHERE hub_id = $1 AND slot_id = $2"), &params![hub, slot, to])?;
    tx.execute(
        sql!("UPDATE plan_links SET before_id = $3 WHERE hub_id = $1 AND before_id = $2"),
        &params![hub, slot, to],
    )?;
    tx.execute(
        sql!("UPDATE plan_links SET after_id = $3 WHERE hub_id = $1 AND after_id = $2"),
        &params![hub, slot, to],
    )?;
    Ok(())
}

pub(super) fn insert_link(tx: &mut Tx, hub: Uuid, link: Link) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO plan_links (hub_id, before_id, after_id) VALUES ($1, $2, $3)"),
        &params![hub, link.before, link.after],
    )?;
    Ok(())
}

pub(super) fn delete_item(tx: &mut Tx, hub: Uuid, item: Uuid) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM plan_links WHERE hub_id = $1 AND (before_id = $2 OR after_id = $2)"),
        &params![hub, item],
    )?;
    let gone = tx.execute(
        sql!("DELETE FROM plan_items WHERE hub_id = $1 AND id = $2 AND state = 'open' AND order_reference IS NULL"),
        &params![hub, item],
    )?;
    if gone == 1 { Ok(()) } else { Err(Error::Conflict) }
}

pub(super) fn update_item(tx: &mut Tx, hub: Uuid, item: Uuid, state: ItemState) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE plan_items SET state = $3, version = version + 1 WHERE hub_id = $1 AND id = $2"),
        &params![hub, item, state.code()],
    )?;
    Ok(())
}

pub(super) fn update_quote(
    tx: &mut Tx,
    hub: Uuid,
    item: Uuid,
    (price_fen, days): (i64, i64),
    today: &str,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE plan_items SET state = 'quoted', price_fen = $3, days = $4, quoted_on = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2"
        ),
        &params![hub, item, price_fen, days, today],
    )?;
    Ok(())
}

pub(super) fn update_price(tx: &mut Tx, hub: Uuid, item: Uuid, price_fen: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE plan_items SET price_fen = $3, version = version + 1 WHERE hub_id = $1 AND id = $2"),
        &params![hub, item, price_fen],
    )?;
    Ok(())
}

pub(super) fn update_runs(tx: &mut Tx, hub: Uuid, item: Uuid, span: Span) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE plan_items SET starts_on = $3, ends_on = $4 WHERE hub_id = $1 AND id = $2"),
        &params![hub, item, span.starts.to_string(), span.ends.to_string()],
    )?;
    Ok(())
}

pub(super) fn update_done(tx: &mut Tx, hub: Uuid, item: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(sql!("UPDATE plan_items SET done_at = $3 WHERE hub_id = $1 AND id = $2"), &params![hub, item, now])?;
    Ok(())
}

pub(super) fn update_replaced(tx: &mut Tx, hub: Uuid, item: Uuid, new: &Replacement) -> Result<(), Error> {
    let (starts, ends) = new.runs.clone().unzip();
    tx.execute(
        sql!(
            "UPDATE plan_items SET provider_id = $3, order_reference = $4, price_fen = $5, days = $6, starts_on = $7,
             ends_on = $8, version = version + 1 WHERE hub_id = $1 AND id = $2"
        ),
        &params![hub, item, new.provider, new.reference, new.price_fen, new.days, starts, ends],
    )?;
    Ok(())
}

pub(super) fn update_order(tx: &mut Tx, hub: Uuid, item: Uuid, reference: &str) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE plan_items SET order_reference = $3 WHERE hub_id = $1 AND id = $2"),
        &params![hub, item, reference],
    )?;
    Ok(())
}
