//! The statements of the worklist: for each kind its first rows and how many there are, each by an index that holds
//! only what is open.

use db::{Row, Sql, Tx, Value, params, sql};
use uuid::Uuid;

use super::worklist::{Clerk, Days, Kind, Whose, Work};
use crate::web::Error;

/// How a kind is listed and counted. `$1` is the hub, `$2` 1 for only one person's, `$3`, and 2 for
/// nobody's.
macro_rules! kind {
    ($columns:literal, $from:literal, $order:literal, $limit:literal) => {
        (
            sql!(concat!(
                "SELECT ",
                $columns,
                ", COALESCE(c.name, '') AS clerk ",
                $from,
                " AND ($2 = 0 OR ($2 = 1 AND n.clerk_id = $3) OR ($2 = 2 AND n.clerk_id IS NULL)) ORDER BY ",
                $order,
                " LIMIT ",
                $limit
            )),
            sql!(concat!(
                "SELECT COUNT(*) AS n ",
                $from,
                " AND ($2 = 0 OR ($2 = 1 AND n.clerk_id = $3) OR ($2 = 2 AND n.clerk_id IS NULL))"
            )),
        )
    };
}

/// The statements of a kind that list and count, and the value that `$4` has in them.
type Statements = ((&'static Sql, &'static Sql), Option<Value>);

fn statements(kind: Kind, days: &Days) -> Statements {
    match kind {
        Kind::Triage | Kind::Gap | Kind::Plan | Kind::Returned => of_needs(kind, days),
        Kind::Quote | Kind::Deliver | Kind::Confirm | Kind::Call => of_orders(kind, days),
        Kind::Rectify | Kind::Mediate | Kind::Recall => of_complaints(kind, days),
    }
}

/// What a need waits for.
#[rustfmt::skip]
fn of_needs(kind: Kind, days: &Days) -> Statements {
    let today = || Some(Value::from(&days.today));
    match kind {
        Kind::Triage => (kind!(
            "n.reference, n.words, n.firm_name AS firm, '' AS provider, n.triage_due_on AS due, n.sent_at AS since",
            "FROM needs n LEFT JOIN people c ON c.id = n.clerk_id WHERE n.hub_id = $1 AND n.state = 'sent'",
            "n.triage_due_on NULLS LAST, n.sent_at", "$4"
        ), None),
        Kind::Gap => (kind!(
            "n.reference, g.name AS words, n.firm_name AS firm, '' AS provider, g.due_on AS due, g.set_at AS since",
            "FROM (SELECT hub_id, id, need_id, name, due_on, set_at FROM gaps WHERE hub_id = $1 AND state = 'handed'
                   UNION ALL SELECT hub_id, id, need_id, name, due_on, set_at FROM gaps
                   WHERE hub_id = $1 AND state = 'open' AND due_on < $4) g
             JOIN needs n ON n.hub_id = g.hub_id AND n.id = g.need_id LEFT JOIN people c ON c.id = n.clerk_id
             WHERE n.hub_id = $1",
            "g.due_on, g.set_at, g.id", "$5"
        ), today()),
        Kind::Plan => (kind!(
            "n.reference, n.words, n.firm_name AS firm, '' AS provider, n.due_on AS due, n.sent_at AS since",
            "FROM needs n LEFT JOIN people c ON c.id = n.clerk_id WHERE n.hub_id = $1 AND n.state = 'accepted'",
            "n.due_on NULLS LAST, n.sent_at", "$4"
        ), None),
        _ => (kind!(
            "n.reference, n.words, n.firm_name AS firm, '' AS provider, CAST(NULL AS TEXT) AS due,
             COALESCE(p.decided_at, 0) AS since",
            "FROM plans p JOIN needs n ON n.hub_id = p.hub_id AND n.id = p.need_id
             LEFT JOIN people c ON c.id = n.clerk_id
             WHERE p.hub_id = $1 AND p.state IN ('composing', 'asking', 'returned') AND n.state = 'planned'",
            "p.decided_at", "$4"
        ), None),
    }
}

