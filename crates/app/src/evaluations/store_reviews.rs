//! Every statement about the experts of a round: who could look at a hub, what ties them to it, and what they say.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::dossier::Scored;
use super::model::{Review, RoundHub};
use crate::web::{Error, one_row};

fn review(row: &Row) -> Review {
    Review {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        round_id: row.get("round_id"),
        person_id: row.get("person_id"),
        name: row.get("name"),
        label: row.get("label"),
        alias: row.get("alias"),
        hub_code: row.get("hub_code"),
        hub_name: row.get("hub_name"),
        state: row.get("state"),
        words: row.get("words"),
        version: row.get("version"),
    }
}

/// An expert who could look at hubs.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The person.
    pub person_id: Uuid,
    /// Name.
    pub name: String,
    /// Where they work.
    pub employer: String,
    /// Fields of work.
    pub fields: String,
    /// GB/T 4754-2017 prefixes.
    pub industry_codes: String,
}

/// Experts with an account, whichever hub admitted them; one line for each person.
pub(super) fn candidates(tx: &mut Tx) -> Result<Vec<Candidate>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT DISTINCT m.person_id, p.name, COALESCE(e.employer, '') AS employer, COALESCE(e.fields, '') AS fields,
             COALESCE(e.industry_codes, '') AS industry_codes FROM memberships m JOIN people p ON p.id = m.person_id
             LEFT JOIN experts e ON e.person_id = m.person_id AND e.hub_id = m.hub_id
             WHERE m.role = 'expert' AND m.ended_at IS NULL ORDER BY p.name, m.person_id LIMIT 2000"
        ),
        &params![],
    )?;
    let mut found: Vec<Candidate> = Vec::new();
    for row in &rows {
        let person: Uuid = row.get("person_id");
        if found.iter().any(|one| one.person_id == person) {
            continue;
        }
        found.push(Candidate {
            person_id: person,
            name: row.get("name"),
            employer: row.get("employer"),
            fields: row.get("fields"),
            industry_codes: row.get("industry_codes"),
        });
    }
    Ok(found)
}

/// What ties a person to a hub, as `kind`s: membership, residency, orders, payments.
pub(super) fn conflicts(tx: &mut Tx, person: Uuid, hub: Uuid) -> Result<Vec<&'static str>, Error> {
    let mut found = Vec::new();
    let mut ask = |kind: &'static str, statement: &'static db::Sql| -> Result<(), Error> {
        let row = tx.one(statement, &params![person, hub])?;
        if row.get::<i64>("n") > 0 {
            found.push(kind);
        }
        Ok(())
    };
    ask(
        "membership",
        sql!("SELECT COUNT(*) AS n FROM memberships m WHERE m.person_id = $1 AND m.hub_id = $2 AND m.ended_at IS NULL"),
    )?;
    ask(
        "residency",
        sql!(
            "SELECT COUNT(*) AS n FROM memberships m JOIN residencies r ON r.organization_id = m.organization_id
             WHERE m.person_id = $1 AND r.hub_id = $2 AND m.ended_at IS NULL"
        ),
    )?;
    ask(
        "orders",
        sql!(
            "SELECT COUNT(*) AS n FROM memberships m
             JOIN orders o ON o.firm_id = m.organization_id OR o.provider_id = m.organization_id
             WHERE m.person_id = $1 AND o.hub_id = $2 AND m.ended_at IS NULL"
        ),
    )?;
    // Paid, or paid by, somebody who is resident there.
    ask(
        "payments",
        sql!(
            "SELECT COUNT(*) AS n FROM memberships m
             JOIN records o ON o.firm_id = m.organization_id OR o.provider_id = m.organization_id
             JOIN residencies r ON r.hub_id = $2 AND (r.organization_id = o.provider_id OR r.organization_id = o.firm_id)
             WHERE m.person_id = $1 AND m.ended_at IS NULL AND o.price_fen > 0"
        ),
    )?;
    // The employer that the profile names runs the hub, lives in it, or founded a carrier with it.
    ask(
        "employer",
        sql!(
            "SELECT COUNT(*) AS n FROM experts e WHERE e.person_id = $1 AND e.employer <> ''
             AND (EXISTS (SELECT 1 FROM hubs h WHERE h.id = $2 AND h.operator = e.employer)
              OR EXISTS (SELECT 1 FROM carriers c WHERE c.hub_id = $2 AND c.partner = e.employer)
              OR EXISTS (SELECT 1 FROM residencies r JOIN organizations o ON o.id = r.organization_id
                         WHERE r.hub_id = $2 AND o.name = e.employer))"
        ),
    )?;
    Ok(found)
}

