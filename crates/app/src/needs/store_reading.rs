//! What a need's pages read beside the need: hubs to route to, whom to write to, how far plan and orders have come, what
//! happened. Reads only.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Need, OrderSeen, Progress};
use super::routing::Candidate;
use crate::access::Who;
use crate::web::lists::containing;
use crate::web::{Error, masking};

/// The hubs that take needs.
pub(super) fn candidates(tx: &mut Tx) -> Result<Vec<Candidate>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, code, name, industry, industry_codes, division FROM hubs WHERE stage <> 'removed' ORDER BY code"
        ),
        &params![],
    )?;
    let candidate = |row: &Row| Candidate {
        id: row.get("id"),
        code: row.get("code"),
        name: row.get("name"),
        industry: row.get("industry"),
        industry_codes: row.get("industry_codes"),
        division: row.get("division"),
    };
    Ok(rows.iter().map(candidate).collect())
}

/// Where to find a hub and when.
pub(super) struct Window {
    pub(super) address: String,
    pub(super) hours: String,
    pub(super) phone: String,
}

pub(super) fn window(tx: &mut Tx, hub: Uuid) -> Result<Window, Error> {
    let row = tx.one(sql!("SELECT address, hours, phone FROM hubs WHERE id = $1"), &params![hub])?;
    Ok(Window { address: row.get("address"), hours: row.get("hours"), phone: row.get("phone") })
}

/// Name and number of a person, the firm's number when the person has none.
pub(super) fn contact(tx: &mut Tx, person: Uuid, firm: Uuid) -> Result<(String, String), Error> {
    let row = tx.maybe(
        sql!(
            "SELECT p.name, COALESCE(p.phone, o.contact_phone) AS phone FROM people p, organizations o
             WHERE p.id = $1 AND o.id = $2"
        ),
        &params![person, firm],
    )?;
    let row = row.ok_or(Error::NotFound)?;
    Ok((row.get("name"), row.get("phone")))
}

/// How far plan and orders of a need have come.
///
/// # Errors
/// Of the database.
pub fn progress(tx: &mut Tx, need: &Need) -> Result<Progress, Error> {
    let plan = tx.maybe(
        sql!("SELECT state, proposed_at FROM plans WHERE hub_id = $1 AND need_id = $2"),
        &params![need.hub_id, need.id],
    )?;
    let rows = tx.query(
        sql!(
            "SELECT reference, service_name, provider_name, state, due_on, accepted_at FROM orders
             WHERE hub_id = $1 AND need_id = $2 ORDER BY id"
        ),
        &params![need.hub_id, need.id],
    )?;
    let order = |row: &Row| OrderSeen {
        reference: row.get("reference"),
        service_name: row.get("service_name"),
        provider_name: row.get("provider_name"),
        state: row.get("state"),
        due_on: row.get("due_on"),
        accepted: row.get::<Option<i64>>("accepted_at").is_some(),
    };
    Ok(Progress {
        proposed: plan.as_ref().is_some_and(|row| row.get::<Option<i64>>("proposed_at").is_some()),
        plan: plan.map(|row| row.get("state")),
        orders: rows.iter().map(order).collect(),
    })
}

/// How often the firm had to come: trips of the orders, and visits before there was one; and whether a time can be booked.
pub(super) fn visits(tx: &mut Tx, need: &Need) -> Result<(i64, bool), Error> {
    let row = tx.one(
        sql!(
            "SELECT (SELECT CAST(COALESCE(SUM(trips), 0) AS BIGINT) FROM orders WHERE hub_id = $1 AND need_id = $2)
               + (SELECT COUNT(*) FROM hall_visits WHERE hub_id = $1 AND need_id = $2 AND order_id IS NULL) AS n,
             (SELECT COUNT(*) FROM hall_windows WHERE hub_id = $1 AND state = 'open') AS windows"
        ),
        &params![need.hub_id, need.id],
    )?;
    Ok((row.get("n"), row.get::<i64>("windows") > 0))
}

/// Something that happened to a need, its plan or its orders.
pub(super) struct Happened {
    pub(super) at: i64,
    pub(super) action: String,
    /// Who did it, empty for the system; masked unless they acted for the place that the reader acts for.
    pub(super) person: String,
}

