//! Every statement that reads one instrument or writes one.

use db::{Row, Tx, params, sql};
use uuid::Uuid;

use super::model::{Entry, Instrument, Offer, norm};
use super::ruling::Rules;
use crate::web::{Error, one_row};

pub(super) fn instrument(row: &Row) -> Result<Instrument, Error> {
    Ok(Instrument {
        hub_id: row.get("hub_id"),
        id: row.get("id"),
        code: row.get("code"),
        provider_id: row.get("provider_id"),
        provider_name: row.get("provider_name"),
        provider_uscc: row.get("provider_uscc"),
        entry: serde_json::from_str(&row.get::<String>("record")).map_err(Error::internal)?,
        state: row.get("state"),
        out_words: row.get("out_words"),
        shown: row.get::<i64>("shown") == 1,
        rules_number: row.get("rules_number"),
        version: row.get("version"),
    })
}

/// The instrument with this code.
///
/// # Errors
/// `NotFound`.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Instrument, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT i.*, o.name AS provider_name, o.uscc AS provider_uscc FROM instruments i
             JOIN organizations o ON o.id = i.provider_id WHERE i.code = $1"
        ),
        &params![code],
    )?;
    row.as_ref().map_or(Err(Error::NotFound), instrument)
}

/// The instrument with this code, where everybody sees it.
///
/// # Errors
/// `NotFound`.
pub(super) fn shown(tx: &mut Tx, code: &str) -> Result<Instrument, Error> {
    by_code(tx, code).and_then(|instrument| if instrument.shown { Ok(instrument) } else { Err(Error::NotFound) })
}

/// The instrument with this id.
///
/// # Errors
/// `NotFound`.
pub fn by_id(tx: &mut Tx, hub: Uuid, id: Uuid) -> Result<Instrument, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT i.*, o.name AS provider_name, o.uscc AS provider_uscc FROM instruments i
             JOIN organizations o ON o.id = i.provider_id WHERE i.hub_id = $1 AND i.id = $2"
        ),
        &params![hub, id],
    )?;
    row.as_ref().map_or(Err(Error::NotFound), instrument)
}

/// How many instruments a hub has entered, retired ones included.
pub(super) fn entered(tx: &mut Tx, hub: Uuid) -> Result<i64, Error> {
    Ok(tx.one(sql!("SELECT COUNT(*) AS n FROM instruments WHERE hub_id = $1"), &params![hub])?.get("n"))
}

fn written(entry: &Entry) -> Result<String, db::Error> {
    serde_json::to_string(entry).map_err(|error| db::Error::Engine(error.to_string()))
}

pub(super) fn insert(
    tx: &mut Tx,
    (hub, id): (Uuid, Uuid),
    code: &str,
    provider: Uuid,
    new: &Entry,
) -> Result<(), db::Error> {
    tx.execute(
        sql!(
            "INSERT INTO instruments (hub_id, id, code, provider_id, name, category, division, words, record, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft')"
        ),
        &params![hub, id, code, provider, &new.name, &new.category, &new.division, new.words(), written(new)?],
    )?;
    Ok(())
}

/// Writes the record; `Conflict` when it is not the version given.
pub(super) fn update(tx: &mut Tx, old: &Instrument, new: &Entry) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE instruments SET name = $4, category = $5, division = $6, words = $7, record = $8, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![
            old.hub_id, old.id, old.version, &new.name, &new.category, &new.division, new.words(), written(new)?
        ],
    )?;
    one_row(changed)
}

pub(super) fn put_terms(tx: &mut Tx, (hub, id): (Uuid, Uuid), entry: &Entry) -> Result<(), Error> {
    tx.execute(sql!("DELETE FROM instrument_terms WHERE hub_id = $1 AND instrument_id = $2"), &params![hub, id])?;
    for (kind, terms) in [("measure", &entry.measures), ("standard", &entry.standards)] {
        for (number, term) in (1i64..).zip(terms) {
            tx.execute(
                sql!("INSERT INTO instrument_terms (hub_id, instrument_id, kind, number, norm) VALUES ($1, $2, $3, $4, $5)"),
                &params![hub, id, kind, number, norm(term)],
            )?;
        }
    }
    Ok(())
}

