//! Every statement of the homes of firms and providers.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use crate::web::Error;

/// Something on a home.
#[derive(Clone, Debug)]
pub(super) struct Matter {
    /// Which kind: gives status, words and address.
    pub(super) kind: String,
    /// Reference number of the need or order.
    pub(super) reference: String,
    /// What it is about: the need's words or the service's name.
    pub(super) words: String,
    /// The other party; empty for a need.
    pub(super) other: String,
    /// The next day, `YYYY-MM-DD`.
    pub(super) day: Option<String>,
}

fn matters(rows: &[Row]) -> Vec<Matter> {
    let matter = |row: &Row| Matter {
        kind: row.get("kind"),
        reference: row.get("reference"),
        words: row.get("words"),
        other: row.get("other"),
        day: row.get("day"),
    };
    rows.iter().map(matter).collect()
}

/// What waits for a firm: needs asked back, plans proposed, orders delivered, and the last that it did not rate.
pub(super) fn turn_of_firm(tx: &mut Tx, firm: Uuid, rows: i64) -> Result<Vec<Matter>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT * FROM (
               SELECT 1 AS place, 'asked' AS kind, n.reference, n.words, '' AS other, CAST(NULL AS TEXT) AS day,
                      n.sent_at AS at
               FROM needs n WHERE n.firm_id = $1 AND n.state = 'asked'
               UNION ALL
               SELECT 1, 'gap', n.reference, g.name, '', g.due_on, g.set_at
               FROM needs n JOIN gaps g ON g.hub_id = n.hub_id AND g.need_id = n.id AND g.state = 'open'
               WHERE n.firm_id = $1 AND n.state IN ('accepted', 'planned')
               UNION ALL
               SELECT 1, 'proposed', n.reference, n.words, '', CAST(NULL AS TEXT), COALESCE(p.proposed_at, 0)
               FROM plans p JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id
               WHERE p.firm_id = $1 AND p.state = 'proposed'
               UNION ALL
               SELECT 1, 'delivered', o.reference, o.service_name, o.provider_name, CAST(NULL AS TEXT),
                      COALESCE(o.delivered_at, 0)
               FROM orders o WHERE o.firm_id = $1 AND o.state = 'delivered'
               UNION ALL
               SELECT * FROM (
                 SELECT 2 AS place, 'unrated' AS kind, o.reference, o.service_name, o.provider_name,
                        CAST(NULL AS TEXT) AS day, COALESCE(o.confirmed_at, 0) AS at
                 FROM orders o WHERE o.firm_id = $1 AND o.state = 'confirmed' AND NOT EXISTS
                   (SELECT 1 FROM ratings r WHERE r.hub_id = o.hub_id AND r.order_id = o.id)
                 ORDER BY o.confirmed_at DESC LIMIT 3) unrated
             ) matters ORDER BY place, at LIMIT $2"
        ),
        &params![firm, rows],
    )?;
    Ok(matters(&rows))
}

/// What is under way for a firm and somebody else's turn, the next day first.
pub(super) fn running_of_firm(tx: &mut Tx, firm: Uuid, rows: i64) -> Result<Vec<Matter>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT * FROM (
               SELECT n.state AS kind, n.reference, n.words, '' AS other,
                      CASE WHEN n.state = 'sent' THEN n.triage_due_on ELSE n.due_on END AS day, n.sent_at AS at
               FROM needs n WHERE n.firm_id = $1 AND n.state IN ('sent', 'accepted')
               UNION ALL
               SELECT 'returned', n.reference, n.words, '', CAST(NULL AS TEXT), COALESCE(p.decided_at, 0)
               FROM plans p JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id
               WHERE p.firm_id = $1 AND p.state IN ('composing', 'asking', 'returned') AND n.state = 'planned'
               UNION ALL
               SELECT CASE WHEN EXISTS (SELECT 1 FROM disputes d
                WHERE d.hub_id = o.hub_id AND d.order_id = o.id AND d.ended_at IS NULL) THEN 'disputed' WHEN o.state = 'accepted' THEN 'arranged' ELSE 'working' END,
                      o.reference, o.service_name,
                      o.provider_name, o.due_on, o.offered_at
               FROM orders o WHERE o.firm_id = $1 AND o.state IN ('accepted', 'in_progress')
             ) matters ORDER BY day NULLS LAST, at LIMIT $2"
        ),
        &params![firm, rows],
    )?;
    Ok(matters(&rows))
}

/// Needs of a firm that the hub declined, the last ones.
pub(super) fn declined_of_firm(tx: &mut Tx, firm: Uuid, rows: i64) -> Result<Vec<Matter>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT 'declined' AS kind, n.reference, n.words, '' AS other, CAST(NULL AS TEXT) AS day
             FROM needs n WHERE n.firm_id = $1 AND n.state = 'declined' ORDER BY n.closed_at DESC LIMIT $2"
        ),
        &params![firm, rows],
    )?;
    Ok(matters(&rows))
}

/// Orders of a provider to be quoted, those to be quoted first above.
pub(super) fn to_quote(tx: &mut Tx, provider: Uuid, rows: i64) -> Result<Vec<Matter>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.state AS kind, o.reference, o.service_name AS words, o.firm_name AS other, o.quote_by AS day
             FROM orders o WHERE o.provider_id = $1 AND o.state = 'offered'
             ORDER BY o.quote_by NULLS LAST, o.offered_at LIMIT $2"
        ),
        &params![provider, rows],
    )?;
    Ok(matters(&rows))
}

/// Orders that a provider works on, those due first above.
pub(super) fn to_deliver(tx: &mut Tx, provider: Uuid, rows: i64) -> Result<Vec<Matter>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM disputes d
                WHERE d.hub_id = o.hub_id AND d.order_id = o.id AND d.ended_at IS NULL) THEN 'disputed' ELSE o.state END AS kind, o.reference, o.service_name AS words, o.firm_name AS other, o.due_on AS day
             FROM orders o WHERE o.provider_id = $1 AND o.state IN ('accepted', 'in_progress')
             ORDER BY o.due_on NULLS LAST, o.offered_at LIMIT $2"
        ),
        &params![provider, rows],
    )?;
    Ok(matters(&rows))
}

/// Orders of a provider that wait for the firm's confirmation, the longest waiting first.
pub(super) fn to_be_confirmed(tx: &mut Tx, provider: Uuid, rows: i64) -> Result<Vec<Matter>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT o.state AS kind, o.reference, o.service_name AS words, o.firm_name AS other,
                    CAST(NULL AS TEXT) AS day
             FROM orders o WHERE o.provider_id = $1 AND o.state = 'delivered' ORDER BY o.delivered_at LIMIT $2"
        ),
        &params![provider, rows],
    )?;
    Ok(matters(&rows))
}

/// Rectifications that a provider has not answered.
pub(super) fn to_rectify(tx: &mut Tx, provider: Uuid, rows: i64) -> Result<Vec<Matter>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT 'rectify' AS kind, o.reference, o.service_name AS words, o.firm_name AS other, t.due_on AS day
             FROM rectifications t JOIN orders o ON o.hub_id = t.hub_id AND o.id = t.order_id
             WHERE t.provider_id = $1 AND t.answered_at IS NULL ORDER BY t.due_on NULLS LAST, t.id LIMIT $2"
        ),
        &params![provider, rows],
    )?;
    Ok(matters(&rows))
}