pub(super) fn insert(tx: &mut Tx, new: &Review, (person, now): (Uuid, i64)) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO round_reviews (hub_id, id, round_id, person_id, label, alias, state, assigned_by, assigned_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'assigned', $7, $8)"
        ),
        &params![new.hub_id, new.id, new.round_id, new.person_id, new.label.as_str(), new.alias.as_str(), person, now],
    )?;
    Ok(())
}

/// Everybody who was asked to look at hubs of a round.
pub(super) fn of_round(tx: &mut Tx, round: Uuid) -> Result<Vec<Review>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT v.*, p.name, h.hub_code, h.hub_name FROM round_reviews v JOIN people p ON p.id = v.person_id
             JOIN round_hubs h ON h.hub_id = v.hub_id AND h.round_id = v.round_id
             WHERE v.round_id = $1 ORDER BY h.hub_code, v.label, v.id"
        ),
        &params![round],
    )?;
    Ok(rows.iter().map(review).collect())
}

/// What an expert was asked to look at, the newest first.
pub(super) fn of_person(tx: &mut Tx, person: Uuid) -> Result<Vec<Review>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT v.*, p.name, h.hub_code, h.hub_name FROM round_reviews v JOIN people p ON p.id = v.person_id
             JOIN round_hubs h ON h.hub_id = v.hub_id AND h.round_id = v.round_id
             WHERE v.person_id = $1 ORDER BY v.assigned_at DESC, v.id DESC LIMIT 500"
        ),
        &params![person],
    )?;
    Ok(rows.iter().map(review).collect())
}

/// The one of this id, of this expert.
pub(super) fn own(tx: &mut Tx, id: Uuid, person: Uuid) -> Result<Review, Error> {
    of_person(tx, person)?.into_iter().find(|review| review.id == id).ok_or(Error::NotFound)
}

pub(super) fn end(tx: &mut Tx, old: &Review, (state, words): (&str, &str), now: i64) -> Result<(), Error> {
    one_row(tx.execute(
        sql!(
            "UPDATE round_reviews SET state = $4, words = $5, ended_at = $6, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version, state, words, now],
    )?)
}

pub(super) fn put_score(
    tx: &mut Tx,
    review: &Review,
    (measure, score, reason): (&str, &str, &str),
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO round_scores (hub_id, review_id, measure, score, reason, given_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (hub_id, review_id, measure) DO UPDATE SET score = excluded.score, reason = excluded.reason,
             given_at = excluded.given_at"
        ),
        &params![review.hub_id, review.id, measure, score, reason, now],
    )?;
    Ok(())
}

fn scored(row: &Row) -> Result<Scored, Error> {
    Ok(Scored {
        hub: row.get("hub_code"),
        measure: row.get("measure"),
        expert: row.get("label"),
        score: row.get::<String>("score").parse().map_err(Error::internal)?,
        reason: row.get("reason"),
    })
}

/// The scores of those who are done.
pub(super) fn scores(tx: &mut Tx, round: Uuid) -> Result<Vec<Scored>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT h.hub_code, v.label, s.measure, s.score, s.reason FROM round_hubs h
             JOIN round_reviews v ON v.hub_id = h.hub_id AND v.round_id = h.round_id AND v.state = 'done'
             JOIN round_scores s ON s.hub_id = v.hub_id AND s.review_id = v.id
             WHERE h.round_id = $1 ORDER BY h.hub_code, v.label, s.measure"
        ),
        &params![round],
    )?;
    rows.iter().map(scored).collect()
}

/// What one expert said of a hub.
pub(super) fn scores_of(tx: &mut Tx, review: &Review) -> Result<Vec<Scored>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT $3 AS hub_code, $4 AS label, measure, score, reason FROM round_scores
             WHERE hub_id = $1 AND review_id = $2 ORDER BY measure"
        ),
        &params![review.hub_id, review.id, review.hub_code.as_str(), review.label.as_str()],
    )?;
    rows.iter().map(scored).collect()
}

/// Next free label of a hub's experts.
pub(super) fn next_label(tx: &mut Tx, hub: &RoundHub) -> Result<String, Error> {
    let counted = sql!("SELECT COUNT(*) AS n FROM round_reviews WHERE hub_id = $1 AND round_id = $2");
    let n: i64 = tx.one(counted, &params![hub.hub_id, hub.round_id])?.get("n");
    Ok(format!("E{}", n + 1))
}