/// What happened to a need, its plan and its orders, newest first; also at the hubs that it was passed on from.
pub(super) fn history(tx: &mut Tx, who: &Who, need: &Need, rows: i64) -> Result<Vec<Happened>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT at, action, person, organization_id, member_hub FROM (
               SELECT e.id, e.at, e.action, COALESCE(p.name, '') AS person, m.organization_id, m.hub_id AS member_hub
               FROM events e LEFT JOIN people p ON p.id = e.person_id LEFT JOIN memberships m ON m.id = e.membership_id
               WHERE e.hub_id = $1 AND e.object_id IN (
                 SELECT id FROM needs WHERE hub_id = $1 AND id = $2
                 UNION ALL SELECT id FROM plans WHERE hub_id = $1 AND need_id = $2
                 UNION ALL SELECT id FROM orders WHERE hub_id = $1 AND need_id = $2
                 UNION ALL SELECT r.id FROM records r JOIN orders o ON o.hub_id = r.hub_id AND o.id = r.order_id
                   WHERE o.hub_id = $1 AND o.need_id = $2)
               UNION ALL
               SELECT e.id, e.at, e.action, COALESCE(p.name, ''), m.organization_id, m.hub_id FROM need_forwards f
               JOIN events e ON e.hub_id = f.hub_id AND e.object_id = f.need_id
               LEFT JOIN people p ON p.id = e.person_id LEFT JOIN memberships m ON m.id = e.membership_id
               WHERE f.need_id = $2 AND f.to_hub_id = $1
             ) happened ORDER BY id DESC LIMIT $3"
        ),
        &params![need.hub_id, need.id, rows],
    )?;
    let places = [who.actor.firm(), who.actor.provider(), who.actor.hub()];
    let happened = |row: &Row| {
        let of: [Option<Uuid>; 2] = [row.get("organization_id"), row.get("member_hub")];
        let own = of.iter().any(|place| place.is_some() && places.contains(place));
        let name: String = row.get("person");
        let person = if own { name } else { masking::name(&name) };
        Happened { at: row.get("at"), action: row.get("action"), person }
    };
    Ok(rows.iter().map(happened).collect())
}

/// A firm that a clerk may take a need in for.
#[derive(Clone, Debug)]
pub(super) struct Firm {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) uscc: String,
    pub(super) division: String,
    pub(super) contact_name: String,
    pub(super) contact_phone: String,
}

fn firm(row: &Row) -> Firm {
    Firm {
        id: row.get("id"),
        name: row.get("name"),
        uscc: row.get("uscc"),
        division: row.get("division"),
        contact_name: row.get("contact_name"),
        contact_phone: row.get("contact_phone"),
    }
}

/// Firms by a part of their name or the head of their USCC.
pub(super) fn firms(tx: &mut Tx, words: &str, rows: i64) -> Result<Vec<Firm>, Error> {
    let code = codes::text::tidy(words);
    // A short word of Latin letters is part of a name, not the head of a code.
    let code =
        if code.len() >= 6 && code.bytes().all(|b| b.is_ascii_alphanumeric()) { code + "%" } else { String::new() };
    let rows = tx.query(
        sql!(
            "SELECT id, name, uscc, division, contact_name, contact_phone FROM organizations
             WHERE is_firm = 1 AND (name LIKE $1 ESCAPE '!' OR uscc LIKE $2) ORDER BY name LIMIT $3"
        ),
        &params![containing(words), code, rows],
    )?;
    Ok(rows.iter().map(firm).collect())
}

/// The firm with this id.
pub(super) fn firm_by_id(tx: &mut Tx, id: Uuid) -> Result<Firm, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT id, name, uscc, division, contact_name, contact_phone FROM organizations
             WHERE id = $1 AND is_firm = 1"
        ),
        &params![id],
    )?;
    row.as_ref().map(firm).ok_or(Error::NotFound)
}

/// Name of the organization with this USCC, if it is registered.
pub(super) fn name_by_uscc(tx: &mut Tx, uscc: &str) -> Result<Option<String>, Error> {
    let row = tx.maybe(sql!("SELECT name FROM organizations WHERE uscc = $1"), &params![uscc])?;
    Ok(row.map(|row| row.get("name")))
}
