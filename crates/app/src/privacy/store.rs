//! Every statement that reads what is kept about a person.

use db::{Row, Sql, Tx, params, sql};
use uuid::Uuid;

use super::kept::Section;
use crate::web::{Error, words};

pub(super) fn opened_at(tx: &mut Tx, person: Uuid) -> Result<i64, Error> {
    let row = tx.maybe(sql!("SELECT created_at FROM people WHERE id = $1"), &params![person])?;
    Ok(row.ok_or(Error::NotFound)?.get("created_at"))
}

/// A kind of what is kept: its name, its columns, its newest rows, and how many there are.
struct Source {
    name: &'static str,
    columns: &'static [&'static str],
    /// What the words of a row need, and is not shown itself.
    beside: &'static [&'static str],
    rows: &'static Sql,
    count: &'static Sql,
}

fn cell(row: &Row, column: &str) -> String {
    if column.ends_with("_at") {
        return row.get::<Option<i64>>(column).map(words::minute).unwrap_or_default();
    }
    row.get::<Option<String>>(column).unwrap_or_default()
}

pub(super) fn sections(tx: &mut Tx, person: Uuid, most: i64) -> Result<Vec<Section>, Error> {
    let mut sections = Vec::new();
    for source in belonging().into_iter().chain(said()).chain(done()) {
        let total = tx.one(source.count, &params![person])?.get("n");
        let found = tx.query(source.rows, &params![person, most])?;
        let all = || source.columns.iter().chain(source.beside);
        let rows = found.iter().map(|row| all().map(|column| cell(row, column)).collect()).collect();
        sections.push(Section { name: source.name, columns: source.columns, rows, total });
    }
    Ok(sections)
}

