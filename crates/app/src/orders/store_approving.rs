//! Every statement about approvals inside an organization.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::approval_rules::Rule;
use super::approving::{Approval, Decision, Kind};
use crate::web::{Error, Refusal, one_row};

pub(super) fn rule(tx: &mut Tx, organization: Uuid, kind: Kind) -> Result<Option<Rule>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT id, above_fen, steps FROM approval_rules
             WHERE organization_id = $1 AND kind = $2 AND ended_at IS NULL"
        ),
        &params![organization, kind.code()],
    )?;
    let rule = |row: Row| {
        let steps = serde_json::from_str(&row.get::<String>("steps")).map_err(Error::internal)?;
        Ok(Rule { id: row.get("id"), above_fen: row.get("above_fen"), steps })
    };
    row.map(rule).transpose()
}

pub(super) fn end_rule(tx: &mut Tx, organization: Uuid, kind: Kind, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE approval_rules SET ended_at = $3 WHERE organization_id = $1 AND kind = $2 AND ended_at IS NULL"),
        &params![organization, kind.code(), now],
    )?;
    Ok(())
}

pub(super) fn insert_rule(
    tx: &mut Tx,
    organization: Uuid,
    kind: Kind,
    rule: &Rule,
    person: Uuid,
    now: i64,
) -> Result<(), Error> {
    let steps = serde_json::to_string(&rule.steps).map_err(Error::internal)?;
    let insert = sql!(
        "INSERT INTO approval_rules (id, organization_id, kind, above_fen, steps, set_by, set_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    match tx.execute(insert, &params![rule.id, organization, kind.code(), rule.above_fen, steps, person, now]) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

pub(super) fn insert(tx: &mut Tx, new: &Approval) -> Result<(), Error> {
    let content = serde_json::to_string(&new.content).map_err(Error::internal)?;
    let steps = serde_json::to_string(&new.steps).map_err(Error::internal)?;
    let insert = sql!(
        "INSERT INTO approvals (hub_id, id, organization_id, kind, object_id, reference, about, amount_fen, content,
         steps, step, approver_id, asked_by, asked_name, asked_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    let values = params![
        new.hub_id,
        new.id,
        new.organization,
        new.kind.code(),
        new.object_id,
        new.reference.as_str(),
        new.about.as_str(),
        new.amount_fen,
        content,
        steps,
        new.step,
        new.approver,
        new.asked_by,
        new.asked_name.as_str(),
        new.asked_at,
        new.state.as_str()
    ];
    match tx.execute(insert, &values) {
        Err(db::Error::Unique { .. }) => Err(Refusal::new("orders-approval-waits").into()),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

/// The next step, or the end; `Conflict` when somebody decided meanwhile.
pub(super) fn move_on(
    tx: &mut Tx,
    approval: &Approval,
    step: i64,
    approver: Uuid,
    state: &str,
    ended_at: Option<i64>,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE approvals SET step = $3, approver_id = $4, state = $5, ended_at = $6
             WHERE hub_id = $1 AND id = $2 AND step = $7 AND ended_at IS NULL"
        ),
        &params![approval.hub_id, approval.id, step, approver, state, ended_at, approval.step],
    )?;
    one_row(changed)
}

pub(super) fn insert_decision(tx: &mut Tx, approval: &Approval, person: Uuid, made: &Decision) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO approval_decisions (hub_id, approval_id, step, person_id, person_name, decision, words, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let values = params![
        approval.hub_id,
        approval.id,
        approval.step,
        person,
        made.name.as_str(),
        made.decision.as_str(),
        made.words.as_str(),
        made.at
    ];
    match tx.execute(insert, &values) {
        Err(db::Error::Unique { .. }) => Err(Error::Conflict),
        other => other.map(|_| ()).map_err(Error::from),
    }
}

pub(super) fn decisions(tx: &mut Tx, approval: &Approval) -> Result<Vec<Decision>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT person_name, decision, words, decided_at FROM approval_decisions
             WHERE hub_id = $1 AND approval_id = $2 ORDER BY step"
        ),
        &params![approval.hub_id, approval.id],
    )?;
    let decision = |row: &Row| Decision {
        name: row.get("person_name"),
        decision: row.get("decision"),
        words: row.get("words"),
        at: row.get("decided_at"),
    };
    Ok(rows.iter().map(decision).collect())
}

fn approval(row: &Row) -> Result<Approval, Error> {
    let kind: String = row.get("kind");
    Ok(Approval {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        organization: row.get("organization_id"),
        kind: Kind::parse(&kind).ok_or_else(|| Error::internal(format!("approval kind {kind}")))?,
        object_id: row.get("object_id"),
        reference: row.get("reference"),
        about: row.get("about"),
        amount_fen: row.get("amount_fen"),
        content: serde_json::from_str(&row.get::<String>("content")).map_err(Error::internal)?,
        steps: serde_json::from_str(&row.get::<String>("steps")).map_err(Error::internal)?,
        step: row.get("step"),
        approver: row.get("approver_id"),
        approver_name: row.get("approver_name"),
        asked_by: row.get("asked_by"),
        asked_name: row.get("asked_name"),
        asked_at: row.get("asked_at"),
        state: row.get("state"),
        decisions: Vec::new(),
    })
}

pub(super) fn by_id(tx: &mut Tx, id: Uuid) -> Result<Approval, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT a.*, p.name AS approver_name FROM approvals a JOIN people p ON p.id = a.approver_id
             WHERE a.id = $1"
        ),
        &params![id],
    )?;
    approval(&row.ok_or(Error::NotFound)?)
}

/// The newest first, and how many there are; only what waits for one person, where one is given.
pub(super) fn list(
    tx: &mut Tx,
    organization: Uuid,
    waiting_for: Option<Uuid>,
    offset: i64,
    rows: i64,
) -> Result<(Vec<Approval>, i64), Error> {
    let (rows, total) = match waiting_for {
        Some(person) => (
            tx.query(
                sql!(
                    "SELECT a.*, p.name AS approver_name FROM approvals a JOIN people p ON p.id = a.approver_id
                     WHERE a.organization_id = $1 AND a.approver_id = $2 AND a.ended_at IS NULL
                     ORDER BY a.id DESC LIMIT $3 OFFSET $4"
                ),
                &params![organization, person, rows, offset],
            )?,
            tx.one(
                sql!(
                    "SELECT COUNT(*) AS n FROM approvals
                     WHERE organization_id = $1 AND approver_id = $2 AND ended_at IS NULL"
                ),
                &params![organization, person],
            )?,
        ),
        None => (
            tx.query(
                sql!(
                    "SELECT a.*, p.name AS approver_name FROM approvals a JOIN people p ON p.id = a.approver_id
                     WHERE a.organization_id = $1 ORDER BY a.id DESC LIMIT $2 OFFSET $3"
                ),
                &params![organization, rows, offset],
            )?,
            tx.one(sql!("SELECT COUNT(*) AS n FROM approvals WHERE organization_id = $1"), &params![organization])?,
        ),
    };
    Ok((rows.iter().map(approval).collect::<Result<_, _>>()?, total.get("n")))
}

pub(super) fn is_waiting(tx: &mut Tx, organization: Uuid, object: Uuid) -> Result<bool, Error> {
    let row = tx.maybe(
        sql!("SELECT 1 AS one FROM approvals WHERE organization_id = $1 AND object_id = $2 AND ended_at IS NULL"),
        &params![organization, object],
    )?;
    Ok(row.is_some())
}