pub(super) fn update_state(tx: &mut Tx, old: &Instrument, state: &str, words: &str) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE instruments SET state = $4, out_words = $5, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version, state, words],
    )?;
    one_row(changed)
}

/// Whether everybody sees it follows from its state and the hubs that approved it.
pub(super) fn show(tx: &mut Tx, (hub, id): (Uuid, Uuid)) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE instruments SET shown = CASE WHEN state IN ('offered', 'out') AND EXISTS
             (SELECT 1 FROM instrument_offers f WHERE f.home_id = instruments.hub_id AND f.instrument_id = instruments.id
              AND f.state = 'approved') THEN 1 ELSE 0 END WHERE hub_id = $1 AND id = $2"
        ),
        &params![hub, id],
    )?;
    Ok(())
}

/// Bookings that have not ended.
pub(super) fn uses_ahead(tx: &mut Tx, instrument: &Instrument, now: i64) -> Result<i64, Error> {
    let count = sql!(
        "SELECT COUNT(*) AS n FROM bookings WHERE hub_id = $1 AND instrument_id = $2
         AND state IN ('held', 'asked', 'booked') AND ends_at > $3"
    );
    let row = tx.as_system(|tx| tx.one(count, &params![instrument.hub_id, instrument.id, now]))?;
    Ok(row.get("n"))
}

pub(super) fn put_asked(tx: &mut Tx, instrument: &Instrument, hub: Uuid, now: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO instrument_offers (hub_id, home_id, instrument_id, state, asked_at)
             VALUES ($1, $2, $3, 'asked', $4) ON CONFLICT (hub_id, instrument_id) DO UPDATE SET state = 'asked',
             words = '', asked_at = $4, decided_by = NULL, decided_at = NULL, version = instrument_offers.version + 1"
        ),
        &params![hub, instrument.hub_id, instrument.id, now],
    )?;
    Ok(())
}

pub(super) fn decide(
    tx: &mut Tx,
    instrument: &Instrument,
    offer: &Offer,
    state: &str,
    words: &str,
    person: Option<Uuid>,
    now: i64,
) -> Result<(), Error> {
    let changed = tx.execute(
        sql!(
            "UPDATE instrument_offers SET state = $4, words = $5, decided_by = $6, decided_at = $7, version = version + 1
             WHERE hub_id = $1 AND instrument_id = $2 AND version = $3"
        ),
        &params![offer.hub_id, instrument.id, offer.version, state, words, person, now],
    )?;
    one_row(changed)
}

/// The rules of this number; `None` when there are none.
pub(super) fn rules(tx: &mut Tx, hub: Uuid, id: Uuid, number: i64) -> Result<Option<Rules>, Error> {
    let row = tx.maybe(
        sql!(
            "SELECT CAST(body AS TEXT) AS body FROM instrument_rules
             WHERE hub_id = $1 AND instrument_id = $2 AND number = $3"
        ),
        &params![hub, id, number],
    )?;
    row.map(|row| serde_json::from_str(&row.get::<String>("body")).map_err(Error::internal)).transpose()
}

/// Sets the rules from now on; `Conflict` when the instrument is not the version given.
pub(super) fn put_rules(
    tx: &mut Tx,
    old: &Instrument,
    rules: &Rules,
    person: Option<Uuid>,
    now: i64,
) -> Result<(), Error> {
    let body = serde_json::to_string(rules).map_err(Error::internal)?;
    let changed = tx.execute(
        sql!(
            "UPDATE instruments SET rules_number = rules_number + 1, version = version + 1
             WHERE hub_id = $1 AND id = $2 AND version = $3"
        ),
        &params![old.hub_id, old.id, old.version],
    )?;
    if changed != 1 {
        return Err(Error::Conflict);
    }
    tx.execute(
        sql!(
            "INSERT INTO instrument_rules (hub_id, instrument_id, number, body, set_by, set_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &params![old.hub_id, old.id, old.rules_number + 1, body, person, now],
    )?;
    Ok(())
}