/// What an order waits for.
#[rustfmt::skip]
fn of_orders(kind: Kind, days: &Days) -> Statements {
    let today = || Some(Value::from(&days.today));
    match kind {
        Kind::Quote => (kind!(
            "o.reference, o.service_name AS words, o.firm_name AS firm, o.provider_name AS provider, o.quote_by AS due,
             o.offered_at AS since",
            "FROM orders o JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id
             LEFT JOIN people c ON c.id = n.clerk_id
             WHERE o.hub_id = $1 AND o.state = 'offered' AND o.quote_by < $4",
            "o.quote_by, o.offered_at", "$5"
        ), today()),
        Kind::Deliver => (kind!(
            "o.reference, o.service_name AS words, o.firm_name AS firm, o.provider_name AS provider, o.due_on AS due,
             o.offered_at AS since",
            "FROM orders o JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id
             LEFT JOIN people c ON c.id = n.clerk_id
             WHERE o.hub_id = $1 AND o.state IN ('accepted', 'in_progress') AND o.due_on < $4 AND NOT EXISTS
               (SELECT 1 FROM disputes d WHERE d.hub_id = o.hub_id AND d.order_id = o.id AND d.ended_at IS NULL)",
            "o.due_on, o.offered_at", "$5"
        ), today()),
        Kind::Confirm => (kind!(
            "o.reference, o.service_name AS words, o.firm_name AS firm, '' AS provider, CAST(NULL AS TEXT) AS due,
             o.delivered_at AS since",
            "FROM orders o JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id
             LEFT JOIN people c ON c.id = n.clerk_id
             WHERE o.hub_id = $1 AND o.state = 'delivered' AND o.delivered_at < $4 AND NOT EXISTS
               (SELECT 1 FROM order_reminders m WHERE m.hub_id = o.hub_id AND m.order_id = o.id AND m.stage = 2
                AND m.reminded_at >= o.delivered_at)",
            "o.delivered_at", "$5"
        ), Some(days.delivered_before.into())),
        _ => (kind!(
            "o.reference, o.service_name AS words, o.firm_name AS firm, '' AS provider,
             (SELECT MAX(k.again_on) FROM order_calls k WHERE k.hub_id = o.hub_id AND k.order_id = o.id
              AND k.called_at >= o.delivered_at) AS due, o.delivered_at AS since",
            "FROM orders o JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id
             LEFT JOIN people c ON c.id = n.clerk_id
             WHERE o.hub_id = $1 AND o.state = 'delivered' AND EXISTS
               (SELECT 1 FROM order_reminders m WHERE m.hub_id = o.hub_id AND m.order_id = o.id AND m.stage = 2
                AND m.reminded_at >= o.delivered_at)
             AND NOT EXISTS (SELECT 1 FROM order_calls k WHERE k.hub_id = o.hub_id AND k.order_id = o.id
                AND k.again_on > $4 AND k.called_at >= o.delivered_at)",
            "o.delivered_at", "$5"
        ), today()),
    }
}

/// What went wrong with an order, until it is put right.
#[rustfmt::skip]
fn of_complaints(kind: Kind, days: &Days) -> Statements {
    let today = || Some(Value::from(&days.today));
    match kind {
        Kind::Rectify => (kind!(
            "o.reference, o.service_name AS words, o.firm_name AS firm, o.provider_name AS provider, t.due_on AS due,
             t.opened_at AS since",
            "FROM rectifications t JOIN orders o ON o.hub_id = t.hub_id AND o.id = t.order_id
             JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id LEFT JOIN people c ON c.id = n.clerk_id
             WHERE t.hub_id = $1 AND t.answered_at IS NULL AND t.due_on < $4",
            "t.due_on, t.opened_at", "$5"
        ), today()),
        // Of whom it is: of the mediator, not of who deals with the need.
        Kind::Mediate => (kind!(
            "o.reference, o.service_name AS words, o.firm_name AS firm, '' AS provider,
             COALESCE(d.due_on, d.name_by) AS due, d.opened_at AS since",
            "FROM disputes d JOIN orders o ON o.hub_id = d.hub_id AND o.id = d.order_id
             JOIN (SELECT hub_id, id, mediator_id AS clerk_id FROM disputes WHERE ended_at IS NULL) n
               ON n.hub_id = d.hub_id AND n.id = d.id
             LEFT JOIN people c ON c.id = n.clerk_id
             WHERE d.hub_id = $1 AND d.ended_at IS NULL",
            "COALESCE(d.due_on, d.name_by) NULLS LAST, d.opened_at", "$4"
        ), None),
        _ => (kind!(
            "o.reference, o.service_name AS words, o.firm_name AS firm, '' AS provider, t.call_by AS due,
             t.answered_at AS since",
            "FROM rectifications t JOIN orders o ON o.hub_id = t.hub_id AND o.id = t.order_id
             JOIN needs n ON n.hub_id = o.hub_id AND n.id = o.need_id LEFT JOIN people c ON c.id = n.clerk_id
             WHERE t.hub_id = $1 AND t.answered_at IS NOT NULL AND t.closed_at IS NULL",
            "t.call_by NULLS LAST, t.answered_at", "$4"
        ), None),
    }
}

fn values(whose: Whose, day: Option<Value>) -> Vec<Value> {
    let (which, person): (i64, Uuid) = match whose.clerk {
        Clerk::Anybody => (0, Uuid::nil()),
        Clerk::One(person) => (1, person),
        Clerk::Nobody => (2, Uuid::nil()),
    };
    let mut values = params![whose.hub, which, person].to_vec();
    values.extend(day);
    values
}

/// The first of a kind.
pub(super) fn first(tx: &mut Tx, kind: Kind, whose: Whose, days: &Days, rows: i64) -> Result<Vec<Work>, Error> {
    let ((list, _), day) = statements(kind, days);
    let mut values = values(whose, day);
    values.push(rows.into());
    let work = |row: &Row| Work {
        kind,
        reference: row.get("reference"),
        words: row.get("words"),
        firm: row.get("firm"),
        provider: row.get("provider"),
        due: row.get("due"),
        since: row.get("since"),
        clerk: row.get("clerk"),
        late: false,
    };
    Ok(tx.query(list, &values)?.iter().map(work).collect())
}

/// How many there are of a kind.
pub(super) fn count(tx: &mut Tx, kind: Kind, whose: Whose, days: &Days) -> Result<i64, Error> {
    let ((_, count), day) = statements(kind, days);
    Ok(tx.one(count, &values(whose, day))?.get("n"))
}
