//! Every statement of the changes.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::changes::{Change, ChangeState, Line, Party, Side};
use crate::web::Error;

fn change(row: &Row) -> Result<Change, Error> {
    let (state, side): (String, String) = (row.get("state"), row.get("side"));
    Ok(Change {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        plan_id: row.get("plan_id"),
        need_id: row.get("need_id"),
        need: row.get("need"),
        firm_id: row.get("firm_id"),
        state: ChangeState::parse(&state).ok_or_else(|| Error::internal(format!("state {state}")))?,
        side: Side::parse(&side).ok_or_else(|| Error::internal(format!("side {side}")))?,
        organization: row.get("organization_id"),
        reason: row.get("reason"),
        by: row.get("by_name"),
        at: row.get("proposed_at"),
        ended_at: row.get("ended_at"),
        ended_words: row.get("ended_words"),
        version: row.get("version"),
    })
}

macro_rules! changes {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT c.*, p.need_id, n.reference AS need, e.name AS by_name FROM plan_changes c
             JOIN plans p ON p.hub_id = c.hub_id AND p.id = c.plan_id
             JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id
             JOIN people e ON e.id = c.proposed_by ",
            $rest
        ))
    };
}

/// The change with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Change, Error> {
    change(&tx.maybe(changes!("WHERE c.id = $1"), &params![id])?.ok_or(Error::NotFound)?)
}

/// The change of a plan that waits for agreement.
///
/// # Errors
/// Of the database.
pub fn open(tx: &mut Tx, hub: Uuid, plan: Uuid) -> Result<Option<Change>, Error> {
    let open = changes!("WHERE c.hub_id = $1 AND c.plan_id = $2 AND c.state = 'proposed'");
    tx.maybe(open, &params![hub, plan])?.as_ref().map(change).transpose()
}

/// The changes of a plan, the newest first.
///
/// # Errors
/// Of the database.
pub fn list(tx: &mut Tx, hub: Uuid, plan: Uuid, offset: i64, rows: i64) -> Result<Vec<Change>, Error> {
    let list =
        changes!("WHERE c.hub_id = $1 AND c.plan_id = $2 ORDER BY c.proposed_at DESC, c.id DESC LIMIT $3 OFFSET $4");
    tx.query(list, &params![hub, plan, rows, offset])?.iter().map(change).collect()
}

/// How many changes a plan has had.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, hub: Uuid, plan: Uuid) -> Result<i64, Error> {
    let count = sql!("SELECT COUNT(*) AS n FROM plan_changes WHERE hub_id = $1 AND plan_id = $2");
    Ok(tx.one(count, &params![hub, plan])?.get("n"))
}

/// What happens in a change, as far as the actor may read it.
///
/// # Errors
/// Of the database.
pub fn lines(tx: &mut Tx, change: &Change) -> Result<Vec<Line>, Error> {
    let rows = tx.query(
        sql!("SELECT body FROM plan_change_lines WHERE hub_id = $1 AND change_id = $2 ORDER BY number"),
        &params![change.hub_id, change.id],
    )?;
    rows.iter().map(|row| serde_json::from_str(&row.get::<String>("body")).map_err(Error::internal)).collect()
}

/// Whose agreement it needs, the firm first. Asked as the system: each is told for whom it waits.
///
/// # Errors
/// Of the database.
pub fn parties(tx: &mut Tx, change: &Change) -> Result<Vec<Party>, Error> {
    let rows = tx.as_system(|tx| {
        tx.query(
            sql!(
                "SELECT p.side, p.organization_id, p.agreed_at, o.name FROM plan_change_parties p
                 JOIN organizations o ON o.id = p.organization_id
                 WHERE p.hub_id = $1 AND p.change_id = $2 ORDER BY p.side, o.name"
            ),
            &params![change.hub_id, change.id],
        )
    })?;
    let party = |row: &Row| {
        let side: String = row.get("side");
        Ok(Party {
            side: Side::parse(&side).ok_or_else(|| Error::internal(format!("side {side}")))?,
            organization: row.get("organization_id"),
            name: row.get("name"),
            agreed_at: row.get("agreed_at"),
        })
    };
    rows.iter().map(party).collect()
}

/// Writes a new change with its lines and those concerned; `own` has agreed by proposing it. As the system: a provider
/// writes rows of others.
///
/// # Errors
/// `Conflict` when the plan has an open change.
pub fn insert(
    tx: &mut Tx,
    change: &Change,
    person: Uuid,
    lines: &[Line],
    concerned: &[(Side, Uuid)],
) -> Result<(), Error> {
    let inserted = tx.execute(
        sql!(
            "INSERT INTO plan_changes (hub_id, id, plan_id, firm_id, state, side, organization_id, reason, proposed_by,
             proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &params![
            change.hub_id,
            change.id,
            change.plan_id,
            change.firm_id,
            change.state.code(),
            change.side.code(),
            change.organization,
            change.reason.as_str(),
            person,
            change.at
        ],
    );
    match inserted {
        Err(db::Error::Unique { .. }) => return Err(Error::Conflict),
        other => other?,
    };
    for (number, line) in (1i64..).zip(lines) {
        let body = serde_json::to_string(line).map_err(Error::internal)?;
        tx.execute(
            sql!(
                "INSERT INTO plan_change_lines (hub_id, change_id, number, provider_id, body)
                 VALUES ($1, $2, $3, $4, $5)"
            ),
            &params![change.hub_id, change.id, number, line.provider, body],
        )?;
    }
    for (side, organization) in concerned {
        let own = change.side == *side && change.organization == Some(*organization);
        let (by, at) = (own.then_some(person), own.then_some(change.at));
        tx.execute(
            sql!(
                "INSERT INTO plan_change_parties (hub_id, change_id, firm_id, side, organization_id, agreed_by, agreed_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            &params![change.hub_id, change.id, change.firm_id, side.code(), *organization, by, at],
        )?;
    }
    Ok(())
}

/// A party agrees.
///
/// # Errors
/// `Conflict` when it has agreed already, or somebody else acted on the change meanwhile.
pub fn mark_agreed(tx: &mut Tx, change: &Change, party: &Party, person: Uuid, now: i64) -> Result<(), Error> {
    // Two that agree at once would each see the other one waiting.
    let held = tx.execute(
        sql!("UPDATE plan_changes SET version = version + 1 WHERE hub_id = $1 AND id = $2 AND version = $3"),
        &params![change.hub_id, change.id, change.version],
    )?;
    let marked = tx.execute(
        sql!(
            "UPDATE plan_change_parties SET agreed_by = $5, agreed_at = $6
             WHERE hub_id = $1 AND change_id = $2 AND side = $3 AND organization_id = $4 AND agreed_at IS NULL"
        ),
        &params![change.hub_id, change.id, party.side.code(), party.organization, person, now],
    )?;
    if held == 1 && marked == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The change ends.
///
/// # Errors
/// `Conflict` when it has ended already.
pub fn end(tx: &mut Tx, change: &Change, state: ChangeState, person: Uuid, now: i64, words: &str) -> Result<(), Error> {
    let ended = tx.execute(
        sql!(
            "UPDATE plan_changes SET state = $3, ended_by = $4, ended_at = $5, ended_words = $6, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND state = 'proposed'"
        ),
        &params![change.hub_id, change.id, state.code(), person, now, words],
    )?;
    if ended == 1 { Ok(()) } else { Err(Error::Conflict) }
}