/// Where the person belongs, and from where they signed in.
fn belonging() -> Vec<Source> {
    vec![
        Source {
            name: "memberships",
            columns: &["role", "place", "since_at", "ended_at"],
            beside: &[],
            rows: sql!(
                "SELECT m.role, COALESCE(o.name, h.name, m.division, '') AS place, m.created_at AS since_at, m.ended_at
                 FROM memberships m LEFT JOIN organizations o ON o.id = m.organization_id
                 LEFT JOIN hubs h ON h.id = m.hub_id WHERE m.person_id = $1 ORDER BY m.id DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM memberships WHERE person_id = $1"),
        },
        Source {
            name: "requests",
            columns: &["place", "role", "asked_at", "decided_at"],
            beside: &[],
            rows: sql!(
                "SELECT o.name AS place, j.role, j.created_at AS asked_at, j.decided_at FROM join_requests j
                 JOIN organizations o ON o.id = j.organization_id WHERE j.person_id = $1 ORDER BY j.id DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM join_requests WHERE person_id = $1"),
        },
        Source {
            name: "sessions",
            columns: &["address", "browser", "since_at", "seen_at"],
            beside: &[],
            rows: sql!(
                "SELECT address, agent AS browser, created_at AS since_at, seen_at FROM sessions WHERE person_id = $1
                 ORDER BY seen_at DESC, id DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM sessions WHERE person_id = $1"),
        },
    ]
}

/// What the person said.
fn said() -> Vec<Source> {
    vec![
        Source {
            name: "needs",
            columns: &["reference", "words", "contact", "phone", "sent_at"],
            beside: &[],
            rows: sql!(
                "SELECT reference, words, contact_name AS contact, contact_phone AS phone, sent_at FROM needs
                 WHERE said_by = $1 ORDER BY id DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM needs WHERE said_by = $1"),
        },
        Source {
            name: "drafts",
            columns: &["answers", "changed_at"],
            beside: &[],
            rows: sql!(
                "SELECT CAST(answers AS TEXT) AS answers, updated_at AS changed_at FROM need_drafts WHERE person_id = $1
                 ORDER BY updated_at DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM need_drafts WHERE person_id = $1"),
        },
        Source {
            name: "ratings",
            columns: &["reference", "level", "words", "rated_at"],
            beside: &[],
            rows: sql!(
                "SELECT o.reference, CAST(r.level AS TEXT) AS level, r.words, r.rated_at FROM ratings r
                 JOIN orders o ON o.hub_id = r.hub_id AND o.id = r.order_id WHERE r.person_id = $1
                 ORDER BY r.rated_at DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM ratings WHERE person_id = $1"),
        },
        Source {
            name: "objections",
            columns: &["reference", "name", "phone", "words", "made_at"],
            beside: &[],
            rows: sql!(
                "SELECT r.code AS reference, o.name, o.phone, o.words, o.made_at FROM round_objections o
                 JOIN rounds r ON r.id = o.round_id WHERE o.person_id = $1 ORDER BY o.made_at DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM round_objections WHERE person_id = $1"),
        },
        Source {
            name: "bookings",
            columns: &["reference", "name", "words", "starts_at", "made_at"],
            beside: &[],
            rows: sql!(
                "SELECT reference, instrument_name AS name, purpose AS words, starts_at, made_at FROM bookings
                 WHERE person_id = $1 OR booked_by = $1 ORDER BY starts_at DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM bookings WHERE person_id = $1 OR booked_by = $1"),
        },
        Source {
            name: "trainings",
            columns: &["name", "asked_at", "given_at", "expires_on"],
            beside: &[],
            rows: sql!(
                "SELECT i.name, t.asked_at, t.given_at, t.expires_on FROM instrument_trainings t
                 JOIN instruments i ON i.hub_id = t.hub_id AND i.id = t.instrument_id WHERE t.person_id = $1
                 ORDER BY t.asked_at DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM instrument_trainings WHERE person_id = $1"),
        },
        Source {
            name: "files",
            columns: &["name", "sent_at"],
            beside: &[],
            rows: sql!(
                "SELECT name, created_at AS sent_at FROM attachments WHERE person_id = $1
                 ORDER BY created_at DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM attachments WHERE person_id = $1"),
        },
    ]
}

/// What the person did and was told, and who read how they are reached.
fn done() -> Vec<Source> {
    vec![
        Source {
            name: "acts",
            columns: &["action", "reference", "done_at"],
            beside: &[],
            rows: sql!(
                "SELECT action, reference, at AS done_at FROM events WHERE person_id = $1 ORDER BY at DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM events WHERE person_id = $1"),
        },
        Source {
            name: "notices",
            columns: &["kind", "about", "reference", "told_at"],
            beside: &["figures"],
            rows: sql!(
                "SELECT kind, about, reference, noted_at AS told_at, figures FROM notices WHERE person_id = $1
                 ORDER BY at DESC LIMIT $2"
            ),
            count: sql!("SELECT count(*) AS n FROM notices WHERE person_id = $1"),
        },
        Source {
            name: "readings",
            columns: &["reader", "reference", "read_at"],
            beside: &[],
            rows: sql!(
                "SELECT COALESCE(p.name, '') AS reader, e.reference, e.at AS read_at FROM events e
                 LEFT JOIN people p ON p.id = e.person_id WHERE e.action = 'contact.read' AND (e.object_id = $1
                 OR e.object_id IN (SELECT n.id FROM needs n WHERE n.said_by = $1 AND n.channel = 'online')
                 OR e.object_id IN (SELECT o.id FROM needs n JOIN orders o ON o.hub_id = n.hub_id AND o.need_id = n.id
                                    WHERE n.said_by = $1 AND n.channel = 'online'))
                 ORDER BY e.at DESC LIMIT $2"
            ),
            count: sql!(
                "SELECT count(*) AS n FROM events e WHERE e.action = 'contact.read' AND (e.object_id = $1
                 OR e.object_id IN (SELECT n.id FROM needs n WHERE n.said_by = $1 AND n.channel = 'online')
                 OR e.object_id IN (SELECT o.id FROM needs n JOIN orders o ON o.hub_id = n.hub_id AND o.need_id = n.id
                                    WHERE n.said_by = $1 AND n.channel = 'online'))"
            ),
        },
    ]
}
