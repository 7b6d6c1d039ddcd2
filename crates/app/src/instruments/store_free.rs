//! Every statement that looks for free time of many instruments at once: two for a whole page of them.

use std::collections::BTreeMap;

use db::{Tx, params, sql};
use slots::Interval;
use uuid::Uuid;

use super::ruling::Rules;
use super::store_lists::{Sought, sought};
use crate::web::Error;

/// What is shown of an instrument beside its free time, and its rules where it takes bookings.
pub(super) struct Bookable {
    /// Its home and id.
    pub(super) place: (Uuid, Uuid),
    pub(super) code: String,
    pub(super) name: String,
    pub(super) provider_name: String,
    pub(super) rules: Option<Rules>,
}

/// Of the instruments found, by code.
pub(super) fn bookable(tx: &mut Tx, by: &Sought, offset: i64, rows: i64) -> Result<Vec<Bookable>, Error> {
    let found = tx.query(
        sql!(concat!(
            "SELECT i.hub_id, i.id, i.code, i.name, o.name AS provider_name, CAST(r.body AS TEXT) AS body
             FROM (SELECT hub_id, id, code, name, state, provider_id, rules_number FROM instruments",
            sought!(),
            " ORDER BY code LIMIT $7 OFFSET $8) i JOIN organizations o ON o.id = i.provider_id
             LEFT JOIN instrument_rules r ON r.hub_id = i.hub_id AND r.instrument_id = i.id AND r.number = i.rules_number
             AND i.state = 'offered' ORDER BY i.code"
        )),
        &by.values(&params![rows, offset]),
    )?;
    // Many bear the same rules: each text is read once.
    let mut read: BTreeMap<String, Rules> = BTreeMap::new();
    let mut all = Vec::new();
    for row in &found {
        let rules = match row.get::<Option<String>>("body") {
            Some(body) if !read.contains_key(&body) => {
                let rules: Rules = serde_json::from_str(&body).map_err(Error::internal)?;
                read.insert(body, rules.clone());
                Some(rules)
            }
            Some(body) => read.get(&body).cloned(),
            None => None,
        };
        all.push(Bookable {
            place: (row.get("hub_id"), row.get("id")),
            code: row.get("code"),
            name: row.get("name"),
            provider_name: row.get("provider_name"),
            rules,
        });
    }
    Ok(all)
}

/// What takes the time of the same instruments within an interval, whoever has it.
pub(super) fn taken(
    tx: &mut Tx,
    by: &Sought,
    (offset, rows): (i64, i64),
    within: Interval,
    now: i64,
) -> Result<BTreeMap<(Uuid, Uuid), Vec<Interval>>, Error> {
    let statement = sql!(concat!(
        "SELECT b.hub_id, b.instrument_id, b.busy_from, b.busy_until FROM (SELECT hub_id, id FROM instruments",
        sought!(),
        " ORDER BY code LIMIT $7 OFFSET $8) i JOIN bookings b ON b.hub_id = i.hub_id AND b.instrument_id = i.id
         WHERE b.state IN ('held', 'asked', 'booked') AND b.busy_until > $9 AND +b.busy_from < $10
         AND (b.state <> 'held' OR b.held_until > $11)"
    ));
    let values = by.values(&params![rows, offset, within.from, within.until, now]);
    let found = tx.as_system(|tx| tx.query(statement, &values))?;
    let mut taken: BTreeMap<(Uuid, Uuid), Vec<Interval>> = BTreeMap::new();
    for row in &found {
        let interval = Interval { from: row.get("busy_from"), until: row.get("busy_until") };
        taken.entry((row.get("hub_id"), row.get("instrument_id"))).or_default().push(interval);
    }
    Ok(taken)
}
